"""The words: complete, kind, easy to read, and never naming a rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from random import Random

import pyphen
import pytest

from leeward.content.helplines import Topic
from leeward.content.lint import (
    CORE_GRADE,
    Scope,
    banned_words,
    find_banned,
    long_sentences,
    reading_grade,
)
from leeward.events.vocabulary import Consent, HadToSource
from leeward.safety.choice import Message, Part, QuietOffer
from leeward.safety.facts import (
    BodyAlarm,
    EnergySign,
    FourItems,
    HealthWorry,
    Loss,
    NeckSign,
    PracticeSign,
    Rating,
    Reply,
    Result,
    SafetyFacts,
    SubstanceSign,
    TimeAnswers,
)
from leeward.safety.findings import Level, Reason
from leeward.safety.rehearsal import Week, made_up_week
from leeward.safety.rules import RULES, evaluate
from leeward.safety.texts import Texts, load_texts, offer, pages, parse_texts
from leeward.util.errors import LeewardError
from leeward.util.language import speaking

NOW = datetime(2026, 3, 15, 21, 0, tzinfo=UTC)
TODAY = date(2026, 3, 15)
PAGES = [(rule.topic, level) for rule in RULES for level in rule.levels if level > Level.QUIET]

_DICTIONARY = pyphen.Pyphen(lang="en_US", left=1, right=1)


@cache
def _syllables(word: str) -> int:
    return len(_DICTIONARY.positions(word)) + 1


def _everything_ticked() -> Iterator[SafetyFacts]:
    """Facts that together bring up every reason, note and question."""
    results = tuple(Result(at=NOW - timedelta(days=days), value=8) for days in (1, 8, 15))
    common = SafetyFacts(
        now=NOW,
        today=TODAY,
        not_safe_tapped=True,
        thoughts_of_killing_self=Reply.YES,
        about_to_act=Reply.YES,
        life_not_worth_it=True,
        asq=1,
        distress=tuple(
            Rating(
                at=NOW - timedelta(hours=hours),
                day=(NOW - timedelta(hours=hours)).date(),
                value=10,
            )
            for hours in (1, 2, 30, 60)
        ),
        phq4=(FourItems(at=NOW, low_mood=6, worry=6),),
        who5=tuple(Result(at=NOW - timedelta(days=days), value=20) for days in (1, 20)),
        csbd19=tuple(Result(at=NOW - timedelta(days=days), value=60) for days in (1, 40)),
        pc_ptsd5=5,
        hark=2,
        times=(
            *(TimeAnswers(at=NOW, consent=consent) for consent in Consent),
            TimeAnswers(at=NOW, had_to=9, source=HadToSource.OTHER_PERSON),
            *(
                TimeAnswers(at=NOW, had_to=9, could_say_no=0, source=HadToSource.INSIDE)
                for _ in range(10)
            ),
        ),
        fear_of_partner=4,
        neck_unwanted=True,
        went_on_without_yes=True,
        afraid_of_them=Reply.YES,
        thoughts_not_acted=True,
        acted_or_close=True,
        horrified_by_thoughts=True,
        interference=results,
        value_conflict=9,
        losses=frozenset(Loss),
        changes_not_kept=4,
        practice_signs=frozenset(PracticeSign),
        worries=frozenset(HealthWorry),
        hours_since_unprotected=5,
        short_nights=5,
        neck_pressure=True,
        neck_signs=frozenset(NeckSign),
        body_alarms=frozenset(BodyAlarm),
        substance_signs=frozenset(SubstanceSign),
        chemsex=True,
        energy_signs=frozenset(EnergySign),
        energy_days=9,
        voices_or_beliefs=True,
        listed_medicine=True,
        new_urges=True,
        numb_on_ssri=True,
        brain_event=True,
        pregnant=True,
        weeks_since_birth=4,
    )
    yield common
    yield SafetyFacts(now=NOW, today=TODAY, thoughts_of_killing_self=Reply.UNSURE)
    yield SafetyFacts(now=NOW, today=TODAY, about_to_act=Reply.UNSURE)
    yield SafetyFacts(now=NOW, today=TODAY, asq=0, asq_now=True)
    yield SafetyFacts(now=NOW, today=TODAY, life_not_worth_it=True)
    yield SafetyFacts(now=NOW, today=TODAY, went_on_without_yes=True)
    yield SafetyFacts(now=NOW, today=TODAY, neck_pressure=True, times=common.times)
    yield SafetyFacts(now=NOW, today=TODAY, chemsex=True)
    yield SafetyFacts(now=NOW, today=TODAY, energy_signs=frozenset(EnergySign), weeks_since_birth=3)
    yield SafetyFacts(now=NOW, today=TODAY, energy_signs=frozenset(EnergySign), energy_days=5)
    yield SafetyFacts(now=NOW, today=TODAY, weeks_since_birth=30)
    yield SafetyFacts(now=NOW, today=TODAY, numb_on_ssri=True)
    random = Random(3)
    for _ in range(300):
        yield made_up_week(random, Week.HARD)


def _page_words(topic: str, level: Level, texts: Texts) -> str:
    section = texts.section(topic, level)
    lines = [section["title"] + ".", *section["lines"]]
    for note in section.get("notes", {}).values():
        lines += note["lines"]
    return "\n".join(lines)


@pytest.mark.parametrize(("topic", "level"), PAGES)
def test_pages_read_at_grade_six(topic: str, level: Level) -> None:
    """Every page, its notes included, reads at grade six or below in short sentences."""
    words = _page_words(topic, level, load_texts())
    assert reading_grade(words, _syllables) <= CORE_GRADE
    assert long_sentences(words) == []


@pytest.mark.parametrize(("topic", "level"), PAGES)
def test_pages_shame_nobody_and_name_no_rule(topic: str, level: Level) -> None:
    """No page holds a word that shames, a diagnosis, a workshop word or a rule's name."""
    words = _page_words(topic, level, load_texts())
    assert find_banned(words, banned_words(), scope=Scope.INTERFACE) == []


