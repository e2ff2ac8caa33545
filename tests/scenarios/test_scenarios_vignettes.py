"""People nobody had in mind when the rules were written: what each of them would see."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from leeward.content.practices import for_need
from leeward.core.safety import (
    BodyAlarm,
    EnergySign,
    HealthWorry,
    Loss,
    NeckSign,
    Reply,
    SubstanceSign,
    VisitAnswers,
)
from leeward.events import CheckIn, CostMark, Episode, LookBack, MotiveMark, SafetyShown
from leeward.events.vocabulary import (
    Consent,
    Consequence,
    HadToSource,
    Kind,
    Motive,
    Need,
)
from leeward.exchange.lines.write import lines
from leeward.exchange.tabular.write import table
from support.journals import START
from support.lives import Life

TOWARD = {"connect-first", "sex-on-purpose", "opposite-action"}


def offered(life: Life) -> set[str]:
    """Return every way that may be offered now."""
    shut = life.journal.safety.closed(life.visit)
    return {p.slug for need in Need for p in for_need(need, closed=shut)}


# ------------------------------------------------------------------ thresholds, through the journal


@pytest.mark.parametrize(
    ("hours", "values", "shown"),
    [
        (24, (9, 9), ["heavy_days"]),
        (24.02, (9, 9), []),
        (1, (9, 8), []),
        (1, (10, 9), ["heavy_days"]),
    ],
)
def test_two_peaks_count_within_one_day_only(
    hours: float, values: tuple[int, int], shown: list[str]
) -> None:
    """Nine twice within 24 hours is a heavy day; a minute later, or an eight, is not."""
    life = Life()
    life.check_in(values[0])
    life.clock.go_on(hours=hours)
    life.check_in(values[1])
    assert life.topics == shown


def test_three_days_of_eights_count_over_the_turn_of_a_month() -> None:
    """The seven days are the person's own days, and no month cuts them in two."""
    life = Life(datetime.fromisoformat("2026-10-29T21:00:00+00:00"))
    for gap in (2, 2, 2):
        life.check_in(8)
        life.clock.go_on(days=gap)
    assert life.topics == ["heavy_days"]
    other = Life(datetime.fromisoformat("2026-02-26T21:00:00+00:00"))
    for gap in (3, 4, 3):
        other.check_in(8)
        other.clock.go_on(days=gap)
    assert other.topics == []


@pytest.mark.parametrize(
    ("answers", "shown"),
    [
        ((1, 1, 1, 1), []),
        ((2, 1, 0, 0), ["low_spell"]),
        ((2, 2, 2, 2), ["low_spell"]),
        ((2, 2, 2, 3), ["heavy_days"]),
    ],
)
def test_four_questions_below_at_and_above_their_marks(
    answers: tuple[int, ...], shown: list[str]
) -> None:
    """Four of twelve says nothing, three in one part is gentle, nine in all is prominent."""
    life = Life()
    life.scale("phq-4", *answers)
    assert life.topics == shown


@pytest.mark.parametrize(("raw", "shown"), [(7, ["heavy_days"]), (8, [])])
def test_well_being_of_twenty_eight_is_looked_at_and_thirty_two_is_not(
    raw: int, shown: list[str]
) -> None:
    """Seven points of twenty-five are asked about at once; eight alone are not."""
    life = Life()
    life.scale("who-5", *(2 if n < raw - 5 else 1 for n in range(5)))
    assert life.topics == shown


@pytest.mark.parametrize(("days", "shown"), [(13, []), (14, ["low_spell"]), (15, ["low_spell"])])
def test_low_well_being_counts_twice_two_weeks_apart(days: int, shown: list[str]) -> None:
    """Twelve points twice are a low spell only from a fortnight on."""
    life = Life()
    life.scale("who-5", 3, 3, 2, 2, 2)
    life.clock.go_on(days=days)
    life.scale("who-5", 3, 3, 2, 2, 2)
    assert life.topics == shown


