"""The fold over stored rows: it proves the log whole and remembers what cannot be looked up.

    tag_n   = BLAKE2b-256(key tag; ct_n)
    chain_0 = BLAKE2b-256(key chain; "start" ‖ vault)
    chain_n = BLAKE2b-256(key chain; chain_{n-1} ‖ n ‖ epoch_n ‖ tag_n)

The chain runs over tags, so a forgotten ciphertext can go and everything still verifies. Tags
of all rows stay in memory: a row put back from another copy opens, but has another tag.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from hashlib import blake2b

from leeward.util.language import say
from leeward.vault import crypto, frames
from leeward.vault.errors import DamagedVaultError
from leeward.vault.frames import Frame
from leeward.vault.keys import Keys
from leeward.vault.ports import Stored

Row = tuple[int, int, bytes, bytes | None]
"""seq, epoch, tag, ct"""

# A rescue keeps a tag for every place; a place far out would be made to take all memory.
_LARGEST_GAP = 100_000

_PLACE = struct.Struct(">QI")


def _well_formed(epoch: object, tag: object, ct: object) -> bool:
    return (
        type(epoch) is int
        and 0 < epoch < 2**32
        and type(tag) is bytes
        and len(tag) == crypto.DIGEST
        and (ct is None or type(ct) is bytes)
    )


class Log:
    """What an open journal knows of its rows: ids, forgotten places, tags, chain."""

    __slots__ = ("_bound", "_keys", "_missing", "_tags", "absent", "bad", "chain", "gone", "head", "ids",
                 "marks", "watched")  # fmt: skip

    def __init__(self, keys: Keys, *, watch: int = 0) -> None:
        self._keys = keys
        self._bound = b"leeward event v1" + keys.vault
        self.head = 0
        self.chain = crypto.mac(keys.chain, b"start" + keys.vault)
        self._tags = bytearray()
        self.ids: dict[str, int] = {}
        self.gone: dict[int, str] = {}
        self.marks: set[int] = set()
        self.absent: set[int] = set()
        self.bad: set[int] = set()
        self._missing: set[int] = set()
        self.watched = (watch, self.chain if watch == 0 else b"")

    @property
    def tag_key(self) -> bytearray:
        """Return the key of tags."""
        return self._keys.tag

    def sealed(self, frame: Frame, seq: int, epoch: int) -> tuple[bytes, bytes]:
        """Return tag and ciphertext of a frame at its place."""
        plain = crypto.pad(frames.encode(frame))
        ct = crypto.seal(self._keys.epoch(epoch), plain, self._bound + _PLACE.pack(seq, epoch))
        return crypto.mac(self._keys.tag, ct), ct

    def link(self, chain: bytes, seq: int, epoch: int, tag: bytes) -> bytes:
        """Return the chain one row further."""
        return crypto.mac(self._keys.chain, chain + _PLACE.pack(seq, epoch) + tag)

    def opened(self, row: Row) -> Frame | None:
        """Return the frame of a row, or None if its ciphertext is gone.

        Raises:
            DamagedVaultError: the row is not the one that was written.
        """
        seq, epoch, tag, ct = row
        if ct is None:
            return None
        if blake2b(ct, key=self._keys.tag, digest_size=crypto.DIGEST).digest() != tag:
            raise DamagedVaultError(say("entry {seq}", seq=seq))
        try:
            plain = self._keys.opener(epoch).open(ct, self._bound + _PLACE.pack(seq, epoch))
            return frames.decode(crypto.unpad(plain))
        except crypto.NotAuthenticError:
            raise DamagedVaultError(say("entry {seq}", seq=seq)) from None

    def fold(self, rows: Iterable[Row], problems: list[str] | None = None) -> None:
        """Take in the rows behind the head.

        With `problems`, faults are listed there and their rows marked bad, instead of raised.

        Raises:
            DamagedVaultError: a row is missing, moved, changed, or empty without a forgetting.
        """
        # What a fault leaves behind is thrown away by the caller, who drops this object.
        start = self.head
        for row in rows:
            seq, epoch, tag, ct = row
            if not _well_formed(epoch, tag, ct) or not 0 < seq - self.head <= _LARGEST_GAP:
                self._fault(say("entry {seq}", seq=seq), problems)
                self.bad.add(seq)
                continue
            if seq != self.head + 1:
                self._fault(say("entry {seq} is missing", seq=self.head + 1), problems)
                self._tags.extend(bytes(crypto.DIGEST) * (seq - self.head - 1))
            self.chain = self.link(self.chain, seq, epoch, tag)
            try:
                frame = self.opened(row)
            except DamagedVaultError as error:
                self._fault(error.where, problems)
                self.bad.add(seq)
                self._note(seq, tag)
                continue
            if frame is None:
                self._missing.add(seq)
                self._note(seq, tag)
            else:
                self.accept(seq, tag, self.chain, frame)
                for place, _id in frame.targets:
                    if place not in self._missing and place > start:
                        self._fault(
                            say("entry {seq} came back after it was forgotten", seq=place), problems
                        )
                        self.bad.add(place)
                    self._missing.discard(place)
        for seq in sorted(self._missing):
            self._fault(say("entry {seq} is empty", seq=seq), problems)
            self.bad.add(seq)
        self._missing.clear()

    def accept(self, seq: int, tag: bytes, chain: bytes, frame: Frame) -> None:
        """Note a row that is known to be sound."""
        self.chain = chain
        self._note(seq, tag)
        self.ids.setdefault(frame.id, seq)
        if frame.kind == frames.ABSENT:
            self.absent.add(seq)
        if frame.kind == frames.FORGET:
            self.marks.add(seq)
            for place, id_ in frame.targets:
                self.gone[place] = id_
                self.ids.setdefault(id_, place)

    def is_empty(self, seq: int) -> bool:
        """Say whether a place has no content (any more)."""
        return seq in self.gone or seq in self.absent

    def stored(self, row: Row) -> Stored:
        """Return a row as it is read, checked against what the fold saw.

        Raises:
            DamagedVaultError: it changed since, or its content is back after a forgetting.
        """
        seq, _, tag, ct = row
        if tag != self._tags[(seq - 1) * crypto.DIGEST : seq * crypto.DIGEST]:
            raise DamagedVaultError(say("entry {seq}", seq=seq))
        if seq in self.gone:
            if ct is not None:
                raise DamagedVaultError(
                    say("entry {seq} came back after it was forgotten", seq=seq)
                )
            return Stored(seq=seq, id=self.gone[seq], payload=None)
        frame = self.opened(row)
        if frame is None:
            raise DamagedVaultError(say("entry {seq} is empty", seq=seq))
        payload = None if frame.kind == frames.ABSENT else frame.payload
        return Stored(seq=seq, id=frame.id, payload=payload)

    def _note(self, seq: int, tag: bytes) -> None:
        self.head = seq
        self._tags.extend(tag)
        if seq == self.watched[0]:
            self.watched = (seq, self.chain)

    def _fault(self, where: str, problems: list[str] | None) -> None:
        if problems is None:
            raise DamagedVaultError(where)
        problems.append(where)
