"""Questionnaires and answers as FHIR JSON (releases 4 and 5), written by hand.

Used fields of Questionnaire: resourceType, url, version, name, title, status, language,
publisher, copyright, description, extension, item. Of an item: linkId, type, text, required,
answerOption (valueCoding with code and display), enableWhen, item. Points stand in the
ordinalValue extension (release 4) or itemWeight (release 5). What FHIR has no field for
(scores, keys, marks, norms, licence) travels as JSON in one extension of our own.

Of QuestionnaireResponse: resourceType, questionnaire, status, language, authored, item with
linkId and answer (valueCoding, valueInteger, valueDecimal or valueBoolean).

A person's name, a subject or an author is never written.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from leeward.instruments.definition import (
    FORMAT,
    Definition,
    DefinitionError,
    Item,
    Option,
    Wording,
)
from leeward.instruments.plain import licence_plain, scale_plain, text_of
from leeward.instruments.reading import MAX_NUMBER, MAX_TEXT, Table, definition_from
from leeward.instruments.scoring import Answers, make_answers
from leeward.util.language import mark, say

OWN_EXTENSION = "urn:leeward:instrument:1"
ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
STEM = "stem"
MAX_DEPTH = 5
NOT_STATED = mark("not stated")
AS_IN_FILE = mark("as in the file")
_STATUS = {"draft", "active", "retired", "unknown"}
_ANSWERED = {"in-progress", "completed", "amended", "entered-in-error", "stopped"}
_SILENT = {"display", "group", "string", "text", "url", "attachment", "reference", "quantity"}
_CHOICE = {"choice", "coding", "open-choice"}

Json = dict[str, Any]


class Release(StrEnum):
    """The release of FHIR to write; both are read."""

    R4 = "R4"
    R5 = "R5"


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """A definition read from elsewhere, and the questions that had to stay behind."""

    definition: Definition
    left_out: tuple[str, ...]


def _answer_option(option: Option, release: Release) -> Json:
    points: Json = {"url": ORDINAL if release is Release.R4 else WEIGHT}
    points["valueDecimal"] = option.value
    return {
        "valueCoding": {"extension": [points], "code": option.code, "display": option.label},
    }


def _question(definition: Definition, item: Item, release: Release) -> Json:
    question: Json = {
        "linkId": item.key,
        "type": "choice" if release is Release.R4 else "coding",
        "required": False,
        "answerOption": [_answer_option(o, release) for o in definition.options_of(item)],
    }
    if item.text:
        question["text"] = item.text
    gates = {scale.gate for scale in definition.scales if item.key in scale.items and scale.gate}
    if gates:
        question["enableWhen"] = [
            {"question": gate, "operator": "=", "answerCoding": {"code": option.code}}
            for gate in sorted(gates)
            for option in definition.options_of(definition.item(gate))[1:]
        ]
        question["enableBehavior"] = "any"
    return question


def _own(definition: Definition) -> str:
    fields: Json = {
        "id": definition.id,
        "window": definition.window,
        "source": definition.source,
        "note": definition.note,
        "display": str(definition.display),
        "private": definition.private,
        "wording": str(definition.wording),
        "licence": licence_plain(definition),
        "reverse": [item.key for item in definition.items if item.reverse],
        "gates": [item.key for item in definition.items if item.gate],
        "own_options": [item.key for item in definition.items if item.options],
        "options": [
            {"value": option.value, "label": option.label, "code": option.code}
            for option in definition.options
        ],
        "scales": [scale_plain(scale) for scale in definition.scales],
    }
    return json.dumps(fields, ensure_ascii=False, sort_keys=True)


def to_fhir(definition: Definition, release: Release = Release.R4) -> Json:
    """Return the definition as a FHIR Questionnaire."""
    stem = [{"linkId": STEM, "type": "display", "text": definition.stem}] if definition.stem else []
    licence = definition.licence
    return {
        "resourceType": "Questionnaire",
        "url": canonical(definition),
        "version": definition.version,
        "name": "".join(part.capitalize() for part in re.findall(r"[A-Za-z0-9]+", definition.id)),
        "title": definition.title,
        "status": "active",
        "language": definition.language,
        "publisher": licence.holder,
        "copyright": f"{licence.name}. {licence.source}",
        "description": definition.source,
        "extension": [{"url": OWN_EXTENSION, "valueString": _own(definition)}],
        "item": [*stem, *(_question(definition, item, release) for item in definition.items)],
    }


def canonical(definition: Definition) -> str:
    """Return the address that answers refer to."""
    return f"urn:leeward:questionnaire:{definition.id}"


def load_json(data: str | bytes) -> Json:
    """Read bounded JSON whose outermost value is an object.

    Raises:
        DefinitionError: it is too large, no JSON, or something else than an object.
    """
    text = text_of(data)
    try:
        raw = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise DefinitionError(say("The file is not JSON that can be read.")) from error
    if not isinstance(raw, dict):
        raise DefinitionError(say("The file holds no single record."))
    return raw


def _walk(items: object, depth: int = 1) -> Iterator[tuple[Json, int]]:
    if not isinstance(items, list):
        return
    for item in items:
        if isinstance(item, dict):
            yield item, depth
            if depth < MAX_DEPTH:
                yield from _walk(item.get("item"), depth + 1)


def check_questionnaire(raw: Json) -> tuple[str, ...]:
    """Return what is wrong with the fields of a Questionnaire that we use; empty if nothing."""
    problems = []
    if raw.get("resourceType") != "Questionnaire":
        problems.append(say("resourceType is not Questionnaire."))
    if not isinstance(raw.get("status"), str) or raw["status"] not in _STATUS:
        problems.append(say("status is missing or not one of FHIR's."))
    problems += [
        say("{name} is not a text.", name=name)
        for name in ("url", "version", "name", "title", "language", "publisher", "copyright")
        if name in raw and not isinstance(raw[name], str)
    ]
    if not isinstance(raw.get("item"), list) or not raw["item"]:
        problems.append(say("item is missing: there are no questions."))
    seen: set[str] = set()
    for item, depth in _walk(raw.get("item")):
        link = item.get("linkId")
        if not isinstance(link, str) or not link:
            problems.append(say("A question has no linkId."))
            continue
        if link in seen:
            problems.append(say("Two questions have the linkId “{key}”.", key=link[:40]))
        seen.add(link)
        if not isinstance(item.get("type"), str):
            problems.append(say("Question “{key}” has no type.", key=link[:40]))
        if "text" in item and not isinstance(item["text"], str):
            problems.append(say("The words of question “{key}” are not a text.", key=link[:40]))
        if depth == MAX_DEPTH and item.get("item"):
            problems.append(say("Questions are nested more than {most} deep.", most=MAX_DEPTH))
    return tuple(problems)


def _weight(coding: Json) -> int | None:
    extensions = coding.get("extension")
    for extension in extensions if isinstance(extensions, list) else []:
        if isinstance(extension, dict) and extension.get("url") in (ORDINAL, WEIGHT):
            value = extension.get("valueDecimal")
            if isinstance(value, bool) or not isinstance(value, int | float):
                continue
            if abs(value) <= MAX_NUMBER and value == int(value):
                return int(value)
    return None


def _options(item: Json) -> list[Json] | None:
    """Return the answers of a question as plain data, None where they cannot be used."""
    if item.get("type") == "boolean":
        return [
            {"value": 0, "label": "No", "code": "false"},
            {"value": 1, "label": "Yes", "code": "true"},
        ]
    rows = item.get("answerOption")
    if not isinstance(rows, list) or len(rows) < 2:
        return None
    options: list[Json] = []
    for place, row in enumerate(rows):
        entry = row if isinstance(row, dict) else {}
        coding = entry.get("valueCoding")
        if isinstance(coding, dict):
            weight = _weight(coding)
            code = coding.get("code", str(place))
            label = coding.get("display", code)
            value = place if weight is None else weight
        elif isinstance(entry.get("valueInteger"), int):
            value = entry["valueInteger"]
            label = code = str(value)
        elif isinstance(entry.get("valueString"), str):
            value, label = place, entry["valueString"]
            code = str(place)
        else:
            return None
        options.append({"value": value, "label": label, "code": code})
    return options


def _plain_item(item: Json, *, supplied: bool) -> Json | None:
    options = _options(item)
    if options is None:
        return None
    plain: Json = {"key": item["linkId"], "options": options}
    text = item.get("text", "")
    if supplied or text:
        plain["text"] = text
    return plain


def _shared(items: list[Json], own: Json | None) -> list[Json]:
    """Move answers that all questions share to the definition, as it had them."""
    if own is not None and isinstance(own.get("options"), list):
        kept = own.get("own_options", [])
        for item in items:
            if isinstance(kept, list) and item["key"] not in kept:
                del item["options"]
        return list(own["options"])
    first: list[Json] = items[0]["options"]
    if all(item["options"] == first for item in items):
        for item in items:
            del item["options"]
        return first
    return []


def _own_fields(raw: Json) -> Json | None:
    extensions = raw.get("extension")
    for extension in extensions if isinstance(extensions, list) else []:
        if isinstance(extension, dict) and extension.get("url") == OWN_EXTENSION:
            value = extension.get("valueString")
            if not isinstance(value, str):
                raise DefinitionError("The scoring part of the file is not a text.")
            return load_json(value)
    return None


def _identity(raw: Json) -> str:
    for name in ("id", "name", "url"):
        value = raw.get(name)
        if isinstance(value, str):
            parts = re.findall(r"[A-Za-z0-9.-]+", value.rsplit("/", 1)[-1])
            if parts:
                return "-".join(parts).lower()[:80]
    return "questionnaire"


def _foreign(raw: Json) -> Json:
    """Return the fields of a questionnaire that was not written by this program."""
    unknown = NOT_STATED
    return {
        "id": _identity(raw),
        "source": raw.get("url", unknown),
        "wording": str(Wording.INCLUDED),
        "licence": {
            "name": str(raw.get("copyright", unknown))[:MAX_TEXT] or unknown,
            "holder": str(raw.get("publisher", unknown))[:MAX_TEXT] or unknown,
            "source": AS_IN_FILE,
        },
        "scales": [],
    }


def from_fhir(data: str | bytes) -> Imported:
    """Read a FHIR Questionnaire, ours or another's.

    Questions without a fixed set of answers are left out and named; a questionnaire from
    elsewhere has no scores until a key is added.

    Raises:
        DefinitionError: it is not a Questionnaire, or nothing in it can be used.
    """
    raw = load_json(data)
    problems = check_questionnaire(raw)
    if problems:
        raise DefinitionError(
            say("This questionnaire cannot be used. {problem}", problem=problems[0])
        )
    own = _own_fields(raw)
    fields = _foreign(raw) if own is None else own
    supplied = fields.get("wording") != str(Wording.SUPPLY)
    items: list[Json] = []
    left_out: list[str] = []
    stem = ""
    for item, _ in _walk(raw["item"]):
        plain = None if item["type"] in _SILENT else _plain_item(item, supplied=supplied)
        if plain is not None:
            items.append(plain)
        elif item["type"] == "display" and item["linkId"] == STEM:
            stem = item.get("text", "")
        elif item["type"] not in {"display", "group"}:
            left_out.append(str(item["linkId"])[:80])
    if not items:
        raise DefinitionError(say("None of its questions has a fixed set of answers."))
    options = _shared(items, own)
    for name, role in (("reverse", "reverse"), ("gates", "gate")):
        keys = fields.get(name, [])
        for item in items:
            if isinstance(keys, list) and item["key"] in keys:
                item[role] = True
    plain_definition: Json = {
        "format": FORMAT,
        "title": raw.get("title", raw.get("name", fields.get("id"))),
        "version": raw.get("version", NOT_STATED),
        "language": raw.get("language", "und"),
        "stem": stem,
        "options": options,
        "items": items,
        **{
            name: fields[name]
            for name in (
                *("id", "window", "source", "note", "display", "private", "wording"),
                *("licence", "scales"),
            )
            if name in fields
        },
    }
    return Imported(
        definition=definition_from(plain_definition, "questionnaire"), left_out=tuple(left_out)
    )


def answers_to_fhir(definition: Definition, answers: Answers, *, authored: datetime) -> Json:
    """Return answers as a FHIR QuestionnaireResponse; skipped questions have no answer.

    Raises:
        DefinitionError: the answers do not fit the questionnaire.
    """
    make_answers(definition, dict(answers.values))
    items = []
    for key, value in answers.values:
        entry: Json = {"linkId": key}
        for option in definition.options_of(definition.item(key)):
            if option.value == value:
                entry["answer"] = [{"valueCoding": {"code": option.code, "display": option.label}}]
        items.append(entry)
    return {
        "resourceType": "QuestionnaireResponse",
        "questionnaire": f"{canonical(definition)}|{answers.version}",
        "status": "completed",
        "language": answers.language,
        "authored": authored.isoformat(),
        "item": items,
    }


def _answer_value(definition: Definition, item: Item, answer: object) -> int:
    fields = answer if isinstance(answer, dict) else {}
    options = definition.options_of(item)
    coding = fields.get("valueCoding")
    if isinstance(coding, dict):
        for option in options:
            if option.code == coding.get("code"):
                return option.value
    for name in ("valueInteger", "valueDecimal"):
        value = fields.get(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            for option in options:
                if option.value == value:
                    return option.value
    flag = fields.get("valueBoolean")
    if isinstance(flag, bool):
        for option in options:
            if option.code == str(flag).lower():
                return option.value
    raise DefinitionError(say("The answer to “{key}” is not one of those offered.", key=item.key))


def answers_from_fhir(data: str | bytes, definition: Definition) -> Answers:
    """Read a QuestionnaireResponse to a known questionnaire.

    Raises:
        DefinitionError: it is not one, it is for another questionnaire or version, or an
            answer is not one of those offered.
    """
    raw = load_json(data)
    if raw.get("resourceType") != "QuestionnaireResponse":
        raise DefinitionError(say("The file holds no answers to a questionnaire."))
    if not isinstance(raw.get("status"), str) or raw["status"] not in _ANSWERED:
        raise DefinitionError(say("The answers have no status."))
    address, _, version = str(raw.get("questionnaire", "")).partition("|")
    if address.rsplit("/", 1)[-1].rsplit(":", 1)[-1] != definition.id:
        raise DefinitionError(say("The answers are not to “{title}”.", title=definition.title))
    if version and version != definition.version:
        raise DefinitionError(
            say("The answers are to another version of “{title}”.", title=definition.title)
        )
    values: dict[str, int | None] = {}
    for entry, _ in _walk(raw.get("item")):
        link = entry.get("linkId")
        given = entry.get("answer")
        if not isinstance(link, str) or not isinstance(given, list) or not given:
            continue
        item = definition.item(link)
        values[link] = _answer_value(definition, item, given[0])
    answers = make_answers(definition, values)
    language = Table(raw, "answers").name("language") if "language" in raw else answers.language
    return Answers(
        instrument=answers.instrument,
        version=answers.version,
        language=language,
        values=answers.values,
    )
