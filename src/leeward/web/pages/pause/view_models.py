"""What the pages of a pause and of a practice show."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leeward.content import labels
from leeward.content.practice_types import (
    Anchor,
    Dose,
    Evidence,
    Grade,
    Interaction,
    Practice,
    Step,
    StepKind,
    TraumaVariant,
)
from leeward.content.practices import common, is_closed, own_practice, practice
from leeward.events import Words
from leeward.events.vocabulary import Emotion
from leeward.util.language import decimal, mark, say

if TYPE_CHECKING:
    from leeward.events import Contact, Settings

PLAIN = "P7"
FEELINGS = (
    *(Emotion.STRESS, Emotion.LONELINESS, Emotion.ANXIETY, Emotion.SADNESS, Emotion.ANGER),
    *(Emotion.SHAME, Emotion.BOREDOM, Emotion.TIREDNESS, Emotion.DESIRE),
)
WRITES = frozenset({StepKind.WRITE, StepKind.PLAN})
TOP_DOWN = {
    "face": mark("face"),
    "shoulders": mark("shoulders"),
    "belly": mark("belly"),
    "hands": mark("hands"),
    "seat": mark("seat", context="body"),
    "feet": mark("feet"),
}
SENSES = {
    "see": mark("see"),
    "touch": mark("touch"),
    "hear": mark("hear"),
    "smell": mark("smell"),
    "taste": mark("taste"),
}
WAITS = (5, 10, 20, 30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One thing to choose; all cards are alike. `why` says why it stands there."""

    value: str
    title: str
    text: str
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StepView:
    """One step as the player shows it; `pattern` is JSON for the script, `rhythm` for reading.

    `even` rhythms (four in, six out) move without a script too.
    """

    kind: str
    text: str
    name: str
    seconds: int
    minutes: int
    dots: tuple[int, ...]
    region: str
    sense: str
    rating: str
    minute: int
    who: str
    options: tuple[str, ...]
    optional: bool
    leave: bool
    pattern: str
    rhythm: str
    even: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerView:
    """One practice as the player shows it."""

    id: str
    title: str
    lead: str
    kind: str
    paragraphs: tuple[str, ...]
    steps: tuple[StepView, ...]
    dose: str
    grade: str
    grade_words: str
    evidence: str
    source: str
    source_what: str
    not_for: tuple[str, ...]
    adapt: tuple[str, ...]
    stop: str
    stop_rule: str
    gentle: bool
    gentle_says: str
    gentle_instead: Card | None
    writes: bool
    waves: bool
    paced: bool
    choices: tuple[tuple[str, str], ...]
    contacts: tuple[Contact, ...]
    regions: tuple[str, ...]
    places: tuple[tuple[str, str], ...]


def feelings(words: Words) -> tuple[tuple[str, str], ...]:
    """Return the feelings that can be named with one tap."""
    return tuple((one.value, labels.text(one, words)) for one in FEELINGS)


def find(name: str, settings: Settings | None) -> Practice:
    """Return a practice of the app or of the person's own.

    Raises:
        InputError: there is none of that name.
    """
    own = settings.own_practices if settings else ()
    if name.startswith("own:") and name.removeprefix("own:") in own:
        return own_practice(name=name.removeprefix("own:"))
    return practice(name)


def title_of(name: str, words: Words) -> str:
    """Say what a stored practice is called; a name of the person's own stays as it is."""
    if name.startswith("own:"):
        return name.removeprefix("own:")
    known = practice(name)
    return known.named(words)


def waiting(minutes: int) -> Practice:
    """Return the delay as something the player can show: a timer, and nothing to do."""
    return _apart(
        "wait",
        say("Wait a while"),
        say("The pull may still be there after, or not. Then choose again, freely."),
        (
            Step(
                kind=StepKind.TIMER,
                text=say("Nothing to do. You can leave this page and come back."),
                seconds=minutes * 60,
                leave=True,
            ),
        ),
    )


def resting() -> Practice:
    """Return the plain pause: nothing more to do, only the look at how it is now."""
    return _apart(PLAIN, say("That was the pause"), say("Nothing more is needed."), ())


def _apart(name: str, title: str, lead: str, steps: tuple[Step, ...]) -> Practice:
    base = practice(PLAIN)
    return replace(
        base,
        id=name,
        title=title,
        lead=lead,
        steps=steps,
        body="",
        interaction=Interaction.TIMER,
        anchor=Anchor.OUTSIDE,
        dose=Dose(seconds=60, shortest=0, longest=86_400, words=""),
        evidence=Evidence(grade=Grade.C, says="", source=None),
        trauma=TraumaVariant(offered=True, seconds=60, says=""),
        adapt=(),
    )


