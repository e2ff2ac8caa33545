"""Distress and felt security together: exact limits, exact gradients, recovery, the answer."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.linalg import expm, solve_continuous_lyapunov
from scipy.stats import multivariate_normal, norm

from leeward.model import grid, linear, two_state
from leeward.model.data import STRESS, THREAT, Data, Floats, Ints
from leeward.model.draws import weighted_quantile
from leeward.model.grid import MIDDLE, Tape
from leeward.model.layout import Features
from leeward.model.likelihood import target_for
from leeward.model.params import Params, Prior, to_natural
from leeward.model.simulate import Design, simulate
from leeward.model.two_state_people import simulate_pair, typical

NO_HABIT = two_state.PRIORS.changed(
    "no habit", alpha_H=Prior(family="normal", centre=0.0, spread=0.05, unit="log rate")
)
QUIET = {
    "alpha_0": -1.0, "alpha_D": 0.0, "alpha_work": 0.0, "alpha_rejection": 0.0, "alpha_H": 0.0,
    "psi_stress": 0.0, "psi_threat": 0.0, "bond_rate": 0.0, "rho": 0.0, "omega": 0.0,
}  # fmt: skip


def ratings_only(days: int = 12) -> Data:
    """A simulated person's ratings of both, kept off the censored ends."""
    data = simulate_pair(typical(), days=days, seed=3).data
    return Data(
        minutes=data.minutes,
        rating_t=data.rating_t,
        rating_y=np.clip(data.rating_y, 2, 8),
        rating_prompted=data.rating_prompted,
        security_t=data.security_t,
        security_y=np.clip(data.security_y, 2, 8),
    )


def test_drift_coupling_is_the_linear_engine() -> None:
    """Ratings alone with coupled drift give the continuous-time linear model to 1e-9."""
    data = ratings_only()
    p = typical(**QUIET, bond_D=0.0, bond_stress=0.0, k_DS=0.03, k_SD=0.02, w_DS=-0.3)
    fast, slow = np.log(2.0) / p["h_x"], np.log(2.0) / p["h_S"]
    q11, q22 = 2.0 * fast * p["s_x"] ** 2, 2.0 * slow * p["s_S"] ** 2
    q12 = np.tanh(-0.3) * np.sqrt(q11 * q22)
    expected = linear.log_likelihood(
        linear.LinearParameters(
            drift=np.array([[-fast, -0.03], [-0.02, -slow]]),
            diffusion=np.array([[q11, q12], [q12, q22]]),
            noise=np.array([p["tau"] ** 2, p["tau_S"] ** 2]) + 1.0 / 12.0,
            intercept=np.array([p["mu0"], p["mu_S"]]),
        ),
        data.rating_t / 60.0,
        np.column_stack([data.rating_y, data.security_y]).astype(np.float64),
        first="stationary",
    )
    quiet = replace(data, risk_from=np.zeros(0, np.int64), risk_until=np.zeros(0, np.int64))
    found = two_state.log_likelihood(two_state.lay_out(quiet), p)
    assert found == pytest.approx(expected, abs=1e-9)


def test_stress_times_bond_is_the_joint_normal() -> None:
    """The loading, with its known stress input, equals one big normal built by hand."""
    data = ratings_only(6)
    stress_t = np.array([1500, 4000, 6100])
    data = replace(
        data,
        trigger_t=stress_t,
        trigger_kind=np.zeros(3, np.int64),
        trigger_severity=np.array([1.0, 0.6, 0.8]),
        trigger_names=("work",),
        trigger_class=(STRESS,),
    )
    drift = -np.log(2.0) * np.diag([1.0 / 4.0, 1.0 / 14.0])
    tape = two_state.lay_out(data)

    def by_hand(p: Params) -> float:
        q = np.diag([2.0 * -drift[0, 0] * p["s_x"] ** 2, 2.0 * -drift[1, 1] * p["s_S"] ** 2])
        q[0, 1] = q[1, 0] = np.tanh(p["w_DS"]) * np.sqrt(q[0, 0] * q[1, 1])
        still = solve_continuous_lyapunov(drift, -q)
        hours = data.rating_t / 60.0
        since = np.maximum(hours[:, None] - stress_t / 60.0, 0.0)
        on = data.rating_t[:, None] >= stress_t
        stress = (on * data.trigger_severity * 0.5 ** (since / p["h_delta"])).sum(axis=1)
        load = p["bond_D"] + p["bond_stress"] * stress
        rows = np.zeros((2 * hours.size, 2))
        rows[0::2, 0], rows[0::2, 1], rows[1::2, 1] = 1.0, -load, 1.0
        times = np.repeat(hours, 2)
        cov = np.zeros((times.size, times.size))
        for i in range(times.size):
            for j in range(i + 1):
                cov[i, j] = cov[j, i] = (
                    rows[i] @ expm(drift * (times[i] - times[j])) @ still @ rows[j]
                )
        cov += np.diag(np.tile(np.array([p["tau"], p["tau_S"]]) ** 2 + 1.0 / 12.0, hours.size))
        mean = np.full(times.size, p["mu_S"])
        mean[0::2] = p["mu0"] + p["beta_work"] * stress
        y = np.column_stack([data.rating_y, data.security_y]).ravel()
        return float(multivariate_normal.logpdf(y, mean, cov))

    with_it, without = typical(**QUIET, bond_stress=0.5), typical(**QUIET, bond_stress=0.0)
    found = two_state.log_likelihood(tape, with_it) - two_state.log_likelihood(tape, without)
    assert found == pytest.approx(by_hand(with_it) - by_hand(without), abs=1e-8)