@pytest.mark.parametrize(
    ("driven", "free", "week", "shown"),
    [
        (6, 4, 6, ["hard_to_steer"]),
        (6, 4, 5, []),
        (5, 5, 10, []),
        (6, 3, 6, []),
        (10, 0, 6, ["hard_to_steer"]),
    ],
)
def test_hard_to_steer_needs_ten_times_six_of_ten_and_a_week_in_the_way(
    driven: int, free: int, week: int, shown: list[str]
) -> None:
    """One time fewer, one driven time fewer, or one point less in the way: nothing."""
    life = Life()
    life.driven(driven)
    for _ in range(free):
        life.look_back(Kind.SOLO, had_to=3)
        life.clock.go_on(hours=20)
    life.week(week)
    assert life.topics == shown


@pytest.mark.parametrize(
    ("had_to", "free", "counts"), [(7, 3, True), (6, 3, False), (7, 4, False), (10, 0, True)]
)
def test_driven_has_an_edge_on_both_sides(had_to: int, free: int, counts: bool) -> None:  # noqa: FBT001  a case of the table
    """“Had to” of seven with freedom of three is driven; one point either way is not."""
    life = Life()
    for _ in range(10):
        life.look_back(
            Kind.SOLO, had_to=had_to, had_to_source=HadToSource.INSIDE, could_say_no=free
        )
        life.clock.go_on(hours=10)
    life.week(9)
    assert ("hard_to_steer" in life.topics) is counts


@pytest.mark.parametrize(
    ("weeks", "shown"), [((7,), []), ((7, 6), []), ((7, 7), ["what_it_costs"])]
)
def test_two_costly_weeks_of_four_are_needed(weeks: tuple[int, ...], shown: list[str]) -> None:
    """One bad week is a bad week."""
    life = Life()
    for rating in weeks:
        life.week(rating)
        life.clock.go_on(days=7)
    assert life.topics == shown


@pytest.mark.parametrize(
    ("days", "signs", "shown"), [(3, 3, []), (4, 2, []), (4, 3, ["much_energy"])]
)
def test_much_energy_needs_three_signs_for_four_days(
    days: int, signs: int, shown: list[str]
) -> None:
    """A short night or two of plans is no illness; and no question is about sex."""
    life = Life()
    life.ticks(energy_signs=frozenset(list(EnergySign)[:signs]), energy_days=days)
    assert life.topics == shown


@pytest.mark.parametrize(("weeks", "level"), [(12, "urgent"), (13, None)])
def test_three_signs_after_a_birth_are_urgent_up_to_twelve_weeks(
    weeks: int, level: str | None
) -> None:
    """Two days of racing are care today at twelve weeks, and no message at thirteen."""
    life = Life()
    life.ticks(energy_signs=frozenset(list(EnergySign)[:3]), energy_days=2, weeks_since_birth=weeks)
    assert [n.level for n in life.shown if n.topics == ("much_energy",)] == (
        [level] if level else []
    )


# ------------------------------------------------------------------ one answer, one page


def test_an_urgent_page_is_not_brought_again_by_a_check_up_on_something_else() -> None:
    """After the page on staying safe, an answer on medicines gets its own page and then none."""
    life = Life()
    life.says(thoughts_of_killing_self=Reply.YES)
    for _ in range(2):
        life.clock.go_on(minutes=3)
        life.ticks(listed_medicine=True, new_urges=False)
    life.clock.go_on(minutes=3)
    life.ticks(numb_on_ssri=True)
    life.clock.go_on(minutes=3)
    life.check_in(4)
    assert life.topics == ["staying_safe", "medicines"]
    noted = [e.body for e in life.journal.history().of(SafetyShown)]
    assert [b.topic for b in noted if isinstance(b, SafetyShown)] == ["medicines"]


