"""What the notes show, with its ranges, its amounts and what it cannot say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.util.clock import day_of
from leeward.web.asking import Page

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask


def show(ask: Ask) -> Response:
    """Show the insights, kept by the facade until something new is stored."""
    from leeward.web.pages.insights.view_models import insights_view  # noqa: PLC0415  costs numpy

    journal = ask.journal
    zone = journal.settings.zone
    empty = not journal.timeline.items()
    return ask.page(
        "insights/insights.html",
        title="Insights",
        section="/i",
        view=None
        if empty
        else insights_view(journal.insights.page(), zone, day_of(journal.clock(), zone)),
    )


PAGES = (Page(path="/i", view=show),)
