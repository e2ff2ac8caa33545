"""What the journal page shows: days with their entries, and the quiet stretches between."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from leeward.core.timeline import Query
from leeward.util.clock import day_of
from leeward.util.language import mark, say, say_count
from leeward.util.said import weekday
from leeward.web.lines import Line, line_of
from leeward.web.wording import day_title, day_words

if TYPE_CHECKING:
    from datetime import datetime

    from leeward.core.leeward import Leeward

KINDS = (
    ("check_in", mark("Check-ins")),
    ("urge", mark("Pulls")),
    ("episode", mark("Look-backs")),
    ("pause_ended", mark("Pauses")),
    ("practice", mark("Practices")),
    ("reflection", mark("Reflections")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One day with its entries; `gap` speaks of the days before it, or is empty."""

    title: str
    full: str
    lines: tuple[Line, ...]
    gap: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalView:
    """One page of the journal."""

    days: tuple[DayView, ...]
    total: str
    page: int
    pages: int
    searching: bool


def gap_words(newer: date, older: date) -> str:
    """Say kindly that nothing was written between two days; nothing where they touch."""
    first, last = older + timedelta(days=1), newer - timedelta(days=1)
    if first > last:
        return ""
    if first == last:
        days = weekday(first.weekday())
    elif (last - first).days < 7:
        days = say("{low} to {high}", low=weekday(first.weekday()), high=weekday(last.weekday()))
    else:
        days = say("{low} to {high}", low=day_words(first), high=day_words(last))
    return say("{days}: nothing written. That’s fine.", days=days)


def journal_view(journal: Leeward, query: Query, *, page: int, now: datetime) -> JournalView:
    """Put one page of the journal together, newest first."""
    settings = journal.settings
    found = journal.timeline.page(query, page=page)
    lines = [line_of(item, settings) for item in found.items]
    grouped = [(day, tuple(group)) for day, group in groupby(lines, key=lambda line: line.day)]
    today = day_of(now, settings.zone)
    searching = query != Query()
    days = []
    for place, (day, group) in enumerate(grouped):
        title, full = day_title(day, today)
        newer = grouped[place - 1][0] if place else None
        gap = gap_words(newer, day) if newer is not None and not searching else ""
        days.append(DayView(title=title, full=full, lines=group, gap=gap))
    return JournalView(
        days=tuple(days),
        total=say_count("{n} entry", "{n} entries", found.total),
        page=found.page,
        pages=found.pages,
        searching=searching,
    )
