"""Templates: one environment, strict about names, and the furniture around every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from jinja2 import ChoiceLoader, Environment, PackageLoader
from markupsafe import Markup

from leeward.events.settings import Settings, Words
from leeward.phone.templating import prepared
from leeward.util.language import mark, say, spoken
from leeward.web.assets import load_assets
from leeward.web.handing import handed
from leeward.web.sessions import FORM_FIELD, ZONE_FIELD

if TYPE_CHECKING:
    from leeward.web.sessions import Session

NEUTRAL_PAGE = "/b"


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One entry of the main menu."""

    path: str
    name: str
    icon: str
    here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Furniture:
    """What stands around a page: title, menu, doors, look."""

    title: str
    places: tuple[Place, ...]
    token_field: Markup
    home: str
    mark: str
    help_label: str
    exit_target: str
    exit_small: bool
    lock_seconds: int
    lock_when_hidden: bool
    theme: str
    language: str
    discreet: bool
    words: Words
    demo: bool
    handed: bool
    flash: dict[str, str]


PLACES = (
    ("/t", mark("Today", context="place"), "sun-medium"),
    ("/p", mark("Pause", context="place"), "wind"),
    ("/j", mark("Journal", context="place"), "notebook-text"),
    ("/i", mark("Insights", context="place"), "chart-spline"),
    ("/m", mark("More", context="place"), "ellipsis"),
)


def token_field(session: Session | None, zone: str = "") -> Markup:
    """Return the hidden fields every form carries: its token, and the zone it was made in.

    The zone is there for forms that outlive the lock, when settings cannot be read any more.
    """
    hidden = Markup('<input type="hidden" name="{}" value="{}">')
    token = hidden.format(FORM_FIELD, session.token if session else "")
    return token + hidden.format(ZONE_FIELD, zone) if zone else token


def furniture(
    *,
    title: str,
    section: str,
    session: Session | None,
    settings: Settings | None,
    demo: bool = False,
    beginning: bool = False,
) -> Furniture:
    """Put the furniture together; `settings` is None while locked, when nothing is known.

    The name stands only where the journal is open, or where somebody is just beginning.
    """
    known = settings or Settings()
    is_open = session is not None and session.open and settings is not None
    return Furniture(
        title=title,
        places=tuple(
            Place(path=path, name=say(name, context="place"), icon=icon, here=path == section)
            for path, name, icon in PLACES
        ),
        token_field=token_field(session, known.zone if is_open else ""),
        home="/t" if is_open else "/",
        mark=(say("Notes") if known.discreet else "Leeward") if is_open or beginning else "",
        help_label=say("Need help now") if is_open else say("Help numbers"),
        exit_target=known.exit_target or NEUTRAL_PAGE,
        exit_small=known.exit_small,
        lock_seconds=known.lock_minutes * 60 if is_open else 0,
        lock_when_hidden=is_open and known.lock_when_hidden,
        theme="" if known.theme == "system" else known.theme,
        language=spoken(),
        discreet=known.discreet,
        words=known.words,
        demo=demo and is_open,
        handed=is_open and handed(session) is not None,
        flash=session.take_flash() if session else {},
    )


@cache
def environment(language: str = "en") -> Environment:
    """Return the template environment of a language; unknown names are errors, markup escaped."""
    # The parts are shared with the phone's pages and live there, one floor below.
    loader = ChoiceLoader(
        [PackageLoader("leeward.web", "templates"), PackageLoader("leeward.phone", "templates")]
    )
    return prepared(loader, asset=load_assets().path, language=language)


def render(template: str, *, page: Furniture, **context: object) -> str:
    """Render one template with its furniture."""
    return environment(page.language).get_template(template).render(page=page, **context)
