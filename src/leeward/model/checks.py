"""Model checks a person can be told about."""

from __future__ import annotations

import dataclasses
import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model import drive as driving
from leeward.model import filter as filtering
from leeward.model.data import DAY, MISSING, Data, Floats, Ints, local_minutes
from leeward.model.draws import resample
from leeward.model.drive import LN2
from leeward.model.evidence import evidence, first_part, second_part
from leeward.model.fit import Fit, fit_person
from leeward.model.grid import AUTOMATIC, EPISODE, JUMP_EPISODE, RATE, STEP, URGE
from leeward.model.likelihood import Target, target_for
from leeward.model.params import log_prior, to_natural
from leeward.model.records import Check, Checks, Missing, Sensitivity
from leeward.model.simulate import simulate
from leeward.model.summary import drawn, posterior
from leeward.model.what_if import person_design

LATER_HOURS: Final = 3.0
AFTER_HOURS: Final = 4.0
CLEAR_HOURS: Final = 12.0
LOW_P: Final = 0.01
PREDICTED: Final = 40
MISSING_SLOPES: Final = (0.0, -0.3, -0.6)
UNSETTLED: Final = "The calculation did not settle, so this cannot be said."


@dataclass(frozen=True, slots=True, kw_only=True)
class Residuals:
    """One-step predictions at the mode.

    `t`, `z` per check-in: minutes and standardised surprise. `gaps` (events,): expected number of
    events between one and the next, unit exponential if the rates are right. `level` is the
    predicted distress at each check-in, `background` (episodes,) the fast part of the hidden state
    just before an episode, `carried` what earlier triggers then add.
    """

    t: Floats
    z: Floats
    level: Floats
    gaps: Floats
    background: Floats
    carried: Floats


def residuals(target: Target, fit: Fit) -> Residuals:
    """Run the filter once and collect its surprises."""
    tape, params = target.tape, fit.mode
    offsets = driving.forward(tape, params)
    filtering.run(tape, params, offsets, target.scratch)
    states, nodes = target.scratch.states, target.scratch.nodes
    at = np.flatnonzero(tape.code == RATE)
    u = states[at, 0] + states[at, 1]
    v = states[at, 3] + 2 * states[at, 4] + states[at, 5] + params["tau"] ** 2 + 1.0 / 12.0
    level = offsets.d[at] + u
    silent = (tape.code == STEP) & (tape.risk == 1)
    rate = np.zeros(tape.code.size)
    hours = 2.0 * tape.half_hours[tape.half[silent]]
    mean = nodes[silent, 5:10] @ filtering.WEIGHT
    if tape.urges:
        mean = mean + nodes[silent, 10:15] @ filtering.WEIGHT
    rate[silent] = hours * mean
    total = np.cumsum(rate)
    events = total[np.isin(tape.code, (EPISODE, AUTOMATIC, URGE))]
    jumps = np.flatnonzero(tape.code == JUMP_EPISODE)
    return Residuals(
        t=tape.t[at],
        z=(np.clip(tape.value[at], 0, 10) - np.clip(level, 0, 10)) / np.sqrt(v),
        level=level,
        gaps=np.diff(np.concatenate([[0.0], events])),
        background=states[jumps, 0],
        carried=offsets.sums[jumps, 2],
    )


def _kolmogorov(x: Floats) -> float:
    """P value that uniforms x are uniform (Kolmogorov, with Stephens' correction)."""
    n = x.size
    s = np.sort(x)
    grid = np.arange(1, n + 1) / n
    d = float(max(np.max(grid - s), np.max(s - grid + 1.0 / n)))
    w = d * (math.sqrt(n) + 0.12 + 0.11 / math.sqrt(n))
    k = np.arange(1, 60)
    series = float(np.sum((-1.0) ** (k - 1) * np.exp(-2.0 * (k * w) ** 2)))
    return min(max(2.0 * series, 0.0), 1.0)


def _two_sided(z: float) -> float:
    return math.erfc(abs(z) / math.sqrt(2.0))


def _unknown(name: str, said: str) -> Check:
    return Check(name=name, value=math.nan, expected=math.nan, p=math.nan, passed=None, said=said)


