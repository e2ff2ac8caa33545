"""Fitting one person: recovery, determinism, warm starts, and logs no method likes."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from leeward.model.api import (
    Scenario,
    check,
    distress_line,
    fit_person,
    loop_gain,
    summarise,
    what_if,
)
from leeward.model.data import DAY, Data
from leeward.model.layout import PLAIN, Features
from leeward.model.likelihood import target_for
from leeward.model.params import Params
from leeward.model.simulate import Design, simulate
from leeward.model.summary import posterior
from support.logs import answered, keep_to_gates, log, whole

TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.8,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -1.0,
        "alpha_D": 0.3, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
    }
)  # fmt: skip


_HOURS = np.arange(8, 200, 6) * 60
ODD = {
    "nothing at all": log(0, [], []),
    "a day without records": log(1, [], []),
    "one rating": log(1, [5], [600]),
    "one episode": log(3, [5, 4], [600, 2000], [1000]),
    "all ratings 0": log(10, np.zeros(_HOURS.size), _HOURS, [3000, 9000]),
    "all ratings 10": log(10, np.full(_HOURS.size, 10), _HOURS, [3000, 9000]),
    "all ratings 5": log(10, np.full(_HOURS.size, 5), _HOURS),
    "swings between 0 and 10": log(10, 10 * (np.arange(_HOURS.size) % 2), _HOURS, [2000]),
    "300 episodes a day": log(4, [5] * 8, _HOURS[:8], np.arange(1200) * 4),
    "50 episodes in one minute": log(5, [5] * 8, _HOURS[:8], [2000] * 50),
    "ten years of silence": log(3650, [4, 5], [500, 3649 * DAY], [1000]),
    "never at risk": log(5, [4, 5], [500, 900], [1000], risk_from=whole([]), risk_until=whole([])),
    "before always 0, after always 10": log(
        5, [5] * 8, _HOURS[:8], [1000, 2000, 3000],
        episode_before=whole([0, 0, 0]), episode_after=whole([10, 10, 10]),
    ),
    "a hundred check-ins in one hour": log(2, np.arange(100) % 11, 700 + np.arange(100) // 2),
}  # fmt: skip


@pytest.mark.parametrize("name", list(ODD))
def test_odd_logs_get_an_answer_or_a_clear_not_enough(name: str) -> None:
    """No exception, no NaN in what is shown, and a reason where nothing is shown."""
    data = ODD[name]
    fit, other = answered(data)
    gain = loop_gain(fit, data, people=4, pairs=2, post=posterior(fit, data, other)).quantity
    keep_to_gates(fit, [gain])
    assert check(fit, data, other=other).evidence.verdict == "not settled"
    scenario = Scenario(pause=0.5, alternative_first=0.5, days=7.0)
    assert math.isfinite(
        what_if(fit, data, scenario, people=4, runs=1).then["mean_distress"].median
    )


def test_an_empty_log_shows_nothing() -> None:
    """Without records the prior alone speaks, and none of it is shown."""
    summary = summarise(fit_person(ODD["nothing at all"], draws=128), ODD["nothing at all"])
    assert not any(q.shown for q in (*summary.parameters, *summary.derived))


@pytest.fixture(scope="module")
def person() -> Data:
    """Give a simulated person of 200 days with a cycle."""
    return simulate(TRUTH, Design(days=200), 11).data


def test_what_was_put_in_comes_out(person: Data) -> None:
    """Of the sixteen numbers simulated, nearly all lie inside their 90 % intervals."""
    fit = fit_person(person, features=Features(drift=False))
    summary = summarise(fit, person)
    assert fit.converged
    inside = [q.q05 <= TRUTH[q.name] <= q.q95 for q in summary.parameters if q.name in TRUTH.names]
    assert len(inside) == 16
    assert sum(inside) >= 13
    relief = summary.of("rho")
    assert relief is not None
    assert relief.shown
    assert relief.median == pytest.approx(2.0, abs=0.4)


def test_the_same_log_gives_the_same_numbers(person: Data) -> None:
    """Two fits agree to the last bit."""
    one, two = fit_person(person, draws=64), fit_person(person, draws=64)
    assert np.array_equal(one.z, two.z)
    assert one.draws is not None
    assert two.draws is not None
    assert np.array_equal(one.draws.weight, two.draws.weight)


def test_the_mode_is_flat_and_curved_the_right_way(person: Data) -> None:
    """At the mode the gradient vanishes and every direction goes down."""
    fit = fit_person(person, draws=0)
    value, gradient = target_for(person, fit.features, layout=fit.layout).with_gradient(fit.z)
    assert value == pytest.approx(fit.log_density)
    assert np.abs(gradient).max() < 0.02
    assert np.linalg.eigvalsh(fit.precision).min() > 0.0


def test_one_new_entry_takes_a_few_steps_to_the_same_place(person: Data) -> None:
    """A warm start after one check-in more lands where a cold fit does, at a tenth of the cost."""
    before = fit_person(person, draws=0)
    more = dataclasses.replace(
        person,
        rating_t=np.append(person.rating_t, person.minutes),
        rating_y=np.append(person.rating_y, 7),
        rating_prompted=np.append(person.rating_prompted, True),
    )
    warm, cold = fit_person(more, start=before, draws=0), fit_person(more, draws=0)
    assert warm.converged
    assert warm.evaluations <= 6
    assert cold.evaluations > 40
    assert np.abs(warm.z - cold.z).max() < 0.02


def test_the_loop_gain_agrees_with_its_first_order_value_for_a_weak_loop(person: Data) -> None:
    """Paired simulation and quadrature tell the same story below 0.4."""
    fit = fit_person(person)
    gain = loop_gain(fit, person, people=24, pairs=24)
    assert gain.quantity.median == pytest.approx(gain.first_order, abs=0.12)
    assert gain.monte_carlo_error < 0.06


def test_a_fit_without_draws_is_never_summarised(person: Data) -> None:
    """The picture at the mode alone is refused."""
    with pytest.raises(ValueError, match="without draws"):
        summarise(fit_person(person, features=PLAIN, draws=0), person)


def test_the_distress_line_covers_the_hidden_path() -> None:
    """The 80 % band holds the true course about 80 % of the time."""
    person = simulate(TRUTH, Design(days=120), 31)
    fit = fit_person(person.data, draws=128)
    line = distress_line(fit, person.data)
    low = np.interp(person.latent_t, line.t, line.q10)
    high = np.interp(person.latent_t, line.t, line.q90)
    inside = float(np.mean((person.latent_d > low) & (person.latent_d < high)))
    assert 0.70 < inside < 0.90
