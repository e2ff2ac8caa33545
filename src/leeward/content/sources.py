"""The works that claims rest on."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from leeward.content.errors import ContentError


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One work: how to find it, and in plain words what it was."""

    id: str
    cite: str
    what: str


@cache
def all_sources() -> Mapping[str, Source]:
    """Read `sources.toml`, by id."""
    raw = tomllib.loads(files(__package__).joinpath("sources.toml").read_text("utf-8"))
    return MappingProxyType({key: Source(id=key, **entry) for key, entry in raw.items()})


def source(name: str, *, asked_by: str) -> Source:
    """Return a work by its id.

    Raises:
        ContentError: `asked_by` names a work that is not listed.
    """
    try:
        return all_sources()[name]
    except KeyError:
        raise ContentError(f"{asked_by}: there is no source called {name}.") from None
