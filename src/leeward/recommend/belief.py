r"""What is believed about each way: a conjugate linear model with pooling across needs.

    y = z'β + z'θ_a + ε,   ε ~ N(0, σ²),   β ~ N(b, B),   θ_a ~ N(m_a, T)

z holds 1, the need (five places), distress and the hour (cosine and sine); β is the person's
usual level, θ_a what offering way a adds. The first place of θ_a is shared by all needs and the
need places are shrunk towards it: partial pooling. Old uses fade, w = 2^{−age/half-life}, so a
way that helped last year has to show itself again. Every function takes leading batch axes, so
that one person, re-runs of one person and a thousand simulated people share this code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.events.vocabulary import Need
from leeward.recommend.records import Context
from leeward.recommend.settings import Settings

Array = NDArray[np.float64]
NEEDS = (Need.CONNECTION, Need.COMFORT, Need.RELEASE, Need.DISTRACTION, Need.UNSURE)
_NEED_PLACE = {need: 1 + place for place, need in enumerate(NEEDS)}
SIZE = 1 + len(NEEDS) + 3
MIDDLE_RANK = 2


def features(contexts: Sequence[Context]) -> Array:
    """Rows z of shape (n, 9): 1, need one-hot (5), (distress − 5)/2.5, cos and sin of the hour.

    A skipped distress counts as 5. Pleasure has no place: nothing is suggested there.
    """
    z = np.zeros((len(contexts), SIZE + 1))
    z[:, 0] = 1.0
    z[np.arange(len(contexts)), [_NEED_PLACE.get(c.need, SIZE) for c in contexts]] = 1.0
    distress = np.array([5 if c.distress is None else c.distress for c in contexts], dtype=float)
    hours = np.array([c.hour for c in contexts], dtype=float) * (2 * np.pi / 24)
    z[:, 6] = (distress - 5) / 2.5
    z[:, 7], z[:, 8] = np.cos(hours), np.sin(hours)
    return z[:, :SIZE]


def prior_means(ranks: Array, z: Array, settings: Settings) -> Array:
    """Prior means m of θ, (..., K, 9), at a moment z (..., 9) whose order gives ranks (..., K).

    The plain pause (column 0) adds nothing; a way `way_mean` less a step a rank. The step sits in
    the place of the moment's need, so that what is learned for the need soon outweighs it; for
    other needs a way starts from the middle of the order.
    """
    here = z[..., None, 1 : 1 + len(NEEDS)]
    m = np.zeros((*ranks.shape, SIZE))
    m[..., 0] = settings.way_mean
    m[..., 1 : 1 + len(NEEDS)] = -settings.rank_step * (
        MIDDLE_RANK + here * (ranks[..., None] - MIDDLE_RANK)
    )
    m[..., 0, :] = 0.0
    return m


def _way_precision(s: Settings) -> Array:
    sds = [s.way_sd, *[s.way_need_sd] * 5, s.way_distress_sd, s.way_hour_sd, s.way_hour_sd]
    return np.asarray(1 / np.square(sds))


def _usual_prior(s: Settings) -> tuple[Array, Array]:
    sds = [s.usual_sd, *[s.need_sd] * 5, s.distress_sd, s.hour_sd, s.hour_sd]
    mean = np.zeros(SIZE)
    mean[0] = s.usual_mean
    return mean, np.asarray(1 / np.square(sds))


@dataclass(slots=True)
class Sums:
    """Faded sums over uses, by way: all that learning keeps.

    zz (..., K, 9, 9) = Σ w z z', zy (..., K, 9) = Σ w z y, yy (...) = Σ w y², weight (...) = Σ w.
    Changed in place by `fade`, `add` and `amend`, for re-runs over many paths at once.
    """

    zz: Array
    zy: Array
    yy: Array
    weight: Array

    @classmethod
    def empty(cls, batch: tuple[int, ...], ways: int) -> Sums:
        """No use yet."""
        return cls(
            np.zeros((*batch, ways, SIZE, SIZE)),
            np.zeros((*batch, ways, SIZE)),
            np.zeros(batch),
            np.zeros(batch),
        )

    @classmethod
    def of(cls, z: Array, way: NDArray[np.intp], y: Array, weight: Array, ways: int) -> Sums:
        """Sums of one person's n uses: z (n, 9), way, y and weight (n,)."""
        sums = cls.empty((), ways)
        weighted = z * weight[:, None]
        for index in range(ways):
            here = way == index
            if here.any():
                sums.zz[index] = weighted[here].T @ z[here]
                sums.zy[index] = weighted[here].T @ y[here]
        sums.yy = np.asarray((weight * y * y).sum())
        sums.weight = np.asarray(weight.sum())
        return sums

    def fade(self, factor: Array) -> None:
        """Multiply everything by `factor` (...)."""
        self.zz *= factor[..., None, None, None]
        self.zy *= factor[..., None, None]
        self.yy *= factor
        self.weight *= factor

    def add(self, path: NDArray[np.intp], z: Array, way: NDArray[np.intp], y: Array) -> None:
        """Add one use with weight 1 to each of the batch rows `path` (one batch axis)."""
        self.zz[path, way] += z[:, :, None] * z[:, None, :]
        self.zy[path, way] += z * y[:, None]
        self.yy[path] += y * y
        self.weight[path] += 1.0

    def amend(
        self,
        path: NDArray[np.intp],
        z: Array,
        way: NDArray[np.intp],
        old: Array,
        new: Array,
        weight: Array,
    ) -> None:
        """Put the answer `new` in place of `old` in a use that by now has `weight`."""
        self.zy[path, way] += z * (weight * (new - old))[:, None]
        self.yy[path] += weight * (new * new - old * old)