def test_hours_that_count_are_told_also_after_a_heavier_answer() -> None:
    """Someone who said yes to thoughts of death and then asks about a torn condom hears of the pill."""
    life = Life()
    life.says(thoughts_of_killing_self=Reply.UNSURE)
    life.clock.go_on(minutes=2)
    life.says(worries=frozenset({HealthWorry.UNPROTECTED}), hours_since_unprotected=24)
    assert life.topics == ["staying_safe", "body_and_health"]
    assert "72 hours" in life.words


def test_a_calmer_second_answer_keeps_the_numbers_in_sight() -> None:
    """“No” to “about to act” leaves the page with its lines, without asking again."""
    life = Life()
    first = life.says(thoughts_of_killing_self=Reply.YES)
    life.clock.go_on(minutes=1)
    second = life.says(about_to_act=Reply.NO)
    assert first is not None
    assert second is not None
    assert [p.ask is not None for n in (first, second) for p in n.pages] == [True, False]
    assert second.level == "urgent"
    assert not second.emergency_first


def test_a_page_about_oneself_is_not_repeated_by_other_answers() -> None:
    """What is never stored is met once, and once more only when it is answered once more."""
    life = Life()
    life.says(thoughts_not_acted=True)
    life.clock.go_on(minutes=1)
    life.ticks(chemsex=False)
    life.clock.go_on(minutes=1)
    life.check_in(5)
    assert life.topics == ["worrying_thoughts"]
    life.clock.go_on(minutes=1)
    life.says(thoughts_not_acted=True)
    assert life.topics == ["worrying_thoughts"] * 2
    assert life.journal.history().of(SafetyShown) == ()


def test_a_wrong_tap_can_be_put_right() -> None:
    """The energy page sent again without the box on voices takes that box back."""
    life = Life()
    life.ticks(voices_or_beliefs=True, energy_signs=frozenset({EnergySign.RACING}))
    assert life.levels == {"urgent"}
    life.clock.go_on(minutes=1)
    again = life.ticks(voices_or_beliefs=False, energy_signs=frozenset({EnergySign.RACING}))
    assert again is None


def test_unwanted_thoughts_are_met_once_without_a_loop() -> None:
    """A loving parent with pictures in the head: one card, not one a check-in, no rating, no number."""
    life = Life()
    life.says(horrified_by_thoughts=True)
    for _ in range(5):
        life.clock.go_on(minutes=10)
        life.check_in(7)
    assert life.topics == ["frightening_thoughts"]
    assert "reassurance" in life.journal.safety.closed(life.visit)
    assert offered(life) >= TOWARD


# ------------------------------------------------------------------ nobody is followed around


@pytest.mark.parametrize(
    ("kept", "topic"),
    [
        ({"listed_medicine": 1, "new_urges": 1}, "medicines"),
        ({"flashback": 1}, "old_hurt"),
        ({"loss_money": 1}, "what_it_costs"),
        ({"changes": 4}, "what_it_costs"),
        ({"needed": 1}, "drink_and_drugs"),
        ({"chemsex": 1}, "drink_and_drugs"),
        ({"pregnant": 1}, "around_birth"),
        ({"weeks_since_birth": 0}, "around_birth"),
    ],
)
def test_what_was_kept_once_is_told_once(kept: dict[str, int], topic: str) -> None:
    """Months of visits after one kept tick: its page stood once."""
    life = Life()
    life.ticks(keep=kept)
    life.goes_on(days=95)
    assert life.topics == [topic]


def test_one_dark_questionnaire_does_not_come_back_under_another_name() -> None:
    """Twelve of twelve on the first of the month: one page, and no gentler one when it has aged."""
    life = Life()
    life.scale("phq-4", 3, 3, 3, 3)
    life.goes_on(days=40)
    assert life.topics == ["heavy_days"]
    life.scale("phq-4", 3, 3, 3, 3)
    assert life.topics == ["heavy_days"] * 2


def test_an_old_check_on_hurt_does_not_haunt_the_year() -> None:
    """Five of five on old hurt is answered once; the ways stay gentle all the while."""
    life = Life()
    life.scale("pc-ptsd-5", 1, 1, 1, 1, 1, 1)
    life.goes_on(days=60)
    assert life.topics == ["old_hurt"]
    assert "body_focus" in life.journal.safety.closed()


