"""Reminders: the moments a person set, the same everywhere, and only what can be known."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from leeward.core.reminders import State, moments
from leeward.events import Reminder, Settings
from leeward.exchange.calendar.write import calendar
from leeward.util.errors import InputError
from support.journals import Ticking, memory

BERLIN = "Europe/Berlin"
EVENING = Reminder(name="evening", at=time(18, 30))
WINDOW = Reminder(name="some time", at=time(9), until=time(12), days=(0, 2), seed=7)


def test_a_set_time_is_the_persons_own_clock_across_a_clock_change() -> None:
    """Half past six stays half past six when clocks go back."""
    found = moments([EVENING], first=date(2026, 10, 24), days=2, zone=BERLIN)
    assert [m.at.astimezone(ZoneInfo(BERLIN)).hour for m in found] == [18, 18]
    assert (found[1].at - found[0].at).total_seconds() == 25 * 3600


@given(seed=st.integers(1, 10**6), length=st.integers(1, 600))
def test_a_random_moment_lies_in_its_window_and_stays_the_same(seed: int, length: int) -> None:
    """Chance picks the minute inside the window, and the same one in app and file."""
    until = time((9 * 60 + length) // 60, length % 60)
    one = Reminder(name="w", at=time(9), until=until, seed=seed)
    first = moments([one], first=date(2026, 11, 2), days=7, zone=BERLIN)
    assert first == moments([one], first=date(2026, 11, 2), days=7, zone=BERLIN)
    for moment in first:
        wall = moment.at.astimezone(ZoneInfo(BERLIN)).time()
        assert one.at <= wall <= until


def test_random_minutes_use_the_whole_window() -> None:
    """Over many days both halves of a window get about half."""
    found = moments([WINDOW], first=date(2026, 1, 5), days=1400, zone="UTC")
    early = sum(m.at.time() < time(10, 30) for m in found)
    assert len(found) == 400
    assert {m.at.weekday() for m in found} == {0, 2}
    assert 150 < early < 250


def test_a_window_or_a_week_that_cannot_be_is_refused() -> None:
    """An empty window and no day at all are said beside their field."""
    with pytest.raises(InputError) as wrong:
        Reminder(name="x", at=time(9), until=time(9))
    assert wrong.value.field == "until"
    with pytest.raises(InputError):
        Reminder(name="x", at=time(9), days=())


def test_the_app_shows_a_prompt_once_while_it_is_fresh() -> None:
    """Within two hours it is due; shown or gone by, it leaves no word behind."""
    clock = Ticking(datetime(2026, 11, 3, 18, 0, tzinfo=UTC))
    journal = memory(clock)
    journal.preferences.change(Settings(zone="UTC"))
    journal.reminders.add(EVENING)
    assert journal.reminders.due() is None
    clock.go_on(minutes=45)
    due = journal.reminders.due()
    assert due is not None
    journal.reminders.note(due.reminder, State.SHOWN)
    assert journal.reminders.due() is None
    clock.go_on(hours=24)
    assert journal.reminders.due() is not None
    clock.go_on(hours=5)
    assert journal.reminders.due() is None
    assert {body.state for _, body in journal.reminders.log()} == {"shown"}


def test_the_self_test_asks_until_it_is_answered() -> None:
    """An alarm in two minutes, then one question; an answer or a day closes it."""
    clock = Ticking()
    journal = memory(clock)
    alarm = journal.reminders.begin_test()
    assert (alarm.at - clock.now).total_seconds() == 120
    assert journal.reminders.test_waits() == clock.now
    clock.go_on(minutes=3)
    journal.reminders.note("test", State.CAME)
    assert journal.reminders.test_waits() is None
    journal.reminders.begin_test()
    clock.go_on(days=2)
    assert journal.reminders.test_waits() is None


def test_a_calendar_file_is_plain_and_rings_at_the_moment() -> None:
    """Each event has its alarm at its start, and no word tells what it is for."""
    now = datetime(2026, 11, 1, tzinfo=UTC)
    found = moments([EVENING, WINDOW], first=date(2026, 11, 2), days=7, zone=BERLIN)
    body = calendar(found, now=now)
    read = Calendar.from_ical(body)
    events = list(read.walk("VEVENT"))
    assert [e.decoded("dtstart") for e in events] == [m.at for m in found]
    assert all(len(list(e.walk("VALARM"))) == 1 for e in events)
    assert len({str(e["uid"]) for e in events}) == len(events)
    lower = body.decode().lower()
    assert not [w for w in ("leeward", "evening", "pause", "urge", "sex", "cope") if w in lower]
    assert calendar(found, now=now) == body


def test_adding_replaces_by_name_and_taking_away_is_at_once() -> None:
    """One name, one reminder; none is set by itself."""
    clock = Ticking()
    journal = memory(clock)
    assert journal.reminders.all() == ()
    journal.reminders.add(EVENING)
    clock.go_on(seconds=1)
    journal.reminders.add(Reminder(name="evening", at=time(20)))
    assert [one.at for one in journal.reminders.all()] == [time(20)]
    clock.go_on(seconds=1)
    journal.reminders.remove("evening")
    assert journal.reminders.ahead() == ()