def test_without_coupling_it_is_one_state_beside_security() -> None:
    """With every coupling at zero the log density splits into the one-state model and security."""
    full = simulate_pair(typical(), days=25, seed=5).data
    none = np.zeros(0, np.int64)
    data = replace(full, trigger_t=none, trigger_kind=none, trigger_severity=np.zeros(0))
    zero = dict.fromkeys(
        ("bond_D", "bond_stress", "bond_rate", "w_DS", "jump_partnered", "jump_rest"), 0.0
    )
    p = typical(**zero, alpha_H=0.8)
    features = Features(kinds=False, recall=False, drift=False, urges=False, product=False)
    target = target_for(data, features, resolution=MIDDLE)
    z = np.zeros(len(target.layout))
    for i, (name, prior) in enumerate(zip(target.layout.names, target.layout.priors, strict=True)):
        if prior.family == "normal":
            z[i] = (p.get(name) - prior.centre) / prior.spread
        elif prior.family == "log":
            z[i] = (np.log(p[name]) - prior.centre) / prior.spread
    p = p.replaced(h_b=target.layout.params(z)["h_b"])
    only = replace(full, rating_t=none, rating_y=none, rating_prompted=none > 0, episode_t=none,
                   episode_kind=none, episode_before=none, episode_after=none, episode_delay=none,
                   episode_urge=none, trigger_t=none, trigger_kind=none,
                   trigger_severity=np.zeros(0), risk_from=none, risk_until=none)  # fmt: skip
    together = two_state.log_likelihood(two_state.lay_out(data), p)
    apart = target.log_likelihood(z) + two_state.log_likelihood(two_state.lay_out(only), p)
    assert together == pytest.approx(apart, abs=1e-4)


def by_series(tape: Tape, p: Params, nodes: int = 44) -> float:
    """The same log-likelihood on a product of two Hermite series: no assumed density.

    Needs diagonal drift and independent noises, which make the two motions separate.
    """
    off = np.sqrt(np.arange(1.0, nodes))
    points, basis = np.linalg.eigh(np.diag(off, 1) + np.diag(off, -1))
    basis = basis * np.sign(basis[0])
    root = np.outer(basis[0], basis[0])
    x, s = p["s_x"] * points[:, None], p["s_S"] * points[None, :]
    inputs = two_state._inputs(tape, p)
    assert inputs is not None
    order = np.arange(nodes)

    def motion(half_life: float, hours: float) -> Floats:
        out: Floats = (basis.T * 0.5 ** (order * hours / half_life)) @ basis
        return out

    moves = [(motion(p["h_x"], float(h)), motion(p["h_S"], float(h))) for h in tape.half_hours]
    u, total = root.copy(), 0.0
    for i, code in enumerate(tape.code):
        ts, s0 = inputs.drive.sums[i, 4], inputs.s0[i]
        bond = s + s0
        d = inputs.drive.d[i] + x - (p["bond_D"] + p["bond_stress"] * ts) * bond
        eta = inputs.drive.e[i] - np.log(24.0) + p["alpha_D"] * (d - 4.0) - p["bond_rate"] * bond
        rate = 1.0 / (2.0 + np.exp(-eta))
        logs = [1.0 / (2.0 + np.exp(-(b + slope * (d - 4.0)))) for b, slope in inputs.streams]
        if code == 0:
            one, two = moves[tape.half[i]]
            u = one.T @ u @ two
            if tape.risk[i]:
                hours = 2.0 * tape.half_hours[tape.half[i]]
                u = u * np.exp(-hours * (rate + sum(logs)))
            u = one.T @ u @ two
        elif code in {1, 9}:
            u = u * rating(tape.value[i], d, p["tau"])
        elif code == grid.SECURITY:
            u = u * rating(tape.value[i], p["mu_S"] + bond, p["tau_S"])
        elif code == 2:
            u = u * rate
        elif code == 6:
            u = u * logs[tape.ref[i]]
        z = float((root * u).sum())
        total += np.log(z)
        u = u / z
    return total