def test_a_muted_topic_stays_quiet_and_a_loss_may_still_speak() -> None:
    """Quiet was asked for after a gentle page; the same stays quiet, a lost job does not."""
    life = Life()
    life.driven(10)
    life.week(6)
    life.journal.safety.mute("hard_to_steer")
    life.clock.go_on(days=7)
    life.week(9)
    assert life.topics == ["hard_to_steer"]
    life.clock.go_on(hours=1)
    life.ticks(keep={"loss_work": 1})
    assert life.topics == ["hard_to_steer", "hard_to_steer"]
    assert life.shown[-1].level == "prominent"


def test_a_lost_job_is_told_by_the_stronger_page_only() -> None:
    """When “hard to steer” has said it, “what it costs” does not follow for the same answers."""
    life = Life()
    life.driven(10)
    life.ticks(keep={"loss_work": 1})
    life.week(8)
    life.goes_on(days=20)
    assert life.topics.count("hard_to_steer") == 1
    assert life.topics.count("what_it_costs") == 1
    assert life.topics.index("what_it_costs") < life.topics.index("hard_to_steer")


# ------------------------------------------------------------------ pressure, fear and force


def test_something_long_ago_that_is_told_today_is_met_today() -> None:
    """A look-back at a night nine weeks ago, forced: the one neutral line, and what is closed."""
    life = Life()
    life.look_back(Kind.PARTNERED, at=START - timedelta(days=63), consent=Consent.FORCED)
    assert [n.offer is not None for n in life.shown] == [True]
    assert not offered(life) & TOWARD


def test_naming_the_other_person_is_enough() -> None:
    """The source was ticked and no number given: met, closed, and in no figure on coping."""
    life = Life()
    name = life.look_back(Kind.PARTNERED, had_to_source=HadToSource.OTHER_PERSON, relief=9)
    assert life.topics == ["quiet_page"]
    assert not offered(life) & TOWARD
    time = life.journal.look_backs.find(name)
    assert time is not None
    assert not time.counts_as_coping


def test_pressured_again_after_opening_everything_closes_again() -> None:
    """Lifted on Monday, pressured on Friday: offered anew and closed anew, until lifted anew."""
    life = Life()
    life.look_back(Kind.PARTNERED, consent=Consent.PRESSURED)
    life.clock.go_on(days=1)
    life.journal.safety.lift()
    assert offered(life) >= TOWARD
    life.clock.go_on(days=4)
    life.look_back(Kind.PARTNERED, consent=Consent.PRESSURED)
    assert life.topics == ["quiet_page", "quiet_page"]
    assert not offered(life) & TOWARD
    life.clock.go_on(days=200)
    assert not offered(life) & TOWARD


def test_an_older_time_put_right_as_forced_closes_after_a_lift() -> None:
    """“It was free” becomes “it was not”: the change counts as of today."""
    life = Life()
    name = life.look_back(Kind.PARTNERED, consent=Consent.FREE)
    life.clock.go_on(days=1)
    life.look_back(Kind.PARTNERED, consent=Consent.AFRAID)
    life.clock.go_on(days=1)
    life.journal.safety.lift()
    life.clock.go_on(days=1)
    time = life.journal.look_backs.find(name)
    assert time is not None
    assert time.look_back_entry is not None
    target = time.look_back_entry.id
    changed = LookBack(episode=name, consent=Consent.FORCED)
    life.journal.changes.correct(target, changed, seen=target)
    outcome = life.journal.safety.current(life.visit, unfree=True)
    assert outcome.notice is not None
    assert outcome.notice.offer is not None
    assert not offered(life) & TOWARD


def test_forgetting_the_entry_does_not_open_what_it_closed() -> None:
    """Someone makes the person delete it, or they do: nothing toward that person comes back."""
    life = Life()
    name = life.look_back(Kind.PARTNERED, consent=Consent.AFRAID)
    life.journal.changes.forget(name)
    life.clock.go_on(days=2)
    assert not offered(life) & TOWARD
    life.journal.safety.lift()
    assert offered(life) >= TOWARD


