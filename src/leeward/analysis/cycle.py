"""From a fit to the page "Your cycle": every number gated, every sentence plain.

Pure: a kept fit and the journal in, records out. Nothing here computes a fit.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from leeward.analysis import wording
from leeward.analysis.amounts import MANY, basis, more_of, not_yet, over_days
from leeward.analysis.cycle_bond import bond_page
from leeward.analysis.cycle_figures import before, beginning, checks, distress_line, response
from leeward.analysis.cycle_learned import learned_page
from leeward.analysis.cycle_loop import (
    FADES_BELOW,
    HOLDS_BELOW,
    KNOWN_FOR_A_CYCLE,
    centre,
    legs,
    verdict_of,
)
from leeward.analysis.cycle_numbers import CycleNumbers
from leeward.analysis.cycle_records import CyclePage, Verdict
from leeward.analysis.cycle_what_if import levers
from leeward.analysis.cycle_words import UNSETTLED, amount_of, figure
from leeward.analysis.figures import Figure, round_up
from leeward.events.history import History
from leeward.model.records import Quantity
from leeward.util.clock import days_touched
from leeward.util.language import mark, say, whole
from leeward.util.said import listed

__all__ = ["CyclePage", "cycle_page"]

NO_SIGN: Final = mark("No sign of a cycle in your notes. That is an answer, too.")
CLAIM: Final = 2.0
"""The log Bayes factor of `model.evidence` from which a half is claimed, where it can be trusted."""
_HALVES: Final = {
    Verdict.DRIVE: (
        mark("Hard moments go with more urges."),
        mark("There is no sign that these times feed back."),
        mark("It is not settled whether these times feed back."),
    ),
    Verdict.ECHO: (
        mark("These times change how you feel for a while."),
        mark("There is no sign that distress drives them."),
        mark("It is not settled whether distress drives them."),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Beside:
    """A number beside the pictures: only with a claimed `echo`, or only where `known` at all."""

    key: str
    label: str
    unit: str
    estimand: str
    caveat: str = ""
    reference: float | None = None
    echo: bool = False
    known: bool = False


_BESIDE: Final = (
    _Beside(
        key="settling_time",
        label=mark("half of a change in distress is gone after"),
        unit="hours",
        estimand=mark("Half-life of the background of distress, with nothing done."),
    ),
    _Beside(
        key="urge_half_life",
        label=mark("half of an urge is gone after"),
        unit="hours",
        estimand=mark("Half-life of an urge, from urges that were rated a second time."),
    ),
    _Beside(
        key="helps_for",
        label=mark("the ease stays above half a point for"),
        unit="hours",
        estimand=mark("Last hour at which the average change is below minus half a point."),
        echo=True,
    ),
    _Beside(
        key="net_week",
        label=mark("over a week, ease and return together make it"),
        unit="point-hours",
        estimand=mark("Sum of the average change over 168 hours; above zero is heavier."),
        reference=0.0,
        echo=True,
    ),
    _Beside(
        key="pause_effect",
        label=mark("with a pause, an urge leads on less often by"),
        unit="share",
        estimand=mark(
            "Difference in the chance to act at your usual urge, without and with a pause."
        ),
        caveat=mark("You chose the pauses, so this is not proof."),
        reference=0.0,
        known=True,
    ),
)
SHOWN_WHEN: Final = mark(
    "A number is shown once your notes have told more about it than was guessed before, "
    "and its range is narrow enough to be of use."
)


def cycle_page(
    numbers: CycleNumbers,
    history: History,
    now: datetime,
    names: wording.Names = wording.plain_name,
) -> CyclePage:
    """Return the page for a fit of this journal."""
    verdict = verdict_of(numbers)
    word, words = centre(numbers, verdict)
    since = beginning(history, now)
    line, line_words = distress_line(numbers, history, now, since)
    lead, why = _lead(numbers, verdict)
    return CyclePage(
        verdict=verdict,
        lead=lead,
        why=why,
        centre=word,
        centre_words=words,
        legs=legs(numbers, verdict),
        response=response(numbers, verdict, names),
        figures=_figures(numbers, verdict),
        before=before(numbers, names),
        bond=bond_page(numbers),
        line=line,
        line_sentence=line_words,
        checks=checks(numbers),
        levers=levers(numbers, verdict),
        amount=_amount(numbers, since, history.settings.zone),
        learned=learned_page(numbers, names),
        method=_method(numbers),
    )


def _lead(numbers: CycleNumbers, verdict: Verdict) -> tuple[str, str]:
    """Say the whole in one or two sentences, and what is missing where something is."""
    summary = numbers.summary
    if verdict is Verdict.TOO_EARLY:
        return say("It is too early to see a cycle, or that there is none."), _missing(numbers)
    if verdict is Verdict.NOT_SETTLED:
        return say("Your notes do not settle it: a cycle, or none."), _power(numbers)
    if verdict is Verdict.NO_SIGN:
        return say(NO_SIGN), ""
    if verdict is not Verdict.CYCLE:
        return _half(numbers, verdict)
    relief, back = summary.of("relief_size"), summary.of("rebound_size")
    eases = relief is not None and relief.shown and relief.q05 > 0
    returns = back is not None and back.shown and back.q05 > 0
    first = ""
    if eases and returns:
        first = say("It eases things, and a little comes back later.")
    elif eases:
        first = say("It eases things.")
    elif returns:
        first = say("A little more weighs on you later.")
    gain = numbers.gain.quantity if numbers.gain is not None else None
    if gain is None or not gain.shown:
        then = say("Distress and these times feed each other. How much is still open.")
    elif gain.median < FADES_BELOW:
        then = say("Left alone, the loop fades.")
    elif gain.median < HOLDS_BELOW:
        then = say("The loop keeps going for a while.")
    else:
        then = say("Each round brings nearly another.")
    return f"{first} {then}".strip(), ""


def _half(numbers: CycleNumbers, verdict: Verdict) -> tuple[str, str]:
    """Say the half that shows, and of the other whether it is absent or not settled."""
    first, absent, unsettled = _HALVES[verdict]
    evidence = numbers.checks.evidence if numbers.checks is not None else None
    if evidence is None:
        return say(first), ""
    other = evidence.echo if verdict is Verdict.DRIVE else evidence.drive
    if other.answer == "no sign":
        return f"{say(first)} {say(absent)}", ""
    waits = ("relief_size", "rebound_size") if verdict is Verdict.DRIVE else ("alpha_D",)
    known = all(q is not None and q.shown for q in map(numbers.summary.of, waits))
    return f"{say(first)} {say(unsettled)}", "" if known else _missing(numbers)


def _power(numbers: CycleNumbers) -> str:
    """Say how often notes like these would show a cycle that is there."""
    if numbers.checks is None:
        return ""
    evidence = numbers.checks.evidence
    arms = (evidence.drive, evidence.echo)
    least = min(arm.power for arm in arms)
    unsure = any(a.answer == "not settled" and a.log_bayes_factor > CLAIM for a in arms)
    if unsure or not math.isfinite(least):
        return say("The calculation did not settle on these notes. With more it mostly does.")
    return say(
        "Notes like yours would show a clear cycle {share}. More times and check-ins would tell.",
        share=_in_ten_cases(least),
    )


def _in_ten_cases(share: float) -> str:
    tenths = min(max(round(10 * share), 1), 9)
    return say("in about {tenths} of 10 cases", tenths=tenths)


def _missing(numbers: CycleNumbers) -> str:
    """Say about how many more look-backs or notes of a time would do."""
    found = numbers.summary.diagnostics
    if not found.converged or not found.k_hat <= found.k_limit:
        return say(UNSETTLED)
    wanted: list[Quantity] = [
        q
        for name in KNOWN_FOR_A_CYCLE
        if (q := numbers.summary.of(name)) is not None and not q.shown and q.more is not None
    ]
    if not wanted:
        return not_yet(say("About 10 more times with a look-back would help."))
    most = max(wanted, key=lambda q: q.more or 0)
    count = round_up(most.more or 1)
    if count > MANY:
        return not_yet(say("It will take many months of notes, and that is fine."))
    return not_yet(f"{more_of(count, amount_of(most))} {say('No hurry.')}")


def _figures(numbers: CycleNumbers, verdict: Verdict) -> tuple[Figure, ...]:
    """The numbers beside the pictures; those of an arm that is not claimed stay away."""
    of = numbers.summary.of
    claimed = verdict in {Verdict.CYCLE, Verdict.ECHO}
    return tuple(
        figure(
            of(one.key),
            key=one.key,
            label=say(one.label),
            unit=one.unit,
            estimand=say(one.estimand),
            caveat=say(one.caveat) if one.caveat else "",
            reference=one.reference,
        )
        for one in _BESIDE
        if (claimed or not one.echo) and (of(one.key) is not None or not one.known)
    )


def _amount(numbers: CycleNumbers, since: datetime | None, zone: str) -> str:
    """Say what the fit rests on; its days are those of the calendar, as on other pages."""
    held = numbers.summary.amounts
    days = round(held.days)
    if since is not None:
        days = days_touched(since, since + timedelta(days=held.days), zone)
    sources = listed(
        [
            basis(held.check_ins, "check-ins"),
            basis(held.episodes, "times"),
            basis(held.look_backs, "look-backs"),
        ]
    )
    said = over_days(sources, days)
    return f"{said[:1].upper()}{said[1:]}."


def _method(numbers: CycleNumbers) -> tuple[str, ...]:
    """How the numbers came about, for those who ask."""
    d = numbers.summary.diagnostics
    gain = numbers.gain
    out = [
        say(
            "The model has {n} unknowns. All are fitted at once to everything you wrote.",
            n=d.parameters,
        ),
        say("Ranges hold the truth in about 9 of 10 logs like this, if the model is right."),
        say(SHOWN_WHEN),
    ]
    if d.converged:
        out.append(
            say(
                "The calculation settled. Its draws are worth {n} independent ones "
                "(k-hat {k}, at most {limit}).",
                n=round(d.effective),
                k=wording.number(d.k_hat, 2),
                limit=wording.number(d.k_limit, 2),
            )
        )
    else:
        out.append(say(UNSETTLED))
    if numbers.checks is not None:
        evidence = numbers.checks.evidence
        out.append(
            say(
                "Evidence on the log scale, claimed from 2 on: distress to urges {drive}, "
                "times to distress {echo}.",
                drive=wording.number(evidence.drive.log_bayes_factor),
                echo=wording.number(evidence.echo.log_bayes_factor),
            )
        )
        if math.isfinite(evidence.drive.power) and math.isfinite(evidence.echo.power):
            out.append(
                say(
                    "Chance that notes like these would show it: distress to urges {drive}, "
                    "times to distress {echo}. No sign is said from 80 % on.",
                    drive=wording.percent(evidence.drive.power),
                    echo=wording.percent(evidence.echo.power),
                )
            )
    if gain is not None and gain.quantity.shown:
        out.append(
            say(
                "The round comes from {n} pairs of made-up weeks. Chance alone moves it by about "
                "{error}.",
                n=whole(gain.pairs),
                error=wording.number(gain.monte_carlo_error, 2),
            )
        )
    return tuple(out)
