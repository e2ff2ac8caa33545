# ruff: noqa: FBT001, FURB136, PLR1714  compiled: flags by place, comparisons that vectorise
"""Log likelihoods of many parameter vectors at once, eight abreast.

The same density as `drive.forward` and `filter.log_likelihood`, laid out so that one instruction
serves several draws: every quantity is an array over eight lanes in one workspace, offsets are made
on the way and nothing is kept for a way back. Agrees with the one-by-one filter to about 1e-12;
draws whose log rate leaves -60 to 60 are held there, where their weight is zero anyway.
"""

from __future__ import annotations

import functools
import math
from collections.abc import Callable, Iterable
from typing import Final

import numpy as np

from leeward.model._compile import fused, inlined
from leeward.model.data import Floats, Ints
from leeward.model.drive import LN2, wave_factors
from leeward.model.filter import (
    HALF_LOG_2PI,
    SLOW_HALF_LIFE_HOURS,
    W0,
    WA,
    WB,
    XA,
    XA2,
    XB,
    XB2,
    event_weights,
    moments,
    rate_observed,
)
from leeward.model.grid import Tape, class_flags
from leeward.model.params import LOG_DAY, Layout

L: Final = 8
FLUSH: Final = 24

# Rows of the table of scalars, and after them the workspace: one row of lanes per quantity.
(THETA, S2, SM2, TAU2, A_D, A_DA, GAMMA_D, M_1, TAU_C2, NU, B_U, S_U2, M_0, L_R, K_B, L_D, L_W,
 BETA_SA, ALPHA_SA, KAPPA, INV_C) = range(21)  # fmt: skip
SCALARS: Final = 21
(M1, M2, MC, V11, V12, V22, V1C, V2C, VCC, LOG_L, PROD, SPREAD, P, Q, W, Z, TS, TT, A, D, E, E2,
 A1, A2, A3, VU, U, SD, DELTA, RHO, T0, T1, T2, T3, T4, WAVE, HOURLY, SQUARES, BASE, SLOPE, F1, F2, F_R, F_B, F_D, F_W) = range(21, 67)  # fmt: skip
ROOM: Final = 67


@inlined
def _series(y: float) -> float:
    """exp(y) to y^7; in pairs, whose chains are short."""
    square = y * y
    third = (1 / 24 + y * (1 / 120)) + square * (1 / 720 + y * (1 / 5040))
    return (1.0 + y) + square * ((1 / 2 + y * (1 / 6)) + square * third)


@inlined
def exp_held(x: float) -> float:
    """exp(x) for |x| <= 60, held there beyond: a short series of x/512, squared nine times."""
    x = x if x < 60.0 else 60.0
    x = x if x > -60.0 else -60.0
    y = _series(x * (1.0 / 512.0))
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    return y


@inlined
def exp_near(x: float) -> float:
    """exp(x) for small x, exact to 1e-12 up to |x| = 5: a series of x/64, squared six times."""
    x = x if x < 60.0 else 60.0
    x = x if x > -60.0 else -60.0
    y = _series(x * (1.0 / 64.0))
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    y *= y
    return y


@inlined
def exp_small(x: float) -> float:
    """exp(x) to 1e-10 for |x| up to 2, 1e-14 up to .5: a series of x/16, squared four times."""
    y = _series(x * (1.0 / 16.0))
    y *= y
    y *= y
    y *= y
    y *= y
    return y


@inlined
def node_rates(base: float, push: float) -> tuple[float, float, float, float, float]:
    """Capped rates at log rates base + push xi on the five nodes, with three exponentials."""
    inverse = exp_held(-base)
    ea, eb = exp_near(push * XA), exp_near(push * XB)
    n0, n1, n2 = 2.0 + inverse, 2.0 * ea + inverse, 2.0 + inverse * ea
    n3, n4 = 2.0 * eb + inverse, 2.0 + inverse * eb
    three, two = 1.0 / (n0 * n1 * n2), 1.0 / (n3 * n4)
    return n1 * n2 * three, ea * n0 * n2 * three, n0 * n1 * three, eb * n4 * two, n3 * two