def test_an_urgent_page_first_still_closes_what_pressure_closes() -> None:
    """Voices and force in one visit: care today stands first, and the ways are closed all the same."""
    life = Life()
    life.visit = life.visit.answer(VisitAnswers(at=life.clock(), voices_or_beliefs=True))
    life.look_back(Kind.PARTNERED, consent=Consent.FORCED)
    assert life.topics == ["much_energy"]
    life.lock()
    assert not offered(life) & TOWARD


def test_the_closed_ways_of_this_visit_stay_closed_through_other_answers() -> None:
    """Afraid of them, said on the page that stores nothing: a check-up later opens nothing again."""
    life = Life()
    life.says(went_on_without_yes=True, afraid_of_them=Reply.YES, unfree=True)
    assert life.topics == ["quiet_page"]
    life.clock.go_on(minutes=5)
    life.ticks(chemsex=False)
    assert not offered(life) & TOWARD
    life.lock()
    assert offered(life) >= TOWARD


def test_exports_after_pressure_are_whole_and_say_nothing() -> None:
    """Table and lines both come out, with the time in them and no word of why it stands aside."""
    life = Life()
    life.check_in(6)
    life.look_back(Kind.PARTNERED, consent=Consent.FORCED, distress_after=8)
    life.scale("hark", 1, 1, 0, 0)
    entries = life.journal.history().entries
    said = table(entries, private=False)
    told = b"".join(lines(life.journal.entries(), private=False)).decode()
    for text in (said, told):
        assert "partnered" in text
        for word in ("forced", "hark", "quiet_page", 'consent": "f'):
            assert word not in text
    assert "forced" in table(entries, private=True)


def test_sealed_while_locked_then_deleted_then_unlocked_again() -> None:
    """What was sealed in fear closes; the next opening is silent, also after it was forgotten."""
    life = Life()
    early = life.clock() - timedelta(hours=5)
    life.sealed(
        early, Episode(kind=Kind.PARTNERED), LookBack(episode="0" * 32, consent=Consent.AFRAID)
    )
    assert life.unlock() is None
    assert not offered(life) & TOWARD
    name = life.journal.look_backs.all()[0].entry.id
    life.journal.changes.forget(name)
    assert life.unlock() is None


def test_two_dark_notes_sealed_over_midnight_at_the_turn_of_the_month() -> None:
    """Told as past, once, in the words for past things; a third opening says nothing."""
    life = Life(datetime.fromisoformat("2026-11-01T08:00:00+00:00"))
    night = datetime.fromisoformat("2026-10-31T23:40:00+00:00")
    life.sealed(night, CheckIn(distress=9))
    life.sealed(night + timedelta(minutes=40), CheckIn(distress=9))
    first = life.unlock()
    assert first is not None
    assert first.late
    assert first.topics == ("heavy_days",)
    assert life.unlock() is None


# ------------------------------------------------------------------ people with nothing wrong, or something else


def test_an_asexual_person_who_notes_no_time_at_all() -> None:
    """Ratings, weeks and no sex, no urge: no message, no ground for help, nothing missing."""
    life = Life()
    for day in range(40):
        life.check_in(distress=day % 6, urge=0, security=8)
        if day % 7 == 6:
            life.week(0)
        life.clock.go_on(days=1)
    assert life.shown == []
    assert life.journal.safety.grounds() == ()


def test_a_couple_far_apart_with_much_longing() -> None:
    """Strong urges, solo sex to feel close, lonely evenings: ordinary, and nobody says otherwise."""
    life = Life()
    for day in range(30):
        life.check_in(distress=5, urge=8, security=4)
        life.look_back(
            Kind.SOLO,
            wanting=9,
            closeness=7,
            had_to=2,
            could_say_no=8,
            motives=(MotiveMark(motive=Motive.KEEP_BOND, strength=8),),
        )
        if day % 7 == 6:
            life.week(2)
        life.clock.go_on(days=1)
    assert life.shown == []


