"""A journal that was here and is not: said kindly, with what to do, and nothing begun unasked."""

from __future__ import annotations

import shutil

import pytest
from starlette.applications import Starlette

from leeward.core.opening import Place
from leeward.events import CheckIn
from web.conftest import PASSPHRASE, Visit


@pytest.fixture
def gone(journal_there: Place, newcomer: Visit) -> Visit:
    """A browser the program opened after the file of a journal was moved away."""
    journal_there.path.rename(journal_there.path.with_name("elsewhere"))
    return newcomer


def test_a_journal_that_is_not_in_its_place_is_looked_for_first(gone: Visit, place: Place) -> None:
    """The place, the last day and three ways stand there; the pause and the numbers work."""
    page = gone.get("/")
    assert page.status == 200
    assert "The journal is not in its place" in page.words
    assert str(place.path) in page.words
    seen = place.last_seen()
    assert seen is not None
    assert f"{seen.day} {seen:%B %Y}" in page.words
    for way in ("Look for the file", "Go back to a copy", "leeward vault restore", "Begin anew"):
        assert way in page.words
    assert "A place out of the wind" not in page.words
    assert gone.get("/t").location == "/"
    assert gone.get("/p").status == gone.get("/h").status == 200
    assert not place.exists()


def test_the_file_put_back_opens_as_before(gone: Visit, place: Place) -> None:
    """Trying again with the file in its place shows the lock page, and it opens."""
    place.path.with_name("elsewhere").rename(place.path)
    assert "Passphrase" in gone.get("/").words
    assert gone.unlock().location == "/t"


def test_a_copy_put_there_opens_after_saying_so(gone: Visit, place: Place) -> None:
    """A copy under this name opens, once the person says that it is the one to go on with."""
    original = place.path.with_name("elsewhere")
    shutil.copy(original, place.path.with_name("copy"))
    original.rename(place.path)
    with place.open(PASSPHRASE) as journal:
        journal.check_ins.add(CheckIn(distress=4))
    place.path.with_name("copy").replace(place.path)
    assert "older" in gone.unlock().words
    answer = gone.post("/u", {"passphrase": PASSPHRASE, "accept_older": "yes"})
    assert answer.location == "/t"


def test_beginning_anew_stays_a_choice(gone: Visit, place: Place) -> None:
    """The first run is one press away and asks what it always asks."""
    assert 'href="/w"' in gone.get("/").text
    assert "Are you 18 or older?" in gone.get("/w").words
    assert gone.post("/w", {"age": "adult"}).location == "/w/2"
    assert not place.exists()


def test_a_browser_nobody_launched_learns_nothing(gone: Visit, app: Starlette) -> None:
    """Without the program's own link neither place nor day is told, nor a way to begin."""
    page = Visit(app).get("/")
    place: Place = app.state.house.place
    assert "The journal is not in its place" in page.words
    assert str(place.path) not in page.words
    seen = place.last_seen()
    assert seen is not None
    assert str(seen.year) not in page.words
    assert 'href="/w"' not in page.text
    assert "Help numbers" in page.words
    assert gone.get("/").status == 200


def test_it_is_said_in_german(gone: Visit) -> None:
    """A browser that wishes for German reads it in German, the day too."""
    page = gone.get("/", accept_language="de")
    assert "Das Tagebuch ist nicht an seinem Platz" in page.words
    assert "Nach der Datei suchen" in page.words
    assert "The journal" not in page.words


@pytest.mark.parametrize("how", ["never", "destroyed", "garbled"])
def test_where_no_journal_was_the_first_run_stands(newcomer: Visit, place: Place, how: str) -> None:
    """Nothing seen, or destroyed on purpose, or a witness nobody can read: the first run."""
    if how == "destroyed":
        place.create(PASSPHRASE).leeward.close()
        place.destroy()
    if how == "garbled":
        assert place.state is not None
        place.state.mkdir()
        (place.state / f"{'0' * 32}.json").write_text(
            '{"place": 1, "chain": "", "public": "", "day": "x"}'
        )
    assert place.last_seen() is None
    assert newcomer.get("/").location == "/w"
    assert "A place out of the wind" in newcomer.get("/w").words
