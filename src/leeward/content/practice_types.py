"""What a practice is made of. Content is data: a clinician can edit or translate it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from leeward.content.sources import Source
from leeward.events.settings import Words
from leeward.events.vocabulary import Need
from leeward.util.language import mark, say


class Interaction(StrEnum):
    """What a person does with a practice; each kind has its own player."""

    PACED_ANIMATION = "paced_animation"
    STEPPED_SENSES = "stepped_senses"
    WAVE_RATINGS = "wave_ratings"
    TIMER = "timer"
    WRITING = "writing"
    MESSAGE = "message"
    PLANNING = "planning"
    TWO_PERSON = "two_person"
    BODY_MAP = "body_map"
    CHOICES = "choices"


class StepKind(StrEnum):
    """What one step asks: words, a breath pattern, noticing, a rating, time, and so on."""

    SAY = "say"
    BREATHE = "breathe"
    NOTICE = "notice"
    RATE = "rate"
    TIMER = "timer"
    WRITE = "write"
    PICK = "pick"
    COMPOSE = "compose"
    PLAN = "plan"
    TURN = "turn"
    REGION = "region"


class Anchor(StrEnum):
    """Where attention rests; in trauma-aware mode outside comes before inside."""

    OUTSIDE = "outside"
    INSIDE = "inside"
    PEOPLE = "people"


class Grade(StrEnum):
    """Evidence: A studies pooled, B a good trial, C experience, OWN a person's own way."""

    A = "A"
    B = "B"
    C = "C"
    OWN = "own"


PHASES = frozenset(
    {
        *(mark("in", context="breath"), mark("top up", context="breath")),
        *(mark("out", context="breath"), mark("tense", context="breath")),
        mark("let go", context="breath"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    """One part of a rhythm: its name, the same in every language, and its length in seconds."""

    word: str
    seconds: float

    @property
    def said(self) -> str:
        """Return its word in the language of this context."""
        return say(self.word, context="breath") if self.word in PHASES else self.word


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step. Fields that do not belong to its kind stay empty.

    `seconds` is how long it lasts when nothing is pressed (None: until pressed); `count` how
    many things to notice or times to say it; `minute` when a rating is asked; `leave` whether
    the page may be left meanwhile; `keep` what becomes of writing ("ask").
    """

    kind: StepKind
    text: str
    name: str = ""
    seconds: int | None = None
    count: int = 0
    sense: str = ""
    region: str = ""
    rating: str = ""
    minute: int | None = None
    who: str = ""
    keep: str = ""
    options: tuple[str, ...] = ()
    pattern: tuple[Phase, ...] = ()
    optional: bool = False
    leave: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Dose:
    """How long, in seconds: the default, the shortest that counts, the longest offered."""

    seconds: int
    shortest: int
    longest: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known, in a sentence or two, and what it rests on (None for an own practice)."""

    grade: Grade
    says: str
    source: Source | None
    also: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TraumaVariant:
    """How to do it with care for survivors.

    `offered`: whether it is suggested at all in that mode; `skip`: names or regions of steps
    left out; `instead`: the slug of a practice to point to, or empty.
    """

    offered: bool
    seconds: int
    says: str
    skip: tuple[str, ...] = ()
    instead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A guided practice with everything its player and its card need.

    `quiet_title` stands where others may see the screen. `way` is false for the pause itself, which is not offered inside a pause. `closed_by` holds
    the names of safety closures; `closed_scope` says whether they close the practice ("all")
    or only toward the person concerned ("person"), when `careful` stands in place of the lead.
    `reassuring` are those of its options that ask to be reassured. `distress_limit`: not suggested from this
    distress on. `stop` is what is said beside the universal stop rule.
    """

    id: str
    slug: str
    title: str
    lead: str
    needs: tuple[Need, ...]
    interaction: Interaction
    anchor: Anchor
    dose: Dose
    evidence: Evidence
    not_for: tuple[str, ...]
    adapt: tuple[str, ...]
    steps: tuple[Step, ...]
    body: str
    trauma: TraumaVariant
    locked_safe: bool = False
    way: bool = True
    body_focus: bool = False
    own: bool = False
    closed_by: tuple[str, ...] = ()
    closed_scope: str = "all"
    careful: str = ""
    reassuring: tuple[str, ...] = ()
    distress_limit: int | None = None
    stop: str = ""
    ideas: tuple[str, ...] = ()
    params: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))
    quiet_title: str = ""

    def named(self, words: Words) -> str:
        """Return the title in the person's vocabulary."""
        return self.quiet_title if words is Words.QUIET and self.quiet_title else self.title

    def trauma_steps(self) -> tuple[Step, ...]:
        """Return the steps of the trauma-aware variant."""
        skip = set(self.trauma.skip)
        return tuple(s for s in self.steps if not skip & {s.name, s.region} - {""})
