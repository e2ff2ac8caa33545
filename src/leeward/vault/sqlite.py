"""The journal in one SQLite file; `lifecycle` is what opens it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from threading import RLock

from leeward.util.language import mark, say
from leeward.vault import caches, frames
from leeward.vault.errors import (
    DamagedVaultError,
    OlderCopyError,
    ReadOnlyVaultError,
    UnknownEntryError,
    VaultBusyError,
    VaultClosedError,
    VaultFullError,
    VaultUnavailableError,
)
from leeward.vault.frames import ABSENT, FORGET, Frame
from leeward.vault.header import Head, Header, seal_head, settings, surroundings
from leeward.vault.keys import Keys
from leeward.vault.log import Log, Row
from leeward.vault.migrate import upgraded
from leeward.vault.outbox import opened_rows, waiting_count
from leeward.vault.ports import Record, Stored, VerifyReport, Waiting
from leeward.vault.proof import catch_up, prove, readable_rows
from leeward.vault.schema import Db, speaking, whereabouts
from leeward.vault.witness import Witness
from leeward.vault.writing import Writing

BATCH = 4096


class SqliteStore:
    """An open journal; every method may be called from any thread.

    One instance is one connection. Writers of other processes are seen at the next call: a
    write begins by taking the file's write lock, then reads and verifies what was added.
    """

    def __init__(
        self,
        db: Db,
        header: Header,
        keys: Keys,
        *,
        path: Path,
        witness: Witness,
        read_only: str = "",
    ) -> None:
        self.header = header
        self.path = path
        self.witness = witness
        self._db = db
        self._keys = keys
        self._read_only = read_only
        self._guard = RLock()
        self._log = Log(keys)
        self._epoch = 0
        self._version = -1
        self._unsettled = False
        self._spot = whereabouts(path)
        self._fault: DamagedVaultError | None = None
        self.problems: tuple[str, ...] = ()

    @property
    def vault_id(self) -> str:
        """Return the vault's own name, 32 hex digits."""
        return self.header.vault.hex()

    @property
    def read_only(self) -> str:
        """Return why nothing can be written, or an empty text."""
        return say(self._read_only) if self._read_only else ""

    def load(self, *, accept_older: bool = False, salvage: bool = False) -> None:
        """Read and prove the whole log once.

        Raises:
            DamagedVaultError: it does not verify (with `salvage`, what does is kept instead).
            OlderCopyError: the witness has seen more than this file holds.
        """
        seen = self.witness.read()
        if salvage:
            with self._guard, self._reading():
                found = prove(self._db, self.header, self._keys, self._log)
            self.problems = tuple(found)
            if found:
                self._read_only = mark("This journal is damaged, so it can only be read.")
                return
        self._log = Log(self._keys, watch=seen.place if seen else 0)
        self._look()
        if seen and not accept_older and self._log.watched != (seen.place, seen.chain):
            raise OlderCopyError(
                say(
                    "This copy is older than the journal that was last used here on {day}: {here} "
                    "entries, where {seen} were seen. Look for the newer file, open this one for "
                    "reading only, or say that it is the one to go on with."
                    if self._log.head < seen.place
                    else "This copy is not a continuation of the journal that was last used here "
                    "on {day}: {here} entries, where {seen} were seen. Look for the newer file, "
                    "open this one for reading only, or say that it is the one to go on with.",
                    day=seen.day_words,
                    here=self._log.head,
                    seen=seen.place,
                )
            )
        if not self._read_only:
            self.witness.advance(
                place=self._log.head,
                chain=self._log.chain,
                public=self.header.outbox_public,
                force=accept_older or seen is None or seen.public != self.header.outbox_public,
            )
            # A crash just after a forgetting leaves its old bytes in the write-ahead file.
            self.checkpoint()

    def append(self, records: Sequence[Record], *, expected_head: int | None = None) -> list[int]:
        """See `EventStore.append`."""
        for record in records:
            frames.checked(record)
        with self.writing() as tx:
            tx.expect(expected_head)
            return [tx.put(record) for record in records]

    def read(self, after: int = 0) -> Iterator[Stored]:
        """See `EventStore.read`."""
        with self._guard:
            self._look()
            return self._batches(after, self._log.head)

    def head(self) -> int:
        """See `EventStore.head`."""
        return self._log.head

    def changed(self) -> bool:
        """See `EventStore.changed`."""
        with self._guard, speaking():
            self._keys.require()
            return bool(self._data_version() != self._version)

    def forget(
        self,
        target_ids: Sequence[str],
        marker: Record,
        *,
        instead: Sequence[Record] = (),
        expected_head: int | None = None,
    ) -> None:
        """See `EventStore.forget`."""
        for record in (*instead, marker):
            frames.checked(record)
        with self.writing() as tx:
            if tx.find(marker.id) is None:
                tx.expect(expected_head)
                for record in instead:
                    tx.put(record)
                targets = tuple(self._target(tx, id_) for id_ in dict.fromkeys(target_ids))
                left = tuple(t for t in targets if not self._log.is_empty(t[0]))
                tx.add(Frame(FORGET, marker.id, bytes(marker.payload), left))
                for place, _ in left:
                    tx.db.execute("UPDATE event SET ct = NULL WHERE seq = ?", (place,))
                tx.db.execute("DELETE FROM cache")
        self.checkpoint()

    def verify(self) -> VerifyReport:
        """See `EventStore.verify`."""
        with self._guard, self._reading():
            log = Log(self._keys)
            problems = prove(self._db, self.header, self._keys, log)
            checked = self._db.execute("PRAGMA integrity_check").fetchall()
            problems += [str(row[0]) for row in checked if row[0] != "ok"]
            waiting = waiting_count(self._db)
        return VerifyReport(
            head=log.head,
            entries=log.head - len(log.gone) - len(log.absent),
            forgotten=len(log.gone) + len(log.absent),
            waiting=waiting,
            problems=tuple(problems),
        )

    def put_cache(self, name: str, head: int, data: bytes) -> None:
        """See `EventStore.put_cache`."""
        if self._read_only:
            return
        with self._guard, self._transaction():
            caches.put(self._db, self._keys, name, head, data)

    def get_cache(self, name: str) -> tuple[int, bytes] | None:
        """See `EventStore.get_cache`."""
        with self._guard, speaking():
            self._keys.require()
            return caches.get(self._db, self._keys, name)

    def waiting(self) -> list[Waiting]:
        """See `EventStore.waiting`."""
        with self._guard, speaking():
            self._keys.require()
            return opened_rows(self._db, self.header, self._keys)

    def drain(self, keys: Sequence[str] | None = None) -> list[int]:
        """See `EventStore.drain`."""
        with self.writing() as tx:
            wanted = [
                w
                for w in opened_rows(tx.db, self.header, self._keys)
                if w.record is not None and (keys is None or w.key in keys)
            ]
            places = []
            for w in wanted:
                if w.record is not None:
                    places.append(tx.put(w.record))
                tx.db.execute("DELETE FROM outbox WHERE key = ?", (w.key,))
            return places

    def discard(self, keys: Sequence[str]) -> None:
        """See `EventStore.discard`."""
        with self.writing() as tx:
            for w in opened_rows(tx.db, self.header, self._keys):
                if w.key not in keys:
                    continue
                if w.record is not None and tx.find(w.record.id) is None:
                    tx.add(Frame(ABSENT, w.record.id, b""))
                tx.db.execute("DELETE FROM outbox WHERE key = ?", (w.key,))
        self.checkpoint()

    def settings(self) -> dict[str, str]:
        """Return the plain settings, verified."""
        with self._guard:
            self._look()
            with speaking():
                return settings(self._db)

    def set_setting(self, name: str, value: str) -> None:
        """Keep something that must be known while locked; it is not encrypted."""
        with self.writing() as tx:
            tx.db.execute("INSERT OR REPLACE INTO setting VALUES (?, ?)", (name, value))
            tx.touched = True
        # The words before would otherwise stay readable in the file until its next tidying.
        self.checkpoint()

    def close(self) -> None:
        """See `EventStore.close`."""
        with self._guard:
            if not any(self._keys.master):
                return
            self._keys.close()
            self._log = Log(self._keys)
            self._db.close()

    def checkpoint(self) -> bool:
        """Move what the write-ahead file still holds into place and empty it.

        Returns False if another process is reading just now, or the disk is full; then every
        later write tries again, so that nothing that was forgotten stays there.
        """
        with self._guard:
            self._keys.require()
            try:
                with speaking():
                    row = self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
                self._unsettled = bool(row[0])
            except (VaultBusyError, VaultFullError, VaultUnavailableError):
                self._unsettled = True
            return not self._unsettled

    @contextmanager
    def writing(self) -> Iterator[Writing]:
        """Hold the write lock, with everything before verified; commit at the end, or nothing."""
        with self._guard:
            with self._transaction():
                self._catch_up()
                tx = Writing(self._db, self._log, self._epoch)
                yield tx
                if tx.touched:
                    self._reseal(tx)
            for seq, tag, chain, frame in tx.rows:
                self._log.accept(seq, tag, chain, frame)
            self._epoch = tx.epoch
            if tx.rows:
                self.witness.advance(
                    place=self._log.head, chain=self._log.chain, public=self.header.outbox_public
                )
            if self._unsettled:
                self.checkpoint()

    def rewrite(self, change: Callable[[Db, Header, Keys, int], int]) -> None:
        """Change slots or epochs in one verified commit.

        `change` is given the newest epoch and returns the one to go on with.
        """
        with self.writing() as tx:
            tx.epoch = change(tx.db, self.header, self._keys, tx.epoch)
            tx.touched = True
        self.checkpoint()

    def upgrade(self) -> None:
        """Bring an older file up to the format this version writes, in one commit."""
        with self.writing() as tx:
            self.header = upgraded(tx.db, self.header)
            tx.touched = True

    def take_over(
        self,
        header: Header,
        keys: Keys,
        rewrite: Callable[[Db, Log, list[Waiting]], None],
    ) -> None:
        """Go over to new keys: `rewrite` puts everything under them, in one verified commit."""
        with self._guard:
            with self._transaction():
                self._catch_up()
                rewrite(self._db, self._log, opened_rows(self._db, self.header, self._keys))
            old, self._keys, self.header = self._keys, keys, header
            old.close()
            self._log = Log(keys)
            self._look()
            self.witness.advance(
                place=self._log.head,
                chain=self._log.chain,
                public=header.outbox_public,
                force=True,
            )
            self.checkpoint()

    def keys_for_copy(self) -> Keys:
        """Return a second set of the same keys, for proving a copy of this file."""
        with self._guard:
            self._keys.require()
            return Keys(self.header.vault, bytearray(self._keys.master))

    def copy_into(self, target: Path) -> None:
        """Write a compact, consistent copy of the file into an empty file."""
        with self._guard, speaking():
            self._keys.require()
            self._db.execute("VACUUM INTO ?", (str(target),))

    def _reseal(self, tx: Writing) -> None:
        digest = surroundings(self._db, self.header, self._keys)
        head = Head(tx.seq, tx.epoch, tx.chain, digest)
        self._db.execute("UPDATE vault SET head = ?", (seal_head(head, self._keys),))

    def _target(self, tx: Writing, id_: str) -> tuple[int, str]:
        place = tx.find(id_)
        if place is None:
            raise UnknownEntryError(
                say("That entry is not in this journal, so nothing was removed.")
            )
        if place in self._log.marks:
            raise UnknownEntryError(say("The note that something was removed has to stay."))
        return place, id_

    def _look(self) -> None:
        """Take in, verified, what others have added."""
        if self.problems:
            return
        with self._reading():
            self._catch_up()

    def _batches(self, after: int, last: int) -> Iterator[Stored]:
        if self.problems:
            yield from self._rescued(after)
            return
        while after < last:
            with self._guard, self._reading():
                self._catch_up()
                rows: list[Row] = self._db.execute(
                    "SELECT seq, epoch, tag, ct FROM event WHERE seq > ? AND seq <= ?"
                    " ORDER BY seq LIMIT ?",
                    (after, last, BATCH),
                ).fetchall()
                batch = [self._log.stored(row) for row in rows]
            if not rows:
                raise DamagedVaultError(say("entry {seq} is missing", seq=after + 1))
            after = rows[-1][0]
            yield from batch

    def _rescued(self, after: int) -> list[Stored]:
        with self._guard, self._reading():
            rows = [row for row in readable_rows(self._db, []) if row[0] > after]
            return [self._log.stored(row) for row in rows if row[0] not in self._log.bad]

    def _catch_up(self) -> None:
        """Inside a transaction: prove the sealed end and everything behind what is known."""
        if self._fault is not None:
            raise self._fault
        row = self._db.execute("SELECT commitment FROM vault").fetchone()
        if row is None or row[0] != self.header.commitment:
            raise VaultClosedError(
                say("The keys of this journal were renewed elsewhere. Lock it and unlock it again.")
            )
        try:
            version = self._data_version()
            self._epoch = catch_up(self._db, self.header, self._keys, self._log)
            self._version = version
        except DamagedVaultError as error:
            # The fold stopped half-way; nothing this object says after that could be trusted.
            self._fault = error
            raise

    def _data_version(self) -> int:
        return int(self._db.execute("PRAGMA data_version").fetchone()[0])

    @contextmanager
    def _reading(self) -> Iterator[None]:
        self._keys.require()
        with speaking():
            self._db.execute("BEGIN")
            try:
                yield
            finally:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._keys.require()
        if self._read_only:
            raise ReadOnlyVaultError(self.read_only)
        # The open file goes on working after it was moved or removed, and would take in entries
        # that nobody finds again.
        if whereabouts(self.path) != self._spot:
            raise VaultUnavailableError(
                say(
                    "The journal file was moved, removed or replaced while it was open, so nothing was stored. Put it back to {path}, or lock and unlock again.",
                    path=self.path,
                )
            )
        with speaking():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise
