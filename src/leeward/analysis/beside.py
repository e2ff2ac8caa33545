"""What the journal shows beside a question to oneself: means and shares of free look-backs.

The same ranges as on the insights page, over the same year. What was not free, was work or was
set aside never enters (`frames.frame_of`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import numpy as np

from leeward.analysis.frames import Frame, backs, column, driven, frame_of
from leeward.analysis.looking_back import mean_answer, share_answer
from leeward.events.history import History
from leeward.events.look_back import LookBack
from leeward.events.vocabulary import ESCAPE_MOTIVES
from leeward.util.intervals import Answer
from leeward.util.language import mark, say

RATINGS: Final = (
    *("pleasure", "closeness", "relief", "grounded", "connected_self", "empty", "could_say_no"),
)
MEAN = mark("Mean answer (0 to 10) over look-backs that have one.")
AWAY = mark("Share of look-backs with reasons whose strongest is relief or getting away.")
CAVEAT = mark("It is about the times you chose to look back on.")


def beside(history: History, now: datetime) -> Mapping[str, Answer]:
    """Return an answer for each rating in `RATINGS`, for `driven` and for `escape_share`."""
    frame = frame_of(history, now)
    found: dict[str, Answer] = {name: _mean(frame, name) for name in RATINGS}
    known, inside = driven(frame)
    found["driven"] = share_answer(
        frame.time_hour[known],
        inside[known],
        n_of="look-backs",
        estimand=say("Share of look-backs in which something inside felt it had to be."),
        caveat=say(CAVEAT),
    )[0]
    found["escape_share"] = _escape(frame)
    return found


def _mean(frame: Frame, name: str) -> Answer:
    values = column(frame, name)
    has = ~np.isnan(values)
    return mean_answer(
        frame.time_hour[has], values[has], unit="points", estimand=say(MEAN), caveat=say(CAVEAT)
    )[0]


def leads_away(back: LookBack) -> bool | None:
    """Whether the strongest reason was relief or getting away; None where no reason was given.

    A reason without a strength weighs as 5; of equally strong ones, one that leads away counts.
    """
    if not back.motives:
        return None
    strengths = {m.motive: 5 if m.strength is None else m.strength for m in back.motives}
    top = max(strengths.values())
    return any(motive in ESCAPE_MOTIVES for motive, value in strengths.items() if value == top)


def _escape(frame: Frame) -> Answer:
    leads = [leads_away(back) for back in backs(frame)]
    known = np.array([one is not None for one in leads], dtype=np.bool_)
    away = np.array([one is True for one in leads], dtype=np.bool_)
    return share_answer(
        frame.time_hour[known],
        away[known],
        n_of="look-backs",
        estimand=say(AWAY),
        caveat=say(CAVEAT),
    )[0]
