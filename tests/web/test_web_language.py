"""Pages in the pseudo-language: every word of the templates is looked up, everything works."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from leeward.util.language import PSEUDO, pseudo

if TYPE_CHECKING:
    from web.conftest import Visit


@pytest.fixture
def dressed(opened: Visit) -> Visit:
    """A browser with the journal open in the pseudo-language."""
    preferences = opened.app.state.house.journal.preferences
    preferences.change(replace(preferences.now(), language=PSEUDO))
    return opened


@pytest.mark.parametrize(
    ("path", "word"),
    [
        ("/t", "Something else?"),
        ("/h", "Someone to talk to"),
        ("/r", "Reflect"),
        ("/k", "Look back"),
        ("/m/set", "Settings"),
        ("/page", "The page I bring"),
    ],
)
def test_the_words_of_templates_come_from_the_catalogue(
    dressed: Visit, path: str, word: str
) -> None:
    """The heading stands in the other language, and its English is gone."""
    page = dressed.get(path)
    assert page.status == 200
    assert f'lang="{PSEUDO}"' in page.text
    assert pseudo(word) in page.words
    assert f">{word}<" not in page.text.partition("<main")[2]


def test_forms_work_in_another_language(dressed: Visit) -> None:
    """What is sent and stored does not depend on the words around it."""
    dressed.get("/t")
    assert dressed.post("/t", {"distress": "3", "need": "comfort"}).location == "/t"
    assert dressed.post("/t", {}).status == 422
