"""Made-up situations, and what a careful person would want to happen in each."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from leeward.events.vocabulary import Consent, HadToSource
from leeward.safety.choice import Message, QuietOffer, ShownHistory, choose
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
from leeward.safety.findings import Level
from leeward.safety.rules import evaluate

NOW = datetime(2026, 3, 15, 23, 30, tzinfo=UTC)
TODAY = date(2026, 3, 15)
U, P, G, INFO = Level.URGENT, Level.PROMINENT, Level.GENTLE, Level.INFO


def _at(days: float) -> datetime:
    return NOW - timedelta(days=days)


def _rating(days: float, value: int) -> Rating:
    return Rating(at=_at(days), day=_at(days).date(), value=value)


def _driven(days: float) -> TimeAnswers:
    return TimeAnswers(at=_at(days), had_to=8, could_say_no=2, source=HadToSource.INSIDE)


def _free(days: float) -> TimeAnswers:
    return TimeAnswers(at=_at(days), had_to=1, could_say_no=9)


@dataclass(frozen=True, kw_only=True)
class Vignette:
    """A situation: `topic` None means that nothing is shown; `offer` a quiet offer."""

    story: str
    answers: dict[str, Any]
    topic: str | None
    level: Level | None = None
    offer: bool = False
    emergency: bool = False
    asks: str | None = None
    notes: frozenset[str] = field(default_factory=frozenset)


VIGNETTES = [
    Vignette(
        story="taps I am not safe in the middle of a pause",
        answers={"not_safe_tapped": True, "distress": (_rating(0, 10),)},
        topic="staying_safe",
        level=U,
        asks="about_to_act",
    ),
    Vignette(
        story="thoughts of killing herself, no plan to act, after a break-up",
        answers={"thoughts_of_killing_self": Reply.YES, "about_to_act": Reply.NO},
        topic="staying_safe",
        level=U,
    ),
    Vignette(
        story="thoughts of killing himself and has already hurt himself",
        answers={"thoughts_of_killing_self": Reply.YES, "about_to_act": Reply.YES},
        topic="staying_safe",
        level=U,
        emergency=True,
        notes=frozenset({"emergency_first"}),
    ),
    Vignette(
        story="is not sure about the first question and skips the second",
        answers={"thoughts_of_killing_self": Reply.UNSURE},
        topic="staying_safe",
        level=U,
        asks="about_to_act",
    ),
    Vignette(
        story="ticks that life is not worth it, after weeks of shame",
        answers={"life_not_worth_it": True},
        topic="staying_safe",
        level=P,
        asks="thoughts_of_killing_self",
    ),
    Vignette(
        story="suicidal and also in a marriage with force: safety of life first",
        answers={
            "thoughts_of_killing_self": Reply.YES,
            "times": (TimeAnswers(at=_at(1), consent=Consent.FORCED),),
        },
        topic="staying_safe",
        level=U,
    ),
    Vignette(
        story="two terrible evenings within a day, nothing else",
        answers={"distress": (_rating(0, 9), _rating(0.9, 10))},
        topic="heavy_days",
        level=G,
        asks="are_you_safe",
    ),
    Vignette(
        story="three days of eights in an exam week",
        answers={"distress": (_rating(0, 8), _rating(2, 8), _rating(4, 8), _rating(5, 3))},
        topic="heavy_days",
        level=G,
    ),
    Vignette(
        story="PHQ-4 of 11 on Sunday",
        answers={"phq4": (FourItems(at=_at(0.1), low_mood=6, worry=5),)},
        topic="heavy_days",
        level=P,
        asks="are_you_safe",
    ),
    Vignette(
        story="new mother with WHO-5 of 20",
        answers={"who5": (Result(at=_at(1), value=20),), "weeks_since_birth": 9},
        topic="heavy_days",
        level=P,
        notes=frozenset({"perinatal"}),
    ),
    Vignette(
        story="low for two months, never dramatic",
        answers={"who5": (Result(at=_at(2), value=44), Result(at=_at(33), value=48))},
        topic="low_spell",
        level=G,
    ),
    Vignette(
        story="worried all the time, mood fine",
        answers={"phq4": (FourItems(at=_at(2), low_mood=1, worry=4),)},
        topic="low_spell",
        level=G,
    ),
    Vignette(
        story="felt pressed last night by her husband",
        answers={"times": (TimeAnswers(at=_at(0.5), partnered=True, consent=Consent.PRESSURED),)},
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="had to because of the other person, calls it his own craving nowhere",
        answers={
            "times": (
                TimeAnswers(at=_at(0.5), partnered=True, had_to=9, source=HadToSource.OTHER_PERSON),
            )
        },
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="a man says yes to one question of the private check",
        answers={"hark": 1, "hark_at": _at(0)},
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="a little afraid of the new boyfriend",
        answers={"fear_of_partner": 2},
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="drunk and unable to agree at a party two days ago",
        answers={"times": (TimeAnswers(at=_at(2), consent=Consent.UNABLE),)},
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="blames herself for going on, but is afraid of him",
        answers={"went_on_without_yes": True, "afraid_of_them": Reply.YES},
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="driven ten times in four weeks, all with a partner who forces",
        answers={
            "times": tuple(
                TimeAnswers(
                    at=_at(day),
                    partnered=True,
                    had_to=9,
                    could_say_no=0,
                    source=HadToSource.INSIDE,
                    consent=Consent.FORCED,
                )
                for day in range(1, 13)
            ),
            "interference": (Result(at=_at(1), value=9),),
        },
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="went on without a clear yes and is ashamed",
        answers={"went_on_without_yes": True},
        topic="clear_yes",
        level=P,
        asks="afraid_of_them",
    ),
    Vignette(
        story="thoughts about teenagers, has not acted, wants none of it",
        answers={"thoughts_not_acted": True},
        topic="worrying_thoughts",
        level=P,
    ),
    Vignette(
        story="was close to acting an hour ago, and very distressed",
        answers={"acted_or_close": True, "distress": (_rating(0, 10), _rating(0.1, 9))},
        topic="stop_now",
        level=P,
    ),
    Vignette(
        story="horrified by pictures in the head, a loving parent",
        answers={"horrified_by_thoughts": True},
        topic="frightening_thoughts",
        level=INFO,
    ),
    Vignette(
        story="seven of ten times driven from inside, life disturbed",
        answers={
            "times": (*(_driven(day) for day in range(1, 8)), *(_free(day) for day in (9, 10, 11))),
            "interference": (Result(at=_at(1), value=6),),
        },
        topic="hard_to_steer",
        level=G,
    ),
    Vignette(
        story="the same, and the job is gone",
        answers={
            "times": (*(_driven(day) for day in range(1, 8)), *(_free(day) for day in (9, 10, 11))),
            "interference": (Result(at=_at(1), value=9),),
            "losses": frozenset({Loss.WORK}),
        },
        topic="hard_to_steer",
        level=P,
    ),
    Vignette(
        story="high scale twice, deeply religious, feels torn",
        answers={
            "csbd19": (Result(at=_at(1), value=55), Result(at=_at(92), value=58)),
            "interference": (Result(at=_at(1), value=7),),
            "value_conflict": 9,
        },
        topic="hard_to_steer",
        level=G,
        notes=frozenset({"values"}),
    ),
    Vignette(
        story="sex cost two of the last weeks at university",
        answers={"interference": (Result(at=_at(1), value=8), Result(at=_at(9), value=7))},
        topic="what_it_costs",
        level=G,
    ),
    Vignette(
        story="a flashback during the body scan",
        answers={"practice_signs": frozenset({PracticeSign.FLASHBACK})},
        topic="old_hurt",
        level=G,
    ),
    Vignette(
        story="condom broke yesterday and the partner's status is unknown",
        answers={
            "worries": frozenset({HealthWorry.UNPROTECTED, HealthWorry.INFECTION}),
            "hours_since_unprotected": 20.0,
        },
        topic="body_and_health",
        level=INFO,
        notes=frozenset({"infection_window", "pill_window", "later_pill_window"}),
    ),
    Vignette(
        story="unprotected four days ago and a rough week: the pill is still possible",
        answers={
            "worries": frozenset({HealthWorry.UNPROTECTED}),
            "hours_since_unprotected": 96.0,
            "distress": (_rating(0, 9), _rating(0.5, 9)),
        },
        topic="body_and_health",
        level=INFO,
        notes=frozenset({"later_pill_window"}),
    ),
    Vignette(
        story="wanted choking in play, hoarse since",
        answers={"neck_pressure": True, "neck_signs": frozenset({NeckSign.VOICE})},
        topic="body_now",
        level=U,
        emergency=True,
        notes=frozenset({"neck"}),
    ),
    Vignette(
        story="choked against the will, no signs yet: the medical words do not name anyone",
        answers={"neck_unwanted": True},
        topic="quiet_page",
        level=P,
        offer=True,
    ),
    Vignette(
        story="erection for five hours after a pill",
        answers={"body_alarms": frozenset({BodyAlarm.LONG_ERECTION})},
        topic="body_now",
        level=U,
    ),
    Vignette(
        story="chest pain during sex",
        answers={"body_alarms": frozenset({BodyAlarm.CHEST_PAIN})},
        topic="body_now",
        level=U,
        emergency=True,
    ),
    Vignette(
        story="cannot do it without drink any more",
        answers={"substance_signs": frozenset({SubstanceSign.NEEDED})},
        topic="drink_and_drugs",
        level=G,
    ),
    Vignette(
        story="woke up with hours missing",
        answers={"substance_signs": frozenset({SubstanceSign.BLACKOUT})},
        topic="drink_and_drugs",
        level=G,
        asks="consent",
    ),
    Vignette(
        story="chemsex now and then, feels in charge",
        answers={"chemsex": True},
        topic="drink_and_drugs",
        level=INFO,
    ),
    Vignette(
        story="a week of hardly any sleep, full of plans, friends worried, lots of sex",
        answers={
            "energy_signs": frozenset(
                {
                    EnergySign.LITTLE_SLEEP_UNTIRED,
                    EnergySign.RACING,
                    EnergySign.OTHERS_NOTICED,
                }
            ),
            "energy_days": 7,
        },
        topic="much_energy",
        level=P,
    ),
    Vignette(
        story="hears voices telling what to do",
        answers={"voices_or_beliefs": True},
        topic="much_energy",
        level=U,
    ),
    Vignette(
        story="three weeks after the birth, racing and untired for two days",
        answers={
            "energy_signs": frozenset(
                {EnergySign.LITTLE_SLEEP_UNTIRED, EnergySign.RACING, EnergySign.MORE_ENERGY}
            ),
            "energy_days": 2,
            "weeks_since_birth": 3,
        },
        topic="much_energy",
        level=U,
        notes=frozenset({"today", "after_birth"}),
    ),
    Vignette(
        story="pramipexole since spring, new urges, high scale twice: the medicine comes first",
        answers={
            "listed_medicine": True,
            "new_urges": True,
            "csbd19": (Result(at=_at(1), value=60), Result(at=_at(60), value=61)),
            "interference": (Result(at=_at(1), value=8),),
            "losses": frozenset({Loss.MONEY}),
        },
        topic="medicines",
        level=P,
    ),
    Vignette(
        story="numb since the antidepressant",
        answers={"numb_on_ssri": True},
        topic="medicines",
        level=G,
    ),
    Vignette(
        story="pregnant, all well",
        answers={"pregnant": True},
        topic="around_birth",
        level=INFO,
    ),
    Vignette(
        story="sex every day, wanted, free, enjoyed; low sometimes after",
        answers={
            "times": tuple(_free(day / 2) for day in range(1, 55)),
            "interference": (Result(at=_at(1), value=1),),
            "distress": (_rating(1, 5), _rating(3, 6)),
        },
        topic=None,
    ),
    Vignette(
        story="kink with safeword, marks and tears, agreed",
        answers={"times": (TimeAnswers(at=_at(1), partnered=True, consent=Consent.AGREED_PLAY),)},
        topic=None,
    ),
    Vignette(
        story="trying for a baby by the calendar, had to 8",
        answers={
            "times": tuple(
                TimeAnswers(
                    at=_at(day),
                    partnered=True,
                    had_to=8,
                    could_say_no=2,
                    source=HadToSource.CONCEIVE,
                )
                for day in range(1, 15)
            ),
            "interference": (Result(at=_at(1), value=8),),
        },
        topic=None,
    ),
    Vignette(
        story="believes it is wrong, value conflict 10, nothing else",
        answers={"value_conflict": 10, "times": tuple(_free(day) for day in range(1, 20))},
        topic=None,
    ),
    Vignette(
        story="one terrible evening",
        answers={"distress": (_rating(0, 10),)},
        topic=None,
    ),
    Vignette(
        story="wrote nothing for two months",
        answers={"days_since_entry": 60},
        topic=None,
    ),
    Vignette(
        story="on sertraline and a stimulant, no new urges, no numbness",
        answers={"listed_medicine": True, "new_urges": False, "numb_on_ssri": False},
        topic=None,
    ),
]


@pytest.mark.parametrize("vignette", VIGNETTES, ids=lambda v: v.story)
def test_vignette(vignette: Vignette) -> None:
    """Each situation brings up the right page at the right level, or nothing."""
    given: dict[str, Any] = {"now": NOW, "today": TODAY, "answered_at": NOW, **vignette.answers}
    findings = evaluate(SafetyFacts(**given))
    chosen = choose(findings, ShownHistory(), NOW)
    if vignette.topic is None:
        assert chosen is None
        return
    assert findings[0].topic == vignette.topic
    assert findings[0].level == vignette.level
    if vignette.offer:
        assert chosen == QuietOffer(topic=vignette.topic)
        return
    assert isinstance(chosen, Message)
    assert chosen.level == vignette.level
    assert chosen.emergency_first == vignette.emergency
    part = chosen.parts[0]
    assert part.topic == vignette.topic
    assert part.why
    assert vignette.notes <= set(part.notes)
    if vignette.asks:
        assert part.asks == vignette.asks


def test_enough_vignettes_of_both_kinds() -> None:
    """There are at least thirty situations that call for something, and some that do not."""
    assert sum(v.topic is not None for v in VIGNETTES) >= 30
    assert sum(v.topic is None for v in VIGNETTES) >= 5
