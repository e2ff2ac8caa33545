"""How it felt before and after the practice a person does most: one thing for the first page.

The practice is chosen by how often it was rated, never by its effect, so that the one that looks
best by luck is not the one that is shown. Where none was rated often enough, all are taken
together.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from leeward.analysis import figures as fig
from leeward.analysis.series import mean_of
from leeward.events import PracticeDone
from leeward.events.history import History
from leeward.util.intervals import Estimate
from leeward.util.language import mark, say

LEAST: Final = 8
MOST: Final = 60
WIDEST: Final = 1.5
YEAR: Final = timedelta(days=365)
ESTIMAND: Final = mark(
    "Mean distress just before minus just after, over the times rated both ways."
)
CAVEAT: Final = mark("Hard moments ease by themselves too.")


@dataclass(frozen=True, slots=True, kw_only=True)
class UsualWay:
    """The mean fall in distress, in points, around the practice rated most often.

    `practice` is empty where the figure is about all practices together.
    """

    practice: str
    fall: Estimate


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Rated:
    """One practice with its fall in distress, in points."""

    at: datetime
    practice: str
    fall: int


def rated_ways(history: History, now: datetime, leave_out: Collection[str]) -> tuple[Rated, ...]:
    """Return the practices of the year up to `now` rated before and after, by time.

    Stopping early counts like the rest.
    """
    return tuple(
        sorted(
            Rated(at=e.at, practice=b.practice, fall=b.distress_before - b.distress_after)
            for e in history.of(PracticeDone)
            if isinstance(b := e.body, PracticeDone)
            and b.distress_before is not None
            and b.distress_after is not None
            and b.practice not in leave_out
            and now - YEAR < e.at <= now
        )
    )


def usual_way(rated: tuple[Rated, ...]) -> UsualWay | None:
    """Return the figure, or None where there is too little to say.

    It rests on the latest 60 ratings of one practice, or of all where no practice has 8. Fewer
    than 8, or a range wider than 1.5 points on either side, give None.
    """
    if len(rated) < LEAST:
        return None
    counts = Counter(one.practice for one in rated)
    top = max(sorted(counts), key=lambda name: counts[name])
    alone = counts[top] >= LEAST
    kept = [one for one in rated if one.practice == top or not alone][-MOST:]
    hours = [(one.at - kept[0].at) / timedelta(hours=1) for one in kept]
    mean = mean_of(hours, [float(one.fall) for one in kept], reference=0.0)
    if (mean.high - mean.low) / 2 > WIDEST:
        return None
    return UsualWay(
        practice=top if alone else "",
        fall=fig.estimate(
            mean, unit="points", n_of="times", estimand=say(ESTIMAND), caveat=say(CAVEAT)
        ),
    )
