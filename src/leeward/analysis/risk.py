"""Time at risk: when something could have been written down at all.

No entry is not "nothing happened": a person sleeps, or does not use Leeward for a while. Out of
the whole stretch come the sleeping hours of the settings, on the person's own clock, and silences
of more than 48 hours (model-notes 1.3), the one up to now included.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leeward.events.settings import Settings
from leeward.util.clock import from_local, local

Ints = NDArray[np.int64]

SILENCE_MINUTES: Final = 48 * 60


def whole_minutes(start: datetime, at: datetime) -> int:
    """Return whole elapsed minutes from `start` to `at`."""
    return int((at - start).total_seconds() // 60)


def awake(start: datetime, end: datetime, settings: Settings) -> tuple[Ints, Ints]:
    """Return the waking stretches between two moments, in minutes since `start`.

    Equal bed and rising times mean that nothing is known of sleep: all of it counts as awake.
    """
    length = whole_minutes(start, end)
    if settings.sleep_from == settings.sleep_to:
        return np.array([0], dtype=np.int64), np.array([length], dtype=np.int64)
    day = local(start, settings.zone).date() - timedelta(days=1)
    last = local(end, settings.zone).date() + timedelta(days=1)
    later = timedelta(days=1) if settings.sleep_from < settings.sleep_to else timedelta()
    up, down = [], []
    while day <= last:
        rise = datetime.combine(day, settings.sleep_to)
        bed = datetime.combine(day, settings.sleep_from) + later
        up.append(whole_minutes(start, from_local(rise, settings.zone)))
        down.append(whole_minutes(start, from_local(bed, settings.zone)))
        day += timedelta(days=1)
    first = np.clip(np.array(up, dtype=np.int64), 0, length)
    until = np.clip(np.array(down, dtype=np.int64), 0, length)
    return first[until > first], until[until > first]


def at_risk(start: datetime, end: datetime, records: Ints, settings: Settings) -> tuple[Ints, Ints]:
    """Return disjoint sorted stretches at risk, in minutes since `start`.

    `records` are the sorted minutes of everything that was written.
    """
    first, until = awake(start, end, settings)
    return outside_silences(first, until, records, whole_minutes(start, end))


def outside_silences(first: Ints, until: Ints, records: Ints, length: int) -> tuple[Ints, Ints]:
    """Take silences of more than 48 hours out of sorted disjoint stretches of `length` minutes."""
    edges = np.concatenate([[0], records, [length]])
    long = np.flatnonzero(np.diff(edges) > SILENCE_MINUTES)
    # What is left between the silences, in order; then both lists are walked once.
    told_from = np.concatenate([[0], edges[long + 1]]).tolist()
    told_until = np.concatenate([edges[long], [length]]).tolist()
    out_from: list[int] = []
    out_until: list[int] = []
    at = 0
    for a, b in zip(first.tolist(), until.tolist(), strict=True):
        while at < len(told_from) and told_until[at] <= a:
            at += 1
        here = at
        while here < len(told_from) and told_from[here] < b:
            begin, end = max(a, told_from[here]), min(b, told_until[here])
            if begin < end:
                out_from.append(begin)
                out_until.append(end)
            here += 1
    return np.array(out_from, dtype=np.int64), np.array(out_until, dtype=np.int64)