def rescaled_times(r: Residuals) -> Check:
    """Time-rescaled gaps between episodes against the unit exponential."""
    if r.gaps.size < 10:
        return _unknown("rescaled_times", "Too few episodes to check their timing.")
    p = _kolmogorov(1.0 - np.exp(-r.gaps))
    good = p > LOW_P
    return Check(
        name="rescaled_times",
        value=float(r.gaps.mean()),
        expected=1.0,
        p=p,
        passed=good,
        said="Episodes come when the model expects them."
        if good
        else "Episodes do not come as the model expects; read rates with care.",
    )


def regression_to_the_mean(r: Residuals, fit: Fit, data: Data) -> Check:
    """Fall of distress in three hours that would have come without any episode."""
    both = (data.episode_before != MISSING) & (data.episode_after != MISSING)
    if both.sum() < 5:
        return _unknown("regression_to_the_mean", "Too few look-backs to compare.")
    x = fit.mode
    fades = r.background * (1.0 - math.exp(-LN2 / x["h_x"] * LATER_HOURS))
    fades = fades + r.carried * (1.0 - math.exp(-LN2 / x.get("h_delta", 6.0) * LATER_HOURS))
    naive = float((data.episode_before - data.episode_after)[both].mean())
    alone = float(fades.mean())
    return Check(
        name="regression_to_the_mean",
        value=naive,
        expected=alone,
        p=math.nan,
        passed=True,
        said=f"Distress fell by {naive:.1f} points on average; about {alone:.1f} would have gone "
        "by itself within three hours.",
    )


def negative_control(r: Residuals, data: Data) -> Check:
    """Surprise after moments like those before episodes, on which no episode happened.

    Each episode is matched with a check-in at the same local hour, of about the same predicted
    distress, at least 12 hours from any episode; the next check-in within 4 hours should hold no
    surprise.
    """
    if data.episode_t.size < 8 or r.t.size < 30:
        return _unknown("negative_control", "Too little to compare with quiet moments.")
    before = np.searchsorted(r.t, data.episode_t) - 1
    hour = local_minutes(data, r.t) % DAY
    gap = np.abs(r.t[:, None] - data.episode_t[None, :]).min(axis=1)
    nearby = np.append((np.diff(r.t) > 0) & (np.diff(r.t) <= AFTER_HOURS * 60), False)
    free = (gap > CLEAR_HOURS * 60) & nearby
    taken: list[int] = []
    for b in before[before >= 0]:
        apart = np.abs((hour - hour[b] + DAY / 2) % DAY - DAY / 2)
        like = free & (apart < 90) & (np.abs(r.level - r.level[b]) < 0.75)
        choice = np.flatnonzero(like)
        if choice.size:
            best = int(choice[np.argmin(np.abs(r.level[choice] - r.level[b]))])
            taken.append(best)
            free[best] = False
    if len(taken) < 8:
        return _unknown("negative_control", "Too few quiet moments like those before episodes.")
    z = r.z[np.array(taken) + 1]
    mean = float(z.mean())
    p = _two_sided(mean * math.sqrt(z.size))
    good = p > LOW_P
    return Check(
        name="negative_control",
        value=mean,
        expected=0.0,
        p=p,
        passed=good,
        said="At like moments without an episode distress did nothing unexpected."
        if good
        else "Distress also changed at like moments without an episode: something unlogged is going on.",
    )


def spread_over_time(r: Residuals) -> Check:
    """Compare surprises early and late: answering habits can change with time on study."""
    if r.z.size < 60:
        return _unknown("spread_over_time", "Too few check-ins to compare early and late.")
    half = r.z.size // 2
    early, late = r.z[:half] ** 2, r.z[half:] ** 2
    if min(early.var(), late.var()) <= 0.0:
        return _unknown("spread_over_time", "Ratings that never vary cannot be compared.")
    ratio = float(late.mean() / early.mean())
    error = math.sqrt(early.var() / early.mean() ** 2 / half + late.var() / late.mean() ** 2 / half)
    p = _two_sided(math.log(ratio) / error)
    good = p > LOW_P
    return Check(
        name="spread_over_time",
        value=ratio,
        expected=1.0,
        p=p,
        passed=good,
        said="Ratings vary as much late as early."
        if good
        else "Ratings vary differently late and early; answering may have changed.",
    )


