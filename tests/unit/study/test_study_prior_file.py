"""A prior file is believed only with a trusted signature over exactly its bytes."""

from __future__ import annotations

from pathlib import Path

import pytest

from leeward.model.cohort import CohortError, CohortPrior, Entry
from leeward.model.engine import ENGINE
from leeward.study import prior_file

PRIOR = CohortPrior(
    entries={
        "mu0": Entry(
            family="normal", unit="points", weights=(4.2, 0.3), errors=(0.03, 0.03),
            spread=1.0, width=1.0, held=False, contraction=0.98, people=1000,
        )
    },
    covariates=("anxiety",),
    people=1000,
    sweeps=3,
    converged=True,
    base="default",
    engine=ENGINE,
)  # fmt: skip


def test_round_trip(tmp_path: Path) -> None:
    """What a trusted key signed reads back equal, among other trusted keys too."""
    private, public = prior_file.new_key()
    _, other = prior_file.new_key()
    prior_file.save(tmp_path / "prior", PRIOR, private)
    assert prior_file.load(tmp_path / "prior", [other, public]) == PRIOR


def test_a_stranger_is_refused(tmp_path: Path) -> None:
    """A file signed by a key that is not trusted is not loaded."""
    private, _ = prior_file.new_key()
    _, other = prior_file.new_key()
    prior_file.save(tmp_path / "prior", PRIOR, private)
    with pytest.raises(CohortError):
        prior_file.load(tmp_path / "prior", [other])
    with pytest.raises(CohortError):
        prior_file.load(tmp_path / "prior", [])


def test_changed_bytes_are_noticed(tmp_path: Path) -> None:
    """Flipping one bit, tried at every seventh byte of the file, makes it unusable."""
    private, public = prior_file.new_key()
    path = tmp_path / "prior"
    prior_file.save(path, PRIOR, private)
    whole = path.read_bytes()
    for at in range(0, len(whole) - 2, 7):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(CohortError):
            prior_file.load(path, [public])


def test_a_signature_over_something_else_does_not_pass() -> None:
    """The purpose is part of what is signed."""
    private, public = prior_file.new_key()
    signature = prior_file.signer(private)(b"body")
    check = prior_file.verifier([public])
    assert check(b"body", signature)
    assert not check(prior_file.CONTEXT + b"body", signature)
    assert not check(b"body", b"")


def test_sizes_are_checked(tmp_path: Path) -> None:
    """A key of another size and a file far too large get a clear message."""
    with pytest.raises(prior_file.PriorFileError):
        prior_file.signer(b"short")
    with pytest.raises(prior_file.PriorFileError):
        prior_file.verifier([b"short"])
    path = tmp_path / "prior"
    path.write_bytes(b" " * (prior_file.LARGEST + 1))
    with pytest.raises(prior_file.PriorFileError):
        prior_file.load(path, [])
