"""The person's log as one tape of operations on an event-adaptive grid.

Every likelihood of the model walks the same tape, so a second, slower method evaluates exactly
the same density. A step follows each operation code:

- ``STEP``      let time pass: half the decay, silence at the middle, half the decay
- ``RATE``      a check-in of distress
- ``EPISODE``   an episode happens, at the rate of the first stream
- ``AUTOMATIC`` an episode without a logged urge, at the rate of the second stream
- ``URGE``      an urge at the rate of the first stream, with the choice made at it
- ``STRENGTH``  the strength of that urge
- ``LOG``       something is logged *because* of distress (a trigger class, an own check-in)
- ``PROMPT``    a prompt answered or not
- ``RECALL``    open the recall error shared by the two ratings of one look-back
- ``LOOK``      one rating of a look-back
- ``JUMP_EPISODE``, ``JUMP_TRIGGER``, ``JUMP_WAY``  kernels start; nothing is observed
- ``SECURITY``  a rating of felt security, on the two-state tape only
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from typing import Final

import numpy as np

from leeward.model._compile import compiled
from leeward.model.data import (
    ACTED,
    CLASS_NAMES,
    DAY,
    MISSING,
    STILL_OPEN,
    STRESS,
    THREAT,
    Data,
    Flags,
    Floats,
    Ints,
    local_minutes,
)
from leeward.model.habit import habit_at
from leeward.model.layout import CHECK_IN_STREAM, Features, has_drift, has_urges, logging_classes
from leeward.model.pool import pooled

STEP: Final = 0
RATE: Final = 1
EPISODE: Final = 2
AUTOMATIC: Final = 3
URGE: Final = 4
STRENGTH: Final = 5
LOG: Final = 6
PROMPT: Final = 7
RECALL: Final = 8
LOOK: Final = 9
JUMP_EPISODE: Final = 10
JUMP_TRIGGER: Final = 11
JUMP_WAY: Final = 12
SECURITY: Final = 13

_Add = Callable[[Ints, int, Ints, Floats, int, Floats | None], None]

_NOT_ROWS: Final = frozenset({"half_hours", "tolerance"})
TOLERANCE_HALF_LIFE_MIN: Final = 84.0 * 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolution:
    """Step = clip(growth x minutes since the last kernel start, first, cap), cut at records."""

    first: int = 12
    growth: float = 0.8
    cap: int = 22


# Within .02 standard deviations in every mode: for many people at once, and for two states.
MIDDLE: Final = Resolution(first=10, growth=0.5, cap=36)
FINE: Final = Resolution(first=2, growth=0.1, cap=4)
COARSE: Final = Resolution(first=15, growth=0.6, cap=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tape:
    """The log as arrays, one row per operation (n rows).

    `code` says what happens; `value` is a rating, or 1/0 for chosen/answered; `ref` an index
    (stream of a `LOG`, episode, trigger or practice of a jump); `half` the index into
    `half_hours` (unique half steps, in hours); `risk` whether silence counts; `late` the hours
    between a look-back's reference and its answer; `t` the time in minutes (middle of a step).

    `d_basis` (p, n) and its siblings hold what is linear in parameters with fixed weights:
    distress, log rate of the first and second stream, logit of choice, strength of an urge. The
    names beside them say which parameter each row belongs to. `wave_slope` (6, n) holds the slope
    per hour of the daily waves (four of the rate, two of distress) and `wave_weight` (n,) step^2/24:
    a rate that climbs within a step averages to more than the rate at its middle.
    """

    code: Ints
    value: Floats
    ref: Ints
    half: Ints
    half_hours: Floats
    risk: Ints
    late: Floats
    t: Floats
    d_names: tuple[str, ...]
    d_basis: Floats
    e_names: tuple[str, ...]
    e_basis: Floats
    e2_names: tuple[str, ...]
    e2_basis: Floats
    l_names: tuple[str, ...]
    l_basis: Floats
    o_names: tuple[str, ...]
    o_basis: Floats
    wave_names: tuple[str, ...]
    wave_slope: Floats
    wave_weight: Floats
    streams: tuple[str, ...]
    drift: bool
    urges: bool
    tolerance: Floats
    data: Data
    """The log as it is fitted: rare triggers put together."""


def build(data: Data, features: Features, resolution: Resolution | None = None) -> Tape:
    """Lay the log out as a tape; `resolution` defaults to 12 minutes growing to 22."""
    data = pooled(data)
    chosen = resolution or Resolution()
    urges = has_urges(data, features)
    streams = _streams(data, features)
    records = _records(data, features, urges=urges, streams=streams)
    at, what, which, rated, delay = records

    def lay(room: _Room) -> int:
        return _lay(
            at, what, which, rated, delay, data.risk_from, data.risk_until, data.minutes,
            chosen.first, chosen.growth, chosen.cap, *room,
        )  # fmt: skip

    # Laid twice: once to count, since fresh memory costs more than the cutting.
    code, ref, value, late, step, risk, t = room = _room(lay(_room(0)))
    lay(room)
    present = np.zeros(int(step.max(initial=0)) + 1, dtype=np.bool_)
    present[step] = True
    unique = np.flatnonzero(present)
    half = (np.cumsum(present) - 1)[step]
    bases = _bases(data, code, ref, t, unique, half, features=features, urges=urges)
    return Tape(
        code=code,
        value=value,
        ref=ref,
        half=half,
        half_hours=(0.5 * unique / 60.0).astype(np.float64),
        risk=risk,
        late=late,
        t=t,
        streams=streams,
        drift=has_drift(data, features),
        urges=urges,
        tolerance=_recent(data),
        data=data,
        **bases,  # type: ignore[arg-type]  # arrays by name
    )


def kept(tape: Tape, rows: Flags) -> Tape:
    """The tape with only those of its rows where `rows` (n,) is true."""
    size = tape.code.size
    cut = {
        field.name: np.compress(rows, value, axis=-1)
        for field in fields(tape)
        if field.name not in _NOT_ROWS
        and isinstance(value := getattr(tape, field.name), np.ndarray)
        and value.shape[-1] == size
    }
    return replace(tape, **cut)  # type: ignore[arg-type]  # arrays by name


def _streams(data: Data, features: Features) -> tuple[str, ...]:
    if not features.logging:
        return ()
    names = [CLASS_NAMES[c] for c in logging_classes(data)]
    return tuple(names + ([] if data.rating_prompted.all() else [CHECK_IN_STREAM]))


def _records(
    data: Data, features: Features, *, urges: bool, streams: tuple[str, ...]
) -> tuple[Ints, Ints, Ints, Floats, Floats]:
    """All records as rows (time, code, ref, value, late), in the order in which they act.

    At one minute: prompts and check-ins, then urges, triggers, other ways, and episodes last, so
    that a rating made at the minute of an episode is read as coming before it.
    """
    rows: list[tuple[Ints, int, Ints, Floats, Floats, int]] = []

    def add(t: Ints, code: int, ref: Ints, value: Floats, rank: int, late: Floats | None) -> None:
        rows.append((t, code, ref, value, np.zeros(t.size) if late is None else late, rank))

    def zeros(t: Ints) -> Ints:
        return np.zeros(t.size, dtype=np.int64)

    y = data.rating_y.astype(np.float64)
    if features.answering != 0.0:
        asked = data.rating_t[data.rating_prompted]
        add(asked, PROMPT, zeros(asked), np.ones(asked.size), 0, None)
        add(data.missed_t, PROMPT, zeros(data.missed_t), np.zeros(data.missed_t.size), 0, None)
    if CHECK_IN_STREAM in streams:
        own = data.rating_t[~data.rating_prompted]
        stream = np.full(own.size, streams.index(CHECK_IN_STREAM), dtype=np.int64)
        add(own, LOG, stream, np.zeros(own.size), 0, None)
    add(data.rating_t, RATE, zeros(data.rating_t), y, 1, None)
    if urges:
        told = data.urge_y != MISSING
        index = np.arange(data.urge_t.size, dtype=np.int64)
        add(data.urge_t[told], STRENGTH, index[told], data.urge_y[told].astype(np.float64), 2, None)
        # An urge still open has no choice yet: value -1.
        chosen = np.where(data.urge_outcome == STILL_OPEN, -1.0, data.urge_outcome == ACTED)
        add(data.urge_t, URGE, index, chosen, 3, None)
    index = np.arange(data.trigger_t.size, dtype=np.int64)
    if streams:
        table = np.array(
            [streams.index(CLASS_NAMES[c]) if CLASS_NAMES[c] in streams else -1
             for c in data.trigger_class], dtype=np.int64,
        )  # fmt: skip
        add(data.trigger_t, LOG, table[data.trigger_kind], np.zeros(index.size), 4, None)
    add(data.trigger_t, JUMP_TRIGGER, index, np.zeros(index.size), 5, None)
    index = np.arange(data.practice_t.size, dtype=np.int64)
    add(data.practice_t, JUMP_WAY, index, np.zeros(index.size), 6, None)
    _add_episodes(data, urges=urges, add=add)
    t = np.concatenate([r[0] for r in rows]).astype(np.int64)
    code = np.concatenate([np.full(r[0].size, r[1]) for r in rows]).astype(np.int64)
    ref = np.concatenate([r[2] for r in rows]).astype(np.int64)
    value = np.concatenate([r[3] for r in rows]).astype(np.float64)
    late = np.concatenate([r[4] for r in rows]).astype(np.float64)
    rank = np.concatenate([np.full(r[0].size, r[5]) for r in rows])
    # Episodes of one minute stay together, one after the other.
    within = np.where(rank >= 10, ref * 100 + rank, 0)
    order = np.lexsort((rank, within, rank >= 10, t))
    return t[order], code[order], ref[order], value[order], late[order]


def _add_episodes(data: Data, *, urges: bool, add: _Add) -> None:
    index = np.arange(data.episode_t.size, dtype=np.int64)
    late = data.episode_delay / 60.0
    before, after = data.episode_before != MISSING, data.episode_after != MISSING
    looked = before | after
    empty = np.zeros(index.size)
    add(data.episode_t[looked], RECALL, index[looked], empty[looked], 10, None)
    add(
        data.episode_t[before],
        LOOK,
        index[before],
        data.episode_before[before].astype(np.float64),
        11,
        late[before],
    )
    alone = data.episode_urge == MISSING if urges else np.ones(index.size, dtype=np.bool_)
    add(
        data.episode_t[alone], AUTOMATIC if urges else EPISODE, index[alone], empty[alone], 12, None
    )
    add(data.episode_t, JUMP_EPISODE, index, empty, 13, None)
    add(
        data.episode_t[after],
        LOOK,
        index[after],
        data.episode_after[after].astype(np.float64),
        14,
        late[after],
    )


_Room = tuple[Ints, Ints, Floats, Floats, Ints, Ints, Floats]


def _room(rows: int) -> _Room:
    """Arrays for code, ref, value, late, step in minutes, risk and t of that many rows."""
    return (
        np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int64), np.empty(rows),
        np.empty(rows), np.empty(rows, dtype=np.int64), np.empty(rows, dtype=np.int64),
        np.empty(rows),
    )  # fmt: skip


@compiled
def _lay(
    t: Ints,
    code: Ints,
    ref: Ints,
    value: Floats,
    late: Floats,
    risk_from: Ints,
    risk_until: Ints,
    minutes: int,
    first: int,
    growth: float,
    cap: int,
    out_code: Ints,
    out_ref: Ints,
    out_value: Floats,
    out_late: Floats,
    out_step: Ints,
    out_risk: Ints,
    out_t: Floats,
) -> int:
    """Cut the time between records into steps and merge both into one sequence.

    Returns the number of rows; arrays without room stay empty.
    """
    keep = out_code.size > 0
    n = 0
    now = 0
    last_jump = -100000
    r = 0
    for i in range(t.size + 1):
        stop = t[i] if i < t.size else minutes
        while now < stop:
            while r < risk_from.size and risk_until[r] <= now:
                r += 1
            at_risk = r < risk_from.size and risk_from[r] <= now
            edge = stop
            if at_risk:
                edge = min(edge, risk_until[r])
                # A day after the last record the background has settled: longer steps lose nothing.
                longest = cap if i == 0 or now - t[i - 1] < 1440 else 4 * cap
                step = int(min(max(growth * (now - last_jump), first), longest))
            else:
                if r < risk_from.size:
                    edge = min(edge, risk_from[r])
                step = 1440
            left = edge - now
            if left < step + step // 2:
                step = left if left <= step else left // 2
            if keep:
                out_code[n] = 0
                out_ref[n] = -1
                out_value[n] = 0.0
                out_late[n] = 0.0
                out_step[n] = step
                out_risk[n] = 1 if at_risk else 0
                out_t[n] = now + 0.5 * step
            n += 1
            now += step
        if i < t.size:
            if keep:
                out_code[n] = code[i]
                out_ref[n] = ref[i]
                out_value[n] = value[i]
                out_late[n] = late[i]
                out_step[n] = 0
                out_risk[n] = 0
                out_t[n] = t[i]
            n += 1
            if code[i] >= 10:
                last_jump = t[i]
    return n


def _bases(
    data: Data,
    code: Ints,
    ref: Ints,
    t: Floats,
    steps: Ints,
    which: Ints,
    *,
    features: Features,
    urges: bool,
) -> dict[str, object]:
    """What is linear in parameters with fixed weights, per row of the tape.

    `steps` are the lengths of steps in minutes, `which` (n,) the one of each row. A wave is
    averaged over its step (sinc), so that its second harmonic survives long steps.
    """
    wave_names: tuple[str, ...] = ()
    wave_slope = np.zeros((0, t.size))
    one = np.ones(t.size)
    habit = habit_at(data, t)
    d_columns = {"mu0": one}
    e_columns = {"alpha_0": one, "alpha_H": habit}
    if features.rhythm:
        local = local_minutes(data, t)
        day = np.floor(local / DAY)
        angle = 2.0 * np.pi * (local - day * DAY) / DAY
        weekend = (day.astype(np.int64) % 7 >= 5).astype(np.float64)
        once, twice = np.sinc(steps / DAY)[which], np.sinc(2.0 * steps / DAY)[which]
        cos, sin = np.cos(angle), np.sin(angle)
        cos_2, sin_2 = np.cos(2 * angle), np.sin(2 * angle)
        d_columns |= {"c_cos": once * cos, "c_sin": once * sin, "c_weekend": weekend}
        e_columns |= {
            "a_cos1": d_columns["c_cos"],
            "a_sin1": d_columns["c_sin"],
            "a_cos2": twice * cos_2,
            "a_sin2": twice * sin_2,
            "a_weekend": weekend,
        }
        per_hour = 2.0 * np.pi / 24.0
        wave_names = ("a_cos1", "a_sin1", "a_cos2", "a_sin2", "c_cos", "c_sin")
        wave_slope = np.stack([-sin, cos, -2.0 * sin_2, 2.0 * cos_2, -sin, cos])
        wave_slope *= per_hour
    if features.recall_bias:
        second = np.zeros(t.size)
        jumps = np.flatnonzero(code[:-1] == JUMP_EPISODE) + 1
        second[jumps[code[jumps] == LOOK]] = -1.0
        d_columns["b_rec"] = second
    e2_columns: dict[str, Floats] = {}
    l_columns: dict[str, Floats] = {}
    o_columns: dict[str, Floats] = {}
    if urges:
        e2_columns = {"alpha_0a": one, "alpha_Ha": habit}
        at = np.isin(code, (URGE, STRENGTH))
        index = np.where(at, ref, 0)
        told = data.urge_y != MISSING
        typical = float(data.urge_y[told].mean()) if told.any() else 0.0
        strength = np.where(told, data.urge_y, typical)
        l_columns = {
            "gamma_0": one,
            "gamma_H": habit,
            "gamma_u": np.where(at, strength[index], 0.0),
            "pi": np.where(at, -data.urge_pause[index].astype(np.float64), 0.0),
        }
        o_columns = {"a_u": one, "b_H": habit}
    groups = {"d": d_columns, "e": e_columns, "e2": e2_columns, "l": l_columns, "o": o_columns}
    out: dict[str, object] = {
        "wave_names": wave_names,
        "wave_slope": wave_slope,
        "wave_weight": ((steps / 60.0) ** 2 / 24.0)[which],
    }
    for key, columns in groups.items():
        out[f"{key}_names"] = tuple(columns)
        out[f"{key}_basis"] = (
            np.ascontiguousarray(np.stack(list(columns.values())))
            if columns
            else np.zeros((0, t.size))
        )
    return out


@compiled
def _fading(t: Ints, half_life: float) -> Floats:
    out = np.zeros(t.size)
    level, last = 0.0, 0.0
    for i in range(t.size):
        level *= 0.5 ** ((t[i] - last) / half_life)
        out[i] = level
        level += 1.0
        last = float(t[i])
    return out


def _recent(data: Data) -> Floats:
    """Recent episodes before each one: a count that fades with a half-life of 84 hours."""
    return _fading(data.episode_t, TOLERANCE_HALF_LIFE_MIN)


def class_flags(data: Data) -> tuple[Floats, Floats]:
    """Per trigger record: 1 where it is stress, and 1 where it is a threat to the bond."""
    classes = np.array(data.trigger_class, dtype=np.int64)[data.trigger_kind]
    return (classes == STRESS).astype(np.float64), (classes == THREAT).astype(np.float64)
