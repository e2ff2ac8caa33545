"""The practices: read from `practices/*.md`, and which to suggest before anything is learned."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise
from types import MappingProxyType
from typing import TypeVar

from leeward.content.errors import ContentError
from leeward.content.frontmatter import Head, split
from leeward.content.parallel import files_of
from leeward.content.practice_types import (
    Anchor,
    Dose,
    Evidence,
    Grade,
    Interaction,
    Phase,
    Practice,
    Step,
    StepKind,
    TraumaVariant,
)
from leeward.content.practice_words import FOLDER, translated
from leeward.content.sources import source
from leeward.content.toml_words import COMMON
from leeward.events.settings import Words
from leeward.events.vocabulary import Need
from leeward.util.errors import InputError
from leeward.util.language import ENGLISH, say, say_count, spoken
from leeward.util.worded import per_language, worded

_Kind = TypeVar("_Kind", bound=StrEnum)
_BODY_FOCUS = "body_focus"
_REASSURANCE = "reassurance"
_ANCHOR_ORDER = {Anchor.OUTSIDE: 0, Anchor.PEOPLE: 1, Anchor.INSIDE: 2}
_NEEDED: dict[StepKind, tuple[str, ...]] = {
    StepKind.BREATHE: ("pattern", "seconds"),
    StepKind.NOTICE: ("sense", "count"),
    StepKind.RATE: ("rating",),
    StepKind.TIMER: ("seconds",),
    StepKind.WRITE: ("keep",),
    StepKind.PICK: ("options",),
    StepKind.COMPOSE: ("options",),
    StepKind.PLAN: ("name",),
    StepKind.TURN: ("who", "seconds"),
    StepKind.REGION: ("region",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """What holds for every practice, from `practices/common.toml`."""

    stop_rule: str
    effect_note: str
    grades: Mapping[Grade, str]
    worse_title: str
    worse_text: str
    severe_distress: int
    severe_first: tuple[str, ...]
    locked_order: tuple[str, ...]
    order: Mapping[Need, tuple[str, ...]]


@per_language
def common() -> Common:
    """Read what holds for every practice, in the language of this context."""
    text = FOLDER.joinpath("common.toml").read_text("utf-8")
    raw = worded(tomllib.loads(text), COMMON)
    return Common(
        stop_rule=raw["stop_rule"],
        effect_note=raw["effect_note"],
        grades=MappingProxyType({grade: raw[f"grade_{grade.value}"] for grade in Grade}),
        worse_title=raw["worse_title"],
        worse_text=raw["worse_text"],
        severe_distress=raw["severe_distress"],
        severe_first=tuple(raw["severe_first"]),
        locked_order=tuple(raw["locked_order"]),
        order=MappingProxyType({Need(k): tuple(v) for k, v in raw["order"].items()}),
    )


@per_language
def all_practices() -> tuple[Practice, ...]:
    """Return the practices in the language of this context, in the order of their numbers.

    Raises:
        ContentError: a file is incomplete, or two share an id.
    """
    language = spoken()
    words = {} if language == ENGLISH else files_of(FOLDER, language)
    english = (parse(slug, text) for slug, text in files_of(FOLDER).items())
    return in_order(
        translated(one, f"practices/{language}/{one.slug}.md", words[one.slug])
        if one.slug in words
        else one
        for one in english
    )


def in_order(practices: Iterable[Practice]) -> tuple[Practice, ...]:
    """Return practices in the order of their numbers; see `all_practices`."""
    found = sorted(practices, key=lambda p: int(p.id[1:]))
    for earlier, later in pairwise(found):
        if earlier.id == later.id:
            raise ContentError(f"{earlier.slug} and {later.slug} share the id {later.id}.")
    return tuple(found)


def practice(name: str) -> Practice:
    """Return a practice by its slug or its id.

    Raises:
        InputError: there is none of that name.
    """
    for one in all_practices():
        if name in {one.slug, one.id}:
            return one
    raise InputError(say("There is no practice called “{name}”.", name=name[:60]))


def way_name(way: str, words: Words) -> str:
    """Return how a stored way is called: a practice's title, or the person's own word."""
    for one in all_practices():
        if way in {one.slug, one.id}:
            return one.named(words)
    return way.removeprefix("own:").replace("_", " ")


def for_need(
    need: Need,
    *,
    distress: int | None = None,
    trauma_aware: bool = False,
    locked: bool = False,
    closed: Collection[str] = (),
    own: Iterable[Practice] = (),
) -> tuple[Practice, ...]:
    """Return the ways that may be suggested for a need, best guess first.

    The order is the default one before anything is learned; every way in it is eligible.
    `closed` holds the values of the safety closures in force. While locked only practices fit
    for everyone come, in a fixed order, those that serve the need first. Pleasure needs no
    suggestion.
    """
    if need is Need.PLEASURE:
        return ()
    shared = common()
    ways = [one for one in all_practices() if one.way and not is_closed(one, closed)]
    if locked:
        safe = [one for one in ways if one.locked_safe]
        safe.sort(key=lambda p: (need not in p.needs, shared.locked_order.index(p.id)))
        return tuple(safe)
    first = shared.order[need]
    ways = [one for one in ways if need in one.needs or one.id in first]
    ways.sort(key=lambda p: _rank(p.id, first))
    ways.extend(one for one in own if need in one.needs)
    if trauma_aware:
        ways = [one for one in ways if one.trauma.offered]
        ways.sort(key=lambda p: _ANCHOR_ORDER[p.anchor])
    if distress is not None:
        ways = [p for p in ways if p.distress_limit is None or distress < p.distress_limit]
        if distress >= shared.severe_distress:
            ways = _steadying_first(ways, shared.severe_first)
    return tuple(ways)


def is_closed(one: Practice, closed: Collection[str]) -> bool:
    """Whether a safety closure takes this practice away altogether."""
    if one.body_focus and _BODY_FOCUS in closed:
        return True
    return one.closed_scope == "all" and bool(set(one.closed_by) & set(closed))


def while_closed(one: Practice, closed: Collection[str]) -> Practice:
    """Return a practice as it stands while closures do: not toward the person they are about.

    Care notes 20 and 60: reaching out stays, toward others, and without asking to be reassured.
    """
    if one.closed_scope == "person" and set(one.closed_by) & set(closed):
        one = replace(one, lead=one.careful)
    if _REASSURANCE in closed and one.reassuring:
        steps = tuple(
            replace(step, options=tuple(o for o in step.options if o not in one.reassuring))
            for step in one.steps
        )
        one = replace(one, steps=steps)
    return one


def own_practice(
    *, name: str, needs: Iterable[Need] = (), minutes: int = 10, note: str = ""
) -> Practice:
    """Make a practice of the person's own: a name, a time, and what they wrote about it.

    Raises:
        InputError: the name is empty or too long, or the time is not 1 to 120 minutes.
    """
    name = name.strip()
    if not 1 <= len(name) <= 80:
        raise InputError(say("A name has 1 to 80 letters."), field="name")
    if not 1 <= minutes <= 120:
        raise InputError(say("A practice lasts between 1 and 120 minutes."), field="minutes")
    seconds = minutes * 60
    words = say_count("{n} minute", "{n} minutes", minutes)
    return Practice(
        id=f"own:{name}",
        slug=f"own:{name}",
        title=name,
        lead=note.strip().partition("\n")[0][:120],
        needs=tuple(needs) or tuple(n for n in Need if n is not Need.PLEASURE),
        interaction=Interaction.TIMER,
        anchor=Anchor.OUTSIDE,
        dose=Dose(seconds=seconds, shortest=min(60, seconds), longest=seconds, words=words),
        evidence=Evidence(grade=Grade.OWN, says=common().grades[Grade.OWN], source=None),
        not_for=(),
        adapt=(),
        steps=(Step(kind=StepKind.TIMER, text=name, seconds=seconds, leave=True),),
        body=note,
        trauma=TraumaVariant(offered=True, seconds=seconds, says=""),
        own=True,
    )


def parse(slug: str, text: str) -> Practice:
    """Read one practice file.

    Raises:
        ContentError: a field is missing, unknown or of the wrong kind; the message says which.
    """
    document = split(f"practices/{slug}.md", text)
    head = Head(document.name, document.head)
    evidence, dose, trauma = head.part("evidence"), head.part("dose"), head.part("trauma")
    limit = head.number("distress_limit", 99)
    result = Practice(
        id=head.text("id"),
        slug=slug,
        title=head.text("title"),
        lead=head.text("lead"),
        needs=tuple(_choice(head, "needs", Need, value) for value in head.texts("needs")),
        interaction=_choice(head, "kind", Interaction, head.text("kind")),
        anchor=_choice(head, "anchor", Anchor, head.text("anchor")),
        dose=Dose(
            seconds=dose.number("seconds"),
            shortest=dose.number("shortest"),
            longest=dose.number("longest"),
            words=dose.text("words"),
        ),
        evidence=Evidence(
            grade=_choice(evidence, "grade", Grade, evidence.text("grade")),
            says=evidence.text("says"),
            source=source(evidence.text("source"), asked_by=document.name),
            also=tuple(source(name, asked_by=document.name) for name in evidence.texts("also", ())),
        ),
        not_for=head.texts("not_for"),
        adapt=head.texts("adapt", ()),
        steps=tuple(_step(entry) for entry in head.parts("steps")),
        body=document.body,
        trauma=TraumaVariant(
            offered=trauma.flag("offered"),
            seconds=trauma.number("seconds"),
            says=trauma.text("says"),
            skip=trauma.texts("skip", ()),
            instead=trauma.text("instead", ""),
        ),
        locked_safe=head.flag("locked_safe"),
        way=head.flag("way", default=True),
        body_focus=head.flag("body_focus", default=False),
        closed_by=head.texts("closed_by", ()),
        closed_scope=head.text("closed_scope", "all"),
        careful=head.text("careful", ""),
        reassuring=head.texts("reassuring", ()),
        distress_limit=None if limit == 99 else limit,
        stop=head.text("stop", ""),
        ideas=head.texts("ideas", ()),
        quiet_title=head.text("quiet_title", ""),
        params=MappingProxyType(dict(head.mapping("params", {}))),
    )
    for part in (evidence, dose, trauma, head):
        part.done()
    if not result.dose.shortest <= result.dose.seconds <= result.dose.longest:
        raise head.complain("dose", "shortest, then default, then longest")
    if result.closed_scope not in {"all", "person"}:
        raise head.complain("closed_scope", "“all” or “person”")
    if (result.closed_scope == "person") != bool(result.careful):
        raise head.complain(
            "careful", "given where a practice closes toward a person, and only there"
        )
    if set(result.reassuring) - {option for step in result.steps for option in step.options}:
        raise head.complain("reassuring", "options of this practice, word for word")
    return result


def _step(head: Head) -> Step:
    kind = _choice(head, "kind", StepKind, head.text("kind"))
    minute = head.raw("minute", -1)
    seconds = head.number("seconds", 0)
    step = Step(
        kind=kind,
        text=head.text("text"),
        name=head.text("name", ""),
        seconds=seconds or None,
        count=head.number("count", 0),
        sense=head.text("sense", ""),
        region=head.text("region", ""),
        rating=head.text("rating", ""),
        minute=minute if isinstance(minute, int) and minute >= 0 else None,
        who=head.text("who", ""),
        keep=head.text("keep", ""),
        options=head.texts("options", ()),
        pattern=_pattern(head),
        optional=head.flag("optional", default=False),
        leave=head.flag("leave", default=False),
    )
    head.done()
    for field in _NEEDED.get(kind, ()):
        if not getattr(step, field):
            raise head.complain(field, f"given for a step of kind “{kind.value}”")
    return step


def _pattern(head: Head) -> tuple[Phase, ...]:
    rows = head.raw("pattern", ())
    if not isinstance(rows, list | tuple):
        raise head.complain("pattern", "a list of pairs")
    phases = []
    for row in rows:
        match row:
            case [str(word), int() | float() as seconds] if seconds > 0:
                phases.append(Phase(word=word, seconds=seconds))
            case _:
                raise head.complain("pattern", "a list of pairs: a word and its seconds")
    return tuple(phases)


def _choice(head: Head, field: str, kind: type[_Kind], value: str) -> _Kind:
    try:
        return kind(value)
    except ValueError:
        raise head.complain(field, "one of: " + ", ".join(kind)) from None


def _rank(name: str, first: tuple[str, ...]) -> tuple[int, int]:
    place = first.index(name) if name in first else len(first)
    return place, int(name[1:])


def _steadying_first(ways: list[Practice], names: tuple[str, ...]) -> list[Practice]:
    """Put the steadying practices in front, adding those the need alone would not bring."""
    steadying = [practice(name) for name in names]
    return steadying + [one for one in ways if one not in steadying]
