"""Rates over time at risk, their ratios, and times of day."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from leeward.analysis.rates import (
    degrees_of_freedom,
    hour_of_day,
    rate_of,
    rate_ratios,
    total_variance,
)


def test_rate_is_near_poisson_without_bunching() -> None:
    """Evenly random counts give close to the exact Gamma interval, not a narrower one."""
    rng = np.random.default_rng(1)
    widths = []
    for _ in range(20):
        counts = rng.poisson(0.5, 120)
        r = rate_of(counts, np.ones(120))
        low, high = (stats.gamma.ppf(q, counts.sum() + 0.5) / 120 for q in (0.025, 0.975))
        widths.append((r.high - r.low) / (high - low))
    assert 0.9 < np.median(widths) < 1.35


def test_no_events() -> None:
    """No event in the time at risk is a rate of zero with an upper end."""
    r = rate_of(np.zeros(30), np.ones(30))
    assert (r.value, r.low) == (0, 0)
    assert 0 < r.high < 0.2


def test_rate_coverage_in_bunches() -> None:
    """Rates whose level wanders for days are covered in .92 and more of 150 diaries."""
    rng = np.random.default_rng(2)
    held = []
    for _ in range(150):
        level = np.empty(120)
        level[0] = rng.normal()
        for i in range(1, 120):
            level[i] = 0.7 * level[i - 1] + np.sqrt(1 - 0.49) * rng.normal()
        counts = rng.poisson(0.6 * np.exp(0.6 * level - 0.18))
        r = rate_of(counts, np.ones(120))
        held.append(r.low <= 0.6 <= r.high)
    assert 0.92 <= np.mean(held) <= 1


def test_total_variance_of_independent_days() -> None:
    """For independent days the variance of a total is the sum of squares or somewhat above."""
    rng = np.random.default_rng(3)
    z = rng.normal(size=(150, 400))
    assert 140 < np.mean(total_variance(z)) < 175
    assert np.all(degrees_of_freedom(z) > 15)


def test_total_variance_of_runs() -> None:
    """Days in runs of five have a total several times as variable as single days."""
    rng = np.random.default_rng(3)
    z = np.repeat(rng.normal(size=(40, 300)), 5, axis=0)
    assert np.mean(total_variance(z)) == pytest.approx(5 * 200, rel=0.2)


def test_ratio_coverage() -> None:
    """A doubled rate is inside the interval in .92 and more; equal rates seldom stand out."""
    rng = np.random.default_rng(4)
    exposed = (rng.random((120, 2)) < 0.3).astype(float)
    held, stood_out = [], []
    for _ in range(200):
        with_it = rng.poisson(0.5 * exposed * [2.0, 1.0])
        without = rng.poisson(0.5 * (1 - exposed))
        doubled, equal = rate_ratios(with_it, exposed, without, 1 - exposed)
        held.append(doubled.low <= 2 <= doubled.high)
        stood_out.append(equal.tail is not None and equal.tail < 0.05)
    assert 0.92 <= np.mean(held) <= 0.99
    assert np.mean(stood_out) <= 0.08


def test_nothing_after_it() -> None:
    """No urge at all after something still gives a value above zero and an end at zero."""
    exposed = np.zeros((60, 1))
    exposed[:10] = 1
    without = np.ones((60, 1)) * (1 - exposed)
    (r,) = rate_ratios(0 * exposed, exposed, without, 1 - exposed)
    assert r.low == 0
    assert 0 < r.value < 1


def test_middle_of_the_day_wraps_at_midnight() -> None:
    """Moments on both sides of midnight have their middle at midnight."""
    rng = np.random.default_rng(5)
    of_day = rng.normal(0, 1.5, 80) % 24
    r = hour_of_day(np.arange(80.0) * 20, of_day)
    assert r is not None
    assert min(r.value, 24 - r.value) < 0.7
    assert r.high - r.low < 2


def test_even_spread_has_no_middle() -> None:
    """Moments spread evenly over the clock have no middle."""
    assert hour_of_day(np.arange(48.0) * 11, np.arange(48) % 24) is None
