"""Messages are found wherever they stand, and every kind of gap in a language is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.gather import (
    Answer,
    Said,
    answers,
    compare,
    of_python,
    of_template,
    of_toml,
    places,
)
from leeward.util.worded import Places

if TYPE_CHECKING:
    from pathlib import Path

_SOURCE = """
NAMES = (mark("Light", context="look"), mark("Dark"))
def f(n, old):
    say("Old {name}." if old else "New {name}.", name="x")
    say(NAMES[0], context="look")
    return say_count("{n} note", "{n} notes", n)
"""


def _found(words: str, context: str = "", many: str = "") -> Said:
    return Said(place="web/a.py:1", message=words, context=context, many=many)


def _answer(words: str, said: str, *, many: str = "", fuzzy: bool = False) -> Answer:
    return Answer(place="a.po", message=words, many=many, said=(said,), fuzzy=fuzzy)


def test_sentences_in_python_are_found_with_their_context() -> None:
    """Constants, both sides of a choice, and both forms of a count; names are said elsewhere."""
    found = [(one.message, one.many, one.context) for one in of_python(_SOURCE, "a.py")]
    assert sorted(found) == [
        ("Dark", "", ""),
        ("Light", "", "look"),
        ("New {name}.", "", ""),
        ("Old {name}.", "", ""),
        ("{n} note", "{n} notes", ""),
    ]


def test_words_in_templates_and_tables_are_found() -> None:
    """A template tells its line; a table gives what stands at or below a spoken key."""
    assert [one.place for one in of_template("<p>\n</p><h1>Hello</h1>", "a.html")] == ["a.html:2"]
    table = 'id = "Key"\ntitle = "A title"\n[[line]]\nsays = ["One", "2"]\nnote = "No"'
    where = Places(is_word=lambda path: path[-1] in {"title", "says"}, apart=frozenset({"One"}))
    said = [(one.message, one.context) for one in of_toml(table, "a.toml", where)]
    assert said == [("A title", ""), ("One", "line"), ("2", "")]


def test_a_complete_language_has_no_gaps() -> None:
    """Each message is answered with its values, in any order."""
    answered = [
        _answer("{a} to {b}", "von {a} bis {b}"),
        Answer(place="a.po", message="{n} day", many="{n} days", said=("ein Tag", "{n} Tage")),
    ]
    assert compare([_found("{a} to {b}"), _found("{n} day", many="{n} days")], answered) == []


def test_every_kind_of_gap_is_told() -> None:
    """Missing, stale, fuzzy, with other values, and said twice in different ways."""
    gaps = compare(
        [_found("Hello"), _found("One {0}"), _found("Two"), _found("Light", context="look")],
        [
            _answer("One {0}", "Eins"),
            _answer("Gone", "Weg"),
            _answer("Two", "Zwei", fuzzy=True),
            _answer("Two", "Zwo"),
            _answer("Light", "Leicht"),
        ],
    )
    assert sorted((gap.wrong, gap.message) for gap in gaps) == [
        ("fuzzy", "Two"),
        ("missing", "Hello"),
        ("missing", "Light"),
        ("other values", "One {0}"),
        ("said otherwise in a.po", "Two"),
        ("stale", "Gone"),
        ("stale", "Light"),
    ]


def test_values_are_read_from_braces() -> None:
    """Numbered and named places count; a format beside a name does not."""
    assert places("{0} of {name:>3}") == {"0", "name"}
    assert places("a { b") == {"a lone brace"}


def test_catalogues_are_read_with_their_contexts(tmp_path: Path) -> None:
    """Every file of a language is read, plurals and contexts with it."""
    (tmp_path / "a.po").write_text(
        'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'
        'msgctxt "look"\nmsgid "Light"\nmsgstr "Hell"\n\n'
        'msgid "{n} day"\nmsgid_plural "{n} days"\nmsgstr[0] "ein Tag"\nmsgstr[1] "{n} Tage"\n',
        "utf-8",
    )
    found = {one.message: one for one in answers(tmp_path)}
    assert found["Light"].context == "look"
    assert found["{n} day"].said == ("ein Tag", "{n} Tage")