@inlined
def _tilted(
    f0: float, f1: float, f2: float, f3: float, f4: float, vu: float, s: float
) -> tuple[float, float, float]:
    """Z, delta and rho of weights f on the five nodes."""
    p, q = WA * (f1 + f2), WB * (f3 + f4)
    z = W0 * f0 + p + q
    inverse = 1.0 / z
    first = (XA * WA * (f1 - f2) + XB * WB * (f3 - f4)) * inverse
    second = (XA2 * p + XB2 * q) * inverse
    return z, s * first, vu * (second - first * first - 1.0)


@fused
def _update(w: Floats, n: int) -> None:
    """Spread changes of mean and variance of u to the state, all lanes."""
    for j in range(n):
        inverse = 1.0 / w[VU * L + j]
        g1, g2, g3 = w[A1 * L + j] * inverse, w[A2 * L + j] * inverse, w[A3 * L + j] * inverse
        delta, rho = w[DELTA * L + j], w[RHO * L + j]
        w[M1 * L + j] += g1 * delta
        w[M2 * L + j] += g2 * delta
        w[MC * L + j] += g3 * delta
        w[V11 * L + j] += g1 * g1 * rho
        w[V12 * L + j] += g1 * g2 * rho
        w[V22 * L + j] += g2 * g2 * rho
        w[V1C * L + j] += g1 * g3 * rho
        w[V2C * L + j] += g2 * g3 * rho
        w[VCC * L + j] += g3 * g3 * rho


@fused
def flush(w: Floats, n: int, ratings: int) -> None:
    """Turn the running products into logarithms."""
    for j in range(n):
        w[LOG_L * L + j] += math.log(w[PROD * L + j]) - 0.5 * math.log(w[SPREAD * L + j])
        w[LOG_L * L + j] -= ratings * HALF_LOG_2PI
        w[PROD * L + j] = 1.0
        w[SPREAD * L + j] = 1.0


@fused
def take(w: Floats, row: int, source: Floats, at: int, many: int) -> None:
    """Copy `many` rows of lanes into the workspace: loops over a single array run abreast."""
    for j in range(many * L):
        w[row * L + j] = source[at * L + j]


@fused
def fade(w: Floats, n: int) -> None:
    """Half a step of decay of the kernel sums."""
    for j in range(n):
        w[P * L + j] *= w[F_R * L + j]
        w[Q * L + j] *= w[F_B * L + j]
        w[W * L + j] *= w[F_D * L + j]
        w[Z * L + j] *= w[F_D * L + j]
        w[TS * L + j] *= w[F_D * L + j]
        w[TT * L + j] *= w[F_D * L + j]
        w[A * L + j] *= w[F_W * L + j]


@fused
def _relax(w: Floats, n: int) -> None:
    """Half a step of decay of the background."""
    for j in range(n):
        f1, f2 = w[F1 * L + j], w[F2 * L + j]
        s2, sm2 = w[S2 * L + j], w[SM2 * L + j]
        w[M1 * L + j] *= f1
        w[M2 * L + j] *= f2
        w[V11 * L + j] = s2 + (w[V11 * L + j] - s2) * f1 * f1
        w[V12 * L + j] *= f1 * f2
        w[V22 * L + j] = sm2 + (w[V22 * L + j] - sm2) * f2 * f2


@fused
def mixed(w: Floats, row: int, par: Floats, first: int, basis: Floats, i: int) -> None:
    """Row `row` of lanes becomes the weights from `first` on times basis (n, p) at i.

    Eight sums by name: a loop over lanes would have to fear that both arrays overlap.
    """
    a = b = c = d = e = f = g = h = 0.0
    for p in range(basis.shape[1]):
        x = basis[i, p]
        by = par[(first + p) * L : (first + p) * L + L]
        a += by[0] * x
        b += by[1] * x
        c += by[2] * x
        d += by[3] * x
        e += by[4] * x
        f += by[5] * x
        g += by[6] * x
        h += by[7] * x
    out = w[row * L : row * L + L]
    out[0], out[1], out[2], out[3], out[4], out[5], out[6], out[7] = a, b, c, d, e, f, g, h


@fused
def _at(par: Floats, first: int, basis: Floats, i: int, j: int) -> float:
    """Offset of one lane."""
    total = 0.0
    for p in range(basis.shape[1]):
        total += par[(first + p) * L + j] * basis[i, p]
    return total


