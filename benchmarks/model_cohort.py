"""A thousand simulated people, the whole EM from cold: `python -m benchmarks.model_cohort 1000 2`.

Arguments: people, processes, and `dask` to run the same map on a local Dask cluster.
"""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from leeward.model.cohort import CohortPrior, Mapper, Member, fit_cohort, processes
from leeward.model.data import Data
from leeward.model.layout import Features
from leeward.model.params import Params
from leeward.model.simulate import Design, TriggerDesign, simulate

Row = tuple[str, str, str]
NAMES = ("anxiety", "avoidance")
# Constant, effects of anxiety and avoidance, and SD, on the scale of the priors.
POPULATION = {
    "mu0": (4.2, 0.3, 0.0, 1.0),
    "h_x": (np.log(4.5), 0.0, 0.0, 0.4),
    "s_x": (np.log(1.4), 0.0, 0.0, 0.25),
    "tau": (np.log(0.9), 0.0, 0.0, 0.2),
    "rho": (1.5, 0.0, 0.0, 0.8),
    "h_r": (np.log(1.5), 0.0, 0.0, 0.4),
    "omega": (0.5, 0.0, 0.0, 0.5),
    "h_b": (np.log(14.0), 0.0, 0.0, 0.3),
    "beta_work": (1.2, 0.0, 0.0, 0.6),
    "beta_rejection": (1.3, 0.5, -0.2, 0.6),
    "h_delta": (np.log(6.0), 0.0, 0.0, 0.3),
    "alpha_0": (np.log(0.4), 0.0, 0.0, 0.6),
    "alpha_D": (0.12, 0.0, 0.0, 0.12),
    "alpha_work": (0.2, 0.0, 0.0, 0.4),
    "alpha_rejection": (0.2, 0.0, 0.0, 0.4),
    "alpha_H": (1.0, 0.0, 0.0, 0.4),
}
SIMPLE = Features(rhythm=False, drift=False, recall=False, product=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class SimulatedSource:
    """A person who exists only in the process that asks."""

    seed: int
    covariates: tuple[float, ...]
    days: float

    def truth(self) -> Params:
        """This person's parameters."""
        rng = np.random.default_rng([self.seed, 7])
        x = np.array([1.0, *self.covariates])
        values = {}
        for name, row in POPULATION.items():
            u = float(x @ np.array(row[:3])) + row[3] * rng.standard_normal()
            logarithmic = name.startswith(("h_", "s_")) or name == "tau"
            values[name] = float(np.exp(u)) if logarithmic else u
        values["h_b"] = max(values["h_b"], 1.5 * values["h_r"])
        return Params.of(values)

    def load(self) -> Data:
        """Simulate the log (once a process)."""
        return _loaded(self)


@lru_cache(maxsize=2048)
def _loaded(source: SimulatedSource) -> Data:
    rng = np.random.default_rng([source.seed, 8])
    design = Design(
        days=source.days,
        triggers=(
            TriggerDesign(name="work", klass=0, per_day=0.7 * float(np.exp(0.3 * rng.normal()))),
            TriggerDesign(
                name="rejection", klass=1, per_day=0.4 * float(np.exp(0.3 * rng.normal()))
            ),
        ),
    )
    return simulate(source.truth(), design, source.seed).data


def people(count: int, days: float = 120.0) -> list[Member]:
    """Members with standard normal covariates."""
    rng = np.random.default_rng(1)
    out = []
    for seed in range(count):
        x = tuple(float(v) for v in rng.standard_normal(2))
        out.append(Member(source=SimulatedSource(seed=seed, covariates=x, days=days), covariates=x))
    return out


def measure(count: int, mapper: Mapper) -> tuple[CohortPrior, float]:
    """The fitted population and the seconds it took."""
    members = people(count)
    begin = time.perf_counter()
    cohort = fit_cohort(members, names=NAMES, features=SIMPLE, mapper=mapper)
    return cohort, time.perf_counter() - begin


def report(cohort: CohortPrior) -> list[str]:
    """One line per population parameter beside its truth."""
    truth = {
        "beta_stress_class*": POPULATION["beta_work"],
        "beta_threat_class*": POPULATION["beta_rejection"],
        "alpha_class*": POPULATION["alpha_work"],
        **POPULATION,
    }
    lines = []
    for key, entry in cohort.entries.items():
        if key not in truth:
            continue
        row = truth[key]
        state = "held" if entry.held else "    "
        z = [
            (w - t) / e if e > 0 else float("nan")
            for w, t, e in zip(entry.weights, row[:3], entry.errors, strict=True)
        ]
        lines.append(
            f"{key:20s} {state} c {entry.contraction:.2f} "
            f"weights {np.round(entry.weights, 3)} true {np.round(row[:3], 3)} "
            f"z {np.round(z, 1)} sd {entry.spread:.3f} true {row[3]:.3f} "
            f"ratio {entry.spread / row[3]:.2f}"
        )
    return lines


def worst(cohort: CohortPrior) -> tuple[float, float]:
    """Largest standardised error of a weight, and largest relative error of an SD."""
    truth = {
        "beta_stress_class*": POPULATION["beta_work"],
        "beta_threat_class*": POPULATION["beta_rejection"],
        "alpha_class*": POPULATION["alpha_work"],
        **POPULATION,
    }
    z, ratio = 0.0, 0.0
    for key, entry in cohort.entries.items():
        if key in truth and not entry.held:
            pairs = zip(entry.weights, truth[key][:3], entry.errors, strict=True)
            z = max(z, *(abs(w - t) / e for w, t, e in pairs))
            ratio = max(ratio, abs(entry.spread / truth[key][3] - 1.0))
    return z, ratio


def rows(count: int = 200, workers: int = 2) -> list[Row]:
    """What was measured, the figure, the bound."""
    with processes(workers) as mapper:
        cohort, seconds = measure(count, mapper)
    z, ratio = worst(cohort)
    held = ", ".join(sorted(k for k, e in cohort.entries.items() if e.held))
    return [
        (
            f"cohort: {count} people x 120 days, EM from cold, {workers} processes",
            f"{seconds:.0f} s, {cohort.sweeps} sweeps, converged {cohort.converged}",
            f"{0.12 * count:.0f} s on 2 free cores (120 s for 1,000)",
        ),
        ("the same: worst weight", f"{z:.1f} standard errors", "2.5"),
        ("the same: worst population SD", f"{100 * ratio:.0f} %", "20 %"),
        ("the same: held at the prior", held, "weakly identified half-lives"),
    ]


def _main() -> None:
    count, workers = int(sys.argv[1]), int(sys.argv[2])
    if "dask" in sys.argv:
        from leeward.study.cluster import dask_mapper  # noqa: PLC0415  the optional extra

        with dask_mapper(workers) as mapper:
            cohort, seconds = measure(count, mapper)
    else:
        with processes(workers) as mapper:
            cohort, seconds = measure(count, mapper)
    print(f"{count} people, {workers} workers: {seconds:.1f} s, {cohort.sweeps} sweeps")
    print("converged", cohort.converged)
    print("\n".join(report(cohort)))
    print("worst", worst(cohort))


if __name__ == "__main__":
    _main()
