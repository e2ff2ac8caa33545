"""Learning, checked against one dense regression."""

from __future__ import annotations

import numpy as np
import pytest

from leeward.events.vocabulary import Need
from leeward.recommend import belief
from leeward.recommend.belief import NEEDS, SIZE, Sums
from leeward.recommend.records import PLAIN, Context
from leeward.recommend.settings import CURRENT, Settings

FIRM = Settings(version="test", noise_weight=1e12)
WAYS = (PLAIN, "P1", "P8")


HERE = Context(at=0.0, need=Need.RELEASE, hour=21.0, distress=8)


def means_at(context: Context, settings: Settings) -> belief.Array:
    """Prior means at a moment whose order is P8, P1."""
    return belief.prior_means(np.array([4.0, 1.0, 0.0]), belief.features([context])[0], settings)


def some_uses(n: int, seed: int) -> tuple[belief.Array, np.ndarray, belief.Array, belief.Array]:
    """Features, ways, answers and weights of n uses."""
    rng = np.random.default_rng(seed)
    contexts = [
        Context(
            at=0.0,
            need=NEEDS[int(rng.integers(5))],
            hour=float(rng.uniform(0, 24)),
            distress=int(rng.integers(0, 11)),
        )
        for _ in range(n)
    ]
    return (
        belief.features(contexts),
        rng.integers(0, len(WAYS), n),
        rng.uniform(0, 10, n),
        rng.uniform(0.2, 1, n),
    )


def dense(
    z: belief.Array, way: np.ndarray, y: belief.Array, weight: belief.Array
) -> tuple[belief.Array, belief.Array]:
    """Joint posterior mean and precision of (β, θ_0, θ_1, θ_2) by one big ridge regression."""
    blocks = 1 + len(WAYS)
    x = np.zeros((len(y), blocks * SIZE))
    x[:, :SIZE] = z
    for row, w in enumerate(way):
        x[row, (1 + w) * SIZE : (2 + w) * SIZE] = z[row]
    s = FIRM
    usual_sd = [s.usual_sd, *[s.need_sd] * 5, s.distress_sd, s.hour_sd, s.hour_sd]
    way_sd = [s.way_sd, *[s.way_need_sd] * 5, s.way_distress_sd, s.way_hour_sd, s.way_hour_sd]
    prior_precision = np.diag(1 / np.square([*usual_sd, *way_sd * len(WAYS)]))
    prior_mean = np.concatenate([[s.usual_mean, *[0.0] * (SIZE - 1)], means_at(HERE, s).ravel()])
    precision = x.T @ (x * weight[:, None]) / s.noise_sd**2 + prior_precision
    right = x.T @ (weight * y) / s.noise_sd**2 + prior_precision @ prior_mean
    return np.linalg.solve(precision, right), precision


def test_the_block_solution_equals_the_dense_one() -> None:
    """Usual level, edges and SDs agree with the joint posterior of all 36 coefficients."""
    z, way, y, weight = some_uses(60, 1)
    sums = Sums.of(z, way, y, weight, len(WAYS))
    here = belief.features([HERE])[0]
    view = belief.outlook(sums, here, means_at(HERE, FIRM), FIRM)
    mean, precision = dense(z, way, y, weight)
    assert view.usual == pytest.approx(here @ mean[:SIZE])
    given_usual = np.linalg.inv(precision[SIZE:, SIZE:])
    for column in range(len(WAYS)):
        block = slice(column * SIZE, (column + 1) * SIZE)
        assert view.edge[column] == pytest.approx(here @ mean[SIZE:][block])
        assert view.sd[column] ** 2 == pytest.approx(here @ given_usual[block, block] @ here)


def test_given_the_usual_level_ways_are_independent() -> None:
    """No precision ties two ways together, which is what the one-dimensional integral needs."""
    _, precision = dense(*some_uses(40, 2))
    ways = precision[SIZE:, SIZE:].copy()
    for column in range(len(WAYS)):
        block = slice(column * SIZE, (column + 1) * SIZE)
        ways[block, block] = 0
    assert np.abs(ways).max() == 0


def test_adding_one_by_one_equals_all_at_once() -> None:
    """Fading and adding a use at a time gives the same sums, and an amended answer too."""
    z, way, y, _ = some_uses(20, 3)
    wrong = y.copy()
    wrong[4] += 3
    steps = Sums.empty((1,), len(WAYS))
    row = np.zeros(1, dtype=np.intp)
    for t in range(20):
        steps.fade(np.full(1, 0.9))
        steps.add(row, z[t : t + 1], way[t : t + 1].astype(np.intp), wrong[t : t + 1])
    weight = np.asarray(0.9 ** np.arange(19, -1, -1), dtype=np.float64)
    steps.amend(row, z[4:5], way[4:5].astype(np.intp), wrong[4:5], y[4:5], weight[4:5])
    whole = Sums.of(z, way, y, weight, len(WAYS))
    assert steps.zz[0] == pytest.approx(whole.zz)
    assert steps.zy[0] == pytest.approx(whole.zy)
    assert steps.yy[0] == pytest.approx(whole.yy)
    assert steps.weight[0] == pytest.approx(whole.weight)


def test_scatter_is_learned() -> None:
    """A person whose answers scatter more gets wider beliefs from as many uses."""
    z, way, _, weight = some_uses(200, 4)
    rng = np.random.default_rng(0)
    here = belief.features([HERE])[0]
    means = means_at(HERE, CURRENT)
    sds = [
        belief.outlook(
            Sums.of(z, way, 5 + noise * rng.standard_normal(200), weight, len(WAYS)),
            here,
            means,
            CURRENT,
        ).sd[1]
        for noise in (0.8, 3.0)
    ]
    assert sds[1] > 1.5 * sds[0]


def test_features_name_need_distress_and_hour() -> None:
    """One row a moment: 1, the need's place, centred distress, the hour on a circle."""
    row = belief.features([Context(at=3.0, need=Need.DISTRACTION, hour=6.0, distress=10)])[0]
    assert row == pytest.approx([1, 0, 0, 0, 1, 0, 2, 0, 1], abs=1e-12)
    skipped = belief.features([Context(at=3.0, need=Need.PLEASURE, hour=0.0)])[0]
    assert skipped == pytest.approx([1, 0, 0, 0, 0, 0, 0, 1, 0], abs=1e-12)


def test_the_order_of_the_moment_sits_in_its_need() -> None:
    """Prior edges fall a step a rank for the moment's need; other needs start in the middle."""
    means = means_at(HERE, CURRENT)
    here = belief.features([HERE])[0]
    assert means @ here == pytest.approx([0.0, 0.8 - 0.05, 0.8])
    other = belief.features([Context(at=0.0, need=Need.COMFORT, hour=21.0, distress=8)])[0]
    assert means @ other == pytest.approx([0.0, 0.8 - 0.1, 0.8 - 0.1])
