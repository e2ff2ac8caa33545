"""Paired simulations of this person: what one episode brings, and what a change would bring.

Every answer is conditional on the model. Both arms of a pair share all randomness, so their
difference is what the change causes.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model import habit
from leeward.model.data import DAY, Data, Floats, local_minutes
from leeward.model.draws import resample, weighted_quantile
from leeward.model.fit import Fit
from leeward.model.gates import Sample, quantity
from leeward.model.params import Params
from leeward.model.pool import pooled
from leeward.model.records import LoopGain, Range, WhatIf
from leeward.model.simulate import Design, Draws, TriggerDesign, draw, walk
from leeward.model.summary import Posterior, drawn, gain_measure, kind_shares, posterior
from leeward.model.views import params_without_habit

ECHO_DAYS: Final = 35.0
WARM_UP_DAYS: Final = 4.0
HIGH: Final = 7.0
LEAST_GAIN: Final = 0.95
LARGEST_GAIN: Final = 3.0
HIGHEST: Final = 0.97
# Between two pairs the extra episodes differ, however few pairs show it.
LEAST_SPREAD: Final = 0.1
_BENDS: Final = np.linspace(0.0, 4.0, 41)
_SLOPES: Final = np.linspace(0.3, 2.5, 45)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What would be different.

    `pause` is the share of moments at which a pause comes first, `alternative_first` the share at
    which the person's own other way does (`way`; the usual relief of one where none is named), and
    `threats` and `stress` scale how often such things happen.
    """

    pause: float = 0.0
    alternative_first: float = 0.0
    way: str = ""
    threats: float = 1.0
    stress: float = 1.0
    days: float = 28.0


def person_design(fit: Fit, data: Data, params: Params, *, days: float) -> Design:
    """The conditions of this person's usual weeks: kinds, sleep, how often what happens."""
    data = pooled(data)
    counts = np.bincount(data.trigger_kind, minlength=len(data.trigger_names))
    per_day = counts / max(data.hours_at_risk / 24.0, 1.0 / 24.0)
    severity = float(data.trigger_severity.mean()) if data.trigger_t.size else 0.65
    classes = np.array(data.trigger_class, dtype=np.int64)
    triggers = []
    for k, name in enumerate(data.trigger_names):
        if counts[k] == 0:
            continue
        class_name = ("stress", "threat", "other")[data.trigger_class[k]]
        # The logged rate per class is known at distress 4; each name keeps its share of it.
        share = counts[k] / counts[classes == classes[k]].sum()
        at_four = params.get(f"b_{class_name}", math.nan)
        rate = share * math.exp(at_four) if math.isfinite(at_four) else per_day[k]
        triggers.append(
            TriggerDesign(
                name=name, klass=data.trigger_class[k], per_day=float(rate * severity / 0.65)
            )
        )
    level = habit.habit_at(data, np.array([float(data.minutes)]))[0]
    return Design(
        days=days,
        check_ins_per_day=0,
        triggers=tuple(triggers),
        kinds=data.kinds,
        kind_shares=tuple(float(s) for s in kind_shares(data)),
        asleep=_asleep(data),
        look_back=0.0,
        urges="gamma_0" in fit.layout.names,
        habit_start=float(level),
        practices=(),
    )


