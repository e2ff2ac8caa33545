"""Today: check in, see the day so far."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.core.reminders import State
from leeward.util.errors import InputError, LeewardError
from leeward.util.language import say
from leeward.web.asking import Needs, Page
from leeward.web.forms import Form
from leeward.web.noticing import closed, go_on
from leeward.web.pages.today.forms import read_check_in
from leeward.web.pages.today.view_models import today_view
from leeward.web.sealing import seal
from leeward.web.writing import fresh_id

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask


def show(ask: Ask, form: Form | None = None) -> Response:
    """Show the check-in and the day so far."""
    shown = form or Form()
    return ask.page(
        "today/today.html",
        title=say("Today"),
        section="/t",
        status=200 if shown.ok else 422,
        form=shown,
        view=today_view(ask.journal, ask.journal.clock()),
        prompt=prompt(ask),
    )


def prompt(ask: Ask) -> str:
    """Return the name of a reminder that is due, once; what was missed leaves no word."""
    care = ask.journal.care
    still = (care is not None and care.read_only) or "prompts" in closed(ask)
    due = None if still else ask.journal.reminders.due()
    if due is None:
        return ""
    ask.journal.reminders.note(due.reminder, State.SHOWN)
    return due.reminder


def save(ask: Ask) -> Response:
    """Store a check-in; sealed instead of lost if the journal was locked meanwhile."""
    form = ask.form
    if not ask.is_open:
        made = read_check_in(form)
        return seal(ask, made, form)
    settings = ask.journal.settings
    made = read_check_in(form, settings.own_triggers)
    at = form.moment("at", settings.zone)
    if made is None or not form.ok:
        return show(ask, form)
    try:
        entry = ask.journal.check_ins.add(made, at=at, entry_id=fresh_id(ask))
    except InputError as error:
        form.catch(error)
        return show(ask, form)
    except LeewardError as error:
        form.blame("", error.message)
        return show(ask, form)
    return go_on(ask, "/t", say=say("Saved."), undo=f"/n/{entry.id}/off")


def route(ask: Ask) -> Response:
    """Answer the Today page."""
    return save(ask) if ask.posted else show(ask)


PAGES = (
    Page(path="/t", view=route, methods=("GET", "POST"), needs=Needs.OPEN, outlives_lock=True),
)
