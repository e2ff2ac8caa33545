"""How well the next rating is foreseen: ours against what everybody has.

Every forecaster answers the same question. Its numbers are estimated from rows before a cut, its
state may use every row before the one to foresee, and it gives a mean and a standard deviation.
The score is the logarithm of the probability this gives to the answer that came: the mass of its
category, ends open, so that coarse scales and crowded ends are judged alike for all (Gneiting &
Raftery 2007, JASA 102, 359-378). Differences come with a standard error over blocks (days or
persons), because neighbouring ratings are alike.

`cycle` is the background of the coping cycle on a diary without events: an Ornstein-Uhlenbeck
process with a daily wave, observed with noise through the scale's categories, fitted as the most
probable values under the shipped priors, stretched to the scale.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model import linear, optimise
from leeward.model._compile import compiled
from leeward.model.data import Floats, Ints
from leeward.model.filter import log_normal_tail
from leeward.model.params import DEFAULT
from leeward.util.errors import LeewardError

# Nobody may be surer than whole numbers allow: without this floor a regression on a quiet week
# would lose everything on the first move, and the comparison would say nothing else.
ROUNDING: Final = 1.0 / math.sqrt(12.0)


class PeerError(LeewardError):
    """A diary that nothing can be foreseen from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """Ratings at irregular times.

    `hours` (n,) rising; `ratings` (n, k) whole numbers from `low` to `high`, the first column is
    the one to foresee; `clock` (n,) hour of the day; `block` (n,) what counts as one unit when
    the standard error is taken, usually the day.
    """

    hours: Floats
    ratings: Floats
    clock: Floats
    block: Ints
    low: float
    high: float


Forecast = tuple[Floats, Floats]
Forecaster = Callable[[Diary, Ints], Forecast]


def _check(diary: Diary, cuts: Ints) -> None:
    n = diary.hours.size
    if n < 10 or diary.ratings.shape[0] != n or np.any(np.diff(diary.hours) <= 0.0):
        raise PeerError("Give at least ten rows of ratings at rising times.")
    if cuts.size == 0 or cuts[0] < 5 or np.any(np.diff(cuts) <= 0) or cuts[-1] >= n:
        raise PeerError("Cuts must rise, leave five rows before the first and one after the last.")


def _spans(cuts: Ints, n: int) -> list[tuple[int, int]]:
    ends = [*cuts[1:].tolist(), n]
    return [(int(a), int(b)) for a, b in zip(cuts, ends, strict=True)]


def person_mean(diary: Diary, cuts: Ints) -> Forecast:
    """The person's mean and standard deviation so far."""
    y = diary.ratings[:, 0]
    mean, spread = np.empty(y.size), np.empty(y.size)
    for a, b in _spans(cuts, y.size):
        mean[a:b], spread[a:b] = y[:a].mean(), y[:a].std(ddof=1)
    return mean, spread


def last_value(diary: Diary, cuts: Ints) -> Forecast:
    """The rating before; the spread is that of past differences."""
    y = diary.ratings[:, 0]
    mean = np.concatenate([[np.nan], y[:-1]])
    spread = np.empty(y.size)
    for a, b in _spans(cuts, y.size):
        spread[a:b] = math.sqrt(float(np.mean(np.diff(y[:a]) ** 2)))
    return mean, spread


def _regressed(diary: Diary, cuts: Ints, columns: int) -> Forecast:
    y, past = diary.ratings[:, 0], diary.ratings[:, :columns]
    x = np.column_stack([np.ones(y.size - 1), past[:-1]])
    mean, spread = np.empty(y.size), np.empty(y.size)
    for a, b in _spans(cuts, y.size):
        rows, target = x[: a - 1], y[1:a]
        w = np.linalg.lstsq(rows, target, rcond=None)[0]
        left = max(target.size - x.shape[1], 1)
        mean[a:b] = x[a - 1 : b - 1] @ w
        spread[a:b] = math.sqrt(float(np.sum((target - rows @ w) ** 2)) / left)
    return mean, spread


def ar1(diary: Diary, cuts: Ints) -> Forecast:
    """Least squares on the rating before, steps taken as equal."""
    return _regressed(diary, cuts, 1)


