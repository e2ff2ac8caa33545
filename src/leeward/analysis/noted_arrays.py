"""From a diary of plain records to what the model takes.

As for a journal, times are whole elapsed minutes and silence counts only where something could
have been noted: not in sleeping hours, not in gaps of more than two days. Sleeping hours are
given, or learned from the hours at which nothing is noted of one's own accord.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leeward.analysis.arrays import CLASSES, ints, unlike_parameters
from leeward.analysis.noted import Diary, Noted
from leeward.analysis.risk import outside_silences, whole_minutes
from leeward.analysis.second_ratings import mean_away
from leeward.events.vocabulary import TRIGGER_CLASS, Kind, Trigger, TriggerClass
from leeward.model import data as numbers
from leeward.model.data import Data

__all__ = ["Data", "class_of", "noted_data"]

Ints = NDArray[np.int64]
Night = tuple[int, int]

DEFAULT_NIGHT: Final[Night] = (23 * 60 + 30, 7 * 60 + 30)
AWAKE: Final[Night] = (0, 0)
NIGHT_SHARE: Final = 0.02
LEARNED_COST: Final = 2.0
URGE_MINUTES: Final = 180
UNSAID_SEVERITY: Final = 1.0


def noted_data(diary: Diary) -> Data:
    """Return the model's record of a diary; empty where nothing was noted."""
    records = diary.records
    if not records:
        return numbers.Data(minutes=0)
    start = records[0].at.replace(second=0, microsecond=0)
    t = np.array([whole_minutes(start, r.at) for r in records], dtype=np.int64)
    zone_from, zone_shift = _shifts(records, t)
    data = numbers.Data(minutes=int(t[-1]), zone_from=zone_from, zone_shift=zone_shift)
    night = diary.sleep if diary.sleep is not None else _night(data, records, t)
    first, until = _awake(data, night)
    risk_from, risk_until = outside_silences(first, until, t, data.minutes)
    data = replace(data, risk_from=risk_from, risk_until=risk_until)
    data = _with_ratings(data, records, t)
    data = _with_triggers(data, records, t)
    data = _with_practices(data, records, t)
    data = _with_urges_and_episodes(data, records, t)
    return _with_second_ratings(data, records, t)


def class_of(record: Noted) -> int:
    """Return the class of a trigger: said, known by its name, or read out of it."""
    if record.trigger_class is not None:
        return CLASSES[TriggerClass(record.trigger_class)]
    try:
        return CLASSES[TRIGGER_CLASS[Trigger(record.trigger)]]
    except ValueError:
        if "threat" in record.trigger:
            return numbers.THREAT
        return numbers.STRESS if "stress" in record.trigger else numbers.OTHER


def _shifts(records: Sequence[Noted], t: Ints) -> tuple[Ints, Ints]:
    """Return from which minute on which shift makes local minutes since a Monday 00:00.

    The clock changes with the first record that is written on another one.
    """
    froms: list[int] = [0]
    shifts: list[int] = []
    for record, minute in zip(records, t.tolist(), strict=True):
        local = record.at
        of_week = local.weekday() * 1440 + local.hour * 60 + local.minute
        shift = (of_week - minute) % (7 * 1440)
        if not shifts:
            shifts.append(shift)
        # The same clock gives the same shift up to whole weeks; compare within one week.
        elif shift != shifts[-1] % (7 * 1440):
            froms.append(minute)
            shifts.append(shift)
    return np.array(froms, dtype=np.int64), np.array(shifts, dtype=np.int64)


def _of_day(data: numbers.Data, t: Ints) -> Ints:
    local: Ints = (numbers.local_minutes(data, t) % numbers.DAY).astype(np.int64)
    return local


def _asleep(of_day: Ints, night: Night) -> NDArray[np.bool_]:
    since: NDArray[np.bool_] = (of_day - night[0]) % numbers.DAY < (
        night[1] - night[0]
    ) % numbers.DAY
    return since


