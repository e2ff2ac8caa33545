"""What rests on a habit that the log cannot tell is averaged over having one or none."""

from __future__ import annotations

import numpy as np
import pytest

from leeward.model.fit import fit_person
from leeward.model.params import DEFAULT, Params
from leeward.model.simulate import Design, simulate
from leeward.model.summary import gain_measure, posterior, summarise
from leeward.model.views import View, averaged, chance_of_no_habit, params_without_habit
from leeward.model.what_if import loop_gain, smoothed_gain

PRIOR = DEFAULT.of("alpha_H")
TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.8,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -0.6,
        "alpha_D": 0.3, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 0.0,
    }
)  # fmt: skip


def _normal(mean: float, spread: float) -> np.ndarray[tuple[int], np.dtype[np.float64]]:
    return mean + spread * np.random.default_rng(5).standard_normal(40_000)


@pytest.mark.parametrize(
    ("mean", "spread", "chance"),
    [(PRIOR.centre, PRIOR.spread, 0.5), (0.0, 0.1, 0.974), (1.2, 0.15, 0.0)],
)
def test_the_chance_of_no_habit_follows_the_log(mean: float, spread: float, chance: float) -> None:
    """Even where nothing was learned, near 1 where 0 is where the log points, else near 0."""
    draws = _normal(mean, spread)
    weight = np.full(draws.size, 1.0 / draws.size)
    assert chance_of_no_habit(draws, weight, PRIOR) == pytest.approx(chance, abs=0.02)


def test_without_habit_the_usual_rates_stay() -> None:
    """Each level takes over what habit added on average; nothing else moves."""
    told = Params.of(
        {
            "alpha_0": -1.0, "alpha_H": 1.0, "alpha_0a": -3.0, "alpha_Ha": 0.5, "gamma_0": 0.2,
            "gamma_H": 0.4, "a_u": 2.0, "b_H": 1.0, "alpha_D": 0.3,
        }
    )  # fmt: skip
    bare = params_without_habit(told, 0.3)
    for base, weight in (
        ("alpha_0", "alpha_H"), ("alpha_0a", "alpha_Ha"), ("gamma_0", "gamma_H"), ("a_u", "b_H"),
    ):  # fmt: skip
        assert bare[weight] == 0.0
        assert bare[base] == pytest.approx(told[base] + 0.3 * told[weight])
    assert bare["alpha_D"] == 0.3


def test_both_models_weigh_by_their_chance() -> None:
    """Averaged draws keep the weight of 1, and habit's mean shrinks by its chance."""
    view = View(
        x={"alpha_0": np.array([-1.0, -1.2]), "alpha_H": np.array([1.0, 0.6])},
        weight=np.array([0.25, 0.75]),
        log_rate=np.array([-3.0, -3.1]),
    )
    both = averaged(view, 0.4, 0.3)
    assert both.weight.sum() == pytest.approx(1.0)
    assert both.weight @ both.x["alpha_H"] == pytest.approx(0.6 * 0.7)
    level = both.x["alpha_0"] + 0.3 * both.x["alpha_H"]
    assert level == pytest.approx(np.tile(view.x["alpha_0"] + 0.3 * view.x["alpha_H"], 2))
    assert both.log_rate.tolist() == [-3.0, -3.1, -3.0, -3.1]


def test_the_loop_gain_rests_on_no_guess_about_habit() -> None:
    """In months that cannot tell a habit, the range holds the reading with one and without."""
    data = simulate(TRUTH, Design(days=125), 40).data
    fit = fit_person(data)
    post = posterior(fit, data)
    assert 0.2 < post.no_habit < 0.8
    gain = gain_measure(data, post.share)
    bare = averaged(post.now, 1.0, post.habit)
    with_one = float(np.median(gain(post.now)))
    without = float(np.median(gain(bare)[post.now.weight.size :]))
    assert with_one - without > 0.1
    quick = summarise(fit, data).of("loop_gain_first_order")
    assert quick is not None
    paired = loop_gain(fit, data, post=post)
    for told in (quick, paired.quantity):
        assert told.q05 < without < told.median < with_one < told.q95


@pytest.mark.parametrize(("slope", "bend"), [(1.0, 0.0), (1.2, 0.5), (0.8, 1.5)])
def test_the_simulated_gain_is_read_off_a_rising_curve(slope: float, bend: float) -> None:
    """The curve behind noisy echoes comes back, stays below 1, never falls, and knows its error."""
    rng = np.random.default_rng(8)
    quick = rng.uniform(0.0, 0.7, 48)
    true = slope * quick / (1.0 + bend * quick)
    echo = true / (1.0 - true)
    noise = 0.02 * (1.0 + echo) ** 3
    at = np.linspace(-2.0, 5.0, 141)
    read, error = smoothed_gain(quick, echo + np.sqrt(noise) * rng.standard_normal(48), noise)(at)
    inside = (at >= 0.05) & (at <= 0.6)
    asked = slope * at[inside] / (1.0 + bend * at[inside])
    assert np.abs(read[inside] - asked).max() < 0.05
    assert (np.abs(read[inside] - asked) < 4.0 * error[inside] + 0.005).all()
    assert (np.diff(read) >= 0.0).all()
    assert read.max() < 1.0


def test_a_gain_that_cannot_be_read_stays_unknown() -> None:
    """What is not a number does not turn into one."""
    read, _ = smoothed_gain(np.array([0.1, np.nan]), np.array([0.1, 0.2]), np.array([0.01, 0.01]))(
        np.array([0.2, np.nan])
    )
    assert np.isfinite(read[0])
    assert np.isnan(read[1])