@fused
def _first_stream(w: Floats, n: int, gap: float) -> None:
    """Direction and spread of u, rates of the first stream on its nodes, its mean rate."""
    for j in range(n):
        a1 = w[V11 * L + j] + w[V12 * L + j]
        a2 = w[V12 * L + j] + w[V22 * L + j]
        sd = math.sqrt(a1 + a2)
        a_d, d = w[A_D * L + j], w[D * L + j] - 4.0
        u = d + w[M1 * L + j] + w[M2 * L + j]
        base = w[E * L + j] - LOG_DAY
        w[HOURLY * L + j] += gap * exp_held(base + a_d * d)
        t0, t1, t2, t3, t4 = node_rates(base + a_d * u, a_d * sd)
        w[A1 * L + j], w[A2 * L + j], w[VU * L + j] = a1, a2, a1 + a2
        w[SD * L + j], w[U * L + j] = sd, u
        w[T0 * L + j], w[T1 * L + j], w[T2 * L + j] = t0, t1, t2
        w[T3 * L + j], w[T4 * L + j] = t3, t4


@fused
def _next_stream(w: Floats, n: int) -> None:
    """Add the rates of one more stream, log rate BASE + SLOPE u."""
    for j in range(n):
        slope = w[SLOPE * L + j]
        t0, t1, t2, t3, t4 = node_rates(
            w[BASE * L + j] + slope * w[U * L + j], slope * w[SD * L + j]
        )
        w[T0 * L + j] += t0
        w[T1 * L + j] += t1
        w[T2 * L + j] += t2
        w[T3 * L + j] += t3
        w[T4 * L + j] += t4


@fused
def _event(w: Floats, n: int) -> None:
    """Weigh the state by an event of log rate BASE + SLOPE u; its chance is left in T0."""
    for j in range(n):
        slope, u = w[SLOPE * L + j], w[U * L + j] - 4.0
        t0, t1, t2, t3, t4 = node_rates(w[BASE * L + j] + slope * u, slope * w[SD * L + j])
        z, delta, rho = _tilted(t0, t1, t2, t3, t4, w[VU * L + j], w[SD * L + j])
        w[T0 * L + j], w[DELTA * L + j], w[RHO * L + j] = z, delta, rho


@fused
def _rating(w: Floats, n: int, y: float, late: float) -> None:
    """Weigh the state by a rating inside the scale."""
    for j in range(n):
        vu = w[VU * L + j]
        spread = vu + w[TAU2 * L + j] * (1.0 + w[NU * L + j] * late) + 1.0 / 12.0
        inverse = 1.0 / spread
        k, off = vu * inverse, y - w[U * L + j]
        w[SPREAD * L + j] *= spread
        w[SQUARES * L + j] += off * off * inverse
        w[DELTA * L + j] = k * off
        w[RHO * L + j] = -k * vu


@fused
def _look_along(w: Floats, n: int, ac: float) -> None:
    """Direction, mean and variance of u; `ac` is 1 while the recall error counts."""
    for j in range(n):
        a1 = w[V11 * L + j] + w[V12 * L + j] + ac * w[V1C * L + j]
        a2 = w[V12 * L + j] + w[V22 * L + j] + ac * w[V2C * L + j]
        a3 = w[V1C * L + j] + w[V2C * L + j] + ac * w[VCC * L + j]
        vu = a1 + a2 + ac * a3
        w[A1 * L + j], w[A2 * L + j], w[A3 * L + j] = a1, a2, a3
        w[VU * L + j], w[SD * L + j] = vu, math.sqrt(vu)
        w[U * L + j] = w[D * L + j] + w[M1 * L + j] + w[M2 * L + j] + ac * w[MC * L + j]


@fused
def offset_d(w: Floats, n: int) -> None:
    """Add what the kernel sums put into distress."""
    for j in range(n):
        w[D * L + j] += w[P * L + j] + w[Q * L + j] + w[W * L + j] - w[A * L + j]
        w[D * L + j] += w[BETA_SA * L + j] * w[TS * L + j] * w[TT * L + j]


@fused
def offset_e(w: Floats, n: int, wave_weight: float) -> None:
    """Add what the kernel sums, and a wave within the step, put into the log rate."""
    for j in range(n):
        w[E * L + j] += w[Z * L + j] + w[ALPHA_SA * L + j] * w[TS * L + j] * w[TT * L + j]
        w[E * L + j] += wave_weight * w[WAVE * L + j] * w[WAVE * L + j]


