"""What the insights page shows: sentence first, picture, range, amount, and how sure."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from leeward.content import labels
from leeward.core.amounts import basis_of, is_not_yet, likely, rest_of, with_unit
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
from leeward.events.vocabulary import Kind
from leeward.util.clock import day_of
from leeward.util.intervals import Estimate, NotEnough
from leeward.util.language import ENGLISH, mark, say, say_count, spoken
from leeward.util.said import date_words, number, percent, span
from leeward.web.charts.bars import Bar, Change, Ranked, bar, change, ranked, ranked_ratios
from leeward.web.charts.beside import Row, TableView
from leeward.web.charts.curve import DayPoint, Weeks, weeks
from leeward.web.charts.plane import Hours, Plane, hours, plane
from leeward.web.quiet import in_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from leeward.core.figures import Figure
    from leeward.core.insights import Stretch
    from leeward.events.settings import Settings, Words

    Put = Callable[[str], str]

SHAPE = {"kind.solo": "circle", "kind.pornography": "square", "kind.partnered": "triangle"}
RANGED_BY_ROW: Final = "before_urges"
LEVELS = (Sure.TOO_EARLY, Sure.HINT, Sure.FAIRLY_CLEAR, Sure.CLEAR)
DOTS_SHOWN = 8
DAYS_SHOWN = 84
SHORT = 21
DAY = timedelta(days=1)
GROUPS = (
    (mark("How it has been"), ("usual_distress", "settling", "time_of_day")),
    (mark("Before, and what then"), ("before_urges", "urges", "hard_moments", "ways_used")),
    (
        mark("Times you looked back on"),
        (
            *("before_after", "wanting_enjoying", "pleasure_closeness", "solace"),
            *("freedom", "automatic", "consequences"),
        ),
    ),
)


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
    brief: str
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
class GroupView:
    """Insights that belong together."""

    name: str
    insights: tuple[InsightView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class InsightsView:
    """The whole page: what can be said, in groups, then what it is too early for.

    `opened` names the insight that stands open from the start, or is empty. `earlier` is the
    year before as a date and words, where one was written; `past` when this is not the latest.
    """

    lead: str
    multiplicity: str
    groups: tuple[GroupView, ...]
    early: tuple[InsightView, ...]
    opened: str
    earlier: tuple[str, str] | None
    past: bool


def capital(text: str) -> str:
    """Start a sentence."""
    return text[:1].upper() + text[1:]


def more_wanted(answer: NotEnough) -> str:
    """Say what would be enough, where “not enough yet” stands already."""
    return capital(rest_of(answer.why))


def small_view(figure: Figure, put: Put) -> SmallView:
    """Say one of the other numbers."""
    answer = figure.answer
    label = put(capital(figure.label))
    if isinstance(answer, NotEnough):
        return SmallView(
            label=label,
            words=say("Not enough yet"),
            likely=put(more_wanted(answer)),
            basis="",
            bar=None,
        )
    ends = (0.0, 1.0) if answer.unit == "share" else None
    drawn = bar(answer.value, answer.low, answer.high, ends=ends) if ends else None
    return SmallView(
        label=label,
        words=with_unit(answer.value, answer.unit),
        likely=f"{likely(answer)} ({say(figure.sure.value)})",
        basis=put(basis_of(answer)),
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


def line_caption(drawn: Weeks, *, cut: bool) -> str:
    """Say what line, band and marks are; only of what is there, and whether there is more."""
    said = [say("Line: best guess for the day. Band: the likely range.")]
    if cut:
        said.insert(0, say("The last twelve weeks of it."))
    if drawn.bridges:
        said.append(say("Dotted: nothing was written."))
    if drawn.marks:
        said.append(say("Small marks below: times you noted."))
    if drawn.lamp:
        said.append(say("The lamp is today."))
    return " ".join(said)


def dot_rows(chart: RankedDots) -> tuple[tuple[Row, ...], Ranked]:
    """Draw ranked dots; what is too many for a picture stays in the table."""
    dots = chart.dots[:DOTS_SHOWN]
    values = [(float(d.value), float(d.low), float(d.high)) for d in dots]
    if chart.scale == "log":
        drawn = ranked_ratios(values, ends=(chart.start, chart.stop))
        said = [
            (say("{number} times", number=number(v)), span(low, high)) for v, low, high in values
        ]
    elif (chart.start, chart.stop) == (0, 1):
        words = ((0.0, say("none")), (0.5, say("half")), (1.0, say("all")))
        drawn = ranked(values, ends=(0, 1), ref=chart.reference, words=words)
        said = [
            (percent(v), say("{low} to {high}", low=percent(low), high=percent(high)))
            for v, low, high in values
        ]
    else:
        middle = [] if chart.reference is None else [(chart.reference, say("alike"))]
        ends = [(chart.start, number(chart.start)), (chart.stop, number(chart.stop))]
        drawn = ranked(
            values,
            ends=(chart.start, chart.stop),
            ref=chart.reference,
            words=[ends[0], *middle, ends[1]],
        )
        said = [(number(v), span(low, high)) for v, low, high in values]
    rows = tuple(
        Row(name=capital(d.label), words=words_, likely=range_)
        for d, (words_, range_) in zip(dots, said, strict=True)
    )
    return rows, drawn


def kind_words(key: str, words: Words) -> str:
    """Name the kind a mark on the plane stands for."""
    named = labels.text(Kind(key.removeprefix("kind.")), words)
    # Elsewhere the first word may be a noun that keeps its capital.
    return named if spoken() != ENGLISH else named[:1].lower() + named[1:].replace(" my ", " your ")


def drawing(insight: Insight, settings: Settings, today: date) -> dict[str, object]:
    """Return the fields of the one drawing an insight has."""
    chart = insight.chart
    match chart:
        case LineBand():
            drawn = line_views(chart, settings.zone, today)
            if drawn is None:
                return {"kind": "none"}
            return {
                "kind": "line",
                "narrow": drawn[0],
                "broad": drawn[1],
                "caption": line_caption(drawn[0], cut=len(chart.points) > DAYS_SHOWN),
            }
        case RankedDots() if chart.dots:
            rows, bars = dot_rows(chart)
            caption = say("Each dot with its likely range, as {axis}.", axis=chart.axis)
            if chart.reference is not None:
                filled = say(
                    "Filled: the range lies clear of the dotted mark. Open: it may be nothing."
                )
                caption = f"{caption} {filled}"
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
                    (SHAPE.get(key, "ring"), f"{kind_words(key, settings.words)}, {n}")
                    for key, n in counts.most_common()
                ),
                "caption": say("One mark for each look-back. No corner is better than another."),
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
                "caption": say(
                    "Hours on your own clock. Bars: share of the day’s moments. Thin lines: the "
                    "likely range."
                ),
            }
        case Pairs() if chart.pairs:
            return {
                "kind": "pairs",
                "rows": tuple(
                    Row(
                        name=capital(p.label),
                        words=span(p.before.value, p.after.value),
                        likely=say("from {n}", n=p.n),
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
                "caption": say("Open circle: before. Filled: after. Bars: the likely ranges."),
            }
        case _:
            return {"kind": "none"}


def _range_of(insight: Insight) -> str:
    """Say the range under the picture, unless every row of the picture has its own."""
    if insight.id == RANGED_BY_ROW or not isinstance(insight.answer, Estimate):
        return ""
    return capital(likely(insight.answer))


def insight_view(insight: Insight, settings: Settings, today: date) -> InsightView:
    """Say one insight."""
    put = in_words(settings.words)
    answer = insight.answer
    drawn = {"caption": "", **drawing(insight, settings, today)}
    return InsightView(
        id=insight.id.replace("_", "-"),
        topic=put(insight.title),
        lead=put(insight.sentence),
        title=put(f"{insight.title}. {insight.sentence}"),
        level=LEVELS.index(insight.sure),
        sure=capital(say(insight.sure.value)),
        likely=_range_of(insight),
        amount=put(insight.amount),
        brief=put(insight.brief),
        caveat=put(insight.caveat),
        how=put(
            say(
                "{estimand} It rests on {denominator}. Ranges hold the truth in about 95 of 100 "
                "journals like this.",
                estimand=insight.estimand,
                denominator=insight.denominator,
            )
        ),
        yet=put(more_wanted(answer))
        if isinstance(answer, NotEnough) and is_not_yet(answer.why)
        else "",
        smalls=tuple(small_view(f, put) for f in insight.figures),
        table=table_view(insight, put),
        **drawn,  # type: ignore[arg-type]  # each drawing fills its own fields
    )


def table_view(insight: Insight, put: Put) -> TableView | None:
    """Return an insight's picture as a table, or None where there is nothing in it."""
    table = insight.table
    if table is None or not table.rows:
        return None
    return TableView(
        heads=tuple(map(put, table.columns)),
        rows=tuple(tuple(map(put, row)) for row in table.rows),
    )


