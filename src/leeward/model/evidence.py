"""Is there a cycle at all? Log Bayes factors for its two arms, with a second witness.

Drive: distress and what came before move the rate (alpha_D, alpha_k). Echo: episodes move
distress (rho, omega). A cycle needs both. Bayes factors are Savage-Dickey ratios at zero under
the sceptical prior, with the posterior of the block taken as normal; the one-step log score on
days that were not used for fitting is the second witness.
"""

from __future__ import annotations

import dataclasses
import math
from typing import Final

import numpy as np

from leeward.model import drive as driving
from leeward.model import filter as filtering
from leeward.model.data import DAY, Data, Floats, Ints
from leeward.model.fit import Fit, fit_person
from leeward.model.gates import LEAST
from leeward.model.likelihood import target_for
from leeward.model.params import SCEPTICAL
from leeward.model.records import Arm, Evidence
from leeward.model.summary import Posterior, kind_shares

# Claims made for 60 people without a cycle stayed below this in 59 of 60 (docs/science).
CLAIM: Final = 2.0
WITNESS_FROM_DAYS: Final = 40.0
TRAINING: Final = 0.6
_RATES: Final = ("alpha_0", "alpha_D", "alpha_H", "alpha_0a", "alpha_Da", "alpha_Ha", "alpha_sa")


def rate_effects(fit: Fit, data: Data) -> tuple[str, ...]:
    """Names of the parameters of the drive arm."""
    names = [f"alpha_{t}" for t in data.trigger_names]
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


def log_bayes_factor(columns: Floats, weight: Floats, centre: Floats, spread: Floats) -> float:
    """Log of prior over posterior density at zero: evidence that the block (draws, k) is not 0.

    `centre` and `spread` (k,) describe the independent normal prior the draws belong to.
    """
    if columns.shape[1] == 0:
        return math.nan
    mean, covariance = _moments(columns, weight)
    posterior = _log_normal_at_zero(mean, covariance + 1e-12 * np.eye(mean.size))
    return _log_normal_at_zero(centre, np.diag(spread**2)) - posterior


def drive_log_bayes_factor(fit: Fit, data: Data, post: Posterior) -> float:
    """Evidence for the drive arm under the sceptical prior."""
    names = rate_effects(fit, data)
    priors = [SCEPTICAL.of("alpha_D" if n == "alpha_D" else "alpha_class") for n in names]
    return log_bayes_factor(
        np.stack([post.other.x[n] for n in names], axis=1),
        post.other.weight,
        np.array([p.centre for p in priors]),
        np.array([p.spread for p in priors]),
    )


def echo_log_bayes_factor(data: Data, post: Posterior) -> float:
    """Evidence for the echo arm, over all kinds by the person's own shares."""
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
    return log_bayes_factor(
        np.stack(columns, axis=1), post.other.weight, np.zeros(2), np.array(spreads)
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


def _witness(fit: Fit, data: Data, names: tuple[str, ...]) -> tuple[float, float]:
    """Mean daily gain in log score over the model with `names` at zero, and its error."""
    if data.days < WITNESS_FROM_DAYS or data.episode_t.size < 10:
        return math.nan, math.nan
    cut = int(TRAINING * data.days) * DAY
    early = first_part(data, cut)
    features = dataclasses.replace(
        fit.features, drift="s_m" in fit.layout.names, product="beta_sa" in fit.layout.names
    )
    with_it = fit_person(early, features=features, start=fit, draws=0)
    without = fit_person(
        early, features=features, start=fit, draws=0, hold=dict.fromkeys(names, 0.0)
    )
    gain = _daily_scores(with_it, data, cut) - _daily_scores(without, data, cut)
    if gain.size < 10 or not np.isfinite(gain).all():
        return math.nan, math.nan
    # Neighbouring days are not independent: blocks of three.
    blocks = gain[: gain.size // 3 * 3].reshape(-1, 3).mean(axis=1)
    return float(gain.mean()), float(blocks.std(ddof=1) / math.sqrt(blocks.size))


def _arm(bayes: float, gain: float, error: float, *, believed: bool) -> Arm:
    contradicted = math.isfinite(gain) and gain < -2.0 * error
    return Arm(
        log_bayes_factor=bayes,
        gain=gain,
        gain_error=error,
        claimed=believed and math.isfinite(bayes) and bayes > CLAIM and not contradicted,
    )


def evidence(fit: Fit, data: Data, post: Posterior, *, witness: bool = True) -> Evidence:
    """Weigh both arms; `witness` adds the log score on held-out days (four more fits)."""
    enough = data.episode_t.size >= LEAST["episodes"] and data.days >= LEAST["days"]
    believed = post.trusted and post.other_trusted and enough
    echo_names = tuple(
        n for n in fit.layout.names if n in {"rho", "omega"} or n.startswith(("drho_", "domega_"))
    )
    none = (math.nan, math.nan)
    by_drive = _witness(fit, data, rate_effects(fit, data)) if witness else none
    by_echo = _witness(fit, data, echo_names) if witness else none
    drive = _arm(drive_log_bayes_factor(fit, data, post), *by_drive, believed=believed)
    echo = _arm(echo_log_bayes_factor(data, post), *by_echo, believed=believed)
    verdicts = {
        (True, True): "cycle",
        (True, False): "drive only",
        (False, True): "echo only",
        (False, False): "no sign",
    }
    return Evidence(drive=drive, echo=echo, verdict=verdicts[drive.claimed, echo.claimed])
