"""Chances from beliefs, and the bounds they are kept in."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.stats import norm

from leeward.recommend.chances import Array, chance_of_being_best, pick, uniform_of, within_bounds


def by_adaptive_quadrature(mean: list[float], sd: list[float]) -> list[float]:
    """The same integral by an adaptive rule, a way at a time."""

    def one(a: int) -> float:
        def integrand(x: float) -> float:
            others = [
                norm.cdf(x, m, s) for b, (m, s) in enumerate(zip(mean, sd, strict=True)) if b != a
            ]
            return float(norm.pdf(x, mean[a], sd[a]) * np.prod(others))

        return float(quad(integrand, mean[a] - 9 * sd[a], mean[a] + 9 * sd[a], limit=200)[0])

    return [one(a) for a in range(len(mean))]


def test_chances_agree_with_adaptive_quadrature() -> None:
    """To 1e-6, for SDs up to five times apart."""
    rng = np.random.default_rng(2)
    for _ in range(6):
        mean, sd = rng.normal(0, 0.8, 4), rng.uniform(0.2, 1.0, 4)
        ours = chance_of_being_best(mean, sd)
        assert ours == pytest.approx(by_adaptive_quadrature(list(mean), list(sd)), abs=1e-6)


def test_two_ways_have_a_closed_form() -> None:
    """P(v1 > v2) = Φ((m1 − m2)/√(s1² + s2²))."""
    ours = chance_of_being_best(np.array([0.4, -0.1]), np.array([0.5, 0.3]))
    assert ours[0] == pytest.approx(norm.cdf(0.5 / np.hypot(0.5, 0.3)), abs=1e-9)


def test_an_absent_way_has_no_chance() -> None:
    """A mean of minus infinity takes a way out and leaves the others as they would be alone."""
    with_absent = chance_of_being_best(np.array([0.4, -np.inf, -0.1]), np.array([0.5, 0.4, 0.3]))
    alone = chance_of_being_best(np.array([0.4, -0.1]), np.array([0.5, 0.3]))
    assert with_absent[1] == 0
    assert with_absent[[0, 2]] == pytest.approx(alone)


def nearest_by_trying_all(wanted: Array, low: Array, high: Array) -> Array:
    """Least-squares answer by trying each way at its floor, at its ceiling, or between."""
    best, found = np.inf, wanted
    for fate in product((0, 1, 2), repeat=len(wanted)):
        free = np.array(fate) == 2
        p = np.where(np.array(fate) == 0, low, high)
        if free.any():
            p[free] = wanted[free] + (1 - p[~free].sum() - wanted[free].sum()) / free.sum()
        if abs(p.sum() - 1) > 1e-9 or (p < low - 1e-12).any() or (p > high + 1e-12).any():
            continue
        if np.square(p - wanted).sum() < best:
            best, found = float(np.square(p - wanted).sum()), p
    return found


def test_bounds_give_the_nearest_allowed_chances() -> None:
    """The projection equals the best of all ways to sit on the bounds or between them."""
    rng = np.random.default_rng(5)
    low, high = np.array([0.2, 0.1, 0.1, 0.1]), np.full(4, 0.8)
    for _ in range(20):
        wanted = rng.dirichlet(np.full(4, 0.4))
        ours = within_bounds(wanted, low, high)
        assert ours == pytest.approx(nearest_by_trying_all(wanted, low, high), abs=1e-12)
        assert ours.sum() == pytest.approx(1, abs=1e-12)


def test_the_seed_alone_gives_the_number() -> None:
    """The number of a seed is a constant of the format, so old offers can be drawn again."""
    assert uniform_of(0, "thompson-1") == pytest.approx(0.2602502787221497, abs=1e-15)
    many = np.array([uniform_of(seed, "v") for seed in range(2000)])
    assert 0 <= many.min() < many.max() < 1
    assert abs(many.mean() - 0.5) < 0.03
    assert uniform_of(1, "a") != uniform_of(1, "b")


def test_pick_inverts_the_cumulated_chances() -> None:
    """Edges belong to the next way, and a way without chance is never picked."""
    chances = np.array([0.25, 0.0, 0.5, 0.25])
    picked = [int(pick(chances, np.array(u))) for u in (0.0, 0.2499, 0.25, 0.7499, 0.75, 0.9999)]
    assert picked == [0, 0, 2, 2, 3, 3]
