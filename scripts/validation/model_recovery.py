"""Recovery and coverage on simulated people with a typical cycle, default model.

For each parameter: mean error in posterior SD, share of truths inside the 90 % interval, share
of people for whom it passes its gate.

    python scripts/validation/model_recovery.py --people 30 --days 125
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from scripts.validation._many import add_jobs, each
from scripts.validation.people_without_cycle import DESIGN_TRIGGERS, person

from leeward.model.fit import fit_person
from leeward.model.simulate import Design, simulate
from leeward.model.summary import summarise


def one(asked: tuple[int, float]) -> tuple[bool, dict[str, tuple[float, bool, bool]]]:
    """Fit one person; whether it converged, and error in SD, covered, shown by parameter."""
    seed, days = asked
    truth = person(seed, cycle=True)
    data = simulate(truth, Design(days=days, triggers=DESIGN_TRIGGERS), seed).data
    fit = fit_person(data)
    table = {}
    for q in summarise(fit, data).parameters:
        if q.name in truth.names:
            spread = max((q.q95 - q.q05) / 3.29, 1e-9)
            inside = q.q05 <= truth[q.name] <= q.q95
            table[q.name] = ((q.median - truth[q.name]) / spread, inside, q.shown)
    return fit.converged, table


def main(arguments: tuple[str, ...] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=30)
    parser.add_argument("--days", type=float, default=125.0)
    add_jobs(parser)
    args = parser.parse_args(arguments)
    started = time.perf_counter()
    people = [(500 + s, args.days) for s in range(args.people)]
    runs = each(one, people, jobs=args.jobs, keep=args.keep)
    failed = sum(not converged for converged, _ in runs)
    table: dict[str, list[tuple[float, bool, bool]]] = {}
    for _, found in runs:
        for name, row in found.items():
            table.setdefault(name, []).append(row)
    print(f"{args.people} people with a cycle, {args.days:g} days; not converged {failed}")
    print(f"{'parameter':16s} {'bias, SD':>9s} {'cover 90 %':>11s} {'shown':>6s}")
    covered = []
    for name, rows in table.items():
        bias, cover, shown = np.mean(rows, axis=0)
        covered.append(cover)
        print(f"{name:16s} {bias:9.2f} {cover:11.2f} {shown:6.2f}")
    mean = float(np.mean(covered))
    print(f"mean coverage {mean:.2f}; {time.perf_counter() - started:.0f} s")
    if not 0.84 <= mean <= 0.96:
        raise SystemExit(f"mean coverage of 90 % intervals is {mean:.2f}")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
