"""One row into the bodies of entries."""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from leeward.events import (
    Body,
    CheckIn,
    Episode,
    LookBack,
    PracticeDone,
    TriggerMark,
    TriggerNoted,
    Urge,
)
from leeward.events.checks import MANY, NAME_LIMIT, NOTE_LIMIT
from leeward.events.vocabulary import TRIGGER_CLASS, Emotion, Precision, Trigger
from leeward.exchange.tabular.mapping import EntryRule, ListRule, Mapping, RatingRule, TextRule
from leeward.util.errors import InputError
from leeward.util.language import decimal, say
from leeward.util.text import clean

TAG = re.compile(r"<[^<>]{0,500}>")


class RowError(InputError):
    """A row, or one cell of it, that cannot be taken as it is."""

    def __init__(self, column: str, message: str) -> None:
        super().__init__(message, field=column)
        self.column = column


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table: its number in the file and its cells by column."""

    line: int
    cells: dict[str, str]
    ragged: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Time:
    """When a row happened and how exactly that is known."""

    at: datetime
    precision: Precision


UNLINKED = "0" * 32


def bodies(row: Row, mapping: Mapping) -> Iterator[tuple[tuple[Body, ...], list[RowError]]]:
    """Give the bodies a row holds, with remarks on cells that were left out.

    A look-back comes right after its episode, its `episode` still `UNLINKED`.
    """
    if row.ragged:
        raise RowError("", say("this line has more cells than the table has columns"))
    if mapping.wide is not None and row.cells.get(mapping.wide.value_as, "") in mapping.ignore:
        return
    for rule in mapping.entries:
        if rule.when and row.cells.get(rule.when, "") not in rule.values:
            continue
        remarks: list[RowError] = []
        yield _bodies(row, rule, mapping, remarks), remarks


def _bodies(
    row: Row, rule: EntryRule, mapping: Mapping, remarks: list[RowError]
) -> tuple[Body, ...]:
    ratings = {
        field: _rating(row, rating, mapping, remarks) for field, rating in rule.ratings.items()
    }
    note = _note(row, rule.note, mapping)
    match rule.kind:
        case "urge":
            return (Urge(strength=ratings.get("strength"), note=note),)
        case "episode":
            episode = Episode(kind=rule.episode_kind, note=note)
            back = _rated(LookBack(episode=UNLINKED), ratings)
            return (episode,) if back == LookBack(episode=UNLINKED) else (episode, back)
        case "practice":
            done = PracticeDone(practice=_name(row, rule), words=note)
            return (_rated(done, ratings),)
        case "trigger":
            mark = _mark(_name(row, rule), rule, ratings.get("strength"))
            return (TriggerNoted(trigger=mark, note=note),)
        case _:
            check_in = _check_in(row, rule, mapping, ratings, note)
            return () if check_in == CheckIn() else (check_in,)


Rated = TypeVar("Rated", CheckIn, LookBack, PracticeDone)


def _rated(record: Rated, ratings: dict[str, int | None]) -> Rated:
    """Return the record with its ratings; the mapping has checked that it has such fields."""
    fields: dict[str, Any] = dict(ratings)
    return replace(record, **fields)


def _name(row: Row, rule: EntryRule) -> str:
    name = clean(rule.name or row.cells.get(rule.name_column, ""), limit=NAME_LIMIT)
    if not name:
        raise RowError(rule.name_column, say("there is no name here"))
    return name


def _check_in(
    row: Row, rule: EntryRule, mapping: Mapping, ratings: dict[str, int | None], note: str
) -> CheckIn:
    emotions: list[Emotion] = [
        flag.emotion
        for flag in rule.flags
        if (number := _number(row.cells.get(flag.column, ""), mapping)) is not None
        and number >= flag.at_least
    ]
    own: list[str] = []
    triggers: list[TriggerMark] = []
    for listed in rule.lists:
        for item in _items(row, listed, mapping):
            if listed.target == "triggers":
                triggers.append(_listed_mark(item, listed))
            elif item in set(Emotion) and listed.target == "emotions":
                emotions.append(Emotion(item))
            else:
                own.append(item)
    made = CheckIn(
        emotions=tuple(dict.fromkeys(emotions)),
        own_emotions=tuple(dict.fromkeys(own))[:MANY],
        triggers=tuple(triggers)[:MANY],
        note=note,
    )
    return _rated(made, ratings)


def _items(row: Row, rule: ListRule, mapping: Mapping) -> Iterator[str]:
    cell = row.cells.get(rule.column, "")
    if cell in mapping.empty:
        return
    for part in cell.split(rule.split) if rule.split else [cell]:
        word = clean(part, limit=NAME_LIMIT)
        if word:
            yield rule.rename.get(word, word)


def _listed_mark(item: str, rule: ListRule) -> TriggerMark:
    known = item in set(Trigger)
    trigger_class = TRIGGER_CLASS[Trigger(item)] if known else rule.trigger_class
    return TriggerMark(name=item, trigger_class=trigger_class)


def _mark(name: str, rule: EntryRule, strength: int | None) -> TriggerMark:
    default = ListRule(column="", target="triggers")
    listed = rule.lists[0] if rule.lists else default
    mark = _listed_mark(name, listed)
    return TriggerMark(name=mark.name, trigger_class=mark.trigger_class, strength=strength)


def _rating(row: Row, rule: RatingRule, mapping: Mapping, remarks: list[RowError]) -> int | None:
    numbers = []
    for column in rule.columns:
        cell = row.cells.get(column, "")
        if cell in mapping.empty:
            continue
        number = rule.words.get(cell, _number(cell, mapping))
        if number is None:
            remarks.append(
                RowError(
                    column,
                    say("“{cell}” is not a number, nor a word the mapping knows", cell=cell[:40]),
                )
            )
        elif not rule.low <= number <= rule.high:
            remarks.append(
                RowError(
                    column,
                    say(
                        "{cell} is outside {low} to {high}",
                        cell=cell[:40],
                        low=decimal(f"{rule.low:g}"),
                        high=decimal(f"{rule.high:g}"),
                    ),
                )
            )
        else:
            numbers.append(number)
    if not numbers:
        return None
    share = (sum(numbers) / len(numbers) - rule.low) / (rule.high - rule.low)
    return math.floor((1 - share if rule.reverse else share) * 10 + 0.5)


def _number(cell: str, mapping: Mapping) -> float | None:
    # Python reads 1_0 as ten; a person who wrote it meant something else.
    if cell in mapping.empty or len(cell) > 40 or "_" in cell:
        return None
    try:
        number = float(cell.replace(",", ".", 1) if "." not in cell else cell)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _note(row: Row, rule: TextRule | None, mapping: Mapping) -> str:
    if rule is None:
        return ""
    parts = []
    for place, column in enumerate(rule.columns):
        cell = row.cells.get(column, "")
        if cell in mapping.empty:
            continue
        text = html.unescape(TAG.sub(" ", cell)) if rule.markup else cell
        label = rule.labels[place] if place < len(rule.labels) else ""
        parts.append(f"{label}: {text}" if label else text)
    return clean("\n".join(parts), limit=NOTE_LIMIT)
