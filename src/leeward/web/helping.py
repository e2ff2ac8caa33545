"""Help lines as a page says them, and the country, which is asked and never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
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
    about = " ".join(
        part
        for part in (
            f"{line.region}." if line.region else "",
            line.for_whom,
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
