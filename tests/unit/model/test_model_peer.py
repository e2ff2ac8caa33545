"""The comparison of forecasts: nobody peeks, scores are probabilities, errors are by block."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from leeward.model import linear, peer
from leeward.model.data import Floats
from leeward.model.peer import Diary


def simulated(seed: int = 1, n: int = 240) -> Diary:
    """A noisy Ornstein-Uhlenbeck diary at irregular times on a scale of 1 to 7."""
    rng = np.random.default_rng(seed)
    gaps = rng.choice([2.0, 3.0, 4.0, 12.0], n, p=[0.3, 0.3, 0.2, 0.2])
    hours = np.cumsum(gaps)
    x = np.empty(n)
    x[0] = rng.standard_normal()
    for i in range(1, n):
        f = 0.5 ** (gaps[i] / 8.0)
        x[i] = f * x[i - 1] + np.sqrt(1.0 - f * f) * rng.standard_normal()
    clock = hours % 24.0
    level = 3.0 + 1.2 * x + 0.6 * np.cos(2.0 * np.pi * clock / 24.0)
    first = np.clip(np.rint(level + 0.8 * rng.standard_normal(n)), 1.0, 7.0)
    second = np.clip(np.rint(3.0 + 0.5 * x + rng.standard_normal(n)), 1.0, 7.0)
    return Diary(
        hours=hours,
        ratings=np.column_stack([first, second]),
        clock=clock,
        block=(hours // 24.0).astype(np.int64),
        low=1.0,
        high=7.0,
    )


@pytest.mark.parametrize(
    ("low", "high"), [(-np.inf, 1.5), (5.5, np.inf), (2.5, 3.5), (40.0, 41.0), (-41.0, -40.0)]
)
def test_interval_is_a_probability(low: float, high: float) -> None:
    """Ln P and its derivatives equal scipy's, far into both tails."""
    mean, spread = 2.2, 1.3

    def exact(u: float) -> float:
        a, b = (low - u) / spread, (high - u) / spread
        if a + b > 0.0:
            a, b = -b, -a
        return float(norm.logcdf(b) + np.log1p(-np.exp(norm.logcdf(a) - norm.logcdf(b))))

    value, first, second = peer._interval(low, high, mean, spread)
    assert value == pytest.approx(exact(mean), rel=1e-9)
    h = 1e-4
    assert first == pytest.approx((exact(mean + h) - exact(mean - h)) / (2 * h), rel=1e-5)
    bend = (exact(mean + h) - 2 * exact(mean) + exact(mean - h)) / h**2
    assert second == pytest.approx(bend, rel=1e-3, abs=1e-5)


def test_moments_after_one_category_are_exact() -> None:
    """One update by a category gives the exact mean and variance of the state."""
    low, high, s2, tau = 3.5, 4.5, 1.7, 0.6
    spread = np.sqrt(s2 + tau**2)
    _, first, second = peer._interval(low, high, 2.0, float(spread))

    def weight(x: float) -> float:
        inside = norm.cdf((high - 2.0 - x) / tau) - norm.cdf((low - 2.0 - x) / tau)
        return float(norm.pdf(x, 0.0, np.sqrt(s2)) * inside)

    z, m, v = (quad(lambda x, k=k: weight(x) * x**k, -8.0, 8.0)[0] for k in range(3))
    assert s2 * first == pytest.approx(m / z, abs=1e-7)
    assert s2 + s2**2 * second == pytest.approx(v / z - (m / z) ** 2, abs=1e-7)


@pytest.mark.parametrize("name", list(peer.FORECASTERS))
def test_nobody_peeks(name: str) -> None:
    """A forecast does not change when the rating itself and all later ones do."""
    diary = simulated(n=80)
    cuts = np.array([40, 60])
    before = peer.FORECASTERS[name](diary, cuts)
    ratings = diary.ratings.copy()
    ratings[70:] = 8.0 - ratings[70:]
    after = peer.FORECASTERS[name](replace(diary, ratings=ratings), cuts)
    for a, b in zip(before, after, strict=True):
        np.testing.assert_allclose(a[40:71], b[40:71], rtol=1e-9)
    assert not np.allclose(before[0][72:], after[0][72:]) or name == "person mean"


