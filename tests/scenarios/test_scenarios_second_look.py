"""A second look: people who answer in another order, with mixed signs, late, twice, or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from leeward.cli import shown
from leeward.content.practices import for_need
from leeward.core.leeward import Leeward
from leeward.core.safety import (
    BodyAlarm,
    EnergySign,
    HealthWorry,
    Loss,
    Reply,
    SubstanceSign,
    VisitAnswers,
    quiet_page,
)
from leeward.core.safety_facts import facts_at
from leeward.core.timeline import Query
from leeward.events import (
    CheckIn,
    CostMark,
    Entry,
    Episode,
    InstrumentAnswered,
    LookBack,
    MotiveMark,
    PauseEnded,
    PauseStarted,
    PauseStep,
    PracticeDone,
    SafetyShown,
    StepAnswered,
)
from leeward.events.pause import PauseEnding
from leeward.events.settings import Words
from leeward.events.vocabulary import (
    Consent,
    Consequence,
    HadToSource,
    Kind,
    Motive,
    Need,
    Precision,
    Source,
)
from leeward.safety.findings import Level
from leeward.safety.rules import evaluate
from leeward.safety.texts import load_texts
from leeward.util.errors import InputError
from leeward.util.ids import new_id
from leeward.util.language import speaking
from leeward.vault.memory import MemoryStore
from leeward.vault.testing import FastKdf
from support.journals import START
from support.lives import Life

TOWARD = {"connect-first", "sex-on-purpose", "opposite-action"}
SECOND = "walnut ferry eleven quiet button"
NO_EPISODE = "0" * 32


def keyed() -> Life:
    """Return a life whose journal has a second key."""
    life = Life()
    life.journal = Leeward(MemoryStore(), clock=life.clock, kdf=FastKdf())
    life.journal.behind.make_key(SECOND)
    return life


def offered(life: Life) -> set[str]:
    """Return every way that may be offered now."""
    shut = life.journal.safety.closed(life.visit)
    return {p.slug for need in Need for p in for_need(need, closed=shut)}


# ------------------------------------------------------------------ life and safety


def test_harm_without_a_wish_to_die_is_still_an_emergency() -> None:
    """No to thoughts of killing, yes to having hurt oneself: the emergency number comes first."""
    life = Life()
    notice = life.says(thoughts_of_killing_self=Reply.NO, about_to_act=Reply.YES)
    assert notice is not None
    assert (notice.level, notice.emergency_first) == ("urgent", True)
    assert "Stay with someone you feel safe with" in life.words


def test_a_plan_one_is_unsure_of_is_met_by_voices_and_not_by_an_alarm() -> None:
    """Thoughts, and unsure about acting: lines and own plan, the emergency number in sight, not first."""
    life = Life()
    notice = life.says(thoughts_of_killing_self=Reply.YES, about_to_act=Reply.UNSURE)
    assert notice is not None
    assert not notice.emergency_first
    routes = [choice.key for page in notice.pages for choice in page.routes]
    assert routes == ["crisis", "emergency"]
    assert [choice.key for choice in notice.pages[0].actions][1] == "open_plan"
    assert notice.pages[0].ask is None


@pytest.mark.parametrize("thoughts", [None, Reply.NO])
def test_unsure_about_acting_is_met_whatever_was_said_first(thoughts: Reply | None) -> None:
    """The first question skipped or denied, the second “not sure”: lines to call, no alarm, no loop."""
    life = Life()
    notice = life.says(thoughts_of_killing_self=thoughts, about_to_act=Reply.UNSURE)
    assert notice is not None
    assert (notice.level, notice.emergency_first) == ("urgent", False)
    assert notice.pages[0].ask is None


def test_the_second_question_alone_answered_no_is_not_an_alarm() -> None:
    """Someone skips the first question and says no to the second: nothing is made of it."""
    life = Life()
    assert life.says(about_to_act=Reply.NO) is None


def test_first_weary_of_life_then_thoughts_then_acting_each_step_is_met() -> None:
    """Answers that grow darker one by one: each has its page, and none is lost for coming late."""
    life = Life()
    levels = []
    for said in (
        {"life_not_worth_it": True},
        {"thoughts_of_killing_self": Reply.YES},
        {"about_to_act": Reply.YES},
    ):
        notice = life.says(**said)
        assert notice is not None
        levels.append((notice.level, notice.emergency_first))
        life.clock.go_on(minutes=1)
    assert levels == [("prominent", False), ("urgent", False), ("urgent", True)]


def test_after_a_death_weary_of_life_and_no_to_thoughts_stays_calm() -> None:
    """Grief that says life is not worth it, and no: a calm page with lines, no alarm, no label."""
    life = Life()
    life.says(life_not_worth_it=True)
    life.clock.go_on(minutes=1)
    again = life.says(thoughts_of_killing_self=Reply.NO)
    assert life.levels == {"prominent"}
    assert again is None or "emergency number now" not in life.words
    assert life.journal.history().of(SafetyShown) == ()


def test_comedown_and_dark_thoughts_go_before_any_word_on_drugs() -> None:
    """Chemsex on Friday, thoughts of death on Tuesday: life first, then doses, never a sermon."""
    life = Life()
    life.visit = life.visit.answer(
        VisitAnswers(at=life.clock(), thoughts_of_killing_self=Reply.YES)
    )
    life.ticks(chemsex=True, substance_signs=frozenset({SubstanceSign.NEEDED}))
    assert life.topics[0] == "staying_safe"
    life.clock.go_on(minutes=2)
    life.ticks(chemsex=True)
    assert life.topics[-1] == "drink_and_drugs"
    assert "do not judge" in life.words


# ------------------------------------------------------------------ around a birth


def test_a_new_mother_afraid_of_the_pictures_in_her_head_is_not_called_ill() -> None:
    """Four weeks after a birth, horrified by unwanted thoughts: the one card, not care today."""
    life = Life()
    life.ticks(keep={"weeks_since_birth": 4})
    life.clock.go_on(minutes=1)
    life.says(horrified_by_thoughts=True)
    assert life.topics == ["around_birth", "frightening_thoughts"]
    assert "urgent" not in life.levels


def test_low_but_not_very_low_after_a_birth_is_gentle_and_knows_it() -> None:
    """Eight of twelve, six weeks after a birth: gentle, with the line for parents among the words."""
    life = Life()
    life.ticks(keep={"weeks_since_birth": 6})
    life.scale("phq-4", 2, 1, 3, 2)
    assert (life.topics[-1], life.shown[-1].level) == ("low_spell", "gentle")
    assert "lines just for you" in life.words


def test_a_parent_with_a_low_spell_finds_the_line_that_is_promised() -> None:
    """Where the page says that there are lines for parents, it lists them."""
    life = Life()
    life.ticks(keep={"weeks_since_birth": 6})
    life.scale("phq-4", 2, 1, 3, 2)
    assert "perinatal" in [c.key for page in life.shown[-1].pages for c in page.routes]


def test_pregnant_and_a_little_afraid_of_the_partner() -> None:
    """Fear of one of ten, with a baby coming: closed toward that person, and no page by itself."""
    life = Life()
    life.ticks(keep={"pregnant": 1})
    life.journal.safety.keep(private=True, values={"fear": 1})
    life.check_in(4)
    assert life.topics == ["around_birth"]
    assert not offered(life) & TOWARD


def test_bleeding_in_pregnancy_after_force_is_the_body_first_and_closes_all_the_same() -> None:
    """Heavy bleeding goes before the quiet line; care after an assault is told without police."""
    life = Life()
    life.visit = life.visit.answer(
        VisitAnswers(at=life.clock(), body_alarms=frozenset({BodyAlarm.HEAVY_BLEEDING}))
    )
    life.look_back(Kind.PARTNERED, consent=Consent.FORCED)
    assert life.topics == ["body_now"]
    assert "without the police" in life.words
    life.lock()
    assert not offered(life) & TOWARD


# ------------------------------------------------------------------ medicines, drugs, the body


def test_numb_first_then_new_urges_on_a_listed_medicine_breaks_the_quiet() -> None:
    """A gentle page was muted; new urges since another medicine are told all the same."""
    life = Life()
    life.ticks(keep={"numb_on_ssri": 1})
    life.journal.safety.mute("medicines")
    life.clock.go_on(days=3)
    life.ticks(keep={"listed_medicine": 1, "new_urges": 1})
    assert [n.level for n in life.shown] == ["gentle", "prominent"]
    assert "Do not stop alone" in life.words


def test_urges_first_and_the_medicine_named_a_week_later() -> None:
    """The two answers come apart in time: together they point to the prescriber."""
    life = Life()
    life.ticks(keep={"new_urges": 1})
    assert life.shown == []
    life.clock.go_on(days=7)
    life.ticks(keep={"listed_medicine": 1})
    assert (life.topics, life.levels) == (["medicines"], {"prominent"})


def test_a_night_one_cannot_recall_with_drugs_and_no_wish_for_it() -> None:
    """Chemsex, lost hours, “it was not what I wanted”: the quiet line, and the ways are closed."""
    life = Life()
    life.ticks(keep={"chemsex": 1, "blackout": 1})
    assert "do not stop all at once" in life.words
    life.clock.go_on(minutes=1)
    life.visit = life.visit.answer(VisitAnswers(at=life.clock(), unable=True))
    outcome = life.journal.safety.current(life.visit, unfree=True)
    assert outcome.notice is not None
    assert outcome.notice.offer is not None
    life.lock()
    assert not offered(life) & TOWARD


def test_a_torn_condom_in_someone_calm_is_hours_and_nothing_else() -> None:
    """Four days ago, no distress: what still works is told, what is too late is not promised."""
    life = Life()
    life.says(worries=frozenset({HealthWorry.UNPROTECTED}), hours_since_unprotected=120)
    assert life.levels == {"info"}
    assert "120 hours" in life.words
    assert "HIV" not in life.words
    assert "levonorgestrel" not in life.words


def test_after_force_the_hours_that_count_are_told() -> None:
    """Forced last night, bleeding: what works for hours only is on the page, with no police needed."""
    life = Life()
    life.look_back(Kind.PARTNERED, consent=Consent.FORCED)
    life.visit = life.visit.answer(
        VisitAnswers(at=life.clock(), worries=frozenset({HealthWorry.BLEEDING}))
    )
    life.clock.go_on(minutes=1)
    life.check_in(6)
    assert life.topics == ["quiet_page", "body_and_health"]
    assert "without the police" in life.words
    assert "HIV for 72" in life.words


# ------------------------------------------------------------------ one moment is one moment


def paused(life: Life, before: int, tried: int, after: int) -> None:
    """Go through a pause with a practice in it: five ratings within ten minutes."""
    journal = life.journal
    started = journal.add_all([own(life, PauseStarted())])
    assert started == 1
    pause = journal.history().of(PauseStarted)[-1].id
    for body in (
        StepAnswered(pause=pause, step=PauseStep.RATE, distress=before, urge=8),
        PracticeDone(practice="breathe", pause=pause, distress_before=before, distress_after=tried),
        StepAnswered(pause=pause, step=PauseStep.AFTER, distress=tried),
        PauseEnded(pause=pause, ending=PauseEnding.FINISHED, distress=after),
    ):
        life.clock.go_on(minutes=2)
        journal.add_all([own(life, body)])
    outcome = journal.safety.current(life.visit)
    if outcome.notice is not None:
        life.shown.append(outcome.notice)


def own(life: Life, body: Any) -> Entry:
    """Put an envelope around something written now."""
    now = life.clock()
    return Entry(id=new_id(now), at=now, recorded=now, zone="UTC", body=body)


def test_one_hard_pause_is_one_heavy_moment() -> None:
    """Nine before, nine after a breath, nine at the end: an ordinary hard pause, and no page after it."""
    life = Life()
    paused(life, 9, 9, 9)
    assert life.shown == []


def test_two_hard_pauses_within_a_day_are_met() -> None:
    """The second hard pause of the day brings the gentle page, once."""
    life = Life()
    paused(life, 9, 8, 7)
    life.clock.go_on(hours=5)
    paused(life, 7, 8, 9)
    assert life.topics == ["heavy_days"]


# ------------------------------------------------------------------ pressure, fear, force


def test_the_yes_and_the_had_to_disagree() -> None:
    """“It was free” with “had to, because of the other person”: the second is believed."""
    life = Life()
    name = life.look_back(
        Kind.PARTNERED,
        consent=Consent.FREE,
        had_to=6,
        had_to_source=HadToSource.OTHER_PERSON,
        pleasure=8,
    )
    assert life.topics == ["quiet_page"]
    time = life.journal.look_backs.find(name)
    assert time is not None
    assert not time.counts_as_coping


def test_forced_twenty_years_ago_and_a_good_life_now() -> None:
    """Told today, met today with the one line; no figure, no list of signs, no care within days."""
    life = Life()
    life.look_back(
        Kind.OTHER, at=START - timedelta(days=20 * 365), consent=Consent.FORCED, distress_after=9
    )
    assert [n.offer is not None for n in life.shown] == [True]
    assert life.journal.safety.grounds() == ()
    life.goes_on(days=10)
    assert life.topics == ["quiet_page"]


def test_the_quiet_page_has_no_gender_in_either_language() -> None:
    """A man pressed by a woman, a woman by her wife: the same page, and it fits."""
    for language, words in (
        ("en", {"he", "she", "him", "her", "his", "hers", "man", "woman", "husband", "wife"}),
        ("de", {"er", "ihm", "ihn", "mann", "frau", "ehemann", "täter", "opfer"}),
    ):
        with speaking(language):
            page = quiet_page()
            said = " ".join((page.title, *page.lines)).lower()
        assert not words & {word.strip(".,;:!?“”„’") for word in said.split()}


def test_fear_without_force_said_twice_in_a_row() -> None:
    """The same fear answered twice: each answer has its line, nothing grows, one lift opens all."""
    life = Life()
    for _ in range(2):
        life.look_back(Kind.PARTNERED, consent=Consent.AFRAID)
        life.clock.go_on(minutes=1)
    assert life.topics == ["quiet_page"] * 2
    life.clock.go_on(minutes=1)
    life.journal.safety.lift()
    assert offered(life) >= TOWARD


def worked(life: Life, **said: Any) -> None:
    """Look back at a time that was work."""
    back = LookBack(episode=NO_EPISODE, **said)
    life.journal.look_backs.add(Episode(kind=Kind.PARTNERED, work=True), back)
    outcome = life.journal.safety.current(life.visit, unfree=back.unfree)
    if outcome.notice is not None:
        life.shown.append(outcome.notice)


def test_paid_and_pressed_is_met_like_anyone() -> None:
    """Work, for money, and pressured: the quiet line; in no figure and in no index."""
    life = Life()
    worked(life, consent=Consent.PRESSURED, had_to=9, had_to_source=HadToSource.MONEY)
    assert life.topics == ["quiet_page"]


def test_sex_as_work_is_nobodys_symptom() -> None:
    """Thirty working nights for money, tired and without desire: no page, no ground, nothing counted."""
    life = Life()
    for _ in range(30):
        worked(
            life,
            consent=Consent.FREE,
            had_to=9,
            had_to_source=HadToSource.MONEY,
            could_say_no=3,
            distress_after=5,
        )
        life.clock.go_on(hours=20)
    life.week(6)
    assert life.shown == []
    assert life.journal.safety.grounds() == ()


def test_not_sure_whether_it_was_free_is_never_a_sign_of_poor_steering() -> None:
    """Ten driven times with someone, unsure of the consent: unclear counts nowhere."""
    life = Life()
    for _ in range(10):
        life.look_back(
            Kind.PARTNERED,
            had_to=9,
            had_to_source=HadToSource.INSIDE,
            could_say_no=0,
            consent=Consent.UNSURE,
        )
        life.clock.go_on(hours=20)
    life.week(9)
    assert "hard_to_steer" not in life.topics


# ------------------------------------------------------------------ faith, desire, nothing wrong


def test_shame_by_faith_with_one_high_check_and_no_loss() -> None:
    """One long check above its mark, values in conflict, life not in the way: no page."""
    life = Life()
    life.reflect("values", "conflict", 9)
    life.scale("csbd-19", *([3] * 19))
    life.week(3)
    life.goes_on(days=10)
    assert life.shown == []


def test_two_high_checks_without_a_life_in_the_way_are_no_message() -> None:
    """Two checks above the mark a month apart, and nothing gets in the way: nothing is said."""
    life = Life()
    for _ in range(2):
        life.scale("csbd-19", *([3] * 19))
        life.week(5)
        life.clock.go_on(days=30)
    assert life.shown == []


def test_a_whole_month_answered_to_the_full_with_nothing_wrong() -> None:
    """Every check, every question, every kind of note, all of it well: not one page, nothing closed."""
    life = Life()
    life.scale("who-5", 4, 4, 3, 4, 4)
    life.scale("phq-4", 0, 1, 0, 1)
    life.scale("hark", 0, 0, 0, 0)
    life.scale("pc-ptsd-5", 0, 0, 0, 0, 0, 0)
    life.journal.safety.keep(private=True, values={"fear": 0, "neck_unwanted": 0})
    life.ticks(keep=dict.fromkeys(("chemsex", "listed_medicine", "new_urges", "pregnant"), 0))
    for day in range(31):
        life.check_in(distress=2 + day % 5, urge=day % 9, security=8)
        life.look_back(
            Kind.PARTNERED if day % 3 else Kind.SOLO,
            consent=Consent.AGREED_PLAY if day % 2 else Consent.FREE,
            had_to=3,
            could_say_no=10,
            motives=(MotiveMark(motive=Motive.RELIEF, strength=9),),
            costs=(CostMark(consequence=Consequence.SLEEP, bother=2),),
        )
        if day % 7 == 6:
            life.week(1)
        life.clock.go_on(days=1)
    assert life.shown == []
    assert life.journal.safety.closed() == frozenset()
    assert life.journal.safety.grounds() == ()


def test_no_to_every_private_question_never_says_that_all_is_well() -> None:
    """Four noes to the private four: no line, no closing, and no page that calls it safe."""
    life = Life()
    life.scale("hark", 0, 0, 0, 0)
    assert life.shown == []
    assert not life.journal.safety.stands()


# ------------------------------------------------------------------ twice, muted, from elsewhere


def test_the_same_nine_tapped_three_times_is_one_page() -> None:
    """Nine, nine and nine within the hour: one gentle page."""
    life = Life()
    for _ in range(3):
        life.check_in(9)
        life.clock.go_on(minutes=20)
    assert life.topics == ["heavy_days"]


def test_quiet_was_asked_for_and_a_dark_questionnaire_still_speaks() -> None:
    """Heavy days muted: a ten stays quiet, twelve of twelve does not, and then it is quiet again."""
    life = Life()
    life.check_in(9)
    life.clock.go_on(hours=1)
    life.check_in(9)
    life.journal.safety.mute("heavy_days")
    life.clock.go_on(days=1)
    life.check_in(10)
    life.check_in(10)
    assert life.topics == ["heavy_days"]
    life.scale("phq-4", 3, 3, 3, 3)
    assert [n.level for n in life.shown] == ["gentle", "prominent"]
    life.goes_on(days=5, distress=10)
    assert len(life.shown) == 2


@pytest.mark.parametrize("topic", ["staying_safe", "body_now", "quiet_page", "stop_now"])
def test_what_must_stay_in_reach_cannot_be_muted(topic: str) -> None:
    """Quiet is refused for life, body, pressure and acts, whatever was shown."""
    life = Life()
    life.says(thoughts_of_killing_self=Reply.YES)
    with pytest.raises(InputError):
        life.journal.safety.mute(topic)


def test_a_month_of_phone_notes_taken_in_on_one_evening() -> None:
    """Old heavy nights on the phone are not judged weeks later; last week's are, once, as past."""
    life = Life()
    for days in (30, 29, 28):
        life.sealed(START - timedelta(days=days), CheckIn(distress=10))
    life.journal.add_all([phoned(START - timedelta(days=20), CheckIn(distress=10))])
    assert life.unlock() is None
    for hours in (20, 19):
        life.journal.add_all([phoned(START - timedelta(hours=hours), CheckIn(distress=9))])
    notice = life.unlock()
    assert notice is not None
    assert (notice.late, notice.level) == (True, "gentle")
    assert life.unlock() is None


