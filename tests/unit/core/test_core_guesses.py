"""A learned starting guess is taken only signed, kept in the journal, described and removed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leeward.analysis.arrays import data_of
from leeward.analysis.cycle_codec import of_bytes, to_bytes
from leeward.analysis.cycle_jobs import Job, Reply
from leeward.core.cohorts import signed
from leeward.core.leeward import Leeward
from leeward.events import CheckIn
from leeward.util.errors import InputError
from support.cohorts import COHORT, PEM, PUBLIC
from support.journals import memory

FILE = signed(COHORT, PEM)


def loaded(journal: Leeward) -> Leeward:
    """A journal with the guess in it, for somebody with a trait of 2."""
    journal.guesses.load(FILE, PUBLIC, (2.0,))
    return journal


def test_a_guess_is_kept_described_and_removed() -> None:
    """What the file is stands beside it; removing it brings the usual guess back."""
    with memory() as journal:
        assert journal.guesses.now() is None
        loaded(journal)
        guess = journal.guesses.now()
        assert guess is not None
        assert (guess.about.people, guess.about.traits) == (20, ("anxiety",))
        assert guess.traits == (2.0,)
        assert guess.about.usable
        assert [part.name for part in guess.about.parts] == ["mu0"]
        journal.guesses.set_traits((1.0,))
        again = journal.guesses.now()
        assert again is not None
        assert (again.traits, again.id) == ((1.0,), guess.id)
        assert not journal.timeline.items()
        journal.guesses.remove()
        assert journal.guesses.now() is None


def test_a_long_file_comes_back_whole() -> None:
    """A file longer than one note is kept in pieces and is the same afterwards."""
    entries = {f"alpha_{n}": COHORT.entries["mu0"] for n in range(60)}
    file = signed(replace(COHORT, entries=entries), PEM)
    assert len(file) > 9_000
    with memory() as journal:
        journal.guesses.load(file, PUBLIC)
        found = journal.guesses.now()
        assert found is not None
        assert found.file == file
        assert found.traits == (0.0,)


def test_what_is_not_signed_by_the_key_is_refused() -> None:
    """A changed file, another key, no file, the wrong traits: one sentence, and nothing is kept."""
    other = Ed25519PrivateKey.generate().public_key()
    pem = other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    envelope = json.loads(FILE)
    changed = json.dumps({**envelope, "body": envelope["body"].replace("20", "90")}).encode()
    with memory() as journal:
        for file, key, traits in (
            (FILE, pem, ()),
            (changed, PUBLIC, ()),
            (b"{}", PUBLIC, ()),
            (FILE, b"no key", ()),
            (FILE, PUBLIC, (1.0, 2.0)),
            (FILE, PUBLIC, (float("nan"),)),
            (b"x" * 500_000, PUBLIC, ()),
        ):
            with pytest.raises(InputError):
                journal.guesses.load(file, key, traits)
        assert journal.guesses.now() is None
        with pytest.raises(InputError):
            journal.guesses.set_traits((1.0,))


def test_a_guess_of_another_version_is_not_used() -> None:
    """It is refused on loading; one that was kept before the model changed lies unused."""
    old = signed(replace(COHORT, engine="0"), PEM)
    with memory() as journal, pytest.raises(InputError, match="version"):
        journal.guesses.load(old, PUBLIC)


def test_the_fit_starts_from_it() -> None:
    """The worker gets the checked file and says what it changed; without one it gets none."""
    with memory() as journal:
        for value in (4, 5, 3, 4):
            journal._journal.add(journal._journal.make(CheckIn(distress=value)))
        usual = journal.cycle.wait()
        assert usual.learned is None
        loaded(journal)
        found = journal.cycle.wait()
        assert found.learned is not None
        level, before = found.summary.of("mu0"), usual.summary.of("mu0")
        assert level is not None
        assert before is not None
        assert level.median > before.median + 0.5
        assert "mu0" in {one.name for one in found.learned.moved}
        page = journal.cycle.page(found)
        assert page.learned is not None
        assert page.learned.sentence.startswith("The starting guess comes from a study")


def test_the_file_goes_through_the_pipe() -> None:
    """A job with a prior file and a reply about it read as they were written."""
    with memory() as journal:
        job = Job(
            data=data_of(journal.history(), journal.clock()),
            prior=FILE,
            prior_id="abc",
            covariates=(2.0,),
        )
    again = of_bytes(to_bytes(job), Job)
    assert (again.prior, again.prior_id, again.covariates) == (FILE, "abc", (2.0,))
    assert of_bytes(to_bytes(Reply(stage="bond")), Reply).stage == "bond"
