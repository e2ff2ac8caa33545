"""What offering a way first does for one person, and whether the word “helps” is allowed.

Only offers drawn by chance count. The estimand is the effect of *offering* a way first, whether
or not it was then taken; what the policy expects of a way is never reported here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from leeward.recommend import rerun
from leeward.recommend.estimators import Contrast, Method, contrast
from leeward.recommend.policy import columns
from leeward.recommend.records import PLAIN, Drawn, Use
from leeward.recommend.rerun import Paths
from leeward.recommend.reward import reward
from leeward.recommend.settings import CURRENT, Settings
from leeward.util.errors import InputError
from leeward.util.intervals import Answer, Estimate, NotEnough
from leeward.util.language import say

Array = NDArray[np.float64]
LEAST_OFFERS = 15
LEVEL = 0.95
_N_OF = "answered offers drawn by chance"
FALSE_HELPS = 0.05
"""Chance of at least one undeserved “helps” over all ways and all looks, at most."""


class Verdict(StrEnum):
    """What may be said about a way; `HELPS` alone carries the word."""

    HELPS = "helps"
    LESS_THAN_PLAIN = "less_than_plain"
    NO_DIFFERENCE_SEEN = "no_difference_seen"
    NOT_ENOUGH = "not_enough"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayEffect:
    """One line of the “what helps me” page.

    `answer` is the effect over the plain pause in reward points with its 95 % interval; `p` the
    two-sided p-value of the re-run test (None without an answer). `lasting_low` and
    `lasting_high` hold at all looks and over all `compared` ways together: they decide the
    verdict, so that looking often earns nobody a false “helps”.
    """

    way: str
    answer: Answer
    p: float | None
    lasting_low: float | None
    lasting_high: float | None
    compared: int
    verdict: Verdict


def offer_effect(
    history: Sequence[Use],
    *,
    way: str,
    versus: str = PLAIN,
    method: Method = Method.AIPW,
    level: float = LEVEL,
    settings: Settings = CURRENT,
) -> Answer:
    """Mean effect of offering `way` first rather than `versus`, points of 0 to 10 reward.

    Over the decision points where both had a chance and the person answered. Needs 15 answered
    offers of each. `history` in the order of time; uses of other policy versions, experiments
    and fixed orders teach the guess but are not scored.
    """
    if not {way, versus} <= set(columns(history)):
        return _not_enough(0, way, versus)
    found = _scored(history, rerun.replay(history, settings), way, versus, method, settings)
    return _answer(history, found, way, versus, level, settings)


def no_effect_p(
    history: Sequence[Use],
    *,
    way: str,
    versus: str = PLAIN,
    runs: int = 199,
    seed: int = 0,
    settings: Settings = CURRENT,
) -> float:
    """P-value of “which way comes first makes no difference at all”, from re-runs of the policy.

    The policy is run again `runs` times from the first use with new draws and the same answers;
    the statistic is |AIPW / SE| of the contrast. Valid at any size for a policy that learns,
    (1 + #{re-run ≥ seen}) / (runs + 1).

    Raises:
        InputError: one of the two was never among the eligible.
    """
    if not {way, versus} <= set(columns(history)):
        raise InputError(say("One of the two has not been offered yet."), field="way")
    seen = _scored(history, rerun.replay(history, settings), way, versus, Method.AIPW, settings)
    again = rerun.under_no_effect(history, settings, runs=runs, rng=np.random.default_rng(seed))
    return _p(history, seen, again, way, versus)


def what_helps(
    history: Sequence[Use], *, runs: int = 199, seed: int = 0, settings: Settings = CURRENT
) -> tuple[WayEffect, ...]:
    """Every way that was ever drawn against the plain pause, with its verdict."""
    ways = sorted(
        {
            way
            for use in history
            if _counts(use, settings)
            for way, chance in zip(use.eligible, use.propensities, strict=True)
            if chance > 0 and way != PLAIN
        }
    )
    seen = rerun.replay(history, settings)
    found = {way: _scored(history, seen, way, PLAIN, Method.AIPW, settings) for way in ways}
    shown = [way for way in ways if _enough(found[way])]
    again = (
        rerun.under_no_effect(history, settings, runs=runs, rng=np.random.default_rng(seed))
        if shown
        else None
    )
    effects = []
    for way in ways:
        answer = _answer(history, found[way], way, PLAIN, LEVEL, settings)
        if isinstance(answer, NotEnough) or again is None:
            effects.append(_too_little(way, answer, len(ways)))
            continue
        half = float(found[way].lasting_half_width(lasting_alpha(len(ways)))[0])
        p = _p(history, found[way], again, way, PLAIN)
        low, high = answer.value - half, answer.value + half
        effects.append(
            WayEffect(
                way=way,
                answer=answer,
                p=p,
                lasting_low=low,
                lasting_high=high,
                compared=len(ways),
                verdict=verdict(answer, p=p, lasting_low=low, lasting_high=high),
            )
        )
    return tuple(effects)


def lasting_alpha(compared: int) -> float:
    """Two-sided level of the lasting interval: one-sided 5 % shared among the ways compared."""
    return 2 * FALSE_HELPS / max(compared, 1)


def verdict(answer: Answer, *, p: float | None, lasting_low: float, lasting_high: float) -> Verdict:
    """The word a contrast has earned.

    “Helps” takes a randomised contrast with 15 answered offers of each, a 95 % interval and a
    lasting interval above 0, and a re-run p-value of at most .05.
    """
    if isinstance(answer, NotEnough):
        return Verdict.NOT_ENOUGH
    chance_unlikely = p is not None and p <= 0.05
    if answer.low > 0 and lasting_low > 0 and chance_unlikely:
        return Verdict.HELPS
    if answer.high < 0 and lasting_high < 0 and chance_unlikely:
        return Verdict.LESS_THAN_PLAIN
    return Verdict.NO_DIFFERENCE_SEEN


def helps_may_be_said(effect: WayEffect) -> bool:
    """Whether a page, a report or a sentence may use the word “helps” for this way."""
    return effect.verdict is Verdict.HELPS


def replay_gap(history: Sequence[Use], *, settings: Settings = CURRENT) -> float:
    """Largest difference between stored chances and those the policy gives again from the log.

    0 up to rounding for an untouched log. Entries corrected later make a gap: the stored chances
    stay the ones that were drawn from, so estimates stand; the re-run test is then approximate.
    """
    paths = rerun.replay(history, settings)
    ways = columns(history)
    gaps = [
        abs(float(paths.chance[0, t, ways.index(way)]) - use.chance(way))
        for t, use in enumerate(history)
        if _counts(use, settings)
        for way in use.eligible
    ]
    return max(gaps, default=0.0)


def _counts(use: Use, settings: Settings) -> bool:
    return use.drawn is Drawn.POLICY and use.policy == settings.version


def _chances(history: Sequence[Use], way: str, settings: Settings) -> Array:
    return np.array([[use.chance(way) if _counts(use, settings) else 0.0 for use in history]])


def _scored(
    history: Sequence[Use],
    seen: Paths,
    way: str,
    versus: str,
    method: Method,
    settings: Settings,
) -> Contrast:
    return _contrast(
        history,
        seen,
        way,
        versus,
        method,
        p_way=_chances(history, way, settings),
        p_other=_chances(history, versus, settings),
    )


def _contrast(
    history: Sequence[Use],
    paths: Paths,
    way: str,
    versus: str,
    method: Method,
    *,
    p_way: Array,
    p_other: Array,
) -> Contrast:
    names = columns(history)
    a, r = names.index(way), names.index(versus)
    return contrast(
        is_way=paths.first == a,
        is_other=paths.first == r,
        p_way=p_way,
        p_other=p_other,
        y=paths.y,
        usual=paths.usual,
        edge_way=paths.edge[..., a],
        edge_other=paths.edge[..., r],
        method=method,
    )


def _p(history: Sequence[Use], seen: Contrast, again: Paths, way: str, versus: str) -> float:
    names = columns(history)
    null = _contrast(
        history,
        again,
        way,
        versus,
        Method.AIPW,
        p_way=again.chance[..., names.index(way)],
        p_other=again.chance[..., names.index(versus)],
    )
    beyond = _size(null) >= _size(seen)[0] - 1e-9
    return (1 + int(beyond.sum())) / (len(null.value) + 1)


def _size(found: Contrast) -> Array:
    return np.asarray(np.abs(found.value) / np.maximum(found.se, 1e-9))


def _enough(found: Contrast) -> bool:
    return bool(min(found.n_way[0], found.n_other[0]) >= LEAST_OFFERS)


def _answer(
    history: Sequence[Use],
    found: Contrast,
    way: str,
    versus: str,
    level: float,
    settings: Settings,
) -> Answer:
    if not _enough(found):
        return _not_enough(int(min(found.n_way[0], found.n_other[0])), way, versus)
    value, half = float(found.value[0]), float(found.half_width(level)[0])
    drawn = [use for use in history if _counts(use, settings) and use.first in {way, versus}]
    answered = sum(reward(use) is not None for use in drawn)
    return Estimate(
        value=value,
        low=value - half,
        high=value + half,
        level=level,
        unit="points of 10",
        n=int(found.n[0]),
        n_of=_N_OF,
        estimand=_estimand(way, versus),
        caveat=say(
            "This is about being offered it first, not about doing it to the end. "
            "{answered} of {offers} such offers were answered; the rest may have been different.",
            answered=answered,
            offers=len(drawn),
        ),
    )


def _not_enough(have: int, way: str, versus: str) -> NotEnough:
    return NotEnough(
        have=have,
        more=LEAST_OFFERS - have,
        n_of=_N_OF,
        estimand=_estimand(way, versus),
        why=say(
            "It takes {least} answered offers of each to tell them apart at all.",
            least=LEAST_OFFERS,
        ),
    )


def _estimand(way: str, versus: str) -> str:
    return (
        f"mean effect of offering {way} first rather than {versus} on the reward (0 to 10), over "
        "the moments when chance could have given either"
    )


def _too_little(way: str, answer: Answer, compared: int) -> WayEffect:
    return WayEffect(
        way=way,
        answer=answer,
        p=None,
        lasting_low=None,
        lasting_high=None,
        compared=compared,
        verdict=Verdict.NOT_ENOUGH,
    )
