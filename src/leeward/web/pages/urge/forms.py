"""Reading a pull and what happened then."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leeward.events import Urge
from leeward.events.vocabulary import Need, UrgeOutcome
from leeward.util.errors import InputError
from leeward.util.language import say
from leeward.web.forms import NAME
from leeward.web.pages.today.forms import read_triggers, show_triggers

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leeward.events import OwnTrigger
    from leeward.web.forms import Form


def read_urge(form: Form, own: Sequence[OwnTrigger] | None = None) -> Urge | None:
    """Read an urge, or None with the problems noted in the form."""
    fields: dict[str, Any] = {
        "strength": form.rating("strength"),
        "outcome": form.one("outcome", UrgeOutcome),
        "need": form.one("need", Need),
        "way": form.words("way", limit=NAME),
        "triggers": read_triggers(form, own),
        "note": form.words("note"),
    }
    if not form.ok:
        return None
    try:
        made = Urge(**fields)
    except InputError as error:
        form.catch(error)
        return None
    if made == Urge():
        form.blame("strength", say("Nothing was filled in yet. One answer is enough."))
        return None
    return made


def show_urge(body: Urge) -> dict[str, str | list[str]]:
    """Turn a stored urge into what its form shows."""
    return {
        "strength": "" if body.strength is None else str(body.strength),
        "outcome": body.outcome.value if body.outcome else "",
        "need": body.need.value if body.need else "",
        "way": body.way,
        "note": body.note,
        **show_triggers(body.triggers),
    }
