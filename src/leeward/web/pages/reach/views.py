"""People one feels safe with, when and how to find help, and what to bring along."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leeward.content.knowledge import page as reading_page
from leeward.content.reflections import section
from leeward.core.apart import GOAL
from leeward.events import Contact
from leeward.util.errors import InputError
from leeward.util.language import say
from leeward.web.asking import Needs, Page
from leeward.web.forms import NAME, Form
from leeward.web.reading import address

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

MOST = 24
READ = ("finding-help", "treatment", "not-alone")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One person of the list, as the form has them."""

    number: int
    name: str
    how: str


def people(ask: Ask) -> Response:
    """Keep a short list of people; nothing is ever sent to them from here."""
    settings = ask.journal.settings
    form = ask.form if ask.posted else Form.of(shown(settings.contacts))
    if ask.posted:
        made = read_people(form)
        if form.ok and not made and not settings.contacts:
            form.blame("name1", say("Give this one a name, any word you know them by."))
        if form.ok:
            try:
                ask.journal.preferences.change(replace(settings, contacts=made))
            except InputError as error:
                form.catch(error)
        if form.ok:
            return ask.go("/people", say=say("Kept."))
    kept = rows_of(form)
    return ask.page(
        "reach/people.html",
        title=say("People"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        kept=kept,
        free=max((row.number for row in kept), default=0) + 1,
    )


def rows_of(form: Form) -> tuple[Row, ...]:
    """Return the people in the form, also one without a name yet."""
    given = (
        Row(number=n, name=form.value(f"name{n}").strip(), how=form.value(f"how{n}").strip())
        for n in range(1, MOST + 1)
    )
    return tuple(row for row in given if row.name or row.how)


def shown(contacts: tuple[Contact, ...]) -> dict[str, str]:
    """Turn the stored list into what the form shows."""
    found: dict[str, str] = {}
    for n, contact in enumerate(contacts, start=1):
        found |= {f"name{n}": contact.name, f"how{n}": contact.how}
    return found


def read_people(form: Form) -> tuple[Contact, ...]:
    """Read the list; a line without a name is left out, and said so if it holds words."""
    found = []
    for n in range(1, MOST + 1):
        name = form.words(f"name{n}", limit=NAME)
        how = form.words(f"how{n}", limit=300)
        if name:
            found.append(Contact(name=name, how=how))
        elif how:
            form.blame(f"name{n}", say("Give this one a name, any word you know them by."))
    return tuple(found)


def find(ask: Ask) -> Response:
    """Say when it makes sense, whom to look for, what to ask and what to bring."""
    about = section("therapy")
    grounds = ask.journal.safety.grounds() if ask.is_open else ()
    goal = ask.journal.reflections.latest(GOAL) if ask.is_open else None
    return ask.page(
        "reach/find.html",
        title=say("Reading"),
        section="/m",
        about=about,
        is_open=ask.is_open,
        grounds=grounds,
        goal=goal.words.get("goal", "") if goal else "",
        reading=tuple((address(slug), reading_page(slug).title, "") for slug in READ)
        if ask.is_open
        else (),
        back="/m" if ask.is_open else "/h",
    )


PAGES = (
    Page(path="/people", view=people, methods=("GET", "POST"), hands_back=True),
    Page(path="/find", view=find, needs=Needs.NOTHING),
)
