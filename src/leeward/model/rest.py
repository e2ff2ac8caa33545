"""The hours in which a person never logs, learned from when they do.

Silence in sleep says nothing. A fixed night is right for most; a log with entries at three in the
morning shows that it is wrong for this person, and then counting those hours as asleep would make
everything look more frequent than it is.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from leeward.model.data import DAY, Ints

USUAL: Final = (23 * 60 + 30, 7 * 60 + 30)
SLOT: Final = 30
SHORTEST: Final = 4 * 60
LONGEST: Final = 10 * 60
TOLERATED: Final = 0.05
QUIET: Final = 0.02


def quiet_hours(minute_of_day: Ints, usual: tuple[int, int] = USUAL) -> tuple[int, int] | None:
    """Find the nightly stretch (from, until, local minutes of the day) without entries.

    `minute_of_day` (n,) are local times of entries made at a time of the person's own choosing:
    episodes, urges, triggers. The usual night stands while at most 5 % of them fall into it.
    Otherwise the longest stretch of 4 to 10 hours with at most 2 % is taken, and None means that
    this person may log at any hour.
    """
    slots = np.bincount(minute_of_day % DAY // SLOT, minlength=DAY // SLOT)
    total = int(slots.sum())
    if _inside(slots, *usual) <= TOLERATED * total:
        return usual
    for length in range(LONGEST, SHORTEST - 1, -SLOT):
        counts = [_inside(slots, start, (start + length) % DAY) for start in range(0, DAY, SLOT)]
        best = int(np.argmin(counts))
        if counts[best] <= QUIET * total:
            return best * SLOT, (best * SLOT + length) % DAY
    return None


def _inside(slots: Ints, start: int, stop: int) -> int:
    """Entries from `start` to `stop`, minutes of the day, across midnight where need be."""
    first, last = start // SLOT, stop // SLOT
    if first <= last:
        return int(slots[first:last].sum())
    return int(slots[first:].sum() + slots[:last].sum())
