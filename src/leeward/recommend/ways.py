"""Which ways may be offered for a need, and in which order before anything is learned.

The default orders are those of the practice catalogue; `docs/science/recommender.md` says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from leeward.events.vocabulary import Need
from leeward.recommend.records import PLAIN

DEFAULT_ORDER: dict[Need, tuple[str, ...]] = {
    Need.CONNECTION: ("P16", "P17", "P8", "P22"),
    Need.COMFORT: ("P1", "P8", "P12", "P13"),
    Need.RELEASE: ("P10", "P6", "P20", "P21"),
    Need.DISTRACTION: ("P3", "P19", "P15", "P11"),
    # Not sure: one gentle first way from each of the four needs.
    Need.UNSURE: ("P1", "P3", "P10", "P16"),
    # "I just want to" is an answer, not a question: nothing is suggested.
    Need.PLEASURE: (),
}
HIGH_DISTRESS = 8
HIGH_DISTRESS_ORDER = ("P3", "P4", "P1")
SAFE_FOR_EVERYONE = ("P1", "P2", "P3", "P4", "P11", "P14", "P15", "P19")
"""All that a locked or phone pause may offer: there, no history and no safety answer is known."""
UNLISTED_RANK = 4


def default_rank(way: str, need: Need) -> int:
    """Place of a way in the default order of a need; 4 for every way the order does not name."""
    order = DEFAULT_ORDER[need]
    return order.index(way) if way in order else UNLISTED_RANK


def eligible_ways(
    *,
    need: Need,
    distress: int | None,
    serves: Mapping[str, frozenset[Need]],
    closed: Iterable[str] = (),
    just_tried: Iterable[str] = (),
) -> tuple[str, ...]:
    """The ways that may be offered now, in default order, the plain pause left out.

    `serves` holds every way of the catalogue (own ones too) with the needs it meets, in
    catalogue order. `closed` are ways ruled out for this person or this moment by health,
    safety or their own wish: they are never offered and never explored. `just_tried` keeps a
    way from repeating by itself. At distress 8 or more only grounding, orienting and paced
    breathing stand, where at least one of them is open.
    """
    shut = {*closed, *just_tried, PLAIN}
    if need is Need.PLEASURE:
        return ()
    if distress is not None and distress >= HIGH_DISTRESS:
        calming = tuple(way for way in HIGH_DISTRESS_ORDER if way in serves and way not in shut)
        if calming:
            return calming
    listed = [way for way in DEFAULT_ORDER[need] if way in serves]
    fitting = [way for way, needs in serves.items() if need in needs and way not in listed]
    return tuple(way for way in (*listed, *fitting) if way not in shut)


def locked_ways(need: Need, *, closed: Iterable[str] = ()) -> tuple[str, ...]:
    """The fixed order of a pause without unlocking: safe for everyone, best fitting first."""
    if need is Need.PLEASURE:
        return ()
    shut = set(closed)
    preferred = [way for way in DEFAULT_ORDER[need] if way in SAFE_FOR_EVERYONE]
    rest = [way for way in SAFE_FOR_EVERYONE if way not in preferred]
    return tuple(way for way in (*preferred, *rest) if way not in shut)
