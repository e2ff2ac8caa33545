"""Changes to what was written: a correction, a withdrawal, a forgetting. Never an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.util.ids import EntryId

if TYPE_CHECKING:
    from datetime import datetime

    from leeward.events.entry import Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """A whole new version of an entry.

    `seen` is the id of the version the person had before them (the entry itself or its
    latest correction). Two corrections with the same `seen` are shown to the person.
    """

    target: EntryId
    seen: EntryId
    at: datetime
    body: Body


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An entry taken back (undo). Withdrawing a withdrawal brings it back."""

    target: EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Entries removed for good; only their ids remain."""

    targets: tuple[EntryId, ...]
