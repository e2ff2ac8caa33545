"""A grammar of tampering: someone without a key changes the file; each change is named right."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from leeward.vault import crypto, lifecycle, locked
from leeward.vault.errors import (
    DamagedVaultError,
    KeySwappedError,
    OlderCopyError,
    VaultError,
    WrongPassphraseError,
)
from leeward.vault.header import learn_epochs, read_header
from leeward.vault.keys import Keys, Slot
from leeward.vault.outbox import opened_rows
from leeward.vault.schema import typed
from support.vault_harm import rich, tamper
from support.vaults import KDF, PASSPHRASE, Place, ident, make, record

Db = sqlite3.Connection


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A locked journal with something in every table."""
    return rich(tmp_path / "v", make)


def sql(*statements: str) -> Callable[[Db], None]:
    """Return a change that runs statements."""

    def change(db: Db) -> None:
        for statement in statements:
            db.execute(statement)

    return change


def swap(table: str, column: str, key: str, one: int, two: int) -> Callable[[Db], None]:
    """Return a change that swaps a column of two rows."""

    def change(db: Db) -> None:
        values = [
            db.execute(f"SELECT {column} FROM {table} WHERE {key} = ?", (k,)).fetchone()  # noqa: S608  our own names
            for k in (one, two)
        ]
        for k, value in zip((two, one), values, strict=True):
            names = ", ".join(f"{c} = ?" for c in column.split(", "))
            db.execute(f"UPDATE {table} SET {names} WHERE {key} = ?", (*value, k))  # noqa: S608  our own names

    return change


def reckoned(change: Callable[[Db], object]) -> Callable[[Db], None]:
    """Return a change after which every checksum that needs no key is made right again."""

    def both(db: Db) -> None:
        change(db)
        raw = db.execute(
            "SELECT id, format, readable_by, commitment, outbox_public, outbox_secret FROM vault"
        ).fetchone()
        from leeward.vault.header import Header  # noqa: PLC0415  # as an attacker would read it

        header = Header(
            vault=raw[0],
            format=raw[1],
            readable_by=raw[2],
            commitment=raw[3],
            outbox_public=raw[4],
            outbox_secret=raw[5],
        )
        db.execute("UPDATE vault SET checksum = ?", (header.check(),))
        for kind, params, wrapped in db.execute("SELECT kind, params, wrapped FROM keyslot"):
            check = Slot(kind, params, wrapped).check(header.vault)
            db.execute("UPDATE keyslot SET checksum = ? WHERE kind = ?", (check, kind))

    return both


