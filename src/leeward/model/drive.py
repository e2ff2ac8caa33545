"""What the log and the parameters put into distress and into the rates, known without noise.

Given parameters, everything but the background is deterministic: level, rhythm, relief, rebound,
what came before, other ways, habit. `forward` walks the tape once and returns these offsets per
row; `backward` turns derivatives by offsets into derivatives by parameters (reverse mode), at a
cost that does not depend on how many parameters there are.

Seven kernel sums are carried. With l_r, k, l_d, l_w the decay rates per hour of relief, rebound,
triggers and other ways:

    D(t) = fixed + P + Q + W + beta_sa Ts Tt - A,   eta(t) = fixed + Z + alpha_sa Ts Tt

An episode adds -(rho psi + omega/c*) to P (rate l_r) and omega/c* to Q (rate k), which together
is relief -rho psi e^(-l_r s) and rebound omega (e^(-k s) - e^(-l_r s))/c*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from leeward.model._compile import compiled
from leeward.model.data import Data, Floats, Ints
from leeward.model.grid import Tape, class_flags
from leeward.model.params import Layout, Params

LN2 = math.log(2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drive:
    """Offsets per row of the tape: distress `d`, log rates `e` and `e2`, choice `l`, strength `o`.

    `sums` (n, 7) keeps the kernel sums for the way back.
    """

    d: Floats
    e: Floats
    e2: Floats
    l: Floats
    o: Floats
    sums: Floats


def rebound_constant(l_r: float, k: float) -> tuple[float, float, float]:
    """c* with its derivatives by l_r and k (envelope theorem: s* needs none).

    c* = e^(-k s*) - e^(-l_r s*) at s* = ln(l_r/k)/(l_r - k) hours, the peak of the rebound.
    """
    s = math.log(l_r / k) / (l_r - k)
    slow, fast = math.exp(-k * s), math.exp(-l_r * s)
    return slow - fast, s * fast, -s * slow


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sizes:
    """Kernel sizes per record, and what their derivatives need."""

    p: Floats
    q: Floats
    w: Floats
    z: Floats
    a: Floats
    rates: Floats
    rho: Floats
    omega: Floats
    psi: Floats


def _sizes(tape: Tape, params: Params) -> _Sizes:
    data = tape.data
    l_r, k = LN2 / params["h_r"], LN2 / params["h_b"]
    c_star, _, _ = rebound_constant(l_r, k)
    rho = np.array([params["rho"] + params.get(f"drho_{m}") for m in data.kinds])
    omega = np.array([params["omega"] + params.get(f"domega_{m}") for m in data.kinds])
    psi = np.exp(-params.get("kappa_tol") * tape.tolerance)
    rho_i, omega_i = rho[data.episode_kind], omega[data.episode_kind]
    beta = np.array([params.get(f"beta_{n}") for n in data.trigger_names] + [0.0])
    alpha = np.array([params.get(f"alpha_{n}") for n in data.trigger_names] + [0.0])
    way = np.array([params.get("rho_way") + params.get(f"dway_{n}") for n in data.practice_names])
    return _Sizes(
        p=-(rho_i * psi + omega_i / c_star),
        q=omega_i / c_star,
        w=beta[data.trigger_kind] * data.trigger_severity,
        z=alpha[data.trigger_kind] * data.trigger_severity,
        a=way[data.practice_kind] if data.practice_names else np.zeros(0),
        rates=np.array([l_r, k, LN2 / params.get("h_delta", 6.0), LN2 / params.get("h_way", 1.0)]),
        rho=rho_i,
        omega=omega_i,
        psi=psi,
    )


@compiled
def _forward(
    code: Ints,
    ref: Ints,
    half: Ints,
    decays: Floats,
    jump_p: Floats,
    jump_q: Floats,
    jump_w: Floats,
    jump_z: Floats,
    jump_s: Floats,
    jump_t: Floats,
    jump_a: Floats,
    beta_sa: float,
    alpha_sa: float,
    d: Floats,
    e: Floats,
    sums: Floats,
) -> None:
    """Add the kernel sums to `d` and `e` (n,); keep them in `sums` (n, 7).

    `decays` (h, 4) holds the factor of half a step for each rate.
    """
    p = q = w = z = ts = tt = a = 0.0
    for i in range(code.size):
        op = code[i]
        if op == 0:
            j = half[i]
            f_r, f_b, f_d, f_w = decays[j, 0], decays[j, 1], decays[j, 2], decays[j, 3]
            p *= f_r
            q *= f_b
            w *= f_d
            z *= f_d
            ts *= f_d
            tt *= f_d
            a *= f_w
        elif op == 10:
            p += jump_p[ref[i]]
            q += jump_q[ref[i]]
        elif op == 11:
            w += jump_w[ref[i]]
            z += jump_z[ref[i]]
            ts += jump_s[ref[i]]
            tt += jump_t[ref[i]]
        elif op == 12:
            a += jump_a[ref[i]]
        d[i] += p + q + w + beta_sa * ts * tt - a
        e[i] += z + alpha_sa * ts * tt
        sums[i, 0] = p
        sums[i, 1] = q
        sums[i, 2] = w
        sums[i, 3] = z
        sums[i, 4] = ts
        sums[i, 5] = tt
        sums[i, 6] = a
        if op == 0:
            p *= f_r
            q *= f_b
            w *= f_d
            z *= f_d
            ts *= f_d
            tt *= f_d
            a *= f_w


@compiled
def _backward(
    code: Ints,
    ref: Ints,
    half: Ints,
    half_hours: Floats,
    decays: Floats,
    sums: Floats,
    gd: Floats,
    ge: Floats,
    beta_sa: float,
    alpha_sa: float,
    jump_p: Floats,
    jump_q: Floats,
    jump_w: Floats,
    jump_z: Floats,
    jump_a: Floats,
) -> Floats:
    """Derivatives by sizes (into the `jump_` arrays) and by (l_r, k, l_d, l_w, beta_sa, alpha_sa).

    Runs the tape backwards with one adjoint per kernel sum.
    """
    p = q = w = z = ts = tt = a = 0.0
    out = np.zeros(6)
    for i in range(code.size - 1, -1, -1):
        op = code[i]
        if op == 0:
            j = half[i]
            h = half_hours[j]
            f_r, f_b, f_d, f_w = decays[j, 0], decays[j, 1], decays[j, 2], decays[j, 3]
            p *= f_r
            q *= f_b
            w *= f_d
            z *= f_d
            ts *= f_d
            tt *= f_d
            a *= f_w
            out[0] -= h * p * sums[i, 0]
            out[1] -= h * q * sums[i, 1]
            out[2] -= h * (w * sums[i, 2] + z * sums[i, 3] + ts * sums[i, 4] + tt * sums[i, 5])
            out[3] -= h * a * sums[i, 6]
        product = sums[i, 4] * sums[i, 5]
        out[4] += gd[i] * product
        out[5] += ge[i] * product
        p += gd[i]
        q += gd[i]
        w += gd[i]
        z += ge[i]
        both = beta_sa * gd[i] + alpha_sa * ge[i]
        ts += both * sums[i, 5]
        tt += both * sums[i, 4]
        a -= gd[i]
        if op == 0:
            out[0] -= h * p * sums[i, 0]
            out[1] -= h * q * sums[i, 1]
            out[2] -= h * (w * sums[i, 2] + z * sums[i, 3] + ts * sums[i, 4] + tt * sums[i, 5])
            out[3] -= h * a * sums[i, 6]
            p *= f_r
            q *= f_b
            w *= f_d
            z *= f_d
            ts *= f_d
            tt *= f_d
            a *= f_w
        elif op == 10:
            jump_p[ref[i]] += p
            jump_q[ref[i]] += q
        elif op == 11:
            jump_w[ref[i]] += w
            jump_z[ref[i]] += z
        elif op == 12:
            jump_a[ref[i]] += a
    return out


@compiled
def _mix(weights: Floats, basis: Floats, out: Floats) -> None:
    """Fill out (n,) with weights (p,) times basis (p, n)."""
    out[:] = weights[0] * basis[0]
    for j in range(1, weights.size):
        w = weights[j]
        if w != 0.0:
            for i in range(out.size):
                out[i] += w * basis[j, i]


@compiled
def _project(basis: Floats, g: Floats) -> Floats:
    """Return basis (p, n) times g (n,); four sums side by side keep the processor busy."""
    out = np.zeros(basis.shape[0])
    end = g.size - g.size % 4
    for j in range(basis.shape[0]):
        a = b = c = d = 0.0
        for i in range(0, end, 4):
            a += basis[j, i] * g[i]
            b += basis[j, i + 1] * g[i + 1]
            c += basis[j, i + 2] * g[i + 2]
            d += basis[j, i + 3] * g[i + 3]
        for i in range(end, g.size):
            a += basis[j, i] * g[i]
        out[j] = a + b + c + d
    return out


def _fixed(names: tuple[str, ...], basis: Floats, params: Params, out: Floats) -> Floats:
    """Fill `out` where there are parameters; elsewhere it keeps its zeros."""
    if names:
        _mix(np.array([params.get(n) for n in names]), basis, out)
    return out


@compiled
def _add_convexity(weights: Floats, slope: Floats, weight: Floats, e: Floats) -> None:
    """Add slope^2 step^2/24 of the daily waves to the log rate e (n,)."""
    for i in range(e.size):
        if weight[i] > 0.0:
            total = 0.0
            for j in range(weights.size):
                total += weights[j] * slope[j, i]
            e[i] += weight[i] * total * total


def room_for(tape: Tape) -> Drive:
    """Make arrays that `forward` can fill again and again: fresh memory is what costs most."""
    rows = tape.code.size
    arrays = [np.zeros(rows) for _ in range(5)]
    return Drive(
        d=arrays[0], e=arrays[1], e2=arrays[2], l=arrays[3], o=arrays[4], sums=np.empty((rows, 7))
    )


def wave_factors(tape: Tape, slope: Floats) -> list[tuple[str, Floats | float]]:
    """Name of each daily wave with its factor in the log rate, `slope` being alpha_D (draws,)."""
    return [(n, slope if n.startswith("c_") else 1.0) for n in tape.wave_names]


def _wave(params: Params, names: tuple[str, ...]) -> Floats:
    """What each daily wave adds to the log rate: those of distress act through alpha_D."""
    slope = params["alpha_D"]
    return np.array([params.get(n) * (slope if n.startswith("c_") else 1.0) for n in names])


def _wave_slope(tape: Tape, params: Params) -> Floats:
    """Slope of the log rate per hour that the daily waves give it, per row."""
    out = np.empty(tape.code.size)
    _mix(_wave(params, tape.wave_names), tape.wave_slope, out)
    return out


def forward(tape: Tape, params: Params, room: Drive | None = None) -> Drive:
    """Offsets along the tape at `params`; with `room`, in its arrays."""
    out = room or room_for(tape)
    sizes = _sizes(tape, params)
    stress, threat = class_flags(tape.data)
    severity = tape.data.trigger_severity
    _fixed(tape.d_names, tape.d_basis, params, out.d)
    _fixed(tape.e_names, tape.e_basis, params, out.e)
    _fixed(tape.e2_names, tape.e2_basis, params, out.e2)
    _fixed(tape.l_names, tape.l_basis, params, out.l)
    _fixed(tape.o_names, tape.o_basis, params, out.o)
    _forward(
        tape.code,
        tape.ref,
        tape.half,
        np.exp(-np.outer(tape.half_hours, sizes.rates)),
        sizes.p,
        sizes.q,
        sizes.w,
        sizes.z,
        stress * severity,
        threat * severity,
        sizes.a,
        params.get("beta_sa"),
        params.get("alpha_sa"),
        out.d,
        out.e,
        out.sums,
    )
    if tape.wave_names:
        _add_convexity(_wave(params, tape.wave_names), tape.wave_slope, tape.wave_weight, out.e)
    return out


@dataclass(frozen=True, slots=True, kw_only=True)
class OffsetGradients:
    """Derivatives of the log likelihood by the offsets of `Drive`, each (n,)."""

    d: Floats
    e: Floats
    e2: Floats
    l: Floats
    o: Floats


def backward(
    tape: Tape, params: Params, drive: Drive, g: OffsetGradients, layout: Layout
) -> Floats:
    """Derivatives by the free natural parameters of `layout` that act through offsets, (n,)."""
    data = tape.data
    sizes = _sizes(tape, params)
    jumps = [
        np.zeros(k)
        for k in (data.episode_t.size, data.episode_t.size, data.trigger_t.size,
                  data.trigger_t.size, data.practice_t.size)
    ]  # fmt: skip
    rates = _backward(
        tape.code,
        tape.ref,
        tape.half,
        tape.half_hours,
        np.exp(-np.outer(tape.half_hours, sizes.rates)),
        drive.sums,
        g.d,
        g.e,
        params.get("beta_sa"),
        params.get("alpha_sa"),
        *jumps,
    )
    table = _by_parameter(data, params, sizes, jumps, rates, tape.tolerance)
    for names, basis, gradient in (
        (tape.d_names, tape.d_basis, g.d),
        (tape.e_names, tape.e_basis, g.e),
        (tape.e2_names, tape.e2_basis, g.e2),
        (tape.l_names, tape.l_basis, g.l),
        (tape.o_names, tape.o_basis, g.o),
    ):
        if names:
            table.update(zip(names, _project(basis, gradient).tolist(), strict=True))
    if tape.wave_names:
        by_slope = 2.0 * g.e * tape.wave_weight * _wave_slope(tape, params)
        slope = params["alpha_D"]
        by_alpha = 0.0
        for name, by_wave in zip(
            tape.wave_names, _project(tape.wave_slope, by_slope).tolist(), strict=True
        ):
            table[name] += by_wave * (slope if name.startswith("c_") else 1.0)
            by_alpha += by_wave * params.get(name) if name.startswith("c_") else 0.0
        table["alpha_D"] = by_alpha
    return np.array([table.get(n, 0.0) for n in layout.names])


def _by_parameter(
    data: Data, params: Params, sizes: _Sizes, jumps: list[Floats], rates: Floats, recent: Floats
) -> dict[str, float]:
    """Chain rule from kernel sizes and decay rates to named parameters."""
    gp, gq, gw, gz, ga = jumps
    l_r, k, l_d, l_w = sizes.rates
    c_star, c_lr, c_k = rebound_constant(float(l_r), float(k))
    kinds, names = len(data.kinds), len(data.trigger_names)
    rho = np.bincount(data.episode_kind, weights=-gp * sizes.psi, minlength=kinds)
    omega = np.bincount(data.episode_kind, weights=(gq - gp) / c_star, minlength=kinds)
    by_c = float(np.sum((gp - gq) * sizes.omega)) / c_star**2
    per_trigger = data.trigger_severity
    beta = np.bincount(data.trigger_kind, weights=gw * per_trigger, minlength=names)
    alpha = np.bincount(data.trigger_kind, weights=gz * per_trigger, minlength=names)
    way = np.bincount(data.practice_kind, weights=ga, minlength=len(data.practice_names))
    table = {
        "rho": float(rho.sum()),
        "omega": float(omega.sum()),
        "h_r": (rates[0] + by_c * c_lr) * -l_r / params["h_r"],
        "h_b": (rates[1] + by_c * c_k) * -k / params["h_b"],
        "h_delta": rates[2] * -l_d / params.get("h_delta", 6.0),
        "h_way": rates[3] * -l_w / params.get("h_way", 1.0),
        "beta_sa": rates[4],
        "alpha_sa": rates[5],
        "rho_way": float(way.sum()),
        "kappa_tol": float(np.sum(gp * sizes.rho * sizes.psi * recent)),
    }
    table.update({f"drho_{m}": float(x) for m, x in zip(data.kinds, rho, strict=True)})
    table.update({f"domega_{m}": float(x) for m, x in zip(data.kinds, omega, strict=True)})
    table.update({f"beta_{n}": float(x) for n, x in zip(data.trigger_names, beta, strict=True)})
    table.update({f"alpha_{n}": float(x) for n, x in zip(data.trigger_names, alpha, strict=True)})
    table.update({f"dway_{n}": float(x) for n, x in zip(data.practice_names, way, strict=True)})
    return table