def phoned(at: object, body: CheckIn) -> Entry:
    """Make a note written on the phone."""
    assert isinstance(at, type(START))
    return Entry(id=new_id(at), at=at, recorded=at, zone="UTC", body=body, source=Source.PHONE)


def test_an_imported_diary_of_days_without_hours_starts_no_alarm() -> None:
    """Ten bare dates rated ten: the dates have no hours, and nothing is made of them."""
    life = Life()
    made = []
    for day in range(10):
        at = START - timedelta(days=day)
        entry = Entry(
            id=new_id(at),
            at=at,
            recorded=START,
            zone="UTC",
            body=CheckIn(distress=10),
            source=Source.IMPORT,
            precision=Precision.DAY,
        )
        made.append(entry)
    life.journal.add_all(made)
    life.check_in(3)
    assert life.shown == []


def test_an_imported_force_of_years_ago_closes_without_a_word() -> None:
    """A file brings an old time that was forced: closed toward a person, and no page jumps up."""
    life = Life()
    at = START - timedelta(days=900)
    episode = Entry(
        id=new_id(at),
        at=at,
        recorded=START,
        zone="UTC",
        body=Episode(kind=Kind.PARTNERED),
        source=Source.IMPORT,
    )
    back = replace(
        episode, id=new_id(at), body=LookBack(episode=episode.id, consent=Consent.FORCED)
    )
    life.journal.add_all([episode, back])
    life.clock.go_on(hours=1)
    life.check_in(3)
    assert life.shown == []
    assert not offered(life) & TOWARD


