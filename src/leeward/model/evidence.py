"""Is there a cycle at all? Log Bayes factors for its two arms, with a second witness.

Drive: distress and what came before move the rate (alpha_D, alpha_k). Echo: episodes move
distress (rho, omega). A cycle needs both. Bayes factors are Savage-Dickey ratios at zero under
the sceptical prior, with the posterior of the block taken as normal; the one-step log score on
days that were not used for fitting is the second witness.

There are three answers. A low Bayes factor is "no sign" only where the log had the power to show
an effect worth knowing: with the block's posterior covariance C and its prior P, a true effect e
gives posterior means (1 - C P^-1) e with covariance C - C P^-1 C, and the power is the share of
such means whose Bayes factor makes a claim. All else is "not settled".
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model import drive as driving
from leeward.model import filter as filtering
from leeward.model.data import DAY, Data, Floats, Ints
from leeward.model.fit import Fit, fit_person
from leeward.model.gates import LEAST
from leeward.model.likelihood import target_for
from leeward.model.params import SCEPTICAL
from leeward.model.pool import pooled
from leeward.model.records import Arm, ArmAnswer, Evidence
from leeward.model.summary import Posterior, kind_shares

# Claims made for 60 people without a cycle stayed below this in 59 of 60 (docs/science).
CLAIM: Final = 2.0
QUIET: Final = 1.0
ENOUGH_POWER: Final = 0.8
ENOUGH_EPISODES: Final = 15
# Worth knowing: a third more episodes for each point of distress; a point of relief.
DRIVE_EFFECT: Final = 0.3
ECHO_EFFECT: Final = 1.0
POWER_DRAWS: Final = 2000
WITNESS_FROM_DAYS: Final = 40.0
TRAINING: Final = 0.6


def rate_effects(fit: Fit, data: Data) -> tuple[str, ...]:
    """Names of the parameters of the drive arm."""
    names = [f"alpha_{t}" for t in pooled(data).trigger_names]
    return tuple(n for n in ("alpha_D", *names) if fit.layout.index(n) >= 0)


def _moments(columns: Floats, weight: Floats) -> tuple[Floats, Floats]:
    mean = weight @ columns
    gap = columns - mean
    return mean, (gap * weight[:, None]).T @ gap


def _log_normal_at_zero(mean: Floats, covariance: Floats) -> float:
    sign, log_det = np.linalg.slogdet(covariance)
    if sign <= 0:
        return math.nan
    distance = float(mean @ np.linalg.solve(covariance, mean))
    return -0.5 * (distance + float(log_det) + mean.size * math.log(2 * math.pi))


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Parameters that an arm says are not all zero: draws (draws, k), weights, and their prior.

    `centre` and `spread` (k,) describe the independent normal prior the draws belong to; the
    effect worth knowing is `effect` in the first of them, in `unit`.
    """

    columns: Floats
    weight: Floats
    centre: Floats
    spread: Floats
    effect: float
    unit: str


def log_bayes_factor(block: Block) -> float:
    """Log of prior over posterior density at zero: evidence that the block is not 0."""
    if block.columns.shape[1] == 0:
        return math.nan
    mean, covariance = _moments(block.columns, block.weight)
    return _log_prior_at_zero(block) - _log_normal_at_zero(mean, _steady(covariance))


def power(block: Block) -> float:
    """Chance that a log as informative as this one claims an effect of `block.effect`, 0 to 1."""
    size = block.columns.shape[1]
    if size == 0:
        return math.nan
    _, covariance = _moments(block.columns, block.weight)
    covariance = _steady(covariance)
    shrink = covariance / block.spread**2
    truth = np.zeros(size)
    truth[0] = block.effect
    middle = truth + shrink @ (block.centre - truth)
    values, vectors = np.linalg.eigh(covariance - shrink @ covariance)
    scatter = vectors * np.sqrt(np.maximum(values, 0.0))
    rng = np.random.Generator(np.random.PCG64(11))
    means = middle + rng.standard_normal((POWER_DRAWS, size)) @ scatter.T
    sign, log_det = np.linalg.slogdet(covariance)
    if sign <= 0:
        return math.nan
    distance = np.einsum("ij,ij->i", means, np.linalg.solve(covariance, means.T).T)
    posterior = -0.5 * (distance + float(log_det) + size * math.log(2 * math.pi))
    return float(np.mean(_log_prior_at_zero(block) - posterior > CLAIM))


