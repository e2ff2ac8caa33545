"""Words kept in data files: where they stand, and the same data said in the language of a context.

A data file mixes words with ids, numbers and addresses. Its `Places` tells the words apart by
their path of keys; only those are looked up, and only those are gathered for translators.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from leeward.util.language import say, spoken

Path = tuple[str, ...]
"""The keys that lead to a value; places in lists are left out."""

_Made = TypeVar("_Made")


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where the words of a data file stand.

    `apart` holds English words that another language says in different ways; they are looked up
    with the keys of their table as context, like “rating.urge”.
    """

    is_word: Callable[[Path], bool]
    apart: frozenset[str] = frozenset()

    def context(self, path: Path, message: str) -> str:
        """Return the context a word is looked up with; mostly empty."""
        return ".".join(path[:-1]) if message in self.apart else ""


def words_in(raw: object, places: Places, at: Path = ()) -> Iterator[tuple[str, str, Path]]:
    """Give (context, English words, path) for every word of parsed data, in order."""
    if isinstance(raw, Mapping):
        for key, value in raw.items():
            yield from words_in(value, places, (*at, key))
    elif isinstance(raw, list | tuple):
        for value in raw:
            yield from words_in(value, places, at)
    elif isinstance(raw, str) and raw and places.is_word(at):
        yield places.context(at, raw), raw, at


def worded(raw: Any, places: Places, at: Path = ()) -> Any:
    """Return parsed data with its words said in the language of this context."""
    if isinstance(raw, Mapping):
        return {key: worded(value, places, (*at, key)) for key, value in raw.items()}
    if isinstance(raw, list | tuple):
        return [worded(value, places, at) for value in raw]
    if isinstance(raw, str) and raw and places.is_word(at):
        return say(raw, context=places.context(at, raw))
    return raw


def per_language(make: Callable[[], _Made]) -> Callable[[], _Made]:
    """Keep what `make` returns, once for each language it was made in."""
    kept: dict[str, _Made] = {}

    def given() -> _Made:
        language = spoken()
        if language not in kept:
            kept[language] = make()
        return kept[language]

    given.__doc__ = make.__doc__
    given.__name__ = make.__name__
    return given