def rating(y: float, mean: Floats, noise: float) -> Floats:
    """Density of a rating, ends censored."""
    if y < 0.5:
        return np.asarray(norm.cdf((0.5 - mean) / noise))
    if y > 9.5:
        return np.asarray(norm.cdf((mean - 9.5) / noise))
    return np.asarray(norm.pdf(y, mean, np.sqrt(noise**2 + 1.0 / 12.0)))


def test_filter_is_near_a_two_dimensional_oracle() -> None:
    """Per 12 days the assumed density costs at most .15 in log-likelihood, .02 in the median."""
    errors = []
    for seed in range(6):
        truth = typical(w_DS=0.0, alpha_H=0.0, mu_S=5.0 + 0.5 * seed, alpha_D=0.05 * seed)
        tape = two_state.lay_out(simulate_pair(truth, days=12, seed=seed).data)
        errors.append(two_state.log_likelihood(tape, truth) - by_series(tape, truth))
    assert np.median(np.abs(errors)) <= 0.02
    assert np.max(np.abs(errors)) <= 0.15


@pytest.mark.parametrize("coupling", ["loading", "drift"])
def test_gradient_is_exact(coupling: two_state.Coupling) -> None:
    """The reverse pass equals central differences in every parameter, ends and events included."""
    data = simulate_pair(typical(mu0=6.0, mu_S=7.5), days=20, seed=1).data
    tape, layout = two_state.lay_out(data), two_state.two_state_layout(data, coupling=coupling)
    z = np.random.default_rng(2).normal(0.0, 0.5, len(layout))
    value, gradient = two_state.log_posterior_gradient(tape, layout, z)
    assert value == two_state.log_posterior(tape, layout, z)
    slow = [
        (
            two_state.log_posterior(tape, layout, z + 1e-5 * e)
            - two_state.log_posterior(tape, layout, z - 1e-5 * e)
        )
        / 2e-5
        for e in np.eye(len(layout))
    ]
    np.testing.assert_allclose(gradient, slow, rtol=1e-5, atol=1e-5)


def test_gradient_with_other_ways_and_own_moments() -> None:
    """Other ways, urges in the log and security rated at moments of its own change nothing."""
    truth = Params.of(
        {
            "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 1.8, "h_r": 1.5, "omega": 0.6,
            "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -0.5,
            "alpha_D": 0.2, "rho_way": 0.8, "h_way": 1.0,
        }
    )  # fmt: skip
    design = Design(
        days=12.0, urges=True, practices=(("walk", 0.8), ("call", 0.5)), local_start=500
    )
    rng = np.random.default_rng(1)
    log = simulate(truth, design, 1).data
    times = np.sort(rng.integers(0, log.minutes, 30))
    data = replace(log, security_t=times, security_y=rng.integers(0, 11, 30))
    tape, layout = two_state.lay_out(data), two_state.two_state_layout(data)
    assert (tape.code == grid.SECURITY).sum() == 30
    np.testing.assert_array_equal(tape.t[tape.code == grid.SECURITY], times)
    assert 2.0 * tape.half_hours[tape.half[tape.code == 0]].sum() == pytest.approx(12 * 24)
    z = rng.normal(0.0, 0.4, len(layout))
    _, gradient = two_state.log_posterior_gradient(tape, layout, z)
    for name in ("rho_way", "h_way", "mu_S", "h_S", "bond_D", "h_delta", "c_cos"):
        e = 1e-5 * np.eye(len(layout))[layout.index(name)]
        up, down = (two_state.log_posterior(tape, layout, z + k * e) for k in (1, -1))
        assert gradient[layout.index(name)] == pytest.approx((up - down) / 2e-5, abs=1e-4)


def test_truth_is_recovered() -> None:
    """Over six people of 125 days the truth lies within the posteriors as often as promised."""
    truth = typical()
    names = ("mu0", "s_x", "tau", "rho", "beta_work", "alpha_D", "mu_S", "h_S", "s_S", "tau_S",
             "w_DS", "bond_D", "bond_stress", "bond_rate", "jump_threat", "psi_threat")  # fmt: skip
    scores, covered = [], []
    for seed in range(6):
        data = simulate_pair(truth, days=125, seed=seed + 50).data
        fit = two_state.fit_two_state(data, priors=NO_HABIT, draws=256)
        assert fit.converged
        x, w = to_natural(fit.layout, fit.draws.z), fit.draws.weight
        for name in names:
            column: Floats = x[:, fit.layout.index(name)]
            mean = float(w @ column)
            scores.append((mean - truth[name]) / float(np.sqrt(w @ (column - mean) ** 2)))
            low, high = weighted_quantile(column, w, (0.05, 0.95))
            covered.append(low <= truth[name] <= high)
    assert np.mean(covered) == pytest.approx(0.9, abs=0.08)
    assert abs(np.mean(scores)) < 0.35
    assert np.std(scores) == pytest.approx(1.0, abs=0.25)


