"""The truth table of the rules, at and around every threshold."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from leeward.events.vocabulary import Consent, HadToSource
from leeward.safety.facts import (
    BodyAlarm,
    EnergySign,
    FourItems,
    HealthWorry,
    Loss,
    NeckSign,
    PracticeSign,
    Rating,
    Reply,
    Result,
    SafetyFacts,
    SubstanceSign,
    TimeAnswers,
)
from leeward.safety.findings import Level, RuleId
from leeward.safety.rules import BY_ID, evaluate

NOW = datetime(2026, 3, 15, 21, 0, tzinfo=UTC)
TODAY = date(2026, 3, 15)
G, P, U, INFO, QUIET = Level.GENTLE, Level.PROMINENT, Level.URGENT, Level.INFO, Level.QUIET


def facts(**answers: Any) -> SafetyFacts:
    """Facts at one fixed moment."""
    return SafetyFacts(now=NOW, today=TODAY, **answers)


def level(rule: RuleId, given: SafetyFacts) -> Level | None:
    """Level of one rule, None where it does not apply."""
    return next((f.level for f in evaluate(given) if f.rule is rule), None)


def ago(days: float = 0, hours: float = 0) -> datetime:
    """A moment in the past."""
    return NOW - timedelta(days=days, hours=hours)


def rated(*ratings: tuple[int, int]) -> tuple[Rating, ...]:
    """Ratings as (hours ago, value)."""
    return tuple(
        Rating(at=ago(hours=hours), day=ago(hours=hours).date(), value=value)
        for hours, value in ratings
    )


def phq4(low_mood: int, worry: int, days: float = 1) -> tuple[FourItems, ...]:
    """One finished PHQ-4."""
    return (FourItems(at=ago(days), low_mood=low_mood, worry=worry),)


def scores(*pairs: tuple[float, float]) -> tuple[Result, ...]:
    """Results as (days ago, value)."""
    return tuple(Result(at=ago(days), value=value) for days, value in pairs)


def times(driven: int, free: int, **more: Any) -> tuple[TimeAnswers, ...]:
    """So many driven and so many free times."""
    strong = TimeAnswers(at=ago(3), had_to=7, could_say_no=3, source=HadToSource.INSIDE, **more)
    easy = TimeAnswers(at=ago(5), had_to=0, could_say_no=10)
    return (strong,) * driven + (easy,) * free


def time(**answers: Any) -> tuple[TimeAnswers, ...]:
    """One time yesterday."""
    return (TimeAnswers(at=ago(1), **answers),)


WEEK6 = scores((2, 6))
ENERGY3 = frozenset(list(EnergySign)[:3])
ENERGY2 = frozenset(list(EnergySign)[:2])

TABLE: list[tuple[RuleId, Level | None, dict[str, Any]]] = [
    # S1
    (RuleId.S1, None, {}),
    (RuleId.S1, U, {"not_safe_tapped": True}),
    (RuleId.S1, U, {"thoughts_of_killing_self": Reply.YES}),
    (RuleId.S1, U, {"thoughts_of_killing_self": Reply.UNSURE}),
    (RuleId.S1, None, {"thoughts_of_killing_self": Reply.NO}),
    (RuleId.S1, U, {"about_to_act": Reply.YES}),
    (RuleId.S1, None, {"about_to_act": Reply.NO}),
    (RuleId.S1, U, {"about_to_act": Reply.UNSURE}),
    (RuleId.S1, U, {"thoughts_of_killing_self": Reply.NO, "about_to_act": Reply.UNSURE}),
    (RuleId.S1, U, {"thoughts_of_killing_self": Reply.NO, "about_to_act": Reply.YES}),
    (RuleId.S1, None, {"asq": 0, "asq_now": False}),
    (RuleId.S1, U, {"asq": 1, "asq_now": False}),
    (RuleId.S1, U, {"asq": 0, "asq_now": True}),
    (RuleId.S1, P, {"life_not_worth_it": True}),
    (RuleId.S1, None, {"life_not_worth_it": False}),
    (RuleId.S1, U, {"life_not_worth_it": True, "thoughts_of_killing_self": Reply.YES}),
    # S2, momentary
    (RuleId.S2, None, {"distress": rated((1, 9))}),
    (RuleId.S2, G, {"distress": rated((1, 9), (25, 9))}),
    (RuleId.S2, None, {"distress": rated((1, 9), (26, 9))}),
    (RuleId.S2, None, {"distress": rated((1, 8), (2, 9))}),
    (RuleId.S2, G, {"distress": rated((1, 10), (2, 9))}),
    (RuleId.S2, None, {"distress": rated((170, 9), (171, 9))}),
    (RuleId.S2, G, {"distress": rated((130, 9), (131, 9))}),
    (RuleId.S2, G, {"distress": rated((1, 8), (30, 8), (60, 8))}),
    (RuleId.S2, None, {"distress": rated((1, 8), (30, 8))}),
    (RuleId.S2, None, {"distress": rated((1, 8), (2, 8), (3, 8), (30, 8))}),
    (RuleId.S2, None, {"distress": rated((1, 8), (30, 8), (60, 7))}),
    (RuleId.S2, None, {"distress": rated((1, 8), (30, 8), (24 * 7, 8))}),
    (RuleId.S2, G, {"distress": rated((1, 8), (30, 8), (24 * 6, 8))}),
    # S2, questionnaires
    (RuleId.S2, P, {"phq4": phq4(5, 4)}),
    (RuleId.S2, None, {"phq4": phq4(4, 4)}),
    (RuleId.S2, P, {"phq4": phq4(6, 6, days=14)}),
    (RuleId.S2, None, {"phq4": phq4(6, 6, days=14.1)}),
    (RuleId.S2, None, {"phq4": phq4(6, 6, days=3) + phq4(0, 0, days=1)}),
    (RuleId.S2, P, {"who5": scores((1, 28))}),
    (RuleId.S2, None, {"who5": scores((1, 29))}),
    (RuleId.S2, None, {"who5": scores((1, 32))}),
    (RuleId.S2, None, {"who5": scores((15, 28))}),
    # S3
    (RuleId.S3, G, {"phq4": phq4(3, 0)}),
    (RuleId.S3, G, {"phq4": phq4(0, 3)}),
    (RuleId.S3, None, {"phq4": phq4(2, 2)}),
    (RuleId.S3, G, {"phq4": phq4(3, 0, days=30)}),
    (RuleId.S3, None, {"phq4": phq4(3, 0, days=30.1)}),
    (RuleId.S3, G, {"who5": scores((1, 50), (15, 50))}),
    (RuleId.S3, None, {"who5": scores((1, 50), (14.9, 50))}),
    (RuleId.S3, None, {"who5": scores((1, 50))}),
    (RuleId.S3, None, {"who5": scores((1, 51), (15, 51))}),
    (RuleId.S3, None, {"who5": scores((1, 50), (15, 52))}),
    (RuleId.S3, None, {"who5": scores((1, 52), (15, 48))}),
    (RuleId.S3, None, {"who5": scores((31, 40), (60, 40))}),
    # S4
    (RuleId.S4, None, {"hark": 0}),
    (RuleId.S4, P, {"hark": 1}),
    (RuleId.S4, P, {"hark": 4}),
    (RuleId.S4, None, {"fear_of_partner": 0}),
    (RuleId.S4, P, {"fear_of_partner": 1}),
    (RuleId.S4, P, {"times": time(consent=Consent.PRESSURED)}),
    (RuleId.S4, P, {"times": time(consent=Consent.AFRAID)}),
    (RuleId.S4, P, {"times": time(consent=Consent.FORCED)}),
    (RuleId.S4, P, {"times": time(consent=Consent.UNABLE)}),
    (RuleId.S4, None, {"times": time(consent=Consent.FREE)}),
    (RuleId.S4, None, {"times": time(consent=Consent.AGREED_PLAY)}),
    (RuleId.S4, None, {"times": time(consent=Consent.UNSURE)}),
    (RuleId.S4, P, {"times": time(had_to=8, source=HadToSource.OTHER_PERSON)}),
    (RuleId.S4, None, {"times": time(had_to=8, source=HadToSource.DUTY)}),
    (RuleId.S4, None, {"times": time(had_to=8, source=HadToSource.INSIDE)}),
    (RuleId.S4, P, {"times": (TimeAnswers(at=ago(28), consent=Consent.FORCED),)}),
    (RuleId.S4, None, {"times": (TimeAnswers(at=ago(28.1), consent=Consent.FORCED),)}),
    (RuleId.S4, P, {"neck_unwanted": True}),
    (RuleId.S4, None, {"neck_pressure": True}),
    (RuleId.S4, P, {"went_on_without_yes": True, "afraid_of_them": Reply.YES}),
    (RuleId.S4, P, {"went_on_without_yes": True, "afraid_of_them": Reply.UNSURE}),
    (RuleId.S4, None, {"went_on_without_yes": True, "afraid_of_them": Reply.NO}),
    (RuleId.S4, None, {"afraid_of_them": Reply.YES}),
    # S5
    (RuleId.S5A, P, {"went_on_without_yes": True}),
    (RuleId.S5A, P, {"went_on_without_yes": True, "afraid_of_them": Reply.NO}),
    (RuleId.S5A, P, {"went_on_without_yes": True, "afraid_of_them": Reply.UNSURE}),
    (RuleId.S5A, None, {"went_on_without_yes": True, "afraid_of_them": Reply.YES}),
    (RuleId.S5A, None, {"went_on_without_yes": False}),
    (RuleId.S5B, P, {"thoughts_not_acted": True}),
    (RuleId.S5B, None, {"thoughts_not_acted": False}),
    (RuleId.S5C, P, {"acted_or_close": True}),
    (RuleId.S5C, None, {"acted_or_close": False}),
    (RuleId.S5D, INFO, {"horrified_by_thoughts": True}),
    (RuleId.S5D, None, {"horrified_by_thoughts": False}),
    # S6
    (RuleId.S6, G, {"times": times(6, 4), "interference": WEEK6}),
    (RuleId.S6, None, {"times": times(6, 3), "interference": WEEK6}),
    (RuleId.S6, None, {"times": times(5, 5), "interference": WEEK6}),
    (RuleId.S6, None, {"times": times(6, 4), "interference": scores((2, 5))}),
    (RuleId.S6, None, {"times": times(6, 4)}),
    (RuleId.S6, None, {"times": times(6, 4), "interference": scores((2, 2), (9, 9))}),
    (RuleId.S6, None, {"times": times(10, 0, left_out=True), "interference": WEEK6}),
    (RuleId.S6, None, {"times": times(10, 0, consent=Consent.FORCED), "interference": WEEK6}),
    (RuleId.S6, G, {"csbd19": scores((1, 50), (29, 50)), "interference": WEEK6}),
    (RuleId.S6, None, {"csbd19": scores((1, 50), (28.9, 50)), "interference": WEEK6}),
    (RuleId.S6, None, {"csbd19": scores((1, 49), (29, 50)), "interference": WEEK6}),
    (RuleId.S6, None, {"csbd19": scores((1, 50), (29, 49)), "interference": WEEK6}),
    (RuleId.S6, None, {"csbd19": scores((1, 76)), "interference": WEEK6}),
    (RuleId.S6, None, {"csbd19": scores((1, 76), (366, 76)), "interference": WEEK6}),
    (
        RuleId.S6,
        P,
        {"times": times(6, 4), "interference": WEEK6, "losses": frozenset({Loss.MONEY})},
    ),
    (
        RuleId.S6,
        None,
        {"times": times(5, 5), "interference": WEEK6, "losses": frozenset(Loss)},
    ),
    # S7
    (RuleId.S7, G, {"interference": scores((1, 7), (8, 7))}),
    (RuleId.S7, None, {"interference": scores((1, 7), (8, 6))}),
    (RuleId.S7, None, {"interference": scores((1, 7), (29, 7))}),
    (RuleId.S7, G, {"losses": frozenset({Loss.WORK})}),
    (RuleId.S7, G, {"losses": frozenset({Loss.LEGAL})}),
    (RuleId.S7, G, {"losses": frozenset({Loss.HEALTH})}),
    (RuleId.S7, None, {"changes_not_kept": 2}),
    (RuleId.S7, G, {"changes_not_kept": 3}),
    # S8
    (RuleId.S8, None, {"pc_ptsd5": 3}),
    (RuleId.S8, G, {"pc_ptsd5": 4}),
    (RuleId.S8, G, {"pc_ptsd5": 3, "pc_ptsd5_sensitive": True}),
    (RuleId.S8, None, {"pc_ptsd5": 2, "pc_ptsd5_sensitive": True}),
    (RuleId.S8, G, {"practice_signs": frozenset({PracticeSign.FLASHBACK})}),
    (RuleId.S8, G, {"practice_signs": frozenset({PracticeSign.FAR_AWAY})}),
    # S9
    *[(RuleId.S9, INFO, {"worries": frozenset({worry})}) for worry in HealthWorry],
    (RuleId.S9, None, {"short_nights": 2}),
    (RuleId.S9, INFO, {"short_nights": 3}),
    (RuleId.S9, INFO, {"neck_pressure": True}),
    (RuleId.S9, None, {"neck_pressure": False}),
    (RuleId.S9, None, {"neck_pressure": True, "neck_signs": frozenset({NeckSign.VOICE})}),
    # S9U
    *[(RuleId.S9U, U, {"body_alarms": frozenset({alarm})}) for alarm in BodyAlarm],
    *[
        (RuleId.S9U, U, {"neck_pressure": True, "neck_signs": frozenset({sign})})
        for sign in NeckSign
    ],
    (RuleId.S9U, U, {"neck_signs": frozenset({NeckSign.STROKE})}),
    (RuleId.S9U, U, {"neck_pressure": False, "neck_signs": frozenset({NeckSign.STROKE})}),
    (RuleId.S9U, None, {"neck_pressure": True}),
    # S10
    *[(RuleId.S10, G, {"substance_signs": frozenset({sign})}) for sign in SubstanceSign],
    (RuleId.S10, INFO, {"chemsex": True}),
    (RuleId.S10, None, {"chemsex": False}),
    # S11
    (RuleId.S11, P, {"energy_signs": ENERGY3, "energy_days": 4}),
    (RuleId.S11, None, {"energy_signs": ENERGY3, "energy_days": 3}),
    (RuleId.S11, None, {"energy_signs": ENERGY3}),
    (RuleId.S11, None, {"energy_signs": ENERGY2, "energy_days": 30}),
    (RuleId.S11, U, {"voices_or_beliefs": True}),
    (RuleId.S11, U, {"energy_signs": ENERGY3, "energy_days": 4, "weeks_since_birth": 12}),
    (RuleId.S11, U, {"energy_signs": ENERGY3, "energy_days": 1, "weeks_since_birth": 0}),
    (RuleId.S11, P, {"energy_signs": ENERGY3, "energy_days": 4, "weeks_since_birth": 13}),
    (RuleId.S11, None, {"energy_signs": ENERGY2, "energy_days": 4, "weeks_since_birth": 2}),
    # S12
    (RuleId.S12, None, {"days_since_entry": 13}),
    (RuleId.S12, QUIET, {"days_since_entry": 14}),
    # S13
    (RuleId.S13, P, {"listed_medicine": True, "new_urges": True}),
    (RuleId.S13, P, {"brain_event": True, "new_urges": True}),
    (RuleId.S13, G, {"brain_event": True}),
    (RuleId.S13, G, {"numb_on_ssri": True}),
    (RuleId.S13, G, {"numb_on_ssri": True, "new_urges": True}),
    (RuleId.S13, None, {"listed_medicine": True}),
    (RuleId.S13, None, {"new_urges": True}),
    # S14
    (RuleId.S14, INFO, {"pregnant": True}),
    (RuleId.S14, None, {"pregnant": False}),
    (RuleId.S14, INFO, {"weeks_since_birth": 52}),
    (RuleId.S14, None, {"weeks_since_birth": 53}),
]


@pytest.mark.parametrize(("rule", "expected", "answers"), TABLE)
def test_truth_table(rule: RuleId, expected: Level | None, answers: dict[str, Any]) -> None:
    """Each rule applies at its thresholds, at its level, and not just beside them."""
    assert level(rule, facts(**answers)) == expected


def test_every_rule_and_level_reached() -> None:
    """Every rule reaches each level its row promises, and no other."""
    reached: dict[RuleId, set[Level]] = {rule: set() for rule in RuleId}
    for rule, expected, _ in TABLE:
        if expected is not None:
            reached[rule].add(expected)
    assert {rule: set(row.levels) for rule, row in BY_ID.items()} == reached


def test_nothing_from_nothing() -> None:
    """A person who has answered nothing is told nothing."""
    assert evaluate(facts()) == ()


def test_later_answers_do_not_reach_back() -> None:
    """An entry judged at its own time does not see what came after it."""
    later = NOW + timedelta(hours=1)
    given = facts(
        distress=(Rating(at=later, day=TODAY, value=10),) * 3,
        phq4=(FourItems(at=later, low_mood=6, worry=6),),
        who5=(Result(at=later, value=0),),
        csbd19=(Result(at=later, value=76), *scores((40, 76))),
        interference=(Result(at=later, value=10),) * 2,
        times=(TimeAnswers(at=later, consent=Consent.FORCED),),
    )
    assert evaluate(given) == ()


@pytest.mark.parametrize(
    ("answers", "counts", "driven"),
    [
        ({"had_to": 3, "could_say_no": 0}, True, False),
        ({"had_to": 4, "could_say_no": 0}, False, False),
        ({"had_to": 4, "could_say_no": 0, "source": HadToSource.INSIDE}, True, False),
        ({"had_to": 7, "could_say_no": 3, "source": HadToSource.INSIDE}, True, True),
        ({"had_to": 6, "could_say_no": 3, "source": HadToSource.INSIDE}, True, False),
        ({"had_to": 7, "could_say_no": 4, "source": HadToSource.INSIDE}, True, False),
        ({"had_to": 7, "source": HadToSource.INSIDE}, False, False),
        ({"had_to": 9, "could_say_no": 0, "source": HadToSource.DUTY}, False, False),
        ({"had_to": 9, "could_say_no": 0, "source": HadToSource.MONEY}, False, False),
        ({"had_to": 9, "could_say_no": 0, "source": HadToSource.CONCEIVE}, False, False),
        ({"had_to": 9, "could_say_no": 0, "source": HadToSource.OTHER}, False, False),
        ({"had_to": 9, "could_say_no": 0, "source": HadToSource.OTHER_PERSON}, False, False),
        ({"had_to": 9, "could_say_no": 0, "partnered": True}, False, False),
        ({"could_say_no": 0, "source": HadToSource.INSIDE}, False, False),
        (
            {"had_to": 9, "could_say_no": 0, "source": HadToSource.INSIDE, "left_out": True},
            False,
            False,
        ),
        (
            {
                "had_to": 9,
                "could_say_no": 0,
                "source": HadToSource.INSIDE,
                "consent": Consent.AFRAID,
            },
            False,
            False,
        ),
    ],
)
def test_only_inside_counts_as_driven(
    answers: dict[str, Any],
    *,
    counts: bool,
    driven: bool,
) -> None:
    """Only “inside me” can be driven, and skipped or unclear answers count nowhere."""
    one = TimeAnswers(at=NOW, **answers)
    assert (one.counts, one.driven) == (counts, driven)


def test_second_question_decides_the_emergency() -> None:
    """Yes to the second question puts the emergency number first; no, unsure and skip do not."""
    asked = facts(thoughts_of_killing_self=Reply.YES)
    first = {
        reply: evaluate(replace(asked, about_to_act=reply))[0].firing for reply in (None, *Reply)
    }
    assert {reply: firing.ambulance for reply, firing in first.items()} == {
        None: False,
        Reply.YES: True,
        Reply.NO: False,
        Reply.UNSURE: False,
    }
    assert first[None].asks == "about_to_act"
    assert "emergency_first" in first[Reply.YES].notes


@pytest.mark.parametrize(
    ("hours", "notes"),
    [
        (None, {"infection_window", "pill_window", "later_pill_window"}),
        (72, {"infection_window", "pill_window", "later_pill_window"}),
        (72.5, {"later_pill_window"}),
        (120, {"later_pill_window"}),
        (120.5, set()),
    ],
)
def test_windows_of_hours(hours: float | None, notes: set[str]) -> None:
    """Medicines with a window are named while it is open, and speed the message up."""
    given = facts(worries=frozenset({HealthWorry.UNPROTECTED}), hours_since_unprotected=hours)
    firing = evaluate(given)[0].firing
    assert (set(firing.notes), firing.time_limited) == (notes, bool(notes))


def test_assault_care_for_seven_days() -> None:
    """Care after an assault is named for seven days after a forced time, not after others."""
    bleeding = frozenset({HealthWorry.BLEEDING})
    notes = {
        (days, consent): evaluate(
            facts(times=(TimeAnswers(at=ago(days), consent=consent),), worries=bleeding)
        )[1].firing.notes
        for days in (7.0, 7.1)
        for consent in (Consent.FORCED, Consent.PRESSURED)
    }
    assert notes[7.0, Consent.FORCED] == ("after_assault",)
    assert not notes[7.1, Consent.FORCED]
    assert not notes[7.0, Consent.PRESSURED]


def test_value_conflict_is_named_not_added() -> None:
    """A clash with values adds words and never a level."""
    base = facts(times=times(6, 4), interference=WEEK6)
    for conflict, notes in ((6, ()), (7, ("values",)), (10, ("values",))):
        found = evaluate(replace(base, value_conflict=conflict))[0]
        assert (found.level, found.firing.notes) == (G, notes)


def test_value_conflict_alone_says_nothing() -> None:
    """Distress that is a clash with values alone raises no finding."""
    assert evaluate(facts(value_conflict=10)) == ()


def test_desire_is_not_a_symptom() -> None:
    """Forty free times in four weeks raise nothing."""
    given = facts(times=times(0, 40), interference=scores((2, 10)))
    assert evaluate(given) == ()


def test_perinatal_words() -> None:
    """Strong distress around a birth names the lines for parents."""
    given = facts(phq4=phq4(5, 5), weeks_since_birth=6)
    assert evaluate(given)[0].firing.notes == ("perinatal",)


def test_blackout_asks_about_consent() -> None:
    """Lost hours lead to the question on consent, other signs do not."""
    asks = {
        sign: evaluate(facts(substance_signs=frozenset({sign})))[0].firing.asks
        for sign in SubstanceSign
    }
    assert asks == {
        SubstanceSign.NEEDED: None,
        SubstanceSign.MORE_THAN_MEANT: None,
        SubstanceSign.BLACKOUT: "consent",
    }
