"""What is shown, in which order, how often, and what a person can silence."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from leeward.events.vocabulary import Consent
from leeward.safety.choice import (
    Chosen,
    Message,
    QuietOffer,
    Shown,
    ShownHistory,
    choose,
    mute,
    record,
)
from leeward.safety.facts import (
    BodyAlarm,
    EnergySign,
    FourItems,
    HealthWorry,
    Loss,
    Rating,
    Reply,
    Result,
    SafetyFacts,
    TimeAnswers,
)
from leeward.safety.findings import Closure, Level, RuleId, Scope
from leeward.safety.rules import BY_ID, RULES, closures, evaluate
from leeward.util.errors import InputError

NOW = datetime(2026, 3, 15, 21, 0, tzinfo=UTC)
TODAY = date(2026, 3, 15)
NONE = ShownHistory()


def _facts(**answers: Any) -> SafetyFacts:
    given: dict[str, Any] = {"now": NOW, "today": TODAY, "answered_at": NOW, **answers}
    return SafetyFacts(**given)


def _choose(facts: SafetyFacts, history: ShownHistory = NONE) -> Chosen:
    return choose(evaluate(facts), history, facts.now)


def _topics(facts: SafetyFacts, history: ShownHistory = NONE) -> list[str]:
    """Topics shown one after the other until nothing is left to show."""
    found = []
    while (chosen := _choose(facts, history)) is not None:
        if isinstance(chosen, QuietOffer):
            found.append(chosen.topic)
        else:
            found.append("+".join(part.topic for part in chosen.parts))
        history = replace(history, shown=history.shown + record(chosen, facts.now))
        assert len(found) < 30
    return found


def _peaks(value: int = 9, days: int = 0) -> tuple[Rating, ...]:
    at = NOW - timedelta(days=days)
    return tuple(
        Rating(at=at - timedelta(hours=h), day=(at - timedelta(hours=h)).date(), value=value)
        for h in (1, 2)
    )


def _heavy(peak: int, days_ago: float) -> ShownHistory:
    shown = Shown(
        topic="heavy_days", at=NOW - timedelta(days=days_ago), level=Level.GENTLE, peak=peak
    )
    return ShownHistory(shown=(shown,))


COERCED = (TimeAnswers(at=NOW, consent=Consent.FORCED),)
EVERYTHING: dict[str, Any] = {
    "thoughts_of_killing_self": Reply.YES,
    "body_alarms": frozenset({BodyAlarm.TESTICLE_PAIN}),
    "voices_or_beliefs": True,
    "times": COERCED,
    "went_on_without_yes": True,
    "acted_or_close": True,
    "thoughts_not_acted": True,
    "horrified_by_thoughts": True,
    "phq4": (FourItems(at=NOW, low_mood=6, worry=6),),
    "listed_medicine": True,
    "new_urges": True,
    "csbd19": (
        Result(at=NOW, value=60),
        Result(at=NOW - timedelta(days=40), value=60),
    ),
    "interference": (Result(at=NOW, value=8),),
    "losses": frozenset({Loss.WORK}),
    "pc_ptsd5": 5,
    "chemsex": True,
    "worries": frozenset({HealthWorry.UNPROTECTED}),
    "pregnant": True,
    "days_since_entry": 40,
}


def test_order_of_everything_at_once() -> None:
    """With every rule at work the most pressing comes first, and each comes once."""
    assert _topics(_facts(**EVERYTHING)) == [
        "staying_safe+body_now",
        "much_energy",
        "quiet_page",
        "stop_now",
        "clear_yes",
        "worrying_thoughts",
        "heavy_days",
        "medicines",
        "hard_to_steer",
        "body_and_health",
        "old_hurt",
        "drink_and_drugs",
        "around_birth",
        "frightening_thoughts",
    ]


def test_at_most_one_message() -> None:
    """However much applies, one thing is returned."""
    chosen = _choose(_facts(**EVERYTHING))
    assert isinstance(chosen, Message)
    assert {part.topic for part in chosen.parts} == {"staying_safe", "body_now"}


@pytest.mark.parametrize(
    ("alarm", "act", "first"),
    [
        (BodyAlarm.CHEST_PAIN, None, "body_now"),
        (BodyAlarm.TESTICLE_PAIN, None, "staying_safe"),
        (BodyAlarm.TESTICLE_PAIN, Reply.YES, "staying_safe"),
        (BodyAlarm.CHEST_PAIN, Reply.YES, "staying_safe"),
    ],
)
def test_shared_page_puts_the_ambulance_first(
    alarm: BodyAlarm, act: Reply | None, first: str
) -> None:
    """Danger to life from within and without share a page, the ambulance first."""
    chosen = _choose(
        _facts(
            thoughts_of_killing_self=Reply.YES,
            about_to_act=act,
            body_alarms=frozenset({alarm}),
        )
    )
    assert isinstance(chosen, Message)
    assert chosen.parts[0].topic == first
    assert len(chosen.parts) == 2


def test_coercion_is_a_quiet_offer_once_per_answer() -> None:
    """The route on coercion never interrupts and is not offered twice for one answer."""
    facts = _facts(times=COERCED)
    chosen = _choose(facts)
    assert chosen == QuietOffer(topic="quiet_page", options=("open_now", "later", "no"))
    history = ShownHistory(shown=record(QuietOffer(topic="quiet_page"), NOW))
    for days in (0, 1, 8, 30, 400):
        later = replace(facts, now=NOW + timedelta(days=days), today=TODAY + timedelta(days=days))
        assert _choose(later, history) is None
    new = replace(
        facts,
        now=NOW + timedelta(days=2),
        times=(*COERCED, TimeAnswers(at=NOW + timedelta(days=1), consent=Consent.AFRAID)),
    )
    assert isinstance(_choose(new, history), QuietOffer)


def test_coercion_offer_stays_quiet_when_the_answer_has_no_time() -> None:
    """A stored answer without a time is offered once and never again by itself."""
    facts = _facts(fear_of_partner=5, answered_at=None)
    assert isinstance(_choose(facts), QuietOffer)
    history = ShownHistory(shown=record(QuietOffer(topic="quiet_page"), NOW))
    assert _choose(replace(facts, now=NOW + timedelta(days=1)), history) is None


def test_fear_wins_over_going_on() -> None:
    """Someone who went on without a yes and is afraid of them is met as the one in danger."""
    facts = _facts(went_on_without_yes=True, afraid_of_them=Reply.YES)
    assert _topics(facts) == ["quiet_page"]
    unsure = _facts(went_on_without_yes=True, afraid_of_them=Reply.UNSURE)
    assert _topics(unsure) == ["quiet_page", "clear_yes"]


def test_other_side_of_consent_is_never_stored() -> None:
    """None of the four answers about the other side may reach the journal or be muted."""
    for answers in (
        {"went_on_without_yes": True},
        {"thoughts_not_acted": True},
        {"acted_or_close": True},
        {"horrified_by_thoughts": True},
    ):
        chosen = _choose(_facts(**answers))
        assert isinstance(chosen, Message)
        assert not chosen.stored
        assert not chosen.can_mute


def test_everything_else_is_stored() -> None:
    """Only those four are left out of the journal."""
    unstored = {rule.id for rule in RULES if not rule.stored}
    assert unstored == {RuleId.S5A, RuleId.S5B, RuleId.S5C, RuleId.S5D}


def test_distress_waits_seven_days() -> None:
    """A gentle message on distress stands at most once in seven days."""
    facts = _facts(distress=_peaks())
    assert isinstance(_choose(facts), Message)
    assert _choose(facts, _heavy(9, 6.9)) is None
    assert isinstance(_choose(facts, _heavy(9, 7)), Message)


def test_higher_rating_breaks_the_wait_but_not_the_mute() -> None:
    """A higher rating shows again within the week, unless the person asked for quiet."""
    facts = _facts(distress=_peaks(10))
    history = _heavy(9, 1)
    assert isinstance(_choose(facts, history), Message)
    asked = mute("heavy_days", level=Level.GENTLE, now=NOW - timedelta(hours=5))
    assert _choose(facts, replace(history, mutes=(asked,))) is None


def test_new_strong_result_breaks_wait_and_mute() -> None:
    """A questionnaire at the prominent mark shows again although muted and shown yesterday."""
    asked = mute("heavy_days", level=Level.GENTLE, now=NOW - timedelta(hours=5))
    history = replace(_heavy(9, 1), mutes=(asked,))
    new = _facts(phq4=(FourItems(at=NOW - timedelta(hours=1), low_mood=5, worry=5),))
    old = _facts(phq4=(FourItems(at=NOW - timedelta(hours=6), low_mood=5, worry=5),))
    assert isinstance(_choose(new, history), Message)
    # The gentler message on a low spell is covered by it, so nothing else comes up either.
    assert _choose(old, history) is None
    shown_strong = Shown(topic="heavy_days", at=NOW, level=Level.PROMINENT)
    assert _choose(new, ShownHistory(shown=(shown_strong,))) is None


def test_mute_lasts_thirty_days() -> None:
    """A mute holds for thirty days and ends by itself."""
    facts = _facts(pc_ptsd5=5)
    for days, silent in ((0, True), (29.9, True), (30, False)):
        asked = mute("old_hurt", level=Level.GENTLE, now=NOW - timedelta(days=days))
        assert (_choose(facts, ShownHistory(mutes=(asked,))) is None) is silent


def test_mute_does_not_hold_back_losses() -> None:
    """A muted gentle message comes back when it turns prominent."""
    asked = mute("hard_to_steer", level=Level.GENTLE, now=NOW - timedelta(days=1))
    facts = _facts(
        csbd19=EVERYTHING["csbd19"],
        interference=EVERYTHING["interference"],
        losses=frozenset({Loss.MONEY}),
    )
    chosen = _choose(facts, ShownHistory(mutes=(asked,)))
    assert isinstance(chosen, Message)
    assert chosen.level is Level.PROMINENT


def test_hours_break_a_mute_and_a_wait() -> None:
    """Help that works for hours only is shown for every new answer."""
    facts = _facts(worries=frozenset({HealthWorry.UNPROTECTED}), hours_since_unprotected=5)
    asked = mute("body_and_health", level=Level.INFO, now=NOW - timedelta(days=1))
    shown = Shown(topic="body_and_health", at=NOW - timedelta(days=1), level=Level.INFO)
    history = ShownHistory(shown=(shown,), mutes=(asked,))
    assert isinstance(_choose(facts, history), Message)
    assert _choose(replace(facts, hours_since_unprotected=130), history) is None


@pytest.mark.parametrize(
    ("topic", "level"),
    [
        ("staying_safe", Level.URGENT),
        ("staying_safe", Level.PROMINENT),
        ("body_now", Level.URGENT),
        ("much_energy", Level.PROMINENT),
        ("quiet_page", Level.PROMINENT),
        ("clear_yes", Level.PROMINENT),
        ("frightening_thoughts", Level.INFO),
        ("heavy_days", Level.PROMINENT),
        ("no_such_topic", Level.GENTLE),
    ],
)
def test_pressing_messages_cannot_be_muted(topic: str, level: Level) -> None:
    """Only gentle and informing messages can be silenced."""
    with pytest.raises(InputError):
        mute(topic, level=level, now=NOW)


def test_urgent_shows_for_every_new_answer_only() -> None:
    """An urgent page stands once for each answer, and again for a new one."""
    facts = _facts(thoughts_of_killing_self=Reply.YES)
    chosen = _choose(facts)
    assert isinstance(chosen, Message)
    history = ShownHistory(shown=record(chosen, NOW))
    assert _choose(replace(facts, now=NOW + timedelta(hours=1)), history) is None
    again = replace(facts, now=NOW + timedelta(hours=2), answered_at=NOW + timedelta(hours=2))
    assert isinstance(_choose(again, history), Message)


def test_worse_second_answer_shows_at_once() -> None:
    """Yes to the second question turns the page to the emergency number at once."""
    facts = _facts(thoughts_of_killing_self=Reply.YES)
    chosen = _choose(facts)
    assert isinstance(chosen, Message)
    assert not chosen.emergency_first
    minute = NOW + timedelta(minutes=1)
    then = replace(facts, about_to_act=Reply.YES, now=minute, answered_at=minute)
    second = _choose(then, ShownHistory(shown=record(chosen, NOW)))
    assert isinstance(second, Message)
    assert second.emergency_first


def test_silence_is_never_mentioned() -> None:
    """No length of silence brings up a message; notes on absence are closed instead."""
    findings = evaluate(_facts(days_since_entry=400))
    assert choose(findings, NONE, NOW) is None
    assert Closure.ABSENCE_NOTES in closures(findings)


def test_late_findings_are_worded_as_past() -> None:
    """What was written while locked is marked as past."""
    chosen = _choose(_facts(pc_ptsd5=5, late=True))
    assert isinstance(chosen, Message)
    assert chosen.late


def test_coercion_closures() -> None:
    """Coercion closes couple ideas, connecting first, sex on purpose, statistics and exports."""
    findings = evaluate(_facts(times=COERCED))
    closed = closures(findings)
    assert {
        Closure.CONNECT_FIRST,
        Closure.SEX_ON_PURPOSE,
        Closure.REACHING_TOWARD,
        Closure.REASSURANCE,
        Closure.OPPOSITE_ACTION,
        Closure.COUPLE_IDEAS,
        Closure.CONFRONTING,
        Closure.COERCION_RELATION_CARD,
        Closure.BOND_STORIES,
        Closure.STATISTICS,
        Closure.DEFAULT_EXPORT,
        Closure.DEFAULT_REPORT,
    } <= closed
    assert BY_ID[RuleId.S4].scope is Scope.UNTIL_LIFTED


def test_closures_stand_until_lifted() -> None:
    """Closures kept from before stay closed although nothing new was answered."""
    kept = closures(evaluate(_facts(times=COERCED)))
    assert closures(evaluate(_facts()), kept) == kept


def test_other_side_closes_for_the_visit_only() -> None:
    """The other side of consent closes sex on purpose for the visit and leaves no trace."""
    findings = evaluate(_facts(acted_or_close=True))
    assert {Closure.SEX_ON_PURPOSE, Closure.PRACTICE_RANKING} <= closures(findings)
    assert {BY_ID[finding.rule].scope for finding in findings} == {Scope.VISIT}


def test_suicide_answers_stop_prompts_figures_and_suggestions() -> None:
    """After such an answer there are no prompts, no figures and no suggestions."""
    closed = closures(evaluate(_facts(not_safe_tapped=True)))
    assert {Closure.PROMPTS, Closure.METRICS, Closure.RECOMMENDER} <= closed


def test_prominent_high_energy_comes_after_distress() -> None:
    """A doctor soon comes after the question on safety, and before medicines."""
    facts = _facts(
        energy_signs=frozenset(EnergySign),
        energy_days=9,
        phq4=(FourItems(at=NOW, low_mood=6, worry=6),),
        listed_medicine=True,
        new_urges=True,
    )
    assert _topics(facts) == ["heavy_days", "much_energy", "medicines"]


def test_topics_are_neutral() -> None:
    """What is stored is a neutral word, one for each rule, and never a rule's name."""
    topics = [rule.topic for rule in RULES]
    assert len(set(topics)) == len(topics)
    for topic in topics:
        assert not any(
            word in topic
            for word in ("coerc", "suicid", "harm", "mania", "violen", "abuse", "rape", "s1", "s4")
        )
    assert set(BY_ID) == set(RuleId)
