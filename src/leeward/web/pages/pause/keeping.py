"""Keeping what a pause brings: in the open journal, sealed while locked, nowhere without one."""

from __future__ import annotations

from datetime import UTC, datetime
from hashlib import blake2b
from typing import TYPE_CHECKING

from leeward.util.errors import LeewardError
from leeward.util.ids import check_id
from leeward.web.sealing import zone_of

if TYPE_CHECKING:
    from leeward.core.pauses import PauseBody
    from leeward.util.ids import EntryId
    from leeward.web.asking import Ask

KEPT_NOT = "unkept"


def keep(
    ask: Ask, body: PauseBody, *, entry_id: EntryId | None, at: datetime | None = None
) -> bool:
    """Keep one step under a name that stays the same when the form comes twice.

    A full outbox or a journal open for reading only never stands in the way of a pause: the
    answer is False and the page says so.
    """
    if ask.is_open and not writable(ask):
        ask.session.keep(KEPT_NOT, True)
        return False
    if ask.is_open:
        ask.journal.pauses.keep(body, at=at, entry_id=entry_id)
        return True
    if not ask.house.place.exists():
        return True
    try:
        ask.house.place.seal(body, zone=zone_of(ask.form), at=at, entry_id=entry_id)
    except LeewardError:
        ask.session.keep(KEPT_NOT, True)
        return False
    return True


def writable(ask: Ask) -> bool:
    """Whether the open journal takes entries; one opened for reading only takes none."""
    care = ask.journal.care
    return care is None or not care.read_only


def named(ask: Ask, what: str, content: object = "") -> EntryId | None:
    """Return a name for one of several entries of a form; the same words, the same name."""
    try:
        page = check_id(ask.form.value("n"))
    except LeewardError:
        return None
    return blake2b(f"{page}{what}{content!r}".encode(), digest_size=16).hexdigest()


def at_second(second: int) -> datetime:
    """Return a moment given in whole seconds since 1970."""
    return datetime.fromtimestamp(second, UTC)
