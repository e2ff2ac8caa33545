"""What a fit says, as plain records that can be kept, sent and read without computing anything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from leeward.model.engine import ENGINE
from leeward.model.records import BondSummary, Checks, LoopGain, Summary, WhatIf

__all__ = ["VERSION", "Change", "CycleNumbers", "Kept", "Line", "WhatIf"]

VERSION: Final = f"cycle 2, engine {ENGINE}"
"""Changes with the engine, the form of these records, or what goes into them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Moved:
    """A number that stands elsewhere with a learned prior: by how many of its standard deviations.

    `shown` and `shown_before` say whether it passes its gate with it and with the usual guess.
    """

    name: str
    by: float
    shown: bool
    shown_before: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Learned:
    """The starting guess came from a cohort: which file, and what it changed."""

    id: str
    moved: tuple[Moved, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """The smoothed course of distress: `minutes` since the start, middle and 80 % band (points)."""

    minutes: tuple[int, ...]
    mean: tuple[float, ...]
    low: tuple[float, ...]
    high: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleNumbers:
    """Everything one fit says.

    `checks`, `gain` and `bond` are None where they were not asked for or the log has nothing to
    check. `trigger_classes` are (name, class) of what came before, `kinds` (name, count) of the
    times. `learned` is None under the usual starting guess.
    """

    engine: str
    summary: Summary
    checks: Checks | None
    gain: LoopGain | None
    line: Line
    trigger_classes: tuple[tuple[str, str], ...]
    kinds: tuple[tuple[str, int], ...]
    seconds: float
    bond: BondSummary | None = None
    learned: Learned | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What would be different: shares of moments, and how often hard things happen (1: as now)."""

    pause: float = 0.0
    alternative_first: float = 0.0
    threats: float = 1.0
    stress: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A fit as it is kept: of which version and local day, what it says, and the fit as bytes.

    `fit` is only for the engine, which starts the next one from it.
    """

    version: str
    day: str
    numbers: CycleNumbers
    fit: bytes
