"""Look back at something; and, on a page of its own, whether it was free for everyone."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import TYPE_CHECKING

from leeward.events import Episode, LookBack
from leeward.events.vocabulary import Consent
from leeward.util.clock import utc_now
from leeward.util.errors import LeewardError
from leeward.util.ids import new_id
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.forms import Form, options
from leeward.web.lines import note_of
from leeward.web.noticing import THEN, after_answer, go_on
from leeward.web.pages.entry.view_models import details_of
from leeward.web.pages.look_back.forms import (
    NOT_YET,
    SOURCE_ASKED_ABOVE,
    WHEN,
    read_episode,
    read_look_back,
    read_when,
    show_look_back,
)
from leeward.web.pages.take.views import asked_again
from leeward.web.sealing import seal, zone_of
from leeward.web.writing import already_there, fresh_id

if TYPE_CHECKING:
    from collections.abc import Callable

    from starlette.responses import Response

    from leeward.events.history import ThisTime
    from leeward.util.ids import EntryId
    from leeward.web.asking import Ask


def show(
    ask: Ask, form: Form, *, action: str = "/k", known: bool = False, blank: bool = False
) -> Response:
    """Show the form; `known` when it is about something noted before.

    `blank` says that nothing of what is known stands on it.
    """
    return ask.page(
        "look_back/look_back.html",
        title=say("Look back"),
        section="/j",
        status=200 if form.ok else 422,
        form=form,
        action=action,
        known=known,
        blank=blank,
        seen=form.value("seen"),
        when_options=options(WHEN),
        new_id=form.value("n") or new_id(utc_now()),
    )


def fresh(ask: Ask) -> Response:
    """Note something new, with its look-back, in one commit."""
    if not ask.posted:
        return show(ask, Form())
    form = ask.form
    episode = read_episode(form)
    back = read_look_back(form)
    if not ask.is_open:
        at = read_when(form, utc_now(), zone_of(form))
        whole = episode if back is not None else None
        sealed = seal(ask, whole, form, at=at, about=about(back), again=show)
        unfree = back is not None and back.unfree and form.ok
        return ask.go(THEN) if unfree and after_answer(ask, unfree=True) else sealed
    journal = ask.journal
    at = read_when(form, journal.clock(), journal.settings.zone)
    if episode is None or back is None or not form.ok:
        return show(ask, form)
    name = fresh_id(ask)
    if not already_there(ask):
        try:
            stored = journal.look_backs.add(episode, back, at=at, entry_id=name)
        except LeewardError as error:
            form.catch(error)
            return show(ask, form)
        name = stored[0].id
    return after(ask, name or NOT_YET, back)


def about(back: LookBack | None) -> Callable[[EntryId], LookBack] | None:
    """Return what makes the look-back of a sealed episode, or None where nothing was said."""
    if back is None or back == LookBack(episode=back.episode):
        return None
    return lambda episode: replace(back, episode=episode)


def known(ask: Ask) -> Response:
    """Look back at something noted before, or change what was said about it."""
    time = find(ask)
    if time is None:
        return ask.gone()
    action = f"/k/{time.entry.id}"
    blank = time.look_back is None or time.look_back.unfree
    if not ask.posted:
        shown = Form.of(show_look_back(time.episode, time.look_back))
        return show(ask, shown, action=action, known=True, blank=blank)
    form = ask.form
    episode = read_episode(form)
    back = read_look_back(form, time.entry.id)
    if episode is None or back is None:
        return show(ask, form, action=action, known=True, blank=blank)
    store(ask, time, episode, back)
    return after(ask, time.entry.id, back)


def store(ask: Ask, time: ThisTime, episode: Episode, back: LookBack) -> None:
    """Store what changed, as corrections or as a first look-back."""
    changes = ask.journal.changes
    kept = replace(episode, note=time.episode.note, urge=time.episode.urge)
    if kept != time.episode:
        latest = changes.look_up(time.entry.id).latest
        changes.correct(time.entry.id, kept, seen=latest)
    if time.look_back is None or time.look_back_entry is None:
        ask.journal.look_backs.complete(back)
        return
    whole = replace(back, consent=time.look_back.consent)
    if time.look_back.unfree:
        whole = over(time.look_back, whole)
    if whole != time.look_back:
        place = time.look_back_entry.id
        changes.correct(place, whole, seen=changes.look_up(place).latest)


def over(stored: LookBack, back: LookBack) -> LookBack:
    """Put what was filled in over what was covered on the form; empty fields take nothing back."""
    said = {field.name: getattr(back, field.name) for field in fields(LookBack)}
    told = {name: value for name, value in said.items() if value not in {None, "", ()}}
    if back.had_to is not None and back.had_to <= SOURCE_ASKED_ABOVE:
        told["had_to_source"] = None
    return replace(stored, **told)


def after(ask: Ask, entry_id: str, back: LookBack) -> Response:
    """Go where the form said, quietly where an answer was unfree."""
    if not back.unfree and ask.form.value("then") == "apart":
        return ask.go(f"/k/{entry_id}/apart")
    undo = f"/n/{entry_id}/off"
    return go_on(ask, "/t", say=say("Saved."), undo=undo, unfree=back.unfree, about=entry_id)


def find(ask: Ask) -> ThisTime | None:
    """Return the episode the address names."""
    return ask.journal.look_backs.find(ask.params["id"])


def apart(ask: Ask) -> Response:
    """Ask about consent, alone on its page; a stored answer shows only on asking again."""
    time = find(ask)
    if time is None:
        return ask.gone()
    stored = time.look_back.consent if time.look_back else None
    if ask.posted and ask.form.value("show") == "yes":
        if not asked_again(ask, say("That is not the passphrase. The answer stays covered.")):
            return apart_page(ask, time, ask.form, answered=True)
        shown = Form.of({"consent": stored.value if stored else ""})
        return apart_page(ask, time, shown, answered=False, told=True)
    if not ask.posted:
        covered = stored is not None or (time.look_back is not None and time.look_back.unfree)
        return apart_page(ask, time, Form(), answered=covered)
    consent = ask.form.one("consent", Consent)
    if not ask.form.ok:
        return apart_page(ask, time, ask.form, answered=False)
    back = replace(time.look_back or LookBack(episode=time.entry.id), consent=consent)
    store_consent(ask, time, back)
    return go_on(ask, "/t", say=say("Saved."), unfree=back.unfree, about=time.entry.id)


def apart_page(
    ask: Ask, time: ThisTime, form: Form, *, answered: bool, told: bool = False
) -> Response:
    """Show the page; earlier answers stay covered until the person asks for them.

    `told` shows with them what the look-back says, since nothing of it stands on other pages.
    """
    item = ask.journal.timeline.item(time.entry.id) if told else None
    return ask.page(
        "look_back/apart.html",
        title=say("Notes"),
        section="/j",
        status=200 if form.ok else 422,
        form=form,
        entry_id=time.entry.id,
        answered=answered,
        protected=ask.journal.care is not None,
        details=details_of(item, ask.journal.settings.words, asked=True) if item else (),
        note=note_of(item, asked=True) if item else "",
    )


def store_consent(ask: Ask, time: ThisTime, back: LookBack) -> None:
    """Store the answer with the look-back it belongs to."""
    if time.look_back is None or time.look_back_entry is None:
        if back.consent is not None:
            ask.journal.look_backs.complete(back)
        return
    if back != time.look_back:
        place = time.look_back_entry.id
        changes = ask.journal.changes
        changes.correct(place, back, seen=changes.look_up(place).latest)


PAGES = (
    Page(path="/k", view=fresh, methods=("GET", "POST"), outlives_lock=True),
    Page(path="/k/{id}", view=known, methods=("GET", "POST"), hands_back=True),
    Page(path="/k/{id}/apart", view=apart, methods=("GET", "POST")),
)