# ------------------------------------------------------------------ behind the second key


def put_away(life: Life, name: str) -> str:
    """Put an entry behind the key; return the name of what was kept."""
    return life.journal.behind.keep(name).id


def test_put_behind_the_key_the_ways_stay_closed_and_nothing_else_is_left() -> None:
    """After it is put away: closed as before, no reason in the facts, no message, no ground."""
    life = keyed()
    name = life.look_back(Kind.PARTNERED, consent=Consent.FORCED, distress_after=9)
    before = life.journal.safety.closed()
    life.clock.go_on(minutes=1)
    put_away(life, name)
    life.lock()
    assert life.journal.safety.closed() == before
    facts = life.journal.safety.facts()
    assert facts.times == ()
    assert not any(f.topic == "quiet_page" for f in evaluate(facts))
    life.goes_on(days=20)
    assert life.topics == ["quiet_page"]


def test_ten_driven_times_put_away_are_no_sign_any_more() -> None:
    """The rules see only what is open: no page on steering until they are back and it is asked again."""
    life = keyed()
    names = []
    for _ in range(10):
        names.append(
            life.look_back(Kind.SOLO, had_to=8, had_to_source=HadToSource.INSIDE, could_say_no=2)
        )
        life.clock.go_on(hours=20)
    kept = [put_away(life, name) for name in names]
    life.week(9)
    assert life.shown == []
    opened = life.journal.behind.open(SECOND)
    for one in kept:
        opened.bring_back(one)
    opened.close()
    assert life.shown == []
    life.clock.go_on(minutes=1)
    life.week(9)
    assert life.topics == ["hard_to_steer"]


