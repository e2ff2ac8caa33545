"""Words on a form that was sent after the journal had locked: handed back after unlocking.

New entries are sealed instead (`sealing`). A form that changes something already there cannot be:
what is sealed may add, never change. So its fields wait in the memory of this program, with the
visit that sent them, readable on no page until the journal is open again. Leaving, locking once
more or the end of the visit throws them away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from leeward.web.sessions import FORM_FIELD, ZONE_FIELD

if TYPE_CHECKING:
    from leeward.web.forms import Form
    from leeward.web.sessions import Session

HANDED: Final = "handed"
BACK: Final = "/u/back"
NOT_WORDS: Final = frozenset({FORM_FIELD, ZONE_FIELD})
NAMES: Final = frozenset({"n", "seen"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Handed:
    """A form that waits: where it was going, and its fields in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]


def hand_over(session: Session, path: str, form: Form) -> None:
    """Hold the fields of a form, where anything was filled in."""
    fields = tuple(
        (name, value)
        for name, values in form.items.items()
        if name not in NOT_WORDS
        for value in values
    )
    if any(value.strip() for name, value in fields if name not in NAMES):
        session.keep(HANDED, Handed(path=path, fields=fields))


def handed(session: Session | None) -> Handed | None:
    """Return what waits with a visit, or None."""
    found = session.kept.get(HANDED) if session else None
    return found if isinstance(found, Handed) else None


def taken(session: Session, path: str) -> None:
    """Let go of what waited once its form was sent again, or once the person let it go."""
    found = handed(session)
    if found is not None and path in {found.path, BACK}:
        session.kept.pop(HANDED, None)
