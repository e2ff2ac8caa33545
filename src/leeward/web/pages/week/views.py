"""The weekly review: quiet, optional, never asked for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING

from leeward.events import CheckIn, ReflectionAnswer
from leeward.util.clock import day_of
from leeward.util.ids import new_id
from leeward.util.language import mark, say, say_count
from leeward.util.said import weekday
from leeward.web.asking import Page
from leeward.web.forms import Form, options
from leeward.web.lines import Line, line_of
from leeward.web.noticing import go_on
from leeward.web.pages.journal.view_models import gap_words
from leeward.web.wording import day_words
from leeward.web.writing import already_there, fresh_id

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.core.leeward import Leeward
    from leeward.core.timeline import Day
    from leeward.events import Settings
    from leeward.web.asking import Ask

ABOUT = "week"
DAY = timedelta(days=1)
QUESTIONS = (
    ("good", mark("What was good this week, even a little?")),
    ("helped", mark("What helped, even a little?")),
    ("next", mark("What would I like more of?")),
)
IN_THE_WAY = "interference"
CONFIDENCE = "confidence"
TRIED = "tried-less"


@dataclass(frozen=True, slots=True, kw_only=True)
class DayView:
    """One day of the week: its name, the range of what was rated, what was written.

    Days in a row on which nothing was written are one sentence in `gap`, and nothing else.
    """

    name: str
    said: str
    lines: tuple[Line, ...]
    gap: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekView:
    """Seven days and what was said about them before."""

    span: str
    days: tuple[DayView, ...]
    before: str
    after: str
    new_id: str


def said_of(day: Day) -> str:
    """Say one day in a few words: the range of the ratings, and how much was written."""
    rated = [
        item.entry.body.distress
        for item in day.items
        if isinstance(item.entry.body, CheckIn) and item.entry.body.distress is not None
    ]
    count = len(day.items)
    if not rated:
        return say_count("{n} note", "{n} notes", count)
    low, high = min(rated), max(rated)
    heavy = str(low) if low == high else say("{low} to {high}", low=low, high=high)
    return say_count("{n} note, heavy {heavy}", "{n} notes, heavy {heavy}", count, heavy=heavy)


def day_views(days: list[Day], settings: Settings) -> tuple[DayView, ...]:
    """Say each day; a stretch without notes is one quiet line."""
    views = []
    for empty, run in groupby(days, key=lambda day: not day.items):
        listed = list(run)
        if empty:
            first, last = listed[0].day, listed[-1].day
            views.append(
                DayView(name="", said="", lines=(), gap=gap_words(last + DAY, first - DAY))
            )
            continue
        views += [
            DayView(
                name=weekday(d.day.weekday()),
                said=said_of(d),
                lines=tuple(line_of(item, settings) for item in d.items),
            )
            for d in listed
        ]
    return tuple(views)


def week_view(journal: Leeward, day: date, today: date) -> WeekView:
    """Put a week together."""
    settings = journal.settings
    days = journal.timeline.week(day)
    first, last = days[0].day, days[-1].day
    return WeekView(
        span=say("{low} to {high}", low=day_words(first), high=day_words(last)),
        days=day_views([d for d in days if d.day <= today], settings),
        before=(first - timedelta(days=7)).isoformat(),
        after=(first + timedelta(days=7)).isoformat() if last < today else "",
        new_id=new_id(journal.clock()),
    )


def chosen_day(ask: Ask, today: date) -> date:
    """Return the day the address asks for, or today; never a day to come."""
    try:
        asked = date.fromisoformat(ask.query.get("d", ""))
    except ValueError:
        return today
    return min(max(asked, date(1900, 1, 8)), today)


def show(ask: Ask, form: Form) -> Response:
    """Show a week."""
    journal = ask.journal
    today = day_of(journal.clock(), journal.settings.zone)
    return ask.page(
        "week/week.html",
        title=say("The week"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        questions=options(QUESTIONS),
        view=week_view(journal, chosen_day(ask, today), today),
    )


def route(ask: Ask) -> Response:
    """Show a week, or keep what was said about it."""
    if not ask.posted:
        return show(ask, Form())
    form = ask.form
    answers = [
        ReflectionAnswer(question=name, words=text)
        for name, _ in QUESTIONS
        if (text := form.words(name, limit=2_000))
    ]
    rated = form.rating(IN_THE_WAY)
    if rated is not None:
        answers.append(ReflectionAnswer(question=IN_THE_WAY, value=rated))
    settled = form.rating(CONFIDENCE)
    if settled is not None:
        answers.append(ReflectionAnswer(question=CONFIDENCE, value=settled))
    if form.yes(TRIED):
        answers.append(ReflectionAnswer(question=TRIED, value=1))
    if form.ok and not answers:
        form.blame(
            QUESTIONS[0][0], say("Nothing was filled in. One answer is enough; none is fine too.")
        )
    if not form.ok:
        return show(ask, form)
    if not already_there(ask):
        ask.journal.reflections.keep(ABOUT, tuple(answers), entry_id=fresh_id(ask))
    return go_on(ask, "/week", say=say("Kept."))


PAGES = (Page(path="/week", view=route, methods=("GET", "POST"), hands_back=True),)
