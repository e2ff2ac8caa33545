"""A population's prior file is signed, and loads only where the signature fits."""

from __future__ import annotations

import json
import math

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from leeward.core.cohorts import plain_population, signature_fits, signed, trusted_prior
from leeward.core.diary_fits import GivenPrior, fit_diary
from leeward.exchange.diary.read import read_diary
from leeward.util.errors import LeewardError
from support.cohorts import COHORT, KEY, PEM, PUBLIC


def test_a_signed_prior_loads() -> None:
    """A person with covariates gets the population's centre for people like them."""
    found = trusted_prior(signed(COHORT, PEM), PUBLIC, (2.0,))
    assert found.of("mu0").centre == pytest.approx(7.0)
    assert found.of("mu0").spread == pytest.approx(math.hypot(0.4, 0.1, 0.2))
    assert plain_population(COHORT)["people"] == 20


def test_another_signature_is_refused() -> None:
    """A changed file, another key, or no key at all loads nothing."""
    file = signed(COHORT, PEM)
    with pytest.raises(LeewardError, match="signature"):
        trusted_prior(file.replace(b"6.0", b"1.0"), PUBLIC, (2.0,))
    other = Ed25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    with pytest.raises(LeewardError, match="signature"):
        trusted_prior(file, pem, (2.0,))
    for bad in (b"nothing", PEM):
        with pytest.raises(LeewardError):
            trusted_prior(file, bad, (2.0,))


def test_changed_bytes_are_noticed() -> None:
    """Flipping one bit, tried at every seventh byte of the file, makes it unusable."""
    whole = signed(COHORT, PEM)
    for at in range(0, len(whole) - 2, 7):
        changed = whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :]
        with pytest.raises(LeewardError):
            trusted_prior(changed, PUBLIC, (2.0,))


def test_a_signature_made_for_something_else_does_not_pass() -> None:
    """The same key's signature over the same bytes, but not over the purpose, is refused."""
    envelope = json.loads(signed(COHORT, PEM))
    bare = {**envelope, "signature": KEY.sign(envelope["body"].encode()).hex()}
    file = json.dumps(bare).encode()
    assert not signature_fits(file, KEY.public_key())
    with pytest.raises(LeewardError, match="signature"):
        trusted_prior(file, PUBLIC, (2.0,))


def test_only_signing_keys_sign() -> None:
    """A key of another kind, or none, is refused in one sentence."""
    wrong = X25519PrivateKey.generate().private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    for bad in (b"nothing", wrong):
        with pytest.raises(LeewardError, match="Ed25519"):
            signed(COHORT, bad)


def test_a_fit_takes_the_prior_in() -> None:
    """With next to no notes, the level is what the population says."""
    diary = read_diary(b"time,distress\n2026-03-01T09:00:00Z,\n2026-03-01T19:00:00Z,7\n").diary
    prior = GivenPrior(file=signed(COHORT, PEM), key=PUBLIC, covariates=(2.0,))
    answer = fit_diary(diary, checks=False, prior=prior)
    level = next(q for q in answer["parameters"] if q["name"] == "mu0")
    assert level["median"] == pytest.approx(7.0, abs=0.3)
