"""The loop as five legs, each drawn only where the log earns it.

Drive and echo are claimed apart (docs/science): the legs of an arm that is not claimed say "no
clear sign" even where their number is well known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from leeward.analysis import wording
from leeward.analysis.amounts import not_yet
from leeward.analysis.cycle_numbers import CycleNumbers
from leeward.analysis.cycle_records import Leg, LegState, Verdict
from leeward.analysis.cycle_words import likely, missing, points, ranged, sure_of
from leeward.analysis.ranges import Sure
from leeward.model.records import Arm, Quantity
from leeward.util.language import mark, say

STOPS: Final = (
    *(mark("Distress"), mark("Urge"), mark("This time")),
    *(mark("Ease"), mark("Return")),
)
WAYS: Final = (
    mark("Distress to urge"),
    mark("Urge to this time"),
    mark("This time to ease"),
    mark("Ease to return"),
    mark("Return to distress"),
)
NO_LINK: Final = mark("No clear sign of this in your notes.")
NOT_SETTLED: Final = mark("Your notes do not settle this yet, one way or the other.")
KNOWN_FOR_A_CYCLE: Final = ("alpha_D", "relief_size", "rebound_size")
WORTH_DRIVE: Final = 0.1
WORTH_POINTS: Final = 0.5
FADES_BELOW: Final = 0.5
HOLDS_BELOW: Final = 0.85


def verdict_of(numbers: CycleNumbers) -> Verdict:
    """Say what the log shows as a whole.

    "No sign" is said only where the log had the power to show one (`model.evidence`). What has no
    answer is "too early" while a number still waits for more notes, else "not settled".
    """
    if numbers.checks is None:
        return Verdict.TOO_EARLY
    found = {
        "cycle": Verdict.CYCLE,
        "drive only": Verdict.DRIVE,
        "drive, echo not settled": Verdict.DRIVE,
        "echo only": Verdict.ECHO,
        "echo, drive not settled": Verdict.ECHO,
        "no sign": Verdict.NO_SIGN,
    }.get(numbers.checks.evidence.verdict)
    if found is not None:
        return found
    known = [numbers.summary.of(name) for name in KNOWN_FOR_A_CYCLE]
    waits = any(q is None or not q.shown for q in known)
    return Verdict.TOO_EARLY if waits else Verdict.NOT_SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arms:
    """What may be said of drive and echo, however well their numbers are known."""

    drive: LegState
    echo: LegState


_STATES: Final = {
    "sign": LegState.SHOWN,
    "no sign": LegState.NO_SIGN,
    "not settled": LegState.TOO_EARLY,
}


def _arm(arm: Arm | None) -> LegState:
    return LegState.TOO_EARLY if arm is None else _STATES[arm.answer]


def legs(numbers: CycleNumbers, verdict: Verdict) -> tuple[Leg, ...]:
    """Return the five legs in their order."""
    evidence = numbers.checks.evidence if numbers.checks is not None else None
    arms = _Arms(
        drive=_arm(evidence.drive if evidence else None),
        echo=_arm(evidence.echo if evidence else None),
    )
    return (
        _drive(numbers, arms),
        _choice(numbers),
        _relief(numbers, arms),
        _rebound(numbers, arms),
        _round(numbers, verdict),
    )


def _leg(
    number: int,
    *,
    state: LegState,
    lead: str,
    rest: str = "",
    told: str,
    strength: int = 0,
    back: bool = False,
    sure: Sure = Sure.TOO_EARLY,
) -> Leg:
    return Leg(
        number=number,
        way=say(WAYS[number - 1]),
        start=say(STOPS[number - 1]),
        stop=say(STOPS[number % 5]),
        state=state,
        strength=min(max(strength, 0), 5),
        back=back,
        lead=lead,
        rest=rest,
        likely=told,
        sure=sure,
    )


def _yet(number: int, lead: str, quantity: Quantity | None) -> Leg:
    return _leg(number, state=LegState.TOO_EARLY, lead=lead, told=missing(quantity))


def _unclaimed(number: int, lead: str, quantity: Quantity, told: str, state: LegState) -> Leg:
    """A number that is known, of an arm that is absent or not settled."""
    absent = state is LegState.NO_SIGN
    return _leg(
        number,
        state=LegState.NO_SIGN if absent else LegState.TOO_EARLY,
        lead=lead,
        rest=say(NO_LINK if absent else NOT_SETTLED),
        told=told,
        sure=sure_of(quantity, 0.0) if absent else Sure.TOO_EARLY,
    )


def _state(arm: LegState, quantity: Quantity, worth: float) -> LegState:
    """What may be said of one number whose arm is claimed, though it is not clear of nothing itself.

    It is absent only where its range rules out what would be worth knowing.
    """
    if arm is not LegState.SHOWN:
        return arm
    return LegState.NO_SIGN if quantity.q95 < worth else LegState.TOO_EARLY


def _drive(numbers: CycleNumbers, arms: _Arms) -> Leg:
    found = numbers.summary.of("alpha_D")
    name = say("Distress to urge:")
    if found is None or not found.shown:
        return _yet(1, name, found)
    ratio = math.exp(found.median)
    span = wording.span(math.exp(found.q05), math.exp(found.q95))
    told = ranged(say("{range} times a point", range=span), found)
    if arms.drive is not LegState.SHOWN or found.median <= 0.0:
        return _unclaimed(1, name, found, told, _state(arms.drive, found, WORTH_DRIVE))
    return _leg(
        1,
        state=LegState.SHOWN,
        lead=say("More distress, more urges."),
        rest=say(
            "Each point of distress goes with {ratio} times as many.", ratio=wording.number(ratio)
        ),
        told=told,
        strength=1 + round(found.median / 0.1),
        sure=sure_of(found, 0.0),
    )


def _choice(numbers: CycleNumbers) -> Leg:
    found = numbers.summary.of("acts_at_mean_urge")
    if found is None:
        return _leg(
            2,
            state=LegState.TOO_EARLY,
            lead=say("Urge to this time:"),
            told=not_yet(say("A note of each urge would show it, also of those you let pass.")),
        )
    if not found.shown:
        return _yet(2, say("Urge to this time:"), found)
    return _leg(
        2,
        state=LegState.SHOWN,
        lead=say("From urge to this time: {share}.", share=wording.in_ten(found.median)),
        rest=say("In the others you did something else or let it pass."),
        told=ranged(wording.percent_span(found.q05, found.q95), found),
        strength=1 + round(found.median * 4),
        sure=sure_of(found, None),
    )


def _relief(numbers: CycleNumbers, arms: _Arms) -> Leg:
    found = numbers.summary.of("relief_size")
    if found is None or not found.shown:
        return _yet(3, say("Ease:"), found)
    if arms.echo is not LegState.SHOWN or found.median <= 0.0:
        state = _state(arms.echo, found, WORTH_POINTS)
        return _unclaimed(3, say("Ease:"), found, likely(found), state)
    return _leg(
        3,
        state=LegState.SHOWN,
        lead=say("Ease: {points} lighter at first.", points=points(found.median)),
        told=likely(found),
        strength=1 + round(found.median / 0.75),
        sure=sure_of(found, 0.0),
    )


def _rebound(numbers: CycleNumbers, arms: _Arms) -> Leg:
    found = numbers.summary.of("rebound_size")
    if found is None or not found.shown:
        return _yet(4, say("Return:"), found)
    if arms.echo is not LegState.SHOWN or found.q05 <= 0.0:
        state = _state(arms.echo, found, WORTH_POINTS)
        return _unclaimed(4, say("Return:"), found, likely(found), state)
    size = points(found.median)
    lead = say("Return: {points} heavier later.", points=size)
    # The same hour as on the curve: what is left of the ease is taken in.
    curve = numbers.summary.response
    hour = max(zip(curve.median, curve.hours, strict=True))[1]
    if 0.0 < hour < curve.hours[-1]:
        after = wording.hours(hour)
        lead = say("Return: {points} heavier, most after {time}.", points=size, time=after)
    return _leg(
        4,
        state=LegState.SHOWN,
        lead=lead,
        told=likely(found),
        strength=1 + round(found.median / 0.4),
        back=True,
        sure=sure_of(found, 0.0),
    )


def _round(numbers: CycleNumbers, verdict: Verdict) -> Leg:
    gain = numbers.gain.quantity if numbers.gain is not None else None
    if gain is None or not gain.shown:
        return _yet(5, say("Return to new distress:"), gain)
    told = likely(gain, 2)
    if verdict is not Verdict.CYCLE:
        return _leg(
            5,
            state=LegState.NO_SIGN if verdict is Verdict.NO_SIGN else LegState.TOO_EARLY,
            lead=say("Return to new distress:"),
            told=say("This is told once both halves of a loop are seen."),
        )
    if gain.q95 <= 0.0:
        lead = say("One time makes the next less likely.")
        rest = say("The loop spaces itself out.")
    else:
        # Tenths of a time mean nothing to most people; ten times bring a number of times.
        tens = wording.number(10.0 * gain.median, 0)
        lead = say("Ten such times lead straight to about {n} more.", n=tens)
        habit = numbers.summary.of("alpha_H")
        # The range then allows for a habit and for none (`model.views`).
        rest = (
            say("Ease and habit are taken in.")
            if habit is not None and habit.shown
            else say("Ease is taken in. If habit plays a part, your notes cannot tell yet.")
        )
        told = ranged(wording.span(10.0 * gain.q05, 10.0 * gain.q95, 0), gain)
    return _leg(
        5,
        state=LegState.SHOWN,
        lead=lead,
        rest=rest,
        told=told,
        strength=1 + round(max(gain.median, 0.0) * 5),
        back=True,
        sure=sure_of(gain, 0.0),
    )


def centre(numbers: CycleNumbers, verdict: Verdict) -> tuple[str, tuple[str, ...]]:
    """Return the word in the middle of the loop and the lines under it."""
    gain = numbers.gain.quantity if numbers.gain is not None else None
    if verdict is Verdict.NO_SIGN:
        return say("no sign", context="loop"), (say("of a cycle"), say("in your notes"))
    if verdict is Verdict.NOT_SETTLED:
        return say("not settled", context="loop"), (say("one way"), say("or the other"))
    if verdict is Verdict.TOO_EARLY or gain is None or not gain.shown:
        return say("too early", context="loop"), (say("to say what"), say("the loop does"))
    if verdict is not Verdict.CYCLE:
        return say("half", context="loop"), (say("of a loop"), say("in your notes"))
    if gain.median < FADES_BELOW:
        return say("fades", context="loop"), (say("left alone"),)
    if gain.median < HOLDS_BELOW:
        return say("holds", context="loop"), (say("for a while"),)
    return say("grows", context="loop"), (say("with each round"),)
