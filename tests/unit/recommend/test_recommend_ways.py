"""Which ways may be offered at all."""

from __future__ import annotations

from leeward.events.vocabulary import Need
from leeward.recommend.records import PLAIN
from leeward.recommend.ways import (
    DEFAULT_ORDER,
    SAFE_FOR_EVERYONE,
    default_rank,
    eligible_ways,
    locked_ways,
)

SERVES = {
    "P1": frozenset({Need.COMFORT}),
    "P2": frozenset({Need.COMFORT, Need.RELEASE}),
    "P3": frozenset({Need.DISTRACTION, Need.COMFORT}),
    "P4": frozenset({Need.RELEASE, Need.DISTRACTION}),
    "P7": frozenset(Need),
    "P8": frozenset({Need.COMFORT, Need.CONNECTION}),
    "P12": frozenset({Need.COMFORT}),
    "P13": frozenset({Need.COMFORT}),
    "own-tea": frozenset({Need.COMFORT}),
}


def test_default_order_comes_first_then_all_that_fit() -> None:
    """The default ways lead, other fitting ones follow in catalogue order, own ones too."""
    ways = eligible_ways(need=Need.COMFORT, distress=4, serves=SERVES)
    assert ways == ("P1", "P8", "P12", "P13", "P2", "P3", "own-tea")


def test_closed_and_just_tried_ways_are_out() -> None:
    """What is ruled out for the person or was just tried is not in the list, nor the pause itself."""
    ways = eligible_ways(
        need=Need.COMFORT, distress=4, serves=SERVES, closed={"P12"}, just_tried={"P1"}
    )
    assert not {"P12", "P1", PLAIN} & set(ways)


def test_high_distress_leaves_the_three_calming_ways() -> None:
    """At 8 and above: grounding, orienting, paced breathing, whatever the need."""
    assert eligible_ways(need=Need.COMFORT, distress=8, serves=SERVES) == ("P3", "P4", "P1")
    assert eligible_ways(need=Need.COMFORT, distress=9, serves=SERVES, closed={"P1", "P4"}) == (
        "P3",
    )
    assert "P8" in eligible_ways(need=Need.COMFORT, distress=7, serves=SERVES)
    none_open = eligible_ways(
        need=Need.COMFORT, distress=9, serves=SERVES, closed={"P1", "P3", "P4"}
    )
    assert none_open == ("P8", "P12", "P13", "P2", "own-tea")


def test_pleasure_has_no_ways() -> None:
    """Nothing is suggested for “I just want to”, unlocked or locked."""
    assert eligible_ways(need=Need.PLEASURE, distress=9, serves=SERVES) == ()
    assert locked_ways(Need.PLEASURE) == ()


def test_locked_ways_are_the_ones_safe_for_everyone() -> None:
    """Locked, every need sees the same safe set, best fitting first, never P16, P17 or P22."""
    for need in set(Need) - {Need.PLEASURE}:
        assert set(locked_ways(need)) == set(SAFE_FOR_EVERYONE)
    assert locked_ways(Need.DISTRACTION)[:4] == ("P3", "P19", "P15", "P11")
    assert "P4" not in locked_ways(Need.RELEASE, closed={"P4"})


def test_rank_follows_the_default_order() -> None:
    """The first default way has rank 0; ways the order does not name rank 4."""
    assert [default_rank(w, Need.RELEASE) for w in DEFAULT_ORDER[Need.RELEASE]] == [0, 1, 2, 3]
    assert default_rank("own-tea", Need.RELEASE) == 4
