"""The coping cycle with a second hidden state: felt security of the bond (C2).

    dX = (-th_D X - k_DS s) dt + dW1,   ds = (-th_S s - k_SD X) dt + dW2,   cov(dW) free
    Security(t) = mu_S + s - jump_threat Tt(t) + sum_i jump_kind e^(-l (t - t_i))
    D(t) = d(t) + X - (bond_D + bond_stress Ts(t)) (Security(t) - mu_S)
    ln rate(t) = e(t) - ln 24 + alpha_D (D(t) - 4) - bond_rate (Security(t) - mu_S), capped

d(t) and e(t) are the offsets of the one-state model (`drive`), Ts and Tt the decaying sums of
stress and of threat. Insecurity is a state and stress a known input, so stress x bond stays
linear-Gaussian. th = ln 2 / half-life; s_x and s_S are the SDs each state would have alone;
w_DS is the Fisher z of the correlation of their noises. `bond_D` and the drift k_DS do nearly the
same over hours, so only one of them is free.

Inference is the assumed-density filter in two dimensions. Every observation looks at the state
along one direction c: mean u = offset + c m, variance v = c' V c, and log Z(u, v) with its first
four derivatives l1..l4 by u. Then (Gaussian moments, exactly)

    m <- m + V c l1,   V <- V + V c c' V l2,   d log Z / dv = (l2 + l1^2) / 2

so ratings, censored ratings, events and silence differ only in l1..l4, and the way back
(reverse mode) is one formula for all. Its cost does not depend on the number of parameters.

Sources: Snyder & Miller (1991) Random point processes in time and space; Eden et al. (2004)
Neural Computation 16, 971-998 (point-process filters); the reverse pass is our own derivation,
tested against differences.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Literal

import numpy as np

from leeward.model import drive as driving
from leeward.model import optimise
from leeward.model import two_state_lanes as lanes
from leeward.model._compile import compiled, fused
from leeward.model.beginning import rough_curvature, starting_point
from leeward.model.data import STRESS, THREAT, Data, Flags, Floats, Ints
from leeward.model.draws import Draws, draw_posterior, weighted_quantile
from leeward.model.filter import WEIGHT, XI
from leeward.model.grid import (
    MIDDLE,
    PROMPT,
    SECURITY,
    Resolution,
    Tape,
    build,
    class_flags,
    kept,
)
from leeward.model.lanes import exp_held, exp_near
from leeward.model.layout import Features, layout_for
from leeward.model.linear import lyapunov, transition
from leeward.model.params import (
    DEFAULT,
    LOG_DAY,
    RATE_CAP_HOURS,
    REFERENCE_DISTRESS,
    Layout,
    Params,
    Prior,
    PriorSet,
    layout_of,
    log_prior,
    log_prior_gradient,
    natural_to_working_gradient,
    to_natural,
)
from leeward.model.pool import pooled
from leeward.util.errors import LeewardError

Coupling = Literal["loading", "drift"]

LN2: Final = math.log(2.0)
LEAST_SECURITY: Final = 10
FARTHEST: Final = 25.0
ABREAST: Final = 8
XI_8: Final = np.concatenate([XI, np.zeros(ABREAST - XI.size)])
WEIGHT_8: Final = np.concatenate([WEIGHT, np.zeros(ABREAST - WEIGHT.size)])
C2_FEATURES: Final = Features(kinds=False, recall=False, drift=False, urges=False, product=False)

_FISHER: Final = "Fisher z"
_TABLE: Final = {
    "mu_S": Prior(family="normal", centre=6.0, spread=1.5, unit="points"),
    "h_S": Prior(family="log", centre=math.log(12.0), spread=0.6, unit="hours"),
    "s_S": Prior(family="log", centre=math.log(1.3), spread=0.35, unit="points"),
    "tau_S": Prior(family="log", centre=math.log(0.9), spread=0.25, unit="points"),
    "w_DS": Prior(family="normal", centre=0.0, spread=0.3, unit=_FISHER),
    "k_DS": Prior(family="normal", centre=0.0, spread=0.05, unit="points per point and hour"),
    "k_SD": Prior(family="normal", centre=0.0, spread=0.05, unit="points per point and hour"),
    "bond_D": Prior(family="normal", centre=0.2, spread=0.3, unit="points per point"),
    "bond_stress": Prior(family="normal", centre=0.0, spread=0.4, unit="points per point"),
    "bond_rate": Prior(family="normal", centre=0.0, spread=0.25, unit="log rate per point"),
    "jump_threat": Prior(family="normal", centre=1.0, spread=0.8, unit="points"),
    "jump_partnered": Prior(family="normal", centre=0.5, spread=0.8, unit="points"),
    "jump_rest": Prior(family="normal", centre=0.0, spread=0.8, unit="points"),
    "h_bond": Prior(family="log", centre=math.log(8.0), spread=0.5, unit="hours"),
}
PRIORS: Final = DEFAULT.changed("two-state", **_TABLE)


class TwoStateError(LeewardError):
    """The log holds too little to say anything about felt security."""


def lay_out(data: Data, resolution: Resolution = MIDDLE) -> Tape:
    """The one-state tape with the ratings of security as rows of code `SECURITY`.

    A rating of security comes before everything else logged in its minute, so that an episode of
    the same minute cannot have changed it.
    """
    # They travel as unanswered prompts, which cut the grid without starting a kernel.
    joined = replace(data, missed_t=data.security_t)
    tape = build(joined, replace(C2_FEATURES, answering=1.0), resolution)
    security = (tape.code == PROMPT) & (tape.value == 0.0)
    keep = (tape.code != PROMPT) | security
    code = tape.code.copy()
    code[security] = SECURITY
    rated = tape.value.copy()
    rated[security] = data.security_y
    return kept(replace(tape, code=code, value=rated), keep)


def two_state_layout(
    data: Data, *, coupling: Coupling = "loading", priors: PriorSet = PRIORS
) -> Layout:
    """Free parameters of C2 for this log: those of one state, and those of the bond."""
    base = layout_for(data, C2_FEATURES, priors)
    names = ["mu_S", "h_S", "s_S", "tau_S", "w_DS", "bond_rate"]
    names += ["bond_D"] if coupling == "loading" else ["k_DS", "k_SD"]
    present = {data.trigger_class[k] for k in data.trigger_kind}
    names += ["bond_stress"] if STRESS in present else []
    names += ["jump_threat"] if THREAT in present else []
    partnered = is_partnered(data)
    names += ["jump_partnered"] if partnered.any() else []
    names += ["jump_rest"] if (~partnered).any() else []
    names += ["h_bond"] if partnered.size else []
    more = layout_of(names, priors)
    return replace(base, names=base.names + more.names, priors=base.priors + more.priors)


def is_partnered(data: Data) -> Flags:
    """Per episode: whether it was with a partner."""
    kinds = np.array([name == "partnered" for name in data.kinds], dtype=np.bool_)
    return kinds[data.episode_kind]


@compiled
def _bond_sums(
    code: Ints,
    ref: Ints,
    half: Ints,
    half_hours: Floats,
    partnered: Floats,
    stress: Floats,
    threat: Floats,
    l_g: float,
    l_d: float,
    out: Floats,
) -> None:
    """Per row (n, 6): sums over partnered and other episodes with decay l_g, their derivatives by
    l_g, and the derivatives of the stress and threat sums by l_d (rates per hour).
    """
    a = b = da = db = s = t = ds = dt = 0.0
    bond, kernel = np.exp(-l_g * half_hours), np.exp(-l_d * half_hours)
    for i in range(code.size):
        op = code[i]
        turns = 2 if op == 0 else 1
        for turn in range(turns):
            if op == 0:
                h = half_hours[half[i]]
                f = bond[half[i]]
                da = f * (da - h * a)
                db = f * (db - h * b)
                a *= f
                b *= f
                f = kernel[half[i]]
                ds = f * (ds - h * s)
                dt = f * (dt - h * t)
                s *= f
                t *= f
            elif op == 10:
                a += partnered[ref[i]]
                b += 1.0 - partnered[ref[i]]
            elif op == 11:
                s += stress[ref[i]]
                t += threat[ref[i]]
            if turn == 0:
                out[i, 0] = a
                out[i, 1] = b
                out[i, 2] = da
                out[i, 3] = db
                out[i, 4] = ds
                out[i, 5] = dt


@compiled
def _log_normal_cdf(x: float) -> tuple[float, float]:
    """Ln Phi(x) and phi(x)/Phi(x), stable in the far left tail."""
    if x < -30.0:
        z = 1.0 / (x * x)
        tail = 1.0 - z * (1.0 - 3.0 * z * (1.0 - 5.0 * z))
        return -0.5 * x * x - math.log(-x) - 0.9189385332046727 + math.log(tail), -x / tail
    cdf = 0.5 * math.erfc(-x / math.sqrt(2.0))
    return math.log(cdf), math.exp(-0.5 * x * x) / (2.5066282746310002 * cdf)


@compiled
def _rating(y: float, u: float, f: float, out: Floats) -> None:
    """Ln Z and l1..l4 of a 0-10 rating with ends censored, predicted mean u, variance f."""
    if 0.5 < y < 9.5:
        g = f + 1.0 / 12.0
        e = y - u
        out[0] = -0.9189385332046727 - 0.5 * math.log(g) - 0.5 * e * e / g
        out[1] = e / g
        out[2] = -1.0 / g
        out[3] = 0.0
        out[4] = 0.0
        return
    root = math.sqrt(f)
    sign = -1.0 if y < 0.5 else 1.0
    x = (0.5 - u) / root if y < 0.5 else (u - 9.5) / root
    out[0], r = _log_normal_cdf(x)
    two = -r * (x + r)
    three = -two * (x + r) - r * (1.0 + two)
    four = -three * (x + r) - 2.0 * two * (1.0 + two) - r * three
    k = sign / root
    out[1] = k * r
    out[2] = k * k * two
    out[3] = k * k * k * three
    out[4] = k * k * k * k * four


@fused
def _tilt(u: float, v: float, cap: float, hours: float, room: Floats, out: Floats) -> None:
    """Ln E f(u + sqrt(v) x) and its derivatives by u, on five Gauss-Hermite nodes.

    f is the rate itself (`hours` = 0, an event) or exp(-hours x rate) (silence), where
    rate = e^eta / (1 + cap e^eta), whose derivatives are those of a logistic curve. Nodes stand
    abreast in `room` (40,), eight with those of no weight.
    """
    root = math.sqrt(v) if v > 0.0 else 0.0
    silent = hours > 0.0
    for k in range(ABREAST):
        grown = exp_held(u + root * XI_8[k])
        rate = grown / (1.0 + cap * grown)
        p = cap * rate
        r1 = rate * (1.0 - p)
        r2 = r1 * (1.0 - 2.0 * p)
        r3 = r1 * (1.0 - 6.0 * p + 6.0 * p * p)
        r4 = r2 * (1.0 - 12.0 * p + 12.0 * p * p)
        a1, a2, a3, a4 = -hours * r1, -hours * r2, -hours * r3, -hours * r4
        square = a1 * a1
        f = WEIGHT_8[k] * (exp_near(-hours * rate) if silent else 1.0)
        room[k] = f * (1.0 if silent else rate)
        room[8 + k] = f * (a1 if silent else r1)
        room[16 + k] = f * (a2 + square if silent else r2)
        room[24 + k] = f * (a3 + a1 * (3.0 * a2 + square) if silent else r3)
        four = a4 + 4.0 * a1 * a3 + 3.0 * a2 * a2 + square * (6.0 * a2 + square)
        room[32 + k] = f * (four if silent else r4)
    z0 = room[0] + room[1] + room[2] + room[3] + room[4]
    inverse = 1.0 / z0
    z1 = (room[8] + room[9] + room[10] + room[11] + room[12]) * inverse
    z2 = (room[16] + room[17] + room[18] + room[19] + room[20]) * inverse
    z3 = (room[24] + room[25] + room[26] + room[27] + room[28]) * inverse
    z4 = (room[32] + room[33] + room[34] + room[35] + room[36]) * inverse
    square = z1 * z1
    out[0] = math.log(z0)
    out[1] = z1
    out[2] = z2 - square
    out[3] = z3 - 3.0 * z1 * z2 + 2.0 * z1 * square
    out[4] = z4 - 4.0 * z1 * z3 - 3.0 * z2 * z2 + 12.0 * square * z2 - 6.0 * square * square


@compiled
def _sweep(
    code: Ints,
    value: Floats,
    ref: Ints,
    half: Ints,
    half_hours: Floats,
    risk: Ints,
    d: Floats,
    e: Floats,
    ts: Floats,
    s0: Floats,
    moves: Floats,
    still: Floats,
    numbers: Floats,
    streams: Floats,
    trail: Floats,
    kinds: Ints,
    path: Floats,
) -> tuple[float, int]:
    """Forward filter. Returns log L and the number of entries on the trail.

    `moves` (h, 4) holds Phi per half step, `still` (3,) the stationary covariance, `numbers` =
    (tau, tau_S, alpha_D, bond_rate, bond_D, bond_stress, mu_S, 1/cap hours), `streams` (q, 2) the
    log rate an hour and slope of each logging stream. `trail` (entries, 9) keeps m, V before each
    entry and l1..l4; `kinds` its row and what it was: -1 a move, 0 distress, 1 security, 2 the rate
    of episodes, 3 + q stream q. `path` (n, 5) gets m, V after each row. Empty `trail` or `path`
    keep nothing.
    """
    tau2, tau_s2 = numbers[0] ** 2, numbers[1] ** 2
    alpha, beta, bond, bond_stress = numbers[2], numbers[3], numbers[4], numbers[5]
    mu_s, cap = numbers[6], numbers[7]
    keep, trace = trail.shape[0] > 0, path.shape[0] > 0
    p11, p12, p22 = still[0], still[1], still[2]
    m1 = m2 = 0.0
    v11, v12, v22 = p11, p12, p22
    total = 0.0
    at = 0
    ell, room = np.zeros(5), np.zeros(5 * ABREAST)
    for i in range(code.size):
        op = code[i]
        load = bond + bond_stress * ts[i]
        turns = 1
        if op == 0:
            turns = 2 + (1 + streams.shape[0] if risk[i] == 1 else 0)
        for turn in range(turns):
            what = -2
            if op == 0:
                what = -1 if turn in (0, turns - 1) else 1 + turn
            elif op in (1, 9):
                what = 0
            elif op == SECURITY:
                what = 1
            elif op in (2, 3):
                what = 2
            elif op == 6 and ref[i] >= 0:
                what = 3 + ref[i]
            if what == -2:
                continue
            if keep:
                trail[at, 0], trail[at, 1] = m1, m2
                trail[at, 2], trail[at, 3], trail[at, 4] = v11, v12, v22
                kinds[at, 0], kinds[at, 1] = i, what
            if what == -1:
                f = moves[half[i]]
                x11, x12, x22 = v11 - p11, v12 - p12, v22 - p22
                t11, t12 = f[0] * x11 + f[1] * x12, f[0] * x12 + f[1] * x22
                t21, t22 = f[2] * x11 + f[3] * x12, f[2] * x12 + f[3] * x22
                v11 = p11 + t11 * f[0] + t12 * f[1]
                v12 = p12 + t11 * f[2] + t12 * f[3]
                v22 = p22 + t21 * f[2] + t22 * f[3]
                k1 = f[0] * m1 + f[1] * m2
                m2 = f[2] * m1 + f[3] * m2
                m1 = k1
                at += 1
                continue
            c1, c2, u = 1.0, -load, d[i] - load * s0[i]
            if what == 1:
                c1, c2, u = 0.0, 1.0, mu_s + s0[i]
            elif what == 2:
                u = e[i] - LOG_DAY + alpha * (u - REFERENCE_DISTRESS) - beta * s0[i]
                c1, c2 = alpha, alpha * c2 - beta
            elif what > 2:
                slope = streams[what - 3, 1]
                u = streams[what - 3, 0] + slope * (u - REFERENCE_DISTRESS)
                c1, c2 = slope, slope * c2
            g1, g2 = v11 * c1 + v12 * c2, v12 * c1 + v22 * c2
            u += c1 * m1 + c2 * m2
            v = c1 * g1 + c2 * g2
            if what < 2:
                _rating(value[i], u, v + (tau2 if what == 0 else tau_s2), ell)
            else:
                hours = 2.0 * half_hours[half[i]] if op == 0 else 0.0
                _tilt(u, v, cap, hours, room, ell)
            total += ell[0]
            m1 += g1 * ell[1]
            m2 += g2 * ell[1]
            v11 += g1 * g1 * ell[2]
            v12 += g1 * g2 * ell[2]
            v22 += g2 * g2 * ell[2]
            if keep:
                for k in range(4):
                    trail[at, 5 + k] = ell[1 + k]
            at += 1
            if not (v11 > 0.0 and v22 > 0.0 and v11 * v22 - v12 * v12 > 0.0):
                return -np.inf, at
        if trace:
            path[i, 0], path[i, 1] = m1, m2
            path[i, 2], path[i, 3], path[i, 4] = v11, v12, v22
    return total, at


@compiled
def _unsweep(
    half: Ints,
    entries: int,
    trail: Floats,
    kinds: Ints,
    d: Floats,
    ts: Floats,
    s0: Floats,
    moves: Floats,
    still: Floats,
    numbers: Floats,
    streams: Floats,
    gd: Floats,
    ge: Floats,
    gts: Floats,
    gs0: Floats,
    gmoves: Floats,
    gstreams: Floats,
) -> Floats:
    """Reverse pass over the trail.

    Adds derivatives by the offsets (n,), by Phi per half step (h, 4) and by the streams (q, 2);
    returns those by (tau^2, tau_S^2, alpha_D, bond_rate, bond_D, bond_stress, mu_S, P11, P12, P22).
    The adjoint of V is the symmetric W with dL = W11 dV11 + 2 W12 dV12 + W22 dV22.
    """
    alpha, beta, bond, bond_stress = numbers[2], numbers[3], numbers[4], numbers[5]
    p11, p12, p22 = still[0], still[1], still[2]
    out = np.zeros(10)
    a1 = a2 = w11 = w12 = w22 = 0.0
    for at in range(entries - 1, -1, -1):
        m1, m2 = trail[at, 0], trail[at, 1]
        v11, v12, v22 = trail[at, 2], trail[at, 3], trail[at, 4]
        i, what = kinds[at, 0], kinds[at, 1]
        if what == -1:
            f = moves[half[i]]
            # W Phi, then Phi' W Phi.
            q11, q12 = w11 * f[0] + w12 * f[2], w11 * f[1] + w12 * f[3]
            q21, q22 = w12 * f[0] + w22 * f[2], w12 * f[1] + w22 * f[3]
            x11, x12, x22 = v11 - p11, v12 - p12, v22 - p22
            g = gmoves[half[i]]
            g[0] += a1 * m1 + 2.0 * (q11 * x11 + q12 * x12)
            g[1] += a1 * m2 + 2.0 * (q11 * x12 + q12 * x22)
            g[2] += a2 * m1 + 2.0 * (q21 * x11 + q22 * x12)
            g[3] += a2 * m2 + 2.0 * (q21 * x12 + q22 * x22)
            n11 = f[0] * q11 + f[2] * q21
            n12 = f[0] * q12 + f[2] * q22
            n22 = f[1] * q12 + f[3] * q22
            out[7] += w11 - n11
            out[8] += 2.0 * (w12 - n12)
            out[9] += w22 - n22
            w11, w12, w22 = n11, n12, n22
            k1 = f[0] * a1 + f[2] * a2
            a2 = f[1] * a1 + f[3] * a2
            a1 = k1
            continue
        load = bond + bond_stress * ts[i]
        c1, c2 = 1.0, -load
        slope = 1.0
        if what == 1:
            c1, c2 = 0.0, 1.0
        elif what == 2:
            c1, c2 = alpha, -alpha * load - beta
        elif what > 2:
            slope = streams[what - 3, 1]
            c1, c2 = slope, -slope * load
        g1, g2 = v11 * c1 + v12 * c2, v12 * c1 + v22 * c2
        l1, l2, l3, l4 = trail[at, 5], trail[at, 6], trail[at, 7], trail[at, 8]
        wg1, wg2 = w11 * g1 + w12 * g2, w12 * g1 + w22 * g2
        b1 = a1 * g1 + a2 * g2
        b2 = g1 * wg1 + g2 * wg2
        bg1, bg2 = a1 * l1 + 2.0 * l2 * wg1, a2 * l1 + 2.0 * l2 * wg2
        bu = l1 + b1 * l2 + b2 * l3
        bv = 0.5 * (l2 + l1 * l1) + b1 * (0.5 * l3 + l1 * l2) + b2 * (0.5 * l4 + l2 * l2 + l1 * l3)
        bc1 = v11 * bg1 + v12 * bg2 + 2.0 * bv * g1 + bu * m1
        bc2 = v12 * bg1 + v22 * bg2 + 2.0 * bv * g2 + bu * m2
        w11 += bv * c1 * c1 + bg1 * c1
        w12 += bv * c1 * c2 + 0.5 * (bg1 * c2 + bg2 * c1)
        w22 += bv * c2 * c2 + bg2 * c2
        a1 += bu * c1
        a2 += bu * c2
        if what == 1:
            out[1] += bv
            out[6] += bu
            gs0[i] += bu
            continue
        bload = 0.0
        here = d[i] - load * s0[i] - REFERENCE_DISTRESS
        if what == 0:
            out[0] += bv
            gd[i] += bu
            gs0[i] -= load * bu
            bload = -s0[i] * bu - bc2
        elif what == 2:
            ge[i] += bu
            gd[i] += alpha * bu
            gs0[i] -= (alpha * load + beta) * bu
            out[2] += bu * here + bc1 - load * bc2
            out[3] -= bu * s0[i] + bc2
            bload = -alpha * (s0[i] * bu + bc2)
        else:
            gd[i] += slope * bu
            gs0[i] -= slope * load * bu
            gstreams[what - 3, 0] += bu
            gstreams[what - 3, 1] += bu * here + bc1 - load * bc2
            bload = -slope * (s0[i] * bu + bc2)
        out[4] += bload
        out[5] += bload * ts[i]
        gts[i] += bload * bond_stress
    out[7] += w11
    out[8] += 2.0 * w12
    out[9] += w22
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class _Motion:
    """Drift, diffusion and what follows from them; `dmoves` (h, 4, 4) by A11, A21, A12, A22."""

    drift: Floats
    diffusion: Floats
    still: Floats
    moves: Floats
    dmoves: Floats


def _motion(tape: Tape, p: Params) -> _Motion | None:
    """None where the drift is not stable."""
    fast, slow = LN2 / p["h_x"], LN2 / p["h_S"]
    drift = np.array([-fast, -p.get("k_SD"), -p.get("k_DS"), -slow])
    if drift[0] * drift[3] - drift[1] * drift[2] <= 1e-9:
        return None
    q11, q22 = 2.0 * fast * p["s_x"] ** 2, 2.0 * slow * p["s_S"] ** 2
    q12 = math.tanh(p["w_DS"]) * math.sqrt(q11 * q22)
    still = lyapunov(drift[0], drift[2], drift[1], drift[3], q11, q12, q22)
    moves = np.empty((tape.half_hours.size, 4))
    dmoves = np.empty((tape.half_hours.size, 4, 4))
    for j, hours in enumerate(tape.half_hours):
        transition(drift[0], drift[2], drift[1], drift[3], float(hours), moves[j], dmoves[j])
    return _Motion(
        drift=drift,
        diffusion=np.array([q11, q12, q22]),
        still=np.array(still),
        moves=moves,
        dmoves=dmoves,
    )


def _motion_gradient(
    motion: _Motion, p: Params, gmoves: Floats, gstill: Floats
) -> dict[str, float]:
    """Chain rule from Phi and P to half-lives, SDs, couplings."""
    a11, a21, a12, a22 = motion.drift
    p11, p12, p22 = motion.still
    q11, q12, q22 = motion.diffusion
    sources = (
        (2.0 * p11, p12, 0.0), (0.0, p11, 2.0 * p12), (2.0 * p12, p22, 0.0), (0.0, p12, 2.0 * p22),
        (1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0),
    )  # fmt: skip
    by = [float(np.dot(gstill, lyapunov(a11, a12, a21, a22, *s))) for s in sources]
    by_drift = np.array(by[:4]) + np.einsum("hk,hjk->j", gmoves, motion.dmoves)
    g11, g12, g22 = by[4:]
    fast, slow = -a11, -a22
    # Q11 = 2 fast s_x^2 and Q12 = tanh(w) sqrt(Q11 Q22) are proportional to powers of these.
    by_fast = -by_drift[0] + (g11 * q11 + 0.5 * g12 * q12) / fast
    by_slow = -by_drift[3] + (g22 * q22 + 0.5 * g12 * q12) / slow
    return {
        "h_x": -by_fast * fast / p["h_x"],
        "h_S": -by_slow * slow / p["h_S"],
        "s_x": (2.0 * g11 * q11 + g12 * q12) / p["s_x"],
        "s_S": (2.0 * g22 * q22 + g12 * q12) / p["s_S"],
        "w_DS": g12 * math.sqrt(q11 * q22) / math.cosh(p["w_DS"]) ** 2,
        "k_SD": -float(by_drift[1]),
        "k_DS": -float(by_drift[2]),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class _Inputs:
    """Everything the sweep needs at one parameter value."""

    drive: driving.Drive
    sums: Floats
    s0: Floats
    motion: _Motion
    numbers: Floats
    streams: Floats


def _inputs(tape: Tape, p: Params) -> _Inputs | None:
    motion = _motion(tape, p)
    if motion is None:
        return None
    drive = driving.forward(tape, p)
    sums = np.empty((tape.code.size, 6))
    stress, threat = class_flags(tape.data)
    severity = tape.data.trigger_severity
    _bond_sums(
        tape.code,
        tape.ref,
        tape.half,
        tape.half_hours,
        is_partnered(tape.data).astype(np.float64),
        stress * severity,
        threat * severity,
        LN2 / p.get("h_bond", 8.0),
        LN2 / p.get("h_delta", 6.0),
        sums,
    )
    s0 = (
        p.get("jump_partnered") * sums[:, 0]
        + p.get("jump_rest") * sums[:, 1]
        - p.get("jump_threat") * drive.sums[:, 5]
    )
    numbers = np.array(
        [
            p["tau"], p["tau_S"], p["alpha_D"], p["bond_rate"], p.get("bond_D"),
            p.get("bond_stress"), p["mu_S"], RATE_CAP_HOURS,
        ]
    )  # fmt: skip
    streams = np.array([[p[f"b_{n}"] - LOG_DAY, p[f"psi_{n}"]] for n in tape.streams])
    return _Inputs(
        drive=drive,
        sums=sums,
        s0=s0,
        motion=motion,
        numbers=numbers,
        streams=streams.reshape(-1, 2),
    )


def _run(tape: Tape, x: _Inputs, trail: Floats, kinds: Ints, path: Floats) -> tuple[float, int]:
    total, entries = _sweep(
        tape.code,
        tape.value,
        tape.ref,
        tape.half,
        tape.half_hours,
        tape.risk,
        x.drive.d,
        x.drive.e,
        np.ascontiguousarray(x.drive.sums[:, 4]),
        x.s0,
        x.motion.moves,
        x.motion.still,
        x.numbers,
        x.streams,
        trail,
        kinds,
        path,
    )
    return (float(total) if math.isfinite(total) else -math.inf), int(entries)


_NOTHING = np.empty((0, 9))
_NO_KINDS = np.empty((0, 2), dtype=np.int64)
_NO_PATH = np.empty((0, 5))


def log_likelihood(tape: Tape, params: Params) -> float:
    """Log-likelihood of the log at natural parameters; -inf where the drift is not stable."""
    x = _inputs(tape, params)
    return -math.inf if x is None else _run(tape, x, _NOTHING, _NO_KINDS, _NO_PATH)[0]


def filtered(tape: Tape, params: Params) -> Floats:
    """Mean and covariance of (X, s) after each row of the tape, shape (n, 5): m1, m2, V11, V12, V22.

    Raises:
        TwoStateError: the drift is not stable.
    """
    x = _inputs(tape, params)
    if x is None:
        raise TwoStateError("These parameters describe states that run away.")
    path = np.zeros((tape.code.size, 5))
    _run(tape, x, _NOTHING, _NO_KINDS, path)
    return path


def log_likelihood_gradient(tape: Tape, layout: Layout, params: Params) -> tuple[float, Floats]:
    """Log-likelihood and its derivatives by the free natural parameters, shape (len(layout),)."""
    x = _inputs(tape, params)
    if x is None:
        return -math.inf, np.zeros(len(layout))
    rows = tape.code.size
    most = rows * (3 + len(tape.streams))
    trail, kinds = np.empty((most, 9)), np.empty((most, 2), dtype=np.int64)
    value, entries = _run(tape, x, trail, kinds, _NO_PATH)
    if not math.isfinite(value):
        return -math.inf, np.zeros(len(layout))
    gd, ge, gts, gs0 = np.zeros(rows), np.zeros(rows), np.zeros(rows), np.zeros(rows)
    gmoves, gstreams = np.zeros_like(x.motion.moves), np.zeros_like(x.streams)
    ts = np.ascontiguousarray(x.drive.sums[:, 4])
    out = _unsweep(
        tape.half,
        entries,
        trail,
        kinds,
        x.drive.d,
        ts,
        x.s0,
        x.motion.moves,
        x.motion.still,
        x.numbers,
        x.streams,
        gd,
        ge,
        gts,
        gs0,
        gmoves,
        gstreams,
    )
    table = _motion_gradient(x.motion, params, gmoves, out[7:])
    h_g, h_d = params.get("h_bond", 8.0), params.get("h_delta", 6.0)
    # Not by BLAS, which starts threads for long dot products and then waits for them.
    over_bond = np.einsum("n,nk->k", gs0, x.sums)
    dots = np.einsum("n,nk->k", gts, x.sums)
    by_threat = np.einsum("n,n->", gs0, x.drive.sums[:, 5])
    by_lg = params.get("jump_partnered") * over_bond[2] + params.get("jump_rest") * over_bond[3]
    by_ld = dots[4] - params.get("jump_threat") * over_bond[5]
    table |= {
        "tau": 2.0 * params["tau"] * float(out[0]),
        "tau_S": 2.0 * params["tau_S"] * float(out[1]),
        "alpha_D": float(out[2]),
        "bond_rate": float(out[3]),
        "bond_D": float(out[4]),
        "bond_stress": float(out[5]),
        "mu_S": float(out[6]),
        "jump_partnered": float(over_bond[0]),
        "jump_rest": float(over_bond[1]),
        "jump_threat": -float(by_threat),
        "h_bond": float(by_lg) * -LN2 / h_g**2,
        "h_delta": float(by_ld) * -LN2 / h_d**2,
    }
    for q, name in enumerate(tape.streams):
        table[f"b_{name}"], table[f"psi_{name}"] = map(float, gstreams[q])
    zero = np.zeros(rows)
    offsets = driving.OffsetGradients(d=gd, e=ge, e2=zero, l=zero, o=zero)
    gradient = driving.backward(tape, params, x.drive, offsets, layout)
    gradient += np.array([table.get(name, 0.0) for name in layout.names])
    return value, gradient


def within(z: Floats) -> bool:
    """Say whether `z` is finite and no further out than any prior reaches."""
    return bool(np.all(np.isfinite(z))) and float(np.abs(z).max(initial=0.0)) < FARTHEST


def log_posterior(tape: Tape, layout: Layout, z: Floats) -> float:
    """Log posterior density (up to the evidence) at working vector `z`, shape (n,)."""
    if not within(z):
        return -math.inf
    value = log_likelihood(tape, layout.params(z))
    return value + float(log_prior(layout, z)) if math.isfinite(value) else -math.inf


def log_posteriors(tape: Tape, layout: Layout, many: Floats) -> Floats:
    """Log posterior densities of many working vectors, shape (draws, n) -> (draws,)."""
    out = np.full(many.shape[0], -math.inf)
    inside = np.abs(many).max(axis=1, initial=0.0) < FARTHEST
    z = many[inside]
    x = to_natural(layout, z)
    partnered = is_partnered(tape.data).astype(np.float64)
    out[inside] = lanes.log_likelihoods(tape, layout, x, partnered) + log_prior(layout, z, x=x)
    return np.where(np.isnan(out), -math.inf, out)


def log_posterior_gradient(tape: Tape, layout: Layout, z: Floats) -> tuple[float, Floats]:
    """Log posterior and its gradient in `z`, shape (n,); (-inf, zeros) where it is impossible."""
    if not within(z):
        return -math.inf, np.zeros_like(z)
    value, natural = log_likelihood_gradient(tape, layout, layout.params(z))
    if not math.isfinite(value) or not np.all(np.isfinite(natural)):
        return -math.inf, np.zeros_like(z)
    gradient = natural_to_working_gradient(layout, z, natural) + log_prior_gradient(layout, z)
    return value + float(log_prior(layout, z)), gradient


@dataclass(frozen=True, slots=True, kw_only=True)
class TwoStateFit:
    """The fitted two-state model of one person.

    `z` (n,) is the mode on the working scale, `values` and `vectors` the floored eigensystem of
    minus the second derivatives there, `draws` the re-weighted draws, `steepness` the largest
    derivative left.
    """

    layout: Layout
    z: Floats
    log_density: float
    values: Floats
    vectors: Floats
    steepness: float
    converged: bool
    evaluations: int
    draws: Draws

    @property
    def mode(self) -> Params:
        """The most probable parameters, natural scale."""
        return self.layout.params(self.z)


def fit_two_state(
    data: Data,
    *,
    coupling: Coupling = "loading",
    priors: PriorSet = PRIORS,
    draws: int = 1024,
) -> TwoStateFit:
    """Fit distress and felt security together.

    `coupling` says whether insecurity is part of distress at once (``loading``) or pulls on it
    over hours (``drift``). `draws` is a power of two. `converged` is false where the search did
    not end at a flat point.

    Raises:
        TwoStateError: fewer than ten ratings of security or of distress.
    """
    if min(data.security_t.size, data.rating_t.size) < LEAST_SECURITY:
        raise TwoStateError(
            f"{data.security_t.size} ratings of security and {data.rating_t.size} of distress are "
            f"too few to follow both; {LEAST_SECURITY} of each are the least."
        )
    tape, layout = lay_out(data), two_state_layout(data, coupling=coupling, priors=priors)

    def density(z: Floats) -> tuple[float, Floats]:
        return log_posterior_gradient(tape, layout, z)

    guess = rough_curvature(data, layout)
    point = optimise.climb(density, _starting_point(data, layout), guess=guess)
    h, cost = optimise.hessian(density, point)
    point = optimise.newton(density, point, h, steps=6)
    if point.steepness >= optimise.GRADIENT_SMALL:
        point = optimise.trust_region(density, optimise.climb(density, point.z))
        h, more = optimise.hessian(density, point)
        cost += more
        point = optimise.newton(density, point, h)
    values, vectors = optimise.floored(h)
    return TwoStateFit(
        layout=layout,
        z=point.z,
        log_density=point.value,
        values=values,
        vectors=vectors,
        steepness=point.steepness,
        converged=math.isfinite(point.value) and point.steepness < optimise.GRADIENT_SMALL,
        evaluations=point.evaluations + cost,
        draws=_draw(tape, layout, point.z, values, vectors, draws),
    )


def drawn_again(fit: TwoStateFit, data: Data, draws: int) -> TwoStateFit:
    """The same fit of `data` with another number of draws."""
    made = _draw(lay_out(data), fit.layout, fit.z, fit.values, fit.vectors, draws)
    return replace(fit, draws=made)


def _draw(
    tape: Tape, layout: Layout, mode: Floats, values: Floats, vectors: Floats, count: int
) -> Draws:
    return draw_posterior(
        lambda many: (log_posteriors(tape, layout, many), np.full(len(many), math.nan)),
        mode,
        values,
        vectors,
        count=count,
    )


def _starting_point(data: Data, layout: Layout) -> Floats:
    """The one-state start, with the person's usual security."""
    z = starting_point(data, layout)
    at = layout.index("mu_S")
    prior = layout.priors[at]
    z[at] = (float(data.security_y.mean()) - prior.centre) / prior.spread
    return z


