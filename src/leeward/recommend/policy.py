"""Which way to offer first: Thompson sampling with bounded, stored chances. Pure and seeded."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from leeward.events.vocabulary import Need
from leeward.recommend import belief, chances
from leeward.recommend.belief import Outlook, Sums
from leeward.recommend.records import PLAIN, Because, Context, Drawn, Offer, Use, Why
from leeward.recommend.reward import reward, reward_before_next_day
from leeward.recommend.settings import CURRENT, Settings
from leeward.recommend.ways import in_draw, ranks
from leeward.util.errors import InputError
from leeward.util.language import say

Array = NDArray[np.float64]
SHOWN = 3
FIXED_POLICY = "fixed-1"
_HOURS_A_DAY = 24.0


def first_chances(view: Outlook, eligible: NDArray[np.bool_], settings: Settings) -> Array:
    """Chance of each way to be offered first, (..., K); column 0 is the plain pause.

    The `most_ways` eligible ways with the highest edge + curiosity · SD enter the draw with the
    plain pause; all others have chance 0. Within it, the chance of being best under
    N(edge, (breadth · SD)²), brought within the bounds.
    """
    index = np.where(eligible, view.edge + settings.curiosity * view.sd, -np.inf)
    index[..., 0] = np.inf
    entering = min(index.shape[-1], settings.most_ways + 1)
    order = np.argsort(-index, axis=-1, kind="stable")[..., :entering]
    inside = np.take_along_axis(eligible, order, axis=-1)
    edge = np.where(inside, np.take_along_axis(view.edge, order, axis=-1), -np.inf)
    sd = settings.breadth * np.take_along_axis(view.sd, order, axis=-1)
    low = np.where(inside, settings.low, 0.0)
    low[..., 0] = settings.plain_low
    high = np.where(inside, settings.high, 0.0)
    bounded = chances.within_bounds(chances.chance_of_being_best(edge, sd), low, high)
    answer = np.zeros(index.shape)
    np.put_along_axis(answer, order, bounded, axis=-1)
    return answer


def known_rewards(history: Sequence[Use], at: float) -> list[float | None]:
    """The reward of each use as it was known at `at`; next-day answers given later are left out."""
    return [
        reward(use)
        if use.next_day_at is not None and use.next_day_at <= at
        else reward_before_next_day(use)
        for use in history
    ]


def columns(history: Sequence[Use], eligible: Sequence[str] = ()) -> tuple[str, ...]:
    """All ways in play, the plain pause first, the rest sorted so that ties break the same way."""
    seen = set(eligible).union(*{use.eligible for use in history})
    return (PLAIN, *sorted(seen - {PLAIN}))


def decide(
    *,
    history: Sequence[Use],
    context: Context,
    eligible: Sequence[str],
    seed: int,
    settings: Settings = CURRENT,
) -> Offer:
    """Offer two or three ways, the first drawn by chance.

    `eligible` are the ways that may be offered now, in default order: what is closed for health
    or safety, or was tried a moment ago, is not among them. At distress 8 or more chance puts
    only a steadying way first (`ways.in_draw`), and such ways stand before the others. Uses in `history` at or after `context.at` are not looked at. The plain pause always stands
    beside the eligible ways with its floor of .2; where there is nothing to suggest (pleasure,
    or no eligible way) the offer is empty or the plain pause alone, with chance 1.

    Raises:
        InputError: a way is named twice.
    """
    candidates = tuple(way for way in eligible if way != PLAIN)
    if len(set(candidates)) != len(candidates):
        raise InputError(say("A way may be eligible only once."), field="eligible")
    if context.need is Need.PLEASURE:
        return Offer(
            ways=(),
            eligible=(),
            propensities=(),
            seed=seed,
            policy=settings.version,
            drawn=Drawn.FIXED,
            why=(),
        )
    if not candidates:
        return fixed_offer(context=context, ways=(PLAIN,), seed=seed)
    past = [use for use in history if use.context.at < context.at]
    names = columns(past, candidates)
    known = known_rewards(past, context.at)
    answered = [(use, y) for use, y in zip(past, known, strict=True) if y is not None]
    view = _outlook_now(answered, context, names, candidates, settings)
    drawable = {PLAIN, *in_draw(candidates, context.distress)}
    may = np.array([name in drawable for name in names])
    chance = first_chances(view, may, settings)
    drawn = int(chances.pick(chance, np.array(chances.uniform_of(seed, settings.version))))
    place = {way: column for column, way in enumerate(names)}
    rest = sorted(
        (way for way in candidates if way != names[drawn]),
        key=lambda way: (way not in drawable, -float(view.edge[place[way]])),
    )
    ways = (names[drawn], *rest[: SHOWN - 1])
    listed = (PLAIN, *candidates)
    return Offer(
        ways=ways,
        eligible=listed,
        propensities=tuple(float(chance[place[way]]) for way in listed),
        seed=seed,
        policy=settings.version,
        drawn=Drawn.POLICY,
        why=_reasons(ways, answered, context, view, chance, place),
    )


def fixed_offer(*, context: Context, ways: Sequence[str], seed: int = 0) -> Offer:
    """Offer ways in a given order, the first with chance 1; never part of a causal estimate.

    For the locked pause, and for moments when safety asks that nothing be tried out.
    """
    because = Because.ONLY_WAY if len(ways) == 1 else Because.FIXED_ORDER
    reasons = tuple(
        Why(
            way=way,
            because=because,
            need=context.need,
            uses=0,
            uses_for_need=0,
            usual=None,
            edge=0.0,
            give_or_take=0.0,
            chance=1.0 if place == 0 else 0.0,
        )
        for place, way in enumerate(ways[:SHOWN])
    )
    return Offer(
        ways=tuple(ways[:SHOWN]),
        eligible=tuple(ways),
        propensities=tuple(1.0 if place == 0 else 0.0 for place in range(len(ways))),
        seed=seed,
        policy=FIXED_POLICY,
        drawn=Drawn.FIXED,
        why=reasons,
    )


def _outlook_now(
    answered: Sequence[tuple[Use, float]],
    context: Context,
    names: tuple[str, ...],
    candidates: Sequence[str],
    settings: Settings,
) -> Outlook:
    place = {way: column for column, way in enumerate(names)}
    age_days = np.array([context.at - use.context.at for use, _ in answered]) / _HOURS_A_DAY
    sums = Sums.of(
        belief.features([use.context for use, _ in answered]),
        np.array([place[use.first] for use, _ in answered], dtype=np.intp),
        np.array([y for _, y in answered], dtype=float),
        np.asarray(2.0 ** (-age_days / settings.half_life_days)),
        len(names),
    )
    z = belief.features([context])[0]
    means = belief.prior_means(np.array(ranks(names, candidates), dtype=float), z, settings)
    return belief.outlook(sums, z, means, settings)


def _reasons(
    ways: Sequence[str],
    answered: Sequence[tuple[Use, float]],
    context: Context,
    view: Outlook,
    chance: Array,
    place: dict[str, int],
) -> tuple[Why, ...]:
    reasons = []
    for rank, way in enumerate(ways):
        mine = [(use, y) for use, y in answered if use.first == way]
        column = place[way]
        if way == PLAIN:
            because = Because.PLAIN_PAUSE
        elif not mine:
            because = Because.FIRST_TIME
        elif rank == 0 and chance[column] < chance[1:].max():
            because = Because.TO_LEARN
        else:
            because = Because.OWN_RECORD
        reasons.append(
            Why(
                way=way,
                because=because,
                need=context.need,
                uses=len(mine),
                uses_for_need=sum(use.context.need is context.need for use, _ in mine),
                usual=sum(y for _, y in mine) / len(mine) if mine else None,
                edge=float(view.edge[column] - view.edge[0]),
                give_or_take=float(np.hypot(view.sd[column], view.sd[0])),
                chance=float(chance[column]),
            )
        )
    return tuple(reasons)
