"""The words Leeward stores. One word, one meaning, in code, store, pages and docs.

The words people read are in `content`; the values here are stored and never shown as they are.
"""

from __future__ import annotations

from enum import StrEnum


class Need(StrEnum):
    """What a person needs now; the four-way question with its two honest extra answers."""

    CONNECTION = "connection"
    COMFORT = "comfort"
    RELEASE = "release"
    DISTRACTION = "distraction"
    PLEASURE = "pleasure"
    UNSURE = "unsure"


class Kind(StrEnum):
    """Kind of episode."""

    SOLO = "solo"
    PORNOGRAPHY = "pornography"
    PARTNERED = "partnered"
    OTHER = "other"


class PartnerContext(StrEnum):
    """With whom, where a person wants to say."""

    PARTNER = "partner"
    EX = "ex"
    NEW = "new"
    CASUAL = "casual"
    SEVERAL = "several"
    OTHER = "other"


class UrgeOutcome(StrEnum):
    """What happened at an urge, told neutrally."""

    ACTED = "acted"
    OTHER_WAY = "other_way"
    RODE_OUT = "rode_out"
    STILL_HERE = "still_here"


class Emotion(StrEnum):
    """Feelings that can be ticked at a check-in."""

    STRESS = "stress"
    SADNESS = "sadness"
    ANGER = "anger"
    LONELINESS = "loneliness"
    SHAME = "shame"
    GUILT = "guilt"
    ANXIETY = "anxiety"
    BOREDOM = "boredom"
    EMPTINESS = "emptiness"
    TIREDNESS = "tiredness"
    HURT = "hurt"
    JEALOUSY = "jealousy"
    CALM = "calm"
    CLOSENESS = "closeness"
    JOY = "joy"
    DESIRE = "desire"
    HOPE = "hope"


class TriggerClass(StrEnum):
    """Class of a trigger; it carries the model's priors and the stress by threat term."""

    STRESS = "stress"
    THREAT = "threat"
    OTHER = "other"


class Trigger(StrEnum):
    """The default list of what came before; a person may add their own."""

    WORK = "work"
    CONFLICT = "conflict"
    REJECTION = "rejection"
    DISTANCE = "distance"
    LONELINESS = "loneliness"
    WORLD = "world"
    BODY = "body"
    MONEY = "money"
    BOREDOM = "boredom"
    SHAME = "shame"
    CUE = "cue"


TRIGGER_CLASS: dict[Trigger, TriggerClass] = {
    Trigger.WORK: TriggerClass.STRESS,
    Trigger.WORLD: TriggerClass.STRESS,
    Trigger.MONEY: TriggerClass.STRESS,
    Trigger.BODY: TriggerClass.STRESS,
    Trigger.CONFLICT: TriggerClass.THREAT,
    Trigger.REJECTION: TriggerClass.THREAT,
    Trigger.DISTANCE: TriggerClass.THREAT,
    Trigger.LONELINESS: TriggerClass.OTHER,
    Trigger.BOREDOM: TriggerClass.OTHER,
    Trigger.SHAME: TriggerClass.OTHER,
    Trigger.CUE: TriggerClass.OTHER,
}


class Motive(StrEnum):
    """Reasons for an episode; several hold at once, each with its own strength."""

    PLEASURE = "pleasure"
    CLOSENESS = "closeness"
    RELIEF = "relief"
    ESCAPE = "escape"
    SLEEP = "sleep"
    BOREDOM = "boredom"
    PAIN = "pain"
    KEEP_BOND = "keep_bond"
    FEEL_WANTED = "feel_wanted"
    CONTROL = "control"
    WORTH = "worth"
    REWRITE = "rewrite"
    CURIOSITY = "curiosity"
    DUTY = "duty"
    MONEY = "money"
    CONCEIVE = "conceive"
    HABIT = "habit"
    OTHER = "other"


SOLACE_MOTIVES = frozenset({Motive.KEEP_BOND, Motive.FEEL_WANTED})
ESCAPE_MOTIVES = frozenset({Motive.RELIEF, Motive.ESCAPE})


class HadToSource(StrEnum):
    """Where the "had to" came from; only the first feeds any index (care notes 13)."""

    INSIDE = "inside"
    OTHER_PERSON = "other_person"
    DUTY = "duty"
    MONEY = "money"
    CONCEIVE = "conceive"
    OTHER = "other"


class Consent(StrEnum):
    """The separate question on consent and pressure; never part of any coping statistic."""

    FREE = "free"
    AGREED_PLAY = "agreed_play"
    UNSURE = "unsure"
    PRESSURED = "pressured"
    AFRAID = "afraid"
    FORCED = "forced"
    UNABLE = "unable"


UNFREE_CONSENT = frozenset({Consent.PRESSURED, Consent.AFRAID, Consent.FORCED, Consent.UNABLE})


class Consequence(StrEnum):
    """Where something cost (A-Q5)."""

    SLEEP = "sleep"
    WORK = "work"
    MONEY = "money"
    RELATIONSHIP = "relationship"
    HEALTH = "health"
    VALUES = "values"
    SAFETY = "safety"
    MOOD = "mood"


class Good(StrEnum):
    """What was good about it."""

    PLEASURE = "pleasure"
    RELAXED = "relaxed"
    CLOSE = "close"
    SLEPT = "slept"
    CONFIDENT = "confident"
    PLAYFUL = "playful"
    WANTED = "wanted"


class Source(StrEnum):
    """How an entry came into the journal."""

    APP = "app"
    LOCKED = "locked"
    CLI = "cli"
    PYTHON = "python"
    PHONE = "phone"
    IMPORT = "import"
    DEMO = "demo"


class Precision(StrEnum):
    """How exactly the time of an entry is known; a bare date never reaches the model."""

    MINUTE = "minute"
    DAY = "day"
