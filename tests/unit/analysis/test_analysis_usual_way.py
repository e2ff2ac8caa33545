"""One thing for the first page: chosen by use, never by effect, and silent when it is early."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from leeward.analysis.usual_way import Rated, rated_ways, usual_way
from leeward.events import PracticeDone
from support.journals import Ticking, memory

NOW = datetime(2026, 11, 21, 20, tzinfo=UTC)


def times(practice: str, falls: list[int], *, hours: int = 20) -> list[Rated]:
    """Ratings of one practice, some hours apart."""
    return [
        Rated(at=NOW - timedelta(hours=hours * n), practice=practice, fall=fall)
        for n, fall in enumerate(falls, start=1)
    ]


def test_the_practice_done_most_is_shown_not_the_one_that_looks_best() -> None:
    """Nine modest ratings outweigh eight large ones, and the figure is theirs alone."""
    found = usual_way(
        tuple(sorted([*times("P1", [1, 2, 1, 0, 1, 2, 1, 1, 1]), *times("P3", [6] * 8)]))
    )
    assert found is not None
    assert found.practice == "P1"
    assert found.fall.n == 9
    assert found.fall.low < 10 / 9 < found.fall.high
    assert found.fall.value == pytest.approx(10 / 9, abs=0.2)


def test_many_practices_done_a_little_are_taken_together() -> None:
    """Where none was rated eight times, the figure is about all and names none."""
    found = usual_way(tuple(sorted([*times("P1", [1, 2, 1, 0]), *times("P3", [1, 1, 2, 1])])))
    assert found is not None
    assert found.practice == ""
    assert found.fall.n == 8


@pytest.mark.parametrize("falls", [[], [2] * 7, [-9, 9, -8, 10, -10, 9, -9, 8]])
def test_too_little_or_too_wide_says_nothing(falls: list[int]) -> None:
    """Seven ratings, or eight that point everywhere, give no figure at all."""
    assert usual_way(tuple(sorted(times("P1", falls)))) is None


def test_only_what_was_rated_twice_within_the_year_counts() -> None:
    """Ratings half given, older than a year, of what is left out or taken back do not enter."""
    clock = Ticking(NOW - timedelta(days=400))
    with memory(clock) as journal:
        journal.pauses.practice(PracticeDone(practice="P1", distress_before=6, distress_after=4))
        clock.now = NOW - timedelta(days=3)
        journal.pauses.practice(PracticeDone(practice="P1", distress_before=6))
        journal.pauses.practice(PracticeDone(practice="P22", distress_before=6, distress_after=4))
        gone = journal.pauses.practice(
            PracticeDone(practice="P1", distress_before=9, distress_after=1)
        )
        journal.changes.withdraw(gone.id)
        journal.pauses.practice(PracticeDone(practice="P1", distress_before=6, distress_after=5))
        found = rated_ways(journal.history(), NOW, {"P22"})
    assert [(one.practice, one.fall) for one in found] == [("P1", 1)]