def _asleep(data: Data) -> tuple[float, float] | None:
    """The local hours in which this log is never at risk, as one nightly stretch."""
    if data.risk_from.size == 0:
        return None
    days = min(data.minutes, 60 * DAY)
    t = np.arange(0, days, 30).astype(np.float64)
    at = np.searchsorted(data.risk_from, t, side="right") - 1
    at_risk = (at >= 0) & (t < data.risk_until[np.maximum(at, 0)])
    slot = (local_minutes(data, t) % DAY // 30).astype(np.int64)
    seen = np.bincount(slot[at_risk], minlength=48) > 0.1 * np.maximum(
        np.bincount(slot, minlength=48), 1
    )
    if seen.all() or not seen.any():
        return None
    quiet = ~seen
    best, length = 0, 0
    for start in range(48):
        run = 0
        while run < 48 and quiet[(start + run) % 48]:
            run += 1
        if run > length:
            best, length = start, run
    return best / 2.0, ((best + length) % 48) / 2.0


def loop_gain(
    fit: Fit, data: Data, *, people: int = 48, pairs: int = 40, post: Posterior | None = None
) -> LoopGain:
    """G = E/(1 + E): E the extra episodes in 35 days that one episode more brings, in pairs.

    `people` posterior draws, every second one without its habit (`views`), each give `pairs` pairs
    of runs. Simulated E scatters by chance, so G is smoothed over the draws as b q/(1 + a |q|) in
    the first-order value q, and the curve is then read at every posterior draw.
    """
    draws = drawn(fit)
    known = (post or posterior(fit, data)).open_on_habit()
    gain_of = gain_measure(data, known.share)
    quick, quick_other = gain_of(known.now), gain_of(known.other)
    quick_prior = np.clip(gain_of(known.prior), -0.9, 0.95)
    chosen = resample(draws, people)
    bare = np.arange(people) % 2 == 1
    echo, spread = np.empty(people), np.empty(people)
    for i, at in enumerate(chosen):
        params = fit.layout.params(draws.z[at])
        if bare[i]:
            params = params_without_habit(params, known.habit)
        design = person_design(fit, data, params, days=WARM_UP_DAYS + ECHO_DAYS)
        extra = echoes(params, design, range(1000 * i, 1000 * i + pairs))
        echo[i], spread[i] = float(extra.mean()), float(extra.var())
    simulated_at = quick[chosen + np.where(bare, draws.weight.size, 0)]
    smooth = smoothed_gain(simulated_at, echo, np.maximum(spread, LEAST_SPREAD) / pairs)
    middle = float(weighted_quantile(quick, known.now.weight, (0.5,))[0])
    sample = Sample(
        name="loop_gain",
        unit="episodes per episode",
        values=smooth(quick)[0],
        weight=known.now.weight,
        other=smooth(quick_other)[0],
        other_weight=known.other.weight,
        prior=quick_prior,
        amount=int(data.episode_t.size),
        amount_of="episodes",
        signed=True,
    )
    trusted = fit.converged and draws.trusted
    doubt = "" if data.episode_t.size else "There is nothing in the log yet that speaks to this."
    return LoopGain(
        quantity=quantity(sample, trusted=trusted, doubt=doubt),
        first_order=middle,
        monte_carlo_error=float(smooth(np.array([middle]))[1][0]),
        pairs=people * pairs,
    )


def echoes(params: Params, design: Design, seeds: Iterable[int]) -> Floats:
    """Extra episodes after one forced episode, one per seed; both arms on the same randomness."""
    return np.array([_echo(params, design, seed) for seed in seeds])


def _echo(params: Params, design: Design, seed: int) -> float:
    draws = draw(design, seed, samples_every=DAY)
    start = int(np.searchsorted(draws.t, WARM_UP_DAYS * DAY + 720))
    # The forced episode stands at a candidate that would not have become one by itself.
    plain = walk(params, design, draws)
    awake = np.flatnonzero((draws.code[start:] == 2) & (plain.what[start:] == 0))
    if awake.size == 0:
        return 0.0
    row = start + int(awake[0])
    forced = walk(params, design, draws, inject=row)
    return float(forced.episodes.size - plain.episodes.size - 1)


def smoothed_gain(
    quick: Floats, echo: Floats, noise: Floats
) -> Callable[[Floats], tuple[Floats, Floats]]:
    """Fit G = b q/(1 + a |q|) to simulated echoes E = G/(1 - G), each (people,), of variance `noise`.

    Rising in q and close to it for weak loops: a first-order value counts the direct descendants
    only, at the usual rate. The variance of a mean grows as (1 + E)^3, that of a branching
    process. b and a lie on a grid with priors N(1, .5^2) and half-N(0, 2^2). What comes back gives
    mean and standard error of G at first-order values, (n,) each.
    """
    bend, slope = (m.ravel() for m in np.meshgrid(_BENDS, _SLOPES, indexing="ij"))

    def curves(at: Floats) -> Floats:
        gain = np.outer(slope, at) / (1.0 + np.outer(bend, np.abs(at)))
        out: Floats = np.clip(gain, -LEAST_GAIN, HIGHEST)
        return out

    told = np.isfinite(quick)
    quick, echo, noise = quick[told], echo[told], noise[told]
    gain = curves(np.clip(quick, -LEAST_GAIN, LARGEST_GAIN))
    expected = gain / (1.0 - gain)
    unit = float(np.sum(noise) / np.sum((1.0 + np.abs(echo)) ** 3))
    variance = max(unit, 1e-6) * (1.0 + np.abs(expected)) ** 3
    misfit = np.sum((echo - expected) ** 2 / variance + np.log(variance), axis=1)
    misfit += ((slope - 1.0) / 0.5) ** 2 + (bend / 2.0) ** 2
    chance = np.exp(-0.5 * (misfit - misfit.min()))
    chance /= chance.sum()
    nodes = np.linspace(-LEAST_GAIN, LARGEST_GAIN, 400)
    found = curves(nodes)
    mean = chance @ found
    error = np.sqrt(chance @ (found - mean) ** 2)

    def at(first_order: Floats) -> tuple[Floats, Floats]:
        return np.interp(first_order, nodes, mean), np.interp(first_order, nodes, error)

    return at


def what_if(fit: Fit, data: Data, scenario: Scenario, *, people: int = 64, runs: int = 6) -> WhatIf:
    """Simulate this person's weeks as they are and under a scenario, in pairs.

    `people` posterior draws each give `runs` pairs of `scenario.days` days.
    """
    draws = drawn(fit)
    outcomes = ("mean_distress", "hours_above_7", "episodes_per_week")
    now = np.empty((people * runs, 3))
    then = np.empty((people * runs, 3))
    for i, at in enumerate(resample(draws, people)):
        params = fit.layout.params(draws.z[at])
        base = person_design(fit, data, params, days=WARM_UP_DAYS + scenario.days)
        way = (scenario.way or "way", 0.0)
        base = dataclasses.replace(base, practices=(way,))
        if "rho_way" not in params.names:
            params = params.replaced(rho_way=0.8, h_way=1.0)
        changed = dataclasses.replace(
            base,
            pause=scenario.pause,
            alternative_first=scenario.alternative_first,
            class_scales=(scenario.stress, scenario.threats, 1.0),
        )
        pause = params.get("pi", 0.5)
        params = params.replaced(pi=pause)
        for j in range(runs):
            common = draw(base, 7919 * i + j, samples_every=60)
            row = i * runs + j
            now[row] = _outcome(params, base, common, scenario.days)
            then[row] = _outcome(params, changed, common, scenario.days)
    guesses = []
    if scenario.pause > 0 and "pi" not in fit.layout.names:
        guesses.append("what a pause does is a guess: no urge with a pause has been logged")
    if scenario.alternative_first > 0 and "rho_way" not in fit.layout.names:
        guesses.append("what another way does is a guess: none has been logged")
    note = "If the model is right. " + ("Here " + "; ".join(guesses) + "." if guesses else "")
    return WhatIf(
        now={k: _range(now[:, j]) for j, k in enumerate(outcomes)},
        then={k: _range(then[:, j]) for j, k in enumerate(outcomes)},
        change={k: _range(then[:, j] - now[:, j]) for j, k in enumerate(outcomes)},
        runs=people * runs,
        note=note.strip(),
    )


def _outcome(
    params: Params, design: Design, draws: Draws, days: float
) -> tuple[float, float, float]:
    run = walk(params, design, draws)
    late = draws.t >= WARM_UP_DAYS * DAY
    hourly = run.distress[late & (draws.code == 0)]
    episodes = float((draws.t[run.episodes] >= WARM_UP_DAYS * DAY).sum())
    return float(hourly.mean()), float((hourly > HIGH).mean() * 168.0), episodes / days * 7.0


def _range(x: Floats) -> Range:
    median, q05, q10, q90, q95 = weighted_quantile(x, np.ones(x.size), (0.5, 0.05, 0.1, 0.9, 0.95))
    return Range(median=median, q05=q05, q10=q10, q90=q90, q95=q95)
