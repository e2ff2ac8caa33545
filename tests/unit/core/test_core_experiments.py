"""Experiments over a journal: planned, drawn, hidden until planned, and told in one sentence."""

from __future__ import annotations

import pytest

from leeward.core.experiment_words import result_words
from leeward.core.experiments import plan_of
from leeward.core.leeward import Leeward
from leeward.events import (
    CheckIn,
    ExperimentAssigned,
    PauseEnded,
    PauseEnding,
    WayOffered,
)
from leeward.events.vocabulary import Need
from leeward.recommend.experiment import Finding, Running, schedule
from leeward.recommend.records import Drawn
from leeward.util.errors import InputError
from support.journals import Ticking, memory

ARMS = ("P3", "P19")
UNITS = 32


def one_pause(journal: Leeward, clock: Ticking, met: dict[str, int]) -> WayOffered:
    """Go through one pause for distraction; the answer depends on what came first."""
    pause = journal.pauses.start().id
    offered = journal.experiments.offer(pause, Need.DISTRACTION, distress=5)
    first = offered.offer.ways[0]
    journal.pauses.end(
        PauseEnded(pause=pause, ending=PauseEnding.FINISHED, need_met=met.get(first, 5))
    )
    clock.go_on(hours=7)
    assert isinstance(offered.entry.body, WayOffered)
    return offered.entry.body


def test_the_draw_is_the_plan_and_is_stored_before_it_is_shown() -> None:
    """Each pause gets the arm of its place in the schedule, kept with its chance."""
    clock = Ticking()
    journal = memory(clock)
    planned = journal.experiments.compare(*ARMS, outcome="need_met", units=UNITS)
    stated = journal.experiments.one(planned.id).stated
    shown = [one_pause(journal, clock, {}) for _ in range(8)]
    arms = [body.ways[0] for body in shown]
    assert arms == list(schedule(plan_of(stated))[:8])
    assert [body.seed for body in shown] == list(range(8))
    assert len(journal.history().of(ExperimentAssigned)) == 8
    assert {use.drawn for use in journal.suggestions.uses()} == {Drawn.EXPERIMENT}
    assert {use.chance(arm) for use in journal.suggestions.uses() for arm in ARMS} == {0.5}


def test_nothing_is_seen_before_the_plan_allows_it_and_then_one_sentence() -> None:
    """Between looks there is no result; a clear difference ends it early and is said plainly."""
    clock = Ticking()
    journal = memory(clock)
    planned = journal.experiments.compare(*ARMS, outcome="need_met", units=64)
    for _ in range(31):
        one_pause(journal, clock, {"P3": 9, "P19": 2})
        standing = journal.experiments.one(planned.id).standing
        assert isinstance(standing, Running)
    one_pause(journal, clock, {"P3": 9, "P19": 2})
    one = journal.experiments.one(planned.id)
    assert one.over
    assert isinstance(one.standing, Finding)
    assert one.standing.early
    words = result_words(one.standing, arms=one.stated.arms, outcome=one.stated.outcome)
    assert "did better than" in words
    assert "7.0 points" in words
    after = journal.experiments.offer(journal.pauses.start().id, Need.DISTRACTION, distress=5)
    assert isinstance(after.entry.body, WayOffered)
    assert after.entry.body.experiment is None


def test_a_pause_in_which_a_side_is_not_open_does_not_count() -> None:
    """Something else, another need and fixed orders go to the policy and count for nothing."""
    clock = Ticking()
    journal = memory(clock)
    journal.experiments.compare(*ARMS, outcome="freer", units=UNITS)
    pause = journal.pauses.start().id
    for need, without, fixed in (
        (Need.CONNECTION, (), False),
        (Need.DISTRACTION, ("P3",), False),
        (Need.DISTRACTION, (), True),
    ):
        offered = journal.experiments.offer(
            pause, need, distress=5, without=without, fixed=fixed
        ).entry.body
        assert isinstance(offered, WayOffered)
        assert offered.experiment is None


def test_one_runs_at_a_time_and_the_person_may_end_it() -> None:
    """A second plan waits; ending early says that it was cut short and too little."""
    journal = memory(Ticking())
    first = journal.experiments.compare(*ARMS, outcome="need_met", units=UNITS)
    with pytest.raises(InputError):
        journal.experiments.prompts(days=32)
    journal.experiments.stop(first.id)
    one = journal.experiments.one(first.id)
    assert isinstance(one.standing, Finding)
    assert one.standing.cut_short
    assert "Too few" in result_words(one.standing, arms=one.stated.arms, outcome=one.stated.outcome)
    assert journal.experiments.running() is None


def test_prompted_days_are_half_and_the_evening_is_the_answer() -> None:
    """Half the days carry a prompt, and evening check-ins are what is compared."""
    clock = Ticking()
    journal = memory(clock)
    planned = journal.experiments.prompts(days=32)
    one = journal.experiments.one(planned.id)
    days = set(journal.experiments.prompted_days(one))
    assert len(days) == 16
    for _ in range(33):
        clock.go_on(days=1)
        clock.now = clock.now.replace(hour=20)
        journal.check_ins.add(CheckIn(distress=3 if clock.now.date() in days else 7))
        clock.now = clock.now.replace(hour=12)
    clock.go_on(days=1)
    standing = journal.experiments.one(planned.id).standing
    assert isinstance(standing, Finding)
    assert standing.means is not None
    assert standing.means[0] == pytest.approx(3)
    assert standing.means[1] == pytest.approx(7)
    assert standing.verdict.value == "first_better"
