"""From a journal to the record the model takes: whole minutes, honest time at risk.

What is not exact to the minute never goes in as midnight: it stays out. Times that were not free,
were work or were set aside stay out with the urge they belong to.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leeward.analysis.frames import free_entries
from leeward.analysis.risk import at_risk, whole_minutes
from leeward.analysis.second_ratings import Again, rated_twice, usual_urge
from leeward.events.check_in import CheckIn, TriggerMark, TriggerNoted, Urge
from leeward.events.entry import Entry
from leeward.events.history import History, ThisTime
from leeward.events.pause import PauseEnded, PracticeDone
from leeward.events.settings import SettingsChanged
from leeward.events.vocabulary import Kind, Precision, Source, TriggerClass, UrgeOutcome
from leeward.model import data as numbers
from leeward.util.clock import local
from leeward.util.ids import EntryId

Ints = NDArray[np.int64]

CLASSES: Final = {
    TriggerClass.STRESS: numbers.STRESS,
    TriggerClass.THREAT: numbers.THREAT,
    TriggerClass.OTHER: numbers.OTHER,
}
OUTCOMES: Final = {
    UrgeOutcome.ACTED: numbers.ACTED,
    UrgeOutcome.OTHER_WAY: numbers.OTHER_WAY,
    UrgeOutcome.RODE_OUT: numbers.RODE_OUT,
    UrgeOutcome.STILL_HERE: numbers.STILL_OPEN,
    None: numbers.STILL_OPEN,
}
KINDS: Final = tuple(Kind)
TAKEN: Final = frozenset({"0", "d", "h", "sa", "0a", "da", "ha"})
"""Ends of alpha_0, alpha_D and their like, in small letters."""
UNSAID_STRENGTH: Final = 0.6
SAME_TRIGGER_MINUTES: Final = 180


@dataclass(frozen=True, slots=True)
class _Mark:
    minute: int
    name: str
    klass: TriggerClass
    severity: float


def exact_entries(history: History, now: datetime) -> list[Entry]:
    """Return the entries that reach the model: exact to the minute, not after `now`, in order."""
    return _exact(free_entries(history.entries)[0], now)


def _exact(counted: Iterable[Entry], now: datetime) -> list[Entry]:
    return [
        e
        for e in counted
        if e.precision is Precision.MINUTE
        and e.at <= now
        and not isinstance(e.body, SettingsChanged)
    ]


def data_of(history: History, now: datetime) -> numbers.Data:
    """Return the model's record of everything up to `now`; empty where nothing is exact enough."""
    counted, times = free_entries(history.entries)
    exact = _exact(counted, now)
    if not exact:
        return numbers.Data(minutes=0)
    start = exact[0].at.replace(second=0, microsecond=0)
    coping = [t for t in times if t.entry.precision is Precision.MINUTE and t.at <= now]
    urges = [e for e in exact if isinstance(e.body, Urge)]
    records = np.array([whole_minutes(start, e.at) for e in exact], dtype=np.int64)
    risk_from, risk_until = at_risk(start, now, records, history.settings)
    zone_from, zone_shift = _shifts(start, now, history.settings.zone)
    data = numbers.Data(
        minutes=whole_minutes(start, now),
        kinds=tuple(k.value for k in KINDS),
        risk_from=risk_from,
        risk_until=risk_until,
        zone_from=zone_from,
        zone_shift=zone_shift,
    )
    data = _with_check_ins(data, exact, start)
    data = _with_episodes(data, coping, start, {e.id: i for i, e in enumerate(urges)})
    data = _with_triggers(data, exact, start)
    data = _with_practices(data, exact, start)
    data = _with_urges(data, urges, start)
    data = _with_second_ratings(data, rated_twice(exact, [t.at for t in coping]))
    return replace(data, usual_urge=usual_urge(exact))


def ints(values: Iterable[int | None]) -> Ints:
    """Return whole numbers as an array, `MISSING` where there is none."""
    return np.array([numbers.MISSING if v is None else v for v in values], dtype=np.int64)


def _with_check_ins(data: numbers.Data, exact: list[Entry], start: datetime) -> numbers.Data:
    found = [(whole_minutes(start, e.at), e.body) for e in exact if isinstance(e.body, CheckIn)]
    rated = [(t, c) for t, c in found if c.distress is not None]
    bonded = [(t, c) for t, c in found if c.security is not None]
    return replace(
        data,
        rating_t=ints(t for t, _ in rated),
        rating_y=ints(c.distress for _, c in rated),
        rating_prompted=np.array([c.prompted is True for _, c in rated], dtype=np.bool_),
        security_t=ints(t for t, _ in bonded),
        security_y=ints(c.security for _, c in bonded),
    )


def _with_episodes(
    data: numbers.Data, times: list[ThisTime], start: datetime, urge_index: dict[EntryId, int]
) -> numbers.Data:
    backs = [t.look_back for t in times]
    return replace(
        data,
        episode_t=ints(whole_minutes(start, t.at) for t in times),
        episode_kind=ints(KINDS.index(t.episode.kind) for t in times),
        episode_before=ints(b.distress_before if b else None for b in backs),
        episode_after=ints(b.distress_after if b else None for b in backs),
        episode_delay=ints(look_back_delay(t) for t in times),
        episode_urge=ints(urge_index.get(t.episode.urge or "") for t in times),
    )


