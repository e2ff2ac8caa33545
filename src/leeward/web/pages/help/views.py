"""Help numbers, being watched, and when something was not free. Always there, always plain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from leeward.content.helplines import Topic, age_warning, all_lines, countries, route
from leeward.web.asking import Needs, Page
from leeward.web.forms import Form

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.content.helplines import HelpLine, Route
    from leeward.web.asking import Ask

COUNTRY = "country"
BY = {
    "call": "Call",
    "text": "Text",
    "whatsapp": "WhatsApp",
    "chat": "Chat",
    "web": "Site",
    "email": "Write to",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """One way to reach a line, as a link with its words."""

    link: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One line: its name, for whom, when, and how to reach it."""

    service: str
    about: str
    ways: tuple[WayView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """Emergency numbers, lines and directories for one topic."""

    emergency: tuple[LineView, ...]
    lines: tuple[LineView, ...]
    directories: tuple[LineView, ...]


def line_view(line: HelpLine) -> LineView:
    """Say one line."""
    audience = "" if line.for_anyone else f"For {', '.join(line.audience)}."
    about = " ".join(
        part
        for part in (
            f"{line.region}." if line.region else "",
            audience,
            f"Open {line.hours}." if line.hours else "",
            line.note,
            line.may_pass_on,
        )
        if part
    )
    return LineView(
        service=line.service,
        about=about,
        ways=tuple(
            WayView(
                link=way.link,
                words=f"{BY.get(way.by, way.by.title())} {way.value}"
                + (f": {way.word}" if way.word else ""),
            )
            for way in line.ways
        ),
    )


def route_view(found: Route) -> RouteView:
    """Say one route."""
    return RouteView(
        emergency=tuple(line_view(line) for line in found.emergency),
        lines=tuple(line_view(line) for line in found.lines),
        directories=tuple(line_view(line) for line in found.directories),
    )


def today() -> date:
    """Return the date by which the age of a number is judged."""
    return datetime.now(UTC).date()


def chosen_country(ask: Ask) -> str:
    """Return the country of this visit or of the settings; never guessed."""
    kept = ask.session.kept.get(COUNTRY)
    if isinstance(kept, str):
        return kept
    settings = ask.house.settings() if ask.is_open else None
    return settings.country if settings else ""


def help_page(ask: Ask, template: str, title: str, *topics: Topic) -> Response:
    """Show a help page with the routes it needs."""
    if ask.posted:
        code = ask.form.value("country")
        known = {code for code, _ in countries()}
        ask.session.keep(COUNTRY, code if code in known else "")
        return ask.go(ask.path)
    country = chosen_country(ask)
    routes = {
        topic.value: route_view(route(topic, country or None, today=today())) for topic in topics
    }
    return ask.page(
        template,
        title=title,
        form=Form.of({"country": country}),
        countries=(("", "Choose a country"), *countries()),
        routes=routes,
        text=all_lines().text,
        old=age_warning(today()),
        back="/t" if ask.is_open else "/",
        path=ask.path,
    )


def now(ask: Ask) -> Response:
    """Help right now."""
    return help_page(ask, "help/now.html", "Help numbers", Topic.CRISIS)


def free(ask: Ask) -> Response:
    """When something was not free: pressure, fear, force."""
    return help_page(ask, "help/free.html", "Notes", Topic.VIOLENCE)


def youth(ask: Ask) -> Response:
    """For people under 18, with no reproach and no log."""
    return help_page(ask, "help/youth.html", "Help numbers", Topic.YOUTH)


def watched(ask: Ask) -> Response:
    """When someone may look at this device: what the lock does and does not do."""
    return help_page(ask, "help/watched.html", "Reading", Topic.WATCHED)


PAGES = tuple(
    Page(path=path, view=view, methods=("GET", "POST"), needs=Needs.NOTHING)
    for path, view in (("/h", now), ("/h/f", free), ("/h/y", youth), ("/h/w", watched))
)
