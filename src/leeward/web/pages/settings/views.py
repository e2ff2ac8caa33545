"""The person's settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from leeward.content.helplines import countries
from leeward.util.clock import zone_names
from leeward.web.asking import Page
from leeward.web.forms import Form
from leeward.web.pages.settings.forms import read_settings, show_settings
from leeward.web.wording import WEEKDAYS

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

THEMES = (("system", "As the device has it"), ("light", "Light"), ("dark", "Dark"))
WORDINGS = (
    ("quiet", "Quiet words", "heavy, pull, close"),
    ("plain", "Plain words", "distress, urge, felt security"),
)


def show(ask: Ask, form: Form) -> Response:
    """Show the settings."""
    return ask.page(
        "settings/settings.html",
        title="Settings",
        section="/m",
        status=200 if form.ok else 422,
        form=form,
        zones=sorted(name for name in zone_names() if "/" in name),
        weekdays=tuple((str(n), day) for n, day in enumerate(WEEKDAYS)),
        themes=THEMES,
        wordings=WORDINGS,
        countries=(("", "None chosen"), *countries()),
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
    return ask.go("/m/set", say="Saved.")


PAGES = (Page(path="/m/set", view=route, methods=("GET", "POST"), hands_back=True),)
