"""What the help-seeking rules may look at: one frozen record of plain answers.

Only `core` builds it, from raw events. No field holds text a person wrote and none holds an
estimate of the model: `None` or an empty field means "not asked or not answered" and never
counts. Times are aware and in UTC; a `day` is the person's own calendar day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from leeward.events.vocabulary import UNFREE_CONSENT, Consent, HadToSource

DRIVEN_HAD_TO = 7
DRIVEN_CHOICE = 3
SOURCE_ASKED_ABOVE = 3


class Reply(StrEnum):
    """An answer to a direct question; a skipped one is None."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


class Asked(StrEnum):
    """Fields of `SafetyFacts` whose answer has a moment of its own."""

    NOT_SAFE_TAPPED = "not_safe_tapped"
    THOUGHTS_OF_KILLING_SELF = "thoughts_of_killing_self"
    ABOUT_TO_ACT = "about_to_act"
    LIFE_NOT_WORTH_IT = "life_not_worth_it"
    ASQ = "asq"
    ASQ_NOW = "asq_now"
    PC_PTSD5 = "pc_ptsd5"
    HARK = "hark"
    FEAR_OF_PARTNER = "fear_of_partner"
    NECK_UNWANTED = "neck_unwanted"
    WENT_ON_WITHOUT_YES = "went_on_without_yes"
    AFRAID_OF_THEM = "afraid_of_them"
    THOUGHTS_NOT_ACTED = "thoughts_not_acted"
    ACTED_OR_CLOSE = "acted_or_close"
    HORRIFIED_BY_THOUGHTS = "horrified_by_thoughts"
    LOSSES = "losses"
    CHANGES_NOT_KEPT = "changes_not_kept"
    PRACTICE_SIGNS = "practice_signs"
    WORRIES = "worries"
    HOURS_SINCE_UNPROTECTED = "hours_since_unprotected"
    SHORT_NIGHTS = "short_nights"
    NECK_PRESSURE = "neck_pressure"
    NECK_SIGNS = "neck_signs"
    BODY_ALARMS = "body_alarms"
    SUBSTANCE_SIGNS = "substance_signs"
    CHEMSEX = "chemsex"
    ENERGY_SIGNS = "energy_signs"
    ENERGY_DAYS = "energy_days"
    VOICES_OR_BELIEFS = "voices_or_beliefs"
    LISTED_MEDICINE = "listed_medicine"
    NEW_URGES = "new_urges"
    NUMB_ON_SSRI = "numb_on_ssri"
    BRAIN_EVENT = "brain_event"
    PREGNANT = "pregnant"
    WEEKS_SINCE_BIRTH = "weeks_since_birth"


class Loss(StrEnum):
    """What the person ticked as lost through sex in the last four weeks."""

    WORK = "work"
    MONEY = "money"
    LEGAL = "legal"
    HEALTH = "health"


class HealthWorry(StrEnum):
    """Worries about the body, as ticked."""

    PAIN = "pain"
    BLEEDING = "bleeding"
    INFECTION = "infection"
    UNPROTECTED = "unprotected"
    AROUSAL = "arousal"


class BodyAlarm(StrEnum):
    """Signs that need a hospital today, as ticked."""

    LONG_ERECTION = "long_erection"
    TESTICLE_PAIN = "testicle_pain"
    PREGNANCY_PAIN = "pregnancy_pain"
    HEAVY_BLEEDING = "heavy_bleeding"
    CHEST_PAIN = "chest_pain"


class NeckSign(StrEnum):
    """Signs after pressure on the neck, as ticked."""

    VOICE = "voice"
    SWALLOWING = "swallowing"
    BLACKOUT = "blackout"
    STROKE = "stroke"


class SubstanceSign(StrEnum):
    """The three questions about drink and drugs around sex."""

    NEEDED = "needed"
    MORE_THAN_MEANT = "more_than_meant"
    BLACKOUT = "blackout"


