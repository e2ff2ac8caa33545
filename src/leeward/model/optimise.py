"""Finding the mode of a smooth log density on a whitened scale, without outside help.

`climb` is L-BFGS with a backtracking line search (Nocedal & Wright 2006, ch. 7); `hessian` takes
differences of exact gradients; `trust_region` is the fall-back for awkward surfaces (ch. 4).
All maximise.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model.data import Floats
from leeward.model.symmetric import eigen

Density = Callable[[Floats], tuple[float, Floats]]
MEMORY: Final = 12
STEP: Final = 1e-4
FLOOR: Final = 0.2
GRADIENT_SMALL: Final = 0.02


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """Where a search stands: vector z (n,), log density, gradient (n,), evaluations so far."""

    z: Floats
    value: float
    gradient: Floats
    evaluations: int

    @property
    def steepness(self) -> float:
        """Largest absolute derivative."""
        return float(np.abs(self.gradient).max(initial=0.0))


def climb(
    density: Density,
    start: Floats,
    *,
    tolerance: float = GRADIENT_SMALL,
    most: int = 150,
    guess: Floats | None = None,
) -> Point:
    """Run L-BFGS from `start` until every derivative is below `tolerance`, or `most` steps.

    `guess` is a rough curvature, along each coordinate (n,) or as a matrix (n, n); a fair one
    nearly halves the number of steps.
    """
    value, gradient = density(start)
    here = Point(z=start, value=value, gradient=gradient, evaluations=1)
    pairs: list[tuple[Floats, Floats, float]] = []
    rough = None if guess is None else _inverse(guess)
    if not math.isfinite(value):
        return here
    for _ in range(most):
        if here.steepness < tolerance:
            break
        direction = _direction(here.gradient, pairs, rough)
        slope = float(direction @ here.gradient)
        if slope <= 0.0:
            pairs, rough, direction = [], None, here.gradient
            slope = float(direction @ direction)
        longest = float(np.abs(direction).max())
        scale = min(1.0, 1.5 / longest)
        after = _search(density, here, direction, slope, scale)
        if after is None:
            if not pairs and rough is None:
                break
            pairs, rough = [], None
            continue
        step, change = after.z - here.z, here.gradient - after.gradient
        curvature = float(step @ change)
        if curvature > 1e-10 * float(step @ step):
            pairs = [*pairs[-MEMORY + 1 :], (step, change, 1.0 / curvature)]
        here = after
    return here


def _inverse(guess: Floats) -> Floats:
    if guess.ndim == 1:
        return 1.0 / guess
    values, vectors = floored(guess)
    out: Floats = (vectors / values) @ vectors.T
    return out


def _times(rough: Floats, g: Floats) -> Floats:
    return rough * g if rough.ndim == 1 else rough @ g


def _direction(
    gradient: Floats, pairs: list[tuple[Floats, Floats, float]], rough: Floats | None
) -> Floats:
    q = gradient.copy()
    weights = []
    for step, change, inverse in reversed(pairs):
        a = inverse * float(step @ q)
        q -= a * change
        weights.append(a)
    if pairs and rough is not None:
        step, change, _ = pairs[-1]
        q = _times(rough, q) * (float(step @ change) / float(_times(rough, change) @ change))
    elif rough is not None:
        q = _times(rough, q)
    elif pairs:
        step, change, _ = pairs[-1]
        q *= float(step @ change) / float(change @ change)
    else:
        q *= 1.0 / max(1.0, float(np.linalg.norm(gradient)))
    for (step, change, inverse), a in zip(pairs, reversed(weights), strict=True):
        q += step * (a - inverse * float(change @ q))
    return q


def _search(
    density: Density, here: Point, direction: Floats, slope: float, scale: float
) -> Point | None:
    """Backtrack by quadratic interpolation until the rise is a fair share of the promised one."""
    count = here.evaluations
    for _ in range(25):
        z = here.z + scale * direction
        value, gradient = density(z)
        count += 1
        if math.isfinite(value):
            if value >= here.value + 1e-4 * scale * slope:
                return Point(z=z, value=value, gradient=gradient, evaluations=count)
            bend = value - here.value - scale * slope
            best = -0.5 * slope * scale**2 / bend if bend < 0.0 else 0.5 * scale
            scale = min(max(best, 0.1 * scale), 0.5 * scale)
        else:
            scale *= 0.2
    return None


def hessian(density: Density, at: Point) -> tuple[Floats, int]:
    """Minus the second derivatives (n, n) by one-sided differences of exact gradients.

    Also returns the number of evaluations. The step of 1e-4 prior standard deviations leaves an
    error far below what a posterior standard deviation is rounded to.
    """
    n = at.z.size
    out = np.empty((n, n))
    for i in range(n):
        z = at.z.copy()
        z[i] += STEP
        value, gradient = density(z)
        if not math.isfinite(value):
            z[i] -= 2 * STEP
            _, gradient = density(z)
            gradient = 2.0 * at.gradient - gradient
        out[i] = (at.gradient - gradient) / STEP
    return 0.5 * (out + out.T), n


def floored(h: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues, none below 0.2 in prior units, and eigenvectors of a symmetric matrix."""
    values, vectors = eigen(np.nan_to_num(h, nan=1.0, posinf=1e12, neginf=-1e12))
    return np.maximum(values, FLOOR), vectors