def test_small_words_too() -> None:
    """Buttons, reasons, questions and the offer hold no such word and short sentences only."""
    raw = load_texts().raw
    words = [raw["offer"], raw["why_title"], raw["why_foot"], raw["late"], raw["mute"]]
    for table in ("option", "action", "route", "why"):
        words += raw[table].values()
    words += [ask["question"] for ask in raw["ask"].values()]
    text = "\n".join(words)
    assert find_banned(text, banned_words(), scope=Scope.INTERFACE) == []
    assert long_sentences(text) == []
    assert reading_grade(text, _syllables) <= CORE_GRADE


def test_every_reason_note_and_question_has_words() -> None:
    """Whatever a rule says is found in the texts: reasons with numbers, notes and questions."""
    texts = load_texts()
    used_reasons = set()
    used_notes = set()
    for facts in _everything_ticked():
        for finding in evaluate(facts):
            if finding.level is Level.QUIET:
                continue
            section = texts.section(finding.topic, finding.level)
            for reason in finding.firing.reasons:
                used_reasons.add(reason.key)
                sentence = texts.why(reason)
                assert "{" not in sentence
                for _, value in reason.values:
                    assert str(value) in sentence
            for note in finding.firing.notes:
                used_notes.add((finding.topic, finding.level.name.lower(), note))
                assert note in section.get("notes", {}), (finding.topic, note)
            if finding.firing.asks:
                assert texts.get("ask", finding.firing.asks, "question")
    assert used_reasons == set(texts.raw["why"])
    written = {
        (topic, level, note)
        for topic, levels in texts.raw["page"].items()
        for level, section in levels.items()
        for note in section.get("notes", {})
    }
    assert written <= used_notes


def test_every_rule_has_its_pages_and_no_page_is_left_over() -> None:
    """There is one page for each rule and level, and no other."""
    written = {
        (topic, level) for topic, levels in load_texts().raw["page"].items() for level in levels
    }
    assert written == {(topic, level.name.lower()) for topic, level in PAGES}


def test_every_why_comes_with_its_number() -> None:
    """A reason without words is an error in plain words, not a blank."""
    with pytest.raises(LeewardError, match="reinstall"):
        load_texts().why(Reason(key="nonsense"))


