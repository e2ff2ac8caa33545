"""Reminders: set them, take the file, see what arrived, and test that they do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time
from typing import TYPE_CHECKING

from starlette.responses import Response

from leeward.core.reminders import State, on_days
from leeward.events import Reminder
from leeward.exchange.calendar.write import calendar
from leeward.util.clock import local
from leeward.util.errors import InputError
from leeward.util.language import mark, say
from leeward.util.said import day_and_clock, quoted, short_weekday, weekday
from leeward.web.asking import Page
from leeward.web.forms import NAME, Form, options
from leeward.web.wording import clock_words

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from leeward.core.reminders import Moment
    from leeward.web.asking import Ask

TEXTS = (mark("A moment"), mark("Tea"), mark("Stretch"), mark("Window open"))
STATES = {
    State.MADE.value: mark("put into a calendar file"),
    State.SHOWN.value: mark("shown here"),
    State.OPENED.value: mark("opened here"),
    State.TESTED.value: mark("test asked for"),
    State.CAME.value: mark("it came"),
    State.NOT_COME.value: mark("it did not come"),
}
LOG_SHOWN, AHEAD_SHOWN = 12, 5
TEST = mark("test")


@dataclass(frozen=True, slots=True, kw_only=True)
class Set:
    """One reminder as it is set."""

    name: str
    when: str
    days: str
    text: str


def page(ask: Ask, form: Form) -> Response:
    """Show the reminders, what comes, what was seen, and the test."""
    journal = ask.journal
    zone = journal.settings.zone
    waits = journal.reminders.test_waits()
    return ask.page(
        "practice/bell.html",
        title=say("Reminders"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        every=tuple(as_set(one) for one in journal.reminders.all()),
        ahead=tuple(coming(one, zone) for one in journal.reminders.ahead(days=7)[:AHEAD_SHOWN]),
        log=tuple(
            (when_words(local(entry.at, zone)), name_of(body.reminder), state_words(body.state))
            for entry, body in journal.reminders.log()[:LOG_SHOWN]
        ),
        tested=clock_words(local(waits, zone)) if waits else "",
        weekdays=tuple((str(n), weekday(n)) for n in range(7)),
        texts=options((text, text) for text in TEXTS),
    )


def name_of(reminder: str) -> str:
    """Return the person's own name of a reminder, or what the test is called."""
    return say(TEST) if reminder == TEST else reminder


def state_words(state: str) -> str:
    """Say what is known of a reminder; a state of a newer version is left out."""
    return say(STATES[state]) if state in STATES else ""


def as_set(one: Reminder) -> Set:
    """Say how a reminder is set."""
    start = f"{one.at:%H:%M}"
    when = start
    if one.until is not None:
        when = say("once between {start} and {end}", start=start, end=f"{one.until:%H:%M}")
    days = say("every day") if len(one.days) == 7 else ", ".join(map(short_weekday, one.days))
    return Set(name=one.name, when=when, days=days, text=quoted(say(one.text)))


def coming(one: Moment, zone: str) -> str:
    """Say when a prompt comes."""
    return when_words(local(one.at, zone))


def when_words(wall: datetime) -> str:
    """Say a day and a time."""
    return day_and_clock(wall)


def read(form: Form) -> Reminder | None:
    """Read a reminder, or None with the problems noted."""
    start, end = read_time(form, "at"), read_time(form, "until")
    name = form.words("name", limit=NAME).strip()
    if start is None and not form.problem("at"):
        form.blame("at", say("Give a time, like 18:30."))
    raw = form.items.get("days", [])
    days = tuple(sorted({int(d) for d in raw if d in {str(n) for n in range(7)}}))
    text = form.value("text") or TEXTS[0]
    if text not in TEXTS:
        form.blame("text", say("Choose one of the words shown."))
    if not form.ok or start is None:
        return None
    try:
        return Reminder(
            name=name or f"{start:%H:%M}",
            at=start,
            until=end,
            days=days or tuple(range(7)),
            text=text,
        )
    except InputError as error:
        form.catch(error)
        return None


def read_time(form: Form, name: str) -> time | None:
    """Read a wall-clock time; empty is None."""
    raw = form.value(name).strip()
    if not raw:
        return None
    try:
        found = time.fromisoformat(raw)
    except ValueError:
        found = None
    if found is None or found.tzinfo is not None:
        form.blame(name, say("Give a time, like 18:30."))
        return None
    return found.replace(second=0, microsecond=0)


def route(ask: Ask) -> Response:
    """Show the page; set or take away a reminder; take the answer to a test."""
    form, reminders = ask.form, ask.journal.reminders
    if not ask.posted:
        return page(ask, Form())
    if form.value("gone"):
        reminders.remove(form.value("gone"))
        return ask.go("/e/bell", say=say("Taken away."))
    if form.value("came"):
        state = State.CAME if form.value("came") == "yes" else State.NOT_COME
        reminders.note(TEST, state)
        return ask.go("/e/bell", say=say(ARRIVED if state is State.CAME else NOT_ARRIVED))
    made = read(form)
    if made is None:
        return page(ask, form)
    try:
        reminders.add(made)
    except InputError as error:
        form.catch(error)
        return page(ask, form)
    return ask.go("/e/bell", say=say("Saved. Take the file into your calendar next."))


ARRIVED = mark("Good: it arrives on this device.")
NOT_ARRIVED = mark("Noted. Look whether your calendar may show alarms, then test again.")


def file(ask: Ask) -> Response:
    """Hand out the calendar file of the coming weeks."""
    moments = ask.journal.reminders.ahead()
    if not moments:
        ask.form.blame("name", say("Set a reminder first."))
        return page(ask, ask.form)
    for name in sorted({one.reminder for one in moments}):
        ask.journal.reminders.note(name, State.MADE)
    return handed(ask, moments)


def test(ask: Ask) -> Response:
    """Hand out an alarm in two minutes; the page then asks whether it came."""
    return handed(ask, (ask.journal.reminders.begin_test(),))


def days(ask: Ask) -> Response:
    """Hand out the prompted days of a running experiment."""
    one = ask.journal.experiments.one(ask.form.value("id"))
    at = read_time(ask.form, "at") or time(18)
    if one.stated.outcome != "evening_distress":
        raise InputError(say("That experiment needs no calendar."))
    prompted = ask.journal.experiments.prompted_days(one)
    return handed(ask, on_days(prompted, at=at, zone=ask.journal.settings.zone, text=TEXTS[0]))


def opened(ask: Ask) -> Response:
    """Note that a prompt was opened from inside the app, and go to the pause."""
    name = ask.form.value("name")
    if name in {one.name for one in ask.journal.reminders.all()}:
        ask.journal.reminders.note(name, State.OPENED)
    return ask.go("/p")


def handed(ask: Ask, moments: Sequence[Moment]) -> Response:
    """Return a calendar file under a plain name."""
    return Response(
        calendar(moments, now=ask.journal.clock()),
        media_type="text/calendar; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="moments.ics"'},
    )


PAGES = (
    Page(path="/e/bell", view=route, methods=("GET", "POST")),
    Page(path="/e/bell/file", view=file, methods=("POST",)),
    Page(path="/e/bell/test", view=test, methods=("POST",)),
    Page(path="/e/bell/days", view=days, methods=("POST",)),
    Page(path="/e/bell/open", view=opened, methods=("POST",)),
)
