"""Words for stored values, in the person's vocabulary, for templates and views."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from leeward.content import labels
from leeward.events import vocabulary as v
from leeward.events.settings import Words

KINDS: dict[str, type[StrEnum]] = {
    kind.__name__: kind
    for kind in (
        v.Need,
        v.Kind,
        v.PartnerContext,
        v.UrgeOutcome,
        v.Emotion,
        v.TriggerClass,
        v.Trigger,
        v.Motive,
        v.HadToSource,
        v.Consent,
        v.Consequence,
        v.Good,
    )
}
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July", "August"),
    *("September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingWords:
    """A rating's question and the words at both of its ends."""

    question: str
    ends: str


def rating_words(name: str, words: Words) -> RatingWords:
    """Return the wording of a rating by its field name."""
    known = labels.rating(name)
    return RatingWords(question=known.question.in_words(words), ends=f"{known.low} to {known.high}")


def options(kind: str, words: Words) -> tuple[tuple[str, str], ...]:
    """Return (value, label) for every value of a vocabulary, as chips and lists want it."""
    return tuple((value.value, labels.text(value, words)) for value in KINDS[kind])


def need_options(words: Words) -> tuple[tuple[str, str, str], ...]:
    """Return (value, label, hint) for the six answers to "what do I need"."""
    return tuple(
        (need.value, labels.label(need).in_words(words), labels.label(need).hint) for need in v.Need
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
