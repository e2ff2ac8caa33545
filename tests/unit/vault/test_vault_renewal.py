"""After a suspected leak: new keys for everything, and the old ones open nothing."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from leeward.vault import crypto, header, lifecycle, locked, renewal
from leeward.vault.errors import (
    OlderCopyError,
    VaultClosedError,
    WeakPassphraseError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from support.vault_harm import rich, snapshot
from support.vaults import KDF, PASSPHRASE, Place, ident, make, record

OTHER = "a copper kettle sings before dawn"


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A locked journal with something in every table."""
    return rich(tmp_path / "v", make)


def test_renewing_keeps_everything_and_changes_every_key(place: Place) -> None:
    """What a person sees stays; passphrase, words and sealing key of before are of no use."""
    store = place.open()
    entries, waiting, settings, _ = snapshot(store)
    public = store.header.outbox_public
    words = renewal.renew_keys(store, OTHER, kdf=KDF)
    assert snapshot(store) == (entries, waiting, settings, None)
    assert store.verify().ok
    store.append([record(300)])
    store.close()
    with pytest.raises(WrongPassphraseError):
        place.open()
    with pytest.raises(WrongRecoveryKeyError):
        lifecycle.unlock_with_recovery(place.path, place.words, state=place.state)
    store = lifecycle.unlock_with_recovery(place.path, words, state=place.state)
    assert store.header.outbox_public != public
    assert len(store.drain()) == 2
    store.close()
    store = place.open(OTHER)
    store.forget([ident(5)], record(901))
    assert store.verify().ok
    store.close()


def test_old_master_key_opens_nothing_written_after(place: Place, tmp_path: Path) -> None:
    """Even with the old file, passphrase and master key, the new rows stay closed."""
    old = place.copied(tmp_path / "old").open()
    store = place.open()
    renewal.renew_keys(store, OTHER, kdf=KDF)
    store.close()
    db = sqlite3.connect(place.path)
    rows = db.execute("SELECT seq, epoch, ct FROM event WHERE ct IS NOT NULL").fetchall()
    assert len(rows) > 30
    for seq, _, ct in rows:
        for epoch in (1, 2):
            bound = b"leeward event v1" + old.header.vault
            bound += seq.to_bytes(8, "big") + epoch.to_bytes(4, "big")
            with pytest.raises(crypto.NotAuthenticError):
                old._keys.opener(epoch).open(ct, bound)
    (wrapped,) = db.execute("SELECT wrapped FROM epoch").fetchone()
    with pytest.raises(crypto.NotAuthenticError):
        crypto.unwrap(old._keys.wrap, wrapped, old._keys._epoch_bound(1))
    db.close()
    old.close()


def test_old_bytes_leave_the_file(place: Place) -> None:
    """No ciphertext of before is left in the file or beside it."""
    db = sqlite3.connect(place.path)
    before = [ct for (ct,) in db.execute("SELECT ct FROM event WHERE ct IS NOT NULL")]
    before += [w for (w,) in db.execute("SELECT wrapped FROM keyslot")]
    db.close()
    store = place.open()
    renewal.renew_keys(store, OTHER, kdf=KDF)
    left = b"".join(p.read_bytes() for p in place.path.parent.glob("journal.db*"))
    assert not any(ct[-48:] in left for ct in before)
    store.close()


def test_others_are_asked_to_unlock_again(place: Place, tmp_path: Path) -> None:
    """A process that had it open writes nothing under old keys, and an old copy is noticed."""
    older = place.copied(tmp_path / "older")
    store, other = place.open(), place.open()
    renewal.renew_keys(store, OTHER, kdf=KDF)
    assert other.changed()
    for call in (lambda: other.append([record(400)]), lambda: list(other.read())):
        with pytest.raises(VaultClosedError, match="unlock it again"):
            call()
    other.close()
    assert store.head() == 36
    store.close()
    stale = Place(path=older.path, state=place.state, words="")
    with pytest.raises(OlderCopyError):
        stale.open()


def test_interrupted_renewal_leaves_the_old_keys(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A crash before the commit leaves everything as it was."""

    def crash(*_: object) -> bytes:
        raise KeyboardInterrupt

    store = place.open()
    true = snapshot(store)
    monkeypatch.setattr(renewal, "seal_head", crash)
    with pytest.raises(KeyboardInterrupt):
        renewal.renew_keys(store, OTHER, kdf=KDF)
    assert snapshot(store) == true
    store.append([record(500)])
    store.close()
    assert len(place.read()) == 37


def test_renewing_needs_a_good_passphrase(place: Place) -> None:
    """A weak passphrase changes nothing."""
    store = place.open()
    with pytest.raises(WeakPassphraseError):
        renewal.renew_keys(store, "short", kdf=KDF)
    store.close()
    place.open(PASSPHRASE).close()


def test_sealing_goes_on_after_renewal(place: Place) -> None:
    """The witness learns the new sealing key, so entries can be written while locked at once."""
    store = place.open()
    renewal.renew_keys(store, OTHER, kdf=KDF)
    store.close()
    assert locked.seal(place.path, record(600), state=place.state) == 3
    db = sqlite3.connect(place.path)
    assert (
        header.read_header(db).outbox_public == locked.sealing_key(place.path, state=place.state)[1]
    )
    db.close()
