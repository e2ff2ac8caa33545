"""What the insights page shows: sentence first, picture, range, amount, and how sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from leeward.core.figures import (
    HourHistogram,
    Insight,
    InsightPage,
    LineBand,
    Pairs,
    RankedDots,
    Sure,
    TwoAxes,
)
from leeward.util.clock import day_of
from leeward.util.intervals import Estimate, NotEnough
from leeward.web.charts.bars import Bar, Change, Ranked, bar, change, ranked, ranked_ratios
from leeward.web.charts.curve import DayPoint, Weeks, weeks
from leeward.web.charts.plane import Hours, Plane, hours, plane

if TYPE_CHECKING:
    from leeward.core.figures import Figure

SHAPE = {"kind.solo": "circle", "kind.pornography": "square", "kind.partnered": "triangle"}
KIND_WORDS = {
    "kind.solo": "on your own",
    "kind.pornography": "with a screen",
    "kind.partnered": "with someone",
    "kind.other": "something else",
}
LEVELS = (Sure.TOO_EARLY, Sure.HINT, Sure.LIKELY, Sure.CLEAR)
DOTS_SHOWN = 8
DAYS_SHOWN = 84


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row beside a bar."""

    name: str
    words: str
    likely: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableView:
    """A chart as a table."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallView:
    """One more number: always words, range, amount, or the honest other answer."""

    label: str
    words: str
    likely: str
    basis: str
    bar: Bar | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightView:
    """One insight. Exactly one drawing is there, or none; `kind` names it."""

    id: str
    topic: str
    lead: str
    level: int
    sure: str
    likely: str
    amount: str
    caveat: str
    how: str
    yet: str
    kind: str
    caption: str
    smalls: tuple[SmallView, ...]
    table: TableView | None
    title: str
    rows: tuple[Row, ...] = ()
    ranked: Ranked | None = None
    pairs: tuple[Change, ...] = ()
    narrow: Weeks | None = None
    broad: Weeks | None = None
    plane: Plane | None = None
    key: tuple[tuple[str, str], ...] = ()
    axes: tuple[str, str] = ("", "")
    hours: Hours | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsView:
    """The whole page."""

    lead: str
    multiplicity: str
    insights: tuple[InsightView, ...]


def percent(value: float) -> str:
    """Write a share in per cent."""
    return f"{100 * value:.0f} %"


def plain(value: float, unit: str) -> str:
    """Write a number as its unit wants it, with a true minus sign."""
    if unit == "share":
        return percent(value)
    if unit == "o'clock":
        return f"{round(value) % 24:02d}:00"
    return f"{round(value, 1) + 0.0:.1f}".replace("-", "−")


def likely_words(answer: Estimate) -> str:
    """Say the likely range."""
    return f"likely {plain(answer.low, answer.unit)} to {plain(answer.high, answer.unit)}"


def unit_words(answer: Estimate) -> str:
    """Say the number with its unit."""
    number = plain(answer.value, answer.unit)
    return number if answer.unit in {"share", "o'clock"} else f"{number} {answer.unit}"


def small_view(figure: Figure) -> SmallView:
    """Say one of the other numbers."""
    answer = figure.answer
    label = figure.label[:1].upper() + figure.label[1:]
    if isinstance(answer, NotEnough):
        return SmallView(label=label, words="Not enough yet", likely=answer.why, basis="", bar=None)
    ends = (0.0, 1.0) if answer.unit == "share" else None
    drawn = bar(answer.value, answer.low, answer.high, ends=ends) if ends else None
    return SmallView(
        label=label,
        words=unit_words(answer),
        likely=f"{likely_words(answer)} ({figure.sure.value})",
        basis=f"from {answer.n} {answer.n_of}",
        bar=drawn,
    )


def line_views(chart: LineBand, zone: str, today: date) -> tuple[Weeks, Weeks] | None:
    """Draw a line over days, once for phones and once for wider screens."""
    points = [
        DayPoint(
            day=p.day,
            value=float(p.value) if p.noted else None,
            low=max(float(p.low), chart.start),
            high=min(float(p.high), chart.stop),
        )
        for p in chart.points[-DAYS_SHOWN:]
    ]
    if len(points) < 2:
        return None
    marks = [day_of(m, zone) for m in chart.marks]
    return (
        weeks(points, marks=marks, today=today),
        weeks(points, marks=marks, today=today, width=860, height=260),
    )


def dot_rows(chart: RankedDots) -> tuple[tuple[Row, ...], Ranked]:
    """Draw ranked dots; what is too many for a picture stays in the table."""
    dots = chart.dots[:DOTS_SHOWN]
    values = [(float(d.value), float(d.low), float(d.high)) for d in dots]
    if chart.scale == "log":
        drawn = ranked_ratios(values, ends=(chart.start, chart.stop))
        said = [(f"{v:.1f} times", f"{low:.1f} to {high:.1f}") for v, low, high in values]
    elif (chart.start, chart.stop) == (0, 1):
        words = ((0.0, "none"), (0.5, "half"), (1.0, "all"))
        drawn = ranked(values, ends=(0, 1), ref=chart.reference, words=words)
        said = [(percent(v), f"{percent(low)} to {percent(high)}") for v, low, high in values]
    else:
        middle = [] if chart.reference is None else [(chart.reference, "alike")]
        ends = [(chart.start, plain(chart.start, "")), (chart.stop, plain(chart.stop, ""))]
        drawn = ranked(
            values,
            ends=(chart.start, chart.stop),
            ref=chart.reference,
            words=[ends[0], *middle, ends[1]],
        )
        said = [(plain(v, ""), f"{plain(low, '')} to {plain(high, '')}") for v, low, high in values]
    rows = tuple(
        Row(name=d.label[:1].upper() + d.label[1:], words=words_, likely=likely)
        for d, (words_, likely) in zip(dots, said, strict=True)
    )
    return rows, drawn


def drawing(insight: Insight, zone: str, today: date) -> dict[str, object]:
    """Return the fields of the one drawing an insight has."""
    chart = insight.chart
    match chart:
        case LineBand():
            drawn = line_views(chart, zone, today)
            if drawn is None:
                return {"kind": "none"}
            return {
                "kind": "line",
                "narrow": drawn[0],
                "broad": drawn[1],
                "caption": "The last twelve weeks. Line: best guess for the day. Band: the likely range. Dotted: nothing "
                "was written. Small marks below: times you noted. The lamp is today.",
            }
        case RankedDots() if chart.dots:
            rows, bars = dot_rows(chart)
            caption = f"Each dot with its likely range, as {chart.axis}."
            if chart.reference is not None:
                caption += (
                    " Filled: the range lies clear of the dotted mark. Open: it may be nothing."
                )
            return {"kind": "dots", "rows": rows, "ranked": bars, "caption": caption}
        case TwoAxes() if chart.points:
            counts = Counter[str]()
            for point in chart.points:
                counts[point.key] += point.count
            return {
                "kind": "plane",
                "plane": plane(
                    [
                        (float(p.x), float(p.y), SHAPE.get(p.key, "ring"))
                        for p in chart.points
                        for _ in range(p.count)
                    ]
                ),
                "axes": (chart.x_axis, chart.y_axis),
                "key": tuple(
                    (SHAPE.get(key, "ring"), f"{KIND_WORDS.get(key, key)}, {n}")
                    for key, n in counts.most_common()
                ),
                "caption": "One mark for each look-back. No corner is better than another.",
            }
        case HourHistogram() if chart.bins:
            top = max(float(b.high) for b in chart.bins)
            return {
                "kind": "hours",
                "hours": hours(
                    [
                        (f"{b.from_hour}", float(b.value), float(b.low), float(b.high))
                        for b in chart.bins
                    ],
                    top_words=percent(top),
                ),
                "caption": "Hours on your own clock. Bars: share of the day’s moments. Thin lines: "
                "the likely range.",
            }
        case Pairs() if chart.pairs:
            return {
                "kind": "pairs",
                "rows": tuple(
                    Row(
                        name=p.label[:1].upper() + p.label[1:],
                        words=f"{plain(p.before.value, '')} to {plain(p.after.value, '')}",
                        likely=f"from {p.n}",
                    )
                    for p in chart.pairs
                ),
                "pairs": tuple(
                    change(
                        (float(p.before.value), float(p.before.low), float(p.before.high)),
                        (float(p.after.value), float(p.after.low), float(p.after.high)),
                    )
                    for p in chart.pairs
                ),
                "caption": "Open circle: before. Filled: after. Bars: the likely ranges.",
            }
        case _:
            return {"kind": "none"}


def insight_view(insight: Insight, zone: str, today: date) -> InsightView:
    """Say one insight."""
    answer = insight.answer
    drawn = {"caption": "", **drawing(insight, zone, today)}
    table = insight.table
    return InsightView(
        id=insight.id.replace("_", "-"),
        topic=insight.title,
        lead=insight.sentence,
        title=f"{insight.title}. {insight.sentence}",
        level=LEVELS.index(insight.sure),
        sure=insight.sure.value.capitalize(),
        likely=likely_words(answer).capitalize() if isinstance(answer, Estimate) else "",
        amount=insight.amount if isinstance(answer, Estimate) else insight.amount.capitalize(),
        caveat=insight.caveat,
        how=f"{insight.estimand} It rests on {insight.denominator}. "
        "Ranges hold the truth in about 95 of 100 journals like this.",
        yet=answer.why if isinstance(answer, NotEnough) else "",
        smalls=tuple(small_view(f) for f in insight.figures),
        table=TableView(heads=table.columns, rows=table.rows) if table and table.rows else None,
        **drawn,  # type: ignore[arg-type]  # each drawing fills its own fields
    )


def insights_view(page: InsightPage, zone: str, today: date) -> InsightsView:
    """Put the page together."""
    weeks_ = page.days / 7
    span = f"{page.days} days" if page.days < 21 else f"{weeks_:.0f} weeks"
    return InsightsView(
        lead=f"From {span}, with notes on {page.days_with_notes} days. "
        "Every number has a range, because a life is not a laboratory.",
        multiplicity=page.multiplicity,
        insights=tuple(insight_view(i, zone, today) for i in page.insights),
    )