HARMS: dict[str, tuple[Callable[[Db], None], type[VaultError]]] = {
    "delete an entry": (sql("DELETE FROM event WHERE seq = 7"), DamagedVaultError),
    "delete the first": (sql("DELETE FROM event WHERE seq = 1"), DamagedVaultError),
    "cut the end": (sql("DELETE FROM event WHERE seq > 30"), DamagedVaultError),
    "empty the log": (sql("DELETE FROM event"), DamagedVaultError),
    "swap contents": (swap("event", "ct", "seq", 4, 5), DamagedVaultError),
    "swap rows": (swap("event", "epoch, tag, ct", "seq", 4, 5), DamagedVaultError),
    "repeat a row at the end": (
        sql("INSERT INTO event SELECT 37, epoch, tag, ct FROM event WHERE seq = 36"),
        DamagedVaultError,
    ),
    "a place below the first": (
        sql("INSERT INTO event SELECT -5, epoch, tag, ct FROM event WHERE seq = 4"),
        DamagedVaultError,
    ),
    "a place far out": (
        sql("INSERT INTO event SELECT 1 << 62, epoch, tag, ct FROM event WHERE seq = 4"),
        DamagedVaultError,
    ),
    "empty an entry": (sql("UPDATE event SET ct = NULL WHERE seq = 9"), DamagedVaultError),
    "empty the mark of a forgetting": (
        sql("UPDATE event SET ct = NULL WHERE seq = 26"),
        DamagedVaultError,
    ),
    "change one byte": (
        sql("UPDATE event SET ct = CAST(substr(ct, 1, 20) || x'00' || substr(ct, 22) AS BLOB) WHERE seq = 9"),
        DamagedVaultError,
    ),
    "another epoch": (sql("UPDATE event SET epoch = 2 WHERE seq = 4"), DamagedVaultError),
    "no such epoch": (sql("UPDATE event SET epoch = 9 WHERE seq = 4"), DamagedVaultError),
    "drop an epoch": (sql("DELETE FROM epoch WHERE epoch = 1"), DamagedVaultError),
    "drop the newest epoch": (sql("DELETE FROM epoch WHERE epoch = 2"), DamagedVaultError),
    "swap epochs": (swap("epoch", "wrapped", "epoch", 1, 2), DamagedVaultError),
    "add an epoch": (
        sql("INSERT INTO epoch SELECT 3, wrapped FROM epoch WHERE epoch = 2"),
        DamagedVaultError,
    ),
    "change a tag": (sql("UPDATE event SET tag = zeroblob(32) WHERE seq = 5"), DamagedVaultError),
    "change the head": (sql("UPDATE vault SET head = zeroblob(100)"), DamagedVaultError),
    "change a setting": (sql("UPDATE setting SET value = '1'"), DamagedVaultError),
    "add a setting": (sql("INSERT INTO setting VALUES ('x', 'y')"), DamagedVaultError),
    "other commitment": (
        reckoned(sql("UPDATE vault SET commitment = zeroblob(32)")),
        DamagedVaultError,
    ),
    "other public key": (
        reckoned(sql("UPDATE vault SET outbox_public = zeroblob(32)")),
        DamagedVaultError,
    ),
    "other outbox secret": (
        reckoned(sql("UPDATE vault SET outbox_secret = zeroblob(60)")),
        DamagedVaultError,
    ),
    "other vault id": (reckoned(sql("UPDATE vault SET id = zeroblob(16)")), WrongPassphraseError),
    "short vault id": (reckoned(sql("UPDATE vault SET id = x'00'")), DamagedVaultError),
    "no vault row": (sql("DELETE FROM vault"), DamagedVaultError),
    "first row without its checksum": (
        sql("UPDATE vault SET commitment = zeroblob(32)"),
        DamagedVaultError,
    ),
    "no slot": (sql("DELETE FROM keyslot"), DamagedVaultError),
    "drop the other slot": (
        sql("DELETE FROM keyslot WHERE kind = 'recovery'"),
        DamagedVaultError,
    ),
    "damage a slot": (
        sql("UPDATE keyslot SET wrapped = zeroblob(60) WHERE kind = 'passphrase'"),
        DamagedVaultError,
    ),
    "replace a slot, checksum right": (
        reckoned(sql("UPDATE keyslot SET wrapped = zeroblob(60) WHERE kind = 'passphrase'")),
        WrongPassphraseError,
    ),
    "swap slots, checksum right": (
        reckoned(
            sql(
                "UPDATE keyslot SET wrapped = (SELECT wrapped FROM keyslot WHERE kind ="
                " 'recovery') WHERE kind = 'passphrase'"
            )
        ),
        WrongPassphraseError,
    ),
    "weaken the settings of a slot": (
        reckoned(
            lambda db: db.execute(
                "UPDATE keyslot SET params = ? WHERE kind = 'passphrase'",
                (json.dumps({"kind": "argon2id", "memory": 8, "passes": 1, "lanes": 1,
                             "salt": "00" * 16}),),
            )
        ),
        DamagedVaultError,
    ),
    "a value of another kind": (
        sql(
            "PRAGMA writable_schema=ON",
            "UPDATE sqlite_schema SET sql = replace(sql, 'STRICT', '') WHERE name = 'setting'",
        ),
        DamagedVaultError,
    ),
    "add a trigger": (
        sql("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM outbox; END"),
        DamagedVaultError,
    ),
    "add a view": (sql("CREATE VIEW v AS SELECT * FROM event"), DamagedVaultError),
    "add a table": (sql("CREATE TABLE t (x)"), DamagedVaultError),
    "drop a table": (sql("DROP TABLE cache"), DamagedVaultError),
}  # fmt: skip


@pytest.mark.parametrize("name", list(HARMS))
def test_tampering_is_detected_with_the_right_error(place: Place, name: str) -> None:
    """Each change is refused at unlocking, as what it is."""
    change, expected = HARMS[name]
    tamper(place, change)
    with pytest.raises(expected) as refusal:
        place.open()
    assert type(refusal.value) is expected


@pytest.mark.parametrize("name", [n for n, (_, e) in HARMS.items() if e is DamagedVaultError])
def test_salvage_never_invents(place: Place, name: str) -> None:
    """After any of these changes, what is rescued is true, or nothing is."""
    true = {e[1]: e[2] for e in place.read()}
    tamper(place, HARMS[name][0])
    try:
        store = place.open(salvage=True)
    except VaultError:
        return
    for entry in store.read():
        assert entry.payload in (true[entry.id], None)
    store.close()


