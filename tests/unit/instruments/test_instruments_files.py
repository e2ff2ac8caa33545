"""Definition files and answers in TOML and FHIR: round trips, clear errors, no crash."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.content.lint import Scope, banned_words, find_banned
from leeward.instruments.definition import (
    Definition,
    DefinitionError,
    Item,
    Option,
    Wording,
    checked,
    with_wording,
)
from leeward.instruments.fhir import (
    OWN_EXTENSION,
    Release,
    answers_from_fhir,
    answers_to_fhir,
    check_questionnaire,
    from_fhir,
    load_json,
    to_fhir,
)
from leeward.instruments.library import library, shipped
from leeward.instruments.plain import definition_plain, read_toml, write_toml
from leeward.instruments.reading import MAX_BYTES, definition_from
from leeward.instruments.scoring import Score, make_answers, score
from leeward.util.errors import LeewardError

NOW = datetime(2026, 3, 15, 21, 0, tzinfo=UTC)
IDS = [definition.id for definition in library()]
MAY_SHIP = {"phq-4", "who-5", "hark", "pc-ptsd-5"}


@pytest.mark.parametrize("definition", library(), ids=IDS)
def test_toml_round_trip(definition: Definition) -> None:
    """Writing a definition as TOML and reading it gives the same definition."""
    assert read_toml(write_toml(definition)) == definition
    assert read_toml(write_toml(definition).encode()) == definition


@pytest.mark.parametrize("release", Release)
@pytest.mark.parametrize("definition", library(), ids=IDS)
def test_fhir_round_trip(definition: Definition, release: Release) -> None:
    """Writing a definition as FHIR, in either release, and reading it loses nothing."""
    raw = to_fhir(definition, release)
    assert check_questionnaire(raw) == ()
    read = from_fhir(json.dumps(raw))
    assert read.definition == definition
    assert read.left_out == ()


names = st.text(st.characters(codec="utf-8"), max_size=40)
own_words = st.builds(
    lambda texts, stem, note: (texts, stem, note),
    st.lists(names.filter(lambda t: bool(t.strip())), min_size=4, max_size=4),
    names,
    names,
)


@given(words=own_words)
def test_any_words_survive_both_formats(words: tuple[list[str], str, str]) -> None:
    """Quotes, line breaks, control characters and emoji in the words come back as they were."""
    texts, stem, note = words
    base = shipped("pss-4")
    items = tuple(replace(i, text=t) for i, t in zip(base.items, texts, strict=True))
    own = checked(replace(base, items=items, wording=Wording.INCLUDED, stem=stem, note=note))
    assert read_toml(write_toml(own)) == own
    assert from_fhir(json.dumps(to_fhir(own))).definition == own


def test_own_answers_of_one_question_survive() -> None:
    """A question with answers of its own keeps them in both formats."""
    base = shipped("phq-4")
    more = tuple(Option(value=v, label=f"n{v}", code=f"c{v}") for v in range(5))
    own = checked(replace(base, items=(*base.items, Item(key="5", text="More?", options=more))))
    assert read_toml(write_toml(own)) == own
    assert from_fhir(json.dumps(to_fhir(own, Release.R5))).definition == own


@pytest.mark.parametrize("definition", library(), ids=IDS)
def test_wording_only_where_it_may_be_shipped(definition: Definition) -> None:
    """Questions are shipped for the few instruments that clearly allow it, else only the key."""
    included = definition.id in MAY_SHIP
    assert (definition.wording is Wording.INCLUDED) is included
    assert all(bool(item.text) is included for item in definition.items)
    assert definition.licence.name
    assert definition.licence.source
    assert definition.source
    if not included:
        assert definition.licence.commercial is not True
        assert definition.licence.note


def test_unconfirmed_facts_are_left_out() -> None:
    """No mark for CSBD-7, PPCS-6, HBI-19 and PSS; no ECR-12; no parts of CSBD-19 or DERS-16."""
    for instrument in ("csbd-7", "ppcs-6", "hbi-19", "pss-4", "pss-10"):
        assert all(not scale.marks for scale in shipped(instrument).scales)
    assert "ecr-12" not in IDS
    for instrument in ("csbd-19", "ders-16"):
        assert [scale.id for scale in shipped(instrument).scales] == ["total"]


@pytest.mark.parametrize("definition", library(), ids=IDS)
def test_marks_and_notes_label_nobody(definition: Definition) -> None:
    """What is said beside a score holds no shaming word and no name for a person."""
    said = [definition.title, definition.note]
    said += [scale.title for scale in definition.scales]
    said += [mark.says for scale in definition.scales for mark in scale.marks]
    text = "\n".join(said)
    assert find_banned(text, banned_words(), scope=Scope.INTERFACE) == []
    for label in ("disorder", "severe", "risk", "positive", "anxious", "avoidant"):
        assert label not in text.lower()


def test_private_ones_are_marked() -> None:
    """The questions on violence, trauma and suicide stay out of default reports."""
    assert {d.id for d in library() if d.private} == {"hark", "pc-ptsd-5", "asq"}
    assert shipped("asq").display == "resources"


def test_supplied_wording_completes_a_key() -> None:
    """With the person's own copy a key becomes a questionnaire, scored as before."""
    key = shipped("ecr-rs")
    words = {item.key: f"Sentence {item.key}" for item in key.items}
    full = with_wording(key, words, stem="About this person")
    assert full.wording is Wording.INCLUDED
    assert full.item("3").text == "Sentence 3"
    answers = make_answers(full, dict.fromkeys(words, 4))
    assert {r.value for r in score(full, answers) if isinstance(r, Score)} == {4}


