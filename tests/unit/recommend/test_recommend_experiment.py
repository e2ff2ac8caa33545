"""Self-run experiments: planned, shuffled, looked at only when planned."""

from __future__ import annotations

from dataclasses import fields, replace
from itertools import product
from typing import Any

import numpy as np
import pytest

from leeward.recommend import experiment
from leeward.recommend.experiment import (
    Comparison,
    Finding,
    Outcome,
    Plan,
    Running,
    Verdict,
    look,
    plan,
    schedule,
)
from leeward.util.errors import InputError
from leeward.util.intervals import Estimate, NotEnough


def two_ways(seed: int = 1, units: int = 40, **more: Any) -> Plan:
    """A plan comparing two ways by need met."""
    given: dict[str, Any] = {
        "comparison": Comparison.TWO_WAYS,
        "first": "P1",
        "second": "P3",
        "outcome": Outcome.NEED_MET,
    }
    return plan(**{**given, **more}, units=units, seed=seed)


def answers(
    stated: Plan, rng: np.random.Generator, effect: float, sd: float = 2.0
) -> dict[int, float]:
    """Answers with an effect of the first arm and a slow drift."""
    return {
        unit: float(5 + 0.03 * unit + effect * (arm == stated.first) + sd * rng.standard_normal())
        for unit, arm in enumerate(schedule(stated))
    }


def test_blocks_are_half_and_half_and_follow_the_seed() -> None:
    """Each block of four holds two of each; the seed alone decides the order."""
    arms = schedule(two_ways(seed=3))
    assert all(arms[k : k + 4].count("P1") == 2 for k in range(0, 40, 4))
    assert arms == schedule(two_ways(seed=3))
    assert arms != schedule(two_ways(seed=4))


def test_a_schedule_never_changes() -> None:
    """The schedule of a seed is a constant of the format."""
    assert (
        "".join(arm[1] for arm in schedule(two_ways(seed=3)))
        == "1313131333113311131333113131113311333131"
    )


def test_every_order_of_a_block_is_as_likely() -> None:
    """Over 3,000 seeds the six orders of a block of four come equally often (4 SE)."""
    seen: dict[tuple[str, ...], int] = {}
    for seed in range(3000):
        block = schedule(two_ways(seed=seed))[:4]
        seen[block] = seen.get(block, 0) + 1
    assert len(seen) == 6
    assert all(abs(count - 500) < 4 * (3000 * 5 / 36) ** 0.5 for count in seen.values())


def test_the_plan_is_fixed_by_its_fingerprint() -> None:
    """Anything changed in the plan changes the fingerprint."""
    stated = two_ways()
    prints = {
        experiment.fingerprint(stated),
        experiment.fingerprint(replace(stated, outcome=Outcome.FREER)),
        experiment.fingerprint(replace(stated, units=44)),
        experiment.fingerprint(replace(stated, looks=(40,))),
        experiment.fingerprint(replace(stated, seed=2)),
    }
    assert len(prints) == 5
    assert experiment.fingerprint(two_ways()) == experiment.fingerprint(stated)
    assert {field.name for field in fields(Plan)} >= {"outcome", "units", "looks", "shares", "seed"}


def test_shares_of_all_looks_add_up_to_alpha() -> None:
    """What the early looks may use is taken from the last."""
    stated = two_ways(units=60, early_looks=2)
    assert stated.looks == (20, 40, 60)
    assert sum(stated.shares) == pytest.approx(0.05)
    assert stated.shares[0] == stated.shares[1] == 0.005


def test_between_looks_there_is_nothing_to_see() -> None:
    """However clear the answers, no result shows before a planned look."""
    stated = two_ways(units=80)
    given = answers(stated, np.random.default_rng(0), effect=6.0)
    for passed in (0, 10, 39):
        seen = look(stated, {u: v for u, v in given.items() if u < passed}, passed=passed)
        assert seen == Running(passed=passed, units=80, next_look=40)


def test_a_clear_difference_ends_early_and_stays() -> None:
    """A finding at the early look is final: later answers do not change it."""
    stated = two_ways(units=80)
    given = answers(stated, np.random.default_rng(0), effect=4.0)
    early = look(stated, {u: v for u, v in given.items() if u < 40}, passed=40)
    assert isinstance(early, Finding)
    assert early.early
    assert early.verdict is Verdict.FIRST_BETTER
    assert look(stated, given, passed=80) == early


def test_false_findings_stay_at_five_in_a_hundred() -> None:
    """Without any effect, over both looks and under drift, at most 5 % (+ 2.5 SE) find one."""
    rng = np.random.default_rng(21)
    found = 0
    for seed in range(400):
        stated = two_ways(seed=seed, units=64)
        seen = look(stated, answers(stated, rng, effect=0.0), passed=64)
        assert isinstance(seen, Finding)
        found += seen.verdict in {Verdict.FIRST_BETTER, Verdict.SECOND_BETTER}
    assert found / 400 <= 0.05 + 2.5 * (0.05 * 0.95 / 400) ** 0.5


