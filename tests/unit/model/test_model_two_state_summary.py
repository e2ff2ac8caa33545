"""Stress and bond as gated numbers, with honest refusals."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from leeward.model.data import Data
from leeward.model.records import UNTRUSTED, BondSummary
from leeward.model.two_state import fit_two_state
from leeward.model.two_state_people import simulate_pair, typical
from leeward.model.two_state_summary import (
    SCEPTICAL_BOND,
    bond_summary,
    latest_year,
    sceptical_draws,
    summarise_bond,
)

BOND = {"mu_S", "h_S", "s_S", "tau_S", "w_DS", "bond_D", "bond_stress", "bond_rate"}
JUMPS = {"jump_threat", "jump_partnered", "jump_rest", "h_bond"}


@pytest.fixture(scope="module")
def person() -> Data:
    """A person for whom stress weighs more when the bond is shaky, over four months."""
    return simulate_pair(typical(bond_stress=0.8), days=125, seed=1).data


@pytest.fixture(scope="module")
def found(person: Data) -> BondSummary:
    """What that log says."""
    return bond_summary(person)


def test_a_shaky_bond_is_answered(found: BondSummary) -> None:
    """Stress when safe, when shaky and the difference come with range, amount and gate."""
    assert found.fitted
    assert not found.why_not
    assert {q.name for q in found.parameters} == BOND | JUMPS
    more = found.of("stress_by_bond")
    assert more is not None
    assert more.shown
    assert more.q05 > 0.0
    # 2 x bond_stress x s_S of the truth.
    assert more.q05 < 2 * 0.8 * 1.4 < more.q95
    assert found.probability > 0.9
    for quantity in (*found.parameters, *found.derived):
        assert quantity.shown or quantity.why_not
        assert quantity.amount > 0


def test_few_ratings_are_not_fitted(person: Data) -> None:
    """Below ten ratings of security nothing is fitted, and the sentence says how many there are."""
    few = dataclasses.replace(
        person, security_t=person.security_t[:7], security_y=person.security_y[:7]
    )
    found = bond_summary(few)
    assert not found.fitted
    assert "7 of 10" in found.why_not
    assert found.parameters == found.derived == ()


def test_without_stress_the_bond_is_still_told(person: Data) -> None:
    """Where no stress was noted there is no answer about it, but the rest stands."""
    keep = person.trigger_kind != 0
    calm = dataclasses.replace(
        person,
        trigger_t=person.trigger_t[keep],
        trigger_kind=person.trigger_kind[keep],
        trigger_severity=person.trigger_severity[keep],
    )
    found = bond_summary(calm)
    assert found.fitted
    assert found.derived == ()
    assert math.isnan(found.probability)
    assert found.of("bond_D") is not None


def test_a_short_log_says_how_much_more() -> None:
    """After ten days nothing about stress and bond is shown, with about how many more stresses."""
    found = bond_summary(simulate_pair(typical(), days=12, seed=6).data)
    more = found.of("stress_by_bond")
    assert more is not None
    assert not more.shown
    assert more.more is not None
    assert "stress records" in more.why_not


def test_only_the_latest_year_is_looked_at() -> None:
    """Ten years cost what one does, and one number never speaks for all of them."""
    long = simulate_pair(typical(), days=800, seed=1).data
    year = latest_year(long)
    assert year.days == pytest.approx(365)
    assert year.security_t.size < 0.5 * long.security_t.size


def test_the_sceptical_prior_is_exact_where_it_can_be(person: Data) -> None:
    """Weights under the second prior are those of its density; the same prior changes nothing."""
    fit = fit_two_state(person, draws=512)
    other = sceptical_draws(fit, person)
    at = fit.layout.index("bond_stress")
    prior = SCEPTICAL_BOND.of("bond_stress")
    assert prior.spread < fit.layout.priors[at].spread
    z = fit.draws.z[:, at]
    assert abs(other.weight @ z) < abs(fit.draws.weight @ z)
    assert other.k_hat < other.k_limit


def test_untrusted_draws_show_nothing(person: Data) -> None:
    """A fit that did not settle gives numbers for scripts and none for people."""
    fit = dataclasses.replace(fit_two_state(person, draws=128), converged=False)
    found = summarise_bond(fit, person)
    assert found.why_not == UNTRUSTED
    assert not any(q.shown for q in (*found.parameters, *found.derived))


def test_odd_logs_get_an_answer() -> None:
    """Ratings that never vary, or stand at an end, give numbers or a sentence, never an error."""
    for value in (0, 5, 10):
        t = np.arange(0, 40 * 360, 360)
        same = np.full(t.size, value, dtype=np.int64)
        flat = Data(
            minutes=40 * 360,
            rating_t=t,
            rating_y=same,
            rating_prompted=np.ones(t.size, dtype=np.bool_),
            security_t=t,
            security_y=same,
            risk_from=np.array([0]),
            risk_until=np.array([40 * 360]),
        )
        found = bond_summary(flat)
        for quantity in found.parameters:
            assert not quantity.shown or math.isfinite(quantity.median)