@pytest.mark.parametrize("words", [{}, {"1": "only one"}, {"nonsense": "x"}])
def test_supplied_wording_must_be_whole(words: dict[str, str]) -> None:
    """A missing or unknown question is named."""
    with pytest.raises(DefinitionError, match="question"):
        with_wording(shipped("ecr-rs"), words)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"format": 2}, "reads format 1"),
        ({"id": "two words"}, "without spaces"),
        ({"id": None}, "a text was expected"),
        ({"title": "x" * 2001}, "longer than 2000"),
        ({"title": "half \ud800"}, "half a character"),
        ({"private": "yes"}, "true or false"),
        ({"display": "badge"}, "one of score"),
        ({"surprise": 1}, "not known here"),
        ({"licence": "free"}, "group of fields"),
        ({"options": []}, "between 2 and 21 answers"),
        ({"options": [{"value": 1, "label": "a"}] * 2}, "same points"),
        ({"options": [{"value": 1.5, "label": "a"}] * 2}, "whole number"),
        ({"options": [{"value": True, "label": "a"}] * 2}, "a number was expected"),
        ({"options": [{"value": 1e300, "label": "a"}] * 2}, "too large"),
        ({"items": []}, "give 1 to 200"),
        ({"items": "1"}, "a list was expected"),
        ({"items": [{"key": "1", "text": "a"}] * 2}, "same key"),
        ({"items": [{"key": "1"}]}, "words are missing"),
        ({"items": [{"key": "1", "text": "a"}] * 201}, "more than 200"),
        ({"scales": [{"id": "s"}]}, "it is missing"),
    ],
)
def test_errors_name_the_place(change: dict[str, Any], says: str) -> None:
    """Each fault is told with its place and what was expected."""
    raw = {**definition_plain(shipped("phq-4")), **change}
    with pytest.raises(DefinitionError, match=says):
        definition_from(raw, "questionnaire")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"items": ["1", "9"]}, "no question “9”"),
        ({"items": ["1", "1"]}, "twice"),
        ({"items": []}, "uses no question"),
        ({"items": [1]}, "lists the keys"),
        ({"method": "median"}, "one of sum, mean, count"),
        ({"factor": 0}, "above 0"),
        ({"factor": 2, "method": "mean"}, "only a sum"),
        ({"prorate": 1.2}, "between 0 and 1"),
        ({"gate": "9"}, "to begin with"),
        ({"gate": "2"}, "not marked as gate"),
        ({"bands": [{"low": 0, "high": 99, "source": "x"}]}, "cannot be reached"),
        (
            {
                "bands": [
                    {"low": 0, "high": 3, "source": "x"},
                    {"low": 3, "high": 4, "source": "x"},
                ]
            },
            "overlap",
        ),
        (
            {"marks": [{"at": 99, "direction": "at_or_above", "says": "x", "source": "y"}]},
            "cannot be reached",
        ),
        (
            {
                "marks": [
                    {
                        "at": 3,
                        "direction": "at_or_above",
                        "says": "x",
                        "source": "y",
                        "sensitivity": 81,
                    }
                ]
            },
            "share lies between",
        ),
        ({"precision": {"source": "x", "sd": -1}}, "above 0"),
        ({"precision": {"source": "x", "reliability": 1}}, "between 0 and 1"),
        ({"precision": {"source": "x", "matters": 0}}, "above 0"),
    ],
)
def test_faulty_scores_are_named(change: dict[str, Any], says: str) -> None:
    """Each fault of a score is told with its place."""
    scale = {"id": "s", "title": "S", "items": ["1", "2"], "method": "sum", **change}
    raw = {**definition_plain(shipped("phq-4")), "scales": [scale]}
    with pytest.raises(DefinitionError, match=says):
        definition_from(raw, "questionnaire")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"n": 0}, "number of people"),
        ({"year": 12}, "place and year"),
        ({"country": ""}, "place and year"),
        ({"mean": None}, "a number was expected"),
        ({"mean": 99}, "out of range"),
        ({"sd": 0}, "above 0"),
        ({"points": [[3, 90], [5, 80]]}, "must rise"),
        ({"points": [[3, 190]]}, "must rise"),
        ({"points": [[3]]}, "pair of score"),
        ({"points": [["3", 90]]}, "pair of score"),
        ({"points": [[3, 1e12]]}, "too large"),
    ],
)
def test_norms_need_people_place_and_year(change: dict[str, Any], says: str) -> None:
    """A comparison without number, place, year or a rising table is refused."""
    norm = {"group": "g", "n": 10, "country": "X", "year": 2000, "source": "s", "mean": 1, **change}
    scale = {"id": "s", "title": "S", "items": ["1"], "method": "sum", "norms": [norm]}
    raw = {**definition_plain(shipped("phq-4")), "scales": [scale]}
    with pytest.raises(DefinitionError, match=says):
        definition_from(raw, "questionnaire")