def _steady(covariance: Floats) -> Floats:
    out: Floats = covariance + 1e-12 * np.eye(covariance.shape[0])
    return out


def _log_prior_at_zero(block: Block) -> float:
    return _log_normal_at_zero(block.centre, np.diag(block.spread**2))


def drive_block(fit: Fit, data: Data, post: Posterior) -> Block:
    """Distress and what came before move the rate, under the sceptical prior."""
    names = rate_effects(fit, data)
    priors = [SCEPTICAL.of("alpha_D" if n == "alpha_D" else "alpha_class") for n in names]
    return Block(
        columns=np.stack([post.other.x[n] for n in names], axis=1),
        weight=post.other.weight,
        centre=np.array([p.centre for p in priors]),
        spread=np.array([p.spread for p in priors]),
        effect=DRIVE_EFFECT,
        unit="log rate per point",
    )


def echo_block(data: Data, post: Posterior) -> Block:
    """Episodes move distress, over all kinds by the person's own shares."""
    shares = kind_shares(data)
    columns, spreads = [], []
    for stem in ("rho", "omega"):
        prior = SCEPTICAL.of(stem)
        total, variance = post.other.x[stem].copy(), prior.spread**2
        for share, kind in zip(shares, data.kinds, strict=True):
            name = f"d{stem}_{kind}"
            if name in post.other.x:
                total = total + share * post.other.x[name]
                variance += (share * SCEPTICAL.of(name).spread) ** 2
        columns.append(total)
        spreads.append(math.sqrt(variance))
    return Block(
        columns=np.stack(columns, axis=1),
        weight=post.other.weight,
        centre=np.zeros(2),
        spread=np.array(spreads),
        effect=ECHO_EFFECT,
        unit="points",
    )


def first_part(data: Data, minutes: int) -> Data:
    """The log up to `minutes`, as if it had ended there."""
    changes: dict[str, object] = {"minutes": minutes}
    for group in ("rating", "episode", "trigger", "practice", "urge", "security"):
        t = getattr(data, f"{group}_t")
        keep = t < minutes
        for field in dataclasses.fields(Data):
            if field.name.startswith(f"{group}_") and isinstance(
                getattr(data, field.name), np.ndarray
            ):
                changes[field.name] = getattr(data, field.name)[keep]
    changes["missed_t"] = data.missed_t[data.missed_t < minutes]
    stop = np.minimum(data.risk_until, minutes)
    keep = data.risk_from < stop
    changes["risk_from"], changes["risk_until"] = data.risk_from[keep], stop[keep]
    return dataclasses.replace(data, **changes)  # type: ignore[arg-type]  # fields of several array types, by name


def second_part(data: Data, minutes: int) -> Data:
    """The log from `minutes` on, counted from there."""
    changes: dict[str, object] = {"minutes": data.minutes - minutes}
    kept_urges = np.cumsum(data.urge_t >= minutes) - 1
    for group in ("rating", "episode", "trigger", "practice", "urge", "security"):
        t = getattr(data, f"{group}_t")
        keep = t >= minutes
        for field in dataclasses.fields(Data):
            if field.name.startswith(f"{group}_") and isinstance(
                getattr(data, field.name), np.ndarray
            ):
                changes[field.name] = getattr(data, field.name)[keep]
        changes[f"{group}_t"] = t[keep] - minutes
    link = changes["episode_urge"]
    assert isinstance(link, np.ndarray)  # noqa: S101 - for the type checker
    changes["episode_urge"] = (
        np.where(link >= 0, np.where(kept_urges[link] >= 0, kept_urges[link], -1), -1)
        if data.urge_t.size
        else link
    )
    changes["missed_t"] = data.missed_t[data.missed_t >= minutes] - minutes
    start = np.maximum(data.risk_from, minutes)
    keep = start < data.risk_until
    changes["risk_from"] = start[keep] - minutes
    changes["risk_until"] = data.risk_until[keep] - minutes
    changes["zone_from"] = data.zone_from - minutes
    changes["zone_shift"] = data.zone_shift + minutes
    return dataclasses.replace(data, **changes)  # type: ignore[arg-type]  # fields of several array types, by name


