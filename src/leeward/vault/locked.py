"""What can be done with a journal file without any key: look at its label, add to its outbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leeward.util.language import say
from leeward.vault import crypto, outbox
from leeward.vault.errors import KeySwappedError, ReadOnlyVaultError
from leeward.vault.header import Header, read_header, read_slot, settings
from leeward.vault.ports import Record
from leeward.vault.schema import Db, check_tables, connect, speaking
from leeward.vault.witness import Witness, state_folder


@dataclass(frozen=True, slots=True, kw_only=True)
class VaultInfo:
    """What a file tells while locked. `slots` maps each way in to its settings (JSON).

    `places` counts entries, forgotten ones included; `size` is in bytes; `newer` says that
    a newer version made it. Nothing here is proven before an unlock.
    """

    vault_id: str
    format: int
    newer: bool
    slots: dict[str, str]
    places: int
    waiting: int
    size: int
    settings: dict[str, str]


def info(path: Path) -> VaultInfo:
    """Tell what a locked file tells anyone who has it."""
    with _opened(path, read_only=True) as (db, header):
        kinds = [row[0] for row in db.execute("SELECT kind FROM keyslot ORDER BY kind").fetchall()]
        found = [read_slot(db, header, kind) for kind in kinds]
        (places,) = db.execute("SELECT coalesce(max(seq), 0) FROM event").fetchone()
        return VaultInfo(
            vault_id=header.vault.hex(),
            format=header.format,
            newer=header.newer,
            slots={slot.kind: slot.params for slot in found if slot},
            places=places,
            waiting=outbox.waiting_count(db),
            size=path.stat().st_size,
            settings=settings(db),
        )


def locked_settings(path: Path) -> dict[str, str]:
    """Return the plain settings of a locked file (not verified until it is unlocked)."""
    with _opened(path, read_only=True) as (db, _):
        return settings(db)


def seal(path: Path, record: Record, *, state: Path | None = None) -> int:
    """Keep an entry while the journal is locked and return how many wait; no key is needed.

    Raises:
        KeySwappedError: the file's sealing key is not the one last seen here.
        OutboxFullError, TooLargeError, InputError: the entry cannot wait.
    """
    with _opened(path, read_only=False) as (db, header):
        _require_seen(header, state)
        return _put(db, outbox.sealed(record, header.outbox_public, header.vault))


def take_sealed(path: Path, blob: bytes) -> int:
    """Keep an entry sealed elsewhere (a phone) until the next unlock; return how many wait."""
    with _opened(path, read_only=False) as (db, _):
        return _put(db, blob)


def sealing_key(path: Path, *, state: Path | None = None) -> tuple[str, bytes]:
    """Return vault id and public key for sealing elsewhere.

    Raises:
        KeySwappedError: the file's sealing key is not the one last seen here.
    """
    with _opened(path, read_only=True) as (_, header):
        _require_seen(header, state)
        return header.vault.hex(), header.outbox_public


def _put(db: Db, blob: bytes) -> int:
    db.execute("BEGIN IMMEDIATE")
    try:
        count = outbox.put(db, blob)
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise
    return count


def _require_seen(header: Header, state: Path | None) -> None:
    # Whoever can write the file could put a key of their own there and read what follows.
    seen = Witness(state or state_folder(), header.vault).read()
    if seen is None:
        raise KeySwappedError(
            say(
                "This journal was not unlocked on this computer yet, so nothing can be kept for it "
                "while it is locked. Unlock it once here."
            )
        )
    if not crypto.same(seen.public, header.outbox_public):
        raise KeySwappedError(
            say(
                "The journal file was changed by something else since it was last unlocked here, so "
                "nothing more is kept in it. Unlock it to see what happened."
            )
        )


@contextmanager
def _opened(path: Path, *, read_only: bool) -> Iterator[tuple[Db, Header]]:
    db = connect(path, read_only)
    try:
        with speaking():
            header = read_header(db)
            if not header.newer:
                check_tables(db, header.format)
            elif not read_only:
                raise ReadOnlyVaultError(
                    say(
                        "A newer version of this program made this journal, so nothing can be kept in "
                        "it here. Update the program."
                    )
                )
            yield db, header
    finally:
        db.close()
