# ruff: noqa: FURB136  compiled: comparisons that vectorise
"""Log likelihoods of the two-state model for many parameter vectors at once, eight abreast.

The same density as `two_state.log_likelihood`, in the workspace of `lanes`: every quantity is an
array over eight lanes, offsets are made on the way, and of each observation only the first two
derivatives are needed. Every observation looks at u = BASE + SLOPE D - OWN s, D = d + X - LOAD s,
where s is felt security less its mean. Agrees with the one-by-one filter to about 1e-10; draws
whose log rate leaves -60 to 60 are held there, where their weight is zero anyway.
"""

from __future__ import annotations

import functools
import math
from typing import Final

import numpy as np

from leeward.model._compile import fused, inlined
from leeward.model.data import Floats, Ints
from leeward.model.drive import LN2, wave_factors
from leeward.model.filter import W0, WA, WB, log_normal_tail
from leeward.model.grid import SECURITY, Tape, class_flags
from leeward.model.lanes import (
    A_D,
    ALPHA_SA,
    BASE,
    BETA_SA,
    F_R,
    FLUSH,
    K_B,
    L_D,
    L_R,
    L_W,
    LOG_L,
    M1,
    M2,
    PROD,
    ROOM,
    SCALARS,
    SLOPE,
    SPREAD,
    SQUARES,
    TAU2,
    TS,
    TT,
    V11,
    V12,
    V22,
    WAVE,
    A,
    D,
    E,
    L,
    P,
    Q,
    W,
    Z,
    exp_held,
    exp_small,
    fade,
    flush,
    logged_groups,
    mixed,
    node_rates,
    offset_d,
    offset_e,
    placed,
    take,
    upright,
)
from leeward.model.linear import lyapunov, transition
from leeward.model.params import LOG_DAY, REFERENCE_DISTRESS, Layout

# Behind the lanes of `lanes`: factors of half a step (five that follow four of its own), scalars
# that come with a draw (diffusion where its stationary covariance P will stand), and what the
# walk needs.
F_G, PHI_11, PHI_12, PHI_21, PHI_22 = range(ROOM, ROOM + 5)
FACTORS: Final = 9
(TAU_S2, BOND_RATE, BOND, BOND_STRESS, MU_S, PARTNERED, REST, THREATENED, L_G, JUMP_P, JUMP_Q,
 A_11, A_21, A_12, A_22, P_11, P_12, P_22) = range(ROOM + 5, ROOM + 23)  # fmt: skip
MORE: Final = 18
STABLE: Final = 1e-9
(G_A, G_B, S_0, LOAD, OWN, NOISE, LEAST, ALONG_1, ALONG_2, FACED, FACED_V, SEEN,
 SEEN_V) = range(ROOM + 23, ROOM + 36)  # fmt: skip
WHOLE: Final = ROOM + 36


