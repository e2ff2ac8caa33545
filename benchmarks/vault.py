"""The journal: unlocking, appending, many processes, size."""

from __future__ import annotations

import multiprocessing
import random
import secrets
import shutil
import tempfile
import time
from multiprocessing.connection import Connection
from pathlib import Path

from leeward.vault import kdf, lifecycle
from leeward.vault.kdf import Argon2Kdf
from leeward.vault.ports import Record
from leeward.vault.sqlite import SqliteStore
from leeward.vault.testing import FastKdf

PASSPHRASE = "seven lanterns over the quiet harbour"  # of a journal made here
ENTRIES = 22_000
SIZE = 198  # bytes, the mean of an encoded entry


def rows() -> list[tuple[str, str, str]]:
    """Return what was measured: what, measured, bound."""
    folder = Path(tempfile.mkdtemp())
    try:
        return [*_log(folder / "log"), *_processes(folder / "many"), *_passphrase(folder / "real")]
    finally:
        shutil.rmtree(folder)


def _entries(count: int) -> list[Record]:
    return [
        Record(id=secrets.token_hex(16), payload=secrets.token_bytes(SIZE)) for _ in range(count)
    ]


def _log(folder: Path) -> list[tuple[str, str, str]]:
    path, state = folder / "j.db", folder / "state"
    store = lifecycle.create(path, PASSPHRASE, kdf=FastKdf(), state=state).store
    store.append(_entries(ENTRIES))
    store.close()
    opening, reading = [], []
    for _ in range(5):
        start = time.perf_counter()
        store = lifecycle.unlock(path, PASSPHRASE, kdf=FastKdf(), state=state)
        opening.append(time.perf_counter() - start)
        start = time.perf_counter()
        assert sum(1 for _ in store.read()) == ENTRIES  # noqa: S101  # measured, so checked
        reading.append(time.perf_counter() - start)
        store.close()
    store = lifecycle.unlock(path, PASSPHRASE, kdf=FastKdf(), state=state)
    appends = _timed_appends(store, 500)
    start = time.perf_counter()
    report = store.verify()
    verifying = time.perf_counter() - start
    assert report.ok  # noqa: S101  measured, so checked
    store.close()
    each = path.stat().st_size / report.head
    median = sorted(opening)[2], sorted(reading)[2]
    return [
        (
            f"unlock {ENTRIES:,} entries, beyond the key derivation",
            f"{median[0] * 1e3:.0f} ms",
            "< 1 s with reading",
        ),
        (f"read {ENTRIES:,} entries", f"{median[1] * 1e3:.0f} ms", "< 1 s with unlocking"),
        ("append, durable, p50", f"{appends[250] * 1e3:.1f} ms", ""),
        ("append, durable, p95", f"{appends[475] * 1e3:.1f} ms", "< 30 ms"),
        ("verify everything", f"{verifying * 1e3:.0f} ms", ""),
        ("file size an entry of 198 bytes", f"{each:.0f} bytes", ""),
    ]


def _timed_appends(store: SqliteStore, count: int) -> list[float]:
    times = []
    for record in _entries(count):
        start = time.perf_counter()
        store.append([record])
        times.append(time.perf_counter() - start)
    return sorted(times)


def _write(path: Path, state: Path, pipe: Connection) -> None:
    store = lifecycle.unlock(path, PASSPHRASE, kdf=FastKdf(), state=state)
    pipe.send("ready")
    pipe.recv()
    pipe.send(_timed_appends(store, 250))
    store.close()


def _processes(folder: Path) -> list[tuple[str, str, str]]:
    path, state = folder / "j.db", folder / "state"
    lifecycle.create(path, PASSPHRASE, kdf=FastKdf(), state=state).store.close()
    fork = multiprocessing.get_context("fork")
    ends = [fork.Pipe() for _ in range(8)]
    workers = [fork.Process(target=_write, args=(path, state, theirs)) for _, theirs in ends]
    for worker in workers:
        worker.start()
    for mine, _ in ends:
        mine.recv()
    start = time.perf_counter()
    for mine, _ in ends:
        mine.send("go")
    times = sorted(t for mine, _ in ends for t in mine.recv())
    spent = time.perf_counter() - start
    for worker in workers:
        worker.join()
    return [
        ("8 processes, 250 appends each", f"{spent:.1f} s", ""),
        (
            "the same, one append p95 / longest",
            f"{times[int(len(times) * 0.95)] * 1e3:.0f} / {times[-1] * 1e3:.0f} ms",
            "< 250 / 3,000 ms",
        ),
    ]


def _passphrase(folder: Path) -> list[tuple[str, str, str]]:
    path, state = folder / "j.db", folder / "state"
    start = time.perf_counter()
    lifecycle.create(path, PASSPHRASE, state=state).store.close()
    made = time.perf_counter() - start
    params = Argon2Kdf().fresh()
    start = time.perf_counter()
    Argon2Kdf().key(random.Random(1).randbytes(16), params)
    derived = time.perf_counter() - start
    return [
        ("create, calibration included", f"{made:.1f} s", ""),
        (f"key derivation. {kdf.guess_cost(params)}", f"{derived:.2f} s", "about 1 s"),
    ]


if __name__ == "__main__":
    for what, measured, bound in rows():
        print(f"{what:<70} {measured:>16}   {bound}")
