"""What the phone's templates are given: ways, help by country, and words, all from `content`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from leeward.content.help_said import LineView, line_view
from leeward.content.helplines import Topic, all_lines, countries, route, sentences
from leeward.content.practice_types import Practice, Step
from leeward.content.practices import all_practices, common, for_need
from leeward.core.locked_pause import POLICY
from leeward.events.settings import Words
from leeward.events.versions import CURRENT
from leeward.events.vocabulary import TRIGGER_CLASS, Need
from leeward.util.language import mark, say

WORDS = Words.QUIET
KINDS = (
    *("check_in", "urge", "episode", "look_back", "pause_started", "step_answered"),
    *("way_offered", "practice", "pause_ended"),
)
"""What can be written on a phone."""

WHEN = (
    ("now", mark("Just now")),
    ("hour", mark("An hour ago")),
    ("three", mark("Some hours ago")),
    ("night", mark("Last night")),
    ("pick", mark("Pick a time")),
)
BREATH_SECONDS = 10
_CLASSIC = (("in", 4), ("out", 6))
_TOPICS = (
    (Topic.CRISIS, mark("Someone to talk to")),
    (Topic.VIOLENCE, mark("When it was not free, or someone frightens me")),
    (Topic.YOUTH, mark("Under 18")),
    (Topic.OWN_THOUGHTS, mark("When my own thoughts worry me")),
    (Topic.LGBTQ, mark("For LGBTQ+ people")),
    (Topic.PERINATAL, mark("Before and after a birth")),
    (Topic.SUBSTANCES, mark("Drink and drugs")),
    (Topic.WATCHED, mark("When someone watches my phone")),
)


def when_options() -> tuple[tuple[str, str], ...]:
    """Return the answers to when it was."""
    return tuple((value, say(words)) for value, words in WHEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class BlankForm:
    """A form nobody has filled in: the parts ask it what to show."""

    ok: bool = True
    problems: tuple[str, ...] = ()

    def value(self, _name: str) -> str:
        """Nothing is filled in."""
        return ""

    def has(self, _name: str, _value: str) -> bool:
        """Nothing is ticked."""
        return False

    def problem(self, _name: str) -> str:
        """Nothing is wrong."""
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step: `pattern` is JSON for the player; `classic` whether the picture fits its rhythm."""

    text: str
    optional: bool
    pattern: str
    classic: bool
    seconds: int
    options: tuple[str, ...]
    leave: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class WayView:
    """One way with everything its page says."""

    id: str
    slug: str
    title: str
    lead: str
    dose: str
    stop: str
    not_for: tuple[str, ...]
    adapt: tuple[str, ...]
    trauma: str
    evidence: str
    steps: tuple[StepView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicView:
    """Lines of one topic under its heading."""

    title: str
    lines: tuple[LineView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CountryView:
    """One country; `checked` is the day its oldest number was checked (ISO)."""

    name: str
    checked: str
    emergency: tuple[LineView, ...]
    topics: tuple[TopicView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneralView:
    """What holds in any country."""

    emergency: tuple[LineView, ...]
    directories: tuple[LineView, ...]


def safe_ways() -> tuple[WayView, ...]:
    """Return the ways that are fit for everyone, in their fixed order."""
    shared = common()
    known = {one.id: one for one in all_practices()}
    return tuple(_way(known[name]) for name in shared.locked_order)


def fixed_order() -> dict[str, list[str]]:
    """Return, for each need, the ways in the order they are offered without a journal."""
    return {need.value: [one.id for one in for_need(need, locked=True)] for need in Need}


def settings_json() -> str:
    """Return what the scripts must know of the journal's words, as JSON."""
    return json.dumps(
        {
            "versions": {kind: CURRENT[kind] for kind in KINDS},
            "trigger_class": {name.value: kind.value for name, kind in TRIGGER_CLASS.items()},
            "order": fixed_order(),
            "policy": POLICY,
            "breath_seconds": BREATH_SECONDS,
        },
        sort_keys=True,
    )


def country_views(today: date) -> tuple[CountryView, ...]:
    """Return every country with its lines, by name; numbers too old to show are left out."""
    return tuple(_country(code, name, today) for code, name in countries())


def general_view(today: date) -> GeneralView:
    """Return the numbers that hold where no country is known."""
    found = route(Topic.CRISIS, None, today=today)
    return GeneralView(
        emergency=tuple(map(line_view, found.emergency)),
        directories=tuple(map(line_view, found.directories)),
    )


def help_text() -> dict[str, str]:
    """Return the sentences that go with the numbers."""
    return dict(sentences())


def _country(code: str, name: str, today: date) -> CountryView:
    routes = [(title, route(topic, code, today=today)) for topic, title in _TOPICS]
    emergency = routes[0][1].emergency
    days = [one.verified_on for one in all_lines().lines if one.country == code]
    return CountryView(
        name=name,
        checked=min(days, default=today).isoformat(),
        emergency=tuple(map(line_view, emergency)),
        topics=tuple(
            TopicView(title=say(title), lines=tuple(map(line_view, found.lines)))
            for title, found in routes
            if found.lines
        ),
    )


def _way(one: Practice) -> WayView:
    return WayView(
        id=one.id,
        slug=one.slug,
        title=one.named(WORDS),
        lead=one.lead,
        dose=one.dose.words,
        stop=one.stop,
        not_for=one.not_for,
        adapt=one.adapt,
        trauma=one.trauma.says,
        evidence=f"{one.evidence.says} {common().effect_note}",
        steps=_steps(one.steps),
    )


def _steps(steps: Iterable[Step]) -> tuple[StepView, ...]:
    return tuple(
        StepView(
            text=step.text,
            optional=step.optional,
            pattern=json.dumps([[phase.word, phase.seconds] for phase in step.pattern])
            if step.pattern
            else "",
            classic=tuple((p.word, p.seconds) for p in step.pattern) == _CLASSIC,
            seconds=step.seconds or 0,
            options=step.options,
            leave=step.leave,
        )
        for step in steps
    )
