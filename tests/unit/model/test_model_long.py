"""Long logs: the way to the mode starts in their first part and ends where it always did."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from leeward.model import drive, optimise
from leeward.model import filter as filtering
from leeward.model import fit as fitting
from leeward.model.data import DAY, Data, Floats
from leeward.model.layout import Features
from leeward.model.likelihood import target_for
from leeward.model.params import Params, log_prior
from leeward.model.simulate import Design, simulate

TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.8,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -1.0,
        "alpha_D": 0.3, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def months() -> Data:
    """Four months of a typical person."""
    return simulate(TRUTH, Design(days=125), 3).data


def test_the_density_of_the_beginning_is_where_the_whole_stood(months: Data) -> None:
    """The likelihood of the first weeks alone is what the whole filter had gathered by then."""
    target = target_for(months, Features(drift=True))
    z = np.zeros(len(target.layout))
    params = target.layout.params(z)
    filtering.run(target.tape, params, drive.forward(target.tape, params), target.scratch)
    row = int(np.searchsorted(target.tape.t, 40 * DAY, side="right"))
    before = target.scratch.states[row, 9] + math.log(target.scratch.states[row, 10])
    early = target.until(40 * DAY)
    assert early.tape.code.size == row
    assert early.log_likelihood(z) == pytest.approx(before, abs=1e-9)
    assert early.log_density(z) == pytest.approx(before + float(log_prior(target.layout, z)))


def test_being_led_by_the_beginning_changes_no_answer(
    months: Data, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A log led by its first eighth has the mode, curvature and density of one that was not."""
    plain = fitting.fit_person(months, draws=0)
    monkeypatch.setattr(fitting, "LONG_DAYS", 30)
    led = fitting.fit_person(months, draws=0)
    assert led.converged
    assert led.evaluations != plain.evaluations
    assert led.z == pytest.approx(plain.z, abs=1e-3)
    assert led.log_likelihood == pytest.approx(plain.log_likelihood, abs=1e-3)
    assert np.diag(led.precision) == pytest.approx(np.diag(plain.precision), rel=0.02)


def test_a_silent_beginning_leads_nowhere_wrong(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the first part of a log is empty the fit still ends at a flat point."""
    monkeypatch.setattr(fitting, "LONG_DAYS", 30)
    late = simulate(TRUTH, Design(days=125), 4).data
    keep = late.rating_t > 30 * DAY
    data = replace(
        late,
        rating_t=late.rating_t[keep],
        rating_y=late.rating_y[keep],
        rating_prompted=late.rating_prompted[keep],
    )
    assert fitting.fit_person(data, draws=0).converged


def test_the_log_likelihood_of_a_fit_is_that_of_its_mode(months: Data) -> None:
    """The likelihood reported with a fit is the density at the mode less the prior."""
    fit = fitting.fit_person(months, draws=0)
    target = target_for(months, fit.features, layout=fit.layout)
    assert fit.log_likelihood == pytest.approx(target.log_likelihood(fit.z), abs=1e-9)


def test_a_climb_with_the_whole_curvature_is_one_step() -> None:
    """On a quadratic hill a search that is told its curvature goes straight to the top."""
    rng = np.random.default_rng(0)
    root = rng.normal(size=(6, 6))
    h, top = root @ root.T + np.eye(6), 0.1 * rng.normal(size=6)

    def density(z: Floats) -> tuple[float, Floats]:
        g = -h @ (z - top)
        return float(0.5 * (z - top) @ g), g

    told = optimise.climb(density, np.zeros(6), guess=h)
    assert told.evaluations == 2
    assert told.z == pytest.approx(top, abs=1e-9)
    assert optimise.climb(density, np.zeros(6)).evaluations > told.evaluations