@dataclass(frozen=True, slots=True)
class Outlook:
    """Beliefs at one context: `usual` (...), and `edge`, `sd` (..., K) of the ways."""

    usual: Array
    edge: Array
    sd: Array


def outlook(sums: Sums, z: Array, means: Array, settings: Settings) -> Outlook:
    r"""Posterior of the ways at z (..., 9), given the usual level at its posterior mean.

    M_a = zz_a/σ² + T⁻¹;  Λ = B⁻¹ + Σ_a (zz_a/σ² − zz_a M_a⁻¹ zz_a/σ⁴);
    β̂ = Λ⁻¹ [B⁻¹b + Σ_a (zy_a/σ² − zz_a M_a⁻¹ (zy_a/σ² + T⁻¹m_a)/σ²)];
    θ_a | β̂ ~ N(M_a⁻¹ (T⁻¹m_a + (zy_a − zz_a β̂)/σ²), M_a⁻¹), independent over a.

    Given β̂ the ways are independent, which is what makes their chances a one-dimensional
    integral; the same β̂ enters every way, so holding it leaves the comparison nearly alone.
    σ² is the faded mean square around the usual level (ways ignored, so a little too large),
    shrunk to the prior with `noise_weight` uses.
    """
    precision = _way_precision(settings)
    b, b_precision = _usual_prior(settings)
    variance = _noise(sums, b, b_precision, settings)[..., None, None]
    scaled = sums.zz / variance[..., None]
    cov = np.linalg.inv(scaled + np.diag(precision))
    pulled = sums.zy / variance + means * precision
    back = scaled @ cov
    info = (scaled - back @ scaled).sum(axis=-3) + np.diag(b_precision)
    right = (sums.zy / variance - (back @ pulled[..., None])[..., 0]).sum(axis=-2) + b_precision * b
    beta = np.linalg.solve(info, right[..., None])[..., 0]
    off = (scaled @ beta[..., None, :, None])[..., 0]
    theta = (cov @ (pulled - off)[..., None])[..., 0]
    spread = np.einsum("...d,...kde,...e->...k", z, cov, z)
    return Outlook(
        usual=np.asarray((z * beta).sum(axis=-1)),
        edge=np.asarray((theta @ z[..., None])[..., 0]),
        sd=np.sqrt(spread),
    )


def _noise(sums: Sums, b: Array, b_precision: Array, settings: Settings) -> Array:
    s0 = settings.noise_sd**2
    zz, zy = sums.zz.sum(axis=-3) / s0, sums.zy.sum(axis=-2) / s0
    beta = np.linalg.solve(zz + np.diag(b_precision), (zy + b_precision * b)[..., None])[..., 0]
    fitted = 2 * (beta * zy).sum(axis=-1) - np.einsum("...d,...de,...e->...", beta, zz, beta)
    squares = np.maximum(sums.yy - s0 * fitted, 0.0)
    return np.asarray(
        (settings.noise_weight * s0 + squares) / (settings.noise_weight + sums.weight)
    )
