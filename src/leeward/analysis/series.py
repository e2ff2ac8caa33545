"""Means and contrasts of irregular, autocorrelated series, with exact t mixtures.

The series y(t_i) = x_i' b + u(t_i) + v(t_i) + e_i has a mean-reverting u of half-life h, a slow
drift v of half-life 21 days, and independent e. Of the total variance s², v has share d, and e
has share w of the rest. For each (h, w, d) on a grid one Kalman pass whitens y and the columns
of x; with flat b and Jeffreys' 1/s² the marginal likelihood is
  -½ log|V| - ½ log|X'V⁻¹X| - (n-k)/2 log RSS,
and b is a t with n - k degrees of freedom around generalised least squares. Averaging over the
grid lets an interval carry the doubt about how long neighbouring moments resemble each other.
Part of the prior sits on "not at all" (w = 1: a tenth for ratings given several times a day, three
quarters for things that happen days apart); the rest is even in log h and in w.
Source: continuous-time AR(1) with noise (Jones 1981); marginal likelihood as in Harville 1974.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.analysis.ranges import Range

Floats = NDArray[np.float64]

SHORTEST_HOURS: Final = 0.5
WHITE_PRIOR: Final = 0.1
WHITE_PRIOR_COARSE: Final = 0.75
FINE_STEP: Final = 1.3
COARSE_STEP: Final = 2.5
DRIFT_HOURS: Final = 21 * 24.0
DRIFTS: Final = (0.0, 0.06, 0.18)
DRIFT_PRIOR: Final = (0.6, 0.2, 0.2)
PRUNED: Final = 1e-5
DRIFT_SPAN: Final = 21 * 24.0
TAILS: Final = np.array([0.025, 0.5, 0.975])


@dataclass(frozen=True)
class SeriesFit:
    """What a series says: per grid point weight, coefficients and their scaled covariance.

    Shapes with G grid points and k columns: `half_life`, `noise`, `drift`, `weight` (G,); `b` (G, k);
    `cov` (G, k, k), the scale matrix of the t; `spread` (G,) the standard deviation s.
    `half_life` is NaN and `noise` 1 at the last point, where neighbours tell nothing.
    """

    half_life: Floats
    noise: Floats
    drift: Floats
    weight: Floats
    b: Floats
    cov: Floats
    spread: Floats
    n: int

    @cached_property
    def df(self) -> int:
        """Degrees of freedom of every t."""
        return self.n - len(self.b[0])

    def contrast(self, c: ArrayLike, reference: float | None = None) -> Range:
        """Return c'b with its 95 % interval; `tail` is against `reference`."""
        from scipy.special import stdtr  # noqa: PLC0415  SciPy is slow to load

        weights = np.asarray(c, dtype=np.float64)
        centre = self.b @ weights
        scale = np.sqrt(np.einsum("i,gij,j->g", weights, self.cov, weights))
        low, value, high = mixture_quantiles(centre, scale, self.weight, self.df, TAILS)
        tail = None
        if reference is not None:
            below = float(self.weight @ stdtr(self.df, (reference - centre) / scale))
            tail = 2 * min(below, 1 - below)
        variance = float(self.weight @ (scale**2 + (centre - value) ** 2))
        own = float(self.weight @ self.spread**2)
        return Range(
            value=value,
            low=low,
            high=high,
            n=self.n,
            effective=max(1.0, own / max(variance, 1e-12)),
            tail=tail,
        )

    @cached_property
    def deviation(self) -> float:
        """Standard deviation of the first coefficient, all doubt included; needs df > 2."""
        centre = self.b[:, 0]
        mean = float(self.weight @ centre)
        own = self.cov[:, 0, 0] * self.df / (self.df - 2)
        return math.sqrt(float(self.weight @ (own + (centre - mean) ** 2)))

    @cached_property
    def worth(self) -> float:
        """How many independent moments the series is worth: s² over the variance of its level.

        Taken with s² known, as it is for a share; the doubt between grid points is in it.
        """
        centre = self.b[:, 0]
        mean = float(self.weight @ centre)
        relative = (self.cov[:, 0, 0] + (centre - mean) ** 2) / self.spread**2
        return 1.0 / float(self.weight @ relative)

    @property
    def best(self) -> int:
        """Index of the likeliest grid point on which neighbours tell something."""
        return int(np.argmax(self.weight[:-1]).item())


