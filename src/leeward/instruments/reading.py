"""Reading plain data field by field, with errors that name the place."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeVar

from leeward.instruments.definition import (
    MAX_ITEMS,
    MAX_OPTIONS,
    Band,
    Definition,
    DefinitionError,
    Direction,
    Display,
    Item,
    Licence,
    Mark,
    Method,
    Norm,
    Option,
    Precision,
    Scale,
    Wording,
    checked,
)
from leeward.util.language import say

MAX_BYTES = 400_000
MAX_TEXT = 2_000
MAX_NUMBER = 1_000_000
Choice = TypeVar("Choice", bound=StrEnum)


class Table:
    """A mapping that is read key by key; `done` complains of keys nobody asked for."""

    def __init__(self, raw: object, where: str) -> None:
        if not isinstance(raw, dict):
            raise DefinitionError(say("{where}: a group of fields was expected.", where=where))
        self._raw = raw
        self._where = where
        self._seen: set[str] = set()

    def wrong(self, name: str, what: str) -> DefinitionError:
        """Return the error to raise for a field."""
        return DefinitionError(
            say("{where}, field “{name}”: {what}", where=self._where, name=name, what=what),
            field=name,
        )

    def has(self, name: str) -> bool:
        """Return whether a field is there."""
        return name in self._raw

    def take(self, name: str) -> object:
        """Return a field that must be there, whatever it is."""
        self._seen.add(name)
        if name not in self._raw:
            raise self.wrong(name, say("it is missing."))
        found: object = self._raw[name]
        return found

    def text(self, name: str, default: str | None = None) -> str:
        """Return a text of bounded length."""
        if default is not None and not self.has(name):
            return default
        value = self.take(name)
        if not isinstance(value, str):
            raise self.wrong(name, say("a text was expected."))
        if any("\ud800" <= c <= "\udfff" for c in value):
            raise self.wrong(name, say("it holds half a character."))
        if len(value) > MAX_TEXT:
            raise self.wrong(name, say("it is longer than {most} characters.", most=MAX_TEXT))
        return value

    def name(self, name: str) -> str:
        """Return a short text without spaces that is not empty."""
        value = self.text(name)
        if not 0 < len(value) <= 80 or any(c.isspace() or not c.isprintable() for c in value):
            raise self.wrong(name, say("use 1 to 80 characters without spaces."))
        return value

    def number(self, name: str) -> float:
        """Return a finite number of sensible size."""
        value = self.take(name)
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise self.wrong(name, say("a number was expected."))
        if not abs(value) <= MAX_NUMBER:
            raise self.wrong(name, say("the number is too large."))
        return float(value)

    def maybe_number(self, name: str) -> float | None:
        """Return a number, or None where the field is absent."""
        return self.number(name) if self.has(name) else None

    def whole(self, name: str) -> int:
        """Return a whole number of sensible size."""
        value = self.number(name)
        if value != int(value):
            raise self.wrong(name, say("a whole number was expected."))
        return int(value)

    def flag(self, name: str, default: bool) -> bool:  # noqa: FBT001  the default is a flag itself
        """Return true or false."""
        if not self.has(name):
            return default
        value = self.take(name)
        if not isinstance(value, bool):
            raise self.wrong(name, say("true or false was expected."))
        return value

    def choice(self, name: str, kind: type[Choice], default: Choice | None = None) -> Choice:
        """Return one of a fixed set of words."""
        if default is not None and not self.has(name):
            return default
        value = self.text(name)
        if value not in set(kind):
            allowed = ", ".join(kind)
            raise self.wrong(name, say("it is one of {allowed}.", allowed=allowed))
        return kind(value)

    def rows(self, name: str, limit: int = MAX_ITEMS) -> list[object]:
        """Return a list of bounded length; absent counts as empty."""
        if not self.has(name):
            return []
        value = self.take(name)
        if not isinstance(value, list):
            raise self.wrong(name, say("a list was expected."))
        if len(value) > limit:
            raise self.wrong(name, say("it has more than {most} entries.", most=limit))
        return value

    def tables(self, name: str, limit: int = MAX_ITEMS) -> list[Table]:
        """Return a list of groups."""
        return [
            Table(row, f"{self._where}, {name} {place}")
            for place, row in enumerate(self.rows(name, limit), start=1)
        ]

    def done(self) -> None:
        """Complain of the first field that nobody asked for."""
        unknown = sorted(str(key)[:60] for key in self._raw if key not in self._seen)
        if unknown:
            raise self.wrong(unknown[0], say("it is not known here. Is it spelt as in the guide?"))


def _option(table: Table) -> Option:
    value = table.whole("value")
    option = Option(value=value, label=table.text("label"), code=table.text("code", str(value)))
    table.done()
    return option


def _item(table: Table) -> Item:
    item = Item(
        key=table.name("key"),
        text=table.text("text", ""),
        reverse=table.flag("reverse", default=False),
        gate=table.flag("gate", default=False),
        options=tuple(_option(row) for row in table.tables("options", MAX_OPTIONS)),
    )
    table.done()
    return item


def _mark(table: Table) -> Mark:
    mark = Mark(
        at=table.number("at"),
        direction=table.choice("direction", Direction),
        says=table.text("says"),
        source=table.text("source"),
        sensitivity=table.maybe_number("sensitivity"),
        specificity=table.maybe_number("specificity"),
        sample=table.text("sample", ""),
    )
    table.done()
    return mark


def _band(table: Table) -> Band:
    band = Band(low=table.number("low"), high=table.number("high"), source=table.text("source"))
    table.done()
    return band


def _point(row: object, table: Table) -> tuple[float, float]:
    numbers = isinstance(row, list) and all(
        isinstance(value, int | float) and not isinstance(value, bool) for value in row
    )
    if not numbers or not isinstance(row, list) or len(row) != 2:
        raise table.wrong("points", say("each is a pair of score and percentile."))
    score, rank = float(row[0]), float(row[1])
    if not (abs(score) <= MAX_NUMBER and abs(rank) <= MAX_NUMBER):
        raise table.wrong("points", say("the number is too large."))
    return score, rank


def _norm(table: Table) -> Norm:
    norm = Norm(
        group=table.text("group"),
        n=table.whole("n"),
        country=table.text("country"),
        year=table.whole("year"),
        source=table.text("source"),
        mean=table.maybe_number("mean"),
        sd=table.maybe_number("sd"),
        points=tuple(_point(row, table) for row in table.rows("points")),
    )
    table.done()
    return norm


def _precision(table: Table) -> Precision:
    precision = Precision(
        source=table.text("source"),
        sd=table.maybe_number("sd"),
        reliability=table.maybe_number("reliability"),
        matters=table.maybe_number("matters"),
    )
    table.done()
    return precision


def scale_from(table: Table) -> Scale:
    """Read one scale."""
    keys = table.rows("items")
    if not all(isinstance(key, str) for key in keys):
        raise table.wrong("items", say("it lists the keys of questions."))
    scale = Scale(
        id=table.name("id"),
        title=table.text("title"),
        items=tuple(str(key) for key in keys),
        method=table.choice("method", Method),
        factor=table.number("factor") if table.has("factor") else 1.0,
        prorate=table.maybe_number("prorate"),
        gate=table.name("gate") if table.has("gate") else None,
        marks=tuple(_mark(row) for row in table.tables("marks")),
        bands=tuple(_band(row) for row in table.tables("bands")),
        norms=tuple(_norm(row) for row in table.tables("norms")),
        precision=(
            _precision(Table(table.take("precision"), "precision"))
            if table.has("precision")
            else None
        ),
    )
    table.done()
    return scale


def licence_from(table: Table) -> Licence:
    """Read what is known of the licence."""
    licence = Licence(
        name=table.text("name"),
        holder=table.text("holder"),
        source=table.text("source"),
        commercial=table.flag("commercial", default=False) if table.has("commercial") else None,
        note=table.text("note", ""),
    )
    table.done()
    return licence


def definition_from(raw: object, where: str) -> Definition:
    """Read a whole definition from plain data.

    Raises:
        DefinitionError: something is missing, unknown, of the wrong kind or out of bounds.
    """
    table = Table(raw, where)
    if table.whole("format") != 1:
        raise table.wrong("format", say("this program reads format 1."))
    definition = Definition(
        id=table.name("id"),
        title=table.text("title"),
        version=table.text("version"),
        language=table.name("language"),
        window=table.text("window", ""),
        source=table.text("source"),
        stem=table.text("stem", ""),
        note=table.text("note", ""),
        display=table.choice("display", Display, Display.SCORE),
        private=table.flag("private", default=False),
        wording=table.choice("wording", Wording, Wording.INCLUDED),
        licence=licence_from(Table(table.take("licence"), say("{where}, licence", where=where))),
        options=tuple(_option(row) for row in table.tables("options", MAX_OPTIONS)),
        items=tuple(_item(row) for row in table.tables("items")),
        scales=tuple(scale_from(row) for row in table.tables("scales")),
    )
    table.done()
    return checked(definition)