def test_intervals_hold_over_all_looks() -> None:
    """With a real effect and missing answers the interval covers it at least 92.5 % of the time."""
    rng = np.random.default_rng(8)
    hits = []
    for seed in range(300):
        stated = two_ways(seed=seed, units=64)
        given = answers(stated, rng, effect=1.0)
        kept = {u: v for u, v in given.items() if rng.random() < 0.85}
        seen = look(stated, kept, passed=64)
        assert isinstance(seen, Finding)
        if isinstance(seen.answer, Estimate):
            hits.append(seen.answer.low <= 1.0 <= seen.answer.high)
    assert len(hits) > 280
    assert 0.925 <= np.mean(hits) <= 0.99


def test_the_shuffle_test_agrees_with_all_shuffles() -> None:
    """The sampled p-value lies near the exact one over all 6^4 schedules of a short run."""
    stated = replace(two_ways(), units=16, looks=(16,), shares=(0.05,))
    rng = np.random.default_rng(5)
    y = rng.normal(5, 2, 16)
    arms = np.array([arm == "P1" for arm in schedule(stated)])
    test = experiment._test(stated, dict(enumerate(y.tolist())))
    orders = [o for o in product((0, 1), repeat=4) if sum(o) == 2]
    diffs = np.array(
        [
            y[np.concatenate(c).astype(bool)].mean() - y[~np.concatenate(c).astype(bool)].mean()
            for c in product([np.array(o) for o in orders], repeat=4)
        ]
    )
    seen = y[arms].mean() - y[~arms].mean()
    exact = float((np.abs(diffs) >= abs(seen) - 1e-9).mean())
    assert test.value == pytest.approx(seen)
    assert abs(test.p(0.0) - exact) < 4 * (exact * (1 - exact) / 4999) ** 0.5 + 1 / 5000


def test_too_few_answers_say_so() -> None:
    """Fewer than 15 answers of an arm give “not enough” with how many more."""
    stated = two_ways()
    given = answers(stated, np.random.default_rng(1), effect=2.0)
    first = [u for u, arm in enumerate(schedule(stated)) if arm == "P1"]
    for unit in first[:8]:
        del given[unit]
    seen = look(stated, given, passed=40)
    assert isinstance(seen, Finding)
    assert isinstance(seen.answer, NotEnough)
    assert (seen.verdict, seen.answer.have, seen.answer.more) == (Verdict.NOT_ENOUGH, 12, 3)


def test_small_differences_can_be_called_about_the_same() -> None:
    """A narrow interval within what matters is a result of its own."""
    stated = two_ways(units=120, matters=1.0)
    seen = look(stated, answers(stated, np.random.default_rng(5), effect=0.0, sd=1.0), passed=120)
    assert isinstance(seen, Finding)
    assert seen.verdict is Verdict.ABOUT_THE_SAME


def test_less_evening_distress_counts_as_better() -> None:
    """For prompts the outcome is distress: lower with prompts means the prompt did better."""
    stated = plan(
        comparison=Comparison.PROMPT_OR_NONE, outcome=Outcome.EVENING_DISTRESS, units=60, seed=2
    )
    given = answers(stated, np.random.default_rng(4), effect=-3.0, sd=1.0)
    seen = look(stated, given, passed=60)
    assert isinstance(seen, Finding)
    assert seen.verdict is Verdict.FIRST_BETTER
    assert seen.means is not None
    assert seen.means[0] < seen.means[1]


def test_an_experiment_the_person_ends_says_it_was_cut_short() -> None:
    """Stopping is always allowed; the sentence carries it."""
    stated = two_ways(units=80)
    given = {u: v for u, v in answers(stated, np.random.default_rng(2), 0.5).items() if u < 52}
    seen = look(stated, given, passed=52, cut_short=True)
    assert isinstance(seen, Finding)
    assert seen.cut_short
    assert isinstance(seen.answer, Estimate)
    assert "before its planned length" in seen.answer.caveat


def test_power_is_as_planned() -> None:
    """The difference called detectable is found about 80 % of the time (± .08)."""
    rng = np.random.default_rng(17)
    size = experiment.detectable(two_ways(units=64), sd=2.0)
    found = 0
    for seed in range(200):
        stated = two_ways(seed=seed, units=64)
        seen = look(stated, answers(stated, rng, effect=size), passed=64)
        assert isinstance(seen, Finding)
        found += seen.verdict is Verdict.FIRST_BETTER
    assert abs(found / 200 - 0.8) < 0.08
    assert experiment.units_needed(difference=1.0, sd=2.0) == 128


def test_plans_that_cannot_be_are_refused() -> None:
    """Same arms, odd blocks, short runs, wrong outcomes, greedy looks, stray answers."""
    for wrong, message in (
        ({"second": "P1"}, "two different"),
        ({"block": 3}, "as many of the one"),
        ({"outcome": Outcome.EVENING_DISTRESS}, "compared by"),
        ({"early_looks": 10}, "nothing for the end"),
    ):
        with pytest.raises(InputError, match=message):
            two_ways(**wrong)
    for units in (20, 41):
        with pytest.raises(InputError, match="multiple of 4"):
            two_ways(units=units)
    with pytest.raises(InputError, match="no unit"):
        look(two_ways(), {5: 3.0}, passed=5)
