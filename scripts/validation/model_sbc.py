"""Simulation-based calibration: people drawn from the prior, fitted, ranked.

For every quantity: the probability integral transform of the truth under the re-weighted draws,
its Kolmogorov statistic times root n (simultaneous 99.9 % band: 1.95) and the coverage of the 90 %
interval. The log likelihood at the truth is a test quantity (Modrak et al. 2025). Nobody is
discarded.

    python scripts/validation/model_sbc.py --days 25 --people 100
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np
from scripts.validation._many import add_jobs, each

from leeward.model.beginning import starting_point
from leeward.model.data import Data, Floats
from leeward.model.draws import weighted_quantile
from leeward.model.fit import fit_target
from leeward.model.layout import PLAIN, Features, layout_for
from leeward.model.likelihood import target_for
from leeward.model.params import (
    DEFAULT,
    Layout,
    Params,
    draw_prior,
    log_prior,
    to_natural,
    to_working,
)
from leeward.model.simulate import Design, TriggerDesign, simulate
from leeward.model.summary import drawn

BAND = 1.95


def _features(*, full: bool, days: float) -> Features:
    if not full:
        return PLAIN
    return Features(drift=days >= 60, product=False)


def one(asked: tuple[int, float, bool]) -> tuple[dict[str, tuple[float, bool]], float, bool]:
    """Fit one person from the prior; PIT and coverage by quantity, k-hat, converged.

    `asked`: seed, days, and whether everything is switched on.
    """
    seed, days, full = asked
    rng = np.random.default_rng(seed)
    features = _features(full=full, days=days)
    layout = layout_for(_rich(days), features, DEFAULT)
    truth = layout.params(draw_prior(layout, rng))
    design = Design(
        days=days,
        triggers=(
            TriggerDesign(name="work", klass=0, per_day=_per_day(truth.get("b_stress", -0.36))),
            TriggerDesign(
                name="rejection", klass=1, per_day=_per_day(truth.get("b_threat", -1.05))
            ),
        ),
        local_start=0,
    )
    data = simulate(truth, design, seed).data
    target = target_for(data, features, layout=layout)
    fit = fit_target(target, start=starting_point(data, layout))
    draws = drawn(fit)
    x = to_natural(layout, draws.z)
    table = {
        name: _place(x[:, i], truth[name], draws.weight) for i, name in enumerate(layout.names)
    }
    at_truth = target.log_likelihood(_working(layout, truth))
    table["log_likelihood"] = _place(
        draws.log_density - log_prior(layout, draws.z), at_truth, draws.weight
    )
    return table, draws.k_hat, fit.converged


def _per_day(b: float) -> float:
    return float(np.exp(b))


def _working(layout: Layout, truth: Params) -> Floats:
    return to_working(layout, np.array([truth[n] for n in layout.names]))


def _rich(days: float) -> Data:
    """Make a log in which everything occurs, to learn which parameters there are."""
    rich = Params.of({"alpha_0": 1.0, "mu0": 4.0})
    return simulate(rich, Design(days=max(days, 30.0)), 1).data


def _place(values: Floats, truth: float, weight: Floats) -> tuple[float, bool]:
    keep = np.isfinite(values)
    w = weight[keep] / weight[keep].sum()
    pit = float(w[values[keep] < truth].sum())
    low, high = weighted_quantile(values, weight, (0.05, 0.95))
    return pit, bool(low <= truth <= high)


def main(arguments: tuple[str, ...] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--days", type=float, default=25.0)
    parser.add_argument("--people", type=int, default=60)
    parser.add_argument("--full", action="store_true", help="rhythm, drift, logging, recall too")
    parser.add_argument("--seed", type=int, default=0)
    add_jobs(parser)
    args = parser.parse_args(arguments)
    started = time.perf_counter()
    people = [(args.seed + s, args.days, args.full) for s in range(args.people)]
    runs = each(one, people, jobs=args.jobs, keep=args.keep)
    names = list(runs[0][0])
    print(f"{args.people} people from the prior, {args.days:g} days, nobody discarded")
    print(f"{'quantity':18s} {'KS x root n':>12s} {'cover 90 %':>11s}")
    worst = 0.0
    for name in names:
        pit = np.sort([r[0][name][0] for r in runs])
        n = pit.size
        grid = np.arange(1, n + 1) / n
        ks = float(max(np.max(grid - pit), np.max(pit - grid + 1 / n)) * np.sqrt(n))
        worst = max(worst, ks)
        cover = float(np.mean([r[0][name][1] for r in runs]))
        print(f"{name:18s} {ks:12.2f} {cover:11.2f}")
    k = np.array([r[1] for r in runs])
    print(
        f"largest {worst:.2f}; k-hat median {np.median(k):.2f}, above limit {np.mean(k > 0.63):.2f};"
        f" not converged {sum(not r[2] for r in runs)};"
        f" {time.perf_counter() - started:.0f} s"
    )

    if worst > BAND:
        raise SystemExit(f"a Kolmogorov statistic of {worst:.2f} is outside the band of {BAND}")


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
