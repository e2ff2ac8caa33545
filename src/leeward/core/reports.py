"""The page a person brings to someone who helps: gathered from the log, cut by them.

Answers on consent, fear and force, the private questionnaires and anything about harming others
are not gathered at all, so no setting can let them in by mistake (care notes 31).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leeward.content.knowledge import library
from leeward.content.reflections import section
from leeward.core.apart import FORMULATION, GOAL
from leeward.core.journal import Journal
from leeward.core.questionnaires import Questionnaires, Taken
from leeward.core.reflections import Reflections
from leeward.core.report_words import entry_words, figure_words, scores_words
from leeward.core.safety_facts import PRIVATE_INSTRUMENTS
from leeward.core.timeline import Timeline
from leeward.util.clock import day_of
from leeward.util.intervals import Estimate
from leeward.util.language import mark, say, say_count
from leeward.util.said import date_words

if TYPE_CHECKING:
    from leeward.analysis.figures import InsightPage

WORDS, LOG, CHECKS, BROUGHT = "words", "log", "checks", "brought"
TITLES: Mapping[str, str] = {
    WORDS: mark("In my own words"),
    LOG: mark("What my notes show"),
    CHECKS: mark("Questionnaires"),
    BROUGHT: mark("What I marked to bring"),
}
MEANING = (
    mark("Ratings run from 0 to 10. A hard moment is one of distress 7 or more."),
    mark("“A time” is sex: alone, with someone, or with pornography. A look-back is about one."),
    mark("Not every time has to be in the figures."),
)
"""A line to choose like all others: without it the figures name nothing to a stranger."""
FIRST = (
    *("usual_distress", "settling", "urges", "before_urges", "hard_moments", "before_after"),
    *("wanting_enjoying", "freedom", "automatic", "consequences", "ways_used"),
)
HOW_TO_READ = (
    mark("These are one person’s own notes. “You” is the person who wrote them."),
    mark("Ranges hold the truth in about 95 of 100 such journals."),
    mark("What came together did not have to cause each other. Nothing here is a diagnosis."),
    mark("The person chose what stands here. Something may be left out, and that is their right."),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One thing that may stand on the page; `own` ones can be reworded by the person."""

    id: str
    group: str
    title: str
    text: str
    own: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A heading and what stands under it, as (title, text)."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The finished page. `made` and `span` are in words; `foot` says how to read it."""

    title: str
    made: str
    span: str
    parts: tuple[Part, ...]
    foot: tuple[str, ...]


class Reports:
    """Gather what may be brought, and put what was chosen together."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._reflections = Reflections(journal)
        self._questionnaires = Questionnaires(journal)
        self._timeline = Timeline(journal)

    def fields(self, page: InsightPage | None) -> tuple[Field, ...]:
        """Return everything that may stand on the page; `page` None leaves the figures out."""
        figures = () if page is None else tuple(self._figures(page))
        return (*self._words(), *figures, *self._checks(), *self._brought())

    def sheet(self, chosen: tuple[Field, ...], page: InsightPage | None) -> Sheet:
        """Return the page with what was chosen, in order, empty texts left out."""
        now = self._journal.clock()
        zone = self._journal.settings.zone
        parts = tuple(
            Part(title=say(TITLES[group]), lines=lines)
            for group in TITLES
            if (lines := tuple((f.title, f.text) for f in chosen if f.group == group and f.text))
        )
        span = ""
        if page is not None:
            span = say_count(
                "{n} day up to {end}, with notes on {noted} of them",
                "{n} days up to {end}, with notes on {noted} of them",
                page.days,
                end=_day(page.until, zone),
                noted=page.days_with_notes,
            )
        return Sheet(
            title=say("Summary"),
            made=_day(now, zone),
            span=span,
            parts=parts,
            foot=tuple(map(say, HOW_TO_READ)),
        )

    def _words(self) -> list[Field]:
        found = []
        for about, prefix in ((GOAL, "goal"), (FORMULATION, "picture"), ("this-time", "film")):
            told = self._reflections.latest(about)
            if told is not None:
                found += [
                    Field(
                        id=f"{prefix}.{prompt.id}",
                        group=WORDS,
                        title=prompt.ask,
                        text=told.words[prompt.id],
                        own=True,
                    )
                    for prompt in section(about).prompts
                    if prompt.id in told.words
                ]
        return found

    def _figures(self, page: InsightPage) -> list[Field]:
        found = [
            Field(id=f"log.{name}", group=LOG, title=insight.title, text=figure_words(insight))
            for name in FIRST
            if isinstance((insight := page.of(name)).answer, Estimate)
        ]
        if not found:
            return []
        meaning = Field(
            id="log.meaning",
            group=LOG,
            title=say("What the words mean"),
            text=" ".join(map(say, MEANING)),
        )
        return [meaning, *found]

    def _checks(self) -> list[Field]:
        zone = self._journal.settings.zone
        found = []
        for name in sorted(self._questionnaires.answered() - PRIVATE_INSTRUMENTS):
            taken = self._questionnaires.taken(name)
            definition = self._questionnaires.get(name)
            if taken and not definition.private:
                last = taken[-1]
                said = _scores(last, zone)
                if said and len(taken) > 1 and (before := _scores(taken[-2], zone)):
                    said = f"{said}\n{say('Before that: {scores}', scores=before)}"
                if said:
                    found.append(
                        Field(
                            id=f"check.{name}",
                            group=CHECKS,
                            title=definition.title,
                            text=said,
                        )
                    )
        return found

    def _brought(self) -> list[Field]:
        zone = self._journal.settings.zone
        pages = library().pages
        found = []
        for name in self._reflections.brought():
            if name.startswith("page:"):
                page = pages.get(name.removeprefix("page:"))
                if page is not None:
                    found.append(
                        Field(
                            id=name,
                            group=BROUGHT,
                            title=say("Read", context="bring"),
                            text=page.title,
                        )
                    )
                continue
            item = self._timeline.item(name)
            if item is None or item.private:
                continue
            found.append(
                Field(
                    id=f"entry:{name}",
                    group=BROUGHT,
                    title=_day(item.entry.at, zone),
                    text=entry_words(item) or say("A note without words."),
                    own=True,
                )
            )
        return found


def _scores(taken: Taken, zone: str) -> str:
    said = scores_words(taken.results)
    return f"{_day(taken.at, zone)}. {said}" if said else ""


def _day(moment: datetime, zone: str) -> str:
    return date_words(day_of(moment, zone))
