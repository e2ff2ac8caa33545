"""A person's own small experiment: two ways, or a prompt and none, by chance, with a plan first.

The plan holds everything that could later be bent: what is compared, the outcome, how long, when
the results are looked at and what ends it early. Chance hands out the two arms in shuffled
blocks; the test shuffles the same blocks again. Between looks there is no result to see.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from math import ceil, sqrt

from scipy.special import ndtri

from leeward.recommend import shuffles
from leeward.recommend.shuffles import ShuffleTest
from leeward.util.errors import InputError
from leeward.util.intervals import Answer, Estimate, NotEnough
from leeward.util.language import say

POLICY = "experiment-1"
LEAST_ANSWERS = 15
"""Answered units of each arm before anything is shown."""
PROMPT, NO_PROMPT = "prompt", "no-prompt"


class Comparison(StrEnum):
    """What an experiment compares; its unit is the pause, or the day."""

    TWO_WAYS = "two_ways"
    PROMPT_OR_NONE = "prompt_or_none"


class Outcome(StrEnum):
    """The one answer an experiment is about, 0 to 10, more is better except for distress.

    None of them counts sex: an experiment can find what meets a need, not what prevents.
    """

    NEED_MET = "need_met"
    FREER = "freer"
    NEXT_DAY = "next_day"
    EVENING_DISTRESS = "evening_distress"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What was stated before the first unit; made by `plan`, identified by `fingerprint`.

    `units` pauses or days in blocks of `block`; the results are looked at after `looks` units
    (the last look is the end) and the comparison ends at a look whose p-value is at most its
    share of `alpha` in `shares`. A difference below `matters` points is called about the same.
    """

    comparison: Comparison
    first: str
    second: str
    outcome: Outcome
    units: int
    block: int
    looks: tuple[int, ...]
    shares: tuple[float, ...]
    alpha: float
    matters: float
    seed: int


