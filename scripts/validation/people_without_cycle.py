"""How often a cycle is claimed where there is none, and found where there is one.

People differ in level, spread and rates; without a cycle nothing drives the rate and episodes do
nothing. With one: alpha_D 0.25 to 0.45, relief 1 to 2.5, rebound 0.3 to 1.2. Also counts the answers: "no
sign" is for logs with the power to show one, and must not be given to people with a cycle.

    python -m scripts.validation.people_without_cycle --people 200 --days 125
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass

import numpy as np
from scripts.validation._many import add_jobs, each, share

from leeward.model.evidence import evidence
from leeward.model.fit import fit_person
from leeward.model.params import Params
from leeward.model.simulate import Design, TriggerDesign, simulate
from leeward.model.summary import posterior, summarise

# Shorter logs are not asked to find a cycle.
BOUND_FROM_DAYS = 125.0
ANSWERS = ("sign", "no sign", "not settled")
DESIGN_TRIGGERS = (
    TriggerDesign(name="work", klass=0, per_day=0.7),
    TriggerDesign(name="rejection", klass=1, per_day=0.35),
)


def person(seed: int, *, cycle: bool) -> Params:
    rng = np.random.default_rng(seed)
    x = {
        "mu0": rng.normal(4.0, 1.0),
        "h_x": float(np.exp(rng.normal(np.log(4.0), 0.4))),
        "s_x": float(np.exp(rng.normal(np.log(1.5), 0.25))),
        "tau": float(np.exp(rng.normal(np.log(0.9), 0.2))),
        "h_r": 1.5,
        "h_b": 14.0,
        "h_delta": 6.0,
        "beta_work": rng.normal(1.2, 0.5),
        "beta_rejection": rng.normal(1.5, 0.5),
        "alpha_0": rng.normal(np.log(0.45), 0.4),
        "rho": 0.0,
        "omega": 0.0,
        "alpha_D": 0.0,
        "alpha_H": 0.0,
        "c_sin": rng.normal(0.0, 0.5),
    }
    if cycle:
        x["rho"], x["omega"] = rng.uniform(1.0, 2.5), rng.uniform(0.3, 1.2)
        x["alpha_D"], x["alpha_H"] = rng.uniform(0.25, 0.45), rng.uniform(0.0, 1.0)
        x["alpha_work"], x["alpha_rejection"] = rng.uniform(0.0, 0.5), rng.uniform(0.2, 0.9)
    return Params.of(x)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What one person was told; pairs are drive and echo.

    `off` says whether the interval of alpha_D leaves out 0, None where there is no alpha_D.
    """

    claimed: tuple[bool, bool, bool]
    answers: tuple[str, str]
    factors: tuple[float, float]
    powers: tuple[float, float]
    off: bool | None


def one(asked: tuple[int, float, bool, bool]) -> Found:
    """Fit one person: seed, days, with a cycle or without, with the second witness or without."""
    seed, days, cycle, witness = asked
    data = simulate(
        person(seed, cycle=cycle), Design(days=days, triggers=DESIGN_TRIGGERS), seed
    ).data
    fit = fit_person(data)
    found = evidence(fit, data, posterior(fit, data), witness=witness)
    drive = summarise(fit, data).of("alpha_D")
    return Found(
        claimed=(found.drive.claimed, found.echo.claimed, found.verdict == "cycle"),
        answers=(found.drive.answer, found.echo.answer),
        factors=(found.drive.log_bayes_factor, found.echo.log_bayes_factor),
        powers=(found.drive.power, found.echo.power),
        off=None if drive is None else drive.q05 > 0.0 or drive.q95 < 0.0,
    )


def main(arguments: tuple[str, ...] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=float, default=125.0)
    parser.add_argument("--seed", type=int, default=0, help="of the first person")
    parser.add_argument("--witness", action="store_true", help="score held-out days too (slower)")
    add_jobs(parser)
    args = parser.parse_args(arguments)
    broken = ""
    for cycle in (False, True):
        started = time.perf_counter()
        seeds = range(args.seed, args.seed + args.people)
        people = [(seed, args.days, cycle, args.witness) for seed in seeds]
        runs = each(one, people, jobs=args.jobs, keep=args.keep)
        intervals = [run.off for run in runs if run.off is not None]
        claimed = np.sum([run.claimed for run in runs], axis=0).tolist()
        spare = 2.0 * np.sqrt(0.05 * 0.95 / args.people)
        if not cycle and max(claimed[:2]) > (0.05 + spare) * args.people:
            broken = f"claimed without a cycle: drive {claimed[0]}, echo {claimed[1]}"
        enough = args.days >= BOUND_FROM_DAYS
        if (
            cycle
            and enough
            and claimed[2] < (0.7 - 2.0 * np.sqrt(0.21 / args.people)) * args.people
        ):
            broken = broken or f"a cycle was found in {claimed[2]} of {args.people} people"
        print(
            f"{'with' if cycle else 'without'} a cycle, {args.people} people, {args.days:g} days: "
            + "; ".join(
                f"{name} claimed {share(n, args.people)}"
                for name, n in zip(("drive", "echo", "cycle"), claimed, strict=True)
            )
            + f"; alpha_D interval off 0 {share(sum(intervals), len(intervals))}; "
            f"{time.perf_counter() - started:.0f} s",
            flush=True,
        )
        for name, column in zip(
            ("drive", "echo"), np.array([run.factors for run in runs]).T, strict=True
        ):
            cuts = np.quantile(column, (0.05, 0.25, 0.3, 0.5, 0.95, 0.99))
            print(
                f"  log Bayes factor, {name}: 5, 25, 30, 50, 95, 99 % "
                + ", ".join(f"{c:.1f}" for c in cuts)
            )

        for at, name in enumerate(("drive", "echo")):
            said = Counter(run.answers[at] for run in runs)
            print(
                f"  {name}: "
                + ", ".join(f"{answer} {said[answer]}" for answer in ANSWERS)
                + f"; power in the median {np.median([run.powers[at] for run in runs]):.2f}"
            )
            if cycle and said["no sign"] > 0.05 * args.people + 1:
                broken = broken or f"no sign of the {name} in {said['no sign']} people with one"
    if broken:
        raise SystemExit(broken)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
