"""What helps, experiments and reminders as pages."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from leeward.core.what_helps import HelpLine
from leeward.events import PauseEnded, PauseEnding
from leeward.events.vocabulary import Need
from leeward.util.intervals import Estimate, NotEnough
from support.journals import Ticking, memory

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Visit

POINTS = Estimate(
    value=1.3,
    low=0.4,
    high=2.2,
    level=0.95,
    unit="points of 10",
    n=44,
    n_of="offers",
    estimand="effect",
    caveat="",
)
EARLY = NotEnough(have=3, more=12, n_of="offers", estimand="effect", why="Too few.")


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal behind a visit."""
    journal: Leeward = visit.app.state.house.journal
    return journal


def test_nothing_offered_yet_is_said_without_a_goal(opened: Visit) -> None:
    """An empty page promises nothing and counts nothing."""
    words = opened.get("/e/how").words
    assert "Nothing was offered by chance so far" in words


@pytest.mark.parametrize(("helps", "less"), [(True, False), (False, True), (False, False)])
def test_helps_is_said_only_where_it_may_be(
    opened: Visit, monkeypatch: pytest.MonkeyPatch, *, helps: bool, less: bool
) -> None:
    """The word stands for a way only when its contrast has earned it."""
    lines = (
        HelpLine(way="P1", answer=POINTS, helps=helps, less=less),
        HelpLine(way="P3", answer=EARLY, helps=False, less=False),
    )
    monkeypatch.setattr("leeward.core.what_helps.WhatHelps.lines", lambda _self: lines)
    words = opened.get("/e/how").words
    assert ("helps you" in words) is helps
    assert ("answers were lower" in words) is less
    assert ("No difference seen so far" in words) is (not helps and not less)
    assert "+0.4 to +2.2" in words
    assert "about 12 more answers would do" in words


def test_while_it_is_worked_out_the_page_says_so(
    opened: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A long history never holds the page up; it comes back by itself."""
    monkeypatch.setattr("leeward.core.what_helps.WhatHelps.lines", lambda _self: None)
    page = opened.get("/e/how")
    assert "comes back by itself" in page.words
    assert 'http-equiv="refresh"' in page.text


def test_what_helps_is_kept_until_something_new_comes(opened: Visit) -> None:
    """The same journal is worked out once; a new entry makes it anew."""
    journal = journal_of(opened)
    first = journal.what_helps.lines(patience=20)
    assert first is journal.what_helps.lines(patience=20)
    pause = journal.pauses.start().id
    journal.suggestions.offer(pause, Need.COMFORT, distress=4, seed=3)
    journal.pauses.end(PauseEnded(pause=pause, ending=PauseEnding.FINISHED, need_met=6, freer=6))
    again = journal.what_helps.lines(patience=20)
    assert again
    assert all(isinstance(line.answer, NotEnough) for line in again)


def test_an_experiment_is_stated_run_and_ended(opened: Visit) -> None:
    """The plan is shown first; while it runs there is nothing to see; ending says cut short."""
    opened.get("/e/try")
    assert opened.post("/e/try", {"what": "ways", "first": "P3", "second": "P3"}).status == 422
    answer = opened.post(
        "/e/try",
        {"what": "ways", "first": "P3", "second": "P19", "outcome": "need_met", "units": "32"},
    )
    assert answer.status == 303
    words = opened.get(answer.location).words
    assert "0 of 32 pauses so far" in words
    assert "nothing to see before that" in words
    assert "We look after 16 and 32 pauses" in words
    assert "One runs at a time" in opened.get("/e/try").words
    opened.post(answer.location, {"act": "stop"})
    ended = opened.get(answer.location).words
    assert "Too few answers" in ended
    assert "nothing to see" not in ended


def test_a_prompt_experiment_hands_out_its_days(opened: Visit) -> None:
    """Half of the days stand in the file, at the chosen time."""
    opened.get("/e/try")
    answer = opened.post("/e/try", {"what": "prompts", "days": "32"})
    opened.get(answer.location)
    name = answer.location.rpartition("/")[2]
    got = opened.post("/e/bell/days", {"id": name, "at": "17:45"})
    assert got.header("content-type").startswith("text/calendar")
    assert got.text.count("BEGIN:VEVENT") == 16


def test_reminders_are_set_handed_out_tested_and_taken_away(opened: Visit) -> None:
    """Set, file, test, answer, gone; the log holds what is known and no reproach."""
    opened.get("/e/bell")
    assert opened.post("/e/bell/file").status == 422
    assert opened.post("/e/bell", {"at": ""}).status == 422
    assert opened.post("/e/bell", {"at": "10:00", "until": "09:00"}).status == 422
    opened.post("/e/bell", {"at": "18:30", "days": ["0", "4"], "name": "after work"})
    words = opened.get("/e/bell").words
    assert "18:30, Mon, Fri" in words
    got = opened.post("/e/bell/file")
    assert got.text.count("BEGIN:VEVENT") in {7, 8}
    assert 'filename="moments.ics"' in got.header("content-disposition")
    assert "after work" not in got.text
    test = opened.post("/e/bell/test")
    assert test.text.count("BEGIN:VALARM") == 1
    assert "Did it come?" in opened.get("/e/bell").words
    opened.post("/e/bell", {"came": "no"})
    words = opened.get("/e/bell").words
    assert "Did it come?" not in words
    assert "it did not come" in words
    opened.post("/e/bell", {"gone": "after work"})
    assert "None. That is fine too." in opened.get("/e/bell").words


def test_a_prompt_shows_on_today_once_and_leads_to_the_pause(opened: Visit) -> None:
    """What is due stands on Today; opening it is noted and goes to the pause."""
    journal = journal_of(opened)
    now = journal.clock() - timedelta(minutes=20)
    opened.get("/e/bell")
    opened.post("/e/bell", {"at": f"{now:%H:%M}", "name": "soft"})
    journal.preferences.change(
        type(journal.settings)(zone="UTC", reminders=journal.settings.reminders)
    )
    first = opened.get("/t")
    assert "A moment, if you like" in first.words
    assert "A moment, if you like" not in opened.get("/t").words
    assert opened.post("/e/bell/open", {"name": "soft"}).location == "/p"
    assert {body.state for _, body in journal.reminders.log()} == {"shown", "opened"}


def test_a_finished_trial_says_what_came_out_with_its_range(opened: Visit) -> None:
    """Verdict, range, number of answers and both means stand there, in either language."""
    clock = Ticking()
    journal = memory(clock)
    planned = journal.experiments.compare("P3", "P19", outcome="need_met", units=32)
    for _ in range(32):
        pause = journal.pauses.start().id
        first = journal.experiments.offer(pause, Need.DISTRACTION, distress=5).offer.ways[0]
        met = 8 if first == "P3" else 3
        journal.pauses.end(PauseEnded(pause=pause, ending=PauseEnding.FINISHED, need_met=met))
        clock.go_on(hours=7)
    house = opened.app.state.house
    house.journal.close()
    house.journal = journal
    said = " ".join(opened.get(f"/e/try/{planned.id}").words.split())
    assert "did better than" in said
    assert re.search(r"likely \+\d\.\d to \+\d\.\d", said)
    assert "from 32 answers" in said
    assert re.search(r"Mean of your answers: “[^”]+” 8\.0; “[^”]+” 3\.0\.", said)
    assert "One such trial in twenty" in said
    journal.preferences.change(replace(journal.settings, language="de"))
    german = opened.get(f"/e/try/{planned.id}").words
    assert re.search(r"Mittel deiner Antworten: „[^“]+“ 8,0; „[^“]+“ 3,0\.", german)
