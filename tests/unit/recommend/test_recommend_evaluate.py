"""What offering a way first does, and who may say “helps”."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import numpy as np
import pytest

from leeward.events.vocabulary import Need
from leeward.recommend import evaluate, policy, rerun
from leeward.recommend.estimators import Method, contrast
from leeward.recommend.evaluate import Verdict
from leeward.recommend.records import PLAIN, Context, Drawn, Use
from leeward.recommend.settings import CURRENT
from leeward.recommend.yardstick import EffectSet, simulate
from leeward.util.errors import InputError
from leeward.util.intervals import Estimate, NotEnough

WAYS = ("P1", "P8")


def lived(n: int, seed: int, effects: dict[str, float]) -> list[Use]:
    """A log of the policy itself in a world where ways add `effects` to a usual 5."""
    rng = np.random.default_rng(seed)
    history: list[Use] = []
    for step in range(n):
        here = Context(at=9.0 * step, need=Need.COMFORT, hour=(9.0 * step) % 24, distress=5)
        offer = policy.decide(history=history, context=here, eligible=WAYS, seed=1000 * seed + step)
        met = float(np.clip(5 + effects.get(offer.ways[0], 0.0) + rng.normal(0, 1.5), 0, 10))
        history.append(
            Use(
                context=here,
                first=offer.ways[0],
                eligible=offer.eligible,
                propensities=offer.propensities,
                drawn=offer.drawn,
                policy=offer.policy,
                need_met=round(met),
                freer=None if rng.random() < 0.1 else round(met),
                next_day=round(met) if rng.random() < 0.5 else None,
                next_day_at=9.0 * step + 20,
            )
        )
    return history


@pytest.fixture(scope="module")
def helped() -> list[Use]:
    """110 uses in which P1 really adds three points and P8 nothing."""
    return lived(110, 3, {"P1": 3.0})


def test_scores_are_unbiased_for_a_policy_that_learns() -> None:
    """Over all paths of a three-step adaptive draw the mean of each estimate is the effect."""
    outcome = {0: 4.0, 1: 5.5}
    for method in (Method.IPW, Method.AIPW):
        mean = 0.0
        for path in product((0, 1), repeat=3):
            weight, chances, guesses = 1.0, [], []
            for t, way in enumerate(path):
                chance = 0.5 if t == 0 else (0.8 if path[t - 1] == 1 else 0.3)
                weight *= chance if way == 1 else 1 - chance
                chances.append(chance)
                guesses.append(0.0 if t == 0 else outcome[path[t - 1]])
            one = np.array([path]) == 1
            p = np.array([chances])
            found = contrast(
                is_way=one,
                is_other=~one,
                p_way=p,
                p_other=1 - p,
                y=np.array([[outcome[w] + 0.1 * t for t, w in enumerate(path)]]),
                usual=np.array([guesses]),
                edge_way=np.array([guesses]),
                edge_other=np.array([guesses]) * 0.5,
                method=method,
            )
            mean += weight * float(found.value[0])
        assert mean == pytest.approx(1.5, abs=1e-12)


def test_a_score_by_hand() -> None:
    """Two points worked out on paper: value, scatter and counts."""
    found = contrast(
        is_way=np.array([[True, False, False]]),
        is_other=np.array([[False, True, False]]),
        p_way=np.array([[0.5, 0.25, 0.5]]),
        p_other=np.array([[0.5, 0.5, 0.5]]),
        y=np.array([[7.0, 4.0, np.nan]]),
        usual=np.array([[5.0, 5.0, 5.0]]),
        edge_way=np.array([[1.0, 1.0, 1.0]]),
        edge_other=np.zeros((1, 3)),
        method=Method.AIPW,
    )
    # (7 − 6)/.5 + 6 − 5 = 3 and 6 − (4 − 5)/.5 − 5 = 3: mean 3, no scatter, two points.
    assert found.value[0] == pytest.approx(3.0)
    assert found.se[0] == pytest.approx(0.0)
    assert (found.n[0], found.n_way[0], found.n_other[0]) == (2, 1, 1)


def test_intervals_cover_under_learning_and_drift() -> None:
    """300 simulated people who drift: 95 % intervals cover .91 to .98, all three methods."""
    effects = EffectSet(name="drift", ways=2, wander=0.15, turnover=0.8, mean=0.8)
    run = simulate(effects, CURRENT, people=300, uses=90, rng=np.random.default_rng(12))
    paths, truth = run.paths, (run.truth[..., 1] - run.truth[..., 0]).mean(axis=1)
    for method in Method:
        found = contrast(
            is_way=paths.first == 1,
            is_other=paths.first == 0,
            p_way=paths.chance[..., 1],
            p_other=paths.chance[..., 0],
            y=paths.y,
            usual=paths.usual,
            edge_way=paths.edge[..., 1],
            edge_other=paths.edge[..., 0],
            method=method,
        )
        covered = float((np.abs(found.value - truth) <= found.half_width(0.95)).mean())
        assert 0.91 <= covered <= 0.98
        error = found.value - truth
        assert abs(error.mean()) < 4 * error.std() / np.sqrt(300)


def test_a_real_effect_may_be_called_helps(helped: list[Use]) -> None:
    """P1 earns the word by interval, lasting interval and test; P8 does not."""
    by_way = {effect.way: effect for effect in evaluate.what_helps(helped, runs=99, seed=4)}
    assert by_way["P1"].verdict is Verdict.HELPS
    assert evaluate.helps_may_be_said(by_way["P1"])
    answer = by_way["P1"].answer
    assert isinstance(answer, Estimate)
    assert answer.low <= 3.0 <= answer.high
    assert by_way["P1"].p == pytest.approx(0.01)
    assert not evaluate.helps_may_be_said(by_way["P8"])


def test_page_and_single_effect_agree(helped: list[Use]) -> None:
    """The page's answer and p-value are those of the single functions."""
    (first, *_) = evaluate.what_helps(helped, runs=49, seed=6)
    assert first.answer == evaluate.offer_effect(helped, way=first.way)
    assert first.p == evaluate.no_effect_p(helped, way=first.way, runs=49, seed=6)


