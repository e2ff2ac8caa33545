"""Days are those of the person's calendar, whatever the clocks do."""

from __future__ import annotations

from datetime import UTC, datetime

from leeward.util.clock import days_touched

BERLIN = "Europe/Berlin"


def test_days_are_counted_as_on_a_calendar() -> None:
    """Both ends count; midnight belongs to the day before it; a change of clocks adds no day."""
    late = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)
    early = datetime(2026, 3, 29, 22, 30, tzinfo=UTC)
    midnight = datetime(2026, 3, 29, 22, 0, tzinfo=UTC)
    assert days_touched(late, early, BERLIN) == 3
    assert days_touched(late, midnight, BERLIN) == 2
    assert days_touched(late, late, BERLIN) == 0
    assert days_touched(early, late, BERLIN) == 0
