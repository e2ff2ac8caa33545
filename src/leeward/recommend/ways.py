"""What the policy knows of ways without learning: their order, and what severe distress asks.

Which ways serve a need, which are closed, and the default order itself are content; they come in
as the list of eligible ways, best guess first.
"""

from __future__ import annotations

from collections.abc import Sequence

from leeward.recommend.records import PLAIN

HIGH_DISTRESS = 8
STEADYING = ("P3", "P4", "P1")
"""Grounding, orienting, paced breathing: first at severe distress, whatever the need."""
LAST_RANK = 4


def in_draw(eligible: Sequence[str], distress: int | None) -> tuple[str, ...]:
    """The ways chance may put first, in the order given, the plain pause left out.

    All eligible ones; at distress 8 or more only the steadying ones, where at least one of them
    is eligible.
    """
    ways = tuple(way for way in eligible if way != PLAIN)
    if distress is not None and distress >= HIGH_DISTRESS:
        steadying = tuple(way for way in ways if way in STEADYING)
        return steadying or ways
    return ways


def ranks(names: Sequence[str], eligible: Sequence[str]) -> list[int]:
    """Place of each name in the default order that came with the moment, 4 at most."""
    ways = [way for way in eligible if way != PLAIN]
    return [min(ways.index(name), LAST_RANK) if name in ways else LAST_RANK for name in names]
