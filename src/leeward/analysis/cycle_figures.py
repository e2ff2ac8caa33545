"""The curve, the ranking, the line and the checks of the page."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Final

from leeward.analysis import wording
from leeward.analysis.amounts import not_yet, rest_of
from leeward.analysis.cycle_numbers import CycleNumbers
from leeward.analysis.cycle_records import Before, CurvePoint, Response, Told, Verdict
from leeward.analysis.cycle_words import amount_words, missing, points
from leeward.analysis.figures import Dot, LineBand, LinePoint, RankedDots, Table
from leeward.events.check_in import CheckIn
from leeward.events.history import History, this_times
from leeward.model.pool import POOL_BELOW
from leeward.model.records import Check, Quantity
from leeward.util.clock import local
from leeward.util.language import mark, say
from leeward.util.said import listed

CURVE_HOURS: Final = 24.0
LINE_DAYS: Final = 84
TRIGGERS_TOGETHER: Final = mark("Still rare in your notes, so counted as one: {names}.")
GROUPS_TOGETHER: Final = mark(
    "Still rare in your notes, so each of these groups is counted as one: {names}."
)
KINDS_TOGETHER: Final = mark(
    "Still rare in your notes, so their ease and return are those of all times: {names}."
)
NO_LINE: Final = mark("It is too early to draw your distress over weeks.")


def response(
    numbers: CycleNumbers, verdict: Verdict, names: wording.Names = wording.plain_name
) -> Response:
    """The average change in distress after one of these times, over a day."""
    curve = numbers.summary.response
    size, back = numbers.summary.of("relief_size"), numbers.summary.of("rebound_size")
    shown = (
        verdict in {Verdict.CYCLE, Verdict.ECHO}
        and size is not None
        and back is not None
        and size.shown
        and back.shown
    )
    empty = Table(columns=(), rows=())
    if not shown or size is None or back is None:
        echo = numbers.checks.evidence.echo.answer if numbers.checks is not None else ""
        no_sign = echo == "no sign"
        size_shown = size is not None and size.shown
        known = size_shown and back is not None and back.shown
        return Response(
            sentence=say(_no_curve(no_sign=no_sign, known=known)),
            why="" if no_sign or known else missing(size if not size_shown else back),
            points=(),
            low_words="",
            high_words="",
            low_at=0.0,
            high_at=0.0,
            table=empty,
            together="",
        )
    kept = [
        CurvePoint(hours=h, value=m, low=a, high=b, inner_low=c, inner_high=d)
        for h, m, a, b, c, d in zip(
            curve.hours, curve.median, curve.q05, curve.q95, curve.q25, curve.q75, strict=True
        )
        if h <= CURVE_HOURS
    ]
    low, high = min(kept, key=lambda p: p.value), max(kept, key=lambda p: p.value)
    last = kept[-1]
    return Response(
        sentence=_response_words(low, high, last),
        why="",
        points=tuple(kept),
        low_words=say("ease, about {n}", n=wording.number(low.value)) if low.value < 0 else "",
        high_words=say("return, about +{n}", n=wording.number(high.value))
        if high.low > 0.0
        else "",
        low_at=low.hours,
        high_at=high.hours,
        table=Table(
            columns=(
                say("Hours after"),
                say("Change in points"),
                say("Range, 5 in 10"),
                say("Range, 9 in 10"),
            ),
            rows=tuple(
                (
                    wording.number(p.hours, 0) if p.hours >= 1 else wording.number(p.hours, 2),
                    wording.number(p.value),
                    wording.span(p.inner_low, p.inner_high),
                    wording.span(p.low, p.high),
                )
                for p in kept
                if p.hours in {0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0}
            ),
        ),
        together=_rare_kinds(numbers, names),
    )


def _rare_kinds(numbers: CycleNumbers, names: wording.Names) -> str:
    """Name the kinds whose ease and return are those of all, because they are rare."""
    rare = [
        names("kind", kind)
        for kind, n in numbers.kinds
        if n < POOL_BELOW and _shares(numbers, f"rho_{kind}")
    ]
    return say(KINDS_TOGETHER, names=listed(rare)) if rare else ""


def _shares(numbers: CycleNumbers, name: str) -> tuple[str, ...]:
    """What shares the number called `name`; empty where it stands for itself."""
    found = numbers.summary.of(name)
    return () if found is None else found.together


def _no_curve(*, no_sign: bool, known: bool) -> str:
    if no_sign:
        return mark("No sign that distress changes after these times.")
    if known:
        return mark("Your notes do not settle whether distress changes after these times.")
    return mark("It is too early to say how distress changes after these times.")


def _response_words(low: CurvePoint, high: CurvePoint, last: CurvePoint) -> str:
    if low.high >= 0.0:
        return say("No clear ease after these times so far.")
    said = [say("{points} lighter at first.", points=wording.capital(points(low.value)))]
    if high.low > 0.0 and high.hours < last.hours:
        after = wording.hours(high.hours)
        said.append(say("Some comes back, most after {time}.", time=after))
    if last.low <= 0.0 <= last.high or abs(last.value) < 0.25:
        said.append(say("A day later, much as before."))
    elif last.value > 0:
        said.append(say("A day later, a little heavier than before."))
    else:
        said.append(say("A day later, still a little lighter."))
    return " ".join(said)


def before(numbers: CycleNumbers, names: wording.Names = wording.plain_name) -> Before:
    """Rank what came before by how many times as often it follows, at full strength."""
    dots: list[Dot] = []
    rows: list[tuple[str, ...]] = []
    waiting: list[str] = []
    for trigger, _ in numbers.trigger_classes:
        ratio = numbers.summary.of(f"rate_ratio_{trigger}")
        weight = numbers.summary.of(f"beta_{trigger}")
        if ratio is None:
            continue
        label = wording.capital(names("trigger", trigger))
        if not ratio.shown:
            waiting.append(f"{label}: {rest_of(missing(ratio))}")
            continue
        dots.append(_dot(trigger, label, ratio))
        rows.append(
            (
                label,
                wording.times(ratio.median),
                wording.span(ratio.q05, ratio.q95),
                _points_added(weight),
                amount_words(ratio),
            )
        )
    order = sorted(range(len(dots)), key=lambda i: -dots[i].value)
    dots, rows = [dots[i] for i in order], [rows[i] for i in order]
    return Before(
        sentence=_before_words(dots, waiting=bool(waiting)),
        why="" if dots else not_yet(say("Each thing needs about 20 to 60 notes of its own.")),
        chart=RankedDots(
            axis=say("times as often"),
            scale="log",
            start=0.25,
            stop=8.0,
            reference=1.0,
            dots=tuple(dots),
        )
        if dots
        else None,
        table=Table(
            columns=(
                say("What came before"),
                say("Urges", context="column"),
                say("Likely range"),
                say("Adds to distress"),
                say("From", context="column"),
            ),
            rows=tuple(rows),
        ),
        waiting=tuple(waiting),
        together=_counted_as_one(numbers, names),
    )


def _counted_as_one(numbers: CycleNumbers, names: wording.Names) -> str:
    """Say which rare things share a number, each group once; empty where none does."""
    pools = (_shares(numbers, f"rate_ratio_{trigger}") for trigger, _ in numbers.trigger_classes)
    groups = [
        listed([names("trigger", one) for one in pool]) for pool in dict.fromkeys(pools) if pool
    ]
    if not groups:
        return ""
    said = TRIGGERS_TOGETHER if len(groups) == 1 else GROUPS_TOGETHER
    return say(said, names="; ".join(groups))


def _dot(trigger: str, label: str, ratio: Quantity) -> Dot:
    clear = ratio.q05 > 1.0 or ratio.q95 < 1.0
    return Dot(
        key=trigger,
        label=label,
        value=ratio.median,
        low=ratio.q05,
        high=ratio.q95,
        n=ratio.amount,
        filled=clear and ratio.finding,
    )


def _points_added(weight: Quantity | None) -> str:
    if weight is None or not weight.shown:
        return say("too early", context="table")
    return f"{wording.number(weight.median)} ({wording.span(weight.q05, weight.q95)})"


def _before_words(dots: list[Dot], *, waiting: bool) -> str:
    clear = [d for d in dots if d.filled and d.value > 1.0]
    if clear:
        first = clear[0]
        often = wording.times(first.value)
        name = wording.named(first.label)
        return say("{name} stands out: {often} right after it.", name=name, often=often)
    if dots:
        return say("Nothing stands out clearly so far.")
    if waiting:
        return say("It is too early to rank what comes before.")
    return say("No notes yet of what came before.")


def distress_line(
    numbers: CycleNumbers, history: History, now: datetime, since: datetime | None
) -> tuple[LineBand | None, str]:
    """Draw distress by day with what was written on it: ratings as dots, times as marks.

    `since` is the `beginning` of the journal.
    """
    if since is None or not numbers.line.minutes or numbers.summary.amounts.check_ins < 3:
        return None, say(NO_LINE)
    zone = history.settings.zone
    first_day = local(now, zone).date() - timedelta(days=LINE_DAYS)
    sums: dict[date, list[tuple[float, float, float]]] = defaultdict(list)
    line = numbers.line
    for minute, mean, low, high in zip(line.minutes, line.mean, line.low, line.high, strict=True):
        day = local(since + timedelta(minutes=minute), zone).date()
        if day >= first_day:
            sums[day].append((mean, low, high))
    rated = [
        (e.at, e.body.distress)
        for e in history.entries
        if isinstance(e.body, CheckIn) and e.body.distress is not None
    ]
    noted = {local(at, zone).date() for at, _ in rated}
    band = tuple(
        LinePoint(
            day=day,
            value=_inside(sum(v[0] for v in values) / len(values)),
            low=_inside(sum(v[1] for v in values) / len(values)),
            high=_inside(sum(v[2] for v in values) / len(values)),
            noted=day in noted,
        )
        for day, values in sorted(sums.items())
    )
    if len(band) < 3:
        return None, say(NO_LINE)
    levels = sorted(p.value for p in band)
    low, high = levels[len(levels) // 10], levels[-1 - len(levels) // 10]
    chart = LineBand(
        axis=say("distress"),
        start=0,
        stop=10,
        points=band,
        notes=tuple((at, y) for at, y in rated if local(at, zone).date() >= first_day),
        marks=tuple(
            t.at
            for t in this_times(history.entries)
            if t.counts_as_coping and local(t.at, zone).date() >= first_day
        ),
    )
    return chart, say(
        "Mostly between {low} and {high}.",
        low=wording.number(low, 0),
        high=wording.number(high, 0),
    )


def beginning(history: History, now: datetime) -> datetime | None:
    """Return the moment from which the minutes of a fit of this journal count."""
    from leeward.analysis.arrays import exact_entries  # noqa: PLC0415  numpy is slow to import

    exact = exact_entries(history, now)
    return exact[0].at.replace(second=0, microsecond=0) if exact else None


def _inside(value: float) -> float:
    return min(max(value, 0.0), 10.0)


_CHECKS: Final = {
    "rescaled_times": (
        mark("These times come when the model expects them."),
        mark("These times do not come when the model expects them. Read how often with care."),
    ),
    "negative_control": (
        mark(
            "At quiet moments like those before, nothing unusual happened. That speaks for the ease."
        ),
        mark(
            "Distress also changed at like moments without such a time. Something else is going on."
        ),
    ),
    "spread_over_time": (
        mark("Your ratings vary as much late as early."),
        mark("Your ratings vary in another way late than early. Answering may have changed."),
    ),
    "split_half_rho": (
        mark("The ease is the same in the first and the second half of your notes."),
        mark("The ease differs between the first and second half. One number for both misleads."),
    ),
    "split_half_alpha_D": (
        mark("Distress leads to urges alike in both halves of your notes."),
        mark("Distress leads to urges differently in both halves. One number for both misleads."),
    ),
    "recall": (
        mark("Look-backs and check-ins tell the same ease."),
        mark("Look-backs tell another ease than check-ins do. Looking back changes what we see."),
    ),
}
_PREDICTIVE: Final = (
    mark("Made-up notes from this model look like yours."),
    mark("Made-up notes from this model differ from yours in some ways."),
)


def checks(numbers: CycleNumbers) -> tuple[Told, ...]:
    """Say the checks a person can be told about, each in one sentence."""
    if numbers.checks is None:
        return ()
    told = [_told(check) for check in numbers.checks.checks]
    like = [c for c in numbers.checks.checks if c.name.startswith("predictive_")]
    found = [one for one in told if one is not None]
    if like:
        good = all(c.passed is not False for c in like)
        found.append(Told(sentence=say(_PREDICTIVE[0 if good else 1]), passed=good))
    return tuple(found)


def _told(check: Check) -> Told | None:
    if check.name == "regression_to_the_mean" and check.passed is not None:
        return Told(
            sentence=say(
                "Distress fell by {n} points around these times. "
                "About {alone} would have gone by itself in three hours.",
                n=wording.number(check.value),
                alone=wording.number(check.expected),
            ),
            passed=True,
        )
    if check.name not in _CHECKS or check.passed is None:
        return None
    return Told(sentence=say(_CHECKS[check.name][0 if check.passed else 1]), passed=check.passed)
