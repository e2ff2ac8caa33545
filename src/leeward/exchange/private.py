"""Leaving private answers out of what leaves the journal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from leeward.core.safety import QUIET
from leeward.core.safety_facts import PRIVATE_INSTRUMENTS
from leeward.events import (
    Corrected,
    Entry,
    Episode,
    InstrumentAnswered,
    KeptBehind,
    LookBack,
    NextDay,
    SafetyShown,
    SecondKeyMade,
)


def without_private(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Give the entries without any answer about consent and where a "had to" came from.

    The answers go from every look-back alike, so that their absence tells nothing. An episode
    that may not enter coping statistics is marked as set aside, so that it stays out of them
    wherever the export is read; the mark has no reason (care notes 31, 55, 56). The person's own
    words about it stay behind, as they are covered in the journal itself. The private
    questionnaires, what was noted about the quiet page, and what lies behind the second key with
    that key stay behind altogether.
    """
    listed = list(entries)
    aside = {
        body.episode
        for entry in listed
        if isinstance(body := _inner(entry), LookBack) and body.unfree
    }
    for entry in listed:
        if not _stays(_inner(entry)):
            yield _clean(entry, aside)


def _stays(body: object) -> bool:
    match body:
        case InstrumentAnswered(instrument=instrument):
            return instrument in PRIVATE_INSTRUMENTS
        case SafetyShown(topic=topic):
            return topic == QUIET
        case KeptBehind() | SecondKeyMade():
            return True
        case _:
            return False


def _inner(entry: Entry) -> object:
    return entry.body.body if isinstance(entry.body, Corrected) else entry.body


def _clean(entry: Entry, aside: set[str]) -> Entry:
    body = _inner(entry)
    target = entry.body.target if isinstance(entry.body, Corrected) else entry.id
    cleaned: LookBack | NextDay | Episode
    if isinstance(body, LookBack):
        cleaned = replace(body, consent=None, had_to_source=None)
        if body.episode in aside:
            cleaned = replace(cleaned, note="", good_words="", cost_words="")
    elif isinstance(body, NextDay) and body.episode in aside:
        cleaned = replace(body, good_words="", cost_words="")
    elif isinstance(body, Episode) and target in aside:
        cleaned = replace(body, set_aside=True, note="")
    else:
        return entry
    if isinstance(entry.body, Corrected):
        return replace(entry, body=replace(entry.body, body=cleaned))
    return replace(entry, body=cleaned)
