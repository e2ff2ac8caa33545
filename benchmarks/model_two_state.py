"""The two-state model on simulated people: times, and recovery of a typical person.

`python -m benchmarks.model_two_state 20 125 bond_stress=0.8` prints the recovery table: people,
days, changes of the typical person. Habit plays no part in these people, so its parameter is held
near zero.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from leeward.analysis.arrays import data_of
from leeward.core.opening import demo
from leeward.model.data import Data
from leeward.model.draws import weighted_quantile
from leeward.model.params import Prior, to_natural
from leeward.model.two_state import PRIORS, fit_two_state, stress_by_bond
from leeward.model.two_state_people import simulate_pair, typical
from leeward.model.two_state_summary import bond_summary

NOW = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)
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


def _spent(work: Callable[[], object], times: int = 3) -> float:
    """Processor time in seconds, shortest of a few runs."""
    seconds = []
    for _ in range(times):
        begin = time.process_time()
        work()
        seconds.append(time.process_time() - begin)
    return min(seconds)


def _journal(days: int) -> Data:
    """What a simulated journal, with eleven triggers, ways and check-ins of its own, holds."""
    with demo(days=days, clock=lambda: NOW) as journal:
        return data_of(journal.history(), NOW)


def _row(label: str, data: Data) -> tuple[str, str, str]:
    fit = fit_two_state(data)
    mode, whole = _spent(lambda: fit_two_state(data, draws=1)), _spent(lambda: bond_summary(data))
    figure = (
        f"{mode:.2f} s; {whole:.2f} s ({len(fit.layout)} parameters, converged {fit.converged}, "
        f"k-hat {fit.draws.k_hat:.2f}, contraction of stress x bond "
        f"{stress_by_bond(fit, data).contraction:.2f})"
    )
    return f"{label}: mode and curvature; with draws and all numbers", figure, "2 s a year"


def rows() -> list[tuple[str, str, str]]:
    """What was measured in processor time of one core, the figure, the bound."""
    pairs = [simulate_pair(typical(), days=days, seed=3).data for days in (30, 125, 365)]
    return [
        *(_row(f"two states, {round(data.days)} days", data) for data in pairs),
        *(_row(f"two states, a journal of {days} days", _journal(days)) for days in (120, 365)),
    ]


if __name__ == "__main__":
    given = dict(part.split("=") for part in sys.argv[3:])
    numbers = {name: float(value) for name, value in given.items()}
    print("\n".join(recovery(int(sys.argv[1]), int(sys.argv[2]), numbers)))
