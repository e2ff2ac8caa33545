"""From creating a journal to every way of opening it, or not."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest

from leeward.util.errors import LeewardError
from leeward.vault import lifecycle, locked, outbox, schema
from leeward.vault.errors import (
    DamagedVaultError,
    HeadMovedError,
    NewerVaultError,
    OlderCopyError,
    ReadOnlyVaultError,
    VaultBusyError,
    VaultExistsError,
    VaultMissingError,
    VaultUnavailableError,
    WeakPassphraseError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from leeward.vault.frames import TooLargeError
from leeward.vault.header import read_header
from leeward.vault.kdf import read_params
from leeward.vault.ports import Record
from support.vault_harm import tamper
from support.vaults import KDF, PASSPHRASE, Place, contents, ident, make, record

OTHER = "a copper kettle sings before dawn"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A locked journal with three entries."""
    return make(tmp_path, 3)


def test_real_key_derivation_from_end_to_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the real Argon2id a journal is made, opened, refused and opened by its words."""
    monkeypatch.setattr("leeward.vault.kdf.TARGET_SECONDS", 0.2)
    path, state = tmp_path / "journal.db", tmp_path / "state"
    made = lifecycle.create(path, PASSPHRASE, state=state)
    made.store.append([record(1)])
    made.store.close()
    slots = locked.info(path).slots
    assert read_params(slots["passphrase"]).memory >= 64 << 10
    store = lifecycle.unlock(path, PASSPHRASE, state=state)
    assert contents(list(store.read())) == [(1, ident(1), record(1).payload)]
    store.close()
    with pytest.raises(WrongPassphraseError):
        lifecycle.unlock(path, OTHER, state=state)
    lifecycle.unlock_with_recovery(path, made.recovery_words, state=state).close()


def test_what_is_stored_is_there_after_locking(place: Place) -> None:
    """A locked and unlocked journal holds what was appended."""
    assert place.read() == [(n, ident(n), record(n).payload) for n in (1, 2, 3)]


def test_three_failures_are_told_apart(place: Place, tmp_path: Path) -> None:
    """Wrong passphrase, damaged file and older copy give three different messages."""
    older = place.copied(tmp_path / "older")
    store = place.open()
    store.append([record(4)])
    store.close()
    messages = set()
    with pytest.raises(WrongPassphraseError) as wrong:
        place.open(OTHER)
    messages.add(wrong.value.message)
    stale = Place(path=older.path, state=place.state, words=place.words)
    with pytest.raises(OlderCopyError) as behind:
        stale.open()
    messages.add(behind.value.message)
    tamper(place, lambda db: db.execute("UPDATE event SET ct = x'00' WHERE seq = 2"))
    with pytest.raises(DamagedVaultError) as damaged:
        place.open()
    messages.add(damaged.value.message)
    assert len(messages) == 3
    assert damaged.value.where == "entry 2"


def test_passphrase_is_the_same_however_it_is_typed(tmp_path: Path) -> None:
    """An accent typed as one or as two characters opens the same journal."""
    path, state = tmp_path / "j.db", tmp_path / "s"
    lifecycle.create(path, "Märzenbecher blühen am Graben", kdf=KDF, state=state).store.close()
    decomposed = "Ma\u0308rzenbecher blu\u0308hen am Graben"
    lifecycle.unlock(path, decomposed, kdf=KDF, state=state).close()


def test_nothing_is_overwritten_by_creating(place: Place) -> None:
    """Creating where something is already is refused, also where a link points elsewhere."""
    before = place.path.read_bytes()
    with pytest.raises(VaultExistsError):
        lifecycle.create(place.path, PASSPHRASE, kdf=KDF, state=place.state)
    link = place.path.with_name("link.db")
    link.symlink_to(place.path.with_name("nowhere.db"))
    with pytest.raises(VaultExistsError):
        lifecycle.create(link, PASSPHRASE, kdf=KDF, state=place.state)
    assert place.path.read_bytes() == before


def test_weak_passphrase_creates_nothing(tmp_path: Path) -> None:
    """A refused passphrase leaves no file behind."""
    with pytest.raises(WeakPassphraseError):
        lifecycle.create(tmp_path / "j.db", "password", kdf=KDF, state=tmp_path / "s")
    assert list(tmp_path.iterdir()) == []


def test_interrupted_creation_can_be_done_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash before the last step leaves no journal, and nothing that stands in the way."""

    def stop(_part: Path, _path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(schema, "put_in_place", stop)
    with pytest.raises(KeyboardInterrupt):
        lifecycle.create(tmp_path / "j.db", PASSPHRASE, kdf=KDF, state=tmp_path / "s")
    assert not (tmp_path / "j.db").exists()
    monkeypatch.undo()
    lifecycle.create(tmp_path / "j.db", PASSPHRASE, kdf=KDF, state=tmp_path / "s").store.close()
    assert [p.name for p in tmp_path.iterdir() if p.is_file()] == ["j.db"]


def test_only_the_owner_can_read_the_files(place: Place, tmp_path: Path) -> None:
    """Journal, companions and witness are closed to other users, whatever the umask."""
    old = os.umask(0)
    try:
        other = make(tmp_path / "fresh", 2)
        store = other.open()
        store.append([record(9)])
        files = [p for p in (tmp_path / "fresh").rglob("*") if p.is_file()]
        assert len(files) >= 4
        assert all(stat.S_IMODE(p.stat().st_mode) == 0o600 for p in files)
        assert stat.S_IMODE((tmp_path / "fresh").stat().st_mode) == 0o700
        store.close()
    finally:
        os.umask(old)
    place.path.chmod(0o644)
    place.open().close()
    assert stat.S_IMODE(place.path.stat().st_mode) == 0o600


def test_only_a_plain_file_is_opened(place: Place, tmp_path: Path) -> None:
    """A missing file, a folder and a link are refused with what is wrong."""
    with pytest.raises(VaultMissingError):
        lifecycle.unlock(tmp_path / "none.db", PASSPHRASE, kdf=KDF, state=place.state)
    link = tmp_path / "link.db"
    link.symlink_to(place.path)
    for path in (link, tmp_path):
        with pytest.raises(VaultUnavailableError):
            lifecycle.unlock(path, PASSPHRASE, kdf=KDF, state=place.state)


@pytest.mark.parametrize("content", [b"", b"hello", b"SQLite format 3\0" + bytes(5000)])
def test_another_file_is_not_taken_for_a_journal(tmp_path: Path, content: bytes) -> None:
    """An empty, foreign or broken file is told as damage, never as a wrong passphrase."""
    path = tmp_path / "j.db"
    path.write_bytes(content)
    with pytest.raises(DamagedVaultError):
        lifecycle.unlock(path, PASSPHRASE, kdf=KDF, state=tmp_path / "s")


def test_another_database_is_not_taken_for_a_journal(tmp_path: Path) -> None:
    """A sound SQLite file of something else is refused."""
    path = tmp_path / "j.db"
    db = sqlite3.connect(path)
    db.execute("CREATE TABLE vault (id)")
    db.close()
    with pytest.raises(DamagedVaultError):
        lifecycle.unlock(path, PASSPHRASE, kdf=KDF, state=tmp_path / "s")


def test_recovery_words_open_and_give_a_new_passphrase(place: Place) -> None:
    """With its words a journal opens, takes a new passphrase, and the old one fails."""
    store = lifecycle.unlock_with_recovery(place.path, place.words, state=place.state)
    lifecycle.set_passphrase(store, OTHER, kdf=KDF)
    assert len(list(store.read())) == 3
    store.close()
    place.open(OTHER).close()
    with pytest.raises(WrongPassphraseError):
        place.open()


def test_new_recovery_words_replace_the_old(place: Place) -> None:
    """After new words are made, only they open the journal; the passphrase stays."""
    store = place.open()
    fresh = lifecycle.new_recovery_key(store)
    store.close()
    with pytest.raises(WrongRecoveryKeyError):
        lifecycle.unlock_with_recovery(place.path, place.words, state=place.state)
    lifecycle.unlock_with_recovery(place.path, fresh, state=place.state).close()
    place.open().close()


def test_words_of_another_journal_do_not_open(place: Place, tmp_path: Path) -> None:
    """Proper words of another journal are told as such."""
    other = make(tmp_path / "other")
    with pytest.raises(WrongRecoveryKeyError):
        lifecycle.unlock_with_recovery(place.path, other.words, state=place.state)


def test_changing_the_passphrase(place: Place) -> None:
    """The new passphrase opens, the old one fails at once, the words stay, all is there."""
    lifecycle.change_passphrase(place.path, PASSPHRASE, OTHER, kdf=KDF, state=place.state)
    with pytest.raises(WrongPassphraseError):
        place.open()
    store = place.open(OTHER)
    store.append([record(4)])
    assert [e.id for e in store.read()] == [ident(n) for n in (1, 2, 3, 4)]
    store.close()
    lifecycle.unlock_with_recovery(place.path, place.words, state=place.state).close()


def test_old_wrapping_leaves_the_file(place: Place) -> None:
    """After a change, the bytes of the old key slot are nowhere in the files."""
    db = sqlite3.connect(place.path)
    (old,) = db.execute("SELECT wrapped FROM keyslot WHERE kind = 'passphrase'").fetchone()
    db.close()
    store = place.open()
    lifecycle.set_passphrase(store, OTHER, kdf=KDF)
    assert all(old not in p.read_bytes() for p in place.path.parent.glob("journal.db*"))
    store.close()


def test_passphrase_change_needs_the_old_and_a_good_new_one(place: Place) -> None:
    """A wrong old or a weak new passphrase changes nothing."""
    with pytest.raises(WrongPassphraseError):
        lifecycle.change_passphrase(place.path, OTHER, OTHER, kdf=KDF, state=place.state)
    with pytest.raises(WeakPassphraseError):
        lifecycle.change_passphrase(place.path, PASSPHRASE, "abc", kdf=KDF, state=place.state)
    place.open().close()


def test_open_writers_go_on_over_a_passphrase_change(place: Place) -> None:
    """A store that was open before keeps writing, in the new epoch, and all of it verifies."""
    first, second = place.open(), place.open()
    lifecycle.set_passphrase(first, OTHER, kdf=KDF)
    second.append([record(4)])
    first.append([record(5)])
    assert [e.id for e in first.read()] == [e.id for e in second.read()]
    first.close()
    second.close()
    db = sqlite3.connect(place.path)
    assert db.execute("SELECT epoch FROM event ORDER BY seq").fetchall() == [
        (1,), (1,), (1,), (2,), (2,)
    ]  # fmt: skip
    db.close()
    store = place.open(OTHER)
    assert store.verify().ok
    store.close()


def test_two_changes_at_once_do_not_overwrite_each_other(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If another change comes between, the second is refused and the first one holds."""
    real = lifecycle._replace_passphrase

    def meanwhile(store: object, new: str, kdf: object, expected: object) -> None:
        monkeypatch.setattr(lifecycle, "_replace_passphrase", real)
        lifecycle.change_passphrase(place.path, PASSPHRASE, OTHER, kdf=KDF, state=place.state)
        real(store, new, kdf, expected)  # type: ignore[arg-type]  # passed through as it came

    monkeypatch.setattr(lifecycle, "_replace_passphrase", meanwhile)
    with pytest.raises(HeadMovedError):
        lifecycle.change_passphrase(
            place.path, PASSPHRASE, "three otters cross the frozen weir", kdf=KDF, state=place.state
        )
    place.open(OTHER).close()


def test_asking_again_for_the_passphrase(place: Place) -> None:
    """An open journal can check the passphrase without changing anything."""
    store = place.open()
    lifecycle.check_passphrase(store, PASSPHRASE, kdf=KDF)
    with pytest.raises(WrongPassphraseError):
        lifecycle.check_passphrase(store, OTHER, kdf=KDF)
    assert store.head() == 3
    store.close()


def test_keys_are_overwritten_on_locking(place: Place) -> None:
    """After closing, every key that was held is zero."""
    store = place.open()
    keys = store._keys
    epochs = list(keys._epochs.values())
    held = [keys.master, keys.head, keys.chain, keys.tag, keys.cache, keys.wrap, *epochs]
    assert all(any(key) for key in held)
    store.close()
    assert not any(any(key) for key in held)


def test_older_copy_names_the_day_and_can_be_accepted(place: Place, tmp_path: Path) -> None:
    """An older copy is told with the day of the newer one; reading or going on is a choice."""
    older = place.copied(tmp_path / "older")
    day = datetime(2026, 5, 3, 12, tzinfo=UTC)
    store = lifecycle.unlock(place.path, PASSPHRASE, kdf=KDF, state=place.state, clock=lambda: day)
    store.append([record(4), record(5)])
    store.close()
    stale = Place(path=older.path, state=place.state, words=place.words)
    with pytest.raises(OlderCopyError, match=r"3 May 2026.*3 entries, where 5"):
        stale.open()
    reader = stale.open(read_only=True, accept_older=True)
    assert len(list(reader.read())) == 3
    reader.close()
    place.open().close()
    stale.open(accept_older=True).close()
    stale.open().close()


def test_copy_that_went_another_way_is_noticed(place: Place, tmp_path: Path) -> None:
    """A copy that was continued elsewhere is not taken for the same journal, even if longer."""
    branch = place.copied(tmp_path / "branch")
    elsewhere = branch.open()
    elsewhere.append([record(n) for n in range(50, 60)])
    elsewhere.close()
    store = place.open()
    store.append([record(4)])
    store.close()
    here = Place(path=branch.path, state=place.state, words=place.words)
    with pytest.raises(OlderCopyError, match="not a continuation"):
        here.open()


def test_file_replaced_under_an_open_store_is_noticed(place: Place, tmp_path: Path) -> None:
    """Rows taken away behind an open store's back end in an error, not in silence."""
    older = place.copied(tmp_path / "older")
    store = place.open()
    store.append([record(4)])
    store.checkpoint()

    def turn_back(db: sqlite3.Connection) -> None:
        db.execute("ATTACH ? AS old", (str(older.path),))
        db.execute("DELETE FROM event WHERE seq = 4")
        db.execute("UPDATE vault SET head = (SELECT head FROM old.vault)")

    tamper(place, turn_back)
    assert store.changed()
    for _ in range(2):
        with pytest.raises(DamagedVaultError):
            store.append([record(5)])
    store.close()


def test_witness_that_is_lost_or_broken_costs_only_the_notice(place: Place) -> None:
    """Without a readable witness the journal opens, and the witness is written again."""
    (file,) = place.state.glob("*.json")
    for content in (b"", b"{", b'{"place": "x"}', b"[]"):
        file.write_bytes(content)
        place.open().close()
        assert b"chain" in file.read_bytes()
    file.unlink()
    place.open().close()
    assert file.exists()


def test_witness_never_goes_back(place: Place) -> None:
    """An older state does not overwrite a newer one, unless the person said so."""
    store = place.open()
    witness = store.witness
    seen = witness.read()
    assert seen is not None
    witness.advance(place=1, chain=b"x", public=seen.public)
    assert witness.read() == seen
    witness.advance(place=1, chain=b"x", public=seen.public, force=True)
    assert witness.read() != seen
    store.close()


def test_unwritable_witness_does_not_lose_an_entry(place: Place) -> None:
    """If the witness cannot be written, the entry is stored all the same."""
    store = place.open()
    for file in place.state.iterdir():
        file.unlink()
    place.state.rmdir()
    place.state.write_text("not a folder")
    assert store.append([record(4)]) == [4]
    store.close()


def test_read_only_store_changes_nothing(place: Place) -> None:
    """Opened for reading, a journal refuses every change and the file stays as it is."""
    before = place.path.read_bytes()
    store = place.open(read_only=True)
    assert len(list(store.read())) == 3
    with pytest.raises(ReadOnlyVaultError):
        store.append([record(4)])
    with pytest.raises(ReadOnlyVaultError):
        store.forget([ident(1)], record(9))
    store.put_cache("x", 1, b"")
    assert store.get_cache("x") is None
    assert store.verify().ok
    store.close()
    assert place.path.read_bytes() == before


def newer(place: Place, fmt: int, readable_by: int) -> None:
    """Rewrite the file as a later version would."""
    store = place.open()
    with store.writing() as tx:
        store.header = type(store.header)(
            vault=store.header.vault,
            format=fmt,
            readable_by=readable_by,
            commitment=store.header.commitment,
            outbox_public=store.header.outbox_public,
            outbox_secret=store.header.outbox_secret,
        )
        tx.db.execute(
            "UPDATE vault SET format = ?, readable_by = ?, checksum = ?",
            (fmt, readable_by, store.header.check()),
        )
        tx.db.execute("CREATE TABLE something_new (id INTEGER PRIMARY KEY)")
        tx.touched = True
    store.close()


def test_newer_file_opens_for_reading_with_a_clear_sentence(place: Place) -> None:
    """A file of a newer format that we can still read opens, and says why it is read-only."""
    newer(place, 2, 1)
    store = place.open()
    assert len(list(store.read())) == 3
    assert "newer version" in store.read_only
    with pytest.raises(ReadOnlyVaultError, match="Update the program"):
        store.append([record(4)])
    store.close()
    assert locked.info(place.path).newer
    with pytest.raises(ReadOnlyVaultError, match="Update the program"):
        locked.seal(place.path, record(5), state=place.state)


def test_much_newer_file_is_refused_with_a_clear_sentence(place: Place) -> None:
    """A file we cannot read says so, and is neither damaged nor changed."""
    newer(place, 9, 9)
    before = place.path.read_bytes()
    with pytest.raises(NewerVaultError, match="Update the program"):
        place.open()
    assert place.path.read_bytes() == before


@pytest.fixture
def next_format(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pretend this is a later version whose files have one more column."""

    def step(db: schema.Db) -> None:
        db.execute("ALTER TABLE cache ADD COLUMN model TEXT")

    monkeypatch.setattr(schema, "FORMAT", 2)
    monkeypatch.setattr(schema, "STEPS", {1: step})
    schema._expected.cache_clear()


def test_older_format_is_brought_up_to_date(place: Place, next_format: None) -> None:
    """An old journal opens in a new version, is upgraded once, and keeps every entry."""
    store = place.open()
    assert store.header.format == 2
    assert len(list(store.read())) == 3
    store.close()
    db = sqlite3.connect(place.path)
    assert read_header(db).format == 2
    assert "model" in [row[1] for row in db.execute("PRAGMA table_info(cache)")]
    db.close()
    again = place.open()
    assert again.verify().ok
    again.close()
    schema._expected.cache_clear()


def test_interrupted_upgrade_leaves_the_old_format(
    place: Place, next_format: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash in the middle of an upgrade leaves the file as it was."""

    def crash(db: schema.Db) -> None:
        db.execute("ALTER TABLE cache ADD COLUMN model TEXT")
        raise KeyboardInterrupt

    before = place.read  # bound now, used after the versions are put back
    monkeypatch.setitem(schema.STEPS, 1, crash)
    with pytest.raises(KeyboardInterrupt):
        place.open()
    monkeypatch.undo()
    schema._expected.cache_clear()
    assert len(before()) == 3


def test_old_format_opened_for_reading_is_left_alone(place: Place, next_format: None) -> None:
    """Reading an old file does not upgrade it."""
    store = place.open(read_only=True)
    assert len(list(store.read())) == 3
    store.close()
    db = sqlite3.connect(place.path)
    assert read_header(db).format == 1
    db.close()
    schema._expected.cache_clear()


def test_settings_are_known_while_locked_and_proven_when_open(place: Place) -> None:
    """Plain settings can be read without a key; a port is drawn at creation and kept."""
    port = locked.locked_settings(place.path)["port"]
    assert 20_000 <= int(port) < 32_000
    store = place.open()
    store.set_setting("look", "calendar")
    store.set_setting("look", "notes")
    assert store.settings() == {"look": "notes", "port": port}
    store.close()
    assert locked.locked_settings(place.path) == {"look": "notes", "port": port}


def test_info_tells_what_the_file_tells(place: Place) -> None:
    """Info needs no key, and knows ways in, places, size and what waits."""
    locked.seal(place.path, record(9), state=place.state)
    found = locked.info(place.path)
    assert (found.places, found.waiting, found.format, found.newer) == (3, 1, 1, False)
    assert set(found.slots) == {"passphrase", "recovery"}
    assert found.size == place.path.stat().st_size


def test_change_by_another_connection_is_seen(place: Place) -> None:
    """A reader notices another's write and reads it; forgetting by another is seen too."""
    first, second = place.open(), place.open()
    list(first.read())
    assert not first.changed()
    second.append([record(4)])
    assert first.changed()
    assert [e.seq for e in first.read(after=3)] == [4]
    assert not first.changed()
    second.forget([ident(1)], record(9))
    assert first.changed()
    assert next(iter(first.read())).payload is None
    with pytest.raises(HeadMovedError):
        second.append([record(6)], expected_head=4)
    first.close()
    second.close()


def test_forgetting_while_someone_reads(place: Place) -> None:
    """A reader half-way through sees the entry or its absence, never an error."""
    store, other = place.open(), place.open()
    reading = store.read()
    next(reading)
    other.forget([ident(3)], record(9))
    assert len(list(reading)) == 2
    store.close()
    other.close()


def test_salvage_reads_what_is_whole(place: Place) -> None:
    """A damaged journal opens for reading, gives every sound entry and names the others."""
    tamper(place, lambda db: db.execute("UPDATE event SET ct = x'00' WHERE seq = 2"))
    store = place.open(salvage=True)
    assert [e.seq for e in store.read()] == [1, 3]
    assert store.problems == ("entry 2",)
    assert store.verify().problems == ("entry 2",)
    with pytest.raises(ReadOnlyVaultError, match="damaged"):
        store.append([record(4)])
    store.close()


def test_salvage_without_sealed_end_epoch_or_page(place: Place, tmp_path: Path) -> None:
    """Whatever is broken, what still verifies is given back and the rest is listed."""
    for number, harm in enumerate((
        "UPDATE vault SET head = x'00'",
        "DELETE FROM event WHERE seq = 2",
        "INSERT INTO epoch VALUES (2, x'00')",
    )):  # fmt: skip
        harmed = place.copied(tmp_path / str(number))
        tamper(harmed, lambda db, sql=harm: db.execute(sql))  # type: ignore[misc]  # a default binds the loop variable
        store = harmed.open(salvage=True)
        found = [e.seq for e in store.read()]
        assert found in ([1, 2, 3], [1, 3])
        assert store.problems
        store.close()


def test_salvage_of_a_torn_page(tmp_path: Path) -> None:
    """With a page of the file gone, entries of other pages are still read."""
    place = make(tmp_path, 200)
    with place.path.open("r+b") as file:
        pages = place.path.stat().st_size // 4096
        file.seek(4096 * (pages - 3))
        file.write(os.urandom(4096))
    with pytest.raises(DamagedVaultError):
        place.open()
    store = place.open(salvage=True)
    found = contents(list(store.read()))
    assert 100 < len(found) < 200
    assert all(payload == record(seq).payload for seq, _, payload in found)
    store.close()


def test_salvage_of_a_sound_journal_is_an_ordinary_opening(place: Place) -> None:
    """If nothing is wrong, nothing is held back."""
    store = place.open(salvage=True)
    assert store.problems == ()
    store.append([record(4)])
    store.close()


def test_content_never_reaches_the_disk_in_the_clear(tmp_path: Path) -> None:
    """None of 500 planted sentences, ids or the passphrase is in any file, open or closed."""
    canaries = [f"canary-{n:04d}-planted".encode() for n in range(500)]
    place = make(tmp_path / "v")
    store = place.open()
    store.append([Record(id=ident(n), payload=c * 3) for n, c in enumerate(canaries, 10**30)])
    store.put_cache("canary-name", 1, b"".join(canaries))
    locked.seal(place.path, Record(id=ident(10**31), payload=canaries[0]), state=place.state)

    def leaks() -> list[bytes]:
        blob = b"".join(p.read_bytes() for p in (tmp_path / "v").rglob("*") if p.is_file())
        ids = [ident(n) for n in (10**31, 10**30)]
        hidden = [*canaries, b"canary-name", PASSPHRASE.encode(), *place.words.encode().split()]
        hidden = [h for h in hidden if len(h) > 6]
        hidden += [i.encode() for i in ids] + [bytes.fromhex(i) for i in ids] + [b"leeward"]
        return [h for h in hidden if h in blob]

    assert leaks() == []
    store.forget([ident(10**30)], record(9))
    store.close()
    assert leaks() == []


def test_forgotten_bytes_are_gone_from_every_file(tmp_path: Path) -> None:
    """After forgetting, neither ciphertext nor cache is left in the file or beside it."""
    place = make(tmp_path / "v")
    store = place.open()
    store.append([record(n, size=5000) for n in range(1, 30)])
    store.put_cache("fit", 1, bytes(500))
    db = sqlite3.connect(place.path)
    gone = [ct for (ct,) in db.execute("SELECT ct FROM event WHERE seq IN (3, 17, 29)")]
    gone += [ct for (ct,) in db.execute("SELECT ct FROM cache")]
    db.close()
    store.forget([ident(n) for n in (3, 17, 29)], record(99))
    blob = b"".join(p.read_bytes() for p in place.path.parent.glob("journal.db*"))
    for ct in gone:
        pieces = [ct[i : i + 64] for i in range(0, len(ct) - 64, 64)]
        assert not any(piece in blob for piece in pieces)
    store.close()


def test_a_held_file_is_told_as_busy(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """If another program keeps the file to itself, nothing is stored and trying again works."""
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.05)
    store = place.open()
    holder = sqlite3.connect(place.path, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(VaultBusyError, match="try again"):
        store.append([record(4)])
    with pytest.raises(VaultBusyError):
        locked.seal(place.path, record(5), state=place.state)
    holder.execute("ROLLBACK")
    holder.close()
    assert store.append([record(4)]) == [4]
    store.close()


def test_sealing_elsewhere(place: Place) -> None:
    """A phone that was given id and key seals for this journal; the same blob twice is one."""
    name, public = locked.sealing_key(place.path, state=place.state)
    blob = outbox.sealed(record(8), public, bytes.fromhex(name))
    assert [locked.take_sealed(place.path, blob) for _ in range(2)] == [1, 1]
    with pytest.raises(TooLargeError):
        locked.take_sealed(place.path, bytes(70_000))
    store = place.open()
    assert store.vault_id == name
    assert store.drain() == [4]
    store.close()


def residue(place: Place, ct: bytes) -> bool:
    """Say whether a piece of a ciphertext is still in any file of the journal."""
    return any(ct[20:84] in p.read_bytes() for p in place.path.parent.glob("journal.db*"))


def test_forgetting_beside_a_reader_is_finished_by_the_next_write(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While another process reads, old bytes may wait in the write-ahead file, but not for long."""
    monkeypatch.setattr(schema, "BUSY_SECONDS", 0.05)
    store = place.open()
    reader = sqlite3.connect(place.path, isolation_level=None)
    (ct,) = reader.execute("SELECT ct FROM event WHERE seq = 2").fetchone()
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM event").fetchone()
    store.forget([ident(2)], record(9))
    assert residue(place, ct)
    reader.execute("ROLLBACK")
    reader.close()
    store.append([record(4)])
    assert not residue(place, ct)
    store.close()


def test_forgetting_cut_short_by_a_crash_is_finished_by_the_next_unlock(
    place: Place, tmp_path: Path
) -> None:
    """If the program dies right after the commit, unlocking removes the old bytes."""
    store = place.open()
    db = sqlite3.connect(place.path)
    (ct,) = db.execute("SELECT ct FROM event WHERE seq = 2").fetchone()
    db.close()
    store.checkpoint = lambda: True  # type: ignore[method-assign]  # the crash before the checkpoint
    store.forget([ident(2)], record(9))
    crashed = place.copied(tmp_path / "crashed")
    shutil.copy(schema.companion(place.path, "-wal"), schema.companion(crashed.path, "-wal"))
    store.close()
    assert residue(crashed, ct)
    again = crashed.open()
    assert [e.payload is None for e in again.read()] == [False, True, False, False]
    assert not residue(crashed, ct)
    again.close()


def test_every_error_is_fit_for_a_person() -> None:
    """Every failure of the vault is one of ours, with a message of whole sentences."""
    from leeward.vault import errors  # noqa: PLC0415  # walked over as a module

    classes = [c for c in vars(errors).values() if isinstance(c, type)]
    assert all(issubclass(c, LeewardError) for c in classes)
    assert DamagedVaultError("entry 3").message.endswith(".")