def test_lifted_then_put_away_then_brought_back_stays_lifted() -> None:
    """What the person opened again is not closed by moving the same old note to and fro."""
    life = keyed()
    name = life.look_back(Kind.PARTNERED, consent=Consent.PRESSURED)
    life.clock.go_on(days=1)
    life.journal.safety.lift()
    life.clock.go_on(days=1)
    kept = put_away(life, name)
    assert offered(life) >= TOWARD
    life.clock.go_on(days=1)
    opened = life.journal.behind.open(SECOND)
    opened.bring_back(kept)
    opened.close()
    life.clock.go_on(days=1)
    life.check_in(3)
    assert offered(life) >= TOWARD
    assert life.topics == ["quiet_page"]


def test_put_away_while_closed_then_lifted_then_brought_back() -> None:
    """The person lifts while the note lies away; the old note coming back closes nothing anew."""
    life = keyed()
    name = life.look_back(Kind.PARTNERED, consent=Consent.AFRAID)
    life.clock.go_on(minutes=1)
    kept = put_away(life, name)
    life.clock.go_on(days=1)
    life.journal.safety.lift()
    life.clock.go_on(days=1)
    opened = life.journal.behind.open(SECOND)
    opened.bring_back(kept)
    opened.close()
    assert offered(life) >= TOWARD


