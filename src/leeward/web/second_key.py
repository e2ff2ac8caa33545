"""The second key between two pages: held with the visit that typed it, and only for a moment.

It is put away on the way to any other page, after five minutes, and with everything else on
locking and leaving.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from leeward.core.behind import Opened
    from leeward.web.asking import Ask

HELD: Final = "second-key"
ROOT: Final = "/m/again"
SECONDS: Final = 5 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """What lies behind the key, open, and until when on the clock of the sessions."""

    opened: Opened
    until: float


def hold(ask: Ask, opened: Opened) -> None:
    """Hold the key for this visit."""
    put_away(ask)
    ask.session.keep(HELD, Held(opened=opened, until=ask.house.sessions.clock() + SECONDS))


def held(ask: Ask) -> Opened | None:
    """Return what lies behind the key while it is at hand, or None."""
    found = ask.session.kept.get(HELD)
    if not isinstance(found, Held):
        return None
    if found.until < ask.house.sessions.clock() or not found.opened.is_open:
        put_away(ask)
        return None
    return found.opened


def put_away(ask: Ask) -> None:
    """Overwrite the key, if this visit holds it."""
    found = ask.session.kept.pop(HELD, None)
    if isinstance(found, Held):
        found.opened.close()


def on_the_way(ask: Ask) -> None:
    """Put the key away when another page is opened; parts of a page are no way out of it."""
    if not (ask.posted or ask.fragment or ask.path.startswith(ROOT)):
        put_away(ask)
