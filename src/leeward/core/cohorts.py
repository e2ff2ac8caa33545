"""Populations of diary files: fitted on this machine, signed, and loaded again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from leeward.util.errors import InputError
from leeward.util.language import say

if TYPE_CHECKING:
    from leeward.analysis.populations import CohortPrior, PriorSet, Source

# Bound to its purpose: a signature over anything else can never pass for a prior file.
CONTEXT = b"leeward cohort prior\0"


def fit_population(
    sources: Sequence[Source],
    covariates: Sequence[tuple[float, ...]],
    names: tuple[str, ...],
    *,
    workers: int = 1,
    tick: Callable[[int, int], None] = lambda _sweep, _seen: None,
) -> CohortPrior:
    """Fit the population these people come from; `tick` hears (sweep, people seen).

    Raises:
        LeewardError: fewer than ten people, or a diary that cannot be read.
    """
    from leeward.analysis.populations import fit_people  # noqa: PLC0415  numba is slow

    return fit_people(sources, covariates, names, workers=workers, tick=tick)


def plain_population(cohort: CohortPrior) -> dict[str, Any]:
    """Return a population as JSON values."""
    from leeward.analysis.populations import plain  # noqa: PLC0415  numba is slow

    return plain(cohort)


def signed(cohort: CohortPrior, pem: bytes) -> bytes:
    """Return the prior file, signed with an Ed25519 key in PEM.

    Raises:
        InputError: that is no such key, or it has a passphrase.
    """
    from leeward.analysis.populations import prior_file  # noqa: PLC0415  numba is slow

    try:
        key = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise InputError(
            "The key for signing is an Ed25519 key in PEM without passphrase."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise InputError("The key for signing is of another kind than Ed25519.")
    return prior_file(cohort, lambda body: key.sign(CONTEXT + body))


def prior_id(blob: bytes) -> str:
    """Return a short name of a prior file: the beginning of the SHA-256 of its bytes."""
    return hashlib.sha256(blob).hexdigest()[:12]


def trusted_prior(blob: bytes, pem: bytes, covariates: Sequence[float]) -> PriorSet:
    """Return the priors of a signed file for a person with these covariates.

    Raises:
        LeewardError: the public key is none, the signature does not fit, or it is no such file.
    """
    from leeward.analysis.populations import prior_for  # noqa: PLC0415  numba is slow

    key = public_key(pem)
    return prior_for(blob, lambda body, signature: _fits(key, body, signature), covariates)


def public_key(pem: bytes) -> Ed25519PublicKey:
    """Read the key that must have signed a prior file.

    Raises:
        InputError: it is no Ed25519 public key in PEM.
    """
    try:
        key = load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise InputError(
            say("The trusted key is an Ed25519 public key in PEM."), field="key"
        ) from error
    if not isinstance(key, Ed25519PublicKey):
        raise InputError(say("The trusted key is of another kind than Ed25519."), field="key")
    return key


def signature_fits(blob: bytes, key: Ed25519PublicKey) -> bool:
    """Whether a prior file was signed with the other half of `key`; False if it is no such file."""
    try:
        envelope = json.loads(blob)
        body, signature = envelope["body"].encode(), bytes.fromhex(envelope["signature"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return False
    return _fits(key, body, signature)


def _fits(key: Ed25519PublicKey, body: bytes, signature: bytes) -> bool:
    try:
        key.verify(signature, CONTEXT + body)
    except InvalidSignature:
        return False
    return True
