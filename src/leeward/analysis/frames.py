"""A journal as columns: one pass over the entries, then arrays for every insight.

Hours count from `since` in elapsed time; hours of day are on the person's clock at the time of
writing. Entries known only to the day are kept out of everything that needs a time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leeward.analysis.risk import at_risk
from leeward.events.behind import KeptBehind, SecondKeyMade
from leeward.events.check_in import CheckIn, TriggerMark, TriggerNoted, Urge
from leeward.events.entry import Entry
from leeward.events.history import History, ThisTime, this_times
from leeward.events.look_back import LookBack
from leeward.events.pause import PauseEnded, PracticeDone
from leeward.events.reflection import InstrumentAnswered, SafetyShown
from leeward.events.settings import Settings, SettingsChanged
from leeward.events.vocabulary import Precision
from leeward.util.clock import days_touched, local, zone

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

SPAN_DAYS: Final = 365
CELL_HOURS: Final = 0.25
NOT_NOTED: Final = (SecondKeyMade, KeptBehind, SafetyShown, InstrumentAnswered)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The latest year of a journal as columns, sorted by time.

    Check-ins: `hour`, `distress`, `security` (NaN where skipped), `of_day` (0..24 local), and the
    records themselves. Urges likewise. `times` are the episodes that count as coping, `time_hour`
    and `time_of_day` theirs (NaN where only the day is known). `notes` are (hour, group, name)
    of feelings and of what came before. `cell_day` and `at_risk` describe quarter hours.
    """

    since: datetime
    until: datetime
    zone: str
    hour: Floats
    of_day: Floats
    distress: Floats
    security: Floats
    check_ins: tuple[CheckIn, ...]
    urge_hour: Floats
    urge_of_day: Floats
    urges: tuple[Urge, ...]
    times: tuple[ThisTime, ...]
    time_hour: Floats
    time_of_day: Floats
    notes: tuple[tuple[float, str, str], ...]
    practices: tuple[tuple[float, str], ...]
    at_risk: Flags
    cell_day: Ints
    days_with_notes: int

    @property
    def days(self) -> int:
        """Days of the person's calendar, the first and the last counted; 0 for no stretch at all."""
        return days_touched(self.since, self.until, self.zone)

    @property
    def elapsed_days(self) -> int:
        """Stretches of 24 hours since the first entry that were begun, as `cell_day` counts."""
        return int(self.cell_day[-1]) + 1 if self.cell_day.size else 0

    def moment(self, hour: float) -> datetime:
        """Return the moment at an elapsed hour."""
        return self.since + timedelta(hours=hour)


def frame_of(history: History, now: datetime) -> Frame:
    """Read the year before `now` out of a journal."""
    start = now - timedelta(days=SPAN_DAYS)
    counted, joined = free_entries(history.entries)
    entries = [
        e for e in counted if start <= e.at <= now and not isinstance(e.body, SettingsChanged)
    ]
    since = entries[0].at if entries else now
    times = tuple(t for t in joined if start <= t.at <= now)
    exact = [e for e in entries if e.precision is Precision.MINUTE]
    check_ins = [(e, e.body) for e in exact if isinstance(e.body, CheckIn)]
    urges = [(e, e.body) for e in exact if isinstance(e.body, Urge)]
    hours = np.array([_hours(since, e.at) for e in exact])
    at_risk, cell_day = risk_cells(since, now, hours, history.settings)
    known = [t.entry.precision is Precision.MINUTE for t in times]
    time_of_day = _local_hours([t.entry for t in times])
    return Frame(
        since=since,
        until=now,
        zone=history.settings.zone,
        hour=np.array([_hours(since, e.at) for e, _ in check_ins]),
        of_day=_local_hours([e for e, _ in check_ins]),
        distress=ratings([c.distress for _, c in check_ins]),
        security=ratings([c.security for _, c in check_ins]),
        check_ins=tuple(c for _, c in check_ins),
        urge_hour=np.array([_hours(since, e.at) for e, _ in urges]),
        urge_of_day=_local_hours([e for e, _ in urges]),
        urges=tuple(u for _, u in urges),
        times=times,
        time_hour=np.array([_hours(since, t.at) for t in times]),
        time_of_day=np.where(known, time_of_day, np.nan),
        notes=_notes(exact, since),
        practices=_practices(exact, since),
        at_risk=at_risk,
        cell_day=cell_day,
        days_with_notes=len({local(e.at, e.zone).date() for e in entries}),
    )