def _daily_scores(fit: Fit, data: Data, start: int) -> Floats:
    """One-step log score per day from minute `start` on, parameters as fitted before."""
    target = target_for(data, fit.features, layout=fit.layout, resolution=fit.resolution)
    params = fit.mode
    total = filtering.run(target.tape, params, driving.forward(target.tape, params), target.scratch)
    states = target.scratch.states
    running = np.append(states[:, 9] + np.log(states[:, 10]), total)
    t: Ints = np.arange(start, data.minutes + 1, DAY)
    at = np.searchsorted(target.tape.t, t)
    return np.diff(running[at])


def _witnesses(
    fit: Fit, data: Data, blocks: Sequence[tuple[str, ...]]
) -> list[tuple[float, float]]:
    """Per block of names, the mean daily gain in log score over holding them at zero, with error.

    Scored on days that neither fit has seen; NaN where there are too few.
    """
    if data.days < WITNESS_FROM_DAYS or data.episode_t.size < 10:
        return [(math.nan, math.nan)] * len(blocks)
    cut = int(TRAINING * data.days) * DAY
    early = first_part(data, cut)
    features = dataclasses.replace(
        fit.features, drift="s_m" in fit.layout.names, product="beta_sa" in fit.layout.names
    )

    def scores(held: tuple[str, ...]) -> Floats:
        hold = dict.fromkeys(held, 0.0)
        made = fit_person(early, features=features, start=fit, draws=0, hold=hold)
        return _daily_scores(made, data, cut)

    whole = scores(())
    return [_gain(whole - scores(names)) for names in blocks]


def _gain(gain: Floats) -> tuple[float, float]:
    """Mean of daily gains (days,) and its error."""
    if gain.size < 10 or not np.isfinite(gain).all():
        return math.nan, math.nan
    # Neighbouring days are not independent: blocks of three.
    blocks = gain[: gain.size // 3 * 3].reshape(-1, 3).mean(axis=1)
    return float(gain.mean()), float(blocks.std(ddof=1) / math.sqrt(blocks.size))


def _arm(block: Block, gain: float, error: float, *, believed: bool, enough: bool) -> Arm:
    bayes, chance = log_bayes_factor(block), power(block)
    contradicted = math.isfinite(gain) and gain < -2.0 * error
    answer: ArmAnswer = "not settled"
    if believed and bayes > CLAIM and not contradicted:
        answer = "sign"
    elif believed and enough and bayes < QUIET and chance >= ENOUGH_POWER:
        answer = "no sign"
    return Arm(
        log_bayes_factor=bayes,
        gain=gain,
        gain_error=error,
        power=chance,
        effect=block.effect,
        unit=block.unit,
        answer=answer,
    )


def verdict(drive: ArmAnswer, echo: ArmAnswer) -> str:
    """Say both answers as one; see `Evidence`."""
    if drive == echo == "sign":
        return "cycle"
    if drive == "sign":
        return "drive only" if echo == "no sign" else "drive, echo not settled"
    if echo == "sign":
        return "echo only" if drive == "no sign" else "echo, drive not settled"
    # A cycle needs both halves, so the absence of one is the absence of a cycle.
    return "no sign" if "no sign" in {drive, echo} else "not settled"


def evidence(fit: Fit, data: Data, post: Posterior, *, witness: bool = True) -> Evidence:
    """Weigh both arms; `witness` adds the log score on held-out days (three more fits)."""
    some = data.episode_t.size >= LEAST["episodes"] and data.days >= LEAST["days"]
    believed = post.trusted and post.other_trusted and some
    enough = data.episode_t.size >= ENOUGH_EPISODES
    echo_names = tuple(
        n for n in fit.layout.names if n in {"rho", "omega"} or n.startswith(("drho_", "domega_"))
    )
    blocks = (rate_effects(fit, data), echo_names)
    # What cannot be believed anyway is not worth three more fits.
    seen = _witnesses(fit, data, blocks) if witness and believed else [(math.nan, math.nan)] * 2
    by_drive, by_echo = seen
    drive = _arm(drive_block(fit, data, post), *by_drive, believed=believed, enough=enough)
    echo = _arm(echo_block(data, post), *by_echo, believed=believed, enough=enough)
    return Evidence(drive=drive, echo=echo, verdict=verdict(drive.answer, echo.answer))
