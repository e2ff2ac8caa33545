"""Help numbers, direct questions, being watched, and when something was not free.

Always there, always plain: every page works locked and without a script, and what is answered
here is stored nowhere unless the person ticks that it should be.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leeward.content.helplines import Topic, age_warning, countries, route, sentences
from leeward.core.open_words import COUNTRY
from leeward.core.questionnaires import shipped, told
from leeward.core.safety import VisitAnswers, offer_line, quiet_page
from leeward.util.language import mark, say
from leeward.web.asking import Needs, Page
from leeward.web.forms import Form, options
from leeward.web.helping import chosen_country, own_plan, route_view, today
from leeward.web.noticing import HEARD, OFFER, THEN, VISIT, after_words, hear
from leeward.web.pages.checks.view_models import language_words
from leeward.web.pages.help.forms import (
    ALARMS,
    HOURS,
    NECK,
    OWN,
    REPLIES,
    TICKS,
    expect,
    read_body,
    read_now,
    read_own,
    read_private,
)

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask


def help_page(
    ask: Ask, template: str, title: str, *topics: Topic, form: Form | None = None, **more: Any
) -> Response:
    """Show a help page with the routes it needs."""
    country = chosen_country(ask)
    code = country or None
    routes = {topic.value: route_view(route(topic, code, today=today())) for topic in topics}
    shown = form or Form()
    shown.items.setdefault("country", [country])
    return ask.page(
        template,
        title=title,
        status=200 if shown.ok else 422,
        form=shown,
        countries=(("", say("Choose a country")), *countries()),
        routes=routes,
        text=sentences(),
        old=age_warning(today()),
        back="/t" if ask.is_open else "/",
        path=ask.path,
        **more,
    )


def chose_country(ask: Ask) -> bool:
    """Take the country of this visit, where that is what was sent."""
    if not ask.posted or "country" not in ask.form.items:
        return False
    code = ask.form.value("country")
    ask.session.keep(COUNTRY, code if code in {known for known, _ in countries()} else "")
    return True


def answer(ask: Ask, answers: VisitAnswers, *, unfree: bool = False) -> Response:
    """Judge direct answers at once, open or locked, and show the one page that follows."""
    hear(ask, answers)
    if not after_words(ask, unfree=unfree):
        ask.session.keep(HEARD, value=True)
    return ask.go(THEN)


def now(ask: Ask) -> Response:
    """Help right now: numbers first, then two questions for whoever wants to be asked."""
    if chose_country(ask):
        return ask.go("/h")
    if ask.posted:
        expect(ask.form, "thoughts", "act", "worth", "tap")
        answers = read_now(ask.form)
        if ask.form.ok:
            return answer(ask, answers)
    return help_page(
        ask,
        "help/now.html",
        say("Help numbers"),
        Topic.CRISIS,
        form=ask.form if ask.posted else None,
        replies=options(REPLIES),
        plan=bool(own_plan(ask)),
    )


def plan(ask: Ask) -> Response:
    """Show the plan for dark hours; while locked only if the person keeps it readable."""
    found = own_plan(ask)
    if not found:
        return ask.go("/h")
    return ask.page("help/plan.html", title=say("Notes"), plan=found)


def free(ask: Ask) -> Response:
    """When something was not free: pressure, fear, force; private questions; opening again.

    The page reads nothing of the journal: it looks the same whatever was answered before.
    """
    if chose_country(ask):
        return ask.go("/h/f")
    asked = ask.posted and ask.form.value("do") == "answer"
    lifted = ask.posted and ask.form.value("do") == "lift" and ask.is_open
    if lifted:
        ask.session.kept.pop(VISIT, None)
        ask.journal.safety.lift()
    gone = ask.posted and ask.form.value("do") == "forget" and ask.is_open
    if gone:
        ask.journal.safety.let_go_of_private()
    if asked:
        private(ask)
    hark = told(shipped("hark"))
    return help_page(
        ask,
        "help/free.html",
        say("Notes"),
        Topic.VIOLENCE,
        form=ask.form if asked else None,
        said=quiet_page(),
        questions=tuple((item.key, item.text) for item in hark.items),
        window=hark.window,
        elsewhere=language_words(hark.language),
        asked_in=hark.language,
        heard=asked and ask.form.ok,
        can_keep=ask.is_open,
        lifted=lifted,
        gone=gone,
    )


def private(ask: Ask) -> None:
    """Take the private questions: closures follow from them; they are kept only if wished."""
    read = read_private(ask.form)
    if not ask.form.ok:
        return
    hear(ask, VisitAnswers(hark=read.hark, fear_of_partner=read.fear))
    if not ask.is_open:
        return
    if read.hark or read.fear:
        ask.journal.safety.hold()
    if ask.form.yes("keep"):
        ask.journal.safety.keep(private=True, values={"fear": read.fear})
        if read.answers:
            ask.journal.questionnaires.keep("hark", dict(read.answers))


def body(ask: Ask) -> Response:
    """Health today: what needs a hospital, what works for hours only, where to go."""
    if chose_country(ask):
        return ask.go("/h/b")
    form = ask.form if ask.posted else None
    if form is not None:
        if not form.value("nights").strip():
            expect(form, "alarms", "worries", "hours", "neck", "unwanted", "signs")
        answers = read_body(form)
        if form.ok:
            return body_answered(ask, answers)
    return help_page(
        ask,
        "help/body.html",
        say("Health today"),
        Topic.CRISIS,
        form=form,
        ticks=options(TICKS),
        alarms=options(ALARMS),
        neck=options(NECK),
        hours=options(HOURS),
    )


def body_answered(ask: Ask, answers: VisitAnswers) -> Response:
    """Show what the body needs first; where something was unwanted, one neutral line below it."""
    hear(ask, answers)
    if answers.neck_unwanted:
        ask.session.keep(OFFER, offer_line())
        if ask.is_open:
            ask.journal.safety.hold()
    if not after_words(ask):
        ask.session.keep(HEARD, value=True)
    return ask.go(THEN)


def own(ask: Ask) -> Response:
    """When my own thoughts or acts worry me; nothing of it is ever stored."""
    if chose_country(ask):
        return ask.go("/h/o")
    form = ask.form if ask.posted else None
    if form is not None:
        if VISIT not in ask.session.kept:
            # After an answer, an empty page puts a wrong tap right.
            expect(form, "afraid", "own")
        answers = read_own(form)
        if form.ok:
            return answer(ask, answers, unfree=True)
    return help_page(
        ask,
        "help/own.html",
        say("Notes"),
        Topic.OWN_THOUGHTS,
        Topic.OWN_VIOLENCE,
        form=form,
        ticks=options(OWN),
        replies=options(REPLIES),
    )


def youth(ask: Ask) -> Response:
    """For people under 18, with no reproach and no log."""
    if chose_country(ask):
        return ask.go("/h/y")
    return help_page(ask, "help/youth.html", say("Help numbers"), Topic.YOUTH)


def watched(ask: Ask) -> Response:
    """When someone may look at this device: what the lock does and does not do."""
    if chose_country(ask):
        return ask.go("/h/w")
    return help_page(ask, "help/watched.html", say("Reading"), Topic.WATCHED)


def more_lines(ask: Ask) -> Response:
    """Show every other kind of line for a country."""
    if chose_country(ask):
        return ask.go("/h/l")
    topics = (Topic.LGBTQ, Topic.PERINATAL, Topic.SUBSTANCES, Topic.IMAGES, Topic.TRAFFICKING)
    return help_page(
        ask,
        "help/lines.html",
        say("Help numbers"),
        Topic.CRISIS,
        *topics,
        names=dict(options(NAMES.items())),
    )


NAMES = {
    "lgbtq": mark("For LGBTQ+ people"),
    "perinatal": mark("Before and after a birth"),
    "substances": mark("Drink and drugs"),
    "images": mark("When pictures are shared or used as a threat"),
    "trafficking": mark("When someone holds you to work or sex"),
}
PAGES = tuple(
    Page(path=path, view=view, methods=("GET", "POST"), needs=Needs.NOTHING)
    for path, view in (
        ("/h", now),
        ("/h/p", plan),
        ("/h/f", free),
        ("/h/b", body),
        ("/h/o", own),
        ("/h/l", more_lines),
        ("/h/y", youth),
        ("/h/w", watched),
    )
)
