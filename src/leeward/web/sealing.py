"""What a person writes while the journal is locked is sealed, never lost and never read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.util.clock import system_zone, utc_now, zone_names
from leeward.util.errors import InputError, LeewardError
from leeward.util.ids import new_id
from leeward.util.language import say
from leeward.web.sessions import ZONE_FIELD
from leeward.web.writing import fresh_id

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from starlette.responses import Response

    from leeward.events import Body
    from leeward.util.ids import EntryId
    from leeward.web.asking import Ask
    from leeward.web.forms import Form


def zone_of(form: Form) -> str:
    """Return the zone the page was made in, or this machine's: settings cannot be read now."""
    named = form.value(ZONE_FIELD)
    return named if named in zone_names() else system_zone()


def note_again(ask: Ask, form: Form) -> Response:
    """Show the short note with what has to be looked at."""
    return ask.page(
        "door/note.html",
        title=say("Note"),
        status=422,
        form=form,
        new_id=form.value("n"),
        own_triggers=(),
    )


def seal(
    ask: Ask,
    body: Body | None,
    form: Form,
    *,
    at: datetime | None = None,
    about: Callable[[EntryId], Body] | None = None,
    again: Callable[[Ask, Form], Response] = note_again,
) -> Response:
    """Seal an entry until the next unlock, or show the form again with what is wrong.

    `at` is when it happened, read from the form's own time field where it is not given.
    `about` makes a second entry that belongs to the first, as a look-back to its episode.
    """
    zone = zone_of(form)
    moment = at or form.moment("at", zone)
    if body is not None and form.ok:
        name = fresh_id(ask) or new_id(utc_now())
        try:
            ask.house.place.seal(body, zone=zone, at=moment, entry_id=name)
            if about is not None:
                ask.house.place.seal(about(name), zone=zone, at=moment)
        except InputError as error:
            form.catch(error)
        except LeewardError as error:
            form.blame("", error.message)
        else:
            ask.session.flash = {"text": "sealed"}
            return ask.go("/")
    return again(ask, form)
