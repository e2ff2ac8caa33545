"""Copies of a journal: making one, proving one, going back to one; and destroying the journal.

A copy is a journal file like any other: the same passphrase, the same format.
"""

from __future__ import annotations

import codecs
import os
import shutil
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from leeward.util.clock import Clock, utc_now
from leeward.util.language import say
from leeward.vault import schema
from leeward.vault.errors import (
    DamagedVaultError,
    ForeignFileError,
    VaultBusyError,
    VaultError,
    VaultExistsError,
)
from leeward.vault.header import Header, read_header
from leeward.vault.kdf import Argon2Kdf, Kdf
from leeward.vault.keys import Keys
from leeward.vault.lifecycle import keys_by_passphrase
from leeward.vault.log import Log
from leeward.vault.outbox import waiting_count
from leeward.vault.proof import prove
from leeward.vault.schema import Db, companion, connect, connect_copy, speaking
from leeward.vault.sqlite import SqliteStore
from leeward.vault.witness import Witness, state_folder

Step = Callable[[str], None]
"""Told the name of each step before it happens; tests cut the power there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What a proven copy holds: places, entries that still have content, sealed ones waiting.

    `digest` is the SHA-256 of the file; `day` is when it was proven (ISO date, UTC).
    """

    path: Path
    vault_id: str
    head: int
    entries: int
    waiting: int
    digest: str
    day: str


