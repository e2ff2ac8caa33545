"""The knowledge pages as a small site of plain files: no script, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from html import escape

from leeward.content.knowledge import Page, Part, listed, pages_linking_to
from leeward.content.reflections import STRENGTH_WORDS
from leeward.content.render import page_html
from leeward.content.sources import told
from leeward.util.language import say, spoken

_STYLE = """:root { color-scheme: light dark; }
body { max-width: 38rem; margin: 2rem auto; padding: 0 1rem; line-height: 1.6;
  font-family: Literata, Georgia, serif; color: light-dark(#142930, #e9e8df);
  background: light-dark(#f6f5ef, #0f1a1e); }
a { color: light-dark(#0e5659, #90d3cc); }
h1, h2 { font-weight: 450; line-height: 1.2; }
footer { margin-top: 3rem; border-top: 1px solid; padding-top: 1rem; font-size: .95rem; }
"""


def site(*, closed: Collection[str] = ()) -> Mapping[str, str]:
    """Return the listed pages as files: path to text, with an index and one style sheet."""
    pages = listed(closed=closed)
    files = {f"{page.slug}.html": _page(page, closed) for page in pages}
    return {"index.html": _index(pages), "style.css": _STYLE, **files}


def _address(slug: str) -> str:
    return f"{slug}.html"


def _document(title: str, body: str) -> str:
    return (
        f'<!doctype html>\n<html lang="{spoken()}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n"
        '<link rel="stylesheet" href="style.css">\n'
        f"</head>\n<body>\n{body}</body>\n</html>\n"
    )


def _links(pages: Iterable[Page]) -> str:
    items = (f'<li><a href="{_address(p.slug)}">{escape(p.title)}</a></li>' for p in pages)
    return "<ul>\n" + "\n".join(items) + "\n</ul>\n"


def _index(pages: tuple[Page, ...]) -> str:
    guide = [page for page in pages if page.part is Part.GUIDE]
    further = [page for page in pages if page.part is Part.KNOWLEDGE]
    reading = say("Reading")
    return _document(
        reading,
        f"<main>\n<h1>{escape(reading)}</h1>\n{_links(guide)}"
        f"<h2>{escape(say('A little further'))}</h2>\n{_links(further)}</main>\n",
    )


def _page(page: Page, closed: Collection[str]) -> str:
    back = pages_linking_to(page.slug, closed=closed)
    parts = [
        f'<nav><a href="index.html">{escape(say("Reading"))}</a></nav>\n',
        f"<main>\n<h1>{escape(page.title)}</h1>\n",
        page_html(page, _address, closed=closed),
        f"<h2>{escape(say('What this rests on'))}</h2>\n",
        f"<ul>\n{_claims(page)}</ul>\n</main>\n",
    ]
    if back:
        heading = escape(say("Pages that point here"))
        parts.append(f"<footer>\n<h2>{heading}</h2>\n{_links(back)}</footer>\n")
    return _document(page.title, "".join(parts))


def _claims(page: Page) -> str:
    return "".join(
        f"<li>{escape(claim.says)} {escape(say(STRENGTH_WORDS[claim.strength]))} "
        f"{escape(told(claim.sources))}.</li>\n"
        for claim in page.claims
    )
