"""Is the loop gain that people are told right, for people with a habit and without one?

Habit hardly shows in a log of months, so its weight stays where the prior put it, and the loop gain
grows with it. The truth is simulated in pairs with the person's own numbers, as often as makes its
error small; what a pause at half of the moments would change is judged the same way.

    python -m scripts.validation.told_loop --people 40 --days 125 --keep loop.jsonl
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
import time
from dataclasses import dataclass

import numpy as np
from scripts.validation._many import add_jobs, each, share
from scripts.validation.people_without_cycle import DESIGN_TRIGGERS, person

from leeward.model.data import DAY, Data
from leeward.model.fit import Fit, fit_person, under
from leeward.model.params import SCEPTICAL, Params
from leeward.model.records import Quantity, Summary
from leeward.model.simulate import Design, draw, simulate, walk
from leeward.model.summary import posterior, summarise
from leeward.model.what_if import (
    ECHO_DAYS,
    WARM_UP_DAYS,
    Scenario,
    echoes,
    loop_gain,
    person_design,
    what_if,
)

PAIRS = 1500
WEEKS_PAIRS = 200
HALF = Scenario(pause=0.5)
HABITS = (0.0, 0.5, 1.0)
# Above this many episodes a day the truth itself is one of chance.
MOST_A_DAY = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What one person was told of the loop, and the truth with its simulation error.

    `alpha_0` is its error in SD and whether it was covered, `pause` the change of times a week that
    was told and the true one.
    """

    truth: float
    error: float
    median: float
    q05: float
    q95: float
    shown: bool
    finding: bool
    first_order: tuple[float, float, float]
    contraction_of_habit: float
    alpha_0: tuple[float, bool]
    pause: tuple[float, float]


def one(asked: tuple[int, float, float]) -> Told | None:
    """Fit one person: seed, days, alpha_H; None for one whose log runs away."""
    seed, days, habit = asked
    truth = person(3000 + seed, cycle=True).replaced(alpha_H=habit)
    data = simulate(truth, Design(days=days, triggers=DESIGN_TRIGGERS), 3000 + seed).data
    if data.episode_t.size > MOST_A_DAY * days:
        return None
    fit = fit_person(data)
    other = under(fit, data, SCEPTICAL)
    gain = loop_gain(fit, data, post=posterior(fit, data, other)).quantity
    summary = summarise(fit, data, other=other)
    quick, weight, level = (
        _of(summary, name) for name in ("loop_gain_first_order", "alpha_H", "alpha_0")
    )
    design = person_design(fit, data, truth, days=WARM_UP_DAYS + ECHO_DAYS)
    extra = echoes(truth, design, range(1_000_000, 1_000_000 + PAIRS))
    mean = float(extra.mean())
    spread = max((level.q95 - level.q05) / 3.29, 1e-9)
    return Told(
        truth=mean / (1.0 + mean),
        error=float(extra.std()) / PAIRS**0.5 / (1.0 + mean) ** 2,
        median=gain.median,
        q05=gain.q05,
        q95=gain.q95,
        shown=gain.shown,
        finding=gain.finding,
        first_order=(quick.median, quick.q05, quick.q95),
        contraction_of_habit=weight.contraction,
        alpha_0=(
            (level.median - truth["alpha_0"]) / spread,
            level.q05 <= truth["alpha_0"] <= level.q95,
        ),
        pause=_paused(fit, data, truth),
    )


def _of(summary: Summary, name: str) -> Quantity:
    found = summary.of(name)
    if found is None:
        raise SystemExit(f"the fit says nothing of {name}")
    return found


def _paused(fit: Fit, data: Data, truth: Params) -> tuple[float, float]:
    """Change of times a week by a pause at half of the moments, told and true."""
    told = what_if(fit, data, HALF).change["episodes_per_week"].median
    return told, what_would_be(truth, person_design(fit, data, truth, days=32.0))


def what_would_be(truth: Params, design: Design) -> float:
    """Return the true change in pairs; a pause does what the app supposes where none was noted."""
    usual = truth.replaced(pi=truth.get("pi", 0.5))
    paused = dataclasses.replace(design, pause=HALF.pause)
    late = int((design.days - HALF.days) * DAY)
    found = 0
    for seed in range(2_000_000, 2_000_000 + WEEKS_PAIRS):
        common = draw(design, seed)
        for sign, one_design in ((-1, design), (1, paused)):
            run = walk(usual, one_design, common)
            found += sign * int((common.t[run.episodes] >= late).sum())
    return found / WEEKS_PAIRS / HALF.days * 7.0


def main(arguments: tuple[str, ...] = ()) -> None:
    """Print what people were told by their true habit; complain where it is covered too seldom."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--days", type=float, default=125.0)
    add_jobs(parser)
    args = parser.parse_args(arguments)
    broken: list[str] = []
    for habit in HABITS:
        started = time.perf_counter()
        people = [(seed, args.days, habit) for seed in range(args.people)]
        told = [t for t in each(one, people, jobs=args.jobs, keep=args.keep) if t is not None]
        print(
            f"alpha_H {habit:g}: {len(told)} of {args.people} people, {args.days:g} days; true gain "
            f"{np.median([t.truth for t in told]):.2f} in the median, simulated to "
            f"{np.median([t.error for t in told]):.3f}; alpha_H contracts by "
            f"{np.median([t.contraction_of_habit for t in told]):.2f}; "
            f"{time.perf_counter() - started:.0f} s"
        )
        covered = [_inside(t, t.q05, t.q95) for t in told]
        quick = [_inside(t, *t.first_order[1:]) for t in told]
        seen = [c for t, c in zip(told, covered, strict=True) if t.shown]
        found = [c for t, c in zip(told, covered, strict=True) if t.finding]
        print(
            f"  loop gain covered {share(sum(covered), len(told))}, median error "
            f"{np.median([t.median - t.truth for t in told]):+.2f}; first order covered "
            f"{share(sum(quick), len(told))}, median error "
            f"{np.median([t.first_order[0] - t.truth for t in told]):+.2f}"
        )
        print(
            f"  shown to {len(seen)}, of these covered {sum(seen)}; findings {len(found)}, {sum(found)}"
        )
        level = [t.alpha_0[1] for t in told]
        print(
            f"  alpha_0 covered {share(sum(level), len(told))}, "
            f"bias {np.mean([t.alpha_0[0] for t in told]):+.2f} SD"
        )
        print(
            "  what a pause at half of the moments changes, times a week: told "
            f"{np.mean([t.pause[0] for t in told]):+.2f}, true {np.mean([t.pause[1] for t in told]):+.2f}; "
            f"within a quarter of a time or of the truth {share(sum(map(_near, told)), len(told))}",
            flush=True,
        )
        if sum(covered) < (0.8 - 2.0 * np.sqrt(0.16 / len(told))) * len(told):
            broken.append(
                f"loop gain with habit {habit:g} covered in {sum(covered)} of {len(told)}"
            )
    if broken:
        raise SystemExit("; ".join(broken))


def _inside(told: Told, low: float, high: float) -> bool:
    """Whether a range holds the truth, within twice the truth's own simulation error."""
    return low - 2.0 * told.error <= told.truth <= high + 2.0 * told.error


def _near(told: Told) -> bool:
    said, true = told.pause
    return abs(said - true) <= max(0.25, 0.25 * abs(true))


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
