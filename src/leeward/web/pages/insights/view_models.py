"""What the insights page shows: sentence first, picture, range, amount, and how sure."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from leeward.content import labels
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
from leeward.web.charts.bars import Bar, Change, Ranked, bar, change, ranked, ranked_ratios
from leeward.web.charts.beside import Row, TableView
from leeward.web.charts.curve import DayPoint, Weeks, weeks
from leeward.web.charts.plane import Hours, Plane, hours, plane
from leeward.web.quiet import in_words
from leeward.web.wording import MONTHS, counted

if TYPE_CHECKING:
    from collections.abc import Callable

    from leeward.core.figures import Figure
    from leeward.core.insights import Stretch
    from leeward.events.settings import Settings, Words

    Say = Callable[[str], str]

SHAPE = {"kind.solo": "circle", "kind.pornography": "square", "kind.partnered": "triangle"}
LEVELS = (Sure.TOO_EARLY, Sure.HINT, Sure.LIKELY, Sure.CLEAR)
DOTS_SHOWN = 8
DAYS_SHOWN = 84
DAY = timedelta(days=1)
GROUPS = (
    ("How it has been", ("usual_distress", "settling", "time_of_day")),
    ("Before, and what then", ("before_urges", "urges", "hard_moments", "ways_used")),
    (
        "Times you looked back on",
        (
            *("before_after", "wanting_enjoying", "pleasure_closeness", "solace"),
            *("freedom", "automatic", "consequences"),
        ),
    ),
)
YET = re.compile(r"^Not enough yet[:,.]?\s*")


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


def percent(value: float) -> str:
    """Write a share in per cent."""
    return f"{round(100 * value)} %".replace("-", "−")


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


def capital(text: str) -> str:
    """Start a sentence."""
    return text[:1].upper() + text[1:]


def more_wanted(answer: NotEnough) -> str:
    """Say what would be enough, where “not enough yet” stands already."""
    return capital(YET.sub("", answer.why))


def small_view(figure: Figure, say: Say) -> SmallView:
    """Say one of the other numbers."""
    answer = figure.answer
    label = say(capital(figure.label))
    if isinstance(answer, NotEnough):
        return SmallView(
            label=label, words="Not enough yet", likely=say(more_wanted(answer)), basis="", bar=None
        )
    ends = (0.0, 1.0) if answer.unit == "share" else None
    drawn = bar(answer.value, answer.low, answer.high, ends=ends) if ends else None
    return SmallView(
        label=label,
        words=unit_words(answer),
        likely=f"{likely_words(answer)} ({figure.sure.value})",
        basis=say(f"from {answer.n} {answer.n_of}"),
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


def line_caption(drawn: Weeks) -> str:
    """Say what line, band and marks are; only of what is there."""
    said = ["The last twelve weeks of it. Line: best guess for the day. Band: the likely range."]
    if drawn.bridges:
        said.append("Dotted: nothing was written.")
    if drawn.marks:
        said.append("Small marks below: times you noted.")
    if drawn.lamp:
        said.append("The lamp is today.")
    return " ".join(said)


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
        Row(name=capital(d.label), words=words_, likely=likely)
        for d, (words_, likely) in zip(dots, said, strict=True)
    )
    return rows, drawn


def kind_words(key: str, words: Words) -> str:
    """Name the kind a mark on the plane stands for."""
    named = labels.text(Kind(key.removeprefix("kind.")), words)
    return named[:1].lower() + named[1:].replace(" my ", " your ")


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
                "caption": line_caption(drawn[0]),
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
                    (SHAPE.get(key, "ring"), f"{kind_words(key, settings.words)}, {n}")
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
                        name=capital(p.label),
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


def insight_view(insight: Insight, settings: Settings, today: date) -> InsightView:
    """Say one insight."""
    say = in_words(settings.words)
    answer = insight.answer
    drawn = {"caption": "", **drawing(insight, settings, today)}
    return InsightView(
        id=insight.id.replace("_", "-"),
        topic=say(insight.title),
        lead=say(insight.sentence),
        title=say(f"{insight.title}. {insight.sentence}"),
        level=LEVELS.index(insight.sure),
        sure=insight.sure.value.capitalize(),
        likely=likely_words(answer).capitalize() if isinstance(answer, Estimate) else "",
        amount=say(insight.amount),
        brief=say(insight.amount.partition(" over ")[0]),
        caveat=say(insight.caveat),
        how=say(f"{insight.estimand} It rests on {insight.denominator}. ")
        + "Ranges hold the truth in about 95 of 100 journals like this.",
        yet=say(more_wanted(answer))
        if isinstance(answer, NotEnough) and YET.match(answer.why)
        else "",
        smalls=tuple(small_view(f, say) for f in insight.figures),
        table=table_view(insight, say),
        **drawn,  # type: ignore[arg-type]  # each drawing fills its own fields
    )


def table_view(insight: Insight, say: Say) -> TableView | None:
    """Return an insight's picture as a table, or None where there is nothing in it."""
    table = insight.table
    if table is None or not table.rows:
        return None
    return TableView(
        heads=tuple(map(say, table.columns)),
        rows=tuple(tuple(map(say, row)) for row in table.rows),
    )


def dated(day: date) -> str:
    """Say a day with its year, without its weekday."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def earlier_words(before: Stretch, settings: Settings) -> tuple[str, str]:
    """Return the last day of an earlier year for its address, and both ends in words."""
    first, last = (day_of(at, settings.zone) for at in (before.first, before.last))
    return last.isoformat(), f"{dated(first)} to {dated(last)}"


def says_something(view: InsightView) -> bool:
    """Whether anything of an insight has enough to rest on."""
    return not view.yet or view.kind != "none" or any(small.basis for small in view.smalls)


def insights_view(
    page: InsightPage,
    settings: Settings,
    today: date,
    *,
    past: bool = False,
    before: Stretch | None = None,
) -> InsightsView:
    """Put the page together; `past` for an earlier year, `before` the year before this one."""
    weeks_ = page.days / 7
    span = counted(page.days, "day", "days") if page.days < 21 else f"{weeks_:.0f} weeks"
    views = {i.id: insight_view(i, settings, today) for i in page.insights}
    groups = tuple(
        GroupView(name=name, insights=tuple(views[i] for i in ids if says_something(views[i])))
        for name, ids in GROUPS
    )
    said = [view for group in groups for view in group.insights]
    return InsightsView(
        lead=(f"Up to {dated(day_of(page.until, settings.zone) - DAY)}. " if past else "")
        + f"From {span}, with notes on {counted(page.days_with_notes, 'day', 'days')}. "
        "Every number has a range, because a life is not a laboratory.",
        multiplicity=page.multiplicity,
        groups=tuple(group for group in groups if group.insights),
        early=tuple(view for view in views.values() if not says_something(view)),
        earlier=earlier_words(before, settings) if before else None,
        past=past,
        opened=next((view.id for view in said if view.kind != "none"), ""),
    )
