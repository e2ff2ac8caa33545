"""The journal: everything in order. What is searched for never stands in an address."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from leeward.core.timeline import Query
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.forms import Form, options
from leeward.web.pages.journal.view_models import KINDS, journal_view

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

QUERY = "query"
KNOWN = frozenset(kind for kind, _ in KINDS)


def kept(ask: Ask) -> Query:
    """Return what this visit looks for; it is kept here, never in the address."""
    query = ask.session.kept.get(QUERY)
    return query if isinstance(query, Query) else Query()


def shown_form(query: Query) -> Form:
    """Show again what is looked for."""
    return Form.of(
        {
            "words": query.words,
            "kinds": sorted(query.kinds),
            "first": query.first.isoformat() if query.first else "",
            "last": query.last.isoformat() if query.last else "",
        }
    )


def show(ask: Ask) -> Response:
    """Show one page of what matches."""
    raw = ask.query.get("p", "1")
    page = int(raw) if raw.isascii() and raw.isdecimal() and len(raw) < 7 else 1
    return whole(ask, shown_form(kept(ask)), page=page)


def whole(ask: Ask, form: Form, *, page: int = 1) -> Response:
    """Answer with the page, or only with what was found."""
    now = ask.journal.clock()
    return ask.page(
        "journal/found.html" if ask.fragment else "journal/journal.html",
        title=say("Notes"),
        section="/j",
        status=200 if form.ok else 422,
        form=form,
        kinds=options(KINDS),
        view=journal_view(ask.journal, kept(ask), page=page, now=now),
    )


def read_day(form: Form, name: str) -> date | None:
    """Read a day; empty is None."""
    raw = form.value(name)
    if not raw:
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        form.blame(name, say("Give a day like 2026-11-21."))
        return None


def find(ask: Ask) -> Response:
    """Keep what to look for and show it."""
    form = ask.form
    query = Query(
        words=form.words("words", limit=200),
        kinds=frozenset(form.items.get("kinds", [])) & KNOWN,
        first=read_day(form, "first"),
        last=read_day(form, "last"),
    )
    if not form.ok:
        return whole(ask, form)
    ask.session.keep(QUERY, Query() if form.value("clear") else query)
    return whole(ask, shown_form(kept(ask))) if ask.fragment else ask.go("/j")


PAGES = (Page(path="/j", view=show), Page(path="/j/find", view=find, methods=("POST",)))
