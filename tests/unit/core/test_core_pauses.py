"""Pauses and offers: stored as they happen, joined as they were."""

from __future__ import annotations

import pytest

from leeward.core.leeward import Leeward
from leeward.core.pauses import NoPauseError
from leeward.events import (
    Choice,
    OwnTrigger,
    PauseEnded,
    PauseEnding,
    PauseNextDay,
    PauseStep,
    Settings,
    StepAnswered,
    WayOffered,
)
from leeward.events.vocabulary import Need
from leeward.recommend.records import Drawn
from support.journals import Ticking, memory


def offered_pause(journal: Leeward, *, seed: int, met: int | None = 7) -> str:
    """Go through one pause with an offer and an answer."""
    pause = journal.pauses.start().id
    journal.suggestions.offer(pause, Need.COMFORT, distress=5, seed=seed)
    journal.pauses.end(
        PauseEnded(
            pause=pause,
            ending=PauseEnding.FINISHED,
            choice=Choice.PRACTICE,
            need_met=met,
            freer=met,
        )
    )
    return pause


def test_an_offer_is_stored_before_it_is_shown() -> None:
    """What was offered stands in the journal with everything it takes to judge it."""
    journal = memory()
    pause = journal.pauses.start().id
    offered = journal.suggestions.offer(pause, Need.RELEASE, distress=4, seed=1)
    (stored,) = journal.history().of(WayOffered)
    assert isinstance(stored.body, WayOffered)
    assert stored.id == offered.entry.id
    assert stored.body.ways[0] in stored.body.eligible
    assert sum(stored.body.propensities) == pytest.approx(1)
    assert all(0 <= chance <= 0.8 for chance in stored.body.propensities)


def test_answers_belong_to_the_last_offer_of_a_pause() -> None:
    """Asking for something else leaves the first offer unanswered."""
    clock = Ticking()
    journal = memory(clock)
    pause = journal.pauses.start().id
    first = journal.suggestions.offer(pause, Need.COMFORT, seed=1)
    clock.go_on(seconds=20)
    journal.suggestions.offer(pause, Need.COMFORT, seed=2, without=first.offer.ways)
    journal.pauses.end(PauseEnded(pause=pause, ending=PauseEnding.FINISHED, need_met=6))
    uses = journal.suggestions.uses()
    assert [use.need_met for use in uses] == [None, 6]
    assert not set(first.offer.ways) & set(uses[1].eligible)


def test_the_next_day_reaches_the_offer() -> None:
    """The answer of the day after belongs to the offer of its pause, with its own time."""
    clock = Ticking()
    journal = memory(clock)
    pause = offered_pause(journal, seed=1)
    clock.go_on(hours=20)
    journal.pauses.next_day(PauseNextDay(pause=pause, good_choice=9))
    (use,) = journal.suggestions.uses()
    assert use.next_day == 9
    assert use.next_day_at is not None
    assert use.next_day_at - use.context.at == pytest.approx(20)


def test_a_fixed_order_is_no_chance() -> None:
    """Where nothing may be tried out, the first way has chance 1 and counts as fixed."""
    journal = memory()
    journal.suggestions.offer(None, Need.COMFORT, fixed=True)
    (use,) = journal.suggestions.uses()
    assert (use.drawn, max(use.propensities)) == (Drawn.FIXED, 1.0)


def test_closed_ways_are_never_offered() -> None:
    """A safety closure takes a way out of what may be offered."""
    journal = memory()
    open_ways = {way.id for way in journal.suggestions.eligible(Need.CONNECTION, distress=3)}
    left = journal.suggestions.eligible(Need.CONNECTION, distress=3, closed=("p17", "p22"))
    assert "P17" in open_ways
    assert not {"P17", "P22"} & {way.id for way in left}


def test_own_ways_are_offered_too() -> None:
    """A way in the person's own words is among the eligible ones."""
    journal = memory()
    own = OwnTrigger(name="rain")
    journal.preferences.change(Settings(own_practices=("play the piano",), own_triggers=(own,)))
    ids = [way.id for way in journal.suggestions.eligible(Need.DISTRACTION, distress=3)]
    assert "own:play the piano" in ids


def test_pleasure_gets_no_suggestion() -> None:
    """Wanting to is no problem to be met with a list of other things."""
    journal = memory()
    offered = journal.suggestions.offer(None, Need.PLEASURE)
    assert offered.offer.ways == ()
    assert journal.suggestions.uses() == ()


def test_steps_are_kept_and_later_answers_replace_earlier_ones() -> None:
    """Each step is stored; going back changes the answer, not the record of it."""
    clock = Ticking()
    journal = memory(clock)
    pause = journal.pauses.start().id
    for distress in (8, 6):
        clock.go_on(seconds=5)
        journal.pauses.answer(StepAnswered(pause=pause, step=PauseStep.RATE, distress=distress))
    so_far = journal.pauses.so_far(pause)
    assert so_far.answers[PauseStep.RATE].distress == 6
    assert so_far.ended is None
    assert len(journal.history().of(StepAnswered)) == 2


def test_a_pause_that_is_not_there_says_so() -> None:
    """Steps of an unknown pause are refused with a plain sentence."""
    journal = memory()
    with pytest.raises(NoPauseError):
        journal.pauses.end(PauseEnded(pause="0" * 32, ending=PauseEnding.STOPPED))


def test_what_helps_says_not_enough_after_a_few_uses() -> None:
    """A handful of uses earns no verdict."""
    clock = Ticking()
    journal = memory(clock)
    for seed in range(4):
        offered_pause(journal, seed=seed)
        clock.go_on(hours=7)
    assert {str(effect.verdict) for effect in journal.suggestions.what_helps()} == {"not_enough"}
