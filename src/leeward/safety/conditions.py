"""The condition of each rule: facts in, a firing or None out. Thresholds stand at the top.

Source: the project's safety rules as corrected by the clinical reading; the table in
`docs/science/safety-rules.md` is made from `rules.py` and says the same in words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from leeward.events.vocabulary import UNFREE_CONSENT, Consent, HadToSource
from leeward.safety.facts import (
    Asked,
    FourItems,
    HealthWorry,
    Loss,
    NeckSign,
    Rating,
    Reply,
    Result,
    SafetyFacts,
    SubstanceSign,
    TimeAnswers,
)
from leeward.safety.findings import Firing, Level, Reason

Condition = Callable[[SafetyFacts], Firing | None]

PEAK_DISTRESS, PEAK_TIMES, PEAK_HOURS = 9, 2, 24
HIGH_DISTRESS, HIGH_DAYS, HIGH_WINDOW_DAYS = 8, 3, 7
PHQ4_STRONG, WHO5_STRONG, STRONG_RESULT_DAYS = 9, 28, 14
PHQ_PART, PHQ_PART_RESULT_DAYS = 3, 30
WHO5_LOW, WHO5_LOW_APART_DAYS, WHO5_LOW_RESULT_DAYS = 50, 14, 30
CSBD_HIGH, CSBD_APART_DAYS, CSBD_WINDOW_DAYS = 50, 28, 365
TIMES_WINDOW_DAYS = 28
DRIVEN_SHARE_PERCENT, DRIVEN_MIN_TIMES = 60, 10
STEER_INTERFERENCE = 6
COST_INTERFERENCE, COST_WEEKS, COST_WINDOW_DAYS = 7, 2, 28
CHANGES = 3
PTSD_MARK, PTSD_SENSITIVE_MARK = 4, 3
SHORT_NIGHTS = 3
PEP_HOURS, LEVONORGESTREL_HOURS, CONTRACEPTION_HOURS = 72, 72, 120
ENERGY_SIGNS, ENERGY_DAYS = 3, 4
BIRTH_WEEKS_URGENT, BIRTH_WEEKS = 12, 52
SILENT_DAYS = 14
ASSAULT_CARE_DAYS = 7
VALUE_CONFLICT = 7


# The answers behind one page: a new one of them, also a calmer one, keeps its help in sight.
_LIFE = (
    Asked.NOT_SAFE_TAPPED,
    Asked.THOUGHTS_OF_KILLING_SELF,
    Asked.ABOUT_TO_ACT,
    Asked.LIFE_NOT_WORTH_IT,
    Asked.ASQ,
    Asked.ASQ_NOW,
)
_BODY = (
    Asked.WORRIES,
    Asked.HOURS_SINCE_UNPROTECTED,
    Asked.SHORT_NIGHTS,
    Asked.NECK_PRESSURE,
    Asked.NECK_UNWANTED,
)
_ENERGY = (Asked.ENERGY_SIGNS, Asked.ENERGY_DAYS, Asked.VOICES_OR_BELIEFS, Asked.WEEKS_SINCE_BIRTH)
_MEDICINES = (Asked.LISTED_MEDICINE, Asked.NEW_URGES, Asked.NUMB_ON_SSRI, Asked.BRAIN_EVENT)


def _when(facts: SafetyFacts, *names: Asked) -> datetime:
    """Return when the newest of the named answers was given; unknown counts as now."""
    return facts.told_at(*names) or facts.now


def _answered(facts: SafetyFacts, *names: Asked) -> datetime:
    """Return the same; unknown counts as long ago, so that nothing repeats."""
    return facts.told_at(*names) or datetime.min.replace(tzinfo=UTC)


def _reason(key: str, **values: int) -> Reason:
    return Reason(key=key, values=tuple(values.items()))


def _ticks(prefix: str, ticks: Iterable[StrEnum]) -> tuple[Reason, ...]:
    return tuple(_reason(f"{prefix}_{tick}") for tick in sorted(ticks))


def _latest(
    results: Sequence[Result], facts: SafetyFacts, days: int, *, low_is_worse: bool = False
) -> Result | None:
    """Return the newest result of the last `days`; of two at one moment, the worse."""
    since = facts.now - timedelta(days=days)
    inside = [r for r in results if since <= r.at <= facts.now]
    sign = -1 if low_is_worse else 1
    return max(inside, key=lambda r: (r.at, sign * r.value), default=None)


def _recent_times(facts: SafetyFacts) -> list[TimeAnswers]:
    since = facts.now - timedelta(days=TIMES_WINDOW_DAYS)
    return [t for t in facts.times if since <= t.at <= facts.now]


def _latest_phq4(facts: SafetyFacts, days: int) -> FourItems | None:
    since = facts.now - timedelta(days=days)
    inside = [r for r in facts.phq4 if since <= r.at <= facts.now]
    return max(inside, key=lambda r: (r.at, r.total, r.low_mood), default=None)


def _perinatal(facts: SafetyFacts) -> bool:
    weeks = facts.weeks_since_birth
    return facts.pregnant is True or (weeks is not None and weeks <= BIRTH_WEEKS)


def _perinatal_note(facts: SafetyFacts) -> tuple[str, ...]:
    return ("perinatal",) if _perinatal(facts) else ()


def s1(facts: SafetyFacts) -> Firing | None:
    """Suicide and self-harm: direct answers only."""
    reasons = []
    if facts.not_safe_tapped:
        reasons.append(_reason("not_safe"))
    if facts.thoughts_of_killing_self is Reply.YES:
        reasons.append(_reason("thoughts"))
    if facts.thoughts_of_killing_self is Reply.UNSURE:
        reasons.append(_reason("thoughts_unsure"))
    if facts.asq or facts.asq_now:
        reasons.append(_reason("asq_now" if facts.asq_now else "asq"))
    acts = facts.about_to_act is Reply.YES
    now = acts or facts.asq_now is True
    newest = _when(facts, *_LIFE)
    if acts:
        reasons.append(_reason("about_to_act"))
    if facts.about_to_act is Reply.UNSURE:
        reasons.append(_reason("about_to_act_unsure"))
    if reasons:
        asks = None if now or facts.about_to_act else "about_to_act"
        return Firing(
            level=Level.URGENT,
            reasons=tuple(reasons),
            newest=newest,
            notes=("emergency_first",) if now else (),
            asks=asks,
            ambulance=now,
        )
    if facts.life_not_worth_it:
        return Firing(
            level=Level.PROMINENT,
            reasons=(_reason("life_not_worth_it"),),
            newest=newest,
            asks="thoughts_of_killing_self",
        )
    return None


def _within(ratings: Sequence[Rating], hours: int) -> int:
    """Return the largest number of ratings that lie within one span of `hours`."""
    moments = sorted(r.at for r in ratings)
    span = timedelta(hours=hours)
    start = best = 0
    for end, moment in enumerate(moments):
        while moment - moments[start] > span:
            start += 1
        best = max(best, end - start + 1)
    return best


def s2(facts: SafetyFacts) -> Firing | None:
    """Strong distress: momentary ratings are gentle, questionnaire results prominent."""
    first = facts.today - timedelta(days=HIGH_WINDOW_DAYS - 1)
    recent = [r for r in facts.distress if first <= r.day <= facts.today and r.at <= facts.now]
    peaks = [r for r in recent if r.value >= PEAK_DISTRESS]
    high = [r for r in recent if r.value >= HIGH_DISTRESS]
    reasons = []
    momentary: list[Rating] = []
    if _within(peaks, PEAK_HOURS) >= PEAK_TIMES:
        reasons.append(_reason("distress_peaks", level=PEAK_DISTRESS, times=PEAK_TIMES))
        momentary += peaks
    days = len({r.day for r in high})
    if days >= HIGH_DAYS:
        reasons.append(_reason("distress_days", level=HIGH_DISTRESS, days=days))
        momentary += high
    strong: list[datetime] = []
    phq4 = _latest_phq4(facts, STRONG_RESULT_DAYS)
    if phq4 is not None and phq4.total >= PHQ4_STRONG:
        reasons.append(_reason("phq4", score=phq4.total))
        strong.append(phq4.at)
    who5 = _latest(facts.who5, facts, STRONG_RESULT_DAYS, low_is_worse=True)
    if who5 is not None and who5.value <= WHO5_STRONG:
        reasons.append(_reason("who5", score=round(who5.value)))
        strong.append(who5.at)
    if not reasons:
        return None
    return Firing(
        level=Level.PROMINENT if strong else Level.GENTLE,
        reasons=tuple(reasons),
        newest=max([*strong, *(r.at for r in momentary)]),
        notes=_perinatal_note(facts),
        asks="are_you_safe",
        result_at=max(strong, default=None),
        peak=max((r.value for r in momentary), default=None),
    )


def s3(facts: SafetyFacts) -> Firing | None:
    """Low mood that stays, by questionnaire."""
    reasons = []
    moments: list[datetime] = []
    phq4 = _latest_phq4(facts, PHQ_PART_RESULT_DAYS)
    if phq4 is not None and phq4.low_mood >= PHQ_PART:
        reasons.append(_reason("phq4_low_mood", score=phq4.low_mood))
    if phq4 is not None and phq4.worry >= PHQ_PART:
        reasons.append(_reason("phq4_worry", score=phq4.worry))
    if phq4 is not None and reasons:
        moments.append(phq4.at)
    latest = _latest(facts.who5, facts, WHO5_LOW_RESULT_DAYS, low_is_worse=True)
    if latest is not None and latest.value <= WHO5_LOW:
        before = latest.at - timedelta(days=WHO5_LOW_APART_DAYS)
        if any(r.value <= WHO5_LOW and r.at <= before for r in facts.who5):
            reasons.append(_reason("who5_twice", score=round(latest.value)))
            moments.append(latest.at)
    if not reasons:
        return None
    return Firing(
        level=Level.GENTLE,
        reasons=tuple(reasons),
        newest=max(moments),
        notes=_perinatal_note(facts),
        result_at=max(moments),
    )


def _coerced_moments(facts: SafetyFacts) -> list[tuple[Reason, datetime]]:
    found = []
    for time in _recent_times(facts):
        if time.consent in UNFREE_CONSENT:
            found.append((_reason(f"consent_{time.consent}"), time.at))
        if time.source is HadToSource.OTHER_PERSON:
            found.append((_reason("had_to_other_person"), time.at))
    return found


def _assault_care(facts: SafetyFacts) -> tuple[str, ...]:
    since = facts.now - timedelta(days=ASSAULT_CARE_DAYS)
    recent = any(
        t.consent in {Consent.FORCED, Consent.UNABLE} and since <= t.at <= facts.now
        for t in facts.times
    )
    return ("after_assault",) if recent else ()


def s4(facts: SafetyFacts) -> Firing | None:
    """Pressure, fear or force from someone else."""
    found = _coerced_moments(facts)
    if facts.hark is not None and facts.hark >= 1:
        found.append((_reason("hark"), facts.hark_at or _answered(facts, Asked.HARK)))
    if facts.fear_of_partner is not None and facts.fear_of_partner >= 1:
        found.append((_reason("fear_of_partner"), _answered(facts, Asked.FEAR_OF_PARTNER)))
    if facts.neck_unwanted:
        found.append((_reason("neck_unwanted"), _answered(facts, Asked.NECK_UNWANTED)))
    if facts.went_on_without_yes and facts.afraid_of_them in {Reply.YES, Reply.UNSURE}:
        afraid = _answered(facts, Asked.WENT_ON_WITHOUT_YES, Asked.AFRAID_OF_THEM)
        found.append((_reason("afraid_of_them"), afraid))
    if not found:
        return None
    return Firing(
        level=Level.PROMINENT,
        reasons=tuple(dict.fromkeys(reason for reason, _ in found)),
        newest=max(moment for _, moment in found),
    )


def s5a(facts: SafetyFacts) -> Firing | None:
    """Went on without a clear yes, and is not afraid of the other person."""
    if not facts.went_on_without_yes or facts.afraid_of_them is Reply.YES:
        return None
    return Firing(
        level=Level.PROMINENT,
        reasons=(_reason("went_on"),),
        newest=_when(facts, Asked.WENT_ON_WITHOUT_YES, Asked.AFRAID_OF_THEM),
        asks="afraid_of_them" if facts.afraid_of_them is None else None,
    )


def s5b(facts: SafetyFacts) -> Firing | None:
    """Thoughts of crossing a line, not acted on."""
    if not facts.thoughts_not_acted:
        return None
    return Firing(
        level=Level.PROMINENT,
        reasons=(_reason("thoughts_not_acted"),),
        newest=_when(facts, Asked.THOUGHTS_NOT_ACTED),
    )


def s5c(facts: SafetyFacts) -> Firing | None:
    """Acted, or close to it."""
    if not facts.acted_or_close:
        return None
    return Firing(
        level=Level.PROMINENT,
        reasons=(_reason("acted_or_close"),),
        newest=_when(facts, Asked.ACTED_OR_CLOSE),
    )


def s5d(facts: SafetyFacts) -> Firing | None:
    """Unwanted thoughts that horrify the person."""
    if not facts.horrified_by_thoughts:
        return None
    return Firing(
        level=Level.INFO,
        reasons=(_reason("horrified"),),
        newest=_when(facts, Asked.HORRIFIED_BY_THOUGHTS),
    )


def _driven(facts: SafetyFacts) -> Reason | None:
    counted = [t for t in _recent_times(facts) if t.counts]
    driven = sum(t.driven for t in counted)
    if len(counted) >= DRIVEN_MIN_TIMES and 100 * driven >= DRIVEN_SHARE_PERCENT * len(counted):
        return _reason("driven", times=driven, of=len(counted))
    return None


def _csbd_twice(facts: SafetyFacts) -> Reason | None:
    latest = _latest(facts.csbd19, facts, CSBD_WINDOW_DAYS)
    if latest is None or latest.value < CSBD_HIGH:
        return None
    before = latest.at - timedelta(days=CSBD_APART_DAYS)
    since = facts.now - timedelta(days=CSBD_WINDOW_DAYS)
    if any(r.value >= CSBD_HIGH and since <= r.at <= before for r in facts.csbd19):
        return _reason("csbd_twice", weeks=CSBD_APART_DAYS // 7)
    return None


def _loss_reasons(losses: frozenset[Loss]) -> tuple[Reason, ...]:
    return _ticks("loss", losses)


def s6(facts: SafetyFacts) -> Firing | None:
    """Hard to steer, and in the way of life; prominent only with losses."""
    found = [r for r in (_csbd_twice(facts), _driven(facts)) if r is not None]
    weekly = _latest(facts.interference, facts, COST_WINDOW_DAYS)
    if not found or weekly is None or weekly.value < STEER_INTERFERENCE:
        return None
    conflict = facts.value_conflict is not None and facts.value_conflict >= VALUE_CONFLICT
    return Firing(
        level=Level.PROMINENT if facts.losses else Level.GENTLE,
        reasons=(
            *found,
            _reason("interference", score=round(weekly.value)),
            *_loss_reasons(facts.losses),
        ),
        newest=weekly.at,
        notes=("values",) if conflict else (),
    )


def s7(facts: SafetyFacts) -> Firing | None:
    """Life, work or relations are paying for it."""
    since = facts.now - timedelta(days=COST_WINDOW_DAYS)
    weeks = [
        r for r in facts.interference if since <= r.at <= facts.now and r.value >= COST_INTERFERENCE
    ]
    reasons = list(_loss_reasons(facts.losses))
    moments = [_when(facts, Asked.LOSSES)] if facts.losses else []
    if len(weeks) >= COST_WEEKS:
        reasons.append(_reason("interference_weeks", weeks=len(weeks), score=COST_INTERFERENCE))
        moments.append(max(r.at for r in weeks))
    if facts.changes_not_kept >= CHANGES:
        reasons.append(_reason("changes", times=facts.changes_not_kept))
        moments.append(_when(facts, Asked.CHANGES_NOT_KEPT))
    if not reasons:
        return None
    return Firing(level=Level.GENTLE, reasons=tuple(reasons), newest=max(moments))


def s8(facts: SafetyFacts) -> Firing | None:
    """Marks of old hurt."""
    reasons = list(_ticks("practice", facts.practice_signs))
    moments = [_when(facts, Asked.PRACTICE_SIGNS)] if reasons else []
    mark = PTSD_SENSITIVE_MARK if facts.pc_ptsd5_sensitive else PTSD_MARK
    if facts.pc_ptsd5 is not None and facts.pc_ptsd5 >= mark:
        reasons.append(_reason("pc_ptsd5", score=facts.pc_ptsd5))
        moments.append(_when(facts, Asked.PC_PTSD5))
    if not reasons:
        return None
    return Firing(level=Level.GENTLE, reasons=tuple(reasons), newest=max(moments))


def _hours_notes(hours: float | None) -> tuple[str, ...]:
    windows = (
        ("infection_window", PEP_HOURS),
        ("pill_window", LEVONORGESTREL_HOURS),
        ("later_pill_window", CONTRACEPTION_HOURS),
    )
    return tuple(note for note, open_for in windows if hours is None or hours <= open_for)


def s9(facts: SafetyFacts) -> Firing | None:
    """Body and health: information and where to go."""
    reasons = list(_ticks("worry", facts.worries))
    if facts.short_nights >= SHORT_NIGHTS:
        reasons.append(_reason("short_nights", nights=facts.short_nights))
    notes: tuple[str, ...] = ()
    if HealthWorry.UNPROTECTED in facts.worries:
        notes += _hours_notes(facts.hours_since_unprotected)
    if (facts.neck_pressure or facts.neck_unwanted) and not facts.neck_signs:
        reasons.append(_reason("neck_pressure"))
        notes += ("neck_watch",)
    if not reasons:
        return None
    return Firing(
        level=Level.INFO,
        reasons=tuple(reasons),
        newest=_when(facts, *_BODY),
        notes=notes + _assault_care(facts) + _perinatal_note(facts),
        time_limited="later_pill_window" in notes or "neck_watch" in notes,
    )


def s9u(facts: SafetyFacts) -> Firing | None:
    """Signs of the body that need a hospital now."""
    reasons = list(_ticks("alarm", facts.body_alarms))
    # The signs are asked for pressure on the neck only; where answers contradict, they count.
    neck = bool(facts.neck_signs)
    if neck:
        reasons += _ticks("neck", facts.neck_signs)
    if not reasons:
        return None
    calls = {"alarm_heavy_bleeding", "alarm_chest_pain"} | {f"neck_{sign}" for sign in NeckSign}
    return Firing(
        level=Level.URGENT,
        reasons=tuple(reasons),
        newest=_when(facts, Asked.BODY_ALARMS, Asked.NECK_SIGNS),
        notes=(*(("neck",) if neck else ()), *_assault_care(facts)),
        ambulance=any(reason.key in calls for reason in reasons),
    )


def s10(facts: SafetyFacts) -> Firing | None:
    """Drink and drugs around sex."""
    newest = _when(facts, Asked.SUBSTANCE_SIGNS, Asked.CHEMSEX)
    if facts.substance_signs:
        blackout = SubstanceSign.BLACKOUT in facts.substance_signs
        return Firing(
            level=Level.GENTLE,
            reasons=_ticks("substance", facts.substance_signs)
            + ((_reason("chemsex"),) if facts.chemsex else ()),
            newest=newest,
            notes=("chemsex",) if facts.chemsex else (),
            asks="consent" if blackout else None,
        )
    if facts.chemsex:
        return Firing(
            level=Level.INFO,
            reasons=(_reason("chemsex"),),
            newest=newest,
            notes=("chemsex",),
        )
    return None


def s11(facts: SafetyFacts) -> Firing | None:
    """A time of high energy with little sleep; sex is not counted."""
    signs = _ticks("energy", facts.energy_signs)
    many = len(facts.energy_signs) >= ENERGY_SIGNS
    weeks = facts.weeks_since_birth
    after_birth = weeks is not None and weeks <= BIRTH_WEEKS_URGENT
    newest = _when(facts, *_ENERGY)
    if facts.voices_or_beliefs:
        return Firing(
            level=Level.URGENT,
            reasons=(_reason("voices"), *signs),
            newest=newest,
            notes=("today",) + (("after_birth",) if after_birth else ()),
        )
    if many and after_birth:
        return Firing(
            level=Level.URGENT,
            reasons=(*signs, _reason("after_birth", weeks=weeks or 0)),
            newest=newest,
            notes=("today", "after_birth"),
        )
    if many and facts.energy_days is not None and facts.energy_days >= ENERGY_DAYS:
        return Firing(
            level=Level.PROMINENT,
            reasons=(*signs, _reason("energy_days", days=facts.energy_days)),
            newest=newest,
        )
    return None


def s12(facts: SafetyFacts) -> Firing | None:
    """Silence: nothing is said about it, ever."""
    if facts.days_since_entry is None or facts.days_since_entry < SILENT_DAYS:
        return None
    return Firing(level=Level.QUIET, reasons=(), newest=facts.now)


def s13(facts: SafetyFacts) -> Firing | None:
    """Medicines and changes of the brain that can bring or take away urges."""
    reasons = []
    if facts.listed_medicine and facts.new_urges:
        reasons.append(_reason("medicine_urges"))
    if facts.brain_event:
        reasons.append(_reason("brain_event"))
    if facts.numb_on_ssri:
        reasons.append(_reason("numb_on_ssri"))
    if not reasons:
        return None
    strong = bool(facts.new_urges) and bool(facts.listed_medicine or facts.brain_event)
    return Firing(
        level=Level.PROMINENT if strong else Level.GENTLE,
        reasons=tuple(reasons),
        newest=_when(facts, *_MEDICINES),
    )


def s14(facts: SafetyFacts) -> Firing | None:
    """Pregnancy and the year after a birth: context, and lines that know it."""
    if not _perinatal(facts):
        return None
    if facts.pregnant:
        reason = _reason("pregnant")
    else:
        reason = _reason("weeks_since_birth", weeks=facts.weeks_since_birth or 0)
    newest = _when(facts, Asked.PREGNANT, Asked.WEEKS_SINCE_BIRTH)
    return Firing(level=Level.INFO, reasons=(reason,), newest=newest)