def var1(diary: Diary, cuts: Ints) -> Forecast:
    """Least squares on all items of the row before, steps taken as equal."""
    return _regressed(diary, cuts, diary.ratings.shape[1])


def _linear(diary: Diary, cuts: Ints, columns: int) -> Forecast:
    y = diary.ratings[:, :columns]
    mean, spread = np.empty(y.shape[0]), np.empty(y.shape[0])
    start: linear.LinearParameters | None = None
    for a, b in _spans(cuts, y.shape[0]):
        fit = linear.fit_linear(
            diary.hours[:a], y[:a], coupled=columns == 2, first="stationary", start=start
        )
        start = fit.parameters
        m, v = linear.one_step_ahead(start, diary.hours[:b], y[:b], first="stationary")
        mean[a:b], spread[a:b] = m[a:, 0], np.sqrt(v[a:, 0])
    return mean, spread


def continuous(diary: Diary, cuts: Ints) -> Forecast:
    """Continuous-time state space of the one item, maximum likelihood (`linear`)."""
    return _linear(diary, cuts, 1)


def continuous_two(diary: Diary, cuts: Ints) -> Forecast:
    """Continuous-time state space of the first two items, coupled, maximum likelihood."""
    return _linear(diary, cuts, 2)


@compiled
def _interval(low: float, high: float, u: float, s: float) -> tuple[float, float, float]:
    """Ln P(low < N(u, s^2) < high) with its first two derivatives by u; ends may be infinite."""
    a, b = (low - u) / s, (high - u) / s
    side = 1.0
    if a + b > 0.0:
        a, b, side = -b, -a, -1.0
    top, top_ratio = log_normal_tail(b) if b < np.inf else (0.0, 0.0)
    if a == -np.inf:
        return top, -side * top_ratio / s, -top_ratio * (b + top_ratio) / (s * s)
    bottom, _ = log_normal_tail(a)
    z = top + math.log1p(-math.exp(bottom - top))
    at_a = math.exp(-0.5 * a * a - 0.9189385332046727 - z)
    at_b = math.exp(-0.5 * b * b - 0.9189385332046727 - z)
    first = (at_a - at_b) / s
    return z, side * first, (a * at_a - b * at_b) / (s * s) - first * first


@compiled
def _filtered(
    hours: Floats, low: Floats, high: Floats, wave: Floats, p: Floats, mean: Floats, spread: Floats
) -> float:
    """Assumed-density filter of p = (mu, h, s, tau, cos, sin); fills forecasts (n,)."""
    mu, half, s2, tau2 = p[0], p[1], p[2] ** 2, p[3] ** 2
    m, v, total = 0.0, s2, 0.0
    for n in range(hours.size):
        if n > 0:
            f = math.exp(-math.log(2.0) * (hours[n] - hours[n - 1]) / half)
            m *= f
            v = s2 + (v - s2) * f * f
        mean[n] = mu + p[4] * wave[n, 0] + p[5] * wave[n, 1] + m
        spread[n] = math.sqrt(v + tau2)
        lp, first, second = _interval(low[n], high[n], mean[n], spread[n])
        total += lp
        m += v * first
        v += v * v * second
    return total


_CYCLE = ("mu0", "h_x", "s_x", "tau", "c_cos", "c_sin")


def _edges(diary: Diary) -> tuple[Floats, Floats]:
    y = diary.ratings[:, 0]
    low = np.where(y <= diary.low, -np.inf, y - 0.5)
    high = np.where(y >= diary.high, np.inf, y + 0.5)
    return low, high


