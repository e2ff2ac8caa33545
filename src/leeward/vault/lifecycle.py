"""Creating, unlocking and looking after a journal file."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict, Unpack

from leeward.util.clock import Clock, utc_now
from leeward.util.language import mark, say
from leeward.vault import crypto, outbox, passphrase, recovery, schema
from leeward.vault.errors import (
    DamagedVaultError,
    HeadMovedError,
    VaultExistsError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from leeward.vault.header import (
    Head,
    Header,
    read_header,
    read_slot,
    seal_head,
    surroundings,
    write_slot,
)
from leeward.vault.hygiene import keep_in_memory
from leeward.vault.kdf import Argon2Kdf, Kdf
from leeward.vault.keys import (
    PASSPHRASE,
    RECOVERY,
    RECOVERY_PARAMS,
    VAULT_ID,
    Keys,
    Slot,
    make_slot,
    open_slot,
)
from leeward.vault.log import Log
from leeward.vault.schema import Connect, Db, connect, speaking
from leeward.vault.sqlite import SqliteStore
from leeward.vault.witness import Witness, state_folder

# Below the range from which systems hand out passing ports, so that it is rarely taken.
_PORTS = range(20_000, 32_000)


class How(TypedDict, total=False):
    """How to open a journal; everything may be left out.

    `state`: folder of the witnesses. `read_only`: change nothing, not even the witness.
    `accept_older`: go on with a copy that is behind what was seen here. `salvage`: open what
    still verifies of a damaged file, for reading only; `problems` of the store lists the rest.
    """

    state: Path | None
    read_only: bool
    accept_older: bool
    salvage: bool
    clock: Clock
    connection: Connect


@dataclass(frozen=True, slots=True, kw_only=True)
class Created:
    """A new journal, open; `recovery_words` are shown once and kept nowhere."""

    vault_id: str
    recovery_words: str
    store: SqliteStore


def create(
    path: Path,
    new_passphrase: str,
    *,
    kdf: Kdf | None = None,
    state: Path | None = None,
    plain_settings: Mapping[str, str] | None = None,
    clock: Clock = utc_now,
) -> Created:
    """Make a journal and open it. It appears whole at `path` or not at all.

    `plain_settings` are readable by anyone with the file; a `port` is drawn if none is given.

    Raises:
        WeakPassphraseError: the passphrase would be too easy to guess.
        VaultExistsError: there is something at `path`.
    """
    passphrase.require(new_passphrase)
    if path.exists() or path.is_symlink():
        raise VaultExistsError(
            say("There is something at {path} already. Choose another place.", path=path)
        )
    vault = secrets.token_bytes(VAULT_ID)
    keys = Keys(vault, crypto.random_key())
    public, secret = crypto.sealing_pair()
    header = Header(
        vault=vault,
        format=schema.FORMAT,
        readable_by=schema.READABLE_BY,
        commitment=crypto.commitment(keys.master, vault),
        outbox_public=public,
        outbox_secret=outbox.wrap_secret(secret, keys),
    )
    entropy = recovery.new_entropy()
    words = recovery.to_words(entropy)
    slots = both_slots(new_passphrase, entropy, kdf or Argon2Kdf(), keys)
    plain = {"port": str(secrets.choice(_PORTS))} | dict(plain_settings or {})
    _write_new(path, header, slots, keys, plain)
    store = _opened(path, header, keys, {"state": state, "clock": clock})
    return Created(vault_id=vault.hex(), recovery_words=words, store=store)


def unlock(path: Path, given: str, *, kdf: Kdf | None = None, **how: Unpack[How]) -> SqliteStore:
    """Open a journal with its passphrase.

    Raises:
        VaultMissingError, WrongPassphraseError, DamagedVaultError, OlderCopyError,
        NewerVaultError: each says what to do.
    """
    header, keys = keys_by_passphrase(
        path, given, kdf or Argon2Kdf(), how.get("connection", connect)
    )
    return _opened(path, header, keys, how)


def unlock_with_recovery(path: Path, words: str, **how: Unpack[How]) -> SqliteStore:
    """Open a journal with its 24 words; `set_passphrase` then gives it a new passphrase.

    Raises:
        WrongRecoveryKeyError: mistyped, or of another journal; otherwise as `unlock`.
    """
    entropy = recovery.from_words(words)
    header, keys = _keys_of(path, RECOVERY, lambda _slot: entropy, how.get("connection", connect))
    return _opened(path, header, keys, how)


def keys_by_passphrase(
    path: Path, given: str, kdf: Kdf, connection: Connect = connect
) -> tuple[Header, Keys]:
    """Return what a passphrase opens, before anything of the log is read.

    Raises:
        WrongPassphraseError, DamagedVaultError, NewerVaultError, VaultMissingError.
    """

    def slot_key(slot: Slot) -> bytearray:
        secret = crypto.passphrase_bytes(given)
        try:
            return kdf.key(secret, slot.params)
        finally:
            crypto.wipe(secret)

    return _keys_of(path, PASSPHRASE, slot_key, connection)


def check_passphrase(store: SqliteStore, given: str, *, kdf: Kdf | None = None) -> None:
    """Ask again before something that matters.

    Raises:
        WrongPassphraseError: it is not the passphrase.
    """
    _, keys = keys_by_passphrase(store.path, given, kdf or Argon2Kdf())
    keys.close()


def set_passphrase(store: SqliteStore, new: str, *, kdf: Kdf | None = None) -> None:
    """Give an open journal a new passphrase; entries from now on get a new epoch key.

    Raises:
        WeakPassphraseError: the passphrase would be too easy to guess.
    """
    passphrase.require(new)
    _replace_passphrase(store, new, kdf or Argon2Kdf(), None)


def change_passphrase(
    path: Path, old: str, new: str, *, kdf: Kdf | None = None, **how: Unpack[How]
) -> None:
    """Change the passphrase; the old one fails at once, the recovery key stays.

    Raises:
        WeakPassphraseError: the new one would be too easy to guess.
        WrongPassphraseError: `old` is not the passphrase; otherwise as `unlock`.
        HeadMovedError: somebody else changed it at the same moment.
    """
    passphrase.require(new)
    # Read before unlocking: if another change comes between, this one must not win over it.
    db = connect(path, True)
    try:
        with speaking():
            before = read_slot(db, read_header(db), PASSPHRASE)
    finally:
        db.close()
    store = unlock(path, old, kdf=kdf, **how)
    try:
        _replace_passphrase(store, new, kdf or Argon2Kdf(), before)
    finally:
        store.close()


def new_recovery_key(store: SqliteStore) -> str:
    """Replace the recovery key of an open journal and return its 24 words, shown once."""
    entropy = recovery.new_entropy()
    words = recovery.to_words(entropy)

    def change(db: Db, header: Header, keys: Keys, epoch: int) -> int:
        write_slot(db, header, make_slot(RECOVERY, RECOVERY_PARAMS, entropy, keys))
        return epoch

    store.rewrite(change)
    return words


def _replace_passphrase(store: SqliteStore, new: str, kdf: Kdf, expected: Slot | None) -> None:
    params = kdf.fresh()
    secret = crypto.passphrase_bytes(new)
    # Derived before the write lock is taken: it takes a second.
    slot_key = kdf.key(secret, params)
    crypto.wipe(secret)

    def change(db: Db, header: Header, keys: Keys, epoch: int) -> int:
        if expected is not None and read_slot(db, header, PASSPHRASE) != expected:
            raise HeadMovedError(
                say("The passphrase was changed elsewhere a moment ago, so it was left as it is.")
            )
        write_slot(db, header, make_slot(PASSPHRASE, params, slot_key, keys))
        wrapped = keys.new_epoch(epoch + 1)
        db.execute("INSERT INTO epoch (epoch, wrapped) VALUES (?, ?)", (epoch + 1, wrapped))
        keys.add_epoch(epoch + 1, wrapped)
        return epoch + 1

    store.rewrite(change)


def both_slots(given: str, entropy: bytearray, kdf: Kdf, keys: Keys) -> list[Slot]:
    """Lock a master key away by passphrase and by recovery key; `entropy` is overwritten."""
    params = kdf.fresh()
    secret = crypto.passphrase_bytes(given)
    by_passphrase = make_slot(PASSPHRASE, params, kdf.key(secret, params), keys)
    crypto.wipe(secret)
    return [by_passphrase, make_slot(RECOVERY, RECOVERY_PARAMS, entropy, keys)]


def _write_new(
    path: Path, header: Header, slots: list[Slot], keys: Keys, plain: Mapping[str, str]
) -> None:
    """Write the file under a passing name, then give it its own in one step."""
    part = path.with_name(f".{path.name}.new")
    schema.new_file(part)
    try:
        _fill_new(part, header, slots, keys, plain)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    schema.put_in_place(part, path)


def _fill_new(
    part: Path, header: Header, slots: list[Slot], keys: Keys, plain: Mapping[str, str]
) -> None:
    with speaking():
        db = sqlite3.connect(part, isolation_level=None)
        try:
            for pragma in schema.PRAGMAS:
                db.execute(pragma)
            db.execute("BEGIN")
            for table in schema.TABLES:
                db.execute(table)
            wrapped = keys.new_epoch(1)
            db.execute("INSERT INTO epoch (epoch, wrapped) VALUES (1, ?)", (wrapped,))
            for name, value in plain.items():
                db.execute("INSERT INTO setting (name, value) VALUES (?, ?)", (name, value))
            for slot in slots:
                write_slot(db, header, slot)
            head = Head(0, 1, Log(keys).chain, surroundings(db, header, keys))
            db.execute(
                "INSERT INTO vault VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    header.vault,
                    header.format,
                    header.readable_by,
                    header.commitment,
                    header.outbox_public,
                    header.outbox_secret,
                    header.check(),
                    seal_head(head, keys),
                ),
            )
            db.execute("COMMIT")
        finally:
            db.close()


def _keys_of(
    path: Path, kind: str, slot_key: Callable[[Slot], bytearray], connection: Connect
) -> tuple[Header, Keys]:
    db = connection(path, True)
    try:
        with speaking():
            header = read_header(db)
            if not header.newer:
                schema.check_tables(db, header.format)
            slot = read_slot(db, header, kind)
    finally:
        db.close()
    if slot is None:
        raise DamagedVaultError(say("the {kind} slot is missing", kind=kind))
    try:
        return header, open_slot(slot, slot_key(slot), header.vault, header.commitment)
    except crypto.NotAuthenticError:
        if kind == RECOVERY:
            raise WrongRecoveryKeyError(
                say("This recovery key belongs to another journal, or was replaced by a newer one.")
            ) from None
        raise WrongPassphraseError(
            say(
                "That passphrase does not open this journal. Check capital letters and the keyboard's "
                "language, or use the recovery key. Nothing is locked out; try as often as you like."
            )
        ) from None


def _opened(path: Path, header: Header, keys: Keys, how: How) -> SqliteStore:
    keep_in_memory(keys.master)
    reason = _why_read_only(path, header, how)
    witness = Witness(how.get("state") or state_folder(), header.vault, how.get("clock", utc_now))
    db = how.get("connection", connect)(path, bool(reason))
    store = SqliteStore(db, header, keys, path=path, witness=witness, read_only=reason)
    try:
        store.load(accept_older=how.get("accept_older", False), salvage=how.get("salvage", False))
        if header.format < schema.FORMAT and not store.read_only:
            store.upgrade()
    except BaseException:
        store.close()
        raise
    return store


def _why_read_only(path: Path, header: Header, how: How) -> str:
    if header.newer:
        return mark(
            "A newer version of this program made this journal. It can be read here, but not "
            "written to. Update the program to go on with it."
        )
    if how.get("read_only", False):
        return mark("The journal was opened for reading only.")
    if not os.access(path, os.W_OK) or not os.access(path.parent, os.W_OK):
        return mark("The journal file is not writable here, so it can only be read.")
    return ""
