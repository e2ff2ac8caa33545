"""The loop as five legs, each drawn only where the log earns it.

Drive and echo are claimed apart (docs/science): the legs of an arm that is not claimed say "no
clear sign" even where their number is well known.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from leeward.analysis import wording
from leeward.analysis.cycle_numbers import CycleNumbers
from leeward.analysis.cycle_records import Leg, LegState, Verdict
from leeward.analysis.cycle_words import amount_words, likely, missing, points, sure_of
from leeward.analysis.ranges import Sure
from leeward.model.records import Arm, Quantity

STOPS: Final = ("Distress", "Urge", "This time", "Ease", "Return")
NO_LINK: Final = "No clear sign of this in your notes."
NOT_SETTLED: Final = "The evidence has not settled yet, so nothing is claimed."
ENOUGH_TIMES: Final = 15
QUIET: Final = 1.0
FADES_BELOW: Final = 0.5
HOLDS_BELOW: Final = 0.85


def verdict_of(numbers: CycleNumbers) -> Verdict:
    """Say what the log shows as a whole.

    "No sign" is said only where a cycle would have been seen: drive, relief and return are all
    known well enough to show, and the evidence for each half is low. Evidence that is high but
    not claimed (the calculation did not settle, or held-out days speak against it) is no answer.
    """
    if numbers.checks is None:
        return Verdict.TOO_EARLY
    found = {
        "cycle": Verdict.CYCLE,
        "drive only": Verdict.DRIVE,
        "echo only": Verdict.ECHO,
    }.get(numbers.checks.evidence.verdict)
    if found is not None:
        return found
    known = [numbers.summary.of(name) for name in ("alpha_D", "relief_size", "rebound_size")]
    seen = numbers.summary.amounts.episodes >= ENOUGH_TIMES and all(
        arm.log_bayes_factor < QUIET
        for arm in (numbers.checks.evidence.drive, numbers.checks.evidence.echo)
    )
    return (
        Verdict.NO_SIGN
        if seen and all(q is not None and q.shown for q in known)
        else Verdict.TOO_EARLY
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Arms:
    """What may be said of drive and echo, however well their numbers are known."""

    drive: LegState
    echo: LegState


def _arm(arm: Arm | None) -> LegState:
    if arm is None:
        return LegState.TOO_EARLY
    if arm.claimed:
        return LegState.SHOWN
    return LegState.NO_SIGN if arm.log_bayes_factor < QUIET else LegState.TOO_EARLY


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
        start=STOPS[number - 1],
        stop=STOPS[number % 5],
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
    """A number that is known, of an arm that is not claimed."""
    if state is LegState.TOO_EARLY:
        return _leg(number, state=state, lead=lead, rest=NOT_SETTLED, told="")
    return _leg(
        number,
        state=LegState.NO_SIGN,
        lead=lead,
        rest=NO_LINK,
        told=told,
        sure=sure_of(quantity, 0.0),
    )


def _drive(numbers: CycleNumbers, arms: _Arms) -> Leg:
    found = numbers.summary.of("alpha_D")
    lead = "More distress, more urges."
    if found is None or not found.shown:
        return _yet(1, "Distress to urge:", found)
    ratio = math.exp(found.median)
    told = (
        f"Likely {wording.span(math.exp(found.q05), math.exp(found.q95))} times a point, "
        f"from {amount_words(found)}."
    )
    if arms.drive is not LegState.SHOWN or found.median <= 0.0:
        return _unclaimed(1, "Distress to urge:", found, told, arms.drive)
    return _leg(
        1,
        state=LegState.SHOWN,
        lead=lead,
        rest=f"Each point of distress goes with {wording.number(ratio)} times as many.",
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
            lead="Urge to this time:",
            told="Not enough yet. A note of each urge would show it, also of those you let pass.",
        )
    if not found.shown:
        return _yet(2, "Urge to this time:", found)
    share = wording.in_ten(found.median)
    return _leg(
        2,
        state=LegState.SHOWN,
        lead=f"From urge to this time: {share}.",
        rest="In the others you did something else or let it pass.",
        told=f"Likely {wording.percent(found.q05)} to {wording.percent(found.q95)}, "
        f"from {amount_words(found)}.",
        strength=1 + round(found.median * 4),
        sure=sure_of(found, None),
    )


def _relief(numbers: CycleNumbers, arms: _Arms) -> Leg:
    found = numbers.summary.of("relief_size")
    if found is None or not found.shown:
        return _yet(3, "Ease:", found)
    if arms.echo is not LegState.SHOWN or found.median <= 0.0:
        return _unclaimed(3, "Ease:", found, likely(found), arms.echo)
    return _leg(
        3,
        state=LegState.SHOWN,
        lead=f"Ease: {points(found.median)} lighter",
        rest="at first.",
        told=likely(found),
        strength=1 + round(found.median / 0.75),
        sure=sure_of(found, 0.0),
    )


def _rebound(numbers: CycleNumbers, arms: _Arms) -> Leg:
    found = numbers.summary.of("rebound_size")
    peak = numbers.summary.of("rebound_peak_at")
    if found is None or not found.shown:
        return _yet(4, "Return:", found)
    if arms.echo is not LegState.SHOWN or found.q05 <= 0.0:
        return _unclaimed(4, "Return:", found, likely(found), arms.echo)
    when = f"after some {wording.hours(peak.median)}." if peak and peak.shown else "later."
    return _leg(
        4,
        state=LegState.SHOWN,
        lead=f"Return: {points(found.median)} heavier",
        rest=when,
        told=likely(found),
        strength=1 + round(found.median / 0.4),
        back=True,
        sure=sure_of(found, 0.0),
    )


def _round(numbers: CycleNumbers, verdict: Verdict) -> Leg:
    gain = numbers.gain.quantity if numbers.gain is not None else None
    if gain is None or not gain.shown:
        return _yet(5, "Return to new distress:", gain)
    told = likely(gain, 2)
    if verdict is not Verdict.CYCLE:
        return _leg(
            5,
            state=LegState.NO_SIGN if verdict is Verdict.NO_SIGN else LegState.TOO_EARLY,
            lead="Return to new distress:",
            told="This is told once both halves of a loop are seen.",
        )
    if gain.q95 <= 0.0:
        lead, rest = "One time makes the next less likely.", "The loop spaces itself out."
    else:
        lead = f"One time brings about {wording.number(gain.median, 1)} of another."
        rest = "That is within five weeks, ease and habit taken in."
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
        return "no sign", ("of a cycle", "in your notes")
    if verdict is Verdict.TOO_EARLY or gain is None or not gain.shown:
        return "too early", ("to say what", "the loop does")
    if verdict is not Verdict.CYCLE:
        return "half", ("of a loop", "in your notes")
    keeps = f"keeps about {wording.number(max(gain.median, 0.0))}"
    if gain.median < FADES_BELOW:
        return "fades", (keeps, "each round")
    return ("holds" if gain.median < HOLDS_BELOW else "grows"), (keeps, "each round")
