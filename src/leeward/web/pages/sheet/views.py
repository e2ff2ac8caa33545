"""Choose what stands on the page, preview it, print it or take it as a file."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leeward.core.reports import TITLES, Field, Sheet
from leeward.exchange.pdf.write import sheet_pdf
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.noticing import closed
from leeward.web.pages.take.views import asked_again, download
from leeward.web.reading import slug_of
from leeward.web.wording import unix_day

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.core.figures import InsightPage
    from leeward.web.asking import Ask

SHEET = "sheet"
LONGEST = 4_000


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldView:
    """One thing that may stand there: a box, and for own words a text that can be changed."""

    name: str
    title: str
    text: str
    own: bool
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupView:
    """A heading and its fields."""

    title: str
    fields: tuple[FieldView, ...]


def figures(ask: Ask) -> InsightPage | None:
    """Return the figures, where there is something to count and counting is not closed now."""
    if not ask.journal.timeline.items() or "metrics" in closed(ask):
        return None
    return ask.journal.insights.page()


def route(ask: Ask) -> Response:
    """Show what may stand on the page, or make it."""
    page = figures(ask)
    fields = ask.journal.reports.fields(page)
    if not ask.posted:
        return choose(ask, fields, Form())
    form = ask.form
    chosen = []
    for number, field in enumerate(fields):
        if form.has("keep", str(number)):
            text = form.words(f"text{number}", limit=LONGEST) if field.own else field.text
            chosen.append(replace(field, text=text))
    if form.ok and not chosen:
        form.blame("keep", say("Tick at least one line to make a page."))
    if not form.ok or not asked_again(ask):
        return choose(ask, fields, form)
    ask.session.keep(SHEET, ask.journal.reports.sheet(tuple(chosen), page))
    return ask.go("/page/done")


def choose(ask: Ask, fields: tuple[Field, ...], form: Form) -> Response:
    """Show every field with its box; nothing is ticked beforehand."""
    groups = tuple(
        GroupView(title=say(title), fields=views)
        for group, title in TITLES.items()
        if (views := tuple(view(n, f, form) for n, f in enumerate(fields) if f.group == group))
    )
    return ask.page(
        "sheet/choose.html",
        title=say("Summary"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        groups=groups,
        protected=ask.journal.care is not None,
    )


def view(number: int, field: Field, form: Form) -> FieldView:
    """Say one field, with what was changed in it so far."""
    name = f"text{number}"
    text = form.value(name) if name in form.items else field.text
    return FieldView(
        name=str(number),
        title=field.title,
        text=text,
        own=field.own,
        rows=min(8, 2 + len(text) // 60),
    )


def done(ask: Ask) -> Response:
    """Show the page as it will leave; it lives until the journal locks."""
    sheet = ask.session.kept.get(SHEET)
    if not isinstance(sheet, Sheet):
        return ask.go("/page")
    return ask.page("sheet/sheet.html", title=say("Summary"), section="/m", sheet=sheet)


def pdf(ask: Ask) -> Response:
    """Hand over the page just seen as a file."""
    sheet = ask.session.kept.get(SHEET)
    if not isinstance(sheet, Sheet):
        return ask.go("/page")
    name = f"summary-{unix_day(ask.journal.clock())}.pdf"
    return download(sheet_pdf(sheet), name, "application/pdf")


def bring(ask: Ask) -> Response:
    """Mark an entry to bring along, or take the mark away."""
    name = ask.params["id"]
    if ask.journal.timeline.item(name) is None:
        return ask.gone()
    return toggle(ask, name, f"/n/{name}")


def bring_reading(ask: Ask) -> Response:
    """Mark a reading page to bring along, or take the mark away."""
    name = ask.params["id"]
    slug = slug_of(name)
    if slug is None:
        return ask.go("/read")
    return toggle(ask, f"page:{slug}", f"/read/{name}")


def toggle(ask: Ask, name: str, path: str) -> Response:
    """Turn a mark round."""
    reflections = ask.journal.reflections
    on = name not in reflections.brought()
    reflections.bring(name, on=on)
    return ask.go(path, say=say("Marked to bring along.") if on else say("No longer marked."))


PAGES = (
    Page(path="/page", view=route, methods=("GET", "POST")),
    Page(path="/page/done", view=done),
    Page(path="/page/pdf", view=pdf, methods=("POST",)),
    Page(path="/n/{id}/bring", view=bring, methods=("POST",)),
    Page(path="/read/{id}/bring", view=bring_reading, methods=("POST",)),
)