def free_entries(entries: tuple[Entry, ...]) -> tuple[list[Entry], tuple[ThisTime, ...]]:
    """Return the entries and the times that may be looked at.

    A time that was not free, was work or was set aside is left out whole: with its look-back,
    its next day and the urge that led to it, so that not even its date tells anything. What lies
    behind a second key is left out with that key, and so are messages that were shown and
    answers to questionnaires: one may stand where a time was left out, or be kept apart itself.
    """
    times = this_times(entries)
    aside = {t.entry.id for t in times if not t.counts_as_coping}
    aside |= {t.episode.urge for t in times if t.episode.urge and not t.counts_as_coping}
    kept = [e for e in entries if not isinstance(e.body, NOT_NOTED)]
    if not aside:
        return kept, times
    kept = [e for e in kept if e.id not in aside and getattr(e.body, "episode", None) not in aside]
    return kept, tuple(t for t in times if t.counts_as_coping)


def ratings(values: list[int | None]) -> Floats:
    """Return ratings as floats, NaN where skipped."""
    return np.array([np.nan if v is None else float(v) for v in values])


def backs(frame: Frame) -> list[LookBack]:
    """Return the look-back of every episode, an empty one where none was written."""
    return [t.look_back or LookBack(episode=t.entry.id) for t in frame.times]


def column(frame: Frame, name: str) -> Floats:
    """Return one rating of all look-backs, aligned with `times`, NaN where skipped."""
    return ratings([getattr(back, name) for back in backs(frame)])


def driven(frame: Frame) -> tuple[Flags, Flags]:
    """Return of which times it is known whether something inside drove them, and which it did."""
    told = [time.driven for time in frame.times]
    return (
        np.array([one is not None for one in told], dtype=np.bool_),
        np.array([one is True for one in told], dtype=np.bool_),
    )


def _hours(since: datetime, at: datetime) -> float:
    return (at - since).total_seconds() / 3600


def _local_hours(entries: list[Entry]) -> Floats:
    walls = [e.at.astimezone(zone(e.zone)) for e in entries]
    return np.array([w.hour + w.minute / 60 for w in walls])


def _notes(entries: list[Entry], since: datetime) -> tuple[tuple[float, str, str], ...]:
    """Feelings and what came before, from check-ins and notes of their own.

    What is ticked at an urge itself is left out: it was not noted before the urge.
    """
    found: list[tuple[float, str, str]] = []
    for entry in entries:
        body = entry.body
        marks: tuple[TriggerMark, ...] = ()
        if isinstance(body, CheckIn):
            at = _hours(since, entry.at)
            found += [(at, "emotion", e.value) for e in body.emotions]
            found += [(at, "own_emotion", word) for word in body.own_emotions]
            marks = body.triggers
        elif isinstance(body, TriggerNoted):
            marks = (body.trigger,)
        found += [(_hours(since, entry.at), "trigger", m.name) for m in marks]
    return tuple(found)


def _practices(entries: list[Entry], since: datetime) -> tuple[tuple[float, str], ...]:
    found = []
    for entry in entries:
        if isinstance(entry.body, PracticeDone):
            found.append((_hours(since, entry.at), entry.body.practice))
        elif isinstance(entry.body, PauseEnded) and entry.body.way:
            found.append((_hours(since, entry.at), entry.body.way))
    return tuple(found)


def risk_cells(
    since: datetime, now: datetime, records: Floats, settings: Settings
) -> tuple[Flags, Ints]:
    """Return which quarter hours were at risk, and the elapsed day each belongs to."""
    count = int(np.ceil(max(0.0, _hours(since, now)) / CELL_HOURS))
    middle = (np.arange(count) + 0.5) * CELL_HOURS * 60
    minutes = (records * 60).astype(np.int64)
    begin, finish = at_risk(since, now, minutes, settings)
    index = np.searchsorted(begin, middle, side="right") - 1
    inside = (index >= 0) & (middle < finish[np.maximum(index, 0)]) if begin.size else index >= 0
    return inside, np.arange(count) // 96