def test_norm_without_any_figure_is_refused() -> None:
    """A comparison with neither mean nor percentiles says nothing."""
    norm = {"group": "g", "n": 10, "country": "X", "year": 2000, "source": "s"}
    scale = {"id": "s", "title": "S", "items": ["1"], "method": "sum", "norms": [norm]}
    raw = {**definition_plain(shipped("phq-4")), "scales": [scale]}
    with pytest.raises(DefinitionError, match="mean or percentiles"):
        definition_from(raw, "questionnaire")


@pytest.mark.parametrize(
    "change", [{"method": "mean"}, {"items": ["0", "1"]}], ids=["mean", "gate counted"]
)
def test_gates_are_sound(change: dict[str, Any]) -> None:
    """A gate is no part of its score, and a mean has none."""
    scale = {
        "id": "s",
        "title": "S",
        "items": ["1", "2"],
        "method": "count",
        "gate": "0",
        **change,
    }
    raw = {**definition_plain(shipped("pc-ptsd-5")), "scales": [scale]}
    with pytest.raises(DefinitionError, match="gate"):
        definition_from(raw, "questionnaire")


def test_key_only_file_must_hold_no_wording() -> None:
    """A file that says its wording is to be supplied cannot carry some."""
    raw = definition_plain(shipped("pss-4"))
    raw["items"][0]["text"] = "x"
    with pytest.raises(DefinitionError, match="to be supplied"):
        definition_from(raw, "questionnaire")


