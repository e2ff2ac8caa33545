"""Safety over a real journal: facts from raw entries, one message, closures, late entries."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.core.leeward import Leeward
from leeward.core.safety import (
    HealthWorry,
    NeckSign,
    Reply,
    Visit,
    VisitAnswers,
    alone,
    closed_alone,
    quiet_page,
)
from leeward.events import (
    CheckIn,
    CostMark,
    Entry,
    Episode,
    InstrumentAnswered,
    LookBack,
    PracticeDone,
    Reflection,
    ReflectionAnswer,
    SafetyShown,
)
from leeward.events.vocabulary import Consent, Consequence, HadToSource, Kind, Source
from leeward.util.errors import InputError
from leeward.util.ids import new_id
from support.journals import Ticking, memory

PERSON_CLOSURES = {"p16_toward", "p17", "p22", "couple_ideas", "coercion_relation_card"}


@pytest.fixture
def clock() -> Ticking:
    """A clock that stands still."""
    return Ticking()


@pytest.fixture
def journal(clock: Ticking) -> Leeward:
    """An empty journal in memory."""
    return memory(clock)


def rate(journal: Leeward, *values: int) -> None:
    """Check in with some ratings, all at this moment."""
    for value in values:
        journal.check_ins.add(CheckIn(distress=value))


def answer(journal: Leeward, instrument: str, values: dict[str, int], version: str) -> None:
    """Store answers to a questionnaire."""
    now = journal.clock()
    body = InstrumentAnswered(
        instrument=instrument, version=version, language="en", answers=tuple(values.items())
    )
    journal.add_all([Entry(id=new_id(now), at=now, recorded=now, zone="UTC", body=body)])


def told(journal: Leeward) -> list[SafetyShown]:
    """Return what the journal remembers of messages."""
    return [e.body for e in journal.history().of(SafetyShown) if isinstance(e.body, SafetyShown)]


def test_two_heavy_ratings_within_a_day_bring_one_gentle_message_once(
    journal: Leeward, clock: Ticking
) -> None:
    """The message says why, is noted under its neutral topic, and does not stand again soon."""
    rate(journal, 9)
    assert journal.safety.current().notice is None
    clock.go_on(hours=3)
    rate(journal, 9)
    notice = journal.safety.current().notice
    assert notice is not None
    assert (notice.level, notice.topics) == ("gentle", ("heavy_days",))
    assert notice.can_mute
    assert "9" in notice.pages[0].why[0]
    assert [(s.topic, s.response, s.peak) for s in told(journal)] == [("heavy_days", "shown", 9)]
    assert journal.safety.current().notice is None


def test_a_mute_keeps_a_gentle_message_away_and_not_a_prominent_one(
    journal: Leeward, clock: Ticking
) -> None:
    """Thirty days of quiet hold for ratings; a strong questionnaire result still shows."""
    rate(journal, 9, 9)
    assert journal.safety.current().notice is not None
    journal.safety.mute("heavy_days")
    clock.go_on(days=10)
    rate(journal, 10, 10)
    assert journal.safety.current().notice is None
    answer(journal, "phq-4", {"1": 3, "2": 3, "3": 3, "4": 3}, "2009")
    notice = journal.safety.current().notice
    assert notice is not None
    assert notice.level == "prominent"
    assert not notice.can_mute


def test_what_is_pressing_cannot_be_muted(journal: Leeward) -> None:
    """The page on staying safe and the quiet page stay in reach."""
    for topic in ("staying_safe", "quiet_page", "clear_yes", "nothing_such"):
        with pytest.raises(InputError):
            journal.safety.mute(topic)


def test_direct_answers_bring_the_urgent_page_and_are_not_stored(journal: Leeward) -> None:
    """A yes shows the page and closes prompts for the visit; the answer itself is kept nowhere."""
    answers = VisitAnswers(at=journal.clock(), thoughts_of_killing_self=Reply.YES)
    outcome = journal.safety.current(Visit(answers=answers))
    assert outcome.notice is not None
    assert outcome.notice.level == "urgent"
    assert not outcome.notice.emergency_first
    assert outcome.notice.pages[0].ask is not None
    assert {"prompts", "metrics", "recommender"} <= journal.safety.closed(outcome.visit)
    assert journal.safety.closed() == frozenset()
    assert {type(e.body) for e in journal.history().entries} == {SafetyShown}


def test_the_second_yes_puts_the_emergency_number_first(journal: Leeward) -> None:
    """About to act, or already hurt: the ambulance leads, together with the body where ticked."""
    answers = VisitAnswers(
        at=journal.clock(),
        thoughts_of_killing_self=Reply.YES,
        about_to_act=Reply.YES,
        neck_pressure=True,
        neck_signs=frozenset({NeckSign.VOICE}),
    )
    outcome = alone(Visit(answers=answers), now=journal.clock(), zone="UTC")
    assert outcome.notice is not None
    assert outcome.notice.emergency_first
    assert set(outcome.notice.topics) == {"staying_safe", "body_now"}


def coerced(journal: Leeward, consent: Consent = Consent.PRESSURED) -> str:
    """Note a time that was not free."""
    episode = Episode(kind=Kind.PARTNERED)
    return journal.look_backs.add(episode, LookBack(episode="0" * 32, consent=consent))[0].id


def test_an_unfree_answer_brings_one_neutral_line_and_only_after_the_answer(
    journal: Leeward, clock: Ticking
) -> None:
    """It is offered after that answer, never at a later page, and again for a new answer."""
    coerced(journal)
    outcome = journal.safety.current(unfree=True)
    assert outcome.notice is not None
    assert outcome.notice.offer is not None
    assert outcome.notice.offer.line == "There is a page that may help."
    assert outcome.notice.pages == ()
    clock.go_on(hours=1)
    rate(journal, 3)
    assert journal.safety.current().notice is None
    coerced(journal, Consent.AFRAID)
    again = journal.safety.current(unfree=True).notice
    assert again is not None
    assert again.offer is not None


def test_closures_toward_a_person_stay_until_the_person_lifts_them(
    journal: Leeward, clock: Ticking
) -> None:
    """They outlast the window of the rule, and a new answer closes again after a lift."""
    coerced(journal)
    assert journal.safety.closed() >= PERSON_CLOSURES
    clock.go_on(days=400)
    assert journal.safety.closed() >= PERSON_CLOSURES
    journal.safety.lift()
    assert not journal.safety.closed() & PERSON_CLOSURES
    clock.go_on(minutes=1)
    coerced(journal, Consent.FORCED)
    assert journal.safety.closed() >= PERSON_CLOSURES


def test_lifting_right_after_the_answer_lifts(journal: Leeward, clock: Ticking) -> None:
    """Within the window of the rule a lift holds, though the entry is still there."""
    coerced(journal)
    journal.safety.current(unfree=True)
    clock.go_on(minutes=1)
    journal.safety.lift()
    assert not journal.safety.closed() & PERSON_CLOSURES
    assert not journal.safety.stands()


def test_a_private_check_that_was_not_kept_still_closes(journal: Leeward, clock: Ticking) -> None:
    """Not storing the answers does not make the next visit suggest reaching toward that person."""
    visit = Visit(answers=VisitAnswers(at=journal.clock(), hark=1))
    assert journal.safety.current(visit, unfree=True).notice is not None
    clock.go_on(days=60)
    assert journal.safety.closed() >= PERSON_CLOSURES
    assert not any(isinstance(e.body, InstrumentAnswered) for e in journal.history().entries)


def test_answers_on_harming_others_are_stored_nowhere(journal: Leeward) -> None:
    """Message, closures and history of it live in the visit; the journal stays as it was."""
    before = journal.head()
    answers = VisitAnswers(at=journal.clock(), thoughts_not_acted=True)
    outcome = journal.safety.current(Visit(answers=answers))
    assert outcome.notice is not None
    assert outcome.notice.topics == ("worrying_thoughts",)
    assert journal.head() == before
    assert {"practice_ranking", "p17"} <= journal.safety.closed(outcome.visit)
    assert journal.safety.current(outcome.visit).notice is None
    assert journal.safety.closed() == frozenset()


def test_being_afraid_wins_over_blaming_oneself(journal: Leeward) -> None:
    """“I went on without a clear yes” by someone who is afraid opens the quiet page instead."""
    answers = VisitAnswers(at=journal.clock(), went_on_without_yes=True, afraid_of_them=Reply.YES)
    outcome = alone(Visit(answers=answers), now=journal.clock(), zone="UTC", unfree=True)
    assert outcome.notice is not None
    assert outcome.notice.offer is not None


def test_a_late_entry_is_judged_at_its_own_time_and_worded_as_past(
    journal: Leeward, clock: Ticking
) -> None:
    """What was written while locked sees nothing later than itself and is told as past, once."""
    early = clock() - timedelta(days=3)
    entries = [
        Entry(
            id=new_id(early),
            at=early + timedelta(hours=n),
            recorded=early + timedelta(hours=n),
            zone="UTC",
            body=CheckIn(distress=9),
            source=Source.LOCKED,
        )
        for n in range(2)
    ]
    journal.add_all(entries)
    rate(journal, 2)
    notice = journal.safety.late().notice
    assert notice is not None
    assert notice.late
    assert "locked" in notice.pages[0].lead
    assert journal.safety.late().notice is None


def test_a_late_entry_does_not_see_what_came_after_it(journal: Leeward, clock: Ticking) -> None:
    """One heavy rating while locked and one later in the open are not “two while locked”."""
    early = clock() - timedelta(hours=2)
    journal.add_all(
        [
            Entry(
                id=new_id(early),
                at=early,
                recorded=early,
                zone="UTC",
                body=CheckIn(distress=9),
                source=Source.LOCKED,
            )
        ]
    )
    rate(journal, 9)
    assert journal.safety.late().notice is None


def test_a_late_unfree_entry_is_not_offered_again_but_closes(
    journal: Leeward, clock: Ticking
) -> None:
    """No neutral line at the next unlock (care notes 14); what it closes is closed."""
    early = clock() - timedelta(hours=2)
    first = Entry(
        id=new_id(early),
        at=early,
        recorded=early,
        zone="UTC",
        body=Episode(kind=Kind.PARTNERED),
        source=Source.LOCKED,
    )
    back = replace(first, id=new_id(early), body=LookBack(episode=first.id, consent=Consent.FORCED))
    journal.add_all([first, back])
    assert journal.safety.late().notice is None
    assert journal.safety.closed() >= PERSON_CLOSURES


def test_driven_times_need_the_source_inside(journal: Leeward, clock: Ticking) -> None:
    """Ten driven times and a week in the way: gentle; the same from the other person: not that."""

    def ten(source: HadToSource) -> None:
        for _ in range(10):
            clock.go_on(hours=20)
            back = LookBack(episode="0" * 32, had_to=9, could_say_no=1, had_to_source=source)
            journal.look_backs.add(Episode(kind=Kind.SOLO), back)
        now = clock()
        week = Reflection(
            about="week", answers=(ReflectionAnswer(question="interference", value=6),)
        )
        journal.add_all([Entry(id=new_id(now), at=now, recorded=now, zone="UTC", body=week)])

    ten(HadToSource.OTHER_PERSON)
    assert journal.safety.current().notice is None
    ten(HadToSource.INSIDE)
    notice = journal.safety.current().notice
    assert notice is not None
    assert (notice.topics, notice.level) == (("hard_to_steer",), "gentle")


def test_a_loss_needs_a_direct_tick_or_a_cost_that_weighs(journal: Leeward) -> None:
    """A small cost is a cost, not a loss; a heavy one of a free time counts (decision 0521)."""

    def cost(bother: int, consent: Consent | None = None) -> None:
        mark = CostMark(consequence=Consequence.WORK, bother=bother)
        journal.look_backs.add(
            Episode(kind=Kind.SOLO), LookBack(episode="0" * 32, costs=(mark,), consent=consent)
        )

    cost(4)
    assert journal.safety.facts().losses == frozenset()
    cost(9, Consent.FORCED)
    assert journal.safety.facts().losses == frozenset()
    cost(7)
    assert [loss.value for loss in journal.safety.facts().losses] == ["work"]


def test_kept_answers_count_for_their_time_and_stand_in_no_list(
    journal: Leeward, clock: Ticking
) -> None:
    """Weeks since a birth go on by themselves; ticks run out; the timeline shows none of it."""
    journal.safety.keep(private=False, values={"weeks_since_birth": 3, "needed": 1, "changes": 3})
    facts = journal.safety.facts()
    assert facts.weeks_since_birth == 3
    assert facts.changes_not_kept == 3
    assert [s.value for s in facts.substance_signs] == ["needed"]
    clock.go_on(days=35)
    later = journal.safety.facts()
    assert later.weeks_since_birth == 8
    assert later.substance_signs == frozenset()
    assert journal.timeline.items() == ()


def test_a_practice_that_was_stopped_for_a_memory_closes_body_focus(
    journal: Leeward, clock: Ticking
) -> None:
    """Practices turn to those with an outer anchor for four weeks, and the message comes once."""
    now = clock()
    done = PracticeDone(practice="body-scan", stopped_early=True, reason="flashback")
    journal.add_all([Entry(id=new_id(now), at=now, recorded=now, zone="UTC", body=done)])
    notice = journal.safety.current().notice
    assert notice is not None
    assert notice.topics == ("old_hurt",)
    assert "body_focus" in journal.safety.closed()
    clock.go_on(days=29)
    assert "body_focus" not in journal.safety.closed()


def test_help_that_works_for_hours_comes_from_the_answers_in_hand() -> None:
    """Even locked, with no journal: the windows for medicine stand on the page."""
    now = Ticking()()
    answers = VisitAnswers(
        at=now, worries=frozenset({HealthWorry.UNPROTECTED}), hours_since_unprotected=10
    )
    notice = alone(Visit(answers=answers), now=now, zone="UTC").notice
    assert notice is not None
    assert "72 hours" in " ".join(notice.pages[0].lines)
    assert closed_alone(Visit(answers=answers), now=now, zone="UTC") == frozenset()


def test_the_private_page_reads_without_any_facts() -> None:
    """It can be opened by itself, from Help, and believes."""
    page = quiet_page()
    assert "You are believed here." in page.lines
    assert page.why == ()