def split_half(fit: Fit, data: Data) -> tuple[Check, ...]:
    """Compare relief and drive between the first and the second half of the log."""
    if data.days < 40 or data.episode_t.size < 16:
        return (_unknown("split_half_rho", "Too short to compare its two halves."),)
    if not fit.converged:
        return (_unknown("split_half_rho", UNSETTLED),)
    cut = int(data.days / 2) * DAY
    halves = [
        fit_person(part, features=fit.features, draws=0)
        for part in (first_part(data, cut), second_part(data, cut))
    ]
    if not all(half.converged for half in halves):
        return (_unknown("split_half_rho", UNSETTLED),)
    out = []
    for name in ("rho", "alpha_D"):
        values, errors = [], []
        for half in halves:
            at = half.layout.index(name)
            values.append(half.mode[name])
            errors.append(half.layout.priors[at].spread * math.sqrt(half.covariance[at, at]))
        change = values[1] - values[0]
        p = _two_sided(change / math.hypot(*errors))
        good = p > LOW_P
        out.append(
            Check(
                name=f"split_half_{name}",
                value=change,
                expected=0.0,
                p=p,
                passed=good,
                said="The first and second half of the log agree."
                if good
                else "The first and second half of the log differ; one number for both misleads.",
            )
        )
    return tuple(out)


def recall(fit: Fit, data: Data) -> Check:
    """Compare relief told in look-backs with relief seen in check-ins (b_rec)."""
    both = (data.episode_before != MISSING) & (data.episode_after != MISSING)
    if both.sum() < 10:
        return _unknown("recall", "Too few look-backs to compare with check-ins.")
    if not fit.converged:
        return _unknown("recall", UNSETTLED)
    features = dataclasses.replace(fit.features, recall_bias=True)
    free = fit_person(data, features=features, start=fit, draws=0)
    if not free.converged:
        return _unknown("recall", UNSETTLED)
    at = free.layout.index("b_rec")
    value = free.mode["b_rec"]
    error = free.layout.priors[at].spread * math.sqrt(free.covariance[at, at])
    # The prior holds part of the error back: compare on the likelihood's own scale.
    known = 1.0 - (error / free.layout.priors[at].spread) ** 2
    p = _two_sided(value / (error * math.sqrt(max(known, 0.05))))
    good = p > LOW_P
    return Check(
        name="recall",
        value=value,
        expected=0.0,
        p=p,
        passed=good,
        said="Look-backs and check-ins tell the same relief."
        if good
        else "Look-backs tell another relief than check-ins; read both apart.",
    )


def predictive(fit: Fit, data: Data) -> tuple[Check, ...]:
    """Posterior predictive checks: simulate this person's log and compare simple counts."""
    if data.rating_y.size < 30 or data.days < 7:
        return (_unknown("predictive", "Too few check-ins to compare with simulated ones."),)
    draws = drawn(fit)
    days = min(data.days, 180.0)
    per_day = max(round(data.rating_y.size / data.days), 1)
    seen = _statistics(data)
    made = []
    for i, at in enumerate(resample(draws, PREDICTED)):
        params = fit.layout.params(draws.z[at])
        design = dataclasses.replace(
            person_design(fit, data, params, days=days),
            check_ins_per_day=per_day,
            missed=0.0,
            local_start=int(data.zone_shift[0]),
        )
        made.append(_statistics(simulate(params, design, 90_000 + i).data))
    out = []
    for name, value in seen.items():
        like = np.array([m[name] for m in made])
        like = like[np.isfinite(like)]
        if like.size < 10 or not math.isfinite(value):
            continue
        spread = float(like.std()) + 1e-9
        p = _two_sided((value - float(like.mean())) / spread)
        good = p > LOW_P
        out.append(
            Check(
                name=f"predictive_{name}",
                value=value,
                expected=float(like.mean()),
                p=p,
                passed=good,
                said="Simulated logs look like this one here."
                if good
                else "Simulated logs look different here.",
            )
        )
    return tuple(out)