def test_a_corrected_answer_put_away_still_closes_by_its_last_word() -> None:
    """“Free” put right as “afraid” and then put away: closed; put right as free before: open."""
    for last, shut in ((Consent.AFRAID, True), (Consent.FREE, False)):
        life = keyed()
        first = Consent.FREE if shut else Consent.AFRAID
        life.clock.go_on(days=1)
        entry, back = life.journal.look_backs.add(
            Episode(kind=Kind.PARTNERED), LookBack(episode=NO_EPISODE, consent=first)
        )
        life.clock.go_on(hours=1)
        life.journal.changes.correct(
            back.id, LookBack(episode=entry.id, consent=last), seen=back.id
        )
        life.clock.go_on(minutes=1)
        put_away(life, entry.id)
        assert bool(offered(life) & TOWARD) is not shut


def test_a_note_from_the_phone_put_away_before_the_next_opening() -> None:
    """Sealed in fear, then put behind the key: no late page tells of it, the ways stay closed."""
    life = keyed()
    early = START - timedelta(hours=5)
    life.sealed(
        early, Episode(kind=Kind.PARTNERED), LookBack(episode=NO_EPISODE, consent=Consent.AFRAID)
    )
    life.sealed(early, CheckIn(distress=9), CheckIn(distress=10))
    for item in life.journal.timeline.items():
        put_away(life, item.entry.id)
    assert life.unlock() is None
    assert not offered(life) & TOWARD


