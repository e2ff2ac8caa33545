"""Usual distress, and how fast a change in it settles."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
from numpy.typing import NDArray

from leeward.analysis import figures as fig
from leeward.analysis import wording
from leeward.analysis.amounts import basis, over_days
from leeward.analysis.frames import Frame
from leeward.analysis.ranges import Sure, sure_of_factor, sure_of_level
from leeward.analysis.series import SeriesFit, fit_series, half_life_of, smooth
from leeward.util.clock import local
from leeward.util.intervals import Answer, NotEnough
from leeward.util.language import mark, say
from leeward.util.said import short_date

Floats = NDArray[np.float64]

LEAST_USUAL = 10
LEAST_SETTLING = 40
WIDEST_USUAL = 2.0
WIDEST_FACTOR = 12.0
MOST_ON_LINE = 900
LEAST_WAVE = 0.01
LINE_DAYS = 120

USUAL = mark("Mean distress (0 to 10) at moments like those at which you check in.")
SETTLING = mark("Hours until half of a rise or fall in distress is gone, your daily wave apart.")
USUAL_CAVEAT = mark(
    "It is about the moments you chose to write down. If you write more on hard days, it is "
    "higher than your average day."
)
SETTLING_CAVEAT = mark(
    "It mixes rises and falls of every kind. It does not say what made them pass."
)


def wave(of_day: Floats) -> Floats:
    """Return a daily wave as two columns (n, 2), centred on the hours at hand.

    Without columns (n, 0) where the hours are too alike to tell a wave from a level.
    """
    angle = of_day * np.pi / 12
    columns = np.column_stack([np.cos(angle), np.sin(angle)])
    centred: Floats = columns - columns.mean(axis=0)
    smallest = float(np.linalg.eigvalsh(centred.T @ centred / of_day.size)[0])
    return centred if smallest > LEAST_WAVE else centred[:, :0]


def rated(frame: Frame) -> tuple[Floats, Floats, Floats]:
    """Return hours, hours of day and ratings of the check-ins that rate distress."""
    has = ~np.isnan(frame.distress)
    return frame.hour[has], frame.of_day[has], frame.distress[has]


def fit_distress(frame: Frame) -> SeriesFit | None:
    """Fit the distress of all check-ins, or None below the least that means anything."""
    hour, of_day, y = rated(frame)
    if y.size < LEAST_USUAL:
        return None
    design = np.column_stack([np.ones(y.size), wave(of_day)])
    return fit_series(hour, y, design, fine=True)


def usual_distress(frame: Frame, fit: SeriesFit | None) -> fig.Insight:
    """Mean distress at check-ins, and its line over the latest weeks."""
    _, _, y = rated(frame)
    amount = basis(y.size, "check-ins")
    answer: Answer
    sure, chart, table = Sure.TOO_EARLY, None, None
    if fit is None:
        answer = fig.too_few(y.size, LEAST_USUAL, n_of="check-ins", estimand=say(USUAL))
        sentence = say(
            "It is too early to say what is usual for you. A few more check-ins will show it."
        )
    else:
        level = fit.contrast(np.eye(len(fit.b[0]))[0])
        chart, table = _line(frame, fit)
        if (level.high - level.low) / 2 > WIDEST_USUAL:
            answer = fig.too_wide(level, WIDEST_USUAL, n_of="check-ins", estimand=say(USUAL))
            sentence = say("Your days differ too much to name one usual level yet.")
        else:
            answer = fig.estimate(
                level,
                unit="points",
                n_of="check-ins",
                estimand=say(USUAL),
                caveat=say(USUAL_CAVEAT),
            )
            sure = sure_of_level(level.low, level.high, 0.5)
            sentence = say(
                "Your distress is usually about {number} out of 10. The likely range is {range}.",
                number=wording.number(level.value),
                range=wording.span(level.low, level.high),
            )
    return fig.Insight(
        id="usual_distress",
        title=say("Usual distress"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(USUAL),
        denominator=say("check-ins that rate distress"),
        amount=over_days(amount, frame.days),
        brief=amount,
        caveat=say(USUAL_CAVEAT),
        chart=chart,
        table=table,
    )


def _line(frame: Frame, fit: SeriesFit) -> tuple[fig.LineBand, fig.Table]:
    """Draw the level at midday of each of the latest days."""
    hour, of_day, y = rated(frame)
    flat = y - wave(of_day) @ fit.b[fit.best, 1:]
    keep = (hour >= hour[-1] - 24 * LINE_DAYS) & (np.arange(y.size) >= y.size - MOST_ON_LINE)
    hour, flat, y = hour[keep], flat[keep], y[keep]
    days = np.arange(np.floor(hour[0] / 24), np.floor(hour[-1] / 24) + 1) * 24 + 12
    mean, spread = smooth(hour, flat, days, fit)
    noted = {int(h // 24) for h in hour}
    points = tuple(
        fig.LinePoint(
            day=local(frame.moment(float(day)), frame.zone).date(),
            value=float(np.clip(m, 0, 10)),
            low=float(np.clip(m - 1.96 * s, 0, 10)),
            high=float(np.clip(m + 1.96 * s, 0, 10)),
            noted=int(day // 24) in noted,
        )
        for day, m, s in zip(days, mean, spread, strict=True)
    )
    first = frame.since + timedelta(hours=float(hour[0]))
    chart = fig.LineBand(
        axis=say("distress"),
        start=0,
        stop=10,
        points=points,
        notes=tuple((frame.moment(float(h)), int(v)) for h, v in zip(hour, y, strict=True)),
        marks=tuple(t.at for t in frame.times if t.look_back is not None and t.at >= first),
    )
    weeks = points[::7]
    table = fig.Table(
        columns=(say("Day"), say("Level"), say("Likely range"), say("Written that day")),
        rows=tuple(
            (
                short_date(p.day),
                wording.number(p.value),
                wording.span(p.low, p.high),
                say("yes") if p.noted else say("no"),
            )
            for p in weeks
        ),
    )
    return chart, table


def settling(frame: Frame, fit: SeriesFit | None) -> fig.Insight:
    """How long half of a change in distress stays."""
    _, _, y = rated(frame)
    answer: Answer
    sure = Sure.TOO_EARLY
    sentence = say("It is too early to say how fast hard moments settle for you.")
    if fit is None or y.size < LEAST_SETTLING:
        answer = fig.too_few(y.size, LEAST_SETTLING, n_of="check-ins", estimand=say(SETTLING))
    else:
        half = half_life_of(fit)
        factor = half.range.high / half.range.low
        if half.white > 0.05 or half.at_edge > 0.1 or factor > WIDEST_FACTOR:
            answer = NotEnough(
                have=y.size,
                more=fig.round_up(0.5 * y.size),
                n_of="check-ins",
                estimand=say(SETTLING),
                why=say(
                    "Your check-ins are too far apart to see a change come and go. "
                    "Two or three a day for some weeks would show it."
                ),
            )
        else:
            answer = fig.estimate(
                half.range,
                unit="hours",
                n_of="check-ins",
                estimand=say(SETTLING),
                caveat=say(SETTLING_CAVEAT),
            )
            sure = sure_of_factor(half.range.low, half.range.high, clear=2.0, fairly=4.0)
            sentence = say(
                "When your distress rises or falls, about half of the change is gone after "
                "{time}. The likely range is {low} to {high}.",
                time=wording.hours(half.range.value),
                low=wording.hours(half.range.low),
                high=wording.hours(half.range.high),
            )
    return fig.Insight(
        id="settling",
        title=say("How fast it settles"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(SETTLING),
        denominator=say("pairs of check-ins and the time between them"),
        amount=over_days(basis(y.size, "check-ins"), frame.days),
        brief=basis(y.size, "check-ins"),
        caveat=say(SETTLING_CAVEAT),
    )
