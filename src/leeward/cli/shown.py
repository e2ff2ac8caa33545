"""Entries as lines of text and as records for scripts."""

from __future__ import annotations

from typing import Any

from leeward.content.labels import rating, text
from leeward.content.practices import way_name
from leeward.core.timeline import Item
from leeward.events import CheckIn, Episode, PauseEnded, PracticeDone, Reflection, Urge
from leeward.events.codec import to_plain
from leeward.events.settings import Words
from leeward.util.clock import local

TITLES = {
    "check_in": "Check-in",
    "urge": "Pull",
    "trigger": "What came before",
    "episode": "This time",
    "pause_ended": "Pause",
    "practice": "A way",
    "reflection": "Reflection",
}


def line(item: Item, zone: str, words: Words) -> str:
    """Return one entry as a line: local time, what it is, what it says."""
    entry = item.entry
    stamp = local(entry.at, zone).strftime("%a %d %b %Y %H:%M")
    parts = [part for part in _parts(item, words) if part]
    title = TITLES.get(entry.kind, entry.kind)
    return f"{stamp}  {title}" + (f"  {', '.join(parts)}" if parts else "")


def _parts(item: Item, words: Words) -> list[str]:
    body = item.entry.body
    match body:
        case CheckIn():
            need = text(body.need, words).lower() if body.need else ""
            names = [text(emotion, words).lower() for emotion in body.emotions]
            return [
                *_ratings(body, ("distress", "urge", "security"), words),
                need,
                *names,
                body.note,
            ]
        case Urge():
            outcome = text(body.outcome, words).lower() if body.outcome else ""
            strength = "" if body.strength is None else f"strength {body.strength}"
            return [strength, outcome, way_name(body.way, words) if body.way else "", body.note]
        case Episode():
            return _episode(item, body, words)
        case PracticeDone():
            return [way_name(body.practice, words), body.words]
        case PauseEnded():
            way = way_name(body.way, words) if body.way else ""
            return [text(body.choice, words).lower() if body.choice else "", way]
        case Reflection():
            return [body.about]
        case _:
            return []


def _episode(item: Item, body: Episode, words: Words) -> list[str]:
    back = item.this_time.look_back if item.this_time else None
    kind = text(body.kind, words).lower()
    if item.private:
        # It reads like a time that nobody looked back at (care notes 55).
        return [kind]
    if back is None:
        return [kind, body.note]
    both = (back.distress_before, back.distress_after)
    change = f"from {both[0]} to {both[1]}" if None not in both else ""
    return [kind, change, body.note, back.note]


def _ratings(body: CheckIn, names: tuple[str, ...], words: Words) -> list[str]:
    found = []
    for name in names:
        value = getattr(body, name)
        if value is not None:
            found.append(f"{rating(name).short.in_words(words).lower()} {value}")
    return found


def record(item: Item) -> dict[str, Any]:
    """Return an item as its documented record; private answers are left out."""
    plain = to_plain(item.entry)
    time = item.this_time
    if item.private:
        plain["body"].pop("note", None)
    if time is not None and time.look_back_entry is not None and not item.private:
        plain["look_back"] = to_plain(time.look_back_entry)["body"]
        plain["look_back"].pop("consent", None)
        plain["look_back"].pop("had_to_source", None)
    return plain
