# ruff: noqa: SIM102  the walk reads as its cases; joined conditions would hide them
"""An exact, seeded simulator of one person, by thinning.

All randomness is drawn first: candidate times at the bounding rates, uniforms that accept or
refuse them, and the innovations of the latent background at every one of those times. A second
run with the same draws and other parameters (or one episode more) therefore differs only by what
the change causes. Candidates are accepted with the true rate over its bound, so the point process
is exact up to the minute to which times are rounded (Lewis and Shedler 1979).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from leeward.model import habit
from leeward.model._compile import compiled
from leeward.model.data import (
    ACTED,
    CLASS_NAMES,
    DAY,
    MISSING,
    OTHER_WAY,
    RODE_OUT,
    Data,
    Floats,
    Ints,
)
from leeward.model.params import LOG_DAY, RATE_CAP_HOURS, Params

SLOW_HALF_LIFE_DAYS: Final = 21.0
TOLERANCE_HALF_LIFE_HOURS: Final = 84.0
NONE: Final = -1

_SAMPLE, _CHECK_IN, _RATE, _AUTOMATIC, _TRIGGER, _PRACTICE = 0, 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True, kw_only=True)
class TriggerDesign:
    """How often a trigger of a class is logged at distress 4 (records a day)."""

    name: str
    klass: int
    per_day: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How a simulated person is observed.

    Hours are local. `asleep` is the nightly stretch without any record, or None for a person who
    may log at any hour. `missed` is the share of unanswered prompts at distress 4, and
    `missed_slope` the change of the log odds of answering per point of distress. With `urges`,
    the rate is that of urges, each with a choice, beside episodes without a logged urge.
    `class_scales` multiply the rates of stress, threat and other triggers.
    `alternative_first` is the share of moments at which `practices[0]` comes first;
    `delay_minutes` the mean delay of look-backs.
    """

    days: float = 125.0
    check_ins_per_day: int = 4
    missed: float = 0.15
    missed_slope: float = 0.0
    waking: tuple[float, float] = (8.0, 22.0)
    asleep: tuple[float, float] | None = (23.5, 7.5)
    triggers: tuple[TriggerDesign, ...] = (
        TriggerDesign(name="work", klass=0, per_day=0.7),
        TriggerDesign(name="rejection", klass=1, per_day=0.35),
    )
    kinds: tuple[str, ...] = ("solo", "pornography", "partnered", "other")
    kind_shares: tuple[float, ...] = (1.0, 0.0, 0.0, 0.0)
    look_back: float = 0.9
    delay_minutes: float = 0.0
    urges: bool = False
    pause: float = 0.0
    practices: tuple[tuple[str, float], ...] = ()
    alternative_first: float = 0.0
    class_scales: tuple[float, float, float] = (1.0, 1.0, 1.0)
    habit_start: float = field(
        default_factory=lambda: habit.start_value(
            habit.PRIOR_EPISODES_A_DAY, habit.RELIEF_GUESS, 0.0
        )
    )
    local_start: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A simulated person: the log, the hidden path behind it, and the truth.

    `latent_t` (minutes) and `latent_d` (points, not clipped) run every hour; `episode_d` is
    distress just before each episode.
    """

    data: Data
    latent_t: Ints
    latent_d: Floats
    episode_d: Floats
    truth: Params


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Everything random about one person's weeks, drawn before any parameter is looked at.

    One row per candidate moment, sorted by time: `t` minutes, `code`, `which` (index of trigger or
    practice), `uniform` (rows, 7) and `normal` (rows, 6).
    """

    t: Ints
    code: Ints
    which: Ints
    uniform: Floats
    normal: Floats


