"""Made-up weeks on which the rules are tried for false alarms.

Two kinds: ordinary weeks of people who cope, and hard weeks of people in a bad stretch who
give no answer on suicide and tick no bodily emergency and no voices. Neither may ever end in
an urgent message. The figures are chosen, not estimated from anyone: distress at a pause is
high on average (a trauma-coaching app reports a mean of 6.0 and a spread of 2.5 when it is
opened), and every tick is made more likely than in any ordinary week.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from random import Random
from typing import TypeVar

from leeward.events.vocabulary import Consent, HadToSource
from leeward.safety.facts import (
    EnergySign,
    FourItems,
    HealthWorry,
    Loss,
    PracticeSign,
    Rating,
    Result,
    SafetyFacts,
    SubstanceSign,
    TimeAnswers,
)

Tick = TypeVar("Tick", bound=StrEnum)

_NOW = datetime(2026, 3, 15, 21, 0, tzinfo=UTC)
_TODAY = date(2026, 3, 15)


class Week(StrEnum):
    """The two kinds of week."""

    ORDINARY = "ordinary"
    HARD = "hard"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Habits:
    distress_mean: float
    distress_sd: float
    questionnaire_share: float
    phq_part_mean: float
    who5_mean: float
    interference_mean: float
    tick: float
    coerced: float
    driven: float
    csbd_mean: float


_HABITS = {
    Week.ORDINARY: _Habits(
        distress_mean=4.0,
        distress_sd=2.0,
        questionnaire_share=0.25,
        phq_part_mean=0.7,
        who5_mean=65.0,
        interference_mean=2.0,
        tick=0.005,
        coerced=0.0,
        driven=0.05,
        csbd_mean=30.0,
    ),
    Week.HARD: _Habits(
        distress_mean=7.5,
        distress_sd=2.0,
        questionnaire_share=0.8,
        phq_part_mean=3.5,
        who5_mean=30.0,
        interference_mean=7.0,
        tick=0.3,
        coerced=0.2,
        driven=0.6,
        csbd_mean=50.0,
    ),
}


def _bounded(value: float, low: int, high: int) -> int:
    return min(max(round(value), low), high)


def _ago(days: float) -> datetime:
    return _NOW - timedelta(days=days)


def _ratings(random: Random, habits: _Habits) -> tuple[Rating, ...]:
    person = random.gauss(habits.distress_mean, 1.0)
    found = []
    for day in range(7):
        for _ in range(random.randint(0, 5)):
            at = _NOW - timedelta(days=day, minutes=random.randint(0, 14 * 60))
            value = _bounded(random.gauss(person, habits.distress_sd), 0, 10)
            found.append(Rating(at=at, day=_TODAY - timedelta(days=day), value=value))
    return tuple(found)


def _times(random: Random, habits: _Habits) -> tuple[TimeAnswers, ...]:
    found = []
    for _ in range(random.randint(0, 24)):
        partnered = random.random() < 0.4
        consent: Consent | None
        if random.random() < habits.coerced:
            consent = random.choice([Consent.PRESSURED, Consent.AFRAID, Consent.FORCED])
        else:
            consent = random.choice([None, Consent.FREE, Consent.AGREED_PLAY])
        driven = random.random() < habits.driven
        had_to = random.randint(7, 10) if driven else random.randint(0, 6)
        source = random.choice([HadToSource.INSIDE, HadToSource.DUTY, None]) if had_to > 3 else None
        found.append(
            TimeAnswers(
                at=_ago(random.uniform(0, 28)),
                partnered=partnered,
                had_to=had_to,
                could_say_no=random.randint(0, 3) if driven else random.randint(4, 10),
                source=HadToSource.INSIDE if driven and not partnered else source,
                consent=consent if partnered else None,
            )
        )
    return tuple(found)


def _some(random: Random, chance: float, ticks: type[Tick]) -> frozenset[Tick]:
    return frozenset(tick for tick in ticks if random.random() < chance)


def made_up_week(random: Random, kind: Week) -> SafetyFacts:
    """Return the facts at the end of one made-up week; no suicide answer, no emergency tick."""
    habits = _HABITS[kind]
    asked = random.random() < habits.questionnaire_share
    part = habits.phq_part_mean

    def maybe() -> bool:
        return random.random() < habits.tick

    return SafetyFacts(
        now=_NOW,
        today=_TODAY,
        answered_at=_NOW,
        distress=_ratings(random, habits),
        phq4=(
            FourItems(
                at=_ago(random.uniform(0, 30)),
                low_mood=_bounded(random.gauss(part, 1.2), 0, 6),
                worry=_bounded(random.gauss(part, 1.2), 0, 6),
            ),
        )
        if asked
        else (),
        who5=tuple(
            Result(at=_ago(days), value=4 * _bounded(random.gauss(habits.who5_mean / 4, 4), 0, 25))
            for days in (3.0, 33.0, 63.0)
        )
        if asked
        else (),
        csbd19=tuple(
            Result(at=_ago(days), value=_bounded(random.gauss(habits.csbd_mean, 8), 19, 76))
            for days in (10.0, 100.0)
        )
        if maybe()
        else (),
        pc_ptsd5=random.randint(0, 5) if maybe() else None,
        hark=random.randint(0, 4) if maybe() else None,
        times=_times(random, habits),
        fear_of_partner=random.randint(0, 10) if maybe() else None,
        went_on_without_yes=True if maybe() else None,
        thoughts_not_acted=True if maybe() and maybe() else None,
        interference=tuple(
            Result(
                at=_ago(7.0 * week + 1),
                value=_bounded(random.gauss(habits.interference_mean, 1.5), 0, 10),
            )
            for week in range(4)
        ),
        value_conflict=random.randint(0, 10) if maybe() else None,
        losses=_some(random, habits.tick, Loss),
        changes_not_kept=random.randint(0, 4) if maybe() else 0,
        practice_signs=_some(random, habits.tick, PracticeSign),
        worries=_some(random, habits.tick, HealthWorry),
        short_nights=random.randint(0, 7) if maybe() else 0,
        neck_pressure=True if maybe() else None,
        substance_signs=_some(random, habits.tick, SubstanceSign),
        chemsex=True if maybe() else None,
        energy_signs=_some(random, habits.tick, EnergySign),
        energy_days=random.randint(0, 10),
        listed_medicine=True if maybe() else None,
        new_urges=True if maybe() else None,
        pregnant=True if maybe() else None,
        days_since_entry=random.randint(0, 20),
    )
