"""Lives in short: what a person would see over days, through the journal itself."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

from leeward.content.practices import for_need
from leeward.content.reflections import relation_cards
from leeward.core.opening import demo
from leeward.core.safety import Reply, VisitAnswers
from leeward.core.safety_facts import facts_at
from leeward.events import (
    CostMark,
    MotiveMark,
    SafetyShown,
    Urge,
)
from leeward.events.vocabulary import (
    Consent,
    Consequence,
    HadToSource,
    Kind,
    Motive,
    Need,
    UrgeOutcome,
)
from leeward.exchange.private import without_private
from leeward.safety.findings import Level
from leeward.safety.rules import evaluate
from support.lives import Life


def test_a_person_with_nothing_wrong_is_left_alone() -> None:
    """Two months of ordinary days with desire, pleasure and some stress bring no message at all."""
    life = Life()
    for day in range(60):
        life.check_in(distress=(day * 3) % 7, urge=(day * 5) % 9)
        if day % 2 == 0:
            life.look_back(
                Kind.SOLO if day % 4 else Kind.PARTNERED,
                distress_before=4,
                distress_after=2,
                coping=6,
                pleasure=8,
                had_to=2,
                could_say_no=9,
                consent=Consent.FREE if day % 4 == 0 else None,
                motives=(MotiveMark(motive=Motive.PLEASURE, strength=8),),
            )
        if day % 7 == 6:
            life.week(interference=1)
        life.clock.go_on(days=1)
    assert life.shown == []
    assert life.journal.safety.closed() == frozenset()
    assert life.journal.safety.grounds() == ()


def test_a_bad_week_is_met_gently_once() -> None:
    """Days at nine bring one gentle page with a way to a person, not one a day, and nothing urgent."""
    life = Life()
    for _ in range(7):
        for hour in range(3):
            life.check_in(distress=9 if hour else 8, urge=8)
            life.clock.go_on(hours=8)
    assert life.topics == ["heavy_days"]
    assert life.levels == {"gentle"}
    assert "Are you safe right now?" in [p.ask.label for p in life.shown[0].pages if p.ask]
    assert life.journal.safety.grounds()


def test_a_hard_week_without_answers_on_suicide_is_never_urgent() -> None:
    """The heaviest ratings, urges acted on and costs stay below urgent: nobody answered that."""
    life = Life()
    for day in range(14):
        life.check_in(distress=10, urge=10, security=0)
        life.journal.check_ins.add_urge(Urge(strength=10, outcome=UrgeOutcome.ACTED))
        life.look_back(
            Kind.PORNOGRAPHY,
            distress_before=10,
            distress_after=9,
            had_to=10,
            had_to_source=HadToSource.INSIDE,
            could_say_no=0,
            empty=10,
            shame=10,
            costs=(CostMark(consequence=Consequence.WORK, bother=10),),
        )
        if day % 7 == 6:
            life.week(interference=10)
        life.clock.go_on(days=1)
    assert "urgent" not in life.levels
    assert "hard_to_steer" in life.topics
    assert all(notice.offer is None for notice in life.shown)


def test_the_same_week_with_a_yes_is_urgent_at_once() -> None:
    """One direct yes is enough, whatever else was written, and closes figures for the visit."""
    life = Life()
    life.check_in(distress=3)
    life.visit = life.visit.answer(
        VisitAnswers(at=life.clock(), thoughts_of_killing_self=Reply.UNSURE)
    )
    life.clock.go_on(minutes=1)
    life.check_in(distress=3)
    assert life.levels == {"urgent"}
    assert {"metrics", "prompts", "recommender"} <= life.journal.safety.closed(life.visit)
    life.lock()
    assert life.journal.safety.closed(life.visit) == frozenset()


def test_coercion_on_a_shared_device_leaves_no_trace_where_someone_may_look() -> None:
    """One neutral line after the answer; then nothing on the timeline, in figures or exports."""
    life = Life()
    quiet = life.journal.insights.page().of("before_after").answer
    entry = life.look_back(
        Kind.PARTNERED,
        consent=Consent.AFRAID,
        distress_before=2,
        distress_after=9,
        note="the blue door",
    )
    assert [n.offer is not None for n in life.shown] == [True]
    assert life.shown[0].pages == ()
    life.lock()
    for day in range(5):
        life.clock.go_on(days=1)
        life.check_in(distress=4 + day % 3)
    assert len(life.shown) == 1
    item = life.journal.timeline.item(entry)
    assert item is not None
    assert item.private
    assert life.journal.insights.page().of("before_after").answer == quiet
    words = "".join(str(e.body) for e in without_private(life.journal.history().entries))
    assert "afraid" not in words.lower()
    assert "quiet_page" not in words
    assert "AFRAID" not in words
    assert life.journal.reports.fields(None) == ()
    assert life.journal.safety.grounds() == ()


def test_after_coercion_nothing_sends_a_person_back_toward_it() -> None:
    """For months no way for two, no card, no opposite action is offered, until the person lifts it."""
    life = Life()
    life.look_back(Kind.PARTNERED, had_to=9, had_to_source=HadToSource.OTHER_PERSON)
    life.lock()
    life.clock.go_on(days=90)
    shut = life.journal.safety.closed()
    for need in Need:
        offered = {p.slug for p in for_need(need, closed=shut)}
        assert not offered & {"connect-first", "sex-on-purpose", "opposite-action"}
    assert relation_cards(closed=shut) == ()
    life.journal.safety.lift()
    assert relation_cards(closed=life.journal.safety.closed())


def test_ten_coerced_times_are_never_read_as_hard_to_steer() -> None:
    """“Had to” because of someone else never adds up to a message about the person’s own steering."""
    life = Life()
    for _ in range(12):
        life.look_back(
            Kind.PARTNERED, had_to=10, had_to_source=HadToSource.OTHER_PERSON, could_say_no=0
        )
        life.week(interference=9)
        life.clock.go_on(days=2)
    assert "hard_to_steer" not in life.topics
    assert life.journal.insights.page().of("freedom").amount.startswith("from 0")


def test_much_sex_that_is_free_is_nobodys_business() -> None:
    """Often, strongly wanted and enjoyed: no message, however often."""
    life = Life()
    for _ in range(40):
        life.look_back(Kind.SOLO, wanting=10, enjoying=10, had_to=1, could_say_no=10, coping=9)
        life.clock.go_on(hours=10)
    life.week(interference=0)
    assert life.shown == []


def test_a_message_does_not_follow_a_person_around() -> None:
    """Within its days the same gentle page stands once; later it may stand again, once."""
    life = Life()
    for _ in range(21):
        life.check_in(distress=9)
        life.clock.go_on(hours=12)
        life.check_in(distress=9)
        life.clock.go_on(hours=12)
    gaps = [e.at for e in life.journal.history().of(SafetyShown)]
    assert all(b - a >= timedelta(days=7) for a, b in pairwise(gaps))
    assert 2 <= len(gaps) <= 3


def test_simulated_people_who_answered_nothing_direct_never_meet_an_urgent_page() -> None:
    """Judged every week of a simulated diary, nothing urgent and nothing about force is found."""
    for seed in range(4):
        journal = demo(seed=seed, days=120)
        entries = journal.history().entries
        for week in range(1, 18):
            now = entries[0].at + timedelta(weeks=week)
            known = [e for e in entries if e.at <= now]
            for finding in evaluate(facts_at(known, now=now, zone="UTC")):
                assert finding.level < Level.URGENT
                assert finding.topic not in {"quiet_page", "clear_yes", "worrying_thoughts"}
