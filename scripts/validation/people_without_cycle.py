"""How often a cycle is claimed where there is none, and found where there is one.

People differ in level, spread and rates; without a cycle nothing drives the rate and episodes do
nothing. With one: alpha_D 0.25 to 0.45, relief 1 to 2.5, rebound 0.3 to 1.2.

    python scripts/validation/people_without_cycle.py --people 100 --days 125
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from leeward.model.evidence import evidence
from leeward.model.fit import fit_person
from leeward.model.params import Params
from leeward.model.simulate import Design, TriggerDesign, simulate
from leeward.model.summary import posterior, summarise

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


def main(arguments: tuple[str, ...] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=40)
    parser.add_argument("--days", type=float, default=125.0)
    parser.add_argument("--witness", action="store_true", help="score held-out days too (slower)")
    args = parser.parse_args(arguments)
    broken = ""
    for cycle in (False, True):
        started = time.perf_counter()
        rows, intervals, factors = [], [], []
        for seed in range(args.people):
            data = simulate(
                person(seed, cycle=cycle), Design(days=args.days, triggers=DESIGN_TRIGGERS), seed
            ).data
            fit = fit_person(data)
            found = evidence(fit, data, posterior(fit, data), witness=args.witness)
            rows.append((found.drive.claimed, found.echo.claimed, found.verdict == "cycle"))
            summary = summarise(fit, data)
            drive = summary.of("alpha_D")
            if drive is not None:
                intervals.append(drive.q05 > 0.0 or drive.q95 < 0.0)
            factors.append((found.drive.log_bayes_factor, found.echo.log_bayes_factor))
        share = np.mean(rows, axis=0)
        spare = 2.0 * np.sqrt(0.05 * 0.95 / args.people)
        if not cycle and max(share[:2]) > 0.05 + spare:
            broken = f"claimed without a cycle: drive {share[0]:.2f}, echo {share[1]:.2f}"
        print(
            f"{'with' if cycle else 'without'} a cycle, {args.people} people, {args.days:g} days: "
            f"drive claimed {share[0]:.2f}, echo claimed {share[1]:.2f}, cycle {share[2]:.2f}; "
            f"alpha_D interval off 0 {np.mean(intervals):.2f}; "
            f"{time.perf_counter() - started:.0f} s"
        )
        for name, column in zip(("drive", "echo"), np.array(factors).T, strict=True):
            cuts = np.quantile(column, (0.05, 0.25, 0.3, 0.5, 0.95, 0.99))
            print(
                f"  log Bayes factor, {name}: 5, 25, 30, 50, 95, 99 % "
                + ", ".join(f"{c:.1f}" for c in cuts)
            )

    if broken:
        raise SystemExit(broken)


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
