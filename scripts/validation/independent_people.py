"""Recovery and coverage on people from a second simulator that shares no code with the model.

It walks minute by minute with plain arithmetic, knows the equations of `model.md` only, and hands
over a diary as a researcher's file would: lines with local times. Besides people as the model has
them it makes people as it has not: jolts instead of a smooth background, two time scales, skewed or
outlying ratings, noise that grows with distress, episodes kept to oneself, answers that fail when
distress is high, a slow drift, triggers noted because of distress. Nobody here has a habit.

What people are told is judged too: the truth of each derived number is worked out here from its
definition, on a fine grid, and the loop gain from the rate along the path.

    python -m scripts.validation.independent_people --people 40 --days 125 --keep people.jsonl
"""

from __future__ import annotations

import argparse
import math
import sys
import time
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scripts.validation._many import add_jobs, each

from leeward.analysis.noted import Diary, Noted
from leeward.core.diary_fits import fit_diary

BEGIN = datetime(2026, 3, 2, tzinfo=UTC)
CASES = (
    "as modelled",
    "heavy tails",
    "jolts",
    "two time scales",
    "skewed ratings",
    "outlying ratings",
    "noise grows",
    "hidden episodes",
    "failing answers",
    "slow drift",
    "reverse logging",
)
TRIGGERS = (("work", 0.7), ("rejection", 0.35))
# What each case is known to distort; the model has no term for it or cannot have one.
DISTORTED = {
    "jolts": {"s_x", "h_x"},
    "two time scales": {"s_x", "h_x", "tau"},
    "skewed ratings": {"s_x", "tau", "mu0"},
    "outlying ratings": {"tau"},
    "noise grows": {"tau"},
    "hidden episodes": {"alpha_0", "rho", "omega"},
    "failing answers": {"alpha_0", "s_x", "h_x"},
}
# Derived numbers that are one parameter under another name.
SAME = {
    "relief_size": "rho",
    "relief_half_life": "h_r",
    "rebound_size": "omega",
    "settling_time": "h_x",
}
A_DAY_OF_JOLTS = 3.0
Row = dict[str, tuple[float, bool, bool]]


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


def _kick(rng: np.random.Generator, minutes: int, case: str) -> NDArray[np.float64]:
    """Draw the innovations of the background, minute by minute, of variance 1.

    Tails by the minute blur within the hour, so that people with "heavy tails" move almost as
    modelled; "jolts" put half of the variance into a few long-tailed leaps a day.
    """
    if case == "heavy tails":
        out: NDArray[np.float64] = rng.standard_t(4, minutes) / math.sqrt(2.0)
        return out
    even = rng.normal(size=minutes)
    if case != "jolts":
        return even
    share = A_DAY_OF_JOLTS / 1440.0
    leap = rng.standard_t(4, minutes) / math.sqrt(2.0 * share) * (rng.random(minutes) < share)
    return math.sqrt(0.5) * (even + leap)


def live(truth: Truth, seed: int, days: int, case: str) -> tuple[Diary, float]:
    """Walk through the days: what was noted, and the mean uncapped rate an hour awake."""
    rng = np.random.default_rng([seed, 7])
    ln2, minutes = math.log(2.0), days * 1440
    fall = {
        h: math.exp(-ln2 / (60.0 * h)) for h in (truth.h_x, truth.h_r, truth.h_b, truth.h_delta)
    }
    per_hour_r, per_hour_b = ln2 / truth.h_r, ln2 / truth.h_b
    peak = math.log(per_hour_r / per_hour_b) / (per_hour_r - per_hour_b)
    height = math.exp(-per_hour_b * peak) - math.exp(-per_hour_r * peak)
    kick = _kick(rng, minutes, case)
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
    sum_of_rates, awake = 0.0, 0

    def rated(level: float) -> int:
        if case == "skewed ratings":
            error = (rng.gamma(2.0) - 2.0) / math.sqrt(2.0)
        elif case == "outlying ratings":
            error = rng.standard_t(3) / math.sqrt(3.0)
        else:
            error = rng.normal()
        if case == "noise grows":
            error *= math.exp(0.15 * min(max(level - 4.0, -4.0), 6.0))
        return int(min(max(round(level + truth.tau * error), 0), 10))

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
        sum_of_rates, awake = sum_of_rates + rate, awake + 1
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
    return Diary(records=tuple(lines)), sum_of_rates / awake