def test_unknown_names_are_told() -> None:
    """Unknown questionnaires, questions and scores are named in plain words."""
    with pytest.raises(DefinitionError, match="no questionnaire"):
        shipped("nonsense")
    with pytest.raises(DefinitionError, match="no questionnaire"):
        shipped("phq-4", "xx")
    with pytest.raises(DefinitionError, match="no question"):
        shipped("phq-4").item("9")


def test_too_large_files_are_refused_unread() -> None:
    """A file beyond the limit is refused in both formats."""
    for read in (read_toml, from_fhir):
        with pytest.raises(DefinitionError, match="larger than 400 kB"):
            read("x" * (MAX_BYTES + 1))


def test_nesting_bombs_are_refused() -> None:
    """Deeply nested files end in an error, not in a crash."""
    with pytest.raises(DefinitionError):
        read_toml("a = " + "[" * 100_000)
    with pytest.raises(DefinitionError):
        from_fhir("[" * 100_000)
    with pytest.raises(DefinitionError):
        load_json("[1]")
    with pytest.raises(DefinitionError, match="UTF-8"):
        read_toml(b"\xff\xfe")


def _try(read: Any, data: Any) -> None:
    """Read; only an error with words for the person may come out."""
    message = "read"
    try:
        assert read(data) is not None
    except LeewardError as error:
        message = error.message
    assert message


@settings(max_examples=300, deadline=None)
@given(data=st.binary(max_size=300) | st.text(max_size=300))
def test_noise_never_crashes(data: str | bytes) -> None:
    """Arbitrary bytes and text end in a message for the person or a sound definition."""
    _try(read_toml, data)
    _try(from_fhir, data)
    _try(lambda noise: answers_from_fhir(noise, shipped("phq-4")), data)


json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.floats()
    | st.text(max_size=8)
    | st.just("1"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


def _paths(value: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [here] if here else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += _paths(inner, (*here, key))
    elif isinstance(value, list):
        for place, inner in enumerate(value):
            found += _paths(inner, (*here, place))
    return found


def _broken(data: st.DataObject, raw: Any) -> Any:
    raw = json.loads(json.dumps(raw))
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_paths(raw)))
        holder = raw
        for step in path[:-1]:
            holder = holder[step]
        if data.draw(st.booleans()):
            holder[path[-1]] = data.draw(json_values)
        else:
            del holder[path[-1]]
        if not _paths(raw):
            break
    return raw


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_damaged_files_never_crash(data: st.DataObject) -> None:
    """Good files with parts replaced or removed are read soundly or refused in words."""
    definition = data.draw(st.sampled_from([shipped("phq-4"), shipped("pc-ptsd-5")]))
    kind = data.draw(st.sampled_from(["plain", "questionnaire", "own", "answers"]))
    if kind == "plain":
        raw = _broken(data, definition_plain(definition))
        _try(lambda given: definition_from(given, "questionnaire"), raw)
    elif kind == "questionnaire":
        _try(from_fhir, json.dumps(_broken(data, to_fhir(definition))))
    elif kind == "own":
        whole = to_fhir(definition)
        inner = json.loads(whole["extension"][0]["valueString"])
        whole["extension"][0]["valueString"] = json.dumps(_broken(data, inner))
        _try(from_fhir, json.dumps(whole))
    else:
        answers = make_answers(definition, {"1": 1, "2": 0})
        raw = _broken(data, answers_to_fhir(definition, answers, authored=NOW))
        _try(lambda given: answers_from_fhir(given, definition), json.dumps(raw))


