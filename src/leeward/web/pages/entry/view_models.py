"""What the page of one entry shows."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

from leeward.content import labels
from leeward.core.timeline import Item, is_shown
from leeward.events import CheckIn, Episode, LookBack, Urge
from leeward.util.clock import local
from leeward.util.language import say, say_count
from leeward.util.said import day_and_clock
from leeward.web.lines import Fact, Line, change, facts_of, line_of, of_ten
from leeward.web.wording import day_words, short

if TYPE_CHECKING:
    from leeward.core.changes import EntryHistory
    from leeward.core.projections import Version
    from leeward.events.settings import Settings, Words

EDITABLE = (CheckIn, Urge, Episode)


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionView:
    """One version: when it was written and what it said."""

    written: str
    facts: tuple[Fact, ...]
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryView:
    """One entry with everything said about it, and its earlier versions."""

    line: Line
    day: str
    details: tuple[Fact, ...]
    versions: tuple[VersionView, ...]
    beside: int
    withdrawn: bool
    editable: bool
    apart: bool
    asks_again: bool
    written: str
    brought: bool


def details_of(item: Item, words: Words, *, asked: bool = False) -> tuple[Fact, ...]:
    """Give everything a look-back says; what is kept apart only where it was `asked` for again.

    Until then it reads like a time that nobody looked back at (care notes 55).
    """
    time = item.this_time
    if time is None:
        return ()
    rows = [Fact(word=say("What kind"), value=labels.text(time.episode.kind, words))]
    if time.episode.partner_context is not None:
        rows.append(Fact(word=say("With"), value=labels.text(time.episode.partner_context, words)))
    back = time.look_back
    if back is None or (item.private and not asked):
        return tuple(rows)
    for name in ("distress", "security"):
        rows += [
            Fact(word=capital(fact.word), value=fact.value)
            for fact in change(
                short(name, words),
                getattr(back, f"{name}_before"),
                getattr(back, f"{name}_after"),
            )
        ]
    for field in fields(LookBack):
        value = getattr(back, field.name)
        if isinstance(value, int) and not field.name.endswith(("_before", "_after")):
            rows.append(Fact(word=capital(short(field.name, words)), value=of_ten(value)))
    if asked and back.consent is not None:
        rows.append(Fact(word=say("Was it free?"), value=labels.text(back.consent, words)))
    if back.had_to_source is not None:
        rows.append(
            Fact(word=say("Where it came from"), value=labels.text(back.had_to_source, words))
        )
    if back.motives:
        rows.append(
            Fact(
                word=say("What it was for"),
                value=", ".join(
                    marked(labels.text(m.motive, words), m.strength) for m in back.motives
                ),
            )
        )
    if back.good:
        rows.append(
            Fact(
                word=say("What was good"), value=", ".join(labels.text(g, words) for g in back.good)
            )
        )
    if back.costs:
        rows.append(
            Fact(
                word=say("What it cost"),
                value=", ".join(
                    marked(labels.text(c.consequence, words), c.bother) for c in back.costs
                ),
            )
        )
    rows += [
        Fact(word=word, value=text)
        for word, text in (
            (say("Good, in my words"), back.good_words),
            (say("Cost, in my words"), back.cost_words),
        )
        if text
    ]
    if time.episode.set_aside or time.episode.work:
        rows.append(Fact(word=say("In the picture"), value=say("left out")))
    return tuple(rows)


def capital(text: str) -> str:
    """Begin with a capital, as a row of a list does."""
    return text[:1].upper() + text[1:]


def marked(text: str, strength: int | None) -> str:
    """Say a choice with its strength."""
    return text if strength is None else f"{text} ({strength})"


def version_view(version: Version, settings: Settings) -> VersionView:
    """Say one version of an entry."""
    item = Item(entry=version.entry, this_time=None, changed=False)
    written = local(version.entry.recorded, settings.zone)
    note = getattr(version.entry.body, "note", "")
    return VersionView(
        written=day_and_clock(written),
        facts=tuple(facts_of(item, settings.words)),
        note=note if isinstance(note, str) else "",
    )


def written_words(when: str, older: int) -> str:
    """Say when an entry was written, and how many versions were before."""
    if not older:
        return say("Written {when}.", when=when)
    return say_count(
        "Written {when}. {n} earlier version.",
        "Written {when}. {n} earlier versions.",
        older,
        when=when,
    )


def entry_view(
    item: Item, known: EntryHistory, settings: Settings, *, brought: bool = False
) -> EntryView:
    """Put the page of one entry together."""
    here = local(item.entry.at, settings.zone)
    written = local(item.entry.recorded, settings.zone)
    older = known.versions[:-1]
    return EntryView(
        line=line_of(item, settings),
        day=day_words(here.date()),
        details=details_of(item, settings.words),
        versions=tuple(version_view(v, settings) for v in reversed(older))
        if not item.private
        else (),
        beside=len(known.conflicts),
        withdrawn=known.withdrawn,
        brought=brought,
        editable=isinstance(item.entry.body, EDITABLE),
        apart=isinstance(item.entry.body, Episode),
        asks_again=is_shown(item.entry),
        written=written_words(day_and_clock(written), len(older)),
    )
