"""When a number may be shown, and how much more of what would make it fit to show."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np

from leeward.model.data import Floats
from leeward.model.draws import weighted_quantile
from leeward.model.records import UNTRUSTED, Quantity

CONTRACTION: Final = 0.5
Measure = Literal["width", "ratio"]

# Widest 80 % interval one could still decide by: a width, or a ratio of its ends.
DECISION: Final[dict[str, tuple[Measure, float]]] = {
    "points": ("width", 2.0),
    "hours": ("ratio", 3.5),
    "log rate": ("width", 1.4),
    "log rate per point": ("width", 0.4),
    "log events a day": ("width", 1.4),
    "log records a day": ("width", 1.4),
    "logit": ("width", 1.6),
    "logit per point": ("width", 0.5),
    "points per point": ("width", 0.5),
    "log size per recent episode": ("width", 0.2),
    "per hour late": ("width", 0.3),
    "point-hours": ("width", 30.0),
    "times": ("ratio", 3.5),
    "episodes": ("width", 1.0),
    "episodes per episode": ("width", 0.4),
    "share": ("width", 0.3),
}
# Where a log holds nothing yet: about how many records give half the prior variance back.
TYPICAL: Final = {
    "check-ins": 60,
    "look-backs": 8,
    "episodes": 40,
    "records of it": 60,
    "trigger records": 150,
    "urges": 40,
    "times it was used": 40,
    "prompts": 60,
    "ratings of security": 60,
    "stress records": 60,
    "threat records": 60,
    "second ratings": 20,
    "days": 60,
}
MOST: Final = 5000
# Below these counts nothing is shown, however narrow the arithmetic makes it.
LEAST: Final = {
    "check-ins": 10,
    "look-backs": 3,
    "episodes": 8,
    "records of it": 5,
    "trigger records": 8,
    "urges": 8,
    "times it was used": 5,
    "prompts": 10,
    "ratings of security": 10,
    "stress records": 8,
    "threat records": 8,
    "second ratings": 6,
    "days": 14,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Weighted draws of one quantity, with draws from its prior to compare with.

    `values` and `weight` have shape (draws,), `other` and `other_weight` (the sceptical fit)
    (k,), `prior` (m,).
    `logarithmic` measures spread on the log scale.
    """

    name: str
    unit: str
    values: Floats
    weight: Floats
    other: Floats
    other_weight: Floats
    prior: Floats
    amount: int
    amount_of: str
    logarithmic: bool = False
    signed: bool = False


def _spread(x: Floats, weight: Floats) -> float:
    low, high = weighted_quantile(x, weight, (0.1, 0.9))
    return high - low


def _scaled(x: Floats, *, logarithmic: bool) -> Floats:
    return np.log(np.maximum(x, 1e-12)) if logarithmic else x


def contraction_of(sample: Sample, values: Floats, weight: Floats) -> float:
    """1 - (80 % range after / before)^2: for a normal, one less the ratio of variances."""
    before = _spread(
        _scaled(sample.prior, logarithmic=sample.logarithmic), np.ones(sample.prior.size)
    )
    after = _spread(_scaled(values, logarithmic=sample.logarithmic), weight)
    if not (before > 0.0 and math.isfinite(after)):
        return math.nan
    return 1.0 - (after / before) ** 2


def _too_wide(unit: str, q10: float, q90: float) -> float:
    """How many times too wide the 80 % interval is (at most 1: narrow enough)."""
    measure, most = DECISION.get(unit, ("width", math.inf))
    if measure == "ratio":
        return math.log(max(q90, 1e-9) / max(q10, 1e-9)) / math.log(most)
    return (q90 - q10) / most


def _more(sample: Sample, contraction: float, excess: float) -> int:
    """Records still wanted, the standard deviation shrinking with their root."""
    if contraction < 0.02 or sample.amount == 0:
        return max(TYPICAL.get(sample.amount_of, 60) - sample.amount, 1)
    now = 1.0 / max(1.0 - contraction, 1e-6)
    per_record = (now - 1.0) / sample.amount
    wanted = max(1.0 / (1.0 - CONTRACTION), now * max(excess, 0.0) ** 2)
    more = math.ceil((wanted - 1.0) / per_record - sample.amount)
    return min(max(more, 1), MOST)


def quantity(sample: Sample, *, trusted: bool, doubt: str = "") -> Quantity:
    """Turn draws into a gated number; with `doubt` (a sentence) it is not shown."""
    median, q05, q10, q90, q95 = weighted_quantile(
        sample.values, sample.weight, (0.5, 0.05, 0.1, 0.9, 0.95)
    )
    contraction = contraction_of(sample, sample.values, sample.weight)
    other_median, o10, o90 = weighted_quantile(sample.other, sample.other_weight, (0.5, 0.1, 0.9))
    known = math.isfinite(median) and math.isfinite(contraction)
    excess = _too_wide(sample.unit, q10, q90) if known else math.inf
    why = ""
    if not known:
        why = "There is nothing in the log yet that speaks to this."
    elif doubt:
        why = doubt
    elif not trusted:
        why = UNTRUSTED
    elif sample.amount < LEAST.get(sample.amount_of, 1):
        why = f"There are too few {sample.amount_of} yet."
    elif contraction < CONTRACTION:
        why = "The log has not yet told more about this than was guessed beforehand."
    elif excess > 1.0:
        why = "The range is still too wide to be of use."
    shown = not why
    more = None
    if not shown and known and trusted and not doubt:
        more = max(
            _more(sample, contraction, excess),
            LEAST.get(sample.amount_of, 1) - sample.amount,
        )
        why += f" About {more} more {sample.amount_of} would do."
    steady = (
        (
            contraction_of(sample, sample.other, sample.other_weight) >= CONTRACTION
            and _too_wide(sample.unit, o10, o90) <= 1.0
            and (not sample.signed or median * other_median > 0.0)
        )
        if known and math.isfinite(other_median)
        else False
    )
    return Quantity(
        name=sample.name,
        unit=sample.unit,
        median=median,
        q05=q05,
        q10=q10,
        q90=q90,
        q95=q95,
        contraction=contraction,
        amount=sample.amount,
        amount_of=sample.amount_of,
        shown=shown,
        why_not=why,
        more=more,
        other_prior=other_median,
        finding=shown and steady,
    )