@dataclass(frozen=True, slots=True, kw_only=True)
class BondAnswer:
    """What one full stress does to distress when the bond feels safe and when it does not.

    `safe` and `unsafe` are points at one standard deviation of felt security above and below the
    person's usual; `difference` = unsafe - safe. Each is (q05, q10, median, q90, q95).
    `episode_ratio` is the factor by which the difference alone multiplies the rate of episodes.
    `probability` is that of a positive difference. `shown` is the gate: contraction of the prior
    at least .5, an 80 % interval of the difference narrower than `width` points, a converged fit
    and weights that can be trusted; `why_not` says what is missing.
    """

    safe: tuple[float, ...]
    unsafe: tuple[float, ...]
    difference: tuple[float, ...]
    episode_ratio: tuple[float, ...]
    probability: float
    contraction: float
    stresses: int
    width: float
    shown: bool
    why_not: str
    more_stresses: int


LEVELS: Final = (0.05, 0.1, 0.5, 0.9, 0.95)
DECISION_WIDTH: Final = 2.0


def stress_effects(fit: TwoStateFit, data: Data, x: Floats) -> dict[str, Floats]:
    """What one full stress adds, from natural parameters x (draws, n); each value is (draws,).

    At one standard deviation of felt security above and below the usual, the difference in points,
    and the factor by which that difference alone multiplies the rate of episodes.
    """
    layout = fit.layout
    half = x[:, layout.index("bond_stress")] * x[:, layout.index("s_S")]
    seen = pooled(data)
    stressful = [
        layout.index(f"beta_{name}")
        for name, klass in zip(seen.trigger_names, seen.trigger_class, strict=True)
        if klass == STRESS and layout.index(f"beta_{name}") >= 0
    ]
    effect = x[:, stressful].mean(axis=1)
    return {
        "stress_when_safe": effect - half,
        "stress_when_unsafe": effect + half,
        "stress_by_bond": 2.0 * half,
        "stress_by_bond_rate_ratio": np.exp(x[:, layout.index("alpha_D")] * 2.0 * half),
    }


