"""The starting guess of the model: the usual one, or one that many people taught.

A learned guess is a signed file. It is kept in the journal with the key that signed it and the
person's traits, as a reflection that stands in no list (`core.apart`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from leeward.core.apart import STARTING_GUESS
from leeward.core.cohorts import prior_id, public_key, signature_fits
from leeward.core.journal import Journal
from leeward.events import Reflection, ReflectionAnswer, Withdrawn
from leeward.util.errors import InputError
from leeward.util.ids import EntryId
from leeward.util.language import say, say_count

if TYPE_CHECKING:
    from leeward.analysis.guess import About

PIECE = 9_000
MOST_BYTES = 400_000
FARTHEST = 10.0
PART, KEY, TRAITS = "part", "key", "traits"


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A learned starting guess: the file, what it says, who signed it, and the person's traits.

    `id` names the file, `signer` the key, both by the beginning of a SHA-256.
    """

    id: str
    file: bytes
    signer: str
    about: About
    traits: tuple[float, ...]


def guess_words(guess: Guess) -> tuple[str, ...]:
    """Say what a learned guess is, a sentence each."""
    about = guess.about
    said = (
        say_count(
            "It was learned from {n} person in a study.",
            "It was learned from {n} people in a study.",
            about.people,
        ),
        say_count(
            "It speaks about {n} unknown of the model.",
            "It speaks about {n} unknowns of the model.",
            len(about.parts),
        ),
        say("File {id}, signed with key {signer}.", id=guess.id, signer=guess.signer),
    )
    if about.converged:
        return said
    return (*said, say("Its makers’ calculation did not settle. Read its effect with care."))


class Guesses:
    """Load, describe and remove a learned starting guess."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def now(self) -> Guess | None:
        """Return the guess that stands; None for the usual one."""
        kept = self._kept()
        if not kept:
            return None
        try:
            return _guess(*_stored(kept[-1][1]))
        except InputError:
            # One that an older program stored and this one refuses stays unused.
            return None

    def load(self, file: bytes, key: bytes, traits: Sequence[float] = ()) -> Guess:
        """Check the signature and keep a guess in place of the one before.

        Without `traits` every trait stands at 0.

        Raises:
            InputError: no such file or key, a signature that does not fit, another version of the
                model, or the wrong number of traits.
        """
        if len(file) > MOST_BYTES:
            raise InputError(say("This file is too large to be one of a cohort."), field="file")
        found = _guess(file, key, tuple(traits))
        if not found.about.usable:
            raise InputError(
                say("Another version of the model made this file, so it cannot be used here."),
                field="file",
            )
        pieces = [file[n : n + PIECE].decode() for n in range(0, len(file), PIECE)]
        answers = [
            ReflectionAnswer(question=f"{PART}-{n:03d}", words=piece)
            for n, piece in enumerate(pieces)
        ]
        answers.append(ReflectionAnswer(question=KEY, words=key.decode()))
        told = " ".join(repr(value) for value in found.traits)
        answers.append(ReflectionAnswer(question=TRAITS, words=told))
        before = self._kept()
        made = self._journal.make(Reflection(about=STARTING_GUESS, answers=tuple(answers)))
        self._journal.add(made)
        self._withdraw(before)
        return found

    def set_traits(self, traits: Sequence[float]) -> Guess:
        """Keep the same file for a person with these traits.

        Raises:
            InputError: there is none, or the wrong number of traits.
        """
        kept = self._kept()
        if not kept:
            raise InputError(say("There is no file to set this for."))
        file, key, _ = _stored(kept[-1][1])
        return self.load(file, key, traits)

    def remove(self) -> None:
        """Go back to the usual guess."""
        self._withdraw(self._kept())

    def _kept(self) -> list[tuple[EntryId, Reflection]]:
        return [
            (entry.id, entry.body)
            for entry in self._journal.history().of(Reflection)
            if isinstance(entry.body, Reflection) and entry.body.about == STARTING_GUESS
        ]

    def _withdraw(self, kept: Sequence[tuple[EntryId, Reflection]]) -> None:
        for entry, _ in kept:
            self._journal.add(self._journal.make(Withdrawn(target=entry)))


def _stored(kept: Reflection) -> tuple[bytes, bytes, tuple[float, ...]]:
    """Read file, key and traits out of the reflection that holds them."""
    words = {a.question: a.words for a in kept.answers}
    file = "".join(words[name] for name in words if name.startswith(f"{PART}-"))
    try:
        traits = tuple(float(part) for part in words.get(TRAITS, "").split())
    except ValueError as error:
        raise InputError(say("Traits are numbers.")) from error
    return file.encode(), words.get(KEY, "").encode(), traits


def _guess(file: bytes, key: bytes, traits: tuple[float, ...]) -> Guess:
    from leeward.analysis.guess import about  # noqa: PLC0415  only where there is a file

    signer = public_key(key)
    if not signature_fits(file, signer):
        raise InputError(
            say("The signature does not fit this key, so the file was not taken."), field="file"
        )
    said = about(file)
    chosen = traits or (0.0,) * len(said.traits)
    if len(chosen) != len(said.traits):
        raise InputError(
            say_count(
                "This file asks for {n} trait: {names}.",
                "This file asks for {n} traits: {names}.",
                len(said.traits),
                names=_listed(said),
            )
        )
    if any(not abs(value) <= FARTHEST for value in chosen):
        raise InputError(say("Traits lie between −10 and 10."))
    raw = signer.public_bytes(Encoding.Raw, PublicFormat.Raw)
    return Guess(
        id=prior_id(file),
        file=file,
        signer=hashlib.sha256(raw).hexdigest()[:12],
        about=said,
        traits=chosen,
    )


def _listed(said: About) -> str:
    return ", ".join(said.traits) or say("none")
