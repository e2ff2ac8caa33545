"""Noticing: check-ins, urges and what came before."""

from __future__ import annotations

from dataclasses import dataclass

from leeward.events import checks
from leeward.events.vocabulary import Emotion, Need, TriggerClass, UrgeOutcome
from leeward.util.ids import EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerMark:
    """One thing that came before, with its strength (0 to 10) where given.

    `name` is a value of `vocabulary.Trigger` or the person's own word; the class is stored
    with it so that a later change of the own list never rewrites the past.
    """

    name: str
    trigger_class: TriggerClass
    strength: int | None = None

    def __post_init__(self) -> None:
        checks.name(self.name, "triggers")
        checks.rating(self.strength, "triggers")


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckIn:
    """A momentary rating (ecological momentary assessment); everything is optional."""

    distress: int | None = None
    urge: int | None = None
    security: int | None = None
    need: Need | None = None
    emotions: tuple[Emotion, ...] = ()
    own_emotions: tuple[str, ...] = ()
    triggers: tuple[TriggerMark, ...] = ()
    prompted: bool | None = None
    note: str = ""

    def __post_init__(self) -> None:
        checks.ratings(self, "distress", "urge", "security")
        checks.several(self.emotions, "emotions")
        checks.several(self.own_emotions, "own_emotions")
        checks.several(self.triggers, "triggers")
        for word in self.own_emotions:
            checks.name(word, "own_emotions")
        checks.note(self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class Urge:
    """An urge, and, neutrally, what happened then."""

    strength: int | None = None
    outcome: UrgeOutcome | None = None
    way: str = ""
    need: Need | None = None
    triggers: tuple[TriggerMark, ...] = ()
    pause: EntryId | None = None
    note: str = ""

    def __post_init__(self) -> None:
        checks.rating(self.strength, "strength")
        checks.several(self.triggers, "triggers")
        if self.way:
            checks.name(self.way, "way")
        checks.note(self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerNoted:
    """Something that pressed on the person, noted by itself."""

    trigger: TriggerMark
    note: str = ""

    def __post_init__(self) -> None:
        checks.note(self.note)
