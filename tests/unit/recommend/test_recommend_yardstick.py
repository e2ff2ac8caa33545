"""The policy beside the best bounded policy and beside uniform choice."""

from __future__ import annotations

import numpy as np
import pytest

from leeward.recommend.settings import CURRENT
from leeward.recommend.yardstick import (
    EffectSet,
    best_within_bounds,
    earnings,
    simulate,
    uniform_within,
)


def test_the_best_bounded_policy_by_hand() -> None:
    """Floors for all, everything else to the best; the ceiling sends the rest to the next."""
    truth = np.array([[[0.0, 1.0, 2.0, 0.5, -1.0]]])
    assert best_within_bounds(truth, CURRENT)[0, 0] == pytest.approx([0.2, 0.1, 0.5, 0.1, 0.1])
    harmful = np.array([[[0.0, -1.0]]])
    assert best_within_bounds(harmful, CURRENT)[0, 0] == pytest.approx([0.8, 0.2])
    seven = np.array([[[0.0, 1.0, 2.0, 0.5, -1.0, 3.0, 0.1, 0.2]]])
    assert best_within_bounds(seven, CURRENT)[0, 0] == pytest.approx(
        [0.2, 0.1, 0.1, 0.1, 0, 0.5, 0, 0]
    )


def test_nothing_within_the_bounds_earns_more() -> None:
    """No random policy within the bounds beats the best bounded one."""
    rng = np.random.default_rng(4)
    truth = rng.normal(0.5, 1, (1, 200, 5))
    best = (best_within_bounds(truth, CURRENT) * truth).sum(axis=-1)
    low = np.array([0.2, 0.1, 0.1, 0.1, 0.1])
    for _ in range(50):
        chance = low + 0.4 * rng.dirichlet(np.full(5, 0.3), (1, 200))
        assert ((chance * truth).sum(axis=-1) <= best + 1e-12).all()


def test_the_policy_earns_nine_tenths_of_the_best_within_sixty_uses() -> None:
    """On the stated effect set, uses 51 to 60: at least .885 for 400 people (2 SE under .90)."""
    effects = EffectSet(name="stated")
    run = simulate(effects, CURRENT, people=400, uses=60, rng=np.random.default_rng(2))
    seen = earnings(effects, run, CURRENT)
    assert seen.share >= 0.885
    assert seen.share > seen.share_uniform + 0.12
    chance = run.paths.chance
    assert chance[..., 0].min() >= 0.2 - 1e-12
    assert chance[..., 1:].min() >= 0.1 - 1e-12
    assert chance.max() <= 0.8 + 1e-12


def test_uniform_choice_gives_all_the_same() -> None:
    """The plain pause counts among the equal chances."""
    assert uniform_within(np.zeros((1, 1, 5)))[0, 0] == pytest.approx([0.2] * 5)
