"""People of the two-state model, walked minute by minute.

Written apart from the likelihood, on a plain grid of five minutes and with none of its shortcuts,
so that recovering a person's truth tests both. Everything random comes from one seed.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leeward.model._compile import compiled
from leeward.model.data import DAY, MISSING, STRESS, THREAT, Data, Floats, Ints
from leeward.model.params import Params

STEP_MINUTES = 5
_NAMES = (
    "mu0", "mu_S", "h_x", "s_x", "h_S", "s_S", "w_DS", "tau", "tau_S", "rho", "h_r", "omega",
    "h_b", "beta_work", "beta_rejection", "h_delta", "alpha_0", "alpha_D", "alpha_work",
    "alpha_rejection", "bond_D", "bond_stress", "bond_rate", "jump_threat", "jump_partnered",
    "jump_rest", "h_bond", "b_stress", "psi_stress", "b_threat", "psi_threat",
)  # fmt: skip
_TYPICAL = {
    "mu0": 4.0, "mu_S": 6.0, "h_x": 4.0, "s_x": 1.5, "h_S": 14.0, "s_S": 1.4, "w_DS": -0.2,
    "tau": 0.9, "tau_S": 0.9, "rho": 1.8, "h_r": 1.5, "omega": 0.6, "h_b": 14.0,
    "beta_work": 1.2, "beta_rejection": 1.4, "h_delta": 6.0, "alpha_0": -0.7, "alpha_D": 0.2,
    "alpha_work": 0.1, "alpha_rejection": 0.3, "bond_D": 0.3, "bond_stress": 0.4,
    "bond_rate": 0.15, "jump_threat": 1.2, "jump_partnered": 0.8, "jump_rest": 0.0, "h_bond": 8.0,
    "b_stress": -0.36, "psi_stress": 0.0, "b_threat": -1.05, "psi_threat": 0.15,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """A simulated person: the log, the truth, and the two hidden states every hour (n, 2)."""

    data: Data
    truth: Params
    states: Floats


def typical(**changes: float) -> Params:
    """A person of ordinary numbers, some of them changed."""
    return Params.of({**_TYPICAL, **changes})


@compiled
def _walk(
    p: Floats, steps: int, check_in: Ints, uniform: Floats, normal: Floats
) -> tuple[Ints, Floats, Floats]:
    """What happened per step (bits: 1 check-in, 2 stress, 4 threat, 8 partnered, 16 solo).

    Also numbers (steps, 6): distress and security ratings, before, after, severities; and the
    states (steps, 2). Night is 23:30 to 7:30.
    """
    ln2 = math.log(2.0)
    (mu, mu_s, h_x, s_x, h_s, s_s, w, tau, tau_s, rho, h_r, omega, h_b, b_w, b_r, h_d, a0, a_d,
     a_w, a_r, bond, bond_stress, bond_rate, j_t, j_p, j_o, h_g, bs, ps, bt, pt) = p  # fmt: skip
    l_r, k = ln2 / h_r, ln2 / h_b
    peak = math.log(l_r / k) / (l_r - k)
    c_star = math.exp(-k * peak) - math.exp(-l_r * peak)
    dt = 5.0 / 60.0
    f_x, f_s = math.exp(-ln2 / h_x * dt), math.exp(-ln2 / h_s * dt)
    th_x, th_s = ln2 / h_x, ln2 / h_s
    cross = math.tanh(w) * 2.0 * math.sqrt(th_x * th_s) / (th_x + th_s) * s_x * s_s
    v11, v22 = s_x * s_x * (1.0 - f_x * f_x), s_s * s_s * (1.0 - f_s * f_s)
    v12 = cross * (1.0 - f_x * f_s)
    l11 = math.sqrt(v11)
    l21 = v12 / l11
    l22 = math.sqrt(v22 - l21 * l21)
    x = s_x * normal[0, 0]
    s = cross / s_x * normal[0, 0] + math.sqrt(s_s * s_s - (cross / s_x) ** 2) * normal[0, 1]
    relief = rebound = work = threat = partnered = solo = 0.0
    what = np.zeros(steps, dtype=np.int64)
    num = np.zeros((steps, 6))
    states = np.empty((steps, 2))
    for i in range(steps):
        if i > 0:
            x = f_x * x + l11 * normal[i, 0]
            s = f_s * s + l21 * normal[i, 0] + l22 * normal[i, 1]
            relief *= math.exp(-l_r * dt)
            rebound *= math.exp(-k * dt)
            f = math.exp(-ln2 / h_d * dt)
            work *= f
            threat *= f
            f = math.exp(-ln2 / h_g * dt)
            partnered *= f
            solo *= f
        hour = (i % 288) / 12.0
        awake = 7.5 <= hour < 23.5
        states[i, 0], states[i, 1] = x, s
        security = mu_s + s - j_t * threat + j_p * partnered + j_o * solo
        d = (
            mu + x - rho * relief + omega * (rebound - relief) / c_star
            + b_w * work + b_r * threat - (bond + bond_stress * work) * (security - mu_s)
        )  # fmt: skip
        if check_in[i] == 1:
            what[i] |= 1
            num[i, 0] = min(max(np.rint(d + tau * normal[i, 2]), 0.0), 10.0)
            num[i, 1] = min(max(np.rint(security + tau_s * normal[i, 3]), 0.0), 10.0)
        if not awake:
            continue
        eta = a0 - math.log(24.0) + a_d * (d - 4.0) + a_w * work + a_r * threat
        eta -= bond_rate * (security - mu_s)
        rate = math.exp(eta) / (1.0 + 2.0 * math.exp(eta))
        stress_rate = 1.0 / (2.0 + math.exp(math.log(24.0) - bs - ps * (d - 4.0)))
        threat_rate = 1.0 / (2.0 + math.exp(math.log(24.0) - bt - pt * (d - 4.0)))
        if uniform[i, 0] < 1.0 - math.exp(-dt * rate):
            what[i] |= 8 if uniform[i, 1] < 0.4 else 16
            num[i, 2] = min(max(np.rint(d + tau * normal[i, 4]), 0.0), 10.0)
            num[i, 3] = min(max(np.rint(d - rho + tau * normal[i, 5]), 0.0), 10.0)
            relief += 1.0
            rebound += 1.0
            if uniform[i, 1] < 0.4:
                partnered += 1.0
            else:
                solo += 1.0
        if uniform[i, 2] < 1.0 - math.exp(-dt * stress_rate):
            what[i] |= 2
            num[i, 4] = 0.3 + 0.7 * uniform[i, 3]
            work += num[i, 4]
        if uniform[i, 4] < 1.0 - math.exp(-dt * threat_rate):
            what[i] |= 4
            num[i, 5] = 0.3 + 0.7 * uniform[i, 5]
            threat += num[i, 5]
    return what, num, states


def simulate_pair(
    truth: Params, *, days: int, seed: int, check_ins: int = 4, answered: float = 0.85
) -> Pair:
    """One person with ratings of distress and security at `check_ins` random moments a day.

    Habit plays no part (`alpha_H` is 0). The same arguments give the same person.
    """
    rng = np.random.default_rng(seed)
    per_day = DAY // STEP_MINUTES
    steps = days * per_day
    asked = np.zeros(steps, dtype=np.int64)
    for day in range(days):
        at = rng.choice(np.arange(96, 264), check_ins, replace=False) + day * per_day
        asked[at[rng.random(check_ins) < answered]] = 1
    what, num, states = _walk(
        np.array([truth[n] for n in _NAMES]),
        steps,
        asked,
        rng.random((steps, 6)),
        rng.standard_normal((steps, 6)),
    )
    return Pair(data=_as_data(what, num, days), truth=truth, states=states[::12])


def _as_data(what: Ints, num: Floats, days: int) -> Data:
    def at(bits: int) -> Ints:
        return np.flatnonzero(what & bits).astype(np.int64)

    rated, episodes = at(1), at(24)
    stress, threat = at(2), at(4)
    trigger = np.concatenate([stress, threat])
    order = np.argsort(trigger, kind="stable")
    kind = np.concatenate([np.zeros(stress.size), np.ones(threat.size)]).astype(np.int64)
    severity = np.concatenate([num[stress, 4], num[threat, 5]])
    start = np.arange(days, dtype=np.int64) * DAY
    return Data(
        minutes=days * DAY,
        rating_t=rated * STEP_MINUTES,
        rating_y=num[rated, 0].astype(np.int64),
        rating_prompted=np.ones(rated.size, dtype=np.bool_),
        security_t=rated * STEP_MINUTES,
        security_y=num[rated, 1].astype(np.int64),
        episode_t=episodes * STEP_MINUTES,
        episode_kind=np.where(what[episodes] & 8, 2, 0).astype(np.int64),
        episode_before=num[episodes, 2].astype(np.int64),
        episode_after=num[episodes, 3].astype(np.int64),
        episode_delay=np.zeros(episodes.size, dtype=np.int64),
        episode_urge=np.full(episodes.size, MISSING, dtype=np.int64),
        trigger_t=trigger[order] * STEP_MINUTES,
        trigger_kind=kind[order],
        trigger_severity=severity[order],
        trigger_names=("work", "rejection"),
        trigger_class=(STRESS, THREAT),
        risk_from=start + 450,
        risk_until=start + 1410,
    )
