"""A mapping says how the rows of one kind of file become entries. It is a TOML file.

The format is described in docs/guide/import.md, with the mappings that ship as examples.
"""

from __future__ import annotations

import math
import re
import tomllib
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files
from typing import Any

import msgspec

from leeward.events.vocabulary import Emotion, Kind, TriggerClass
from leeward.util.clock import zone
from leeward.util.errors import InputError
from leeward.util.language import say

ENTRY_KINDS = ("check_in", "urge", "episode", "practice", "trigger")
MAX_MAPPING_BYTES = 200_000
MAX_DOTS = 500
"""Dots in one line: the time to read a dotted key grows with their square."""
NOT_TEXT = frozenset({"idna", "punycode", "undefined", "unicode_escape", "raw_unicode_escape"})
"""Codecs that Python counts as text and that are slow, or end in ways of their own."""


class MappingError(InputError):
    """A mapping file that cannot be used; the message names the place."""


@dataclass(frozen=True, kw_only=True)
class TimeRule:
    """Columns joined with `join`, tried with each of `formats` (strptime), then `day_formats`.

    A time that only fits a day format keeps the precision of a day.
    """

    columns: tuple[str, ...]
    formats: tuple[str, ...] = ()
    day_formats: tuple[str, ...] = ()
    join: str = " "
    zone: str = ""


@dataclass(frozen=True, kw_only=True)
class RatingRule:
    """One rating 0 to 10 from the mean of `columns` on a scale from `low` to `high`.

    `words` turns words into numbers on that same scale; `reverse` swaps its ends.
    """

    columns: tuple[str, ...]
    low: float = 0
    high: float = 10
    reverse: bool = False
    words: dict[str, float] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class FlagRule:
    """Tick `emotion` where the number in `column` is at least `at_least`."""

    column: str
    emotion: Emotion
    at_least: float


@dataclass(frozen=True, kw_only=True)
class ListRule:
    """A cell that holds a list, or a single word: split at `split`, renamed by `rename`.

    `target` is emotions, triggers or words. Items that are no known emotion are kept as the
    person's own words; nothing is dropped silently.
    """

    column: str
    target: str
    split: str = ""
    rename: dict[str, str] = field(default_factory=dict)
    trigger_class: TriggerClass = TriggerClass.OTHER


@dataclass(frozen=True, kw_only=True)
class TextRule:
    """Words kept as a note: cells joined by a line break, markup taken out where `markup`."""

    columns: tuple[str, ...]
    labels: tuple[str, ...] = ()
    markup: bool = False


@dataclass(frozen=True, kw_only=True)
class EntryRule:
    """One entry from a row, where the column `when` holds one of `values` (any row without it)."""

    kind: str = "check_in"
    when: str = ""
    values: tuple[str, ...] = ()
    ratings: dict[str, RatingRule] = field(default_factory=dict)
    flags: tuple[FlagRule, ...] = ()
    lists: tuple[ListRule, ...] = ()
    note: TextRule | None = None
    episode_kind: Kind = Kind.OTHER
    name_column: str = ""
    name: str = ""


@dataclass(frozen=True, kw_only=True)
class WideRule:
    """A table with one column a thing: every column but `keep` becomes rows of its own.

    The new rows have the columns `name_as` and `value_as`.
    """

    keep: tuple[str, ...]
    name_as: str = "name"
    value_as: str = "value"


@dataclass(frozen=True, kw_only=True)
class Mapping:
    """All rules for one kind of file."""

    id: str
    title: str
    time: TimeRule
    entries: tuple[EntryRule, ...]
    about: str = ""
    delimiter: str = ","
    encoding: str = "utf-8-sig"
    wide: WideRule | None = None
    ignore: tuple[str, ...] = ()
    empty: tuple[str, ...] = ("", "NA", "NaN", "null")


RATING_FIELDS: dict[str, frozenset[str]] = {
    "check_in": frozenset({"distress", "urge", "security"}),
    "urge": frozenset({"strength"}),
    "episode": frozenset(
        {
            *("distress_before", "distress_after", "security_before", "security_after"),
            *("coping", "wanting", "enjoying", "relief", "pleasure", "closeness"),
        }
    ),
    "practice": frozenset({"distress_before", "distress_after", "urge_before", "urge_after"}),
    "trigger": frozenset({"strength"}),
}


