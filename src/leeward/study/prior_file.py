"""Signing and checking the prior file of a cohort (Ed25519, RFC 8032).

The model writes and reads bytes and knows no cryptography; the two hooks it asks for are made here.
A key pair belongs to whoever runs the cohort; an app trusts the public keys it was given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from leeward.model.cohort import CohortPrior, from_bytes, to_bytes
from leeward.util.errors import LeewardError

# Bound to its purpose: a signature over anything else can never pass for a prior file.
CONTEXT = b"leeward cohort prior\0"
KEY_BYTES = 32
LARGEST = 1_000_000


class PriorFileError(LeewardError):
    """A key of the wrong size, or a file that is too large to be a prior."""


def new_key() -> tuple[bytes, bytes]:
    """A private and its public key, 32 bytes each."""
    private = Ed25519PrivateKey.generate()
    return private.private_bytes_raw(), private.public_key().public_bytes_raw()


def signer(private: bytes) -> Callable[[bytes], bytes]:
    """The hook that signs.

    Raises:
        PriorFileError: the key is not 32 bytes.
    """
    key = Ed25519PrivateKey.from_private_bytes(_sized(private))
    return lambda body: key.sign(CONTEXT + body)


def verifier(trusted: Iterable[bytes]) -> Callable[[bytes, bytes], bool]:
    """The hook that checks: true if any of the trusted public keys made the signature.

    Raises:
        PriorFileError: a key is not 32 bytes.
    """
    keys = [Ed25519PublicKey.from_public_bytes(_sized(public)) for public in trusted]

    def check(body: bytes, signature: bytes) -> bool:
        return any(_fits(key, CONTEXT + body, signature) for key in keys)

    return check


def _sized(key: bytes) -> bytes:
    if len(key) != KEY_BYTES:
        raise PriorFileError(f"A key has {KEY_BYTES} bytes, this one has {len(key)}.")
    return key


def _fits(key: Ed25519PublicKey, body: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, body)
    except InvalidSignature:
        return False
    return True


def save(path: Path, cohort: CohortPrior, private: bytes) -> None:
    """Write a signed prior file."""
    path.write_bytes(to_bytes(cohort, signer(private)))


def load(path: Path, trusted: Iterable[bytes]) -> CohortPrior:
    """Read a prior file that one of the trusted keys signed.

    Raises:
        PriorFileError: the file is larger than any prior.
        CohortError: not such a file, another version, or a signature that does not fit.
    """
    if path.stat().st_size > LARGEST:
        raise PriorFileError(f"{path.name} is too large to be a prior file.")
    return from_bytes(path.read_bytes(), verifier(trusted))
