"""Figures speak the language of whoever reads them, and their numbers stay the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest

from leeward.analysis import amounts, wording
from leeward.analysis.cycle import cycle_page
from leeward.analysis.cycle_codec import of_bytes, to_bytes
from leeward.analysis.cycle_numbers import VERSION, Change, CycleNumbers, Kept, Learned, Moved
from leeward.analysis.cycle_plain import plain
from leeward.analysis.cycle_what_if import what_if_page
from leeward.analysis.cycle_words import points
from leeward.analysis.diary import simulate_diary
from leeward.analysis.figures import too_few
from leeward.analysis.insights import insights
from leeward.analysis.looking_back import LOOK_BACKS
from leeward.analysis.ranges import Sure
from leeward.events.history import History
from leeward.events.vocabulary import Consequence, Emotion, Good, Kind, Trigger
from leeward.model.records import Range, WhatIf
from leeward.util.intervals import Estimate, NotEnough
from leeward.util.language import say, speaking
from support.cycles import RARE, bond_of, numbers, quantity
from support.said import alike, figures, sayings

NOW = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)
MOVED = tuple(
    Moved(name=name, by=by, shown=shown, shown_before=before)
    for name in ("relief_size", "rate_ratio_work", "s_x")
    for by in (-2.0, -0.5, 0.5, 2.0)
    for shown, before in ((True, True), (True, False), (False, True))
)
NO_ONE = History(entries=())
ALIKE = {"Stress", "stress"}
"""Words that are the same in both languages."""


def diary(days: int) -> History:
    """A simulated journal that long."""
    with speaking("en"):
        return History(entries=tuple(simulate_diary(7, days=days, end=NOW, person="solace")))


@pytest.mark.parametrize("days", [3, 120])
def test_no_caption_of_the_insights_stays_english(days: int) -> None:
    """Short and long, every sentence, head, axis and cell with words differs between languages."""
    history = diary(days)
    english = insights(history, NOW)
    with speaking("de"):
        german = insights(history, NOW)
    assert set(alike(german, english)) <= ALIKE
    assert figures(german) == figures(english)


def test_german_figures_have_german_numbers_and_quoted_names() -> None:
    """A point never stands as decimal mark, and names stand in quotation marks inside sentences."""
    with speaking("de"):
        page = insights(diary(120), NOW)
        answer = page.of("usual_distress").answer
        assert isinstance(answer, Estimate)
        assert amounts.with_unit(4.25, "points") == "4,2 Punkte"
        assert amounts.likely(answer).startswith("wahrscheinlich ")
        assert amounts.basis_of(answer).startswith("aus 3")
        assert wording.named("Streit") == "„Streit“"
        assert amounts.with_unit(-0.05, "share") == "−5\N{NO-BREAK SPACE}%"
        table = page.of("usual_distress").table
        assert table is not None
        assert {row[0].split()[1] for row in table.rows} <= {"Apr.", "Mai", "Juni", "Juli", "Aug."}
    shown = [text for place, text in sayings(page) if "day" not in place]
    assert not [text for text in shown if "." in text and text.replace(".", "").isdigit()]


def test_every_way_to_say_a_cycle_is_german() -> None:
    """Whatever a fit shows, leaves open or lacks, no sentence of its page stays English."""
    few = tuple(
        quantity(name, more=30, amount=3)
        for name in ("alpha_D", "relief_size", "rebound_size", "pause_effect", "settling_time")
    )
    many = [
        numbers(drive=drive, echo=echo, bond=bond)
        for drive, echo in product((True, False, None), repeat=2)
        for bond in (None, bond_of(), bond_of(fitted=False))
    ]
    many += [
        numbers(changed=few, gain=None),
        numbers(converged=False),
        numbers(checked=False),
        *(numbers(gain=quantity("loop_gain", gain, 0.1)) for gain in (0.6, 0.95)),
        numbers(learned=Learned(id="a1b2", moved=())),
        numbers(changed=RARE, kinds=(("solo", 40), ("partnered", 3))),
        numbers(learned=Learned(id="a1b2", moved=MOVED)),
    ]
    for one in many:
        english = cycle_page(one, NO_ONE, NOW)
        with speaking("de"):
            german = cycle_page(one, NO_ONE, NOW)
        assert not set(alike(german, english)) - ALIKE
        assert figures(german) == figures(english)


def test_a_kept_fit_reads_back_in_either_language() -> None:
    """Bytes written while German is spoken hold no German, and make an English page and back."""
    kept = Kept(version=VERSION, day="2026-08-01", numbers=numbers(), fit=b"")
    with speaking("de"):
        stored = to_bytes(kept)
        for_scripts = plain(kept.numbers)
    assert stored == to_bytes(kept)
    assert for_scripts == plain(kept.numbers)
    back: CycleNumbers = of_bytes(stored, Kept).numbers
    assert cycle_page(back, NO_ONE, NOW).lead.startswith("It eases things")
    with speaking("de"):
        assert cycle_page(back, NO_ONE, NOW).lead.startswith("Es erleichtert")


def test_a_what_if_is_german() -> None:
    """Fewer, more and about the same are said in German, with signs and marks in place."""
    fell = Range(median=-1.24, q05=-2.0, q10=-1.8, q90=-0.3, q95=-0.1)
    now = Range(median=3.5, q05=2.0, q10=2.4, q90=4.0, q95=5.0)
    same = replace(fell, median=0.0)
    change = {"mean_distress": fell, "hours_above_7": same, "episodes_per_week": fell}
    result = WhatIf(now=dict.fromkeys(change, now), then={}, change=change, runs=384, note="")
    with speaking("de"):
        page = what_if_page(result, Change(pause=0.5), numbers(drive=None, echo=None))
    assert {one.words for one in page.outcomes} == {
        "Etwa 1,2 weniger",
        "Etwa 1,2 Punkte leichter",
        "Etwa gleich",
    }
    assert not set(
        alike(page, what_if_page(result, Change(pause=0.5), numbers(drive=None, echo=None)))
    )


def test_what_is_missing_is_a_whole_german_sentence() -> None:
    """One and many have their own ending, and “not enough yet” can be left away."""
    with speaking("de"):
        one = too_few(5, 6, n_of=LOOK_BACKS, estimand="")
        many = too_few(1, 6, n_of=LOOK_BACKS, estimand="")
        assert one.why == "Noch nicht genug. Etwa 1 weiterer Rückblick würde reichen."
        assert many.why == "Noch nicht genug. Etwa 5 weitere Rückblicke würden reichen."
        assert amounts.rest_of(many.why) == "Etwa 5 weitere Rückblicke würden reichen."
        assert amounts.is_not_yet(many.why)
        assert amounts.rest_of(say("Not enough yet to say.")) == ""


def test_every_amount_and_unit_has_german_words() -> None:
    """What figures rest on and are measured in is never said with the English id."""
    for n_of in amounts._FROM:
        with speaking("de"):
            said = [amounts.basis(1, n_of), amounts.basis(12, n_of)]
        assert all(text.startswith("aus ") for text in said)
        assert amounts.basis(12, n_of) not in said
    for n_of in amounts._MORE:
        with speaking("de"):
            assert "würde" in amounts.more_of(3, n_of)
    for unit in amounts._WITH_UNIT:
        with speaking("de"):
            german = amounts.with_unit(1.5, unit)
        assert ("2 Wege" if unit == "ways" else "1,5") in german
        assert german.replace(",", ".") != amounts.with_unit(1.5, unit) or unit == "points of 10"


@pytest.mark.parametrize("group", [Kind, Trigger, Emotion, Good, Consequence])
def test_every_stored_value_has_a_german_name(
    group: type[Kind | Trigger | Emotion | Good | Consequence],
) -> None:
    """No kind, trigger, good or consequence is said by its key."""
    name = group.__name__.lower()
    for member in group:
        english = wording.plain_name(name, member.value)
        with speaking("de"):
            german = wording.plain_name(name, member.value)
        assert german.casefold() != english or english in ALIKE
    with speaking("de"):
        assert wording.plain_name(name, "work_of_art") == "work of art"


def test_shares_and_lengths_fit_their_german_sentences() -> None:
    """“Bei” and “nach” ask for the dative, whatever the size."""
    with speaking("de"):
        assert [wording.in_ten(x) for x in (0.01, 0.06, 0.3, 0.5, 0.99)] == [
            "weniger als 1 von 20",
            "etwa 1 von 20",
            "etwa 3 von 10",
            "etwa der Hälfte",
            "fast allen",
        ]
        assert [wording.hours(x) for x in (0.5, 6.0, 72.0)] == [
            "30 Minuten",
            "6 Stunden",
            "3 Tagen",
        ]
        assert [points(x) for x in (0.1, 0.5, 1.0, 2.6)] == [
            "kaum einen Punkt",
            "etwa einen halben Punkt",
            "etwa einen Punkt",
            "etwa 2,5 Punkte",
        ]
        assert {say(one.value) for one in Sure} == {
            "zu früh",
            "ein Hinweis",
            "recht deutlich",
            "deutlich",
        }


def test_an_empty_answer_says_so_in_german() -> None:
    """With no notes at all, each figure says that it is not enough yet, in German."""
    with speaking("de"):
        page = insights(NO_ONE, NOW)
    for insight in page.insights:
        assert isinstance(insight.answer, NotEnough)
        assert insight.answer.why.startswith("Noch nicht genug.")
