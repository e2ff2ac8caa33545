"""Logs that nobody would design: an answer or a clear "not enough", whatever comes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeward.model.api import Fit, check, loop_gain
from leeward.model.data import ACTED, DAY, MISSING, Data, Floats, Ints
from leeward.model.optimise import Point, trust_region
from leeward.model.summary import posterior
from support.logs import answered, keep_to_gates, log

MOST_EVALUATIONS = 2500
PATTERNS = ("even", "one minute", "one evening", "midnight")
RATINGS = ("none", "all 0", "all 10", "one value", "0 or 10", "any", "some unanswered")


def _times(rng: np.random.Generator, count: int, minutes: int, pattern: str) -> Ints:
    """Sorted times: spread out, all in one minute, within three hours, or around midnight."""
    start = rng.integers(0, minutes + 1)
    if pattern == "one minute":
        t = np.full(count, start)
    elif pattern == "one evening":
        t = start + rng.integers(0, 180, count)
    elif pattern == "midnight":
        t = rng.integers(0, minutes // DAY + 1, count) * DAY + 1380 + rng.integers(0, 60, count)
    else:
        t = rng.integers(0, minutes + 1, count)
    return np.sort(np.clip(t, 0, minutes)).astype(np.int64)


def _ratings(rng: np.random.Generator, count: int, pattern: str) -> Ints:
    made = {
        "none": np.full(count, MISSING),
        "all 0": np.zeros(count),
        "all 10": np.full(count, 10),
        "one value": np.full(count, rng.integers(0, 11)),
        "0 or 10": 10 * rng.integers(0, 2, count),
        "any": rng.integers(0, 11, count),
        "some unanswered": np.where(rng.random(count) < 0.3, MISSING, rng.integers(0, 11, count)),
    }
    return made[pattern].astype(np.int64)


@st.composite
def logs(draw: st.DrawFn) -> Data:
    """Any mixture of records, at any times, with any ratings."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    minutes = draw(st.sampled_from([0, 1, 600, DAY, 9 * DAY, 60 * DAY])) + draw(st.integers(0, 90))
    pattern = st.sampled_from(PATTERNS)
    amount = st.sampled_from([0, 0, 1, 2, 7, 60])
    asked = st.sampled_from(RATINGS)

    def times() -> Ints:
        return _times(rng, draw(amount), minutes, draw(pattern))

    rating_t, urge_t, practice_t = times(), times(), times()
    episode_t = _times(rng, draw(st.sampled_from([0, 1, 9, 80, 400])), minutes, draw(pattern))
    names = draw(st.sampled_from([0, 1, 11, 30]))
    trigger_t = times() if names else np.zeros(0, dtype=np.int64)
    outcome = rng.integers(0, 4, urge_t.size).astype(np.int64)
    link = np.full(episode_t.size, MISSING, dtype=np.int64)
    for i, urge in enumerate(np.flatnonzero(outcome == ACTED)[: episode_t.size]):
        link[i] = urge
    severity: Floats = draw(st.sampled_from([np.zeros(trigger_t.size), np.ones(trigger_t.size)]))
    wakes = np.arange(450, max(minutes, 451), DAY, dtype=np.int64)
    wakes = wakes[wakes < minutes]
    return Data(
        minutes=minutes,
        rating_t=rating_t,
        rating_y=np.maximum(_ratings(rng, rating_t.size, draw(asked)), 0),
        rating_prompted=rng.random(rating_t.size) < draw(st.sampled_from([0.0, 0.5, 1.0])),
        missed_t=times(),
        episode_t=episode_t,
        episode_kind=rng.integers(0, 4, episode_t.size).astype(np.int64),
        episode_before=_ratings(rng, episode_t.size, draw(asked)),
        episode_after=_ratings(rng, episode_t.size, draw(asked)),
        episode_delay=rng.integers(0, 4000, episode_t.size).astype(np.int64),
        episode_urge=link,
        trigger_t=trigger_t,
        trigger_kind=rng.integers(0, max(names, 1), trigger_t.size).astype(np.int64),
        trigger_severity=severity,
        trigger_names=tuple(f"t{i}" for i in range(names)),
        trigger_class=tuple(int(c) for c in rng.integers(0, 3, names)),
        practice_t=practice_t,
        practice_kind=rng.integers(0, 9, practice_t.size).astype(np.int64),
        practice_names=tuple(f"w{i}" for i in range(9)),
        urge_t=urge_t,
        urge_y=_ratings(rng, urge_t.size, draw(asked)),
        urge_outcome=outcome,
        urge_pause=rng.random(urge_t.size) < 0.4,
        risk_from=wakes,
        risk_until=np.minimum(wakes + 960, minutes),
        # The clock jumps by up to twelve hours in the middle.
        zone_from=np.array([0, minutes // 2]),
        zone_shift=np.array([0, rng.integers(-720, 721)]),
    )


def _answered(data: Data) -> tuple[Fit, Fit]:
    fit, other = answered(data)
    assert fit.evaluations < MOST_EVALUATIONS
    return fit, other


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(logs())
def test_any_log_is_answered(data: Data) -> None:
    """No exception, no NaN in anything shown, a reason for everything else, and an end."""
    _answered(data)


def _months(days: int, episodes: object = (), **more: object) -> Data:
    t = np.arange(500, days * DAY, 400)
    return log(days, np.arange(t.size) * 7 % 11, t, episodes, **more)


HARD = {
    "thirty triggers": _months(
        60,
        np.arange(900, 60 * DAY, 2000),
        trigger_t=np.arange(700, 60 * DAY, 300, dtype=np.int64),
        trigger_kind=(np.arange(700, 60 * DAY, 300) // 300 % 30).astype(np.int64),
        trigger_severity=np.full(np.arange(700, 60 * DAY, 300).size, 0.5),
        trigger_names=tuple(f"t{i}" for i in range(30)),
        trigger_class=tuple(i % 3 for i in range(30)),
    ),
    "two hundred episodes a day": _months(8, np.arange(10, 8 * DAY, 7)),
    "years of silence between two weeks": log(
        3000,
        np.arange(80) % 11,
        np.concatenate([np.arange(40) * 300 + 500, 2990 * DAY + np.arange(40) * 300]),
        [2000, 2991 * DAY],
    ),
}


@pytest.mark.parametrize("name", list(HARD))
def test_hard_logs_are_answered_with_all_checks(name: str) -> None:
    """Checks and loop gain end and say what they can."""
    data = HARD[name]
    fit, other = _answered(data)
    assert all(c.said for c in check(fit, data, other=other).checks)
    gain = loop_gain(fit, data, people=4, pairs=2, post=posterior(fit, data, other)).quantity
    keep_to_gates(fit, [gain])


def test_a_cliff_ends_the_search_without_a_warning() -> None:
    """The trust region survives curvatures of 10^12 beside nothing at all."""

    def cliff(z: Floats) -> tuple[float, Floats]:
        steep = np.array([1e12, 0.0, 1.0])
        return float(-0.5 * steep @ z**2 + 1e3 * z[1]), -steep * z + np.array([0.0, 1e3, 0.0])

    start = np.array([1.0, 0.0, 1.0])
    value, gradient = cliff(start)
    found = trust_region(cliff, Point(z=start, value=value, gradient=gradient, evaluations=1))
    assert np.isfinite(found.z).all()
    assert found.value >= value
