"""Markdown to HTML without any HTML of its own, and pages to an Obsidian vault."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Collection, Mapping

import yaml
from markdown_it import MarkdownIt

from leeward.content.knowledge import Library, Page, is_open, library, tag_name
from leeward.content.parallel import WIKI_LINK
from leeward.content.reflections import STRENGTH_WORDS
from leeward.content.sources import told
from leeward.util.language import say

_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(
    ["image", "autolink", "html_block", "html_inline"]
)


def markdown_html(source: str) -> str:
    """Return safe HTML: raw HTML is shown as text, images and automatic links are off."""
    rendered: str = _MARKDOWN.render(source)
    return rendered


def page_html(page: Page, address: Callable[[str], str], *, closed: Collection[str] = ()) -> str:
    """Return the body of a page as HTML, links pointing where `address(slug)` says.

    Links to pages hidden under `closed` become plain words.
    """
    pages = library().pages
    marks: list[str] = []

    def keep(match: re.Match[str]) -> str:
        slug, words = match.group(1).strip(), match.group(2)
        target = pages[slug]
        shown = html.escape(words or target.title)
        if is_open(target, closed):
            shown = f'<a href="{html.escape(address(slug), quote=True)}">{shown}</a>'
        marks.append(shown)
        return f"\ue000{len(marks) - 1}\ue001"

    rendered = markdown_html(WIKI_LINK.sub(keep, page.body))
    return re.sub("\ue000(\\d+)\ue001", lambda m: marks[int(m.group(1))], rendered)


def obsidian_vault(
    *, folder: str = "", closed: Collection[str] = (), shelf: Library | None = None
) -> Mapping[str, str]:
    """Return the pages as an Obsidian vault: path to text, wiki links and heads kept.

    Without a name the folder is called “Reading” in the language spoken.

    Files are named by title, as Obsidian shows them; the slug is kept as an alias so that
    [[slug]] resolves. What the page rests on stands at its end. Pages that are read only on
    purpose stand in a folder of their own, as they stand behind a link of their own on the screen.
    """
    pages = (shelf or library()).pages
    folder = folder or say("Reading")
    apart = f"{folder}/{_file_name(say('Pages only for those who look for them'))}"
    return {
        f"{apart if page.opt_in else folder}/{_file_name(page.title)}.md": _obsidian_page(
            page, pages, closed
        )
        for page in pages.values()
        if is_open(page, closed)
    }


def _file_name(title: str) -> str:
    return re.sub(r'[\\/:*?"<>|#^\[\]]', "", title).strip()


def _obsidian_page(page: Page, pages: Mapping[str, Page], closed: Collection[str]) -> str:
    head = yaml.safe_dump(
        {
            "title": page.title,
            "aliases": [page.slug, *page.aliases],
            "tags": [tag_name(tag).replace(" ", "-") for tag in page.tags],
            "part": page.part.value,
        },
        allow_unicode=True,
        sort_keys=False,
    )

    def rename(match: re.Match[str]) -> str:
        target = pages[match.group(1).strip()]
        words = match.group(2) or target.title
        if not is_open(target, closed):
            return words
        name = _file_name(target.title)
        return f"[[{name}]]" if words == name else f"[[{name}|{words}]]"

    body = WIKI_LINK.sub(rename, page.body)
    return f"---\n{head}---\n# {page.title}\n\n{body}{_rests_on(page)}"


def _rests_on(page: Page) -> str:
    if not page.claims:
        return ""
    lines = ["", f"## {say('What this rests on')}", ""]
    for claim in page.claims:
        strength = say(STRENGTH_WORDS[claim.strength])
        lines.append(f"- {claim.says} *{strength}* {told(claim.sources)}.")
    return "\n".join(lines) + "\n"
