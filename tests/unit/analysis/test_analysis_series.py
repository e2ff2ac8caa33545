"""Means and half-lives of one person's irregular series, against slower second methods."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from leeward.analysis.series import (
    DRIFT_HOURS,
    _Grid,
    _whitened,
    difference_of,
    fit_many,
    fit_series,
    half_life_of,
    mean_of,
    mixture_quantiles,
    smooth,
)

Floats = NDArray[np.float64]


def wander(rng: np.random.Generator, hours: Floats, half_life: float) -> Floats:
    """A mean-reverting series of variance 1 at irregular hours."""
    keep = 0.5 ** (np.diff(hours) / half_life)
    x = np.empty(hours.size)
    x[0] = rng.normal()
    for i, (a, e) in enumerate(zip(keep, rng.normal(size=keep.size), strict=True)):
        x[i + 1] = a * x[i] + math.sqrt(1 - a * a) * e
    return x


def moments(rng: np.random.Generator, days: int, a_day: float) -> Floats:
    """Irregular waking moments with a silence of six days."""
    hours = np.sort(rng.uniform(0, 24 * days, int(days * a_day)))
    hours = hours[(hours % 24 > 8) & (hours % 24 < 23)]
    return hours[(hours < 8 * days) | (hours > 8 * days + 144)]


def covariance(hours: Floats, h: float, w: float, d: float) -> Floats:
    """The covariance the filter stands for, written out."""
    apart = np.abs(hours[:, None] - hours[None, :])
    fast = (1 - d) * (1 - w) * 0.5 ** (apart / h)
    slow = d * 0.5 ** (apart / DRIFT_HOURS)
    return np.asarray(fast + slow + (1 - d) * w * np.eye(hours.size))


@pytest.mark.parametrize(("h", "w", "d"), [(6.0, 0.2, 0.0), (30.0, 0.6, 0.18), (0.7, 0.02, 0.06)])
def test_filter_equals_dense_algebra(h: float, w: float, d: float) -> None:
    """Whitening by the filter gives the same Gram matrix and determinant as dense matrices."""
    rng = np.random.default_rng(3)
    hours = moments(rng, 20, 4)
    columns = rng.normal(size=(hours.size, 3))
    one = np.array([1.0])
    grid = _Grid(h=h * one, w=w * one, d=d * one, log_prior=0 * one)
    gram, log_det = _whitened(hours, columns, grid)
    v = covariance(hours, h, w, d)
    assert np.allclose(gram[0], columns.T @ np.linalg.solve(v, columns), rtol=1e-9)
    assert log_det[0] == pytest.approx(np.linalg.slogdet(v)[1], rel=1e-9)


def test_line_equals_dense_prediction() -> None:
    """The line between notes is the best linear prediction, its band the exact one."""
    rng = np.random.default_rng(4)
    hours = moments(rng, 30, 4)
    y = 4 + 1.5 * wander(rng, hours, 10.0) + rng.normal(size=hours.size)
    fit = fit_series(hours, y, fine=True)
    at = np.linspace(hours[0], hours[-1], 9) + 0.01
    mean, spread = smooth(hours, y, at, fit)
    g = fit.best
    s2, w, d = fit.spread[g] ** 2, fit.noise[g], fit.drift[g]
    everything = np.concatenate([hours, at])
    v = s2 * covariance(everything, float(fit.half_life[g]), float(w), float(d))
    noise = s2 * (1 - d) * w
    known, cross = v[: hours.size, : hours.size], v[: hours.size, hours.size :]
    # Kriging with an unknown level: one bordered system per point.
    bordered = np.block(
        [[known, np.ones((hours.size, 1))], [np.ones((1, hours.size)), np.zeros((1, 1))]]
    )
    solved = np.linalg.solve(bordered, np.vstack([cross, np.ones(at.size)]))
    assert np.allclose(mean, solved[: hours.size].T @ y, atol=1e-8)
    own = np.diag(v)[hours.size :] - noise
    variance = own - np.sum(solved * np.vstack([cross, np.ones(at.size)]), axis=0)
    assert np.allclose(spread**2, variance, rtol=1e-6)


def test_band_swells_in_a_gap() -> None:
    """Where nothing was written the band is wider than where much was."""
    rng = np.random.default_rng(5)
    hours = moments(rng, 60, 5)
    fit = fit_series(hours, 4 + wander(rng, hours, 8.0), fine=True)
    y = 4 + wander(rng, hours, 8.0)
    middle_of_gap = np.array([8.0 * 60 + 72])
    busy = hours[[40]] + 0.05
    _, wide = smooth(hours, y, middle_of_gap, fit)
    _, narrow = smooth(hours, y, busy, fit)
    assert wide[0] > 1.3 * narrow[0]


def test_white_series_come_near_the_textbook() -> None:
    """Days apart and independent, the interval is close to Student's, never much narrower."""
    rng = np.random.default_rng(6)
    ratios = []
    for _ in range(30):
        hours = np.sort(rng.uniform(0, 24 * 90, 40))
        y = rng.normal(5, 2, size=40)
        ours = mean_of(hours, y)
        low, high = stats.t.interval(0.95, 39, y.mean(), stats.sem(y))
        ratios.append((ours.high - ours.low) / (high - low))
    assert 0.95 < np.median(ratios) < 1.35
    assert min(ratios) > 0.85