@fused
def _be_silent(w: Floats, n: int, gap: float) -> None:
    """Weigh the state by `gap` hours without any event."""
    for j in range(n):
        z, delta, rho = _tilted(
            exp_near(-gap * w[T0 * L + j]), exp_near(-gap * w[T1 * L + j]), exp_near(-gap * w[T2 * L + j]),
            exp_near(-gap * w[T3 * L + j]), exp_near(-gap * w[T4 * L + j]), w[VU * L + j], w[SD * L + j],
        )  # fmt: skip
        w[PROD * L + j] *= z
        inverse = 1.0 / w[VU * L + j]
        g1, g2 = w[A1 * L + j] * inverse, w[A2 * L + j] * inverse
        w[M1 * L + j] += g1 * delta
        w[M2 * L + j] += g2 * delta
        w[V11 * L + j] += g1 * g1 * rho
        w[V12 * L + j] += g1 * g2 * rho
        w[V22 * L + j] += g2 * g2 * rho


@fused
def _decay_table(half_hours: Floats, w: Floats, slow_rate: float, dec: Floats) -> None:
    for h in range(half_hours.size):
        at, t = h * 6 * L, half_hours[h]
        for j in range(L):
            dec[at + j] = exp_held(-w[THETA * L + j] * t)
            dec[at + L + j] = exp_held(-slow_rate * t)
            dec[at + 2 * L + j] = exp_held(-w[L_R * L + j] * t)
            dec[at + 3 * L + j] = exp_held(-w[K_B * L + j] * t)
            dec[at + 4 * L + j] = exp_held(-w[L_D * L + j] * t)
            dec[at + 5 * L + j] = exp_held(-w[L_W * L + j] * t)


