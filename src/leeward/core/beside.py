"""What the log itself shows beside a question to oneself, each with range and amount."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from leeward.events import Reflection
from leeward.util.intervals import Answer
from leeward.util.language import mark, say

if TYPE_CHECKING:
    from leeward.analysis.figures import InsightPage
    from leeward.events.history import History

LABELS: Mapping[str, str] = {
    "pleasure": mark("How good it felt"),
    "closeness": mark("How close it felt"),
    "relief": mark("How much it eased"),
    "grounded": mark("Settled afterwards"),
    "connected_self": mark("In touch with myself afterwards"),
    "empty": mark("Empty afterwards"),
    "could_say_no": mark("I could have said no"),
    "had_to": mark("Something in me felt it had to be"),
    "share_after_strain": mark("After a hard moment, a time within 6 hours"),
    "urge_rate": mark("Pulls I noted"),
    "acted_share": mark("Of the pulls, those I went along with"),
    "escape_share": mark("Mostly for relief or to get away"),
}
SENTENCES = {"triggers": "before_urges", "costs": "consequences"}
FIGURES = {
    "share_after_strain": ("hard_moments", "time"),
    "urge_rate": ("urges", ""),
    "acted_share": ("urges", "acted"),
}
WEEKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """One thing from the log: a number with its range, or a sentence where that says more."""

    label: str
    answer: Answer | None = None
    sentence: str = ""


def beside_of(
    names: Iterable[str], history: History, page: InsightPage, now: datetime
) -> tuple[Beside, ...]:
    """Return what the log shows for the names a question carries; unknown ones give nothing."""
    from leeward.analysis.beside import beside  # noqa: PLC0415  numpy is slow to import

    numbers = beside(history, now)
    found = []
    for name in names:
        if name in SENTENCES:
            found.append(Beside(label="", sentence=page.of(SENTENCES[name]).sentence))
        elif name == "interference":
            found.append(Beside(label="", sentence=_weeks(history, now)))
        elif name in LABELS:
            found.append(Beside(label=say(LABELS[name]), answer=_answer(name, numbers, page)))
    return tuple(found)


def _answer(name: str, numbers: Mapping[str, Answer], page: InsightPage) -> Answer | None:
    if name in FIGURES:
        insight, key = FIGURES[name]
        shown = page.of(insight)
        if not key:
            return shown.answer
        return next((f.answer for f in shown.figures if f.key == key), None)
    return numbers.get("driven" if name == "had_to" else name)


def _weeks(history: History, now: datetime) -> str:
    since = now - timedelta(weeks=WEEKS)
    said = [
        answer.value
        for entry in history.of(Reflection)
        if isinstance(entry.body, Reflection) and entry.body.about == "week" and entry.at >= since
        for answer in entry.body.answers
        if answer.question == "interference" and answer.value is not None
    ]
    if not said:
        return say("Nothing was noted about it in your weeks so far.")
    if len(said) == 1:
        return say(
            "In your one weekly note so far, it got in the way at {number} of 10.", number=said[0]
        )
    return say(
        "In your last {n} weekly notes, it got in the way at {low} to {high} of 10.",
        n=len(said),
        low=min(said),
        high=max(said),
    )
