"""One entry: read it, change it, take it back, forget it for good."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.core.changes import GoneError
from leeward.core.timeline import Item
from leeward.events import CheckIn, Episode, Urge
from leeward.util.clock import local
from leeward.util.errors import LeewardError
from leeward.util.language import mark, say
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.pages.entry.view_models import entry_view
from leeward.web.pages.today.forms import read_check_in, show_check_in
from leeward.web.pages.today.view_models import own_triggers
from leeward.web.pages.urge.forms import read_urge, show_urge
from leeward.web.wording import wall_value

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.core.changes import EntryHistory
    from leeward.web.asking import Ask

FORGET = mark("forget")


def look_up(ask: Ask) -> EntryHistory | None:
    """Return the entry the address names, also one that was taken back."""
    try:
        return ask.journal.changes.look_up(ask.params["id"])
    except GoneError:
        return None


def show(ask: Ask) -> Response:
    """Show one entry."""
    known = look_up(ask)
    if known is None:
        return ask.gone()
    item = ask.journal.timeline.item(ask.params["id"]) or Item(
        entry=known.entry or known.versions[-1].entry, this_time=None, changed=False
    )
    return ask.page(
        "entry/entry.html",
        title=say("Note"),
        section="/j",
        view=entry_view(
            item,
            known,
            ask.journal.settings,
            brought=item.entry.id in ask.journal.reflections.brought(),
        ),
    )


def edit(ask: Ask) -> Response:
    """Change an entry; each change is a new version, the old ones stay readable."""
    known = look_up(ask)
    if known is None or known.entry is None:
        return ask.gone()
    body = known.entry.body
    if isinstance(body, Episode):
        return ask.go(f"/k/{known.entry.id}")
    if not isinstance(body, CheckIn | Urge):
        return ask.go(f"/n/{known.entry.id}")
    settings = ask.journal.settings
    if not ask.posted:
        shown = show_check_in(body) if isinstance(body, CheckIn) else show_urge(body)
        at = wall_value(local(known.entry.at, settings.zone))
        return edit_page(ask, Form.of({**shown, "at": at}), body, known.latest)
    form = ask.form
    made = (
        read_check_in(form, settings.own_triggers)
        if isinstance(body, CheckIn)
        else read_urge(form, settings.own_triggers)
    )
    at_moment = form.moment("at", settings.zone)
    if at_moment == known.entry.at.replace(second=0, microsecond=0):
        at_moment = known.entry.at
    if made is None or not form.ok:
        return edit_page(ask, form, body, form.value("seen"))
    try:
        ask.journal.changes.correct(
            known.entry.id, made, seen=form.value("seen") or known.latest, at=at_moment
        )
    except LeewardError as error:
        form.catch(error)
        return edit_page(ask, form, body, form.value("seen"))
    return ask.go(f"/n/{known.entry.id}", say=say("Changed. The earlier version is kept below."))


def edit_page(ask: Ask, form: Form, body: CheckIn | Urge, seen: str) -> Response:
    """Show the form with what is stored."""
    return ask.page(
        "entry/check_in.html" if isinstance(body, CheckIn) else "urge/urge.html",
        title=say("Note"),
        section="/j",
        status=200 if form.ok else 422,
        form=form,
        action=f"/n/{ask.params['id']}/edit",
        seen=seen,
        new_id="",
        own_triggers=own_triggers(ask.journal.settings),
    )


def take_back(ask: Ask) -> Response:
    """Take an entry back; for ten seconds a toast offers to bring it back, later its page."""
    known = look_up(ask)
    if known is None:
        return ask.gone()
    entry_id = ask.params["id"]
    if not known.withdrawn:
        ask.journal.changes.withdraw(entry_id)
    return ask.go(
        "/j", say=say("Taken back."), undo=f"/n/{entry_id}/on", undo_label=say("Bring it back")
    )


def bring_back(ask: Ask) -> Response:
    """Bring a taken-back entry back."""
    known = look_up(ask)
    if known is None:
        return ask.gone()
    ask.journal.changes.restore(ask.params["id"])
    return ask.go(f"/n/{ask.params['id']}", say=say("It is back."))


def forget(ask: Ask) -> Response:
    """Remove an entry for good, after a typed word."""
    known = look_up(ask)
    if known is None:
        return ask.gone()
    form = ask.form
    if ask.posted:
        if form.typed("word", FORGET):
            ask.journal.changes.forget(ask.params["id"])
            return ask.go("/j", say=say("Forgotten. Nothing of it is kept here."))
        form.blame("word", say("Type the word “{word}” to go on.", word=say(FORGET)))
    return ask.page(
        "entry/forget.html",
        title=say("Note"),
        section="/j",
        status=200 if form.ok else 422,
        form=form,
        entry_id=ask.params["id"],
        word=say(FORGET),
    )


PAGES = (
    Page(path="/n/{id}", view=show),
    Page(path="/n/{id}/edit", view=edit, methods=("GET", "POST"), hands_back=True),
    Page(path="/n/{id}/off", view=take_back, methods=("POST",)),
    Page(path="/n/{id}/on", view=bring_back, methods=("POST",)),
    Page(path="/n/{id}/forget", view=forget, methods=("GET", "POST")),
)
