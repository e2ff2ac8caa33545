"""The page "Your cycle" shows what the log earns, and says the rest in plain words."""

from __future__ import annotations

import re
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta

import pytest

from leeward.analysis.amounts import MANY, more_of
from leeward.analysis.cycle import CLAIM, cycle_page
from leeward.analysis.cycle_codec import OldFormError, of_bytes, to_bytes
from leeward.analysis.cycle_numbers import VERSION, Change, CycleNumbers
from leeward.analysis.cycle_plain import plain
from leeward.analysis.cycle_records import LegState, Verdict
from leeward.analysis.cycle_what_if import what_if_page
from leeward.analysis.wording import capital, plain_name
from leeward.events import CheckIn, Entry
from leeward.events.history import History
from leeward.events.vocabulary import Source
from leeward.model import evidence
from leeward.model.engine import ENGINE
from leeward.model.records import UNTRUSTED, BondSummary, Range, WhatIf
from leeward.util.intervals import Estimate, NotEnough
from leeward.util.language import speaking
from support.cycles import RARE, bond_of, numbers, quantity

NOW = datetime(2026, 3, 21, 12, 0, tzinfo=UTC)
HISTORY = History(
    entries=tuple(
        Entry(
            id=f"{i:032x}",
            at=NOW - timedelta(days=20 - i),
            recorded=NOW,
            zone="UTC",
            body=CheckIn(distress=4),
            source=Source.APP,
        )
        for i in range(20)
    )
)


def test_a_single_time_is_counted_as_one_in_both_languages() -> None:
    """What a page rests on stays a sentence where there is one of each.

    From noon to noon, 30 times 24 hours touch 31 days of the calendar.
    """
    known = numbers()
    held = replace(known.summary.amounts, check_ins=40, episodes=1, look_backs=1, days=30.0)
    few = replace(known, summary=replace(known.summary, amounts=held))
    expected = "From 40 check-ins, from 1 time and from 1 look-back over 31 days."
    assert cycle_page(few, HISTORY, NOW).amount == expected
    with speaking("de"):
        german = "Aus 40 Check-ins, aus 1 Mal und aus 1 Rückblick in 31 Tagen."
        assert cycle_page(few, HISTORY, NOW).amount == german


@pytest.mark.parametrize("language", ["en", "de"])
def test_a_wish_beyond_reach_names_no_number(language: str) -> None:
    """Beyond some hundred notes, the page says very many rather than a number to reach."""
    with speaking(language):
        assert str(MANY) in more_of(MANY, "urges")
        assert not any(letter.isdigit() for letter in more_of(MANY + 1, "urges"))


def test_a_cycle_is_drawn_whole() -> None:
    """Where both halves are claimed, each leg is drawn with range and amount."""
    page = cycle_page(numbers(), HISTORY, NOW)
    assert page.verdict is Verdict.CYCLE
    assert [leg.state for leg in page.legs] == [LegState.SHOWN] * 5
    assert all("Likely" in leg.likely and "from" in leg.likely for leg in page.legs)
    assert page.centre == "fades"
    assert page.lead.endswith("Left alone, the loop fades.")
    assert len(page.response.points) == 8
    assert page.response.sentence.startswith("About 2 points lighter at first.")


def test_a_habit_the_notes_cannot_tell_is_told_as_open() -> None:
    """Habit counts as taken in only where its own number passes its gate."""
    unknown = quantity("alpha_H", 1.0, 0.8, more=300)
    known = quantity("alpha_H", 1.0, 0.2)
    told = [
        cycle_page(numbers(changed=changed), HISTORY, NOW).legs[4].rest
        for changed in ((), (unknown,), (known,))
    ]
    assert told[0] == told[1] != told[2]
    assert "your notes cannot tell yet" in told[1]
    assert told[2] == "Ease and habit are taken in."


@pytest.mark.parametrize(
    ("drive", "echo", "verdict"),
    [
        (True, False, Verdict.DRIVE),
        (False, True, Verdict.ECHO),
        (False, False, Verdict.NO_SIGN),
        (True, None, Verdict.DRIVE),
        (None, True, Verdict.ECHO),
        (None, False, Verdict.NO_SIGN),
        (None, None, Verdict.NOT_SETTLED),
    ],
)
def test_a_half_that_is_not_claimed_is_not_drawn(
    *, drive: bool | None, echo: bool | None, verdict: Verdict
) -> None:
    """A leg is a bundle only where its half is claimed, however well its number is known."""
    page = cycle_page(numbers(drive=drive, echo=echo), HISTORY, NOW)
    assert page.verdict is verdict
    shown = [leg.state is LegState.SHOWN for leg in page.legs]
    assert shown == [drive is True, True, echo is True, echo is True, False]
    assert bool(page.response.points) == (echo is True)
    assert page.centre not in {"fades", "holds", "grows"}
    assert bool(page.levers) == (drive is True or echo is True)


