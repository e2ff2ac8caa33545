"""The loop: five stops in a ring, each leg a bundle of wind lines; more lines, stronger link."""

from __future__ import annotations

from dataclasses import dataclass
from math import atan2, cos, pi, sin
from typing import TYPE_CHECKING, Literal

from leeward.web.charts.frame import Point, path

if TYPE_CHECKING:
    from collections.abc import Sequence

Tone = Literal["", "back", "maybe"]

CENTRE: Point = (180.0, 168.0)
RADII = (116.0, 108.0)
STOPS = 5
GAP = 0.2
STEPS = 18
SPREAD = 4.2
NAMES_AT: tuple[tuple[float, float, str], ...] = (
    (0.0, -20.0, "middle"),
    (15.0, -8.0, "start"),
    (12.0, 26.0, "start"),
    (-12.0, 26.0, "end"),
    (-15.0, -8.0, "end"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """A stop with the place of its name."""

    at: Point
    name: str
    name_at: Point
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A leg: its lines, the head of the arrow, its number and where that stands."""

    lines: tuple[str, ...]
    head: str
    tone: Tone
    number: int
    number_at: Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """The whole picture; the middle holds one word and the lines under it."""

    stops: tuple[Stop, ...]
    roads: tuple[Road, ...]
    word: str
    words: tuple[str, ...]


def loop(
    names: Sequence[str], legs: Sequence[tuple[int, Tone]], *, word: str, words: Sequence[str]
) -> Loop:
    """Draw a ring of named stops and a leg from each to the next: (number of lines, tone)."""
    return Loop(
        stops=tuple(_stop(k, name) for k, name in enumerate(names)),
        roads=tuple(_road(k, count, tone) for k, (count, tone) in enumerate(legs)),
        word=word,
        words=tuple(words),
    )


def _angle(stop: float) -> float:
    return -pi / 2 + stop * 2 * pi / STOPS


def _at(angle: float, outward: float = 0.0) -> Point:
    return (
        round(CENTRE[0] + (RADII[0] + outward) * cos(angle), 1),
        round(CENTRE[1] + (RADII[1] + outward) * sin(angle), 1),
    )


def _stop(k: int, name: str) -> Stop:
    at = _at(_angle(k))
    dx, dy, anchor = NAMES_AT[k]
    return Stop(
        at=at, name=name, name_at=(round(at[0] + dx, 1), round(at[1] + dy, 1)), anchor=anchor
    )


def _road(k: int, count: int, tone: Tone) -> Road:
    """The lines leave one stop together, part in the middle and meet again before the next."""
    start, end = _angle(k + GAP), _angle(k + 1 - GAP)
    count = max(count, 1)
    lines = []
    for j in range(count):
        off = (j - (count - 1) / 2) * SPREAD
        lines.append(
            path(
                [
                    _at(start + (end - start) * i / STEPS, off * sin(pi * i / STEPS))
                    for i in range(STEPS + 1)
                ]
            )
        )
    return Road(
        lines=tuple(lines),
        head=_head(_at(end - 0.06), _at(end + 0.02)),
        tone=tone,
        number=k + 1,
        number_at=_at(_angle(k + 0.5), -34.0),
    )


def _head(before: Point, tip: Point) -> str:
    along = atan2(tip[1] - before[1], tip[0] - before[0])
    wings = [
        (round(tip[0] - 9 * cos(along + side), 1), round(tip[1] - 9 * sin(along + side), 1))
        for side in (-0.55, 0.55)
    ]
    return path([wings[0], tip, wings[1]])
