"""The recommender on simulated people: what it earns, what its estimates miss, how it speaks.

Run: python scripts/validation/recommend_policy.py [people]. Exits with 1 when a bound is missed.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from leeward.events.vocabulary import Need
from leeward.recommend.estimators import Contrast, Method, contrast
from leeward.recommend.evaluate import LEAST_OFFERS, lasting_alpha
from leeward.recommend.settings import CURRENT
from leeward.recommend.yardstick import EffectSet, Run, earnings, simulate

DEFAULT_PEOPLE = 1000
STATED = EffectSet(name="stated effect set")
EARNING = (
    STATED,
    EffectSet(name="answers scatter more (SD 2)", noise=2.0),
    EffectSet(name="one need only", needs=(Need.COMFORT,)),
    EffectSet(name="larger differences (SD .8)", way_sd=0.8),
    EffectSet(name="smaller effects (.4, SD .3)", mean=0.4, way_sd=0.3, need_sd=0.2),
    EffectSet(name="eight ways to choose from", ways=8),
    EffectSet(name="drift of level and effects", wander=0.15, turnover=0.8),
)
NO_EFFECT = EffectSet(name="no effect at all", mean=0, way_sd=0, need_sd=0, slope_sd=0)
ESTIMATING = (STATED, EARNING[-1], NO_EFFECT)
BOUNDS = (0.90, 0.98)


def estimate(run: Run, way: int, upto: int, method: Method) -> Contrast:
    """The contrast of a way with the plain pause over the first `upto` uses."""
    paths = run.paths
    return contrast(
        is_way=paths.first[:, :upto] == way,
        is_other=paths.first[:, :upto] == 0,
        p_way=paths.chance[:, :upto, way],
        p_other=paths.chance[:, :upto, 0],
        y=paths.y[:, :upto],
        usual=paths.usual[:, :upto],
        edge_way=paths.edge[:, :upto, way],
        edge_other=paths.edge[:, :upto, 0],
        method=method,
    )


def within_bounds(run: Run) -> bool:
    """Whether every chance of the run lies where it must, and each draw adds up to 1."""
    chance = run.paths.chance
    ways = chance[..., 1:][chance[..., 1:] > 0]
    return bool(
        chance[..., 0].min() >= CURRENT.plain_low - 1e-12
        and ways.min() >= CURRENT.low - 1e-12
        and chance.max() <= CURRENT.high + 1e-12
        and np.abs(chance.sum(axis=-1) - 1).max() < 1e-9
    )


def earning(people: int) -> bool:
    """Print what the policy earns beside the best bounded policy and uniform choice."""
    print(f"Points a use over the plain pause, uses 51 to 60 of 60, {people} people")
    print(
        "| effects | policy | best in bounds | uniform | policy/best | uses 1-60 | uniform/best |"
    )
    print("| --- | --- | --- | --- | --- | --- | --- |")
    fine = True
    for effects in EARNING:
        run = simulate(effects, CURRENT, people=people, uses=60, rng=np.random.default_rng(60))
        seen = earnings(effects, run, CURRENT)
        print(
            f"| {seen.name} | {seen.policy:.3f} | {seen.best:.3f} | {seen.uniform:.3f} "
            f"| {seen.share:.3f} (SE {seen.share_se:.3f}) | {seen.share_all:.3f} "
            f"| {seen.share_uniform:.3f} |"
        )
        fine = fine and within_bounds(run)
        if effects is STATED:
            fine = fine and seen.share >= 0.90
    print(f"every chance within its bounds: {fine}\n" if fine else "A BOUND WAS MISSED\n")
    return fine


def judged(found: Contrast, truth: NDArray[np.float64]) -> tuple[float, float, float, float]:
    """Mean error with its standard error, coverage, coverage where it would be shown."""
    error = found.value - truth
    hit = np.abs(error) <= found.half_width(0.95)
    shown = np.minimum(found.n_way, found.n_other) >= LEAST_OFFERS
    return (
        float(error.mean()),
        float(error.std() / np.sqrt(len(error))),
        float(hit.mean()),
        float(hit[shown].mean()),
    )


def lines(people: int) -> Iterator[tuple[str, bool]]:
    """Rows of the table of estimates, each with whether it keeps its bounds."""
    for effects in ESTIMATING:
        run = simulate(effects, CURRENT, people=people, uses=240, rng=np.random.default_rng(240))
        for upto in (120, 240):
            truth = (run.truth[:, :upto, 1] - run.truth[:, :upto, 0]).mean(axis=1)
            for method in Method:
                found = estimate(run, 1, upto, method)
                bias, se, covered, shown = judged(found, truth)
                width = float(np.median(2 * found.half_width(0.95)))
                fine = BOUNDS[0] <= covered <= BOUNDS[1]
                if method is not Method.WEIGHTED:
                    fine = fine and abs(bias) < 3 * se
                row = (
                    f"| {effects.name} | {upto} | {method} | {bias:+.3f} ± {se:.3f} "
                    f"| {covered:.3f} | {shown:.3f} | {width:.2f} |"
                )
                yield row, fine
        if effects is not ESTIMATING[1]:
            yield helping(run, effects)


def helping(run: Run, effects: EffectSet) -> tuple[str, bool]:
    """How often any way is ever called helpful, looked at every fifth use up to 240."""
    ever = np.zeros((len(run.paths.first), 2), dtype=bool)
    for upto in range(40, 241, 5):
        for way in range(1, effects.ways + 1):
            found = estimate(run, way, upto, Method.AIPW)
            enough = np.minimum(found.n_way, found.n_other) >= LEAST_OFFERS
            lasting = found.value - found.lasting_half_width(lasting_alpha(effects.ways)) > 0
            fixed = found.value - found.half_width(0.95) > 0
            ever |= np.stack([enough & lasting, enough & fixed], axis=1)
    ours, naive = ever.mean(axis=0)
    row = (
        f"| {effects.name} | ever by 240 | “helps” of any way | {ours:.3f} by the rule "
        f"| {naive:.3f} by the plain interval | | |"
    )
    return row, effects is not NO_EFFECT or bool(ours <= 0.05)


def estimating(people: int) -> bool:
    """Print bias and coverage of the effect of one way over the plain pause."""
    print(f"Effect of one way over the plain pause, 95 % intervals, {people} people")
    print("| effects | uses | method | mean error ± SE | coverage | where shown | width |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    fine = True
    for row, kept in lines(people):
        print(row if kept else f"{row} MISSED", flush=True)
        fine = fine and kept
    return fine


def main(people: int = DEFAULT_PEOPLE) -> int:
    """Print both tables; return 1 when a bound was missed."""
    earned, estimated = earning(people), estimating(people)
    return int(not (earned and estimated))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_PEOPLE))
