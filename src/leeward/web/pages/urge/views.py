"""Note a pull and, neutrally, what happened then."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.util.clock import utc_now
from leeward.util.errors import LeewardError
from leeward.util.ids import new_id
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.noticing import go_on
from leeward.web.pages.today.view_models import own_triggers
from leeward.web.pages.urge.forms import read_urge
from leeward.web.sealing import seal
from leeward.web.writing import fresh_id

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask


def show(ask: Ask, form: Form) -> Response:
    """Show the form."""
    return ask.page(
        "urge/urge.html",
        title=say("A pull"),
        section="/t",
        status=200 if form.ok else 422,
        form=form,
        action="/g",
        seen="",
        new_id=form.value("n") or new_id(utc_now()),
        own_triggers=own_triggers(ask.journal.settings) if ask.is_open else (),
    )


def route(ask: Ask) -> Response:
    """Answer the page; store what was sent, sealed where the journal was locked meanwhile."""
    if not ask.posted:
        return show(ask, Form())
    if not ask.is_open:
        return seal(ask, read_urge(ask.form), ask.form, again=show)
    settings = ask.journal.settings
    made = read_urge(ask.form, settings.own_triggers)
    at = ask.form.moment("at", settings.zone)
    if made is not None and ask.form.ok:
        try:
            entry = ask.journal.check_ins.add_urge(made, at=at, entry_id=fresh_id(ask))
        except LeewardError as error:
            ask.form.catch(error)
        else:
            return go_on(ask, "/t", say=say("Saved."), undo=f"/n/{entry.id}/off")
    return show(ask, ask.form)


PAGES = (Page(path="/g", view=route, methods=("GET", "POST"), outlives_lock=True),)