@fused
def _walk(
    code: Ints, value: Floats, ref: Ints, half: Ints, half_hours: Floats, risk: Ints, late: Floats,
    d_basis: Floats, e_basis: Floats, e2_basis: Floats, l_basis: Floats, o_basis: Floats,
    wave: Floats, wave_weight: Floats, groups: Ints, streams: int, second: bool,
    episode_kind: Ints, recent: Floats, trigger_kind: Ints, severity: Floats, stress: Floats,
    threat: Floats, practice_kind: Ints, table: Floats, out: Floats, hourly: Floats,
    n: int,
) -> None:  # fmt: skip
    """Fill log likelihoods `out` and mean uncapped rates per hour `hourly`, both (draws,).

    `table` (k, draws) holds scalars and weights, draws a multiple of the lanes; `groups` says where
    each group of weights starts; bases are (n, p).
    """
    par = np.empty(table.shape[0] * L)
    dec = np.empty(half_hours.size * 6 * L)
    w = np.empty(ROOM * L)
    f, by_d, by_e, by_l = np.empty(5), np.empty(5), np.empty(5), np.empty(5)
    slow_rate = LN2 / SLOW_HALF_LIFE_HOURS
    g_d, g_e, g_e2, g_l, g_o = groups[0], groups[1], groups[2], groups[3], groups[4]
    g_wave, g_rho, g_omega, g_beta, g_alpha = groups[5], groups[6], groups[7], groups[8], groups[9]
    g_way, g_b, g_psi = groups[10], groups[11], groups[12]
    for block in range(0, table.shape[1], L):
        for k in range(table.shape[0]):
            for j in range(L):
                par[k * L + j] = table[k, block + j]
        w[:] = 0.0
        take(w, 0, par, 0, SCALARS)
        _decay_table(half_hours, w, slow_rate, dec)
        for j in range(L):
            w[V11 * L + j] = w[S2 * L + j]
            w[V22 * L + j] = w[SM2 * L + j]
            w[PROD * L + j] = w[SPREAD * L + j] = 1.0
        waiting = ratings = 0
        hours = 0.0
        for i in range(code.size):
            op = code[i]
            if op >= 10:
                r = ref[i]
                if op == 10:
                    kind = episode_kind[r]
                    for j in range(L):
                        omega = par[(g_omega + kind) * L + j] * w[INV_C * L + j]
                        size = par[(g_rho + kind) * L + j]
                        size *= math.exp(-w[KAPPA * L + j] * recent[r])
                        w[P * L + j] -= size + omega
                        w[Q * L + j] += omega
                elif op == 11:
                    kind, much = trigger_kind[r], severity[r]
                    for j in range(L):
                        w[W * L + j] += par[(g_beta + kind) * L + j] * much
                        w[Z * L + j] += par[(g_alpha + kind) * L + j] * much
                        w[TS * L + j] += stress[r] * much
                        w[TT * L + j] += threat[r] * much
                else:
                    for j in range(L):
                        w[A * L + j] += par[(g_way + practice_kind[r]) * L + j]
                continue
            if op == 8:
                for j in range(L):
                    w[MC * L + j] = w[V1C * L + j] = w[V2C * L + j] = 0.0
                    w[VCC * L + j] = w[TAU_C2 * L + j]
                continue
            silent = op == 0 and risk[i] == 1
            if op == 0:
                take(w, F1, dec, 6 * half[i], 6)
                fade(w, n)
                _relax(w, n)
            if op != 0 or silent:
                mixed(w, D, par, g_d, d_basis, i)
                offset_d(w, n)
            if silent or op == 2 or op == 4 or op == 7:
                mixed(w, E, par, g_e, e_basis, i)
                if silent:
                    mixed(w, WAVE, par, g_wave, wave, i)
                offset_e(w, n, wave_weight[i] if silent else 0.0)
            if silent:
                gap = 2.0 * half_hours[half[i]]
                hours += gap
                _first_stream(w, n, gap)
                if second:
                    mixed(w, BASE, par, g_e2, e2_basis, i)
                    for j in range(L):
                        w[BASE * L + j] -= LOG_DAY
                        w[SLOPE * L + j] = w[A_DA * L + j]
                    _next_stream(w, n)
                for c in range(streams):
                    take(w, BASE, par, g_b + c, 1)
                    take(w, SLOPE, par, g_psi + c, 1)
                    _next_stream(w, n)
                _be_silent(w, n, gap)
                waiting += 1
            if op == 0:
                _relax(w, n)
                fade(w, n)
            else:
                _look_along(w, n, 1.0 if op == 9 else 0.0)
                y = value[i]
                if (op == 1 or op == 9) and 0.5 < y < 9.5:
                    _rating(w, n, y, late[i])
                    waiting += 1
                    ratings += 1
                elif op == 1 or op == 9:
                    for j in range(L):
                        noise = w[TAU2 * L + j] * (1.0 + w[NU * L + j] * late[i])
                        lp, delta, rho = rate_observed(w[U * L + j], w[VU * L + j], 1.0, noise, y)
                        w[LOG_L * L + j] += lp
                        w[DELTA * L + j], w[RHO * L + j] = delta, rho
                elif op == 2 or op == 6:
                    if op == 6:
                        take(w, BASE, par, g_b + ref[i], 1)
                        take(w, SLOPE, par, g_psi + ref[i], 1)
                    else:
                        for j in range(L):
                            w[BASE * L + j] = w[E * L + j] - LOG_DAY
                            w[SLOPE * L + j] = w[A_D * L + j]
                    _event(w, n)
                    for j in range(L):
                        w[LOG_L * L + j] += math.log(w[T0 * L + j])
                elif op == 5:
                    for j in range(L):
                        b_u = w[B_U * L + j]
                        lp, delta, rho = rate_observed(
                            _at(par, g_o, o_basis, i, j) + b_u * w[U * L + j], w[VU * L + j],
                            b_u, w[S_U2 * L + j], y,
                        )  # fmt: skip
                        w[LOG_L * L + j] += lp
                        w[DELTA * L + j], w[RHO * L + j] = delta, rho
                else:
                    for j in range(L):
                        base, slope = w[E * L + j] - LOG_DAY, w[A_D * L + j]
                        logit, logit_slope = w[M_0 * L + j], w[M_1 * L + j]
                        if op == 3:
                            base = _at(par, g_e2, e2_basis, i, j) - LOG_DAY
                            slope = w[A_DA * L + j]
                        if op != 7:
                            logit = _at(par, g_l, l_basis, i, j)
                            logit_slope = w[GAMMA_D * L + j]
                        event_weights(
                            op, y, w[U * L + j] - 4.0, w[SD * L + j], base, slope, logit,
                            logit_slope, f, by_d, by_e, by_l,
                        )  # fmt: skip
                        z, _, _, delta, rho = moments(f, w[SD * L + j])
                        w[LOG_L * L + j] += math.log(z)
                        w[DELTA * L + j], w[RHO * L + j] = delta, rho
                _update(w, n)
            if waiting >= FLUSH:
                flush(w, n, ratings)
                waiting = ratings = 0
        flush(w, n, ratings)
        for j in range(L):
            total = w[LOG_L * L + j] - 0.5 * w[SQUARES * L + j]
            out[block + j] = total if math.isfinite(total) else -np.inf
            hourly[block + j] = w[HOURLY * L + j] / hours if hours > 0.0 else math.nan


