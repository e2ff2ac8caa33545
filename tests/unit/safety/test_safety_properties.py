"""Properties that hold for all answers: worse is never milder, same in is same out, no text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, date, datetime, timedelta
from enum import Enum
from random import Random
from typing import Any, get_args, get_type_hints

from hypothesis import given, settings
from hypothesis import strategies as st

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
from leeward.safety.rehearsal import Week, made_up_week
from leeward.safety.rules import evaluate

NOW = datetime(2026, 3, 15, 21, 0, tzinfo=UTC)
TODAY = date(2026, 3, 15)
TICKS: dict[str, type[Enum]] = {
    "losses": Loss,
    "practice_signs": PracticeSign,
    "worries": HealthWorry,
    "neck_signs": NeckSign,
    "body_alarms": BodyAlarm,
    "substance_signs": SubstanceSign,
    "energy_signs": EnergySign,
}
YES_NO = (
    *("life_not_worth_it", "neck_unwanted", "went_on_without_yes", "thoughts_not_acted"),
    *("acted_or_close", "horrified_by_thoughts", "neck_pressure", "chemsex"),
    *("voices_or_beliefs", "listed_medicine", "new_urges", "numb_on_ssri", "brain_event"),
    "pregnant",
)
COUNTS = {
    "pc_ptsd5": 5,
    "hark": 4,
    "fear_of_partner": 10,
    "value_conflict": 10,
    "changes_not_kept": 9,
    "short_nights": 7,
    "energy_days": 30,
    "days_since_entry": 60,
}
# A message may move to the rule that says more: S5a to S4 when afraid, S9 to S9U with signs.
FAMILIES = [
    *({RuleId.S4, RuleId.S5A}, {RuleId.S9, RuleId.S9U}),
    *({rule} for rule in RuleId if rule not in {"S4", "S5a", "S9", "S9U"}),
]

moments = st.floats(0, 60).map(lambda days: NOW - timedelta(days=days))
ratings = st.builds(
    lambda at, value: Rating(at=at, day=at.date(), value=value), moments, st.integers(0, 10)
)
some_times = st.builds(
    TimeAnswers,
    at=moments,
    had_to=st.none() | st.integers(0, 10),
    could_say_no=st.none() | st.integers(0, 10),
    source=st.none() | st.sampled_from(HadToSource),
    consent=st.none() | st.sampled_from(Consent),
    left_out=st.booleans(),
)


def _results(low: int, high: int) -> st.SearchStrategy[tuple[Result, ...]]:
    return st.lists(st.builds(Result, at=moments, value=st.integers(low, high)), max_size=4).map(
        tuple
    )


def _replies() -> st.SearchStrategy[Reply | None]:
    return st.none() | st.sampled_from(Reply)


some_facts = st.builds(
    SafetyFacts,
    now=st.just(NOW),
    today=st.just(TODAY),
    answered_at=st.none() | moments,
    not_safe_tapped=st.booleans(),
    thoughts_of_killing_self=_replies(),
    about_to_act=_replies(),
    afraid_of_them=_replies(),
    distress=st.lists(ratings, max_size=8).map(tuple),
    phq4=st.lists(
        st.builds(FourItems, at=moments, low_mood=st.integers(0, 6), worry=st.integers(0, 6)),
        max_size=3,
    ).map(tuple),
    who5=_results(0, 100),
    csbd19=_results(19, 76),
    interference=_results(0, 10),
    times=st.lists(some_times, max_size=14).map(tuple),
    pc_ptsd5_sensitive=st.booleans(),
    hours_since_unprotected=st.none() | st.floats(0, 200),
    weeks_since_birth=st.none() | st.integers(0, 80),
    **{name: st.none() | st.booleans() for name in YES_NO},
    **{
        name: st.integers(0, high)
        if name in {"changes_not_kept", "short_nights"}
        else st.none() | st.integers(0, high)
        for name, high in COUNTS.items()
    },
    **{
        name: st.frozensets(st.sampled_from(list(ticks)), max_size=len(ticks))
        for name, ticks in TICKS.items()
    },
)


def _with(facts: SafetyFacts, name: str, value: Any) -> SafetyFacts:
    change: dict[str, Any] = {name: value}
    return replace(facts, **change)


Worse = Callable[[SafetyFacts], SafetyFacts]


def _last(results: tuple[Result, ...], step: int) -> float | None:
    """Return the newest value; of two at one moment, the worse in the direction of `step`."""
    newest = max(results, key=lambda r: (r.at, step * r.value), default=None)
    return None if newest is None else newest.value


def _result_worse(name: str, step: int, low: int, high: int) -> Worse:
    def worse(facts: SafetyFacts) -> SafetyFacts:
        results: tuple[Result, ...] = getattr(facts, name)
        last = _last(results, -1 if name == "who5" else 1)
        start = (high if name == "who5" else low) if last is None else last
        value = min(max(start + step, low), high)
        return _with(facts, name, (*results, Result(at=NOW, value=value)))

    return worse


def _phq_worse(low_mood: int, worry: int) -> Worse:
    def worse(facts: SafetyFacts) -> SafetyFacts:
        last = max(facts.phq4, key=lambda r: (r.at, r.total, r.low_mood), default=None)
        a, b = (0, 0) if last is None else (last.low_mood, last.worry)
        added = FourItems(at=NOW, low_mood=min(a + low_mood, 6), worry=min(b + worry, 6))
        return replace(facts, phq4=(*facts.phq4, added))

    return worse


def _ladder(name: str, steps: list[Any]) -> Worse:
    def worse(facts: SafetyFacts) -> SafetyFacts:
        here = getattr(facts, name)
        place = steps.index(here) if here in steps else 0
        return _with(facts, name, steps[min(place + 1, len(steps) - 1)])

    return worse


def _count(name: str, high: int) -> Worse:
    return lambda facts: _with(facts, name, min((getattr(facts, name) or 0) + 1, high))


def _tick(name: str, tick: Enum) -> Worse:
    return lambda facts: _with(facts, name, getattr(facts, name) | {tick})


def _add_time(**answers: Any) -> Worse:
    return lambda facts: replace(facts, times=(*facts.times, TimeAnswers(at=NOW, **answers)))


def _add_rating(value: int) -> Worse:
    return lambda facts: replace(
        facts, distress=(*facts.distress, Rating(at=NOW, day=TODAY, value=value))
    )


def _sooner_after_birth(facts: SafetyFacts) -> SafetyFacts:
    weeks = 60 if facts.weeks_since_birth is None else facts.weeks_since_birth
    return replace(facts, weeks_since_birth=max(weeks - 7, 0))


WORSENINGS: list[Worse] = [
    lambda facts: replace(facts, not_safe_tapped=True),
    lambda facts: replace(facts, pc_ptsd5_sensitive=True),
    _ladder("asq", [None, 0, 1, 4]),
    _ladder("asq_now", [None, False, True]),
    _ladder("thoughts_of_killing_self", [None, Reply.NO, Reply.UNSURE, Reply.YES]),
    _ladder("about_to_act", [None, Reply.NO, Reply.UNSURE, Reply.YES]),
    _ladder("afraid_of_them", [None, Reply.NO, Reply.UNSURE, Reply.YES]),
    *(_ladder(name, [None, False, True]) for name in YES_NO),
    *(_count(name, high) for name, high in COUNTS.items()),
    *(_tick(name, tick) for name, ticks in TICKS.items() for tick in ticks),
    *(_add_rating(value) for value in range(11)),
    *(_phq_worse(a, b) for a in range(4) for b in range(4)),
    *(_result_worse("who5", -step, 0, 100) for step in (0, 4, 20, 100)),
    *(_result_worse("csbd19", step, 19, 76) for step in (0, 5, 57)),
    *(_result_worse("interference", step, 0, 10) for step in (0, 1, 5)),
    _add_time(had_to=9, could_say_no=1, source=HadToSource.INSIDE),
    _add_time(had_to=9, could_say_no=1),
    _add_time(had_to=9, source=HadToSource.OTHER_PERSON),
    *(_add_time(consent=consent) for consent in Consent),
    _sooner_after_birth,
]


def _levels(facts: SafetyFacts) -> dict[RuleId, Level]:
    return {finding.rule: finding.level for finding in evaluate(facts)}


@settings(max_examples=600, deadline=None)
@given(facts=some_facts, worse=st.lists(st.sampled_from(WORSENINGS), min_size=1, max_size=3))
def test_worse_answers_never_lower_a_level(facts: SafetyFacts, worse: list[Worse]) -> None:
    """Adding worse answers lowers the level of no rule, nor the highest level."""
    before = _levels(facts)
    for step in worse:
        facts = step(facts)
    after = _levels(facts)
    assert max(after.values(), default=-1) >= max(before.values(), default=-1)
    for family in FAMILIES:
        was = max((before[rule] for rule in family if rule in before), default=-1)
        now = max((after[rule] for rule in family if rule in after), default=-1)
        assert now >= was, family


def test_each_single_worsening_from_hard_weeks() -> None:
    """No single worse answer lowers a level on a hundred hard and a hundred ordinary weeks."""
    random = Random(11)
    for kind in Week:
        for _ in range(100):
            facts = made_up_week(random, kind)
            before = _levels(facts)
            for worse in WORSENINGS:
                after = _levels(worse(facts))
                for family in FAMILIES:
                    was = max((before[rule] for rule in family if rule in before), default=-1)
                    now = max((after[rule] for rule in family if rule in after), default=-1)
                    assert now >= was


@settings(max_examples=200, deadline=None)
@given(facts=some_facts, seed=st.integers(0, 2**16))
def test_same_answers_same_findings_in_any_order(facts: SafetyFacts, seed: int) -> None:
    """The same answers give the same findings, in whatever order they were collected."""
    random = Random(seed)
    mixed = facts
    for name in ("distress", "phq4", "who5", "csbd19", "interference"):
        kept = getattr(facts, name)
        mixed = _with(mixed, name, tuple(random.sample(kept, len(kept))))
    assert evaluate(facts) == evaluate(facts)
    assert _levels(mixed) == _levels(facts)


@settings(max_examples=200, deadline=None)
@given(facts=some_facts)
def test_findings_come_most_pressing_first(facts: SafetyFacts) -> None:
    """Levels never rise along the list, help that works for hours aside."""
    levels = [f.level for f in evaluate(facts) if not f.firing.time_limited]
    assert levels == sorted(levels, reverse=True)


def _leaves(hint: Any) -> set[Any]:
    parts = get_args(hint)
    return set().union(*(_leaves(part) for part in parts)) if parts else {hint}


def test_no_fact_can_hold_text() -> None:
    """Facts hold numbers, dates, yes or no and fixed ticks; a sentence has no place in them."""
    records = [SafetyFacts, TimeAnswers, Rating, Result, FourItems]
    for record in records:
        hints = get_type_hints(record)
        for field in fields(record):
            for leaf in _leaves(hints[field.name]):
                fixed = isinstance(leaf, type) and issubclass(leaf, Enum)
                assert fixed or leaf in {
                    *(int, float, bool, date, datetime, type(None), Ellipsis),
                    *records,
                }, (record, field.name, leaf)


def test_every_field_is_documented() -> None:
    """Every fact is named in the record's description."""
    text = SafetyFacts.__doc__ or ""
    assert [f.name for f in fields(SafetyFacts) if f.name not in text] == []


def test_ten_thousand_ordinary_weeks() -> None:
    """Ten thousand ordinary weeks end in no urgent message and rarely in a prominent one."""
    random = Random(20260315)
    prominent = 0
    for _ in range(10_000):
        levels = _levels(made_up_week(random, Week.ORDINARY))
        assert Level.URGENT not in levels.values()
        asked_for = {RuleId.S4, RuleId.S5A, RuleId.S5B}
        prominent += any(
            level is Level.PROMINENT for rule, level in levels.items() if rule not in asked_for
        )
    assert prominent < 100


def test_ten_thousand_hard_weeks() -> None:
    """Ten thousand hard weeks without an answer on suicide end in no urgent message."""
    random = Random(20260316)
    helped = 0
    for _ in range(10_000):
        levels = _levels(made_up_week(random, Week.HARD))
        assert Level.URGENT not in levels.values()
        helped += max(levels.values(), default=Level.QUIET) >= Level.GENTLE
    assert helped > 9_900
