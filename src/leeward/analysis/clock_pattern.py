"""When in the day urges and times come."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leeward.analysis import figures as fig
from leeward.analysis import wording
from leeward.analysis.amounts import basis, over_days
from leeward.analysis.frames import Frame
from leeward.analysis.ranges import Sure, sure_of_level
from leeward.analysis.rates import hour_of_day
from leeward.analysis.shares import shares_of
from leeward.util.intervals import Answer, NotEnough
from leeward.util.language import mark, say

Floats = NDArray[np.float64]

LEAST = 15
FINE_HOURS = 1.0
BIN_HOURS = 3
BINS = 24 // BIN_HOURS

ESTIMAND = mark("Middle of the day's clock times of urges and of times without an urge noted.")
CAVEAT = mark("It shows when you noted them. Busy hours in which you do not write look empty.")
SPREAD = mark("Urges and times are spread over the day, with no clear middle so far.")


def _moments(frame: Frame) -> tuple[Floats, Floats]:
    """Return hours and clock times of urges and of times without a noted urge, by time."""
    alone = np.array([t.episode.urge is None for t in frame.times], dtype=np.bool_)
    alone &= ~np.isnan(frame.time_of_day)
    hour = np.concatenate([frame.urge_hour, frame.time_hour[alone]])
    of_day = np.concatenate([frame.urge_of_day, frame.time_of_day[alone]])
    order = np.argsort(hour, kind="stable")
    return hour[order], of_day[order]


def time_of_day(frame: Frame) -> fig.Insight:
    """Shares over the local day, and their middle where there is one."""
    hour, of_day = _moments(frame)
    answer: Answer
    sure = Sure.TOO_EARLY
    sentence = say("It is too early to say when in the day urges and times come.")
    chart, table = None, None
    if hour.size < LEAST:
        answer = fig.too_few(hour.size, LEAST, n_of="urges or times", estimand=say(ESTIMAND))
    else:
        chart, table = _histogram(hour, of_day)
        middle = hour_of_day(hour, of_day)
        if middle is not None:
            sure = sure_of_level(middle.low, middle.high, FINE_HOURS)
        if middle is None or sure is Sure.TOO_EARLY:
            answer = NotEnough(
                have=hour.size,
                more=hour.size,
                n_of="urges or times",
                estimand=say(ESTIMAND),
                why=say(SPREAD),
            )
            sentence = say(SPREAD)
        else:
            answer = fig.estimate(
                middle,
                unit="o'clock",
                n_of="urges or times",
                estimand=say(ESTIMAND),
                caveat=say(CAVEAT),
            )
            sentence = say(
                "Urges and times come mostly around {middle}, likely {low} to {high}.",
                middle=wording.clock(middle.value),
                low=wording.clock(middle.low),
                high=wording.clock(middle.high),
            )
    return fig.Insight(
        id="time_of_day",
        title=say("When in the day"),
        sentence=sentence,
        answer=answer,
        sure=sure,
        estimand=say(ESTIMAND),
        denominator=say("urges, and times without an urge noted"),
        amount=over_days(basis(hour.size, "moments"), frame.days),
        brief=basis(hour.size, "moments"),
        caveat=say(CAVEAT),
        chart=chart,
        table=table,
    )


def _histogram(hour: Floats, of_day: Floats) -> tuple[fig.HourHistogram, fig.Table]:
    which = np.minimum((of_day / BIN_HOURS).astype(int), BINS - 1)
    bins = tuple(
        fig.HourBin(
            from_hour=i * BIN_HOURS,
            to_hour=(i + 1) * BIN_HOURS,
            value=share.value,
            low=share.low,
            high=share.high,
            n=int(np.sum(which == i)),
        )
        for i, share in enumerate(shares_of(hour, which, BINS))
    )
    table = fig.Table(
        columns=(say("Hours"), say("Share"), say("Likely range"), say("Noted")),
        rows=tuple(
            (
                say("{low} to {high}", low=f"{b.from_hour:02d}:00", high=f"{b.to_hour:02d}:00"),
                wording.percent(b.value),
                wording.percent_span(b.low, b.high),
                str(b.n),
            )
            for b in bins
        ),
    )
    return fig.HourHistogram(axis=say("share of the day's moments"), bins=bins), table
