"""Fit one person: the mode, its curvature, and re-weighted draws around it.

Deterministic: the same log gives the same numbers. Where the search did not end at a flat point,
`converged` is false and says so everywhere the fit is used.
"""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from leeward.model import optimise
from leeward.model.beginning import rough_curvature, starting_point
from leeward.model.data import Data, Floats
from leeward.model.draws import Draws, draw_posterior
from leeward.model.engine import ENGINE
from leeward.model.grid import COARSE, Resolution
from leeward.model.layout import Features, layout_for
from leeward.model.likelihood import Target, target_for
from leeward.model.params import (
    DEFAULT,
    PRIOR_SETS,
    Layout,
    Params,
    PriorSet,
    log_prior,
    to_working,
)

CONVERGED: float = 0.02
ROUGH: float = 0.1
COARSE_FROM_ROWS: int = 3000
# A log longer than this is led to its mode by its first eighth, about a year in ten.
LONG_DAYS: int = 5 * 365
PARTS: int = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Fit:
    """The fitted model of one person.

    `z` (n,) is the mode on the working scale of `layout`, `precision` (n, n) minus the second
    derivatives there, `values` and `vectors` its floored eigensystem, `draws` the re-weighted
    draws (None when not asked for). `steepness` is the largest derivative left.
    """

    layout: Layout
    features: Features
    prior: str
    z: Floats
    log_density: float
    log_likelihood: float
    precision: Floats
    values: Floats
    vectors: Floats
    steepness: float
    converged: bool
    evaluations: int
    draws: Draws | None
    engine: str
    resolution: Resolution

    @property
    def mode(self) -> Params:
        """The most probable parameters, natural scale."""
        return self.layout.params(self.z)

    @property
    def covariance(self) -> Floats:
        """Covariance at the mode, working scale (n, n); never shown without re-weighting."""
        out: Floats = (self.vectors / self.values) @ self.vectors.T
        return out


def fit_target(
    target: Target,
    *,
    prior: str = DEFAULT.name,
    start: Floats | None = None,
    precision: Floats | None = None,
    draws: int = 512,
    coarse: Target | None = None,
) -> Fit:
    """Fit a prepared target from working vector `start`.

    `coarse` is the same log on a coarser grid, on which the long way to the mode is cheaper.
    `precision` (from an earlier fit) replaces the search by a few Newton steps, if they suffice.
    """
    z = start if start is not None else starting_point(target.tape.data, target.layout)
    if precision is not None:
        warm = _warm(target, z, precision)
        if warm is not None:
            return _finish(target, warm, precision, prior=prior, draws=draws, coarse=coarse)
    # Slopes grow with the log: from ten times as much the same slope is nearer to the mode.
    years = max(1.0, target.tape.data.days / 365.0)
    h, rough = _approach(
        coarse or target, z, tolerance=ROUGH * math.sqrt(years) if coarse else CONVERGED
    )
    value, gradient = target.with_gradient(rough.z) if coarse else (rough.value, rough.gradient)
    point = dataclasses.replace(
        rough, value=value, gradient=gradient, evaluations=rough.evaluations + 1
    )
    point = optimise.newton(target.with_gradient, point, h, steps=6)
    if point.steepness >= CONVERGED:
        spent = point.evaluations
        point = optimise.climb(target.with_gradient, point.z)
        if point.steepness >= CONVERGED:
            point = optimise.trust_region(target.with_gradient, point)
        h, cost = optimise.hessian(target.with_gradient, point)
        point = dataclasses.replace(point, evaluations=point.evaluations + spent + cost)
        point = optimise.newton(target.with_gradient, point, h)
    return _finish(target, point, h, prior=prior, draws=draws, coarse=coarse)


def _approach(target: Target, z: Floats, *, tolerance: float) -> tuple[Floats, optimise.Point]:
    """Climb to where the slope is below `tolerance`; also return the curvature there."""
    guess, spent = rough_curvature(target.tape.data, target.layout), 0
    if target.tape.data.days > LONG_DAYS:
        z, guess, spent = _led_by_the_beginning(target, z, guess)
    point = optimise.climb(target.with_gradient, z, tolerance=tolerance, guess=guess)
    h, cost = optimise.hessian(target.with_gradient, point)
    return h, dataclasses.replace(point, evaluations=point.evaluations + spent + cost)


def _led_by_the_beginning(target: Target, z: Floats, guess: Floats) -> tuple[Floats, Floats, int]:
    """The mode of a long log's first part, its curvature made the whole log's, and the cost.

    A part costs that much less, and both are good guesses for the rest of the way.
    """
    early = target.until(target.tape.data.minutes / PARTS)
    along, unit = 1.0 + (guess - 1.0) / PARTS, np.eye(z.size)
    point = optimise.climb(early.with_gradient, z, tolerance=ROUGH, guess=along)
    h, cost = optimise.hessian(early.with_gradient, point)
    spent = math.ceil((point.evaluations + cost) / PARTS)
    if not (math.isfinite(point.value) and np.isfinite(h).all()):
        return z, guess, spent
    return point.z, PARTS * (h - unit) + unit, spent


