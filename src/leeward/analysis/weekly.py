"""A quiet look at days and weeks: counts without judgement, nothing to reach."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from leeward.analysis.frames import free_entries
from leeward.events.check_in import CheckIn, Urge
from leeward.events.entry import Entry
from leeward.events.history import History, coping_times
from leeward.events.pause import PauseStarted, PracticeDone
from leeward.events.settings import SettingsChanged
from leeward.events.vocabulary import Emotion, Good, UrgeOutcome
from leeward.util.clock import day_of
from leeward.util.ids import EntryId

MOST_NAMED = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySummary:
    """One local day; distress is lowest and highest of its check-ins, None without any."""

    day: date
    entries: int
    check_ins: int
    lowest: int | None
    highest: int | None
    urges: int
    times: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Days on which nothing was written, both ends included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """How many days it lasted."""
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekReview:
    """One week as counts, and what it held: feelings, goods, ways, the person's own words.

    `feelings` and `goods` are (value, times named), the most named first; `ways` (practice id or
    name, times). `own_words` are the entries of the week with a note.
    """

    first: date
    last: date
    days: tuple[DaySummary, ...]
    check_ins: int
    lowest: int | None
    highest: int | None
    urges: int
    urges_by_outcome: tuple[tuple[UrgeOutcome, int], ...]
    times: int
    pauses: int
    feelings: tuple[tuple[Emotion, int], ...]
    goods: tuple[tuple[Good, int], ...]
    ways: tuple[tuple[str, int], ...]
    own_words: tuple[EntryId, ...]


def week_of(day: date, first_weekday: int) -> tuple[date, date]:
    """Return the first and last day of the week around `day`; weekday 0 is Monday."""
    first = day - timedelta(days=(day.weekday() - first_weekday) % 7)
    return first, first + timedelta(days=6)


def _written(history: History) -> list[tuple[date, Entry]]:
    """Entries with their day, without what is left out of every count."""
    counted, _ = free_entries(history.entries)
    return [(day_of(e.at, e.zone), e) for e in counted if not isinstance(e.body, SettingsChanged)]


def day_summaries(history: History, first: date, last: date) -> tuple[DaySummary, ...]:
    """Return every day from `first` to `last`, also those on which nothing was written."""
    by_day: dict[date, list[Entry]] = {}
    for day, entry in _written(history):
        by_day.setdefault(day, []).append(entry)
    times = Counter(day_of(t.at, t.entry.zone) for t in coping_times(history))
    span = range((last - first).days + 1)
    return tuple(
        _day(day, by_day.get(day, []), times[day])
        for day in (first + timedelta(days=i) for i in span)
    )


def _day(day: date, entries: list[Entry], times: int) -> DaySummary:
    check_ins = [e.body for e in entries if isinstance(e.body, CheckIn)]
    ratings = [c.distress for c in check_ins if c.distress is not None]
    return DaySummary(
        day=day,
        entries=len(entries),
        check_ins=len(check_ins),
        lowest=min(ratings, default=None),
        highest=max(ratings, default=None),
        urges=sum(isinstance(e.body, Urge) for e in entries),
        times=times,
    )


def week_review(history: History, now: datetime, *, weeks_ago: int = 0) -> WeekReview:
    """Return the week around `now` on the person's own clock, or one before it."""
    settings = history.settings
    day = day_of(now, settings.zone) - timedelta(weeks=weeks_ago)
    first, last = week_of(day, settings.first_weekday)
    days = day_summaries(history, first, last)
    bodies = [(e, e.body) for at, e in _written(history) if first <= at <= last]
    outcomes = Counter(b.outcome for _, b in bodies if isinstance(b, Urge) and b.outcome)
    feelings = Counter(f for _, b in bodies if isinstance(b, CheckIn) for f in b.emotions)
    ways = Counter(b.practice for _, b in bodies if isinstance(b, PracticeDone))
    goods = Counter(
        good
        for t in coping_times(history)
        if first <= day_of(t.at, t.entry.zone) <= last and t.look_back is not None
        for good in t.look_back.good
    )
    return WeekReview(
        first=first,
        last=last,
        days=days,
        check_ins=sum(d.check_ins for d in days),
        lowest=min((d.lowest for d in days if d.lowest is not None), default=None),
        highest=max((d.highest for d in days if d.highest is not None), default=None),
        urges=sum(d.urges for d in days),
        urges_by_outcome=tuple((o, outcomes[o]) for o in UrgeOutcome if outcomes[o]),
        times=sum(d.times for d in days),
        pauses=sum(isinstance(b, PauseStarted) for _, b in bodies),
        feelings=tuple(feelings.most_common(MOST_NAMED)),
        goods=tuple(goods.most_common(MOST_NAMED)),
        ways=tuple(ways.most_common()),
        own_words=tuple(e.id for e, b in bodies if getattr(b, "note", "")),
    )


def gaps(history: History, *, least_days: int = 2) -> tuple[Gap, ...]:
    """Return the stretches of at least `least_days` silent days between entries."""
    days = sorted({day for day, _ in _written(history)})
    found = []
    for before, after in pairwise(days):
        silent = (after - before).days - 1
        if silent >= least_days:
            found.append(Gap(first=before + timedelta(days=1), last=after - timedelta(days=1)))
    return tuple(found)
