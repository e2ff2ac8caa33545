"""The log posterior density of one person's parameters, with its exact gradient."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from leeward.model import drive as driving
from leeward.model import filter as filtering
from leeward.model import lanes
from leeward.model.data import Data, Floats
from leeward.model.grid import Resolution, Tape, build, kept
from leeward.model.layout import Features, layout_for
from leeward.model.params import (
    DEFAULT,
    LOG_DAY,
    Layout,
    PriorSet,
    log_prior,
    log_prior_gradient,
    natural_to_working_gradient,
    to_natural,
)

# So many prior standard deviations out, exponentials leave the representable.
FAR: Final = 25.0


def _within(z: Floats) -> bool:
    return bool((np.abs(z) < FAR).all())


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A log posterior density on the working scale: layout, tape and room to work in."""

    layout: Layout
    tape: Tape
    features: Features
    scratch: filtering.Scratch
    resolution: Resolution

    def until(self, minutes: float) -> Target:
        """The density that the log's first `minutes` alone would give."""
        tape = kept(self.tape, self.tape.t <= minutes)
        return replace(self, tape=tape, scratch=filtering.scratch_for(tape))

    def log_likelihood(self, z: Floats) -> float:
        """Log likelihood at working vector `z`, shape (n,)."""
        if not _within(z):
            return -math.inf
        params = self.layout.params(z)
        return filtering.log_likelihood(
            self.tape, params, driving.forward(self.tape, params, self.scratch.drive)
        )

    def log_density(self, z: Floats) -> float:
        """Log likelihood plus log prior at `z`; -inf where not representable."""
        if not _within(z):
            return -math.inf
        total = self.log_likelihood(z) + float(log_prior(self.layout, z))
        return total if math.isfinite(total) else -math.inf

    def log_densities(self, many: Floats) -> tuple[Floats, Floats]:
        """Log densities of many working vectors, shape (draws, n) -> (draws,).

        Also returns the log of the time-average uncapped rate per hour at risk, (draws,): what a
        typical hour looks like, the fluctuation of distress included.
        """
        out = np.full(many.shape[0], -math.inf)
        rate = np.full(many.shape[0], math.nan)
        inside = np.abs(many).max(axis=1, initial=0.0) < FAR
        z = many[inside]
        x = to_natural(self.layout, z)
        found, hourly = lanes.log_likelihoods(self.tape, self.layout, x)
        out[inside] = found + log_prior(self.layout, z, x=x)
        slope, level, *spreads = (
            self.layout.column(x, name) for name in ("alpha_D", "alpha_0", "s_x", "s_m")
        )
        # Distress fluctuates around the offsets: the mean of exp is not exp of the mean.
        moving = 0.5 * slope**2 * sum(s**2 for s in spreads)
        known = np.where(hourly > 0.0, np.log(np.maximum(hourly, 1e-300)), level - LOG_DAY)
        rate[inside] = known + moving
        return np.where(np.isnan(out), -math.inf, out), rate

    def with_gradient(self, z: Floats) -> tuple[float, Floats]:
        """Log density and its gradient in `z`; (-inf, zeros) where not representable."""
        zero = np.zeros(len(self.layout))
        if not _within(z):
            return -math.inf, zero
        x = to_natural(self.layout, z)
        params = self.layout.record(x)
        offsets = driving.forward(self.tape, params, self.scratch.drive)
        value, by_offset, direct = filtering.log_likelihood_and_gradient(
            self.tape, params, offsets, self.layout, self.scratch
        )
        value += float(log_prior(self.layout, z, x=x))
        if not math.isfinite(value):
            return -math.inf, zero
        natural = direct + driving.backward(self.tape, params, offsets, by_offset, self.layout)
        gradient = natural_to_working_gradient(self.layout, z, natural, x=x)
        gradient += log_prior_gradient(self.layout, z, x=x)
        if not np.isfinite(gradient).all():
            return -math.inf, zero
        return value, gradient


def target_for(
    data: Data,
    features: Features | None = None,
    priors: PriorSet = DEFAULT,
    *,
    layout: Layout | None = None,
    resolution: Resolution | None = None,
) -> Target:
    """Make the log posterior of `data`; `layout` overrides the one the data would choose."""
    chosen = features or Features()
    tape = build(data, chosen, resolution)
    return Target(
        layout=layout or layout_for(data, chosen, priors),
        tape=tape,
        features=chosen,
        scratch=filtering.scratch_for(tape),
        resolution=resolution or Resolution(),
    )
