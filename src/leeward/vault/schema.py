"""The file underneath: tables, settings of SQLite, and its errors put in plain words."""

from __future__ import annotations

import errno
import os
import sqlite3
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Protocol

from leeward.util.language import say
from leeward.vault.errors import (
    DamagedVaultError,
    ForeignFileError,
    VaultBusyError,
    VaultError,
    VaultFullError,
    VaultMissingError,
    VaultUnavailableError,
)

FORMAT = 1
"""Format this version writes."""

READABLE_BY = 1
"""Oldest format whose programs can still read what this version writes."""

TABLES = (
    """CREATE TABLE vault (one INTEGER PRIMARY KEY CHECK (one = 1), id BLOB NOT NULL,
 format INTEGER NOT NULL, readable_by INTEGER NOT NULL, commitment BLOB NOT NULL,
 outbox_public BLOB NOT NULL, outbox_secret BLOB NOT NULL, checksum BLOB NOT NULL,
 head BLOB NOT NULL) STRICT""",
    """CREATE TABLE keyslot (kind TEXT PRIMARY KEY, params TEXT NOT NULL, wrapped BLOB NOT NULL,
 checksum BLOB NOT NULL) STRICT, WITHOUT ROWID""",
    "CREATE TABLE epoch (epoch INTEGER PRIMARY KEY, wrapped BLOB NOT NULL) STRICT",
    """CREATE TABLE event (seq INTEGER PRIMARY KEY, epoch INTEGER NOT NULL, tag BLOB NOT NULL,
 ct BLOB) STRICT""",
    """CREATE TABLE outbox (place INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE,
 sealed BLOB NOT NULL) STRICT""",
    """CREATE TABLE cache (name TEXT PRIMARY KEY, head INTEGER NOT NULL, ct BLOB NOT NULL)
 STRICT""",
    "CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
)

OWN_NAMES = frozenset({"vault", "keyslot", "epoch", "event", "outbox", "cache", "setting"})

PRAGMAS = (
    # FULL, not NORMAL: with NORMAL a power cut takes back entries that were acknowledged.
    "PRAGMA synchronous=FULL",
    "PRAGMA fullfsync=ON",
    "PRAGMA checkpoint_fullfsync=ON",
    # What is forgotten must be overwritten, and nothing may reach a temporary file.
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    # A file from elsewhere is hostile until it verifies.
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cell_size_check=ON",
    "PRAGMA mmap_size=0",
    "PRAGMA foreign_keys=ON",
)
BUSY_SECONDS = 10.0
LARGEST_VALUE = 64 << 20

Step = Callable[["Db"], None]
STEPS: dict[int, Step] = {}
"""What turns a file of format n into one of n + 1; see `migrate`."""


class Rows(Protocol):
    """What a statement gives back."""

    def fetchone(self) -> Any:
        """Return the next row or None."""
        ...

    def fetchall(self) -> list[Any]:
        """Return the rows that are left."""
        ...

    def __iter__(self) -> Iterator[Any]: ...


class Db(Protocol):
    """The little of a SQLite connection that the journal uses, in autocommit mode.

    The power-cut tests put another binding behind it, whose file layer loses writes.
    """

    @property
    def in_transaction(self) -> bool:
        """Whether a transaction is open."""
        ...

    def execute(self, sql: str, params: Sequence[Any] = (), /) -> Rows:
        """Run one statement."""
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...


Connect = Callable[[Path, bool], Db]


def connect(path: Path, read_only: bool) -> Db:  # noqa: FBT001  # one of two ways to open
    """Open an existing file with every setting in place.

    Raises:
        VaultMissingError: there is no such file.
        VaultUnavailableError: it is not a plain file.
    """
    guard(path)
    if read_only and not os.access(path.parent, os.W_OK) and not companion(path, "-wal").exists():
        # SQLite wants to write a companion file even to read; here there is nothing in it.
        return connect_copy(path)
    mode = "ro" if read_only else "rw"
    with speaking():
        db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode={mode}",
            uri=True,
            isolation_level=None,
            timeout=BUSY_SECONDS,
            check_same_thread=False,
        )
        try:
            db.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LARGEST_VALUE)
            _claim(db, path)
            set_up(db, read_only=read_only)
        except BaseException:
            db.close()
            raise
    return db


def connect_copy(path: Path) -> Db:
    """Open a finished copy (a backup) without writing anything beside it."""
    guard(path)
    with speaking():
        db = sqlite3.connect(
            f"{path.resolve().as_uri()}?mode=ro&immutable=1",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
        )
        try:
            _claim(db, path)
            set_up(db, read_only=True)
        except BaseException:
            db.close()
            raise
    return db


