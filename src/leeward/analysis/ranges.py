"""A number with its range, and how sure it makes one: the common currency of the insights."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from leeward.util.language import mark

LEVEL: Final = 0.95
FINE_POINTS: Final = 0.5
FINE_SHARE: Final = 0.1


class Sure(StrEnum):
    """How sure a reading is, by a stated rule (docs/science/insights.md); the least sure first."""

    TOO_EARLY = mark("too early")
    HINT = mark("a hint")
    FAIRLY_CLEAR = mark("fairly clear")
    CLEAR = mark("clear")


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A value with its 95 % interval.

    `n` counts what it rests on and `effective` what that is worth once neighbouring moments are
    known to resemble each other (0 < effective). `tail` is the two-sided probability of being
    this far from the reference by chance, None where there is no reference.
    """

    value: float
    low: float
    high: float
    n: int
    effective: float
    tail: float | None = None


def sure_of_difference(tail: float | None, comparisons: int = 1) -> Sure:
    """Judge a difference by its tail probability, times the number of comparisons made at once.

    Above .20 too early, above .05 a hint, above .01 fairly clear, else clear (Bonferroni).
    """
    if tail is None:
        return Sure.TOO_EARLY
    p = min(1.0, tail * comparisons)
    if p > 0.20:
        return Sure.TOO_EARLY
    if p > 0.05:
        return Sure.HINT
    return Sure.FAIRLY_CLEAR if p > 0.01 else Sure.CLEAR


def sure_of_level(low: float, high: float, fine: float) -> Sure:
    """Judge a level by half the width of its interval against what is fine enough to use.

    Up to `fine` clear, up to twice fairly clear, up to four times a hint, wider too early: no
    number is shown then.
    """
    half = (high - low) / 2
    if half <= fine:
        return Sure.CLEAR
    if half <= 2 * fine:
        return Sure.FAIRLY_CLEAR
    return Sure.HINT if half <= 4 * fine else Sure.TOO_EARLY


def sure_of_factor(low: float, high: float, *, clear: float = 1.5, fairly: float = 2.5) -> Sure:
    """Judge a level that grows with its range by the ratio of the ends: never too early by itself.

    A limit on its width would show small values and hide large ones.
    """
    factor = high / max(low, 1e-9)
    if factor <= clear:
        return Sure.CLEAR
    return Sure.FAIRLY_CLEAR if factor <= fairly else Sure.HINT


def sure_of_rating(mean: Range | None) -> Sure:
    """Judge a mean rating, for which half a point on either side is fine; too early without one."""
    return Sure.TOO_EARLY if mean is None else sure_of_level(mean.low, mean.high, FINE_POINTS)


def sure_of_share(share: Range | None) -> Sure:
    """Judge a share, for which a tenth on either side is fine enough; too early without one."""
    return Sure.TOO_EARLY if share is None else sure_of_level(share.low, share.high, FINE_SHARE)
