"""How many records a trigger needs before an effect of its own is worth its two parameters.

Eleven triggers, effects drawn from the prior, most of them rare. For several limits: error of the
rare effects and of the rest (in points), what happens to the quantities every page shows, and the
price in parameters and time. `python scripts/validation/model_pool.py --people 12`.
"""

from __future__ import annotations

import argparse
import sys
import time

import numpy as np

from leeward.model import pool
from leeward.model.data import Data
from leeward.model.draws import weighted_quantile
from leeward.model.fit import fit_person
from leeward.model.params import Params, to_natural
from leeward.model.pool import together
from leeward.model.simulate import Design, TriggerDesign, simulate
from leeward.model.summary import drawn

TRIGGERS = (
    ("work", 0, 0.4), ("health", 0, 0.04), ("money", 0, 0.03), ("sleep", 0, 0.02),
    ("fight", 1, 0.2), ("rejection", 1, 0.04), ("distance", 1, 0.03), ("silence", 1, 0.02),
    ("boredom", 2, 0.1), ("alone", 2, 0.03), ("weather", 2, 0.02),
)  # fmt: skip
OTHERS = ("alpha_D", "rho", "s_x", "omega", "h_delta")
LIMITS = (1, 5, 8, 12, 20)


def person(seed: int, days: float) -> tuple[Data, Params]:
    """Simulate one person whose triggers weigh differently."""
    rng = np.random.default_rng(seed)
    truth = {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 1.8, "h_r": 1.5, "omega": 0.6,
        "h_b": 14.0, "h_delta": 6.0, "alpha_0": -1.0, "alpha_D": 0.25, "alpha_H": 1.0,
    }  # fmt: skip
    for name, klass, _ in TRIGGERS:
        truth[f"beta_{name}"] = rng.normal(1.5 if klass == 1 else 1.2, 0.8)
        truth[f"alpha_{name}"] = rng.normal(0.3, 0.6)
    params = Params.of(truth)
    triggers = tuple(TriggerDesign(name=n, klass=k, per_day=r) for n, k, r in TRIGGERS)
    return simulate(params, Design(days=days, triggers=triggers), seed).data, params


def main(arguments: tuple[str, ...] = ()) -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=12)
    parser.add_argument("--days", type=float, default=250.0)
    args = parser.parse_args(arguments)
    people = [person(seed, args.days) for seed in range(args.people)]
    usual = [set(together(data)) for data, _ in people]
    print(
        "limit  params  seconds  effective  rare: rmse  frequent: rmse  | cover 90 % and z of",
        OTHERS,
    )
    for limit in LIMITS:
        pool.POOL_BELOW = limit  # type: ignore[misc]  # the limit is what is studied
        sizes, spent, effective = [], [], []
        rare: list[float] = []
        frequent: list[float] = []
        inside: dict[str, list[bool]] = {n: [] for n in OTHERS}
        off: dict[str, list[float]] = {n: [] for n in OTHERS}
        for (data, truth), seldom in zip(people, usual, strict=True):
            started = time.process_time()
            fit = fit_person(data)
            draws = drawn(fit)
            spent.append(time.process_time() - started)
            sizes.append(len(fit.layout))
            effective.append(draws.effective)
            x = to_natural(fit.layout, draws.z)
            names = {n: shared for n, (shared, _) in together(data).items()}
            for name in {data.trigger_names[k] for k in data.trigger_kind}:
                at = fit.layout.index(f"beta_{names.get(name, name)}")
                error = float(draws.weight @ x[:, at]) - truth[f"beta_{name}"]
                (rare if name in seldom else frequent).append(error)
            for name in OTHERS:
                column = x[:, fit.layout.index(name)]
                low, high = weighted_quantile(column, draws.weight, (0.05, 0.95))
                inside[name].append(low <= truth[name] <= high)
                mean = float(draws.weight @ column)
                spread = float(np.sqrt(draws.weight @ (column - mean) ** 2))
                off[name].append((mean - truth[name]) / spread)
        print(
            f"{limit:5d} {np.mean(sizes):7.1f} {np.mean(spent):8.2f} {np.mean(effective):10.0f}"
            f" {np.sqrt(np.mean(np.square(rare))):11.2f} {np.sqrt(np.mean(np.square(frequent))):15.2f}"
            "  | " + "  ".join(f"{np.mean(inside[n]):.2f} {np.mean(off[n]):+.2f}" for n in OTHERS)
        )


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
