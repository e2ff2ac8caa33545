"""How often, over time at risk: rates, ratios of rates, and times of day.

Counts of one person come in bunches, so a Poisson interval is too narrow. The variance of a
total is taken from daily residuals (as an autocorrelated series for one rate, with Bartlett
weights as in Newey and West 1987 for many ratios at once), and the counts are divided by its
ratio to the Poisson variance before the exact Gamma or Beta interval is read.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.analysis.ranges import Range
from leeward.analysis.series import fit_series, mean_of

Floats = NDArray[np.float64]
TAILS: Final = np.array([0.025, 0.975])
LAG_DAYS: Final = 14
LEAST_OVER: Final = 0.8
MOST_OVER: Final = 20.0


def total_variance(residuals: Floats, lags: int = LAG_DAYS) -> Floats:
    """Return the variance of column sums of daily residuals (D, K), by Bartlett weights.

    At least `LEAST_OVER` of what independent days would give: a chance run of opposites is not
    knowledge.
    """
    squares = np.sum(residuals**2, axis=0)
    variance = squares.copy()
    for lag in range(1, min(lags, residuals.shape[0] - 1) + 1):
        weight = 1 - lag / (lags + 1)
        variance += 2 * weight * np.sum(residuals[lag:] * residuals[:-lag], axis=0)
    out: Floats = np.maximum(variance, LEAST_OVER * squares)
    return out


def degrees_of_freedom(residuals: Floats) -> Floats:
    """Return degrees of freedom of such a variance (K,): effective days over 1.5, less one.

    Effective days are (Σ z²)² / Σ z⁴ (Satterthwaite); the 1.5 allows for the weights. At least 3.
    """
    squares = np.sum(residuals**2, axis=0)
    fourths = np.sum(residuals**4, axis=0)
    days = np.divide(squares**2, fourths, out=np.ones_like(squares), where=fourths > 0)
    out: Floats = np.maximum(days / 1.5 - 1, 3)
    return out


def _over_dispersion(variance: Floats, poisson: Floats, df: Floats) -> Floats:
    """Return the factor by which counts are worth less, Student's t included."""
    from scipy.special import stdtrit  # noqa: PLC0415  SciPy is slow to load

    factor = np.divide(variance, poisson, out=np.ones_like(variance), where=poisson > 0)
    wider = (stdtrit(df, 0.975) / 1.959964) ** 2
    out: Floats = np.clip(factor * wider, LEAST_OVER, MOST_OVER)
    return out


def rate_of(counts: ArrayLike, exposure: ArrayLike) -> Range:
    """Return events per unit of exposure from daily counts and exposures (D,), some exposure.

    The variance of the total is that of the daily residuals as an autocorrelated series.
    Gamma interval (Jeffreys): Gamma(n/φ + ½) / (exposure/φ).
    """
    from scipy.special import gammaincinv  # noqa: PLC0415  SciPy is slow to load

    n_d = np.asarray(counts, dtype=np.float64)
    t_d = np.asarray(exposure, dtype=np.float64)
    n, t = float(n_d.sum()), float(t_d.sum())
    phi = 1.0
    if n >= 2 and n_d.size >= 5:
        fit = fit_series(24.0 * np.arange(n_d.size), n_d - n / t * t_d)
        deviation = n_d.size * fit.deviation
        phi = float(np.clip(deviation**2 / n, LEAST_OVER, MOST_OVER))
    low, high = gammaincinv(n / phi + 0.5, TAILS) * phi / t
    return Range(
        value=n / t,
        low=0.0 if n == 0 else float(low),
        high=float(high),
        n=int(n),
        effective=n / phi,
    )


def rate_ratios(
    with_counts: ArrayLike,
    with_exposure: ArrayLike,
    without_counts: ArrayLike,
    without_exposure: ArrayLike,
) -> tuple[Range, ...]:
    """Return, per column, the rate with something over the rate without it; all (D, K).

    Given n1 + n0 events the number with it is binomial; its Beta interval, at counts divided by
    the over-dispersion of log(n1/T1) - log(n0/T0), turns into one of the ratio. The tail is
    against "no difference" (1). Columns need exposure on both sides.
    """
    from scipy.special import betainc, betaincinv  # noqa: PLC0415  SciPy is slow to load

    n1_d, t1_d, n0_d, t0_d = (
        np.asarray(a, dtype=np.float64)
        for a in (with_counts, with_exposure, without_counts, without_exposure)
    )
    n1, t1, n0, t0 = (a.sum(axis=0) for a in (n1_d, t1_d, n0_d, t0_d))
    s1, s0 = np.maximum(n1, 0.5), np.maximum(n0, 0.5)
    first, second = n1_d - n1 / t1 * t1_d, n0_d - n0 / t0 * t0_d
    variance = total_variance(first / s1 - second / s0)
    # Few events on one side are the Beta interval's own business; the doubt about bunching
    # rests on all days with events.
    df = degrees_of_freedom(first + second)
    phi = _over_dispersion(variance, n1 / s1**2 + n0 / s0**2, df)
    a, b = n1 / phi + 0.5, n0 / phi + 0.5
    odds = t0 / t1
    low, high = (betaincinv(a, b, level) for level in TAILS)
    even = t1 / (t1 + t0)
    below = betainc(a, b, even)
    return tuple(
        Range(
            value=float((n1[k] + 0.5) / (n0[k] + 0.5) * odds[k]),
            low=0.0 if n1[k] == 0 else float(low[k] / (1 - low[k]) * odds[k]),
            high=float(high[k] / max(1 - high[k], 1e-9) * odds[k]),
            n=int(n1[k]),
            effective=float(n1[k] / phi[k]),
            tail=float(2 * min(below[k], 1 - below[k])),
        )
        for k in range(n1.size)
    )


def hour_of_day(hours: ArrayLike, of_day: ArrayLike) -> Range | None:
    """Return the middle of the day's times on the clock, or None where there is none to speak of.

    `hours` (n,) elapsed and sorted, `of_day` (n,) in 0..24 local. With mean resultant length R
    and direction m, the error of m is the mean of sin(θ - m) over R (Fisher 1993, 4.4), taken as
    an autocorrelated series. None where the interval is half the clock or wider.
    """
    angle = np.asarray(of_day, dtype=np.float64) * np.pi / 12
    c, s = float(np.cos(angle).mean()), float(np.sin(angle).mean())
    length, middle = float(np.hypot(c, s)), float(np.arctan2(s, c))
    if length < 1e-6:
        return None
    sine = mean_of(hours, np.sin(angle - middle) / length)
    half = (sine.high - sine.low) / 2
    if half >= 1:
        return None
    reach = float(np.arcsin(half)) * 12 / np.pi
    centre = middle * 12 / np.pi % 24
    return Range(
        value=centre,
        low=centre - reach,
        high=centre + reach,
        n=angle.size,
        effective=sine.effective,
    )
