"""What belongs to an entry: everything stored that was said about it or as part of it."""

from __future__ import annotations

from leeward.core.projections import Fold
from leeward.events import Entry, Episode, PauseEnded
from leeward.util.ids import EntryId

OF_A_PAUSE = frozenset(
    {"pause_started", "step_answered", "way_offered", "pause_ended", "pause_next_day"}
)


def all_about(state: Fold, target: EntryId) -> tuple[Entry, ...]:
    """Return an entry, what belongs to it, and every version of each, as they were stored.

    To an episode belong its look-backs and the answers of the day after; to a pause its start
    and every step. A practice or an urge of a pause is an entry of its own.
    """
    entry = state.originals.get(target)
    if entry is None:
        return ()
    if isinstance(entry.body, Episode):
        told = state.told_later.get(target, ())
        whole = [entry, *(state.originals[i] for i in told if i in state.originals)]
    elif isinstance(entry.body, PauseEnded):
        pause = entry.body.pause
        whole = [one for one in state.originals.values() if _is_of(one, pause)]
    else:
        whole = [entry]
    return tuple(each for one in whole for each in (one, *state.corrections_of(one.id)))


def _is_of(entry: Entry, pause: EntryId) -> bool:
    return entry.kind in OF_A_PAUSE and pause in {entry.id, getattr(entry.body, "pause", None)}
