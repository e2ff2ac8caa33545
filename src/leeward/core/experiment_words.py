"""An experiment in plain words: its question, its rule, and one honest sentence at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.practices import practice
from leeward.events import Words
from leeward.util.errors import InputError
from leeward.util.intervals import Estimate
from leeward.util.language import say, whole
from leeward.util.said import listed, number, quoted, span

if TYPE_CHECKING:
    from leeward.recommend.experiment import Finding, Plan


def arm_words(arm: str) -> str:
    """Say what one side of an experiment is."""
    if arm == "prompt":
        return say("a day with a prompt")
    if arm == "no-prompt":
        return say("a day without one", context="prompt")
    if arm.startswith("own:"):
        return quoted(arm.removeprefix("own:"))
    try:
        return quoted(practice(arm).named(Words.QUIET))
    except InputError:
        return quoted(arm)


def question_words(plan: Plan) -> str:
    """Say what is asked."""
    arms = {"first": arm_words(plan.first), "second": arm_words(plan.second)}
    match plan.outcome.value:
        case "need_met":
            return say("Does {first} differ from {second} in how well the need was met?", **arms)
        case "freer":
            return say("Does {first} differ from {second} in how free the choice felt?", **arms)
        case "next_day":
            return say(
                "Does {first} differ from {second} in how good the choice looked a day later?",
                **arms,
            )
        case _:
            return say("Does {first} differ from {second} in how heavy the evening was?", **arms)


def rule_words(plan: Plan) -> str:
    """Say beforehand when it is looked at and when it ends."""
    return say(
        "Chance decides each time. We look after {looks} {things}, and not before. "
        "It ends after {count} {things}, or at a look that is very clear.",
        looks=listed([str(at) for at in plan.looks]),
        count=plan.units,
        things=unit_words(plan.outcome.value),
    )


def unit_words(outcome: str) -> str:
    """Say what is counted, as it stands after a number and “in”, “after” or “of”."""
    if outcome == "evening_distress":
        return say("days", context="after a number")
    return say("pauses", context="after a number")


def result_words(finding: Finding, *, arms: tuple[str, ...], outcome: str) -> str:
    """Say in one honest sentence what came out."""
    first, second = (arm_words(arm) for arm in arms[:2])
    answer = finding.answer
    if not isinstance(answer, Estimate):
        return say(
            "Too few answers to tell {first} and {second} apart.", first=first, second=second
        )
    after = {"count": whole(finding.after), "things": unit_words(outcome)}
    match finding.verdict.value:
        case "first_better":
            return _better(first, second, answer, after)
        case "second_better":
            return _better(second, first, answer, after)
        case "about_the_same":
            return say(
                "In these {count} {things}, {first} and {second} did about the same.",
                first=first,
                second=second,
                **after,
            )
        case _:
            return _unsettled(outcome, first=first, second=second, **after)


def _better(good: str, other: str, answer: Estimate, after: dict[str, str]) -> str:
    low, high = sorted((abs(answer.low), abs(answer.high)))
    return say(
        "In these {count} {things}, {first} did better than {second}, by about {size} points of "
        "10 (likely {range}).",
        first=good,
        second=other,
        size=number(abs(answer.value)),
        range=span(low, high),
        **after,
    )


def _unsettled(outcome: str, **values: str) -> str:
    match outcome:
        case "need_met":
            return say(
                "After {count} {things} we cannot tell {first} and {second} apart in how well the "
                "need was met.",
                **values,
            )
        case "freer":
            return say(
                "After {count} {things} we cannot tell {first} and {second} apart in how free the "
                "choice felt.",
                **values,
            )
        case "next_day":
            return say(
                "After {count} {things} we cannot tell {first} and {second} apart in how good the "
                "choice looked a day later.",
                **values,
            )
        case _:
            return say(
                "After {count} {things} we cannot tell {first} and {second} apart in how heavy "
                "the evening was.",
                **values,
            )
