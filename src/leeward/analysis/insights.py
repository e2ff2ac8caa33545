"""The insights page: what the latest year of a journal shows, each figure with its range.

What was not free, was work, or was set aside never enters (`events.history`); the page does not
say that anything was left out.
"""

from __future__ import annotations

from datetime import datetime

from leeward.analysis import wording
from leeward.analysis.before_urges import before_urges, urges
from leeward.analysis.clock_pattern import time_of_day
from leeward.analysis.figures import Insight, InsightPage
from leeward.analysis.frames import frame_of
from leeward.analysis.freedom import automatic, consequences, freedom
from leeward.analysis.looking_back import (
    before_after,
    pleasure_closeness,
    solace,
    wanting_enjoying,
)
from leeward.analysis.settling import fit_distress, settling, usual_distress
from leeward.analysis.ways import hard_moments, ways_used
from leeward.events.history import History
from leeward.util.language import mark, say

__all__ = ["Insight", "InsightPage", "insights"]

MULTIPLICITY = mark(
    "There are many figures on this page. Among 20 ranges, about one misses the truth by chance. "
    "Lists of comparisons are judged more strictly for that reason."
)


def insights(
    history: History, now: datetime, names: wording.Names = wording.plain_name
) -> InsightPage:
    """Return the descriptive insights of the year up to `now`.

    `names(group, key)` gives the words for a stored value, such as ("kind", "solo").
    """
    frame = frame_of(history, now)
    fit = fit_distress(frame)
    found = (
        usual_distress(frame, fit),
        settling(frame, fit),
        urges(frame),
        before_urges(frame, names),
        hard_moments(frame),
        before_after(frame, fit, names),
        wanting_enjoying(frame, names),
        pleasure_closeness(frame, names),
        solace(frame),
        freedom(frame),
        automatic(frame),
        consequences(frame, names),
        ways_used(frame, names),
        time_of_day(frame),
    )
    return InsightPage(
        insights=found,
        since=frame.since,
        until=frame.until,
        days=frame.days,
        days_with_notes=frame.days_with_notes,
        multiplicity=say(MULTIPLICITY),
    )
