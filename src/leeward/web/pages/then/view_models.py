"""A message in words, with the lines and doors that go with it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.content.helplines import Topic, route
from leeward.util.language import mark, say
from leeward.util.text import running
from leeward.web.helping import RouteView, route_view, today
from leeward.web.reading import address

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leeward.core.safety import Choice, Notice, Page
    from leeward.events import Contact

TOPIC_OF = {
    "crisis": Topic.CRISIS,
    "violence": Topic.VIOLENCE,
    "own_thoughts": Topic.OWN_THOUGHTS,
    "perinatal": Topic.PERINATAL,
    "substances": Topic.SUBSTANCES,
}
HUMANS = frozenset({"doctor", "therapist", "health"})
DOORS = {
    "help_numbers": "/h",
    "open_plan": "/r/plan",
    "call_someone": "/people",
    "find_help": "/find",
    "bring": "/page",
    "values_topic": address("value-conflict"),
    "device_page": "/h/w",
    "gentle_practices": "/p",
}
NEEDS_OPEN = frozenset({"open_plan", "call_someone", "bring", "values_topic"})
READ_PLAN = "/h/p"
LIFE = "staying_safe"
ANSWERS = (("yes", mark("Yes")), ("no", mark("No")), ("unsure", mark("I am not sure")))


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """One kind of help with its lines."""

    key: str
    label: str
    found: RouteView


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """One page of the message."""

    title: str
    lead: str
    first: str
    lines: tuple[str, ...]
    humans: str
    why_title: str
    why: tuple[str, ...]
    why_foot: str
    ask: Choice | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ThenView:
    """The whole page. `emergency` leads where an ambulance is needed.

    `voices_first` puts the lines to call right below the first two sentences.
    """

    parts: tuple[PartView, ...]
    emergency: RouteView | None
    emergency_first: bool
    voices_first: bool
    lines: tuple[Lines, ...]
    doors: tuple[tuple[str, str, str], ...]
    topic: str
    mute: str
    urgent: bool
    offer: str
    people: tuple[tuple[str, str], ...]


def part_view(page: Page) -> PartView:
    """Say one page."""
    humans = [running(c.label) for c in page.routes if c.key in HUMANS]
    return PartView(
        title=page.title,
        lead=page.lead,
        first=page.lines[0],
        lines=page.lines[1:],
        humans=say(", or ").join(humans),
        why_title=page.why_title,
        why=page.why,
        why_foot=page.why_foot,
        ask=page.ask,
    )


def then_view(
    notice: Notice,
    country: str,
    *,
    is_open: bool,
    offer: str,
    people: Sequence[Contact] = (),
    planned: bool = False,
) -> ThenView:
    """Put the page together for a country, or for none.

    `people` are the person's own list; `planned` says that their plan can be read now.
    """
    day, code = today(), country or None
    routes = {choice.key: choice.label for page in notice.pages for choice in page.routes}
    actions = {choice.key: choice.label for page in notice.pages for choice in page.actions}
    emergency = route_view(route(Topic.CRISIS, code, today=day)) if "emergency" in routes else None
    return ThenView(
        parts=tuple(part_view(page) for page in notice.pages),
        emergency=emergency,
        emergency_first=notice.emergency_first
        or notice.level == "urgent"
        or next(iter(routes), "") == "emergency",
        voices_first=notice.topics[0] == LIFE and not notice.emergency_first,
        lines=tuple(
            Lines(key=key, label=label, found=route_view(route(TOPIC_OF[key], code, today=day)))
            for key, label in routes.items()
            if key in TOPIC_OF
        ),
        doors=tuple(
            (READ_PLAN if key == "open_plan" and planned else DOORS[key], label, "")
            for key, label in actions.items()
            if key in DOORS
            and (is_open or key not in NEEDS_OPEN or (key == "open_plan" and planned))
        ),
        topic=notice.topics[0],
        mute=say("Do not show this for 30 days") if notice.can_mute and is_open else "",
        urgent=notice.level == "urgent",
        offer=offer,
        people=tuple((one.name, one.how) for one in people) if "call_someone" in actions else (),
    )
