"""From what was stored to what the journal says now: a fold that takes one entry at a time.

Corrections replace, withdrawals hide, forgetting removes. Folding the same entries again
changes nothing; entries about other entries may come in any order.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime

from leeward.events import (
    Corrected,
    Entry,
    Forgotten,
    LookBack,
    NextDay,
    Settings,
    SettingsChanged,
    Withdrawn,
)
from leeward.events.history import History, ThisTime, this_times
from leeward.util.ids import EntryId

Key = tuple[datetime, EntryId]
LONGEST_CHAIN = 64
"""Withdrawals of withdrawals that are followed; people make chains of two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of an entry: what it said and when that was written."""

    id: EntryId
    seen: EntryId | None
    entry: Entry


@dataclass(slots=True)
class Fold:
    """The state of a journal after some entries."""

    originals: dict[EntryId, Entry] = field(default_factory=dict)
    corrections: dict[EntryId, dict[EntryId, Entry]] = field(default_factory=dict)
    withdrawals: dict[EntryId, EntryId] = field(default_factory=dict)
    taken_back: dict[EntryId, list[EntryId]] = field(default_factory=dict)
    forgotten: set[EntryId] = field(default_factory=set)
    known: set[EntryId] = field(default_factory=set)
    told_later: dict[EntryId, list[EntryId]] = field(default_factory=dict)
    _target_of: dict[EntryId, EntryId] = field(default_factory=dict)
    _stale: set[EntryId] = field(default_factory=set)
    _order: list[Key] = field(default_factory=list)
    _live: dict[EntryId, Entry] = field(default_factory=dict)
    _history: History | None = None

    def apply(self, entry: Entry) -> None:
        """Take in one entry."""
        if entry.id in self.known or entry.id in self.forgotten:
            return
        self.known.add(entry.id)
        match entry.body:
            case Corrected(target=target):
                original = self.originals.get(target)
                if original is None or _fits(original, entry):
                    self.corrections.setdefault(target, {})[entry.id] = entry
                    self._target_of[entry.id] = target
                    self._stale.add(target)
            case Withdrawn(target=target):
                root = self._root(target, entry.id)
                if root is not None:
                    self.withdrawals[entry.id] = target
                    self.taken_back.setdefault(target, []).append(entry.id)
                    self._stale.add(root)
            case Forgotten(targets=targets):
                for target in targets:
                    self.forget(target)
            case _:
                self.originals[entry.id] = entry
                early = self.corrections.get(entry.id, {})
                for change in [c for c in early.values() if not _fits(entry, c)]:
                    del early[change.id]
                if isinstance(entry.body, LookBack | NextDay):
                    self.told_later.setdefault(entry.body.episode, []).append(entry.id)
                self._stale.add(entry.id)

    def forget(self, entry_id: EntryId) -> None:
        """Drop everything about an entry."""
        self.forgotten.add(entry_id)
        self.originals.pop(entry_id, None)
        self.corrections.pop(entry_id, None)
        if entry_id in self.withdrawals:
            root = self._root(self.withdrawals.pop(entry_id), entry_id)
            self._stale |= {root} if root is not None else set()
        target = self._target_of.pop(entry_id, None)
        if target is not None:
            self.corrections.get(target, {}).pop(entry_id, None)
            self._stale.add(target)
        self._stale.add(entry_id)

    def settle(self) -> None:
        """Work out anew what the entries taken in last have changed.

        This waits until everything is taken in: once an entry, not once a change of it.
        """
        stale, self._stale = self._stale, set()
        for entry_id in stale:
            self._refresh(entry_id)

    def live(self, entry_id: EntryId) -> Entry | None:
        """Return the entry as it stands now, or None where it is not shown."""
        self.settle()
        return self._live.get(entry_id)

    def this_time(self, episode: Entry) -> ThisTime | None:
        """Return a live episode joined with what was told about it later; None for others."""
        later = [self.live(entry_id) for entry_id in self.told_later.get(episode.id, ())]
        joined = this_times([episode, *(entry for entry in later if entry is not None)])
        return joined[0] if joined else None

    def between(self, start: datetime, end: datetime) -> tuple[Entry, ...]:
        """Return the live entries from `start` up to but not including `end`."""
        self.settle()
        first, last = bisect_left(self._order, (start, "")), bisect_left(self._order, (end, ""))
        return tuple(self._live[key[1]] for key in self._order[first:last])

    def is_withdrawn(self, entry_id: EntryId) -> bool:
        """Whether an entry (or a withdrawal) was taken back and not brought back since."""
        # A loop, not recursion: a hostile file can chain withdrawals by the thousand.
        tree = [entry_id]
        for each in tree:
            tree += [w for w in self.taken_back.get(each, ()) if w in self.withdrawals]
        gone: set[EntryId] = set()
        for each in reversed(tree):
            back = self.taken_back.get(each, ())
            if any(w in self.withdrawals and w not in gone for w in back):
                gone.add(each)
        return entry_id in gone

    def withdrawal_of(self, entry_id: EntryId) -> EntryId | None:
        """Return the standing withdrawal of an entry."""
        for withdrawal in self.taken_back.get(entry_id, []):
            if withdrawal in self.withdrawals and not self.is_withdrawn(withdrawal):
                return withdrawal
        return None

    def corrections_of(self, entry_id: EntryId) -> tuple[Entry, ...]:
        """Return the stored corrections of an entry, in the order they were stored."""
        return tuple(self.corrections.get(entry_id, {}).values())

    def versions(self, entry_id: EntryId) -> tuple[Version, ...]:
        """Return every version of an entry, in the order they were stored."""
        original = self.originals.get(entry_id)
        if original is None:
            return ()
        found = [Version(id=entry_id, seen=None, entry=original)]
        found += [
            Version(id=entry.id, seen=change.seen, entry=_corrected(original, change))
            for entry, change in self._changes(entry_id)
        ]
        return tuple(found)

    def conflicts(self, entry_id: EntryId) -> tuple[Version, ...]:
        """Return versions written beside each other, from the same version seen."""
        versions = self.versions(entry_id)
        seen = Counter(v.seen for v in versions)
        return tuple(v for v in versions if v.seen is not None and seen[v.seen] > 1)

    def history(self) -> History:
        """Return the live entries by time, with the settings as they stand."""
        self.settle()
        if self._history is None:
            entries = tuple(self._live[key[1]] for key in self._order)
            settings = Settings()
            for entry in entries:
                if isinstance(entry.body, SettingsChanged):
                    settings = entry.body.settings
            self._history = History(entries=entries, settings=settings)
        return self._history

    def _changes(self, entry_id: EntryId) -> list[tuple[Entry, Corrected]]:
        listed = self.corrections.get(entry_id, {}).values()
        return [(entry, entry.body) for entry in listed if isinstance(entry.body, Corrected)]

    def _root(self, target: EntryId, withdrawal: EntryId) -> EntryId | None:
        """Return the entry a withdrawal is about in the end.

        None where it would take back itself, or the chain is longer than any app writes.
        """
        for _ in range(LONGEST_CHAIN):
            if target == withdrawal:
                return None
            if target not in self.withdrawals:
                return target
            target = self.withdrawals[target]
        return None

    def _refresh(self, entry_id: EntryId) -> None:
        """Work out anew whether and how one entry is shown."""
        self._history = None
        before = self._live.pop(entry_id, None)
        if before is not None:
            place = bisect_left(self._order, (before.at, before.id))
            del self._order[place]
        original = self.originals.get(entry_id)
        if original is None or self.is_withdrawn(entry_id):
            return
        changes = self._changes(entry_id)
        now = _corrected(original, changes[-1][1]) if changes else original
        self._live[entry_id] = now
        insort(self._order, (now.at, now.id))


def _fits(original: Entry, change: Entry) -> bool:
    """Whether a correction keeps the kind of its entry; a forged one need not."""
    return isinstance(change.body, Corrected) and type(change.body.body) is type(original.body)


def _corrected(original: Entry, correction: Corrected) -> Entry:
    return replace(original, at=correction.at, body=correction.body)
