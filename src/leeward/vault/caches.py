"""Results that can be computed again, encrypted beside the log; a few, and never trusted blindly."""

from __future__ import annotations

from leeward.vault import crypto
from leeward.vault.keys import Keys
from leeward.vault.schema import Db

LARGEST = 32 << 20
MOST = 64


def put(db: Db, keys: Keys, name: str, head: int, data: bytes) -> None:
    """Keep a result inside a transaction; the oldest makes room, one that is too large is not kept."""
    if len(data) > LARGEST:
        return
    stored = _stored_name(keys, name)
    ct = crypto.seal(keys.cache, crypto.pad(data), _bound(keys, stored, head))
    db.execute("DELETE FROM cache WHERE name = ?", (stored,))
    db.execute(
        "DELETE FROM cache WHERE rowid NOT IN"
        " (SELECT rowid FROM cache ORDER BY rowid DESC LIMIT ?)",
        (MOST - 1,),
    )
    db.execute("INSERT INTO cache VALUES (?, ?, ?)", (stored, head, ct))


def get(db: Db, keys: Keys, name: str) -> tuple[int, bytes] | None:
    """Return head and bytes of a result, or None if there is none that verifies."""
    stored = _stored_name(keys, name)
    row = db.execute("SELECT head, ct FROM cache WHERE name = ?", (stored,)).fetchone()
    if row is None or type(row[0]) is not int or type(row[1]) is not bytes:
        return None
    try:
        plain = crypto.Opener(keys.cache).open(row[1], _bound(keys, stored, row[0]))
        return row[0], crypto.unpad(plain)
    except (crypto.NotAuthenticError, OverflowError):
        return None


def _stored_name(keys: Keys, name: str) -> str:
    # The name would tell what was computed, so only its keyed hash is stored.
    return crypto.mac(keys.cache, name.encode()).hex()


def _bound(keys: Keys, stored: str, head: int) -> bytes:
    return b"leeward cache v1" + keys.vault + stored.encode() + head.to_bytes(8, "big")
