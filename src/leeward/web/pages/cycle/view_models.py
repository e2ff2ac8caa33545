"""What the page "Your cycle" shows: drawings and words, nothing to compute."""

from __future__ import annotations

from dataclasses import dataclass, fields, is_dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING, TypeVar

from leeward.core.amounts import basis, likely, rest_of, with_unit
from leeward.core.cycle_page import MODEL_CAVEAT, CyclePage, LegState
from leeward.util.clock import day_of
from leeward.util.intervals import Estimate
from leeward.util.language import mark, say
from leeward.util.said import number, signed, span
from leeward.web.bonds import BondView, bond_view
from leeward.web.charts.bars import Ranked, ranked_ratios
from leeward.web.charts.beside import Row, TableView
from leeward.web.charts.curve import Band, Curve, DayPoint, Weeks, curve, weeks
from leeward.web.charts.loop import Loop, Tone, loop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date

    from leeward.core.cycle_page import Before, LearnedPage, Leg, Lever, Response, WhatIfPage
    from leeward.core.figures import Figure, LineBand, Table

T = TypeVar("T")

IDS = frozenset({"key", "n_of", "unit"})
NARROW_DAYS = 28
BEFORE_HOURS = 3.0
TICK_HOURS = (6, 12, 18, 24)


@dataclass(frozen=True, slots=True, kw_only=True)
class LegView:
    """One leg in the list beside the picture."""

    way: str
    lead: str
    rest: str
    likely: str
    sure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words at a turning point of the curve."""

    x: float
    y: float
    text: str
    anchor: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurveView:
    """Ease and return."""

    lead: str
    yet: str
    chart: Curve | None
    labels: tuple[Label, ...]
    table: TableView | None
    together: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeView:
    """What came before, ranked."""

    lead: str
    yet: str
    rows: tuple[Row, ...]
    ranked: Ranked | None
    table: TableView | None
    waiting: tuple[str, ...]
    together: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallView:
    """One more number with its range and amount, or what is missing."""

    label: str
    words: str
    likely: str
    caveat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeverView:
    """One slider of the what-if, 0 to 10: where it stands, in words too, and its ends.

    `as_now` and `zero_of_ten` are for a script that says where the slider stands while it moves.
    """

    key: str
    question: str
    value: int
    usual: int
    words: str
    as_now: str
    zero_of_ten: str
    low: str
    high: str
    guess: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleView:
    """The whole page."""

    lead: str
    yet: str
    amount: str
    picture: Loop
    picture_title: str
    legs: tuple[LegView, ...]
    curve: CurveView
    before: BeforeView
    bond: BondView
    smalls: tuple[SmallView, ...]
    line_lead: str
    narrow: Weeks | None
    broad: Weeks | None
    checks: tuple[tuple[bool, str], ...]
    levers: tuple[LeverView, ...]
    answer: WhatIfPage | None
    learned: LearnedPage | None
    method: tuple[str, ...]
    titles: Mapping[str, str]


TITLES = {
    "ease": mark(
        "Change in distress, in points. Line: best guess. Dark band: 5 in 10. Light band: 9 in 10."
    ),
    "before": mark("What came before an urge"),
    "line": mark("Your distress line"),
    "days": mark("Your distress by day."),
}
"""Words in which an urge or distress is named, so that they can be quiet ones."""


def spoken(value: T, put: Callable[[str], str]) -> T:
    """Return a record with every sentence in it said in the person's words."""
    if isinstance(value, str):
        # Members of an enumeration are strings too, and no sentences.
        return value if isinstance(value, Enum) else put(value)  # type: ignore[return-value]  # a spoken value keeps its type
    if isinstance(value, tuple):
        return tuple(spoken(one, put) for one in value)  # type: ignore[return-value]  # a spoken value keeps its type
    if is_dataclass(value) and not isinstance(value, type):
        # Ids are looked up later and would not be found in other words.
        said = [f.name for f in fields(value) if f.name not in IDS]
        changed = {name: spoken(getattr(value, name), put) for name in said}
        return replace(value, **changed)
    return value


def table_view(table: Table) -> TableView | None:
    """Return a table where there is anything in it."""
    return TableView(heads=table.columns, rows=table.rows) if table.rows else None


def leg_view(leg: Leg) -> LegView:
    """Say one leg."""
    shown = leg.state is LegState.SHOWN
    return LegView(
        way=leg.way,
        lead=leg.lead,
        rest=leg.rest,
        likely=leg.likely,
        sure=f"{say(leg.sure.value).capitalize()}." if shown else "",
    )


def tone(leg: Leg) -> tuple[int, Tone]:
    """Return how many lines a leg has, and in which tone."""
    if leg.state is not LegState.SHOWN:
        return 1, "maybe"
    return leg.strength, "back" if leg.back else ""


def curve_view(response: Response) -> CurveView:
    """Draw ease and return; the curve starts before the time, at zero."""
    if not response.points:
        return CurveView(
            lead=response.sentence, yet=rest_of(response.why), chart=None, labels=(), table=None
        )
    flat = [
        Band(x=x, value=0.0, low=0.0, high=0.0, inner_low=0.0, inner_high=0.0)
        for x in (-BEFORE_HOURS, -0.01)
    ]
    bands = [
        Band(
            x=p.hours,
            value=p.value,
            low=p.low,
            high=p.high,
            inner_low=p.inner_low,
            inner_high=p.inner_high,
        )
        for p in response.points
    ]
    low = min(b.low for b in bands)
    high = max(*(b.high for b in bands), 0.6)
    drawn = curve(
        [*flat, *bands],
        x_words=[
            (0.0, say("this time")),
            *((float(h), say("{n} h", n=h)) for h in TICK_HOURS),
        ],
        y_words=[
            (float(v), signed(v, 0))
            for v in range(int(low) - 1, int(high) + 2)
            if v and low - 0.3 <= v <= high + 0.3
        ],
    )
    labels = []
    for text, at in (
        (response.low_words, response.low_at),
        (response.high_words, response.high_at),
    ):
        if text:
            point = min(response.points, key=lambda p, at=at: abs(p.hours - at))  # type: ignore[misc]  # a default binds the loop variable
            lower = point.value < 0
            labels.append(
                Label(
                    x=drawn.frame.x(point.hours) + (10 if lower else 0),
                    y=drawn.frame.y(point.low if lower else point.high) + (4 if lower else -8),
                    text=text,
                    anchor="start" if lower or point.hours < 8 else "middle",
                )
            )
    return CurveView(
        lead=response.sentence,
        yet="",
        chart=drawn,
        labels=tuple(labels),
        table=table_view(response.table),
        together=response.together,
    )


