"""Your cycle: shown from a kept fit, worked out beside the page, one change at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.core.cycle import change_of
from leeward.util.clock import day_of
from leeward.util.language import mark, say
from leeward.web.asking import Page
from leeward.web.noticing import closed
from leeward.web.pages.cycle.forms import USUAL, read_change
from leeward.web.pages.cycle.guess import PAGES as GUESS_PAGES
from leeward.web.quiet import in_words

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

CHOSEN = "cycle-change"
STAGES = {
    "": mark("Getting ready"),
    "fit": mark("Fitting your notes"),
    "numbers": mark("Working out the numbers"),
    "line": mark("Drawing the line"),
    "pairs": mark("Making up weeks, in pairs"),
    "checks": mark("Checking it against itself"),
    "bond": mark("Looking at stress and your bond"),
    "done": mark("Nearly there"),
}


def show(ask: Ask) -> Response:
    """Show the kept fit; where something is new, start the work and look again later.

    While the answers of this visit say that other things matter more, no figure stands here.
    """
    from leeward.web.pages.cycle.view_models import cycle_view  # noqa: PLC0415  costs numpy

    if "metrics" in closed(ask):
        return ask.page("insights/later.html", title=say("Insights"), section="/i")
    journal = ask.journal
    put = in_words(journal.settings.words)
    if not journal.timeline.items():
        return ask.page(
            "cycle/cycle.html",
            title=say("Insights"),
            section="/i",
            view=None,
            empty=True,
            waiting="",
            failed="",
            trying=False,
            try_failed="",
        )
    state = journal.cycle.state()
    chosen = _chosen(ask)
    answer, trying, try_failed = None, False, ""
    if state.page is not None and state.page.levers and chosen != USUAL:
        found = journal.cycle.what_if(change_of(**chosen))
        answer, trying, try_failed = found.answer, found.working, found.failed
    zone = journal.settings.zone
    view = None
    if state.page is not None:
        view = cycle_view(
            state.page,
            zone=zone,
            today=day_of(journal.clock(), zone),
            chosen=chosen,
            answer=answer,
            put=put,
        )
    return ask.page(
        "cycle/cycle.html",
        title=say("Insights"),
        section="/i",
        view=view,
        empty=False,
        waiting=say(STAGES.get(state.stage, STAGES[""])) if state.working else "",
        failed=state.failed,
        trying=trying,
        try_failed=try_failed,
    )


def change(ask: Ask) -> Response:
    """Keep the chosen change for this visit and show what it would bring."""
    ask.session.keep(CHOSEN, read_change(ask.form))
    return ask.go("/i/cycle#try")


def _chosen(ask: Ask) -> dict[str, int]:
    kept = ask.session.kept.get(CHOSEN)
    return {**USUAL, **kept} if isinstance(kept, dict) else dict(USUAL)


PAGES = (
    Page(path="/i/cycle", view=show),
    Page(path="/i/cycle/change", view=change, methods=("POST",)),
    *GUESS_PAGES,
)
