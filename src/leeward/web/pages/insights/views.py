"""What the notes show, with its ranges, its amounts and what it cannot say."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from starlette.responses import Response

from leeward.exchange.tabular.write import plain_table
from leeward.util.clock import day_bounds, day_of
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.noticing import closed
from leeward.web.reading import titled
from leeward.web.wording import unix_day

if TYPE_CHECKING:
    from datetime import datetime

    from leeward.web.asking import Ask
    from leeward.web.pages.insights.view_models import InsightsView


def until(ask: Ask) -> datetime | None:
    """Return the end of the day the address or the form asks for; None for the year up to now."""
    journal = ask.journal
    try:
        day = date.fromisoformat(ask.form.value("y") or ask.query.get("y", ""))
        _, end = day_bounds(day, journal.settings.zone)
    except (ValueError, OverflowError):
        return None
    return end if end < journal.clock() else None


def view_of(ask: Ask) -> InsightsView | None:
    """Return the page, kept by the facade until something new is stored; None without notes."""
    from leeward.web.pages.insights.view_models import insights_view  # noqa: PLC0415  costs numpy

    journal = ask.journal
    if not journal.timeline.items():
        return None
    end = until(ask)
    return insights_view(
        journal.insights.page(end),
        journal.settings,
        day_of(journal.clock(), journal.settings.zone),
        past=end is not None,
        before=journal.insights.before(end),
    )


def show(ask: Ask) -> Response:
    """Show what can be said as a list of sentences; each opens to its picture and range.

    While the answers of this visit say that other things matter more, no figure stands here.
    """
    if "metrics" in closed(ask):
        return ask.page("insights/later.html", title=say("Insights"), section="/i")
    return ask.page(
        "insights/insights.html",
        title=say("Insights"),
        section="/i",
        year=ask.query.get("y", "") if until(ask) else "",
        all_open=ask.query.get("all") == "1",
        view=view_of(ask),
        reading=titled("reading-the-numbers", "how-sure-we-are", "where-they-disagree"),
    )


def take_table(ask: Ask) -> Response:
    """Hand over the table under one picture: no more than what the page shows."""
    view = view_of(ask)
    asked = ask.form.value("of")
    for item in (i for group in view.groups for i in group.insights) if view else ():
        if item.id == asked and item.table:
            name = f"notes-{unix_day(ask.journal.clock())}-table.csv"
            return Response(
                plain_table(item.table.heads, item.table.rows),
                media_type="text/csv; charset=utf-8",
                headers={"content-disposition": f'attachment; filename="{name}"'},
            )
    return ask.go("/i", say=say("That table is not here any more."))


PAGES = (
    Page(path="/i", view=show),
    Page(path="/i/table", view=take_table, methods=("POST",)),
)
