"""How fast an urge passes, from two ratings of one urge."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from leeward.model.data import Data
from leeward.model.urges import posterior_grid, urge_course

PEOPLE = 60


def log_of(seed: int, pairs: int = 50, *, pauses: bool = True) -> tuple[Data, float, float]:
    """A log with second ratings from a person drawn from the priors: data, tau_u, kappa_p."""
    rng = np.random.default_rng(seed)
    tau = float(np.exp(math.log(0.5) + 0.6 * rng.standard_normal()))
    kappa = float(0.5 + rng.standard_normal())
    sd = float(np.exp(math.log(1.5) + 0.3 * rng.standard_normal()))
    paused = (rng.random(pairs) < 0.5) & pauses
    hours = np.where(paused, rng.uniform(0.02, 0.3, pairs), rng.uniform(0.2, 3.0, pairs))
    before = rng.integers(3, 11, pairs)
    exact = before * np.exp(-hours / tau) - kappa * paused + sd * rng.standard_normal(pairs)
    data = Data(
        minutes=100_000,
        again_hours=hours,
        again_before=before,
        again_after=np.clip(np.rint(exact), 0, 10).astype(np.int64),
        again_pause=paused,
    )
    return data, tau, kappa


def test_intervals_hold_the_truth() -> None:
    """Nine in ten intervals hold the half-life and what a pause took off."""
    held = np.zeros(2)
    for seed in range(PEOPLE):
        data, tau, kappa = log_of(seed)
        parameters, derived = urge_course(data)
        cut = next(q for q in parameters if q.name == "kappa_p")
        half = derived[0]
        held += [half.q05 <= tau * math.log(2) <= half.q95, cut.q05 <= kappa <= cut.q95]
    assert (held / PEOPLE).tolist() == pytest.approx([0.9, 0.9], abs=0.1)


def test_an_urge_passes_to_what_is_usual() -> None:
    """Where the usual level is known, the half-life is that of what lies above it."""
    rng = np.random.default_rng(8)
    hours = rng.uniform(0.2, 3.0, 200)
    before = rng.integers(4, 11, 200)
    after = 2.0 + (before - 2.0) * np.exp(-hours / 0.5) + rng.standard_normal(200)
    data = Data(
        minutes=100_000,
        again_hours=hours,
        again_before=before,
        again_after=np.clip(np.rint(after), 0, 10).astype(np.int64),
        again_pause=np.zeros(200, dtype=np.bool_),
    )
    half = 0.5 * math.log(2.0)
    known = urge_course(dataclasses.replace(data, usual_urge=2.0))[1][0]
    assert known.q05 < half < known.q95
    assert urge_course(data)[1][0].q05 > half


def test_without_second_ratings_the_page_is_told_how_many() -> None:
    """With none or few pairs nothing is shown, with about how many more would do."""
    for pairs in (0, 4):
        half = urge_course(log_of(1, pairs)[0])[1][0]
        assert not half.shown
        assert half.more is not None
        assert "second ratings" in half.why_not


def test_no_pause_no_cut() -> None:
    """Without any pause between ratings, what a pause takes off is no parameter."""
    parameters, derived = urge_course(log_of(2, pauses=False)[0])
    assert [q.name for q in parameters] == ["tau_u"]
    assert derived[0].shown


def test_the_grid_is_fine_enough() -> None:
    """Many pairs make the posterior narrow; the grid then still has several cells inside it."""
    data, *_ = log_of(3, 400)
    grid = posterior_grid(data, paused=True)
    along = grid.weight.sum(axis=(1, 2))
    assert (along > 0.01).sum() >= 5
    assert along[0] < 1e-3
    assert along[-1] < 1e-3


def test_more_ratings_know_more() -> None:
    """Contraction grows with the number of pairs and ends are no error."""
    known = [urge_course(log_of(4, n)[0])[1][0].contraction for n in (5, 20, 100)]
    assert known == sorted(known)
    flat = Data(
        minutes=1000,
        again_hours=np.full(30, 0.5),
        again_before=np.full(30, 10, dtype=np.int64),
        again_after=np.full(30, 10, dtype=np.int64),
        again_pause=np.zeros(30, dtype=np.bool_),
    )
    half = urge_course(flat)[1][0]
    assert math.isfinite(half.median)