FOREIGN: dict[str, Any] = {
    "resourceType": "Questionnaire",
    "id": "other-app",
    "url": "https://example.org/fhir/Questionnaire/mood",
    "status": "active",
    "title": "Another app's questions",
    "publisher": "Example",
    "copyright": "CC0",
    "item": [
        {
            "linkId": "g",
            "type": "group",
            "text": "Part one",
            "item": [
                {
                    "linkId": "/44250-9",
                    "type": "choice",
                    "text": "How is it?",
                    "answerOption": [
                        {
                            "valueCoding": {
                                "code": "LA6568-5",
                                "display": "Not at all",
                                "extension": [
                                    {
                                        "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
                                        "valueDecimal": 0,
                                    }
                                ],
                            }
                        },
                        {
                            "valueCoding": {
                                "code": "LA6569-3",
                                "display": "Often",
                                "extension": [
                                    {
                                        "url": "http://hl7.org/fhir/StructureDefinition/itemWeight",
                                        "valueDecimal": 3.0,
                                    }
                                ],
                            }
                        },
                    ],
                },
                {"linkId": "b", "type": "boolean", "text": "Yes?"},
                {
                    "linkId": "n",
                    "type": "integer",
                    "text": "How many?",
                    "answerOption": [{"valueInteger": 1}, {"valueInteger": 2}],
                },
                {
                    "linkId": "s",
                    "type": "coding",
                    "text": "Which?",
                    "answerOption": [{"valueString": "this"}, {"valueString": "that"}],
                },
                {"linkId": "t", "type": "text", "text": "Tell us more"},
                {"linkId": "d", "type": "date", "text": "When?"},
            ],
        }
    ],
}


def test_questionnaires_from_elsewhere() -> None:
    """Questions with fixed answers are read with their points; others are named as left out."""
    read = from_fhir(json.dumps(FOREIGN))
    definition = read.definition
    assert definition.id == "other-app"
    assert [item.key for item in definition.items] == ["/44250-9", "b", "n", "s"]
    assert [o.value for o in definition.options_of(definition.items[0])] == [0, 3]
    assert [o.value for o in definition.options_of(definition.items[1])] == [0, 1]
    assert [o.label for o in definition.options_of(definition.items[3])] == ["this", "that"]
    assert read.left_out == ("t", "d")
    assert definition.scales == ()
    assert definition.licence.name == "CC0"
    assert definition.licence.commercial is None


def test_answers_from_elsewhere() -> None:
    """Answers by code, number and yes or no are read against such a questionnaire."""
    definition = from_fhir(json.dumps(FOREIGN)).definition
    response = {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": "https://example.org/fhir/Questionnaire/other-app",
        "status": "completed",
        "language": "fr",
        "item": [
            {
                "linkId": "g",
                "item": [
                    {"linkId": "/44250-9", "answer": [{"valueCoding": {"code": "LA6569-3"}}]},
                    {"linkId": "b", "answer": [{"valueBoolean": True}]},
                    {"linkId": "n", "answer": [{"valueInteger": 2}]},
                    {"linkId": "s", "answer": []},
                ],
            }
        ],
    }
    answers = answers_from_fhir(json.dumps(response), definition)
    assert answers.values == (("/44250-9", 3), ("b", 1), ("n", 2), ("s", None))
    assert answers.language == "fr"


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"resourceType": "Patient"}, "not Questionnaire"),
        ({"status": "fresh"}, "status"),
        ({"title": 3}, "title is not a text"),
        ({"item": []}, "no questions"),
        ({"item": [{"type": "choice"}]}, "no linkId"),
        ({"item": [{"linkId": "a"}]}, "no type"),
        ({"item": [{"linkId": "a", "type": "choice", "text": 1}]}, "not a text"),
        ({"item": [{"linkId": "a", "type": "boolean", "text": "x"}] * 2}, "same|Two questions"),
        ({"item": [{"linkId": "a", "type": "text", "text": "x"}]}, "fixed set"),
        ({"item": [{"linkId": "a", "type": "choice", "answerOption": [{}, {}]}]}, "fixed set"),
        ({"item": [{"linkId": "a", "type": "boolean"}]}, "words are missing"),
        ({"extension": [{"url": OWN_EXTENSION, "valueString": 5}]}, "scoring part"),
    ],
)
def test_faulty_questionnaires_are_told(change: dict[str, Any], says: str) -> None:
    """Each fault in a questionnaire from elsewhere is told in words."""
    with pytest.raises(DefinitionError, match=says):
        from_fhir(json.dumps({**FOREIGN, **change}))


