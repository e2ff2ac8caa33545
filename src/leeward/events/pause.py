"""The pause: started, answered step by step, a way offered, ended however it ended."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leeward.events import checks
from leeward.events.vocabulary import Emotion, Need
from leeward.util.ids import EntryId


class PauseStep(StrEnum):
    """The steps; each can be skipped."""

    BREATHE = "breathe"
    NAME = "name"
    RATE = "rate"
    NEED = "need"
    VALUES = "values"
    CHOOSE = "choose"
    AFTER = "after"


class Choice(StrEnum):
    """What a person can choose at the end of a pause; all are equal."""

    PRACTICE = "practice"
    WAIT = "wait"
    REACH_OUT = "reach_out"
    SEX = "sex"
    NOTHING = "nothing"


class PauseEnding(StrEnum):
    """How a pause ended; stopping is an ending like the others."""

    FINISHED = "finished"
    STOPPED = "stopped"
    LEFT = "left"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseStarted:
    """A pause was opened; `locked` when without unlocking."""

    locked: bool = False
    prompted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAnswered:
    """One step of a pause was answered or skipped; `choice` and `way` belong to choosing."""

    pause: EntryId
    step: PauseStep
    skipped: bool = False
    emotions: tuple[Emotion, ...] = ()
    own_words: str = ""
    distress: int | None = None
    urge: int | None = None
    need: Need | None = None
    choice: Choice | None = None
    way: str = ""

    def __post_init__(self) -> None:
        checks.ratings(self, "distress", "urge")
        checks.several(self.emotions, "emotions")
        checks.note(self.own_words, "own_words")


@dataclass(frozen=True, slots=True, kw_only=True)
class WayOffered:
    """A suggestion with all it takes to judge it later; committed before it is shown.

    `ways` in the order shown; `propensities` are the probabilities that each eligible way is
    the one offered first, in the order of `eligible`. A fixed order has propensity 1.
    `experiment` names the self-run experiment whose schedule chose the first one.
    """

    pause: EntryId | None
    ways: tuple[str, ...]
    eligible: tuple[str, ...]
    propensities: tuple[float, ...]
    seed: int
    policy: str
    randomised: bool
    need: Need | None = None
    distress: int | None = None
    experiment: EntryId | None = None

    def __post_init__(self) -> None:
        checks.rating(self.distress, "distress")
        checks.several(self.ways, "ways")
        checks.several(self.eligible, "eligible")


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnded:
    """How the pause ended and the same two ratings again."""

    pause: EntryId
    ending: PauseEnding
    choice: Choice | None = None
    way: str = ""
    distress: int | None = None
    urge: int | None = None
    need_met: int | None = None
    freer: int | None = None
    seconds: int | None = None

    def __post_init__(self) -> None:
        checks.ratings(self, "distress", "urge", "need_met", "freer")
        checks.seconds(self.seconds, "seconds")


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseNextDay:
    """How a pause looks the day after: opted in, one answer."""

    pause: EntryId
    good_choice: int | None = None
    words: str = ""

    def __post_init__(self) -> None:
        checks.rating(self.good_choice, "good_choice")
        checks.note(self.words, "words")


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeDone:
    """One practice, done or stopped early, with ratings before and after."""

    practice: str
    pause: EntryId | None = None
    need: Need | None = None
    seconds: int | None = None
    distress_before: int | None = None
    distress_after: int | None = None
    urge_before: int | None = None
    urge_after: int | None = None
    urge_course: tuple[tuple[int, int], ...] = ()
    need_met: int | None = None
    freer: int | None = None
    stopped_early: bool = False
    reason: str = ""
    words: str = ""

    def __post_init__(self) -> None:
        checks.name(self.practice, "practice")
        checks.ratings(
            self,
            *("distress_before", "distress_after", "urge_before", "urge_after"),
            *("need_met", "freer"),
        )
        checks.seconds(self.seconds, "seconds")
        checks.several(self.urge_course, "urge_course")
        for second, value in self.urge_course:
            checks.seconds(second, "urge_course")
            checks.rating(value, "urge_course")
        checks.note(self.reason, "reason")
        checks.note(self.words, "words")
