"""The first run: five screens, nothing made before the note about shared devices was shown."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import TYPE_CHECKING

from leeward.core.open_words import LANGUAGE
from leeward.core.opening import (
    VaultError,
    WeakPassphraseError,
    demo,
    generated_passphrase,
    judge_passphrase,
)
from leeward.events import Settings
from leeward.util.clock import system_zone, zone_names
from leeward.util.language import LANGUAGES, say
from leeward.web.asking import Needs, Page

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

ADULT = "adult"
OFFERED = "offered"
WORDS = "recovery"
ASKED = "asked"
TOTAL = 5


def may_begin(ask: Ask) -> Response | None:
    """Return where to go instead of the first run, or None where it may go on."""
    if ask.house.place.exists():
        return ask.go("/t" if ask.is_open and not ask.house.demo else "/")
    if not ask.session.launched:
        return ask.page("welcome/closed.html", title=say("Notes"))
    return None


def begin(ask: Ask) -> Response:
    """Say what this is and is not; help stands before the question about age."""
    elsewhere = may_begin(ask)
    if elsewhere is not None:
        return elsewhere
    form = ask.form
    if ask.posted:
        if form.value("age") == "under":
            return ask.go("/h/y")
        if form.value("age") == "adult":
            ask.session.keep(ADULT, value=True)
            return look_around(ask) if form.value("then") == "look" else ask.go("/w/2")
        form.blame("", say("Choose one of the two."))
    others = tuple((code, name) for code, name in LANGUAGES.items() if code != ask.language)
    return ask.page("welcome/begin.html", title=say("Welcome"), form=form, others=others)


def speak(ask: Ask) -> Response:
    """Go on in another language; it is kept for this visit and goes into the new journal."""
    wished = ask.form.value(LANGUAGE)
    if ask.posted and wished in LANGUAGES:
        ask.session.keep(LANGUAGE, wished)
        if ask.is_open and ask.house.demo:
            preferences = ask.journal.preferences
            preferences.change(replace(preferences.now(), language=wished))
    return ask.go("/w")


def look_around(ask: Ask) -> Response:
    """Open a simulated person's journal, in memory, clearly marked."""
    journal = demo(zone=system_zone(), language=ask.language)
    ask.session = ask.house.take(journal, ask.session, demo=True)
    return ask.go("/t")


def demo_start(ask: Ask) -> Response:
    """Open the simulated journal where the program was started for that."""
    if not (ask.house.config.demo and ask.session.launched):
        return ask.go("/")
    return look_around(ask)


def step(ask: Ask) -> Response | None:
    """Return where to go instead of a step after the first, or None."""
    elsewhere = may_begin(ask)
    if elsewhere is None and not ask.session.kept.get(ADULT):
        return ask.go("/w")
    return elsewhere


def shared(ask: Ask) -> Response:
    """Note what others can notice, before anything is made."""
    return step(ask) or ask.page("welcome/shared.html", title=say("Welcome"), total=TOTAL)


def offered(ask: Ask) -> str:
    """Return the words offered to this visit, the same until others are asked for."""
    words = ask.session.kept.get(OFFERED)
    if not isinstance(words, str) or ask.form.value("other"):
        words = generated_passphrase()
        ask.session.keep(OFFERED, words)
    return words


def passphrase(ask: Ask) -> Response:
    """Choose a passphrase, own words or offered ones, and make the journal."""
    elsewhere = step(ask)
    if elsewhere is not None:
        return elsewhere
    form = ask.form
    words = offered(ask)
    if ask.posted and not form.value("other"):
        chosen = words if form.value("use") == "offered" else form.value("passphrase")
        if form.value("use") != "offered" and chosen != form.value("again"):
            form.blame("again", say("The two do not match. Type the same words twice."))
        if form.ok:
            try:
                return make(ask, chosen)
            except WeakPassphraseError as error:
                form.blame("passphrase", error.message)
            except VaultError as error:
                form.blame("", error.message)
    return ask.page(
        "welcome/passphrase.html",
        title=say("Welcome"),
        status=200 if form.ok else 422,
        form=form,
        offered=words,
        total=TOTAL,
    )


def make(ask: Ask, chosen: str) -> Response:
    """Make the journal; the recovery words stay with this visit until they were seen."""
    zone = ask.form.value("zone")
    settings = Settings(zone=zone if zone in zone_names() else system_zone(), language=ask.language)
    made = ask.house.place.create(chosen, settings=settings)
    if made.leeward.care is not None:
        made.leeward.care.remember_openly("port", str(ask.house.config.port))
    ask.session.kept.pop(OFFERED, None)
    ask.session = ask.house.take(made.leeward, ask.session)
    ask.session.keep(WORDS, made.recovery_words)
    return ask.go("/w/4")


def strength(ask: Ask) -> Response:
    """Say in words how hard a passphrase is to guess; answered as a fragment, stored nowhere."""
    text = ask.form.value("passphrase") or ask.form.value("new")
    return ask.page(
        "welcome/strength.html", title="", verdict=judge_passphrase(text[:200]) if text else None
    )


def recovery(ask: Ask) -> Response:
    """Show the recovery words once and have two of them typed back, or skip that."""
    words = ask.session.kept.get(WORDS)
    if not isinstance(words, str):
        return ask.go("/t")
    listed = words.split()
    asked = ask.session.kept.get(ASKED)
    if not isinstance(asked, tuple):
        first, second = sorted(secrets.SystemRandom().sample(range(len(listed)), 2))
        asked = (first, second)
        ask.session.keep(ASKED, asked)
    form = ask.form
    if ask.posted:
        if form.value("skip"):
            return done(ask)
        for name, place in zip(("first", "second"), asked, strict=True):
            typed = form.value(name).strip().casefold()
            if not typed:
                form.blame(name, say("Type word {place}, or skip this.", place=place + 1))
            elif typed != listed[place]:
                form.blame(
                    name,
                    say(
                        "Word {place} is another one. Look again; there is no hurry.",
                        place=place + 1,
                    ),
                )
        if form.ok:
            return done(ask)
    return ask.page(
        "welcome/recovery.html",
        title=say("Welcome"),
        status=200 if form.ok else 422,
        form=form,
        words=listed,
        asked=tuple(place + 1 for place in asked),
        total=TOTAL,
    )


def done(ask: Ask) -> Response:
    """Throw the words away and go to the first check-in."""
    ask.session.kept.pop(WORDS, None)
    ask.session.kept.pop(ASKED, None)
    return ask.go("/t", say=say("All set. One answer below is enough to begin."))


PAGES = (
    Page(path="/w", view=begin, methods=("GET", "POST"), needs=Needs.NOTHING),
    Page(path="/w/lang", view=speak, methods=("POST",), needs=Needs.NOTHING),
    Page(path="/w/look", view=demo_start, needs=Needs.NOTHING),
    Page(path="/w/2", view=shared, needs=Needs.NOTHING),
    Page(path="/w/3", view=passphrase, methods=("GET", "POST"), needs=Needs.NOTHING),
    Page(path="/w/4", view=recovery, methods=("GET", "POST")),
    Page(path="/w/strength", view=strength, methods=("POST",), needs=Needs.NOTHING),
)
