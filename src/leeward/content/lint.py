"""Measures of copy: reading grade, sentence length, words that shame.

Everything here is a pure function of text. Counting syllables is passed in, so that the
dictionary it needs is a matter of the tests and not of the program.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files

SENTENCE_LIMIT = 25
DEFINITION_LIMIT = 40
CORE_GRADE = 6.0
KNOWLEDGE_GRADE = 8.0

_WORD = re.compile(r"[^\W\d_]+(?:[’'][^\W\d_]+)*")
_TOKEN = re.compile(r"[^\W_]+(?:[’'.,:][^\W_]+)*")
_END = re.compile(r"(?<=[.!?…])[”’“\")\]]*\s+")


class Scope(StrEnum):
    """Where a word must not stand: in all copy, or on screens only."""

    EVERYWHERE = "everywhere"
    INTERFACE = "interface"


@dataclass(frozen=True, slots=True, kw_only=True)
class BannedWord:
    """A pattern, what to say instead, and the phrases that excuse it."""

    pattern: re.Pattern[str]
    instead: str
    scope: Scope
    allow: tuple[re.Pattern[str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing to mend: the words found and a hint."""

    found: str
    hint: str


@cache
def banned_words(language: str = "en") -> tuple[BannedWord, ...]:
    """Read the words of one language, from `words.toml` or `words.LANGUAGE.toml`."""
    name = "words.toml" if language == "en" else f"words.{language}.toml"
    raw = tomllib.loads(files(__package__).joinpath(name).read_text("utf-8"))
    return tuple(
        BannedWord(
            pattern=re.compile(entry["pattern"], 0 if entry.get("case") else re.IGNORECASE),
            instead=entry["instead"],
            scope=Scope(entry.get("scope", "everywhere")),
            allow=tuple(re.compile(phrase, re.IGNORECASE) for phrase in entry.get("allow", ())),
        )
        for entry in raw["word"]
    )


def find_banned(text: str, words: Iterable[BannedWord], *, scope: Scope) -> list[Finding]:
    """List words in `text` that must not stand there.

    `scope` INTERFACE checks every word; EVERYWHERE leaves the screen-only ones out.
    """
    found = []
    for word in words:
        if word.scope is Scope.INTERFACE and scope is Scope.EVERYWHERE:
            continue
        excused = [m.span() for phrase in word.allow for m in phrase.finditer(text)]
        for match in word.pattern.finditer(text):
            inside = any(a <= match.start() and match.end() <= b for a, b in excused)
            if not inside:
                found.append(Finding(found=match.group(), hint=word.instead))
    return found


def sentences(text: str) -> list[str]:
    """Split text into sentences; a line break always ends one, as blocks do on a page."""
    parts = (part for line in text.splitlines() for part in _END.split(line.strip()))
    return [part for part in parts if _WORD.search(part)]


def word_count(sentence: str) -> int:
    """Count words and numbers; “don’t” and “1.4” are one each."""
    return len(_TOKEN.findall(sentence))


def long_sentences(text: str, *, limit: int = SENTENCE_LIMIT) -> list[Finding]:
    """List the sentences with more than `limit` words."""
    return [
        Finding(found=sentence, hint=f"{count} words; at most {limit}")
        for sentence in sentences(text)
        if (count := word_count(sentence)) > limit
    ]


def reading_grade(text: str, syllables: Callable[[str], int]) -> float:
    """Flesch-Kincaid grade: 0.39 words/sentence + 11.8 syllables/word - 15.59.

    `syllables` counts those of one lower-case word. Text without words has grade 0.
    Source: Kincaid et al. 1975.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return 0.0
    per_sentence = len(words) / len(sentences(text))
    per_word = sum(syllables(word) for word in words) / len(words)
    return 0.39 * per_sentence + 11.8 * per_word - 15.59


def german_grade(text: str, syllables: Callable[[str], int]) -> float:
    """School year German text asks for: the first “Wiener Sachtextformel”.

    0.1935 MS + 0.1672 SL + 0.1297 IW - 0.0327 ES - 0.875, with the per cent of words of three
    syllables or more, words a sentence, per cent of words above six letters and of one syllable.
    `syllables` counts those of one lower-case word. Text without words has year 0.
    Source: Bamberger and Vanecek 1984.
    """
    words = [word.lower() for word in _WORD.findall(text)]
    if not words:
        return 0.0
    counts = [syllables(word) for word in words]
    share = 100 / len(words)
    many = share * sum(count >= 3 for count in counts)
    one = share * sum(count == 1 for count in counts)
    long = share * sum(len(word) > 6 for word in words)
    per_sentence = len(words) / len(sentences(text))
    return 0.1935 * many + 0.1672 * per_sentence + 0.1297 * long - 0.0327 * one - 0.875