def _night(data: numbers.Data, records: Sequence[Noted], t: Ints) -> Night:
    """Learn the sleeping hours from what was noted of one's own accord.

    Candidates are no sleep at all, the default night and every stretch of 6 to 9 hours that
    begins between 21:00 and 3:00. Each is judged by how likely the hours of the notes are if 2 %
    of them fall into the night and the rest is spread evenly; a learned night pays a small price.
    """
    own = np.array(
        [r.record in {"urge", "episode", "trigger"} or not r.prompted for r in records],
        dtype=np.bool_,
    )
    hours = _of_day(data, t[own])
    if hours.size < 4:
        return DEFAULT_NIGHT

    def score(night: Night) -> float:
        length = (night[1] - night[0]) % numbers.DAY
        inside = int(_asleep(hours, night).sum())
        share = length / numbers.DAY
        return inside * math.log(NIGHT_SHARE / share) + (hours.size - inside) * math.log(
            (1.0 - NIGHT_SHARE) / (1.0 - share)
        )

    best, best_score = AWAKE, 0.0
    for start in range(21 * 60, 27 * 60 + 1, 30):
        for length in range(6 * 60, 9 * 60 + 1, 30):
            night = (start % numbers.DAY, (start + length) % numbers.DAY)
            found = score(night) - (0.0 if night == DEFAULT_NIGHT else LEARNED_COST)
            if found > best_score:
                best, best_score = night, found
    return best


def _awake(data: numbers.Data, night: Night) -> tuple[Ints, Ints]:
    """Return the waking stretches of the whole diary, in elapsed minutes."""
    length = (night[1] - night[0]) % numbers.DAY
    if length == 0:
        return np.array([0], dtype=np.int64), np.array([data.minutes], dtype=np.int64)
    ends = np.append(data.zone_from[1:], data.minutes)
    out_from: list[Ints] = []
    out_until: list[Ints] = []
    for begin, end, shift in zip(data.zone_from, ends, data.zone_shift, strict=True):
        first_day = (begin + shift) // numbers.DAY - 1
        last_day = (end + shift) // numbers.DAY + 1
        rise = np.arange(first_day, last_day + 1, dtype=np.int64) * numbers.DAY + night[1] - shift
        bed = rise + numbers.DAY - length
        rise, bed = np.clip(rise, begin, end), np.clip(bed, begin, end)
        out_from.append(rise[bed > rise])
        out_until.append(bed[bed > rise])
    return np.concatenate(out_from), np.concatenate(out_until)


def _with_ratings(data: numbers.Data, records: Sequence[Noted], t: Ints) -> numbers.Data:
    """Distress beside an urge or a trigger is a rating too, at a moment that came by itself."""
    rated = [
        (minute, r)
        for minute, r in zip(t.tolist(), records, strict=True)
        if r.distress is not None and r.record != "episode"
    ]
    bonded = [
        (minute, r) for minute, r in zip(t.tolist(), records, strict=True) if r.security is not None
    ]
    return replace(
        data,
        rating_t=ints(m for m, _ in rated),
        rating_y=ints(r.distress for _, r in rated),
        rating_prompted=np.array(
            [r.prompted or r.record != "check_in" for _, r in rated], dtype=np.bool_
        ),
        security_t=ints(m for m, _ in bonded),
        security_y=ints(r.security for _, r in bonded),
    )


def _with_triggers(data: numbers.Data, records: Sequence[Noted], t: Ints) -> numbers.Data:
    found = [(minute, r) for minute, r in zip(t.tolist(), records, strict=True) if r.trigger]
    said = [r.severity for _, r in found if r.severity is not None]
    usual = float(np.mean(said)) if said else UNSAID_SEVERITY
    classes: dict[str, int] = {}
    for _, record in found:
        classes.setdefault(unlike_parameters(record.trigger), class_of(record))
    names = tuple(sorted(classes))
    return replace(
        data,
        trigger_t=ints(m for m, _ in found),
        trigger_kind=ints(names.index(unlike_parameters(r.trigger)) for _, r in found),
        trigger_severity=np.array(
            [usual if r.severity is None else r.severity for _, r in found], dtype=np.float64
        ),
        trigger_names=names,
        trigger_class=tuple(classes[name] for name in names),
    )


