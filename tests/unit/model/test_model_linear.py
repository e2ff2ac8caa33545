"""The continuous-time linear-Gaussian engine against slower and public answers."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.linalg import expm, solve_continuous_lyapunov
from scipy.stats import multivariate_normal

from leeward.model import linear
from leeward.model.linear import LinearParameters

Array = NDArray[np.float64]
COUPLED = LinearParameters(
    drift=np.array([[-0.12, -0.05], [0.08, -0.35]]),
    diffusion=np.array([[0.3, 0.06], [0.06, 0.5]]),
    noise=np.array([0.3, 0.25]),
    intercept=np.array([0.2, -0.1]),
)


def joint_log_likelihood(p: LinearParameters, times: Array, y: Array, *, unit: bool) -> float:
    """The same density from one big multivariate normal: no filter, scipy's matrix functions."""
    k, n = p.noise.size, times.size
    stationary = solve_continuous_lyapunov(p.drift, -p.diffusion)
    marginal = [np.eye(k) if unit else stationary]
    for gap in np.diff(times):
        step = expm(p.drift * gap)
        marginal.append(step @ marginal[-1] @ step.T + stationary - step @ stationary @ step.T)
    cov = np.zeros((n * k, n * k))
    for i in range(n):
        for j in range(i + 1):
            block = expm(p.drift * (times[i] - times[j])) @ marginal[j]
            cov[i * k : i * k + k, j * k : j * k + k] = block
            cov[j * k : j * k + k, i * k : i * k + k] = block.T
    cov += np.diag(np.tile(p.noise, n))
    seen = np.isfinite(y.ravel())
    mean = np.tile(p.intercept, n)[seen]
    inside = cov[np.ix_(seen, seen)]
    return float(multivariate_normal.logpdf(y.ravel()[seen], mean, inside))


@pytest.fixture
def series(vectors: Path) -> tuple[Array, Array]:
    """The committed simulated series: 160 irregular times, some items unanswered."""
    table = np.loadtxt(vectors / "model_linear.csv", delimiter=",", skiprows=1)
    return table[:, 0], table[:, 1:]


@pytest.mark.parametrize("unit", [True, False])
@pytest.mark.parametrize(
    "drift",
    [
        [[-0.12, -0.05], [0.08, -0.35]],
        [[-0.2, -0.6], [0.7, -0.3]],
        [[-0.2, 0.0], [0.0, -0.2]],
        [[-0.2, 1e-7], [1e-7, -0.2]],
    ],
    ids=["real", "oscillating", "equal", "nearly-equal"],
)
def test_likelihood_is_the_joint_normal(
    series: tuple[Array, Array], drift: list[list[float]], *, unit: bool
) -> None:
    """The filter equals one big multivariate normal for real, complex and equal eigenvalues."""
    p = LinearParameters(
        drift=np.array(drift),
        diffusion=COUPLED.diffusion,
        noise=COUPLED.noise,
        intercept=COUPLED.intercept,
    )
    times, y = series[0][:40], series[1][:40]
    ours = linear.log_likelihood(p, times, y, first="unit" if unit else "stationary")
    assert ours == pytest.approx(joint_log_likelihood(p, times, y, unit=unit), abs=1e-8)


def test_one_state_is_the_joint_normal(series: tuple[Array, Array]) -> None:
    """A single item gives the one-state model's likelihood."""
    p = LinearParameters(
        drift=np.array([[-0.2]]),
        diffusion=np.array([[0.4]]),
        noise=np.array([0.3]),
        intercept=np.array([0.1]),
    )
    times, y = series[0][:40], series[1][:40, :1]
    expected = joint_log_likelihood(p, times, y, unit=True)
    assert linear.log_likelihood(p, times, y) == pytest.approx(expected, abs=1e-9)


