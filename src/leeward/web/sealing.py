"""What a person writes while the journal is locked is sealed, never lost and never read back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.util.clock import system_zone
from leeward.util.errors import InputError, LeewardError
from leeward.web.writing import fresh_id

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.events import Body
    from leeward.web.asking import Ask
    from leeward.web.forms import Form


def seal(ask: Ask, body: Body | None, form: Form, *, template: str = "door/note.html") -> Response:
    """Seal one entry until the next unlock, or show the form again with what is wrong."""
    zone = system_zone()
    at = form.moment("at", zone)
    if body is not None and form.ok:
        try:
            ask.house.place.seal(body, zone=zone, at=at, entry_id=fresh_id(ask))
        except InputError as error:
            form.catch(error)
        except LeewardError as error:
            form.blame("", error.message)
        else:
            ask.session.flash = {"text": "sealed"}
            return ask.go("/")
    return ask.page(
        template, title="Note", status=422, form=form, new_id=form.value("n"), own_triggers=()
    )
