"""An experiment in plain words: its question, its rule, and one honest sentence at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.practices import practice
from leeward.events import Words
from leeward.util.errors import InputError
from leeward.util.intervals import Estimate

if TYPE_CHECKING:
    from leeward.recommend.experiment import Finding, Plan

OUTCOMES = {
    "need_met": "how well the need was met",
    "freer": "how free the choice felt",
    "next_day": "how good the choice looked a day later",
    "evening_distress": "how heavy the evening was",
}


def arm_words(arm: str) -> str:
    """Say what one side of an experiment is."""
    known = {"prompt": "a day with a prompt", "no-prompt": "a day without one"}
    if arm in known:
        return known[arm]
    if arm.startswith("own:"):
        return f"“{arm.removeprefix('own:')}”"
    try:
        return f"“{practice(arm).named(Words.QUIET)}”"
    except InputError:
        return f"“{arm}”"


def question_words(plan: Plan) -> str:
    """Say what is asked."""
    first, second = arm_words(plan.first), arm_words(plan.second)
    return f"Does {first} differ from {second} in {OUTCOMES[plan.outcome.value]}?"


def rule_words(plan: Plan) -> str:
    """Say beforehand when it is looked at and when it ends."""
    unit = unit_words(plan.outcome.value)
    looks = " and ".join(str(at) for at in plan.looks)
    return (
        f"Chance decides each time. We look after {looks} {unit}, and not before. "
        f"It ends after {plan.units} {unit}, or at a look that is very clear."
    )


def unit_words(outcome: str) -> str:
    """Say what is counted."""
    return "days" if outcome == "evening_distress" else "pauses"


def result_words(finding: Finding, *, arms: tuple[str, ...], outcome: str) -> str:
    """Say in one honest sentence what came out."""
    first, second = (arm_words(arm) for arm in arms[:2])
    what = OUTCOMES[outcome]
    answer = finding.answer
    if not isinstance(answer, Estimate):
        return f"Too few answers to tell {first} and {second} apart."
    unit = unit_words(outcome)
    low, high = sorted((abs(answer.low), abs(answer.high)))
    size = f"by about {abs(answer.value):.1f} points of 10 (likely {low:.1f} to {high:.1f})"
    match finding.verdict.value:
        case "first_better":
            return f"In these {finding.after} {unit}, {first} did better than {second}, {size}."
        case "second_better":
            return f"In these {finding.after} {unit}, {second} did better than {first}, {size}."
        case "about_the_same":
            return f"In these {finding.after} {unit}, {first} and {second} did about the same."
        case _:
            return (
                f"After {finding.after} {unit} we cannot tell {first} and {second} apart in {what}."
            )
