"""The lock page: a clock, a passphrase, and what works without opening."""

from __future__ import annotations

import calendar
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from starlette.responses import Response

from leeward.core.opening import (
    DamagedVaultError,
    OlderCopyError,
    VaultError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from leeward.util.clock import local, system_zone
from leeward.util.errors import InputError
from leeward.util.ids import new_id
from leeward.util.language import mark, say, say_count
from leeward.util.said import day_of_year, month_and_year, weekday
from leeward.web.asking import Needs, Page
from leeward.web.forms import Form
from leeward.web.handing import BACK, handed
from leeward.web.noticing import THEN, late
from leeward.web.pages.today.forms import read_check_in
from leeward.web.sealing import seal
from leeward.web.wording import clock_words, day_words

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from leeward.web.asking import Ask

FREE_TRIES = 5
SLOW_SECONDS = 2.0
WRONG = mark(
    "That passphrase does not open this. Nothing is lost; try again, or use your recovery key."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class LockView:
    """A clock and a date, and how many sealed notes wait."""

    clock: str
    day: str
    sealed: str
    just_sealed: bool
    handed: bool


def here() -> datetime:
    """Return this moment on this machine's clock."""
    return local(datetime.now(UTC), system_zone())


def waiting(ask: Ask) -> int:
    """Return how many sealed notes wait; the locked file tells no more than that."""
    try:
        return ask.house.place.info().waiting
    except VaultError:
        return 0


def home(ask: Ask) -> Response:
    """Answer the front door: Today where it is open, first run where nothing ever was."""
    if ask.is_open:
        return ask.go("/t")
    if ask.house.place.exists():
        return locked(ask, Form())
    seen = ask.house.place.last_seen()
    return missing(ask, seen) if seen else ask.go("/w")


def missing(ask: Ask, seen: date) -> Response:
    """Say that the journal is not where it was, and what can be done; nobody begins anew unasked.

    Where it lay and when it was used is told to whoever started the program, as beginning is.
    """
    return ask.page(
        "door/missing.html",
        title=say("Notes"),
        launched=ask.session.launched,
        place=str(ask.house.place.path),
        day=day_of_year(seen),
    )


def locked(ask: Ask, form: Form) -> Response:
    """Show the lock page."""
    now = here()
    count = waiting(ask)
    said = ask.session.take_flash()
    view = LockView(
        clock=clock_words(now),
        day=day_words(now.date()),
        sealed=say_count(
            "{n} note waits here, sealed. Nothing of it can be read from this screen.",
            "{n} notes wait here, sealed. Nothing of it can be read from this screen.",
            count,
        )
        if count
        else "",
        just_sealed=said.get("text") == "sealed",
        handed=handed(ask.session) is not None,
    )
    return ask.page(
        "door/locked.html",
        title=say("Notes"),
        status=200 if form.ok else 422,
        form=form,
        view=view,
        older=form.value("accept_older") == "ask",
        salvage=form.value("salvage") == "ask",
    )


def unlock(ask: Ask) -> Response:
    """Open with the passphrase; every wrong try after the fifth takes longer."""
    form = ask.form
    slow_down(ask)
    try:
        journal = opened(ask, form) or ask.house.place.open(
            form.value("passphrase"),
            accept_older=form.value("accept_older") == "yes",
            salvage=form.value("salvage") == "yes",
            read_only=form.value("salvage") == "yes",
        )
    except WrongPassphraseError:
        ask.house.misses += 1
        form.blame("passphrase", say(WRONG))
    except OlderCopyError as error:
        form.blame("passphrase", error.message)
        form.items["accept_older"] = ["ask"]
    except DamagedVaultError as error:
        form.blame("passphrase", error.message)
        form.items["salvage"] = ["ask"]
    except VaultError as error:
        form.blame("passphrase", error.message)
    else:
        ask.house.misses = 0
        ask.session = ask.house.take(journal, ask.session)
        return ask.go(THEN if ask.is_open and late(ask) else way_in(ask))
    return locked(ask, form)


def way_in(ask: Ask) -> str:
    """Return where unlocking leads: to words that wait, or to Today."""
    return BACK if handed(ask.session) else "/t"


def back(ask: Ask) -> Response:
    """Show the words of a form that was sent while locked, to be saved or let go."""
    if ask.posted:
        return ask.go("/t", say=say("Let go. Nothing of it was stored."))
    found = handed(ask.session)
    if found is None:
        return ask.go("/t")
    return ask.page(
        "door/back.html",
        title=say("Note"),
        path=found.path,
        fields=found.fields,
        said=tuple(value for _, value in found.fields if " " in value.strip()),
    )


def opened(ask: Ask, form: Form) -> Leeward | None:
    """Return the journal where another window has it open, once the passphrase was right."""
    journal = ask.house.journal
    if journal is None or journal.care is None:
        return None
    journal.care.check_passphrase(form.value("passphrase"))
    return journal


def slow_down(ask: Ask) -> None:
    """Wait before another try where many went wrong; guessing by hand stays possible, slowly."""
    if ask.house.misses >= FREE_TRIES:
        time.sleep(SLOW_SECONDS)


def recover(ask: Ask) -> Response:
    """Open with the recovery key and choose a new passphrase."""
    form = ask.form
    if ask.posted:
        new = form.value("new")
        if not form.value("words").strip():
            form.blame("words", say("Type your 24 words first."))
        if new != form.value("again"):
            form.blame("again", say("The two do not match. Type the same passphrase twice."))
        if form.ok:
            slow_down(ask)
            try:
                journal = ask.house.place.recover(form.value("words"), new=new)
            except WrongRecoveryKeyError as error:
                ask.house.misses += 1
                form.blame("words", error.message)
            except InputError as error:
                form.blame("new", error.message)
            except VaultError as error:
                form.blame("words", error.message)
            else:
                ask.house.misses = 0
                ask.session = ask.house.take(journal, ask.session)
                on = THEN if ask.is_open and late(ask) else way_in(ask)
                return ask.go(on, say=say("Open again, with your new passphrase."))
    return ask.page(
        "door/recover.html", title=say("Notes"), status=200 if form.ok else 422, form=form
    )


def note(ask: Ask) -> Response:
    """Write a check-in or a note without opening; it is sealed and cannot be read back here."""
    if ask.posted:
        return seal(ask, read_check_in(ask.form), ask.form)
    return ask.page(
        "door/note.html",
        title=say("Note"),
        form=Form(),
        new_id=new_id(datetime.now(UTC)),
        own_triggers=(),
    )


def still(_ask: Ask) -> Response:
    """Take note that somebody is still writing; being asked is enough."""
    return Response(status_code=204)


def neutral(ask: Ask) -> Response:
    """Show this month's calendar: the page that stands there after leaving."""
    now = here()
    names = tuple(weekday(n) for n in range(7))
    weeks = calendar.Calendar(firstweekday=0).monthdatescalendar(now.year, now.month)
    return ask.page(
        "door/neutral.html",
        title=say("Calendar"),
        month=month_and_year(now.date()),
        names=tuple(day[:2] for day in names),
        full_names=names,
        weeks=tuple(tuple(cell(day, now.date()) for day in week) for week in weeks),
    )


def cell(day: date, today: date) -> tuple[str, bool]:
    """Return a day's number, empty outside the month, and whether it is today."""
    return (str(day.day) if day.month == today.month else "", day == today)


PAGES = (
    Page(path="/", view=home, needs=Needs.NOTHING),
    Page(path="/b", view=neutral, needs=Needs.NOTHING),
    Page(path="/still", view=still, methods=("POST",)),
    Page(path="/u", view=unlock, methods=("POST",), needs=Needs.JOURNAL),
    Page(path="/u/key", view=recover, methods=("GET", "POST"), needs=Needs.JOURNAL),
    Page(path=BACK, view=back, methods=("GET", "POST")),
    Page(path="/u/note", view=note, methods=("GET", "POST"), needs=Needs.JOURNAL),
)