def test_no_sign_is_not_the_same_as_not_settled() -> None:
    """What is not settled is never told as absent; what is missing or how sure it would be is."""
    unsettled = cycle_page(numbers(drive=None, echo=None), HISTORY, NOW)
    assert unsettled.lead == "Your notes do not settle it: a cycle, or none."
    assert unsettled.why.startswith("The calculation did not settle on these notes.")
    assert unsettled.centre == "not settled"
    assert not any(leg.state is LegState.NO_SIGN for leg in unsettled.legs)
    half = cycle_page(numbers(drive=True, echo=None), HISTORY, NOW)
    assert half.lead.endswith("It is not settled whether these times feed back.")
    absent = cycle_page(numbers(drive=True, echo=False), HISTORY, NOW)
    assert absent.lead.endswith("There is no sign that these times feed back.")


def test_what_is_claimed_is_what_the_model_claims() -> None:
    """The page knows the model's threshold without loading the engine: both must be one number."""
    assert CLAIM == evidence.CLAIM


def test_untrusted_draws_ask_for_no_more_notes() -> None:
    """Where the draws cannot be trusted, the page says so instead of naming a number of notes."""
    made = numbers(drive=None, echo=None)
    doubtful = replace(made.summary.diagnostics, k_hat=0.9)
    hidden = tuple(
        replace(q, shown=False, why_not=UNTRUSTED, more=None) for q in made.summary.derived
    )
    summary = replace(made.summary, diagnostics=doubtful, derived=hidden)
    page = cycle_page(replace(made, summary=summary), HISTORY, NOW)
    assert page.verdict is Verdict.TOO_EARLY
    assert page.why == "The calculation did not settle, so no number is shown."


def test_a_wide_return_is_not_told_as_absent() -> None:
    """A range from nothing to much is not settled; one that rules out half a point is no sign."""
    wide = cycle_page(numbers(changed=(quantity("rebound_size", 0.6, 0.8),)), HISTORY, NOW)
    assert wide.legs[3].rest.startswith("Your notes do not settle this")
    assert wide.legs[3].likely.startswith("Likely −0.2 to 1.4")
    narrow = cycle_page(numbers(changed=(quantity("rebound_size", 0.1, 0.3),)), HISTORY, NOW)
    assert narrow.legs[3].rest == "No clear sign of this in your notes."


def test_notes_without_power_are_told_as_such() -> None:
    """Where evidence is low and power too, the page says how often a cycle would have shown."""
    made = numbers(drive=None, echo=None)
    assert made.checks is not None
    low = replace(made.checks.evidence.drive, log_bayes_factor=0.1, power=0.32)
    evidence = replace(made.checks.evidence, drive=low, echo=low)
    page = cycle_page(replace(made, checks=replace(made.checks, evidence=evidence)), HISTORY, NOW)
    assert page.verdict is Verdict.NOT_SETTLED
    assert "in about 3 of 10 cases" in page.why


def test_what_waits_for_notes_is_too_early() -> None:
    """With a wide range, nothing found means too early, with about how many more."""
    wide = (quantity("relief_size", 1.0, 3.0, of="look-backs", amount=5, more=14),)
    page = cycle_page(numbers(drive=None, echo=None, changed=wide), HISTORY, NOW)
    assert page.verdict is Verdict.TOO_EARLY
    assert page.why == "Not enough yet. About 14 more look-backs would do. No hurry."
    assert page.legs[2].likely == "Not enough yet. About 14 more look-backs would do."


def test_without_checks_nothing_is_claimed() -> None:
    """A fit that was not checked, or did not settle, claims nothing."""
    page = cycle_page(numbers(checked=False), HISTORY, NOW)
    assert page.verdict is Verdict.TOO_EARLY
    unsettled = cycle_page(numbers(drive=None, echo=None, converged=False), HISTORY, NOW)
    assert any("did not settle" in line for line in unsettled.method)


