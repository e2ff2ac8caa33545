"""One line of the journal as a page shows it: time, title, facts, own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.content import labels
from leeward.content.practices import way_name
from leeward.events import (
    CheckIn,
    Episode,
    LookBack,
    PauseEnded,
    PracticeDone,
    Reflection,
    TriggerMark,
    TriggerNoted,
    Urge,
)
from leeward.events.vocabulary import Precision, Source
from leeward.util.clock import local
from leeward.util.language import say, say_count
from leeward.util.text import running
from leeward.web.wording import clock_words, short, trigger_words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from leeward.core.timeline import Item
    from leeward.events.settings import Settings, Words

ADDED_LATER = 2 * 3600
STRONG, SOME = 7, 4
ESSENTIALS = ("coping", "relief", "pleasure", "closeness", "could_say_no")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A word and a value; a value alone has no word."""

    word: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One entry in a list. `folded` entries show nothing until they are opened."""

    id: str
    day: date
    time: str
    title: str
    facts: tuple[Fact, ...]
    note: str
    tags: tuple[str, ...]
    folded: bool


def line_of(item: Item, settings: Settings) -> Line:
    """Say one item of the timeline in the person's words."""
    entry = item.entry
    words = settings.words
    here = local(entry.at, settings.zone)
    tags = []
    if (entry.recorded - entry.at).total_seconds() > ADDED_LATER and entry.source is Source.APP:
        tags.append(say("added later"))
    if entry.source is Source.IMPORT:
        tags.append(say("brought in"))
    if entry.source in {Source.LOCKED, Source.PHONE}:
        tags.append(say("written while locked"))
    if item.changed:
        tags.append(say("changed"))
    return Line(
        id=entry.id,
        day=here.date(),
        time=clock_words(here) if entry.precision is Precision.MINUTE else say("some time"),
        title=title_of(item, words),
        facts=tuple(facts_of(item, words)),
        note=note_of(item),
        tags=tuple(tags),
        folded=isinstance(entry.body, Episode),
    )


def title_of(item: Item, words: Words) -> str:
    """Name an entry without naming its subject."""
    body = item.entry.body
    match body:
        case CheckIn():
            return say("Check-in")
        case Urge():
            if body.strength is None:
                return say("A pull")
            if body.strength >= STRONG:
                return say("A pull, strong")
            return say("A pull, some") if body.strength >= SOME else say("A pull, light")
        case TriggerNoted():
            return trigger_words(body.trigger.name, words)
        case Episode():
            known = item.this_time is not None and item.this_time.look_back is not None
            return say("Look-back") if known and not item.private else say("This time")
        case PauseEnded():
            return lasting(say("Pause"), body.seconds)
        case PracticeDone():
            return lasting(say("Practice"), body.seconds)
        case Reflection():
            return say("The week") if body.about == "week" else say("Reflection")
        case _:
            return say("Note")


def lasting(title: str, seconds: int | None) -> str:
    """Say how long something took, where that is known."""
    if seconds is None or seconds < 30:
        return title
    minutes = max(1, round(seconds / 60))
    return say_count("{title}, {n} minute", "{title}, {n} minutes", minutes, title=title)


def facts_of(item: Item, words: Words) -> Iterator[Fact]:
    """Give the facts of an entry; what is private gives none."""
    body = item.entry.body
    match body:
        case CheckIn():
            for name in ("distress", "urge", "security"):
                yield from rated(short(name, words), getattr(body, name))
            if body.need is not None:
                yield Fact(word=say("needed"), value=running(labels.text(body.need, words)))
            yield from named(running(labels.text(e, words)) for e in body.emotions)
            yield from named(body.own_emotions)
            yield from came(body.triggers, words)
        case Urge():
            yield from rated("", body.strength)
            if body.outcome is not None:
                yield Fact(word="", value=labels.text(body.outcome, words))
            yield from named([way_name(body.way, words)] if body.way else [])
            yield from came(body.triggers, words)
        case TriggerNoted():
            yield from rated(say("strength"), body.trigger.strength)
        case Episode():
            time = item.this_time
            if time is not None and time.look_back is not None and not item.private:
                yield from looked(time.look_back, words)
        case PauseEnded() | PracticeDone():
            yield from ended(body, words)
        case _:
            return


def rated(word: str, value: int | None) -> Iterator[Fact]:
    """Give a rating, where there is one."""
    if value is not None:
        yield Fact(word=word, value=f"{value}" if word else of_ten(value))


def of_ten(value: int) -> str:
    """Say a rating by itself."""
    return say("{value} of 10", value=value)


def named(items: Iterable[str]) -> Iterator[Fact]:
    """Give plain words as facts."""
    for item in items:
        yield Fact(word="", value=item)


def came(triggers: Iterable[TriggerMark], words: Words) -> Iterator[Fact]:
    """Give what came before."""
    for mark in triggers:
        strength = "" if mark.strength is None else f" {mark.strength}"
        name = running(trigger_words(mark.name, words))
        yield Fact(word=say("before:"), value=f"{name}{strength}")


def change(word: str, before: int | None, after: int | None) -> Iterator[Fact]:
    """Give a change from before to after, or the side that is there."""
    if before is not None and after is not None:
        value = say("{before} to {after}", before=before, after=after)
        yield Fact(word=word, value=value)
    elif before is not None:
        yield Fact(word=say("{rating} before", rating=word), value=str(before))
    elif after is not None:
        yield Fact(word=say("{rating} after", rating=word), value=str(after))


def looked(back: LookBack, words: Words) -> Iterator[Fact]:
    """Give the essentials of a look-back, both sides."""
    yield from change(short("distress", words), back.distress_before, back.distress_after)
    yield from change(short("security", words), back.security_before, back.security_after)
    for name in ESSENTIALS:
        yield from rated(short(name, words), getattr(back, name))


def ended(body: PauseEnded | PracticeDone, words: Words) -> Iterator[Fact]:
    """Give what a pause or a practice came to."""
    if isinstance(body, PauseEnded):
        yield from change(short("distress", words), None, body.distress)
        yield from named([way_name(body.way, words)] if body.way else [])
        return
    yield Fact(word="", value=way_name(body.practice, words))
    yield from change(short("distress", words), body.distress_before, body.distress_after)


def note_of(item: Item, *, asked: bool = False) -> str:
    """Return the person's own words; private ones only where they were `asked` for again."""
    body = item.entry.body
    if item.private and not asked:
        return ""
    match body:
        case CheckIn() | Urge() | TriggerNoted():
            return body.note
        case Episode():
            back = item.this_time.look_back if item.this_time else None
            return "\n".join(part for part in (body.note, back.note if back else "") if part)
        case PracticeDone():
            return body.words
        case Reflection():
            return "\n".join(answer.words for answer in body.answers if answer.words)
        case _:
            return ""
