"""A file layer that remembers every write and sync, and the disks a power cut could leave.

A write that was not synced may be there, not there, or there in part (512-byte sectors), in
any order; a synced one is there. SQLite reaches the layer through `apsw`.
"""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import apsw

from leeward.vault import lifecycle, renewal
from leeward.vault.errors import VaultError, WrongPassphraseError
from leeward.vault.schema import set_up
from support.vaults import KDF, PASSPHRASE, Place, ident, record

SECTOR = 512
CHANGED = "a copper kettle sings before dawn"


@dataclass(frozen=True, slots=True)
class Op:
    """One thing done to a file."""

    what: str
    name: str
    offset: int = 0
    data: bytes = b""


@dataclass
class Tape:
    """Everything that was done, and after how many operations what was acknowledged.

    `changed` is when the change of the passphrase was.
    """

    ops: list[Op] = field(default_factory=list)
    changed: int = 0
    acknowledged: list[tuple[int, int]] = field(default_factory=list)


class _File(apsw.VFSFile):
    def __init__(self, tape: Tape, name: Any, flags: list[int]) -> None:
        self.tape = tape
        self.short = Path(name.filename() if isinstance(name, apsw.URIFilename) else name).name
        super().__init__("", name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802  the name or shape is the library's
        self.tape.ops.append(Op("write", self.short, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802  the name or shape is the library's
        self.tape.ops.append(Op("truncate", self.short, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802  the name or shape is the library's
        self.tape.ops.append(Op("sync", self.short))
        super().xSync(flags)


class _Layer(apsw.VFS):
    def __init__(self, tape: Tape) -> None:
        self.tape = tape
        super().__init__("recording", "")

    def xOpen(self, name: Any, flags: list[int]) -> _File:  # noqa: N802  the name or shape is the library's
        return _File(self.tape, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001  the library's
        self.tape.ops.append(Op("delete", Path(filename).name))
        super().xDelete(filename, syncdir)


@contextmanager
def recording(synchronous: str) -> Iterator[tuple[Tape, Any]]:
    """Give a tape and the way to connect so that it records."""
    tape = Tape()
    layer = _Layer(tape)

    def connection(path: Path, read_only: bool) -> Any:  # noqa: FBT001  the name or shape is the library's
        db = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE, vfs="recording")
        # Alone with the file, SQLite needs no shared memory, which this layer does not have.
        db.execute("PRAGMA locking_mode=EXCLUSIVE").fetchall()
        set_up(db, read_only=False)
        db.execute(f"PRAGMA synchronous={synchronous}")
        return db

    try:
        yield tape, connection
    finally:
        layer.unregister()


def record_work(place: Place, synchronous: str = "FULL") -> tuple[bytes, Tape]:
    """Write, forget, change passphrase and keys on tape; return the disk before and the tape."""
    before = place.path.read_bytes()
    with recording(synchronous) as (tape, connection):
        store = lifecycle.unlock(
            place.path, PASSPHRASE, kdf=KDF, state=place.state, connection=connection
        )
        for n in range(100, 140):
            store.append([record(n, size=300)])
            tape.acknowledged.append((len(tape.ops), n))
            if n % 10 == 0:
                store.forget([ident(n)], record(n + 1000))
                tape.acknowledged.append((len(tape.ops), n + 1000))
            if n == 125:
                lifecycle.set_passphrase(store, CHANGED, kdf=KDF)
                tape.changed = len(tape.ops)
            if n == 133:
                renewal.renew_keys(store, CHANGED, kdf=KDF)
        store.close()
    return before, tape


def image(
    before: bytes, name: str, tape: Tape, cut: int, chance: random.Random
) -> dict[str, bytes]:
    """Return the files a power cut after `cut` operations could leave."""
    safe: dict[str, bytearray] = {name: bytearray(before)}
    pending: dict[str, list[Op]] = {}
    for op in tape.ops[:cut]:
        if op.what == "sync":
            file = safe.setdefault(op.name, bytearray())
            for waiting in pending.pop(op.name, []):
                _apply(file, waiting)
        elif op.what == "delete":
            # The name may or may not have gone; its content no longer matters if it has.
            pending.pop(op.name, None)
            if chance.random() < 0.5:
                safe.pop(op.name, None)
        else:
            pending.setdefault(op.name, []).append(op)
    for key, ops in pending.items():
        file = safe.setdefault(key, bytearray())
        kept = [op for op in ops if chance.random() < 0.6]
        if chance.random() < 0.5:
            chance.shuffle(kept)
        for op in kept:
            _apply(file, _torn(op, chance))
    return {key: bytes(file) for key, file in safe.items()}


def check(files: dict[str, bytes], folder: Path, place: Place, tape: Tape, cut: int) -> str:
    """Open a disk as it was left and say "ok", "lost …" or the error that came."""
    # Each disk is met for the first time: what the witness of another one saw must not count.
    shutil.rmtree(folder)
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    left = Place(path=folder / place.path.name, state=folder / "state", words=place.words)
    try:
        store = left.open(CHANGED)
    except WrongPassphraseError:
        if tape.changed <= cut:
            return "the new passphrase is lost"
        try:
            store = left.open()
        except VaultError as error:
            return f"unusable: {type(error).__name__}"
    except VaultError as error:
        return f"unusable: {type(error).__name__}"
    try:
        found = {e.id: e.payload for e in store.read()}
        done = {n for at, n in tape.acknowledged if at <= cut}
        lost = [n for n in done if ident(n) not in found]
        wrong = [
            n
            for n in range(100, 140)
            if (payload := found.get(ident(n), b"absent")) != b"absent"
            and payload != record(n, size=300).payload
            and not (payload is None and n % 10 == 0)
        ]
        kept = [n for n in done if n > 1000 and found.get(ident(n - 1000), b"") is not None]
        store.append([record(5000)])
    except VaultError as error:
        return f"unusable: {type(error).__name__}"
    finally:
        store.close()
    return f"lost {lost} wrong {wrong} kept {kept}" if lost or wrong or kept else "ok"


def _apply(file: bytearray, op: Op) -> None:
    if op.what == "truncate":
        del file[op.offset :]
        return
    if len(file) < op.offset:
        file.extend(bytes(op.offset - len(file)))
    file[op.offset : op.offset + len(op.data)] = op.data


def _torn(op: Op, chance: random.Random) -> Op:
    if op.what != "write" or len(op.data) <= SECTOR or chance.random() < 0.7:
        return op
    sectors = len(op.data) // SECTOR
    return Op("write", op.name, op.offset, op.data[: SECTOR * chance.randrange(1, sectors + 1)])