def mixture_quantiles(
    centre: Floats, scale: Floats, weight: Floats, df: float, levels: Floats
) -> tuple[float, ...]:
    """Return quantiles of a mixture of scaled t distributions, by bisection."""
    from scipy.special import stdtr, stdtrit  # noqa: PLC0415  SciPy is slow to load

    kept = weight > PRUNED * weight.max()
    centre, scale, weight = centre[kept], scale[kept], weight[kept] / weight[kept].sum()
    reach = np.abs(stdtrit(df, np.minimum(levels, 1 - levels).min() / 4)) + 1
    low = np.full(levels.shape, float(np.min(centre - reach * scale)))
    high = np.full(levels.shape, float(np.max(centre + reach * scale)))
    for _ in range(30):
        middle = (low + high) / 2
        below = stdtr(df, (middle[:, None] - centre) / scale) @ weight < levels
        low = np.where(below, middle, low)
        high = np.where(below, high, middle)
    return tuple(float(x) for x in (low + high) / 2)


@dataclass(frozen=True)
class _Grid:
    """Half-life (hours, NaN where neighbours tell nothing), shares, log prior; shapes (G,)."""

    h: Floats
    w: Floats
    d: Floats
    log_prior: Floats


def _grid(span: float, *, fine: bool) -> _Grid:
    """Drift is only looked for in records of three weeks and more."""
    longest = max(4 * SHORTEST_HOURS, min(30 * 24.0, span / (3 if fine else 8)))
    step = FINE_STEP if fine else COARSE_STEP
    count = max(3, 1 + math.ceil(math.log(longest / SHORTEST_HOURS) / math.log(step)))
    half_lives = np.geomspace(SHORTEST_HOURS, longest, count)
    shares = np.linspace(0.02, 0.92, 10 if fine else 5)
    many = len(DRIFTS) if span >= DRIFT_SPAN else 1
    drifts = np.array(DRIFTS[:many])
    h, w, d = (a.ravel() for a in np.meshgrid(half_lives, shares, drifts, indexing="ij"))
    white = WHITE_PRIOR if fine else WHITE_PRIOR_COARSE
    belief = np.array(DRIFT_PRIOR[:many]) / sum(DRIFT_PRIOR[:many])
    inside = np.log((1 - white) / (half_lives.size * shares.size) * belief)
    inside = np.tile(inside, half_lives.size * shares.size)
    return _Grid(
        h=np.append(h, np.nan),
        w=np.append(w, 1.0),
        d=np.append(d, 0.0),
        log_prior=np.append(inside, math.log(white)),
    )


def _whitened(hours: Floats, columns: Floats, grid: _Grid) -> tuple[Floats, Floats]:
    """Return Gram matrices (G, c, c) of the whitened columns and log|V| (G,).

    `columns` is (n, c); one two-state Kalman pass for all grid points at once.
    """
    white = np.isnan(grid.h)
    gaps = np.diff(hours, prepend=hours[0])
    keep = np.exp(-np.outer(gaps, np.where(white, 0.0, math.log(2) / grid.h)))
    slow_keep = np.exp(-gaps * math.log(2) / DRIFT_HOURS).tolist()
    noise = (1 - grid.d) * grid.w
    signal = np.where(white, 0.0, (1 - grid.d) * (1 - grid.w))
    gain = signal * (1 - keep**2)
    n, c = columns.shape
    fast, slow = np.zeros((c, grid.h.size)), np.zeros((c, grid.h.size))
    p11, p12, p22 = signal.copy(), np.zeros(grid.h.size), grid.d.copy()
    log_det = np.zeros(grid.h.size)
    out = np.empty((n, c, grid.h.size))
    for i in range(n):
        a, b = keep[i], slow_keep[i]
        fast *= a
        slow *= b
        p11 = a * a * p11 + gain[i]
        p12 = (a * b) * p12
        p22 = (b * b) * p22 + (1 - b * b) * grid.d
        c1, c2 = p11 + p12, p12 + p22
        f = c1 + c2 + noise
        log_det += np.log(f)
        error = columns[i][:, None] - fast - slow
        np.divide(error, np.sqrt(f), out=out[i])
        k1, k2 = c1 / f, c2 / f
        fast += k1 * error
        slow += k2 * error
        p11 -= k1 * c1
        p12 -= k1 * c2
        p22 -= k2 * c2
    gram = np.einsum("ncg,ndg->gcd", out, out, optimize=True)
    return gram, log_det


def fit_series(
    hours: ArrayLike, y: ArrayLike, x: ArrayLike | None = None, *, fine: bool = False
) -> SeriesFit:
    """Fit a series at sorted `hours` (n,); `x` (n, k) holds columns, a constant if not given.

    Needs n > k + 1. A constant series gets a tiny spread instead of none.
    """
    values = np.asarray(y, dtype=np.float64)
    return fit_many(hours, values[:, None], x, fine=fine)[0]


