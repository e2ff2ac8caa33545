"""From raw entries and the answers of a visit to the one record the safety rules may read.

This is the only place that makes `SafetyFacts`. Coerced entries are seen here and nowhere else;
free text is never looked at. What each field means, and for how long an answer counts, stands
in docs/science/safety-rules.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from typing import Any

from leeward.events import (
    CheckIn,
    Entry,
    InstrumentAnswered,
    PauseEnded,
    PracticeDone,
    Reflection,
    SafetyShown,
    SettingsChanged,
    StepAnswered,
)
from leeward.events.history import ThisTime, this_times
from leeward.events.vocabulary import Consent, Consequence, Kind, Precision
from leeward.instruments.library import shipped
from leeward.instruments.scoring import Answers, Score, score_scale
from leeward.safety.facts import (
    Asked,
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
from leeward.util.clock import day_of
from leeward.util.errors import InputError
from leeward.util.ids import EntryId

OWN_CHECK = "own-check"
"""Our own quiet questions on body, medicine and cost, where the person chose to keep them."""
OWN_PRIVATE = "own-private"
"""The same for answers on fear and force; never in a default export or report."""
OWN_VERSION = "1"
PRIVATE_INSTRUMENTS = frozenset({OWN_PRIVATE, "hark", "pc-ptsd-5", "asq"})

YEAR = timedelta(days=365)
MONTH = timedelta(days=28)
WEEK = timedelta(days=7)
QUARTER = timedelta(days=90)
TERM = timedelta(days=280)
COST_BOTHER = 7
_NO_ANSWER = frozenset({"at", "moments"})
_KEPT_FLAGS = ("chemsex", "listed_medicine", "new_urges", "numb_on_ssri", "brain_event", "pregnant")
_LOSS_OF = {
    Consequence.WORK: Loss.WORK,
    Consequence.MONEY: Loss.MONEY,
    Consequence.HEALTH: Loss.HEALTH,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitAnswers:
    """What was answered in this visit and need not be stored; None means not asked.

    Fields are those of `SafetyFacts` with the same name. `unable` stands for “it was not what
    I wanted” after lost hours. `at` is when the newest answer was given, `moments` when each
    was. Locking and leaving throw the whole record away.
    """

    at: datetime | None = None
    moments: tuple[tuple[str, datetime], ...] = ()
    not_safe_tapped: bool | None = None
    thoughts_of_killing_self: Reply | None = None
    about_to_act: Reply | None = None
    life_not_worth_it: bool | None = None
    asq: int | None = None
    asq_now: bool | None = None
    fear_of_partner: int | None = None
    neck_unwanted: bool | None = None
    hark: int | None = None
    unable: bool | None = None
    pc_ptsd5: int | None = None
    pc_ptsd5_sensitive: bool | None = None
    went_on_without_yes: bool | None = None
    afraid_of_them: Reply | None = None
    thoughts_not_acted: bool | None = None
    acted_or_close: bool | None = None
    horrified_by_thoughts: bool | None = None
    losses: frozenset[Loss] | None = None
    changes_not_kept: int | None = None
    worries: frozenset[HealthWorry] | None = None
    hours_since_unprotected: float | None = None
    short_nights: int | None = None
    neck_pressure: bool | None = None
    neck_signs: frozenset[NeckSign] | None = None
    body_alarms: frozenset[BodyAlarm] | None = None
    substance_signs: frozenset[SubstanceSign] | None = None
    chemsex: bool | None = None
    energy_signs: frozenset[EnergySign] | None = None
    energy_days: int | None = None
    voices_or_beliefs: bool | None = None
    listed_medicine: bool | None = None
    new_urges: bool | None = None
    numb_on_ssri: bool | None = None
    brain_event: bool | None = None
    pregnant: bool | None = None
    weeks_since_birth: int | None = None

    def with_answers(self, newer: VisitAnswers) -> VisitAnswers:
        """Return these answers with newer ones on top; what was not asked again stays."""
        asked = {name: value for name, value in newer.told() if value is not None}
        if newer.at is None:
            return replace(self, **asked)
        given = {name: newer.at for name, value in newer.told() if _says(value)}
        moments = dict(self.moments) | given
        return replace(self, **asked, at=newer.at, moments=tuple(moments.items()))

    def told(self) -> Iterable[tuple[str, Any]]:
        """Give every answer by its name; None where it was not asked."""
        return ((f.name, getattr(self, f.name)) for f in fields(self) if f.name not in _NO_ANSWER)

    @property
    def unfree(self) -> bool:
        """Whether something in this visit was about pressure, fear or force from someone else."""
        afraid = self.afraid_of_them in {Reply.YES, Reply.UNSURE}
        went = self.went_on_without_yes is True and afraid
        return bool(self.hark or self.fear_of_partner or self.neck_unwanted or self.unable) or went


def facts_at(
    entries: Sequence[Entry],
    *,
    now: datetime,
    zone: str,
    visit: VisitAnswers | None = None,
    late: bool = False,
) -> SafetyFacts:
    """Return what the rules may read at `now`.

    `entries` are live entries by time, nothing newer than `now`; `zone` is the person's.
    """
    stored = _stored(entries, now, zone)
    facts = replace(stored, late=late)
    return facts if visit is None else _visited(facts, visit)


def _stored(entries: Sequence[Entry], now: datetime, zone: str) -> SafetyFacts:
    recent = [entry for entry in entries if now - YEAR <= entry.at <= now]
    times = [t for t in this_times(recent) if t.at >= now - MONTH]
    answered = [e for e in recent if isinstance(e.body, InstrumentAnswered)]
    own = _OwnAnswers(answered, now)
    losses, lost_at = _losses(times, own)
    changes, changed_at = _changes(recent, own, now)
    signs, signed_at = _practice_signs(recent, own, now - MONTH)
    hark = _last_score(answered, "hark", "count")
    trauma = _last_score(answered, "pc-ptsd-5", "count")
    return SafetyFacts(
        now=now,
        today=day_of(now, zone),
        moments=_moments(
            {
                "fear_of_partner": own.told("fear"),
                "neck_unwanted": own.told("neck_unwanted"),
                "pc_ptsd5": None if trauma is None else trauma.at,
                "losses": lost_at,
                "changes_not_kept": changed_at,
                "practice_signs": signed_at,
                "substance_signs": own.told(*SubstanceSign),
                "weeks_since_birth": own.asked("weeks_since_birth"),
                **{name: own.told(name) for name in _KEPT_FLAGS},
            }
        ),
        distress=tuple(_distress(recent, now, zone)),
        phq4=tuple(_four_items(answered, now - timedelta(days=30))),
        who5=tuple(_results(answered, "who-5", "wellbeing", now - QUARTER)),
        csbd19=tuple(_results(answered, "csbd-19", "total", now - YEAR)),
        pc_ptsd5=None if trauma is None else round(trauma.value),
        pc_ptsd5_sensitive=bool(own.number("ptsd_sensitive", YEAR)),
        hark=None if hark is None else round(hark.value),
        hark_at=None if hark is None else hark.at,
        times=tuple(_time_answers(t) for t in times),
        fear_of_partner=own.number("fear", YEAR),
        neck_unwanted=own.flag("neck_unwanted", YEAR),
        interference=tuple(_weekly(recent, now - MONTH)),
        value_conflict=_value_conflict(recent),
        losses=losses,
        changes_not_kept=changes,
        practice_signs=signs,
        substance_signs=frozenset(s for s in SubstanceSign if own.number(s.value, MONTH)),
        chemsex=own.flag("chemsex", MONTH),
        listed_medicine=own.flag("listed_medicine", QUARTER),
        new_urges=own.flag("new_urges", QUARTER),
        numb_on_ssri=own.flag("numb_on_ssri", QUARTER),
        brain_event=own.flag("brain_event", QUARTER),
        pregnant=own.flag("pregnant", TERM),
        weeks_since_birth=own.weeks_since("weeks_since_birth"),
        days_since_entry=_silence(entries, now),
    )


def _visited(facts: SafetyFacts, visit: VisitAnswers) -> SafetyFacts:
    asked = {name: value for name, value in visit.told() if value is not None}
    asked.pop("unable", None)
    said_at = {name: visit.at for name, value in visit.told() if _says(value)}
    said_at |= dict(visit.moments)
    asked["moments"] = _moments({**dict(facts.moments), **said_at})
    if visit.at is not None:
        asked["answered_at"] = visit.at
    if visit.hark is not None:
        asked["hark_at"] = said_at.get("hark", visit.at)
    for name in _KEPT_FLAGS:
        # A box left empty in this visit does not take back what was kept with a tick before.
        if name in asked:
            asked[name] = asked[name] or getattr(facts, name)
    if visit.losses is not None:
        asked["losses"] = facts.losses | visit.losses
    if visit.substance_signs is not None:
        asked["substance_signs"] = facts.substance_signs | visit.substance_signs
    if visit.unable:
        at = said_at.get("unable") or facts.now
        asked["times"] = (*facts.times, TimeAnswers(at=at, consent=Consent.UNABLE))
    return replace(facts, **asked)


class _OwnAnswers:
    """The newest kept answer to each of our own quiet questions."""

    def __init__(self, answered: Iterable[Entry], now: datetime) -> None:
        self._now = now
        self._newest: dict[str, tuple[datetime, int]] = {}
        for entry in answered:
            body = entry.body
            if isinstance(body, InstrumentAnswered) and body.instrument in {OWN_CHECK, OWN_PRIVATE}:
                for key, value in body.answers:
                    if value is not None:
                        self._newest[key] = (entry.at, value)

    def number(self, key: str, span: timedelta) -> int | None:
        """Return an answer not older than `span`."""
        at, value = self._newest.get(key, (None, 0))
        return value if at is not None and at >= self._now - span else None

    def flag(self, key: str, span: timedelta) -> bool | None:
        """Return a yes or no not older than `span`."""
        value = self.number(key, span)
        return None if value is None else bool(value)

    def told(self, *keys: str) -> datetime | None:
        """Return when the newest of these was answered with something."""
        found = (self._newest[key] for key in keys if key in self._newest)
        return max((at for at, value in found if value), default=None)

    def asked(self, key: str) -> datetime | None:
        """Return when this was answered last, also with nought."""
        return self._newest[key][0] if key in self._newest else None

    def weeks_since(self, key: str) -> int | None:
        """Return a number of weeks, with the weeks that went by since it was given."""
        at, value = self._newest.get(key, (None, 0))
        return None if at is None else value + (self._now - at).days // 7


def _says(value: object) -> bool:
    """Whether an answer says something: an empty box does not, nought weeks do."""
    return value is not None and value is not False and value != frozenset()


def _moments(told: Mapping[str, datetime | None]) -> tuple[tuple[Asked, datetime], ...]:
    return tuple((name, at) for name in Asked if (at := told.get(name)) is not None)


def _newest(moments: Iterable[datetime | None]) -> datetime | None:
    return max((at for at in moments if at is not None), default=None)


def _distress(entries: Iterable[Entry], now: datetime, zone: str) -> Iterable[Rating]:
    """Give the moments rated; a pause or a practice rates often and is one, at its highest."""
    rated: tuple[int | None, ...]
    highest: dict[EntryId, Rating] = {}
    for entry in entries:
        if entry.at < now - WEEK - timedelta(days=1) or entry.precision is not Precision.MINUTE:
            continue
        match entry.body:
            case (
                CheckIn(distress=value) | StepAnswered(distress=value) | PauseEnded(distress=value)
            ):
                rated = (value,)
            case PracticeDone(distress_before=before, distress_after=after):
                rated = (before, after)
            case _:
                continue
        known = [value for value in rated if value is not None]
        if known:
            moment = getattr(entry.body, "pause", None) or entry.id
            told = Rating(at=entry.at, day=day_of(entry.at, zone), value=max(known))
            last = highest.get(moment, told)
            highest[moment] = last if last.value >= told.value else told
    return highest.values()


def scored(body: InstrumentAnswered, scale: str) -> float | None:
    """Return one score of stored answers; None where it cannot be scored or is not known here."""
    try:
        definition = shipped(body.instrument)
        answers = Answers(
            instrument=body.instrument,
            version=body.version,
            language=body.language,
            values=body.answers,
        )
        result = score_scale(definition, definition.scale(scale), answers)
    except InputError:
        return None
    return result.value if isinstance(result, Score) else None


def _results(
    answered: Iterable[Entry], instrument: str, scale: str, since: datetime
) -> Iterable[Result]:
    for entry in answered:
        body = entry.body
        if (
            isinstance(body, InstrumentAnswered)
            and body.instrument == instrument
            and entry.at >= since
            and (value := scored(body, scale)) is not None
        ):
            yield Result(at=entry.at, value=value)


def _last_score(answered: Sequence[Entry], instrument: str, scale: str) -> Result | None:
    return (
        max(_results(answered, instrument, scale, answered[0].at), key=lambda r: r.at, default=None)
        if answered
        else None
    )


def _four_items(answered: Iterable[Entry], since: datetime) -> Iterable[FourItems]:
    for entry in answered:
        body = entry.body
        if (
            isinstance(body, InstrumentAnswered)
            and body.instrument == "phq-4"
            and entry.at >= since
        ):
            mood, worry = scored(body, "mood"), scored(body, "worry")
            if mood is not None and worry is not None:
                yield FourItems(at=entry.at, low_mood=round(mood), worry=round(worry))


def _time_answers(time: ThisTime) -> TimeAnswers:
    back = time.look_back
    return TimeAnswers(
        at=time.at,
        partnered=time.episode.kind is Kind.PARTNERED,
        had_to=back.had_to if back else None,
        could_say_no=back.could_say_no if back else None,
        source=back.had_to_source if back else None,
        consent=back.consent if back else None,
        left_out=time.episode.set_aside or time.episode.work,
    )


def _reflected(entries: Iterable[Entry], about: str, question: str) -> Iterable[Result]:
    for entry in entries:
        if isinstance(entry.body, Reflection) and entry.body.about == about:
            for answer in entry.body.answers:
                if answer.question == question and answer.value is not None:
                    yield Result(at=entry.at, value=answer.value)


def _weekly(entries: Iterable[Entry], since: datetime) -> Iterable[Result]:
    return (r for r in _reflected(entries, "week", "interference") if r.at >= since)


def _value_conflict(entries: Iterable[Entry]) -> int | None:
    last = max(_reflected(entries, "values", "conflict"), key=lambda r: r.at, default=None)
    return None if last is None else round(last.value)


def _losses(times: Iterable[ThisTime], own: _OwnAnswers) -> tuple[frozenset[Loss], datetime | None]:
    """Ticked in the check-up, or a cost of free times that bothers at 7 or more (decision 0521)."""
    ticked = {loss for loss in Loss if own.number(f"loss_{loss.value}", MONTH)}
    moments = [own.told(f"loss_{loss.value}") for loss in ticked]
    for time in times:
        if time.counts_as_coping and time.look_back is not None:
            for cost in time.look_back.costs:
                if cost.consequence in _LOSS_OF and (cost.bother or 0) >= COST_BOTHER:
                    ticked.add(_LOSS_OF[cost.consequence])
                    told = time.look_back_entry
                    moments.append(time.at if told is None else max(told.at, told.recorded))
    return frozenset(ticked), _newest(moments)


def _changes(
    entries: Sequence[Entry], own: _OwnAnswers, now: datetime
) -> tuple[int, datetime | None]:
    weeks = [
        r.at
        for r in _reflected(entries, "week", "tried-less")
        if r.value >= 1 and r.at >= now - QUARTER
    ]
    counted = own.number("changes", QUARTER) or 0
    return max(len(weeks), counted), _newest([*weeks, own.told("changes")])


def _practice_signs(
    entries: Iterable[Entry], own: _OwnAnswers, since: datetime
) -> tuple[frozenset[PracticeSign], datetime | None]:
    stopped = [
        (entry.at, entry.body.reason)
        for entry in entries
        if isinstance(entry.body, PracticeDone) and entry.at >= since
    ]
    reasons = {reason for _, reason in stopped}
    signs = frozenset(
        sign for sign in PracticeSign if sign.value in reasons or own.number(sign.value, MONTH)
    )
    moments = [at for at, reason in stopped if reason in signs]
    return signs, _newest([*moments, *(own.told(sign.value) for sign in signs)])


def _silence(entries: Sequence[Entry], now: datetime) -> int | None:
    written = [e.at for e in entries if not isinstance(e.body, SettingsChanged | SafetyShown)]
    return (now - max(written)).days if written else None


def own_answers(private: bool, values: Mapping[str, int | None]) -> InstrumentAnswered:  # noqa: FBT001  said by name where it is called
    """Return kept answers to our own quiet questions as they are stored."""
    return InstrumentAnswered(
        instrument=OWN_PRIVATE if private else OWN_CHECK,
        version=OWN_VERSION,
        language="en",
        answers=tuple(values.items()),
    )
