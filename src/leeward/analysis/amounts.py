"""How much a figure rests on and what it is measured in, said in the person's language.

Records keep ids (`n_of`, `unit`), because case and number of a noun depend on the sentence around
it. What has no words here is said as it stands.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from leeward.util.intervals import Answer, Estimate
from leeward.util.language import say, say_count, whole
from leeward.util.said import number, percent

MANY: Final = 300
_FROM: Final[Mapping[str, Callable[[int], str]]] = {
    "look-backs": lambda n: say_count("from {n} look-back", "from {n} look-backs", n),
    "check-ins": lambda n: say_count("from {n} check-in", "from {n} check-ins", n),
    "urges": lambda n: say_count("from {n} urge", "from {n} urges", n),
    "urges or times": lambda n: say_count("from {n} urge or time", "from {n} urges or times", n),
    "times": lambda n: say_count("from {n} time", "from {n} times", n),
    "ways noted": lambda n: say_count("from {n} way noted", "from {n} ways noted", n),
    "hard moments": lambda n: say_count("from {n} hard moment", "from {n} hard moments", n),
    "urges, practices or times": lambda n: say_count(
        "from {n} urge, practice or time", "from {n} urges, practices or times", n
    ),
    "moments": lambda n: say_count("from {n} moment", "from {n} moments", n),
    "look-backs of each sort": lambda n: say_count(
        "from {n} look-back of each sort", "from {n} look-backs of each sort", n
    ),
    "notes of what came before": lambda n: say_count(
        "from {n} note of what came before", "from {n} notes of what came before", n
    ),
    "notes of it": lambda n: say_count("from {n} note of it", "from {n} notes of it", n),
    "uses of another way": lambda n: say_count(
        "from {n} use of another way", "from {n} uses of another way", n
    ),
    "notes of how close it felt": lambda n: say_count(
        "from {n} note of how close it felt", "from {n} notes of how close it felt", n
    ),
    "notes of stress": lambda n: say_count(
        "from {n} note of stress", "from {n} notes of stress", n
    ),
    "notes of a shaky bond": lambda n: say_count(
        "from {n} note of a shaky bond", "from {n} notes of a shaky bond", n
    ),
    "urges rated twice": lambda n: say_count(
        "from {n} urge rated twice", "from {n} urges rated twice", n
    ),
    "days": lambda n: say_count("from {n} day", "from {n} days", n),
    "notes": lambda n: say_count("from {n} note", "from {n} notes", n),
    "answered offers drawn by chance": lambda n: say_count(
        "from {n} answered offer drawn by chance", "from {n} answered offers drawn by chance", n
    ),
    "answered units": lambda n: say_count("from {n} answer", "from {n} answers", n),
}
_MORE: Final[Mapping[str, Callable[[int], str]]] = {
    "look-backs": lambda n: say_count(
        "About {n} more look-back would do.", "About {n} more look-backs would do.", n
    ),
    "check-ins": lambda n: say_count(
        "About {n} more check-in would do.", "About {n} more check-ins would do.", n
    ),
    "urges": lambda n: say_count(
        "About {n} more urge would do.", "About {n} more urges would do.", n
    ),
    "urges or times": lambda n: say_count(
        "About {n} more urge or time would do.", "About {n} more urges or times would do.", n
    ),
    "times": lambda n: say_count(
        "About {n} more time would do.", "About {n} more times would do.", n
    ),
    "ways noted": lambda n: say_count(
        "About {n} more way noted would do.", "About {n} more ways noted would do.", n
    ),
    "hard moments": lambda n: say_count(
        "About {n} more hard moment would do.", "About {n} more hard moments would do.", n
    ),
    "urges, practices or times": lambda n: say_count(
        "About {n} more urge, practice or time would do.",
        "About {n} more urges, practices or times would do.",
        n,
    ),
    "moments": lambda n: say_count(
        "About {n} more moment would do.", "About {n} more moments would do.", n
    ),
    "look-backs of each sort": lambda n: say_count(
        "About {n} more look-back of each sort would do.",
        "About {n} more look-backs of each sort would do.",
        n,
    ),
    "notes of what came before": lambda n: say_count(
        "About {n} more note of what came before would do.",
        "About {n} more notes of what came before would do.",
        n,
    ),
    "notes of it": lambda n: say_count(
        "About {n} more note of it would do.", "About {n} more notes of it would do.", n
    ),
    "uses of another way": lambda n: say_count(
        "About {n} more use of another way would do.",
        "About {n} more uses of another way would do.",
        n,
    ),
    "notes of how close it felt": lambda n: say_count(
        "About {n} more note of how close it felt would do.",
        "About {n} more notes of how close it felt would do.",
        n,
    ),
    "notes of stress": lambda n: say_count(
        "About {n} more note of stress would do.", "About {n} more notes of stress would do.", n
    ),
    "notes of a shaky bond": lambda n: say_count(
        "About {n} more note of a shaky bond would do.",
        "About {n} more notes of a shaky bond would do.",
        n,
    ),
    "urges rated twice": lambda n: say_count(
        "About {n} more urge rated twice would do.", "About {n} more urges rated twice would do.", n
    ),
    "days": lambda n: say_count("About {n} more day would do.", "About {n} more days would do.", n),
    "notes": lambda n: say_count(
        "About {n} more note would do.", "About {n} more notes would do.", n
    ),
}
_WITH_UNIT: Final[Mapping[str, Callable[[str], str]]] = {
    "points": lambda text: say("{number} points", number=text),
    "points of 10": lambda text: say("{number} points of 10", number=text),
    "point-hours": lambda text: say("{number} point-hours", number=text),
    "hours": lambda text: say("{number} hours", number=text),
    "a day": lambda text: say("{number} a day", number=text),
    "times as often": lambda text: say("{number} times as often", number=text),
    "ways": lambda text: say("1 way") if text == "1" else say("{number} ways", number=text),
    "correlation": lambda text: say("{number} correlation", number=text),
}


def basis(n: int, n_of: str) -> str:
    """Say what a figure rests on, like “from 12 look-backs”."""
    known = _FROM.get(n_of)
    return known(n) if known else say("from {n} {things}", n=whole(n), things=n_of)


def more_of(n: int, n_of: str) -> str:
    """Say how many more would do, as a sentence; beyond `MANY` a number would only discourage."""
    if n > MANY:
        return say("It would take very many more notes, and that is fine.")
    known = _MORE.get(n_of)
    return known(n) if known else say("About {n} more {things} would do.", n=whole(n), things=n_of)


def over_days(said: str, days: int) -> str:
    """Add over how many days: “from 12 look-backs over 84 days”."""
    return say_count("{amount} over {n} day", "{amount} over {n} days", days, amount=said)


def not_yet(rest: str) -> str:
    """Say that it is not enough yet, and `rest`, which is a sentence of its own."""
    return f"{say('Not enough yet.')} {rest}"


def rest_of(why: str) -> str:
    """Return a reason without “Not enough yet”, for places where that stands above it already."""
    if why == say("Not enough yet to say."):
        return ""
    return why.removeprefix(say("Not enough yet.")).strip()


def is_not_yet(why: str) -> bool:
    """Whether a reason says “not enough yet”, rather than that more would not help."""
    return why.startswith((say("Not enough yet."), say("Not enough yet to say.")))


def measured(value: float, unit: str) -> str:
    """Write a number as its unit wants it, the unit's own word apart."""
    if unit == "share":
        return percent(value)
    if unit == "o'clock":
        return f"{round(value) % 24:02d}:00"
    if unit == "ways":
        # Nobody uses a tenth of a way.
        return number(value, 0)
    return number(value)


def with_unit(value: float, unit: str) -> str:
    """Say a number with its unit."""
    known = _WITH_UNIT.get(unit)
    return known(measured(value, unit)) if known else measured(value, unit)


def likely(answer: Estimate) -> str:
    """Say the likely range of an answer, like “likely 2.1 to 3.4”."""
    low, high = measured(answer.low, answer.unit), measured(answer.high, answer.unit)
    return say("likely {low} to {high}", low=low, high=high)


def basis_of(answer: Answer) -> str:
    """Say what an answer rests on; for too little of it, how much there is."""
    return basis(answer.n if isinstance(answer, Estimate) else answer.have, answer.n_of)