class Verdict(StrEnum):
    """What an experiment found."""

    FIRST_BETTER = "first_better"
    SECOND_BETTER = "second_better"
    ABOUT_THE_SAME = "about_the_same"
    NOT_TOLD_APART = "not_told_apart"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """No result to see yet: `passed` of `units`, next look after `next_look`."""

    passed: int
    units: int
    next_look: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Everything for one honest sentence.

    `answer` is the effect of the first arm over the second, in points, better always positive;
    its interval holds over all looks together at 1 − the plan's alpha. `after` units it was
    looked at; `early` if the plan's rule ended it before its length, `cut_short` if the person
    did. `answered` counts answered units of the first and second arm.
    """

    verdict: Verdict
    answer: Answer
    p: float | None
    after: int
    early: bool
    cut_short: bool
    answered: tuple[int, int]
    means: tuple[float, float] | None


def plan(
    *,
    comparison: Comparison,
    first: str = PROMPT,
    second: str = NO_PROMPT,
    outcome: Outcome,
    units: int,
    seed: int,
    block: int = 4,
    early_looks: int = 1,
    alpha: float = 0.05,
    early_share: float = 0.005,
    matters: float = 0.5,
) -> Plan:
    """State a plan.

    Looks lie evenly, at whole blocks; each early one may end the experiment at p ≤
    `early_share`, the last at what is left of `alpha`. The shares add up to alpha, so the chance
    of a false finding is at most alpha whatever the looks have in common (Bonferroni).

    Raises:
        InputError: the arms are the same, the length is no multiple of an even block or too
            short for 15 answers each, the outcome does not go with the comparison, or the early
            looks use up alpha.
    """
    if first == second:
        raise InputError(say("An experiment compares two different things."), field="second")
    if block not in {2, 4, 6, 8}:
        raise InputError(
            say("A block holds as many of the one as of the other: 2, 4, 6 or 8."), field="block"
        )
    if units % block or units < 2 * LEAST_ANSWERS:
        raise InputError(
            say(
                "The length is a multiple of {block}, and at least {least}.",
                block=block,
                least=2 * LEAST_ANSWERS,
            ),
            field="units",
        )
    if (comparison is Comparison.PROMPT_OR_NONE) != (outcome is Outcome.EVENING_DISTRESS):
        raise InputError(
            say(
                "Prompts are compared by the evening's distress, ways by an answer after the pause."
            ),
            field="outcome",
        )
    if early_looks < 0 or early_looks * early_share >= alpha:
        raise InputError(say("So many early looks leave nothing for the end."), field="early_looks")
    blocks = units // block
    looks = tuple(
        sorted({ceil(blocks * k / (early_looks + 1)) * block for k in range(1, early_looks + 2)})
    )
    shares = (*[early_share] * (len(looks) - 1), alpha - early_share * (len(looks) - 1))
    return Plan(
        comparison=comparison,
        first=first,
        second=second,
        outcome=outcome,
        units=units,
        block=block,
        looks=looks,
        shares=shares,
        alpha=alpha,
        matters=matters,
        seed=seed,
    )


def fingerprint(stated: Plan) -> str:
    """Return 64 hex digits that change with anything in the plan, to be stored with the consent."""
    text = json.dumps(asdict(stated), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def schedule(stated: Plan) -> tuple[str, ...]:
    """The arm of each unit, from the plan's seed: each block half and half, shuffled."""
    own = shuffles.own_orders(stated.seed, stated.units // stated.block, stated.block)
    first = shuffles.orders(stated.block)[own].ravel()
    return tuple(stated.first if here else stated.second for here in first)


def detectable(stated: Plan, *, sd: float, answered: float = 1.0, power: float = 0.8) -> float:
    """Difference in points found with chance `power` if answers scatter by `sd` around an arm.

    (z_{1−α/2} + z_power) · 2 sd/√n with n = answered · units, at the last look's share of α.
    """
    z = float(ndtri(1 - stated.shares[-1] / 2) + ndtri(power))
    return z * 2 * sd / sqrt(answered * stated.units)


def units_needed(*, difference: float, sd: float, block: int = 4, power: float = 0.8) -> int:
    """Answered units, in whole blocks, to find `difference` with chance `power` at 5 %."""
    z = float(ndtri(0.975) + ndtri(power))
    units = max((2 * z * sd / difference) ** 2, 2 * LEAST_ANSWERS)
    return ceil(units / block) * block


def look(
    stated: Plan, answers: Mapping[int, float], *, passed: int, cut_short: bool = False
) -> Running | Finding:
    """What may be said after `passed` units, given the answers by unit number (from 0).

    Only the plan's looks are judged, each on the units up to it, first to last; the first that
    meets its share ends the experiment for good, so that later answers cannot change it. With
    `cut_short` (the person ended it) the units so far are judged at the last look's share.

    Raises:
        InputError: an answer belongs to no unit that has passed.
    """
    if not 0 <= passed <= stated.units or any(not 0 <= unit < passed for unit in answers):
        raise InputError(
            say("An answer belongs to no unit of this experiment so far."), field="answers"
        )
    done = [at for at in stated.looks if at <= passed]
    for at, share in zip(done, stated.shares, strict=False):
        found = _judge(stated, {u: v for u, v in answers.items() if u < at}, at, share)
        if found is not None:
            return found
    if cut_short:
        return _finding(stated, answers, passed, stated.shares[-1], cut_short=True)
    return Running(passed=passed, units=stated.units, next_look=stated.looks[len(done)])


def _sign(stated: Plan) -> float:
    return -1.0 if stated.outcome is Outcome.EVENING_DISTRESS else 1.0


def _test(stated: Plan, answers: Mapping[int, float]) -> ShuffleTest:
    return ShuffleTest.of(
        own=shuffles.own_orders(stated.seed, stated.units // stated.block, stated.block),
        block=stated.block,
        answers={unit: _sign(stated) * value for unit, value in answers.items()},
        seed=stated.seed,
    )


def _judge(stated: Plan, answers: Mapping[int, float], at: int, share: float) -> Finding | None:
    """The finding of a planned look, or None where the plan goes on."""
    if at == stated.units:
        return _finding(stated, answers, at, share)
    test = _test(stated, answers)
    if min(test.answered) < LEAST_ANSWERS or test.p(0.0) > share:
        return None
    return _finding(stated, answers, at, share)


def _finding(
    stated: Plan, answers: Mapping[int, float], at: int, share: float, *, cut_short: bool = False
) -> Finding:
    test = _test(stated, answers)
    answered = test.answered
    early = at < stated.units and not cut_short
    if min(answered) < LEAST_ANSWERS:
        return Finding(
            verdict=Verdict.NOT_ENOUGH,
            answer=NotEnough(
                have=min(answered),
                more=LEAST_ANSWERS - min(answered),
                n_of="answers of the arm with fewer",
                estimand=_estimand(stated),
                why=say("Each side takes at least {least} answers.", least=LEAST_ANSWERS),
            ),
            p=None,
            after=at,
            early=early,
            cut_short=cut_short,
            answered=answered,
            means=None,
        )
    low, high = test.interval(share)
    p = test.p(0.0)
    return Finding(
        verdict=_verdict(low, high, p, share, stated.matters),
        answer=Estimate(
            value=test.value,
            low=low,
            high=high,
            level=1 - stated.alpha,
            unit="points of 10",
            n=len(answers),
            n_of="answered units",
            estimand=_estimand(stated),
            caveat=(
                say("Ended before its planned length, which can favour what one hoped for.")
                if cut_short
                else say("For these weeks; you knew which was which, and that may be part of it.")
            ),
        ),
        p=p,
        after=at,
        early=early,
        cut_short=cut_short,
        answered=answered,
        means=(_sign(stated) * test.means[0], _sign(stated) * test.means[1]),
    )


def _verdict(low: float, high: float, p: float, share: float, matters: float) -> Verdict:
    if p <= share and low > 0:
        return Verdict.FIRST_BETTER
    if p <= share and high < 0:
        return Verdict.SECOND_BETTER
    if -matters < low and high < matters:
        return Verdict.ABOUT_THE_SAME
    return Verdict.NOT_TOLD_APART


def _estimand(stated: Plan) -> str:
    unit = "day" if stated.comparison is Comparison.PROMPT_OR_NONE else "pause"
    return (
        f"mean effect on {stated.outcome.value} (points, better is positive) of {stated.first} "
        f"rather than {stated.second}, per answered {unit} of the experiment"
    )
