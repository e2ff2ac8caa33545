"""Words for stored values, in the person's vocabulary, for templates and views."""

from __future__ import annotations

from datetime import UTC, date, datetime

from leeward.content import labels
from leeward.events import vocabulary as v
from leeward.events.settings import Words

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


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
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}"


def day_title(day: date, today: date) -> tuple[str, str]:
    """Return a day's name and a second line: today, yesterday, or the weekday."""
    away = (today - day).days
    full = day_words(day) if day.year == today.year else f"{day_words(day)} {day.year}"
    if away == 0:
        return "Today", full
    if away == 1:
        return "Yesterday", full
    rest = f"{day.day} {MONTHS[day.month - 1]}"
    return WEEKDAYS[day.weekday()], rest if day.year == today.year else f"{rest} {day.year}"


def clock_words(moment: datetime) -> str:
    """Say a local time of day, like “21:40”."""
    return f"{moment.hour:02d}:{moment.minute:02d}"


def wall_value(moment: datetime) -> str:
    """Write a local moment as a date-and-time field wants it."""
    return moment.replace(tzinfo=None, second=0, microsecond=0).isoformat(timespec="minutes")


def greeting(moment: datetime) -> str:
    """Greet by the hour, and by nothing else."""
    if 5 <= moment.hour < 12:
        return "Good morning"
    if 12 <= moment.hour < 18:
        return "Good afternoon"
    return "Good evening"


def counted(number: int, one: str, many: str) -> str:
    """Say a number of things."""
    return f"{number:,} {one if number == 1 else many}"


def unix_day(moment: datetime) -> str:
    """Name a moment for a file, by its UTC month only: neutral and coarse."""
    return f"{moment.astimezone(UTC):%Y-%m}"
