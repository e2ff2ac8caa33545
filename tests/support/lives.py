"""A journal with a clock that goes on, lived through day by day, and what was shown meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from leeward.core.leeward import Leeward
from leeward.core.safety import Notice, Outcome, Visit, VisitAnswers, alone
from leeward.events import CheckIn, Entry, Episode, LookBack, ReflectionAnswer
from leeward.events.vocabulary import HadToSource, Kind, Source
from leeward.util.ids import new_id
from support.journals import START, Ticking, memory


class Life:
    """One person: what they write and answer, and every notice that followed."""

    def __init__(self, start: datetime = START) -> None:
        self.clock = Ticking(start)
        self.journal: Leeward = memory(self.clock)
        self.visit = Visit()
        self.shown: list[Notice] = []

    def _took(self, outcome: Outcome) -> Notice | None:
        self.visit = outcome.visit
        if outcome.notice is not None:
            self.shown.append(outcome.notice)
        return outcome.notice

    def _after(self, *, unfree: bool = False) -> Notice | None:
        return self._took(self.journal.safety.current(self.visit, unfree=unfree))

    def check_in(self, distress: int, urge: int = 2, security: int = 6) -> None:
        """Check in and see what follows."""
        self.journal.check_ins.add(CheckIn(distress=distress, urge=urge, security=security))
        self._after()

    def look_back(self, kind: Kind, *, at: datetime | None = None, **said: Any) -> str:
        """Look back and see what follows."""
        back = LookBack(episode="0" * 32, **said)
        entry = self.journal.look_backs.add(Episode(kind=kind), back, at=at)[0]
        self._after(unfree=back.unfree)
        return entry.id

    def driven(self, times: int, *, hours: float = 20) -> None:
        """Some times that were driven from inside."""
        for _ in range(times):
            self.look_back(Kind.SOLO, had_to=8, had_to_source=HadToSource.INSIDE, could_say_no=2)
            self.clock.go_on(hours=hours)

    def week(self, interference: int | None = None, *, tried: bool = False) -> None:
        """Review the week and see what follows."""
        answers = []
        if interference is not None:
            answers.append(ReflectionAnswer(question="interference", value=interference))
        if tried:
            answers.append(ReflectionAnswer(question="tried-less", value=1))
        self.journal.reflections.keep("week", tuple(answers))
        self._after()

    def reflect(self, about: str, question: str, value: int) -> None:
        """Answer one question of another reflection."""
        self.journal.reflections.keep(about, (ReflectionAnswer(question=question, value=value),))
        self._after()

    def scale(self, instrument: str, *values: int) -> None:
        """Answer a questionnaire in order and see what follows."""
        items = self.journal.questionnaires.get(instrument).items
        answers = {item.key: value for item, value in zip(items, values, strict=True)}
        self.journal.questionnaires.keep(instrument, answers)
        self._after()

    def ticks(self, *, keep: Mapping[str, int] | None = None, **answers: Any) -> Notice | None:
        """Answer a page of the check-up, kept or for this visit only, and see what follows."""
        self.visit = self.visit.answer(VisitAnswers(at=self.clock(), **answers))
        if keep is not None:
            self.journal.safety.keep(private=False, values=dict(keep))
        return self._after()

    def says(self, *, unfree: bool = False, **answers: Any) -> Notice | None:
        """Answer on a help page, which judges by itself, open or locked."""
        self.visit = self.visit.answer(VisitAnswers(at=self.clock(), **answers))
        return self._took(alone(self.visit, now=self.clock(), zone="UTC", unfree=unfree))

    def sealed(self, at: datetime, *bodies: Any) -> None:
        """Write while locked; a look-back belongs to the entry before it."""
        made: list[Entry] = []
        for body in bodies:
            told = replace(body, episode=made[-1].id) if isinstance(body, LookBack) else body
            name = new_id(at)
            made.append(
                Entry(id=name, at=at, recorded=at, zone="UTC", body=told, source=Source.LOCKED)
            )
        self.journal.add_all(made)

    def unlock(self) -> Notice | None:
        """Open the journal again: the visit is new, and what was sealed is judged."""
        self.visit = Visit()
        return self._took(self.journal.safety.late())

    def lock(self) -> None:
        """Lock: what lives in the visit only is gone."""
        self.visit = Visit()

    def goes_on(self, days: int, distress: int = 3) -> None:
        """Let days go by with a quiet note each, each a visit of its own."""
        for _ in range(days):
            self.lock()
            self.clock.go_on(days=1)
            self.check_in(distress)

    @property
    def topics(self) -> list[str]:
        """The neutral names of what was shown, in order."""
        return [topic for notice in self.shown for topic in notice.topics]

    @property
    def levels(self) -> set[str]:
        """The levels of what was shown."""
        return {notice.level for notice in self.shown}

    @property
    def words(self) -> str:
        """Every sentence of the last page that was shown."""
        return " ".join(line for page in self.shown[-1].pages for line in (page.lead, *page.lines))
