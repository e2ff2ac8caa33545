"""The draw of the way offered first."""

from __future__ import annotations

from dataclasses import fields, replace
from math import sqrt

import numpy as np
import pytest

from leeward.events.vocabulary import Need
from leeward.recommend import policy
from leeward.recommend.belief import NEEDS
from leeward.recommend.evaluate import replay_gap
from leeward.recommend.records import PLAIN, Because, Context, Drawn, Use
from leeward.recommend.reward import composite, reward
from leeward.recommend.settings import CURRENT
from leeward.util.errors import InputError

ORDER = {
    Need.CONNECTION: ("P16", "P17", "P8", "P22"),
    Need.COMFORT: ("P1", "P8", "P12", "P13"),
    Need.RELEASE: ("P10", "P6", "P20", "P21", "P1", "P4"),
    Need.DISTRACTION: ("P3", "P19", "P15", "P11"),
    Need.UNSURE: ("P3", "P1", "P11", "P8"),
}
COMFORT = ORDER[Need.COMFORT]


def context(at: float = 0.0, need: Need = Need.COMFORT, distress: int | None = 5) -> Context:
    """A moment at `at` hours."""
    return Context(at=at, need=need, hour=at % 24, distress=distress)


def use(
    first: str, met: int, *, at: float, need: Need = Need.COMFORT, eligible: tuple[str, ...] = ()
) -> Use:
    """A use in which `first` met the need as said."""
    ways = (PLAIN, *(eligible or COMFORT))
    return Use(
        context=context(at, need),
        first=first,
        eligible=ways,
        propensities=tuple(1 / len(ways) for _ in ways),
        drawn=Drawn.POLICY,
        policy=CURRENT.version,
        need_met=met,
        freer=met,
    )


def lived(n: int, seed: int, *, extra: tuple[str, ...] = ()) -> list[Use]:
    """A log made by the policy itself, with gaps, skipped answers and late next-day answers."""
    rng = np.random.default_rng(seed)
    history: list[Use] = []
    at = 0.0
    for step in range(n):
        at += float(rng.exponential(9))
        need = NEEDS[int(rng.integers(len(NEEDS)))]
        here = context(at, need, None if rng.random() < 0.1 else int(rng.integers(0, 11)))
        offer = policy.decide(
            history=history, context=here, eligible=(*ORDER[need], *extra), seed=step
        )
        answers = [None if rng.random() < 0.2 else int(rng.integers(0, 11)) for _ in range(3)]
        history.append(
            Use(
                context=here,
                first=offer.ways[0],
                eligible=offer.eligible,
                propensities=offer.propensities,
                drawn=offer.drawn,
                policy=offer.policy,
                need_met=answers[0],
                freer=answers[1],
                next_day=answers[2],
                next_day_at=None if answers[2] is None else at + float(rng.uniform(18, 30)),
            )
        )
    return history


def test_every_chance_stays_within_its_bounds() -> None:
    """Among the ways in the draw each has .1 to .8, the plain pause .2 to .8, together 1."""
    for seed in range(3):
        for one in lived(25, seed, extra=("own-1", "own-2", "own-3")):
            in_draw = {w: p for w, p in zip(one.eligible, one.propensities, strict=True) if p > 0}
            assert 2 <= len(in_draw) <= 5
            assert sum(in_draw.values()) == pytest.approx(1, abs=1e-12)
            assert 0.2 - 1e-12 <= in_draw.pop(PLAIN) <= 0.8 + 1e-12
            assert all(0.1 - 1e-12 <= p <= 0.8 + 1e-12 for p in in_draw.values())


def test_cold_start_follows_the_default_order() -> None:
    """With nothing learned, earlier ways of the default order are likelier and stand earlier."""
    for need in NEEDS:
        offer = policy.decide(
            history=[], context=context(need=need), eligible=ORDER[need][:4], seed=4
        )
        chances = [offer.propensities[offer.eligible.index(w)] for w in ORDER[need][:4]]
        assert chances == sorted(chances, reverse=True)
        rest = [w for w in ORDER[need][:4] if w != offer.ways[0]]
        assert list(offer.ways[1:]) == rest[:2]


def test_a_closed_way_is_never_offered_nor_drawn() -> None:
    """However good its record, a way that is not eligible has no place and no chance."""
    history = [use("P8", 10, at=float(k)) for k in range(30)]
    for seed in range(50):
        offer = policy.decide(
            history=history, context=context(40.0), eligible=("P1", "P12", "P13"), seed=seed
        )
        assert "P8" not in offer.ways
        assert "P8" not in offer.eligible


def test_pleasure_gets_no_suggestion() -> None:
    """“I just want to” is answered with nothing to weigh it against."""
    offer = policy.decide(
        history=[], context=context(need=Need.PLEASURE), eligible=("P1", "P8"), seed=1
    )
    assert offer.ways == ()
    assert not offer.randomised