def test_grief_is_heavy_and_is_no_disorder_of_desire() -> None:
    """Weeks of eights after a death, with sex as comfort: heavy days, gently, nothing about steering."""
    life = Life()
    for day in range(28):
        life.check_in(distress=8 if day % 2 else 7, urge=3)
        if day % 3 == 0:
            life.look_back(Kind.PARTNERED, consent=Consent.FREE, coping=9, relief=6, had_to=2)
        life.clock.go_on(days=1)
    assert set(life.topics) == {"heavy_days"}
    assert life.levels == {"gentle"}
    assert len(life.topics) <= 4


def test_strict_faith_without_loss_of_control_is_no_sign() -> None:
    """A clash with values of ten, shame of ten, rare and freely chosen: no page on steering."""
    life = Life()
    life.reflect("values", "conflict", 10)
    for _ in range(12):
        life.look_back(Kind.SOLO, shame=10, empty=8, had_to=3, could_say_no=7)
        life.clock.go_on(days=2)
    life.week(4)
    assert life.shown == []
    assert life.journal.safety.grounds() == ()


def test_with_loss_of_control_the_clash_adds_words_and_no_level() -> None:
    """The same person, driven ten times: gentle as for anyone, and both things get respect."""
    life = Life()
    life.reflect("values", "conflict", 7)
    life.driven(10)
    life.week(6)
    assert life.levels == {"gentle"}
    assert "clash with your values" in life.words


def test_agreed_play_with_marks_tears_and_a_safeword_is_left_alone() -> None:
    """Hard, agreed, stoppable: no line, nothing closed, and it counts like any free time."""
    life = Life()
    for _ in range(12):
        name = life.look_back(
            Kind.PARTNERED, consent=Consent.AGREED_PLAY, distress_after=6, could_say_no=9, had_to=1
        )
        life.clock.go_on(days=2)
    assert life.shown == []
    assert offered(life) >= TOWARD
    time = life.journal.look_backs.find(name)
    assert time is not None
    assert time.counts_as_coping


def test_agreed_play_does_not_cover_a_blackout_after_pressure_on_the_neck() -> None:
    """Wanted or not, a blackout needs an ambulance; wanted pressure without signs is information."""
    life = Life()
    watch = life.says(neck_pressure=True)
    assert watch is not None
    assert watch.level == "info"
    life.clock.go_on(minutes=1)
    signs = life.says(neck_pressure=True, neck_signs=frozenset({NeckSign.BLACKOUT}))
    assert signs is not None
    assert (signs.level, signs.emergency_first) == ("urgent", True)
    assert offered(life) >= TOWARD


def test_a_long_erection_is_told_to_go_now() -> None:
    """Four hours are past waiting: the page says now, not some time today."""
    life = Life()
    life.says(body_alarms=frozenset({BodyAlarm.LONG_ERECTION}))
    assert "Go to a hospital now" in life.words


def test_chemsex_with_daily_use_is_met_with_the_one_warning_that_saves_lives() -> None:
    """Not judged, not asked to stop: doses, mixing, and never stopping daily GHB at once."""
    life = Life()
    life.ticks(chemsex=True, substance_signs=frozenset({SubstanceSign.MORE_THAN_MEANT}))
    assert life.levels == {"gentle"}
    assert "do not stop all at once" in life.words
    assert "Do not mix GHB with drink" in life.words


def test_lost_hours_ask_whether_it_was_wanted() -> None:
    """A blackout asks about consent; “not sure” is met with the quiet line and closes for the visit."""
    life = Life()
    life.ticks(substance_signs=frozenset({SubstanceSign.BLACKOUT}))
    asks = [p.ask.key for p in life.shown[-1].pages if p.ask]
    assert asks == ["consent"]
    life.clock.go_on(minutes=1)
    life.visit = life.visit.answer(VisitAnswers(at=life.clock(), unable=True))
    outcome = life.journal.safety.current(life.visit, unfree=True)
    assert outcome.notice is not None
    assert outcome.notice.offer is not None