def test_ways_out_of_every_page() -> None:
    """Every page names help to reach; all but the urgent ones can be put off."""
    texts = load_texts()
    for topic, level in PAGES:
        section = texts.section(topic, level)
        assert section["routes"]
        assert set(section["routes"]) <= {*Topic, "emergency", "doctor", "therapist", "health"}
        assert ("later" in section["actions"]) == (level < Level.URGENT)
        if level is Level.URGENT:
            assert "emergency" in section["routes"]


def test_safe_messaging() -> None:
    """The page on suicide says the word, offers people and hope, and names no way to do it."""
    texts = load_texts()
    words = _page_words("staying_safe", Level.URGENT, texts)
    assert "killing yourself" in words
    for needed in (
        "call, text or chat",
        "someone you feel safe with",
        "emergency number",
        "Help works",
    ):
        assert needed in words
    method = r"pill|rope|bridge|gun|knife|jump|overdose|attempt|selfish|partner|husband|wife"
    assert re.search(method, words, re.IGNORECASE) is None


def test_coercion_page_believes_and_leaves_the_choice() -> None:
    """It believes, lays no blame, leaves the choice, serves any gender and sends nobody away."""
    words = _page_words("quiet_page", Level.PROMINENT, load_texts())
    for needed in (
        "believed",
        "not your fault",
        "You choose",
        "any gender",
        "do not have to leave",
    ):
        assert needed in words
    for never in ("couple", "talk to him", "talk to her", "you should leave", "forgive"):
        assert never not in words


def test_medicine_page_says_do_not_stop_alone() -> None:
    """Nobody is told to stop a medicine."""
    texts = load_texts()
    for level in (Level.GENTLE, Level.PROMINENT):
        words = _page_words("medicines", level, texts)
        assert "Do not stop alone" in words
        assert "this week" in words


def test_offer_is_the_same_neutral_line() -> None:
    """The quiet offer says nothing about what it is about."""
    said = offer(QuietOffer(topic="quiet_page"), load_texts())
    assert said.line == "There is a page that may help."
    assert [option.key for option in said.options] == ["open_now", "later", "no"]


def _message(part: Part, *, late: bool = False) -> Message:
    return Message(
        parts=(part,),
        level=part.level,
        stored=True,
        late=late,
        can_mute=False,
        emergency_first=False,
    )


def test_emergency_words_stand_on_top() -> None:
    """When the emergency comes first, its sentences are the first on the page."""
    part = Part(
        topic="staying_safe",
        level=Level.URGENT,
        notes=("emergency_first",),
        why=(Reason(key="about_to_act"),),
        asks=None,
        peak=None,
    )
    page = pages(_message(part), load_texts())[0]
    assert page.lines[0] == "Call the emergency number now."
    assert page.why == ("You said you may act on them, or have hurt yourself.",)


def test_note_brings_its_own_way_on() -> None:
    """A clash with values brings the page on values among the ways on, once."""
    part = Part(
        topic="hard_to_steer",
        level=Level.GENTLE,
        notes=("values",),
        why=(),
        asks=None,
        peak=None,
    )
    page = pages(_message(part, late=True), load_texts())[0]
    assert "Part of this may be a clash with your values. Both deserve respect." in page.lines
    assert [action.key for action in page.actions].count("values_topic") == 1
    assert page.lead == load_texts().raw["late"]


def test_question_comes_with_the_page() -> None:
    """A page that leads to a question carries it."""
    part = Part(
        topic="heavy_days", level=Level.GENTLE, notes=(), why=(), asks="are_you_safe", peak=10
    )
    page = pages(_message(part), load_texts())[0]
    assert page.ask is not None
    assert page.ask.label == "Are you safe right now?"
    assert page.lead == ""


def test_unknown_language_falls_back_to_english() -> None:
    """A language without its own words shows the English ones, and reaches no other file."""
    for language in ("xx", "../.."):
        with speaking(language):
            unknown = load_texts().raw
        assert unknown == load_texts().raw


def test_note_without_words_leaves_the_page_standing() -> None:
    """A note that a translation does not have yet never takes the page away."""
    part = Part(
        topic="old_hurt", level=Level.GENTLE, notes=("nonsense",), why=(), asks=None, peak=None
    )
    assert pages(_message(part), load_texts())[0].lines


def test_damaged_words_are_told() -> None:
    """A damaged file ends in a message for the person."""
    with pytest.raises(LeewardError, match="damaged"):
        parse_texts("page = [")