def test_the_answer_follows_the_truth() -> None:
    """A strong interaction is found and shown; its sign turns with the truth's."""
    answers = []
    for product in (0.9, -0.9):
        data = simulate_pair(typical(bond_stress=product), days=300, seed=9).data
        fit = two_state.fit_two_state(data, priors=NO_HABIT, draws=256)
        answers.append(two_state.stress_by_bond(fit, data))
    strong, turned = answers
    assert strong.shown
    assert strong.why_not == ""
    assert strong.probability > 0.95
    assert strong.difference[0] > 0.0
    assert strong.unsafe[2] > strong.safe[2]
    assert turned.probability < 0.1


def test_little_data_is_said_to_be_little() -> None:
    """After ten days nothing is shown, and the answer says how many more stresses it needs."""
    data = simulate_pair(typical(), days=10, seed=4).data
    answer = two_state.stress_by_bond(two_state.fit_two_state(data, draws=256), data)
    assert not answer.shown
    assert answer.why_not
    assert answer.contraction < 0.5
    assert answer.more_stresses > 0


def test_too_little_is_refused() -> None:
    """Without enough ratings of security, or without any stress, a clear message comes."""
    data = simulate_pair(typical(), days=30, seed=4).data
    bare = replace(data, security_t=data.security_t[:3], security_y=data.security_y[:3])
    with pytest.raises(two_state.TwoStateError):
        two_state.fit_two_state(bare)
    calm = data.trigger_kind == 1
    without = replace(
        data,
        trigger_t=data.trigger_t[calm],
        trigger_kind=data.trigger_kind[calm],
        trigger_severity=data.trigger_severity[calm],
    )
    fit = two_state.fit_two_state(without, draws=256)
    with pytest.raises(two_state.TwoStateError):
        two_state.stress_by_bond(fit, without)


def with_episodes(data: Data, times: Ints) -> Data:
    """The same log with other episodes, all of them rated 0 before and after."""
    zero = np.zeros(times.size, np.int64)
    return replace(
        data,
        episode_t=times,
        episode_kind=zero,
        episode_before=zero,
        episode_after=zero,
        episode_delay=zero,
        episode_urge=zero - 1,
    )


@pytest.mark.parametrize("shape", ["tens", "no-episodes", "zeros-and-tens", "many"])
def test_degenerate_logs_get_numbers(shape: str) -> None:
    """Ratings stuck at the ends, no episodes or far too many never give NaN or an exception."""
    data = simulate_pair(typical(), days=8, seed=6).data
    n = data.rating_t.size
    if shape == "tens":
        data = replace(data, rating_y=np.full(n, 10), security_y=np.full(n, 10))
    elif shape == "no-episodes":
        data = with_episodes(data, np.zeros(0, np.int64))
    elif shape == "zeros-and-tens":
        data = replace(data, rating_y=np.arange(n) % 2 * 10, security_y=np.arange(n) % 2 * 10)
    else:
        data = with_episodes(data, np.arange(0, data.minutes, 11))
    fit = two_state.fit_two_state(data, draws=64)
    assert np.all(np.isfinite(fit.z))
    assert np.isfinite(fit.log_density)
    assert fit.converged == (fit.steepness < 0.02)


def test_filtered_states_follow_the_truth() -> None:
    """At the truth the filter's standardised errors of both hidden states have unit size."""
    pair = simulate_pair(typical(alpha_H=0.0), days=200, seed=8)
    tape = two_state.lay_out(pair.data)
    path = two_state.filtered(tape, pair.truth)
    asked = np.flatnonzero(tape.code == 1)
    hours = (tape.t[asked] // 60).astype(np.int64)
    for state, variance in ((0, 2), (1, 4)):
        error = path[asked, state] - pair.states[hours, state]
        assert np.sqrt(np.mean(error**2 / path[asked, variance])) == pytest.approx(1.0, abs=0.25)


def test_classes_decide_what_is_free() -> None:
    """Without a logged threat there is no threat parameter; without stress no interaction."""
    data = simulate_pair(typical(), days=20, seed=2).data
    both = two_state.two_state_layout(data)
    assert {"bond_stress", "jump_threat", "jump_partnered"} <= set(both.names)
    threats = replace(data, trigger_class=(THREAT, THREAT))
    assert "bond_stress" not in two_state.two_state_layout(threats).names
    drift = two_state.two_state_layout(data, coupling="drift").names
    assert "bond_D" not in drift
    assert {"k_DS", "k_SD"} <= set(drift)
