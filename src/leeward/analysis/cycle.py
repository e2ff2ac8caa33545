"""From a fit to the page "Your cycle": every number gated, every sentence plain.

Pure: a kept fit and the journal in, records out. Nothing here computes a fit.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from leeward.analysis import wording
from leeward.analysis.cycle_figures import before, checks, distress_line, response
from leeward.analysis.cycle_loop import QUIET, centre, legs, verdict_of
from leeward.analysis.cycle_numbers import CycleNumbers
from leeward.analysis.cycle_records import (
    CyclePage,
    Lever,
    Outcome,
    Verdict,
    WhatIfPage,
)
from leeward.analysis.cycle_words import UNSETTLED, figure
from leeward.analysis.figures import Figure, round_up
from leeward.events.history import History
from leeward.model.records import Quantity, Range, WhatIf

__all__ = ["CyclePage", "cycle_page", "what_if_page"]

_LEADS: Final = {
    Verdict.NO_SIGN: ("No sign of a cycle in your notes. That is an answer, too.", (), ""),
    Verdict.DRIVE: (
        "Hard moments go with more urges.",
        ("relief_size", "rebound_size"),
        "these times feed back",
    ),
    Verdict.ECHO: (
        "These times change how you feel for a while.",
        ("alpha_D",),
        "distress drives them",
    ),
}
SHOWN_WHEN: Final = (
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
    line, line_words = distress_line(numbers, history, now)
    lead, why = _lead(numbers, verdict)
    return CyclePage(
        verdict=verdict,
        lead=lead,
        why=why,
        centre=word,
        centre_words=words,
        legs=legs(numbers, verdict),
        response=response(numbers, verdict),
        figures=_figures(numbers, verdict),
        before=before(numbers, names),
        line=line,
        line_sentence=line_words,
        checks=checks(numbers),
        levers=_levers(numbers, verdict),
        amount=_amount(numbers),
        method=_method(numbers),
    )


def _lead(numbers: CycleNumbers, verdict: Verdict) -> tuple[str, str]:
    """Say the whole in one or two sentences, and what is missing where something is."""
    summary = numbers.summary
    if verdict is Verdict.TOO_EARLY:
        return "It is too early to see a cycle, or that there is none.", _missing(numbers)
    if verdict is not Verdict.CYCLE:
        first, other, said = _LEADS[verdict]
        known = all(q is not None and q.shown for q in map(summary.of, other))
        if not said:
            return first, ""
        if known:
            return f"{first} There is no clear sign that {said}.", ""
        return f"{first} It is too early to say whether {said}.", _missing(numbers)
    relief, back = summary.of("relief_size"), summary.of("rebound_size")
    parts = []
    if relief is not None and relief.shown and relief.q05 > 0:
        parts.append("It eases things")
    if back is not None and back.shown and back.q05 > 0:
        parts.append("a little comes back later")
    first = f"{' and '.join(parts)}. " if parts else ""
    word, _ = centre(numbers, verdict)
    then = {
        "fades": "Left alone, the loop fades.",
        "holds": "The loop keeps going for a while.",
        "grows": "Each round brings nearly another.",
    }.get(word, "Distress and these times feed each other. How much is still open.")
    return first + then, ""


def _missing(numbers: CycleNumbers) -> str:
    """Say about how many more look-backs or notes of a time would do."""
    if not numbers.summary.diagnostics.converged:
        return UNSETTLED
    wanted: list[Quantity] = [
        q
        for name in ("relief_size", "rebound_size", "alpha_D")
        if (q := numbers.summary.of(name)) is not None and not q.shown and q.more is not None
    ]
    checks = numbers.checks
    if checks is not None and not wanted:
        bayes = (checks.evidence.drive.log_bayes_factor, checks.evidence.echo.log_bayes_factor)
        if max(bayes) > QUIET:
            return "The evidence has not settled yet, so nothing is claimed."
    if not wanted:
        return "Not enough yet. About 10 more times with a look-back would help."
    most = max(wanted, key=lambda q: q.more or 0)
    count = round_up(most.more or 1)
    if count > 500:
        return "Not enough yet. It will take many months of notes, and that is fine."
    return f"Not enough yet. About {count} more look-backs would tell. No hurry."


def _figures(numbers: CycleNumbers, verdict: Verdict) -> tuple[Figure, ...]:
    """The numbers beside the pictures; those of an arm that is not claimed stay away."""
    of = numbers.summary.of
    found = [
        figure(
            of("settling_time"),
            key="settling_time",
            label="half of a change in distress is gone after",
            unit="hours",
            estimand="Half-life of the background of distress, with nothing done.",
        )
    ]
    if verdict in {Verdict.CYCLE, Verdict.ECHO}:
        found += [
            figure(
                of("helps_for"),
                key="helps_for",
                label="the ease stays above half a point for",
                unit="hours",
                estimand="Last hour at which the average change is below minus half a point.",
            ),
            figure(
                of("net_week"),
                key="net_week",
                label="ease and return together over a week",
                unit="point-hours",
                estimand="Sum of the average change over 168 hours; above zero is heavier.",
                reference=0.0,
            ),
        ]
    if of("pause_effect") is not None:
        found.append(
            figure(
                of("pause_effect"),
                key="pause_effect",
                label="with a pause, an urge leads on less often by",
                unit="share",
                estimand="Difference in the chance to act at your usual urge, without and with a "
                "pause. You chose the pauses, so this is not proof.",
                reference=0.0,
            )
        )
    if of("beta_sa") is not None:
        found.append(
            figure(
                of("beta_sa"),
                key="stress_and_bond",
                label="stress and a shaky bond at once add",
                unit="points",
                estimand="What both at full strength add to distress beyond their sum. "
                "It takes about a year of notes.",
                reference=0.0,
            )
        )
    return tuple(found)


def _levers(numbers: CycleNumbers, verdict: Verdict) -> tuple[Lever, ...]:
    """What may be changed; nothing where no part of a loop was found."""
    if verdict in {Verdict.TOO_EARLY, Verdict.NO_SIGN}:
        return ()
    shares = ((0, "as now"), (25, "1 in 4"), (50, "half"), (75, "3 in 4"))
    fewer = ((100, "as now"), (75, "a quarter fewer"), (50, "half as many"), (0, "none"))
    classes = {c for _, c in numbers.trigger_classes}
    found = [
        Lever(
            key="pause",
            question="A pause first, at how many urges?",
            options=shares,
            guess=""
            if numbers.summary.of("pi") is not None
            else "What a pause does is a guess: none is in your notes yet.",
        ),
        Lever(
            key="other",
            question="Another way first, at how many moments?",
            options=shares,
            guess=""
            if numbers.summary.of("rho_way") is not None
            else "What another way does is a guess: none is in your notes yet.",
        ),
    ]
    if "threat" in classes:
        found.append(
            Lever(key="threats", question="How many shaky moments?", options=fewer, guess="")
        )
    if "stress" in classes:
        found.append(Lever(key="stress", question="How much stress?", options=fewer, guess=""))
    return tuple(found)


def what_if_page(result: WhatIf, levers: Sequence[Lever] = ()) -> WhatIfPage:
    """Say a paired simulation as ranges of change, a week."""
    said = (
        ("episodes_per_week", "Times a week", "fewer", "more", 1),
        ("mean_distress", "Distress on average", "points lighter", "points heavier", 1),
        ("hours_above_7", "Hours a week above 7", "fewer", "more", 0),
    )
    outcomes = tuple(
        Outcome(
            label=label,
            words=_change(result.change[key], less, more, digits),
            range=f"Likely {_signed(result.change[key].q10, digits)} to "
            f"{_signed(result.change[key].q90, digits)}.",
            now=f"Now {wording.number(result.now[key].median, digits)}, "
            f"from {wording.span(result.now[key].q10, result.now[key].q90, digits)}.",
        )
        for key, label, less, more, digits in said
    )
    guesses = " ".join(lever.guess for lever in levers if lever.guess)
    return WhatIfPage(
        sentence="If the model is right, this is what four weeks would bring.",
        outcomes=outcomes,
        note=f"From {result.runs} pairs of made-up weeks, alike but for this one change. "
        + (guesses or "Ranges hold 8 in 10 of them."),
    )


def _change(change: Range, less: str, more: str, digits: int) -> str:
    size = wording.number(abs(change.median), digits)
    if float(size) == 0.0:
        return "About the same"
    return f"About {size} {less if change.median < 0 else more}"


def _signed(value: float, digits: int) -> str:
    text = wording.number(value, digits)
    return f"+{text}" if value > 0 and float(text) != 0 else text


def _amount(numbers: CycleNumbers) -> str:
    held = numbers.summary.amounts
    return (
        f"From {held.check_ins} check-ins, {held.episodes} times and "
        f"{held.look_backs} look-backs over {held.days:.0f} days."
    )


def _method(numbers: CycleNumbers) -> tuple[str, ...]:
    """How the numbers came about, for those who ask."""
    d = numbers.summary.diagnostics
    gain = numbers.gain
    out = [
        f"The model has {d.parameters} unknowns. All are fitted at once to everything you wrote.",
        "Ranges hold the truth in about 9 of 10 logs like this, if the model is right.",
        SHOWN_WHEN,
    ]
    if d.converged:
        out.append(
            f"The calculation settled. Its draws are worth {d.effective:.0f} independent ones "
            f"(k-hat {d.k_hat:.2f}, at most {d.k_limit:.2f})."
        )
    else:
        out.append(UNSETTLED)
    if numbers.checks is not None:
        evidence = numbers.checks.evidence
        out.append(
            "Evidence on the log scale, shown from 3 on: distress to urges "
            f"{wording.number(evidence.drive.log_bayes_factor)}, times to distress "
            f"{wording.number(evidence.echo.log_bayes_factor)}."
        )
    if gain is not None and gain.quantity.shown:
        out.append(
            f"The round comes from {gain.pairs} pairs of made-up weeks; chance alone moves it by "
            f"about {wording.number(gain.monte_carlo_error, 2)}."
        )
    return tuple(out)