def player_view(one: Practice, *, settings: Settings | None, gentle: bool) -> PlayerView:
    """Make what the player shows; `gentle` is the variant for hard memories."""
    words = settings.words if settings else Words.QUIET
    steps = one.trauma_steps() if gentle else one.steps
    if one.params.get("default_after") == "ask":
        steps = tuple(s for s in steps if s.kind is not StepKind.PICK)
    steps = tuple(s for s in steps if s.kind is not StepKind.RATE or s.minute is not None)
    shared = common()
    instead = practice(one.trauma.instead) if one.trauma.instead else None
    source = one.evidence.source
    return PlayerView(
        id=one.id,
        title=one.named(words),
        lead=one.lead,
        kind=one.interaction.value,
        paragraphs=tuple(" ".join(p.split()) for p in one.body.split("\n\n") if p.strip()),
        steps=tuple(_step(s, one, gentle=gentle) for s in steps),
        dose=one.dose.words,
        grade=one.evidence.grade.value if one.evidence.says else "",
        grade_words=shared.grades[one.evidence.grade],
        evidence=one.evidence.says,
        source=source.cite if source else "",
        source_what=source.what if source else "",
        not_for=one.not_for,
        adapt=one.adapt,
        stop=one.stop,
        stop_rule=shared.stop_rule,
        gentle=gentle,
        gentle_says=one.trauma.says,
        gentle_instead=(
            Card(value=instead.id, title=instead.named(words), text=instead.lead)
            if instead
            else None
        ),
        writes=any(s.kind in WRITES for s in steps),
        waves=any(s.kind is StepKind.RATE and s.minute is not None for s in steps),
        paced=any(s.kind is StepKind.BREATHE for s in steps),
        choices=_rhythms(one),
        contacts=settings.contacts if settings and one.interaction is Interaction.MESSAGE else (),
        regions=tuple(s.region for s in steps if s.region),
        places=tuple(
            (place, say(name, context="body"))
            for place, name in TOP_DOWN.items()
            if place in {s.region for s in steps}
        ),
    )


def _step(step: Step, one: Practice, *, gentle: bool) -> StepView:
    seconds = step.seconds or 0
    long = seconds >= one.dose.seconds and step.kind in {StepKind.BREATHE, StepKind.TIMER}
    if gentle and long:
        seconds = min(seconds, one.trauma.seconds)
    return StepView(
        kind=step.kind.value,
        text=step.text,
        name=step.name,
        seconds=seconds,
        minutes=max(1, round(seconds / 60)) if seconds >= 60 else 0,
        dots=tuple(range(1, step.count + 1)),
        region=step.region,
        sense=say(SENSES.get(step.sense, step.sense)),
        rating=step.rating,
        minute=-1 if step.minute is None else step.minute,
        who=step.who,
        options=step.options,
        optional=step.optional,
        leave=step.leave,
        pattern=json.dumps([[phase.word, phase.seconds] for phase in step.pattern]),
        rhythm=", ".join(f"{phase.said} {phase.seconds:g}" for phase in step.pattern),
        even=[phase.seconds for phase in step.pattern] == [4, 6],
    )


def _rhythms(one: Practice) -> tuple[tuple[str, str], ...]:
    pairs = one.params.get("choices", ())
    return tuple(
        (
            f"{a:g}-{b:g}",
            say("{inhale} in, {exhale} out", inhale=decimal(f"{a:g}"), exhale=decimal(f"{b:g}")),
        )
        for a, b in pairs
    )


def way_cards(ways: tuple[tuple[str, str], ...], settings: Settings | None) -> tuple[Card, ...]:
    """Return a card for each way and the reason it stands there."""
    words = settings.words if settings else Words.QUIET
    cards = []
    for name, why in ways:
        if name == PLAIN:
            cards.append(
                Card(
                    value=PLAIN,
                    title=say("Just this pause"),
                    text=say("Nothing more is needed."),
                    why=why,
                )
            )
        else:
            one = find(name, settings)
            cards.append(Card(value=name, title=one.named(words), text=one.lead, why=why))
    return tuple(cards)


def another_kind(
    done: str, *, locked: bool, closed: frozenset[str], settings: Settings | None
) -> Card:
    """Return something of another kind, resting outside oneself, after a practice that hurt."""
    words = settings.words if settings else Words.QUIET
    kind = find(done, settings).interaction if done else None
    order = (*common().severe_first, "P15", "P11")
    for name in order:
        one = practice(name)
        fits = one.interaction is not kind and one.anchor is Anchor.OUTSIDE
        if fits and not is_closed(one, closed) and (one.locked_safe or not locked):
            return Card(value=one.id, title=one.named(words), text=one.lead)
    one = practice("P15")
    return Card(value=one.id, title=one.named(words), text=one.lead)