def test_fewer_than_fifteen_are_not_enough() -> None:
    """Below 15 answered offers of either side there is no number, only how many more."""
    history = lived(20, 5, {})
    found = evaluate.offer_effect(history, way="P1")
    assert isinstance(found, NotEnough)
    assert found.have + found.more == 15
    assert {effect.verdict for effect in evaluate.what_helps(history, runs=19)} == {
        Verdict.NOT_ENOUGH
    }
    never = evaluate.offer_effect(history, way="P20")
    assert isinstance(never, NotEnough)
    assert never.have == 0
    with pytest.raises(InputError, match="not been offered"):
        evaluate.no_effect_p(history, way="P20")


def test_fixed_and_experimental_offers_never_count(helped: list[Use]) -> None:
    """Offers chance did not draw by this policy change no count of an estimate."""
    other = [
        replace(use, drawn=Drawn.FIXED if k % 2 else Drawn.EXPERIMENT)
        for k, use in enumerate(helped)
    ]
    assert evaluate.what_helps(other, runs=19) == ()
    older = [replace(use, policy="thompson-0") for use in helped]
    assert evaluate.what_helps(older, runs=19) == ()


def test_the_word_needs_every_condition() -> None:
    """Taking away the interval, the lasting interval or the test takes away the word."""
    good = Estimate(
        value=1.5,
        low=0.5,
        high=2.5,
        level=0.95,
        unit="points of 10",
        n=80,
        n_of="offers",
        estimand="",
        caveat="",
    )
    fine = {"p": 0.01, "lasting_low": 0.1, "lasting_high": 2.9}
    assert evaluate.verdict(good, **fine) is Verdict.HELPS
    assert evaluate.verdict(good, **{**fine, "p": 0.2}) is Verdict.NO_DIFFERENCE_SEEN
    assert evaluate.verdict(good, **{**fine, "lasting_low": -0.1}) is Verdict.NO_DIFFERENCE_SEEN
    weak = replace(good, low=-0.1)
    assert evaluate.verdict(weak, **fine) is Verdict.NO_DIFFERENCE_SEEN
    worse = replace(good, value=-1.5, low=-2.5, high=-0.5)
    found = evaluate.verdict(worse, p=0.01, lasting_low=-2.9, lasting_high=-0.1)
    assert found is Verdict.LESS_THAN_PLAIN


def test_looking_often_earns_no_false_helps() -> None:
    """200 people without effects, looked at every 10 uses up to 150: at most 5 % ever “help”."""
    nothing = EffectSet(name="nothing", mean=0, way_sd=0, need_sd=0, slope_sd=0)
    run = simulate(nothing, CURRENT, people=200, uses=150, rng=np.random.default_rng(31))
    paths = run.paths
    ever = np.zeros(200, dtype=bool)
    for upto in range(40, 151, 10):
        for way in range(1, 5):
            found = contrast(
                is_way=paths.first[:, :upto] == way,
                is_other=paths.first[:, :upto] == 0,
                p_way=paths.chance[:, :upto, way],
                p_other=paths.chance[:, :upto, 0],
                y=paths.y[:, :upto],
                usual=paths.usual[:, :upto],
                edge_way=paths.edge[:, :upto, way],
                edge_other=paths.edge[:, :upto, 0],
                method=Method.AIPW,
            )
            enough = np.minimum(found.n_way, found.n_other) >= evaluate.LEAST_OFFERS
            low = found.value - found.lasting_half_width(evaluate.lasting_alpha(4))
            ever |= enough & (low > 0)
    assert ever.mean() <= 0.05


def test_rerun_p_values_are_fair_without_effects() -> None:
    """16 logs without effects: p-values of re-runs are not crowded at the low end."""
    ps = [
        evaluate.no_effect_p(lived(40, seed, {}), way="P1", runs=39, seed=seed)
        for seed in range(16)
    ]
    assert sum(p <= 0.25 for p in ps) <= 9
    assert 0.3 < np.mean(ps) < 0.75


def test_reruns_keep_the_answers_and_redraw_the_ways(helped: list[Use]) -> None:
    """Under the sharp null answers stay, chances stay in bounds, first ways differ by run."""
    short = helped[:30]
    again = rerun.under_no_effect(short, CURRENT, runs=20, rng=np.random.default_rng(1))
    seen = rerun.replay(short, CURRENT)
    assert np.array_equal(again.y, np.repeat(seen.y, 20, axis=0), equal_nan=True)
    assert len({tuple(row) for row in again.first.tolist()}) == 20
    assert again.chance[..., 0].min() >= 0.2 - 1e-12
    assert again.chance[..., 1:].min() >= 0.1 - 1e-12
    assert again.chance.max() <= 0.8 + 1e-12
    assert rerun.moments_of(short).ways[0] == PLAIN
