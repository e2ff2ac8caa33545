"""Shares, correlations and the number of ways, with intervals worth what the moments are worth."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from leeward.analysis.ranges import (
    Sure,
    sure_of_difference,
    sure_of_factor,
    sure_of_level,
    sure_of_rating,
    sure_of_share,
)
from leeward.analysis.shares import (
    _entropy,
    beta_range,
    correlation_of,
    difference_of_shares,
    effective_sizes,
    hill_number,
    share_of,
    shares_of,
)


def test_jeffreys_limits() -> None:
    """The interval of 3 out of 10 is the published Jeffreys interval."""
    r = beta_range(3, 10, counted=10, reference=0.5)
    assert (r.low, r.high) == pytest.approx(stats.beta.ppf([0.025, 0.975], 3.5, 7.5))
    assert r.tail == pytest.approx(2 * (1 - stats.beta.cdf(0.5, 3.5, 7.5)))


def test_none_and_all() -> None:
    """Never and always keep their end of the scale and an honest other end."""
    hours = np.arange(12.0) * 30
    never, always = share_of(hours, np.zeros(12)), share_of(hours, np.ones(12))
    assert (never.value, never.low) == (0, 0)
    assert 0.1 < never.high < 0.3
    assert (always.value, always.high) == (1, 1)


def test_runs_are_worth_less() -> None:
    """A flag that stays for weeks is worth fewer moments than one that changes freely."""
    rng = np.random.default_rng(1)
    hours = np.sort(rng.uniform(0, 24 * 120, 120))
    runs = ((hours // (24 * 15)) % 2).astype(bool)
    free = rng.random(120) < 0.5
    slow, fast = effective_sizes(hours, np.column_stack([runs, free]))
    assert slow < 0.35 * fast
    assert fast <= 120


def test_exclusive_answers_sum_to_one() -> None:
    """Shares of exclusive answers add up."""
    rng = np.random.default_rng(2)
    which = rng.integers(0, 4, 50)
    found = shares_of(np.arange(50.0) * 20, which, 4)
    assert sum(r.value for r in found) == pytest.approx(1)


def test_share_coverage_with_runs() -> None:
    """Intervals of a share hold the truth in at least .92 of 200 series with strong runs."""
    rng = np.random.default_rng(3)
    held = []
    for _ in range(200):
        hours = np.sort(rng.uniform(0, 24 * 120, 80))
        keep = 0.5 ** (np.diff(hours) / 48)
        x = np.empty(80)
        x[0] = rng.normal()
        for i, a in enumerate(keep):
            x[i + 1] = a * x[i] + np.sqrt(1 - a * a) * rng.normal()
        flags = 0.8 * x + 0.6 * rng.normal(size=80) > 0.5
        r = share_of(hours, flags)
        held.append(r.low <= stats.norm.sf(0.5) <= r.high)
    assert 0.92 <= np.mean(held) <= 0.99


def test_difference_by_recovered_limits() -> None:
    """Two shares that differ clearly have an interval off zero; equal ones hold zero."""
    far = difference_of_shares(beta_range(40, 50, counted=50), beta_range(10, 50, counted=50))
    same = difference_of_shares(beta_range(20, 50, counted=50), beta_range(20, 50, counted=50))
    assert far.low > 0.4
    assert same.low < 0 < same.high
    assert far.tail is not None
    assert far.tail < 0.001
    assert same.tail == pytest.approx(1)


def test_correlation_near_fisher() -> None:
    """For independent pairs the interval is close to Fisher's own."""
    rng = np.random.default_rng(4)
    x = rng.normal(size=100)
    y = 0.6 * x + 0.8 * rng.normal(size=100)
    r = correlation_of(np.sort(rng.uniform(0, 3000, 100)), x, y)
    z, half = np.arctanh(np.corrcoef(x, y)[0, 1]), 1.96 / np.sqrt(97)
    assert r.low == pytest.approx(np.tanh(z - half), abs=0.12)
    assert r.high == pytest.approx(np.tanh(z + half), abs=0.12)


def test_hill_number_limits() -> None:
    """Equal use of four ways is about four; one way only is one."""
    assert hill_number([50, 50, 50, 50]).value == pytest.approx(4, abs=0.05)
    alone = hill_number([30])
    assert (alone.value, alone.low, alone.high) == (1, 1, 1)


@pytest.mark.parametrize("n", [40, 100])
def test_hill_number_coverage(n: int) -> None:
    """Intervals hold the true number in about .95 of 200 draws, many rare ways included."""
    p = np.array([0.4, 0.2, 0.12, 0.1, 0.06, 0.05, 0.03, 0.02, 0.02])
    true = float(np.exp(-np.sum(p * np.log(p))))
    rng = np.random.default_rng(n)
    ranges = [hill_number(rng.multinomial(n, p)) for _ in range(200)]
    assert 0.9 <= np.mean([r.low <= true <= r.high for r in ranges]) <= 0.99
    assert np.mean([r.value for r in ranges]) == pytest.approx(true, rel=0.04)


def test_hill_interval_beside_a_bootstrap_in_blocks() -> None:
    """A stationary bootstrap of the sequence, slower and cruder, gives an interval alike."""
    rng = np.random.default_rng(6)
    sequence = rng.choice(5, size=200, p=[0.4, 0.25, 0.2, 0.1, 0.05])
    ours = hill_number(np.bincount(sequence))
    again = []
    for _ in range(400):
        starts = np.cumsum(rng.random(200) < 1 / 5)
        first = rng.integers(0, 200, starts[-1] + 1)
        offset = np.arange(200) - np.maximum.accumulate(
            np.where(np.diff(starts, prepend=-1) > 0, np.arange(200), 0)
        )
        drawn = np.bincount(sequence[(first[starts] + offset) % 200])
        again.append(np.exp(_entropy(drawn[drawn > 0])))
    low, high = np.quantile(again, [0.025, 0.975])
    assert ours.high - ours.low == pytest.approx(high - low, rel=0.4)


def test_words_for_sureness_follow_their_rule() -> None:
    """Sureness follows the stated limits, and is stricter for the best of many."""
    assert sure_of_difference(0.3) is Sure.TOO_EARLY
    assert sure_of_difference(0.1) is Sure.HINT
    assert sure_of_difference(0.03) is Sure.FAIRLY_CLEAR
    assert sure_of_difference(0.005) is Sure.CLEAR
    assert sure_of_difference(0.005, 20) is Sure.HINT
    assert sure_of_difference(None) is Sure.TOO_EARLY
    halves = (0.5, 1.0, 2.0, 2.1)
    expected = [Sure.CLEAR, Sure.FAIRLY_CLEAR, Sure.HINT, Sure.TOO_EARLY]
    assert [sure_of_level(-h, h, 0.5) for h in halves] == expected
    assert [sure_of_factor(2.0, 2.0 * f) for f in (1.5, 2.5, 9.0)] == expected[:3]
    assert sure_of_factor(0.0, 1.0) is Sure.HINT
    assert sure_of_share(None) is sure_of_rating(None) is Sure.TOO_EARLY
