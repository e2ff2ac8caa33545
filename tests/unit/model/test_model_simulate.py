"""The simulator of one person."""

from __future__ import annotations

import numpy as np
import pytest

from leeward.model.data import MISSING
from leeward.model.params import Params
from leeward.model.simulate import Design, draw, simulate, walk

TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.6,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -1.0,
        "alpha_D": 0.25, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
    }
)  # fmt: skip


def test_the_same_seed_gives_the_same_person() -> None:
    """One seed, one person, to the last number."""
    one = simulate(TRUTH, Design(days=20), 5)
    two = simulate(TRUTH, Design(days=20), 5)
    assert np.array_equal(one.latent_d, two.latent_d)
    assert np.array_equal(one.data.episode_t, two.data.episode_t)
    assert not np.array_equal(one.latent_d, simulate(TRUTH, Design(days=20), 6).latent_d)


def test_without_feedback_episodes_are_poisson_over_waking_hours() -> None:
    """With every effect on the rate at zero, counts match rate times hours at risk."""
    flat = Params.of({"mu0": 4.0, "alpha_0": np.log(2.0), "alpha_D": 0.0})
    data = simulate(flat, Design(days=1000), 1).data
    rate = 2.0 / 24.0
    expected = rate / (1.0 + 2.0 * rate) * data.hours_at_risk
    assert abs(data.episode_t.size - expected) < 4.0 * np.sqrt(expected)


def test_nothing_is_logged_in_sleep() -> None:
    """Episodes and triggers stay inside the hours at risk."""
    data = simulate(TRUTH, Design(days=60), 3).data
    for t in np.concatenate([data.episode_t, data.trigger_t]):
        j = np.searchsorted(data.risk_from, t, side="right") - 1
        assert t <= data.risk_until[j]


def test_background_has_the_stated_spread_and_memory() -> None:
    """Without kernels the latent path is an Ornstein-Uhlenbeck process."""
    quiet = Params.of({"mu0": 4.0, "s_x": 1.5, "h_x": 5.0, "alpha_0": -30.0})
    path = simulate(quiet, Design(days=4000, triggers=()), 2).latent_d - 4.0
    assert path.std() == pytest.approx(1.5, rel=0.03)
    lag = float(np.corrcoef(path[:-5], path[5:])[0, 1])
    assert lag == pytest.approx(0.5, abs=0.03)


def test_a_forced_episode_changes_only_what_comes_after() -> None:
    """Paired runs share everything up to the forced episode."""
    design = Design(days=30)
    draws = draw(design, 4)
    row = draws.t.size // 2
    plain, forced = walk(TRUTH, design, draws), walk(TRUTH, design, draws, inject=row)
    assert np.array_equal(plain.distress[: row + 1], forced.distress[: row + 1])
    assert forced.distress[row + 1] != plain.distress[row + 1]


def test_look_backs_show_the_relief_that_was_put_in() -> None:
    """Before minus after averages to rho where ratings stay off the ends."""
    data = simulate(TRUTH.replaced(mu0=5.0, s_x=0.8, alpha_0=0.0), Design(days=400), 8).data
    both = (data.episode_before != MISSING) & (data.episode_after > 0)
    fall = (data.episode_before - data.episode_after)[both]
    assert fall.mean() == pytest.approx(2.0, abs=0.15)


def test_urges_carry_choices_and_link_to_their_episodes() -> None:
    """Every episode linked to an urge is one that was acted on."""
    data = simulate(
        TRUTH.replaced(a_u=2.0, b_u=0.5, gamma_0=-1.0, gamma_u=0.2, alpha_0=0.5, alpha_0a=-1.5),
        Design(days=200, urges=True, pause=0.5),
        9,
    ).data
    linked = data.episode_urge[data.episode_urge != MISSING]
    assert np.array_equal(np.sort(linked), np.flatnonzero(data.urge_outcome == 0))
    assert (data.episode_urge == MISSING).any()


def test_a_strong_loop_runs_into_the_rate_cap_and_ends() -> None:
    """The cap keeps an explosive person below twelve episodes a day."""
    wild = TRUTH.replaced(alpha_D=1.5, omega=4.0, alpha_0=2.0)
    data = simulate(wild, Design(days=60, asleep=None), 1).data
    assert 100 < data.episode_t.size < 60 * 14
