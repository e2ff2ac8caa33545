"""What the journal shows, with honest uncertainty; kept until something new is stored."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from leeward.content import labels
from leeward.content.practices import way_name
from leeward.core.journal import Journal
from leeward.events import CheckIn
from leeward.events.settings import Words
from leeward.events.vocabulary import Kind
from leeward.util.clock import day_of
from leeward.util.language import ENGLISH, spoken

if TYPE_CHECKING:
    from leeward.analysis.insights import InsightPage
    from leeward.analysis.usual_way import Rated, UsualWay

YEAR = timedelta(days=365)
YEARS_KEPT = 4
NAMES_SEX_OR_SOMEONE = frozenset({"P16", "P17", "P22"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A year of the journal, by its first and its last check-in."""

    first: datetime
    last: datetime


class Insights:
    """Descriptive insights over the whole journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._lock = threading.Lock()
        self._kept: dict[tuple[int, date, str], InsightPage] = {}
        self._way: tuple[tuple[Rated, ...], str, UsualWay | None] = ((), "", None)

    def page(self, now: datetime | None = None) -> InsightPage:
        """Return the insights of the year up to `now`, from the cache where nothing changed."""
        from leeward.analysis.insights import insights  # noqa: PLC0415  numpy is slow to import

        moment = now or self._journal.clock()
        head = self._journal.head()
        day = day_of(moment, self._journal.settings.zone)
        with self._lock:
            asked = (head, day, spoken())
            found = self._kept.get(asked)
            if found is None:
                found = insights(self._journal.history(), moment, self._name)
                here = {key: page for key, page in self._kept.items() if key[0] == head}
                self._kept = {**dict(list(here.items())[-YEARS_KEPT + 1 :]), asked: found}
            return found

    def before(self, now: datetime | None = None) -> Stretch | None:
        """Return the year of check-ins before the one up to `now`, or None where there is none.

        Only check-ins draw its edges: the date of anything else might tell something.
        """
        edge = (now or self._journal.clock()) - YEAR
        times = sorted(entry.at for entry in self._journal.history().of(CheckIn))
        older = [at for at in times if at < edge]
        if not older:
            return None
        last = older[-1]
        return Stretch(first=next(at for at in older if at >= last - YEAR), last=last)

    def usual_way(self, now: datetime | None = None) -> UsualWay | None:
        """Return before and after of the practice done most, or None where it is too early.

        It stands on the first page, so practices that name sex or another person are left out.
        """
        from leeward.analysis.usual_way import (  # noqa: PLC0415  numpy is slow to import
            rated_ways,
            usual_way,
        )

        moment = now or self._journal.clock()
        rated = rated_ways(self._journal.history(), moment, NAMES_SEX_OR_SOMEONE)
        with self._lock:
            if self._way[:2] != (rated, spoken()):
                self._way = (rated, spoken(), usual_way(rated))
            return self._way[2]

    def _name(self, group: str, key: str) -> str:
        """Name a stored value; kinds in plain words where the person chose those."""
        from leeward.analysis.wording import plain_name  # noqa: PLC0415  numpy is slow to import

        if group == "kind" and self._journal.settings.words is Words.PLAIN:
            named = labels.text(Kind(key), Words.PLAIN)
            return named.casefold() if spoken() == ENGLISH else named
        if group == "practice" and spoken() != ENGLISH:
            return way_name(key, self._journal.settings.words)
        return plain_name(group, key)
