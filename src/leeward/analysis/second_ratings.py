"""Two ratings of one urge: what a log says about how fast an urge passes.

A pair is only made where nothing else can have ended the urge: no such time, and no other urge,
lies between its two ratings.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from leeward.events.check_in import CheckIn, Urge
from leeward.events.entry import Entry
from leeward.events.pause import PauseEnded, PauseStep, PracticeDone, StepAnswered
from leeward.util.ids import EntryId

WITHIN: Final = timedelta(hours=3)
LEAST_SECONDS: Final = 20.0
LEAST_AWAY: Final = 5


@dataclass(frozen=True, slots=True)
class Again:
    """An urge rated twice, `hours` apart; `pause` where a pause or another way came between."""

    hours: float
    before: int
    after: int
    pause: bool


def rated_twice(entries: Sequence[Entry], times: Sequence[datetime]) -> list[Again]:
    """Return every pair of ratings in `entries` (by time); `times` are when an urge was followed.

    Inside a pause: its first rating and the one at its end. Around a practice on its own: before
    and after. Else an urge that was noted, and the next check-in or, where it was still there, the
    next note of it, within three hours.
    """
    in_pauses = _in_pauses(entries)
    found = list(in_pauses.values())
    found += _around_practices(entries, set(in_pauses))
    found += _noted_again(entries, times)
    return found


def usual_urge(entries: Sequence[Entry]) -> float:
    """Return the mean urge at check-ins more than three hours after any urge; 0 below five."""
    urges = [entry.at for entry in entries if isinstance(entry.body, Urge)]
    return mean_away(
        [
            (entry.at, entry.body.urge)
            for entry in entries
            if isinstance(entry.body, CheckIn) and entry.body.urge is not None
        ],
        urges,
    )


def mean_away(rated: Sequence[tuple[datetime, int]], urges: Sequence[datetime]) -> float:
    """Return the mean of ratings away from `urges` (both by time); 0 where there are too few."""
    away = []
    for at, value in rated:
        last = bisect_right(urges, at) - 1
        if last < 0 or at - urges[last] > WITHIN:
            away.append(value)
    return sum(away) / len(away) if len(away) >= LEAST_AWAY else 0.0


def _pair(first: datetime, before: int, last: datetime, after: int) -> Again | None:
    seconds = (last - first).total_seconds()
    if before == 0 or seconds < LEAST_SECONDS:
        return None
    return Again(hours=seconds / 3600, before=before, after=after, pause=True)


def _in_pauses(entries: Sequence[Entry]) -> dict[EntryId, Again]:
    first: dict[EntryId, tuple[datetime, int]] = {}
    found: dict[EntryId, Again] = {}
    for entry in entries:
        body = entry.body
        if isinstance(body, StepAnswered) and body.step is PauseStep.RATE:
            if body.urge is not None:
                first.setdefault(body.pause, (entry.at, body.urge))
        elif isinstance(body, PauseEnded) and body.urge is not None and body.pause in first:
            at, before = first[body.pause]
            pair = _pair(at, before, entry.at, body.urge)
            if pair is not None:
                found[body.pause] = pair
    return found


def _around_practices(entries: Sequence[Entry], told: set[EntryId]) -> list[Again]:
    found = []
    for entry in entries:
        body = entry.body
        if not isinstance(body, PracticeDone) or (body.pause or "") in told:
            continue
        if body.urge_before is None or body.urge_after is None or body.seconds is None:
            continue
        until = entry.at + timedelta(seconds=body.seconds)
        pair = _pair(entry.at, body.urge_before, until, body.urge_after)
        if pair is not None:
            found.append(pair)
    return found


def _noted_again(entries: Sequence[Entry], times: Sequence[datetime]) -> list[Again]:
    """Urges and the next rating of how strong it is now; a second urge ends the first one's tale."""
    found = []
    for i, entry in enumerate(entries):
        urge = entry.body
        if not isinstance(urge, Urge) or not urge.strength:
            continue
        for later in entries[i + 1 :]:
            if later.at - entry.at > WITHIN:
                break
            after, ends = _rating_of(later, urge)
            if after is None and not ends:
                continue
            between = any(entry.at <= at <= later.at for at in times)
            if after is not None and not between and later.at > entry.at:
                found.append(
                    Again(
                        hours=(later.at - entry.at).total_seconds() / 3600,
                        before=urge.strength,
                        after=after,
                        pause=urge.pause is not None,
                    )
                )
            break
    return found


def _rating_of(later: Entry, urge: Urge) -> tuple[int | None, bool]:
    """A later entry's rating of the urge, and whether nothing after it can tell."""
    body = later.body
    if isinstance(body, CheckIn):
        return body.urge, body.urge is not None
    if isinstance(body, Urge):
        still = urge.outcome is None or urge.outcome.value == "still_here"
        return (body.strength if still else None), True
    return None, False