def _warm(target: Target, z: Floats, precision: Floats) -> optimise.Point | None:
    value, gradient = target.with_gradient(z)
    if not math.isfinite(value):
        return None
    point = optimise.Point(z=z, value=value, gradient=gradient, evaluations=1)
    point = optimise.newton(target.with_gradient, point, precision, steps=4, tolerance=CONVERGED)
    return point if point.steepness < CONVERGED else None


def _corrected(coarse: Target, mode: optimise.Point) -> Callable[[Floats], tuple[Floats, Floats]]:
    """Log densities on the coarse grid, made equal to the fine one in value and slope at the mode.

    What is left is a difference in curvature of about one per cent, far below the noise of the
    weights, for half the time.
    """
    value, gradient = coarse.with_gradient(mode.z)

    def densities(many: Floats) -> tuple[Floats, Floats]:
        log_p, log_rate = coarse.log_densities(many)
        return log_p + (mode.value - value) + (many - mode.z) @ (mode.gradient - gradient), log_rate

    return densities


def _finish(
    target: Target,
    point: optimise.Point,
    h: Floats,
    *,
    prior: str,
    draws: int,
    coarse: Target | None,
) -> Fit:
    values, vectors = optimise.floored(h)
    converged = (
        math.isfinite(point.value) and point.steepness < CONVERGED and bool(np.isfinite(h).all())
    )
    drawn = None
    if draws > 0:
        drawn = draw_posterior(
            _corrected(coarse, point) if coarse is not None else target.log_densities,
            point.z,
            values,
            vectors,
            count=draws,
        )
    return Fit(
        layout=target.layout,
        features=target.features,
        prior=prior,
        z=point.z,
        log_density=point.value,
        log_likelihood=point.value - float(log_prior(target.layout, point.z)),
        precision=h,
        values=values,
        vectors=vectors,
        steepness=point.steepness,
        converged=converged,
        evaluations=point.evaluations,
        draws=drawn,
        engine=ENGINE,
        resolution=target.resolution,
    )


def fit_person(
    data: Data,
    *,
    prior: str | PriorSet = DEFAULT.name,
    start: Fit | None = None,
    features: Features | None = None,
    draws: int = 512,
    hold: Mapping[str, float] | None = None,
) -> Fit:
    """Fit the model to one person's log.

    Args:
        data: the log.
        prior: name of a prior set, or a set of one's own (from a cohort, for instance).
        start: an earlier fit of the same person; with the same layout a few steps suffice.
        features: switches of the model; by default the log decides.
        draws: number of posterior draws, a power of two; 0 for none.
        hold: parameters to hold fixed, natural scale.

    Returns:
        A fit; `converged` is false where no flat point was found. Never raises on odd data.
    """
    priors = PRIOR_SETS[prior] if isinstance(prior, str) else prior
    chosen = features or Features()
    layout = layout_for(data, chosen, priors)
    if hold:
        layout = layout.held(**{k: v for k, v in hold.items() if layout.index(k) >= 0})
    target = target_for(data, chosen, priors, layout=layout)
    same = start is not None and start.layout.names == layout.names and start.converged
    coarse = None
    if target.tape.code.size > COARSE_FROM_ROWS and (draws > 0 or not same):
        coarse = target_for(data, chosen, priors, layout=layout, resolution=COARSE)
    return fit_target(
        target,
        prior=priors.name,
        start=None if start is None else carried(start, layout),
        precision=start.precision if start is not None and same else None,
        draws=draws,
        coarse=coarse,
    )


def under(fit: Fit, data: Data, priors: PriorSet, *, draws: int = 256) -> Fit:
    """Fit the same parameters under another prior set, starting from what is known.

    Where the family is the same the two working scales differ by a straight line, so the earlier
    curvature, less the old prior and plus the new one, leads there in a few Newton steps.
    """
    wanted = layout_for(data, fit.features, priors)
    table = dict(zip(wanted.names, wanted.priors, strict=True))
    layout = fit.layout.with_priors(table)
    slope = np.array(
        [new.spread / old.spread if new != old else 1.0
         for new, old in zip(layout.priors, fit.layout.priors, strict=True)]
    )  # fmt: skip
    unit = np.eye(len(layout))
    precision = slope[:, None] * (fit.precision - unit) * slope[None, :] + unit
    x = np.array(fit.mode.values[: len(layout)])
    target = target_for(data, fit.features, priors, layout=layout, resolution=fit.resolution)
    coarse = None
    if target.tape.code.size > COARSE_FROM_ROWS:
        coarse = target_for(data, fit.features, priors, layout=layout, resolution=COARSE)
    return fit_target(
        target,
        prior=priors.name,
        start=np.clip(to_working(layout, x), -8.0, 8.0),
        precision=precision if fit.converged else None,
        draws=draws,
        coarse=coarse,
    )


def carried(start: Fit, layout: Layout) -> Floats:
    """Carry an earlier mode over to `layout`; new parameters start at their prior centre."""
    z = np.zeros(len(layout))
    for i, name in enumerate(layout.names):
        at = start.layout.index(name)
        if at >= 0 and start.layout.priors[at] == layout.priors[i]:
            z[i] = start.z[at]
    return z