def test_nothing_eligible_leaves_the_plain_pause() -> None:
    """With every way closed the plain pause stands alone, not as chance."""
    offer = policy.decide(history=[], context=context(), eligible=(), seed=1)
    assert offer.ways == (PLAIN,)
    assert offer.propensities == (1.0,)
    assert not offer.randomised


def test_severe_distress_puts_a_steadying_way_first() -> None:
    """At 8 and above chance chooses among grounding, orienting and breathing, the rest after."""
    eligible = ("P10", "P6", "P4", "P1", "P21")
    for seed in range(40):
        offer = policy.decide(
            history=[], context=context(need=Need.RELEASE, distress=8), eligible=eligible, seed=seed
        )
        chance = dict(zip(offer.eligible, offer.propensities, strict=True))
        assert {way for way, p in chance.items() if p > 0} == {PLAIN, "P4", "P1"}
        steady = [way for way in offer.ways if way in {"P4", "P1"}]
        assert offer.ways[offer.ways[0] == PLAIN :][: len(steady)] == tuple(steady)
    calmer = policy.decide(
        history=[], context=context(need=Need.RELEASE, distress=7), eligible=eligible, seed=1
    )
    assert dict(zip(calmer.eligible, calmer.propensities, strict=True))["P10"] > 0


def test_a_single_way_is_still_drawn_against_the_plain_pause() -> None:
    """One eligible way and the plain pause make a draw of two, within the bounds."""
    offer = policy.decide(history=[], context=context(), eligible=("P1",), seed=1)
    assert offer.randomised
    assert offer.propensities[0] == pytest.approx(1 - offer.propensities[1])
    assert 0.2 <= offer.propensities[0] <= 0.8


def test_the_same_moment_and_seed_give_the_same_offer() -> None:
    """The draw depends on nothing but its arguments."""
    history = lived(20, 7)
    here = context(500.0)
    offers = [
        policy.decide(history=history, context=here, eligible=COMFORT, seed=99) for _ in range(2)
    ]
    assert offers[0] == offers[1]


def test_draws_occur_as_often_as_their_chances_say() -> None:
    """Over 1,500 seeds the first way is drawn in the stored proportions (within 4 SE)."""
    here = context(5.0)
    offers = [
        policy.decide(history=[], context=here, eligible=COMFORT, seed=seed) for seed in range(1500)
    ]
    for way, p in zip(offers[0].eligible, offers[0].propensities, strict=True):
        share = sum(offer.ways[0] == way for offer in offers) / len(offers)
        assert abs(share - p) < 4 * sqrt(p * (1 - p) / len(offers))


def test_stored_chances_replay_from_the_log() -> None:
    """Step by step recursion over the log gives back every stored chance, late answers too."""
    history = lived(45, 11, extra=("own-1",))
    assert any(one.next_day_at is not None for one in history)
    assert replay_gap(history) < 1e-9
    bent = [replace(one, need_met=10, freer=0) for one in history[:5]] + history[5:]
    assert replay_gap(bent) > 1e-6


def test_a_good_record_moves_a_way_up() -> None:
    """A way that met the need is offered first more often than one that did not."""
    history = [
        use(way, met, at=float(2 * k)) for k in range(12) for way, met in (("P13", 9), ("P1", 3))
    ]
    offer = policy.decide(history=history, context=context(50.0), eligible=COMFORT, seed=2)
    chance = dict(zip(offer.eligible, offer.propensities, strict=True))
    assert chance["P13"] == max(chance.values())
    assert chance["P1"] == pytest.approx(0.1)
    assert "P13" in offer.ways


def test_what_was_learned_for_one_need_leans_over_to_another() -> None:
    """Pooling is partial: a record moves the way for its own need most, for others too."""

    def edge(history: list[Use], need: Need) -> float:
        offer = policy.decide(
            history=history, context=context(90.0, need), eligible=("P8", "P14"), seed=0
        )
        return next(why.edge for why in offer.why if why.way == "P8")

    history = [use("P8", 9, at=float(k)) for k in range(10)] + [
        use(PLAIN, 4, at=float(k) + 0.5) for k in range(10)
    ]
    own = edge(history, Need.COMFORT) - edge([], Need.COMFORT)
    other = edge(history, Need.DISTRACTION) - edge([], Need.DISTRACTION)
    assert own > other > 0.2


def test_old_uses_fade() -> None:
    """The same record counts for less two half-lives later."""
    history = [use("P13", 9, at=float(k)) for k in range(10)] + [
        use(PLAIN, 4, at=float(k) + 0.5) for k in range(10)
    ]
    soon, late = (
        policy.decide(history=history, context=context(at), eligible=COMFORT, seed=0)
        for at in (12.0, 12.0 + 24 * 240)
    )
    shares = [dict(zip(o.eligible, o.propensities, strict=True))["P13"] for o in (soon, late)]
    assert shares[0] > shares[1]


