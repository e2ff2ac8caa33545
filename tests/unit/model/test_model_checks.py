"""Checks a person can be told about, evidence for the cycle, and what-if."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from leeward.model.api import Scenario, check, fit_person, what_if
from leeward.model.checks import (
    Residuals,
    _kolmogorov,
    negative_control,
    rescaled_times,
    residuals,
    spread_over_time,
)
from leeward.model.data import Data
from leeward.model.evidence import (
    CLAIM,
    Block,
    evidence,
    first_part,
    log_bayes_factor,
    power,
    second_part,
    verdict,
)
from leeward.model.fit import Fit
from leeward.model.likelihood import target_for
from leeward.model.params import Params
from leeward.model.records import ArmAnswer, Checks
from leeward.model.simulate import Design, simulate
from leeward.model.summary import posterior

TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.8,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -0.9,
        "alpha_D": 0.55, "alpha_work": 0.3, "alpha_rejection": 0.6, "alpha_H": 0.5,
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def person() -> Data:
    """Give a person with a strong cycle, 150 days."""
    return simulate(TRUTH, Design(days=150), 5).data


@pytest.fixture(scope="module")
def fit(person: Data) -> Fit:
    """Fit that person."""
    return fit_person(person)


@pytest.fixture(scope="module")
def found(fit: Fit, person: Data) -> Checks:
    """Run every check once."""
    return check(fit, person)


def test_a_true_model_passes_its_checks(found: Checks) -> None:
    """On a log that the model itself made, nearly every check passes."""
    answers = [c.passed for c in found.checks if c.passed is not None]
    assert len(answers) >= 10
    assert answers.count(False) <= 1


def test_a_cycle_is_found_where_there_is_one(found: Checks) -> None:
    """Both arms are claimed for a strong cycle."""
    assert found.evidence.verdict == "cycle"
    assert found.evidence.echo.log_bayes_factor > 10.0


def test_no_cycle_is_claimed_where_there_is_none() -> None:
    """A log without any feedback gives "no sign"."""
    flat = TRUTH.replaced(
        rho=0.0, omega=0.0, alpha_D=0.0, alpha_work=0.0, alpha_rejection=0.0, alpha_H=0.0
    )
    data = simulate(flat, Design(days=180), 6).data
    assert check(fit_person(data), data).evidence.verdict == "no sign"


def test_regression_to_the_mean_is_named(found: Checks) -> None:
    """Part of the fall before to after would have come by itself, and less than all."""
    naive = next(c for c in found.checks if c.name == "regression_to_the_mean")
    assert 0.0 < naive.expected < naive.value


def test_missing_prompts_move_the_level_upwards(found: Checks) -> None:
    """If distress keeps people from answering, the level is higher than the answers say."""
    by_slope = {m.slope: m for m in found.missing}
    assert set(by_slope) == {0.0, -0.3, -0.6}
    assert by_slope[-0.6].mu0 > by_slope[0.0].mu0


def test_rates_that_are_wrong_fail_the_time_check(person: Data, fit: Fit) -> None:
    """Episodes crowded into every tenth day do not pass as the model's."""
    crowded = dataclasses.replace(
        person,
        episode_t=np.sort((person.episode_t // 14400) * 14400 + person.episode_t % 600 + 600),
    )
    target = target_for(crowded, fit.features, layout=fit.layout)
    assert rescaled_times(residuals(target, fit)).passed is False
    good = target_for(person, fit.features, layout=fit.layout)
    assert rescaled_times(residuals(good, fit)).passed is True


def test_an_unlogged_event_at_quiet_moments_is_noticed(person: Data, fit: Fit) -> None:
    """If ratings also drop where nothing was logged, the negative control fails."""
    target = target_for(person, fit.features, layout=fit.layout)
    r = residuals(target, fit)
    assert negative_control(r, person).passed is True
    gap = np.abs(r.t[:, None] - person.episode_t[None, :]).min(axis=1)
    dropped = dataclasses.replace(r, z=np.where(gap > 720, r.z - 1.0, r.z))
    assert negative_control(dropped, person).passed is False


def test_the_kolmogorov_p_value_is_uniform_for_uniforms() -> None:
    """About five in a hundred uniform samples fall below 0.05."""
    rng = np.random.default_rng(0)
    p = np.array([_kolmogorov(rng.random(40)) for _ in range(1000)])
    assert (p < 0.05).mean() == pytest.approx(0.05, abs=0.02)


def normal_block(centre: float, spread: float, effect: float = 0.3) -> Block:
    """An arm of one parameter with a standard normal prior and normal draws."""
    x = np.random.default_rng(2).standard_normal((200_000, 1)) * spread + centre
    return Block(
        columns=x,
        weight=np.full(x.size, 1.0 / x.size),
        centre=np.zeros(1),
        spread=np.ones(1),
        effect=effect,
        unit="points",
    )


def test_the_bayes_factor_of_a_normal_is_exact() -> None:
    """For normal draws Savage-Dickey has a closed form."""
    value = log_bayes_factor(normal_block(0.3, 0.1))
    expected = math.log(0.1) + 0.5 * (0.3 / 0.1) ** 2
    assert value == pytest.approx(expected, abs=0.05)


def test_power_is_the_share_of_logs_that_would_claim() -> None:
    """For one normal parameter the power has a closed form, and grows with what is known."""
    spread, effect = 0.1, 0.4
    # Claimed where mean^2 / (2 spread^2) + ln spread > 2; means scatter around the shrunk truth.
    least = spread * math.sqrt(2.0 * (CLAIM - math.log(spread)))
    middle = effect * (1.0 - spread**2)
    scatter = spread * math.sqrt(1.0 - spread**2)
    expected = 0.5 * math.erfc((least - middle) / (scatter * math.sqrt(2.0)))
    assert power(normal_block(0.0, spread, effect)) == pytest.approx(expected, abs=0.03)
    chances = [power(normal_block(0.0, s, effect)) for s in (0.9, 0.3, 0.1, 0.03)]
    assert chances == sorted(chances)


def test_two_halves_make_one_verdict() -> None:
    """A cycle needs both halves; the absence of one is its absence; doubt is never absence."""
    said: dict[tuple[ArmAnswer, ArmAnswer], str] = {
        ("sign", "sign"): "cycle",
        ("sign", "no sign"): "drive only",
        ("sign", "not settled"): "drive, echo not settled",
        ("no sign", "sign"): "echo only",
        ("not settled", "sign"): "echo, drive not settled",
        ("no sign", "no sign"): "no sign",
        ("no sign", "not settled"): "no sign",
        ("not settled", "no sign"): "no sign",
        ("not settled", "not settled"): "not settled",
    }
    assert {pair: verdict(*pair) for pair in said} == said


def test_doubtful_weights_settle_nothing(person: Data, fit: Fit) -> None:
    """Where the draws cannot be believed the answer is "not settled", never "no sign"."""
    post = posterior(fit, person)
    for doubtful in (
        dataclasses.replace(post, trusted=False),
        dataclasses.replace(post, other_trusted=False),
    ):
        found = evidence(fit, person, doubtful, witness=False)
        assert found.verdict == "not settled"
        assert {found.drive.answer, found.echo.answer} == {"not settled"}


def test_a_short_log_settles_nothing() -> None:
    """Ten days without feedback have no power, so they are no sign of anything."""
    flat = TRUTH.replaced(
        rho=0.0, omega=0.0, alpha_D=0.0, alpha_work=0.0, alpha_rejection=0.0, alpha_H=0.0
    )
    data = simulate(flat, Design(days=20), 6).data
    fit = fit_person(data)
    found = evidence(fit, data, posterior(fit, data), witness=False)
    assert found.drive.power < 0.5
    assert found.verdict == "not settled"


def test_a_log_cut_in_two_keeps_everything(person: Data) -> None:
    """Two parts hold all records, and local hours stay what they were."""
    cut = 50 * 1440
    one, two = first_part(person, cut), second_part(person, cut)
    assert one.rating_t.size + two.rating_t.size == person.rating_t.size
    assert one.episode_t.size + two.episode_t.size == person.episode_t.size
    assert one.hours_at_risk + two.hours_at_risk == pytest.approx(person.hours_at_risk)
    assert two.minutes + cut == person.minutes
    assert two.zone_shift[0] == person.zone_shift[0] + cut


def test_fewer_threats_mean_fewer_episodes(fit: Fit, person: Data) -> None:
    """The scenario's direction follows from the fitted effects, and the note is honest."""
    answer = what_if(fit, person, Scenario(threats=0.0, stress=0.0), people=16, runs=4)
    assert answer.change["mean_distress"].median < 0.0
    assert answer.change["episodes_per_week"].median <= 0.0
    assert answer.note.startswith("If the model is right.")
    paused = what_if(fit, person, Scenario(pause=0.5), people=16, runs=4)
    assert "guess" in paused.note
    assert paused.change["episodes_per_week"].median < 0.0


def test_no_change_changes_nothing(fit: Fit, person: Data) -> None:
    """Both arms of a pair share all randomness."""
    answer = what_if(fit, person, Scenario(), people=8, runs=2)
    assert all(r.q05 == r.q95 == 0.0 for r in answer.change.values())


def test_ratings_that_never_vary_are_not_compared() -> None:
    """A log of nothing but zeros gets a sentence instead of an error."""
    still = np.zeros(80)
    none = Residuals(t=still, z=still, level=still, gaps=still, background=still, carried=still)
    found = spread_over_time(none)
    assert found.said == "Ratings that never vary cannot be compared."