def draw(design: Design, seed: int, *, samples_every: int = 60) -> Draws:
    """Draw the randomness of `design` from `seed`; times are whole minutes."""
    rng = np.random.Generator(np.random.PCG64(seed))
    minutes = int(design.days * DAY)
    hours = minutes / 60.0

    def poisson(per_hour: float) -> Ints:
        return rng.integers(0, max(minutes, 1), size=rng.poisson(per_hour * hours))

    groups: list[tuple[int, int, Ints]] = [
        (_SAMPLE, 0, np.arange(0, minutes + 1, samples_every)),
        (_CHECK_IN, 0, _check_in_times(design, minutes, rng)),
        (_RATE, 0, poisson(1.0 / RATE_CAP_HOURS)),
        (_AUTOMATIC, 0, poisson(1.0 / RATE_CAP_HOURS if design.urges else 0.0)),
    ]
    groups += [
        (_TRIGGER, c, poisson(1.0 / RATE_CAP_HOURS))
        for c in sorted({d.klass for d in design.triggers})
    ]
    groups += [(_PRACTICE, j, poisson(rate / 24.0)) for j, (_, rate) in enumerate(design.practices)]
    t = np.concatenate([g[2] for g in groups]).astype(np.int64)
    code = np.concatenate([np.full(g[2].size, g[0]) for g in groups]).astype(np.int64)
    which = np.concatenate([np.full(g[2].size, g[1]) for g in groups]).astype(np.int64)
    order = np.argsort(t, kind="stable")
    return Draws(
        t=t[order],
        code=code[order],
        which=which[order],
        uniform=rng.random((t.size, 7)),
        normal=rng.standard_normal((t.size, 6)),
    )


def _check_in_times(design: Design, minutes: int, rng: np.random.Generator) -> Ints:
    first, last = (int(60 * h) for h in design.waking)
    days = math.ceil(minutes / DAY) + 1
    local = rng.integers(first, last, size=(days, design.check_ins_per_day))
    t = (local + DAY * np.arange(days)[:, None]).ravel() - design.local_start % DAY
    return np.sort(t[(t >= 0) & (t < minutes)]).astype(np.int64)


# Order of the numbers the compiled path takes.
_PACKED: Final = (
    "mu0", "h_x", "s_x", "tau", "s_m", "c_cos", "c_sin", "c_weekend",
    "h_r", "h_b", "kappa_tol", "beta_sa", "h_delta", "h_way",
    "alpha_0", "alpha_D", "alpha_sa", "alpha_H",
    "a_cos1", "a_sin1", "a_cos2", "a_sin2", "a_weekend",
    "tau_c", "b_rec", "nu",
    "a_u", "b_u", "b_H", "s_u", "gamma_0", "gamma_D", "gamma_H", "gamma_u", "pi",
    "alpha_0a", "alpha_Da", "alpha_Ha",
)  # fmt: skip
_SAFE: Final = {"h_x": 4.0, "s_x": 1.5, "tau": 0.9, "h_r": 1.5, "h_b": 14.0, "h_delta": 6.0,
                "h_way": 1.0, "s_u": 1.5, "alpha_0": -1.0, "alpha_0a": -50.0, "mu0": 4.0}  # fmt: skip


def _table(params: Params, design: Design) -> tuple[Floats, Floats, Floats, Floats, Floats]:
    """Pack scalars, per kind (n, 2), trigger (n, 4), class (3, 2) and practice (n,)."""
    packed = np.array([params.get(n, _SAFE.get(n, 0.0)) for n in _PACKED])
    kinds = np.array(
        [
            [
                params.get("rho") + params.get("drho_" + k),
                params.get("omega") + params.get("domega_" + k),
            ]
            for k in design.kinds
        ]
    ).reshape(-1, 2)
    triggers = np.array(
        [
            [params.get("beta_" + d.name), params.get("alpha_" + d.name), d.klass, d.per_day]
            for d in design.triggers
        ]
    ).reshape(-1, 4)
    classes = np.array(
        [
            [
                _log_rate(design, c) - LOG_DAY,
                params.get("psi_" + CLASS_NAMES[c]),
            ]
            for c in range(len(CLASS_NAMES))
        ]
    )
    ways = np.array([params.get("rho_way") + params.get("dway_" + n) for n, _ in design.practices])
    return packed, kinds, triggers, classes, ways


def _log_rate(design: Design, klass: int) -> float:
    """Log records a day of a class at distress 4."""
    total = sum(d.per_day for d in design.triggers if d.klass == klass)
    scale = design.class_scales[klass]
    return math.log(max(total * scale, 1e-12))


@compiled
def _pick(triggers: Floats, klass: int, u: float) -> int:
    """Choose a trigger of a class by its share; `u` is uniform on (0, 1)."""
    total = 0.0
    for k in range(triggers.shape[0]):
        if triggers[k, 2] == klass:
            total += triggers[k, 3]
    chosen = 0
    for k in range(triggers.shape[0]):
        if triggers[k, 2] == klass:
            chosen = k
            u -= triggers[k, 3] / total
            if u <= 0.0:
                break
    return chosen


