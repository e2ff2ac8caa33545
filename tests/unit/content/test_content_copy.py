"""The copy linter over everything a person reads: pages, templates, messages."""

from __future__ import annotations

from pathlib import Path

import pyphen
import pytest

from leeward.content import extract, lint
from leeward.content.lint import Scope
from leeward.util.language import LANGUAGES

_SOURCE = Path(lint.__file__).parents[1]
_CONTENT = _SOURCE / "content"
_PAGES = sorted(path for path in _CONTENT.rglob("*.md") if path.parent.name not in LANGUAGES)
_TEMPLATES = sorted(
    path for folder in ("web", "phone") for path in (_SOURCE / folder).rglob("*.html")
)
_PYTHON = sorted(_SOURCE.rglob("*.py"))
_SPEAKING = ("web", "phone", "cli", "core", "safety", "content", "analysis", "exchange")
_DICTIONARY = pyphen.Pyphen(lang="en_US", left=1, right=1)
# Definitions of numbers and rules stand behind "How this is worked out" and may be longer.
_DEFINING = ("analysis", "safety")
_ENOUGH_WORDS = 40


def _syllables(word: str) -> int:
    return len(_DICTIONARY.positions(word)) + 1


def _name(path: Path) -> str:
    return str(path.relative_to(_SOURCE))


def _body(path: Path) -> tuple[str, str]:
    text = path.read_text("utf-8")
    if not text.startswith("---\n"):
        return "", text
    head, _, body = text[4:].partition("\n---\n")
    return head, body


def _problems(text: str, scope: Scope, *, limit: int = lint.SENTENCE_LIMIT) -> list[str]:
    found = lint.find_banned(text, lint.banned_words(), scope=scope)
    found += lint.long_sentences(text, limit=limit)
    return [f"{f.found} ({f.hint})" for f in found]


def _limit(path: Path, head: str) -> float:
    knowledge = path.parent.name == "knowledge" and "part: knowledge" in head
    return lint.KNOWLEDGE_GRADE if knowledge else lint.CORE_GRADE


def test_there_is_copy_to_check() -> None:
    """A moved folder is noticed, instead of leaving its copy unread."""
    assert len(_PAGES) > 90
    assert len(_TEMPLATES) > 60
    assert len(_PYTHON) > 200


@pytest.mark.parametrize("path", _PAGES, ids=_name)
def test_pages_are_kind_and_plain(path: Path) -> None:
    """No content page shames, winds on, or asks for more schooling than it may."""
    head, body = _body(path)
    text = extract.markdown_text(body)
    scope = Scope.EVERYWHERE if path.parent.name == "knowledge" else Scope.INTERFACE
    assert _problems(text, scope) == []
    grade = lint.reading_grade(text, _syllables)
    assert grade <= _limit(path, head), f"grade {grade:.1f}"


@pytest.mark.parametrize("path", _TEMPLATES, ids=_name)
def test_templates_are_kind_and_plain(path: Path) -> None:
    """No template shames or winds on; one with enough text to judge reads at grade 6."""
    text = extract.template_text(path.read_text("utf-8"))
    assert _problems(text, Scope.INTERFACE) == []
    if sum(lint.word_count(s) for s in lint.sentences(text)) >= _ENOUGH_WORDS:
        grade = lint.reading_grade(text, _syllables)
        assert grade <= lint.CORE_GRADE, f"grade {grade:.1f}"


@pytest.mark.parametrize("path", _PYTHON, ids=_name)
def test_messages_are_kind_and_short(path: Path) -> None:
    """No message in the source shames or winds on; definitions may take 40 words."""
    source = path.read_text("utf-8")
    package = path.relative_to(_SOURCE).parts[0]
    messages = extract.raised_messages(source)
    if package in _SPEAKING:
        messages += extract.spoken_strings(source)
    limit = lint.DEFINITION_LIMIT if package in _DEFINING else lint.SENTENCE_LIMIT
    problems = [
        f"line {message.line}: {problem}"
        for message in messages
        for problem in _problems(message.text, Scope.EVERYWHERE, limit=limit)
    ]
    assert problems == []
