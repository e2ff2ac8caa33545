"""Numbers of a fit in plain words: answers, how sure, and what is still missing."""

from __future__ import annotations

import math
from typing import Final

from leeward.analysis import wording
from leeward.analysis.figures import Figure, round_up
from leeward.analysis.ranges import Sure
from leeward.model.records import Quantity
from leeward.util.intervals import Answer, Estimate, NotEnough

LEVEL: Final = 0.9
MODEL_CAVEAT: Final = "Other things may play a part. If the model is right."
LEANS: Final = "This one still leans on the starting guess."
NOTHING: Final = "Nothing in your notes speaks to this yet."
UNSETTLED: Final = "The calculation did not settle, so no number is shown."

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
}


def amount_words(quantity: Quantity, count: int | None = None) -> str:
    """Say how much of what a number rests on, or `count` of the same."""
    number = quantity.amount if count is None else count
    of = _AMOUNTS.get(quantity.amount_of, quantity.amount_of)
    if number == 1:
        of = {"look-backs": "look-back", "times": "time", "urges": "urge"}.get(of, of)
    return f"{number} {of}"


def missing(quantity: Quantity | None) -> str:
    """Say in one sentence what is missing for a number that is not shown."""
    if quantity is None or quantity.amount == 0:
        return NOTHING
    if quantity.more is not None:
        count, _, of = amount_words(quantity, round_up(quantity.more)).partition(" ")
        return f"Not enough yet. About {count} more {of} would do."
    if "settle" in quantity.why_not:
        return UNSETTLED
    return "Not enough yet to say."


def sure_of(quantity: Quantity, reference: float | None) -> Sure:
    """How sure a shown number is.

    Against a reference: clear if its 90 % range leaves it out and the sceptical starting guess
    agrees, likely if the range leaves it out, else a hint. Without one: clear where both starting
    guesses agree, else likely.
    """
    if not quantity.shown:
        return Sure.TOO_EARLY
    if reference is None:
        return Sure.CLEAR if quantity.finding else Sure.LIKELY
    if quantity.q05 <= reference <= quantity.q95:
        return Sure.HINT
    return Sure.CLEAR if quantity.finding else Sure.LIKELY


def figure(
    quantity: Quantity | None,
    *,
    key: str,
    label: str,
    unit: str,
    estimand: str,
    reference: float | None = None,
    scale: float = 1.0,
) -> Figure:
    """Turn a gated number into the figure a person sees; `scale` changes unit and sign."""
    if quantity is None or not quantity.shown or not math.isfinite(quantity.median):
        held = quantity.amount if quantity is not None else 0
        wanted = quantity.more if quantity is not None and quantity.more else 1
        return Figure(
            key=key,
            label=label,
            answer=NotEnough(
                have=held,
                more=round_up(wanted),
                n_of=_AMOUNTS.get(quantity.amount_of, "notes") if quantity else "notes",
                estimand=estimand,
                why=missing(quantity),
            ),
            sure=Sure.TOO_EARLY,
        )
    ends = sorted((quantity.q05 * scale, quantity.q95 * scale))
    answer: Answer = Estimate(
        value=quantity.median * scale,
        low=ends[0],
        high=ends[1],
        level=LEVEL,
        unit=unit,
        n=quantity.amount,
        n_of=_AMOUNTS.get(quantity.amount_of, quantity.amount_of),
        estimand=estimand,
        caveat=MODEL_CAVEAT if quantity.finding else f"{MODEL_CAVEAT} {LEANS}",
    )
    return Figure(key=key, label=label, answer=answer, sure=sure_of(quantity, reference))


def likely(quantity: Quantity, digits: int = 1, scale: float = 1.0) -> str:
    """Say range and amount."""
    low, high = sorted((quantity.q05 * scale, quantity.q95 * scale))
    return f"Likely {wording.span(low, high, digits)}, from {amount_words(quantity)}."


def points(value: float) -> str:
    """Say a number of points of a rating, as roughly as it is known."""
    size = abs(value)
    if size < 0.25:
        return "hardly a point"
    if size < 0.75:
        return "about half a point"
    half = round(size * 2) / 2
    words = f"{half:.0f}" if half == int(half) else f"{half:.1f}"
    return f"about {words} point{'' if half == 1 else 's'}"
