# ruff: noqa: FBT001, PLR1714  compiled: flags come by place, comparisons are written out
"""The one-pass assumed-density filter and its exact adjoint.

The hidden background of distress is x = (x1, x2): a fast and a slow stationary
Ornstein-Uhlenbeck process (the slow one absent below 60 days). Distress is D = d + x1 + x2 with
`d` known (`leeward.model.drive`). Every operation of the tape looks at one direction of x only,
u = x1 + x2, or u + c while the recall error c of a look-back is open. So each operation is a
scalar update of the mean and variance of u, spread to x by the regression of x on u:

    m <- m + g delta,   V <- V + g g' rho,   g = Cov(x, u)/Var(u)

where delta and rho are the changes of mean and variance of u. Ratings in 1..9 are Gaussian,
0 and 10 censored (probit moments); rates tilt on five Gauss-Hermite nodes; silence of length
Delta has weight exp(-Delta sum of rates) and acts at the middle of its step.

`backward` is the adjoint of `forward`, written out by hand: one gradient costs about twice a
value whatever the number of parameters, where tangents carried forward cost more with each one.

Assumed-density filtering: Snyder 1972; Eden & Brown 2008; moment-matched probit: Minka 2001.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model._compile import compiled
from leeward.model.data import Floats, Ints
from leeward.model.drive import LN2, Drive, OffsetGradients, room_for
from leeward.model.grid import Tape
from leeward.model.params import LOG_DAY, Layout, Params
from leeward.model.streams import (
    KNOTS_A_POINT,
    LOW,
    PIECES,
    each,
    each_back,
    gather,
    table_of,
)

SLOW_HALF_LIFE_HOURS: Final = 21.0 * 24.0
XI: Final = np.array([0.0, 1.355626179974266, -1.355626179974266, 2.856970013872806,
                      -2.856970013872806])  # fmt: skip
WEIGHT: Final = np.array([8.0 / 15.0, 0.2220759220056126, 0.2220759220056126,
                          0.01125741132772069, 0.01125741132772069])  # fmt: skip
W0, WA, WB = float(WEIGHT[0]), float(WEIGHT[1]), float(WEIGHT[3])
XA, XB = float(XI[1]), float(XI[3])
XA2, XB2 = XA * XA, XB * XB
ROOT_2PI: Final = math.sqrt(2.0 * math.pi)
HALF_LOG_2PI: Final = 0.5 * math.log(2.0 * math.pi)

# Positions in the vector of scalars.
THETA, S_X, S_M, TAU, ALPHA_D, ALPHA_DA, GAMMA_D, M_1, TAU_C, NU, B_U, S_U, M_0 = range(13)
_NATURAL: Final = {
    "s_x": S_X, "s_m": S_M, "tau": TAU, "alpha_D": ALPHA_D, "alpha_Da": ALPHA_DA,
    "gamma_D": GAMMA_D, "m_1": M_1, "tau_c": TAU_C, "nu": NU, "b_u": B_U, "s_u": S_U, "m_0": M_0,
}  # fmt: skip


@compiled
def log_normal_tail(z: float) -> tuple[float, float]:
    """Ln Phi(z) and the hazard phi(z)/Phi(z), right far into the tail."""
    if z > -8.0:
        phi = 0.5 * math.erfc(-z / math.sqrt(2.0))
        return math.log(phi), math.exp(-0.5 * z * z) / ROOT_2PI / phi
    r = 1.0 / (z * z)
    series = 1.0 - r * (1.0 - 3.0 * r * (1.0 - 5.0 * r * (1.0 - 7.0 * r * (1.0 - 9.0 * r))))
    return -0.5 * z * z - math.log(-z) - HALF_LOG_2PI + math.log(series), -z / series


@compiled
def _small_exp(u: float) -> float:
    """exp(-u) for u >= 0; a short series below .05, where it is exact to 1e-14."""
    if u < 0.05:
        # Pairs of terms side by side: a chain of seven would be waited for.
        u2 = u * u
        high = (1 / 24 - u * (1 / 120)) + u2 * (1 / 720 - u * (1 / 5040))
        return (1.0 - u) + u2 * ((1 / 2 - u * (1 / 6)) + u2 * high)
    return math.exp(-u)


@compiled
def rate_observed(
    mu: float, v: float, slope: float, r: float, y: float
) -> tuple[float, float, float]:
    """A rating y of mu + slope (x - mean), noise variance r: log density, delta, rho."""
    if 0.5 < y < 9.5:
        f = slope * slope * v + r + 1.0 / 12.0
        k = slope * v / f
        e = y - mu
        return -0.5 * math.log(f) - HALF_LOG_2PI - 0.5 * e * e / f, k * e, -k * slope * v
    f = slope * slope * v + r
    root = math.sqrt(f)
    side = -1.0 if y < 5.0 else 1.0
    z = side * (mu - (0.5 if y < 5.0 else 9.5)) / root
    lp, h = log_normal_tail(z)
    k = slope * v / root
    return lp, side * k * h, -k * k * h * (h + z)


@compiled
def _rate_back(
    mu: float, v: float, slope: float, r: float, y: float, gd: float, gr: float
) -> tuple[float, float, float, float]:
    """Derivatives of lp + gd delta + gr rho by mu, v, r and slope."""
    if 0.5 < y < 9.5:
        f = slope * slope * v + r + 1.0 / 12.0
        e = y - mu
        bv = slope * v
        by_mu = e / f - gd * bv / f
        by_f = -0.5 / f + 0.5 * e * e / (f * f) - gd * bv * e / (f * f) + gr * bv * bv / (f * f)
        by_v = gd * slope * e / f - 2.0 * gr * slope * bv / f + slope * slope * by_f
        by_slope = gd * v * e / f - 2.0 * gr * v * bv / f + 2.0 * bv * by_f
        return by_mu, by_v, by_f, by_slope
    f = slope * slope * v + r
    root = math.sqrt(f)
    side = -1.0 if y < 5.0 else 1.0
    z = side * (mu - (0.5 if y < 5.0 else 9.5)) / root
    _, h = log_normal_tail(z)
    k = slope * v / root
    dh = -h * (h + z)
    by_z = h + gd * side * k * dh - gr * k * k * (dh * (h + z) + h * (dh + 1.0))
    by_k = gd * side * h - 2.0 * gr * k * h * (h + z)
    by_f = -0.5 * z / f * by_z - 0.5 * k / f * by_k
    by_v = by_k * slope / root + by_f * slope * slope
    by_slope = by_k * v / root + by_f * 2.0 * slope * v
    return side / root * by_z, by_v, by_f, by_slope


@compiled
def _logistic(x: float) -> float:
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    g = math.exp(x)
    return g / (1.0 + g)


@compiled
def moments(f: Floats, s: float) -> tuple[float, float, float, float, float]:
    """Z, M1, M2 of weights f (5,) on the nodes, with delta = s M1 and rho = s^2 (M2 - M1^2 - 1)."""
    z = m1 = m2 = 0.0
    for k in range(5):
        wf = WEIGHT[k] * f[k]
        z += wf
        m1 += wf * XI[k]
        m2 += wf * XI[k] * XI[k]
    m1 /= z
    m2 /= z
    return z, m1, m2, s * m1, s * s * (m2 - m1 * m1 - 1.0)


@compiled
def event_weights(
    code: int, value: float, centre: float, s: float, base: float, slope: float,
    logit: float, logit_slope: float, f: Floats, by_d: Floats, by_e: Floats, by_l: Floats,
) -> None:  # fmt: skip
    """Fill weights f (5,) of an event, and d ln f by D, by log rate and by logit, per node.

    `centre` is D - 4 at the mean of u; log rate = base + slope (D - 4), and likewise the logit.
    """
    for k in range(5):
        x = centre + s * XI[k]
        f[k] = 1.0
        by_d[k] = by_e[k] = by_l[k] = 0.0
        if code != 7:
            rate = 1.0 / (2.0 + math.exp(-(base + slope * x)))
            f[k] = rate
            by_e[k] = 1.0 - 2.0 * rate
            by_d[k] = slope * by_e[k]
        if (code == 4 and value > -0.5) or code == 7:
            side = 1.0 if value > 0.5 else -1.0
            p = _logistic(side * (logit + logit_slope * x))
            f[k] *= p
            by_l[k] = side * (1.0 - p)
            by_d[k] += logit_slope * by_l[k]


@compiled
def _forward(
    code: Ints, value: Floats, ref: Ints, half: Ints, half_hours: Floats, risk: Ints, late: Floats,
    d: Floats, e: Floats, e2: Floats, l: Floats, o: Floats, scalars: Floats, b: Floats,
    psi: Floats, slow_rate: float, second: bool, states: Floats, nodes: Floats, keep: bool,
) -> float:  # fmt: skip
    """Log likelihood of the tape; with `keep`, fills states (n, 11) and nodes (n, width).

    A state row is the state *before* the operation: m1 m2 mc V11 V12 V22 V1c V2c Vcc,
    and the log likelihood so far as a sum and a factor still to be logged. A node row
    of a step at risk is weight x f, then one block of five per rate: first stream, second stream where
    there is one.
    """
    theta, s2, sm2 = scalars[0], scalars[1] ** 2, scalars[2] ** 2
    tau2, a_d, a_da = scalars[3] ** 2, scalars[4], scalars[5]
    streams = b.size
    fast = np.exp(-theta * half_hours)
    slow = np.exp(-slow_rate * half_hours)
    table = table_of(b, psi) if streams > 0 else np.empty((0, 6))
    f = np.empty(5)
    by_d, by_e, by_l = np.empty(5), np.empty(5), np.empty(5)
    total = np.empty(5)
    m1 = m2 = mc = 0.0
    v11, v12, v22 = s2, 0.0, sm2
    v1c = v2c = vcc = 0.0
    log_l, product = 0.0, 1.0  # one logarithm serves many steps
    for i in range(code.size):
        op = code[i]
        if keep:
            states[i, 0], states[i, 1], states[i, 2], states[i, 3] = m1, m2, mc, v11
            states[i, 4], states[i, 5], states[i, 6], states[i, 7] = v12, v22, v1c, v2c
            states[i, 8], states[i, 9], states[i, 10] = vcc, log_l, product
        if op == 0:
            j = half[i]
            f1, f2 = fast[j], slow[j]
            m1 *= f1
            m2 *= f2
            v11 = s2 + (v11 - s2) * f1 * f1
            v12 *= f1 * f2
            v22 = sm2 + (v22 - sm2) * f2 * f2
            if risk[i] == 1:
                a1, a2 = v11 + v12, v12 + v22
                vu = a1 + a2
                s = math.sqrt(vu)
                centre = d[i] + m1 + m2 - 4.0
                inverse = math.exp(-(e[i] - LOG_DAY + a_d * centre))
                ea, eb = math.exp(a_d * s * XA), math.exp(a_d * s * XB)
                r0 = 1.0 / (2.0 + inverse)
                r1 = ea / (2.0 * ea + inverse)
                r2 = 1.0 / (2.0 + inverse * ea)
                r3 = eb / (2.0 * eb + inverse)
                r4 = 1.0 / (2.0 + inverse * eb)
                if keep:
                    nodes[i, 5], nodes[i, 6], nodes[i, 7] = r0, r1, r2
                    nodes[i, 8], nodes[i, 9] = r3, r4
                if second or streams > 0:
                    total[0], total[1], total[2], total[3], total[4] = r0, r1, r2, r3, r4
                    if second:
                        for k in range(5):
                            x = centre + s * XI[k]
                            other = 1.0 / (2.0 + math.exp(-(e2[i] - LOG_DAY + a_da * x)))
                            total[k] += other
                            if keep:
                                nodes[i, 10 + k] = other
                    if streams > 0:
                        for k in range(5):
                            place = (centre + s * XI[k] + (4.0 - LOW)) * KNOTS_A_POINT
                            if 0.0 <= place < PIECES:
                                q = int(place)
                                t = place - q
                                other = table[q, 3] + t * (table[q, 4] + t * table[q, 5])
                                other = table[q, 1] + t * (table[q, 2] + t * other)
                                total[k] += table[q, 0] + t * other
                            else:
                                total[k] += each(b, psi, centre + 4.0 + s * XI[k])
                    r0, r1, r2, r3, r4 = total[0], total[1], total[2], total[3], total[4]
                gap = 2.0 * half_hours[j]
                w0 = W0 * _small_exp(gap * r0)
                w1, w2 = WA * _small_exp(gap * r1), WA * _small_exp(gap * r2)
                w3, w4 = WB * _small_exp(gap * r3), WB * _small_exp(gap * r4)
                if keep:
                    nodes[i, 0], nodes[i, 1], nodes[i, 2] = w0, w1, w2
                    nodes[i, 3], nodes[i, 4] = w3, w4
                z = w0 + (w1 + w2) + (w3 + w4)
                inverse = 1.0 / z
                t1 = (XA * (w1 - w2) + XB * (w3 - w4)) * inverse
                delta = s * t1
                rho = vu * ((XA2 * (w1 + w2) + XB2 * (w3 + w4)) * inverse - t1 * t1 - 1.0)
                if not z > 0.0:
                    return -np.inf
                product *= z
                if product < 1e-200:
                    log_l += math.log(product)
                    product = 1.0
                g1, g2 = a1 / vu, a2 / vu
                m1 += g1 * delta
                m2 += g2 * delta
                v11 += g1 * g1 * rho
                v12 += g1 * g2 * rho
                v22 += g2 * g2 * rho
            m1 *= f1
            m2 *= f2
            v11 = s2 + (v11 - s2) * f1 * f1
            v12 *= f1 * f2
            v22 = sm2 + (v22 - sm2) * f2 * f2
        elif op == 8:
            mc = v1c = v2c = 0.0
            vcc = scalars[8] ** 2
        elif op < 10:
            ac = 1.0 if op == 9 else 0.0
            a1, a2, a3 = v11 + v12 + ac * v1c, v12 + v22 + ac * v2c, v1c + v2c + ac * vcc
            vu = a1 + a2 + ac * a3
            u = m1 + m2 + ac * mc
            if op == 1 or op == 9:
                lp, delta, rho = rate_observed(d[i] + u, vu, 1.0, tau2 * (1.0 + scalars[9] * late[i]),
                                       value[i])  # fmt: skip
            elif op == 5:
                lp, delta, rho = rate_observed(o[i] + scalars[10] * (d[i] + u), vu, scalars[10],
                                       scalars[11] ** 2, value[i])  # fmt: skip
            else:
                c = ref[i] if op == 6 else 0
                base, slope = (b[c], psi[c]) if op == 6 else (e[i] - LOG_DAY, a_d)
                if op == 3:
                    base, slope = e2[i] - LOG_DAY, a_da
                logit, logit_slope = (scalars[12], scalars[7]) if op == 7 else (l[i], scalars[6])
                s = math.sqrt(vu)
                event_weights(op, value[i], d[i] + u - 4.0, s, base, slope, logit, logit_slope,
                               f, by_d, by_e, by_l)  # fmt: skip
                z, _, _, delta, rho = moments(f, s)
                if not z > 0.0:
                    return -np.inf
                lp = math.log(z)
            log_l += lp
            g1, g2, g3 = a1 / vu, a2 / vu, a3 / vu
            m1 += g1 * delta
            m2 += g2 * delta
            mc += g3 * delta
            v11 += g1 * g1 * rho
            v12 += g1 * g2 * rho
            v22 += g2 * g2 * rho
            v1c += g1 * g3 * rho
            v2c += g2 * g3 * rho
            vcc += g3 * g3 * rho
        if not v11 >= 0.0:
            return -np.inf
    log_l += math.log(product)
    return log_l if math.isfinite(log_l) else -np.inf


@compiled
def _backward(
    code: Ints, value: Floats, ref: Ints, half: Ints, half_hours: Floats, risk: Ints, late: Floats,
    d: Floats, e: Floats, e2: Floats, l: Floats, o: Floats, scalars: Floats, b: Floats,
    psi: Floats, slow_rate: float, second: bool, states: Floats, nodes: Floats,
    gd: Floats, ge: Floats, ge2: Floats, gl: Floats, go: Floats, g: Floats, gb: Floats,
    gpsi: Floats,
) -> None:  # fmt: skip
    """Adjoint of `_forward` after a run with `keep`; fills the zeroed gradients.

    gd ... go (n,) by offsets, g (13,) by scalars, gb and gpsi (streams,).
    """
    theta, s2, sm2 = scalars[0], scalars[1] ** 2, scalars[2] ** 2
    tau2, a_d, a_da = scalars[3] ** 2, scalars[4], scalars[5]
    streams = b.size
    fast = np.exp(-theta * half_hours)
    slow = np.exp(-slow_rate * half_hours)
    table = table_of(b, psi) if streams > 0 else np.empty((0, 6))
    by_table = np.zeros(table.shape)
    f = np.empty(5)
    by_d, by_e, by_l = np.empty(5), np.empty(5), np.empty(5)
    n1 = n2 = nc = 0.0  # adjoints of m1, m2, mc
    w11 = w12 = w22 = w1c = w2c = wcc = 0.0  # adjoints of V
    g_s2 = g_sm2 = g_tau2 = 0.0
    for i in range(code.size - 1, -1, -1):
        op = code[i]
        m1, m2, mc = states[i, 0], states[i, 1], states[i, 2]
        v11, v12, v22 = states[i, 3], states[i, 4], states[i, 5]
        v1c, v2c, vcc = states[i, 6], states[i, 7], states[i, 8]
        if op == 0:
            j = half[i]
            f1, f2 = fast[j], slow[j]
            p1, p2 = m1 * f1, m2 * f2
            q11 = s2 + (v11 - s2) * f1 * f1
            q12 = v12 * f1 * f2
            q22 = sm2 + (v22 - sm2) * f2 * f2
            gap = 2.0 * half_hours[j]
            g_f = 0.0
            if risk[i] == 1:
                a1, a2 = q11 + q12, q12 + q22
                vu = a1 + a2
                s = math.sqrt(vu)
                w1, w2, w3, w4 = nodes[i, 1], nodes[i, 2], nodes[i, 3], nodes[i, 4]
                z = nodes[i, 0] + (w1 + w2) + (w3 + w4)
                inverse = 1.0 / z
                t1 = (XA * (w1 - w2) + XB * (w3 - w4)) * inverse
                t2 = (XA2 * (w1 + w2) + XB2 * (w3 + w4)) * inverse
                delta, rho = s * t1, vu * (t2 - t1 * t1 - 1.0)
                g1, g2 = a1 / vu, a2 / vu
                r1 = p1 + g1 * delta
                r11, r12 = q11 + g1 * g1 * rho, q12 + g1 * g2 * rho
            else:
                r1, r11, r12 = p1, q11, q12
            # second half of the decay
            g_f += n1 * r1 + 2.0 * w11 * f1 * (r11 - s2) + w12 * f2 * r12
            g_s2 += w11 * (1.0 - f1 * f1)
            g_sm2 += w22 * (1.0 - f2 * f2)
            n1 *= f1
            n2 *= f2
            w11 *= f1 * f1
            w12 *= f1 * f2
            w22 *= f2 * f2
            if risk[i] == 1:
                by_delta = n1 * g1 + n2 * g2
                by_rho = w11 * g1 * g1 + w12 * g1 * g2 + w22 * g2 * g2
                by_g1 = n1 * delta + rho * (2.0 * w11 * g1 + w12 * g2)
                by_g2 = n2 * delta + rho * (2.0 * w22 * g2 + w12 * g1)
                centre = d[i] + p1 + p2 - 4.0
                by_u = by_s = 0.0
                # By f of a node: a polynomial in its place.
                k1 = by_delta * s - 2.0 * by_rho * vu * t1
                k0 = 1.0 - by_delta * s * t1 + by_rho * vu * (2.0 * t1 * t1 - t2)
                k2 = by_rho * vu
                weigh = -gap * inverse
                sum_e = sum_x = 0.0
                for k in range(5):
                    xi = XI[k]
                    by_total = weigh * nodes[i, k] * (k0 + xi * (k1 + xi * k2))
                    x = centre + s * xi
                    rate = nodes[i, 5 + k]
                    part = by_total * rate * (1.0 - 2.0 * rate)
                    sum_e += part
                    sum_x += part * x
                    by_x = part * a_d
                    if second:
                        rate = nodes[i, 10 + k]
                        part = by_total * rate * (1.0 - 2.0 * rate)
                        ge2[i] += part
                        g[5] += part * x
                        by_x += part * a_da
                    if streams > 0:
                        place = (x + (4.0 - LOW)) * KNOTS_A_POINT
                        if 0.0 <= place < PIECES:
                            q = int(place)
                            t = place - q
                            power = by_total
                            for r in range(6):
                                by_table[q, r] += power
                                power *= t
                            slope = 3.0 * table[q, 3] + t * (
                                4.0 * table[q, 4] + t * 5.0 * table[q, 5]
                            )
                            slope = table[q, 1] + t * (2.0 * table[q, 2] + t * slope)
                            by_x += by_total * slope * KNOTS_A_POINT
                        else:
                            by_x += each_back(b, psi, x + 4.0, by_total, gb, gpsi)
                    by_u += by_x
                    by_s += by_x * xi
                ge[i] += sum_e
                g[4] += sum_x
                by_vu = 0.5 * (by_s + by_delta * t1) / s + by_rho * (t2 - t1 * t1 - 1.0)
                by_vu -= (by_g1 * g1 + by_g2 * g2) / vu
                gd[i] += by_u
                n1 += by_u
                n2 += by_u
                w11 += by_g1 / vu + by_vu
                w12 += (by_g1 + by_g2) / vu + 2.0 * by_vu
                w22 += by_g2 / vu + by_vu
            # first half of the decay
            g_f += n1 * m1 + 2.0 * w11 * f1 * (v11 - s2) + w12 * f2 * v12
            g_s2 += w11 * (1.0 - f1 * f1)
            g_sm2 += w22 * (1.0 - f2 * f2)
            n1 *= f1
            n2 *= f2
            w11 *= f1 * f1
            w12 *= f1 * f2
            w22 *= f2 * f2
            g[0] -= half_hours[j] * f1 * g_f
        elif op == 8:
            g[8] += 2.0 * scalars[8] * wcc
            nc = w1c = w2c = wcc = 0.0
        elif op < 10:
            ac = 1.0 if op == 9 else 0.0
            a1, a2, a3 = v11 + v12 + ac * v1c, v12 + v22 + ac * v2c, v1c + v2c + ac * vcc
            vu = a1 + a2 + ac * a3
            u = m1 + m2 + ac * mc
            g1, g2, g3 = a1 / vu, a2 / vu, a3 / vu
            by_delta = n1 * g1 + n2 * g2 + nc * g3
            by_rho = (w11 * g1 * g1 + w12 * g1 * g2 + w22 * g2 * g2
                      + w1c * g1 * g3 + w2c * g2 * g3 + wcc * g3 * g3)  # fmt: skip
            delta = rho = by_u = by_vu = 0.0
            if op == 1 or op == 9:
                spread = 1.0 + scalars[9] * late[i]
                _, delta, rho = rate_observed(d[i] + u, vu, 1.0, tau2 * spread, value[i])
                by_u, by_vu, by_r, _ = _rate_back(
                    d[i] + u, vu, 1.0, tau2 * spread, value[i], by_delta, by_rho
                )
                g_tau2 += by_r * spread
                g[9] += by_r * tau2 * late[i]
                gd[i] += by_u
            elif op == 5:
                slope, r = scalars[10], scalars[11] ** 2
                mu = o[i] + slope * (d[i] + u)
                _, delta, rho = rate_observed(mu, vu, slope, r, value[i])
                by_mu, by_vu, by_r, by_slope = _rate_back(
                    mu, vu, slope, r, value[i], by_delta, by_rho
                )
                go[i] += by_mu
                g[10] += by_slope + by_mu * (d[i] + u)
                g[11] += 2.0 * scalars[11] * by_r
                by_u = slope * by_mu
                gd[i] += by_u
            else:
                c = ref[i] if op == 6 else 0
                base, slope = (b[c], psi[c]) if op == 6 else (e[i] - LOG_DAY, a_d)
                if op == 3:
                    base, slope = e2[i] - LOG_DAY, a_da
                logit, logit_slope = (scalars[12], scalars[7]) if op == 7 else (l[i], scalars[6])
                s = math.sqrt(vu)
                centre = d[i] + u - 4.0
                event_weights(op, value[i], centre, s, base, slope, logit, logit_slope,
                               f, by_d, by_e, by_l)  # fmt: skip
                z, t1, t2, delta, rho = moments(f, s)
                by_s = 0.0
                for k in range(5):
                    off = XI[k] - t1
                    by_f = 1.0 + by_delta * s * off
                    by_f += by_rho * vu * (XI[k] * XI[k] - t2 - 2.0 * t1 * off)
                    part = WEIGHT[k] * f[k] / z * by_f
                    x = centre + s * XI[k]
                    by_u += part * by_d[k]
                    by_s += part * by_d[k] * XI[k]
                    if op == 3:
                        ge2[i] += part * by_e[k]
                        g[5] += part * by_e[k] * x
                    elif op == 6:
                        gb[c] += part * by_e[k]
                        gpsi[c] += part * by_e[k] * x
                    else:
                        ge[i] += part * by_e[k]
                        g[4] += part * by_e[k] * x
                    if op == 7:
                        g[12] += part * by_l[k]
                        g[7] += part * by_l[k] * x
                    else:
                        gl[i] += part * by_l[k]
                        g[6] += part * by_l[k] * x
                by_vu = 0.5 * (by_s + by_delta * t1) / s + by_rho * (t2 - t1 * t1 - 1.0)
                gd[i] += by_u
            by_g1 = n1 * delta + rho * (2.0 * w11 * g1 + w12 * g2 + w1c * g3)
            by_g2 = n2 * delta + rho * (2.0 * w22 * g2 + w12 * g1 + w2c * g3)
            by_g3 = nc * delta + rho * (2.0 * wcc * g3 + w1c * g1 + w2c * g2)
            by_vu -= (by_g1 * g1 + by_g2 * g2 + by_g3 * g3) / vu
            n1 += by_u
            n2 += by_u
            nc += ac * by_u
            b1, b2, b3 = by_g1 / vu + by_vu, by_g2 / vu + by_vu, by_g3 / vu + ac * by_vu
            w11 += b1
            w12 += b1 + b2
            w22 += b2
            w1c += ac * b1 + b3
            w2c += ac * b2 + b3
            wcc += ac * b3
    if streams > 0:
        gather(by_table, b, psi, gb, gpsi)
    g_s2 += w11
    g_sm2 += w22
    g[1] += 2.0 * scalars[1] * g_s2
    g[2] += 2.0 * scalars[2] * g_sm2
    g[3] += 2.0 * scalars[3] * g_tau2


@dataclass(frozen=True, slots=True, kw_only=True)
class Scratch:
    """Reusable room for one tape (made by `scratch_for`): states, nodes, offsets, derivatives."""

    states: Floats
    nodes: Floats
    drive: Drive
    by_offset: Floats


def scratch_for(tape: Tape) -> Scratch:
    """Make room for a run with gradient."""
    width = 5 * (2 + int(tape.urges))
    rows = tape.code.size
    return Scratch(
        states=np.empty((rows, 11)),
        nodes=np.empty((rows, width)),
        drive=room_for(tape),
        by_offset=np.zeros((5, rows)),
    )


def _globals(tape: Tape, params: Params) -> tuple[Floats, Floats, Floats]:
    scalars = np.zeros(13)
    for name, at in _NATURAL.items():
        scalars[at] = params.get(name)
    scalars[THETA] = LN2 / params["h_x"]
    if not tape.drift:
        scalars[S_M] = 0.0
    b = np.array([params.get(f"b_{c}") - LOG_DAY for c in tape.streams])
    psi = np.array([params.get(f"psi_{c}") for c in tape.streams])
    return scalars, b, psi


_EMPTY: Final = np.empty((0, 11))


def log_likelihood(tape: Tape, params: Params, drive: Drive) -> float:
    """Log likelihood of the log; -inf where the numbers leave the representable."""
    scalars, b, psi = _globals(tape, params)
    return float(
        _forward(
            tape.code, tape.value, tape.ref, tape.half, tape.half_hours, tape.risk, tape.late,
            drive.d, drive.e, drive.e2, drive.l, drive.o, scalars, b, psi, LN2 / SLOW_HALF_LIFE_HOURS,
            tape.urges, _EMPTY, _EMPTY, False,
        )
    )  # fmt: skip


def run(tape: Tape, params: Params, drive: Drive, scratch: Scratch) -> float:
    """Log likelihood, leaving the states before every operation in `scratch`."""
    scalars, b, psi = _globals(tape, params)
    return float(
        _forward(
            tape.code, tape.value, tape.ref, tape.half, tape.half_hours, tape.risk, tape.late,
            drive.d, drive.e, drive.e2, drive.l, drive.o, scalars, b, psi, LN2 / SLOW_HALF_LIFE_HOURS,
            tape.urges, scratch.states, scratch.nodes, True,
        )
    )  # fmt: skip


def log_likelihood_and_gradient(
    tape: Tape, params: Params, drive: Drive, layout: Layout, scratch: Scratch
) -> tuple[float, OffsetGradients, Floats]:
    """Log likelihood, its derivatives by offsets, and by the free parameters that act directly.

    The last has shape (n,), in natural units; parameters acting only through offsets have 0.
    """
    scalars, b, psi = _globals(tape, params)
    # Without urges the last three are never written to.
    scratch.by_offset[: 5 if tape.urges else 2] = 0.0
    gd, ge, ge2, gl, go = scratch.by_offset
    g, gb, gpsi = np.zeros(13), np.zeros(b.size), np.zeros(b.size)
    slow = LN2 / SLOW_HALF_LIFE_HOURS
    value = _forward(
        tape.code, tape.value, tape.ref, tape.half, tape.half_hours, tape.risk, tape.late,
        drive.d, drive.e, drive.e2, drive.l, drive.o, scalars, b, psi, slow,
        tape.urges, scratch.states, scratch.nodes, True,
    )  # fmt: skip
    if math.isfinite(value):
        _backward(
            tape.code, tape.value, tape.ref, tape.half, tape.half_hours, tape.risk, tape.late,
            drive.d, drive.e, drive.e2, drive.l, drive.o, scalars, b, psi, slow,
            tape.urges, scratch.states, scratch.nodes, gd, ge, ge2, gl, go, g, gb, gpsi,
        )  # fmt: skip
    table = {name: g[at] for name, at in _NATURAL.items()}
    table["h_x"] = g[THETA] * -scalars[THETA] / params["h_x"]
    table.update({f"b_{c}": x for c, x in zip(tape.streams, gb, strict=True)})
    table.update({f"psi_{c}": x for c, x in zip(tape.streams, gpsi, strict=True)})
    direct = np.array([float(table.get(n, 0.0)) for n in layout.names])
    return (
        float(value),
        OffsetGradients(d=gd, e=ge, e2=ge2, l=gl, o=go),
        direct,
    )
