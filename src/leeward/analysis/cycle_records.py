"""The records of the page "Your cycle": plain data with ready sentences, no computing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leeward.analysis.figures import Figure, LineBand, RankedDots, Table
from leeward.analysis.ranges import Sure


class Verdict(StrEnum):
    """What the log says as a whole; the last three are answers, not failures."""

    CYCLE = "cycle"
    DRIVE = "drive"
    ECHO = "echo"
    NO_SIGN = "no sign"
    NOT_SETTLED = "not settled"
    TOO_EARLY = "too early"


class LegState(StrEnum):
    """Whether a leg of the loop is drawn as a bundle, as dots, or not at all."""

    SHOWN = "shown"
    NO_SIGN = "no sign"
    TOO_EARLY = "too early"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leg:
    """One way from stop to stop, named by `way`. `strength` 1 to 5 says how many lines are drawn.

    `back` marks what comes back; `lead` is the few words in bold, `rest` the sentence after it,
    `likely` range and amount, or what is missing.
    """

    number: int
    way: str
    start: str
    stop: str
    state: LegState
    strength: int
    back: bool
    lead: str
    rest: str
    likely: str
    sure: Sure


@dataclass(frozen=True, slots=True, kw_only=True)
class CurvePoint:
    """Change in distress so many hours after a time, in points: middle, 50 % and 90 % band."""

    hours: float
    value: float
    low: float
    high: float
    inner_low: float
    inner_high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """The ease and what comes back; `points` empty where the log has not told enough.

    `together` names the kinds that are too rare for an ease of their own; empty where none is.
    """

    sentence: str
    why: str
    points: tuple[CurvePoint, ...]
    low_words: str
    high_words: str
    low_at: float
    high_at: float
    table: Table
    together: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Before:
    """What came before, ranked, with what is too early to rank.

    `together` says which rare ones are counted as one; empty where none is.
    """

    sentence: str
    why: str
    chart: RankedDots | None
    table: Table
    waiting: tuple[str, ...]
    together: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A check of the model in one sentence; `passed` is None where the log is too short."""

    sentence: str
    passed: bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BondPage:
    """Stress and the bond: does stress weigh more when it feels shaky?

    `chart` holds what one full stress adds when the bond feels safe and when it feels shaky; None
    where the notes have not told enough, and `why` then says what is missing.
    """

    sentence: str
    likely: str
    why: str
    chart: RankedDots | None
    table: Table
    sure: Sure


@dataclass(frozen=True, slots=True, kw_only=True)
class LearnedPage:
    """That the starting guess came from a cohort, and what it changed, a sentence each."""

    sentence: str
    moved: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Lever:
    """Something that may be changed in a what-if, on a scale of 0 to 10 of 10.

    `usual` is where it stands now; `low` and `high` are the words at the ends.
    """

    key: str
    question: str
    usual: int
    low: str
    high: str
    guess: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a change would bring: one outcome as a range of change, in words."""

    label: str
    words: str
    range: str
    now: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfPage:
    """A what-if as a range, if the model is right."""

    sentence: str
    outcomes: tuple[Outcome, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePage:
    """Everything the page says about one fit."""

    verdict: Verdict
    lead: str
    why: str
    centre: str
    centre_words: tuple[str, ...]
    legs: tuple[Leg, ...]
    response: Response
    figures: tuple[Figure, ...]
    before: Before
    bond: BondPage
    line: LineBand | None
    line_sentence: str
    checks: tuple[Told, ...]
    levers: tuple[Lever, ...]
    amount: str
    learned: LearnedPage | None
    method: tuple[str, ...]
