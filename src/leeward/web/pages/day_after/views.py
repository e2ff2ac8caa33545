"""The opted-in question of the day after."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from leeward.events import CostMark, NextDay
from leeward.events.vocabulary import Consequence
from leeward.util.clock import local
from leeward.util.language import say
from leeward.util.said import day_and_clock
from leeward.web.asking import Page
from leeward.web.forms import Form

if TYPE_CHECKING:
    from datetime import datetime

    from starlette.responses import Response

    from leeward.core.leeward import Leeward
    from leeward.events.history import ThisTime
    from leeward.web.asking import Ask

FROM = timedelta(hours=18)
UNTIL = timedelta(hours=40)


def waiting(journal: Leeward, now: datetime) -> tuple[ThisTime, ...]:
    """Return the times of about a day ago that may be asked about, newest first.

    Only where the person asked for it; never about what was not free or was left out.
    """
    if not journal.settings.next_day_question:
        return ()
    return tuple(
        time
        for time in reversed(journal.look_backs.all())
        if FROM <= now - time.at <= UNTIL and time.next_day is None and time.counts_as_coping
    )


def read(form: Form, episode: str) -> NextDay | None:
    """Read the answers, or None with the problems noted in the form."""
    costs = tuple(
        CostMark(consequence=cost, bother=form.rating(f"costs-{cost.value}"))
        for cost in form.several("costs", Consequence)
    )
    made = NextDay(
        episode=episode,
        distress=form.rating("distress"),
        freer=form.rating("freer"),
        good_words=form.words("good_words"),
        cost_words=form.words("cost_words"),
        costs=costs,
    )
    if form.ok and made == NextDay(episode=episode):
        form.blame("good_words", say("Nothing was filled in yet. One answer is enough."))
    return made if form.ok else None


def route(ask: Ask) -> Response:
    """Ask once, take what is given."""
    journal = ask.journal
    time = journal.look_backs.find(ask.params["id"])
    if time is None or not time.counts_as_coping:
        return ask.go("/t")
    form = ask.form if ask.posted else Form()
    if ask.posted:
        made = read(form, time.entry.id)
        if made is not None:
            journal.look_backs.next_day(made)
            return ask.go("/t", say=say("Saved."))
    here = local(time.at, journal.settings.zone)
    return ask.page(
        "day_after/day_after.html",
        title=say("Notes"),
        section="/t",
        status=200 if form.ok else 422,
        form=form,
        entry_id=time.entry.id,
        when=day_and_clock(here),
    )


PAGES = (Page(path="/d/{id}", view=route, methods=("GET", "POST"), hands_back=True),)
