"""Backups are proven, restoring is safe at every step, destroying leaves nothing to open."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import stat
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

import pytest

from leeward.vault import copies, lifecycle, locked
from leeward.vault.errors import (
    DamagedVaultError,
    OlderCopyError,
    VaultBusyError,
    VaultError,
    VaultExistsError,
    VaultMissingError,
    WrongPassphraseError,
)
from leeward.vault.schema import companion
from support.vault_harm import rich, snapshot, tamper
from support.vaults import KDF, PASSPHRASE, Place, ident, make, record

DAY = datetime(2026, 6, 1, tzinfo=UTC)


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A locked journal with something in every table."""
    return rich(tmp_path / "v", make)


def backed_up(place: Place, target: Path) -> copies.Receipt:
    """Open, back up and lock."""
    store = place.open()
    try:
        return copies.backup(store, target, clock=lambda: DAY)
    finally:
        store.close()


def test_backup_is_proven_and_opens_the_same(place: Place, tmp_path: Path) -> None:
    """A backup holds everything a person sees, and its receipt says what is in it."""
    store = place.open()
    true = snapshot(store)
    store.close()
    receipt = backed_up(place, tmp_path / "copy.db")
    assert (receipt.head, receipt.entries, receipt.waiting) == (36, 35, 2)
    assert receipt.day == "2026-06-01"
    assert receipt.digest == sha256((tmp_path / "copy.db").read_bytes()).hexdigest()
    assert stat.S_IMODE((tmp_path / "copy.db").stat().st_mode) == 0o600
    assert copies.drill(tmp_path / "copy.db", PASSPHRASE, kdf=KDF, clock=lambda: DAY) == receipt
    other = Place(path=tmp_path / "copy.db", state=tmp_path / "s2", words=place.words)
    opened = other.open()
    assert snapshot(opened) == true
    opened.close()


def test_backup_overwrites_nothing(place: Place, tmp_path: Path) -> None:
    """A name that is taken is refused."""
    (tmp_path / "copy.db").write_text("mine")
    with pytest.raises(VaultExistsError):
        backed_up(place, tmp_path / "copy.db")
    assert (tmp_path / "copy.db").read_text() == "mine"


def test_backup_of_a_damaged_journal_is_refused(place: Place, tmp_path: Path) -> None:
    """A copy that does not verify is removed again, under its passing name too."""
    store = place.open()
    tamper(place, lambda db: db.execute("DELETE FROM event WHERE seq = 4"))
    with pytest.raises(DamagedVaultError):
        copies.backup(store, tmp_path / "copies" / "copy.db")
    assert list((tmp_path / "copies").iterdir()) == []
    store.close()


def test_backup_while_others_write(place: Place, tmp_path: Path) -> None:
    """A backup is one moment of the journal, whatever is written next."""
    store, other = place.open(), place.open()
    other.append([record(500)])
    receipt = copies.backup(store, tmp_path / "copy.db")
    assert receipt.head == 37
    store.append([record(501)])
    assert copies.drill(tmp_path / "copy.db", PASSPHRASE, kdf=KDF).head == 37
    store.close()
    other.close()


def drill_fails(copy: Path) -> bool:
    """Say whether a copy is refused with one of our errors."""
    try:
        copies.drill(copy, PASSPHRASE, kdf=KDF)
    except VaultError:
        return True
    return False


