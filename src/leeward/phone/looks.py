"""Neutral names and pictures for the icon on a phone. Each has a page that fits the name."""

from __future__ import annotations

from dataclasses import dataclass, replace
from importlib.resources import files
from importlib.resources.abc import Traversable

from leeward.util.errors import InputError
from leeward.util.language import mark, say

SIZES = (180, 192, 512)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One name with its picture; `key` stands in file names."""

    key: str
    name: str
    ground: str

    def said(self) -> Look:
        """Return the look with its name in the language that is spoken."""
        return replace(self, name=say(self.name))

    def svg(self) -> bytes:
        """Return the picture."""
        return _folder().joinpath(f"{self.key}.svg").read_bytes()

    def png(self, size: int) -> bytes:
        """Return the picture as PNG in one of `SIZES` (pixels); phones ask for it."""
        return _folder().joinpath(f"{self.key}-{size}.png").read_bytes()


LOOKS: tuple[Look, ...] = (
    Look(key="notes", name=mark("Notes"), ground="#0e5659"),
    Look(key="almanac", name=mark("Almanac"), ground="#4a5f7d"),
    Look(key="weather", name=mark("Weather log"), ground="#42565c"),
    Look(key="lists", name=mark("Lists"), ground="#774b18"),
    Look(key="timer", name=mark("Timer"), ground="#a55839"),
)


def look(key: str) -> Look:
    """Return a look by its key.

    Raises:
        InputError: there is none of that name.
    """
    for one in LOOKS:
        if one.key == key:
            return one
    names = ", ".join(one.key for one in LOOKS)
    raise InputError(
        say("There is no look called “{name}”. There are: {known}.", name=key[:40], known=names),
        field="look",
    )


def _folder() -> Traversable:
    return files(__package__).joinpath("looks")