@pytest.mark.parametrize("gone", ["forgotten", "taken back"])
def test_gone_after_it_came_from_the_phone_it_still_closes(gone: str) -> None:
    """Sealed in fear, taken in, then forgotten or taken back: closed until the person lifts it."""
    life = Life()
    changes = life.journal.changes
    life.sealed(
        START - timedelta(hours=5),
        Episode(kind=Kind.PARTNERED),
        LookBack(episode=NO_EPISODE, had_to_source=HadToSource.OTHER_PERSON),
    )
    assert life.unlock() is None
    life.clock.go_on(minutes=1)
    (time,) = life.journal.look_backs.all()
    assert time.look_back_entry is not None
    if gone == "forgotten":
        changes.forget(time.entry.id)
    else:
        changes.withdraw(time.look_back_entry.id)
    life.clock.go_on(days=30)
    assert not offered(life) & TOWARD
    life.journal.safety.lift()
    assert offered(life) >= TOWARD
    life.clock.go_on(minutes=1)
    name = life.look_back(Kind.SOLO, had_to=2)
    changes.forget(name)
    assert offered(life) >= TOWARD


def test_what_was_kept_of_the_private_questions_can_be_let_go() -> None:
    """Fear and the four answers, kept and then removed: not one is left, the ways stay closed."""
    life = Life()
    life.scale("pc-ptsd-5", 1, 1, 1, 1, 1, 1)
    life.scale("hark", 0, 1, 0, 0)
    life.journal.safety.keep(private=True, values={"fear": 7})
    life.clock.go_on(days=1)
    life.journal.safety.let_go_of_private()
    kept = [str(e.body) for e in life.journal.history().of(InstrumentAnswered)]
    assert len(kept) == 1
    assert "pc-ptsd-5" in kept[0]
    assert not offered(life) & TOWARD
    head = life.journal.head()
    life.journal.safety.let_go_of_private()
    assert life.journal.head() == head


