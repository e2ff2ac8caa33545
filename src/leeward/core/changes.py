"""Correcting, taking back and forgetting. Nothing is edited in place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leeward.core.about import all_about
from leeward.core.journal import Journal
from leeward.core.projections import Version
from leeward.core.seen import on_what_was_seen
from leeward.events import Body, Corrected, Entry, Withdrawn
from leeward.util.errors import InputError, LeewardError
from leeward.util.ids import EntryId
from leeward.util.language import say

if TYPE_CHECKING:
    from leeward.core.safety import Safety


class GoneError(LeewardError):
    """The entry is not in the journal any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryHistory:
    """An entry as it stands, all its versions, and versions written beside each other."""

    entry: Entry | None
    versions: tuple[Version, ...]
    conflicts: tuple[Version, ...]
    withdrawn: bool

    @property
    def latest(self) -> EntryId:
        """The id of the newest version, to be sent back with a correction."""
        return self.versions[-1].id


class Changes:
    """Correct, withdraw, restore and forget entries."""

    def __init__(self, journal: Journal, safety: Safety) -> None:
        self._journal = journal
        self._safety = safety

    def look_up(self, entry_id: EntryId) -> EntryHistory:
        """Return an entry with its versions.

        Raises:
            GoneError: there is no such entry.
        """
        state = self._journal.state()
        versions = state.versions(entry_id)
        if not versions:
            raise GoneError(say("That entry is not here any more."))
        return EntryHistory(
            entry=state.live(entry_id),
            versions=versions,
            conflicts=state.conflicts(entry_id),
            withdrawn=state.is_withdrawn(entry_id),
        )

    def correct(
        self, target: EntryId, body: Body, *, seen: EntryId, at: datetime | None = None
    ) -> Entry:
        """Store a whole new version of an entry.

        `seen` is the version the person had before them. If a newer one is there, both are
        kept and the entry is shown with its two versions.

        Raises:
            GoneError: there is no such entry.
            InputError: the new version is another kind of entry, or lies in the future.
        """

        def put(head: int) -> Entry:
            known = self.look_up(target)
            original = known.versions[0].entry
            if type(body) is not type(original.body):
                raise InputError(say("An entry keeps its kind when it is changed."))
            moment = at or (known.entry or original).at
            self._journal.make(body, at=moment)
            change = self._journal.make(Corrected(target=target, seen=seen, at=moment, body=body))
            # On what was seen, so that no version is added to an entry forgotten in between.
            self._journal.add_all([change], expected_head=head)
            return change

        return on_what_was_seen(self._journal, put)

    def withdraw(self, target: EntryId) -> Entry:
        """Take an entry back; it can be brought back until it is forgotten.

        What it closes toward a person stays closed.
        """
        self.look_up(target)
        about = [entry.id for entry in all_about(self._journal.state(), target)]
        withdrawn = self._journal.make(Withdrawn(target=target))
        return self._journal.add(withdrawn, *self._closing(about))[0]

    def restore(self, target: EntryId) -> None:
        """Bring back an entry that was taken back."""
        withdrawal = self._journal.state().withdrawal_of(target)
        if withdrawal is not None:
            self._journal.add(self._journal.make(Withdrawn(target=withdrawal)))

    def forget(self, target: EntryId) -> int:
        """Remove an entry for good, with its versions and what was said about it later.

        What it closes toward a person stays closed. Returns how many stored records were emptied.
        """

        def remove(head: int) -> int:
            self.look_up(target)
            targets = [entry.id for entry in all_about(self._journal.state(), target)]
            self._journal.forget(targets, instead=self._closing(targets), expected_head=head)
            return len(targets)

        return on_what_was_seen(self._journal, remove)

    def _closing(self, targets: Sequence[EntryId]) -> list[Entry]:
        """Return the mark that keeps closed what these entries close, where they close anything."""
        state = self._journal.state()
        shown = [one for one in map(state.live, targets) if one is not None]
        mark = self._safety.standing_mark(shown)
        return [] if mark is None else [mark]
