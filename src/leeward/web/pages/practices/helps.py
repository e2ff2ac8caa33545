"""What helps me: what offering each way did, with the word “helps” only where it is earned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.util.intervals import Estimate
from leeward.web.asking import Page
from leeward.web.charts.bars import Bar, bar
from leeward.web.noticing import closed
from leeward.web.pages.pause.view_models import title_of
from leeward.web.wording import counted

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
        sentence = f"Offering “{title}” first helps you."
    elif line.less:
        sentence = f"After “{title}” came first, your answers were lower."
    else:
        sentence = f"No difference seen so far for “{title}”."
    more = answer.value >= 0
    return Told(
        title=title,
        sentence=sentence,
        label="",
        words=f"about {abs(answer.value):.1f} points {'more' if more else 'less'}",
        bar=bar(answer.value, answer.low, answer.high, ends=ENDS, ref=0.0),
        likely=f"likely {answer.low:+.1f} to {answer.high:+.1f}",
        basis=f"from {counted(answer.n, 'answered offer', 'answered offers')}",
    )


def show(ask: Ask) -> Response:
    """Show what is known, what is not yet, and what may not be looked at now."""
    words = ask.journal.settings.words
    shut = "practice_ranking" in closed(ask)
    lines = () if shut else ask.journal.what_helps.lines()
    found = lines or ()
    return ask.page(
        "practice/how.html",
        title="What helps me",
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
    return f"about {counted(more, 'more answer', 'more answers')}"


PAGES = (Page(path="/e/how", view=show),)
