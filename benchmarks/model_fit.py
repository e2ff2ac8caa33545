"""How long one person's model takes, warm and cold, and what an update costs."""

from __future__ import annotations

import dataclasses
import pickle
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import numpy as np

from leeward.model.api import distress_line, fit_person, loop_gain, summarise, under_sceptical_prior
from leeward.model.data import Data
from leeward.model.fit import Fit
from leeward.model.layout import PLAIN, Features
from leeward.model.params import Params
from leeward.model.simulate import Design, TriggerDesign, simulate

TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 1.8, "h_r": 1.5, "omega": 0.6,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -1.0,
        "alpha_D": 0.25, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
    }
)  # fmt: skip
# A journal's own triggers: class and records a day.
ELEVEN = (
    ("work", 0, 0.4), ("health", 0, 0.15), ("money", 0, 0.08), ("sleep", 0, 0.15),
    ("fight", 1, 0.15), ("rejection", 1, 0.12), ("distance", 1, 0.1), ("silence", 1, 0.05),
    ("boredom", 2, 0.1), ("alone", 2, 0.1), ("weather", 2, 0.02),
)  # fmt: skip
_T = TypeVar("_T")
COLD = """
import time; started = time.perf_counter()
import pathlib, pickle, sys
from leeward.model.api import fit_person
fit_person(pickle.loads(pathlib.Path(sys.argv[1]).read_bytes()), draws=0)
print(time.perf_counter() - started)
"""


def person(days: float) -> Data:
    return simulate(TRUTH, Design(days=days), 1).data


def many_triggers(days: float) -> Data:
    """Simulate somebody who logs eleven kinds of trigger, one of them rarely."""
    effects = {f"beta_{n}": 1.2 for n, _, _ in ELEVEN} | {f"alpha_{n}": 0.3 for n, _, _ in ELEVEN}
    triggers = tuple(TriggerDesign(name=n, klass=k, per_day=r) for n, k, r in ELEVEN)
    truth = Params.of(TRUTH.as_dict() | effects)
    return simulate(truth, Design(days=days, triggers=triggers), 1).data


def best(work: Callable[[], _T], times: int = 5) -> tuple[float, _T]:
    shortest = float("inf")
    for _ in range(times):
        started = time.process_time()
        answer = work()
        shortest = min(shortest, time.process_time() - started)
    return shortest, answer


def _plus_one(data: Data) -> Data:
    return dataclasses.replace(
        data,
        rating_t=np.append(data.rating_t, data.minutes),
        rating_y=np.append(data.rating_y, 6),
        rating_prompted=np.append(data.rating_prompted, True),
    )


def _both(data: Data, features: Features, other: Fit) -> Fit:
    fit = fit_person(data, features=features)
    summarise(fit, data, other=other)
    return fit


def _for(label: str, features: Features, year: Data) -> tuple[float, list[tuple[str, str, str]]]:
    """Measure one set of features on a year; also return the seconds of the fit."""

    def bare() -> Fit:
        return fit_person(year, features=features, draws=0)

    def whole() -> Fit:
        return _both(year, features, other)

    def update() -> Fit:
        return fit_person(more, features=features, start=fit, draws=0)

    more = _plus_one(year)
    fit_person(person(30.0), features=features)
    seconds, fit = best(bare)
    second, other = best(lambda: under_sceptical_prior(fit, year), 2)
    drawn, _ = best(whole, 3)
    one_more, _ = best(update)
    return seconds, [
        (f"one year, {label}: mode and curvature", f"{seconds:.3f} s", "0.15 s"),
        (f"one year, {label}: with 512 draws and summary", f"{drawn:.3f} s", "0.5 s"),
        (f"one year, {label}: fit under the other prior", f"{second:.3f} s", "-"),
        (f"one new entry, {label}", f"{1000 * one_more:.1f} ms", "50 ms"),
    ]


def rows() -> list[tuple[str, str, str]]:
    """Measure everything, in processor time of one core; the cold start in wall time."""
    year, ten = person(365.0), person(3650.0)
    seconds, out = _for("core, 16 parameters", PLAIN, year)
    usual, made = _for("default, 32 parameters", Features(), year)
    out += made
    several = many_triggers(365.0)
    parameters = len(fit_person(several, draws=0).layout)
    spent, made = _for(f"11 triggers, {parameters} parameters", Features(), several)
    out += made
    out.append(("11 triggers to default, mode and curvature", f"{spent / usual:.1f}", "2"))
    decade, _ = best(lambda: fit_person(ten, features=PLAIN, draws=0), 5)
    out.append(("ten years to one year, core", f"{decade / seconds:.1f}", "12"))
    decade, _ = best(lambda: fit_person(ten, features=PLAIN), 2)
    out.append(("ten years, core, with draws", f"{decade:.2f} s", "5 s"))
    fit = fit_person(year)
    spent, gain = best(lambda: loop_gain(fit, year), 1)
    share = gain.monte_carlo_error / ((gain.quantity.q90 - gain.quantity.q10) / 2.563)
    out.append(("loop gain by paired simulation", f"{spent:.2f} s", "2 s"))
    out.append(("its Monte-Carlo error / posterior SD", f"{share:.2f}", "0.2"))
    spent, _ = best(lambda: distress_line(fit, year), 2)
    out.append(("distress line of a year", f"{spent:.3f} s", "-"))
    out.append(("cold process to a fitted year (wall)", f"{_cold(year):.2f} s", "2 s"))
    return out


def _cold(year: Data) -> float:
    """Shortest of three fresh processes, from their first line to a fitted log, in seconds."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        log.write_bytes(pickle.dumps(year))
        line = [sys.executable, "-c", COLD, str(log)]
        runs = [subprocess.run(line, capture_output=True, text=True, check=True) for _ in range(3)]
    return min(float(run.stdout) for run in runs)


if __name__ == "__main__":
    for what, measured, bound in rows():
        print(f"{what:55s} {measured:>12s}   bound {bound}")