def told_truth(truth: Truth, rate: float) -> dict[str, float]:
    """Work out the true derived numbers; `rate` is the mean uncapped rate an hour awake."""
    at = np.arange(0.0, 840.0, 0.01)
    fast, slow = np.exp(-math.log(2.0) / truth.h_r * at), np.exp(-math.log(2.0) / truth.h_b * at)
    shape = slow - fast
    g = -truth.rho * fast + truth.omega / shape.max() * shape
    area = np.concatenate([[0.0], np.cumsum(0.005 * (g[1:] + g[:-1]))])
    under = np.flatnonzero(g < -0.5)
    per_hour_d = math.log(2.0) / truth.h_delta
    awake = (1410.0 - 450.0) / 1440.0

    def extra(push: NDArray[np.float64]) -> float:
        raised = rate * np.exp(push)
        more = raised / (1.0 + 2.0 * raised) - rate / (1.0 + 2.0 * rate)
        return float(awake * 0.01 * more.sum())

    found = {name: float(getattr(truth, like)) for name, like in SAME.items()}
    found |= {
        "helps_for": float(at[under[-1]]) if under.size else 0.0,
        "rebound_peak_at": float(at[shape.argmax()]),
        "net_at_3_hours": float(g[300]),
        "net_week": float(area[16800]),
        "net_first_2_hours": float(area[200]),
        "net_2_to_24_hours": float(area[2400] - area[200]),
        "net_1_to_7_days": float(area[16800] - area[2400]),
        "loop_gain_first_order": extra(truth.alpha_D * g),
    }
    for name, beta, alpha in (
        ("work", truth.beta_work, 0.0),
        ("rejection", truth.beta_rejection, truth.alpha_rejection),
    ):
        push = truth.alpha_D * beta + alpha
        found[f"rate_ratio_{name}"] = math.exp(push)
        found[f"extra_episodes_{name}"] = extra(push * np.exp(-per_hour_d * at))
    return found


def one(asked: tuple[int, int, str]) -> tuple[bool, Row, Row]:
    """Fit one person; whether it converged, and error in SD, covered, shown by name.

    First the parameters, then the derived numbers.
    """
    seed, days, case = asked
    truth = truth_of(seed)
    diary, rate = live(truth, seed, days, case)
    answer: dict[str, Any] = fit_diary(diary, checks=False)
    parameters = {f.name: float(getattr(truth, f.name)) for f in fields(Truth)}
    return (
        bool(answer["diagnostics"]["converged"]),
        _rows(answer["parameters"], parameters),
        _rows(answer["derived"], told_truth(truth, rate)),
    )


def _rows(found: list[dict[str, Any]], truth: dict[str, float]) -> Row:
    table: Row = {}
    for row in found:
        value = truth.get(row["name"])
        if value is not None and row["q05"] is not None:
            spread = max((row["q95"] - row["q05"]) / 3.29, 1e-9)
            inside = row["q05"] <= value <= row["q95"]
            table[row["name"]] = ((row["median"] - value) / spread, inside, bool(row["shown"]))
    return table


def _print(rows: list[Row]) -> dict[str, tuple[float, float]]:
    """Print one table; return coverage and share shown by name."""
    covers = {}
    for name in dict.fromkeys(name for row in rows for name in row):
        found = np.array([row[name] for row in rows if name in row], dtype=np.float64)
        bias, cover, shown = found.mean(axis=0)
        covers[name] = (float(cover), float(shown))
        seen = found[found[:, 2] > 0.0]
        told = f"; where shown bias {seen[:, 0].mean():+.2f}, covered {seen[:, 1].mean():.2f}"
        print(
            f"  {name:22s} bias {bias:+.2f} SD, covered {cover:.2f}, shown {shown:.2f}"
            + (told if 0 < len(seen) < len(found) else "")
        )
    return covers


def main(arguments: tuple[str, ...] = ()) -> None:
    """Print coverage by case; complain where people as modelled are not covered."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=int, default=125)
    parser.add_argument("--seed", type=int, default=900)
    parser.add_argument("--case", choices=CASES, action="append")
    add_jobs(parser)
    args = parser.parse_args(arguments)
    broken: list[str] = []
    for case in args.case or CASES:
        started = time.perf_counter()
        people = [(args.seed + s, args.days, case) for s in range(args.people)]
        runs = each(one, people, jobs=args.jobs, keep=args.keep)
        failed = sum(not converged for converged, _, _ in runs)
        print(f"{case}: {args.people} people, {args.days} days; not converged {failed}")
        covers = _print([table for _, table, _ in runs])
        spared = DISTORTED.get(case, set())
        mean = float(np.mean([cover for name, (cover, _) in covers.items() if name not in spared]))
        print(f"  mean coverage {mean:.2f}; {time.perf_counter() - started:.0f} s; derived:")
        covers |= _print([table for _, _, table in runs])
        sys.stdout.flush()
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
