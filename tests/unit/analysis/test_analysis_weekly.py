"""A quiet look at days and weeks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from leeward.analysis.weekly import day_summaries, gaps, week_of, week_review
from leeward.events.check_in import CheckIn, Urge
from leeward.events.entry import Body, Entry
from leeward.events.history import History
from leeward.events.look_back import Episode, LookBack
from leeward.events.pause import PauseStarted, PracticeDone
from leeward.events.settings import Settings, SettingsChanged
from leeward.events.vocabulary import Consent, Emotion, Good, Kind, UrgeOutcome
from leeward.util.ids import new_id

NOW = datetime(2026, 6, 10, 12, 0, tzinfo=UTC)  # a Wednesday
SETTINGS = Settings(zone="Europe/Berlin")


def entry(body: Body, at: datetime) -> Entry:
    """One entry."""
    return Entry(id=new_id(at), at=at, recorded=at, zone="Europe/Berlin", body=body)


def journal(*entries: Entry, settings: Settings = SETTINGS) -> History:
    """A journal."""
    ordered = sorted(entries, key=lambda e: (e.at, e.id))
    return History(entries=tuple(ordered), settings=settings)


@pytest.mark.parametrize(
    ("first_weekday", "expected"),
    [(0, date(2026, 6, 8)), (6, date(2026, 6, 7)), (3, date(2026, 6, 4))],
)
def test_weeks_start_where_the_person_says(first_weekday: int, expected: date) -> None:
    """A week starts on the person's first weekday."""
    first, last = week_of(NOW.date(), first_weekday)
    assert (first, (last - first).days) == (expected, 6)


def test_week_counts_and_names() -> None:
    """A week holds its counts, what was named most, and where own words are."""
    tuesday = NOW - timedelta(days=1)
    noted = entry(CheckIn(distress=7, emotions=(Emotion.CALM,), note="A walk."), tuesday)
    time = entry(Episode(kind=Kind.SOLO), tuesday + timedelta(hours=1))
    review = week_review(
        journal(
            entry(SettingsChanged(settings=SETTINGS), tuesday),
            noted,
            entry(CheckIn(distress=2, emotions=(Emotion.CALM, Emotion.JOY)), NOW),
            entry(Urge(outcome=UrgeOutcome.RODE_OUT), NOW),
            entry(PauseStarted(), NOW),
            entry(PracticeDone(practice="P1"), NOW),
            time,
            entry(LookBack(episode=time.id, good=(Good.RELAXED,)), NOW),
            entry(CheckIn(distress=10), NOW - timedelta(days=7)),
        ),
        NOW,
    )
    assert (review.check_ins, review.lowest, review.highest) == (2, 2, 7)
    assert review.urges_by_outcome == ((UrgeOutcome.RODE_OUT, 1),)
    assert (review.urges, review.times, review.pauses) == (1, 1, 1)
    assert review.feelings[0] == (Emotion.CALM, 2)
    assert review.goods == ((Good.RELAXED, 1),)
    assert review.ways == (("P1", 1),)
    assert review.own_words == (noted.id,)
    assert len(review.days) == 7
    assert week_review(journal(noted), NOW, weeks_ago=1).check_ins == 0


def test_empty_week_is_no_error() -> None:
    """A week without entries has nothing in it, and nothing missing."""
    review = week_review(journal(), NOW)
    assert (review.check_ins, review.lowest, review.urges) == (0, None, 0)
    assert all(day.entries == 0 for day in review.days)


def test_unfree_times_are_not_counted() -> None:
    """A time that was not free is in no count of a day or a week."""
    urge = entry(Urge(outcome=UrgeOutcome.ACTED), NOW - timedelta(hours=3))
    time = entry(Episode(kind=Kind.PARTNERED, urge=urge.id), NOW - timedelta(hours=2))
    back = entry(LookBack(episode=time.id, consent=Consent.PRESSURED, note="words"), NOW)
    assert week_review(journal(urge, time, back), NOW) == week_review(journal(), NOW)


def test_days_are_the_person_s_own() -> None:
    """Half past eleven at night in UTC is the next day in Berlin."""
    late = entry(CheckIn(distress=5), datetime(2026, 6, 8, 22, 30, tzinfo=UTC))
    days = day_summaries(journal(late), date(2026, 6, 8), date(2026, 6, 9))
    assert [d.entries for d in days] == [0, 1]


def test_gaps_lie_between_entries() -> None:
    """Two silent days and more are a gap with both ends; one day is none."""
    days = [date(2026, 5, 1), date(2026, 5, 3), date(2026, 5, 7)]
    entries = [
        entry(CheckIn(distress=5), datetime(d.year, d.month, d.day, 12, tzinfo=UTC)) for d in days
    ]
    found = gaps(journal(*entries))
    assert [(g.first, g.last, g.days) for g in found] == [(date(2026, 5, 4), date(2026, 5, 6), 3)]
    assert gaps(journal()) == ()


def test_first_weekday_of_the_settings_is_used() -> None:
    """The review follows the setting."""
    sunday = replace(SETTINGS, first_weekday=6)
    assert week_review(journal(settings=sunday), NOW).first == date(2026, 6, 7)
