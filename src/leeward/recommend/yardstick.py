"""How good is the policy? Simulated people with a stated effect set, and the best bounded policy.

This is not a model of a person (that is `leeward.model`); it is a test bench for the draw alone:
what each way adds is known here, so what a policy earns and what an estimate misses are known.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.events.vocabulary import Need
from leeward.recommend import belief
from leeward.recommend.records import PLAIN, Context
from leeward.recommend.rerun import Moments, Paths, walk
from leeward.recommend.settings import Settings
from leeward.recommend.ways import ranks

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectSet:
    """Simulated people; effects are points of reward (0 to 10) over the plain pause.

    Way a adds N(mean, way_sd²), and for each need N(0, need_sd²) more, and N(0, slope_sd²) times
    (distress − 5)/2.5. Answers scatter with `noise` around usual level + effect; the usual level
    walks by `wander` points a use (SD) and effects turn over by `turnover` points over 60 uses
    (linear, way by way, SD). `needs` share the uses evenly by chance; uses lie about
    `hours_apart` hours apart.
    """

    name: str
    ways: int = 4
    needs: tuple[Need, ...] = (Need.CONNECTION, Need.COMFORT, Need.RELEASE, Need.DISTRACTION)
    mean: float = 0.8
    way_sd: float = 0.5
    need_sd: float = 0.3
    slope_sd: float = 0.1
    noise: float = 1.57
    wander: float = 0.0
    turnover: float = 0.0
    hours_apart: float = 10.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Paths of the policy beside the truth: `truth` (B, n, K) is the effect of each way there."""

    moments: Moments
    paths: Paths
    truth: Array


def simulate(
    effects: EffectSet, settings: Settings, *, people: int, uses: int, rng: np.random.Generator
) -> Run:
    """Let `people` simulated people use the policy `uses` times each."""
    names = (PLAIN, *(f"way-{k}" for k in range(effects.ways)))
    z, at = _contexts(effects, people, uses, rng)
    truth = _truth(effects, z, rng)
    usual = 5 + 0.8 * rng.standard_normal((people, 1)) - 0.3 * z[..., 6]
    usual = usual + effects.wander * rng.standard_normal((people, uses)).cumsum(axis=1)
    noise = effects.noise * rng.standard_normal((people, uses))
    every = np.arange(people)
    moments = Moments(
        ways=names,
        at=at,
        z=z,
        eligible=np.ones((1, uses, len(names)), dtype=bool),
        # An order as in real use, though here it knows nothing of the truth.
        ranks=np.tile(np.array(ranks(names, names), dtype=float), (uses, 1)),
        free=np.ones(uses, dtype=bool),
        forced=np.zeros(uses, dtype=np.intp),
        late_at=np.full(uses, np.inf),
    )
    paths = walk(
        moments,
        paths=people,
        answer=lambda t, way: usual[:, t] + truth[every, t, way] + noise[:, t],
        settings=settings,
        uniforms=rng.random((people, uses)),
    )
    return Run(moments=moments, paths=paths, truth=truth)


def best_within_bounds(truth: Array, settings: Settings) -> Array:
    """Chances (..., K) of the policy that knows the truth and may not leave the bounds.

    Of the ways only the `most_ways` best enter the draw; everything above the floors goes to
    the best, up to the ceiling, then to the next. Column 0 is the plain pause.
    """
    order = np.argsort(-truth[..., 1:], axis=-1, kind="stable")[..., : settings.most_ways] + 1
    chance = np.zeros(truth.shape)
    np.put_along_axis(chance, order, settings.low, axis=-1)
    chance[..., 0] = settings.plain_low
    left = 1 - chance.sum(axis=-1, keepdims=True)
    ranked = np.argsort(-np.where(chance > 0, truth, -np.inf), axis=-1, kind="stable")
    for place in range(order.shape[-1] + 1):
        here = ranked[..., place : place + 1]
        had = np.take_along_axis(chance, here, axis=-1)
        more = np.minimum(left, settings.high - had)
        np.put_along_axis(chance, here, had + more, axis=-1)
        left = left - more
    return chance


def uniform_within(truth: Array) -> Array:
    """Equal chances for all, the plain pause too: choosing without learning."""
    return np.full(truth.shape, 1 / truth.shape[-1])


def earned(chance: Array, truth: Array) -> Array:
    """Expected points over the plain pause, (B, n), of offering with these chances."""
    return np.asarray((chance * truth).sum(axis=-1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Earnings:
    """Mean points a use over the plain pause: last ten uses, and all of them.

    `share` (with its standard error over people) and `share_all` divide by the best bounded
    policy, `share_uniform` is what uniform choice reaches of it, `of_unbounded` what the best
    bounded policy reaches of always offering the best way.
    """

    name: str
    policy: float
    best: float
    uniform: float
    share: float
    share_se: float
    share_all: float
    share_uniform: float
    of_unbounded: float


def earnings(effects: EffectSet, run: Run, settings: Settings) -> Earnings:
    """Compare the policy with the best bounded policy and with uniform choice."""
    ours = earned(run.paths.chance, run.truth)
    best = earned(best_within_bounds(run.truth, settings), run.truth)
    uniform = earned(uniform_within(run.truth), run.truth)
    late = slice(-10, None)
    share = ours[:, late].mean() / best[:, late].mean()
    off = ours[:, late].mean(axis=1) - share * best[:, late].mean(axis=1)
    return Earnings(
        name=effects.name,
        policy=float(ours[:, late].mean()),
        best=float(best[:, late].mean()),
        uniform=float(uniform[:, late].mean()),
        share=float(share),
        share_se=float(off.std() / np.sqrt(len(off)) / best[:, late].mean()),
        share_all=float(ours.mean() / best.mean()),
        share_uniform=float(uniform[:, late].mean() / best[:, late].mean()),
        of_unbounded=float(best.mean() / run.truth.max(axis=-1).mean()),
    )


def _contexts(
    effects: EffectSet, people: int, uses: int, rng: np.random.Generator
) -> tuple[Array, Array]:
    at = rng.exponential(effects.hours_apart, uses).cumsum()
    need = rng.integers(0, len(effects.needs), (people, uses))
    distress = np.clip(np.rint(rng.normal(5.5, 2.2, (people, uses))), 0, 7)
    rows = belief.features([Context(at=0.0, need=n, hour=0.0) for n in effects.needs])
    z = rows[need]
    z[..., 6] = (distress - 5) / 2.5
    hour = rng.uniform(0, 2 * np.pi, (people, 1)) + at * (2 * np.pi / 24)
    z[..., 7], z[..., 8] = np.cos(hour), np.sin(hour)
    return z, at


def _truth(effects: EffectSet, z: Array, rng: np.random.Generator) -> Array:
    people, uses, size = z.shape
    theta = np.zeros((people, effects.ways, size))
    theta[..., 0] = rng.normal(effects.mean, effects.way_sd, (people, effects.ways))
    theta[..., 1:6] = rng.normal(0, effects.need_sd, (people, effects.ways, 5))
    theta[..., 6] = rng.normal(0, effects.slope_sd, (people, effects.ways))
    turn = rng.normal(0, effects.turnover, (people, 1, effects.ways))
    passed = ((np.arange(uses) - (uses - 1) / 2) / 60)[None, :, None]
    of_ways = np.einsum("bnd,bkd->bnk", z, theta) + turn * passed
    return np.concatenate([np.zeros((people, uses, 1)), of_ways], axis=-1)