def test_a_medicine_for_restless_legs_comes_before_any_talk_of_steering() -> None:
    """New gambling and sex since pramipexole, money gone, driven ten times: the prescriber first."""
    life = Life()
    life.driven(10)
    life.visit = life.visit.answer(VisitAnswers(at=life.clock(), losses=frozenset({Loss.MONEY})))
    life.ticks(keep={"listed_medicine": 1, "new_urges": 1})
    life.week(8)
    assert life.topics[0] == "medicines"
    assert life.shown[0].level == "prominent"
    assert "Do not stop alone" in " ".join(life.shown[0].pages[0].lines)


def test_manic_nights_are_found_without_a_question_on_sex() -> None:
    """Much sex alone says nothing; five days untired and racing do, however good it feels."""
    life = Life()
    for _ in range(30):
        life.look_back(Kind.PARTNERED, consent=Consent.FREE, wanting=10, enjoying=10, had_to=1)
        life.clock.go_on(hours=6)
    assert life.shown == []
    life.ticks(
        energy_signs=frozenset(
            {EnergySign.LITTLE_SLEEP_UNTIRED, EnergySign.RACING, EnergySign.OTHERS_NOTICED}
        ),
        energy_days=5,
    )
    assert (life.topics, life.levels) == (["much_energy"], {"prominent"})


def test_a_new_parent_with_a_low_check_hears_of_lines_for_parents() -> None:
    """PHQ-4 of nine, eight weeks after a birth: prominent, with the words for parents."""
    life = Life()
    life.ticks(keep={"weeks_since_birth": 8})
    life.scale("phq-4", 3, 2, 2, 2)
    assert life.topics[-1] == "heavy_days"
    assert "Around a birth" in life.words


def test_costs_of_a_forced_time_are_never_a_price_of_coping() -> None:
    """Work lost after force opens the quiet line, and no page on what it costs."""
    life = Life()
    life.look_back(
        Kind.PARTNERED,
        consent=Consent.FORCED,
        costs=(CostMark(consequence=Consequence.WORK, bother=10),),
    )
    life.goes_on(days=20)
    assert life.topics == ["quiet_page"]


@pytest.mark.parametrize(("bother", "shown"), [(6, []), (7, ["what_it_costs"])])
def test_a_cost_weighs_from_seven(bother: int, shown: list[str]) -> None:
    """A bother of six at work is a cost; seven is a loss."""
    life = Life()
    life.look_back(
        Kind.SOLO,
        had_to=2,
        costs=(CostMark(consequence=Consequence.WORK, bother=bother),),
    )
    assert life.topics == shown


def test_a_heavy_entry_taken_back_takes_its_message_back_too() -> None:
    """A ten tapped by mistake and withdrawn does not make a later nine the second one."""
    life = Life()
    entry = life.journal.check_ins.add(CheckIn(distress=10))
    life.journal.changes.withdraw(entry.id)
    life.clock.go_on(hours=2)
    life.check_in(9)
    assert life.shown == []


def test_everything_at_once_is_one_page_at_a_time_in_order() -> None:
    """Suicide, chest pain, force, a strong check and a birth: life first, then the quiet line, then the rest."""
    life = Life()
    life.says(thoughts_of_killing_self=Reply.YES, body_alarms=frozenset({BodyAlarm.CHEST_PAIN}))
    assert life.shown[0].topics == ("body_now", "staying_safe")
    life.clock.go_on(minutes=5)
    life.look_back(Kind.PARTNERED, consent=Consent.FORCED)
    life.clock.go_on(minutes=5)
    life.scale("phq-4", 3, 3, 3, 3)
    life.clock.go_on(minutes=5)
    life.ticks(keep={"pregnant": 1})
    assert life.topics == ["body_now", "staying_safe", "quiet_page", "heavy_days", "around_birth"]
