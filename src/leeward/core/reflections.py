"""Conversations with oneself: kept in the person's own words, repeated, never added up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leeward.content.reflections import dimension_means, section
from leeward.core.apart import BRING
from leeward.core.beside import Beside, beside_of
from leeward.core.journal import Journal
from leeward.events import Entry, Reflection, ReflectionAnswer
from leeward.util.errors import InputError
from leeward.util.ids import EntryId
from leeward.util.language import say

if TYPE_CHECKING:
    from leeward.analysis.figures import InsightPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One time a conversation was had: when, about whom, ratings and words by question."""

    entry: Entry
    at: datetime
    relationship: str
    values: Mapping[str, int]
    words: Mapping[str, str]


class Reflections:
    """Keep and read conversations with oneself, plans, marks and the shared goal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def keep(
        self,
        about: str,
        answers: tuple[ReflectionAnswer, ...],
        *,
        relationship: str = "",
        entry_id: EntryId | None = None,
    ) -> Entry:
        """Store a conversation.

        Raises:
            InputError: nothing at all was said.
        """
        said = tuple(a for a in answers if a.value is not None or a.words)
        if not said:
            raise InputError(say("Nothing was filled in yet. One line is enough."))
        body = Reflection(about=about, answers=said, relationship=relationship)
        return self._journal.add(self._journal.make(body, entry_id=entry_id))[0]

    def times(self, about: str, *, relationship: str | None = None) -> tuple[Told, ...]:
        """Return every time a conversation was had, oldest first; of one bond, or of all."""
        found = []
        for entry in self._journal.history().of(Reflection):
            body = entry.body
            if not isinstance(body, Reflection) or body.about != about:
                continue
            if relationship is None or body.relationship == relationship:
                found.append(
                    Told(
                        entry=entry,
                        at=entry.at,
                        relationship=body.relationship,
                        values={a.question: a.value for a in body.answers if a.value is not None},
                        words={a.question: a.words for a in body.answers if a.words},
                    )
                )
        return tuple(found)

    def latest(self, about: str, *, relationship: str | None = None) -> Told | None:
        """Return the last time, or None."""
        times = self.times(about, relationship=relationship)
        return times[-1] if times else None

    def bonds(self, about: str) -> tuple[str, ...]:
        """Return the relationships a conversation was about, in the person's own words."""
        return tuple(dict.fromkeys(t.relationship for t in self.times(about) if t.relationship))

    def dials(self, told: Told) -> Mapping[str, float | None]:
        """Return the mean answer (0 to 10) of each dimension of a conversation on closeness."""
        return dimension_means(section("attachment").prompts, told.values)

    def beside(self, names: tuple[str, ...], page: InsightPage) -> tuple[Beside, ...]:
        """Return what the log shows beside a question, from the insights as they stand."""
        return beside_of(names, self._journal.history(), page, self._journal.clock())

    def bring(self, name: str, *, on: bool) -> Entry:
        """Mark an entry (its id) or a reading page (`page:slug`) to bring along, or not."""
        answer = ReflectionAnswer(question=name, value=1 if on else 0)
        return self.keep(BRING, (answer,))

    def brought(self) -> tuple[str, ...]:
        """Return what is marked to bring along, in the order of marking."""
        marks: dict[str, int] = {}
        for told in self.times(BRING):
            for name, value in told.values.items():
                marks.pop(name, None)
                marks[name] = value
        return tuple(name for name, value in marks.items() if value)