def look_back_delay(time: ThisTime) -> int:
    """Return minutes between a time and the answers about it; 0 where there are none.

    An import is recorded long after it was written, so its own time counts there.
    """
    entry = time.look_back_entry
    if entry is None:
        return 0
    written = entry.at if entry.source is Source.IMPORT else entry.recorded
    return max(0, whole_minutes(time.at, written))


def unlike_parameters(name: str) -> str:
    """Return a name of what came before that cannot be read as a parameter of the model."""
    return f"own_{name}" if name.lower() in TAKEN else name


def _marks(exact: list[Entry], start: datetime) -> list[_Mark]:
    found = []
    for entry in exact:
        body = entry.body
        marks: tuple[TriggerMark, ...] = ()
        if isinstance(body, CheckIn | Urge):
            marks = body.triggers
        elif isinstance(body, TriggerNoted):
            marks = (body.trigger,)
        minute = whole_minutes(start, entry.at)
        for mark in marks:
            severity = UNSAID_STRENGTH if mark.strength is None else mark.strength / 10
            found.append(_Mark(minute, mark.name, mark.trigger_class, severity))
    return found


def _with_triggers(data: numbers.Data, exact: list[Entry], start: datetime) -> numbers.Data:
    """Marks of one name and class within three hours are one thing told again."""
    latest: dict[tuple[str, TriggerClass], int] = {}
    kept = []
    for mark in _marks(exact, start):
        key = (mark.name, mark.klass)
        if mark.minute - latest.get(key, -SAME_TRIGGER_MINUTES - 1) > SAME_TRIGGER_MINUTES:
            kept.append(mark)
        latest[key] = mark.minute
    keys = sorted({(m.name, m.klass) for m in kept})
    shared = {name for name, _ in keys if sum(other == name for other, _ in keys) > 1}
    names = tuple(
        f"{name}/{klass.value}" if name in shared else unlike_parameters(name)
        for name, klass in keys
    )
    return replace(
        data,
        trigger_t=ints(m.minute for m in kept),
        trigger_kind=ints(keys.index((m.name, m.klass)) for m in kept),
        trigger_severity=np.array([m.severity for m in kept], dtype=np.float64),
        trigger_names=names,
        trigger_class=tuple(CLASSES[klass] for _, klass in keys),
    )


def _with_practices(data: numbers.Data, exact: list[Entry], start: datetime) -> numbers.Data:
    """Practices done, and ways chosen in a pause without a practice of its own."""
    done = [
        (whole_minutes(start, e.at), e.body.practice)
        for e in exact
        if isinstance(e.body, PracticeDone)
    ]
    covered = {e.body.pause for e in exact if isinstance(e.body, PracticeDone)}
    done += [
        (whole_minutes(start, e.at), e.body.way)
        for e in exact
        if isinstance(e.body, PauseEnded) and e.body.way and e.body.pause not in covered
    ]
    done.sort()
    names = tuple(sorted({name for _, name in done}))
    return replace(
        data,
        practice_t=ints(t for t, _ in done),
        practice_kind=ints(names.index(name) for _, name in done),
        practice_names=names,
    )


def _with_urges(data: numbers.Data, entries: list[Entry], start: datetime) -> numbers.Data:
    urges = [e.body for e in entries if isinstance(e.body, Urge)]
    return replace(
        data,
        urge_t=ints(whole_minutes(start, e.at) for e in entries),
        urge_y=ints(u.strength for u in urges),
        urge_outcome=ints(OUTCOMES[u.outcome] for u in urges),
        urge_pause=np.array([u.pause is not None for u in urges], dtype=np.bool_),
    )


def _with_second_ratings(data: numbers.Data, found: list[Again]) -> numbers.Data:
    return replace(
        data,
        again_hours=np.array([a.hours for a in found], dtype=np.float64),
        again_before=ints(a.before for a in found),
        again_after=ints(a.after for a in found),
        again_pause=np.array([a.pause for a in found], dtype=np.bool_),
    )


def _shifts(start: datetime, end: datetime, zone: str) -> tuple[Ints, Ints]:
    """Return from which minute on which shift makes local minutes since a Monday 00:00.

    A change of the clocks is found to the hour: nobody's rhythm turns on less.
    """
    monday = local(start, zone)
    base = monday.weekday() * 1440 + monday.hour * 60 + monday.minute
    own = monday.utcoffset() or timedelta()
    froms, shifts = [0], [base]
    for hour in range(1, whole_minutes(start, end) // 60 + 1):
        offset = local(start + timedelta(hours=hour), zone).utcoffset() or timedelta()
        shift = base + int((offset - own).total_seconds() // 60)
        if shift != shifts[-1]:
            froms.append(hour * 60)
            shifts.append(shift)
    return np.array(froms, dtype=np.int64), np.array(shifts, dtype=np.int64)