def test_nesting_of_questions_is_bounded() -> None:
    """Questions nested too deep are refused."""
    item: dict[str, Any] = {"linkId": "x", "type": "boolean", "text": "x"}
    for depth in range(6):
        item = {"linkId": f"g{depth}", "type": "group", "item": [item]}
    with pytest.raises(DefinitionError, match="nested"):
        from_fhir(json.dumps({**FOREIGN, "item": [item]}))


@pytest.mark.parametrize(
    ("url", "expected"), [("https://x/a/My_Scale", "my-scale"), ("https://x/?", "questionnaire")]
)
def test_names_from_elsewhere_become_ids(url: str, expected: str) -> None:
    """A questionnaire without an id gets one from its address."""
    raw = {key: value for key, value in FOREIGN.items() if key != "id"}
    assert from_fhir(json.dumps({**raw, "url": url})).definition.id == expected


@pytest.mark.parametrize("definition", library(), ids=IDS)
def test_answers_round_trip(definition: Definition) -> None:
    """Answers, skipped ones too, come back from FHIR as they were, and name no person."""
    values: dict[str, int | None] = {
        item.key: definition.options_of(item)[place % 2].value if place % 3 else None
        for place, item in enumerate(definition.items)
    }
    answers = make_answers(definition, values)
    raw = answers_to_fhir(definition, answers, authored=NOW)
    assert answers_from_fhir(json.dumps(raw), definition) == answers
    assert not {"subject", "author", "source"} & set(raw)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"resourceType": "Questionnaire"}, "no answers"),
        ({"status": "fresh"}, "no status"),
        ({"questionnaire": "urn:leeward:questionnaire:who-5|1998"}, "not to"),
        ({"questionnaire": "urn:leeward:questionnaire:phq-4|1900"}, "another version"),
        ({"item": [{"linkId": "9", "answer": [{"valueInteger": 1}]}]}, "no question"),
        ({"item": [{"linkId": "1", "answer": [{"valueInteger": 7}]}]}, "not one of those"),
        ({"item": [{"linkId": "1", "answer": [{"valueCoding": {"code": "x"}}]}]}, "not one of"),
        ({"item": [{"linkId": "1", "answer": [{"valueBoolean": True}]}]}, "not one of those"),
        ({"item": [{"linkId": "1", "answer": ["x"]}]}, "not one of those"),
        ({"language": 4}, "a text was expected"),
    ],
)
def test_faulty_answers_are_told(change: dict[str, Any], says: str) -> None:
    """Each fault in answers from elsewhere is told in words."""
    phq4 = shipped("phq-4")
    raw = answers_to_fhir(phq4, make_answers(phq4, {"1": 1}), authored=NOW)
    with pytest.raises(DefinitionError, match=says):
        answers_from_fhir(json.dumps({**raw, **change}), phq4)


def test_gate_shows_the_rest_in_fhir() -> None:
    """Other programs are told to ask the rest only after a yes to the first question."""
    raw = to_fhir(shipped("pc-ptsd-5"))
    rest = [item for item in raw["item"] if item["linkId"] not in {"stem", "0"}]
    for item in rest:
        assert item["enableWhen"] == [
            {"question": "0", "operator": "=", "answerCoding": {"code": "1"}}
        ]
