"""Checks that every record runs when it is made, wherever it comes from."""

from __future__ import annotations

from datetime import datetime

from leeward.util.errors import InputError
from leeward.util.language import say, whole

NOTE_LIMIT = 10_000
NAME_LIMIT = 80
MANY = 64
EARLIEST_YEAR = 1900
LATEST_YEAR = 2200


def rating(value: int | None, field: str) -> None:
    """Refuse a rating that is not a whole number from 0 to 10; None is “skipped”."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        raise InputError(
            say("A rating is a whole number from 0 to 10, or nothing at all."), field=field
        )


def ratings(record: object, *fields: str) -> None:
    """Check several rating fields of one record."""
    for field in fields:
        rating(getattr(record, field), field)


def note(text: str, field: str = "note") -> None:
    """Refuse text longer than the limit; nothing is ever cut silently."""
    if len(text) > NOTE_LIMIT:
        raise InputError(
            say(
                "These words are too long: {letters} letters, and {limit} fit.",
                letters=whole(len(text)),
                limit=whole(NOTE_LIMIT),
            ),
            field=field,
        )


def name(text: str, field: str) -> None:
    """Refuse an empty or overlong name."""
    if not text.strip() or len(text) > NAME_LIMIT:
        raise InputError(say("A name has 1 to {limit} letters.", limit=NAME_LIMIT), field=field)


def several(items: tuple[object, ...], field: str) -> None:
    """Refuse absurdly long lists."""
    if len(items) > MANY:
        raise InputError(say("More than {limit} at once do not fit.", limit=MANY), field=field)


def moment(value: datetime, field: str) -> None:
    """Refuse a time without a zone, or so far off that no calendar here could show it."""
    if value.tzinfo is None:
        raise InputError(say("A time without a zone cannot be stored."), field=field)
    if not EARLIEST_YEAR <= value.year <= LATEST_YEAR:
        raise InputError(
            say(
                "The year {year} is outside {first} to {last}.",
                year=value.year,
                first=EARLIEST_YEAR,
                last=LATEST_YEAR,
            ),
            field=field,
        )


def seconds(value: int | None, field: str) -> None:
    """Refuse a length of time below zero or over a day."""
    if value is not None and not 0 <= value <= 86_400:
        raise InputError(say("A length of time is between 0 seconds and a day."), field=field)


def hexadecimal(text: str, field: str, *, size: int | None = None) -> None:
    """Refuse anything but bytes in hexadecimal, of `size` where it is given."""
    try:
        raw = bytes.fromhex(text)
    except ValueError:
        raw = b""
    if not raw or (size is not None and len(raw) != size):
        raise InputError(say("This is no key or sealed text Leeward can read."), field=field)
