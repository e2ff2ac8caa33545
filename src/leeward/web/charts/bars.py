"""Range bars: one number with its likely range, alone or in a ranked list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.util.language import mark, say
from leeward.web.charts.frame import Tick, share

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """Places in per cent of the bar's width; `faint` where the range includes "as usual"."""

    low: float
    mid: float
    high: float
    ref: float | None
    faint: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranked:
    """Bars on one shared axis, with the axis's words (`at` in per cent)."""

    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]


def bar(
    value: float,
    low: float,
    high: float,
    *,
    ends: tuple[float, float],
    ref: float | None = None,
    ratio: bool = False,
) -> Bar:
    """Place one estimate between the ends of its scale.

    `ref` is the value that means "no difference"; without one the bar is never faint.
    """
    return Bar(
        low=share(low, *ends, ratio=ratio),
        mid=share(value, *ends, ratio=ratio),
        high=share(high, *ends, ratio=ratio),
        ref=None if ref is None else share(ref, *ends, ratio=ratio),
        faint=ref is not None and low <= ref <= high,
    )


RATIO_TICKS = (
    (0.5, mark("half")),
    (1.0, mark("as usual")),
    (2.0, mark("twice")),
    (4.0, mark("4 times")),
)
EDGE = 8.0


def tick(at: float, text: str) -> Tick:
    """Return an axis word that stays inside its chart (`at` in per cent)."""
    anchor = "start" if at < EDGE else "end" if at > 100 - EDGE else "middle"
    return Tick(at=at, text=text, anchor=anchor)


def ranked_ratios(
    rows: Sequence[tuple[float, float, float]], *, ends: tuple[float, float] = (0.25, 8.0)
) -> Ranked:
    """Place several ratios (value, low, high) on one log axis around "as usual" (1)."""
    return Ranked(
        bars=tuple(bar(*row, ends=ends, ref=1.0, ratio=True) for row in rows),
        ticks=tuple(
            tick(share(value, *ends, ratio=True), say(text))
            for value, text in RATIO_TICKS
            if ends[0] <= value <= ends[1]
        ),
    )


def ranked(
    rows: Sequence[tuple[float, float, float]],
    *,
    ends: tuple[float, float],
    ref: float | None,
    words: Sequence[tuple[float, str]],
) -> Ranked:
    """Place several numbers (value, low, high) on one linear axis with its words."""
    return Ranked(
        bars=tuple(bar(*row, ends=ends, ref=ref) for row in rows),
        ticks=tuple(tick(share(value, *ends), text) for value, text in words),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Before and after of one group, each as a bar on the same axis."""

    before: Bar
    after: Bar


def change(
    before: tuple[float, float, float],
    after: tuple[float, float, float],
    *,
    ends: tuple[float, float] = (0.0, 10.0),
) -> Change:
    """Place a before and an after (value, low, high each)."""
    return Change(before=bar(*before, ends=ends), after=bar(*after, ends=ends))
