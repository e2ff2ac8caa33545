"""A month of use, played through the facade, then replayed from what was stored."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from leeward.core.leeward import Leeward
from leeward.core.opening import over_memory
from leeward.events import (
    Choice,
    PauseEnded,
    PauseEnding,
    PauseNextDay,
    PauseStep,
    PracticeDone,
    Settings,
    StepAnswered,
    WayOffered,
)
from leeward.events.vocabulary import Need
from leeward.recommend.evaluate import replay_gap
from leeward.recommend.records import PLAIN
from leeward.recommend.settings import CURRENT
from support.journals import Ticking

NEEDS = (Need.CONNECTION, Need.COMFORT, Need.RELEASE, Need.DISTRACTION, Need.UNSURE)
PAUSES = 60
GOOD = {"P1": 8, "P3": 7, "P10": 7}


def lived(seed: int) -> Leeward:
    """Two pauses a day for a month: some stopped, some left, some chosen away, some worse."""
    clock = Ticking(datetime(2026, 10, 1, 9, tzinfo=UTC))
    journal = over_memory(clock=clock)
    journal.preferences.change(Settings(zone="Europe/Berlin", own_practices=("Guitar",)))
    chance = random.Random(seed)
    for n in range(PAUSES):
        pause = journal.pauses.start().id
        need = chance.choice(NEEDS)
        distress = chance.randint(2, 10)
        clock.go_on(seconds=30)
        journal.pauses.keep(StepAnswered(pause=pause, step=PauseStep.RATE, distress=distress))
        offered = journal.experiments.offer(
            pause, need, distress=distress, seed=chance.getrandbits(53)
        )
        first = offered.offer.ways[0]
        clock.go_on(minutes=6)
        if n % 10 == 9:
            clock.go_on(hours=13)
            continue
        if first != PLAIN and n % 4:
            after = min(distress + (3 if n % 3 == 1 and first not in GOOD else -2), 10)
            journal.pauses.keep(
                PracticeDone(
                    practice=first,
                    pause=pause,
                    distress_before=distress,
                    distress_after=max(after, 0),
                )
            )
        met = min(max(GOOD.get(first, 5) + chance.randint(-2, 2), 0), 10)
        journal.pauses.keep(
            PauseEnded(
                pause=pause,
                ending=PauseEnding.STOPPED if n % 7 == 3 else PauseEnding.FINISHED,
                choice=Choice.SEX if n % 5 == 0 else Choice.PRACTICE,
                way=first,
                need_met=None if n % 7 == 3 else met,
                freer=None if n % 7 == 3 else met,
            )
        )
        clock.go_on(hours=11)
        if n % 3 == 0:
            journal.pauses.next_day(PauseNextDay(pause=pause, good_choice=met))
        clock.go_on(hours=1)
        journal.pauses.close_left(before=clock.now)
    return journal


@pytest.fixture(scope="module")
def month() -> Leeward:
    """One simulated month."""
    return lived(11)


def test_every_offer_can_be_judged_later(month: Leeward) -> None:
    """Each has its eligible set, chances that add up to one inside their bounds, and its seed."""
    offers = [e.body for e in month.history().of(WayOffered) if isinstance(e.body, WayOffered)]
    assert len(offers) == PAUSES
    for offer in offers:
        assert len(offer.eligible) == len(offer.propensities)
        assert sum(offer.propensities) == pytest.approx(1)
        assert offer.policy == CURRENT.version
        drawn = [p for p in offer.propensities if p > 0]
        assert all(CURRENT.low - 1e-9 <= p <= CURRENT.high + 1e-9 for p in drawn)
        plain = offer.propensities[offer.eligible.index(PLAIN)]
        assert plain >= CURRENT.plain_low - 1e-9


def test_the_stored_chances_come_out_again_from_the_log(month: Leeward) -> None:
    """Replaying the month from what was stored gives the same chances, draw by draw."""
    assert replay_gap(month.suggestions.uses()) < 1e-9


def test_what_went_wrong_was_not_offered_again_by_itself(month: Leeward) -> None:
    """After a rise of two points a way stays away until a better time with it."""
    wrong: dict[str, bool] = {}
    checked = 0
    for entry in month.history().entries:
        body = entry.body
        if isinstance(body, PracticeDone):
            assert body.distress_before is not None
            assert body.distress_after is not None
            wrong[body.practice] = body.distress_after - body.distress_before >= 2
        elif isinstance(body, WayOffered):
            away = {way for way, bad in wrong.items() if bad}
            checked += len(away)
            assert not away & set(body.eligible)
    assert checked > 0


def test_every_pause_has_an_ending_and_left_ones_say_so(month: Leeward) -> None:
    """Closed pages are endings too; nothing counts them against anybody."""
    pauses = month.pauses.all()
    endings = [one.ended.ending for one in pauses.values() if one.ended]
    assert len(endings) >= PAUSES - 1
    assert endings.count(PauseEnding.LEFT) >= 5
    assert endings.count(PauseEnding.STOPPED) >= 5


def test_the_ways_that_met_the_need_come_first_more_often(month: Leeward) -> None:
    """In the last third chance leans to what was answered well, and sex is never held against."""
    offers = [e.body for e in month.history().of(WayOffered) if isinstance(e.body, WayOffered)]

    def lean(part: list[WayOffered]) -> float:
        shares = [
            sum(p for way, p in zip(o.eligible, o.propensities, strict=True) if way in GOOD)
            for o in part
            if set(GOOD) & set(o.eligible)
        ]
        return sum(shares) / len(shares)

    assert lean(offers[40:]) > lean(offers[:20])


def test_two_months_from_the_same_seed_are_the_same(month: Leeward) -> None:
    """Everything that was drawn follows from stored seeds."""
    again = lived(11)
    first, second = (
        [
            (e.body.ways, e.body.propensities)
            for e in journal.history().of(WayOffered)
            if isinstance(e.body, WayOffered)
        ]
        for journal in (month, again)
    )
    assert first == second
