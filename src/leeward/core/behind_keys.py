"""The second keys and sealed entries of a journal as they were stored, and acting on what was seen.

Changes by other entries do not count here: a second key cannot be taken back and brought again, nor
corrected into another, so nobody can keep one asleep or switch one off unseen.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from leeward.events import Entry, KeptBehind, SecondKeyMade
from leeward.vault.errors import HeadMovedError
from leeward.vault.second_key import SecondKey

if TYPE_CHECKING:
    from leeward.core.journal import Journal
    from leeward.core.projections import Fold
    from leeward.util.ids import EntryId

T = TypeVar("T")
TRIES = 20


def keys_of(state: Fold) -> tuple[tuple[Entry, SecondKey], ...]:
    """Return the second keys in the order of storing; the first is the one to seal to."""
    return tuple(
        (entry, _key(entry.body))
        for entry in tuple(state.originals.values())
        if isinstance(entry.body, SecondKeyMade)
    )


def kept_of(state: Fold) -> tuple[tuple[Entry, KeptBehind], ...]:
    """Return what was put behind a second key, in the order of storing."""
    return tuple(
        (entry, entry.body)
        for entry in tuple(state.originals.values())
        if isinstance(entry.body, KeptBehind)
    )


def records_of(state: Fold) -> tuple[EntryId, ...]:
    """Return the ids of every key and sealed entry, with whatever was said about them."""
    stored = [entry.id for entry, _ in (*keys_of(state), *kept_of(state))]
    return tuple(
        each for one in stored for each in (one, *(e.id for e in state.corrections_of(one)))
    )


def on_what_was_seen(journal: Journal, act: Callable[[int], T]) -> T:
    """Run `act` with the head of the journal as it stands; anew if somebody wrote meanwhile.

    `act` looks at the journal after the head was read and commits on that head alone, so that
    what another program stored in between is neither missed nor sealed to a key that is gone.

    Raises:
        HeadMovedError: others wrote so often that it never came to it; nothing was changed.
    """
    for _ in range(TRIES - 1):
        try:
            return act(journal.head())
        except HeadMovedError:
            continue
    return act(journal.head())


def _key(body: SecondKeyMade) -> SecondKey:
    return SecondKey(
        public=bytes.fromhex(body.public), params=body.params, wrapped=bytes.fromhex(body.wrapped)
    )
