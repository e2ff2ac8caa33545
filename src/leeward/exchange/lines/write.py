"""Entries as JSON Lines: one documented record an event (docs/house/events.md)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from leeward.events import Entry
from leeward.events.codec import encode
from leeward.exchange.private import without_private


def lines(entries: Iterable[Entry], *, private: bool) -> Iterator[bytes]:
    """Give one line an entry, in the order of storing, each ending with a line break.

    Without `private`, answers about consent and pressure are left out of every look-back.
    """
    listed = list(entries)
    for entry in listed if private else without_private(listed):
        yield encode(entry) + b"\n"
