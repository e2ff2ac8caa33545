"""What stays behind when a journal is taken out without its private answers."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from leeward.events import (
    Body,
    Corrected,
    Entry,
    Episode,
    InstrumentAnswered,
    LookBack,
    NextDay,
    SafetyShown,
)
from leeward.events.vocabulary import Consent, Kind
from leeward.exchange.private import without_private

NOW = datetime(2026, 11, 1, tzinfo=UTC)


def entry(number: int, body: Body) -> Entry:
    """Return an entry."""
    return Entry(id=f"{number:032x}", at=NOW, recorded=NOW, zone="UTC", body=body)


def answered(instrument: str) -> InstrumentAnswered:
    """Return answers to a questionnaire."""
    return InstrumentAnswered(
        instrument=instrument, version="1", language="en", answers=(("1", 1),)
    )


def shown(topic: str) -> SafetyShown:
    """Return a note that a message stood."""
    return SafetyShown(topic=topic, level="prominent", response="shown", rules_version="1")


def test_private_questionnaires_and_the_quiet_page_stay_behind() -> None:
    """Neither the answers nor the trace that such a page was offered leave; the rest does."""
    entries = [
        entry(1, answered("hark")),
        entry(2, answered("pc-ptsd-5")),
        entry(3, answered("own-private")),
        entry(4, shown("quiet_page")),
        entry(5, answered("phq-4")),
        entry(6, shown("heavy_days")),
    ]
    assert [e.id[-1] for e in without_private(entries)] == ["5", "6"]


def test_own_words_about_what_was_not_free_stay_behind() -> None:
    """Words of every version and of the day after are left out; words about free times leave."""
    unfree, free = f"{1:032x}", f"{2:032x}"
    told = LookBack(episode=unfree, note="blue", good_words="blue", cost_words="blue")
    entries = [
        entry(1, Episode(kind=Kind.PARTNERED, note="blue")),
        entry(2, Episode(kind=Kind.PARTNERED, note="green")),
        entry(3, told),
        entry(
            4,
            Corrected(
                target=f"{3:032x}",
                body=replace(told, consent=Consent.FORCED),
                at=NOW,
                seen=f"{3:032x}",
            ),
        ),
        entry(5, NextDay(episode=unfree, good_words="blue", cost_words="blue")),
        entry(6, LookBack(episode=free, note="green", consent=Consent.FREE)),
    ]
    left = list(without_private(entries))
    assert [one.id for one in left] == [one.id for one in entries]
    words = " ".join(str(one.body) for one in left)
    assert "blue" not in words
    assert words.count("green") == 2
