"""Range bars: one number with its likely range, alone or in a ranked list."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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
    (0.25, "a quarter"),
    (0.5, "half"),
    (1.0, "as usual"),
    (2.0, "twice"),
    (4.0, "4 times"),
)


def ranked_ratios(rows: Sequence[tuple[float, float, float]]) -> Ranked:
    """Place several ratios (value, low, high) on one log axis around "as usual" (1)."""
    low = max(min([0.5, *(r[1] for r in rows)]), 0.2)
    high = min(max([2.0, *(r[2] for r in rows)]), 12.0)
    ends = (low * 0.92, high * 1.08)
    ticks = []
    for value, text in RATIO_TICKS:
        if ends[0] <= value <= ends[1]:
            at = share(value, *ends, ratio=True)
            anchor = "start" if at < 8 else "end" if at > 92 else "middle"
            ticks.append(Tick(at=at, text=text, anchor=anchor))
    return Ranked(
        bars=tuple(bar(*row, ends=ends, ref=1.0, ratio=True) for row in rows), ticks=tuple(ticks)
    )


def ranked_shares(rows: Sequence[tuple[float, float, float]]) -> Ranked:
    """Place several shares (value, low, high, each 0 to 1) on one axis from none to all."""
    ticks = (
        Tick(at=0.0, text="none", anchor="start"),
        Tick(at=50.0, text="half", anchor="middle"),
        Tick(at=100.0, text="all", anchor="end"),
    )
    return Ranked(bars=tuple(bar(*row, ends=(0.0, 1.0)) for row in rows), ticks=ticks)
