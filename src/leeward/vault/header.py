"""What stands around the entries: the vault's own row, its slots, epochs, settings and head.

All of it is bound together by the sealed head: place, epoch, chain and a digest of everything
here, encrypted under a key only an open journal has, and written in the same transaction as
any change. What is changed behind its back is found at the next unlock or write.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from leeward.util.language import say
from leeward.vault import crypto, schema
from leeward.vault.errors import DamagedVaultError, NewerVaultError
from leeward.vault.keys import VAULT_ID, Keys, Slot
from leeward.vault.schema import Db, typed

_HEAD = struct.Struct(">QI32s32s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The one row that names a vault; all of it is readable while locked."""

    vault: bytes
    format: int
    readable_by: int
    commitment: bytes
    outbox_public: bytes
    outbox_secret: bytes

    def check(self) -> bytes:
        """Return the checksum that tells damage from a wrong passphrase."""
        return crypto.checksum(self.content())

    def content(self) -> bytes:
        """Return every field, joined."""
        numbers = struct.pack(">II", self.format, self.readable_by)
        return joined(self.vault, numbers, self.commitment, self.outbox_public, self.outbox_secret)

    @property
    def newer(self) -> bool:
        """True if a newer version wrote the file, so that this one must not write to it."""
        return self.format > schema.FORMAT


@dataclass(frozen=True, slots=True)
class Head:
    """The sealed end of the log."""

    seq: int
    epoch: int
    chain: bytes
    digest: bytes


def joined(*parts: bytes) -> bytes:
    """Join with lengths, so that no two lists of parts give the same bytes."""
    return b"".join(len(part).to_bytes(4, "big") + part for part in parts)


def read_header(db: Db) -> Header:
    """Read and check the vault's row.

    Raises:
        DamagedVaultError: it is missing or its checksum does not agree.
        NewerVaultError: this version cannot read what a newer one wrote.
    """
    row = db.execute(
        "SELECT id, format, readable_by, commitment, outbox_public, outbox_secret, checksum"
        " FROM vault"
    ).fetchone()
    if row is None:
        raise DamagedVaultError(say("it holds no journal"))
    typed(row, bytes, int, int, bytes, bytes, bytes, bytes)
    try:
        header = Header(
            vault=row[0],
            format=row[1],
            readable_by=row[2],
            commitment=row[3],
            outbox_public=row[4],
            outbox_secret=row[5],
        )
        sound = header.check() == row[6] and len(header.vault) == VAULT_ID and header.format > 0
    except struct.error:
        sound = False
    if not sound:
        raise DamagedVaultError(say("its first row"))
    if header.readable_by > schema.FORMAT:
        raise NewerVaultError(
            say(
                "A newer version of this program made this journal, and this version cannot read "
                "it. Nothing was changed. Update the program and open it again."
            )
        )
    return header


def read_slot(db: Db, header: Header, kind: str) -> Slot | None:
    """Return a key slot, or None if there is none of that kind.

    Raises:
        DamagedVaultError: its checksum does not agree.
    """
    row = db.execute(
        "SELECT kind, params, wrapped, checksum FROM keyslot WHERE kind = ?", (kind,)
    ).fetchone()
    if row is None:
        return None
    typed(row, str, str, bytes, bytes)
    slot = Slot(row[0], row[1], row[2])
    if slot.check(header.vault) != row[3]:
        raise DamagedVaultError(say("the {kind} slot", kind=kind))
    return slot


def write_slot(db: Db, header: Header, slot: Slot) -> None:
    """Put a key slot in the place of the one of its kind."""
    db.execute(
        "INSERT OR REPLACE INTO keyslot (kind, params, wrapped, checksum) VALUES (?, ?, ?, ?)",
        (slot.kind, slot.params, slot.wrapped, slot.check(header.vault)),
    )


def learn_epochs(db: Db, keys: Keys, problems: list[str] | None = None) -> int:
    """Give every epoch key of the file to `keys` and return the newest epoch's number.

    With `problems`, a key that does not unwrap is listed there instead of raised.

    Raises:
        DamagedVaultError: an epoch key is not the one that was written.
    """
    newest = 0
    for epoch, wrapped in _epochs(db):
        newest = epoch
        try:
            keys.add_epoch(epoch, wrapped)
        except DamagedVaultError as error:
            if problems is None:
                raise
            problems.append(error.where)
    return newest


def _epochs(db: Db) -> list[tuple[int, bytes]]:
    rows = db.execute("SELECT epoch, wrapped FROM epoch ORDER BY epoch").fetchall()
    found = [(epoch, wrapped) for epoch, wrapped in (typed(row, int, bytes) for row in rows)]
    if any(not 0 < epoch < 2**32 for epoch, _ in found):
        raise DamagedVaultError(say("the number of an epoch"))
    return found


def surroundings(db: Db, header: Header, keys: Keys) -> bytes:
    """Return the keyed digest of everything but entries, outbox and caches (32 bytes)."""
    parts = [header.check(), header.content()]
    slots = db.execute("SELECT kind, params, wrapped FROM keyslot ORDER BY kind").fetchall()
    for kind, params, wrapped in (typed(row, str, str, bytes) for row in slots):
        parts += [b"slot", kind.encode(), params.encode(), wrapped]
    for epoch, wrapped in _epochs(db):
        parts += [b"epoch", epoch.to_bytes(4, "big"), wrapped]
    for name, value in settings(db).items():
        parts += [b"setting", name.encode(), value.encode()]
    return crypto.mac(keys.chain, joined(*parts))


def settings(db: Db) -> dict[str, str]:
    """Return the plain settings, which must be known while locked."""
    rows = db.execute("SELECT name, value FROM setting ORDER BY name").fetchall()
    return {row[0]: row[1] for row in rows if typed(row, str, str)}


def seal_head(head: Head, keys: Keys) -> bytes:
    """Encrypt the end of the log."""
    plain = _HEAD.pack(head.seq, head.epoch, head.chain, head.digest)
    return crypto.seal(keys.head, plain, b"leeward head v1" + keys.vault)


def read_head(db: Db, keys: Keys) -> Head:
    """Open the end of the log.

    Raises:
        DamagedVaultError: it is not the one that was written.
    """
    row = db.execute("SELECT head FROM vault").fetchone()
    typed(row or (), bytes)
    try:
        plain = crypto.Opener(keys.head).open(row[0], b"leeward head v1" + keys.vault)
        return Head(*_HEAD.unpack(plain))
    except (crypto.NotAuthenticError, struct.error):
        raise DamagedVaultError(say("its sealed end")) from None