def read_mapping(text: str, *, name: str = "mapping") -> Mapping:
    """Read a mapping from TOML.

    Raises:
        MappingError: the text is not TOML, or a rule is missing or wrong; the place is named.
    """
    if len(text.encode()) > MAX_MAPPING_BYTES:
        raise MappingError(say("{name} is far too large for a mapping.", name=name))
    if any(line.count(".") > MAX_DOTS for line in text.splitlines()):
        raise MappingError(say("{name} has a line with far too many dots.", name=name))
    try:
        plain: dict[str, Any] = tomllib.loads(text)
    except RecursionError as error:
        raise MappingError(
            say("{name} is not a TOML file: it is nested too deeply.", name=name)
        ) from error
    except ValueError as error:
        raise MappingError(
            say("{name} is not a TOML file: {error}.", name=name, error=str(error)[:200])
        ) from error
    try:
        mapping = msgspec.convert(plain, Mapping)
    except (msgspec.ValidationError, InputError) as error:
        raise MappingError(say("{name} does not fit: {error}.", name=name, error=error)) from error
    _check(mapping, name)
    return mapping


def _check(mapping: Mapping, name: str) -> None:
    if mapping.time.zone:
        zone(mapping.time.zone)
    if not mapping.time.columns or not (mapping.time.formats or mapping.time.day_formats):
        raise MappingError(say("{name}: [time] needs columns and at least one format.", name=name))
    for form in (*mapping.time.formats, *mapping.time.day_formats):
        _check_form(form, name)
    if len(mapping.delimiter) != 1 or mapping.delimiter in '\r\n\0"':
        raise MappingError(
            say("{name}: the delimiter is one character, such as a comma.", name=name)
        )
    if mapping.encoding.lower().replace("-", "_") in NOT_TEXT:
        raise MappingError(
            say(
                "{name}: {encoding} is no encoding of a text file.",
                name=name,
                encoding=mapping.encoding,
            )
        )
    if not mapping.entries:
        raise MappingError(
            say("{name}: there is no [[entries]] rule, so nothing would come in.", name=name)
        )
    for number, rule in enumerate(mapping.entries, start=1):
        where = say("{name}, entries rule {number}", name=name, number=number)
        if rule.kind not in ENTRY_KINDS:
            raise MappingError(
                say("{where}: kind is one of {kinds}.", where=where, kinds=", ".join(ENTRY_KINDS))
            )
        for rated, rating in rule.ratings.items():
            if rated not in RATING_FIELDS[rule.kind]:
                raise MappingError(
                    say(
                        "{where}: a {kind} has no rating called {rating}.",
                        where=where,
                        kind=rule.kind,
                        rating=rated[:40],
                    )
                )
            if not (math.isfinite(rating.low) and math.isfinite(rating.high)):
                raise MappingError(
                    say(
                        "{where}, {rating}: low and high are plain numbers.",
                        where=where,
                        rating=rated,
                    )
                )
            if rating.high <= rating.low:
                raise MappingError(
                    say("{where}, {rating}: high must be above low.", where=where, rating=rated)
                )
            if not rating.columns:
                raise MappingError(
                    say("{where}, {rating}: columns is empty.", where=where, rating=rated)
                )
        for item in rule.lists:
            if item.target not in {"emotions", "triggers", "words"}:
                raise MappingError(
                    say("{where}: a list goes to emotions, triggers or words.", where=where)
                )


def _check_form(form: str, name: str) -> None:
    """Refuse a form of time that Python's own reader would break on.

    A letter that stands twice, whatever the input, raises an error there that is no ValueError.
    """
    try:
        datetime.strptime("", form)  # noqa: DTZ007  only the form is tried, no time is read
    except ValueError as error:
        # What an empty text always gives; anything else is about the form itself.
        if not str(error).startswith(("time data", "unconverted")):
            raise MappingError(
                say(
                    "{name}: “{form}” is no form of a time: {error}.",
                    name=name,
                    form=form[:40],
                    error=error,
                )
            ) from error
    except re.error as error:
        raise MappingError(
            say("{name}: “{form}” names one part of a time twice.", name=name, form=form[:40])
        ) from error


def shipped() -> dict[str, str]:
    """Return the mappings that come with Leeward: id to TOML text."""
    folder = files("leeward.exchange.tabular").joinpath("mappings")
    return {
        item.name.removesuffix(".toml"): item.read_text(encoding="utf-8")
        for item in sorted(folder.iterdir(), key=lambda i: i.name)
        if item.name.endswith(".toml")
    }
