"""Addresses of reading pages: short and neutral, since browsers remember them."""

from __future__ import annotations

from functools import cache
from hashlib import sha256

from leeward.content.knowledge import library

LETTERS = 8


def short_name(slug: str) -> str:
    """Return the neutral name of a page or tag: the same everywhere, telling nothing."""
    return sha256(slug.encode("utf-8")).hexdigest()[:LETTERS]


def address(slug: str) -> str:
    """Return where a page is read."""
    return f"/read/{short_name(slug)}"


@cache
def _slugs() -> dict[str, str]:
    return {short_name(slug): slug for slug in library().pages}


def titled(*slugs: str) -> tuple[tuple[str, str, str], ...]:
    """Return pages as links: address, title and an empty hint, as lists of links want them."""
    pages = library().pages
    return tuple((address(slug), pages[slug].title, "") for slug in slugs)


def slug_of(name: str) -> str | None:
    """Return the page a neutral name stands for, or None."""
    return _slugs().get(name)
