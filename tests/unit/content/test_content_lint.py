"""The measures of copy themselves: what they find, what they leave alone."""

from __future__ import annotations

import pyphen
import pytest

from leeward.content.extract import (
    markdown_text,
    raised_messages,
    spoken_strings,
    template_text,
)
from leeward.content.lint import (
    Scope,
    banned_words,
    find_banned,
    long_sentences,
    reading_grade,
    sentences,
    word_count,
)

_DICTIONARY = pyphen.Pyphen(lang="en_US", left=1, right=1)


def _syllables(word: str) -> int:
    return len(_DICTIONARY.positions(word)) + 1


@pytest.mark.parametrize(
    "text",
    [
        "You had a relapse.",
        "Are you an addict?",
        "Stay clean today.",
        "A little slip.",
        "You failed.",
        "It takes willpower.",
        "That is a weakness.",
        "Feeling dirty?",
        "Your streak is over.",
        "You did not write yesterday.",
        "He committed suicide.",
        "That is normal.",
    ],
)
def test_shaming_words_are_found(text: str) -> None:
    """Each word of the house's list is found whatever stands around it."""
    assert find_banned(text, banned_words(), scope=Scope.EVERYWHERE)


@pytest.mark.parametrize(
    "text",
    [
        "Hold your hands under clean water.",
        "Are they awake, sober enough and free to say no?",
        "There is not enough proof to call sex or pornography an addiction.",
        "With confusion or weakness, call for help now.",
        "It did not work. Nothing is lost.",
    ],
)
def test_harmless_uses_are_left_alone(text: str) -> None:
    """A phrase that explains or means something else is not a finding."""
    assert find_banned(text, banned_words(), scope=Scope.INTERFACE) == []


def test_an_excused_phrase_does_not_excuse_the_rest() -> None:
    """One allowed use leaves a second, bare use of the word a finding."""
    text = "Rinse with clean water. You have been clean for a week."
    assert [f.found for f in find_banned(text, banned_words(), scope=Scope.EVERYWHERE)] == ["clean"]


def test_screen_words_stay_off_screens_only() -> None:
    """Workshop words may be explained in reading but never stand on a screen."""
    text = "An episode is what S4 calls it."
    found = [f.found for f in find_banned(text, banned_words(), scope=Scope.INTERFACE)]
    assert found == ["episode", "S4"]
    assert find_banned(text, banned_words(), scope=Scope.EVERYWHERE) == []


def test_sentences_end_at_stops_and_blocks() -> None:
    """A heading without a stop is a sentence of its own; 1.4 does not end one."""
    text = "What do I need?\nIt was 1.4 points. Likely “1 to 2.” More later"
    assert sentences(text) == [
        "What do I need?",
        "It was 1.4 points.",
        "Likely “1 to 2.",
        "More later",
    ]


def test_long_sentences_are_counted_in_words() -> None:
    """Twenty-five words pass, twenty-six do not."""
    fine = " ".join(["word"] * 25) + "."
    long = " ".join(["word"] * 26) + "."
    assert word_count("Don’t wait 1.4 hours.") == 4
    assert long_sentences(fine) == []
    assert long_sentences(long)[0].hint.startswith("26 words")


def test_reading_grade_follows_the_formula() -> None:
    """The grade equals the published formula worked by hand."""
    text = "The cat sat. The cat ate."
    assert reading_grade(text, lambda _word: 1) == pytest.approx(0.39 * 3 + 11.8 - 15.59)
    assert reading_grade("", lambda _word: 1) == 0.0


def test_reading_grade_tells_plain_from_hard() -> None:
    """Plain copy is far below a sentence of officialese, with the real syllable count."""
    plain = "You can stop here. That is fine. Nothing is lost."
    hard = (
        "Participants experiencing considerable psychological difficulties should "
        "immediately communicate with appropriate professional representatives."
    )
    assert reading_grade(plain, _syllables) < 3
    assert reading_grade(hard, _syllables) > 12


def test_markdown_gives_words_only() -> None:
    """Marks, links and code of Markdown are not read as copy."""
    source = "# Calm\n\nSee [[safe-haven|a safe place]] and [[wanting]].\n\n* *one* [two](x)\n\n`relapse`\n"
    assert markdown_text(source) == "Calm\nSee a safe place and wanting.\none two\n"


def test_templates_give_text_nodes_and_spoken_attributes() -> None:
    """Tags, statements and scripts are skipped; labels that are read aloud are kept."""
    source = (
        "{# note #}{% if x %}<h1>Hello {{ name }}</h1><p class='relapse'>One <b>two</b>\n three</p>"
        "<input aria-label='How heavy'>{% endif %}<script>relapse()</script><p>{{ y }}</p>"
    )
    assert template_text(source) == "Hello this\nOne two three\nHow heavy"


def test_messages_are_found_in_source() -> None:
    """Raised messages and sentence-like strings are found, docstrings and keys are not."""
    source = (
        '"""Docs are not copy."""\n'
        "def f(x):\n"
        '    """Nor is this one."""\n'
        '    if x: raise InputError(f"Line {x} has no date.")\n'
        '    y = "key of a thing"\n'
        '    return "You can stop here."\n'
    )
    assert [m.text for m in raised_messages(source)] == ["Line this has no date."]
    assert [(m.line, m.text) for m in spoken_strings(source)] == [
        (6, "You can stop here."),
        (4, "Line this has no date."),
    ]
