"""Quasi-random points, re-weighted draws and their diagnostic."""

from __future__ import annotations

import math

import numpy as np
import pytest

from leeward.model.data import Floats
from leeward.model.draws import (
    draw_posterior,
    k_limit,
    resample,
    reweighted,
    smooth_weights,
    sobol,
    weighted_quantile,
)
from leeward.model.quantile import normal_quantile


def _normal(many: Floats) -> tuple[Floats, Floats]:
    d = many.shape[1]
    log_p = -0.5 * (many**2).sum(axis=1) - 0.5 * d * math.log(2 * math.pi)
    return log_p, np.zeros(many.shape[0])


def test_every_dimension_fills_every_slot_once() -> None:
    """Scrambled points keep the Sobol property: one point in each of 512 slots."""
    points = sobol(512, 45)
    for j in range(45):
        assert np.array_equal(np.sort((points[:, j] * 512).astype(int)), np.arange(512))
    assert points.min() > 0.0
    assert points.max() < 1.0


def test_pairs_of_dimensions_are_spread_evenly() -> None:
    """In two dimensions each of 16 by 16 cells holds one or nearly one of 256 points."""
    points = sobol(256, 2)
    cells = (points[:, 0] * 16).astype(int) * 16 + (points[:, 1] * 16).astype(int)
    assert np.bincount(cells, minlength=256).max() == 1


def test_the_normal_quantile_inverts_the_distribution() -> None:
    """Phi of the quantile gives the probability back, far tails included."""
    p = np.array([1e-300, 1e-20, 1e-6, 0.02, 0.3, 0.5, 0.9, 1 - 1e-9])
    back = np.array([0.5 * math.erfc(-x / math.sqrt(2)) for x in normal_quantile(p)])
    assert back == pytest.approx(p, rel=1e-9)


@pytest.mark.parametrize("d", [4, 16, 40])
def test_draws_recover_a_known_normal(d: int) -> None:
    """Re-weighted draws of a normal have its mean and spread, and are trusted."""
    draws = draw_posterior(_normal, np.zeros(d), np.ones(d), np.eye(d))
    mean = draws.weight @ draws.z
    spread = np.sqrt(draws.weight @ (draws.z - mean) ** 2)
    assert draws.trusted
    assert np.abs(mean).max() < 0.25
    assert np.abs(spread - 1.0).max() < 0.25
    assert draws.effective > 150


def test_weights_move_a_wrong_proposal_to_the_target() -> None:
    """A proposal centred half an SD off still gives the target's mean."""
    draws = draw_posterior(_normal, np.array([0.5, -0.5]), np.full(2, 0.7), np.eye(2))
    assert np.abs(draws.weight @ draws.z).max() < 0.05


def test_a_proposal_that_misses_the_target_is_not_trusted() -> None:
    """Far from the target k-hat says so."""
    draws = draw_posterior(_normal, np.full(6, 5.0), np.full(6, 30.0), np.eye(6))
    assert not draws.trusted


def test_k_hat_finds_the_shape_of_a_heavy_tail() -> None:
    """Weights with a Pareto tail of shape 0.9 are told from light ones."""
    rng = np.random.default_rng(1)
    heavy = -0.9 * np.log(rng.random(2000))
    light = 0.2 * rng.standard_normal(2000)
    assert smooth_weights(heavy)[1] == pytest.approx(0.9, abs=0.2)
    assert smooth_weights(light)[1] < 0.4


def test_impossible_draws_weigh_nothing() -> None:
    """Draws of zero density are left out, and all of them impossible is not an error."""
    ratio = np.array([0.0] * 50 + [-np.inf] * 50)
    draws = reweighted(np.zeros((100, 1)), ratio, ratio, ratio)
    assert draws.weight[50:].sum() == 0.0
    nothing = np.full(64, -np.inf)
    assert not reweighted(np.zeros((64, 1)), nothing, nothing, nothing).trusted


def test_quantiles_and_resampling_follow_the_weights() -> None:
    """A point with all the weight is the median and the only one drawn."""
    x, weight = np.arange(5.0), np.array([0.0, 0.0, 1.0, 0.0, 0.0])
    assert weighted_quantile(x, weight, (0.1, 0.5, 0.9)) == (2.0, 2.0, 2.0)
    assert math.isnan(weighted_quantile(x * math.nan, weight, (0.5,))[0])
    assert k_limit(512) == pytest.approx(0.631, abs=0.001)
    draws = reweighted(x[:, None], x, np.log(np.maximum(weight, 1e-300)), x)
    assert set(resample(draws, 8).tolist()) <= set(range(5))
