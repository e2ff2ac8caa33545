"""The policy run many times at once: re-runs of one person's log, or simulated people."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.recommend import belief, chances
from leeward.recommend.belief import Sums
from leeward.recommend.policy import columns, first_chances
from leeward.recommend.records import Drawn, Use
from leeward.recommend.reward import reward, reward_before_next_day
from leeward.recommend.settings import Settings
from leeward.recommend.ways import in_draw, ranks

Array = NDArray[np.float64]
Index = NDArray[np.intp]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moments:
    """What was given at n decision points, apart from chance and answers.

    `at` (n,) hours, rising; `z` (B or 1, n, 9); `eligible` (B or 1, n, K) where chance may put a
    way first, column 0 the plain pause; `ranks` (n, K) by the order of the moment; `free` (n,) where the policy draws, elsewhere `forced` (n,) is the way taken;
    `late_at` (n,) hours at which a next-day answer came, inf where none did.
    """

    ways: tuple[str, ...]
    at: Array
    z: Array
    eligible: NDArray[np.bool_]
    ranks: Array
    free: NDArray[np.bool_]
    forced: Index
    late_at: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """What happened on B paths: `first`, `y` (B, n); `chance`, `edge` (B, n, K); `usual` (B, n).

    `chance` is 0 throughout where the policy did not draw. `usual` and `edge` rest only on
    what was known before the point, so usual + edge is a fair guess of the answer there.
    """

    first: Index
    y: Array
    chance: Array
    usual: Array
    edge: Array


Answer = Callable[[int, Index], Array]
"""Reward (B,) at point t when the ways (B,) are offered first; NaN where not answered."""


def walk(
    moments: Moments,
    *,
    paths: int,
    answer: Answer,
    settings: Settings,
    uniforms: Array | None = None,
    late: Answer | None = None,
) -> Paths:
    """Run the policy through the moments on `paths` paths.

    `uniforms` (paths, n) in [0, 1) draw the ways; without them every point is forced. `late`
    gives the reward with the next-day answer in it; it enters learning at `late_at`.
    """
    n, ways = len(moments.at), len(moments.ways)
    sums = Sums.empty((paths,), ways)
    first = np.zeros((paths, n), dtype=np.intp)
    y = np.full((paths, n), np.nan)
    chance, edge = np.zeros((paths, n, ways)), np.zeros((paths, n, ways))
    usual = np.zeros((paths, n))
    late_order = np.argsort(moments.late_at, kind="stable")
    waiting = [int(t) for t in late_order if np.isfinite(moments.late_at[t])]
    before = moments.at[0] if n else 0.0

    def fade_between(start: float, end: float) -> float:
        return float(2.0 ** (-(end - start) / 24 / settings.half_life_days))

    for t in range(n):
        sums.fade(np.full(paths, fade_between(before, moments.at[t])))
        while waiting and moments.late_at[waiting[0]] <= moments.at[t] and late is not None:
            s = waiting.pop(0)
            new = late(s, first[:, s])
            rows = np.flatnonzero(~np.isnan(y[:, s]) & ~np.isnan(new))
            sums.amend(
                rows,
                np.broadcast_to(moments.z[:, s], (paths, belief.SIZE))[rows],
                first[rows, s],
                y[rows, s],
                new[rows],
                np.full(len(rows), fade_between(moments.at[s], moments.at[t])),
            )
            y[rows, s] = new[rows]
        z = np.broadcast_to(moments.z[:, t], (paths, belief.SIZE))
        ranked = np.broadcast_to(moments.ranks[t], (paths, ways))
        view = belief.outlook(sums, z, belief.prior_means(ranked, z, settings), settings)
        usual[:, t], edge[:, t] = view.usual, view.edge
        if uniforms is not None and moments.free[t]:
            may = np.broadcast_to(moments.eligible[:, t], (paths, ways))
            chance[:, t] = first_chances(view, may, settings)
            first[:, t] = chances.pick(chance[:, t], uniforms[:, t])
        else:
            first[:, t] = moments.forced[t]
            if moments.free[t]:
                may = np.broadcast_to(moments.eligible[:, t], (paths, ways))
                chance[:, t] = first_chances(view, may, settings)
        y[:, t] = answer(t, first[:, t])
        rows = np.flatnonzero(~np.isnan(y[:, t]))
        sums.add(rows, z[rows], first[rows, t], y[rows, t])
        before = moments.at[t]
    if late is not None:
        for s in waiting:
            new = late(s, first[:, s])
            y[:, s] = np.where(np.isnan(new), y[:, s], new)
    return Paths(first=first, y=y, chance=chance, usual=usual, edge=edge)


def moments_of(history: Sequence[Use]) -> Moments:
    """The given part of a person's log, uses in the order of their times."""
    ways = columns(history)
    place = {way: column for column, way in enumerate(ways)}
    n = len(history)
    eligible = np.zeros((1, n, len(ways)), dtype=bool)
    eligible[..., 0] = True
    for t, use in enumerate(history):
        for way in in_draw(use.eligible, use.context.distress):
            eligible[0, t, place[way]] = True
    return Moments(
        ways=ways,
        at=np.array([use.context.at for use in history], dtype=float),
        z=belief.features([use.context for use in history])[None],
        eligible=eligible,
        ranks=np.array([ranks(ways, use.eligible) for use in history], dtype=float),
        free=np.array([use.drawn is Drawn.POLICY for use in history], dtype=bool),
        forced=np.array([place[use.first] for use in history], dtype=np.intp),
        late_at=np.array(
            [np.inf if use.next_day_at is None else use.next_day_at for use in history], dtype=float
        ),
    )


def rewards_of(history: Sequence[Use]) -> tuple[Array, Array]:
    """Rewards without and with the next-day answer, (n,) each, NaN where there is none."""
    early = [reward_before_next_day(use) for use in history]
    full = [reward(use) for use in history]
    return (
        np.array([np.nan if y is None else y for y in early]),
        np.array([np.nan if y is None else y for y in full]),
    )


def replay(history: Sequence[Use], settings: Settings) -> Paths:
    """The policy's beliefs and chances along the path that was really taken (one path)."""
    early, full = rewards_of(history)
    return walk(
        moments_of(history),
        paths=1,
        answer=lambda t, _: early[t : t + 1],
        late=lambda t, _: full[t : t + 1],
        settings=settings,
    )


def under_no_effect(
    history: Sequence[Use], settings: Settings, *, runs: int, rng: np.random.Generator
) -> Paths:
    """Draw the whole log again `runs` times, answers held: the sharp null of no effect at all."""
    early, full = rewards_of(history)
    return walk(
        moments_of(history),
        paths=runs,
        answer=lambda t, _: np.full(runs, early[t]),
        late=lambda t, _: np.full(runs, full[t]),
        settings=settings,
        uniforms=rng.random((runs, len(history))),
    )