class EnergySign(StrEnum):
    """The five questions about a time of high energy; none of them is about sex."""

    MORE_ENERGY = "more_energy"
    LITTLE_SLEEP_UNTIRED = "little_sleep_untired"
    RACING = "racing"
    UNLIKE_ME_RISKS = "unlike_me_risks"
    OTHERS_NOTICED = "others_noticed"


class PracticeSign(StrEnum):
    """What was ticked as the reason to stop a practice."""

    FLASHBACK = "flashback"
    FAR_AWAY = "far_away"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """A momentary rating, 0 to 10, with its moment and the person's day."""

    at: datetime
    day: date
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The score of a finished questionnaire, or a weekly 0 to 10 answer, with its moment."""

    at: datetime
    value: float


@dataclass(frozen=True, slots=True, kw_only=True)
class FourItems:
    """A finished PHQ-4: two parts of 0 to 6 points each."""

    at: datetime
    low_mood: int
    worry: int

    @property
    def total(self) -> int:
        """Points of both parts, 0 to 12."""
        return self.low_mood + self.worry


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeAnswers:
    """The answers to one "this time" that safety needs.

    `had_to` and `could_say_no` are 0 to 10. `left_out` is set for an entry the person took out
    of the picture and for work. A coerced entry is seen here and nowhere else.
    """

    at: datetime
    partnered: bool = False
    had_to: int | None = None
    could_say_no: int | None = None
    source: HadToSource | None = None
    consent: Consent | None = None
    left_out: bool = False

    @property
    def unfree(self) -> bool:
        """Whether consent was missing or the "had to" came from the other person."""
        return self.consent in UNFREE_CONSENT or self.source is HadToSource.OTHER_PERSON

    @property
    def counts(self) -> bool:
        """Whether it may stand in the share of driven times (care notes 13 and 59).

        It does when "had to" was at most 3 (its source is not asked then), or when the source
        is "inside me" and the freedom to say no was answered. Everything else counts nowhere,
        also a time of which the person is not sure that it was free.
        """
        unclear = self.unfree or self.consent is Consent.UNSURE
        if self.left_out or unclear or self.had_to is None:
            return False
        if self.had_to <= SOURCE_ASKED_ABOVE:
            return True
        return self.source is HadToSource.INSIDE and self.could_say_no is not None

    @property
    def driven(self) -> bool:
        """Whether it counts as driven from inside: "had to" 7 or more and freedom 3 or less."""
        return (
            self.counts
            and (self.had_to or 0) >= DRIVEN_HAD_TO
            and self.could_say_no is not None
            and self.could_say_no <= DRIVEN_CHOICE
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyFacts:
    """Everything a rule may read, at one moment.

    Time
        now: the moment judged (an entry's own time when it is drained later, never later data).
        today: the person's calendar day at `now`.
        late: the entry was made while locked and is read only now.
        answered_at: when the newest tick or direct answer below was given; None means now.
        moments: when each of those answers was given; one that is not named counts from
            `answered_at`.
    Direct answers of the visit (life and safety)
        not_safe_tapped: "I am not safe" was tapped, or no to "Are you safe right now?".
        thoughts_of_killing_self: answer to "Are you having thoughts of killing yourself?".
        about_to_act: answer to "Are you about to act on them, or have you hurt yourself?".
        life_not_worth_it: "Life is not worth it" was ticked.
        asq: count of yes (0 to 4) in an ASQ answered in this visit; asq_now: its fifth question.
    Ratings and questionnaires
        distress: momentary ratings of the last 7 days.
        phq4: finished PHQ-4 answers of the last 30 days.
        who5: WHO-5 scores (0 to 100) of the last 90 days.
        csbd19: CSBD-19 sums (19 to 76) of the last 365 days.
        pc_ptsd5: PC-PTSD-5 count of yes (0 to 5) of the latest answer.
        pc_ptsd5_sensitive: the person chose the sensitive mark (3 instead of 4).
        hark: HARK count of yes (0 to 4) of the latest answer; hark_at: when.
    Consent and fear
        times: every "this time" of the last 28 days, coerced ones too.
        fear_of_partner: 0 to 10.
        neck_unwanted: pressure on the neck that was not wanted.
    The other side of consent (never stored)
        went_on_without_yes: "I went on without a clear yes".
        afraid_of_them: answer to "Are you afraid of them?".
        thoughts_not_acted: sexual thoughts of a child or of going past a no, not acted on.
        acted_or_close: acted on them, or close to it.
        horrified_by_thoughts: unwanted thoughts that horrify the person.
    How free it felt, and what it cost
        interference: weekly "how much did it get in the way", 0 to 10, last 28 days.
        value_conflict: 0 to 10, the latest answer.
        losses: ticked in the last 28 days.
        changes_not_kept: self-set changes of the last 90 days ticked as "could not".
    Body and mind
        practice_signs: ticked when stopping a practice, last 28 days.
        worries: ticked in this visit.
        hours_since_unprotected: hours, 0 and up.
        short_nights: nights under five hours among the last seven.
        neck_pressure: any pressure on the neck, wanted or not, marked or not.
        neck_signs, body_alarms: ticked in this visit.
        substance_signs: ticked in the last 28 days; chemsex: likewise.
        energy_signs: ticked in this visit; energy_days: for how many days.
        voices_or_beliefs: hearing voices or fixed beliefs others do not share.
        listed_medicine: takes one of the listed medicines; new_urges: urges began or grew.
        numb_on_ssri: numbness on such a medicine.
        brain_event: change since a head injury, stroke or seizure.
        pregnant; weeks_since_birth: whole weeks.
    Silence
        days_since_entry: whole days without any entry.
    """

    now: datetime
    today: date
    late: bool = False
    answered_at: datetime | None = None
    moments: tuple[tuple[Asked, datetime], ...] = ()

    not_safe_tapped: bool = False
    thoughts_of_killing_self: Reply | None = None
    about_to_act: Reply | None = None
    life_not_worth_it: bool | None = None
    asq: int | None = None
    asq_now: bool | None = None

    distress: tuple[Rating, ...] = ()
    phq4: tuple[FourItems, ...] = ()
    who5: tuple[Result, ...] = ()
    csbd19: tuple[Result, ...] = ()
    pc_ptsd5: int | None = None
    pc_ptsd5_sensitive: bool = False
    hark: int | None = None
    hark_at: datetime | None = None

    times: tuple[TimeAnswers, ...] = ()
    fear_of_partner: int | None = None
    neck_unwanted: bool | None = None

    went_on_without_yes: bool | None = None
    afraid_of_them: Reply | None = None
    thoughts_not_acted: bool | None = None
    acted_or_close: bool | None = None
    horrified_by_thoughts: bool | None = None

    interference: tuple[Result, ...] = ()
    value_conflict: int | None = None
    losses: frozenset[Loss] = frozenset()
    changes_not_kept: int = 0

    practice_signs: frozenset[PracticeSign] = frozenset()
    worries: frozenset[HealthWorry] = frozenset()
    hours_since_unprotected: float | None = None
    short_nights: int = 0
    neck_pressure: bool | None = None
    neck_signs: frozenset[NeckSign] = frozenset()
    body_alarms: frozenset[BodyAlarm] = frozenset()
    substance_signs: frozenset[SubstanceSign] = frozenset()
    chemsex: bool | None = None
    energy_signs: frozenset[EnergySign] = frozenset()
    energy_days: int | None = None
    voices_or_beliefs: bool | None = None
    listed_medicine: bool | None = None
    new_urges: bool | None = None
    numb_on_ssri: bool | None = None
    brain_event: bool | None = None
    pregnant: bool | None = None
    weeks_since_birth: int | None = None

    days_since_entry: int | None = None

    def told_at(self, *names: Asked) -> datetime | None:
        """Return when the newest of these answers was given; None where none has a moment."""
        return max((at for name, at in self.moments if name in names), default=self.answered_at)
