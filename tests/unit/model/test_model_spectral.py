"""The spectral oracle itself, and the fast filter against it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import multivariate_normal, norm

from leeward.model import spectral
from leeward.model.data import Data, Floats
from leeward.model.layout import PLAIN, Features
from leeward.model.likelihood import Target, target_for
from leeward.model.params import Params, draw_prior
from leeward.model.simulate import Design, simulate

SCALAR = Features(drift=False, recall=False)
CYCLE = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 1.8, "h_r": 1.5, "omega": 0.6,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -0.9,
        "alpha_D": 0.25, "alpha_work": 0.2, "alpha_rejection": 0.4, "alpha_H": 0.5,
        "psi_threat": 0.2,
    }
)  # fmt: skip


def person(seed: int, days: float = 25.0, **changes: float) -> Data:
    """One simulated person."""
    return simulate(CYCLE.replaced(**changes), Design(days=days), seed).data


def test_ratings_alone_are_one_normal() -> None:
    """Without events and censored ends the series gives the joint normal density to 1e-9."""
    data = person(1, days=6.0)
    y = np.clip(data.rating_y, 3, 7)
    data = Data(minutes=data.minutes, rating_t=data.rating_t, rating_y=y,
                rating_prompted=data.rating_prompted)  # fmt: skip
    target = target_for(data, PLAIN)
    params = Params.of({**CYCLE.as_dict(), "rho": 0.0, "omega": 0.0, "alpha_H": 0.0})
    gaps = np.abs(data.rating_t[:, None] - data.rating_t[None, :]) / 60.0
    cov = 1.5**2 * np.exp(-np.log(2.0) / 4.0 * gaps)
    cov += np.eye(y.size) * (0.9**2 + 1.0 / 12.0)
    expected = multivariate_normal.logpdf(y, np.full(y.size, 4.0), cov)
    found = spectral.spectral_log_likelihood(target.tape, params, nodes=160)
    assert found == pytest.approx(float(expected), abs=1e-9)


def test_one_censored_rating_is_its_probability() -> None:
    """A single 10 has the probability that distress with noise exceeds 9.5."""
    one = np.array([600])
    data = Data(minutes=601, rating_t=one, rating_y=np.array([10]), rating_prompted=one > 0)
    target = target_for(data, PLAIN)
    params = Params.of({**CYCLE.as_dict(), "mu0": 7.0, "alpha_H": 0.0})
    expected = norm.logcdf((7.0 - 9.5) / np.hypot(1.5, 0.9))
    found = spectral.spectral_log_likelihood(target.tape, params, nodes=160)
    assert found == pytest.approx(float(expected), abs=1e-9)


def test_more_nodes_change_nothing() -> None:
    """Doubling the nodes moves the answer by less than 1e-3 at ordinary precision."""
    target = target_for(person(2), SCALAR)
    coarse = spectral.spectral_log_likelihood(target.tape, CYCLE)
    fine = spectral.spectral_log_likelihood(target.tape, CYCLE, nodes=144)
    assert coarse == pytest.approx(fine, abs=1e-3)


def working(target: Target, truth: Params) -> Floats:
    """The working vector at the truth; what the truth leaves out stands at its prior's centre."""
    z = np.zeros(len(target.layout))
    for i, (name, prior) in enumerate(zip(target.layout.names, target.layout.priors, strict=True)):
        if name in truth.names and prior.family in {"normal", "log"}:
            value = truth[name] if prior.family == "normal" else np.log(truth[name])
            z[i] = (value - prior.centre) / prior.spread
    return z


@pytest.mark.parametrize("urges", [False, True])
def test_filter_is_near_the_oracle(*, urges: bool) -> None:
    """Over twelve people of 25 days the filter's error has median at most .01, maximum .15."""
    extra = {"alpha_0a": -3.0, "gamma_0": 0.3, "a_u": 2.0, "b_u": 0.5, "s_u": 1.5,
             "alpha_Da": 0.1, "gamma_D": 0.2, "gamma_u": 0.1, "pi": 0.4}  # fmt: skip
    errors = []
    for seed in range(12):
        truth = CYCLE.replaced(
            s_x=(1.1, 1.5, 2.0)[seed % 3], mu0=(3.0, 4.0, 5.0, 5.5)[seed % 4], alpha_D=0.03 * seed
        )
        truth = truth.replaced(**extra) if urges else truth
        data = simulate(truth, Design(days=25.0, urges=urges, pause=0.4), seed).data
        target = target_for(data, replace(SCALAR, urges=urges))
        z = working(target, truth)
        oracle = spectral.spectral_log_density(target, z, nodes=120)
        errors.append(target.log_density(z) - oracle)
    assert np.median(np.abs(errors)) <= 0.01
    assert np.max(np.abs(errors)) <= 0.15


def draws(target: Target, rng: np.random.Generator, count: int) -> Floats:
    """Draws from the normal approximation around the mode."""

    def down(z: Floats) -> tuple[float, Floats]:
        value, gradient = target.with_gradient(z)
        return -value, -gradient

    fit = minimize(
        down, np.zeros(len(target.layout)), jac=True, method="BFGS", options={"gtol": 0.05}
    )
    root = np.linalg.cholesky(np.asarray(fit.hess_inv))
    out: Floats = fit.x + rng.standard_normal((count, fit.x.size)) @ root.T
    return out


@pytest.mark.parametrize(
    "changes", [{}, {"s_x": 2.4, "mu0": 2.5, "alpha_D": 0.45}], ids=["ordinary", "many-zeros"]
)
def test_error_hardly_varies_over_the_posterior(changes: dict[str, float]) -> None:
    """Only a varying error changes answers: its SD over the posterior is at most .15."""
    target = target_for(person(3, days=40.0, **changes), SCALAR)
    errors = [
        target.log_density(z) - spectral.spectral_log_density(target, z, nodes=100)
        for z in draws(target, np.random.default_rng(0), 30)
    ]
    assert np.std(errors) <= 0.15


def test_oracle_refuses_what_it_cannot_follow() -> None:
    """A slow second background or a shared recall error is refused, not ignored."""
    data = person(5)
    drifting = target_for(data, replace(SCALAR, drift=True))
    with pytest.raises(spectral.SpectralError):
        spectral.spectral_log_likelihood(drifting.tape, CYCLE)
    recalled = target_for(data, Features(drift=False))
    z = draw_prior(recalled.layout, np.random.default_rng(1))
    with pytest.raises(spectral.SpectralError):
        spectral.spectral_log_density(recalled, z)
