"""Ideas of the sources as behaviour: each test is named after the ideas it shows at work."""

from __future__ import annotations

from dataclasses import fields
from datetime import timedelta

import pytest

from leeward.content.knowledge import library, listed, opt_in_pages
from leeward.content.labels import all_labels
from leeward.content.lint import Scope, banned_words, find_banned
from leeward.content.practices import practice
from leeward.content.reflections import all_sections
from leeward.core.leeward import Leeward
from leeward.core.opening import demo
from leeward.core.safety import Visit
from leeward.events import CostMark, LookBack, MotiveMark, NextDay, Settings
from leeward.events.vocabulary import (
    ESCAPE_MOTIVES,
    SOLACE_MOTIVES,
    TRIGGER_CLASS,
    Consequence,
    Good,
    Kind,
    Motive,
    PartnerContext,
    Trigger,
    TriggerClass,
)
from leeward.safety.texts import load_texts
from leeward.util.errors import InputError
from leeward.util.intervals import Estimate
from leeward.web.pages.pause.view_models import WAITS
from support.lives import Life

EPISODE = "0" * 32


@pytest.fixture(scope="module")
def year() -> Leeward:
    """A simulated person's journal of most of a year."""
    return demo(seed=3, days=200)


def answer(journal: Leeward, name: str) -> Estimate:
    """Return one figure of the insights page, which has to be there."""
    found = journal.insights.page().of(name).answer
    assert isinstance(found, Estimate)
    return found


def aftermath(before: int, after: int) -> Life:
    """Twenty free times with the same aftermath, some days apart."""
    life = Life()
    for n in range(20):
        life.look_back(
            Kind.SOLO,
            distress_before=before,
            distress_after=after + n % 2,
            pleasure=7,
            empty=2,
            had_to=1,
            good=(Good.RELAXED,),
        )
        life.clock.go_on(hours=31)
    return life


def test_a_f1_a_m6_no_word_for_a_stored_value_shames() -> None:
    """Nothing a person can tick or note is called a slip, a relapse or a weakness."""
    for one in all_labels().values.values():
        said = f"{one.plain}. {one.quiet}. {one.hint}"
        assert find_banned(said, banned_words(), scope=Scope.EVERYWHERE) == []
    names = {field.name for field in fields(LookBack)} | set(Motive) | set(Consequence) | set(Good)
    assert not names & {"relapse", "slip", "failure", "clean", "streak"}


def test_a_f3_a_f4_a_m0_one_look_back_holds_both_sides_and_many_reasons() -> None:
    """Pleasure and emptiness, what was good and what it cost, and reasons each with its strength."""
    back = LookBack(
        episode=EPISODE,
        coping=8,
        pleasure=7,
        closeness=5,
        relief=6,
        empty=4,
        motives=(
            MotiveMark(motive=Motive.PLEASURE, strength=7),
            MotiveMark(motive=Motive.RELIEF, strength=9),
        ),
        good=(Good.RELAXED,),
        costs=(CostMark(consequence=Consequence.SLEEP, bother=3),),
    )
    assert (back.pleasure, back.empty, len(back.motives)) == (7, 4, 2)
    with pytest.raises(InputError):
        LookBack(episode=EPISODE, coping=11)
    assert {Kind.SOLO, Kind.PORNOGRAPHY, Kind.PARTNERED, Kind.OTHER} == set(Kind)
    assert {Trigger.WORK, Trigger.CONFLICT, Trigger.WORLD} <= set(Trigger)


def test_a_f5_a_f2_a_good_aftermath_is_told_as_good_and_a_bad_one_as_bad() -> None:
    """The sign is free: relief reads as lower, a worse evening as higher, and neither alarms."""
    eased, heavier = aftermath(7, 3), aftermath(3, 7)
    told = [life.journal.insights.page().of("before_after").sentence for life in (eased, heavier)]
    assert "lower" in told[0]
    assert "higher" in told[1]
    assert eased.shown == heavier.shown == []


def test_a_f6_a_s2_what_follows_hard_moments_is_counted_with_its_range(year: Leeward) -> None:
    """The share of hard moments followed by sex stands beside the same for other moments."""
    share = answer(year, "hard_moments")
    assert 0 <= share.low <= share.value <= share.high <= 1
    keys = {figure.key for figure in year.insights.page().of("hard_moments").figures}
    assert {"time", "practice", "nothing", "more_than_other_moments"} <= keys


