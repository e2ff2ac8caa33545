"""The journal as core sees it: entries over a store, folded, safe among threads."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from leeward.core.projections import Fold
from leeward.events import (
    Body,
    CheckIn,
    Entry,
    Episode,
    Forgotten,
    LookBack,
    PauseEnded,
    PauseStarted,
    PracticeDone,
    Settings,
    StepAnswered,
    TriggerNoted,
    Urge,
    WayOffered,
)
from leeward.events.codec import BadEntryError, NewerEntryError, decode, encode
from leeward.events.history import History
from leeward.events.vocabulary import Precision, Source
from leeward.util.clock import Clock
from leeward.util.errors import InputError
from leeward.util.ids import EntryId, new_id
from leeward.util.language import say
from leeward.vault.ports import EventStore, Record, VerifyReport, Waiting

FUTURE_MINUTES = 5
FROM_OUTSIDE = (
    *(CheckIn, Urge, TriggerNoted, Episode, LookBack, PracticeDone),
    *(PauseStarted, StepAnswered, WayOffered, PauseEnded),
)
"""What can be written while locked: all that the lock page, the pause and a phone write."""


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Keep the cycle collector from walking a growing heap of records that live on anyway."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
        gc.freeze()


class Journal:
    """Typed entries over an `EventStore`; every call sees what others committed before it."""

    def __init__(self, store: EventStore, clock: Clock, source: Source) -> None:
        self._store = store
        self._fold = Fold()
        self._lock = threading.RLock()
        self._seen = 0
        self._looked = 0
        self.clock = clock
        self.source = source
        self.unreadable = 0
        self.after_change: Callable[[], None] = lambda: None
        """Called after every commit of this journal, for what is kept in step with it."""
        with _no_collecting():
            self._take_in()

    @property
    def store(self) -> EventStore:
        """The store under the journal, for backups and checks."""
        return self._store

    def state(self) -> Fold:
        """Return the fold, brought up to date with the store."""
        with self._lock:
            # The store may have looked without us, for a setting or a copy: then nothing has changed
            # for it, and the fold is behind all the same.
            if self._store.changed() or self._store.head() > self._looked:
                self._take_in()
            return self._fold

    def history(self) -> History:
        """Return what the journal says now."""
        with self._lock:
            return self.state().history()

    @property
    def settings(self) -> Settings:
        """The settings as they stand."""
        return self.history().settings

    def head(self) -> int:
        """The place of the last entry; caches are keyed by it."""
        with self._lock:
            self.state()
            return self._looked

    def make(
        self,
        body: Body,
        *,
        at: datetime | None = None,
        zone: str | None = None,
        entry_id: EntryId | None = None,
        precision: Precision = Precision.MINUTE,
    ) -> Entry:
        """Return an entry around `body`, not yet stored.

        Raises:
            InputError: the time lies in the future.
        """
        now = self.clock()
        moment = now if at is None else at
        if (moment - now).total_seconds() > FUTURE_MINUTES * 60:
            raise InputError(say("That time has not come yet. Choose now or earlier."), field="at")
        return Entry(
            id=entry_id or new_id(now),
            at=moment,
            recorded=now,
            zone=zone or self.settings.zone,
            body=body,
            source=self.source,
            precision=precision,
        )

    def add(self, *entries: Entry) -> tuple[Entry, ...]:
        """Store entries in one durable commit, all or none."""
        self.add_all(entries)
        return entries

    def add_all(self, entries: Sequence[Entry], *, expected_head: int | None = None) -> int:
        """Store many entries at once and return how many were new."""
        records = [_record(entry) for entry in entries]
        with self._lock:
            known = self.state().known | self._fold.forgotten
            self._store.append(records, expected_head=expected_head)
            self._take_in()
            self.after_change()
        return sum(entry.id not in known for entry in entries)

    def forget(
        self,
        targets: Sequence[EntryId],
        *,
        instead: Sequence[Entry] = (),
        expected_head: int | None = None,
    ) -> Entry:
        """Remove the content of entries for good; only a mark remains.

        `instead` is stored in the same commit: what takes their place. With `expected_head`,
        nothing happens unless that is still the head.
        """
        marker = self.make(Forgotten(targets=tuple(targets)))
        with self._lock:
            self._store.forget(
                targets,
                _record(marker),
                instead=[_record(e) for e in instead],
                expected_head=expected_head,
            )
            self._take_in()
            self.after_change()
        return marker

    def waiting(self) -> tuple[Entry | None, ...]:
        """Return the entries that were sealed while locked; None where one cannot be read."""
        return tuple(_read(row) for row in self._store.waiting())

    def drain(self, keys: Sequence[str] | None = None) -> int:
        """Take in what was sealed while locked; return how many entries came in.

        Anyone at the device can seal. What they seal may add what is written while locked, and
        nothing else: settings, corrections, removals, plans and what lifts a closure are let go,
        and so is what is no entry at all.
        """
        with self._lock:
            rows = [row for row in self._store.waiting() if keys is None or row.key in keys]
            judged = {row.key: _may_add(row) for row in rows if row.record is not None}
            refused = [key for key, answer in judged.items() if answer is False]
            if refused:
                self._store.discard(refused)
            added = len(self._store.drain([key for key, answer in judged.items() if answer]))
            self._take_in()
            if added:
                self.after_change()
            return added

    def raw(self) -> Iterator[Entry]:
        """Give every stored entry in the order of storing, changes included."""
        for stored in self._store.read():
            if stored.payload is not None:
                try:
                    yield decode(stored.payload)
                except (BadEntryError, NewerEntryError):
                    continue

    def verify(self) -> VerifyReport:
        """Check every stored byte again."""
        return self._store.verify()

    def close(self) -> None:
        """Drop keys and what was read."""
        with self._lock:
            self._store.close()
            self._fold = Fold()

    def _take_in(self) -> None:
        looked = self._store.head()
        for stored in self._store.read(self._seen):
            self._seen = stored.seq
            if stored.payload is None:
                self._fold.forget(stored.id)
                continue
            try:
                self._fold.apply(decode(stored.payload))
            except (BadEntryError, NewerEntryError):
                self.unreadable += 1
        self._looked = max(looked, self._seen)
        self._fold.settle()


def _record(entry: Entry) -> Record:
    return Record(id=entry.id, payload=encode(entry))


def _read(row: Waiting) -> Entry | None:
    try:
        return decode(row.record.payload) if row.record is not None else None
    except (BadEntryError, NewerEntryError):
        return None


def _may_add(row: Waiting) -> bool | None:
    """Whether a sealed entry may come in; None: it cannot be judged by this version and waits."""
    try:
        entry = decode(row.record.payload) if row.record is not None else None
    except NewerEntryError:
        return None
    except BadEntryError:
        return False
    return entry is not None and isinstance(entry.body, FROM_OUTSIDE)
