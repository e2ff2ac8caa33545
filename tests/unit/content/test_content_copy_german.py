"""The German copy linter over everything the catalogues say; reading pages have their own test."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

import pyphen
import pytest

from leeward.content import extract, gather, lint
from leeward.content.catalogue import translate
from leeward.content.gather import Answer, answers
from leeward.content.lint import Scope
from support.said import german_catalogue

_SOURCE = Path(gather.__file__).parents[1]
_ANSWERS = answers(_SOURCE / "locale" / "de")
_DICTIONARY = pyphen.Pyphen(lang="de_DE", left=1, right=1)
_VALUE = re.compile(r"\{\w*\}")
# Screens for use are for twelve-year-olds; those for looking after the file cannot do without
# long compounds like “Wiederherstellungsschlüssel” and are read in peace.
_SCREENS, _UPKEEP = 7.0, 8.5
_IN_PEACE = frozenset({"care", "checks", "entry", "layout"})
_ENOUGH_WORDS = 80
# Definitions of numbers and rules stand behind “So wird das gerechnet” and may be longer.
_DEFINING = frozenset({"analysis.po", "safety.po"})
_FORMAL = re.compile(r"(?<![.!?…:„–\n] )(?<!^)(?<!„)\b(?:Sie|Ihnen|Ihre?[mnrs]?)\b")
_STARRED = re.compile(r"\w[*:_/]in(?:nen)?\b")
_MASCULINE = re.compile(
    r"\b(?:Therapeut|Partner|Arzt|Ärzte|Freund|Nutzer|Benutzer|Experte|Forscher|Autor|Leser"
    r"|Patient|Besitzer|Helfer|Berater|Student|Teilnehmer)(?:en?|n|s)?\b"
)
_PAIRED = re.compile(
    r"\w+in(?:nen)? (?:und|oder) (?:\w+ )?\w+|\w+ (?:und|oder) (?:\w+ )?\w+in(?:nen)?\b"
)


def _name(one: Answer) -> str:
    return f"{one.place}: {one.message[:60]}"


def _syllables(word: str) -> int:
    return len(_DICTIONARY.positions(word)) + 1


def _read(said: str) -> str:
    return _VALUE.sub("das", said)


def test_there_is_german_to_check() -> None:
    """A moved folder is noticed, instead of leaving its copy unread."""
    assert len(_ANSWERS) > 2500


def test_no_sentence_shames_or_winds_on() -> None:
    """No word of the house's list, at most 25 words a sentence, 40 in definitions."""
    problems = []
    for one in _ANSWERS:
        limit = lint.DEFINITION_LIMIT if one.place in _DEFINING else lint.SENTENCE_LIMIT
        for said in map(_read, one.said):
            found = lint.find_banned(said, lint.banned_words("de"), scope=Scope.INTERFACE)
            found += lint.long_sentences(said, limit=limit)
            problems += [f"{_name(one)}: {f.found} ({f.hint})" for f in found]
    assert problems == []


def test_everyone_is_called_du() -> None:
    """No formal address in the middle of a sentence, where it could not be anything else."""
    assert [_name(one) for one in _ANSWERS for said in one.said if _FORMAL.search(said)] == []


def test_nobody_is_named_in_the_masculine_alone() -> None:
    """Both forms, or a word for all; no stars or colons inside words."""
    found = [
        f"{_name(one)} → {said}"
        for one in _ANSWERS
        for said in one.said
        if _STARRED.search(said) or _MASCULINE.search(_PAIRED.sub("", said))
    ]
    assert found == []


def test_marks_are_german() -> None:
    """„So“ and never “so” or "so"; no cheering; – between spaces."""
    wrong = re.compile(r'["”]|“[^\W\d_]|!(?!=)|—|\w–\s|\s–\w')
    assert [
        f"{_name(one)} → {said}" for one in _ANSWERS for said in one.said if wrong.search(said)
    ] == []


@pytest.mark.parametrize(
    "area",
    sorted({p.parent for f in ("web", "phone") for p in (_SOURCE / f).rglob("*.html")}),
    ids=lambda p: str(p.relative_to(_SOURCE)),
)
def test_screens_read_easily(area: Path) -> None:
    """The templates of one area together, by the first Wiener Sachtextformel."""
    text = "\n".join(
        extract.template_text(translate(path.read_text("utf-8"), german_catalogue()))
        for path in sorted(area.glob("*.html"))
    )
    if sum(map(lint.word_count, lint.sentences(text))) >= _ENOUGH_WORDS:
        year = lint.german_grade(text, _syllables)
        assert year <= (_UPKEEP if area.name in _IN_PEACE else _SCREENS), f"year {year:.1f}"


def test_messages_read_easily() -> None:
    """What one catalogue says, together, stays within seven years of school."""
    said: defaultdict[str, list[str]] = defaultdict(list)
    for one in _ANSWERS:
        # Works are cited by their titles and kinds of study, and beside them stand only tags.
        if one.place != "knowledge.po":
            said[one.place] += list(map(_read, one.said))
    years = {place: lint.german_grade("\n".join(all_), _syllables) for place, all_ in said.items()}
    assert {place: year for place, year in years.items() if year > _SCREENS} == {}
