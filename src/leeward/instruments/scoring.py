"""Answers to scores: pure, with the error of measurement, and “not scored” as an answer."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from leeward.instruments.definition import (
    Band,
    Definition,
    DefinitionError,
    Direction,
    Item,
    Mark,
    Method,
    Norm,
    Precision,
    Scale,
)
from leeward.util.language import say

Z95 = 1.96


@dataclass(frozen=True, slots=True, kw_only=True)
class Answers:
    """Answers as stored: with the version and language they were given to. None: skipped."""

    instrument: str
    version: str
    language: str
    values: tuple[tuple[str, int | None], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """A score and what is needed to read it.

    `value` lies between `minimum` and `maximum`. `low` to `high` is where it would mostly come
    out again, value ± 1.96 · sd · √(1 − reliability), cut at the ends; None where the error is
    not published. `band` is a published range with its place among `bands`, counted from 1.
    """

    scale: str
    title: str
    value: float
    minimum: float
    maximum: float
    low: float | None
    high: float | None
    answered: int
    items: int
    estimated: bool
    band: Band | None
    band_place: int | None
    bands: int
    marks: tuple[Mark, ...]
    norms: tuple[Norm, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NotScored:
    """The honest other answer: too many questions were skipped."""

    scale: str
    title: str
    answered: int
    needed: int
    items: int


ScaleResult = Score | NotScored


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """Two scores of the same scale compared.

    `rci` is the reliable change index (Jacobson and Truax 1991), difference divided by
    sd · √2 · √(1 − reliability); None where sd or reliability is not published. `beyond_noise`
    says |rci| > 1.96; `matters` whether a published smallest change is reached.
    """

    scale: str
    difference: float
    rci: float | None
    beyond_noise: bool | None
    matters: bool | None

    @property
    def worth_showing(self) -> bool:
        """Whether there is ground to speak of a change at all."""
        return bool(self.beyond_noise) or bool(self.matters)


def make_answers(definition: Definition, values: Mapping[str, int | None]) -> Answers:
    """Return answers in the order of the questions, skipped ones as None.

    Raises:
        DefinitionError: a key is unknown or a value is not one of the offered answers.
    """
    unknown = sorted(set(values) - {item.key for item in definition.items})
    if unknown:
        raise DefinitionError(
            say(
                "“{title}” has no question “{key}”.",
                title=definition.title,
                key=str(unknown[0])[:40],
            ),
            field=unknown[0],
        )
    for item in definition.items:
        given = values.get(item.key)
        offered = {option.value for option in definition.options_of(item)}
        if given is not None and (isinstance(given, bool) or given not in offered):
            raise DefinitionError(
                say("That is not one of the answers to question “{key}”.", key=item.key),
                field=item.key,
            )
    return Answers(
        instrument=definition.id,
        version=definition.version,
        language=definition.language,
        values=tuple((item.key, values.get(item.key)) for item in definition.items),
    )


def needed(scale: Scale) -> int:
    """Return how many questions must be answered for a score."""
    if scale.prorate is None:
        return len(scale.items)
    return max(1, math.ceil(scale.prorate * len(scale.items) - 1e-9))


def _points(definition: Definition, item: Item, value: int) -> int:
    options = [option.value for option in definition.options_of(item)]
    return min(options) + max(options) - value if item.reverse else value


def _lowest(definition: Definition, item: Item) -> int:
    return min(option.value for option in definition.options_of(item))


def _total(definition: Definition, scale: Scale, given: dict[str, int]) -> float:
    items = [definition.item(key) for key in scale.items if key in given]
    points = [_points(definition, item, given[item.key]) for item in items]
    if scale.method is Method.COUNT:
        above = sum(
            value > _lowest(definition, item) for value, item in zip(points, items, strict=True)
        )
        return above * len(scale.items) / len(items)
    mean = sum(points) / len(items)
    if scale.method is Method.MEAN:
        return mean
    if len(items) == len(scale.items):
        return sum(points) * scale.factor
    return mean * len(scale.items) * scale.factor


def _error(precision: Precision | None) -> float | None:
    if precision is None or precision.sd is None or precision.reliability is None:
        return None
    return precision.sd * math.sqrt(1 - precision.reliability)


def reached(mark: Mark, value: float) -> bool:
    """Return whether a score reaches a mark."""
    if mark.direction is Direction.AT_OR_ABOVE:
        return value >= mark.at
    return value <= mark.at


def _band(scale: Scale, value: float) -> tuple[Band | None, int | None]:
    for place, band in enumerate(scale.bands, start=1):
        if band.low <= value <= band.high:
            return band, place
    return None, None


def _score(definition: Definition, scale: Scale, value: float, answered: int) -> Score:
    minimum, maximum = definition.bounds(scale)
    error = _error(scale.precision)
    band, place = _band(scale, value)
    return Score(
        scale=scale.id,
        title=scale.title,
        value=value,
        minimum=minimum,
        maximum=maximum,
        low=None if error is None else max(minimum, value - Z95 * error),
        high=None if error is None else min(maximum, value + Z95 * error),
        answered=answered,
        items=len(scale.items),
        estimated=answered < len(scale.items) and scale.gate is None,
        band=band,
        band_place=place,
        bands=len(scale.bands),
        marks=tuple(mark for mark in scale.marks if reached(mark, value)),
        norms=scale.norms,
    )


def _same(definition: Definition, answers: Answers) -> None:
    if (answers.instrument, answers.version) != (definition.id, definition.version):
        raise DefinitionError(
            say(
                "These answers belong to another questionnaire or version than “{title}” ({version}).",
                title=definition.title,
                version=definition.version[:40],
            )
        )


def score_scale(definition: Definition, scale: Scale, answers: Answers) -> ScaleResult:
    """Score one scale; see `score`."""
    _same(definition, answers)
    given = {
        key: value for key, value in answers.values if value is not None and key in scale.items
    }
    if scale.gate is not None:
        gate = dict(answers.values).get(scale.gate)
        if gate is not None and gate == _lowest(definition, definition.item(scale.gate)):
            return _score(definition, scale, 0.0, answered=len(given))
        if gate is None:
            given = {}
    if len(given) < needed(scale):
        return NotScored(
            scale=scale.id,
            title=scale.title,
            answered=len(given),
            needed=needed(scale),
            items=len(scale.items),
        )
    return _score(definition, scale, _total(definition, scale, given), answered=len(given))


def score(definition: Definition, answers: Answers) -> tuple[ScaleResult, ...]:
    """Score every scale of a questionnaire.

    With enough answers a missing one counts as the mean of the others; without, the scale is
    not scored. Reversed answers are min + max − x.

    Raises:
        DefinitionError: the answers belong to another questionnaire or version.
    """
    return tuple(score_scale(definition, scale, answers) for scale in definition.scales)


def compare(
    definition: Definition, scale_id: str, *, earlier: Answers, later: Answers
) -> Change | NotScored:
    """Compare two times of one scale; NotScored if either could not be scored.

    Raises:
        DefinitionError: answers of another version, or the two were given in two languages.
    """
    if earlier.language != later.language:
        raise DefinitionError(say("Answers in two languages cannot be compared."))
    scale = definition.scale(scale_id)
    before = score_scale(definition, scale, earlier)
    after = score_scale(definition, scale, later)
    if isinstance(before, NotScored):
        return before
    if isinstance(after, NotScored):
        return after
    difference = after.value - before.value
    error = _error(scale.precision)
    rci = None if error is None else difference / (error * math.sqrt(2))
    published = None if scale.precision is None else scale.precision.matters
    return Change(
        scale=scale_id,
        difference=difference,
        rci=rci,
        beyond_noise=None if rci is None else abs(rci) > Z95,
        matters=None if published is None else abs(difference) >= published,
    )


def percentile(norm: Norm, value: float) -> tuple[float, float] | None:
    """Return the percentile ranks between which a score lies in a published table.

    None where the norm has no table.
    """
    if not norm.points:
        return None
    below = [rank for score, rank in norm.points if score <= value]
    above = [rank for score, rank in norm.points if score >= value]
    return (max(below, default=0.0), min(above, default=100.0))
