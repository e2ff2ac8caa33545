"""One sitting's ratings as the person's own wave."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.util.language import say
from leeward.web.charts.frame import Frame, Point, Tick, path, ribbon

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Wave:
    """A drawn wave: line, what lies under it, the ratings as dots, and both axes."""

    frame: Frame
    line: str
    sea: str
    dots: tuple[Point, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def wave(course: Sequence[tuple[int, int]], *, width: float = 360, height: float = 200) -> Wave:
    """Draw ratings, each a second and 0 to 10, joined by straight lines."""
    last = max(60, *(second for second, _ in course))
    frame = Frame(
        width=width,
        height=height,
        left=30,
        right=14,
        top=12,
        bottom=34,
        x_low=0,
        x_high=last,
        y_low=0,
        y_high=10,
    )
    dots = tuple((frame.x(second), frame.y(value)) for second, value in course)
    minutes = round(last / 60)
    return Wave(
        frame=frame,
        line=path(dots),
        sea=ribbon(dots, [(x, frame.y_end) for x, _ in dots]),
        dots=dots,
        x_ticks=(
            Tick(at=frame.x(0), text=say("start", context="chart"), anchor="start"),
            Tick(at=frame.x(last), text=say("{n} min", n=minutes), anchor="end"),
        ),
        y_ticks=tuple(Tick(at=frame.y(v), text=str(v)) for v in (0, 5, 10)),
    )