def test_every_figure_is_an_answer() -> None:
    """Each number has range, amount and caveat, or says what is missing."""
    few = (quantity("pause_effect", 0.1, 0.5, of="urges", amount=3, more=31),)
    page = cycle_page(numbers(changed=few), HISTORY, NOW)
    for figure in page.figures:
        if isinstance(figure.answer, Estimate):
            assert figure.answer.low <= figure.answer.value <= figure.answer.high
            assert figure.answer.n > 0
            assert figure.answer.caveat
        else:
            assert isinstance(figure.answer, NotEnough)
            assert "About 40 more urges" in figure.answer.why, figure.key


def test_what_a_pause_goes_with_is_not_called_proof() -> None:
    """Pauses are chosen, so the number carries that caveat of its own, and no word of helping."""
    page = cycle_page(numbers(), HISTORY, NOW)
    found = {figure.key: figure.answer for figure in page.figures}
    pause = found.pop("pause_effect")
    assert isinstance(pause, Estimate)
    assert pause.caveat.endswith("You chose the pauses, so this is not proof.")
    assert not any(isinstance(a, Estimate) and "proof" in a.caveat for a in found.values())
    assert not re.search(r"\bhelp", str(asdict(page)).replace("helps_for", ""))


def test_what_came_before_is_ranked() -> None:
    """Dots are by size, filled where clear of "as usual"; what is too early is listed apart."""
    before = cycle_page(numbers(), HISTORY, NOW).before
    assert before.chart is not None
    assert [(d.key, d.filled) for d in before.chart.dots] == [("distance", True), ("work", False)]
    assert before.sentence.startswith("Distance or silence stands out")
    assert before.waiting == ("Money: About 30 more notes of it would do.",)


@pytest.mark.parametrize("language", ["en", "de"])
def test_what_is_rare_is_said_to_be_put_together(language: str) -> None:
    """Rare things that share a number are named once a group; rare kinds beside the ease."""
    made = numbers(changed=RARE, kinds=(("solo", 40), ("partnered", 3)))
    with speaking(language):
        page = cycle_page(made, HISTORY, NOW)
        listed = (
            "money and work or study"
            if language == "en"
            else "Geld und Arbeit, Schule oder Studium"
        )
        assert page.before.together.endswith(f": {listed}.")
        assert page.response.together.endswith(f": {plain_name('kind', 'partnered')}.")
        assert [line.split(":")[0] for line in page.before.waiting] == [
            capital(plain_name("trigger", name)) for name in ("money", "work")
        ]
        alone = cycle_page(numbers(), HISTORY, NOW)
        assert (alone.before.together, alone.response.together) == ("", "")


def test_ease_and_return_have_two_bands() -> None:
    """Half of the range lies inside nine tenths of it, in the picture and in the table."""
    response = cycle_page(numbers(), HISTORY, NOW).response
    for point in response.points:
        assert point.low < point.inner_low < point.value < point.inner_high < point.high
    assert len(response.table.columns) == len(response.table.rows[0]) == 4


def test_stress_and_the_bond_are_one_sentence_and_a_picture() -> None:
    """A clear difference, a clear one the other way, and none are each said plainly."""
    page = cycle_page(numbers(bond=bond_of()), HISTORY, NOW).bond
    assert page.sentence == "Stress weighs more when your bond feels shaky: about 1 point more."
    assert page.chart is not None
    assert [d.value for d in page.chart.dots] == [0.6, 1.8]
    assert page.likely == "Likely 0.5 to 1.9, from 50 notes of stress."
    less = quantity("stress_by_bond", -1.0, 0.5, of="stress records")
    assert "weighs less" in cycle_page(numbers(bond=bond_of(less)), HISTORY, NOW).bond.sentence
    none = quantity("stress_by_bond", 0.1, 0.8, of="stress records")
    absent = cycle_page(numbers(bond=bond_of(none)), HISTORY, NOW).bond
    assert absent.sentence.startswith("No sign that stress weighs more, or less")
    wide = quantity("stress_by_bond", 0.6, 0.9, of="stress records")
    unsettled = cycle_page(numbers(bond=bond_of(wide)), HISTORY, NOW).bond
    assert unsettled.sentence.startswith("Your notes do not settle")