def test_the_future_is_not_looked_at() -> None:
    """Uses at or after the moment, and next-day answers given later, change nothing."""
    past = [use("P1", 2, at=float(k)) for k in range(8)]
    here = context(20.0)
    late = [replace(one, next_day=10, next_day_at=21.0) for one in past]
    coming = [use("P13", 10, at=20.0), use("P13", 10, at=30.0)]
    expected = policy.decide(history=past, context=here, eligible=COMFORT, seed=5)
    assert (
        policy.decide(history=[*late, *coming], context=here, eligible=COMFORT, seed=5) == expected
    )
    known = [replace(one, next_day=10, next_day_at=19.0) for one in past]
    assert policy.decide(history=known, context=here, eligible=COMFORT, seed=5) != expected


def test_reasons_say_what_they_rest_on() -> None:
    """Each way offered carries its count, its usual answer and why it stands there."""
    history = [use("P13", 8, at=float(k)) for k in range(6)]
    history += [use(PLAIN, 4, at=float(k) + 0.5) for k in range(6)]
    seen = set()
    for seed in range(30):
        offer = policy.decide(history=history, context=context(10.0), eligible=COMFORT, seed=seed)
        assert [why.way for why in offer.why] == list(offer.ways)
        for why in offer.why:
            seen.add(why.because)
            if why.way == "P13":
                assert (why.uses, why.uses_for_need, why.usual) == (6, 6, 8.0)
                assert why.because is Because.OWN_RECORD
            elif why.way != PLAIN:
                assert why.because is Because.FIRST_TIME
    assert {Because.OWN_RECORD, Because.FIRST_TIME, Because.PLAIN_PAUSE} <= seen


def test_a_less_likely_first_way_says_it_is_there_to_learn() -> None:
    """A way drawn against the odds says so."""
    history = [
        use(way, met, at=float(2 * k)) for k in range(12) for way, met in (("P13", 9), ("P1", 3))
    ]
    becauses = {
        offer.why[0].because
        for offer in (
            policy.decide(history=history, context=context(50.0), eligible=COMFORT, seed=seed)
            for seed in range(60)
        )
        if offer.ways[0] == "P1"
    }
    assert becauses == {Because.TO_LEARN}


def test_reward_is_need_met_freer_and_the_next_day() -> None:
    """Weights .4, .4, .2 over what was answered; without the first two there is none."""
    assert composite(8, 6, 3) == pytest.approx(0.4 * 8 + 0.4 * 6 + 0.2 * 3)
    assert composite(8, None, 2) == pytest.approx((0.4 * 8 + 0.2 * 2) / 0.6)
    assert composite(8, 6, None) == pytest.approx(7)
    assert composite(None, None, 9) is None


def test_no_reward_can_come_from_less_sex() -> None:
    """What is learned from holds no urge, no episode, no choice, and no early relief."""
    held = {field.name for field in fields(Use)} | {field.name for field in fields(Context)}
    assert held == {
        *("context", "first", "eligible", "propensities", "drawn", "policy"),
        *("need_met", "freer", "next_day", "next_day_at", "at", "need", "hour", "distress"),
    }
    assert reward(use("P22", 9, at=0.0, eligible=("P22",))) == 9


def test_a_use_that_cannot_be_is_refused() -> None:
    """An offer outside its own list, or with no chance, is an error with a message."""
    with pytest.raises(InputError, match="not among the eligible"):
        replace(use("P1", 5, at=0.0), first="P2")
    with pytest.raises(InputError, match="no chance"):
        replace(use("P1", 5, at=0.0), propensities=(0.5, 0.0, 0.5, 0.0, 0.0))
    with pytest.raises(InputError, match="own chance"):
        replace(use("P1", 5, at=0.0), propensities=(0.5,))
    with pytest.raises(InputError, match="only once"):
        policy.decide(history=[], context=context(), eligible=("P1", "P1"), seed=0)
    with pytest.raises(InputError, match="hour"):
        Context(at=0.0, need=Need.COMFORT, hour=25.0)
    with pytest.raises(InputError, match="Distress"):
        Context(at=0.0, need=Need.COMFORT, hour=5.0, distress=11)


def test_a_fixed_offer_is_not_chance() -> None:
    """Locked pauses show a given order with chance 1, kept out of every estimate."""
    offer = policy.fixed_offer(context=context(), ways=("P3", "P1", "P4", "P2"))
    assert offer.ways == ("P3", "P1", "P4")
    assert offer.propensities == (1.0, 0.0, 0.0, 0.0)
    assert not offer.randomised
    assert {why.because for why in offer.why} == {Because.FIXED_ORDER}