def stress_by_bond(fit: TwoStateFit, data: Data, *, width: float = DECISION_WIDTH) -> BondAnswer:
    """Answer, for this person: does stress weigh more when the bond feels unsafe?

    Raises:
        TwoStateError: no stress was logged.
    """
    layout, weight = fit.layout, fit.draws.weight
    at = layout.index("bond_stress")
    if at < 0:
        raise TwoStateError("No stress was logged, so nothing can be said about stress and bond.")
    effects = stress_effects(fit, data, to_natural(layout, fit.draws.z))
    difference = effects["stress_by_bond"]
    classes = np.array(data.trigger_class, dtype=np.int64)[data.trigger_kind]
    stresses = int((classes == STRESS).sum())
    z = fit.draws.z[:, at]
    variance = float(weight @ (z - weight @ z) ** 2)
    found = weighted_quantile(difference, weight, LEVELS)
    why, more = _gate(fit, 1.0 - variance, found[3] - found[1], width, stresses)
    return BondAnswer(
        safe=weighted_quantile(effects["stress_when_safe"], weight, LEVELS),
        unsafe=weighted_quantile(effects["stress_when_unsafe"], weight, LEVELS),
        difference=found,
        episode_ratio=weighted_quantile(effects["stress_by_bond_rate_ratio"], weight, LEVELS),
        probability=float(weight @ (difference > 0.0)),
        contraction=1.0 - variance,
        stresses=stresses,
        width=width,
        shown=not why,
        why_not=why,
        more_stresses=more,
    )


def _gate(
    fit: TwoStateFit, contraction: float, interval: float, width: float, stresses: int
) -> tuple[str, int]:
    """Why the answer is held back (empty if it is not), and about how many more stresses it needs.

    The posterior SD falls with the root of the number of stresses; a contraction of .5 means an
    SD of sqrt(.5) prior SDs.
    """
    if not fit.converged:
        return "the fit did not converge", 0
    if not fit.draws.trusted:
        return "the draws cannot be trusted", 0
    narrower = (interval / width) ** 2
    # Information adds up: contraction c stands for c/(1 - c) units, and .5 asks for one.
    known = max(contraction, 1e-3) / max(1.0 - contraction, 1e-3)
    factor = max(narrower, 1.0 / known)
    if contraction >= 0.5 and interval <= width:
        return "", 0
    more = math.ceil(max(stresses, 1) * (factor - 1.0))
    return "not enough stress logged beside ratings of security", max(more, 1)