@pytest.mark.parametrize(
    ("bond", "why"),
    [
        (None, "Not enough yet. About 10 more notes of how close it felt would do."),
        (
            bond_of(fitted=False, ratings=7),
            "Not enough yet. About 3 more notes of how close it felt would do.",
        ),
        (
            bond_of(quantity("stress_by_bond", of="stress records", amount=9, more=31)),
            "Not enough yet. About 40 more notes of stress would do.",
        ),
        (
            bond_of(why_not=UNTRUSTED),
            "The calculation did not settle, so no number is shown.",
        ),
        (
            bond_of(fitted=False, why_not=UNTRUSTED),
            "The calculation did not settle, so no number is shown.",
        ),
    ],
)
def test_stress_and_the_bond_wait_for_notes(bond: BondSummary | None, why: str) -> None:
    """Where the notes do not tell, there is no picture but a word on what would."""
    page = cycle_page(numbers(bond=bond), HISTORY, NOW).bond
    assert page.chart is None
    assert not page.likely
    assert page.why == why


def test_the_line_has_what_was_written() -> None:
    """The line runs by day, with ratings as notes."""
    line = cycle_page(numbers(), HISTORY, NOW).line
    assert line is not None
    assert len(line.points) == 21
    assert line.points[3].value == pytest.approx(4.0)
    assert sum(p.noted for p in line.points) == 20


def test_checks_are_told() -> None:
    """A check is one sentence; one that could not be made is not told."""
    told = cycle_page(numbers(), HISTORY, NOW).checks
    assert [t.passed for t in told] == [True, False, True]
    assert "About 0.3 would have gone by itself" in told[0].sentence


def test_a_what_if_is_a_range() -> None:
    """A change is said with its range, what stands now, and what in it is only a guess."""
    range_ = Range(median=-0.6, q05=-2.0, q10=-1.5, q90=0.0, q95=0.1)
    result = WhatIf(
        now=dict.fromkeys(("mean_distress", "hours_above_7", "episodes_per_week"), range_),
        then=dict.fromkeys(("mean_distress", "hours_above_7", "episodes_per_week"), range_),
        change=dict.fromkeys(("mean_distress", "hours_above_7", "episodes_per_week"), range_),
        runs=384,
        note="",
    )
    made = numbers()
    page = what_if_page(result, Change(stress=0.5), made)
    assert page.sentence.startswith("If the model is right")
    assert page.outcomes[0].words == "About 0.6 fewer"
    assert page.outcomes[0].range == "Likely −1.5 to 0.0."
    pairs = "From 384 pairs of made-up weeks, alike but for this one change."
    assert page.note == f"{pairs} Ranges hold 8 in 10 of them."
    assert what_if_page(result, Change(pause=0.5), made).note == page.note
    other = what_if_page(result, Change(alternative_first=0.5), made)
    assert other.note == f"{page.note} What another way does is a guess: none is in your notes yet."
    early = what_if_page(result, Change(stress=0.5), numbers(drive=None, echo=None))
    assert early.note.endswith("so much of this is the starting guess.")


def test_fits_come_back_from_bytes() -> None:
    """A kept fit is read as it was written, and other bytes are refused."""
    made = numbers()
    again = of_bytes(to_bytes(made), CycleNumbers)
    assert again.summary == made.summary
    assert cycle_page(again, HISTORY, NOW).legs == cycle_page(made, HISTORY, NOW).legs
    with pytest.raises(OldFormError):
        of_bytes(b"\x81\xa1a\x01", CycleNumbers)
    assert VERSION.endswith(f"engine {ENGINE}")


def test_plain_values_hold_everything() -> None:
    """The answer for scripts has each field of the guide and no NaN."""
    answer = plain(numbers())
    assert answer["verdict"] == "cycle"
    assert answer["diagnostics"]["log_bayes_factors"] == {"drive": 9.0, "echo": 9.0}
    assert answer["diagnostics"]["checks"][0]["p"] is None
    names = [q["name"] for q in answer["derived"]]
    assert "loop_gain" in names
    assert answer["security"] is None
    told = plain(numbers(bond=bond_of()))
    assert told["security"]["fitted"]
    assert set(told["security"]["derived"]) <= {q["name"] for q in told["derived"]}
    assert told["diagnostics"]["evidence"]["drive"]["answer"] == "sign"
    wanted = {"name", "unit", "median", "q05", "q10", "q90", "q95", "contraction", "amount"}
    assert wanted | {"shown", "why_not"} <= set(answer["derived"][0])


def test_words_of_the_page_are_ours() -> None:
    """The page says "this time" and "what came before", never the words of the model."""
    for made in (numbers(), numbers(drive=False, echo=False), numbers(echo=None)):
        text = str(asdict(cycle_page(made, HISTORY, NOW))).lower()
        for word in ("episode", "trigger", "loop gain", "rebound"):
            assert word not in text.replace("episodes_per_week", ""), word