def test_a_kept_check_on_old_hurt_stands_on_no_page_that_others_may_see() -> None:
    """Its own page came once after the answer; what makes help sensible does not repeat it."""
    life = Life()
    life.scale("pc-ptsd-5", 1, 1, 1, 1, 1, 1)
    assert life.topics == ["old_hurt"]
    assert life.journal.safety.grounds() == ()
    life.scale("phq-4", 3, 3, 3, 3)
    said = life.journal.safety.grounds()
    assert "four-question" in said[0]
    assert not any("old hurt" in ground for ground in said)


def test_no_search_finds_the_words_of_what_was_not_free() -> None:
    """Words written with the time itself are covered like those of its look-back."""
    life = Life()
    back = LookBack(episode=NO_EPISODE, consent=Consent.FORCED, note="a green scarf")
    life.journal.look_backs.add(Episode(kind=Kind.PARTNERED, note="the blue door"), back)
    for words in ("blue", "scarf", "partnered"):
        assert life.journal.timeline.page(Query(words=words)).total == 0
    item = life.journal.timeline.items()[0]
    assert "blue" not in str(shown.record(item))
    assert shown.line(item, "UTC", Words.PLAIN).rstrip().endswith("with someone")


def test_figures_after_putting_away_are_those_of_a_journal_that_never_had_it() -> None:
    """A forced time in no figure before is in none after: putting it away changes no number."""
    life = keyed()
    for day in range(14):
        life.look_back(Kind.SOLO, distress_before=6, distress_after=3, coping=5, had_to=2)
        life.check_in(3 + day % 3)
        life.clock.go_on(days=1)
    name = life.look_back(
        Kind.PARTNERED, consent=Consent.FORCED, distress_before=1, distress_after=10
    )
    life.clock.go_on(minutes=1)
    before = life.journal.insights.page()
    put_away(life, name)
    assert life.journal.insights.page() == before