def test_a_m1_ease_is_told_apart_by_kind(year: Leeward) -> None:
    """Alone, with someone and with a screen each have their own change, or say “not enough”."""
    keys = {figure.key for figure in year.insights.page().of("before_after").figures}
    assert {"kind.solo", "kind.partnered", "kind.pornography"} <= keys


def test_a_m2_the_pause_is_short_and_every_step_may_be_skipped() -> None:
    """Half a minute to a minute and a half, fifteen seconds if need be."""
    dose = practice("P7").dose
    assert dose.seconds <= 90
    assert dose.shortest <= 30


def test_a_m3_a_m10_turning_away_and_being_wanted_are_answers_of_their_own() -> None:
    """Getting away is rated by itself, and the wish to be wanted is no relief from strain."""
    assert LookBack(episode=EPISODE, turning_away=9).turning_away == 9
    assert Motive.FEEL_WANTED in SOLACE_MOTIVES
    assert not SOLACE_MOTIVES & ESCAPE_MOTIVES


def test_a_m4_a_m11_the_next_day_is_asked_only_if_wished_and_both_ways() -> None:
    """Off by default; it asks what was good before what it cost."""
    assert Settings(zone="UTC").next_day_question is False
    names = [field.name for field in fields(NextDay)]
    assert names.index("good_words") < names.index("cost_words")


def test_a_m9_a_s3_a_s1_automatic_urges_and_choice_carry_ranges(year: Leeward) -> None:
    """How much ran by itself, how often a pull came and how free it felt: never a bare number."""
    for name in ("automatic", "urges", "freedom"):
        found = answer(year, name)
        assert found.low < found.value < found.high
        assert found.n > 0


def test_a_m12_reasons_after_harm_are_there_without_detail() -> None:
    """To feel in charge, to feel worth something, to give an old story another end; no more is asked."""
    labels = all_labels().values
    for motive in (Motive.CONTROL, Motive.WORTH, Motive.REWRITE):
        assert labels["motive", motive.value].plain


def test_a_q1_n_c8_n_c9_relief_and_pleasure_wanting_and_enjoying_are_four_answers(
    year: Leeward,
) -> None:
    """None is the other end of another; both may be ten at once, and both may be nought."""
    for value in (0, 10):
        back = LookBack(
            episode=EPISODE, relief=value, pleasure=value, wanting=value, enjoying=value
        )
        assert {back.relief, back.pleasure, back.wanting, back.enjoying} == {value}
    assert isinstance(year.insights.page().of("wanting_enjoying").answer, Estimate)


def test_a_q2_a_r1_n_c6_after_and_during_closeness_are_seen(year: Leeward) -> None:
    """Grounded, connected, empty are asked; heat and closeness stand on two axes with no corners named."""
    names = {field.name for field in fields(LookBack)}
    assert {"grounded", "connected_self", "closeness", "empty"} <= names
    insight = year.insights.page().of("pleasure_closeness")
    assert insight.chart is not None
    assert "quadrant" not in f"{insight.title} {insight.sentence}".lower()


def test_a_q5_a_s4_costs_are_a_list_with_how_much_each_bothers() -> None:
    """Sleep, work, money, bonds, health, values and safety, each 0 to 10 or just ticked."""
    assert {"sleep", "work", "money", "relationship", "health", "values", "safety"} <= set(
        Consequence
    )
    assert CostMark(consequence=Consequence.VALUES).bother is None


def test_a_s6_the_strongest_reason_leads() -> None:
    """Nine of ten times to get away is said as a share with a range, and brings no message."""
    life = Life()
    for n in range(20):
        away = Motive.ESCAPE if n % 10 else Motive.PLEASURE
        life.look_back(
            Kind.SOLO,
            had_to=1,
            motives=(
                MotiveMark(motive=away, strength=9),
                MotiveMark(motive=Motive.CURIOSITY, strength=3),
            ),
        )
        life.clock.go_on(hours=30)
    page = life.journal.insights.page()
    beside = life.journal.reflections.beside(("escape_share",), page)
    assert len(beside) == 1
    share = beside[0].answer
    assert isinstance(share, Estimate)
    assert share.low < share.value < share.high
    assert share.value == pytest.approx(0.9)
    assert life.shown == []


