"""What a rule says when it applies: its level, its reasons and what follows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum


class Level(IntEnum):
    """How much a message asks for attention; QUIET never shows anything."""

    QUIET = 0
    INFO = 1
    GENTLE = 2
    PROMINENT = 3
    URGENT = 4


class RuleId(StrEnum):
    """Names of the rules: for the table and the tests, never for a screen, file or export."""

    S1 = "S1"
    S2 = "S2"
    S3 = "S3"
    S4 = "S4"
    S5A = "S5a"
    S5B = "S5b"
    S5C = "S5c"
    S5D = "S5d"
    S6 = "S6"
    S7 = "S7"
    S8 = "S8"
    S9 = "S9"
    S9U = "S9U"
    S10 = "S10"
    S11 = "S11"
    S12 = "S12"
    S13 = "S13"
    S14 = "S14"


class Closure(StrEnum):
    """What is closed while a finding stands.

    Values that name a practice are its id in lower case; `p16_toward` closes reaching out to
    that one person only.
    """

    PROMPTS = "prompts"
    METRICS = "metrics"
    RECOMMENDER = "recommender"
    STATISTICS = "statistics"
    DEFAULT_EXPORT = "default_export"
    DEFAULT_REPORT = "default_report"
    COUPLE_IDEAS = "couple_ideas"
    CONFRONTING = "confronting"
    REASSURANCE = "reassurance"
    COERCION_RELATION_CARD = "coercion_relation_card"
    BOND_STORIES = "bond_stories"
    VALUES_LINE = "values_line"
    BODY_FOCUS = "body_focus"
    PRACTICE_RANKING = "practice_ranking"
    ABSENCE_NOTES = "absence_notes"
    OPPOSITE_ACTION = "p9"
    REACHING_TOWARD = "p16_toward"
    CONNECT_FIRST = "p17"
    SEX_ON_PURPOSE = "p22"


class Scope(StrEnum):
    """How long a closure stands."""

    VISIT = "visit"
    WHILE_TRUE = "while_true"
    UNTIL_LIFTED = "until_lifted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One fact that made a rule apply: a key of `why` in the texts and the numbers it shows."""

    key: str
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Firing:
    """The outcome of one rule's condition.

    `notes` add sentences to the page, `asks` is the question that follows. `ambulance` puts a
    finding first on a shared page; `time_limited` says that help works only for hours.
    `newest` is the moment of the newest answer behind it, `result_at` that of the newest
    questionnaire, `peak` the highest momentary rating.
    """

    level: Level
    reasons: tuple[Reason, ...]
    newest: datetime
    notes: tuple[str, ...] = ()
    asks: str | None = None
    ambulance: bool = False
    time_limited: bool = False
    result_at: datetime | None = None
    peak: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A rule that applies, ready to be ordered and shown.

    `topic` is its neutral name in the texts and in the store; `late` words it as past.
    """

    rule: RuleId
    topic: str
    firing: Firing
    late: bool = False

    @property
    def level(self) -> Level:
        """The level of the firing."""
        return self.firing.level
