"""Stress and the bond: does stress weigh more when it feels shaky? One sentence and its picture."""

from __future__ import annotations

import math
from typing import Final

from leeward.analysis import wording
from leeward.analysis.amounts import more_of, not_yet
from leeward.analysis.cycle_numbers import CycleNumbers
from leeward.analysis.cycle_records import BondPage
from leeward.analysis.cycle_words import UNSETTLED, amount_words, likely, missing, points, sure_of
from leeward.analysis.figures import Dot, RankedDots, Table
from leeward.analysis.ranges import Sure
from leeward.model.records import UNTRUSTED, BondSummary, Quantity
from leeward.util.language import mark, say

LEAST_RATINGS: Final = 10
LEAST_STRESSES: Final = 8
WORTH_POINTS: Final = 1.0
"""A difference worth knowing: without a range that rules it out, nothing is called absent."""
ROWS: Final = (
    ("stress_when_safe", mark("When it feels safe")),
    ("stress_when_unsafe", mark("When it feels shaky")),
)
TOO_EARLY: Final = mark("It is too early to say if stress weighs more when a bond feels shaky.")


def bond_page(numbers: CycleNumbers) -> BondPage:
    """Say what the notes of stress and of closeness tell together."""
    bond = numbers.bond
    if bond is None or not bond.fitted:
        if bond is not None and bond.why_not == UNTRUSTED:
            return _yet(say(UNSETTLED))
        rated = bond.ratings if bond is not None else 0
        return _yet(not_yet(more_of(max(LEAST_RATINGS - rated, 1), "notes of how close it felt")))
    found = bond.of("stress_by_bond")
    if found is None:
        return _yet(not_yet(more_of(LEAST_STRESSES, "notes of stress")))
    if bond.why_not:
        return _yet(say(UNSETTLED))
    if not found.shown:
        return _yet(missing(found))
    chart, table = _drawn(bond, amount_words(found))
    return BondPage(
        sentence=_sentence(found),
        likely=likely(found),
        why="",
        chart=chart,
        table=table,
        sure=sure_of(found, 0.0),
    )


def _yet(why: str) -> BondPage:
    return BondPage(
        sentence=say(TOO_EARLY),
        likely="",
        why=why,
        chart=None,
        table=Table(columns=(), rows=()),
        sure=Sure.TOO_EARLY,
    )


def _sentence(found: Quantity) -> str:
    size = points(found.median)
    if found.q05 > 0.0:
        return say("Stress weighs more when your bond feels shaky: {points} more.", points=size)
    if found.q95 < 0.0:
        return say("Stress weighs less when your bond feels shaky: {points} less.", points=size)
    if max(-found.q05, found.q95) < WORTH_POINTS:
        return say("No sign that stress weighs more, or less, when your bond feels shaky.")
    return say("Your notes do not settle whether stress weighs more when your bond feels shaky.")


def _drawn(bond: BondSummary, amount: str) -> tuple[RankedDots | None, Table]:
    """What one full stress adds at either end; no picture where one of them is too wide."""
    dots = []
    for name, label in ROWS:
        one = bond.of(name)
        if one is None or not one.shown:
            return None, Table(columns=(), rows=())
        dots.append(
            Dot(
                key=name,
                label=say(label),
                value=one.median,
                low=one.q05,
                high=one.q95,
                n=one.amount,
                filled=one.q05 > 0.0 or one.q95 < 0.0,
            )
        )
    return RankedDots(
        axis=say("points of distress"),
        scale="linear",
        start=min(-1.0, float(math.floor(min(d.low for d in dots)))),
        stop=max(3.0, float(math.ceil(max(d.high for d in dots)))),
        reference=0.0,
        dots=tuple(dots),
    ), Table(
        columns=(
            say("Your bond"),
            say("Stress adds, in points"),
            say("Likely range"),
            say("From", context="column"),
        ),
        rows=tuple(
            (
                d.label,
                wording.number(d.value),
                wording.span(d.low, d.high),
                amount,
            )
            for d in dots
        ),
    )
