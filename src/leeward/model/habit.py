"""Habit strength: a running trace of relief that followed, known from the log alone.

Between events H decays with a half-life of 14 days; an episode moves it towards 1 by a step that
grows with the relief reported (negative-reinforcement learning); an urge met without an episode
weakens it a little. Its constants stand fixed, since fewer than 200 episodes cannot tell them.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from leeward.model._compile import compiled
from leeward.model.data import ACTED, DAY, MISSING, Data, Floats, Ints

GAIN: Final = 0.15
DECAY_PER_DAY: Final = math.log(2.0) / 14.0
EXTINCTION: Final = 0.05
RELIEF_GUESS: Final = 0.36
RELIEF_WEIGHT: Final = 3.0
PRIOR_EPISODES_A_DAY: Final = 0.35
PRIOR_DAYS: Final = 7.0
FIRST_DAYS: Final = 28.0


def relief_seen(data: Data) -> Floats:
    """Reported relief on 0..1 per episode; unanswered ones take the running mean so far."""
    return _relief_seen(data.episode_before, data.episode_after)


@compiled
def _relief_seen(before: Ints, after: Ints) -> Floats:
    out = np.empty(before.size)
    total, weight = RELIEF_GUESS * RELIEF_WEIGHT, RELIEF_WEIGHT
    for i in range(out.size):
        if before[i] != MISSING and after[i] != MISSING:
            out[i] = min(max((before[i] - after[i]) / 5.0, 0.0), 1.0)
            total, weight = total + out[i], weight + 1.0
        else:
            out[i] = total / weight
    return out


@compiled
def _levels(times: Floats, steps: Floats, level: float) -> Floats:
    """Level at the start and after each of the sorted `times` (minutes), shape (n + 1,)."""
    after = np.empty(times.size + 1)
    after[0] = level
    last = 0.0
    for i in range(times.size):
        level *= math.exp(-DECAY_PER_DAY * (times[i] - last) / DAY)
        level += steps[i] * (1.0 - level) if steps[i] > 0.0 else steps[i] * level
        last = times[i]
        after[i + 1] = level
    return after


def start_value(episodes_a_day: float, relief: float, refusals_a_day: float) -> float:
    """H where gain and loss balance at these daily rates."""
    up = GAIN * episodes_a_day * relief
    return up / (up + DECAY_PER_DAY + EXTINCTION * refusals_a_day)


def habit_at(data: Data, t: Floats) -> Floats:
    """Habit strength just before each of the sorted times `t` (minutes), shape as `t`.

    The start is the balance at the rates of the first 28 days, shrunk to a typical rate, so that
    the opening weeks do not look like a growing habit.
    """
    first = min(FIRST_DAYS, max(data.days, 1e-9))
    early = data.episode_t < first * DAY
    relief = relief_seen(data)
    refused = data.urge_t[(data.urge_outcome != ACTED)]
    rate = (early.sum() + PRIOR_EPISODES_A_DAY * PRIOR_DAYS) / (first + PRIOR_DAYS)
    mean = (relief[early].sum() + RELIEF_GUESS * RELIEF_WEIGHT) / (early.sum() + RELIEF_WEIGHT)
    level = start_value(float(rate), float(mean), float((refused < first * DAY).sum()) / first)
    times = np.concatenate([data.episode_t, refused]).astype(np.float64)
    steps = np.concatenate([GAIN * relief, np.full(refused.size, -EXTINCTION)])
    order = np.argsort(times, kind="stable")
    times, steps = times[order], steps[order]
    after = _levels(times, steps, level)
    index = np.searchsorted(times, t, side="left")
    since = t - np.concatenate([[0.0], times])[index]
    out: Floats = after[index] * np.exp(-DECAY_PER_DAY * since / DAY)
    return out
