"""Identifiers made on the person's machine; they double as idempotency keys."""

from __future__ import annotations

import secrets
from datetime import datetime

from leeward.util.errors import InputError
from leeward.util.language import say

EntryId = str


def new_id(now: datetime) -> EntryId:
    """Return 32 hex digits in the layout of UUID version 7 (RFC 9562): time, then chance."""
    millis = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    rand_a = secrets.randbits(12)
    rand_b = secrets.randbits(62)
    value = (millis << 80) | (0x7 << 76) | (rand_a << 64) | (0b10 << 62) | rand_b
    return f"{value:032x}"


def check_id(text: str) -> EntryId:
    """Return the identifier if it is well formed.

    Raises:
        InputError: it is not 32 lower-case hex digits.
    """
    if len(text) != 32 or any(c not in "0123456789abcdef" for c in text):
        raise InputError(say("That is not the name of an entry."))
    return text
