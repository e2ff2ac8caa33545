r"""Effects of offering one way first rather than another, from drawn offers with known chances.

Score of one decision point, for way a against reference r:

    ψ = 1{A=a}(Y − q_a)/p_a + q_a − 1{A=r}(Y − q_r)/p_r − q_r

with q a guess that rests on earlier points only. Given the past, E[ψ] is the effect of offering
a rather than r at that point, whatever q is (the chances are known): ψ less that effect is a
martingale difference, and means of ψ are unbiased although the policy learns.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import log

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtrit

Array = NDArray[np.float64]


class Method(StrEnum):
    """How the scores are made and weighed.

    ipw: q is one guess for all ways (the usual level). aipw: a guess for each way. weighted:
    aipw, points weighed by (1/p_a + 1/p_r)^{−1/2}, so that points where one of the two was
    unlikely, whose scores scatter most, count for less.
    """

    IPW = "ipw"
    AIPW = "aipw"
    WEIGHTED = "weighted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contrast:
    """Batched estimates: `value`, `se`, `df` and `n`, counts `n_way`, `n_other`, each (B,)."""

    value: Array
    se: Array
    df: Array
    n: Array
    n_way: Array
    n_other: Array

    def half_width(self, level: float) -> Array:
        """Half of the two-sided t interval at `level`."""
        return np.asarray(stdtrit(self.df, (1 + level) / 2) * self.se)

    def lasting_half_width(self, alpha: float) -> Array:
        """Half of an interval that holds at every look at once with chance 1 − alpha.

        Normal-mixture boundary of Robbins, with the estimated variance (asymptotic confidence
        sequence, Waudby-Smith et al. 2021, eq. 4), tuned to be narrowest at about 100 points.
        """
        rho2 = (-2 * log(alpha) + log(-2 * log(alpha) + 1)) / 100
        spread = self.n * rho2 + 1
        factor = np.sqrt(2 * spread / (self.n * rho2) * np.log(np.sqrt(spread) / alpha))
        return np.asarray(self.se * factor)


def contrast(
    *,
    is_way: NDArray[np.bool_],
    is_other: NDArray[np.bool_],
    p_way: Array,
    p_other: Array,
    y: Array,
    usual: Array,
    edge_way: Array,
    edge_other: Array,
    method: Method,
) -> Contrast:
    """Estimate the effect on B paths of n points; every argument is (B, n).

    Points count where both chances are above 0 and y is there. The variance is that of the
    weighted scores around their mean. Degrees of freedom follow the arm with fewer offers,
    whose few large scores carry most of the scatter.
    """
    use = (p_way > 0) & (p_other > 0) & ~np.isnan(y)
    p_way, p_other = np.where(use, p_way, 1.0), np.where(use, p_other, 1.0)
    y = np.where(use, y, usual)
    q_way = usual if method is Method.IPW else usual + edge_way
    q_other = usual if method is Method.IPW else usual + edge_other
    score = is_way * (y - q_way) / p_way + q_way - is_other * (y - q_other) / p_other - q_other
    weight = use.astype(float)
    if method is Method.WEIGHTED:
        weight = weight / np.sqrt(1 / p_way + 1 / p_other)
    total = np.maximum(weight.sum(axis=-1), 1e-12)
    value = (weight * score).sum(axis=-1) / total
    n = use.sum(axis=-1).astype(float)
    squares = (np.square(weight * (score - value[..., None]))).sum(axis=-1)
    n_way, n_other = (is_way & use).sum(axis=-1), (is_other & use).sum(axis=-1)
    df = np.maximum(np.minimum(n_way, n_other) - 1.0, 1.0)
    correction = np.sqrt(n / np.maximum(n - 1, 1))
    return Contrast(
        value=value,
        se=np.sqrt(squares) / total * correction,
        df=df,
        n=n,
        n_way=n_way.astype(float),
        n_other=n_other.astype(float),
    )
