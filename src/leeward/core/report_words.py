"""The words of the page a person brings: figures with their ranges, entries, scores."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from leeward.content import labels
from leeward.content.practices import way_name
from leeward.core.amounts import likely, with_unit
from leeward.core.questionnaires import ScaleResult, Score
from leeward.core.timeline import Item, note_words
from leeward.events import CheckIn, Episode, LookBack, PracticeDone, TriggerNoted, Urge
from leeward.events.settings import Words
from leeward.util.intervals import Estimate
from leeward.util.language import decimal, say
from leeward.util.said import signed
from leeward.util.text import running

if TYPE_CHECKING:
    from leeward.analysis.figures import Insight

RANGE_SAID = frozenset({"usual_distress", "settling", "urges", "before_urges", "before_after"})
"""Figures whose sentence names its range already, or names no number."""
BESIDE: Mapping[str, str] = {
    "hard_moments": "more_than_other_moments",
    "before_after": "anyway",
}
"""The number without which a figure would say more than it knows."""
LOOKED = (
    *("distress_before", "distress_after", "security_before", "security_after"),
    *("coping", "wanting", "enjoying", "relief", "pleasure", "closeness"),
    *("could_say_no", "shame", "empty"),
)
PLAIN = Words.PLAIN


def figure_words(insight: Insight) -> str:
    """Say one figure with its range, what it has to be seen beside, its amount and its caveat."""
    said = [insight.sentence]
    answer = insight.answer
    if insight.id not in RANGE_SAID and isinstance(answer, Estimate):
        amount = with_unit(answer.value, answer.unit)
        said.append(say("In numbers: {amount}, {likely}.", amount=amount, likely=likely(answer)))
    for figure in insight.figures:
        beside = figure.answer
        if figure.key == BESIDE.get(insight.id) and isinstance(beside, Estimate):
            said.append(_beside(beside))
    said.append(f"({_capital(insight.amount)}.)")
    return " ".join(said) + f"\n{insight.caveat}"


def _beside(answer: Estimate) -> str:
    if answer.unit == "share":
        low, value, high = (
            signed(100 * part, 0) for part in (answer.low, answer.value, answer.high)
        )
        return say(
            "Set against other moments, that is a difference of {value} in 100, likely {low} to {high}.",
            value=value,
            low=low,
            high=high,
        )
    amount = with_unit(answer.value, answer.unit)
    return say(
        "About {amount} of it would be expected anyway, {likely}.",
        amount=amount,
        likely=likely(answer),
    )


def scores_words(results: Iterable[ScaleResult]) -> str:
    """Say the scores of a questionnaire and, where it is known, which way is heavier."""
    scores = [result for result in results if isinstance(result, Score)]
    ways = {mark.direction.value for score in scores for mark in score.marks}
    said = [_score_words(score) for score in scores]
    if ways == {"at_or_above"}:
        said.append(say("More points mean more strain."))
    elif ways == {"at_or_below"}:
        said.append(say("Fewer points mean more strain."))
    return " ".join(said)


def _score_words(result: Score) -> str:
    values = {
        "title": result.title,
        "value": decimal(f"{result.value:g}"),
        "most": decimal(f"{result.maximum:g}"),
    }
    if result.low is None or result.high is None:
        return say("{title}: {value} of {most}.", **values)
    return say(
        "{title}: {value} of {most}, mostly between {low} and {high}.",
        **values,
        low=f"{result.low:.0f}",
        high=f"{result.high:.0f}",
    )


def entry_words(item: Item) -> str:
    """Say one entry: what was ticked and rated, then the person's own words; private gives none."""
    if item.private:
        return ""
    facts = ", ".join(_facts(item))
    said = (f"{_capital(facts)}." if facts else "", note_words(item))
    return "\n".join(part for part in said if part)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _facts(item: Item) -> Iterator[str]:
    body = item.entry.body
    match body:
        case CheckIn():
            yield from _rated(body, ("distress", "urge", "security"))
            yield from (running(labels.text(e, PLAIN)) for e in body.emotions)
            yield from body.own_emotions
        case Urge():
            yield from _rated(body, ("strength",))
            if body.outcome is not None:
                yield running(labels.text(body.outcome, PLAIN))
        case TriggerNoted():
            if body.trigger.strength is not None:
                yield _rating("strength", body.trigger.strength)
        case Episode():
            yield running(labels.text(body.kind, PLAIN))
            back = item.this_time.look_back if item.this_time else None
            if isinstance(back, LookBack):
                yield from _rated(back, LOOKED)
        case PracticeDone():
            yield way_name(body.practice, PLAIN)
            yield from _rated(body, ("distress_before", "distress_after"))
        case _:
            return


def _rated(body: object, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = getattr(body, name)
        if value is not None:
            yield _rating(name, value)


def _rating(name: str, value: int) -> str:
    return f"{labels.rating(name).short.in_words(PLAIN)} {value}"
