"""The works that claims rest on."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from leeward.content.errors import ContentError
from leeward.util.language import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One work: how to find it, and in plain words what it was."""

    id: str
    english_cite: str
    english_what: str

    @property
    def cite(self) -> str:
        """Who, when and where, in the language spoken."""
        return say(self.english_cite, context="source")

    @property
    def what(self) -> str:
        """What kind of work it was and whom it asked, in the language spoken."""
        return say(self.english_what, context="source")


@cache
def all_sources() -> Mapping[str, Source]:
    """Read `sources.toml`, by id."""
    raw = tomllib.loads(files(__package__).joinpath("sources.toml").read_text("utf-8"))
    return MappingProxyType(
        {
            key: Source(id=key, english_cite=entry["cite"], english_what=entry["what"])
            for key, entry in raw.items()
        }
    )


def told(works: Iterable[Source]) -> str:
    """Return works in one line, each with what it was."""
    return "; ".join(f"{work.cite} ({work.what})" for work in works)


def source(name: str, *, asked_by: str) -> Source:
    """Return a work by its id.

    Raises:
        ContentError: `asked_by` names a work that is not listed.
    """
    try:
        return all_sources()[name]
    except KeyError:
        raise ContentError(f"{asked_by}: there is no source called {name}.") from None