def _claim(db: sqlite3.Connection, path: Path) -> None:
    """Make sure that a file is ours before anything about it is changed, then close it to others.

    A path can be mistyped, and the settings below would turn another program's file around.
    """
    names = {name for (name,) in db.execute("SELECT name FROM sqlite_schema")}
    if names and not names & OWN_NAMES:
        raise ForeignFileError(
            say(
                "{path} belongs to another program and was left as it is. Check the place of the journal (LEEWARD_VAULT).",
                path=path,
            )
        )
    if not names:
        raise DamagedVaultError(say("it holds no journal"))
    found = path.lstat()
    if found.st_mode & 0o077 and found.st_uid == os.getuid():
        path.chmod(0o600)


def set_up(db: Db, *, read_only: bool) -> None:
    """Apply the settings every connection needs."""
    if not read_only:
        db.execute("PRAGMA journal_mode=WAL").fetchall()
    for pragma in PRAGMAS:
        db.execute(pragma).fetchall()


def guard(path: Path) -> None:
    """Refuse anything but a plain file."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        raise VaultMissingError(
            say("There is no journal at {path}. Check the place, or create one.", path=path)
        ) from None
    except OSError:
        raise VaultUnavailableError(say("{path} cannot be reached.", path=path)) from None
    # A link could make us write into another file than the one that was named.
    if not stat.S_ISREG(found.st_mode):
        raise VaultUnavailableError(
            say("{path} is not a plain file, so it is not opened.", path=path)
        )


def new_file(path: Path) -> None:
    """Make an empty file that only its owner can read; SQLite's companions inherit that.

    What an interrupted attempt left under this name is removed first.
    """
    with reaching(path):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_NOFOLLOW", 0)
        os.close(os.open(path, flags, 0o600))


@contextmanager
def reaching(path: Path) -> Iterator[None]:
    """Turn the system's errors about a file into ones a person can act on."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise VaultFullError(
                say("There is no room for {path}. Make some and try again.", path=path)
            ) from error
        raise VaultUnavailableError(
            say("{path} cannot be written ({why}).", path=path, why=error.strerror)
        ) from error


def whereabouts(path: Path) -> tuple[int, int] | None:
    """Return what tells one file from another under the same name; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


def companion(path: Path, suffix: str) -> Path:
    """Return the file SQLite keeps beside the journal (`-wal`, `-shm`)."""
    return path.with_name(path.name + suffix)


def put_in_place(part: Path, path: Path) -> None:
    """Give a finished file its name in one step that survives a power cut."""
    with reaching(path):
        _sync(part)
        part.replace(path)
        _sync(path.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def check_tables(db: Db, file_format: int) -> None:
    """Refuse a file whose tables are not exactly ours: views and triggers are programs.

    Raises:
        DamagedVaultError: a table is missing, changed or added.
    """
    if schema_of(db) != _expected(file_format):
        raise DamagedVaultError(say("its tables are not those of a journal"))


def schema_of(db: Db) -> tuple[tuple[str, str], ...]:
    """Return name and text of everything the file defines, spaces evened out."""
    rows = db.execute("SELECT name, coalesce(sql, '') FROM sqlite_schema ORDER BY name").fetchall()
    return tuple((str(name), " ".join(str(sql).split())) for name, sql in rows)


@cache
def _expected(file_format: int) -> tuple[tuple[str, str], ...]:
    db = sqlite3.connect(":memory:", isolation_level=None)
    try:
        for table in TABLES:
            db.execute(table)
        for step in range(1, file_format):
            STEPS[step](db)
        return schema_of(db)
    finally:
        db.close()


@contextmanager
def speaking() -> Iterator[None]:
    """Turn SQLite's errors into ones a person can act on."""
    try:
        yield
    except sqlite3.Error as error:
        raise _translated(error) from error
    except UnicodeDecodeError as error:
        # A broken name reaches us inside SQLite's own message.
        raise DamagedVaultError(say("it cannot be read as a journal")) from error


def typed(row: Sequence[Any], *kinds: type) -> Sequence[Any]:
    """Return a row if its values are of the kinds that were written; a flipped bit changes both.

    Raises:
        DamagedVaultError: they are not.
    """
    if len(row) != len(kinds) or any(type(v) is not k for v, k in zip(row, kinds, strict=True)):
        raise DamagedVaultError(say("a row holds another kind of value than was written"))
    return row


def _translated(error: sqlite3.Error) -> VaultError:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return VaultBusyError(
            say(
                "Another program is holding the journal. Nothing was stored; try again in a moment."
            )
        )
    if code == sqlite3.SQLITE_FULL:
        return VaultFullError(
            say(
                "The disk is full. What was stored before is safe; this was not stored. "
                "Make some room and save again."
            )
        )
    if code in (
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_AUTH,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_PROTOCOL,
    ):
        return VaultUnavailableError(
            say(
                "The journal file cannot be read or written right now. Nothing was stored. "
                "Check that the disk is connected and writable."
            )
        )
    return DamagedVaultError(say("it cannot be read as a journal"))
