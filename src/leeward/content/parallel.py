"""Files in another language: a parallel one holds words, everything else is English's.

`files_of` and `behind` serve pages and practices; the rest is for pages.

`knowledge/LANGUAGE/SLUG.md` has a head with `title`, `aliases`, `claims` (one text for each claim
of the English page, in its order) and `english`, the digest of the English file it was made
from. Part, tags, sources, grades, closures and the like are taken from the English page, so that
no translation can loosen them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources.abc import Traversable

from leeward.content.frontmatter import Head, split
from leeward.util.language import ENGLISH

WIKI_LINK = re.compile(r"\[\[([^\]|]+)(?:\|([^\]]+))?\]\]")
_DIGITS = 16
_MADE_FROM = re.compile(r'^english: "?(\w+)"?$', re.MULTILINE)


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


def files_of(folder: Traversable, language: str = ENGLISH) -> Mapping[str, str]:
    """Return the Markdown files of a folder in one language, by slug; none where it has none."""
    here = folder if language == ENGLISH else folder.joinpath(language)
    if not language.isalpha() or not here.is_dir():
        return {}
    return {
        entry.name.removesuffix(".md"): entry.read_text("utf-8")
        for entry in here.iterdir()
        if entry.name.endswith(".md")
    }


def behind(english: Mapping[str, str], found: Mapping[str, str]) -> Mapping[str, str]:
    """Return the files a language does not have as they are now in English, with their digests.

    A file is behind when it is missing, or was made from another English text than today's. One
    that translates nothing stands here with an empty digest.
    """
    wanted = {slug: digest(text) for slug, text in english.items()}
    made_from = {slug: _MADE_FROM.findall(text)[:1] for slug, text in found.items()}
    return {slug: now for slug, now in wanted.items() if made_from.get(slug) != [now]} | {
        slug: "" for slug in found if slug not in english
    }


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
