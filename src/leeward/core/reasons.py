"""Why a way is offered, in plain words."""

from __future__ import annotations

from leeward.recommend.records import Because, Why
from leeward.util.language import say, say_count

CLOSE_CALL = 0.5


def why_words(why: Why) -> str:
    """Say why a way stands where it stands; an expectation is never called proof."""
    match why.because:
        case Because.FIRST_TIME:
            return say("New to you.")
        case Because.OWN_RECORD:
            return " ".join(part for part in (_record(why), _leaning(why)) if part)
        case Because.TO_LEARN:
            return f"{_record(why)} {say('Chance put it first, to learn more.')}"
        case Because.PLAIN_PAUSE:
            return say("The plain one, to compare with.")
        case Because.EXPERIMENT:
            return say("Your experiment has its turn here.")
        case Because.ONLY_WAY:
            return say("The one that is open now.")
        case _:
            return say("A good place to begin.")


def _record(why: Why) -> str:
    if why.usual is None:
        return say_count("You rated this once.", "You rated this {n} times.", why.uses)
    return say_count(
        "You rated this once, at about {usual} of 10.",
        "You rated this {n} times, at about {usual} of 10.",
        why.uses,
        usual=round(why.usual),
    )


def _leaning(why: Why) -> str:
    if why.edge > max(CLOSE_CALL, why.give_or_take):
        return say("It seems to suit you.")
    if why.edge < -CLOSE_CALL:
        return say("Others may suit you better.")
    return ""
