"""All practices by need, one of them on its own, and the person's own ones."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leeward.content import labels
from leeward.content.practices import all_practices, is_closed, own_practice
from leeward.core.apart import PLAN
from leeward.events.vocabulary import Need
from leeward.util.errors import InputError
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.forms import NAME, Form
from leeward.web.noticing import closed, moment
from leeward.web.pages.pause.forms import fresh_flow
from leeward.web.pages.pause.view_models import PLAIN
from leeward.web.pages.pause.views import play

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.content.practice_types import Practice
    from leeward.events import Words
    from leeward.web.asking import Ask

NEEDS = (Need.CONNECTION, Need.COMFORT, Need.RELEASE, Need.DISTRACTION)
OWN_CAP = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One practice in a list."""

    path: str
    title: str
    lead: str
    dose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """The practices that serve one need."""

    need: str
    title: str
    hint: str
    items: tuple[Listed, ...]


def listed(one: Practice, words: Words, path: str) -> Listed:
    """Return a practice as a line."""
    return Listed(path=path, title=one.named(words), lead=one.lead, dose=one.dose.words)


def shelves(words: Words, shut: frozenset[str]) -> tuple[Shelf, ...]:
    """Return the practices by the need they serve, the first ones to try first."""
    ways = [one for one in all_practices() if not is_closed(one, shut)]
    return tuple(
        Shelf(
            need=need.value,
            title=labels.text(need, words),
            hint=labels.label(need).hint,
            items=tuple(
                listed(one, words, "/p" if one.id == PLAIN else f"/e/{one.id.lower()}")
                for one in ways
                if need in one.needs and one.id != PLAIN
            ),
        )
        for need in NEEDS
    )


def show(ask: Ask) -> Response:
    """Show all practices by need."""
    settings = ask.journal.settings
    own = tuple(
        listed(own_practice(name=name), settings.words, f"/e/o{n}")
        for n, name in enumerate(settings.own_practices)
    )
    return ask.page(
        "practice/index.html",
        title=say("Practices"),
        section="/m",
        shelves=shelves(settings.words, closed(ask)),
        own=own,
    )


def one(ask: Ask) -> Response:
    """Show one practice on its own, in its player."""
    name = ask.params["id"]
    own = ask.journal.settings.own_practices
    if name[:1] == "o" and name[1:].isdecimal() and len(name) < 5 and int(name[1:]) < len(own):
        way = f"own:{own[int(name[1:])]}"
    else:
        known = {p.id.lower(): p for p in all_practices()}
        found = known.get(name)
        if found is None or is_closed(found, closed(ask)):
            raise InputError(say("There is no such practice here."))
        way = found.id
    if way == PLAIN:
        return ask.go("/p")
    now = moment(ask)
    flow = fresh_flow(now, alone=True)
    return play(ask, replace(flow, way=way, since=int(now.timestamp())), Form())


def own(ask: Ask) -> Response:
    """Add or take away a practice of the person's own."""
    settings = ask.journal.settings
    form = ask.form
    if ask.posted:
        gone = form.value("gone")
        name = form.words("name", limit=NAME).strip()
        kept = tuple(n for n in settings.own_practices if n != gone)
        if not gone and not name:
            form.blame("name", say("Give it a name."))
        if not gone and len(kept) >= OWN_CAP:
            form.blame("name", say("There is room for {most}. Take one away first.", most=OWN_CAP))
        if form.ok:
            added = () if gone or name in kept else (name,)
            ask.journal.preferences.change(replace(settings, own_practices=(*kept, *added)))
            return ask.go("/e/own", say=say("Saved."))
    return ask.page(
        "practice/own.html",
        title=say("My own practices"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        own=settings.own_practices,
    )


def readable(ask: Ask) -> Response:
    """Let a person keep words of their own readable while locked, told what that means."""
    settings = ask.journal.settings
    if ask.posted:
        ask.journal.preferences.change(
            replace(
                settings,
                readable_while_locked=ask.form.yes("readable"),
                plan_while_locked=ask.form.yes("plan"),
            )
        )
        return ask.go("/e/shut", say=say("Saved."))
    return ask.page(
        "practice/shut.html",
        title=say("Readable while locked"),
        section="/m",
        form=Form.of(
            {
                "readable": "yes" if settings.readable_while_locked else "",
                "plan": "yes" if settings.plan_while_locked else "",
            }
        ),
        planned=ask.journal.reflections.latest(PLAN) is not None,
        values=settings.values_line,
        people=tuple(one.name for one in settings.contacts),
    )


PAGES = (
    Page(path="/e", view=show),
    Page(path="/e/own", view=own, methods=("GET", "POST"), hands_back=True),
    Page(path="/e/shut", view=readable, methods=("GET", "POST")),
    Page(path="/e/{id}", view=one),
)
