"""Hours of rest learned from when a person logs."""

from __future__ import annotations

import numpy as np

from leeward.model.rest import USUAL, quiet_hours


def test_the_usual_night_stands_where_nothing_speaks_against_it() -> None:
    """No entries, or entries by day only, keep the usual night."""
    assert quiet_hours(np.zeros(0, dtype=np.int64)) == USUAL
    assert quiet_hours(np.arange(8 * 60, 23 * 60, 7)) == USUAL


def test_a_person_who_logs_at_any_hour_has_no_night() -> None:
    """Entries all around the clock leave no stretch without any."""
    assert quiet_hours(np.arange(0, 1440, 5)) is None


def test_a_night_worker_sleeps_by_day() -> None:
    """Entries from evening to morning move the quiet stretch into the day."""
    by_night = np.concatenate([np.arange(18 * 60, 24 * 60, 6), np.arange(0, 8 * 60, 6)])
    found = quiet_hours(by_night)
    assert found is not None
    start, stop = found
    assert 8 * 60 <= start < stop <= 18 * 60


def test_a_single_late_hour_does_not_end_the_night() -> None:
    """One entry in fifty at one o'clock is tolerated."""
    entries = np.append(np.linspace(9 * 60, 22 * 60, 49).astype(np.int64), 60)
    assert quiet_hours(entries) == USUAL
