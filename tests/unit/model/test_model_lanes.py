"""Many parameter vectors at once against one after the other."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from leeward.model.data import Data
from leeward.model.grid import COARSE
from leeward.model.layout import PLAIN, Features
from leeward.model.likelihood import target_for
from leeward.model.params import Params, draw_prior
from leeward.model.simulate import Design, simulate

TRUTH = Params.of(
    {
        "mu0": 3.0, "h_x": 4.0, "s_x": 2.0, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.6,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -1.0,
        "alpha_D": 0.25, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
        "gamma_0": -1.0, "gamma_u": 0.3, "gamma_D": 0.2, "a_u": 2.0, "b_u": 0.5, "b_H": 1.0,
        "s_u": 1.5, "alpha_0a": -1.0, "pi": 0.5, "nu": 0.1, "tau_c": 0.5, "rho_way": 0.8,
    }
)  # fmt: skip


def _log(*, urges: bool) -> Data:
    data = simulate(
        TRUTH,
        Design(
            days=40,
            urges=urges,
            pause=0.5,
            delay_minutes=60,
            practices=(("breath", 0.3), ("walk", 0.2)),
            kind_shares=(0.5, 0.3, 0.1, 0.1),
        ),
        1,
    ).data
    own = np.random.default_rng(0).random(data.rating_t.size) < 0.5
    return dataclasses.replace(data, rating_prompted=own)


@pytest.mark.parametrize("urges", [False, True])
@pytest.mark.parametrize(
    "features",
    [PLAIN, Features(), Features(drift=True, tolerance=True, answering=-0.3, recall_bias=True)],
)
def test_many_at_once_equal_one_by_one(features: Features, *, urges: bool) -> None:
    """Eight abreast gives the log density of each vector to 1e-9, every part switched on."""
    target = target_for(_log(urges=urges), features, resolution=COARSE)
    rng = np.random.default_rng(3)
    many = 0.7 * np.stack([draw_prior(target.layout, rng) for _ in range(11)])
    together, rate = target.log_densities(many)
    apart = np.array([target.log_density(z) for z in many])
    assert np.isfinite(apart).all()
    assert together == pytest.approx(apart, rel=1e-11, abs=1e-9)
    assert np.isfinite(rate).all()


def test_a_vector_far_out_stands_alone() -> None:
    """One impossible vector among good ones has density zero and leaves its neighbours alone."""
    target = target_for(_log(urges=False), Features())
    many = np.zeros((9, len(target.layout)))
    many[4] = 30.0
    found, _ = target.log_densities(many)
    assert found[4] == -np.inf
    assert np.delete(found, 4) == pytest.approx(target.log_density(many[0]), abs=1e-9)


def test_a_log_without_hours_at_risk_has_a_rate() -> None:
    """Nothing at risk leaves the typical rate at its own parameter, and nothing breaks."""
    none = np.zeros(0, dtype=np.int64)
    data = dataclasses.replace(_log(urges=False), risk_from=none, risk_until=none)
    target = target_for(data, PLAIN)
    _, rate = target.log_densities(np.zeros((3, len(target.layout))))
    assert np.isfinite(rate).all()