@pytest.mark.parametrize("half_life", [6.0, 24.0, 72.0])
def test_means_cover_under_strong_autocorrelation(half_life: float) -> None:
    """Nominal 95 % intervals of a mean hold the truth in .92 and more of 80 gappy series."""
    rng = np.random.default_rng(int(half_life))
    held, plain = [], []
    for _ in range(80):
        hours = moments(rng, 60, 3.5)
        y = np.clip(
            np.round(4.5 + 1.6 * wander(rng, hours, half_life) + rng.normal(size=hours.size)), 0, 10
        )
        r = fit_series(hours, y, fine=True).contrast([1.0])
        held.append(r.low <= 4.5 <= r.high)
        low, high = stats.t.interval(0.95, y.size - 1, y.mean(), stats.sem(y))
        plain.append(low <= 4.5 <= high)
    assert np.mean(held) >= 0.92
    assert np.mean(plain) < np.mean(held) - 0.1


def test_half_life_is_found() -> None:
    """A half-life of eight hours is inside its interval in nearly all of 50 series."""
    rng = np.random.default_rng(8)
    held, centre = [], []
    for _ in range(50):
        hours = moments(rng, 70, 5)
        y = np.round(4.5 + 1.6 * wander(rng, hours, 8.0) + 0.7 * rng.normal(size=hours.size))
        half = half_life_of(fit_series(hours, y, fine=True))
        held.append(half.range.low <= 8 <= half.range.high)
        centre.append(half.range.value)
    assert np.mean(held) >= 0.88
    assert 6.5 < np.median(centre) < 10


def test_unrelated_neighbours_have_no_half_life() -> None:
    """Where neighbours tell nothing, no half-life is claimed."""
    rng = np.random.default_rng(9)
    hours = moments(rng, 60, 4)
    half = half_life_of(fit_series(hours, rng.normal(size=hours.size), fine=True))
    assert half.white + half.at_edge > 0.1 or half.range.high / half.range.low > 12


def test_difference_of_groups() -> None:
    """A difference of two groups on one time line is found, with its tail against none."""
    rng = np.random.default_rng(10)
    hours = np.sort(rng.uniform(0, 24 * 90, 80))
    group = rng.random(80) < 0.4
    y = 3 + wander(rng, hours, 48.0) + 2.0 * group
    r = difference_of(hours, y, group)
    assert r.low < 2 < r.high
    assert r.low > 0
    assert r.tail is not None
    assert r.tail < 0.01


def test_many_equal_one_by_one() -> None:
    """Fitting several series at once changes nothing."""
    rng = np.random.default_rng(11)
    hours = np.sort(rng.uniform(0, 24 * 60, 50))
    ys = rng.normal(size=(50, 3))
    for j, fit in enumerate(fit_many(hours, ys)):
        assert np.allclose(fit.weight, fit_series(hours, ys[:, j]).weight)


def test_single_t_quantiles() -> None:
    """A mixture of one is that one."""
    levels = np.array([0.025, 0.5, 0.975])
    got = mixture_quantiles(np.array([2.0]), np.array([0.5]), np.array([1.0]), 7, levels)
    assert np.allclose(got, stats.t.ppf(levels, 7, 2.0, 0.5), atol=1e-6)


def test_constant_ratings() -> None:
    """The same rating every time gives that rating and no error."""
    hours = np.arange(20.0) * 5
    r = mean_of(hours, np.full(20, 3.0))
    assert r.value == pytest.approx(3)
    assert r.high - r.low < 0.01
