"""Words in data files: found by their place, said in the language of the context, kept by it."""

from __future__ import annotations

from leeward.util.language import PSEUDO, speaking
from leeward.util.worded import Places, per_language, worded, words_in

_DATA = {
    "id": "none",
    "low": "none",
    "rows": [{"says": "One", "number": 3}, {"says": ["Two", ""], "link": "Three"}],
}
_PLACES = Places(is_word=lambda path: path[-1] in {"low", "says"}, apart=frozenset({"Two"}))


def test_only_words_are_found_with_their_path() -> None:
    """Ids, numbers, links and empty texts are no words; a word told apart carries its table."""
    assert list(words_in(_DATA, _PLACES)) == [
        ("", "none", ("low",)),
        ("", "One", ("rows", "says")),
        ("rows", "Two", ("rows", "says")),
    ]


def test_only_words_are_said() -> None:
    """The data keep their shape, and everything that is no word stays as it is."""
    assert worded(_DATA, _PLACES) == _DATA
    with speaking(PSEUDO):
        said = worded(_DATA, _PLACES)
    assert said["id"] == "none"
    assert said["low"].startswith("ñóñé")
    assert said["rows"][0]["number"] == 3
    assert said["rows"][1] == {"says": ["Twó ~", ""], "link": "Three"}


def test_each_language_is_made_once() -> None:
    """What is kept for one language is never given to another, and is not made again."""
    made = []

    @per_language
    def word() -> str:
        """Say a word."""
        made.append(1)
        return str(worded("Hello", Places(is_word=lambda _path: True)))

    for _ in range(2):
        assert word() == "Hello"
        with speaking(PSEUDO):
            assert word() == "Hélló ~~"
    assert len(made) == 2
