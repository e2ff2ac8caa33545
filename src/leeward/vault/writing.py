"""One open write transaction of a journal."""

from __future__ import annotations

from leeward.util.language import say
from leeward.vault.errors import HeadMovedError
from leeward.vault.frames import ENTRY, Frame
from leeward.vault.log import Log
from leeward.vault.ports import Record
from leeward.vault.schema import Db


class Writing:
    """Rows are given their places here; the log learns of them only once they are committed."""

    def __init__(self, db: Db, log: Log, epoch: int) -> None:
        self.db = db
        self.epoch = epoch
        self._log = log
        self.seq = log.head
        self.chain = log.chain
        self.rows: list[tuple[int, bytes, bytes, Frame]] = []
        self.ids: dict[str, int] = {}
        self.touched = False

    def find(self, id_: str) -> int | None:
        """Return the place of an id, stored before or in this transaction."""
        return self.ids.get(id_) or self._log.ids.get(id_)

    def expect(self, head: int | None) -> None:
        """Refuse to go on where someone wrote behind `head`; None expects nothing.

        Raises:
            HeadMovedError: the log has gone on since.
        """
        if head is not None and head != self.seq:
            raise HeadMovedError(
                say(
                    "Something was added meanwhile. Look at it, then save again if you still want to."
                )
            )

    def put(self, record: Record) -> int:
        """Store an entry, unless its id is known, and return its place."""
        return self.find(record.id) or self.add(Frame(ENTRY, record.id, bytes(record.payload)))

    def add(self, frame: Frame) -> int:
        """Store one more frame and return its place."""
        self.seq += 1
        tag, ct = self._log.sealed(frame, self.seq, self.epoch)
        self.chain = self._log.link(self.chain, self.seq, self.epoch, tag)
        self.db.execute(
            "INSERT INTO event (seq, epoch, tag, ct) VALUES (?, ?, ?, ?)",
            (self.seq, self.epoch, tag, ct),
        )
        self.rows.append((self.seq, tag, self.chain, frame))
        self.ids[frame.id] = self.seq
        self.touched = True
        return self.seq
