"""The records of the insights page: each figure with its range, amount of data and caveat.

Everything is plain data. Pages draw charts from `Chart` records and tables from `Table`; the
sentences are ready to read. `key` fields hold stored values (or a person's own word), so that a
door may put its own label in place of `label`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from leeward.analysis import wording
from leeward.analysis.amounts import more_of, not_yet
from leeward.analysis.ranges import LEVEL, Range, Sure
from leeward.util.intervals import Answer, Estimate, NotEnough
from leeward.util.language import say


@dataclass(frozen=True, slots=True, kw_only=True)
class Dot:
    """One row of ranked dots; `filled` where the range is clear of the reference."""

    key: str
    label: str
    value: float
    low: float
    high: float
    n: int
    filled: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedDots:
    """Dots with ranges on one axis; `reference` is "as usual", None where there is none."""

    axis: str
    scale: Literal["linear", "log"]
    start: float
    stop: float
    reference: float | None
    dots: tuple[Dot, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LinePoint:
    """The level on one day; `noted` is False where nothing was written that day."""

    day: date
    value: float
    low: float
    high: float
    noted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class LineBand:
    """A line over days with its band, raw notes as (moment, rating), marks below the axis."""

    axis: str
    start: float
    stop: float
    points: tuple[LinePoint, ...]
    notes: tuple[tuple[datetime, int], ...]
    marks: tuple[datetime, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisPoint:
    """One look-back on two axes; `key` is the kind, which picks the shape."""

    x: float
    y: float
    key: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoAxes:
    """Points on two axes of 0 to 10 with no zones; the middle with its ranges if known."""

    x_axis: str
    y_axis: str
    points: tuple[AxisPoint, ...]
    middle_x: Estimate | None
    middle_y: Estimate | None


@dataclass(frozen=True, slots=True, kw_only=True)
class HourBin:
    """One stretch of the local day with a share of all and its range."""

    from_hour: int
    to_hour: int
    value: float
    low: float
    high: float
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HourHistogram:
    """Shares over the local day; they sum to one."""

    axis: str
    bins: tuple[HourBin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Before and after of one group, each with its range, on 0 to 10."""

    key: str
    label: str
    before: Range
    after: Range
    n: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Before-to-after by group."""

    axis: str
    pairs: tuple[Pair, ...]


Chart = RankedDots | LineBand | TwoAxes | HourHistogram | Pairs


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """The chart as a table: column heads and rows of text."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One more number beside the main one, with what it is called."""

    key: str
    label: str
    answer: Answer
    sure: Sure


@dataclass(frozen=True, slots=True, kw_only=True)
class Insight:
    """One thing the journal shows.

    `estimand` says what is estimated, `denominator` over what (moments or time at risk),
    `amount` how much there is, `brief` the same without the days. `answer` is the main figure; `figures` the others.
    """

    id: str
    title: str
    sentence: str
    answer: Answer
    sure: Sure
    estimand: str
    denominator: str
    amount: str
    brief: str
    caveat: str
    figures: tuple[Figure, ...] = ()
    chart: Chart | None = None
    table: Table | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightPage:
    """All insights over one stretch of the journal, with the note on reading many at once."""

    insights: tuple[Insight, ...]
    since: datetime
    until: datetime
    days: int
    days_with_notes: int
    multiplicity: str

    def of(self, name: str) -> Insight:
        """Return the insight called `name`.

        Raises:
            KeyError: there is no such insight.
        """
        for insight in self.insights:
            if insight.id == name:
                return insight
        raise KeyError(name)


def share_dots(axis: str, dots: tuple[Dot, ...]) -> RankedDots | None:
    """Return shares as ranked dots between none and all; None where there are none."""
    if not dots:
        return None
    return RankedDots(axis=axis, scale="linear", start=0, stop=1, reference=None, dots=dots)


def ranked_table(
    columns: tuple[str, ...], dots: Sequence[Dot], *, shares: bool = False
) -> Table | None:
    """Return dots as rows of label, value, range and amount; None where there are none."""
    if not dots:
        return None
    one: Callable[[float], str] = wording.percent if shares else wording.number
    both: Callable[[float, float], str] = wording.percent_span if shares else wording.span
    return Table(
        columns=columns,
        rows=tuple(
            (wording.capital(d.label), one(d.value), both(d.low, d.high), str(d.n)) for d in dots
        ),
    )


def estimate(range_: Range, *, unit: str, n_of: str, estimand: str, caveat: str) -> Estimate:
    """Turn a range into the answer a person sees."""
    return Estimate(
        value=range_.value,
        low=range_.low,
        high=range_.high,
        level=LEVEL,
        unit=unit,
        n=range_.n,
        n_of=n_of,
        estimand=estimand,
        caveat=caveat,
    )


def too_few(have: int, least: int, *, n_of: str, estimand: str) -> NotEnough:
    """Say that fewer than `least` are there."""
    more = max(1, least - have)
    return NotEnough(
        have=have,
        more=more,
        n_of=n_of,
        estimand=estimand,
        why=not_yet(more_of(more, n_of)),
    )


def too_wide(range_: Range, widest: float, *, n_of: str, estimand: str) -> NotEnough:
    """Say that the range is wider than `widest` on either side; width falls with the root of n."""
    half = (range_.high - range_.low) / 2
    need = range_.n * (half / widest) ** 2
    more = max(1, round_up(need - range_.n))
    return NotEnough(
        have=range_.n,
        more=more,
        n_of=n_of,
        estimand=estimand,
        why=not_yet(f"{say('The range is still too wide.')} {more_of(more, n_of)}"),
    )


def round_up(count: float) -> int:
    """Round a wish for more data up to a whole, and above 20 to tens: it is only a guess."""
    whole = max(1, int(-(-count // 1)))
    return whole if whole <= 20 else -(-whole // 10) * 10