def earlier_words(before: Stretch, settings: Settings) -> tuple[str, str]:
    """Return the last day of an earlier year for its address, and both ends in words."""
    first, last = (day_of(at, settings.zone) for at in (before.first, before.last))
    return last.isoformat(), say("{low} to {high}", low=date_words(first), high=date_words(last))


def says_something(view: InsightView) -> bool:
    """Whether anything of an insight has enough to rest on."""
    return not view.yet or view.kind != "none" or any(small.basis for small in view.smalls)


def lead_words(page: InsightPage, settings: Settings, *, past: bool) -> str:
    """Say what the page rests on."""
    end = date_words(day_of(page.until, settings.zone) - DAY)
    span_ = (
        say_count("{n} day", "{n} days", page.days)
        if page.days < SHORT
        else say("{n} weeks", n=f"{page.days / 7:.0f}")
    )
    said = [
        say("Up to {day}.", day=end) if past else "",
        say_count(
            "From {span}, with notes on {n} day.",
            "From {span}, with notes on {n} days.",
            page.days_with_notes,
            span=span_,
        ),
        say("Every number has a range, because a life is not a laboratory."),
    ]
    return " ".join(one for one in said if one)


def insights_view(
    page: InsightPage,
    settings: Settings,
    today: date,
    *,
    past: bool = False,
    before: Stretch | None = None,
) -> InsightsView:
    """Put the page together; `past` for an earlier year, `before` the year before this one."""
    views = {i.id: insight_view(i, settings, today) for i in page.insights}
    groups = tuple(
        GroupView(name=say(name), insights=tuple(views[i] for i in ids if says_something(views[i])))
        for name, ids in GROUPS
    )
    said = [view for group in groups for view in group.insights]
    return InsightsView(
        lead=lead_words(page, settings, past=past),
        multiplicity=page.multiplicity,
        groups=tuple(group for group in groups if group.insights),
        early=tuple(view for view in views.values() if not says_something(view)),
        earlier=earlier_words(before, settings) if before else None,
        past=past,
        opened=next((view.id for view in said if view.kind != "none"), ""),
    )
