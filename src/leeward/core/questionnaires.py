"""Questionnaires over the journal: shipped ones and the person's own, answers and change.

A definition the person brings in is stored as a reflection about `questionnaire`, in the
encrypted journal like every other word of theirs (decision 0523).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from leeward.core.apart import QUESTIONNAIRE
from leeward.core.journal import Journal
from leeward.core.safety_facts import OWN_CHECK, OWN_PRIVATE
from leeward.events import Entry, InstrumentAnswered, Reflection, ReflectionAnswer
from leeward.instruments.definition import (
    Definition,
    DefinitionError,
    Display,
    Item,
    Option,
    Scale,
    Wording,
    with_wording,
)
from leeward.instruments.fhir import answers_to_fhir, from_fhir, to_fhir
from leeward.instruments.library import library, shipped
from leeward.instruments.plain import read_toml, write_toml
from leeward.instruments.scoring import (
    Answers,
    Change,
    NotScored,
    ScaleResult,
    Score,
    compare,
    make_answers,
    percentile,
    score,
)
from leeward.instruments.words import told
from leeward.util.errors import InputError
from leeward.util.language import say

__all__ = [
    "Change",
    "Definition",
    "DefinitionError",
    "Display",
    "Item",
    "NotScored",
    "Option",
    "Questionnaires",
    "Scale",
    "ScaleResult",
    "Score",
    "Taken",
    "Wording",
    "percentile",
    "shipped",
    "told",
]

PIECE = 9_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One time a questionnaire was answered: scores, and the change since the time before.

    `changes` holds one entry a scale that could be compared; empty at the first time, across
    languages or versions.
    """

    entry: Entry
    at: datetime
    definition: Definition
    answers: Answers
    results: tuple[ScaleResult, ...]
    changes: tuple[Change, ...] = ()


class Questionnaires:
    """Read definitions, store answers, compare times."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def all(self) -> tuple[Definition, ...]:
        """Return every definition, the person's own in place of a shipped one of that name.

        Our own words around the questions are said in the language of this context.
        """
        found = {(d.id, d.language): d for d in library()}
        found |= {(d.id, d.language): d for d in self._own()}
        return tuple(sorted(map(told, found.values()), key=lambda d: d.title))

    def get(self, instrument: str, language: str = "en") -> Definition:
        """Return one definition; in another language where only that is there.

        Raises:
            DefinitionError: there is none of that name.
        """
        found = [d for d in self.all() if d.id == instrument]
        if not found:
            raise DefinitionError(say("There is no such questionnaire here."))
        return next((d for d in found if d.language == language), found[0])

    def bring_in(self, data: bytes) -> Definition:
        """Store a definition from a file: FHIR Questionnaire JSON or the plain TOML form.

        Raises:
            DefinitionError: it cannot be read; the message says where and why.
        """
        is_json = data.lstrip()[:1] == b"{"
        return self._store(from_fhir(data).definition if is_json else read_toml(data))

    def supply(self, instrument: str, words: Mapping[str, str]) -> Definition:
        """Store the person's own copy of the wording of a key-only questionnaire.

        Raises:
            DefinitionError: a question has no words.
        """
        return self._store(with_wording(shipped(instrument), words))

    def keep(
        self, instrument: str, values: Mapping[str, int | None], *, language: str = "en"
    ) -> Entry:
        """Store answers; skipped ones stay empty.

        Raises:
            DefinitionError: a value is not among the answers offered.
            InputError: nothing was answered.
        """
        answers = make_answers(self.get(instrument, language), values)
        if all(value is None for _, value in answers.values):
            raise InputError(say("Nothing was answered yet. One answer is enough to keep."))
        body = InstrumentAnswered(
            instrument=answers.instrument,
            version=answers.version,
            language=answers.language,
            answers=answers.values,
        )
        return self._journal.add(self._journal.make(body))[0]

    def judge(
        self, instrument: str, values: Mapping[str, int | None], *, language: str = "en"
    ) -> tuple[ScaleResult, ...]:
        """Score answers without storing them."""
        definition = self.get(instrument, language)
        return score(definition, make_answers(definition, values))

    def taken(self, instrument: str) -> tuple[Taken, ...]:
        """Return every time a questionnaire was answered, oldest first."""
        found: list[Taken] = []
        before: Answers | None = None
        for entry in self._journal.history().of(InstrumentAnswered):
            body = entry.body
            if not isinstance(body, InstrumentAnswered) or body.instrument != instrument:
                continue
            try:
                definition = self.get(instrument, body.language)
                answers = Answers(
                    instrument=body.instrument,
                    version=body.version,
                    language=body.language,
                    values=body.answers,
                )
                results = score(definition, answers)
            except DefinitionError:
                continue
            found.append(
                Taken(
                    entry=entry,
                    at=entry.at,
                    definition=definition,
                    answers=answers,
                    results=results,
                    changes=_changes(definition, before, answers),
                )
            )
            before = answers
        return tuple(found)

    def as_toml(self, definition: Definition) -> str:
        """Return a definition in the plain form, to be changed by hand or kept."""
        return write_toml(self._as_stored(definition))

    def as_fhir(self, definition: Definition) -> str:
        """Return a definition as a FHIR Questionnaire."""
        return json.dumps(to_fhir(self._as_stored(definition)), ensure_ascii=False, indent=1)

    def answers_as_fhir(self, taken: Taken) -> str:
        """Return one time's answers as a FHIR QuestionnaireResponse, without a name."""
        return json.dumps(
            answers_to_fhir(taken.definition, taken.answers, authored=taken.at),
            ensure_ascii=False,
            indent=1,
        )

    def answered(self) -> frozenset[str]:
        """Return the names of the questionnaires with stored answers."""
        return frozenset(
            e.body.instrument
            for e in self._journal.history().of(InstrumentAnswered)
            if isinstance(e.body, InstrumentAnswered)
            and e.body.instrument not in {OWN_CHECK, OWN_PRIVATE}
        )

    def _as_stored(self, definition: Definition) -> Definition:
        """Return a definition in the words of its file, whatever language it was shown in."""
        known = (*self._own()[::-1], *library())
        key = (definition.id, definition.language, definition.version)
        return next((d for d in known if (d.id, d.language, d.version) == key), definition)

    def _store(self, definition: Definition) -> Definition:
        text = write_toml(definition)
        pieces = [text[n : n + PIECE] for n in range(0, len(text), PIECE)]
        body = Reflection(
            about=QUESTIONNAIRE,
            relationship=definition.id,
            answers=tuple(
                ReflectionAnswer(question=f"part-{n}", words=piece)
                for n, piece in enumerate(pieces)
            ),
        )
        self._journal.add(self._journal.make(body))
        return definition

    def _own(self) -> tuple[Definition, ...]:
        found = []
        for entry in self._journal.history().of(Reflection):
            body = entry.body
            if isinstance(body, Reflection) and body.about == QUESTIONNAIRE:
                text = "".join(answer.words for answer in body.answers)
                try:
                    found.append(read_toml(text.encode("utf-8")))
                except DefinitionError:
                    # One that an older program stored and this one refuses stays unused.
                    continue
        return tuple(found)


def _changes(definition: Definition, before: Answers | None, after: Answers) -> tuple[Change, ...]:
    if before is None or (before.version, before.language) != (after.version, after.language):
        return ()
    found = (compare(definition, s.id, earlier=before, later=after) for s in definition.scales)
    return tuple(change for change in found if isinstance(change, Change))
