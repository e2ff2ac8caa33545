"""Recovery and coverage on people from a second simulator that shares no code with the model.

It walks minute by minute with plain arithmetic, knows the equations of `model.md` only, and hands
over a diary as a researcher's file would: lines with local times. Besides people as the model has
them it makes people as it has not: heavier tails, two time scales, skewed ratings, episodes kept
to oneself, answers that fail when distress is high, a slow drift, triggers noted because of distress.

    python scripts/validation/independent_people.py --people 40 --days 125 --jobs 2
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from scripts.validation._many import add_jobs, each

from leeward.analysis.noted import Diary, Noted
from leeward.core.diary_fits import fit_diary

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
CASES = (
    "as modelled",
    "heavy tails",
    "two time scales",
    "skewed ratings",
    "hidden episodes",
    "failing answers",
    "slow drift",
    "reverse logging",
)
TRIGGERS = (("work", 0.7), ("rejection", 0.35))
# What each case is known to distort; the model has no term for it or cannot have one.
DISTORTED = {
    "heavy tails": {"s_x", "h_x"},
    "two time scales": {"s_x", "h_x", "tau"},
    "skewed ratings": {"s_x", "tau", "mu0"},
    "hidden episodes": {"alpha_0", "alpha_H", "rho", "omega"},
    "failing answers": {"alpha_0", "s_x", "h_x"},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    """One person's numbers, hours and points; names as in the model."""

    mu0: float
    h_x: float
    s_x: float
    tau: float
    rho: float
    omega: float
    h_r: float
    h_b: float
    h_delta: float
    beta_work: float
    beta_rejection: float
    alpha_0: float
    alpha_D: float  # noqa: N815  the name of model.md
    alpha_rejection: float


def truth_of(seed: int) -> Truth:
    """Draw a person with a cycle."""
    rng = np.random.default_rng(seed)
    return Truth(
        mu0=rng.normal(4.0, 0.8),
        h_x=4.0 * math.exp(rng.normal(0.0, 0.3)),
        s_x=1.5 * math.exp(rng.normal(0.0, 0.2)),
        tau=0.9 * math.exp(rng.normal(0.0, 0.15)),
        rho=rng.uniform(0.8, 2.6),
        omega=rng.uniform(0.0, 1.2),
        h_r=1.5 * math.exp(rng.normal(0.0, 0.25)),
        h_b=14.0 * math.exp(rng.normal(0.0, 0.2)),
        h_delta=6.0 * math.exp(rng.normal(0.0, 0.2)),
        beta_work=rng.normal(1.2, 0.5),
        beta_rejection=rng.normal(1.5, 0.5),
        alpha_0=rng.normal(math.log(0.4), 0.4),
        alpha_D=rng.uniform(0.05, 0.4),
        alpha_rejection=rng.uniform(0.0, 0.8),
    )