@compiled
def _path(
    t: Ints,
    code: Ints,
    which: Ints,
    uniform: Floats,
    normal: Floats,
    packed: Floats,
    kinds: Floats,
    triggers: Floats,
    classes: Floats,
    ways: Floats,
    shares: Floats,
    design: Floats,
    asleep: Floats,
    inject: int,
) -> tuple[Floats, Ints, Floats]:
    """Walk once through the candidate moments.

    Returns distress per row, what happened per row (0 nothing, 1 answered, 2 missed, 3 episode,
    4 urge acted on, 5 urge not acted on, 6 trigger, 7 practice, 8 other way instead of an
    episode) and numbers per row: (rating, strength or severity;
    before, or which trigger; after; kind; delay; pause).
    """
    ln2 = math.log(2.0)
    (mu0, h_x, s_x, tau, s_m, c_cos, c_sin, c_we, h_r, h_b, kt, b_sa, h_d, h_w,
     a0, a_d, a_sa, a_h, ac1, as1, ac2, as2, a_we, tau_c, b_rec, nu,
     a_u, b_u, b_h, s_u, g0, g_d, g_h, g_u, pi, a0a, a_da, a_ha) = packed  # fmt: skip
    look_back, delay_mean, pause_share, first_share, missed, missed_slope, urges, h0, start = design
    l_r, k_b, l_d, l_w = ln2 / h_r, ln2 / h_b, ln2 / h_d, ln2 / h_w
    s_star = math.log(l_r / k_b) / (l_r - k_b)
    c_star = math.exp(-k_b * s_star) - math.exp(-l_r * s_star)
    zeta = ln2 / 14.0 / 24.0
    n = t.size
    d_out = np.empty(n)
    what = np.zeros(n, dtype=np.int64)
    num = np.full((n, 6), -1.0)
    x = s_x * normal[0, 0]
    slow = s_m * normal[0, 1]
    p = q = w = z = ts = tt = a = 0.0
    h, tol = h0, 0.0
    seen, weight = 0.36 * 3.0, 3.0
    before_t = t[0]
    for i in range(n):
        dt = (t[i] - before_t) / 60.0
        before_t = t[i]
        if dt > 0.0:
            f = math.exp(-ln2 / h_x * dt)
            x = f * x + s_x * math.sqrt(1.0 - f * f) * normal[i, 0]
            f = math.exp(-ln2 / (24.0 * SLOW_HALF_LIFE_DAYS) * dt)
            slow = f * slow + s_m * math.sqrt(1.0 - f * f) * normal[i, 1]
            p *= math.exp(-l_r * dt)
            q *= math.exp(-k_b * dt)
            f = math.exp(-l_d * dt)
            w *= f
            z *= f
            ts *= f
            tt *= f
            a *= math.exp(-l_w * dt)
            h *= math.exp(-zeta * dt)
            tol *= math.exp(-ln2 / TOLERANCE_HALF_LIFE_HOURS * dt)
        local = t[i] + start
        hour = (local % 1440) / 60.0
        weekend = 1.0 if (local // 1440) % 7 >= 5 else 0.0
        ang = 2.0 * math.pi * hour / 24.0
        mu = mu0 + c_cos * math.cos(ang) + c_sin * math.sin(ang) + c_we * weekend
        d = mu + x + slow + p + q + w + b_sa * ts * tt - a
        d_out[i] = d
        night = asleep[0] >= 0.0 and (
            (hour >= asleep[0] or hour < asleep[1])
            if asleep[0] > asleep[1]
            else (asleep[0] <= hour < asleep[1])
        )
        eta = (
            a0 - math.log(24.0) + a_d * (d - 4.0) + z + a_sa * ts * tt + a_h * h + a_we * weekend
            + ac1 * math.cos(ang) + as1 * math.sin(ang)
            + ac2 * math.cos(2 * ang) + as2 * math.sin(2 * ang)
        )  # fmt: skip
        episode = i == inject
        if code[i] == 1:
            odds = math.log((1.0 - missed) / max(missed, 1e-12)) + missed_slope * (d - 4.0)
            if uniform[i, 0] < 1.0 / (1.0 + math.exp(-odds)):
                what[i] = 1
                num[i, 0] = min(max(np.rint(d + tau * normal[i, 2]), 0.0), 10.0)
            else:
                what[i] = 2
        elif code[i] == 4 and not night:
            c = which[i]
            if uniform[i, 0] < 1.0 / (
                1.0 + 0.5 * math.exp(-(classes[c, 0] + classes[c, 1] * (d - 4.0)))
            ):
                k = _pick(triggers, c, uniform[i, 2])
                severity = 0.3 + 0.7 * uniform[i, 1]
                what[i] = 6
                num[i, 0] = severity
                num[i, 1] = k
                w += triggers[k, 0] * severity
                z += triggers[k, 1] * severity
                if c == 0:
                    ts += severity
                elif c == 1:
                    tt += severity
        elif code[i] == 5 and not night:
            what[i] = 7
            a += ways[which[i]]
        elif code[i] == 3 and not night and not episode:
            # The bound is the cap itself: rate over bound is a logistic curve.
            rate = a0a - math.log(24.0) + a_da * (d - 4.0) + a_ha * h
            episode = uniform[i, 0] < 1.0 / (1.0 + 0.5 * math.exp(-rate))
        elif code[i] == 2 and not night and not episode:
            if uniform[i, 0] < 1.0 / (1.0 + 0.5 * math.exp(-eta)):
                paused = uniform[i, 2] < pause_share
                if urges > 0.5:
                    strength = a_u + b_u * d + b_h * h + s_u * normal[i, 5]
                    strength = min(max(np.rint(strength), 0.0), 10.0)
                    num[i, 0] = strength
                    num[i, 5] = 1.0 if paused else 0.0
                    logit = g0 + g_d * (d - 4.0) + g_h * h + g_u * strength
                    share = 1.0 / (1.0 + math.exp(-(logit - (pi if paused else 0.0))))
                else:
                    # Without logged urges every accepted moment is an episode; a pause keeps the
                    # share that an even choice would keep.
                    share = 2.0 / (1.0 + math.exp(pi)) if paused else 1.0
                first = uniform[i, 3] < first_share and ways.size > 0
                if first:
                    lower = ways[0]
                    a += lower
                    share *= (1.0 + 0.5 * math.exp(-eta)) / (
                        1.0 + 0.5 * math.exp(-(eta - a_d * lower))
                    )
                episode = uniform[i, 1] < share
                if not episode:
                    what[i] = 8 if first else 5
                    h *= 1.0 - 0.05
        if episode:
            what[i] = 4 if (code[i] == 2 and urges > 0.5) else 3
            kind = 0
            total = shares[0]
            while uniform[i, 4] > total and kind < shares.size - 1:
                kind += 1
                total += shares[kind]
            rho = kinds[kind, 0] * math.exp(-kt * tol)
            omega = kinds[kind, 1] / c_star
            p -= rho + omega
            q += omega
            tol += 1.0
            num[i, 3] = kind
            relief = seen / weight
            if uniform[i, 5] < look_back:
                delay = -delay_mean * math.log(1.0 - uniform[i, 6])
                noise = tau * math.sqrt(1.0 + nu * delay / 60.0)
                shared = tau_c * normal[i, 2]
                first_y = min(max(np.rint(d + shared + noise * normal[i, 3]), 0.0), 10.0)
                told = d - rho + shared - b_rec + noise * normal[i, 4]
                second = min(max(np.rint(told), 0.0), 10.0)
                num[i, 1] = first_y
                num[i, 2] = second
                num[i, 4] = delay
                relief = min(max((first_y - second) / 5.0, 0.0), 1.0)
                seen += relief
                weight += 1.0
            h += 0.15 * relief * (1.0 - h)
    return d_out, what, num


def _design_numbers(design: Design) -> tuple[Floats, Floats]:
    numbers = (
        design.look_back, design.delay_minutes, design.pause, design.alternative_first,
        design.missed, design.missed_slope, float(design.urges), design.habit_start,
        float(design.local_start),
    )  # fmt: skip
    asleep = np.array(design.asleep if design.asleep is not None else (-1.0, -1.0))
    return np.array(numbers), asleep


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """One run over `Draws`: distress (rows,), what happened (rows,), numbers (rows, 6)."""

    distress: Floats
    what: Ints
    numbers: Floats

    @property
    def episodes(self) -> Ints:
        """Rows at which an episode happened."""
        return np.flatnonzero((self.what == 3) | (self.what == 4)).astype(np.int64)


def walk(params: Params, design: Design, draws: Draws, *, inject: int = NONE) -> Walk:
    """Run `params` over fixed randomness; `inject` is a row at which an episode is forced."""
    numbers, asleep = _design_numbers(design)
    distress, what, num = _path(
        draws.t,
        draws.code,
        draws.which,
        draws.uniform,
        draws.normal,
        *_table(params, design),
        np.array(design.kind_shares),
        numbers,
        asleep,
        inject,
    )
    return Walk(distress=distress, what=what, numbers=num)


def simulate(params: Params, design: Design, seed: int) -> Simulated:
    """Simulate one person from `params` (natural scale; what is absent is neutral).

    The same arguments give the same person, minute by minute.
    """
    draws = draw(design, seed)
    run = walk(params, design, draws)
    hourly = draws.code == _SAMPLE
    episodes = run.episodes
    return Simulated(
        data=_as_data(design, draws, run),
        latent_t=draws.t[hourly],
        latent_d=run.distress[hourly],
        episode_d=run.distress[episodes],
        truth=params,
    )


def _as_data(design: Design, draws: Draws, run: Walk) -> Data:
    minutes = int(design.days * DAY)

    def rows(*codes: int) -> Ints:
        found: Ints = np.flatnonzero(np.isin(run.what, codes)).astype(np.int64)
        return found

    def column(at: Ints, j: int) -> Ints:
        taken: Ints = run.numbers[at, j].astype(np.int64)
        return taken

    rated, missed, triggered, practised = rows(1), rows(2), rows(6), rows(7, 8)
    episodes = run.episodes
    urges = rows(4, 5, 8) if design.urges else rows()
    risk_from, risk_until = _awake(design, minutes)
    way = np.where(draws.code[practised] == _PRACTICE, draws.which[practised], 0)
    return Data(
        minutes=minutes,
        rating_t=draws.t[rated],
        rating_y=column(rated, 0),
        rating_prompted=np.ones(rated.size, dtype=np.bool_),
        missed_t=draws.t[missed],
        episode_t=draws.t[episodes],
        episode_kind=column(episodes, 3),
        episode_before=column(episodes, 1),
        episode_after=column(episodes, 2),
        episode_delay=np.maximum(column(episodes, 4), 0),
        episode_urge=np.where(
            np.isin(episodes, urges), np.searchsorted(urges, episodes), MISSING
        ).astype(np.int64),
        kinds=design.kinds,
        trigger_t=draws.t[triggered],
        trigger_kind=column(triggered, 1),
        trigger_severity=run.numbers[triggered, 0],
        trigger_names=tuple(d.name for d in design.triggers),
        trigger_class=tuple(d.klass for d in design.triggers),
        practice_t=draws.t[practised],
        practice_kind=way.astype(np.int64),
        practice_names=tuple(name for name, _ in design.practices),
        urge_t=draws.t[urges],
        urge_y=column(urges, 0),
        urge_outcome=np.select(
            [run.what[urges] == 4, run.what[urges] == 8], [ACTED, OTHER_WAY], RODE_OUT
        ).astype(np.int64),
        urge_pause=run.numbers[urges, 5] > 0.5,
        risk_from=risk_from,
        risk_until=risk_until,
        zone_shift=np.array([design.local_start], dtype=np.int64),
    )


def _awake(design: Design, minutes: int) -> tuple[Ints, Ints]:
    """Waking stretches inside 0..minutes."""
    if design.asleep is None:
        return np.array([0], dtype=np.int64), np.array([minutes], dtype=np.int64)
    asleep, awake = (round(60 * h) for h in design.asleep)
    days = np.arange(-2, minutes // DAY + 3) * DAY - design.local_start % DAY
    start = days + awake
    stop = start + (asleep - awake) % DAY
    start, stop = np.clip(start, 0, minutes), np.clip(stop, 0, minutes)
    keep = stop > start
    return start[keep].astype(np.int64), stop[keep].astype(np.int64)
