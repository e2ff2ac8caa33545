"""The language of pages: how it is chosen and kept, and the pseudo-language as a probe."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from leeward.util.language import PSEUDO, pseudo, speaking
from leeward.web.wording import greeting
from web.conftest import PASSPHRASE

if TYPE_CHECKING:
    from leeward.core.opening import Place
    from web.conftest import Visit

GERMAN = {"accept_language": "de-AT,de;q=0.9,en;q=0.8"}


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


def test_the_first_run_speaks_as_the_browser_does(newcomer: Visit) -> None:
    """A German browser begins in German, any other in English, and the page says which it is."""
    page = newcomer.get("/w", **GERMAN)
    assert '<html lang="de"' in page.text
    assert 'value="en" lang="en">English<' in page.text
    assert '<html lang="en"' in newcomer.get("/w", accept_language="fr").text


def test_one_tap_changes_the_language_for_all_first_steps(newcomer: Visit) -> None:
    """The choice outlives the browser's wish, reaches the new journal and the lock page."""
    newcomer.get("/w")
    assert newcomer.post("/w/lang", {"language": "de"}).location == "/w"
    assert newcomer.get("/w").text.count('lang="de"') == 1
    newcomer.post("/w", {"age": "adult"})
    for step in ("/w/2", "/w/3", "/h", "/h/y"):
        assert '<html lang="de"' in newcomer.get(step).text
    assert newcomer.post("/w/3", {"use": "offered"}).location == "/w/4"
    assert '<html lang="de"' in newcomer.get("/w/4").text
    assert newcomer.app.state.house.journal.settings.language == "de"
    newcomer.post("/lock")
    assert '<html lang="de"' in newcomer.get("/", accept_language="en").text


def test_an_unknown_language_is_not_taken(newcomer: Visit) -> None:
    """A made-up code changes nothing."""
    newcomer.get("/w")
    newcomer.post("/w/lang", {"language": "../de"})
    assert '<html lang="en"' in newcomer.get("/w").text


def test_looking_around_is_in_the_chosen_language(newcomer: Visit) -> None:
    """The made-up person's journal speaks as the first page did, and can be changed there."""
    newcomer.get("/w")
    newcomer.post("/w/lang", {"language": "de"})
    newcomer.post("/w", {"age": "adult", "then": "look"})
    assert '<html lang="de"' in newcomer.get("/t").text
    newcomer.post("/w/lang", {"language": "en"})
    assert '<html lang="en"' in newcomer.get("/t").text


def test_the_setting_changes_every_page_and_the_lock_page(opened: Visit) -> None:
    """Saved in German, it answers in German at once, and what is shown locked does too."""
    page = opened.get("/m/set")
    assert "Language / Sprache" in page.text
    opened.post(
        "/m/set",
        {"zone": "Europe/Berlin", "language": "de", "lock_minutes": "5", "first_weekday": "0"},
    )
    assert '<html lang="de"' in opened.get("/t").text
    opened.post("/lock")
    for path in ("/", "/h", "/b", "/p"):
        assert '<html lang="de"' in opened.get(path, accept_language="en").text
    opened.unlock()
    opened.post(
        "/m/set",
        {"zone": "Europe/Berlin", "language": "en", "lock_minutes": "5", "first_weekday": "0"},
    )
    opened.post("/lock")
    assert '<html lang="en"' in opened.get("/", accept_language="de").text


def test_a_journal_made_elsewhere_teaches_the_lock_page_its_language(
    opened: Visit, place: Place
) -> None:
    """Opening brings what is known while locked into step; before, the browser decides."""
    opened.app.state.house.lock()
    with closing(place.open(PASSPHRASE)) as journal:
        assert journal.care is not None
        journal.care.remember_openly("language", "")
    opened.app.state.house.lock()
    assert '<html lang="de"' in opened.get("/", accept_language="de").text
    opened.unlock()
    opened.app.state.house.lock()
    assert '<html lang="en"' in opened.get("/", accept_language="de").text


def test_a_greeting_goes_by_the_hour() -> None:
    """Each hour has its words; nobody awake at night is wished a good evening or a good night."""
    hours = {0: "night", 4: "night", 5: "morning", 11: "morning", 12: "afternoon", 18: "evening"}
    german = {"night": "nachts", "morning": "Morgen", "afternoon": "Guten Tag", "evening": "Abend"}
    for hour, word in {**hours, 23: "evening"}.items():
        moment = datetime(2026, 11, 21, hour, tzinfo=UTC)
        assert word in greeting(moment)
        with speaking("de"):
            assert german[word] in greeting(moment)
