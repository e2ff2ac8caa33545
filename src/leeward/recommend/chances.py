"""From beliefs about ways to the chance each has of being offered first.

The chances are computed first, by a fixed quadrature, and the draw is made from them. So the
stored propensities are exactly those of the draw, whatever the error of the quadrature.
"""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr

Array = NDArray[np.float64]
_PLACES: Array = np.linspace(0, 1, 121)
_REACH = 6.0


def chance_of_being_best(mean: Array, sd: Array) -> Array:
    r"""P(v_a > v_b for every other b), v_a ~ N(mean_a, sd_a²) independent.

    p_a = ∫ φ((x − m_a)/s_a)/s_a Π_{b≠a} Φ((x − m_b)/s_b) dx by the trapezoid rule on 121 points
    shared by the ways, which converges geometrically for such integrands. They reach from the
    highest m − 6s, below which some factor is nil, to the highest m + 6s. The error is below
    1e-6 while no SD is more than five times another. `mean`, `sd` are (..., K); so is the
    answer, summing to 1. A way with mean −inf has no chance.
    """
    start = (mean - _REACH * sd).max(axis=-1)[..., None]
    end = (mean + _REACH * sd).max(axis=-1)[..., None]
    x = start + (end - start) * _PLACES
    u = (x[..., None, :] - mean[..., :, None]) / sd[..., :, None]
    below = ndtr(u)
    density = np.exp(-0.5 * u * u) / sd[..., :, None]
    best = (density / below * below.prod(axis=-2, keepdims=True)).sum(axis=-1)
    return np.asarray(best / best.sum(axis=-1, keepdims=True))


def within_bounds(wanted: Array, low: Array, high: Array) -> Array:
    """Nearest probabilities (least squares) with low ≤ p ≤ high and Σ p = 1.

    p = clip(wanted − c, low, high), c by bisection on the unit sum. Shapes (..., K); needs
    Σ low ≤ 1 ≤ Σ high.
    """
    below = (wanted - high).min(axis=-1, keepdims=True)
    above = (wanted - low).max(axis=-1, keepdims=True)
    for _ in range(60):
        middle = (below + above) / 2
        heavy = np.clip(wanted - middle, low, high).sum(axis=-1, keepdims=True) > 1
        below, above = np.where(heavy, middle, below), np.where(heavy, above, middle)
    return np.asarray(np.clip(wanted - (below + above) / 2, low, high))


def uniform_of(seed: int, version: str) -> float:
    """A number in [0, 1) that depends on nothing but the seed and the policy version.

    From a hash rather than a generator: the stream of a generator may change between releases.
    """
    digest = hashlib.blake2b(f"{version}:{seed}".encode(), digest_size=8).digest()
    return (int.from_bytes(digest, "big") >> 11) / (1 << 53)


def pick(chances: Array, uniform: Array) -> NDArray[np.intp]:
    """Index drawn by inverting the cumulated chances (..., K) at `uniform` (...)."""
    cumulated = chances.cumsum(axis=-1)
    cumulated /= cumulated[..., -1:]
    return np.asarray((uniform[..., None] >= cumulated).sum(axis=-1), dtype=np.intp)
