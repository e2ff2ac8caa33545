"""How one stored row looks once opened; entries stay opaque inside.

    frame  = kind (1 byte) ‖ id (16 bytes) ‖ body
    entry  : body = payload
    forget : body = count (4 bytes) ‖ count × (place 8 bytes ‖ id 16 bytes) ‖ payload of the marker
    absent : body = nothing; an id that came without content and stays out

Numbers are big-endian. A forgetting is part of the format, not of the payload, because
a missing ciphertext is accepted only where an authentic forget frame names it.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass, field

from leeward.util.ids import check_id
from leeward.util.language import say
from leeward.vault import crypto
from leeward.vault.errors import VaultError
from leeward.vault.ports import MAX_PAYLOAD, Record

ENTRY, FORGET, ABSENT = 0, 1, 2

_HEAD = struct.Struct(">B16s")
_COUNT = struct.Struct(">I")
_TARGET = struct.Struct(">Q16s")


@dataclass(frozen=True, slots=True)
class Frame:
    """One row: `targets` are (place, id) of what a forget frame removes."""

    kind: int
    id: str
    payload: bytes = field(repr=False)
    targets: tuple[tuple[int, str], ...] = ()


class TooLargeError(VaultError):
    """An entry is larger than the journal takes."""


def checked(record: Record) -> Record:
    """Return the record if the log can take it.

    Raises:
        InputError: the id is malformed.
        TooLargeError: the payload is above `MAX_PAYLOAD`.
    """
    check_id(record.id)
    if len(record.payload) > MAX_PAYLOAD:
        raise TooLargeError(
            say(
                "This entry is too long ({size} KiB; at most {most}). Shorten it and save again.",
                size=len(record.payload) >> 10,
                most=MAX_PAYLOAD >> 10,
            )
        )
    return record


def encode(frame: Frame) -> bytes:
    """Return the bytes of a frame, before padding."""
    head = _HEAD.pack(frame.kind, bytes.fromhex(frame.id))
    if frame.kind != FORGET:
        return head + frame.payload
    targets = b"".join(_TARGET.pack(seq, bytes.fromhex(id_)) for seq, id_ in frame.targets)
    return head + _COUNT.pack(len(frame.targets)) + targets + frame.payload


def decode(plain: bytes) -> Frame:
    """Read a frame back.

    Raises:
        crypto.NotAuthenticError: the bytes are no frame; with authentic bytes this means
            that a newer or faulty program wrote them.
    """
    try:
        kind, raw = _HEAD.unpack_from(plain)
        if kind in (ENTRY, ABSENT):
            return Frame(kind, raw.hex(), plain[_HEAD.size :])
        if kind != FORGET:
            raise crypto.NotAuthenticError
        (count,) = _COUNT.unpack_from(plain, _HEAD.size)
        start = _HEAD.size + _COUNT.size
        end = start + count * _TARGET.size
        targets = tuple((seq, id_.hex()) for seq, id_ in _TARGET.iter_unpack(plain[start:end]))
    except struct.error:
        raise crypto.NotAuthenticError from None
    if len(targets) != count:
        raise crypto.NotAuthenticError
    return Frame(kind, raw.hex(), plain[end:], targets)
