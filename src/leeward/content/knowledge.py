"""The knowledge pages: linked Markdown with tags, claims and their sources.

A page links with [[slug]] or [[slug|words]]. The head holds title, aliases, tags, part, claims
and the ideas the page covers. `opt_in` pages are read only when looked for; `hide_with` names
the safety closures under which a page is neither listed nor linked. Other languages are
parallel files (`parallel.py`); all that is read here comes in the language spoken.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from leeward.content import parallel
from leeward.content.errors import ContentError
from leeward.content.extract import markdown_text
from leeward.content.frontmatter import Head, split
from leeward.content.parallel import linked, words
from leeward.content.reflections import Strength
from leeward.content.sources import Source, source
from leeward.util.errors import InputError
from leeward.util.language import ENGLISH, LANGUAGES, mark, say, spoken
from leeward.util.text import normalised

_FOLDER = files(__package__).joinpath("knowledge")
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_SPELT_OUT = re.compile(r"([aou])e")


TAGS = frozenset(
    {
        *(mark("body", context="tag"), mark("bond", context="tag"), mark("choice", context="tag")),
        *(mark("coping", context="tag"), mark("evidence", context="tag")),
        *(mark("feelings", context="tag"), mark("help", context="tag")),
        *(mark("practice", context="tag"), mark("relief", context="tag")),
        *(mark("safety", context="tag"), mark("sex", context="tag")),
    }
)


class Part(StrEnum):
    """The guide is for everyone; the knowledge pages go a little further."""

    GUIDE = "guide"
    KNOWLEDGE = "knowledge"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One thing a page says about the world, how well it is known, and what it rests on."""

    says: str
    strength: Strength
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page. `links` are the slugs it points to, in order, each once; tags stay English."""

    slug: str
    title: str
    part: Part
    aliases: tuple[str, ...]
    tags: tuple[str, ...]
    claims: tuple[Claim, ...]
    ideas: tuple[str, ...]
    practices: tuple[str, ...]
    opt_in: bool
    hide_with: frozenset[str]
    body: str
    links: tuple[str, ...]
    source_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    """All pages by slug, and which pages point to each."""

    pages: Mapping[str, Page]
    back_links: Mapping[str, tuple[str, ...]]


def library() -> Library:
    """Return every page in the language spoken, with the links between them resolved.

    A page without a file in that language stays English.

    Raises:
        ContentError: a page is incomplete, or a link leads nowhere.
    """
    return _library(spoken() if spoken() in LANGUAGES else ENGLISH)


@cache
def _library(language: str) -> Library:
    if language == ENGLISH:
        return link_up(parse(slug, text) for slug, text in parallel.files_of(_FOLDER).items())
    found = parallel.files_of(_FOLDER, language)
    return link_up(
        translated(page, found[page.slug], language) if page.slug in found else page
        for page in _library(ENGLISH).pages.values()
    )


def translated(page: Page, text: str, language: str) -> Page:
    """Return a page with the words of its parallel file; all that is no word stays.

    Raises:
        ContentError: the file is incomplete, or its claims or links are not those of the page.
    """
    name = f"knowledge/{language}/{page.slug}.md"
    told = words(name, text, claims=len(page.claims), links=page.links)
    claims = zip(page.claims, told.claims, strict=True)
    return replace(
        page,
        title=told.title,
        aliases=told.aliases,
        claims=tuple(replace(claim, says=says) for claim, says in claims),
        body=told.body,
        links=linked(told.body),
        source_text=text,
    )


def behind(language: str) -> Mapping[str, str]:
    """Return the pages a language does not have as they are now in English; see `parallel.behind`."""
    return parallel.behind(parallel.files_of(_FOLDER), parallel.files_of(_FOLDER, language))


def link_up(pages: Iterable[Page]) -> Library:
    """Join pages into a library; a link may name a page by slug, title or alias.

    Raises:
        ContentError: a link leads nowhere, or one name means two pages.
    """
    by_slug = {page.slug: page for page in sorted(pages, key=_order)}
    back: dict[str, list[str]] = {slug: [] for slug in by_slug}
    names: dict[str, str] = {}
    for page in by_slug.values():
        for name in (page.title, *page.aliases):
            if names.setdefault(normalised(name), page.slug) != page.slug:
                raise ContentError(f"knowledge/{page.slug}.md: “{name}” names two pages.")
    for page in by_slug.values():
        for target in page.links:
            if target not in by_slug:
                raise ContentError(f"knowledge/{page.slug}.md: the link to {target} leads nowhere.")
            back[target].append(page.slug)
    return Library(
        pages=MappingProxyType(by_slug),
        back_links=MappingProxyType({slug: tuple(found) for slug, found in back.items()}),
    )


def parse(slug: str, text: str) -> Page:
    """Read one page.

    Raises:
        ContentError: a field is missing, unknown or of the wrong kind.
    """
    document = split(f"knowledge/{slug}.md", text)
    if not _SLUG.fullmatch(slug):
        raise ContentError(f"{document.name}: a page is named in small letters and dashes.")
    head = Head(document.name, document.head)
    part = head.text("part")
    if part not in set(Part):
        raise head.complain("part", "“guide” or “knowledge”")
    page = Page(
        slug=slug,
        title=head.text("title"),
        part=Part(part),
        aliases=head.texts("aliases", ()),
        tags=head.texts("tags"),
        claims=tuple(_claim(entry) for entry in head.parts("claims")),
        ideas=head.texts("ideas", ()),
        practices=head.texts("practices", ()),
        opt_in=head.flag("opt_in", default=False),
        hide_with=frozenset(head.texts("hide_with", ())),
        body=document.body,
        links=linked(document.body),
        source_text=text,
    )
    head.done()
    return page


def page(slug: str) -> Page:
    """Return a page by its slug.

    Raises:
        InputError: there is none of that name.
    """
    try:
        return library().pages[slug]
    except KeyError:
        raise InputError(f"There is no page called “{slug[:60]}”.") from None


def listed(*, closed: Collection[str] = (), part: Part | None = None) -> tuple[Page, ...]:
    """Return the pages for a list, by title: without opt-in pages and those now hidden."""
    return tuple(
        page
        for page in library().pages.values()
        if not page.opt_in and part in {None, page.part} and is_open(page, closed)
    )


def opt_in_pages(*, closed: Collection[str]) -> tuple[Page, ...]:
    """Return the pages one reads only by looking for them; `closed` must be given."""
    return tuple(p for p in library().pages.values() if p.opt_in and is_open(p, closed))


def is_open(page: Page, closed: Collection[str]) -> bool:
    """Whether a page may be shown under the safety closures in force."""
    return not page.hide_with & set(closed)


def pages_linking_to(slug: str, *, closed: Collection[str] = ()) -> tuple[Page, ...]:
    """Return the pages that point to a page, by title, hidden and opt-in ones left out."""
    pages = library().pages
    found = (pages[back] for back in library().back_links.get(slug, ()))
    return tuple(page for page in found if not page.opt_in and is_open(page, closed))


def tags(*, closed: Collection[str] = ()) -> Mapping[str, tuple[Page, ...]]:
    """Return the listed pages by tag, tags in order."""
    found: dict[str, list[Page]] = {}
    for page in listed(closed=closed):
        for tag in page.tags:
            found.setdefault(tag, []).append(page)
    return {tag: tuple(found[tag]) for tag in sorted(found, key=lambda t: normalised(tag_name(t)))}


def tag_name(tag: str) -> str:
    """Return a tag in the language spoken; the tag itself is the same in all of them."""
    return say(tag, context="tag") if tag in TAGS else tag


def search(query: str, *, closed: Collection[str] = ()) -> tuple[Page, ...]:
    """Return the pages that hold every word of a query, best match first.

    Accents and capitals do not matter. A page of exactly that name comes first; else a word in
    the title counts more than in an alias or tag, and those more than in the text. Opt-in
    pages are found only by title or alias.
    """
    wanted = _folded(query).split()
    if not wanted:
        return ()
    scored = [
        (score, page)
        for page in library().pages.values()
        if is_open(page, closed) and (score := _score(page, wanted)) > 0
    ]
    scored.sort(key=lambda pair: (-pair[0], _order(pair[1])))
    return tuple(page for _, page in scored)


def _order(page: Page) -> tuple[str, str]:
    return normalised(page.title), page.slug


def _folded(text: str) -> str:
    folded = normalised(text)
    # Keyboards without umlauts spell them out: Naehe is Nähe. Both sides are folded alike.
    return _SPELT_OUT.sub(r"\1", folded) if spoken() == "de" else folded


def _score(page: Page, wanted: list[str]) -> int:
    title = _folded(page.title)
    marks = page.aliases if page.opt_in else (*page.aliases, *map(tag_name, page.tags))
    names = _folded(" ".join(marks))
    text = "" if page.opt_in else _text(page.slug, spoken())
    exact = {_folded(name) for name in (page.title, *page.aliases)}
    total = 100 if " ".join(wanted) in exact else 0
    for word in wanted:
        best = 8 if word in title else 4 if word in names else min(3, text.count(word))
        if not best:
            return 0
        total += best
    return total


@cache
def _text(slug: str, _language: str) -> str:
    return _folded(markdown_text(library().pages[slug].body))


def _claim(head: Head) -> Claim:
    strength = head.text("strength")
    if strength not in set(Strength):
        raise head.complain("strength", "one of: " + ", ".join(Strength))
    claim = Claim(
        says=head.text("says"),
        strength=Strength(strength),
        sources=tuple(source(s, asked_by="knowledge pages") for s in head.texts("sources")),
    )
    head.done()
    return claim
