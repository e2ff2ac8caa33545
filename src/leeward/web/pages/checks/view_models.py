"""A result in words: the number with its error, published ranges, and honest change."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.questionnaires import NotScored, Score
from leeward.instruments.fhir import AS_IN_FILE, NOT_STATED
from leeward.util.language import decimal, mark, say, spoken
from leeward.web.charts.bars import Bar, bar

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leeward.core.questionnaires import Change, Definition, ScaleResult

PLACES = (
    *(mark("first"), mark("second"), mark("third"), mark("fourth")),
    *(mark("fifth"), mark("sixth"), mark("seventh")),
)


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
            words=say("not worked out"),
            likely="",
            bar=None,
            lines=(
                say(
                    "Answered: {answered} of {items}. Needed: {needed}.",
                    answered=result.answered,
                    items=result.items,
                    needed=result.needed,
                ),
            ),
        )
    known = result.low is not None and result.high is not None
    low, high = result.low or 0.0, result.high or 0.0
    return ResultView(
        title=result.title,
        words=say("{value} of {most}", value=figure(result.value), most=figure(result.maximum)),
        likely=say(
            "mostly between {low} and {high}, asked again", low=f"{low:.0f}", high=f"{high:.0f}"
        )
        if known
        else "",
        bar=bar(result.value, low, high, ends=(result.minimum, result.maximum)) if known else None,
        lines=tuple(lines_of(result, [c for c in changes if c.scale == result.scale])),
    )


def lines_of(result: Score, changes: list[Change]) -> Iterable[str]:
    """Say what goes with a score: ranges, marks, others, change."""
    if result.low is None:
        yield say("How exact this number is has not been published in a form we could check.")
    if result.estimated:
        yield say("Some questions were skipped; they count as the mean of the others.")
    if result.band is not None and result.band_place is not None:
        yield say(
            "That is the {place} of {bands} published ranges ({source}).",
            place=say(PLACES[result.band_place - 1]),
            bands=result.bands,
            source=result.band.source,
        )
    for one in result.marks:
        yield f"{one.says} ({one.source})"
    for norm in result.norms:
        if norm.mean is not None:
            yield say(
                "For comparison: {group}, {country} {year}, had {mean} on average.",
                group=norm.group,
                country=norm.country,
                year=norm.year,
                mean=figure(norm.mean),
            )
    for change in changes:
        yield change_words(change)


def change_words(change: Change) -> str:
    """Say whether a difference is more than noise."""
    size = size_words(change.difference)
    if change.difference == 0:
        return say("The same as last time.")
    if change.worth_showing:
        return say(
            "Since last time: {size}. That is more than chance alone would bring.", size=size
        )
    if change.beyond_noise is None and change.matters is None:
        return say(
            "Since last time: {size}. How much of that is chance is not published.", size=size
        )
    return say("Since last time: {size}. Chance alone could bring that.", size=size)


def size_words(difference: float) -> str:
    """Say a difference in points with its direction."""
    size, up = figure(abs(difference)), difference > 0
    if size == "1":
        return say("1 point up") if up else say("1 point down")
    return say("{size} points up", size=size) if up else say("{size} points down", size=size)


def figure(value: float) -> str:
    """Write a score without needless decimals."""
    return decimal(f"{value:g}")


def language_words(language: str) -> str:
    """Say that questions stand in another language than the page; empty where they do not."""
    if language[:2] == spoken()[:2]:
        return ""
    known = {"en": say("English"), "de": say("German")}.get(language[:2])
    if known is None:
        return say(
            "The questions are in another language than this page. They stand as their makers "
            "tested them; a translation of ours might measure something else."
        )
    return say(
        "The questions are in {language}. They stand as their makers tested them; a translation "
        "of ours might measure something else.",
        language=known,
    )


def stated(words: str) -> str:
    """Return words of a definition as they are; what was not stated, in the person's language."""
    return say(words) if words in {NOT_STATED, AS_IN_FILE} else words


def licence_words(definition: Definition) -> tuple[str, ...]:
    """Say where the questions come from and who may use them."""
    licence = definition.licence
    free = {
        True: mark("Any use is allowed."),
        False: mark("Not for paid use."),
        None: mark("Whether paid use is allowed is not settled, so take it as not allowed."),
    }[licence.commercial]
    return tuple(
        line
        for line in (
            say(
                "{title}, version {version}. {source}.",
                title=definition.title,
                version=stated(definition.version),
                source=stated(definition.source),
            ),
            say(
                "Licence: {name}. Holder: {holder}. {free}",
                name=stated(licence.name),
                holder=stated(licence.holder).rstrip("."),
                free=say(free),
            ),
            licence.note,
        )
        if line
    )