def newton(
    density: Density, at: Point, h: Floats, *, steps: int = 3, tolerance: float = 1e-3
) -> Point:
    """Take damped steps with a fixed Hessian `h`; never goes down."""
    values, vectors = floored(h)
    for _ in range(steps):
        if at.steepness < tolerance:
            break
        move = vectors @ ((vectors.T @ at.gradient) / values)
        scale = min(1.0, 2.0 / max(float(np.abs(move).max()), 1e-12))
        for _ in range(6):
            value, gradient = density(at.z + scale * move)
            count = at.evaluations + 1
            if math.isfinite(value) and value > at.value - 1e-9:
                at = Point(z=at.z + scale * move, value=value, gradient=gradient, evaluations=count)
                break
            at = Point(z=at.z, value=at.value, gradient=at.gradient, evaluations=count)
            scale *= 0.3
        else:
            break
    return at


def trust_region(density: Density, at: Point, *, most: int = 12) -> Point:
    """Newton steps kept inside a region in which the quadratic picture has proved right."""
    radius = 0.5
    for _ in range(most):
        if at.steepness < GRADIENT_SMALL or not math.isfinite(at.value):
            break
        h, cost = hessian(density, at)
        values, vectors = eigen(np.nan_to_num(h, nan=1.0, posinf=1e12, neginf=-1e12))
        along = vectors.T @ at.gradient
        at = Point(z=at.z, value=at.value, gradient=at.gradient, evaluations=at.evaluations + cost)
        for _ in range(8):
            move = vectors @ _inside(values, along, radius)
            promised = float(at.gradient @ move - 0.5 * move @ h @ move)
            value, gradient = density(at.z + move)
            count = at.evaluations + 1
            share = (value - at.value) / max(promised, 1e-15) if math.isfinite(value) else -1.0
            if share > 0.75:
                radius = min(2.0 * radius, 5.0)
            elif share < 0.25:
                radius *= 0.25
            if share > 1e-4 and value >= at.value:
                at = Point(z=at.z + move, value=value, gradient=gradient, evaluations=count)
                break
            at = Point(z=at.z, value=at.value, gradient=at.gradient, evaluations=count)
        else:
            break
    return at


def _inside(values: Floats, along: Floats, radius: float) -> Floats:
    """Solve (H + shift) y = g with |y| <= radius by bisection on the shift."""
    low = max(0.0, -float(values.min())) + 1e-9 + 1e-12 * float(np.abs(values).max())

    def step(shift: float) -> Floats:
        return along / (values + shift)

    if values.min() > 0.0 and np.linalg.norm(step(0.0)) <= radius:
        return step(0.0)
    high = low + float(np.linalg.norm(along)) / radius + 1.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        if np.linalg.norm(step(middle)) > radius:
            low = middle
        else:
            high = middle
    return step(high)
