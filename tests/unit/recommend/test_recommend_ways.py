"""What may be put first by chance, and the order given."""

from __future__ import annotations

from leeward.content.practices import common
from leeward.recommend.records import PLAIN
from leeward.recommend.ways import HIGH_DISTRESS, STEADYING, in_draw, ranks


def test_all_eligible_ways_may_come_first() -> None:
    """Below severe distress every eligible way is in the draw, the plain pause apart."""
    assert in_draw((PLAIN, "P10", "own-tea"), 7) == ("P10", "own-tea")
    assert in_draw(("P10", "own-tea"), None) == ("P10", "own-tea")


def test_severe_distress_leaves_the_steadying_ways() -> None:
    """At 8 and above only steadying ways come first; with none of them open, all others may."""
    assert in_draw(("P10", "P4", "P6", "P3"), 8) == ("P4", "P3")
    assert in_draw(("P10", "P6"), 10) == ("P10", "P6")


def test_the_rule_is_that_of_the_content() -> None:
    """The steadying ways and the limit are the ones the practice catalogue states."""
    assert set(STEADYING) == set(common().severe_first)
    assert common().severe_distress == HIGH_DISTRESS


def test_ranks_follow_the_order_of_the_moment() -> None:
    """First is 0; from the fifth place on, and for ways not eligible, 4."""
    names = (PLAIN, "P1", "P2", "P3", "P4", "P5", "P6", "P9")
    assert ranks(names, (PLAIN, "P2", "P1", "P3", "P4", "P5", "P6"))[1:] == [1, 0, 2, 3, 4, 4, 4]
