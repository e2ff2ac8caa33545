"""Proving a file against its sealed end: strictly for use, leniently for a report or a rescue."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator

from leeward.util.language import say
from leeward.vault.errors import DamagedVaultError
from leeward.vault.header import Head, Header, learn_epochs, read_head, surroundings
from leeward.vault.keys import Keys
from leeward.vault.log import Log, Row
from leeward.vault.schema import Db

_UNREADABLE = (sqlite3.DatabaseError, UnicodeDecodeError)
_LOWEST = -(2**63)
_ROWS = "SELECT seq, epoch, tag, ct FROM event"


def catch_up(db: Db, header: Header, keys: Keys, log: Log) -> int:
    """Fold what is behind the log's head, prove all of it, and return the newest epoch.

    Raises:
        DamagedVaultError: something is not as it was written; `log` is then of no more use.
    """
    sealed = read_head(db, keys)
    newest = learn_epochs(db, keys)
    if (sealed.seq, sealed.chain) != (log.head, log.chain):
        # From the very start, also what stands before the first place.
        after = log.head or _LOWEST
        log.fold(db.execute(f"{_ROWS} WHERE seq > ? ORDER BY seq", (after,)))
    for fault in _faults(db, header, keys, log, sealed, newest):
        raise DamagedVaultError(fault)
    return newest


def prove(db: Db, header: Header, keys: Keys, log: Log) -> list[str]:
    """Fold everything that verifies into an empty log and list what does not."""
    problems: list[str] = []
    newest = 0
    try:
        newest = learn_epochs(db, keys, problems)
    except DamagedVaultError as error:
        problems.append(error.where)
    log.fold(readable_rows(db, problems), problems)
    try:
        sealed = read_head(db, keys)
    except DamagedVaultError as error:
        return [*problems, error.where]
    try:
        return problems + _faults(db, header, keys, log, sealed, newest)
    except DamagedVaultError as error:
        return [*problems, error.where]


def _faults(db: Db, header: Header, keys: Keys, log: Log, sealed: Head, newest: int) -> list[str]:
    faults = []
    if sealed.seq != log.head:
        faults.append(
            say("it ends at entry {last} instead of {sealed}", last=log.head, sealed=sealed.seq)
        )
    elif sealed.chain != log.chain:
        faults.append(say("the order of its entries"))
    if sealed.epoch != newest or sealed.digest != surroundings(db, header, keys):
        faults.append(say("its key slots, epochs or settings"))
    return faults


def readable_rows(db: Db, problems: list[str]) -> Iterator[Row]:
    """Give the rows SQLite can still find, even where a page of the file is broken."""
    last = 0
    try:
        for row in db.execute(f"{_ROWS} ORDER BY seq"):
            yield row
            last = row[0]
    except _UNREADABLE:
        problems.append(say("a part of the file behind entry {last} cannot be read", last=last))
    else:
        return
    missed = 0
    while missed < 10_000:
        last += 1
        try:
            row = db.execute(f"{_ROWS} WHERE seq = ?", (last,)).fetchone()
        except _UNREADABLE:
            row = None
        missed = 0 if row else missed + 1
        if row:
            yield row
