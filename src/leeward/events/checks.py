"""Checks that every record runs when it is made, wherever it comes from."""

from __future__ import annotations

from leeward.util.errors import InputError

NOTE_LIMIT = 10_000
NAME_LIMIT = 80
MANY = 64


def rating(value: int | None, field: str) -> None:
    """Refuse a rating that is not a whole number from 0 to 10; None is “skipped”."""
    if value is None:
        return
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        raise InputError("A rating is a whole number from 0 to 10, or nothing at all.", field=field)


def ratings(record: object, *fields: str) -> None:
    """Check several rating fields of one record."""
    for field in fields:
        rating(getattr(record, field), field)


def note(text: str, field: str = "note") -> None:
    """Refuse text longer than the limit; nothing is ever cut silently."""
    if len(text) > NOTE_LIMIT:
        raise InputError(
            f"These words are too long: {len(text):,} letters, and {NOTE_LIMIT:,} fit.", field=field
        )


def name(text: str, field: str) -> None:
    """Refuse an empty or overlong name."""
    if not text.strip() or len(text) > NAME_LIMIT:
        raise InputError(f"A name has 1 to {NAME_LIMIT} letters.", field=field)


def several(items: tuple[object, ...], field: str) -> None:
    """Refuse absurdly long lists."""
    if len(items) > MANY:
        raise InputError(f"More than {MANY} at once do not fit.", field=field)


def seconds(value: int | None, field: str) -> None:
    """Refuse a length of time below zero or over a day."""
    if value is not None and not 0 <= value <= 86_400:
        raise InputError("A length of time is between 0 seconds and a day.", field=field)
