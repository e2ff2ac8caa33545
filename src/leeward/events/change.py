"""Changes to what was written: a correction, a withdrawal, a forgetting. Never an edit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.events import checks
from leeward.util.ids import EntryId, check_id

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

    def __post_init__(self) -> None:
        # An impossible time would only be met when the log is folded, at every unlock from then on.
        check_id(self.target)
        check_id(self.seen)
        checks.moment(self.at, "at")


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn:
    """An entry taken back (undo). Withdrawing a withdrawal brings it back."""

    target: EntryId

    def __post_init__(self) -> None:
        check_id(self.target)


@dataclass(frozen=True, slots=True, kw_only=True)
class Forgotten:
    """Entries removed for good; only their ids remain."""

    targets: tuple[EntryId, ...]

    def __post_init__(self) -> None:
        for target in self.targets:
            check_id(target)
