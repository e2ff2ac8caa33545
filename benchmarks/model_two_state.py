"""The two-state model on simulated people: times, and recovery of a typical person.

`python -m benchmarks.model_two_state 20 125 bond_stress=0.8` prints the recovery table: people,
days, changes of the typical person. Habit plays no part in these people, so its parameter is held
near zero.
"""

from __future__ import annotations

import sys
import time

import numpy as np

from leeward.model.draws import weighted_quantile
from leeward.model.params import Prior, to_natural
from leeward.model.two_state import PRIORS, fit_two_state, stress_by_bond
from leeward.model.two_state_people import simulate_pair, typical

NO_HABIT = PRIORS.changed(
    "no habit", alpha_H=Prior(family="normal", centre=0.0, spread=0.05, unit="log rate")
)


def recovery(people: int, days: int, changes: dict[str, float]) -> list[str]:
    """One line a parameter: truth, mean estimate, posterior SD, z, coverage of 90 % intervals."""
    truth = typical(**changes)
    found: dict[str, list[tuple[float, float, float, bool]]] = {}
    seconds, shown, contraction, sound, k_hat = [], 0, [], 0, []
    for seed in range(people):
        data = simulate_pair(truth, days=days, seed=seed).data
        begin = time.perf_counter()
        fit = fit_two_state(data, priors=NO_HABIT)
        seconds.append(time.perf_counter() - begin)
        answer = stress_by_bond(fit, data)
        shown += answer.shown
        sound += fit.converged and fit.draws.trusted
        contraction.append(answer.contraction)
        k_hat.append(fit.draws.k_hat)
        x, w = to_natural(fit.layout, fit.draws.z), fit.draws.weight
        for i, name in enumerate(fit.layout.names):
            if name in truth.names:
                mean = float(w @ x[:, i])
                spread = float(np.sqrt(w @ (x[:, i] - mean) ** 2))
                low, high = weighted_quantile(x[:, i], w, (0.05, 0.95))
                row = (mean, spread, (mean - truth[name]) / spread, low <= truth[name] <= high)
                found.setdefault(name, []).append(row)
    lines = [
        (
            f"{people} people x {days} days: fit with draws {np.median(seconds):.2f} s (median), "
            f"converged and trusted {sound}, k-hat {np.median(k_hat):.2f}; stress x bond: "
            f"contraction {np.mean(contraction):.2f}, shown {shown}"
        )
    ]
    for name, rows in found.items():
        r = np.array(rows, dtype=np.float64)
        lines.append(
            f"{name:16s} true {truth[name]:6.2f} mean {r[:, 0].mean():6.2f} sd {r[:, 1].mean():5.2f} "
            f"z {r[:, 2].mean():5.2f} cover {r[:, 3].mean():.2f}"
        )
    covered = np.mean([row[3] for rows in found.values() for row in rows])
    lines.append(f"mean coverage of 90 % intervals {covered:.3f}")
    return lines


def rows() -> list[tuple[str, str, str]]:
    """What was measured, the figure, the bound."""
    out = []
    for days in (30, 125, 365):
        data = simulate_pair(typical(), days=days, seed=3).data
        fit_two_state(data, draws=64)
        begin = time.perf_counter()
        mode = fit_two_state(data, draws=1)
        middle = time.perf_counter()
        fit = fit_two_state(data)
        whole = time.perf_counter() - middle
        contraction = stress_by_bond(fit, data).contraction
        out.append(
            (
                f"two states, {days} days: MAP and Hessian; with {fit.draws.z.shape[0]} draws",
                (
                    f"{middle - begin:.2f} s; {whole:.2f} s (converged {mode.converged}, "
                    f"contraction of stress x bond {contraction:.2f})"
                ),
                "reported; prototype 0.5, 1.8, 8.7 s a mode",
            )
        )
    return out


if __name__ == "__main__":
    given = dict(part.split("=") for part in sys.argv[3:])
    numbers = {name: float(value) for name, value in given.items()}
    print("\n".join(recovery(int(sys.argv[1]), int(sys.argv[2]), numbers)))
