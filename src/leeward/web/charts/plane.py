"""The two-axis map and the hours of the day."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.util.language import decimal
from leeward.web.charts.frame import Frame, Point, Tick

if TYPE_CHECKING:
    from collections.abc import Sequence

SHAPES = ("circle", "square", "triangle", "ring")


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """One dot of the map; `shape` is one of `SHAPES`."""

    at: Point
    shape: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plane:
    """A square map without named corners; both axes run from 0 to 10."""

    frame: Frame
    spots: tuple[Spot, ...]
    middle: Point


def plane(points: Sequence[tuple[float, float, str]]) -> Plane:
    """Place (x, y, shape) on the map; dots on the same place move apart, always the same way."""
    frame = Frame(
        width=360,
        height=352,
        left=40,
        right=12,
        top=12,
        bottom=40,
        x_low=-0.4,
        x_high=10.4,
        y_low=-0.4,
        y_high=10.4,
    )
    seen: Counter[tuple[float, float]] = Counter()
    spots = []
    for x, y, shape in points:
        n = seen[(x, y)]
        seen[(x, y)] += 1
        ring, turn = divmod(n + 5, 6)
        away = 8.5 * ring if n else 0.0
        dx, dy = ((1, 0), (0.5, 0.87), (-0.5, 0.87), (-1, 0), (-0.5, -0.87), (0.5, -0.87))[turn]
        spots.append(
            Spot(
                at=(round(frame.x(x) + away * dx, 1), round(frame.y(y) + away * dy, 1)), shape=shape
            )
        )
    return Plane(frame=frame, spots=tuple(spots), middle=(frame.x(5), frame.y(5)))


@dataclass(frozen=True, slots=True, kw_only=True)
class HourBar:
    """One bar: left edge, top, size, and the ends of its range (pixels)."""

    x: float
    y: float
    width: float
    height: float
    low: float
    high: float
    middle: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """Bars over parts of the day, from zero, each with its range."""

    frame: Frame
    bars: tuple[HourBar, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def hours(rows: Sequence[tuple[str, float, float, float]], *, top_words: str = "") -> Hours:
    """Draw bars (label, value, low, high); values are zero or more, on one scale from zero.

    `top_words` stands at the top of the scale instead of its number.
    """
    top = max([high for *_, high in rows] + [1e-9])
    frame = Frame(
        width=360,
        height=230,
        left=36,
        right=8,
        top=14,
        bottom=36,
        x_low=0,
        x_high=len(rows),
        y_low=0,
        y_high=top,
    )
    gap = 0.14
    bars = tuple(
        HourBar(
            x=frame.x(n + gap),
            y=frame.y(value),
            width=round(frame.x(n + 1 - gap) - frame.x(n + gap), 1),
            height=round(frame.y(0) - frame.y(value), 1),
            low=frame.y(low),
            high=frame.y(high),
            middle=frame.x(n + 0.5),
        )
        for n, (_, value, low, high) in enumerate(rows)
    )
    every = 1 if len(rows) <= 8 else -(-len(rows) // 8)
    return Hours(
        frame=frame,
        bars=bars,
        x_ticks=tuple(
            Tick(at=frame.x(n + 0.5), text=label)
            for n, (label, *_) in enumerate(rows)
            if n % every == 0
        ),
        y_ticks=(
            Tick(at=frame.y(0), text="0", anchor="end"),
            Tick(at=frame.y(top), text=top_words or decimal(f"{top:.2g}"), anchor="end"),
        ),
    )
