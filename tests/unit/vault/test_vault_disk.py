"""A full or read-only disk: nothing is lost, nothing is half stored, and it is said plainly."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from leeward.vault import lifecycle, locked
from leeward.vault.errors import VaultError, VaultFullError, VaultUnavailableError
from leeward.vault.sqlite import SqliteStore
from support.vaults import KDF, PASSPHRASE, Place, ident, make, record


def fill(store: SqliteStore, start: int, size: int) -> list[int]:
    """Append until the disk says no, and return what was acknowledged."""
    stored: list[int] = []
    for number in range(start, start + 5000):
        try:
            store.append([record(number, size=size)])
        except VaultFullError:
            return stored
        stored.append(number)
    pytest.fail("the disk never filled")


def holds(store: SqliteStore, numbers: list[int], size: int) -> bool:
    """Say whether exactly these entries are there, whole."""
    found = {e.id: e.payload for e in store.read()}
    return found == {ident(n): record(n, size=size).payload for n in numbers}


def test_full_file_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    """When no page can be added, the error is clear, all before is there, and room heals it."""
    place = make(tmp_path)
    store = place.open()
    (pages,) = store._db.execute("PRAGMA page_count").fetchone()
    store._db.execute(f"PRAGMA max_page_count={pages + 20}").fetchall()
    stored = fill(store, 1, 3000)
    assert len(stored) > 5
    assert holds(store, stored, 3000)
    with pytest.raises(VaultFullError, match="Make some room"):
        store.append([record(n, size=3000) for n in range(9000, 9020)])
    assert store.verify().ok
    store._db.execute("PRAGMA max_page_count=100000").fetchall()
    store.append([record(9100, size=3000)])
    assert holds(store, [*stored, 9100], 3000)
    store.close()
    assert place.open().verify().ok


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB, where we may mount one."""
    spot = tmp_path / "disk"
    spot.mkdir()
    mount = shutil.which("mount")
    done = mount and subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(spot)],
        capture_output=True,
        check=False,
    )
    if not done or done.returncode:
        pytest.skip("mounting a small file system needs more rights than this user has")
    yield spot
    subprocess.run(["umount", "-l", str(spot)], check=True)


@pytest.mark.slow
def test_full_disk_loses_nothing_and_still_opens(small_disk: Path, tmp_path: Path) -> None:
    """On a disk that fills up, acknowledged entries stay, reading works, and room heals it."""
    path, state = small_disk / "v" / "journal.db", tmp_path / "state"
    lifecycle.create(path, PASSPHRASE, kdf=KDF, state=state).store.close()
    place = Place(path=path, state=state, words="")
    store = place.open()
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(1_000_000))
    stored = fill(store, 1, 2000)
    assert len(stored) > 30
    assert holds(store, stored, 2000)
    with pytest.raises(VaultError):
        locked.seal(path, record(8000, size=60_000), state=state)
    store.close()
    assert place.read() == [(s, ident(s), record(s, size=2000).payload) for s in stored]
    ballast.unlink()
    store = place.open()
    store.append([record(9000, size=2000)])
    assert holds(store, [*stored, 9000], 2000)
    assert store.verify().ok
    store.close()


def test_creating_on_a_full_disk_leaves_nothing_behind(small_disk: Path, tmp_path: Path) -> None:
    """Where there is no room, no half journal is left and the message says so."""
    room = shutil.disk_usage(small_disk).free
    (small_disk / "ballast").write_bytes(bytes(room - 8192))
    path = small_disk / "journal.db"
    with pytest.raises((VaultFullError, VaultUnavailableError)):
        lifecycle.create(path, PASSPHRASE, kdf=KDF, state=tmp_path / "state")
    assert not path.exists()


def test_read_only_disk_opens_for_reading(small_disk: Path, tmp_path: Path) -> None:
    """On a file system that cannot be written, the journal opens and says it is read-only."""
    place = make(small_disk / "v", 4)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    elsewhere = Place(path=place.path, state=tmp_path / "state", words="")
    store = elsewhere.open()
    assert len(list(store.read())) == 4
    assert "not writable" in store.read_only
    store.close()
    assert locked.info(place.path).places == 4
    with pytest.raises(VaultUnavailableError):
        lifecycle.create(small_disk / "b.db", PASSPHRASE, kdf=KDF, state=tmp_path / "state")
