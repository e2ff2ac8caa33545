"""What if one thing were different: what may be changed, and what that would bring, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from leeward.analysis import wording
from leeward.analysis.cycle_loop import verdict_of
from leeward.analysis.cycle_numbers import Change, CycleNumbers
from leeward.analysis.cycle_records import Lever, Outcome, Verdict, WhatIfPage
from leeward.model.records import Range, WhatIf
from leeward.util.language import mark, say, whole

FOUND: Final = frozenset({Verdict.CYCLE, Verdict.DRIVE, Verdict.ECHO})
"""Verdicts under which there is a loop, or half of one, to change anything in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Choice:
    """One thing to change.

    What it does is a guess (`guess` says so) while the fit has no `parameter` of it; it is only
    offered where something of the class `of` was noted.
    """

    key: str
    question: str
    usual: int = 0
    of: str = ""
    parameter: str = ""
    guess: str = ""


_CHOICES: Final = (
    _Choice(
        key="pause",
        question=mark("A pause first, at how many of 10 urges?"),
        parameter="pi",
        guess=mark("What a pause does is a guess: none is in your notes yet."),
    ),
    _Choice(
        key="other",
        question=mark("Another way first, at how many of 10 moments?"),
        parameter="rho_way",
        guess=mark("What another way does is a guess: none is in your notes yet."),
    ),
    _Choice(
        key="threats",
        question=mark("Of 10 shaky moments, how many are left?"),
        usual=10,
        of="threat",
    ),
    _Choice(
        key="stress",
        question=mark("Of 10 times of stress, how many are left?"),
        usual=10,
        of="stress",
    ),
)
_OUTCOMES: Final = (
    (
        "episodes_per_week",
        mark("Times a week"),
        mark("About {n} fewer"),
        mark("About {n} more"),
        1,
    ),
    (
        "mean_distress",
        mark("Distress on average"),
        mark("About {n} points lighter"),
        mark("About {n} points heavier"),
        1,
    ),
    (
        "hours_above_7",
        mark("Hours a week above 7"),
        mark("About {n} fewer"),
        mark("About {n} more"),
        0,
    ),
)


def levers(numbers: CycleNumbers, verdict: Verdict) -> tuple[Lever, ...]:
    """Return what may be changed; nothing where no part of a loop was found."""
    if verdict not in FOUND:
        return ()
    classes = {"", *(c for _, c in numbers.trigger_classes)}
    return tuple(
        Lever(
            key=one.key,
            question=say(one.question),
            usual=one.usual,
            low=say("none", context="lever"),
            high=say("as now") if one.usual else say("all 10"),
            guess=_guess(one, numbers),
        )
        for one in _CHOICES
        if one.of in classes
    )


def _guess(choice: _Choice, numbers: CycleNumbers) -> str:
    guessed = choice.parameter and numbers.summary.of(choice.parameter) is None
    return say(choice.guess) if guessed else ""


def what_if_page(result: WhatIf, change: Change, numbers: CycleNumbers) -> WhatIfPage:
    """Say a paired simulation as ranges of change, a week."""
    outcomes = tuple(
        Outcome(
            label=say(label),
            words=_change(result.change[key], less, more, digits),
            range=say(
                "Likely {low} to {high}.",
                low=_signed(result.change[key].q10, digits),
                high=_signed(result.change[key].q90, digits),
            ),
            now=say(
                "Now {n}, from {range}.",
                n=wording.number(result.now[key].median, digits),
                range=wording.span(result.now[key].q10, result.now[key].q90, digits),
            ),
        )
        for key, label, less, more, digits in _OUTCOMES
    )
    return WhatIfPage(
        sentence=say("If the model is right, this is what four weeks would bring."),
        outcomes=outcomes,
        note=" ".join(_notes(result, change, numbers)),
    )


def _notes(result: WhatIf, change: Change, numbers: CycleNumbers) -> list[str]:
    """How the ranges came about, and what in them is a guess."""
    said = [
        say(
            "From {n} pairs of made-up weeks, alike but for this one change.", n=whole(result.runs)
        ),
        say("Ranges hold 8 in 10 of them."),
    ]
    if verdict_of(numbers) not in FOUND:
        said.append(say("Your notes show no loop so far, so much of this is the starting guess."))
    used = {"pause": change.pause > 0.0, "other": change.alternative_first > 0.0}
    said += [_guess(one, numbers) for one in _CHOICES if used.get(one.key, False)]
    return [one for one in said if one]


def _change(change: Range, less: str, more: str, digits: int) -> str:
    size = abs(round(change.median, digits))
    if size == 0.0:
        return say("About the same")
    return say(less if change.median < 0 else more, n=wording.number(size, digits))


def _signed(value: float, digits: int) -> str:
    text = wording.number(value, digits)
    return f"+{text}" if round(value, digits) > 0 else text
