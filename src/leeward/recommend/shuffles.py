"""Shuffled blocks and the test that shuffles them again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from leeward.recommend.chances import uniform_of

Array = NDArray[np.float64]
SHUFFLES = 4999


@lru_cache(maxsize=8)
def orders(block: int) -> NDArray[np.bool_]:
    """All orders of one block, (orders, block), True for the first arm, half of each."""
    every = [order for order in product((True, False), repeat=block) if 2 * sum(order) == block]
    found = np.array(every, dtype=bool)
    found.flags.writeable = False
    return found


def own_orders(seed: int, blocks: int, block: int) -> NDArray[np.intp]:
    """Which order each block of the schedule has, (blocks,), from hashes of the seed.

    A generator's stream may change between releases; a schedule may not.
    """
    number = len(orders(block))
    draws = [int(uniform_of(seed, f"block-{block}-{place}") * number) for place in range(blocks)]
    return np.array(draws, dtype=np.intp)


@dataclass(frozen=True, slots=True)
class ShuffleTest:
    """Shuffles of the schedule as lines: the estimate under shuffle s if the effect is τ.

    The estimate for arms w is Σ (w − w̄_b) y / Σ (w − w̄_b)², b the block, over answered units.
    If the effect is a constant τ, y − τw is what chance did not touch, and the estimate of its
    remainder under shuffle s is shift_s − τ · slope_s; really it was value − τ. `answered` and
    `means` are of the first and second arm.
    """

    value: float
    shift: Array
    slope: Array
    answered: tuple[int, int]
    means: tuple[float, float]

    @classmethod
    def of(
        cls, *, own: NDArray[np.intp], block: int, answers: Mapping[int, float], seed: int
    ) -> ShuffleTest:
        """Draw the shuffles; sums are tabled by block and order, so a shuffle is a look-up."""
        every = orders(block).astype(float)
        blocks, places = len(own), np.arange(len(own))
        y, there = np.zeros(blocks * block), np.zeros(blocks * block)
        for unit, value in answers.items():
            y[unit], there[unit] = value, 1.0
        arms = every[own].ravel()
        here = there.reshape(blocks, 1, block)
        mean = (every * here).sum(axis=-1) / np.maximum(here.sum(axis=-1), 1)
        centred = (every - mean[..., None]) * here
        of_y = centred @ y.reshape(blocks, block, 1)
        of_arms = centred @ arms.reshape(blocks, block, 1)
        tables = np.stack([of_y[..., 0], of_arms[..., 0], np.square(centred).sum(axis=-1)])
        drawn = np.random.default_rng(seed).integers(0, len(every), (SHUFFLES, blocks))
        sums = tables[:, places, drawn].sum(axis=-1)
        sums = sums[:, sums[2] > 0]
        seen = tables[:, places, own].sum(axis=-1)
        first, second = there * arms, there * (1 - arms)
        return cls(
            value=float(seen[0] / max(seen[2], 1e-12)),
            shift=np.asarray(sums[0] / sums[2]),
            slope=np.asarray(sums[1] / sums[2]),
            answered=(int(first.sum()), int(second.sum())),
            means=(
                float(first @ y / max(first.sum(), 1)),
                float(second @ y / max(second.sum(), 1)),
            ),
        )

    def p(self, effect: float) -> float:
        """Two-sided p-value of a constant `effect`, (1 + #{as far}) / (shuffles + 1)."""
        far = np.abs(self.shift - effect * self.slope) >= abs(self.value - effect) - 1e-9
        return (1 + int(far.sum())) / (len(self.shift) + 1)

    def interval(self, share: float) -> tuple[float, float]:
        """All constant effects the test does not refuse at `share`, by bisection."""
        return self._edge(share, -1.0), self._edge(share, 1.0)

    def _edge(self, share: float, way: float) -> float:
        inside, outside = self.value, self.value + way * 25
        for _ in range(45):
            middle = (inside + outside) / 2
            if self.p(middle) > share:
                inside = middle
            else:
                outside = middle
        return outside
