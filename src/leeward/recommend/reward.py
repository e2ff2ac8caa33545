"""What the recommender works for: need met, freer to choose, and the next day.

Relief within minutes is left out on purpose (it would train avoidance), and so is everything
about sex: a person who chooses it and feels met and free has had a good pause.
"""

from __future__ import annotations

from leeward.recommend.records import Use

NEED_MET = 0.4
FREER = 0.4
NEXT_DAY = 0.2


def composite(need_met: float | None, freer: float | None, next_day: float | None) -> float | None:
    """Return the weighted mean of what was answered, 0 to 10.

    Weights .4, .4 and .2, shared out again over the answers that are there. The next day alone
    says too little about one offer, so without one of the first two there is no reward.
    """
    if need_met is None and freer is None:
        return None
    total = weight = 0.0
    if need_met is not None:
        total, weight = total + NEED_MET * need_met, weight + NEED_MET
    if freer is not None:
        total, weight = total + FREER * freer, weight + FREER
    if next_day is not None:
        total, weight = total + NEXT_DAY * next_day, weight + NEXT_DAY
    return total / weight


def reward(use: Use) -> float | None:
    """The reward of a use with everything answered so far."""
    return composite(use.need_met, use.freer, use.next_day)


def reward_before_next_day(use: Use) -> float | None:
    """The reward of a use as it stood before the next-day question was answered."""
    return composite(use.need_met, use.freer, None)