def before_view(before: Before) -> BeforeView:
    """Rank what came before."""
    dots = before.chart.dots if before.chart else ()
    drawn = ranked_ratios([(d.value, d.low, d.high) for d in dots]) if dots else None
    if drawn is not None:
        # Filled is more than a range clear of "as usual": it must outlive another starting guess.
        bars = tuple(replace(b, faint=not d.filled) for b, d in zip(drawn.bars, dots, strict=True))
        drawn = replace(drawn, bars=bars)
    return BeforeView(
        lead=before.sentence,
        yet=rest_of(before.why),
        rows=tuple(
            Row(
                name=d.label,
                words=say("{number} times", number=number(d.value)),
                likely=say("{range}, from {n}", range=span(d.low, d.high), n=d.n),
            )
            for d in dots
        ),
        ranked=drawn,
        table=table_view(before.table),
        waiting=before.waiting,
        together=before.together,
    )


def small_view(figure: Figure) -> SmallView:
    """Say one more number."""
    answer = figure.answer
    label = figure.label[:1].upper() + figure.label[1:]
    if not isinstance(answer, Estimate):
        yet = rest_of(answer.why)
        return SmallView(label=label, words=say("Not enough yet"), likely=yet, caveat="")
    words = with_unit(answer.value, answer.unit)
    range_ = likely(answer)
    if figure.key == "net_week":
        range_ = say("{n}, {range}", n=words, range=range_)
        words = net_words(answer)
    return SmallView(
        label=label,
        words=words,
        likely=say("{range}, {amount}", range=range_, amount=basis(answer.n, answer.n_of)),
        # What holds for every number stands once, below them.
        caveat=answer.caveat.removeprefix(say(MODEL_CAVEAT)).strip(),
    )


def net_words(answer: Estimate) -> str:
    """Say on which side of nothing a sum lies; the sum itself means little to most people."""
    if answer.low > 0.0:
        return say("Heavier")
    return say("Lighter") if answer.high < 0.0 else say("About even")


def lever_view(lever: Lever, chosen: Mapping[str, int]) -> LeverView:
    """Say one slider; `chosen` is in per cent."""
    value = round(chosen.get(lever.key, 10 * lever.usual) / 10)
    as_now = say("as now")
    return LeverView(
        key=lever.key,
        question=lever.question,
        value=value,
        usual=lever.usual,
        words=as_now if value == lever.usual else say("{n} of 10", n=value),
        as_now=as_now,
        # A script puts its number in the place of the nought.
        zero_of_ten=say("{n} of 10", n=0),
        low=lever.low,
        high=lever.high,
        guess=lever.guess,
    )


def line_views(line: LineBand, zone: str, today: date) -> tuple[Weeks, Weeks]:
    """Draw the line twice: four weeks for a phone, all of it for a desk."""
    days = [
        DayPoint(
            day=p.day,
            value=float(p.value) if p.noted else None,
            low=float(p.low),
            high=float(p.high),
        )
        for p in line.points
    ]
    marks = [day_of(moment, zone) for moment in line.marks]
    return (
        weeks(days[-NARROW_DAYS:], marks=marks, today=today),
        weeks(days, marks=marks, today=today, width=860, height=250),
    )


def cycle_view(
    page: CyclePage,
    *,
    zone: str,
    today: date,
    chosen: Mapping[str, int],
    answer: WhatIfPage | None,
    put: Callable[[str], str] = str,
) -> CycleView:
    """Put the page together; `chosen` are the shares of the what-if, `put` the person's words."""
    page, answer = spoken(page, put), spoken(answer, put)
    drawable = page.line is not None and any(p.noted for p in page.line.points[-NARROW_DAYS:])
    narrow, broad = line_views(page.line, zone, today) if page.line and drawable else (None, None)
    return CycleView(
        lead=page.lead,
        yet=rest_of(page.why),
        amount=page.amount,
        picture=loop(
            [leg.start for leg in page.legs],
            [tone(leg) for leg in page.legs],
            word=page.centre,
            words=page.centre_words,
        ),
        picture_title=say(
            "A ring of five stops: {stops}. More lines mean a stronger link. Dots mean too early, "
            "not settled, or no clear sign. The list says each leg.",
            stops=", ".join(leg.start for leg in page.legs),
        ),
        legs=tuple(leg_view(leg) for leg in page.legs),
        curve=curve_view(page.response),
        before=before_view(page.before),
        bond=bond_view(page.bond),
        smalls=spoken(tuple(small_view(f) for f in page.figures), put),
        line_lead=page.line_sentence,
        narrow=narrow,
        broad=broad,
        checks=tuple((told.passed is not False, told.sentence) for told in page.checks),
        levers=tuple(lever_view(lever, chosen) for lever in page.levers),
        answer=answer,
        learned=page.learned,
        method=page.method,
        titles={key: put(say(text)) for key, text in TITLES.items()},
    )
