"""Reflections, answers to instruments, reviews, consents, experiments, safety messages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from leeward.events import checks
from leeward.util.ids import EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class ReflectionAnswer:
    """One answer: a rating, words, both or neither."""

    question: str
    value: int | None = None
    words: str = ""

    def __post_init__(self) -> None:
        checks.name(self.question, "question")
        checks.rating(self.value, "value")
        checks.note(self.words, "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflection:
    """A conversation with oneself: self-questions, signs, attachment, weekly review."""

    about: str
    answers: tuple[ReflectionAnswer, ...] = ()
    relationship: str = ""

    def __post_init__(self) -> None:
        checks.name(self.about, "about")
        checks.several(self.answers, "answers")


@dataclass(frozen=True, slots=True, kw_only=True)
class InstrumentAnswered:
    """Answers to a questionnaire, stored with its version and language."""

    instrument: str
    version: str
    language: str
    answers: tuple[tuple[str, int | None], ...]

    def __post_init__(self) -> None:
        checks.name(self.instrument, "instrument")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentPlanned:
    """The plan of a self-run experiment, stated before it starts.

    `units` are pauses or days; `fingerprint` changes with anything in the plan.
    """

    question: str
    arms: tuple[str, ...]
    outcome: str
    starts: date
    days: int
    seed: int
    stopping_rule: str
    units: int = 0
    fingerprint: str = ""

    def __post_init__(self) -> None:
        checks.note(self.question, "question")
        checks.several(self.arms, "arms")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentAssigned:
    """One randomised assignment, stored with its probability before it is shown."""

    experiment: EntryId
    arm: str
    propensity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentStopped:
    """The end of an experiment, planned or not."""

    experiment: EntryId
    early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentGiven:
    """What the person agreed to, or took back, in the words they read."""

    scope: str
    granted: bool
    words: str

    def __post_init__(self) -> None:
        checks.name(self.scope, "scope")
        checks.note(self.words, "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class SafetyShown:
    """A safety message was shown, opened, muted or put off.

    `topic` is its neutral name; names of rules are never stored. `peak` is the highest rating
    behind it, so that a higher one later may show it again.
    """

    topic: str
    level: str
    response: str
    rules_version: str
    peak: int | None = None

    def __post_init__(self) -> None:
        checks.name(self.topic, "topic")
        checks.rating(self.peak, "peak")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReminderLogged:
    """A reminder was made, shown, opened, or tested: what can be known of its delivery."""

    reminder: str
    state: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportBatch:
    """One import: its name, how many lines it had and how many entries it added."""

    name: str
    mapping: str
    lines: int
    added: int
    problems: int

    def __post_init__(self) -> None:
        checks.name(self.name, "name")
