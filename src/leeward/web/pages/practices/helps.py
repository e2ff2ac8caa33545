"""What helps me: what offering each way did, with the word “helps” only where it is earned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.util.intervals import Estimate
from leeward.util.language import say, say_count
from leeward.util.said import number, signed
from leeward.web.asking import Page
from leeward.web.charts.bars import Bar, bar
from leeward.web.noticing import closed
from leeward.web.pages.pause.view_models import title_of

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.core.what_helps import HelpLine
    from leeward.events import Words
    from leeward.web.asking import Ask

ENDS = (-5.0, 5.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One way with its sentence; fields are those of the estimate part."""

    title: str
    sentence: str
    label: str
    words: str
    bar: Bar
    likely: str
    basis: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Early:
    """A way about which nothing can be said yet."""

    title: str
    more: str


def told(line: HelpLine, answer: Estimate, words: Words) -> Told:
    """Say one effect in words, with its range and what it rests on."""
    title = title_of(line.way, words)
    if line.helps:
        sentence = say("Offering “{title}” first helps you.", title=title)
    elif line.less:
        sentence = say("After “{title}” came first, your answers were lower.", title=title)
    else:
        sentence = say("No difference seen so far for “{title}”.", title=title)
    size = number(abs(answer.value))
    return Told(
        title=title,
        sentence=sentence,
        label="",
        words=say("about {points} points more", points=size)
        if answer.value >= 0
        else say("about {points} points less", points=size),
        bar=bar(answer.value, answer.low, answer.high, ends=ENDS, ref=0.0),
        likely=likely_change(answer),
        basis=say_count("from {n} answered offer", "from {n} answered offers", answer.n),
    )


def likely_change(answer: Estimate) -> str:
    """Say the likely range of a difference, each end with its sign."""
    return say("likely {low} to {high}", low=signed(answer.low), high=signed(answer.high))


def show(ask: Ask) -> Response:
    """Show what is known, what is not yet, and what may not be looked at now."""
    words = ask.journal.settings.words
    shut = "practice_ranking" in closed(ask)
    lines = () if shut else ask.journal.what_helps.lines()
    found = lines or ()
    return ask.page(
        "practice/how.html",
        title=say("What helps me"),
        section="/m",
        working=lines is None,
        told=tuple(
            told(line, line.answer, words) for line in found if isinstance(line.answer, Estimate)
        ),
        early=tuple(
            Early(title=title_of(line.way, words), more=about(line.answer.more))
            for line in found
            if not isinstance(line.answer, Estimate)
        ),
    )


def about(more: int) -> str:
    """Say how much more would be enough, with no hurry."""
    return say_count("about {n} more answer", "about {n} more answers", more)


PAGES = (Page(path="/e/how", view=show),)
