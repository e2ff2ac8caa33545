"""Words for stored values, in the person's vocabulary, for templates and views."""

from __future__ import annotations

from datetime import UTC, date, datetime

from leeward.content import labels
from leeward.events import vocabulary as v
from leeward.events.settings import Words
from leeward.util import said
from leeward.util.language import say


def trigger_words(name: str, words: Words) -> str:
    """Return what a person reads for a trigger; their own word stays as it is."""
    try:
        return labels.text(v.Trigger(name), words)
    except ValueError:
        return name


def short(name: str, words: Words) -> str:
    """Return a rating's short name for lists."""
    return labels.rating(name).short.in_words(words)


def day_words(day: date) -> str:
    """Say a day, like “Saturday 21 November”."""
    return said.day(day)


def day_title(day: date, today: date) -> tuple[str, str]:
    """Return a day's name and a second line: today, yesterday, or the weekday."""
    away = (today - day).days
    full = said.day(day) if day.year == today.year else said.day_of_year(day)
    if away == 0:
        return say("Today"), full
    if away == 1:
        return say("Yesterday"), full
    rest = said.day_and_month(day) if day.year == today.year else said.date_words(day)
    return said.weekday(day.weekday()), rest


def clock_words(moment: datetime) -> str:
    """Say a local time of day, like “21:40”."""
    return said.clock(moment)


def wall_value(moment: datetime) -> str:
    """Write a local moment as a date-and-time field wants it."""
    return moment.replace(tzinfo=None, second=0, microsecond=0).isoformat(timespec="minutes")


def greeting(moment: datetime) -> str:
    """Greet by the hour, and by nothing else; whoever is awake at night is not asked why."""
    if moment.hour < 5:
        return say("Here at night, too")
    if moment.hour < 12:
        return say("Good morning")
    if moment.hour < 18:
        return say("Good afternoon")
    return say("Good evening")


def unix_day(moment: datetime) -> str:
    """Name a moment for a file, by its UTC month only: neutral and coarse."""
    return f"{moment.astimezone(UTC):%Y-%m}"
