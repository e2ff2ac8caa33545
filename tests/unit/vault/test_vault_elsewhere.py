"""Files of other programs stay as they are, and a journal that is gone takes nothing more in."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from leeward.util.errors import InputError
from leeward.vault import copies, lifecycle, locked
from leeward.vault.errors import DamagedVaultError, ForeignFileError, VaultUnavailableError
from support.vaults import KDF, PASSPHRASE, Place, make, record


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A journal with three entries."""
    return make(tmp_path / "v", 3)


@pytest.fixture
def stranger(tmp_path: Path) -> Path:
    """The database of another program, open to its group."""
    path = tmp_path / "photos.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE photo (name)")
    db.execute("INSERT INTO photo VALUES ('sea')")
    db.commit()
    db.close()
    path.chmod(0o664)
    return path


ATTEMPTS: dict[str, Callable[[Path, Path], object]] = {
    "seal": lambda path, state: locked.seal(path, record(1), state=state),
    "info": lambda path, _: locked.info(path),
    "unlock": lambda path, state: lifecycle.unlock(path, PASSPHRASE, kdf=KDF, state=state),
    "drill": lambda path, _: copies.drill(path, PASSPHRASE, kdf=KDF),
    "destroy": lambda path, state: copies.destroy(path, state=state),
}


@pytest.mark.parametrize("attempt", ATTEMPTS)
def test_another_programs_file_is_left_as_it_is(
    stranger: Path, tmp_path: Path, attempt: str
) -> None:
    """A mistyped place changes nothing about the file: not its bytes, its mode, or its company."""
    before = stranger.read_bytes()
    with pytest.raises(ForeignFileError, match="another program"):
        ATTEMPTS[attempt](stranger, tmp_path / "state")
    assert stranger.read_bytes() == before
    assert stranger.stat().st_mode & 0o777 == 0o664
    assert [p.name for p in tmp_path.glob("photos*")] == ["photos.db"]


def test_a_text_is_not_destroyed(tmp_path: Path) -> None:
    """Somebody's text is not taken for a damaged journal."""
    path = tmp_path / "letter.txt"
    path.write_text("Dear sea, äöü " * 1000, encoding="utf-8")
    with pytest.raises(ForeignFileError, match="text file"):
        copies.destroy(path, state=tmp_path)
    assert path.stat().st_size > 0


def test_an_empty_file_is_not_turned_into_a_database(tmp_path: Path) -> None:
    """Sealing into a file of no bytes leaves it without any."""
    path = tmp_path / "empty"
    path.touch()
    with pytest.raises(DamagedVaultError):
        locked.seal(path, record(1), state=tmp_path)
    assert path.read_bytes() == b""


@pytest.mark.parametrize("how", ["moved", "removed", "replaced"])
def test_a_journal_that_went_away_while_open_takes_nothing_in(place: Place, how: str) -> None:
    """What would be stored in a file nobody finds again is refused, and says why."""
    store = place.open()
    store.append([record(4)])
    store.checkpoint()
    aside = place.path.with_name("aside")
    if how == "removed":
        place.path.unlink()
    else:
        place.path.rename(aside)
    if how == "replaced":
        place.path.write_bytes(aside.read_bytes())
    with pytest.raises(VaultUnavailableError, match="moved, removed or replaced"):
        store.append([record(5)])
    if how == "moved":
        aside.rename(place.path)
        store.append([record(5)])
        assert store.head() == 5
    store.close()


def test_a_passphrase_that_is_not_text_is_told(place: Place) -> None:
    """Bytes from a terminal with another encoding make a sentence, not a trace."""
    with pytest.raises(InputError, match="not text"):
        lifecycle.unlock(place.path, "\udcff\udcfe abc", kdf=KDF, state=place.state)