def _statistics(data: Data) -> dict[str, float]:
    y = data.rating_y.astype(np.float64)
    near: Ints = np.flatnonzero((np.diff(data.rating_t) > 0) & (np.diff(data.rating_t) < 360))
    daily = np.bincount(data.episode_t // DAY, minlength=max(int(data.days), 1))
    deviation = y - y.mean() if y.size else y
    variance = float((deviation**2).mean()) if y.size else math.nan
    lag = float((deviation[near] * deviation[near + 1]).mean()) if near.size > 20 else math.nan
    rate = float(daily.mean())
    return {
        "share_at_0": float((y == 0).mean()) if y.size else math.nan,
        "share_at_10": float((y == 10).mean()) if y.size else math.nan,
        "spread": math.sqrt(variance) if y.size else math.nan,
        "lag": lag / variance if variance > 0 else math.nan,
        "episodes_per_day": rate,
        "bunching": float(daily.var() / rate) if rate > 0 else math.nan,
    }


def sensitivity(fit: Fit) -> tuple[Sensitivity, ...]:
    """Power-scale prior and likelihood (0.8 and 1.25) by re-weighting the same draws."""
    draws = drawn(fit)
    prior = log_prior(fit.layout, draws.z)
    likelihood = draws.log_density - prior
    x = to_natural(fit.layout, draws.z)
    ok = np.isfinite(draws.log_density)
    x, base = x[ok], draws.weight[ok]
    means = {}
    for label, part in (("prior", prior[ok]), ("data", likelihood[ok])):
        centred = part - float(base @ part)
        pair = []
        for power in (0.8, 1.25):
            # Far tails would dominate a raw power; half the effective draws must remain.
            w = base * np.exp(np.clip((power - 1.0) * centred, -8.0, 8.0))
            pair.append((w / w.sum()) @ x)
        means[label] = pair[1] - pair[0]
    centre = base @ x
    spread = np.sqrt(np.maximum(base @ (x - centre) ** 2, 1e-18))
    by_prior, by_data = means["prior"] / spread, means["data"] / spread
    return tuple(
        Sensitivity(
            name=name,
            by_prior=float(a),
            by_data=float(b),
            prior_bound=bool(abs(a) > 0.2 and abs(a) > 2.0 * abs(b)),
        )
        for name, a, b in zip(fit.layout.names, by_prior, by_data, strict=True)
    )


def missingness(fit: Fit, data: Data) -> tuple[Missing, ...]:
    """Refit with answering that depends on distress: slopes 0, -0.3 and -0.6 per point."""
    if data.missed_t.size == 0 or data.rating_y.size < 20 or not fit.converged:
        return ()
    out = []
    for slope in MISSING_SLOPES:
        features = dataclasses.replace(fit.features, answering=slope)
        mode = fit_person(data, features=features, start=fit, draws=0).mode
        out.append(
            Missing(
                slope=slope,
                mu0=mode["mu0"],
                s_x=mode["s_x"],
                rho=mode["rho"],
                alpha_D=mode["alpha_D"],
            )
        )
    return tuple(out)


def check(fit: Fit, data: Data, *, other: Fit | None = None) -> Checks:
    """Run every check; those the log is too short for answer `passed=None`.

    `other` is the fit under the sceptical prior set, made here where it is not given.

    Raises:
        ValueError: the fit was made without draws.
    """
    post = posterior(fit, data, other)
    target = target_for(data, fit.features, layout=fit.layout, resolution=fit.resolution)
    r = residuals(target, fit)
    return Checks(
        evidence=evidence(fit, data, post),
        checks=(
            rescaled_times(r),
            regression_to_the_mean(r, fit, data),
            negative_control(r, data),
            spread_over_time(r),
            *split_half(fit, data),
            recall(fit, data),
            *predictive(fit, data),
        ),
        sensitivity=sensitivity(fit),
        missing=missingness(fit, data),
    )
