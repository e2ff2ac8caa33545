"""Journals for tests: quick to make, with a key derivation that costs nothing."""

from __future__ import annotations

import random
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from leeward.vault import lifecycle
from leeward.vault.ports import Record, Stored
from leeward.vault.sqlite import SqliteStore
from leeward.vault.testing import FastKdf

PASSPHRASE = "seven lanterns over the quiet harbour"
KDF = FastKdf()


def ident(number: int) -> str:
    """Return the id of a made-up entry."""
    return f"{number:032x}"


def record(number: int, size: int = 60) -> Record:
    """Return a made-up entry whose content follows from its number."""
    return Record(id=ident(number), payload=random.Random(number).randbytes(size))


def contents(entries: Sequence[Stored]) -> list[tuple[int, str, bytes | None]]:
    """Return entries as plain tuples."""
    return [(e.seq, e.id, e.payload) for e in entries]


@contextmanager
def quick_folder(otherwise: Path) -> Iterator[Path]:
    """Give a folder in memory where there is one: thousands of syncs of a real disk take long.

    What a disk may lose is the matter of `vault_power`, which does not need one either.
    """
    memory = Path("/dev/shm")  # noqa: S108  # the system's own folder in memory
    if not memory.is_dir() or shutil.disk_usage(memory).free < 200 << 20:
        yield otherwise
        return
    folder = Path(tempfile.mkdtemp(dir=memory))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a test journal and its witness lie."""

    path: Path
    state: Path
    words: str

    def open(self, passphrase: str = PASSPHRASE, **how: bool) -> SqliteStore:
        """Unlock it."""
        return lifecycle.unlock(
            self.path,
            passphrase,
            kdf=KDF,
            state=self.state,
            read_only=how.get("read_only", False),
            accept_older=how.get("accept_older", False),
            salvage=how.get("salvage", False),
        )

    def read(self) -> list[tuple[int, str, bytes | None]]:
        """Unlock, read all and lock again."""
        store = self.open()
        try:
            return contents(list(store.read()))
        finally:
            store.close()

    def copied(self, folder: Path) -> Place:
        """Return a copy of the closed journal with a copy of its witness."""
        folder.mkdir(parents=True, exist_ok=True)
        path, state = folder / self.path.name, folder / "state"
        shutil.copy(self.path, path)
        if self.state.exists():
            shutil.copytree(self.state, state, dirs_exist_ok=True)
        return Place(path=path, state=state, words=self.words)


def make(folder: Path, entries: int = 0) -> Place:
    """Create a journal with some entries and leave it locked."""
    path, state = folder / "journal.db", folder / "state"
    made = lifecycle.create(path, PASSPHRASE, kdf=KDF, state=state)
    if entries:
        made.store.append([record(n) for n in range(1, entries + 1)])
    made.store.close()
    return Place(path=path, state=state, words=made.recovery_words)
