"""Questionnaires as data: frozen records and what makes a definition valid.

A definition may come with its wording or without: where a licence does not clearly allow it,
only the scoring key is shipped and a person can add the wording they have.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from leeward.util.errors import InputError
from leeward.util.language import decimal, say

FORMAT = 1
MAX_ITEMS = 200
MAX_OPTIONS = 21
MAX_SCALES = 40


class DefinitionError(InputError):
    """A definition or a file with answers cannot be used; the message says where and why."""


class Method(StrEnum):
    """How the answers of a scale become one number."""

    SUM = "sum"
    MEAN = "mean"
    COUNT = "count"


class Display(StrEnum):
    """How a result may be shown: as a number, in words without one, or as ways to get help."""

    SCORE = "score"
    REFLECTION = "reflection"
    RESOURCES = "resources"


class Wording(StrEnum):
    """Whether the questions themselves are part of the definition."""

    INCLUDED = "included"
    SUPPLY = "supply"


class Direction(StrEnum):
    """On which side of a mark a score lies to reach it."""

    AT_OR_ABOVE = "at_or_above"
    AT_OR_BELOW = "at_or_below"


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """What is known of the right to use the wording.

    `commercial` None means that this is not settled and is treated as not allowed.
    """

    name: str
    holder: str
    source: str
    commercial: bool | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """One answer: its points, its words and the code it has in exchange files."""

    value: int
    label: str
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One question. `text` is empty where the wording is to be supplied.

    `gate` marks a question whose lowest answer ends the scale at 0. `options` empty means
    those of the definition.
    """

    key: str
    text: str = ""
    reverse: bool = False
    gate: bool = False
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A screening mark of a paper, never a diagnosis.

    `says` is one plain sentence without a label. `sensitivity` and `specificity` (0 to 1) hold
    for the `sample` named.
    """

    at: float
    direction: Direction
    says: str
    source: str
    sensitivity: float | None = None
    specificity: float | None = None
    sample: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A published range of scores, both ends included. It has a source and no name."""

    low: float
    high: float
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """How others answered: who, how many, where and when. `sd` None: not known.

    `points` are pairs of score and percentile rank (0 to 100), rising.
    """

    group: str
    n: int
    country: str
    year: int
    source: str
    mean: float | None = None
    sd: float | None = None
    points: tuple[tuple[float, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Precision:
    """What is needed to tell change from noise.

    `sd` and `reliability` give the error of measurement; `matters` is a published smallest
    change that matters, in points. Any of them may be unknown.
    """

    source: str
    sd: float | None = None
    reliability: float | None = None
    matters: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """One score: which items, how they are put together, and how to read it.

    `factor` multiplies a sum. `prorate` is the share of items that must be answered (0 to 1);
    None means all of them.
    """

    id: str
    title: str
    items: tuple[str, ...]
    method: Method
    factor: float = 1.0
    prorate: float | None = None
    gate: str | None = None
    marks: tuple[Mark, ...] = ()
    bands: tuple[Band, ...] = ()
    norms: tuple[Norm, ...] = ()
    precision: Precision | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """A whole questionnaire.

    `private` ones stand in no default report and are stored only when asked. `window` says
    which time the questions are about, `stem` introduces them.
    """

    id: str
    title: str
    version: str
    language: str
    window: str
    source: str
    licence: Licence
    options: tuple[Option, ...]
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    stem: str = ""
    note: str = ""
    display: Display = Display.SCORE
    private: bool = False
    wording: Wording = Wording.INCLUDED

    def item(self, key: str) -> Item:
        """Return the item with this key.

        Raises:
            DefinitionError: there is none.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise DefinitionError(
            say("“{title}” has no question “{key}”.", title=self.title, key=key[:40])
        )

    def options_of(self, item: Item) -> tuple[Option, ...]:
        """Return the answers an item offers."""
        return item.options or self.options

    def scale(self, scale_id: str) -> Scale:
        """Return the scale with this id.

        Raises:
            DefinitionError: there is none.
        """
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise DefinitionError(
            say("“{title}” has no score “{scale}”.", title=self.title, scale=scale_id[:40])
        )

    def bounds(self, scale: Scale) -> tuple[float, float]:
        """Return the lowest and the highest possible score of a scale."""
        ends = [_ends(self.options_of(self.item(key))) for key in scale.items]
        low, high = sum(a for a, _ in ends), sum(b for _, b in ends)
        if scale.method is Method.COUNT:
            return 0.0, float(len(ends))
        if scale.method is Method.MEAN:
            return low / len(ends), high / len(ends)
        bottom = 0.0 if scale.gate is not None else low * scale.factor
        return bottom, high * scale.factor


def _ends(options: tuple[Option, ...]) -> tuple[int, int]:
    values = [option.value for option in options]
    return min(values), max(values)


def _need(condition: bool, where: str, message: str) -> None:  # noqa: FBT001  an assertion in other words
    if not condition:
        raise DefinitionError(f"{where}: {message}")


def _check_options(options: tuple[Option, ...], where: str) -> None:
    _need(
        2 <= len(options) <= MAX_OPTIONS,
        where,
        say("give between 2 and {most} answers.", most=MAX_OPTIONS),
    )
    values = {option.value for option in options}
    codes = {option.code for option in options}
    _need(len(values) == len(options), where, say("two answers have the same points."))
    _need(len(codes) == len(options), where, say("two answers have the same code."))


def _check_precision(precision: Precision, where: str) -> None:
    _need(precision.sd is None or precision.sd > 0, where, say("the spread must be above 0."))
    reliability = precision.reliability
    _need(
        reliability is None or 0 < reliability < 1, where, say("reliability lies between 0 and 1.")
    )
    _need(precision.matters is None or precision.matters > 0, where, say("a change is above 0."))


def _check_reading(definition: Definition, scale: Scale, where: str) -> None:
    low, high = definition.bounds(scale)
    for mark in scale.marks:
        _need(
            low <= mark.at <= high,
            where,
            say("the mark {mark} cannot be reached.", mark=decimal(f"{mark.at:g}")),
        )
        for share in (mark.sensitivity, mark.specificity):
            _need(share is None or 0 <= share <= 1, where, say("a share lies between 0 and 1."))
    before = None
    for band in scale.bands:
        inside = low <= band.low <= band.high <= high
        _need(
            inside,
            where,
            say(
                "the range {low} to {high} cannot be reached.",
                low=decimal(f"{band.low:g}"),
                high=decimal(f"{band.high:g}"),
            ),
        )
        _need(
            before is None or band.low > before, where, say("ranges overlap or are out of order.")
        )
        before = band.high
    for norm in scale.norms:
        _need(norm.n > 0, where, say("a comparison needs the number of people."))
        _need(
            bool(norm.country) and norm.year > 1900,
            where,
            say("a comparison needs place and year."),
        )
        _need(
            norm.mean is not None or bool(norm.points),
            where,
            say("a comparison needs a mean or percentiles."),
        )
        _need(norm.mean is None or low <= norm.mean <= high, where, say("a mean is out of range."))
        _need(norm.sd is None or norm.sd > 0, where, say("the spread must be above 0."))
        ranks = [rank for _, rank in norm.points]
        rising = ranks == sorted(ranks) and list(norm.points) == sorted(norm.points)
        _need(
            rising and all(0 <= rank <= 100 for rank in ranks), where, say("percentiles must rise.")
        )
    if scale.precision is not None:
        _check_precision(scale.precision, where)


def _check_scale(definition: Definition, scale: Scale) -> None:
    where = say("score “{score}”", score=scale.id)
    keys = {item.key for item in definition.items}
    _need(bool(scale.items), where, say("it uses no question."))
    _need(len(set(scale.items)) == len(scale.items), where, say("it uses a question twice."))
    missing = [key for key in scale.items if key not in keys]
    _need(not missing, where, say("there is no question “{key}”.", key=(missing or ["?"])[0]))
    _need(scale.factor > 0, where, say("the factor must be above 0."))
    _need(
        scale.method is Method.SUM or scale.factor == 1, where, say("only a sum can have a factor.")
    )
    _need(
        scale.prorate is None or 0 < scale.prorate <= 1, where, say("a share lies between 0 and 1.")
    )
    if scale.gate is not None:
        _need(
            scale.gate in keys,
            where,
            say("there is no question “{key}” to begin with.", key=scale.gate),
        )
        _need(
            definition.item(scale.gate).gate,
            where,
            say("“{key}” is not marked as gate.", key=scale.gate),
        )
        _need(scale.gate not in scale.items, where, say("the gate is not part of the score."))
        _need(scale.method is not Method.MEAN, where, say("a mean cannot have a gate."))
    _check_reading(definition, scale, where)


def checked(definition: Definition) -> Definition:
    """Return the definition if it is sound.

    Raises:
        DefinitionError: it is not; the message names the place and what to mend.
    """
    _need(
        1 <= len(definition.items) <= MAX_ITEMS,
        say("questions"),
        say("give 1 to {most} of them.", most=MAX_ITEMS),
    )
    _need(
        len(definition.scales) <= MAX_SCALES,
        say("scores"),
        say("give at most {most}.", most=MAX_SCALES),
    )
    keys = [item.key for item in definition.items]
    _need(len(set(keys)) == len(keys), say("questions"), say("two of them have the same key."))
    ids = [scale.id for scale in definition.scales]
    _need(len(set(ids)) == len(ids), say("scores"), say("two of them have the same id."))
    for item in definition.items:
        _check_options(definition.options_of(item), say("question “{key}”", key=item.key))
        if definition.wording is Wording.INCLUDED:
            _need(
                bool(item.text),
                say("question “{key}”", key=item.key),
                say("its words are missing."),
            )
        else:
            _need(
                not item.text,
                say("question “{key}”", key=item.key),
                say("wording is marked as to be supplied."),
            )
    for scale in definition.scales:
        _check_scale(definition, scale)
    return definition


def with_wording(definition: Definition, words: Mapping[str, str], *, stem: str = "") -> Definition:
    """Return a key-only definition with the person's own copy of the questions.

    Raises:
        DefinitionError: a question is missing, empty or unknown.
    """
    unknown = sorted(set(words) - {item.key for item in definition.items})
    _need(
        not unknown,
        f"“{definition.title}”",
        say("there is no question “{key}”.", key=(unknown or ["?"])[0]),
    )
    items = tuple(replace(item, text=words.get(item.key, "").strip()) for item in definition.items)
    return checked(replace(definition, items=items, wording=Wording.INCLUDED, stem=stem.strip()))
