"""The default grid against one five times finer: log posterior and every mode.

python scripts/validation/model_grid.py --people 3 --days 365
"""

from __future__ import annotations

import argparse
import sys

import numpy as np
from scripts.validation.people_without_cycle import DESIGN_TRIGGERS, person

from leeward.model.fit import fit_person, fit_target
from leeward.model.grid import FINE
from leeward.model.likelihood import target_for
from leeward.model.simulate import Design, simulate


def main(arguments: tuple[str, ...] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--days", type=float, default=365.0)
    args = parser.parse_args(arguments)
    worst_value = worst_mode = 0.0
    for seed in range(700, 700 + args.people):
        data = simulate(
            person(seed, cycle=True), Design(days=args.days, triggers=DESIGN_TRIGGERS), seed
        ).data
        fit = fit_person(data, draws=0)
        fine = target_for(data, fit.features, layout=fit.layout, resolution=FINE)
        better = fit_target(fine, start=fit.z, precision=fit.precision, draws=0)
        value = abs(fine.log_density(fit.z) - fit.log_density)
        mode = float(np.max(np.abs(better.z - fit.z) / np.sqrt(np.diag(fit.covariance))))
        print(f"log posterior {value:.4f}; largest shift of a mode {mode:.4f} SD")
        worst_value, worst_mode = max(worst_value, value), max(worst_mode, mode)
    print(f"largest: {worst_value:.4f} and {worst_mode:.4f} SD (bounds .02 and .02)")
    if worst_value > 0.02 or worst_mode > 0.02:
        raise SystemExit(
            f"grid too coarse: {worst_value:.3f} in value, {worst_mode:.3f} SD in mode"
        )


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
