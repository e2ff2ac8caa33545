"""Draws of all parameters by name, and what rests on a habit that the log cannot tell.

Habit strength moves slowly, so that for months the rate of a person with a habit looks like a
higher rate without one: its weight (alpha_H) stays where the prior put it, and the prior expects a
habit. What grows with it, such as the loop gain, would tell a person of a habit nobody saw. It is
therefore averaged over two models with even odds beforehand, with habit and without, weighed by
how well each explains the log (Savage-Dickey at alpha_H = 0). Without habit the usual rate stays
as it is, since that is what the log knows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model.data import Floats
from leeward.model.params import Params, Prior

# Each weight of habit and the level that takes over what habit added on average.
WEIGHTS: Final = {
    "alpha_H": "alpha_0",
    "alpha_Ha": "alpha_0a",
    "gamma_H": "gamma_0",
    "b_H": "a_u",
}
EVEN: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """Draws of all parameters, natural scale, by name: each (draws,); weights; typical log rate."""

    x: dict[str, Floats]
    weight: Floats
    log_rate: Floats


def chance_of_no_habit(values: Floats, weight: Floats, prior: Prior) -> float:
    """Posterior chance that alpha_H is 0, from its draws (draws,), with even odds beforehand.

    `prior` is the normal one the draws belong to; the posterior is taken as normal.
    """
    mean = float(weight @ values)
    spread = math.sqrt(max(float(weight @ (values - mean) ** 2), 1e-12))
    log_factor = _log_normal(-prior.centre / prior.spread, prior.spread) - _log_normal(
        -mean / spread, spread
    )
    return 1.0 / (1.0 + math.exp(min(max(log_factor, -60.0), 60.0)))


def _log_normal(z: float, spread: float) -> float:
    return -0.5 * z * z - math.log(spread)


def without_habit(values: Mapping[str, Floats], level: float) -> dict[str, Floats]:
    """Return parameters, natural scale, with no weight of habit but the same usual rates.

    `level` is the mean habit strength in the log, 0 to 1.
    """
    found = dict(values)
    for name, base in WEIGHTS.items():
        if name in found and base in found:
            found[base] = found[base] + found[name] * level
            found[name] = np.zeros_like(found[name])
    return found


def params_without_habit(params: Params, level: float) -> Params:
    """Return the same for one record of parameters."""
    found = without_habit({n: np.array(v) for n, v in params.as_dict().items()}, level)
    return Params.of({name: float(value) for name, value in found.items()})


def averaged(view: View, chance_none: float, level: float) -> View:
    """Return twice the draws: as they are, then without habit, which weighs `chance_none`."""
    bare = without_habit(view.x, level)
    return View(
        x={name: np.concatenate([values, bare[name]]) for name, values in view.x.items()},
        weight=np.concatenate([(1.0 - chance_none) * view.weight, chance_none * view.weight]),
        log_rate=np.concatenate([view.log_rate, view.log_rate]),
    )
