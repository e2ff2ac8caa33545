"""The day after: asked only where the person asked for it, and never about what was not free."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from leeward.core.opening import over_memory
from leeward.events import Episode, LookBack, Settings
from leeward.events.vocabulary import Consent, Kind
from leeward.util.clock import utc_now
from leeward.web.forms import Form
from leeward.web.pages.day_after.views import read, waiting

if TYPE_CHECKING:
    from web.conftest import Visit

EPISODE = "0" * 32


@pytest.mark.parametrize(
    ("hours", "wished", "consent", "asked"),
    [
        (24, True, None, True),
        (24, True, Consent.FREE, True),
        (24, False, None, False),
        (4, True, None, False),
        (60, True, None, False),
        (24, True, Consent.PRESSURED, False),
    ],
)
def test_who_is_asked(hours: float, *, wished: bool, consent: Consent | None, asked: bool) -> None:
    """Only after about a day, only where wished for, only where it was free."""
    now = utc_now()
    journal = over_memory()
    journal.preferences.change(Settings(next_day_question=wished))
    journal.look_backs.add(
        Episode(kind=Kind.PARTNERED),
        LookBack(episode=EPISODE, relief=4, consent=consent),
        at=now - timedelta(hours=hours),
    )
    assert bool(waiting(journal, now)) is asked
    journal.close()


def test_answers_are_read_and_nothing_is_asked_for() -> None:
    """One answer is enough, none is said kindly."""
    made = read(Form.of({"good_words": "the sleep", "freer": "7"}), EPISODE)
    assert made is not None
    assert (made.good_words, made.freer) == ("the sleep", 7)
    empty = Form()
    assert read(empty, EPISODE) is None
    assert empty.problem("good_words")


def test_the_page_keeps_the_answer_and_then_is_quiet(opened: Visit) -> None:
    """Once answered, it stands on Today no more."""
    journal = opened.app.state.house.journal
    journal.preferences.change(Settings(next_day_question=True))
    entry = journal.look_backs.add(Episode(kind=Kind.SOLO), at=utc_now() - timedelta(hours=20))[0]
    assert "The day after" in opened.get("/t").words
    opened.get(f"/d/{entry.id}")
    assert opened.post(f"/d/{entry.id}", {"good_words": "rest"}).location == "/t"
    assert "The day after" not in opened.get("/t").words
    assert journal.look_backs.find(entry.id).next_day.good_words == "rest"
