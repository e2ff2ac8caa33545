"""Conversations with oneself: one question a page where it is a conversation, all skippable."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

from leeward.content.reflections import relation_cards, relations_lead, section
from leeward.core.apart import FORMULATION, GOAL, PLAN
from leeward.util.errors import LeewardError
from leeward.util.ids import new_id
from leeward.util.language import mark, say
from leeward.web.asking import Page
from leeward.web.bonds import BondView, bond_view
from leeward.web.forms import NAME, Form
from leeward.web.noticing import closed, go_on
from leeward.web.pages.reflect.forms import names_of, read_answers, show_answers
from leeward.web.pages.reflect.view_models import (
    OWN,
    BesideView,
    beside_view,
    card_view,
    dial_trends,
    trends,
)
from leeward.web.reading import address
from leeward.web.writing import already_there, fresh_id

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.content.reflections import Prompt, Section
    from leeward.web.asking import Ask


class Way(Enum):
    """How a section is gone through: one question a page, afresh each time, or kept current."""

    TALK = "talk"
    AFRESH = "afresh"
    CURRENT = "current"


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """One conversation: its section, how it goes, and what may be read with it."""

    section: str
    way: Way
    hint: str = ""
    reading: tuple[str, ...] = ()

    def said_hint(self) -> str:
        """Return the hint in the language that is spoken."""
        return say(self.hint) if self.hint else ""


TALKS = {
    "five": Talk(
        section="self-questions",
        way=Way.TALK,
        hint=mark("Beside what your notes show"),
        reading=("five-questions", "two-faces"),
    ),
    "signs": Talk(
        section="signs",
        way=Way.TALK,
        hint=mark("Soft signs, no score"),
        reading=("quiet-signs", "free-to-choose"),
    ),
    "bonds": Talk(
        section="attachment",
        way=Way.AFRESH,
        hint=mark("Two dials that can turn"),
        reading=("two-dials", "safe-haven", "desire-when-safe", "strain-and-bond"),
    ),
    "values": Talk(
        section="values", way=Way.CURRENT, reading=("values-and-choice", "value-conflict")
    ),
    "night": Talk(section="hard-nights", way=Way.AFRESH, reading=("hard-nights", "shame")),
    "film": Talk(section="this-time", way=Way.AFRESH, hint=mark("One time, like a short film")),
    "picture": Talk(section=FORMULATION, way=Way.CURRENT, hint=mark("Five parts, strengths first")),
    "goal": Talk(section=GOAL, way=Way.CURRENT),
    "plan": Talk(section=PLAN, way=Way.CURRENT, hint=mark("Written on a better day")),
    "hour": Talk(section="session", way=Way.AFRESH),
}
INDEX = (
    (mark("Looking at it"), ("five", "signs", "bonds", "values", "night")),
    (mark("With someone who helps"), ("picture", "film", "goal", "hour")),
    (mark("For dark hours"), ("plan",)),
)


def index(ask: Ask) -> Response:
    """Show what one can look at."""
    groups = tuple(
        (
            say(title),
            tuple(
                (f"/r/{key}", section(TALKS[key].section).title, TALKS[key].said_hint())
                for key in keys
            ),
        )
        for title, keys in INDEX
    )
    return ask.page("reflect/index.html", title=say("Reflect"), section="/m", groups=groups)


def route(ask: Ask) -> Response:
    """Show a conversation, one step of it, or keep what was said."""
    key = ask.params["id"]
    talk = TALKS.get(key)
    if talk is None:
        return ask.go("/r")
    about = section(talk.section)
    if talk.way is Way.TALK:
        return step(ask, key, about)
    if not ask.posted:
        shown = (
            show_answers(ask.journal.reflections.latest(about.id))
            if talk.way is Way.CURRENT
            else {}
        )
        return whole(ask, key, talk, about, Form.of(shown))
    if not keep(ask, about):
        return whole(ask, key, talk, about, ask.form)
    if key == "bonds":
        return go_on(ask, "/r/bonds/now", say=say("Kept."))
    return go_on(ask, f"/r/{key}", say=say("Kept."))


def keep(ask: Ask, about: Section) -> bool:
    """Store a conversation once; return whether it is there."""
    form = ask.form
    answers = read_answers(form, about)
    bond = form.words("relationship", limit=NAME)
    before = ask.journal.reflections.latest(about.id)
    if form.ok and not already_there(ask):
        try:
            ask.journal.reflections.keep(
                about.id, answers, relationship=bond, entry_id=fresh_id(ask)
            )
        except LeewardError as error:
            form.blame(names_of(about.prompts[0])[0], error.message)
    if form.ok and about.id == "values":
        keep_line(ask, had_line=before is not None and "line" in before.words)
    return form.ok


def keep_line(ask: Ask, *, had_line: bool) -> None:
    """Let the person's own line stand in the pause; not while it clashes with what they believe.

    A line written in the settings stays where none was ever written here.
    """
    settings = ask.journal.settings
    clash = ask.form.rating("conflict") or 0
    line = "" if clash >= CLASH else ask.form.words("line", limit=300)
    if not line and clash < CLASH and not had_line:
        return
    ask.journal.preferences.change(replace(settings, values_line=line))


CLASH = 7


def whole(ask: Ask, key: str, talk: Talk, about: Section, form: Form) -> Response:
    """Show a section on one page."""
    reflections = ask.journal.reflections
    times = reflections.times(about.id)
    return ask.page(
        "reflect/whole.html",
        title=say("Notes"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        about=about,
        path=f"/r/{key}",
        new_id=form.value("n") or new_id(ask.journal.clock()),
        bonds=reflections.bonds(about.id) if key == "bonds" else None,
        before=times[-1].entry.id if times else "",
        current=talk.way is Way.CURRENT,
        reading=reading(talk),
        trends=trends(about, times, ask.journal.settings.zone) if key == "hour" else (),
    )


def reading(talk: Talk) -> tuple[tuple[str, str, str], ...]:
    """Return links to what can be read with it."""
    from leeward.content.knowledge import page  # noqa: PLC0415  reads every page once

    return tuple((address(slug), page(slug).title, "") for slug in talk.reading)


def step(ask: Ask, key: str, about: Section) -> Response:
    """Go through a conversation one question at a time; answers so far travel in the form."""
    form = ask.form if ask.posted else Form()
    total = len(about.prompts)
    here = form.number("step", low=0, high=total, default=0) if form.value("step") else 0
    if not ask.posted:
        return step_page(ask, key, about, form, 0)
    wish = form.value("go")
    if wish == "back":
        return step_page(ask, key, about, form, max(0, here - 1))
    read_answers(form, about)
    if not form.ok:
        return step_page(ask, key, about, form, here)
    if wish == "next" and here + 1 < total:
        return step_page(ask, key, about, form, here + 1)
    if keep(ask, about):
        return go_on(ask, f"/r/{key}/now", say=say("Kept."))
    return step_page(ask, key, about, form, here)


def step_page(ask: Ask, key: str, about: Section, form: Form, here: int) -> Response:
    """Show one question, with what the log shows beside it."""
    prompt = about.prompts[here]
    asked = names_of(prompt)
    carried = tuple(
        (name, form.value(name))
        for other in about.prompts
        for name in names_of(other)
        if name not in asked and form.value(name)
    )
    return ask.page(
        "reflect/step.html",
        title=say("Notes"),
        status=200 if form.ok else 422,
        form=form,
        about=about,
        prompt=prompt,
        here=here,
        total=len(about.prompts),
        carried=carried,
        path=f"/r/{key}",
        notes=beside(ask, prompt),
        new_id=form.value("n") or new_id(ask.journal.clock()),
        before=bool(ask.journal.reflections.times(about.id)),
    )


def beside(ask: Ask, prompt: Prompt) -> tuple[BesideView, ...]:
    """Return what the log shows beside a question; nothing from an empty one, or now closed."""
    journal = ask.journal
    if not prompt.beside or not journal.timeline.items() or "metrics" in closed(ask):
        return ()
    found = journal.reflections.beside(prompt.beside, journal.insights.page())
    return tuple(beside_view(one) for one in found)


def now(ask: Ask) -> Response:
    """Show how answers went over the months; for closeness with cards and own data beside."""
    key = ask.params["id"]
    talk = TALKS.get(key)
    if talk is None:
        return ask.go("/r")
    about = section(talk.section)
    reflections = ask.journal.reflections
    last = reflections.latest(about.id)
    if last is None:
        return ask.go(f"/r/{key}")
    zone = ask.journal.settings.zone
    times = reflections.times(about.id, relationship=last.relationship)
    bonds = key == "bonds"
    found = cards(ask) if bonds else ()
    words = {p.id: last.words[p.id] for p in about.prompts if p.id in last.words}
    return ask.page(
        "reflect/now.html",
        title=say("Notes"),
        section="/m",
        about=about,
        path=f"/r/{key}",
        bond=last.relationship,
        trends=dial_trends(times, [reflections.dials(t) for t in times], zone)
        if bonds
        else trends(about, times, zone),
        first=len(times) == 1,
        words=tuple((about.prompt(name).ask, said) for name, said in words.items()),
        entry=last.entry.id,
        lead=relations_lead() if bonds else "",
        cards=found,
        # Where the cards are closed, closeness is not the thing to look at either.
        stress=stress(ask) if found else None,
        reading=reading(talk),
    )


def stress(ask: Ask) -> BondView | None:
    """Return what the kept fit says of stress and the bond; None where there is none to show."""
    if "metrics" in closed(ask):
        return None
    found = ask.journal.cycle.bond()
    return None if found is None else bond_view(found)


def cards(ask: Ask) -> tuple[object, ...]:
    """Return the relation cards with the person's own log beside; none where they are closed."""
    shut = closed(ask)
    found = relation_cards(closed=shut)
    journal = ask.journal
    if not found or not journal.timeline.items() or "metrics" in shut:
        return tuple(card_view(card, ()) for card in found)
    page = journal.insights.page()
    return tuple(
        card_view(card, journal.reflections.beside(OWN.get(card.id, ()), page)) for card in found
    )


def two(ask: Ask) -> Response:
    """Show words for two; closed where something was not free."""
    talk = section("talk")
    if set(talk.closed_by) & closed(ask):
        return ask.go("/r")
    return ask.page("reflect/lists.html", title=say("Reading"), section="/m", about=talk)


PAGES = (
    Page(path="/r", view=index),
    Page(path="/two", view=two),
    Page(path="/r/{id}", view=route, methods=("GET", "POST"), hands_back=True),
    Page(path="/r/{id}/now", view=now),
)
