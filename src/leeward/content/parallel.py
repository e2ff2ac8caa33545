"""Reading pages in another language: a parallel file holds words, everything else is English's.

`knowledge/LANGUAGE/SLUG.md` has a head with `title`, `aliases`, `claims` (one text for each claim
of the English page, in its order) and `english`, the digest of the English file it was made
from. Part, tags, sources, grades, closures and the like are taken from the English page, so that
no translation can loosen them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256

from leeward.content.frontmatter import Head, split

WIKI_LINK = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
_DIGITS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words of one page in one language. `english` is the digest of what they translate."""

    title: str
    aliases: tuple[str, ...]
    claims: tuple[str, ...]
    english: str
    body: str


def digest(text: str) -> str:
    """Return the short SHA-256 of an English file that its translations carry."""
    return sha256(text.encode("utf-8")).hexdigest()[:_DIGITS]


def linked(body: str) -> tuple[str, ...]:
    """Return the slugs a body links to, in order, each once."""
    return tuple(dict.fromkeys(match.group(1).strip() for match in WIKI_LINK.finditer(body)))


def words(name: str, text: str, *, claims: int, links: tuple[str, ...]) -> Words:
    """Read a parallel file; `claims` and `links` are those of the English page.

    Raises:
        ContentError: a field is missing or unknown, or claims or links differ from the English.
    """
    document = split(name, text)
    head = Head(document.name, document.head)
    found = Words(
        title=head.text("title"),
        aliases=head.texts("aliases", ()),
        claims=head.texts("claims"),
        english=head.text("english"),
        body=document.body,
    )
    head.done()
    if len(found.claims) != claims:
        raise head.complain("claims", f"{claims} texts, one for each of the English page")
    if set(linked(found.body)) != set(links):
        raise head.complain("links", "the same pages as in English: " + ", ".join(links))
    return found
