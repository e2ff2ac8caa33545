"""A small population made up by hand, and a key that signs its prior file."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from leeward.model.cohort import CohortPrior, Entry
from leeward.model.engine import ENGINE

KEY = Ed25519PrivateKey.generate()
PEM = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
COHORT = CohortPrior(
    entries={
        "mu0": Entry(
            family="normal",
            unit="points",
            weights=(6.0, 0.5),
            errors=(0.1, 0.1),
            spread=0.4,
            width=0.4,
            held=False,
            contraction=0.9,
            people=20,
        )
    },
    covariates=("anxiety",),
    people=20,
    sweeps=3,
    converged=True,
    base="default",
    engine=ENGINE,
)
