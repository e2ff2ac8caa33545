"""The words people read for stored values, in two vocabularies and every language.

Quiet words are for screens others may see; plain words for reports and by choice.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files
from types import MappingProxyType

from leeward.content.errors import ContentError
from leeward.content.toml_words import LABELS
from leeward.events.settings import Words
from leeward.util.worded import per_language, worded


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What stands for one stored value; `hint` says a few words more or is empty."""

    plain: str
    quiet: str
    hint: str = ""

    def in_words(self, words: Words) -> str:
        """Return the label in one of the two vocabularies."""
        return self.plain if words is Words.PLAIN else self.quiet


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingLabel:
    """A question answered from 0 to 10, the words at both ends and a short name for lists."""

    question: Label
    low: str
    high: str
    short: Label


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """All labels: by kind of value and value, and ratings by field name."""

    values: Mapping[tuple[str, str], Label]
    ratings: Mapping[str, RatingLabel]


def group_of(kind: type[StrEnum]) -> str:
    """Return the table of `labels.toml` that belongs to an enumeration."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", kind.__name__).lower()


@per_language
def all_labels() -> Labels:
    """Read `labels.toml` in the language of this context."""
    return parse(files(__package__).joinpath("labels.toml").read_text("utf-8"))


def parse(source: str) -> Labels:
    """Read labels from TOML.

    Raises:
        ContentError: an entry lacks a wording or has one nobody knows.
    """
    raw = worded(tomllib.loads(source), LABELS)
    try:
        ratings = raw.pop("rating")
        return Labels(
            values=MappingProxyType(
                {
                    (group, value): Label(**entry)
                    for group, entries in raw.items()
                    for value, entry in entries.items()
                }
            ),
            ratings=MappingProxyType({name: _rating(entry) for name, entry in ratings.items()}),
        )
    except (KeyError, TypeError) as problem:
        raise ContentError(f"labels.toml: an entry is not complete ({problem}).") from problem


def _rating(entry: Mapping[str, str]) -> RatingLabel:
    return RatingLabel(
        question=Label(plain=entry["plain"], quiet=entry["quiet"]),
        low=entry["low"],
        high=entry["high"],
        short=Label(plain=entry["short_plain"], quiet=entry["short_quiet"]),
    )


def label(value: StrEnum) -> Label:
    """Return the label of a stored value.

    Raises:
        ContentError: there is none; the tests see to it that this cannot happen.
    """
    key = (group_of(type(value)), value.value)
    try:
        return all_labels().values[key]
    except KeyError:
        raise ContentError(f"labels.toml has no words for {key[0]}.{key[1]}.") from None


def text(value: StrEnum, words: Words) -> str:
    """Return a stored value in the person's chosen vocabulary."""
    return label(value).in_words(words)


def rating(name: str) -> RatingLabel:
    """Return the wording of a rating by its field name.

    Raises:
        ContentError: no rating has that name.
    """
    try:
        return all_labels().ratings[name]
    except KeyError:
        raise ContentError(f"labels.toml has no question for the rating {name}.") from None
