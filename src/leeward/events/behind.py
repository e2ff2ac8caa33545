"""Entries that ask again: a second key, and what was put behind it."""

from __future__ import annotations

from dataclasses import dataclass, field

from leeward.events import checks


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondKeyMade:
    """A second key with its secret half locked away by a passphrase of its own.

    `public` and `wrapped` are hexadecimal; `params` is how the passphrase becomes a key.
    """

    public: str
    params: str
    wrapped: str = field(repr=False)

    def __post_init__(self) -> None:
        checks.hexadecimal(self.public, "public", size=32)
        checks.hexadecimal(self.wrapped, "wrapped")


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptBehind:
    """Entries that only a second key reads: sealed to `public`, both hexadecimal.

    Sealed are the documented records of the entries (docs/house/events.md), one a line, in the
    order they were stored.
    """

    public: str
    sealed: str = field(repr=False)

    def __post_init__(self) -> None:
        checks.hexadecimal(self.public, "public", size=32)
        checks.hexadecimal(self.sealed, "sealed")