@pytest.mark.parametrize("first", ["unit", "stationary"])
@pytest.mark.parametrize("coupling", [0.05, -0.9])
def test_gradient_is_exact(
    series: tuple[Array, Array], first: linear.First, coupling: float
) -> None:
    """Carried derivatives equal central differences, with real and with complex eigenvalues."""
    times, y = series
    z = linear.pack(COUPLED)
    z[2] = coupling
    z[1] = 0.7 if coupling < 0 else 0.08

    def value(x: Array) -> float:
        return linear.log_likelihood(linear.unpack(x, 2), times, y, first=first)

    ours = linear.gradient(linear.unpack(z, 2), times, y, first=first)
    slow = [(value(z + 1e-5 * e) - value(z - 1e-5 * e)) / 2e-5 for e in np.eye(11)]
    np.testing.assert_allclose(ours, slow, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("coupled", [False, True])
def test_fit_agrees_with_statsmodels(
    series: tuple[Array, Array], vectors: Path, *, coupled: bool
) -> None:
    """On the committed series we reach statsmodels' maximum (python -m benchmarks.model_peers --reference)."""
    answers = json.loads((vectors / "model_linear.json").read_text(encoding="utf-8"))
    theirs = answers["coupled" if coupled else "diagonal"]
    fit = linear.fit_linear(*series, coupled=coupled)
    assert fit.converged
    assert fit.minus2_log_likelihood == pytest.approx(theirs["minus2_log_likelihood"], abs=1e-4)
    tail = theirs["numbers"][-7:] if coupled else theirs["numbers"][-6:]
    np.testing.assert_allclose(fit.estimate[-len(tail) :], tail, atol=5e-3)


def test_information_is_the_spread_of_scores() -> None:
    """Averaged over simulated series, the carried information is the covariance of the score."""
    rng = np.random.default_rng(7)
    times = np.cumsum(rng.choice([1.0, 2.0, 4.5], 25))
    z = linear.pack(COUPLED)
    stationary = solve_continuous_lyapunov(COUPLED.drift, -COUPLED.diffusion)
    states = rng.standard_normal((2500, 2))
    columns = [states]
    for gap in np.diff(times):
        step = expm(COUPLED.drift * gap)
        root = np.linalg.cholesky(stationary - step @ stationary @ step.T)
        states = states @ step.T + rng.standard_normal(states.shape) @ root.T
        columns.append(states)
    noise = np.sqrt(COUPLED.noise) * rng.standard_normal((2500, 25, 2))
    ratings = np.stack(columns, axis=1) + COUPLED.intercept + noise
    scores, information = np.empty((2500, 11)), np.zeros((11, 11))
    for i, y in enumerate(ratings):
        one = np.empty((11, 11))
        linear._filter(z, np.diff(times), y, True, scores[i], one)
        information += one / 2500
    spread = np.cov(scores.T)
    np.testing.assert_allclose(np.diag(spread) / np.diag(information), 1.0, atol=0.15)
    root = np.sqrt(np.diag(information))
    np.testing.assert_allclose((spread - information) / np.outer(root, root), 0.0, atol=0.15)


def test_unstable_drift_has_no_likelihood(series: tuple[Array, Array]) -> None:
    """A drift without a stationary law is refused with -inf, not with a number."""
    p = linear.unpack(linear.pack(COUPLED) + np.array([0.5] + [0.0] * 10), 2)
    assert linear.log_likelihood(p, *series) == -np.inf


def test_not_converged_is_said(series: tuple[Array, Array]) -> None:
    """A fit cut short says that it did not converge."""
    assert not linear.fit_linear(*series, max_passes=3).converged


@pytest.mark.parametrize(
    ("times", "ratings", "coupled"),
    [
        ([0.0, 1.0, 1.0], [1.0, 2.0, 3.0], False),
        ([0.0, 1.0], [1.0, 2.0], False),
        ([0.0, 1.0, 2.0], [1.0, 2.0], False),
        ([0.0, 1.0, 2.0], [1.0, 2.0, 3.0], True),
        ([0.0, 1.0, 2.0], [1.0, np.nan, 3.0], False),
    ],
)
def test_unfit_series_are_refused(
    times: list[float], ratings: list[float], *, coupled: bool
) -> None:
    """Repeated times, too few rows, or a coupled fit of one item get a clear message."""
    with pytest.raises(linear.LinearError):
        linear.fit_linear(np.array(times), np.array(ratings), coupled=coupled)


@pytest.mark.data
@pytest.mark.parametrize(
    ("coupled", "known", "drift"),
    [
        (False, 7887.817, [[-0.0933, 0.0], [0.0, -0.4342]]),
        (True, 7858.614, [[-0.088, -0.030], [0.093, -0.551]]),
    ],
)
def test_real_diary_gives_the_reference_answers(
    shared_data: Callable[[str], Path], *, coupled: bool, known: float, drift: list[list[float]]
) -> None:
    """The shared diary gives the -2 log L that three public engines agree on."""
    path = shared_data("ema-kossakowski2017/symptom_data.csv")
    with path.open(newline="", encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    stamps = [
        datetime.strptime(f"{r['date']} {r['resptime_s']}", "%d/%m/%y %H:%M:%S").replace(tzinfo=UTC)
        for r in rows
    ]
    hours = np.array([s.timestamp() / 3600.0 for s in stamps])
    raw = np.array([[float(r["Down"]), float(r["Irritated"])] for r in rows])
    z = (raw - raw.mean(axis=0)) / raw.std(axis=0, ddof=1)
    order = np.argsort(hours, kind="stable")
    keep = np.concatenate([[True], np.diff(hours[order]) > 0.0])
    fit = linear.fit_linear(hours[order][keep], z[order][keep], coupled=coupled)
    assert fit.converged
    assert fit.minus2_log_likelihood == pytest.approx(known, abs=0.01)
    np.testing.assert_allclose(fit.parameters.drift, drift, atol=6e-4)
