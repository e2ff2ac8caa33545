"""The one page that may follow an answer, its questions, and the way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.helplines import countries, sentences
from leeward.core.open_words import COUNTRY
from leeward.core.safety import Notice, Reply, VisitAnswers
from leeward.util.errors import InputError
from leeward.util.language import say
from leeward.web.asking import Needs, Page
from leeward.web.forms import Form, options
from leeward.web.helping import chosen_country, own_plan
from leeward.web.noticing import (
    ABOUT,
    HEARD,
    NOTICE,
    OFFER,
    THEN,
    after_answer,
    after_words,
    hear,
)
from leeward.web.pages.then.view_models import ANSWERS, then_view

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

AFRAID = frozenset({Reply.YES, Reply.UNSURE})


def on(ask: Ask) -> str:
    """Return where a person goes on to."""
    return "/t" if ask.is_open else "/"


def route(ask: Ask) -> Response:
    """Show what follows, or take the answer given there."""
    return take(ask) if ask.posted else show(ask)


def show(ask: Ask) -> Response:
    """Show the message, or the one neutral line, once."""
    notice = ask.session.kept.get(NOTICE)
    if not isinstance(notice, Notice):
        if ask.session.kept.pop(HEARD, None):
            return ask.page("then/heard.html", title=say("Notes"), back=on(ask))
        return ask.go(on(ask))
    if notice.offer is not None:
        # Never again for the same answer, not even after going back.
        ask.session.kept.pop(NOTICE, None)
        about = ask.session.kept.pop(ABOUT, "")
        known = isinstance(about, str) and ask.is_open and ask.journal.behind.may_keep(about)
        return ask.page(
            "then/offer.html",
            title=say("Notes"),
            line=notice.offer.line,
            again=f"/n/{about}/again" if known else "",
            back=on(ask),
        )
    country = chosen_country(ask)
    offer = ask.session.kept.get(OFFER)
    return ask.page(
        "then/then.html",
        title=say("Notes"),
        view=then_view(
            notice,
            country,
            is_open=ask.is_open,
            offer=offer if isinstance(offer, str) else "",
            people=ask.journal.settings.contacts if ask.is_open else (),
            planned=bool(own_plan(ask)),
        ),
        form=Form.of({"country": country}),
        countries=(("", say("Choose a country")), *countries()),
        text=sentences(),
        answers=options(ANSWERS),
        path=THEN,
        back=on(ask),
    )


def take(ask: Ask) -> Response:
    """Take a country, an answer to the question that follows, or a wish for quiet."""
    form = ask.form
    if "country" in form.items:
        known = {code for code, _ in countries()}
        ask.session.keep(COUNTRY, form.value("country") if form.value("country") in known else "")
        return ask.go(THEN)
    if form.value("asked"):
        return asked(ask, form.value("asked"), form.value("reply"))
    ask.session.kept.pop(NOTICE, None)
    ask.session.kept.pop(OFFER, None)
    if form.value("do") == "quiet" and ask.is_open:
        try:
            ask.journal.safety.mute(form.value("topic"))
        except InputError as error:
            return ask.go(on(ask), say=error.message)
        return ask.go(on(ask), say=say("Not shown for 30 days. Help stays where it is."))
    return ask.go(on(ask))


def answers_of(question: str, reply: str) -> VisitAnswers | None:
    """Turn the answer to a question that follows into what the rules read."""
    if reply not in set(Reply):
        return None
    said = Reply(reply)
    match question:
        case "about_to_act":
            return VisitAnswers(about_to_act=said)
        case "thoughts_of_killing_self":
            return VisitAnswers(thoughts_of_killing_self=said)
        case "are_you_safe":
            # Not being sure is met like not being safe: a page too many costs less.
            return VisitAnswers(not_safe_tapped=said is not Reply.YES)
        case "afraid_of_them":
            return VisitAnswers(afraid_of_them=said)
        case "consent":
            return VisitAnswers(unable=said is not Reply.YES)
        case _:
            return None


def asked(ask: Ask, question: str, reply: str) -> Response:
    """Judge again with one more answer; skipping leaves the page as it is."""
    made = answers_of(question, reply)
    if made is None:
        return ask.go(THEN)
    hear(ask, made)
    unfree = bool(made.unable) or made.afraid_of_them in AFRAID
    found = (
        after_answer(ask, unfree=True)
        if unfree and ask.is_open
        else after_words(ask, unfree=unfree)
    )
    if not found:
        ask.session.keep(HEARD, value=True)
    return ask.go(THEN)


PAGES = (Page(path=THEN, view=route, methods=("GET", "POST"), needs=Needs.NOTHING),)