def _with_practices(data: numbers.Data, records: Sequence[Noted], t: Ints) -> numbers.Data:
    done = [
        (minute, r.kind or "practice")
        for minute, r in zip(t.tolist(), records, strict=True)
        if r.record == "practice"
    ]
    names = tuple(sorted({name for _, name in done}))
    return replace(
        data,
        practice_t=ints(m for m, _ in done),
        practice_kind=ints(names.index(name) for _, name in done),
        practice_names=names,
    )


def _with_urges_and_episodes(data: numbers.Data, records: Sequence[Noted], t: Ints) -> numbers.Data:
    """An episode belongs to the last urge of the three hours before that may have led to it."""
    known = tuple(k.value for k in Kind)
    own = sorted(
        {r.kind for r in records if r.record == "episode" and r.kind} - set(known),
    )
    kinds = (*known, *own)
    urges = [(m, r) for m, r in zip(t.tolist(), records, strict=True) if r.record == "urge"]
    times = [(m, r) for m, r in zip(t.tolist(), records, strict=True) if r.record == "episode"]
    outcome = [
        numbers.STILL_OPEN if r.acted is None else numbers.ACTED if r.acted else numbers.RODE_OUT
        for _, r in urges
    ]
    link, used = [], set[int]()
    for minute, _ in times:
        found = numbers.MISSING
        for i in range(len(urges) - 1, -1, -1):
            before = minute - urges[i][0]
            if before > URGE_MINUTES:
                break
            if before >= 0 and i not in used and outcome[i] != numbers.RODE_OUT:
                found = i
                break
        if found != numbers.MISSING:
            used.add(found)
            outcome[found] = numbers.ACTED
        link.append(found)
    return replace(
        data,
        kinds=kinds,
        urge_t=ints(m for m, _ in urges),
        urge_y=ints(r.urge for _, r in urges),
        urge_outcome=ints(outcome),
        urge_pause=np.zeros(len(urges), dtype=np.bool_),
        episode_t=ints(m for m, _ in times),
        episode_kind=ints(kinds.index(r.kind or Kind.OTHER.value) for _, r in times),
        episode_before=ints(r.before for _, r in times),
        episode_after=ints(r.after for _, r in times),
        episode_delay=np.zeros(len(times), dtype=np.int64),
        episode_urge=ints(link),
    )


def _with_second_ratings(data: numbers.Data, records: Sequence[Noted], t: Ints) -> numbers.Data:
    """An urge and the next check-in that rates the urge, within three hours of it.

    Where an episode or another urge lies between, the second rating tells nothing about the first.
    """
    found: list[tuple[float, int, int]] = []
    open_at, strength = 0, 0
    for minute, record in zip(t.tolist(), records, strict=True):
        if record.record == "urge":
            open_at, strength = minute, record.urge or 0
        elif record.record == "episode":
            strength = 0
        elif record.record == "check_in" and record.urge is not None and strength:
            if 0 < minute - open_at <= URGE_MINUTES:
                found.append(((minute - open_at) / 60.0, strength, record.urge))
            strength = 0
    return replace(
        data,
        again_hours=np.array([hours for hours, _, _ in found], dtype=np.float64),
        again_before=ints(before for _, before, _ in found),
        again_after=ints(after for _, _, after in found),
        again_pause=np.zeros(len(found), dtype=np.bool_),
        usual_urge=mean_away(
            [(r.at, r.urge) for r in records if r.record == "check_in" and r.urge is not None],
            [r.at for r in records if r.record == "urge"],
        ),
    )
