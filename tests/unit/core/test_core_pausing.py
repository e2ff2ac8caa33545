"""What a pause keeps: once, honestly, and never the way that made things worse."""

from __future__ import annotations

from datetime import timedelta

import pytest

from leeward.content.practices import practice
from leeward.core.locked_pause import fixed_ways
from leeward.core.pauses import risen, went_wrong
from leeward.core.reasons import why_words
from leeward.events import (
    Choice,
    PauseEnded,
    PauseEnding,
    PauseStarted,
    PauseStep,
    PracticeDone,
    StepAnswered,
)
from leeward.events.vocabulary import Need
from leeward.recommend.policy import FIXED_POLICY
from leeward.recommend.records import Because, Why
from leeward.util.ids import new_id
from support.journals import START, Ticking, memory

NEVER_LOCKED = {"P16", "P17", "P22"}


def test_the_same_form_twice_is_kept_once() -> None:
    """A double press or a reload stores one entry."""
    journal = memory()
    name = new_id(START)
    first = journal.pauses.keep(PauseStarted(), entry_id=name)
    assert journal.pauses.keep(PauseStarted(), entry_id=name) == first
    assert len(journal.history().entries) == 1


def test_a_pause_that_was_left_ends_as_left_where_it_was() -> None:
    """Closing the page is an ending too: at the last answer, with what was chosen."""
    clock = Ticking()
    journal = memory(clock)
    pause = journal.pauses.start().id
    clock.go_on(minutes=1)
    journal.pauses.keep(
        StepAnswered(pause=pause, step=PauseStep.CHOOSE, choice=Choice.PRACTICE, way="P10")
    )
    last = clock.now
    clock.go_on(hours=20)
    assert journal.pauses.close_left(before=clock.now - timedelta(hours=12)) == 1
    assert journal.pauses.close_left(before=clock.now - timedelta(hours=12)) == 0
    (ended,) = journal.history().of(PauseEnded)
    assert isinstance(ended.body, PauseEnded)
    assert (ended.body.ending, ended.body.way, ended.at) == (PauseEnding.LEFT, "P10", last)


@pytest.mark.parametrize(
    ("before", "after", "rise"),
    [(4, 6, True), (4, 5, False), (8, 2, False), (None, 9, None), (3, None, None)],
)
def test_two_points_more_is_worse(
    before: int | None, after: int | None, *, rise: bool | None
) -> None:
    """Two points up asks for another kind; a rating that was skipped says nothing."""
    assert risen(before, after) is rise


def test_a_way_that_went_wrong_does_not_come_back_by_itself() -> None:
    """It is not offered again until a better time, which only the person can bring about."""
    clock = Ticking()
    journal = memory(clock)
    for after in (7, 3):
        journal.pauses.practice(
            PracticeDone(practice="P1", distress_before=5, distress_after=after)
        )
        clock.go_on(minutes=30)
        ways = journal.suggestions.open_ways(Need.COMFORT, distress=5)
        assert ("P1" in ways) is (after < 7)
    assert went_wrong(journal.history().entries) == frozenset()


@pytest.mark.parametrize("need", [need for need in Need if need is not Need.PLEASURE])
def test_locked_offers_are_safe_fixed_and_never_estimated(need: Need) -> None:
    """While locked: only ways fit for everyone, chance 1 for the first, nothing drawn."""
    offer = fixed_ways("0" * 32, need, distress=9)
    assert offer is not None
    assert not NEVER_LOCKED & set(offer.eligible)
    assert all(practice(way).locked_safe for way in offer.eligible)
    assert offer.propensities[0] == 1
    assert sum(offer.propensities) == 1
    assert (offer.randomised, offer.policy) == (False, FIXED_POLICY)
    assert fixed_ways("0" * 32, need, without=frozenset(offer.eligible)) is None


def test_pleasure_is_offered_nothing() -> None:
    """There is nothing to fix, locked or not."""
    assert fixed_ways("0" * 32, Need.PLEASURE) is None


@pytest.mark.parametrize("because", list(Because))
def test_every_reason_has_words(because: Because) -> None:
    """Each reason is a plain sentence, and none promises that a way helps."""
    why = Why(
        way="P1",
        because=because,
        need=Need.COMFORT,
        uses=3,
        uses_for_need=2,
        usual=6.4,
        edge=1.2,
        give_or_take=0.4,
        chance=0.5,
    )
    words = why_words(why)
    assert words.endswith(".")
    assert "help" not in words
