"""Uncertainty as a type: every number shown to a person is an `Answer`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """A number with what it takes to read it honestly.

    `value`, `low` and `high` are in `unit`; `low` to `high` covers `level` (0 to 1).
    `n` counts what the number rests on, and `n_of` names it ("look-backs").
    `caveat` is a plain sentence; `estimand` says what is being estimated, over what.
    """

    value: float
    low: float
    high: float
    level: float
    unit: str
    n: int
    n_of: str
    estimand: str
    caveat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotEnough:
    """The honest other answer: too little to say something yet.

    `have` of `n_of` are there; about `more` more would do. `why` says it in one sentence.
    """

    have: int
    more: int
    n_of: str
    estimand: str
    why: str


Answer = Estimate | NotEnough