def fit_many(
    hours: ArrayLike, ys: ArrayLike, x: ArrayLike | None = None, *, fine: bool = False
) -> list[SeriesFit]:
    """Fit several series (n, m) rated at the same moments, with one pass over them."""
    t = np.asarray(hours, dtype=np.float64)
    values = np.asarray(ys, dtype=np.float64)
    design = np.ones((t.size, 1)) if x is None else np.asarray(x, dtype=np.float64)
    m, k = values.shape[1], design.shape[1]
    grid = _grid(float(t[-1] - t[0]), fine=fine)
    gram, log_det = _whitened(t, np.column_stack([values, design]), grid)
    information = gram[:, m:, m:]
    inverse = np.linalg.inv(information)
    common = grid.log_prior - 0.5 * log_det - 0.5 * np.linalg.slogdet(information)[1]
    df = t.size - k
    fits = []
    for j in range(m):
        cross = gram[:, m:, j]
        b = np.einsum("gij,gj->gi", inverse, cross)
        residual = gram[:, j, j] - np.einsum("gi,gi->g", b, cross)
        residual = np.maximum(residual, 1e-9 * t.size)
        log_weight = common - 0.5 * df * np.log(residual)
        weight = np.exp(log_weight - log_weight.max())
        s2 = residual / df
        fits.append(
            SeriesFit(
                half_life=grid.h,
                noise=grid.w,
                drift=grid.d,
                weight=weight / weight.sum(),
                b=b,
                cov=inverse * s2[:, None, None],
                spread=np.sqrt(s2),
                n=t.size,
            )
        )
    return fits


def mean_of(hours: ArrayLike, y: ArrayLike, reference: float | None = None) -> Range:
    """Return the mean of a series with its 95 % interval."""
    return fit_series(hours, y).contrast([1.0], reference)


def difference_of(
    hours: ArrayLike, y: ArrayLike, group: ArrayLike, reference: float = 0.0
) -> Range:
    """Return mean(y where group) - mean(y where not), both groups living on one time line."""
    flags = np.asarray(group, dtype=np.float64)
    fit = fit_series(hours, y, np.column_stack([1 - flags, flags]))
    return fit.contrast([-1.0, 1.0], reference)


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfLife:
    """Posterior of the half-life: hours with interval, and how much of it touches an edge."""

    range: Range
    at_edge: float
    white: float


def half_life_of(fit: SeriesFit) -> HalfLife:
    """Return how long half of a deviation stays, from a fine fit.

    `white` is the posterior share of "neighbours tell nothing"; `at_edge` the share within one
    step of the shortest or longest half-life the record could show.
    """
    grid = fit.half_life[:-1]
    half_lives = np.unique(grid)
    inside = fit.weight[:-1]
    mass = np.array([inside[grid == h].sum() for h in half_lives])
    total = float(mass.sum())
    mass = mass / max(total, 1e-12)
    logs = np.log(half_lives)
    edges = np.concatenate([[logs[0]], (logs[1:] + logs[:-1]) / 2, [logs[-1]]])
    low, value, high = np.exp(np.interp(TAILS, np.concatenate([[0], np.cumsum(mass)]), edges))
    return HalfLife(
        range=Range(value=float(value), low=float(low), high=float(high), n=fit.n, effective=fit.n),
        at_edge=float(mass[0] + mass[-1]),
        white=float(fit.weight[-1]),
    )


def smooth(hours: Floats, y: Floats, at: Floats, fit: SeriesFit) -> tuple[Floats, Floats]:
    """Return the mean and standard deviation of the level at `at` (hours), given the series.

    Best linear prediction of b + u(t) + v(t) at the likeliest grid point; in a gap the standard
    deviation swells to the usual spread. Columns of the fit beyond the first are taken at zero.
    """
    g = fit.best
    s2, d, w = float(fit.spread[g]) ** 2, float(fit.drift[g]), float(fit.noise[g])
    rate = math.log(2) / float(fit.half_life[g])

    def covariance(a: Floats, b: Floats) -> Floats:
        apart = np.abs(a[:, None] - b[None, :])
        fast = (1 - d) * (1 - w) * np.exp(-rate * apart)
        slow = d * np.exp(-math.log(2) / DRIFT_HOURS * apart)
        both: Floats = s2 * (fast + slow)
        return both

    noise = s2 * (1 - d) * w
    known = covariance(hours, hours) + noise * np.eye(hours.size)
    cross = covariance(hours, at)
    level = float(fit.b[g, 0])
    solved = np.linalg.solve(known, np.column_stack([y - level, np.ones(hours.size), cross]))
    mean = level + cross.T @ solved[:, 0]
    # The level itself is estimated; its doubt enters where the notes do not fix the line.
    free = 1 - cross.T @ solved[:, 1]
    variance = s2 * (1 - (1 - d) * w) - np.einsum("ij,ij->j", cross, solved[:, 2:])
    variance = np.maximum(variance, 0.0) + free**2 * float(fit.cov[g, 0, 0])
    return mean, np.sqrt(variance)