# ------------------------------------------------------------------ the words


def test_every_page_is_whole_in_german() -> None:
    """Each title, sentence, question and reason is another than the English one."""
    english = load_texts()
    with speaking("de"):
        german = load_texts()
    same = [
        (topic, level, line)
        for topic, levels in english.raw["page"].items()
        for level, page in levels.items()
        for line in page["lines"]
        if line in german.raw["page"][topic][level]["lines"]
    ]
    assert same == []
    assert not {*english.raw["why"].values()} & {*german.raw["why"].values()}


def test_an_urgent_page_in_german_leads_with_the_number() -> None:
    """The first sentence says to call the emergency number, plainly."""
    with speaking("de"):
        life = Life()
        life.says(thoughts_of_killing_self=Reply.YES, about_to_act=Reply.YES)
        notice = life.shown[-1]
    assert "Notruf" in notice.pages[0].lines[0]


def test_losses_ticked_in_one_order_or_the_other_say_the_same() -> None:
    """The job first and the steering later, or the other way round: the stronger page is there once."""
    for loss_first in (True, False):
        life = Life()
        life.driven(10)
        if loss_first:
            life.ticks(losses=frozenset({Loss.WORK}))
            life.week(8)
        else:
            life.week(8)
            life.ticks(losses=frozenset({Loss.WORK}))
        assert life.topics.count("hard_to_steer") >= 1
        assert life.shown[-1].level == "prominent"
        assert facts_at((), now=START, zone="UTC").losses == frozenset()


def test_three_signs_of_energy_for_four_days_after_putting_days_first() -> None:
    """Days are answered on one page and the signs on another: together they are a doctor soon."""
    life = Life()
    life.ticks(energy_days=5)
    assert life.shown == []
    life.clock.go_on(minutes=1)
    life.ticks(
        energy_signs=frozenset(
            {EnergySign.LITTLE_SLEEP_UNTIRED, EnergySign.RACING, EnergySign.UNLIKE_ME_RISKS}
        )
    )
    assert life.levels == {"prominent"}
    assert Level.PROMINENT < Level.URGENT
