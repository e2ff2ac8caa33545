"""A key of its own for entries that ask again: the journal's passphrase does not open them.

    second passphrase ─ Argon2id ─ HKDF ─ unwraps ─ X25519 secret ─ opens what was sealed to it

Sealing needs only the public half, so an entry can be put behind the key without typing
anything. Both halves are kept inside the encrypted log, so a locked file does not tell that
there is a second key. Nothing else opens it, the recovery words included.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from leeward.util.language import mark, say
from leeward.vault import crypto, passphrase
from leeward.vault.errors import DamagedVaultError, WrongPassphraseError
from leeward.vault.kdf import Kdf

_LABEL = "second key"
_NOT_IT = mark("That is not the second key. Nothing is locked out; try as often as you like.")


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondKey:
    """`public` (32 bytes) seals; `wrapped` is its secret half, behind a passphrase of its own.

    `params` is how that passphrase becomes a key, as canonical JSON.
    """

    public: bytes
    params: str
    wrapped: bytes = field(repr=False)


def make(chosen: str, *, kdf: Kdf) -> SecondKey:
    """Return a fresh second key.

    Raises:
        WeakPassphraseError: `chosen` would be too easy to guess.
    """
    public, secret = crypto.sealing_pair()
    fresh = UnlockedKey(public, secret)
    try:
        return fresh.wrapped(chosen, kdf=kdf)
    finally:
        fresh.close()


class UnlockedKey:
    """A second key in memory: opens what was sealed to it until it is closed."""

    __slots__ = ("_secret", "public")

    def __init__(self, public: bytes, secret: bytearray) -> None:
        self.public = public
        self._secret = secret

    @property
    def is_open(self) -> bool:
        """Whether the secret half is still there."""
        return any(self._secret)

    def opened(self, blob: bytes) -> bytes:
        """Undo `sealed`.

        Raises:
            DamagedVaultError: it was sealed to another key, or changed.
        """
        try:
            return crypto.unpad(crypto.open_sealed(self._secret, blob, crypto.SECOND_INFO))
        except crypto.NotAuthenticError:
            raise DamagedVaultError(say("an entry behind the second key")) from None

    def wrapped(self, chosen: str, *, kdf: Kdf) -> SecondKey:
        """Return the key behind a passphrase of its own; another one than before changes it.

        Raises:
            WeakPassphraseError: `chosen` would be too easy to guess.
        """
        passphrase.require(chosen)
        params = kdf.fresh()
        kek = _kek(chosen, params, self.public, kdf)
        try:
            wrapped = crypto.wrap(kek, self._secret, _bound(self.public, params))
        finally:
            crypto.wipe(kek)
        return SecondKey(public=self.public, params=params, wrapped=wrapped)

    def close(self) -> None:
        """Overwrite the secret half."""
        crypto.wipe(self._secret)


def unlocked(key: SecondKey, given: str, *, kdf: Kdf) -> UnlockedKey:
    """Return the key, open; the caller closes it.

    Raises:
        WrongPassphraseError: it is not this key's passphrase.
        DamagedVaultError: the stored settings are outside the safe range.
    """
    kek = _kek(given, key.params, key.public, kdf)
    try:
        secret = crypto.unwrap(kek, key.wrapped, _bound(key.public, key.params))
    except crypto.NotAuthenticError:
        raise WrongPassphraseError(say(_NOT_IT)) from None
    finally:
        crypto.wipe(kek)
    # GCM-SIV does not commit to its key: what comes out must be the half that belongs here.
    if len(secret) != crypto.KEY or not crypto.same(crypto.public_of(secret), key.public):
        crypto.wipe(secret)
        raise WrongPassphraseError(say(_NOT_IT))
    return UnlockedKey(key.public, secret)


def sealed(public: bytes, plain: bytes) -> bytes:
    """Seal to a second key: HPKE, info = "leeward second key v1", padded to 128 bytes.

    Raises:
        DamagedVaultError: `public` is no key anything can be sealed to.
    """
    try:
        return crypto.seal_to(public, crypto.pad(plain), crypto.SECOND_INFO)
    except ValueError:
        raise DamagedVaultError(say("the second key")) from None


def _kek(given: str, params: str, public: bytes, kdf: Kdf) -> bytearray:
    text = crypto.passphrase_bytes(given)
    slow = kdf.key(text, params)
    crypto.wipe(text)
    try:
        return crypto.derive(slow, _LABEL, public)
    finally:
        crypto.wipe(slow)


def _bound(public: bytes, params: str) -> bytes:
    return b"leeward second key wrap v1" + public + params.encode()
