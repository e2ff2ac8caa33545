"""The assumed-density filter, its adjoint, and its limiting cases."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from leeward.model import drive as driving
from leeward.model.data import Data, Floats
from leeward.model.filter import log_normal_tail
from leeward.model.grid import FINE
from leeward.model.layout import PLAIN, Features
from leeward.model.likelihood import Target, target_for
from leeward.model.params import Params, draw_prior, to_working
from leeward.model.simulate import Design, simulate

TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.6,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -1.0,
        "alpha_D": 0.25, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
    }
)  # fmt: skip


def _central(target: Target, z: Floats) -> Floats:
    e = 1e-5
    return np.array(
        [(target.log_density(z + e * r) - target.log_density(z - e * r)) / (2 * e)
         for r in np.eye(z.size)]
    )  # fmt: skip


def _everything() -> Data:
    truth = TRUTH.replaced(
        gamma_0=-1.0, gamma_u=0.3, gamma_D=0.2, a_u=2.0, b_u=0.5, b_H=1.0, s_u=1.5, alpha_0a=-1.0,
        pi=0.5, nu=0.1, tau_c=0.5, rho_way=0.8,
    )  # fmt: skip
    data = simulate(
        truth,
        Design(
            days=40,
            urges=True,
            pause=0.5,
            delay_minutes=60,
            practices=(("breath", 0.3), ("walk", 0.2)),
            kind_shares=(0.5, 0.3, 0.1, 0.1),
        ),
        1,
    ).data
    own = np.random.default_rng(0).random(data.rating_t.size) < 0.5
    return dataclasses.replace(data, rating_prompted=own)


@pytest.mark.parametrize("seed", [1, 2])
def test_the_gradient_is_exact_with_every_part_switched_on(seed: int) -> None:
    """The hand-written adjoint agrees with central differences for every parameter."""
    features = Features(tolerance=True, recall_bias=True, answering=-0.3, product=True, drift=True)
    target = target_for(_everything(), features)
    z = 0.5 * draw_prior(target.layout, np.random.default_rng(seed))
    value, gradient = target.with_gradient(z)
    assert value == pytest.approx(target.log_density(z), abs=1e-9)
    assert np.abs(gradient - _central(target, z)).max() < 2e-4
    assert len(target.layout) > 50


def test_without_effect_of_distress_the_filter_is_the_kalman_filter() -> None:
    """With no effect on any rate, ratings follow a plain Kalman filter to 1e-9."""
    data = simulate(TRUTH.replaced(alpha_D=0.0, mu0=5.0, s_x=0.7), Design(days=25), 3).data
    inner = (data.rating_y > 0) & (data.rating_y < 10)
    data = dataclasses.replace(
        data,
        rating_t=data.rating_t[inner],
        rating_y=data.rating_y[inner],
        rating_prompted=data.rating_prompted[inner],
        episode_before=np.full_like(data.episode_before, -1),
        episode_after=np.full_like(data.episode_after, -1),
    )
    target = target_for(data, PLAIN)
    x = TRUTH.replaced(alpha_D=0.0)
    params = Params.of({n: x[n] for n in target.layout.names})
    z = to_working(target.layout, np.array(params.values))
    tape, offsets = target.tape, driving.forward(target.tape, params)
    m, v, now, expected = 0.0, x["s_x"] ** 2, 0.0, 0.0
    for i in np.flatnonzero(tape.code == 1):
        f = math.exp(-math.log(2) / x["h_x"] * (tape.t[i] - now) / 60.0)
        now = float(tape.t[i])
        m, v = f * m, x["s_x"] ** 2 + (v - x["s_x"] ** 2) * f * f
        total = v + x["tau"] ** 2 + 1.0 / 12.0
        e = tape.value[i] - offsets.d[i] - m
        expected += -0.5 * math.log(2 * math.pi * total) - 0.5 * e * e / total
        m, v = m + v / total * e, v * (1 - v / total)
    per_hour = offsets.e - math.log(24.0)
    rate = 1.0 / (2.0 + np.exp(-per_hour))
    silent = (tape.code == 0) & (tape.risk == 1)
    expected -= float(np.sum(2 * tape.half_hours[tape.half[silent]] * rate[silent]))
    expected += float(np.log(rate[tape.code == 2]).sum())
    assert target.log_likelihood(z) == pytest.approx(expected, abs=1e-9)


def test_without_any_feedback_episodes_are_a_poisson_process() -> None:
    """With every effect at zero the episodes' part is the capped Poisson likelihood to 1e-9."""
    flat = TRUTH.replaced(
        alpha_D=0.0, alpha_H=0.0, rho=0.0, omega=0.0, alpha_work=0.0, alpha_rejection=0.0
    )
    data = simulate(flat, Design(days=30), 4).data
    silent = dataclasses.replace(
        data,
        rating_t=data.rating_t[:0],
        rating_y=data.rating_y[:0],
        rating_prompted=data.rating_prompted[:0],
        episode_before=np.full_like(data.episode_before, -1),
        episode_after=np.full_like(data.episode_after, -1),
    )
    target = target_for(silent, PLAIN)
    z = to_working(target.layout, np.array([flat[n] for n in target.layout.names]))
    hourly = math.exp(-1.0) / 24.0
    rate = hourly / (1.0 + 2.0 * hourly)
    expected = data.episode_t.size * math.log(rate) - rate * data.hours_at_risk
    assert target.log_likelihood(z) == pytest.approx(expected, abs=1e-9)


def test_the_grid_is_fine_enough() -> None:
    """A grid five times finer moves the log posterior by at most 0.02."""
    data = simulate(TRUTH, Design(days=60), 6).data
    coarse, fine = target_for(data), target_for(data, resolution=FINE)
    for seed in (1, 2, 3):
        z = 0.3 * np.random.default_rng(seed).standard_normal(len(coarse.layout))
        shift = coarse.log_density(z) - fine.log_density(z)
        base = coarse.log_density(0 * z) - fine.log_density(0 * z)
        assert abs(shift) < 0.05
        assert abs(shift - base) < 0.02


def test_moving_the_start_changes_nothing() -> None:
    """A person who began a week later, all else equal, has the same likelihood."""
    data = simulate(TRUTH, Design(days=20), 5).data
    week = 7 * 1440
    later = dataclasses.replace(
        data,
        zone_shift=data.zone_shift + week,
    )
    z = np.zeros(len(target_for(data).layout))
    assert target_for(later).log_density(z) == pytest.approx(
        target_for(data).log_density(z), abs=1e-9
    )


def test_the_normal_tail_is_smooth_where_its_formula_changes() -> None:
    """The log of Phi and the hazard agree on both sides of the switch and far out."""
    left, right = log_normal_tail(-8.0 - 1e-9), log_normal_tail(-8.0 + 1e-9)
    assert left[0] == pytest.approx(right[0], rel=1e-5)
    assert left[1] == pytest.approx(right[1], rel=1e-5)
    assert log_normal_tail(-200.0)[1] == pytest.approx(200.005, rel=1e-6)


def test_extreme_parameters_give_minus_infinity_not_nan() -> None:
    """Trial points far outside never raise and never return NaN."""
    target = target_for(simulate(TRUTH, Design(days=10), 2).data)
    for scale in (5.0, 20.0, 100.0, 1e4):
        for seed in range(4):
            z = scale * np.random.default_rng(seed).standard_normal(len(target.layout))
            value, gradient = target.with_gradient(z)
            assert not math.isnan(value)
            assert np.isfinite(gradient).all()
