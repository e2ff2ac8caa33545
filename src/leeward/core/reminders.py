"""Gentle prompts at times or in windows a person sets, and what can be known of their arrival."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from hashlib import blake2b

from leeward.core.journal import Journal
from leeward.core.preferences import Preferences
from leeward.events import Entry, Reminder, ReminderLogged
from leeward.util.clock import day_of, from_local
from leeward.util.errors import InputError
from leeward.util.language import say

AHEAD_DAYS = 28
FRESH = timedelta(hours=2)
TEST_AFTER = timedelta(minutes=2)
ASK_FOR = timedelta(days=1)
TEST = "test"
MOST = 12


class State(StrEnum):
    """What can be known of a reminder: nothing else is ever written down."""

    MADE = "made"
    SHOWN = "shown"
    OPENED = "opened"
    TESTED = "tested"
    CAME = "came"
    NOT_COME = "not_come"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """One prompt: when (UTC), whose, and the neutral words it shows."""

    at: datetime
    reminder: str
    text: str


class Reminders:
    """Set, plan and check reminders. Silence is never counted against anybody."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def all(self) -> tuple[Reminder, ...]:
        """Return the reminders as they are set."""
        return self._journal.settings.reminders

    def add(self, reminder: Reminder) -> None:
        """Set a reminder; one of the same name is replaced.

        Raises:
            InputError: there are as many as fit.
        """
        kept = tuple(one for one in self.all() if one.name != reminder.name)
        if len(kept) >= MOST:
            raise InputError(
                say("There is room for {most}. Take one away first.", most=MOST), field="name"
            )
        seeded = replace(reminder, seed=reminder.seed or secrets.randbits(31))
        self._change((*kept, seeded))

    def remove(self, name: str) -> None:
        """Take a reminder away, at once."""
        self._change(tuple(one for one in self.all() if one.name != name))

    def _change(self, reminders: tuple[Reminder, ...]) -> None:
        settings = self._journal.settings
        Preferences(self._journal).change(replace(settings, reminders=reminders))

    def ahead(self, *, days: int = AHEAD_DAYS) -> tuple[Moment, ...]:
        """Return the prompts of the coming days, in order."""
        now = self._journal.clock()
        zone = self._journal.settings.zone
        first = day_of(now, zone)
        found = moments(self.all(), first=first, days=days, zone=zone)
        return tuple(one for one in found if one.at > now)

    def due(self) -> Moment | None:
        """Return the prompt of the last two hours that the app has not shown yet."""
        now = self._journal.clock()
        zone = self._journal.settings.zone
        today = moments(self.all(), first=day_of(now - FRESH, zone), days=2, zone=zone)
        recent = [one for one in today if now - FRESH <= one.at <= now]
        for one in reversed(recent):
            shown = self._log(one.reminder, State.SHOWN)
            if not any(entry.at >= one.at for entry in shown):
                return one
        return None

    def note(self, reminder: str, state: State) -> Entry:
        """Write down what is known: made, shown, opened, tested, came or not."""
        body = ReminderLogged(reminder=reminder, state=state.value)
        return self._journal.add(self._journal.make(body))[0]

    def log(self) -> tuple[tuple[Entry, ReminderLogged], ...]:
        """Return what is known of arrivals, the newest first."""
        found = [
            (entry, entry.body)
            for entry in self._journal.history().of(ReminderLogged)
            if isinstance(entry.body, ReminderLogged)
        ]
        return tuple(reversed(found))

    def begin_test(self) -> Moment:
        """Return an alarm in two minutes and note that it was asked for."""
        self.note(TEST, State.TESTED)
        return Moment(at=self._journal.clock() + TEST_AFTER, reminder=TEST, text=say("A moment"))

    def test_waits(self) -> datetime | None:
        """Return when the last test was begun, while it is still open whether it came."""
        for entry, body in self.log():
            if body.reminder == TEST:
                fresh = self._journal.clock() - entry.at <= ASK_FOR
                return entry.at if body.state == State.TESTED.value and fresh else None
        return None

    def _log(self, reminder: str, state: State) -> list[Entry]:
        return [
            entry
            for entry, body in self.log()
            if body.reminder == reminder and body.state == state.value
        ]


def moments(
    reminders: Sequence[Reminder], *, first: date, days: int, zone: str
) -> tuple[Moment, ...]:
    """Return every prompt of `days` days from `first`, in order; a pure function of its input.

    A minute that a clock change skips moves forward, as wall clocks do.
    """
    found = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        for one in reminders:
            if day.weekday() in one.days:
                wall = datetime.combine(day, one.at) + timedelta(minutes=_minute(one, day))
                found.append(Moment(at=from_local(wall, zone), reminder=one.name, text=one.text))
    return tuple(sorted(found, key=lambda moment: (moment.at, moment.reminder)))


def on_days(days: Sequence[date], *, at: time, zone: str, text: str) -> tuple[Moment, ...]:
    """Return one prompt on each of these days, as an experiment needs it."""
    return tuple(
        Moment(at=from_local(datetime.combine(day, at), zone), reminder="trial", text=text)
        for day in days
    )


def _minute(one: Reminder, day: date) -> int:
    """A minute of the window, uniform, from a hash: the same in the app and in every file."""
    if one.until is None:
        return 0
    length = (one.until.hour - one.at.hour) * 60 + one.until.minute - one.at.minute
    digest = blake2b(f"{one.seed}:{one.name}:{day.isoformat()}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big") * (length + 1) >> 64
