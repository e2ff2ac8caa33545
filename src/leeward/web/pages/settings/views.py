"""The person's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.helplines import countries
from leeward.util.clock import zone_names
from leeward.util.language import LANGUAGES, mark, say, speaking
from leeward.util.said import weekday
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.pages.settings.forms import read_settings, show_settings

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

THEMES = (
    ("system", mark("As the device has it")),
    ("light", mark("Light", context="look")),
    ("dark", mark("Dark", context="look")),
)
WORDINGS = (
    ("quiet", mark("Quiet words"), mark("heavy, pull, close")),
    ("plain", mark("Plain words"), mark("distress, urge, felt security")),
)


def show(ask: Ask, form: Form) -> Response:
    """Show the settings."""
    return ask.page(
        "settings/settings.html",
        title=say("Settings"),
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        zones=sorted(name for name in zone_names() if "/" in name),
        weekdays=tuple((str(n), weekday(n)) for n in range(7)),
        themes=tuple((value, say(name, context="look")) for value, name in THEMES),
        wordings=tuple((value, say(name), say(example)) for value, name, example in WORDINGS),
        countries=(("", say("None chosen")), *countries()),
        languages=tuple(LANGUAGES.items()),
    )


def route(ask: Ask) -> Response:
    """Show or store the settings."""
    settings = ask.journal.preferences.now()
    if not ask.posted:
        return show(ask, Form.of(show_settings(settings)))
    codes = frozenset(code for code, _ in countries())
    made = read_settings(ask.form, settings, codes)
    if made is None:
        return show(ask, ask.form)
    ask.journal.preferences.change(made)
    with speaking(made.language):
        return ask.go("/m/set", say=say("Saved."))


PAGES = (Page(path="/m/set", view=route, methods=("GET", "POST"), hands_back=True),)
