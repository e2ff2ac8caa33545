"""How fast an urge passes, from two ratings of one urge.

    after = usual + (before - usual)+ e^(-t / tau_u) - kappa_p P + e,   e ~ N(0, sd^2)

t hours later; `usual` is the level at moments away from any urge (0 where none is known: then an
urge passes to nothing), for an urge below it nothing passes. P = 1 where a pause or another way came between; kappa_p is what that took off at
once (an association: pauses are chosen). Ratings are whole numbers and censored at 0 and 10. Three
unknowns, so the posterior is worked out on a grid and nothing is approximated but the grid itself.
The half-life is tau_u ln 2. Where no pair has a pause, kappa_p is left out.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model.data import Data, Floats
from leeward.model.gates import Sample, quantity
from leeward.model.params import Prior
from leeward.model.records import Quantity

LN2: Final = math.log(2.0)
MOST_PAIRS: Final = 400
AMOUNT: Final = "second ratings"
TAU: Final = Prior(family="log", centre=math.log(0.5), spread=0.6, unit="hours")
KAPPA: Final = Prior(family="normal", centre=0.5, spread=1.0, unit="points")
SD: Final = Prior(family="log", centre=math.log(1.5), spread=0.3, unit="points")
SCEPTICAL_TAU: Final = Prior(family="log", centre=math.log(0.5), spread=0.9, unit="hours")
SCEPTICAL_KAPPA: Final = Prior(family="normal", centre=0.0, spread=1.2, unit="points")
_POINTS: Final = (33, 27, 13)
_REACH: Final = 4.0
_ROUNDS: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Grid:
    """Log density on a grid: `tau` (log hours), `kappa`, `sd` (log) and `log_density` (a, b, c)."""

    tau: Floats
    kappa: Floats
    sd: Floats
    log_density: Floats

    @property
    def weight(self) -> Floats:
        """Weights of the cells, summing to 1, (a, b, c)."""
        grown: Floats = np.exp(self.log_density - self.log_density.max())
        grown /= grown.sum()
        return grown


def urge_course(data: Data) -> tuple[tuple[Quantity, ...], tuple[Quantity, ...]]:
    """Gated parameters (`tau_u`, `kappa_p`) and derived numbers (`urge_half_life`) of this log."""
    paused = bool(data.again_pause.any())
    found = posterior_grid(data, paused=paused)
    # Moved to another prior on the same cells: exact, as far as the grid reaches.
    shift = _log_prior(found.tau, SCEPTICAL_TAU) - _log_prior(found.tau, TAU)
    other = found.log_density + shift[:, None, None]
    if paused:
        move = _log_prior(found.kappa, SCEPTICAL_KAPPA) - _log_prior(found.kappa, KAPPA)
        other = other + move[None, :, None]
    weight = found.weight
    again = np.exp(other - other.max())
    amount = int(data.again_hours.size)

    def make(name: str, unit: str, values: Floats, prior: Floats, axis: int) -> Quantity:
        rest = tuple(k for k in range(3) if k != axis)
        return quantity(
            Sample(
                name=name,
                unit=unit,
                values=values,
                weight=weight.sum(axis=rest),
                other=values,
                other_weight=again.sum(axis=rest),
                prior=prior,
                amount=amount,
                amount_of=AMOUNT,
                logarithmic=unit == "hours",
                signed=unit == "points",
            ),
            trusted=True,
        )

    even = (np.arange(999) + 0.5) / 999
    steps = np.interp(even, _normal_cdf(_LADDER), _LADDER)
    before = np.exp(TAU.centre + TAU.spread * steps)
    tau = np.exp(found.tau)
    parameters = [make("tau_u", "hours", tau, before, 0)]
    if paused:
        guessed = KAPPA.centre + KAPPA.spread * steps
        parameters.append(make("kappa_p", "points", found.kappa, guessed, 1))
    return tuple(parameters), (make("urge_half_life", "hours", LN2 * tau, LN2 * before, 0),)


_LADDER: Final[Floats] = np.linspace(-4.5, 4.5, 1801)


def posterior_grid(data: Data, *, paused: bool) -> Grid:
    """The posterior on a grid that is drawn closer around where the weight is."""
    ends = [(p.centre - _REACH * p.spread, p.centre + _REACH * p.spread) for p in (TAU, KAPPA, SD)]
    counts = list(_POINTS)
    if not paused:
        ends[1], counts[1] = (0.0, 0.0), 1
    grid = _grid(data, ends, counts, paused=paused)
    for _ in range(_ROUNDS - 1):
        weight = grid.weight
        for axis, values in enumerate((grid.tau, grid.kappa, grid.sd)):
            rest = tuple(k for k in range(3) if k != axis)
            along = weight.sum(axis=rest)
            mean = float(along @ values)
            # Never closer than the cells just looked at: between them nothing is known yet.
            spread = math.sqrt(float(along @ (values - mean) ** 2))
            spread = max(spread, float(values[1] - values[0]) / 2 if values.size > 1 else 0.0)
            low, high = ends[axis]
            ends[axis] = (max(low, mean - 5.0 * spread), min(high, mean + 5.0 * spread))
        grid = _grid(data, ends, counts, paused=paused)
    return grid


def _grid(data: Data, ends: list[tuple[float, float]], counts: list[int], *, paused: bool) -> Grid:
    tau, kappa, sd = (
        np.linspace(low, high, count) for (low, high), count in zip(ends, counts, strict=True)
    )
    out = _log_prior(tau, TAU)[:, None, None] + _log_prior(sd, SD)[None, None, :]
    out = out + np.zeros((1, kappa.size, 1))
    if paused:
        out = out + _log_prior(kappa, KAPPA)[None, :, None]
    rate, noise = np.exp(-tau), np.exp(sd)[None, None, :]
    usual = data.usual_urge
    keep = slice(max(data.again_hours.size - MOST_PAIRS, 0), None)
    for hours, before, after, pause in zip(
        data.again_hours[keep].tolist(),
        data.again_before[keep].tolist(),
        data.again_after[keep].tolist(),
        data.again_pause[keep].tolist(),
        strict=True,
    ):
        above = max(before - usual, 0.0)
        left = before - above + above * np.exp(-hours * rate)
        mean = left[:, None, None] - (kappa[None, :, None] if pause else 0.0)
        out = out + _log_rating(float(after), mean, noise)
    return Grid(tau=tau, kappa=kappa, sd=sd, log_density=out)


def _log_prior(x: Floats, prior: Prior) -> Floats:
    out: Floats = -0.5 * ((x - prior.centre) / prior.spread) ** 2 - math.log(prior.spread)
    return out


def _log_rating(y: float, mean: Floats, sd: Floats) -> Floats:
    """Ln probability of a rating 0 to 10 with its ends censored."""
    if 0.5 < y < 9.5:
        variance = sd**2 + 1.0 / 12.0
        out: Floats = -0.5 * np.log(variance) - 0.5 * (y - mean) ** 2 / variance
        return out - 0.5 * math.log(2 * math.pi)
    x = (0.5 - mean) / sd if y < 0.5 else (mean - 9.5) / sd
    tail: Floats = np.log(np.maximum(_normal_cdf(x), 1e-12))
    return tail


def _normal_cdf(x: Floats) -> Floats:
    """Standard normal distribution function to 1e-7 (Abramowitz & Stegun 7.1.26)."""
    z = np.abs(x) / math.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * z)
    series = t * (
        0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429)))
    )
    upper = 0.5 * series * np.exp(-z * z)
    out: Floats = np.where(x > 0.0, 1.0 - upper, upper)
    return out
