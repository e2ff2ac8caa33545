"""Every cryptographic primitive of the journal; only `reader`, which stands alone, repeats some.

Compatibility: what a released version wrote, every later version reads. A label below is
therefore never changed or reused; a new purpose gets a new label.

Choices that are not free:
- Nonces are random, never counted: a restored backup would repeat a counter, and AES-GCM with
  a repeated nonce gives up its key. 2^32 entries a key stay far away.
- Keys are wrapped with AES-GCM-SIV, which survives even a repeated nonce: a broken random
  source at the moment of a passphrase change must not open the journal.
- Neither cipher commits to its key, and several slots wrap the same one; so a commitment to
  the master key is stored and compared before the key is used.
- Every derived key has its own label, so that no key serves two purposes.
"""

from __future__ import annotations

import secrets
import unicodedata
from hashlib import blake2b, sha256
from hmac import compare_digest

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM, AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from leeward.util.errors import InputError
from leeward.util.language import say

KEY, NONCE = 32, 12
DIGEST, PAD = 32, 128
OUTBOX_INFO = b"leeward outbox v1"
SECOND_INFO = b"leeward second key v1"

_SUITE = Suite(KEM.X25519, KDF.HKDF_SHA256, AEAD.AES_256_GCM)


class NotAuthenticError(Exception):
    """A key, a ciphertext or what it is bound to is not the one that was written."""


def random_key() -> bytearray:
    """Return a fresh key in memory that can be overwritten."""
    return bytearray(secrets.token_bytes(KEY))


def wipe(key: bytearray) -> None:
    """Overwrite a key. Best effort: Python may have copied it, and the ciphers hold their own."""
    key[:] = bytes(len(key))


def derive(key: bytes | bytearray, label: str, vault: bytes) -> bytearray:
    """Derive the key for one purpose with HKDF-SHA256 (RFC 5869), bound to one journal."""
    info = b"leeward " + label.encode() + b" v1" + vault
    return bytearray(HKDF(algorithm=SHA256(), length=KEY, salt=None, info=info).derive(key))


def commitment(master: bytes | bytearray, vault: bytes) -> bytes:
    """Return the public commitment to a master key."""
    return bytes(derive(master, "commit", vault))


def same(left: bytes, right: bytes) -> bool:
    """Compare in a time that does not tell where the first difference is."""
    return compare_digest(left, right)


def seal(key: bytes | bytearray, plain: bytes, bound: bytes) -> bytes:
    """Encrypt with AES-256-GCM: nonce ‖ ciphertext ‖ tag; `bound` is authenticated beside it."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


class Opener:
    """Opens many ciphertexts of one key without setting it up again for each."""

    __slots__ = ("_cipher",)

    def __init__(self, key: bytes | bytearray) -> None:
        self._cipher = AESGCM(key)

    def open(self, sealed: bytes, bound: bytes) -> bytes:
        """Undo `seal`; NotAuthenticError if anything about it was changed."""
        try:
            return self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], bound)
        except (InvalidTag, ValueError):
            raise NotAuthenticError from None


def wrap(key: bytes | bytearray, secret: bytes | bytearray, bound: bytes) -> bytes:
    """Encrypt a key with AES-256-GCM-SIV (RFC 8452): nonce ‖ ciphertext ‖ tag."""
    nonce = secrets.token_bytes(NONCE)
    return nonce + AESGCMSIV(key).encrypt(nonce, bytes(secret), bound)


def unwrap(key: bytes | bytearray, wrapped: bytes, bound: bytes) -> bytearray:
    """Undo `wrap`; NotAuthenticError if the key is another one or something was changed."""
    try:
        plain = AESGCMSIV(key).decrypt(wrapped[:NONCE], wrapped[NONCE:], bound)
    except (InvalidTag, ValueError):
        raise NotAuthenticError from None
    return bytearray(plain)


def mac(key: bytes | bytearray, data: bytes) -> bytes:
    """Return keyed BLAKE2b-256 (RFC 7693) of data."""
    return blake2b(data, key=key, digest_size=DIGEST).digest()


def checksum(data: bytes) -> bytes:
    """Tell damage from a wrong passphrase; anyone can make one, so it proves nothing else."""
    return sha256(data).digest()[:8]


def passphrase_bytes(passphrase: str) -> bytearray:
    """Return the bytes of a passphrase: NFKC first, so that every keyboard spells it alike.

    Raises:
        InputError: it holds something that is no letter, as from a terminal not set to UTF-8.
    """
    try:
        return bytearray(unicodedata.normalize("NFKC", passphrase).encode())
    except UnicodeEncodeError:
        raise InputError(
            say(
                "This passphrase holds bytes that are not text. Set the terminal to UTF-8 and type "
                "it again."
            )
        ) from None


def pad(plain: bytes) -> bytes:
    """Lengthen to a multiple of 128 bytes (ISO 7816-4), so that sizes tell little."""
    return plain + b"\x80" + bytes(-(len(plain) + 1) % PAD)


def unpad(padded: bytes) -> bytes:
    """Undo `pad`; only ever called on bytes that were authenticated."""
    kept = padded.rstrip(b"\0")
    if not kept.endswith(b"\x80"):
        raise NotAuthenticError
    return kept[:-1]


def sealing_pair() -> tuple[bytes, bytearray]:
    """Return a fresh X25519 key pair for sealing: public, secret (32 bytes each)."""
    secret = X25519PrivateKey.generate()
    return secret.public_key().public_bytes_raw(), bytearray(secret.private_bytes_raw())


def public_of(secret: bytes | bytearray) -> bytes:
    """Return the public half of an X25519 secret key."""
    return X25519PrivateKey.from_private_bytes(bytes(secret)).public_key().public_bytes_raw()


def seal_to(public: bytes, plain: bytes, info: bytes) -> bytes:
    """Seal by HPKE (RFC 9180), base mode, empty aad: encapsulated key ‖ ciphertext ‖ tag."""
    return _SUITE.encrypt(plain, X25519PublicKey.from_public_bytes(public), info)


def open_sealed(secret: bytes | bytearray, sealed: bytes, info: bytes) -> bytes:
    """Undo `seal_to`; NotAuthenticError if it is for another key or purpose, or changed."""
    try:
        key = X25519PrivateKey.from_private_bytes(bytes(secret))
        return _SUITE.decrypt(sealed, key, info)
    except (InvalidTag, ValueError):
        raise NotAuthenticError from None


def outbox_seal(public: bytes, plain: bytes, vault: bytes) -> bytes:
    """Seal an entry that waits for one journal."""
    return seal_to(public, plain, OUTBOX_INFO + vault)


def outbox_open(secret: bytes | bytearray, sealed: bytes, vault: bytes) -> bytes:
    """Undo `outbox_seal`; NotAuthenticError if it is for another journal, or changed."""
    return open_sealed(secret, sealed, OUTBOX_INFO + vault)
