"""Random-window prompts."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, time
from itertools import pairwise
from typing import Any

import pytest

from leeward.study.schedule import Window, prompts
from leeward.util.clock import local
from leeward.util.errors import InputError

DAY = date(2026, 11, 2)
MORNING = Window(start=time(8), end=time(12), prompts=3, apart=45)
EVENING = Window(start=time(18), end=time(22))


def test_every_prompt_lies_in_its_window_and_keeps_its_distance() -> None:
    """Three in the morning at least 45 minutes apart and one in the evening, 60 days long."""
    moments = prompts(
        windows=[MORNING, EVENING], first=DAY, days=60, zone_name="Europe/Berlin", seed=5
    )
    by_day: dict[date, list[datetime]] = {}
    for moment in moments:
        here = local(moment, "Europe/Berlin")
        by_day.setdefault(here.date(), []).append(here)
    assert len(by_day) == 60
    for of_day in by_day.values():
        morning, evening = of_day[:3], of_day[3:]
        assert all(time(8) <= m.time() <= time(12) for m in morning)
        assert [time(18) <= e.time() <= time(22) for e in evening] == [True]
        gaps = [b - a for a, b in pairwise(morning)]
        assert all(gap.total_seconds() >= 45 * 60 for gap in gaps)


def test_the_seed_gives_the_schedule_and_windows_are_apart() -> None:
    """Same seed, same moments; another seed differs; changing one window leaves the other."""
    both: dict[str, Any] = {"first": DAY, "days": 20, "zone_name": "UTC"}
    one = prompts(windows=[MORNING, EVENING], seed=1, **both)
    assert one == prompts(windows=[MORNING, EVENING], seed=1, **both)
    assert one != prompts(windows=[MORNING, EVENING], seed=2, **both)
    assert set(prompts(windows=[EVENING], seed=1, **both)) <= set(one)


def test_placements_are_equally_likely() -> None:
    """Two prompts at least 2 minutes apart in 4 minutes: all six placements as often (4 SE)."""
    window = Window(start=time(10), end=time(10, 4), prompts=2, apart=2)
    moments = prompts(windows=[window], first=DAY, days=3000, zone_name="UTC", seed=8)
    pairs = Counter((a.minute, b.minute) for a, b in zip(moments[::2], moments[1::2], strict=True))
    assert set(pairs) == {(0, 2), (0, 3), (0, 4), (1, 3), (1, 4), (2, 4)}
    assert all(abs(count - 500) < 4 * (3000 * 5 / 36) ** 0.5 for count in pairs.values())


def test_a_skipped_hour_moves_forward() -> None:
    """A prompt in the hour that a clock change leaves out comes right after it."""
    window = Window(start=time(2, 30), end=time(2, 31))
    (moment,) = prompts(
        windows=[window], first=date(2026, 3, 29), days=1, zone_name="Europe/Berlin", seed=1
    )
    assert datetime(2026, 3, 29, 1, 30, tzinfo=UTC) <= moment
    assert local(moment, "Europe/Berlin").hour == 3


def test_windows_that_cannot_be_are_refused() -> None:
    """Backwards, empty, overfull windows and schedules of no day are plain errors."""
    with pytest.raises(InputError, match="starts before"):
        Window(start=time(9), end=time(9))
    with pytest.raises(InputError, match="at least one prompt"):
        Window(start=time(9), end=time(10), prompts=0)
    with pytest.raises(InputError, match="do not fit between 09:00 and 10:00"):
        Window(start=time(9), end=time(10), prompts=3, apart=31)
    with pytest.raises(InputError, match="at least one day"):
        prompts(windows=[EVENING], first=DAY, days=0, zone_name="UTC", seed=1)
