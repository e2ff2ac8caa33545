"""The recommender: time of a decision and of its evaluation.

python -m benchmarks.recommend
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np

from leeward.content.practices import common
from leeward.events.vocabulary import Need
from leeward.recommend import evaluate, policy
from leeward.recommend.records import PLAIN, Context, Drawn, Use
from leeward.recommend.settings import CURRENT

Row = tuple[str, str, str]
NEEDS = (Need.CONNECTION, Need.COMFORT, Need.RELEASE, Need.DISTRACTION, Need.UNSURE)


def made_up(uses: int, needs: tuple[Need, ...] = NEEDS) -> list[Use]:
    """A log over needs and their default ways, drawn evenly, three uses a day."""
    rng = np.random.default_rng(1)
    history = []
    for step in range(uses):
        need = needs[int(rng.integers(len(needs)))]
        eligible = (PLAIN, *common().order[need])
        met, freer, after = (int(v) for v in rng.integers(0, 11, 3))
        at = 8.0 * step
        history.append(
            Use(
                context=Context(at=at, need=need, hour=at % 24, distress=int(rng.integers(0, 11))),
                first=eligible[int(rng.integers(len(eligible)))],
                eligible=eligible,
                propensities=(0.2,) * len(eligible),
                drawn=Drawn.POLICY,
                policy=CURRENT.version,
                need_met=met,
                freer=freer,
                next_day=after,
                next_day_at=at + 20,
            )
        )
    return history


def milliseconds(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Median and 95th percentile after a warm-up."""
    work()
    times = []
    for _ in range(repeats):
        begin = time.perf_counter()
        work()
        times.append(1e3 * (time.perf_counter() - begin))
    return statistics.median(times), float(np.quantile(times, 0.95))


def rows() -> list[Row]:
    """What was measured, the figure, the bound."""
    table = []
    for uses in (0, 60, 500, 2000):
        history = made_up(uses)
        here = Context(at=8.0 * uses, need=Need.COMFORT, hour=21.0, distress=6)

        def decide(history: list[Use] = history, here: Context = here) -> object:
            return policy.decide(
                history=history, context=here, eligible=common().order[Need.COMFORT], seed=7
            )

        median, high = milliseconds(decide, 100)
        table.append(
            (
                f"decide after {uses} uses: median, 95th percentile",
                f"{median:.2f} ms, {high:.2f} ms",
                "5 ms",
            )
        )
    for uses, needs, what in (
        (150, (Need.COMFORT,), "one need, 5 arms"),
        (400, NEEDS, "all needs, 15 arms"),
    ):
        history = made_up(uses, needs)
        begin = time.perf_counter()
        shown = sum(line.p is not None for line in evaluate.what_helps(history))
        seconds = time.perf_counter() - begin
        table.append(
            (
                f"“what helps me”: {uses} uses, {what}, 199 re-runs",
                f"{seconds:.1f} s, {shown} ways shown",
                "in a worker, once a head",
            )
        )
    return table


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