def test_content_that_comes_back_after_forgetting_is_detected(tmp_path: Path) -> None:
    """Putting a forgotten ciphertext back from a copy is damage, also for verify and salvage."""
    place = make(tmp_path / "v", 5)
    copy = place.copied(tmp_path / "old")
    store = place.open()
    store.forget([ident(2)], record(9))
    store.close()

    def put_back(db: Db) -> None:
        db.execute("ATTACH ? AS old", (str(copy.path),))
        db.execute("UPDATE event SET ct = (SELECT ct FROM old.event WHERE seq = 2) WHERE seq = 2")

    reader = place.open()
    tamper(place, put_back)
    with pytest.raises(DamagedVaultError, match="entry 2 came back"):
        list(reader.read())
    assert not reader.verify().ok
    reader.close()
    with pytest.raises(DamagedVaultError, match="entry 2 came back"):
        place.open()
    store = place.open(salvage=True)
    assert ident(2) not in [e.id for e in store.read()]
    store.close()


def test_row_of_another_journal_is_detected(place: Place, tmp_path: Path) -> None:
    """An entry of another journal, even at the same place, does not pass."""
    other = make(tmp_path / "other", 10)

    def graft(db: Db) -> None:
        db.execute("ATTACH ? AS other", (str(other.path),))
        db.execute("DELETE FROM event WHERE seq = 7")
        db.execute("INSERT INTO event SELECT * FROM other.event WHERE seq = 7")

    tamper(place, graft)
    with pytest.raises(DamagedVaultError, match="entry 7"):
        place.open()


def test_row_of_a_branch_is_detected(tmp_path: Path) -> None:
    """A row that a copy wrote at the same place, with the same keys, does not pass either."""
    place = make(tmp_path / "v", 5)
    branch = place.copied(tmp_path / "branch")
    for at, number in ((place, 6), (branch, 60)):
        store = at.open()
        store.append([record(number)])
        store.close()

    def graft(db: Db) -> None:
        db.execute("ATTACH ? AS other", (str(branch.path),))
        db.execute("DELETE FROM event WHERE seq = 6")
        db.execute("INSERT INTO event SELECT * FROM other.event WHERE seq = 6")

    reader = place.open()
    tamper(place, graft)
    with pytest.raises(DamagedVaultError, match="entry 6"):
        list(reader.read(after=5))
    reader.close()
    with pytest.raises(DamagedVaultError):
        place.open()


def test_old_slot_put_back_does_not_open(tmp_path: Path) -> None:
    """Splicing the slot of an old passphrase into a newer file is found out."""
    place = make(tmp_path / "v", 5)
    copy = place.copied(tmp_path / "old")
    new = "a copper kettle sings before dawn"
    lifecycle.change_passphrase(place.path, PASSPHRASE, new, kdf=KDF, state=place.state)

    def put_back(db: Db) -> None:
        db.execute("ATTACH ? AS old", (str(copy.path),))
        db.execute("DELETE FROM keyslot")
        db.execute("INSERT INTO keyslot SELECT * FROM old.keyslot")

    tamper(place, put_back)
    with pytest.raises(DamagedVaultError, match="slots"):
        place.open()


def test_whole_file_turned_back_is_an_older_copy(tmp_path: Path) -> None:
    """A file put back whole verifies in itself; the witness notices."""
    place = make(tmp_path / "v", 5)
    before = place.path.read_bytes()
    store = place.open()
    store.append([record(6)])
    store.close()
    place.path.write_bytes(before)
    with pytest.raises(OlderCopyError):
        place.open()


def test_swapped_sealing_key_is_noticed_before_sealing(place: Place) -> None:
    """With a key of a stranger in the file nothing is sealed, so nothing can be read by them."""
    public, _ = crypto.sealing_pair()
    tamper(place, reckoned(lambda db: db.execute("UPDATE vault SET outbox_public = ?", (public,))
                          ))  # fmt: skip
    before = locked.info(place.path).waiting
    with pytest.raises(KeySwappedError, match="changed by something else"):
        locked.seal(place.path, record(70), state=place.state)
    with pytest.raises(KeySwappedError):
        locked.sealing_key(place.path, state=place.state)
    assert locked.info(place.path).waiting == before