def cycle(diary: Diary, cuts: Ints) -> Forecast:
    """The coping cycle's background: noise, daily wave, categories, priors."""
    n = diary.hours.size
    low, high = _edges(diary)
    angle = 2.0 * np.pi * diary.clock / 24.0
    wave = np.column_stack([np.cos(angle), np.sin(angle)])
    unit = (diary.high - diary.low) / 10.0
    priors = [DEFAULT.table[name] for name in _CYCLE]
    log = np.array([p.family == "log" for p in priors])
    centre = np.array([p.centre for p in priors])
    width = np.array([p.spread for p in priors])

    def natural(z: Floats) -> Floats:
        x = centre + width * z
        x = np.where(log, np.exp(np.where(log, x, 0.0)), x) * unit
        x[0] += diary.low
        x[1] /= unit
        return x

    mean, spread = np.empty(n), np.empty(n)
    z = np.zeros(len(_CYCLE))
    for a, b in _spans(cuts, n):
        room = np.empty(a)

        def value(z: Floats, a: int = a, room: Floats = room) -> float:
            part = (diary.hours[:a], low[:a], high[:a], wave[:a])
            return float(_filtered(*part, natural(z), room, room.copy()) - 0.5 * float(z @ z))

        def density(z: Floats, value: Callable[[Floats], float] = value) -> tuple[float, Floats]:
            here = value(z)
            steps = 1e-6 * np.eye(z.size)
            return here, np.array([(value(z + e) - value(z - e)) / 2e-6 for e in steps])

        z = optimise.climb(density, z).z
        m, s = np.empty(b), np.empty(b)
        _filtered(diary.hours[:b], low[:b], high[:b], wave[:b], natural(z), m, s)
        mean[a:b], spread[a:b] = m[a:], s[a:]
    return mean, spread


FORECASTERS: Mapping[str, Forecaster] = {
    "cycle": cycle,
    "continuous time, one item": continuous,
    "continuous time, two items": continuous_two,
    "person mean": person_mean,
    "last value": last_value,
    "AR(1)": ar1,
    "VAR(1)": var1,
}


def log_scores(diary: Diary, forecast: Forecast, rows: Ints) -> Floats:
    """Ln probability of the category that came, for the given rows, shape (rows,)."""
    low, high = _edges(diary)
    mean, spread = forecast
    return np.array(
        [
            _interval(
                float(low[i]), float(high[i]), float(mean[i]), max(float(spread[i]), ROUNDING)
            )[0]
            for i in rows
        ]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Mean log score of one forecaster, and how much the reference gains on it per rating.

    `gain` > 0 means the reference foresees better; `error` is its standard error over blocks.
    """

    name: str
    score: float
    gain: float
    error: float
    ratings: int
    blocks: int


def block_error(differences: Floats, block: Ints) -> float:
    """Standard error of the mean of `differences` when whole blocks (n,) are the units."""
    _, where = np.unique(block, return_inverse=True)
    count = int(where.max()) + 1
    left = np.bincount(where, weights=differences - differences.mean(), minlength=count)
    if count < 2:
        return math.nan
    return math.sqrt(float(np.sum(left**2)) * count / (count - 1)) / differences.size


def compare(
    diaries: list[Diary],
    *,
    forecasters: Mapping[str, Forecaster] = FORECASTERS,
    reference: str = "cycle",
    first: float = 0.5,
    refits: int = 30,
    by_person: bool | None = None,
) -> list[Gain]:
    """Foresee every rating after the first share of each diary and compare.

    Numbers are re-estimated at up to `refits` cuts, evenly spread. Blocks are those of the
    diary when there is one, and persons when there are several (unless `by_person` says else).

    Raises:
        PeerError: a diary too short or not in order.
    """
    persons = len(diaries) > 1 if by_person is None else by_person
    scores: dict[str, list[Floats]] = {name: [] for name in forecasters}
    blocks: list[Ints] = []
    for i, diary in enumerate(diaries):
        n = diary.hours.size
        begin = max(int(first * n), 5)
        cuts = np.unique(np.linspace(begin, n, min(refits, n - begin) + 1).astype(np.int64)[:-1])
        _check(diary, cuts)
        rows = np.arange(begin, n, dtype=np.int64)
        for name, forecaster in forecasters.items():
            scores[name].append(log_scores(diary, forecaster(diary, cuts), rows))
        blocks.append(np.full(rows.size, i) if persons else diary.block[rows] + 100_000 * i)
    block = np.concatenate(blocks)
    ours = np.concatenate(scores[reference])
    out = []
    for name in forecasters:
        theirs = np.concatenate(scores[name])
        out.append(
            Gain(
                name=name,
                score=float(theirs.mean()),
                gain=float((ours - theirs).mean()),
                error=block_error(ours - theirs, block),
                ratings=ours.size,
                blocks=int(np.unique(block).size),
            )
        )
    return out
