"""A drawing's inner rectangle and its scales."""

from __future__ import annotations

from dataclasses import dataclass
from math import log
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Pixels of the drawing and the values at its edges; y grows upwards in values."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float
    x_low: float
    x_high: float
    y_low: float
    y_high: float

    def x(self, value: float) -> float:
        """Place a value on the horizontal axis, in pixels."""
        span = (self.x_high - self.x_low) or 1.0
        return round(
            self.left + (value - self.x_low) / span * (self.width - self.left - self.right), 1
        )

    def y(self, value: float) -> float:
        """Place a value on the vertical axis, in pixels."""
        span = (self.y_high - self.y_low) or 1.0
        inner = self.height - self.top - self.bottom
        return round(self.height - self.bottom - (value - self.y_low) / span * inner, 1)

    @property
    def x_end(self) -> float:
        """Right edge of the inner rectangle."""
        return round(self.width - self.right, 1)

    @property
    def y_end(self) -> float:
        """Lower edge of the inner rectangle."""
        return round(self.height - self.bottom, 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """A mark on an axis with its word."""

    at: float
    text: str
    anchor: str = "middle"


def path(points: Sequence[Point]) -> str:
    """Join points with straight lines; honest where the data are sparse."""
    return "".join(f"{'L' if i else 'M'}{x:g},{y:g}" for i, (x, y) in enumerate(points))


def ribbon(upper: Sequence[Point], lower: Sequence[Point]) -> str:
    """Close the area between two lines."""
    if not upper:
        return ""
    return path([*upper, *reversed(lower)]) + "Z"


def share(value: float, low: float, high: float, *, ratio: bool = False) -> float:
    """Place a value between two others as a percentage, 0 to 100, kept inside.

    Ratios are placed on a log scale.
    """
    if ratio:
        value, low, high = log(max(value, 1e-9)), log(max(low, 1e-9)), log(max(high, 1e-9))
    if high <= low:
        return 50.0
    return round(min(max((value - low) / (high - low), 0.0), 1.0) * 100, 1)