def upright(basis: Floats) -> Floats:
    """A basis (p, n) as (n, p)."""
    return np.ascontiguousarray(basis.T)


def logged_groups(of: Callable[..., Floats], tape: Tape) -> list[list[Floats]]:
    """Rows of what was logged: effects and odds of triggers, of ways, and the two of each stream."""
    data = tape.data
    return [
        [of(f"beta_{n}") for n in data.trigger_names],
        [of(f"alpha_{n}") for n in data.trigger_names],
        [of("rho_way") + of(f"dway_{n}") for n in data.practice_names],
        [of(f"b_{c}") - LOG_DAY for c in tape.streams],
        [of(f"psi_{c}") for c in tape.streams],
    ]


def placed(table: list[Floats], groups: Iterable[list[Floats]]) -> Ints:
    """Put groups of rows behind `table` and return the row at which each begins."""
    starts = []
    for group in groups:
        starts.append(len(table))
        table += group
    return np.array(starts, dtype=np.int64)


def log_likelihoods(tape: Tape, layout: Layout, x: Floats) -> tuple[Floats, Floats]:
    """Log likelihoods at natural values x (draws, n), and mean uncapped rates per hour at risk.

    Both are (draws,). The second leaves the fluctuation of distress out; NaN without hours at risk.
    """
    data, draws = tape.data, x.shape[0]
    if draws == 0:
        return np.zeros(0), np.zeros(0)
    padded = -(-draws // L) * L
    x = np.concatenate([x, np.repeat(x[-1:], padded - draws, axis=0)])
    of = functools.partial(layout.column, x)
    l_r, k = LN2 / of("h_r"), LN2 / of("h_b")
    peak = np.log(l_r / k) / (l_r - k)
    zero = np.zeros(padded)
    table = [
        LN2 / of("h_x"), of("s_x") ** 2, of("s_m") ** 2 if tape.drift else zero, of("tau") ** 2,
        of("alpha_D"), of("alpha_Da"), of("gamma_D"), of("m_1"), of("tau_c") ** 2, of("nu"),
        of("b_u"), of("s_u") ** 2, of("m_0"), l_r, k, LN2 / of("h_delta", default=6.0),
        LN2 / of("h_way", default=1.0), of("beta_sa"), of("alpha_sa"), of("kappa_tol"),
        1.0 / (np.exp(-k * peak) - np.exp(-l_r * peak)),
    ]  # fmt: skip
    groups = placed(table, [
        [of(n) for n in tape.d_names], [of(n) for n in tape.e_names],
        [of(n) for n in tape.e2_names], [of(n) for n in tape.l_names],
        [of(n) for n in tape.o_names],
        [of(n) * by for n, by in wave_factors(tape, of("alpha_D"))],
        [of("rho") + of(f"drho_{m}") for m in data.kinds],
        [of("omega") + of(f"domega_{m}") for m in data.kinds],
        *logged_groups(of, tape),
    ])  # fmt: skip
    stress, threat = class_flags(data)
    out, hourly = np.empty(padded), np.empty(padded)
    _walk(
        tape.code, tape.value, tape.ref, tape.half, tape.half_hours, tape.risk, tape.late,
        upright(tape.d_basis), upright(tape.e_basis), upright(tape.e2_basis),
        upright(tape.l_basis), upright(tape.o_basis), upright(tape.wave_slope),
        tape.wave_weight, groups, len(tape.streams), tape.urges,
        data.episode_kind, tape.tolerance, data.trigger_kind, data.trigger_severity, stress, threat,
        data.practice_kind, np.ascontiguousarray(np.stack(table)), out, hourly, L,
    )  # fmt: skip
    return out[:draws], hourly[:draws]
