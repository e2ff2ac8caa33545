"""Why a way is offered, in plain words."""

from __future__ import annotations

from leeward.recommend.records import Because, Why

CLOSE_CALL = 0.5


def why_words(why: Why) -> str:
    """Say why a way stands where it stands; an expectation is never called proof."""
    match why.because:
        case Because.FIRST_TIME:
            return "New to you."
        case Because.OWN_RECORD:
            return f"{_record(why)}{_leaning(why)}"
        case Because.TO_LEARN:
            return f"{_record(why)} Chance put it first, to learn more."
        case Because.PLAIN_PAUSE:
            return "The plain one, to compare with."
        case Because.EXPERIMENT:
            return "Your experiment has its turn here."
        case Because.ONLY_WAY:
            return "The one that is open now."
        case _:
            return "A good place to begin."


def _record(why: Why) -> str:
    times = "once" if why.uses == 1 else "twice" if why.uses == 2 else f"{why.uses} times"
    usual = "" if why.usual is None else f", at about {round(why.usual)} of 10"
    return f"You rated this {times}{usual}."


def _leaning(why: Why) -> str:
    if why.edge > max(CLOSE_CALL, why.give_or_take):
        return " It seems to suit you."
    if why.edge < -CLOSE_CALL:
        return " Others may suit you better."
    return ""
