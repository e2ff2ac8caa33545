"""Many parameter vectors of the two-state model at once against one after the other."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from leeward.model.data import Data
from leeward.model.params import draw_prior
from leeward.model.two_state import (
    Coupling,
    fit_two_state,
    lay_out,
    log_posterior,
    log_posteriors,
    two_state_layout,
)
from leeward.model.two_state_people import simulate_pair, typical


def _log() -> Data:
    """A month with other ways, check-ins of one's own, ratings at both ends and days away."""
    data = simulate_pair(typical(), days=30, seed=4).data
    own = np.random.default_rng(0).random(data.rating_t.size) < 0.5
    walks = np.arange(600, data.minutes, 2900)
    rating, security = data.rating_y.copy(), data.security_y.copy()
    rating[::9], rating[4::9], security[::7], security[3::7] = 0, 10, 10, 0
    away = (data.risk_from < 9 * 1440) | (data.risk_from > 15 * 1440)
    return dataclasses.replace(
        data,
        rating_prompted=own,
        rating_y=rating,
        security_y=security,
        risk_from=data.risk_from[away],
        risk_until=data.risk_until[away],
        practice_t=walks,
        practice_kind=np.arange(walks.size) % 2,
        practice_names=("breath", "walk"),
    )


@pytest.mark.parametrize("coupling", ["loading", "drift"])
def test_many_at_once_equal_one_by_one(coupling: Coupling) -> None:
    """Eight abreast gives the log density of each vector to 1e-8, both couplings, every record."""
    data = _log()
    tape, layout = lay_out(data), two_state_layout(data, coupling=coupling)
    assert {"rho_way", "b_check_in", "bond_stress", "jump_threat"} <= set(layout.names)
    rng = np.random.default_rng(3)
    many = 0.5 * np.stack([draw_prior(layout, rng) for _ in range(11)])
    apart = np.array([log_posterior(tape, layout, z) for z in many])
    assert np.isfinite(apart).all()
    assert log_posteriors(tape, layout, many) == pytest.approx(apart, rel=0.0, abs=1e-8)


def test_draws_are_weighed_by_the_density_itself() -> None:
    """Each draw of a fit has the log density that the filter gives it alone, to 1e-8."""
    data = simulate_pair(typical(), days=30, seed=2).data
    fit = fit_two_state(data, draws=64)
    tape = lay_out(data)
    apart = np.array([log_posterior(tape, fit.layout, z) for z in fit.draws.z])
    inside = np.isfinite(apart)
    assert inside.sum() > 60
    assert fit.draws.log_density[inside] == pytest.approx(apart[inside], rel=0.0, abs=1e-8)
    assert (fit.draws.weight[~inside] == 0.0).all()


def test_an_impossible_vector_stands_alone() -> None:
    """States that run away, or a vector far out, have density zero and leave neighbours alone."""
    data = _log()
    tape, layout = lay_out(data), two_state_layout(data, coupling="drift")
    many = np.zeros((9, len(layout)))
    many[2, [layout.index("k_DS"), layout.index("k_SD")]] = 8.0
    many[4] = 30.0
    found = log_posteriors(tape, layout, many)
    assert found[2] == found[4] == log_posterior(tape, layout, many[2]) == -np.inf
    rest = np.delete(found, [2, 4])
    assert rest == pytest.approx(log_posterior(tape, layout, many[0]), rel=0.0, abs=1e-8)


def test_no_vector_gives_no_density() -> None:
    """Nothing to weigh is no error."""
    data = _log()
    layout = two_state_layout(data)
    assert log_posteriors(lay_out(data), layout, np.zeros((0, len(layout)))).size == 0