def live(truth: Truth, seed: int, days: int, case: str) -> Diary:
    """Walk through the days and return what was noted."""
    rng = np.random.default_rng([seed, 7])
    ln2, minutes = math.log(2.0), days * 1440
    fall = {
        h: math.exp(-ln2 / (60.0 * h)) for h in (truth.h_x, truth.h_r, truth.h_b, truth.h_delta)
    }
    per_hour_r, per_hour_b = ln2 / truth.h_r, ln2 / truth.h_b
    peak = math.log(per_hour_r / per_hour_b) / (per_hour_r - per_hour_b)
    height = math.exp(-per_hour_b * peak) - math.exp(-per_hour_r * peak)
    kick = (
        rng.standard_t(4, minutes) / math.sqrt(2.0)
        if case == "heavy tails"
        else rng.normal(size=minutes)
    )
    slow_kick = rng.normal(size=minutes)
    chance = rng.random((minutes, 4))
    asked = set()
    for day in range(days):
        asked |= {day * 1440 + 480 + 210 * k + int(rng.integers(210)) for k in range(4)}

    slow_half = {"two time scales": 30.0, "slow drift": 21.0 * 24.0}.get(case, 0.0)
    slow_sd = {"two time scales": truth.s_x * 0.7, "slow drift": 1.0}.get(case, 0.0)
    fast_sd = truth.s_x * (0.71 if case == "two time scales" else 1.0)
    slow_fall = math.exp(-ln2 / (60.0 * slow_half)) if slow_half else 0.0
    x, slow = fast_sd * rng.normal(), slow_sd * rng.normal()
    quick = late = stir = pull = 0.0
    fx, fr, fb, fd = (fall[h] for h in (truth.h_x, truth.h_r, truth.h_b, truth.h_delta))
    step, slow_step = fast_sd * math.sqrt(1 - fx * fx), slow_sd * math.sqrt(1 - slow_fall**2)
    lines: list[Noted] = []

    def rated(level: float) -> int:
        error = rng.gamma(2.0) - 2.0 if case == "skewed ratings" else rng.normal() * math.sqrt(2.0)
        return int(min(max(round(level + truth.tau * error / math.sqrt(2.0)), 0), 10))

    for minute in range(minutes):
        x = fx * x + step * kick[minute]
        slow = slow_fall * slow + slow_step * slow_kick[minute]
        quick, late, stir, pull = quick * fr, late * fb, stir * fd, pull * fd
        distress = (
            truth.mu0
            + x
            + slow
            - quick * (truth.rho + truth.omega / height)
            + late * truth.omega / height
            + stir
        )
        at = BEGIN + timedelta(minutes=minute)
        if minute in asked:
            odds = math.log(0.85 / 0.15) - (
                0.4 * (distress - 4.0) if case == "failing answers" else 0.0
            )
            if chance[minute, 0] < 1.0 / (1.0 + math.exp(-odds)):
                lines.append(Noted(at=at, record="check_in", distress=rated(distress)))
        if not 450 <= minute % 1440 < 1410:
            continue
        for place, (name, per_day) in enumerate(TRIGGERS):
            rate = (
                per_day
                / 24.0
                * (math.exp(0.3 * (distress - 4.0)) if case == "reverse logging" else 1.0)
            )
            if chance[minute, 1 + place] < rate / (1.0 + 2.0 * rate) / 60.0:
                lines.append(Noted(at=at, record="trigger", trigger=name, severity=1.0))
                stir += truth.beta_work if name == "work" else truth.beta_rejection
                pull += truth.alpha_rejection if name == "rejection" else 0.0
        rate = math.exp(truth.alpha_0 - math.log(24.0) + truth.alpha_D * (distress - 4.0) + pull)
        if chance[minute, 3] < rate / (1.0 + 2.0 * rate) / 60.0:
            before = rated(distress)
            quick, late = quick + 1.0, late + 1.0
            after = rated(distress - truth.rho)
            if case != "hidden episodes" or rng.random() < 0.7:
                told = rng.random() < 0.9
                lines.append(
                    Noted(
                        at=at,
                        record="episode",
                        kind="solo",
                        before=before if told else None,
                        after=after if told else None,
                    )
                )
    return Diary(records=tuple(lines))


def one(asked: tuple[int, int, str]) -> tuple[bool, dict[str, tuple[float, bool, bool]]]:
    """Fit one person; whether it converged, and error in SD, covered, shown by parameter."""
    seed, days, case = asked
    truth = truth_of(seed)
    answer: dict[str, Any] = fit_diary(live(truth, seed, days, case), checks=False)
    table = {}
    for row in answer["parameters"]:
        if hasattr(truth, row["name"]):
            value = getattr(truth, row["name"])
            spread = max((row["q95"] - row["q05"]) / 3.29, 1e-9)
            inside = row["q05"] <= value <= row["q95"]
            table[row["name"]] = ((row["median"] - value) / spread, inside, bool(row["shown"]))
    return bool(answer["diagnostics"]["converged"]), table


def main(arguments: tuple[str, ...] = ()) -> None:
    """Print coverage by case; complain where people as modelled are not covered."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=int, default=125)
    parser.add_argument("--case", choices=CASES, action="append")
    add_jobs(parser)
    args = parser.parse_args(arguments)
    broken: list[str] = []
    for case in args.case or CASES:
        started = time.perf_counter()
        runs = each(one, [(900 + s, args.days, case) for s in range(args.people)], jobs=args.jobs)
        names = list(dict.fromkeys(name for _, table in runs for name in table))
        failed = sum(not converged for converged, _ in runs)
        print(f"{case}: {args.people} people, {args.days} days; not converged {failed}")
        covers = {}
        for name in names:
            bias, cover, shown = np.mean(
                [table[name] for _, table in runs if name in table], axis=0
            )
            covers[name] = (float(cover), float(shown))
            print(f"  {name:16s} bias {bias:+.2f} SD, covered {cover:.2f}, shown {shown:.2f}")
        spared = DISTORTED.get(case, set())
        mean = float(np.mean([cover for name, (cover, _) in covers.items() if name not in spared]))
        print(f"  mean coverage {mean:.2f}; {time.perf_counter() - started:.0f} s", flush=True)
        noise = 2.0 * math.sqrt(0.09 / args.people)
        if case == "as modelled" and not 0.86 - noise / 3 <= mean <= 0.94 + noise / 3:
            broken.append(f"mean coverage of people as modelled is {mean:.2f}")
        low = [
            n
            for n, (c, s) in covers.items()
            if case == "as modelled" and s > 0.5 and c < 0.8 - noise / 2
        ]
        if low:
            broken.append(f"covered too seldom: {', '.join(low)}")
    if broken:
        raise SystemExit("; ".join(broken))


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
