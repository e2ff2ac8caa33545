"""The parcel: sealed entries on their way home, as bytes, as a file and as QR frames.

    vault id (16) ‖ key check (8) ‖ u16 count ‖ count × (u32 length ‖ seal) ‖ sum (16)

Numbers are big-endian. The key check is the start of SHA-256 of the public key, so that notes
for another key are told from damaged ones; the sum is the start of SHA-256 of all before it.
`docs/house/phone-format.md` describes it in full.
"""

from __future__ import annotations

import re
from base64 import b32decode, b32encode, b64decode, b64encode
from binascii import Error
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from leeward.util.errors import LeewardError
from leeward.util.language import say

FIRST_LINE = "sealed notes 1"
LAST_LINE = "end"
VAULT_BYTES = 16
CHECK_BYTES = 8
SUM_BYTES = 16
MAX_SEALS = 500
# The smallest seal is one padded block with HPKE's key and tag; the vault sets the largest.
MIN_SEAL = 128 + 48
MAX_SEAL = (64 << 10) + 17 + 128 + 48
MAX_BYTES = 8 << 20
MAX_FILE = 12 << 20
FRAME_BYTES = 320
MAX_FRAMES = 60
_WIDTH = 76
_FRAME = re.compile(r"NF:([0-9]{6}):([1-9][0-9]{0,2}):([1-9][0-9]{0,2}):([A-Z2-7]+)")


class DamagedParcelError(LeewardError):
    """What came is no parcel, or not a whole one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """Sealed entries for one journal: its id (32 hex digits), the check of its key, the seals."""

    vault: str
    check: bytes
    seals: tuple[bytes, ...]

    def packed(self) -> bytes:
        """Return the parcel as bytes."""
        parts = [bytes.fromhex(self.vault), self.check, len(self.seals).to_bytes(2)]
        for seal in self.seals:
            parts += [len(seal).to_bytes(4), seal]
        body = b"".join(parts)
        return body + sha256(body).digest()[:SUM_BYTES]

    @property
    def number(self) -> str:
        """Six digits that the phone and the computer both show for the same parcel."""
        return _number(self.packed())


def key_check(public: bytes) -> bytes:
    """Return the check of a public key."""
    return sha256(public).digest()[:CHECK_BYTES]


def unpack(data: bytes) -> Parcel:
    """Read a parcel from its bytes.

    Raises:
        DamagedParcelError: it is too large, cut short, or not as it was written.
    """
    head = VAULT_BYTES + CHECK_BYTES + 2
    if len(data) > MAX_BYTES:
        raise DamagedParcelError(
            say("This file is larger than any file of notes. Nothing was taken.")
        )
    if (
        len(data) < head + SUM_BYTES
        or sha256(data[:-SUM_BYTES]).digest()[:SUM_BYTES] != (data[-SUM_BYTES:])
    ):
        raise _damaged()
    body = data[:-SUM_BYTES]
    count = int.from_bytes(body[head - 2 : head])
    seals: list[bytes] = []
    place = head
    while place < len(body):
        size = int.from_bytes(body[place : place + 4])
        seal = body[place + 4 : place + 4 + size]
        if len(seal) != size or not MIN_SEAL <= size <= MAX_SEAL or len(seals) >= MAX_SEALS:
            raise _damaged()
        seals.append(seal)
        place += 4 + size
    if count != len(seals):
        raise _damaged()
    return Parcel(
        vault=body[:VAULT_BYTES].hex(),
        check=body[VAULT_BYTES : VAULT_BYTES + CHECK_BYTES],
        seals=tuple(seals),
    )


def write_file(parcel: Parcel) -> str:
    """Return the parcel as a text file that mail and chat carry unharmed."""
    text = b64encode(parcel.packed()).decode()
    lines = [text[i : i + _WIDTH] for i in range(0, len(text), _WIDTH)]
    return "\n".join([FIRST_LINE, *lines, LAST_LINE, ""])


def read(data: bytes) -> Parcel:
    """Read a parcel from a file, or from the frames of QR codes, one a line.

    Raises:
        DamagedParcelError: it is neither, is too large, or something of it is missing.
    """
    if len(data) > MAX_FILE:
        raise DamagedParcelError(
            say("This file is larger than any file of notes. Nothing was taken.")
        )
    try:
        lines = [line.strip() for line in data.decode("ascii").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise _damaged() from None
    if lines and lines[0].startswith("NF:"):
        return unpack(_joined(lines))
    if len(lines) < 2 or lines[0] != FIRST_LINE or lines[-1] != LAST_LINE:
        raise _damaged()
    try:
        packed = b64decode("".join(lines[1:-1]), validate=True)
    except Error:
        raise _damaged() from None
    return unpack(packed)


def frames(parcel: Parcel) -> tuple[str, ...]:
    """Return the texts of the QR codes that carry a parcel: capitals, digits and colons only.

    Raises:
        LeewardError: it would take more than `MAX_FRAMES` codes.
    """
    packed = parcel.packed()
    chunks = [packed[i : i + FRAME_BYTES] for i in range(0, len(packed), FRAME_BYTES)]
    if len(chunks) > MAX_FRAMES:
        raise LeewardError(say("These notes are too many for codes. Bring them home as a file."))
    number = _number(packed)
    return tuple(
        f"NF:{number}:{place}:{len(chunks)}:{b32encode(chunk).decode().rstrip('=')}"
        for place, chunk in enumerate(chunks, start=1)
    )


def _joined(lines: Iterable[str]) -> bytes:
    """Put frames together, in any order and repeated; one parcel at a time."""
    found: dict[int, bytes] = {}
    seen: set[tuple[str, int]] = set()
    for line in lines:
        match = _FRAME.fullmatch(line)
        if not match:
            raise _damaged()
        number, place, total, text = match[1], int(match[2]), int(match[3]), match[4]
        seen.add((number, total))
        if len(seen) > 1 or place > total or total > MAX_FRAMES:
            raise _damaged()
        try:
            chunk = b32decode(text + "=" * (-len(text) % 8))
        except Error:
            raise _damaged() from None
        if len(chunk) > FRAME_BYTES:
            raise _damaged()
        found[place] = chunk
    ((_, total),) = seen
    missing = [str(place) for place in range(1, total + 1) if place not in found]
    if missing:
        raise DamagedParcelError(
            say(
                "Some codes were not read yet: {codes}. Show them once more.",
                codes=", ".join(missing[:8]),
            )
        )
    return b"".join(found[place] for place in range(1, total + 1))


def _number(packed: bytes) -> str:
    return f"{int.from_bytes(packed[-SUM_BYTES:][:8]) % 10**6:06d}"


def _damaged() -> DamagedParcelError:
    return DamagedParcelError(
        say(
            "This is not a whole file of notes from the phone. Nothing was taken, and nothing is lost: "
            "the phone still has them. Save the file there once more."
        )
    )
