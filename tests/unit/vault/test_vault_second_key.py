"""The second key: only its own passphrase opens what was sealed to it."""

from __future__ import annotations

import pytest

from leeward.vault import crypto, second_key
from leeward.vault.errors import DamagedVaultError, WeakPassphraseError, WrongPassphraseError
from leeward.vault.second_key import SecondKey
from leeward.vault.testing import FastKdf

KDF = FastKdf()
CHOSEN = "walnut ferry eleven quiet button"
OTHER = "maple engine thirty gentle saucer"


def test_what_is_sealed_opens_with_its_own_passphrase_alone() -> None:
    """Sealing needs the public half only; another passphrase opens nothing."""
    key = second_key.make(CHOSEN, kdf=KDF)
    blob = second_key.sealed(key.public, b"said here")
    assert b"said here" not in blob
    assert second_key.unlocked(key, CHOSEN, kdf=KDF).opened(blob) == b"said here"
    with pytest.raises(WrongPassphraseError, match="second key"):
        second_key.unlocked(key, OTHER, kdf=KDF)


def test_a_new_passphrase_opens_what_was_sealed_before() -> None:
    """Changing wraps the same key again; the old passphrase does not open the new wrapping."""
    key = second_key.make(CHOSEN, kdf=KDF)
    blob = second_key.sealed(key.public, b"before")
    anew = second_key.unlocked(key, CHOSEN, kdf=KDF).wrapped(OTHER, kdf=KDF)
    assert anew.public == key.public
    assert second_key.unlocked(anew, OTHER, kdf=KDF).opened(blob) == b"before"
    with pytest.raises(WrongPassphraseError):
        second_key.unlocked(anew, CHOSEN, kdf=KDF)


def test_a_weak_second_passphrase_is_refused() -> None:
    """Whoever has the journal open can guess offline, so the same strength is asked for."""
    with pytest.raises(WeakPassphraseError):
        second_key.make("1234", kdf=KDF)


@pytest.mark.parametrize("spoilt", ["public", "params", "wrapped"])
def test_no_part_of_a_second_key_can_be_changed(spoilt: str) -> None:
    """A public half, a setting or a wrapping put in another's place does not open."""
    key, other = second_key.make(CHOSEN, kdf=KDF), second_key.make(CHOSEN, kdf=KDF)
    parts = {"public": key.public, "params": key.params, "wrapped": key.wrapped}
    parts[spoilt] = getattr(other, spoilt)
    mixed = SecondKey(**parts)  # type: ignore[arg-type]  # each part keeps its own type
    with pytest.raises(WrongPassphraseError):
        second_key.unlocked(mixed, CHOSEN, kdf=KDF)


@pytest.mark.parametrize("at", [0, 40, -1])
def test_a_changed_seal_does_not_open(at: int) -> None:
    """Any flipped byte, or the seal of another purpose, is refused."""
    key = second_key.make(CHOSEN, kdf=KDF)
    unlocked = second_key.unlocked(key, CHOSEN, kdf=KDF)
    blob = bytearray(second_key.sealed(key.public, b"kept"))
    blob[at] ^= 1
    waiting = crypto.outbox_seal(key.public, crypto.pad(b"kept"), bytes(16))
    for wrong in (bytes(blob), waiting, b""):
        with pytest.raises(DamagedVaultError):
            unlocked.opened(wrong)


def test_a_closed_key_opens_nothing() -> None:
    """Closing overwrites the secret half."""
    key = second_key.make(CHOSEN, kdf=KDF)
    unlocked = second_key.unlocked(key, CHOSEN, kdf=KDF)
    unlocked.close()
    assert not unlocked.is_open
    with pytest.raises(DamagedVaultError):
        unlocked.opened(second_key.sealed(key.public, b"kept"))
