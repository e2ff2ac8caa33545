"""A result in words: the number with its error, published ranges, and honest change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.questionnaires import NotScored, Score
from leeward.web.charts.bars import Bar, bar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leeward.core.questionnaires import Change, Definition, ScaleResult

PLACES = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultView:
    """One score. `bar` is missing where no error of measurement is published."""

    title: str
    words: str
    likely: str
    bar: Bar | None
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceView:
    """One questionnaire in the list."""

    path: str
    title: str
    hint: str


def result_view(result: ScaleResult, changes: Iterable[Change]) -> ResultView:
    """Say one score."""
    if isinstance(result, NotScored):
        return ResultView(
            title=result.title,
            words="not worked out",
            likely="",
            bar=None,
            lines=(f"Answered: {result.answered} of {result.items}. Needed: {result.needed}.",),
        )
    known = result.low is not None and result.high is not None
    low, high = result.low or 0.0, result.high or 0.0
    return ResultView(
        title=result.title,
        words=f"{result.value:g} of {result.maximum:g}",
        likely=f"mostly between {low:.0f} and {high:.0f}, asked again" if known else "",
        bar=bar(result.value, low, high, ends=(result.minimum, result.maximum)) if known else None,
        lines=tuple(lines_of(result, [c for c in changes if c.scale == result.scale])),
    )


def lines_of(result: Score, changes: list[Change]) -> Iterable[str]:
    """Say what goes with a score: ranges, marks, others, change."""
    if result.low is None:
        yield "How exact this number is has not been published in a form we could check."
    if result.estimated:
        yield "Some questions were skipped; they count as the mean of the others."
    if result.band is not None and result.band_place is not None:
        yield (
            f"That is the {PLACES[result.band_place - 1]} of {result.bands} published ranges "
            f"({result.band.source})."
        )
    for mark in result.marks:
        yield f"{mark.says} ({mark.source})"
    for norm in result.norms:
        if norm.mean is not None:
            yield (
                f"For comparison: {norm.group}, {norm.country} {norm.year}, had "
                f"{norm.mean:g} on average."
            )
    for change in changes:
        yield change_words(change)


def change_words(change: Change) -> str:
    """Say whether a difference is more than noise."""
    points = counted_points(abs(change.difference))
    size = f"{points} {'up' if change.difference > 0 else 'down'}"
    if change.difference == 0:
        return "The same as last time."
    if change.worth_showing:
        return f"Since last time: {size}. That is more than chance alone would bring."
    if change.beyond_noise is None and change.matters is None:
        return f"Since last time: {size}. How much of that is chance is not published."
    return f"Since last time: {size}. Chance alone could bring that."


def counted_points(size: float) -> str:
    """Say a number of points."""
    return "1 point" if size == 1 else f"{size:g} points"


def licence_words(definition: Definition) -> tuple[str, ...]:
    """Say where the questions come from and who may use them."""
    licence = definition.licence
    free = {
        True: "Any use is allowed.",
        False: "Not for paid use.",
        None: "Whether paid use is allowed is not settled, so take it as not allowed.",
    }[licence.commercial]
    return tuple(
        line
        for line in (
            f"{definition.title}, version {definition.version}. {definition.source}.",
            f"Licence: {licence.name}. Holder: {licence.holder}. {free}",
            licence.note,
        )
        if line
    )
