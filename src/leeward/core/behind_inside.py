"""What lies in one sealed text: entries packed, read with suspicion, shown, and given new names.

Anyone with the open journal can seal to the key. What is read back may therefore add what a person
could have put there, and nothing else: it changes, takes back, opens or steers nothing outside.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from datetime import datetime, timedelta

from leeward.core.about import OF_A_PAUSE
from leeward.core.apart import is_apart
from leeward.core.projections import Fold
from leeward.core.timeline import SHOWN, Item, is_shown
from leeward.events import Body, Corrected, Entry, LookBack, NextDay, Withdrawn
from leeward.events.codec import BadEntryError, NewerEntryError, decode, encode
from leeward.events.entry import KIND_OF
from leeward.util.ids import EntryId, new_id

CLOCKS_APART = timedelta(days=1)
_NAME = re.compile(rb'"([0-9a-f]{32})"')


def packed(entries: Sequence[Entry]) -> bytes:
    """Return entries as their documented records, one a line."""
    return b"\n".join(encode(entry) for entry in entries)


def unpacked(plain: bytes, *, here: Container[EntryId], now: datetime) -> tuple[Entry, ...]:
    """Return the entries of a sealed text that may come back.

    None of them if one cannot be read or lies in the future: what is left out is not brought back,
    and a clock that went wrong must lose nothing. `here` are the entries of the journal: nothing may be said about one of them.
    """
    try:
        found = [decode(line) for line in plain.splitlines()]
    except (BadEntryError, NewerEntryError):
        return ()
    if any(max(entry.at, entry.recorded) > now + CLOCKS_APART for entry in found):
        return ()
    inside = {entry.id for entry in found}
    return tuple(entry for entry in found if _may(entry, inside, here))


def renamed(entries: Sequence[Entry], *, now: datetime) -> tuple[Entry, ...]:
    """Return entries under new ids, and what they say about each other with them."""
    names = {entry.id.encode(): new_id(now).encode() for entry in entries}
    data = _NAME.sub(lambda m: b'"%b"' % names.get(m[1], m[1]), packed(entries))
    return tuple(decode(line) for line in data.splitlines())


def items(entries: Sequence[Entry]) -> tuple[Item, ...]:
    """Return what the timeline would show of them."""
    fold = Fold()
    for entry in entries:
        fold.apply(entry)
    return tuple(
        Item(
            entry=entry,
            this_time=fold.this_time(entry),
            changed=bool(fold.corrections.get(entry.id)),
        )
        for entry in fold.history().entries
        if is_shown(entry)
    )


def _may(entry: Entry, inside: Container[EntryId], here: Container[EntryId]) -> bool:
    match entry.body:
        case Corrected(target=target, body=body):
            return target in inside and _is_said(body, target, inside, here)
        case Withdrawn(target=target):
            return target in inside
        case body:
            return _is_said(body, entry.id, inside, here)


def _is_said(
    body: Body, name: EntryId, inside: Container[EntryId], here: Container[EntryId]
) -> bool:
    """Whether `keep` could have put this there, about nothing but what lies beside it."""
    if isinstance(body, LookBack | NextDay):
        return body.episode in inside
    if KIND_OF[type(body)] in OF_A_PAUSE:
        pause = getattr(body, "pause", name)
        return pause is not None and (pause in inside or pause not in here)
    return isinstance(body, SHOWN) and not is_apart(body)