def test_sealing_on_a_computer_that_never_unlocked_is_refused(place: Place, tmp_path: Path) -> None:
    """Without a witness the key cannot be compared, so one unlock is asked for first."""
    with pytest.raises(KeySwappedError, match="Unlock it once here"):
        locked.seal(place.path, record(70), state=tmp_path / "elsewhere")


def test_strangers_rows_in_the_outbox_harm_nothing(place: Place) -> None:
    """A row that does not open is listed as such, is never drained, and can be discarded."""
    header_db = sqlite3.connect(place.path)
    header = read_header(header_db)
    header_db.close()
    mark = crypto.pad(b"\x01" + bytes(16) + (1).to_bytes(4, "big") + bytes(24))
    sealed_mark = crypto.outbox_seal(header.outbox_public, mark, header.vault)
    junk = [b"", b"junk", bytes(200), sealed_mark]
    for blob in junk:
        locked.take_sealed(place.path, blob)
    store = place.open()
    waiting = store.waiting()
    assert [w.record is None for w in waiting] == [False, False, True, True, True, True]
    assert len(store.drain()) == 2
    bad = [w.key for w in store.waiting()]
    assert len(bad) == 4
    store.discard(bad)
    assert store.waiting() == []
    assert store.verify().ok
    store.close()


def test_a_trigger_does_not_run_while_locked(place: Place) -> None:
    """A file that carries a program is refused before anything is written to it."""
    tamper(place, HARMS["add a trigger"][0])
    for act in (
        lambda: locked.seal(place.path, record(70), state=place.state),
        lambda: locked.take_sealed(place.path, b"x"),
        lambda: locked.info(place.path),
    ):
        with pytest.raises(DamagedVaultError):
            act()


def test_tampered_or_foreign_cache_is_ignored(place: Place) -> None:
    """A cache that does not verify is as good as none, also one moved to another name or head."""
    for change in (
        "UPDATE cache SET ct = zeroblob(200)",
        "UPDATE cache SET head = head + 1",
        "UPDATE cache SET head = -1",
        "UPDATE cache SET name = 'x'",
    ):
        tamper(place, sql(change))
        store = place.open()
        assert store.get_cache("fit") is None
        store.put_cache("fit", 5, b"again")
        assert store.get_cache("fit") == (5, b"again")
        store.close()


def test_caches_are_bounded(place: Place) -> None:
    """The oldest caches make room, and one that is too large is not kept."""
    store = place.open()
    for n in range(70):
        store.put_cache(f"name {n}", 1, bytes(10))
    assert store.get_cache("name 0") is None
    assert store.get_cache("name 69") == (1, bytes(10))
    store.put_cache("huge", 1, bytes((32 << 20) + 1))
    assert store.get_cache("huge") is None
    store.close()


def test_values_of_another_kind_are_damage() -> None:
    """A row whose values changed their kind is refused before anything is made of them."""
    db = sqlite3.connect(":memory:")
    for query, kinds in (("SELECT 1, 'a'", (int, bytes)), ("SELECT 1", (int, int))):
        with pytest.raises(DamagedVaultError):
            typed(db.execute(query).fetchone(), *kinds)
    assert typed(db.execute("SELECT 1, x'00'").fetchone(), int, bytes) == (1, b"\0")
    db.execute("CREATE TABLE epoch (epoch, wrapped)")
    db.execute("INSERT INTO epoch VALUES (0, x'00')")
    with pytest.raises(DamagedVaultError, match="number of an epoch"):
        learn_epochs(db, Keys(bytes(16), crypto.random_key()))
    db.close()


def test_row_taken_away_while_reading_is_detected(tmp_path: Path) -> None:
    """A reader that finds fewer rows than were proven says so instead of ending early."""
    place = make(tmp_path / "v", 5000)
    store = place.open()
    reading = store.read()
    next(reading)
    tamper(place, sql("DELETE FROM event WHERE seq > 4096"))
    with pytest.raises(DamagedVaultError):
        list(reading)
    store.close()


def test_key_of_waiting_entries_is_proven(place: Place) -> None:
    """If the key that opens waiting entries is not ours, that is damage and they stay."""
    store = place.open()
    with pytest.raises(DamagedVaultError, match="waiting"):
        opened_rows(store._db, replace(store.header, outbox_secret=bytes(60)), store._keys)
    store.close()
    assert locked.info(place.path).waiting == 2
