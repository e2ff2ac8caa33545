"""A form that changes something and was sent after the lock: its words come back."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from web.conftest import Answer, Visit

WORDS = "a walk by the water"


def lock_with_words(visit: Visit, path: str = "/week") -> Answer:
    """Lock while a form is open, then send it."""
    visit.get(path)
    visit.post("/lock")
    return visit.post(path, {"n": "", "good": WORDS, "helped": ""})


def hidden(page: Answer) -> dict[str, str | list[str]]:
    """The fields a page would send again."""
    return dict(re.findall(r'type="hidden" name="([a-z]+)" value="([^"]*)"', page.text))


def test_words_of_a_locked_form_come_back_and_can_be_saved(opened: Visit) -> None:
    """The lock page shows none of them; unlocking leads to them; one press stores them."""
    assert lock_with_words(opened).location == "/"
    page = opened.get("/")
    assert "Your words are kept." in page.words
    assert WORDS not in page.text
    answer = opened.post("/u", {"passphrase": "lantern gravel pillow orchard seven"})
    assert answer.location == "/u/back"
    back = opened.get("/u/back")
    assert WORDS in back.words
    assert 'action="/week"' in back.text
    assert opened.post("/week", hidden(back)).location == "/week"
    assert WORDS in opened.get("/j").words
    assert opened.get("/u/back").location == "/t"


def test_words_that_wait_are_told_on_every_page_until_let_go(opened: Visit) -> None:
    """Going elsewhere loses nothing; letting go stores nothing."""
    lock_with_words(opened)
    opened.unlock()
    assert "What you wrote before it locked is still here." in opened.get("/m").words
    assert opened.post("/u/back").location == "/t"
    assert "still here" not in opened.get("/m").words
    assert WORDS not in opened.get("/j").words


@pytest.mark.parametrize("door", ["/x", "/lock"])
def test_leaving_and_locking_again_throw_the_words_away(opened: Visit, door: str) -> None:
    """After Exit, or a second lock, nothing waits any more."""
    lock_with_words(opened)
    opened.post(door)
    assert "Your words are kept." not in opened.get("/").words
    opened.unlock()
    assert opened.get("/u/back").location == "/t"


def test_a_change_sent_after_the_lock_is_still_a_change(opened: Visit) -> None:
    """An edited check-in comes back as an edit, with the version it was made from."""
    opened.get("/t")
    opened.post("/t", {"distress": "6"})
    journal = opened.app.state.house.journal
    entry = journal.timeline.items()[0].entry.id
    seen = hidden(opened.get(f"/n/{entry}/edit"))["seen"]
    opened.post("/lock")
    sent: dict[str, str | list[str]] = {"seen": seen, "distress": "3", "emotions": ["calm", "joy"]}
    assert opened.post(f"/n/{entry}/edit", sent).location == "/"
    opened.unlock()
    back = opened.get("/u/back")
    assert re.findall(r'name="emotions" value="([a-z]+)"', back.text) == ["calm", "joy"]
    opened.post(f"/n/{entry}/edit", sent)
    items = opened.app.state.house.journal.timeline.items()
    assert [(i.entry.id, i.entry.body.distress) for i in items] == [(entry, 3)]


def test_an_empty_form_or_a_passphrase_is_never_kept(opened: Visit) -> None:
    """Nothing waits where nothing was written, nor from pages that ask for a passphrase."""
    opened.post("/lock")
    opened.post("/week", {"good": "  ", "n": "abc", "seen": "abc"})
    opened.post("/m/pass", {"old": "some words", "new": "others", "again": "others"})
    opened.post("/m/out", {"passphrase": "some words"})
    assert "Your words are kept." not in opened.get("/").words
