"""New keys for everything, after a suspected leak: what was known before opens nothing written now.

A new master key, epoch, sealing key, passphrase and recovery key; every entry is encrypted
again, in one commit. Places, ids and what was forgotten stay as they are. What a phone sealed
before and has not handed over yet cannot be opened afterwards.
"""

from __future__ import annotations

from leeward.vault import crypto, lifecycle, outbox, passphrase, recovery
from leeward.vault.header import Head, Header, seal_head, surroundings, write_slot
from leeward.vault.kdf import Argon2Kdf, Kdf
from leeward.vault.keys import Keys, Slot
from leeward.vault.log import Log
from leeward.vault.ports import Waiting
from leeward.vault.schema import Db
from leeward.vault.sqlite import SqliteStore


def renew_keys(store: SqliteStore, new_passphrase: str, *, kdf: Kdf | None = None) -> str:
    """Give an open journal new keys throughout and return its new 24 words, shown once.

    Other processes that have it open are told to unlock again. Copies made before keep their
    old keys.

    Raises:
        WeakPassphraseError: the passphrase would be too easy to guess.
    """
    passphrase.require(new_passphrase)
    vault = store.header.vault
    keys = Keys(vault, crypto.random_key())
    public, secret = crypto.sealing_pair()
    header = Header(
        vault=vault,
        format=store.header.format,
        readable_by=store.header.readable_by,
        commitment=crypto.commitment(keys.master, vault),
        outbox_public=public,
        outbox_secret=outbox.wrap_secret(secret, keys),
    )
    entropy = recovery.new_entropy()
    words = recovery.to_words(entropy)
    slots = lifecycle.both_slots(new_passphrase, entropy, kdf or Argon2Kdf(), keys)

    def rewrite(db: Db, old: Log, waiting: list[Waiting]) -> None:
        _replace_keys(db, keys, header, slots)
        chain = _encrypt_again(db, old, Log(keys))
        _seal_again(db, waiting, header)
        head = Head(old.head, 1, chain, surroundings(db, header, keys))
        db.execute("UPDATE vault SET head = ?", (seal_head(head, keys),))

    try:
        store.take_over(header, keys, rewrite)
    except BaseException:
        keys.close()
        raise
    return words


def _replace_keys(db: Db, keys: Keys, header: Header, slots: list[Slot]) -> None:
    for table in ("epoch", "keyslot", "cache"):
        db.execute(f"DELETE FROM {table}")  # noqa: S608  # our own names
    wrapped = keys.new_epoch(1)
    keys.add_epoch(1, wrapped)
    db.execute("INSERT INTO epoch (epoch, wrapped) VALUES (1, ?)", (wrapped,))
    for slot in slots:
        write_slot(db, header, slot)
    db.execute(
        "UPDATE vault SET commitment = ?, outbox_public = ?, outbox_secret = ?, checksum = ?",
        (header.commitment, header.outbox_public, header.outbox_secret, header.check()),
    )


def _encrypt_again(db: Db, old: Log, new: Log) -> bytes:
    """Encrypt every row anew and return the chain at the end."""
    chain = new.chain
    for seq in range(1, old.head + 1):
        row = db.execute("SELECT seq, epoch, tag, ct FROM event WHERE seq = ?", (seq,)).fetchone()
        frame = old.opened(row)
        # A forgotten row has nothing to make a tag of; the chain only needs one that stays.
        tag, ct = new.sealed(frame, seq, 1) if frame else (crypto.mac(new.tag_key, b""), None)
        chain = new.link(chain, seq, 1, tag)
        db.execute("UPDATE event SET epoch = 1, tag = ?, ct = ? WHERE seq = ?", (tag, ct, seq))
    return chain


def _seal_again(db: Db, waiting: list[Waiting], header: Header) -> None:
    db.execute("DELETE FROM outbox")
    for each in waiting:
        if each.record is not None:
            outbox.put(db, outbox.sealed(each.record, header.outbox_public, header.vault))
