"""What stays behind when a journal is taken out without its private answers."""

from __future__ import annotations

from datetime import UTC, datetime

from leeward.events import Body, Entry, InstrumentAnswered, SafetyShown
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
