"""Names of new entries: made with the page, so that sending a form twice stores it once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.util.errors import InputError
from leeward.util.ids import check_id

if TYPE_CHECKING:
    from leeward.util.ids import EntryId
    from leeward.web.asking import Ask


def fresh_id(ask: Ask) -> EntryId | None:
    """Return the name the page gave its entry; None where it gave none that fits."""
    try:
        return check_id(ask.form.value("n"))
    except InputError:
        return None


def already_there(ask: Ask) -> bool:
    """Whether this very form was stored before, as after a double press or a reload."""
    name = fresh_id(ask)
    return name is not None and ask.is_open and ask.journal.known(name)
