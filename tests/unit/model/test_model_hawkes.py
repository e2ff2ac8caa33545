"""The self-exciting peer against a slow double loop, public packages and its own simulator."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from leeward.model import hawkes
from leeward.model.hawkes import HawkesParameters

Array = NDArray[np.float64]
TRUTH = HawkesParameters(base=0.05, branching=0.5, decay=0.8)


def slow_log_likelihood(p: HawkesParameters, times: Array, end: float) -> float:
    """The definition, written as a double loop."""
    total = -p.base * end
    for i, t in enumerate(times):
        rate = p.base
        for s in times[:i]:
            rate += p.branching * p.decay * np.exp(-p.decay * (t - s))
        total += np.log(rate) - p.branching * (1.0 - np.exp(-p.decay * (end - t)))
    return float(total)


@pytest.fixture(scope="module")
def reference(vectors: Path) -> dict[str, Any]:
    """The committed events with the answers of two public packages."""
    return dict(json.loads((vectors / "model_hawkes.json").read_text(encoding="utf-8")))


def test_likelihood_is_the_double_sum() -> None:
    """The O(n) recursion equals the definition to rounding."""
    times = hawkes.simulate_hawkes(TRUTH, 900.0, np.random.default_rng(1))
    for p in (TRUTH, HawkesParameters(base=0.2, branching=1.3, decay=0.05)):
        ours = hawkes.hawkes_log_likelihood(p, times, 900.0)
        assert ours == pytest.approx(slow_log_likelihood(p, times, 900.0), rel=1e-12)


def test_derivatives_are_exact() -> None:
    """Gradient and Hessian equal central differences of the value and of the gradient."""
    times = hawkes.simulate_hawkes(TRUTH, 2000.0, np.random.default_rng(2))
    z = np.log([0.06, 0.3, 0.5])

    def both(x: Array) -> tuple[float, Array, Array]:
        g, h = np.empty(3), np.empty((3, 3))
        return hawkes._evaluate(x, times, 2000.0, g, h), g, h

    _, g, h = both(z)
    slow_g = [(both(z + 1e-6 * e)[0] - both(z - 1e-6 * e)[0]) / 2e-6 for e in np.eye(3)]
    slow_h = [(both(z + 1e-6 * e)[1] - both(z - 1e-6 * e)[1]) / 2e-6 for e in np.eye(3)]
    np.testing.assert_allclose(g, slow_g, rtol=1e-6, atol=1e-5)
    np.testing.assert_allclose(h, slow_h, rtol=1e-6, atol=1e-5)


def test_fit_agrees_with_public_packages(reference: dict[str, Any]) -> None:
    """On the committed events two public packages and ours reach the same maximum."""
    fit = hawkes.fit_hawkes(np.array(reference["times"]), reference["end"])
    assert fit.converged
    for answer in reference["answers"].values():
        assert fit.log_likelihood == pytest.approx(answer["log_likelihood"], abs=1e-6)
        for name in ("base", "branching", "decay"):
            assert getattr(fit.parameters, name) == pytest.approx(answer[name], rel=1e-4)


def test_recovers_what_was_simulated() -> None:
    """Over 60 simulated records the log estimates are centred and their errors well sized."""
    rng = np.random.default_rng(3)
    truth = np.log([TRUTH.base, TRUTH.branching, TRUTH.decay])
    scores = []
    for _ in range(60):
        fit = hawkes.fit_hawkes(hawkes.simulate_hawkes(TRUTH, 4000.0, rng), 4000.0)
        p = fit.parameters
        error = np.log([p.base, p.branching, p.decay]) - truth
        scores.append(error / np.sqrt(np.diag(fit.covariance)))
    z = np.array(scores)
    np.testing.assert_allclose(z.mean(axis=0), 0.0, atol=0.5)
    np.testing.assert_allclose(z.std(axis=0), 1.0, atol=0.35)


def test_residuals_are_exponential() -> None:
    """Time rescaled by the true rate gives unit exponential waits."""
    rng = np.random.default_rng(5)
    waits = hawkes.hawkes_residuals(TRUTH, hawkes.simulate_hawkes(TRUTH, 30_000.0, rng))
    ordered = np.sort(1.0 - np.exp(-waits))
    steps = np.arange(1, ordered.size + 1) / ordered.size
    assert np.max(np.abs(ordered - steps)) * np.sqrt(ordered.size) < 1.6
    assert abs(np.corrcoef(waits[1:], waits[:-1])[0, 1]) < 0.05


def test_a_constant_rate_shows_no_excitation() -> None:
    """Poisson events gain little from self-excitation."""
    times = np.sort(np.random.default_rng(6).uniform(0.0, 5000.0, 400))
    fit = hawkes.fit_hawkes(times, 5000.0)
    assert 0.0 <= fit.log_likelihood - fit.poisson_log_likelihood + 1e-6 < 4.0


@pytest.mark.parametrize(
    "times", [np.full(40, 3.0), np.arange(200) * 5.0, np.repeat(np.arange(20) * 50.0, 5)]
)
def test_degenerate_records_get_an_answer(times: Array) -> None:
    """Coinciding or clockwork events give finite numbers and an honest convergence flag."""
    fit = hawkes.fit_hawkes(times, 1000.0)
    assert np.isfinite(fit.log_likelihood)
    assert 0.0 < fit.parameters.decay < np.inf
    assert not fit.converged or np.isfinite(fit.covariance).all()


@pytest.mark.parametrize(
    ("times", "end"),
    [
        (np.arange(5.0), 10.0),
        (np.arange(20.0)[::-1], 30.0),
        (np.arange(20.0), 10.0),
        (np.full(20, np.nan), 10.0),
    ],
)
def test_unfit_records_are_refused(times: Array, end: float) -> None:
    """Too few, unordered, late or missing times get a clear message."""
    with pytest.raises(hawkes.HawkesError):
        hawkes.fit_hawkes(times, end)


def test_a_runaway_is_stopped() -> None:
    """A branching above one ends with a message, not with an endless run."""
    wild = HawkesParameters(base=1.0, branching=1.5, decay=5.0)
    with pytest.raises(hawkes.HawkesError):
        hawkes.simulate_hawkes(wild, 1e6, np.random.default_rng(0), most=2000)