def backup(store: SqliteStore, target: Path, *, clock: Clock = utc_now) -> Receipt:
    """Write a compact copy, prove it by opening it, and only then give it its name.

    Raises:
        VaultExistsError: there is something at `target`.
        DamagedVaultError: the copy does not verify; it was removed again.
    """
    if target.exists() or target.is_symlink():
        raise VaultExistsError(
            say("There is something at {path} already. Choose another name.", path=target)
        )
    part = target.with_name(f".{target.name}.new")
    schema.new_file(part)
    keys = store.keys_for_copy()
    try:
        store.copy_into(part)
        receipt, _ = _proven(part, target, store.header, keys, clock)
        schema.put_in_place(part, target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    finally:
        keys.close()
    return receipt


def drill(
    copy: Path, passphrase: str, *, kdf: Kdf | None = None, clock: Clock = utc_now
) -> Receipt:
    """Prove that a copy can be gone back to, without changing anything.

    Raises:
        WrongPassphraseError, DamagedVaultError, VaultMissingError: it cannot, and why.
    """
    return _drilled(copy, passphrase, kdf, clock)[0]


def restore(
    copy: Path,
    path: Path,
    passphrase: str,
    *,
    replace: bool = False,
    kdf: Kdf | None = None,
    state: Path | None = None,
    clock: Clock = utc_now,
    step: Step = lambda _name: None,
) -> Receipt:
    """Go back to a copy, once it is proven; what was at `path` is kept beside it.

    Raises:
        VaultExistsError: there is a journal at `path` and `replace` was not given.
        VaultBusyError: the journal at `path` is open somewhere, here included.
        WrongPassphraseError, DamagedVaultError: nothing was changed.
    """
    receipt, header, chain = _drilled(copy, passphrase, kdf, clock)
    if path.exists() and not replace:
        raise VaultExistsError(
            say(
                "There is a journal at {path} already. Say that it should be replaced; it is kept beside the restored one.",
                path=path,
            )
        )
    part = path.with_name(f".{path.name}.new")
    schema.new_file(part)
    with schema.reaching(path):
        shutil.copyfile(copy, part)
        step("copied")
        if path.exists():
            _set_aside(path, step)
    schema.put_in_place(part, path)
    step("in place")
    # Going back is what the person asked for, so the witness goes back too.
    Witness(state or state_folder(), header.vault, clock).advance(
        place=receipt.head, chain=chain, public=header.outbox_public, force=True
    )
    return receipt


def destroy(path: Path, *, state: Path | None = None) -> None:
    """Make a journal unreadable for ever, keys first; copies elsewhere are not touched.

    No passphrase is asked for: whoever can write the file can remove it anyway.

    Raises:
        VaultMissingError: there is no such file.
        ForeignFileError: it is a sound file of another program.
    """
    schema.guard(path)
    with schema.reaching(path), path.open("rb") as file:
        start = file.read(4096)
    if start and _is_text(start):
        raise ForeignFileError(
            say(
                "{path} is a text file and was left as it is. Check the place of the journal (LEEWARD_VAULT).",
                path=path,
            )
        )
    vault: bytes | None = None
    # A file too damaged to open is still overwritten and removed below.
    try:
        vault = _drop_keys(path)
    except ForeignFileError:
        raise
    except VaultError:
        pass
    with suppress(OSError):
        _overwrite(path)
    for each in (companion(path, "-wal"), companion(path, "-shm"), path):
        each.unlink(missing_ok=True)
    if vault is not None:
        Witness(state or state_folder(), vault).remove()


def _is_text(start: bytes) -> bool:
    """Whether a file begins like text; a journal never does, however damaged."""
    try:
        return "\0" not in codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return False


def _drilled(
    copy: Path, passphrase: str, kdf: Kdf | None, clock: Clock
) -> tuple[Receipt, Header, bytes]:
    def as_copy(path: Path, read_only: bool) -> Db:  # noqa: ARG001, FBT001  # always for reading
        return connect_copy(path)

    # A copy with a write-ahead file beside it is a working journal, not a finished copy.
    if companion(copy, "-wal").exists():
        raise DamagedVaultError(say("it is still in use, so it is not a finished copy"))
    header, keys = keys_by_passphrase(copy, passphrase, kdf or Argon2Kdf(), as_copy)
    try:
        receipt, chain = _proven(copy, copy, header, keys, clock)
    finally:
        keys.close()
    return receipt, header, chain


def _proven(
    file: Path, name: Path, header: Header, keys: Keys, clock: Clock
) -> tuple[Receipt, bytes]:
    db = connect_copy(file)
    try:
        with speaking():
            log = Log(keys)
            problems = prove(db, header, keys, log)
            problems += [r[0] for r in db.execute("PRAGMA integrity_check") if r[0] != "ok"]
            waiting = waiting_count(db)
    finally:
        db.close()
    if problems:
        raise DamagedVaultError(str(problems[0]))
    receipt = Receipt(
        path=name,
        vault_id=header.vault.hex(),
        head=log.head,
        entries=log.head - len(log.gone) - len(log.absent),
        waiting=waiting,
        digest=sha256(file.read_bytes()).hexdigest(),
        day=clock().date().isoformat(),
    )
    return receipt, log.chain


def _set_aside(path: Path, step: Step) -> None:
    """Keep the journal that is being replaced under a second name.

    Its write-ahead file must not stay beside the restored one: SQLite would play it in.
    """
    aside = path.with_name(f"{path.name}.before-restore")
    for suffix in ("", "-wal", "-shm"):
        companion(aside, suffix).unlink(missing_ok=True)
    try:
        _settle(path)
    except VaultBusyError:
        raise VaultBusyError(
            say(
                "The journal is open elsewhere, and what is written there would be lost. "
                "Lock it everywhere, then restore again."
            )
        ) from None
    except VaultError:
        # Too damaged to settle: it is kept as it is, with its companion.
        pass
    step("old one settled")
    if companion(path, "-wal").exists():
        companion(path, "-wal").replace(companion(aside, "-wal"))
    companion(path, "-shm").unlink(missing_ok=True)
    os.link(path, aside)
    step("old one kept")


def _settle(path: Path) -> None:
    """Move everything into the one file; this is refused while anyone else has it open."""
    db = connect(path, False)
    try:
        with speaking():
            db.execute("PRAGMA busy_timeout=500").fetchall()
            db.execute("PRAGMA journal_mode=DELETE").fetchall()
    finally:
        db.close()


def _drop_keys(path: Path) -> bytes:
    db = connect(path, False)
    try:
        with speaking():
            header = read_header(db)
            db.execute("BEGIN IMMEDIATE")
            for table in ("keyslot", "epoch", "cache", "outbox"):
                db.execute(f"DELETE FROM {table}")  # noqa: S608  # our own names
            db.execute("UPDATE vault SET head = x'', outbox_secret = x''")
            db.execute("COMMIT")
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        db.close()
    return header.vault


def _overwrite(path: Path) -> None:
    size = path.stat().st_size
    with path.open("r+b") as file:
        for _ in range(0, size, 1 << 16):
            file.write(bytes(1 << 16))
        file.flush()
        os.fsync(file.fileno())
