"""Reflections, relation cards and words for getting help."""

from __future__ import annotations

import pyphen
import pytest

from leeward.content import lint
from leeward.content.errors import ContentError
from leeward.content.reflections import (
    STRENGTH_WORDS,
    AnswerKind,
    Section,
    Strength,
    all_sections,
    dimension_means,
    parse_section,
    relation_cards,
    relations_lead,
    section,
)
from leeward.safety.findings import RuleId
from leeward.safety.rules import BY_ID
from leeward.util.errors import InputError

_CLOSED_BY_FEAR = {closure.value for closure in BY_ID[RuleId.S4].closes}
_SECTIONS = list(all_sections().values())
_DICTIONARY = pyphen.Pyphen(lang="en_US", left=1, right=1)


def _copy(one: Section) -> str:
    spoken = [one.title, one.lead, one.closing]
    for prompt in one.prompts:
        spoken += [prompt.ask, prompt.why, prompt.hint, prompt.words, *prompt.options]
        spoken += [item.ask for item in prompt.items if item.ask != prompt.ask]
    for group in one.groups:
        spoken += [group.title, *group.lines]
    return "\n".join(line for line in spoken if line)


@pytest.mark.parametrize("one", _SECTIONS, ids=lambda s: s.id)
def test_sections_read_plainly(one: Section) -> None:
    """Each page of questions is kind, short and at most grade 6."""
    text = _copy(one)
    assert lint.find_banned(text, lint.banned_words(), scope=lint.Scope.INTERFACE) == []
    assert lint.long_sentences(text) == []
    grade = lint.reading_grade(text, lambda word: len(_DICTIONARY.positions(word)) + 1)
    assert grade <= lint.CORE_GRADE, f"grade {grade:.1f}"


def test_five_questions_and_six_signs() -> None:
    """The five self-questions and the six signs are there, each with what the notes can show."""
    questions = section("self-questions")
    assert len(questions.prompts) == 5
    assert all(p.beside for p in questions.prompts)
    signs = section("signs")
    assert len(signs.prompts) == 6
    assert all(p.kind is AnswerKind.RATING for p in signs.prompts)
    assert "not proof" in signs.lead


def test_formulation_begins_with_strengths() -> None:
    """The picture has five parts and opens with what protects."""
    parts = [p.id for p in section("formulation").prompts]
    assert parts == ["protects", "likely", "set-off", "keeps-going", "what-it-is"]
    chain = [p.id for p in section("this-time").prompts]
    assert chain == ["before", "body", "thought", "need", "act", "after"]


def test_finder_warns_and_names_criteria() -> None:
    """The finder asks for sex-positive, trauma-informed help and warns of orientation change."""
    therapy = section("therapy")
    wanted = " ".join(therapy.group("who").lines)
    warned = " ".join(therapy.group("warning").lines)
    assert "Sex-positive" in wanted
    assert "Trauma-informed" in wanted
    assert "change who you love" in warned
    assert "afraid of your partner" in warned


def test_safety_plan_has_its_headings() -> None:
    """The plan asks for signs, own ways, distraction, people, lines and a safer room."""
    ids = [p.id for p in section("safety-plan").prompts]
    assert ids[:6] == ["warning", "myself", "places", "people", "professionals", "safer"]


def test_words_for_two_close_with_coercion() -> None:
    """Scripts for couples name the closures that hide them."""
    assert set(section("talk").closed_by) & _CLOSED_BY_FEAR


def test_relation_cards_vanish_with_coercion() -> None:
    """No relation card is shown once someone was pressed, afraid or forced."""
    assert relation_cards(closed=_CLOSED_BY_FEAR) == ()
    cards = relation_cards(closed=())
    ideas = {idea for card in cards for idea in card.ideas}
    assert {"N-R1", "N-R2", "N-R3", "N-R4", "N-R5"} <= ideas
    assert all(card.sources and card.caution for card in cards)
    assert set(STRENGTH_WORDS) == set(Strength)


def test_relation_cards_read_plainly() -> None:
    """Relation cards shame nobody, count no frequency as good and stay at grade 8."""
    cards = relation_cards(closed=())
    text = "\n".join([relations_lead(), *(f"{c.says}\n{c.caution}" for c in cards)])
    assert lint.find_banned(text, lint.banned_words(), scope=lint.Scope.INTERFACE) == []
    assert lint.long_sentences(text) == []
    grade = lint.reading_grade(text, lambda word: len(_DICTIONARY.positions(word)) + 1)
    assert grade <= lint.KNOWLEDGE_GRADE, f"grade {grade:.1f}"
    pressure = next(c for c in cards if "N-R4" in c.ideas)
    assert "responsible" in pressure.caution


def test_attachment_has_two_dials_with_turned_items() -> None:
    """Worry and distance each have five questions, one of them turned round."""
    prompts = section("attachment").prompts
    for dimension in ("anxiety", "avoidance"):
        own = [p for p in prompts if p.dimension == dimension]
        assert len(own) == 5
        assert sum(p.reverse for p in own) == 1


def test_dimension_means_by_hand() -> None:
    """The mean turns reversed answers round and is absent when too little was answered."""
    prompts = section("attachment").prompts
    anxiety = [p.id for p in prompts if p.dimension == "anxiety"]
    answers: dict[str, int | None] = dict.fromkeys(anxiety, 8)
    assert dimension_means(prompts, answers)["anxiety"] == pytest.approx((4 * 8 + 2) / 5)
    assert dimension_means(prompts, answers)["avoidance"] is None
    answers[anxiety[0]] = None
    assert dimension_means(prompts, answers)["anxiety"] == pytest.approx((3 * 8 + 2) / 4)
    assert set(dimension_means(section("week").prompts, {})) == set()
    answers[anxiety[1]] = None
    assert dimension_means(prompts, answers)["anxiety"] is None


def test_unknown_names_are_told() -> None:
    """Asking for a page, question or list that does not exist is told in plain words."""
    with pytest.raises(InputError, match="no page called"):
        section("score")
    with pytest.raises(InputError, match="no question called"):
        section("signs").prompt("total")
    with pytest.raises(InputError, match="no list called"):
        section("therapy").group("prices")
    assert section("signs").prompt("sign-choice").items[0].low == "not like me"


@pytest.mark.parametrize(
    "text",
    [
        'id="x"',
        'id="x"\ntitle="x"\nlead="x"\nclosing="x"\nideas=[]\n[[prompt]]\nid="a"\nask="b"\nkind="c"',
        'id="x"\ntitle="x"\nlead="x"\nclosing="x"\nideas=[]\n[[prompt]]\nid="a"\nask="b"\nkind="choice"',
        'id="x"\ntitle="x"\nlead="x"\nclosing="x"\nideas=[]\n[[prompt]]\nid="a"\nask="b"\nkind="words"\nhnt="d"',
    ],
)
def test_broken_sections_are_refused(text: str) -> None:
    """A missing field, a wrong kind or a misspelt field is reported with the file."""
    with pytest.raises(ContentError, match=r"reflect/x\.toml"):
        parse_section("x.toml", text)
