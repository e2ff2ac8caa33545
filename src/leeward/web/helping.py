"""Help lines as a page says them, and the country, which is asked and never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from leeward.content.help_said import LineView, line_view
from leeward.content.helplines import countries
from leeward.content.reflections import section
from leeward.core.apart import PLAN
from leeward.core.open_words import COUNTRY, OPEN_PLAN, open_plan

if TYPE_CHECKING:
    from leeward.content.helplines import Route
    from leeward.web.asking import Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteView:
    """Emergency numbers, lines and directories for one topic."""

    emergency: tuple[LineView, ...]
    lines: tuple[LineView, ...]
    directories: tuple[LineView, ...]


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
    """Return the country of this visit or of the settings, also while locked; never guessed."""
    kept = ask.session.kept.get(COUNTRY)
    if isinstance(kept, str):
        return kept
    if ask.is_open:
        return ask.journal.settings.country
    readable = ask.house.kept().get(COUNTRY, "")
    # Anyone may have written there.
    return readable if readable in {code for code, _ in countries()} else ""


def own_plan(ask: Ask) -> tuple[tuple[str, str], ...]:
    """Return the person's plan as it may be read now: question and words; empty where not."""
    if ask.is_open:
        told = ask.journal.reflections.latest(PLAN)
        words = dict(told.words) if told else {}
    else:
        words = open_plan(ask.house.kept().get(OPEN_PLAN, ""))
    return tuple((p.ask, words[p.id]) for p in section(PLAN).prompts if words.get(p.id))
