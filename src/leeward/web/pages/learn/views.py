"""Reading: an index, search, tags, pages with back-links and what they rest on."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from markupsafe import Markup

from leeward.content import knowledge, render
from leeward.content.practices import practice
from leeward.content.reflections import STRENGTH_WORDS
from leeward.content.sources import told
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.noticing import closed
from leeward.web.pages.take.views import download
from leeward.web.reading import address, short_name, slug_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from starlette.responses import Response

    from leeward.content.knowledge import Page as Reading
    from leeward.web.asking import Ask

Links = tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimView:
    """One thing a page says about the world, how sure it is, and its works."""

    says: str
    strength: str
    works: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingView:
    """One page. `body` is made from Markdown without any HTML of its own."""

    title: str
    body: Markup
    tags: tuple[tuple[str, str], ...]
    claims: tuple[ClaimView, ...]
    back: Links
    practices: tuple[str, ...]
    opt_in: bool
    brought: bool
    path: str


def links(pages: Iterable[Reading]) -> Links:
    """Return pages as links."""
    return tuple((address(page.slug), page.title, "") for page in pages)


def tag_links(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Return tags as links."""
    return tuple((f"/read/t/{short_name(name)}", knowledge.tag_name(name)) for name in names)


def index(ask: Ask) -> Response:
    """Show the index, or what matches a search."""
    shut = closed(ask)
    query = ask.form.words("words", limit=200) if ask.posted else ""
    found = knowledge.search(query, closed=shut) if query else ()
    return ask.page(
        "learn/index.html",
        title=say("Reading"),
        section="/m",
        form=ask.form if ask.posted else Form(),
        query=query,
        found=links(found),
        guide=links(knowledge.listed(closed=shut, part=knowledge.Part.GUIDE)),
        further=links(knowledge.listed(closed=shut, part=knowledge.Part.KNOWLEDGE)),
        tags=tag_links(knowledge.tags(closed=shut)),
        apart=len(knowledge.opt_in_pages(closed=shut)),
    )


def apart(ask: Ask) -> Response:
    """List the pages one reads only on purpose, with a word before."""
    pages = knowledge.opt_in_pages(closed=closed(ask))
    return ask.page("learn/apart.html", title=say("Reading"), section="/m", pages=links(pages))


def tag(ask: Ask) -> Response:
    """Show the pages of one tag."""
    for name, pages in knowledge.tags(closed=closed(ask)).items():
        if short_name(name) == ask.params["id"]:
            said = knowledge.tag_name(name)
            return ask.page(
                "learn/tag.html", title=say("Reading"), section="/m", name=said, pages=links(pages)
            )
    return ask.go("/read")


def show(ask: Ask) -> Response:
    """Show one page; one that is closed now is not there."""
    slug = slug_of(ask.params["id"])
    shut = closed(ask)
    if slug is None or not knowledge.is_open(knowledge.page(slug), shut):
        return ask.go("/read")
    page = knowledge.page(slug)
    brought = f"page:{slug}" in ask.journal.reflections.brought()
    return ask.page(
        "learn/reading.html",
        title=say("Reading"),
        section="/m",
        view=reading_view(page, shut, brought=brought),
    )


def reading_view(page: Reading, shut: Collection[str], *, brought: bool) -> ReadingView:
    """Put one page together."""
    return ReadingView(
        title=page.title,
        # markdown-it runs with HTML off and links are made here, so this is safe as it is.
        body=Markup(render.page_html(page, address, closed=shut)),  # noqa: S704  our own pages, raw HTML off
        tags=tag_links(page.tags),
        claims=tuple(
            ClaimView(
                says=claim.says,
                strength=say(STRENGTH_WORDS[claim.strength]),
                works=told(claim.sources),
            )
            for claim in page.claims
        ),
        back=links(knowledge.pages_linking_to(page.slug, closed=shut)),
        practices=tuple(practice(slug).title for slug in page.practices),
        opt_in=page.opt_in,
        brought=brought,
        path=address(page.slug),
    )


def take_out(ask: Ask) -> Response:
    """Hand over the pages as an Obsidian vault in one file, without those that are closed now."""
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, text in render.obsidian_vault(closed=closed(ask)).items():
            archive.writestr(ZipInfo(name), text.encode("utf-8"))
    return download(packed.getvalue(), "reading.zip", "application/zip")


PAGES = (
    Page(path="/read/out", view=take_out, methods=("POST",)),
    Page(path="/read", view=index, methods=("GET", "POST")),
    Page(path="/read/apart", view=apart),
    Page(path="/read/t/{id}", view=tag),
    Page(path="/read/{id}", view=show),
)