def test_thirty_damaged_backups_are_refused_with_a_reason(place: Place, tmp_path: Path) -> None:
    """Cut, overwritten and emptied backups never pass the drill, and restoring changes nothing."""
    backed_up(place, tmp_path / "copy.db")
    whole = (tmp_path / "copy.db").read_bytes()
    chance = random.Random(5)
    refused = 0
    before = place.path.read_bytes()
    for number in range(30):
        bad = bytearray(whole)
        if number % 3 == 0:
            del bad[chance.randrange(len(bad)) :]
        else:
            at = chance.randrange(8, len(bad) // 4096) * 4096 if number % 3 == 1 else 100
            bad[at : at + 2000] = chance.randbytes(2000)
        spot = tmp_path / "bad.db"
        spot.write_bytes(bad)
        if drill_fails(spot):
            refused += 1
            with pytest.raises(VaultError):
                copies.restore(
                    spot, place.path, PASSPHRASE, replace=True, kdf=KDF, state=place.state
                )
    # The rest hit only free space or a cache, which nobody would miss.
    assert refused > 20
    assert place.path.read_bytes() == before


def test_restore_to_an_empty_place(place: Place, tmp_path: Path) -> None:
    """After a loss, the backup comes back whole, and the next unlock is an ordinary one."""
    receipt = backed_up(place, tmp_path / "copy.db")
    store = place.open()
    true = snapshot(store)
    store.append([record(700)])
    store.close()
    place.path.unlink()
    copies.restore(tmp_path / "copy.db", place.path, PASSPHRASE, kdf=KDF, state=place.state)
    store = place.open()
    assert snapshot(store) == true
    assert store.head() == receipt.head
    store.append([record(701)])
    store.close()


def test_restore_over_a_journal_keeps_it_beside(place: Place, tmp_path: Path) -> None:
    """Replacing needs to be said, and what was there stays openable next to the restored one."""
    backed_up(place, tmp_path / "copy.db")
    store = place.open()
    store.append([record(700)])
    store.close()
    args = (tmp_path / "copy.db", place.path, PASSPHRASE)
    with pytest.raises(VaultExistsError):
        copies.restore(*args, kdf=KDF, state=place.state)
    with pytest.raises(WrongPassphraseError):
        copies.restore(args[0], args[1], "another passphrase entirely", replace=True, kdf=KDF,
                       state=place.state)  # fmt: skip
    copies.restore(*args, replace=True, kdf=KDF, state=place.state)
    assert len(place.read()) == 36
    aside = Place(
        path=place.path.with_name("journal.db.before-restore"), state=tmp_path / "s2", words=""
    )
    assert len(aside.read()) == 37


def test_restore_does_not_play_in_the_old_write_ahead_file(place: Place, tmp_path: Path) -> None:
    """A write-ahead file left by a crash stays with the old journal."""
    backed_up(place, tmp_path / "copy.db")
    store = place.open()
    store.append([record(n) for n in range(700, 720)])
    left = {s: companion(place.path, s).read_bytes() for s in ("", "-wal")}
    store.close()
    for suffix, content in left.items():
        companion(place.path, suffix).write_bytes(content)
    copies.restore(
        tmp_path / "copy.db", place.path, PASSPHRASE, replace=True, kdf=KDF, state=place.state
    )
    assert len(place.read()) == 36
    aside = Place(
        path=place.path.with_name("journal.db.before-restore"), state=tmp_path / "s2", words=""
    )
    assert len(aside.read()) == 56


@pytest.mark.parametrize("at", ["copied", "old one settled", "old one kept", "in place"])
def test_restore_interrupted_at_any_step(place: Place, tmp_path: Path, at: str) -> None:
    """Wherever it stops, the old or the restored journal is there and opens; never neither."""
    backed_up(place, tmp_path / "copy.db")
    store = place.open()
    store.append([record(700)])
    store.close()

    def stop(name: str) -> None:
        if name == at:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        copies.restore(
            tmp_path / "copy.db",
            place.path,
            PASSPHRASE,
            replace=True,
            kdf=KDF,
            state=place.state,
            step=stop,
        )
    try:
        found = len(place.read())
    except OlderCopyError:
        # Restored, but the witness was not told: the person is asked, nothing is lost.
        store = place.open(accept_older=True)
        found = len(list(store.read()))
        store.close()
    assert found == (36 if at == "in place" else 37)


def test_restore_under_an_open_journal_is_refused(place: Place, tmp_path: Path) -> None:
    """While the journal is open somewhere, it is not taken away from under that writer."""
    backed_up(place, tmp_path / "copy.db")
    store = place.open()
    with pytest.raises(VaultBusyError, match="Lock it everywhere"):
        copies.restore(
            tmp_path / "copy.db", place.path, PASSPHRASE, replace=True, kdf=KDF, state=place.state
        )
    store.append([record(700)])
    store.close()
    assert len(place.read()) == 37


def test_restore_over_a_file_that_is_no_journal(place: Place, tmp_path: Path) -> None:
    """A file too damaged to open is kept beside the restored one."""
    backed_up(place, tmp_path / "copy.db")
    broken = random.Random(4).randbytes(20_000)
    place.path.write_bytes(broken)
    copies.restore(
        tmp_path / "copy.db", place.path, PASSPHRASE, replace=True, kdf=KDF, state=place.state
    )
    assert len(place.read()) == 36
    aside = place.path.with_name("journal.db.before-restore")
    assert aside.read_bytes() == broken


def test_restore_of_a_working_journal_is_refused(place: Place, tmp_path: Path) -> None:
    """A journal that is in use is not taken for a finished copy."""
    store = place.open()
    store.append([record(700)])
    with pytest.raises(DamagedVaultError, match="in use"):
        copies.drill(place.path, PASSPHRASE, kdf=KDF)
    store.close()
    copies.drill(place.path, PASSPHRASE, kdf=KDF)


def test_destroy_removes_keys_file_and_witness(place: Place, tmp_path: Path) -> None:
    """Nothing of the journal is left at its place, and an open store cannot go on writing."""
    store = place.open()
    copies.destroy(place.path, state=place.state)
    assert [p for p in (tmp_path / "v").rglob("*") if p.is_file()] == []
    with pytest.raises(VaultError):
        store.append([record(800)])
    store.close()
    with pytest.raises(VaultMissingError):
        copies.destroy(place.path, state=place.state)


def test_destroy_takes_the_keys_first(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """If it stops before the file is gone, what is left has no way in."""

    def stop(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(copies, "_overwrite", stop)
    db = sqlite3.connect(place.path)
    wrapped = [w for (w,) in db.execute("SELECT wrapped FROM keyslot")]
    db.close()
    with pytest.raises(KeyboardInterrupt):
        copies.destroy(place.path, state=place.state)
    left = b"".join(p.read_bytes() for p in place.path.parent.glob("journal.db*"))
    assert not any(w in left for w in wrapped)
    with pytest.raises(VaultError):
        place.open()


def test_destroy_works_on_a_damaged_file(tmp_path: Path) -> None:
    """A file that does not open any more can still be removed."""
    path = tmp_path / "journal.db"
    path.write_bytes(os.urandom(5000))
    copies.destroy(path, state=tmp_path / "state")
    assert not path.exists()


def test_copies_move_between_computers(place: Place, tmp_path: Path) -> None:
    """A copied file opens elsewhere without its witness, and seals there after one unlock."""
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copy(place.path, elsewhere / "journal.db")
    other = Place(path=elsewhere / "journal.db", state=elsewhere / "state", words="")
    assert len(other.read()) == 36
    assert locked.seal(other.path, record(900), state=other.state) == 3


def test_new_recovery_words_do_not_reach_old_backups(place: Place, tmp_path: Path) -> None:
    """A backup opens with the words of its day; that is why the guide says to renew backups."""
    backed_up(place, tmp_path / "copy.db")
    store = place.open()
    lifecycle.new_recovery_key(store)
    store.forget([ident(5)], record(901))
    store.close()
    old = lifecycle.unlock_with_recovery(
        tmp_path / "copy.db", place.words, state=tmp_path / "s3", read_only=True
    )
    assert any(e.id == ident(5) and e.payload is not None for e in old.read())
    old.close()
