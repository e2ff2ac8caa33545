"""Everything a record says, to be compared between languages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from enum import Enum

from leeward.util.language import Catalogue, catalogue_for

IDS = frozenset({"id", "key", "n_of", "unit", "scale"})
WORD = re.compile(r"[A-Za-zÄÖÜäöüß]{3,}")


def german_catalogue() -> Catalogue:
    """Return the German catalogue."""
    found = catalogue_for("de")
    assert found is not None
    return found


def sayings(value: object, place: str = "") -> Iterator[tuple[str, str]]:
    """Give every sentence in a record with its place; ids and members of enumerations are none."""
    if isinstance(value, Enum):
        return
    if isinstance(value, str):
        yield place, value
    elif isinstance(value, tuple | list):
        for number, one in enumerate(value):
            yield from sayings(one, f"{place}[{number}]")
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            if field.name not in IDS:
                yield from sayings(getattr(value, field.name), f"{place}.{field.name}")


def alike(one: object, other: object) -> list[str]:
    """Return what is the same in both records though it has words in it."""
    theirs = dict(sayings(other))
    return [text for place, text in sayings(one) if theirs.get(place) == text and WORD.search(text)]


def figures(value: object) -> list[object]:
    """Return every number, id and moment in a record, in order: what no language changes."""
    if isinstance(value, Enum) or value is None or isinstance(value, bool | int | float):
        return [value]
    if isinstance(value, tuple | list):
        return [found for one in value for found in figures(one)]
    if is_dataclass(value) and not isinstance(value, type):
        return [
            found
            for field in fields(value)
            for found in (
                [getattr(value, field.name)]
                if field.name in IDS
                else figures(getattr(value, field.name))
            )
        ]
    return []
