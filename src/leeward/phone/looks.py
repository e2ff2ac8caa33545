"""Neutral names and pictures for the icon on a phone. Each has a page that fits the name."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from leeward.util.errors import InputError

SIZES = (180, 192, 512)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One name with its picture; `key` stands in file names."""

    key: str
    name: str
    ground: str

    def svg(self) -> bytes:
        """Return the picture."""
        return _folder().joinpath(f"{self.key}.svg").read_bytes()

    def png(self, size: int) -> bytes:
        """Return the picture as PNG in one of `SIZES` (pixels); phones ask for it."""
        return _folder().joinpath(f"{self.key}-{size}.png").read_bytes()


LOOKS: tuple[Look, ...] = (
    Look(key="notes", name="Notes", ground="#0e5659"),
    Look(key="almanac", name="Almanac", ground="#4a5f7d"),
    Look(key="weather", name="Weather log", ground="#42565c"),
    Look(key="lists", name="Lists", ground="#774b18"),
    Look(key="timer", name="Timer", ground="#a55839"),
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
    raise InputError(f"There is no look called “{key[:40]}”. There are: {names}.", field="look")


def _folder() -> Traversable:
    return files(__package__).joinpath("looks")
