"""An optional check-up: one topic a page, never asked for, kept only with a tick."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.knowledge import page as reading_page
from leeward.core.safety import PracticeSign
from leeward.util.language import say
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.noticing import go_on, hear
from leeward.web.pages.checkup.forms import TOPICS, Topic, read_topic
from leeward.web.reading import address

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask


def index(ask: Ask) -> Response:
    """Show the topics."""
    topics = tuple((f"/c/{key}", say(topic.title), "") for key, topic in TOPICS.items())
    return ask.page("checkup/index.html", title=say("Notes"), section="/m", topics=topics)


def route(ask: Ask) -> Response:
    """Show one topic, or judge what was answered there."""
    topic = TOPICS.get(ask.params["id"])
    if topic is None:
        return ask.go("/c")
    form = ask.form if ask.posted else Form()
    if ask.posted:
        answers, stored = read_topic(form, topic)
        if form.ok:
            hear(ask, answers)
            if topic.keeps and form.yes("keep"):
                ask.journal.safety.keep(private=False, values=stored)
            return go_on(ask, "/c", say=say("Thank you. Nothing more follows from it."))
    return show(ask, topic, form)


def show(ask: Ask, topic: Topic, form: Form) -> Response:
    """Show one topic."""
    return ask.page(
        "checkup/topic.html",
        title=say("Notes"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        topic=topic.said(),
        path=f"/c/{ask.params['id']}",
        reading=tuple((address(slug), reading_page(slug).title, "") for slug in topic.reading),
    )


def sign(ask: Ask) -> Response:
    """Keep that a memory came back or the person felt far away; ways change for four weeks."""
    chosen = ask.form.one("sign", PracticeSign)
    if chosen is None:
        return ask.go("/t")
    ask.journal.safety.keep(private=False, values={chosen.value: 1})
    return go_on(ask, "/t", say=say("Kept. Gentler ways come first now."))


PAGES = (
    Page(path="/c/sign", view=sign, methods=("POST",)),
    Page(path="/c", view=index),
    Page(path="/c/{id}", view=route, methods=("GET", "POST")),
)
