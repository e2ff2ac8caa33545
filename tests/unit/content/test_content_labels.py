"""Every stored word has words for people, in both vocabularies."""

from __future__ import annotations

import dataclasses
import inspect
from enum import StrEnum
from types import ModuleType

import pytest

from leeward.content import lint
from leeward.content.errors import ContentError
from leeward.content.labels import all_labels, group_of, label, parse, rating, text
from leeward.events import check_in, look_back, pause, vocabulary
from leeward.events.pause import Choice, PauseEnding
from leeward.events.settings import Words
from leeward.events.vocabulary import Kind, Need

_NOT_RATINGS = {"seconds"}


def _enums(module: ModuleType) -> list[type[StrEnum]]:
    return [
        kind
        for _, kind in inspect.getmembers(module, inspect.isclass)
        if issubclass(kind, StrEnum) and kind.__module__ == module.__name__
    ]


_KINDS: list[type[StrEnum]] = [*_enums(vocabulary), Choice, PauseEnding]
_VALUES: list[StrEnum] = [value for kind in _KINDS for value in kind]


@pytest.mark.parametrize("value", _VALUES, ids=lambda v: f"{group_of(type(v))}.{v.value}")
def test_no_value_lacks_a_label(value: StrEnum) -> None:
    """Each value of the vocabulary has non-empty plain and quiet words."""
    words = label(value)
    assert words.plain.strip()
    assert words.quiet.strip()


def test_no_label_is_left_over() -> None:
    """Every label belongs to a value that exists, so that renamed values are noticed."""
    known = {(group_of(type(value)), value.value) for value in _VALUES}
    assert set(all_labels().values) == known


@pytest.mark.parametrize("module", [check_in, look_back, pause], ids=lambda m: m.__name__)
def test_every_rating_has_its_question(module: ModuleType) -> None:
    """Each whole-number field of the records a person fills has a question and both ends."""
    fields = {
        field.name
        for _, record in inspect.getmembers(module, inspect.isclass)
        if record.__module__ == module.__name__ and dataclasses.is_dataclass(record)
        for field in dataclasses.fields(record)
        if field.type == "int | None"
    }
    assert fields
    for name in fields - _NOT_RATINGS:
        wording = rating(name)
        assert all((wording.low, wording.high, wording.question.plain, wording.short.quiet))


def test_quiet_words_give_nothing_away() -> None:
    """In quiet words no label names sex, pornography or an ex."""
    quiet = [entry.quiet for entry in all_labels().values.values()]
    quiet += [r.question.quiet + r.short.quiet for r in all_labels().ratings.values()]
    joined = " ".join(quiet).lower()
    assert not any(word in joined for word in ("sex", "porn", "urge", " ex ", "orgasm", "solo"))


def test_both_vocabularies_can_be_chosen() -> None:
    """The same value reads differently in quiet and in plain words."""
    assert text(Kind.PORNOGRAPHY, Words.QUIET) == "With a screen"
    assert text(Kind.PORNOGRAPHY, Words.PLAIN) == "With pornography"
    assert label(Need.CONNECTION).hint == "to be near someone"


def test_labels_use_no_banned_word() -> None:
    """No label or question shames."""
    wording = [t for entry in all_labels().values.values() for t in (entry.plain, entry.quiet)]
    wording += [r.question.plain for r in all_labels().ratings.values()]
    found = lint.find_banned("\n".join(wording), lint.banned_words(), scope=lint.Scope.INTERFACE)
    assert found == []


def test_an_unknown_rating_is_named() -> None:
    """Asking for a rating that does not exist says which one."""
    with pytest.raises(ContentError, match="loop_gain"):
        rating("loop_gain")


def test_a_value_without_words_is_named() -> None:
    """A stored value that the file forgot is told by its group and name."""
    with pytest.raises(ContentError, match=r"no words for choice_of_hat\.top"):
        label(StrEnum("ChoiceOfHat", {"TOP": "top"}).TOP)  # type: ignore[attr-defined]  # the members are made at run time


@pytest.mark.parametrize("source", ['[need.x]\nplain = "X"\n', '[rating.x]\nplain = "X"\n', ""])
def test_incomplete_labels_are_refused(source: str) -> None:
    """A label without its quiet words, or a rating without its ends, is reported."""
    with pytest.raises(ContentError, match="not complete"):
        parse(source + ("" if "rating" in source or not source else "[rating]\n"))
