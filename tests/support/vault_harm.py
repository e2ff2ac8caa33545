"""Ways to harm a journal file, shared by the tests (few) and the validation (many)."""

from __future__ import annotations

import multiprocessing
import os
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

from leeward.vault import locked
from leeward.vault.errors import OlderCopyError, VaultError, WrongPassphraseError
from leeward.vault.ports import Record
from leeward.vault.schema import companion
from leeward.vault.sqlite import SqliteStore
from support.vaults import PASSPHRASE, Place, ident, record

FORK = multiprocessing.get_context("fork")


def rich(folder: Path, make: Callable[[Path, int], Place]) -> Place:
    """Return a closed journal with something in every table, two epochs and a forgetting."""
    from leeward.vault import lifecycle  # noqa: PLC0415  # kept beside its one use
    from support.vaults import KDF  # noqa: PLC0415  kept beside its one use

    place = make(folder, 25)
    store = place.open()
    store.forget([ident(3)], record(900))
    lifecycle.set_passphrase(store, PASSPHRASE, kdf=KDF)
    store.append([record(n, size=700) for n in range(30, 40)])
    store.put_cache("fit", store.head(), bytes(300))
    store.close()
    for n in (50, 51):
        locked.seal(place.path, record(n), state=place.state)
    return place


def snapshot(store: SqliteStore) -> tuple[object, ...]:
    """Return everything a person could see of an open journal."""
    entries = [(e.seq, e.id, e.payload) for e in store.read()]
    return entries, [w.record for w in store.waiting()], store.settings(), store.get_cache("fit")


def agrees(found: tuple[object, ...], true: tuple[object, ...]) -> bool:
    """Say whether what is seen is true; a waiting entry or a cache may only be missing."""
    entries, waiting, settings, cache = found
    assert isinstance(waiting, list)
    assert isinstance(true[1], list)
    honest = all(w is None or w in true[1] for w in waiting)
    return entries == true[0] and settings == true[2] and cache in (true[3], None) and honest


def flips(place: Place, folder: Path, count: int, seed: int) -> Counter[str]:
    """Flip one bit at a time anywhere in the file and count what unlocking says.

    "same": nothing a person sees changed. "silent": something did, without an error.
    """
    chance = random.Random(seed)
    original = place.path.read_bytes()
    harmed = place.copied(folder)
    store = harmed.open()
    true = snapshot(store)
    store.close()
    outcome: Counter[str] = Counter()
    for _ in range(count):
        at = chance.randrange(len(original) * 8)
        bits = bytearray(original)
        bits[at // 8] ^= 1 << at % 8
        for suffix in ("-wal", "-shm"):
            companion(harmed.path, suffix).unlink(missing_ok=True)
        harmed.path.write_bytes(bits)
        outcome[_seen(harmed, true)] += 1
    return outcome


def _seen(harmed: Place, true: tuple[object, ...]) -> str:
    try:
        store = harmed.open()
    except VaultError as error:
        return type(error).__name__
    try:
        return "same" if agrees(snapshot(store), true) else "silent"
    except VaultError as error:
        return type(error).__name__
    finally:
        store.close()


def tamper(place: Place, change: Callable[[sqlite3.Connection], object]) -> None:
    """Change a closed file with a plain SQLite, as someone without any key could."""
    db = sqlite3.connect(place.path, isolation_level=None)
    try:
        change(db)
    finally:
        db.close()


def _write_until_killed(place: Place, start: int, pipe: Connection) -> None:
    store = place.open()
    number = start
    while True:
        store.append([record(number), record(number + 1)])
        pipe.send_bytes(number.to_bytes(8, "big"))
        if number % 10 == 0:
            store.forget([ident(number)], record(number + 5_000_000))
            pipe.send_bytes((number + 5_000_000).to_bytes(8, "big"))
        number += 2


def kills(place: Place, count: int, seed: int) -> tuple[int, list[str]]:
    """Kill a writer at random moments; return how much was acknowledged and what went wrong."""
    chance = random.Random(seed)
    wrong: list[str] = []
    acknowledged: list[int] = []
    for turn in range(count):
        inbox, outlet = FORK.Pipe(duplex=False)
        writer = FORK.Process(
            target=_write_until_killed, args=(place, 1 + 10_000 * turn, outlet), daemon=True
        )
        writer.start()
        outlet.close()
        acknowledged.append(int.from_bytes(inbox.recv_bytes(), "big"))
        time.sleep(chance.random() * 0.03)
        assert writer.pid is not None
        os.kill(writer.pid, signal.SIGKILL)
        writer.join()
        try:
            while inbox.poll():
                acknowledged.append(int.from_bytes(inbox.recv_bytes(), "big"))
        except EOFError:
            pass
        inbox.close()
    store = place.open()
    found = {e.id: e.payload for e in store.read()}
    report = store.verify()
    store.close()
    wrong += list(report.problems)
    for number in acknowledged:
        if number > 5_000_000:
            if found.get(ident(number)) != record(number).payload:
                wrong.append(f"forgetting {number} is lost")
            if found.get(ident(number - 5_000_000), b"") is not None:
                wrong.append(f"entry {number - 5_000_000} was not forgotten")
            continue
        for n in (number, number + 1):
            if ident(n) not in found or found[ident(n)] not in (record(n).payload, None):
                wrong.append(f"entry {n} is lost")
    return len(acknowledged), wrong


WRONG_CLASSES = (WrongPassphraseError, OlderCopyError)


def note(number: int) -> Record:
    """Return a marker."""
    return Record(id=ident(number), payload=b"marker")
