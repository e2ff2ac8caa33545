"""Questions to oneself, relation cards and words for getting help, from `reflect/*.toml`."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from leeward.content.errors import ContentError
from leeward.content.sources import Source, source
from leeward.content.toml_words import REFLECT
from leeward.util.errors import InputError
from leeward.util.language import mark, say
from leeward.util.worded import per_language, worded

_FOLDER = files(__package__).joinpath("reflect")
_LOW, _HIGH = mark("not like me"), mark("very much like me")
_ENOUGH = 0.8


class AnswerKind(StrEnum):
    """How a question is answered: a rating, words, both, or one of some options."""

    RATING = "rating"
    WORDS = "words"
    BOTH = "both"
    CHOICE = "choice"


class Strength(StrEnum):
    """How well something is known: many studies pooled, several, a first look, or an idea."""

    STRONG = "strong"
    FAIR = "fair"
    EARLY = "early"
    IDEA = "idea"


STRENGTH_WORDS: Mapping[Strength, str] = MappingProxyType(
    {
        Strength.STRONG: mark("Well supported: many studies, put together."),
        Strength.FAIR: mark("Fairly supported: several studies, or one good trial."),
        Strength.EARLY: mark("A first look: one or a few small studies."),
        Strength.IDEA: mark("An idea from experience. Hardly tested."),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One rating from 0 to 10 inside a question."""

    id: str
    ask: str
    low: str
    high: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One question. `beside` names what the person's own notes can show next to it.

    For `dimension` and `reverse` see `dimension_means`.
    """

    id: str
    ask: str
    kind: AnswerKind
    why: str = ""
    hint: str = ""
    words: str = ""
    items: tuple[Item, ...] = ()
    options: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    dimension: str = ""
    reverse: bool = False
    ideas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A short list with a heading."""

    id: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A page of questions or of lists; `closed_by` names the safety closures that hide it."""

    id: str
    title: str
    lead: str
    closing: str
    prompts: tuple[Prompt, ...]
    groups: tuple[Group, ...]
    closed_by: tuple[str, ...]
    ideas: tuple[str, ...]

    def prompt(self, name: str) -> Prompt:
        """Return a question by its id.

        Raises:
            InputError: there is none of that name.
        """
        for one in self.prompts:
            if one.id == name:
                return one
        raise InputError(say("There is no question called “{name}”.", name=name[:60]))

    def group(self, name: str) -> Group:
        """Return a list by its id.

        Raises:
            InputError: there is none of that name.
        """
        for one in self.groups:
            if one.id == name:
                return one
        raise InputError(say("There is no list called “{name}”.", name=name[:60]))


@dataclass(frozen=True, slots=True, kw_only=True)
class RelationCard:
    """What groups of people tend to show about closeness and sex."""

    id: str
    dimension: str
    says: str
    strength: Strength
    sources: tuple[Source, ...]
    caution: str
    ideas: tuple[str, ...]


@per_language
def all_sections() -> Mapping[str, Section]:
    """Read every section in the language of this context, by id.

    Raises:
        ContentError: a file lacks a field or has one nobody knows.
    """
    found = {}
    for entry in sorted(_FOLDER.iterdir(), key=lambda e: e.name):
        if entry.name.endswith(".toml") and entry.name != "relations.toml":
            one = parse_section(entry.name, entry.read_text("utf-8"))
            found[one.id] = one
    return MappingProxyType(found)


def section(name: str) -> Section:
    """Return a section by its id.

    Raises:
        InputError: there is none of that name.
    """
    try:
        return all_sections()[name]
    except KeyError:
        raise InputError(say("There is no page called “{name}”.", name=name[:60])) from None


def parse_section(name: str, text: str) -> Section:
    """Read one section from TOML; see `all_sections`."""
    raw = worded(tomllib.loads(text), REFLECT)
    try:
        return Section(
            id=raw["id"],
            title=raw["title"],
            lead=raw["lead"],
            closing=raw["closing"],
            prompts=tuple(_prompt(entry) for entry in raw.get("prompt", ())),
            groups=tuple(
                Group(id=entry["id"], title=entry["title"], lines=tuple(entry["lines"]))
                for entry in raw.get("group", ())
            ),
            closed_by=tuple(raw.get("closed_by", ())),
            ideas=tuple(raw["ideas"]),
        )
    except (KeyError, TypeError, ValueError) as problem:
        raise ContentError(f"reflect/{name}: something is missing or wrong ({problem}).") from None


@per_language
def _relations() -> tuple[str, frozenset[str], tuple[RelationCard, ...]]:
    source_text = _FOLDER.joinpath("relations.toml").read_text("utf-8")
    raw = worded(tomllib.loads(source_text), REFLECT)
    cards = tuple(
        RelationCard(
            id=entry["id"],
            dimension=entry["dimension"],
            says=entry["says"],
            strength=Strength(entry["strength"]),
            sources=tuple(source(s, asked_by="relations.toml") for s in entry["sources"]),
            caution=entry["caution"],
            ideas=tuple(entry["ideas"]),
        )
        for entry in raw["card"]
    )
    return raw["lead"], frozenset(raw["hide_with"]), cards


def relations_lead() -> str:
    """Return the sentence that stands above relation cards."""
    return _relations()[0]


def relation_cards(*, closed: Collection[str]) -> tuple[RelationCard, ...]:
    """Return the cards on closeness and sex; none once someone was pressed, afraid or forced.

    `closed` holds the safety closures in force; it must be given, so that nobody forgets it.
    """
    _, hide_with, cards = _relations()
    return () if hide_with & set(closed) else cards


def dimension_means(
    prompts: Sequence[Prompt], answers: Mapping[str, int | None]
) -> dict[str, float | None]:
    """Return the mean answer (0 to 10) for each dimension, reversed items turned round.

    None where fewer than four fifths of a dimension's questions were answered. These are for
    thinking: no cut-off, no kind of person, and no sum over dimensions.
    """
    values: dict[str, list[int | None]] = {}
    for one in prompts:
        if one.dimension:
            given = answers.get(one.id)
            turned = 10 - given if one.reverse and given is not None else given
            values.setdefault(one.dimension, []).append(turned)
    return {dimension: _mean(answered) for dimension, answered in values.items()}


def _mean(answered: list[int | None]) -> float | None:
    there = [value for value in answered if value is not None]
    if len(there) < _ENOUGH * len(answered):
        return None
    return sum(there) / len(there)


def _prompt(entry: Mapping[str, Any]) -> Prompt:
    kind = AnswerKind(entry["kind"])
    items = tuple(Item(**item) for item in entry.get("items", ()))
    if kind is AnswerKind.RATING:
        low, high = entry.get("low") or say(_LOW), entry.get("high") or say(_HIGH)
        items = (Item(id=entry["id"], ask=entry["ask"], low=low, high=high),)
    if kind is AnswerKind.CHOICE and not entry.get("options"):
        raise KeyError("options")
    plain = {"id", "ask", "why", "hint", "words", "dimension", "reverse"}
    lists = {"options", "beside", "ideas"}
    unknown = set(entry) - plain - lists - {"kind", "items", "low", "high"}
    if unknown:
        raise ValueError(f"unknown: {', '.join(sorted(unknown))}")
    fields: dict[str, Any] = {key: entry[key] for key in plain & set(entry)}
    fields |= {key: tuple(entry[key]) for key in lists & set(entry)}
    return Prompt(kind=kind, items=items, **fields)
