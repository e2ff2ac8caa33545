"""The master key, the slots it is locked away in, and the keys that follow from it.

    passphrase ─ Argon2id ─┐
                           ├─ key of a slot ─ unwraps ─ master key ─ HKDF ─ one key a purpose
    recovery key (random) ─┘                                └ unwraps ─ epoch keys (entries)

The master key is random and never derived from a passphrase: changing the passphrase wraps
the same 32 bytes again and starts a new epoch key for what is written from then on.
"""

from __future__ import annotations

from dataclasses import dataclass

from leeward.util.language import say
from leeward.vault import crypto
from leeward.vault.errors import DamagedVaultError, VaultClosedError
from leeward.vault.kdf import canonical

PASSPHRASE, RECOVERY = "passphrase", "recovery"
RECOVERY_PARAMS = canonical({"kind": "hkdf-sha256"})
VAULT_ID = 16


@dataclass(frozen=True, slots=True)
class Slot:
    """One way in: what kind, how its key is made, and the master key wrapped by that key."""

    kind: str
    params: str
    wrapped: bytes

    def check(self, vault: bytes) -> bytes:
        """Return the checksum that tells damage from a wrong passphrase."""
        return crypto.checksum(slot_bound(vault, self.kind, self.params) + self.wrapped)


def slot_bound(vault: bytes, kind: str, params: str) -> bytes:
    """Return what a slot's wrapping is bound to: weaker settings put in its place will not open."""
    return b"leeward slot v1" + vault + kind.encode() + b"\0" + params.encode()


def make_slot(kind: str, params: str, secret_key: bytearray, keys: Keys) -> Slot:
    """Wrap the master key; `secret_key` (32 bytes) is overwritten."""
    kek = crypto.derive(secret_key, f"slot {kind}", keys.vault)
    wrapped = crypto.wrap(kek, keys.master, slot_bound(keys.vault, kind, params))
    crypto.wipe(kek)
    crypto.wipe(secret_key)
    return Slot(kind, params, wrapped)


def open_slot(slot: Slot, secret_key: bytearray, vault: bytes, commitment: bytes) -> Keys:
    """Unwrap the master key and check it against the commitment; `secret_key` is overwritten.

    Raises:
        crypto.NotAuthenticError: the secret is another one.
        DamagedVaultError: the slot opens to a key that is not this journal's.
    """
    kek = crypto.derive(secret_key, f"slot {slot.kind}", vault)
    crypto.wipe(secret_key)
    try:
        master = crypto.unwrap(kek, slot.wrapped, slot_bound(vault, slot.kind, slot.params))
    finally:
        crypto.wipe(kek)
    if not crypto.same(crypto.commitment(master, vault), commitment):
        crypto.wipe(master)
        raise DamagedVaultError(say("a key slot holds the key of another journal"))
    return Keys(vault, master)


class Keys:
    """What an open journal holds in memory: overwritten by `close`, as well as Python allows."""

    __slots__ = ("_epochs", "_openers", "cache", "chain", "head", "master", "tag", "vault", "wrap")

    def __init__(self, vault: bytes, master: bytearray) -> None:
        self.vault = vault
        self.master = master
        self.head = crypto.derive(master, "head", vault)
        self.chain = crypto.derive(master, "chain", vault)
        self.tag = crypto.derive(master, "tag", vault)
        self.cache = crypto.derive(master, "cache", vault)
        self.wrap = crypto.derive(master, "epoch wrap", vault)
        self._epochs: dict[int, bytearray] = {}
        self._openers: dict[int, crypto.Opener] = {}

    def add_epoch(self, epoch: int, wrapped: bytes) -> None:
        """Learn an epoch key from the file; one already known is left alone.

        Raises:
            DamagedVaultError: it does not unwrap.
        """
        if epoch in self._epochs:
            return
        try:
            key = crypto.unwrap(self.wrap, wrapped, self._epoch_bound(epoch))
        except crypto.NotAuthenticError:
            raise DamagedVaultError(say("the key of epoch {epoch}", epoch=epoch)) from None
        self._epochs[epoch] = key
        self._openers[epoch] = crypto.Opener(key)

    def new_epoch(self, epoch: int) -> bytes:
        """Return a fresh epoch key, wrapped; it is learnt by `add_epoch` once it is stored."""
        key = crypto.random_key()
        wrapped = crypto.wrap(self.wrap, key, self._epoch_bound(epoch))
        crypto.wipe(key)
        return wrapped

    def epoch(self, number: int) -> bytearray:
        """Return the key of one epoch.

        Raises:
            DamagedVaultError: the file has no such epoch.
        """
        if number not in self._epochs:
            raise DamagedVaultError(say("the key of epoch {epoch} is missing", epoch=number))
        return self._epochs[number]

    def opener(self, number: int) -> crypto.Opener:
        """Return what opens the entries of one epoch."""
        self.epoch(number)
        return self._openers[number]

    def close(self) -> None:
        """Overwrite every key."""
        self._openers.clear()
        for key in (self.master, self.head, self.chain, self.tag, self.cache, self.wrap):
            crypto.wipe(key)
        for key in self._epochs.values():
            crypto.wipe(key)
        self._epochs.clear()

    def require(self) -> None:
        """Raise VaultClosedError once the keys are gone."""
        if not any(self.master):
            raise VaultClosedError(say("The journal is locked. Unlock it and try again."))

    def _epoch_bound(self, epoch: int) -> bytes:
        return b"leeward epoch v1" + self.vault + epoch.to_bytes(4, "big")