def test_one_step_ahead_adds_up_to_the_likelihood() -> None:
    """With one item, the one-step forecasts of the linear engine give its own log-likelihood."""
    diary = simulated(n=60)
    y = diary.ratings[:, 0]
    p = linear.LinearParameters(
        drift=np.array([[-0.1]]),
        diffusion=np.array([[0.3]]),
        noise=np.array([0.5]),
        intercept=np.array([3.0]),
    )
    mean, variance = linear.one_step_ahead(p, diary.hours, y)
    total = float(np.sum(norm.logpdf(y, mean[:, 0], np.sqrt(variance[:, 0]))))
    assert total == pytest.approx(linear.log_likelihood(p, diary.hours, y), abs=1e-9)


def test_ours_gains_where_the_world_is_ours() -> None:
    """On noisy irregular diaries ours beats mean, last value and AR(1) by over 2 block errors."""
    gains = {
        g.name: g for g in peer.compare([simulated(s) for s in range(5)], by_person=False, refits=3)
    }
    assert gains["cycle"].gain == 0.0
    for name in ("person mean", "last value", "AR(1)", "VAR(1)"):
        assert gains[name].gain > 2.0 * gains[name].error > 0.0


def test_block_error_counts_blocks() -> None:
    """With one row a block it is the plain standard error; copies in a block add nothing."""
    d = np.random.default_rng(0).standard_normal(50)
    alone = peer.block_error(d, np.arange(50))
    assert alone == pytest.approx(d.std(ddof=1) / np.sqrt(50))
    twice = peer.block_error(np.repeat(d, 4), np.repeat(np.arange(50), 4))
    assert twice == pytest.approx(alone)
    assert np.isnan(peer.block_error(d, np.zeros(50, dtype=np.int64)))


def _cut(diary: Diary, n: int) -> Diary:
    return replace(
        diary,
        hours=diary.hours[:n],
        ratings=diary.ratings[:n],
        clock=diary.clock[:n],
        block=diary.block[:n],
    )


@pytest.mark.parametrize("change", ["short", "unordered"])
def test_unfit_diaries_are_refused(change: str) -> None:
    """Too few rows or times out of order get a clear message."""
    diary = _cut(simulated(), 8) if change == "short" else simulated()
    if change == "unordered":
        diary = replace(diary, hours=diary.hours[::-1].copy())
    with pytest.raises(peer.PeerError):
        peer.compare([diary])


@pytest.mark.data
def test_real_diary_is_foreseen_better(shared_data: Callable[[str], Path]) -> None:
    """On the shared diary ours gains over mean, last value, AR(1) and VAR(1), by 2 errors each."""
    path = shared_data("ema-kossakowski2017/symptom_data.csv")
    text = np.genfromtxt(path, delimiter=",", names=True, dtype=None, encoding="utf-8")
    day, clock = text["dayno"].astype(np.float64), _hours(text["resptime_s"])
    order = np.argsort(24.0 * day + clock, kind="stable")
    hours = (24.0 * day + clock)[order]
    keep = np.concatenate([[True], np.diff(hours) > 0.0])
    ratings = np.column_stack([text["Down"], text["Irritated"]]).astype(np.float64)[order][keep]
    diary = Diary(
        hours=hours[keep],
        ratings=ratings,
        clock=clock[order][keep],
        block=day[order][keep].astype(np.int64),
        low=-3.0,
        high=3.0,
    )
    for gain in peer.compare([diary], refits=6):
        if gain.name in {"person mean", "last value", "AR(1)", "VAR(1)"}:
            assert gain.gain > 2.0 * gain.error


def _hours(stamps: np.ndarray[tuple[int], np.dtype[np.str_]]) -> Floats:
    parts = [str(s).strip('"').split(":") for s in stamps]
    return np.array([int(h) + int(m) / 60.0 + int(s) / 3600.0 for h, m, s in parts])
