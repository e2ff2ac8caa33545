"""A pause while the journal is locked: no history, no learning, a fixed order of safe ways."""

from __future__ import annotations

from leeward.content.practices import for_need
from leeward.events import WayOffered
from leeward.events.vocabulary import Need
from leeward.util.ids import EntryId

POLICY = "fixed-1"
SHOWN = 3


def fixed_ways(
    pause: EntryId,
    need: Need,
    *,
    distress: int | None = None,
    without: frozenset[str] = frozenset(),
) -> WayOffered | None:
    """Return the offer of a locked pause, to be sealed before it is shown; None with no way left.

    Only ways that are fit for everyone. The first has chance 1, so no estimate of what an
    offer does ever counts it.
    """
    ways = tuple(one.id for one in for_need(need, locked=True) if one.id not in without)
    if not ways:
        return None
    return WayOffered(
        pause=pause,
        ways=ways[:SHOWN],
        eligible=ways,
        propensities=(1.0, *[0.0] * (len(ways) - 1)),
        seed=0,
        policy=POLICY,
        randomised=False,
        need=need,
        distress=distress,
    )
