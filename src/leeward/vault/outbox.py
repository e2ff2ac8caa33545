"""Entries written while locked: anyone at the device can add one, only an unlock can read it.

Each is sealed by HPKE to the journal's public key (RFC 9180: DHKEM(X25519, HKDF-SHA256),
HKDF-SHA256, AES-256-GCM, base mode, empty aad, info = "leeward outbox v1" ‖ vault id). What is
sealed is an entry frame, padded, so the row tells neither its id (which holds the time) nor
its length.
"""

from __future__ import annotations

from hashlib import sha256

from leeward.util.language import say
from leeward.vault import crypto, frames
from leeward.vault.errors import DamagedVaultError, OutboxFullError
from leeward.vault.frames import ENTRY, Frame, TooLargeError
from leeward.vault.header import Header
from leeward.vault.keys import Keys
from leeward.vault.ports import Record, Waiting
from leeward.vault.schema import Db

MAX_WAITING = 500
MAX_SEALED_PAYLOAD = 64 << 10
# The frame's 17 bytes, padding up to one block, HPKE's key and tag.
_MAX_SEALED = MAX_SEALED_PAYLOAD + 17 + crypto.PAD + 48


def sealed(record: Record, public: bytes, vault: bytes) -> bytes:
    """Seal an entry to a journal.

    Raises:
        TooLargeError: it is larger than what may wait.
    """
    frames.checked(record)
    if len(record.payload) > MAX_SEALED_PAYLOAD:
        raise TooLargeError(
            say(
                "This entry is too long to keep while locked (at most {most} KiB). Shorten it, or unlock first.",
                most=MAX_SEALED_PAYLOAD >> 10,
            )
        )
    plain = crypto.pad(frames.encode(Frame(ENTRY, record.id, record.payload)))
    return crypto.outbox_seal(public, plain, vault)


def put(db: Db, blob: bytes) -> int:
    """Add a sealed entry inside a transaction and return how many wait; one that waits stays one.

    Raises:
        OutboxFullError: `MAX_WAITING` wait already.
        TooLargeError: no entry can be this large.
    """
    if len(blob) > _MAX_SEALED:
        raise TooLargeError(
            say("This sealed entry is larger than any entry can be; it was not kept.")
        )
    key = sha256(blob).hexdigest()[:32]
    known = db.execute("SELECT 1 FROM outbox WHERE key = ?", (key,)).fetchone()
    count = waiting_count(db)
    if known:
        return count
    if count >= MAX_WAITING:
        raise OutboxFullError(
            say(
                "{count} entries wait already, and no more are kept while locked. Unlock the journal once, then save again.",
                count=count,
            )
        )
    db.execute("INSERT INTO outbox (key, sealed) VALUES (?, ?)", (key, blob))
    return count + 1


def waiting_count(db: Db) -> int:
    """Return how many sealed entries wait."""
    return int(db.execute("SELECT count(*) FROM outbox").fetchone()[0])


def opened_rows(db: Db, header: Header, keys: Keys) -> list[Waiting]:
    """Open what waits, oldest first."""
    rows = db.execute("SELECT key, sealed FROM outbox ORDER BY place").fetchall()
    if not rows:
        return []
    secret = open_secret(header, keys)
    try:
        return [Waiting(key=key, record=_opened(blob, secret, header.vault)) for key, blob in rows]
    finally:
        crypto.wipe(secret)


def wrap_secret(secret: bytearray, keys: Keys) -> bytes:
    """Lock the secret key for opening away under the master key; `secret` is overwritten."""
    kek = crypto.derive(keys.master, "outbox wrap", keys.vault)
    wrapped = crypto.wrap(kek, secret, b"leeward outbox key v1" + keys.vault)
    crypto.wipe(kek)
    crypto.wipe(secret)
    return wrapped


def open_secret(header: Header, keys: Keys) -> bytearray:
    """Return the secret key for opening; the caller overwrites it.

    Raises:
        DamagedVaultError: it is not the one that was written.
    """
    kek = crypto.derive(keys.master, "outbox wrap", keys.vault)
    try:
        return crypto.unwrap(kek, header.outbox_secret, b"leeward outbox key v1" + keys.vault)
    except crypto.NotAuthenticError:
        raise DamagedVaultError(say("the key of its waiting entries")) from None
    finally:
        crypto.wipe(kek)


def _opened(blob: object, secret: bytearray, vault: bytes) -> Record | None:
    if not isinstance(blob, bytes):
        return None
    try:
        frame = frames.decode(crypto.unpad(crypto.outbox_open(secret, blob, vault)))
    except crypto.NotAuthenticError:
        return None
    # Anyone can seal; only plain entries are taken from strangers, never a forgetting.
    if frame.kind != ENTRY or len(frame.payload) > MAX_SEALED_PAYLOAD:
        return None
    return Record(id=frame.id, payload=frame.payload)