@inlined
def _slopes(
    f0: float, f1: float, f2: float, f3: float, f4: float,
    a0: float, a1: float, a2: float, a3: float, a4: float,
    b0: float, b1: float, b2: float, b3: float, b4: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Z, l1 and l2 of weights f on the five nodes, with f' = a f and f'' = a b f."""
    z = W0 * f0 + WA * (f1 + f2) + WB * (f3 + f4)
    f0, f1, f2, f3, f4 = f0 * a0, f1 * a1, f2 * a2, f3 * a3, f4 * a4
    inverse = 1.0 / z
    first = (W0 * f0 + WA * (f1 + f2) + WB * (f3 + f4)) * inverse
    second = (W0 * f0 * b0 + WA * (f1 * b1 + f2 * b2) + WB * (f3 * b3 + f4 * b4)) * inverse
    return z, first, second - first * first


@inlined
def _silence(u: float, s: float, gap: float) -> tuple[float, float, float]:
    """Z, l1 and l2 of `gap` hours without an event whose log rate has mean u and SD s."""
    t0, t1, t2, t3, t4 = node_rates(u, s)
    # The capped rate grows by rate (1 - 2 rate), and that by a factor of 1 - 4 rate.
    q0, q1, q2, q3, q4 = gap * t0, gap * t1, gap * t2, gap * t3, gap * t4
    a0, a1, a2 = q0 * (2.0 * t0 - 1.0), q1 * (2.0 * t1 - 1.0), q2 * (2.0 * t2 - 1.0)
    a3, a4 = q3 * (2.0 * t3 - 1.0), q4 * (2.0 * t4 - 1.0)
    return _slopes(
        exp_small(-q0), exp_small(-q1), exp_small(-q2), exp_small(-q3), exp_small(-q4),
        a0, a1, a2, a3, a4,
        1.0 - 4.0 * t0 + a0, 1.0 - 4.0 * t1 + a1, 1.0 - 4.0 * t2 + a2,
        1.0 - 4.0 * t3 + a3, 1.0 - 4.0 * t4 + a4,
    )  # fmt: skip


@inlined
def _happening(u: float, s: float) -> tuple[float, float, float]:
    """Z, l1 and l2 of an event whose log rate has mean u and SD s."""
    t0, t1, t2, t3, t4 = node_rates(u, s)
    return _slopes(
        t0, t1, t2, t3, t4,
        1.0 - 2.0 * t0, 1.0 - 2.0 * t1, 1.0 - 2.0 * t2, 1.0 - 2.0 * t3, 1.0 - 2.0 * t4,
        1.0 - 4.0 * t0, 1.0 - 4.0 * t1, 1.0 - 4.0 * t2, 1.0 - 4.0 * t3, 1.0 - 4.0 * t4,
    )  # fmt: skip


@inlined
def _look(w: Floats, j: int) -> tuple[float, float, float, float]:
    """Direction (2), mean and variance of what lane j looks at."""
    c1 = w[SLOPE * L + j]
    c2 = -c1 * w[LOAD * L + j] - w[OWN * L + j]
    u = w[BASE * L + j] + c1 * (w[D * L + j] + w[M1 * L + j])
    u += c2 * (w[S_0 * L + j] + w[M2 * L + j])
    v = c1 * c1 * w[V11 * L + j] + 2.0 * c1 * c2 * w[V12 * L + j] + c2 * c2 * w[V22 * L + j]
    return c1, c2, u, v if v > 0.0 else 0.0


@inlined
def _move(w: Floats, j: int, c1: float, c2: float, l1: float, l2: float) -> None:
    """Mean and covariance of lane j after an observation along c."""
    v11, v12, v22 = w[V11 * L + j], w[V12 * L + j], w[V22 * L + j]
    g1, g2 = v11 * c1 + v12 * c2, v12 * c1 + v22 * c2
    v11, v12, v22 = v11 + g1 * g1 * l2, v12 + g1 * g2 * l2, v22 + g2 * g2 * l2
    least = v11 * v22 - v12 * v12
    least = least if least < v11 else v11
    w[M1 * L + j] += g1 * l1
    w[M2 * L + j] += g2 * l1
    w[V11 * L + j] = v11
    w[V12 * L + j] = v12
    w[V22 * L + j] = v22
    w[LEAST * L + j] = least if least < w[LEAST * L + j] else w[LEAST * L + j]


@fused
def _be_silent(w: Floats, n: int, gap: float) -> None:
    for j in range(n):
        c1, c2, u, v = _look(w, j)
        z, l1, l2 = _silence(u, math.sqrt(v), gap)
        w[PROD * L + j] *= z
        _move(w, j, c1, c2, l1, l2)


@fused
def _face(w: Floats, n: int) -> None:
    """Mean and variance of D - 4, before what follows has moved it, and the way back to both states.

    What is logged because of distress looks at distress alone: any number of such looks are one
    walk of its mean and variance.
    """
    for j in range(n):
        load = w[LOAD * L + j]
        g1 = w[V11 * L + j] - load * w[V12 * L + j]
        g2 = w[V12 * L + j] - load * w[V22 * L + j]
        u = w[D * L + j] - REFERENCE_DISTRESS + w[M1 * L + j]
        u -= load * (w[S_0 * L + j] + w[M2 * L + j])
        v = g1 - load * g2
        w[ALONG_1 * L + j], w[ALONG_2 * L + j] = g1, g2
        w[FACED * L + j], w[FACED_V * L + j] = u, v
        w[SEEN * L + j], w[SEEN_V * L + j] = u, v


@fused
def _log_nothing(w: Floats, n: int, gap: float) -> None:
    """Weigh D by `gap` hours in which nothing was logged at log rate BASE + SLOPE (D - 4)."""
    for j in range(n):
        slope, u, v = w[SLOPE * L + j], w[SEEN * L + j], w[SEEN_V * L + j]
        z, l1, l2 = _silence(w[BASE * L + j] + slope * u, slope * math.sqrt(v), gap)
        step = v * slope
        w[PROD * L + j] *= z
        w[SEEN * L + j] = u + step * l1
        w[SEEN_V * L + j] = v + step * step * l2


@fused
def _turn_back(w: Floats, n: int) -> None:
    """Spread what D has learnt to both states."""
    for j in range(n):
        g1, g2, v = w[ALONG_1 * L + j], w[ALONG_2 * L + j], w[FACED_V * L + j]
        inverse = 1.0 / v
        more = (w[SEEN * L + j] - w[FACED * L + j]) * inverse
        wider = (w[SEEN_V * L + j] - v) * inverse * inverse
        v11 = w[V11 * L + j] + g1 * g1 * wider
        v12 = w[V12 * L + j] + g1 * g2 * wider
        v22 = w[V22 * L + j] + g2 * g2 * wider
        least = v11 * v22 - v12 * v12
        least = least if least < v11 else v11
        w[M1 * L + j] += g1 * more
        w[M2 * L + j] += g2 * more
        w[V11 * L + j] = v11
        w[V12 * L + j] = v12
        w[V22 * L + j] = v22
        w[LEAST * L + j] = least if least < w[LEAST * L + j] else w[LEAST * L + j]


@fused
def _happen(w: Floats, n: int) -> None:
    for j in range(n):
        c1, c2, u, v = _look(w, j)
        z, l1, l2 = _happening(u, math.sqrt(v))
        w[LOG_L * L + j] += math.log(z)
        _move(w, j, c1, c2, l1, l2)


@fused
def _rated(w: Floats, n: int, y: float) -> None:
    """Weigh the states by a rating inside the scale."""
    for j in range(n):
        c1, c2, u, v = _look(w, j)
        spread = v + w[NOISE * L + j] + 1.0 / 12.0
        inverse = 1.0 / spread
        off = (y - u) * inverse
        w[SPREAD * L + j] *= spread
        w[SQUARES * L + j] += (y - u) * off
        _move(w, j, c1, c2, off, -inverse)


@fused
def _rated_end(w: Floats, n: int, y: float) -> None:
    """Weigh the states by a rating of 0 or 10: all that lies beyond the scale."""
    side, edge = (-1.0, 0.5) if y < 0.5 else (1.0, 9.5)
    for j in range(n):
        c1, c2, u, v = _look(w, j)
        root = math.sqrt(v + w[NOISE * L + j])
        x = side * (u - edge) / root
        lp, h = log_normal_tail(x)
        w[LOG_L * L + j] += lp
        _move(w, j, c1, c2, side * h / root, -h * (h + x) / (root * root))


@fused
def _relax(w: Floats, n: int) -> None:
    """Half a step of both states."""
    for j in range(n):
        f11, f12 = w[PHI_11 * L + j], w[PHI_12 * L + j]
        f21, f22 = w[PHI_21 * L + j], w[PHI_22 * L + j]
        p11, p12, p22 = w[P_11 * L + j], w[P_12 * L + j], w[P_22 * L + j]
        m1, m2 = w[M1 * L + j], w[M2 * L + j]
        x11, x12, x22 = w[V11 * L + j] - p11, w[V12 * L + j] - p12, w[V22 * L + j] - p22
        t11, t12 = f11 * x11 + f12 * x12, f11 * x12 + f12 * x22
        t21, t22 = f21 * x11 + f22 * x12, f21 * x12 + f22 * x22
        w[M1 * L + j] = f11 * m1 + f12 * m2
        w[M2 * L + j] = f21 * m1 + f22 * m2
        w[V11 * L + j] = p11 + t11 * f11 + t12 * f12
        w[V12 * L + j] = p12 + t11 * f21 + t12 * f22
        w[V22 * L + j] = p22 + t21 * f21 + t22 * f22


@fused
def _fade_bond(w: Floats, n: int) -> None:
    """Half a step of what episodes left in the bond."""
    for j in range(n):
        w[G_A * L + j] *= w[F_G * L + j]
        w[G_B * L + j] *= w[F_G * L + j]


@fused
def _bond(w: Floats, n: int) -> None:
    """Known part of security, and what a point of security takes off distress."""
    for j in range(n):
        w[S_0 * L + j] = (
            w[PARTNERED * L + j] * w[G_A * L + j]
            + w[REST * L + j] * w[G_B * L + j]
            - w[THREATENED * L + j] * w[TT * L + j]
        )
        w[LOAD * L + j] = w[BOND * L + j] + w[BOND_STRESS * L + j] * w[TS * L + j]


@fused
def _at_episodes(w: Floats, n: int) -> None:
    for j in range(n):
        slope = w[A_D * L + j]
        w[BASE * L + j] = w[E * L + j] - LOG_DAY - REFERENCE_DISTRESS * slope
        w[SLOPE * L + j] = slope
        w[OWN * L + j] = w[BOND_RATE * L + j]


@fused
def _at_logging(w: Floats, n: int, par: Floats, b: int, psi: int) -> None:
    take(w, BASE, par, b, 1)
    take(w, SLOPE, par, psi, 1)
    for j in range(n):
        w[BASE * L + j] -= REFERENCE_DISTRESS * w[SLOPE * L + j]
        w[OWN * L + j] = 0.0


@fused
def _at_ratings(w: Floats, n: int, security: bool) -> None:  # noqa: FBT001  compiled
    for j in range(n):
        w[BASE * L + j] = w[MU_S * L + j] if security else 0.0
        w[SLOPE * L + j] = 0.0 if security else 1.0
        w[OWN * L + j] = -1.0 if security else 0.0
        w[NOISE * L + j] = w[TAU_S2 * L + j] if security else w[TAU2 * L + j]


@fused
def _factors(half_hours: Floats, w: Floats, dec: Floats) -> None:
    """Factors of each half step, nine rows of lanes: four kernels, the bond's, and Phi."""
    phi, unused = np.empty(4), np.empty((4, 4))
    for h in range(half_hours.size):
        at, t = h * FACTORS * L, half_hours[h]
        for j in range(L):
            dec[at + j] = exp_held(-w[L_R * L + j] * t)
            dec[at + L + j] = exp_held(-w[K_B * L + j] * t)
            dec[at + 2 * L + j] = exp_held(-w[L_D * L + j] * t)
            dec[at + 3 * L + j] = exp_held(-w[L_W * L + j] * t)
            dec[at + 4 * L + j] = exp_held(-w[L_G * L + j] * t)
            transition(
                w[A_11 * L + j], w[A_12 * L + j], w[A_21 * L + j], w[A_22 * L + j], t, phi, unused
            )
            for k in range(4):
                dec[at + (5 + k) * L + j] = phi[k]


@fused
def _walk(
    code: Ints, value: Floats, ref: Ints, half: Ints, half_hours: Floats, risk: Ints,
    d_basis: Floats, e_basis: Floats, wave: Floats, wave_weight: Floats, groups: Ints, streams: int,
    partnered: Floats, trigger_kind: Ints, severity: Floats, stress: Floats, threat: Floats,
    practice_kind: Ints, table: Floats, out: Floats, n: int,
) -> None:  # fmt: skip
    """Fill log likelihoods `out` (draws,).

    `table` (k, draws) holds the scalars of `lanes`, those of this model and the weights, draws a
    multiple of the lanes; `groups` says where each group of weights starts; bases are (n, p).
    """
    par = np.empty(table.shape[0] * L)
    dec = np.empty(half_hours.size * FACTORS * L)
    w = np.empty(WHOLE * L)
    g_d, g_e, g_wave, g_beta, g_alpha = groups[0], groups[1], groups[2], groups[3], groups[4]
    g_way, g_b, g_psi = groups[5], groups[6], groups[7]
    for block in range(0, table.shape[1], L):
        for k in range(table.shape[0]):
            for j in range(L):
                par[k * L + j] = table[k, block + j]
        w[:] = 0.0
        take(w, 0, par, 0, SCALARS)
        take(w, TAU_S2, par, SCALARS, MORE)
        _factors(half_hours, w, dec)
        for j in range(L):
            p11, p12, p22 = lyapunov(
                w[A_11 * L + j], w[A_12 * L + j], w[A_21 * L + j], w[A_22 * L + j],
                w[P_11 * L + j], w[P_12 * L + j], w[P_22 * L + j],
            )  # fmt: skip
            w[P_11 * L + j], w[P_12 * L + j], w[P_22 * L + j] = p11, p12, p22
            w[V11 * L + j], w[V12 * L + j], w[V22 * L + j] = p11, p12, p22
            w[PROD * L + j] = w[SPREAD * L + j] = w[LEAST * L + j] = 1.0
        waiting = ratings = 0
        for i in range(code.size):
            op, r = code[i], ref[i]
            if op == 10:
                for j in range(L):
                    w[P * L + j] += w[JUMP_P * L + j]
                    w[Q * L + j] += w[JUMP_Q * L + j]
                    w[G_A * L + j] += partnered[r]
                    w[G_B * L + j] += 1.0 - partnered[r]
                continue
            if op == 11:
                kind, much = trigger_kind[r], severity[r]
                for j in range(L):
                    w[W * L + j] += par[(g_beta + kind) * L + j] * much
                    w[Z * L + j] += par[(g_alpha + kind) * L + j] * much
                    w[TS * L + j] += stress[r] * much
                    w[TT * L + j] += threat[r] * much
                continue
            if op == 12:
                for j in range(L):
                    w[A * L + j] += par[(g_way + practice_kind[r]) * L + j]
                continue
            if op == 8 or (op == 6 and r < 0):
                continue
            silent = op == 0 and risk[i] == 1
            if op == 0:
                take(w, F_R, dec, FACTORS * half[i], FACTORS)
                fade(w, n)
                _fade_bond(w, n)
                _relax(w, n)
            if op != 0 or silent:
                mixed(w, D, par, g_d, d_basis, i)
                offset_d(w, n)
                _bond(w, n)
            if silent or op == 2:
                mixed(w, E, par, g_e, e_basis, i)
                if silent:
                    mixed(w, WAVE, par, g_wave, wave, i)
                offset_e(w, n, wave_weight[i] if silent else 0.0)
                _at_episodes(w, n)
            if silent:
                gap = 2.0 * half_hours[half[i]]
                _be_silent(w, n, gap)
                if streams > 0:
                    _face(w, n)
                    for c in range(streams):
                        take(w, BASE, par, g_b + c, 1)
                        take(w, SLOPE, par, g_psi + c, 1)
                        _log_nothing(w, n, gap)
                    _turn_back(w, n)
                waiting += 1 + streams
            if op == 0:
                _relax(w, n)
                fade(w, n)
                _fade_bond(w, n)
            elif op == 2:
                _happen(w, n)
            elif op == 6:
                _at_logging(w, n, par, g_b + r, g_psi + r)
                _happen(w, n)
            else:
                _at_ratings(w, n, op == SECURITY)
                if 0.5 < value[i] < 9.5:
                    _rated(w, n, value[i])
                    waiting += 1
                    ratings += 1
                else:
                    _rated_end(w, n, value[i])
            if waiting >= FLUSH:
                flush(w, n, ratings)
                waiting = ratings = 0
        flush(w, n, ratings)
        for j in range(L):
            total = w[LOG_L * L + j] - 0.5 * w[SQUARES * L + j]
            sound = math.isfinite(total) and w[LEAST * L + j] > 0.0
            out[block + j] = total if sound else -np.inf


def log_likelihoods(tape: Tape, layout: Layout, x: Floats, partnered: Floats) -> Floats:
    """Log likelihoods at natural values x (draws, n), shape (draws,).

    `tape` is that of `two_state.lay_out`, `partnered` (episodes,) 1 where an episode was with a
    partner. -inf where the drift is not stable.
    """
    data, draws = tape.data, x.shape[0]
    if draws == 0:
        return np.zeros(0)
    padded = -(-draws // L) * L
    x = np.concatenate([x, np.repeat(x[-1:], padded - draws, axis=0)])
    of = functools.partial(layout.column, x)
    zero = np.zeros(padded)
    fast, slow = LN2 / of("h_x"), LN2 / of("h_S")
    stable = fast * slow - of("k_DS") * of("k_SD") > STABLE
    a_21, a_12 = np.where(stable, -of("k_SD"), 0.0), np.where(stable, -of("k_DS"), 0.0)
    q_11, q_22 = 2.0 * fast * of("s_x") ** 2, 2.0 * slow * of("s_S") ** 2
    q_12 = np.tanh(of("w_DS")) * np.sqrt(q_11 * q_22)
    l_r, k = LN2 / of("h_r"), LN2 / of("h_b")
    peak = np.log(l_r / k) / (l_r - k)
    rebound = of("omega") / (np.exp(-k * peak) - np.exp(-l_r * peak))
    scalars = {
        TAU2: of("tau") ** 2, A_D: of("alpha_D"), L_R: l_r, K_B: k,
        L_D: LN2 / of("h_delta", default=6.0), L_W: LN2 / of("h_way", default=1.0),
        BETA_SA: of("beta_sa"), ALPHA_SA: of("alpha_sa"),
    }  # fmt: skip
    table = [scalars.get(row, zero) for row in range(SCALARS)]
    table += [
        of("tau_S") ** 2, of("bond_rate"), of("bond_D"), of("bond_stress"), of("mu_S"),
        of("jump_partnered"), of("jump_rest"), of("jump_threat"), LN2 / of("h_bond", default=8.0),
        -of("rho") - rebound, rebound, -fast, a_21, a_12, -slow,
        q_11, q_12, q_22,
    ]  # fmt: skip
    groups = placed(table, [
        [of(n) for n in tape.d_names], [of(n) for n in tape.e_names],
        [of(n) * by for n, by in wave_factors(tape, of("alpha_D"))],
        *logged_groups(of, tape),
    ])  # fmt: skip
    stress, threat = class_flags(data)
    out = np.empty(padded)
    _walk(
        tape.code, tape.value, tape.ref, tape.half, tape.half_hours, tape.risk,
        upright(tape.d_basis), upright(tape.e_basis), upright(tape.wave_slope), tape.wave_weight,
        groups, len(tape.streams), partnered, data.trigger_kind,
        data.trigger_severity, stress, threat, data.practice_kind,
        np.ascontiguousarray(np.stack(table)), out, L,
    )  # fmt: skip
    return np.where(stable, out, -math.inf)[:draws]
