"""Numbers, days, times and lists as people write them in the language that is spoken.

The order and marks of a language stand in its catalogue as messages like any other sentence, so
that a further language needs no code. Weekdays count from Monday = 0, months from January = 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from leeward.util.language import decimal, mark, say

WEEKDAYS = (
    *(mark("Monday"), mark("Tuesday"), mark("Wednesday"), mark("Thursday")),
    *(mark("Friday"), mark("Saturday"), mark("Sunday")),
)
SHORT_WEEKDAYS = (
    *(mark("Mon"), mark("Tue"), mark("Wed"), mark("Thu")),
    *(mark("Fri"), mark("Sat"), mark("Sun")),
)
MONTHS = (
    *(mark("January"), mark("February"), mark("March"), mark("April")),
    *(mark("May"), mark("June"), mark("July"), mark("August")),
    *(mark("September"), mark("October"), mark("November"), mark("December")),
)
SHORT_MONTHS = (
    *(mark("Jan"), mark("Feb"), mark("Mar"), mark("Apr")),
    *(mark("May"), mark("Jun"), mark("Jul"), mark("Aug")),
    *(mark("Sep"), mark("Oct"), mark("Nov"), mark("Dec")),
)


def number(value: float, digits: int = 1) -> str:
    """Write a number with a true minus sign, no minus zero, and the decimal mark of the language."""
    text = f"{round(value, digits) + 0.0:.{digits}f}"
    return decimal(text).replace("-", "−")


def signed(value: float, digits: int = 1) -> str:
    """Write a difference with its sign; none has no sign."""
    text = number(value, digits)
    return f"+{text}" if round(value, digits) > 0 else text


def span(low: float, high: float, digits: int = 1) -> str:
    """Write a range."""
    return say("{low} to {high}", low=number(low, digits), high=number(high, digits))


def percent(share: float) -> str:
    """Write a share in per cent."""
    return f"{round(100 * share)}\N{NO-BREAK SPACE}%".replace("-", "−")


def listed(words: Sequence[str]) -> str:
    """Join words as people do."""
    if len(words) < 2:
        return "".join(words)
    return say("{most} and {last}", most=", ".join(words[:-1]), last=words[-1])


def quoted(words: str) -> str:
    """Put words between the quotation marks of the language."""
    return say("“{words}”", words=words)


def weekday(number_of: int) -> str:
    """Name a weekday."""
    return say(WEEKDAYS[number_of])


def short_weekday(number_of: int) -> str:
    """Name a weekday in two or three letters."""
    return say(SHORT_WEEKDAYS[number_of])


def month(number_of: int) -> str:
    """Name a month."""
    return say(MONTHS[number_of - 1])


def short_month(number_of: int) -> str:
    """Name a month in a few letters."""
    return say(SHORT_MONTHS[number_of - 1])


def day(of: date) -> str:
    """Say a day, like “Saturday 21 November” or “Samstag, 21. November”."""
    return say(
        "{weekday} {day} {month}", weekday=weekday(of.weekday()), day=of.day, month=month(of.month)
    )


def day_of_year(of: date) -> str:
    """Say a day with its year, like “Saturday 21 November 2026”."""
    return say("{day} {year}", context="date", day=day(of), year=of.year)


def date_words(of: date) -> str:
    """Say a date, like “21 November 2026” or “21. November 2026”."""
    return say("{day} {month} {year}", day=of.day, month=month(of.month), year=of.year)


def short_date(of: date) -> str:
    """Say a date in few letters, like “21 Nov 2026” or “21. Nov. 2026”."""
    return say("{day} {month} {year}", day=of.day, month=short_month(of.month), year=of.year)


def day_and_month(of: date) -> str:
    """Say a date without its year, like “21 November” or “21. November”."""
    return say("{day} {month}", day=of.day, month=month(of.month))


def short_day(of: date) -> str:
    """Say a date without its year in few letters, like “21 Nov” or “21. Nov.”."""
    return say("{day} {month}", day=of.day, month=short_month(of.month))


def month_and_year(of: date) -> str:
    """Say a month with its year, like “November 2026”."""
    return say("{month} {year}", month=month(of.month), year=of.year)


def clock(of: datetime) -> str:
    """Say a local time of day, like “21:40”."""
    return f"{of.hour:02d}:{of.minute:02d}"


def day_and_clock(of: datetime) -> str:
    """Say a local moment, like “Saturday 21 November, 21:40”."""
    return say("{day}, {clock}", day=day(of.date()), clock=clock(of))
