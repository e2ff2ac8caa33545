"""Lines with bands: settling after something, and weeks with gaps."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from leeward.util.language import say
from leeward.util.said import short_day
from leeward.web.charts.frame import Frame, Point, Tick, path, ribbon

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One place of a curve: value with its likely half and its wide range."""

    x: float
    value: float
    low: float
    high: float
    inner_low: float | None = None
    inner_high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A drawn curve: paths, axis words, raw dots, and where zero is (None off the chart)."""

    frame: Frame
    outer: str
    inner: str
    line: str
    raw: tuple[Point, ...]
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]
    zero: float | None


def curve(
    bands: Sequence[Band],
    *,
    raw: Sequence[Point] = (),
    x_words: Sequence[tuple[float, str]],
    y_words: Sequence[tuple[float, str]],
    width: float = 360,
    height: float = 290,
) -> Curve:
    """Draw a curve with its bands. The axis always shows zero."""
    ys = [b.low for b in bands] + [b.high for b in bands] + [v for v, _ in y_words] + [0.0]
    frame = Frame(
        width=width,
        height=height,
        left=36,
        right=10,
        top=14,
        bottom=36,
        x_low=min(b.x for b in bands),
        x_high=max(b.x for b in bands),
        y_low=min(ys),
        y_high=max(ys),
    )

    def line(values: Sequence[float]) -> list[Point]:
        return [(frame.x(b.x), frame.y(v)) for b, v in zip(bands, values, strict=True)]

    inner = [b for b in bands if b.inner_low is not None and b.inner_high is not None]
    return Curve(
        frame=frame,
        outer=ribbon(line([b.high for b in bands]), line([b.low for b in bands])),
        inner=ribbon(
            [(frame.x(b.x), frame.y(b.inner_high or 0.0)) for b in inner],
            [(frame.x(b.x), frame.y(b.inner_low or 0.0)) for b in inner],
        ),
        line=path(line([b.value for b in bands])),
        raw=tuple(
            (frame.x(x), frame.y(y))
            for x, y in raw
            if frame.x_low <= x <= frame.x_high and frame.y_low <= y <= frame.y_high
        ),
        x_ticks=tuple(Tick(at=frame.x(v), text=t) for v, t in x_words),
        y_ticks=tuple(Tick(at=frame.y(v), text=t) for v, t in y_words if v != 0),
        zero=frame.y(0.0),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class DayPoint:
    """One day's level with its range; `None` where nothing was written."""

    day: date
    value: float | None
    low: float | None = None
    high: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Weeks:
    """Days in a row, 0 to 10: solid runs, dotted bridges over gaps, marks, and today's lamp."""

    frame: Frame
    bands: tuple[str, ...]
    runs: tuple[str, ...]
    bridges: tuple[str, ...]
    dots: tuple[Point, ...]
    marks: tuple[float, ...]
    lamp: Point | None
    x_ticks: tuple[Tick, ...]
    y_ticks: tuple[Tick, ...]


def weeks(
    days: Sequence[DayPoint],
    *,
    marks: Sequence[date] = (),
    today: date | None = None,
    width: float = 360,
    height: float = 230,
) -> Weeks:
    """Draw days in a row. A gap is a dotted bridge, never a line that pretends.

    The lamp stands on the last day where that is `today`.
    """
    first, last = days[0].day, days[-1].day
    frame = Frame(
        width=width,
        height=height,
        left=30,
        right=10,
        top=12,
        bottom=44,
        x_low=0,
        x_high=max((last - first).days, 1),
        y_low=0,
        y_high=10,
    )

    def x(day: date) -> float:
        return frame.x((day - first).days)

    runs: list[list[DayPoint]] = []
    for point in days:
        if point.value is None:
            continue
        if runs and point.day - runs[-1][-1].day <= timedelta(days=1):
            runs[-1].append(point)
        else:
            runs.append([point])

    def places(run: Sequence[DayPoint]) -> list[Point]:
        return [(x(p.day), frame.y(p.value or 0.0)) for p in run]

    def band(run: Sequence[DayPoint]) -> str:
        known = [p for p in run if p.low is not None and p.high is not None]
        return ribbon(
            [(x(p.day), frame.y(p.high or 0.0)) for p in known],
            [(x(p.day), frame.y(p.low or 0.0)) for p in known],
        )

    long = [run for run in runs if len(run) > 1]
    step = max((last - first).days // 4, 1)
    lamp = places(runs[-1])[-1] if runs and runs[-1][-1].day == today else None
    return Weeks(
        frame=frame,
        bands=tuple(band(run) for run in long),
        runs=tuple(path(places(run)) for run in long),
        bridges=tuple(path([places(a)[-1], places(b)[0]]) for a, b in itertools.pairwise(runs)),
        dots=tuple(places(run)[0] for run in runs if len(run) == 1),
        marks=tuple(x(day) for day in marks if first <= day <= last),
        lamp=lamp,
        x_ticks=tuple(
            Tick(
                at=x(day),
                text=say("today") if n == 4 and last == today else short_day(day),
                anchor="start" if n == 0 else "end" if n == 4 else "middle",
            )
            for n in range(5)
            if (day := last if n == 4 else first + timedelta(days=step * n)) <= last
            and (n in {0, 4} or step > 1)
        ),
        y_ticks=tuple(Tick(at=frame.y(v), text=str(v)) for v in (0, 5, 10)),
    )
