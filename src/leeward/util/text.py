"""Small helpers for text that comes from outside."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, unquote, urlencode, urlsplit

from leeward.util.language import ENGLISH, spoken

__all__ = ["clean", "normalised", "quote", "unquote", "urlencode", "urlsplit"]


def clean(text: str, *, limit: int) -> str:
    """Trim, normalise to NFC, drop control characters but line breaks and tabs, cut at `limit`."""
    kept = "".join(
        c
        for c in unicodedata.normalize("NFC", text)
        if c in "\n\t" or unicodedata.category(c) != "Cc"
    )
    return kept.strip()[:limit]


def normalised(text: str) -> str:
    """Fold case, accents and width so that two spellings of one word compare equal."""
    spread = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in spread if not unicodedata.combining(c)).strip()


def running(label: str) -> str:
    """Return a label as it stands inside a line: small in English; German nouns stay capital."""
    return label.lower() if spoken() == ENGLISH else label
