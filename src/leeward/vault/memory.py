"""A journal that lives and ends with the process: for looking around first, and for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from threading import RLock

from leeward.util.language import say
from leeward.vault import frames
from leeward.vault.errors import (
    HeadMovedError,
    OutboxFullError,
    UnknownEntryError,
    VaultClosedError,
)
from leeward.vault.frames import TooLargeError
from leeward.vault.outbox import MAX_SEALED_PAYLOAD, MAX_WAITING
from leeward.vault.ports import Record, Stored, VerifyReport, Waiting


class MemoryStore:
    """The same promises as the file, but for outliving the process and other processes."""

    def __init__(self) -> None:
        self._rows: list[Stored] = []
        self._ids: dict[str, int] = {}
        self._marks: set[int] = set()
        self._cache: dict[str, tuple[int, bytes]] = {}
        self._waiting: dict[str, Record] = {}
        self._sealed = 0
        self._settings: dict[str, str] = {}
        self._open = True
        self._guard = RLock()

    def append(self, records: Sequence[Record], *, expected_head: int | None = None) -> list[int]:
        """See `EventStore.append`."""
        with self._guard:
            self._require()
            for record in records:
                frames.checked(record)
            self._expect(expected_head)
            return [self._ids.get(r.id) or self._add(r.id, bytes(r.payload)) for r in records]

    def read(self, after: int = 0) -> Iterator[Stored]:
        """See `EventStore.read`."""
        with self._guard:
            self._require()
            return iter(self._rows[max(after, 0) :])

    def head(self) -> int:
        """See `EventStore.head`."""
        return len(self._rows)

    def changed(self) -> bool:
        """See `EventStore.changed`: there is nobody else."""
        self._require()
        return False

    def forget(
        self,
        target_ids: Sequence[str],
        marker: Record,
        *,
        instead: Sequence[Record] = (),
        expected_head: int | None = None,
    ) -> None:
        """See `EventStore.forget`."""
        with self._guard:
            self._require()
            for record in (*instead, marker):
                frames.checked(record)
            if marker.id in self._ids:
                return
            self._expect(expected_head)
            places = [self._target(id_) for id_ in dict.fromkeys(target_ids)]
            self.append(instead)
            self._marks.add(self._add(marker.id, bytes(marker.payload)))
            for place in places:
                row = self._rows[place - 1]
                self._rows[place - 1] = Stored(seq=row.seq, id=row.id, payload=None)
            self._cache.clear()

    def verify(self) -> VerifyReport:
        """See `EventStore.verify`."""
        self._require()
        gone = sum(row.payload is None for row in self._rows)
        return VerifyReport(
            head=len(self._rows),
            entries=len(self._rows) - gone,
            forgotten=gone,
            waiting=len(self._waiting),
            problems=(),
        )

    def put_cache(self, name: str, head: int, data: bytes) -> None:
        """See `EventStore.put_cache`."""
        self._require()
        self._cache[name] = (head, bytes(data))

    def get_cache(self, name: str) -> tuple[int, bytes] | None:
        """See `EventStore.get_cache`."""
        self._require()
        return self._cache.get(name)

    def seal(self, record: Record) -> int:
        """Keep an entry as if it were written while locked; return how many wait."""
        with self._guard:
            frames.checked(record)
            if len(record.payload) > MAX_SEALED_PAYLOAD:
                raise TooLargeError(say("This entry is too long to keep while locked."))
            if len(self._waiting) >= MAX_WAITING:
                raise OutboxFullError(
                    say("Too many entries wait already. Unlock the journal once.")
                )
            self._sealed += 1
            self._waiting[f"{self._sealed:032x}"] = record
            return len(self._waiting)

    def waiting(self) -> list[Waiting]:
        """See `EventStore.waiting`."""
        self._require()
        return [Waiting(key=key, record=record) for key, record in self._waiting.items()]

    def drain(self, keys: Sequence[str] | None = None) -> list[int]:
        """See `EventStore.drain`."""
        with self._guard:
            self._require()
            wanted = [key for key in self._waiting if keys is None or key in keys]
            return self.append([self._waiting.pop(key) for key in wanted])

    def discard(self, keys: Sequence[str]) -> None:
        """See `EventStore.discard`."""
        with self._guard:
            self._require()
            for key in [key for key in self._waiting if key in keys]:
                record = self._waiting.pop(key)
                if record.id not in self._ids:
                    self._add(record.id, None)

    def settings(self) -> dict[str, str]:
        """Return the plain settings."""
        self._require()
        return dict(self._settings)

    def set_setting(self, name: str, value: str) -> None:
        """Keep a plain setting."""
        self._require()
        self._settings[name] = value

    def close(self) -> None:
        """See `EventStore.close`."""
        with self._guard:
            self._open = False
            self._rows.clear()
            self._ids.clear()
            self._cache.clear()
            self._waiting.clear()

    def _add(self, id_: str, payload: bytes | None) -> int:
        seq = len(self._rows) + 1
        self._rows.append(Stored(seq=seq, id=id_, payload=payload))
        self._ids[id_] = seq
        return seq

    def _expect(self, head: int | None) -> None:
        if head is not None and head != len(self._rows):
            raise HeadMovedError(
                say(
                    "Something was added meanwhile. Look at it, then save again if you still want to."
                )
            )

    def _target(self, id_: str) -> int:
        place = self._ids.get(id_)
        if place is None:
            raise UnknownEntryError(
                say("That entry is not in this journal, so nothing was removed.")
            )
        if place in self._marks:
            raise UnknownEntryError(say("The note that something was removed has to stay."))
        return place

    def _require(self) -> None:
        if not self._open:
            raise VaultClosedError(say("The journal is locked. Unlock it and try again."))