def test_a_t13_the_own_settling_is_a_time_with_a_range(year: Leeward) -> None:
    """How fast a heavy moment passes for this person, in hours."""
    found = answer(year, "settling")
    assert found.unit == "hours"
    assert 0 < found.low < found.high


def test_a_h3_the_page_on_steering_says_how_many_others_there_are() -> None:
    """One in twenty scored high and few had asked; asking is a step forward."""
    said = " ".join(load_texts().raw["page"]["hard_to_steer"]["gentle"]["lines"])
    assert "1 in 20" in said
    assert "step forward" in said


def test_n_c1_threats_to_a_bond_are_a_class_of_their_own() -> None:
    """A fight, a silence and a rejection are told apart from work and money."""
    threats = {one for one, kind in TRIGGER_CLASS.items() if kind is TriggerClass.THREAT}
    assert threats == {Trigger.CONFLICT, Trigger.REJECTION, Trigger.DISTANCE}


def test_n_c2_the_one_i_turn_to_also_hurts_is_asked_and_afraid_leads_elsewhere() -> None:
    """The question is a dial of the attachment talk; any fear closes ways toward that person."""
    prompts = {prompt.id for prompt in all_sections()["attachment"].prompts}
    assert "haven-hurts" in prompts
    life = Life()
    life.says(fear_of_partner=1, unfree=True)
    assert "p17" in life.journal.safety.closed(life.visit)
    assert "p17" not in life.journal.safety.closed(Visit())


def test_n_c4_n_c5_n_c7_getting_a_bond_back_is_a_reason_with_felt_security_before_and_after() -> (
    None
):
    """With an ex, to keep someone near, lost before and home after: all three can be said."""
    assert {PartnerContext.EX, PartnerContext.NEW, PartnerContext.CASUAL} <= set(PartnerContext)
    life = Life()
    for _ in range(12):
        life.look_back(
            Kind.PARTNERED,
            security_before=2,
            security_after=8,
            had_to=2,
            motives=(MotiveMark(motive=Motive.KEEP_BOND, strength=9),),
        )
        life.look_back(
            Kind.SOLO,
            security_before=5,
            security_after=5,
            had_to=0,
            motives=(MotiveMark(motive=Motive.PLEASURE, strength=9),),
        )
        life.clock.go_on(days=1)
    solace = life.journal.insights.page().of("solace")
    gains = {f.key: f.answer for f in solace.figures}
    kept, other = gains["gain_solace"], gains["gain_other"]
    assert isinstance(kept, Estimate)
    assert isinstance(other, Estimate)
    assert kept.value > other.value


def test_n_c10_craving_and_pleasure_are_set_against_each_other(year: Leeward) -> None:
    """Whether wanting and enjoying go together is a figure of the person's own."""
    figures = {f.key: f.answer for f in year.insights.page().of("wanting_enjoying").figures}
    assert isinstance(figures["together"], Estimate)


def test_n_c11_n_c12_hard_stories_are_read_only_on_purpose_and_never_beside_pressure() -> None:
    """The monkeys and sex after violence are in no list, and gone once something was not free."""
    hard = {"two-monkeys", "sex-after-violence"}
    assert not hard & {page.slug for page in listed()}
    assert hard <= {page.slug for page in opt_in_pages(closed=())}
    life = Life()
    life.look_back(Kind.PARTNERED, had_to=9, had_to_source="other_person")
    shut = life.journal.safety.closed()
    assert not hard & {page.slug for page in opt_in_pages(closed=shut)}


def test_n_c13_n_c14_hunches_are_called_hunches() -> None:
    """Casual sex as a way round feelings and costly ways in new bonds are ideas from experience."""
    pages = library().pages
    for slug in ("casual-sex", "new-or-shaky-bonds"):
        assert {str(claim.strength) for claim in pages[slug].claims} <= {"idea", "early"}


def test_n_c16_alarm_makes_the_pause_wait_with_big_choices() -> None:
    """Before writing to an ex at the height of a pull, half an hour can be chosen, as is promised."""
    assert any("half-hour wait" in words for words in practice("P16").not_for)
    assert 30 in WAITS


def test_a_m5_more_may_be_needed_is_looked_at_over_months(year: Leeward) -> None:
    """Relief is kept for each time with its moment, so that a trend over months can be fitted."""
    times = [t for t in year.look_backs.all() if t.look_back and t.look_back.relief is not None]
    assert len(times) > 20
    assert times[-1].at - times[0].at > timedelta(days=120)
