"""The second keys and sealed entries of a journal as they were stored.

Changes by other entries do not count here: a second key cannot be taken back and brought again, nor
corrected into another, so nobody can keep one asleep or switch one off unseen.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.events import Entry, KeptBehind, SecondKeyMade
from leeward.vault.second_key import SecondKey

if TYPE_CHECKING:
    from leeward.core.projections import Fold
    from leeward.util.ids import EntryId


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


def _key(body: SecondKeyMade) -> SecondKey:
    return SecondKey(
        public=bytes.fromhex(body.public), params=body.params, wrapped=bytes.fromhex(body.wrapped)
    )
