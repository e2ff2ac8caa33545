"""Numbers of a fit in plain words: answers, how sure, and what is still missing."""

from __future__ import annotations

import math
from typing import Final

from leeward.analysis import wording
from leeward.analysis.amounts import basis, more_of, not_yet
from leeward.analysis.figures import Figure, round_up
from leeward.analysis.ranges import Sure
from leeward.model.records import UNTRUSTED, Quantity
from leeward.util.intervals import Estimate, NotEnough
from leeward.util.language import mark, say

LEVEL: Final = 0.9
MODEL_CAVEAT: Final = mark("Other things may play a part. If the model is right.")
LEANS: Final = mark("This one still leans on the starting guess.")
NOTHING: Final = mark("Nothing in your notes speaks to this yet.")
UNSETTLED: Final = mark("The calculation did not settle, so no number is shown.")
TO_SAY: Final = mark("Not enough yet to say.")

_AMOUNTS: Final = {
    "look-backs": "look-backs",
    "episodes": "times",
    "check-ins": "check-ins",
    "urges": "urges",
    "trigger records": "notes of what came before",
    "records of it": "notes of it",
    "times it was used": "uses of another way",
    "prompts": "check-ins",
    "days": "days",
    "ratings of security": "notes of how close it felt",
    "stress records": "notes of stress",
    "threat records": "notes of a shaky bond",
    "second ratings": "urges rated twice",
}
"""What a number rests on, as `amounts` knows to say it."""


def amount_of(quantity: Quantity) -> str:
    """Return what a number rests on, in words that `amounts` knows."""
    return _AMOUNTS.get(quantity.amount_of, "notes")


def amount_words(quantity: Quantity) -> str:
    """Say what a number rests on, like “from 12 look-backs”."""
    return basis(quantity.amount, amount_of(quantity))


def missing(quantity: Quantity | None) -> str:
    """Say in one sentence what is missing for a number that is not shown."""
    if quantity is None or (quantity.amount == 0 and quantity.more is None):
        return say(NOTHING)
    if quantity.more is not None:
        return not_yet(more_of(round_up(quantity.more), amount_of(quantity)))
    if quantity.why_not == UNTRUSTED:
        return say(UNSETTLED)
    return say(TO_SAY)


def sure_of(quantity: Quantity, reference: float | None) -> Sure:
    """How sure a shown number is.

    Against a reference: clear if its 90 % range leaves it out and the sceptical starting guess
    agrees, fairly clear if the range leaves it out, else a hint. Without one: clear where both starting
    guesses agree, else likely.
    """
    if not quantity.shown:
        return Sure.TOO_EARLY
    if reference is None:
        return Sure.CLEAR if quantity.finding else Sure.FAIRLY_CLEAR
    if quantity.q05 <= reference <= quantity.q95:
        return Sure.HINT
    return Sure.CLEAR if quantity.finding else Sure.FAIRLY_CLEAR


def figure(
    quantity: Quantity | None,
    *,
    key: str,
    label: str,
    unit: str,
    estimand: str,
    caveat: str = "",
    reference: float | None = None,
) -> Figure:
    """Turn a gated number into the figure a person sees; `caveat` is one of its own."""
    if quantity is None or not quantity.shown or not math.isfinite(quantity.median):
        held = quantity.amount if quantity is not None else 0
        wanted = quantity.more if quantity is not None and quantity.more else 1
        of = amount_of(quantity) if quantity is not None else "notes"
        return Figure(
            key=key,
            label=label,
            answer=NotEnough(
                have=held,
                more=round_up(wanted),
                n_of=of,
                estimand=estimand,
                why=missing(quantity),
            ),
            sure=Sure.TOO_EARLY,
        )
    caveats = (say(MODEL_CAVEAT), caveat, "" if quantity.finding else say(LEANS))
    answer = Estimate(
        value=quantity.median,
        low=quantity.q05,
        high=quantity.q95,
        level=LEVEL,
        unit=unit,
        n=quantity.amount,
        n_of=amount_of(quantity),
        estimand=estimand,
        caveat=" ".join(one for one in caveats if one),
    )
    return Figure(key=key, label=label, answer=answer, sure=sure_of(quantity, reference))


def likely(quantity: Quantity, digits: int = 1) -> str:
    """Say range and amount."""
    return ranged(wording.span(quantity.q05, quantity.q95, digits), quantity)


def ranged(span: str, quantity: Quantity) -> str:
    """Say a range and what it rests on, as a sentence."""
    return say("Likely {range}, {amount}.", range=span, amount=amount_words(quantity))


def points(value: float) -> str:
    """Say a number of points of a rating, as roughly as it is known."""
    size = abs(value)
    if size < 0.25:
        return say("hardly a point")
    if size < 0.75:
        return say("about half a point")
    half = round(size * 2) / 2
    if half == 1:
        return say("about 1 point")
    return say("about {n} points", n=wording.number(half, 0 if half == int(half) else 1))
