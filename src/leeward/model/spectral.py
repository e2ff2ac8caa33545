"""A noise-free second method: the filter on a Hermite series, as oracle for the fast one.

With one background process the hidden state is scalar. Its density is written as
N(0, s_x^2) times a series in orthonormal Hermite polynomials, held by its values on Gauss-Hermite
nodes. Coefficient n decays by e^(-n theta t) exactly and an observation multiplies the values, so
nothing is assumed about the density's shape and nothing is random. The only error is the number
of nodes, which falls exponentially; about 8 (s_x / tau)^2 nodes and more are needed when ratings
are precise.

It walks the same tape as `leeward.model.filter` and so evaluates the same density: a difference
between the two is the assumed-density approximation and nothing else.

Sources: Mehler's expansion of the Ornstein-Uhlenbeck kernel (Risken 1989, The Fokker-Planck
Equation, 5.5); nodes and eigenvectors by Golub & Welsch (1969) Math. Comp. 23, 221-230.
"""

from __future__ import annotations

import math
from functools import lru_cache

import numpy as np

from leeward.model import drive as driving
from leeward.model._compile import compiled
from leeward.model.data import Floats, Ints
from leeward.model.filter import log_normal_tail
from leeward.model.grid import RECALL, Tape
from leeward.model.likelihood import Target
from leeward.model.params import LOG_DAY, RATE_CAP_HOURS, REFERENCE_DISTRESS, Params, log_prior
from leeward.util.errors import LeewardError

NODES = 72


class SpectralError(LeewardError):
    """The tape holds a second hidden number, which this one-dimensional method cannot follow."""


@lru_cache(maxsize=8)
def _basis(nodes: int) -> tuple[Floats, Floats]:
    """Nodes (q,) for N(0, 1), and the orthogonal matrix sqrt(w_k) he_n(x_k), (n, k)."""
    off = np.sqrt(np.arange(1.0, nodes))
    points, vectors = np.linalg.eigh(np.diag(off, 1) + np.diag(off, -1))
    vectors = vectors * np.sign(vectors[0])
    return points, np.ascontiguousarray(vectors)


@compiled
def _rating_density(y: float, mean: float, noise: float) -> float:
    """Density of a rating given the state; ends censored, the rest as the filter has it."""
    if 0.5 < y < 9.5:
        f = noise + 1.0 / 12.0
        return math.exp(-0.5 * (y - mean) ** 2 / f) / math.sqrt(2.0 * math.pi * f)
    side = -1.0 if y < 5.0 else 1.0
    edge = 0.5 if y < 5.0 else 9.5
    return math.exp(log_normal_tail(side * (mean - edge) / math.sqrt(noise))[0])


@compiled
def _capped(eta: float, cap: float) -> float:
    """e^eta / (1 + cap e^eta) without overflow."""
    return 1.0 / (cap + math.exp(-eta)) if eta > -700.0 else 0.0


@compiled
def _sigmoid(x: float) -> float:
    return 1.0 / (1.0 + math.exp(-x)) if x > -700.0 else 0.0


@compiled
def _walk(
    code: Ints,
    value: Floats,
    ref: Ints,
    half: Ints,
    half_hours: Floats,
    risk: Ints,
    late: Floats,
    d: Floats,
    e: Floats,
    e2: Floats,
    l: Floats,
    o: Floats,
    numbers: Floats,
    b: Floats,
    psi: Floats,
    points: Floats,
    first: Floats,
    decays: Floats,
    urges: bool,  # noqa: FBT001  compiled code takes no keywords
) -> float:
    """Log-likelihood. `decays` (h, q, q) moves the weighted values over each half step.

    `numbers` = (tau, nu, alpha_D, alpha_Da, gamma_D, m_0, m_1, b_u, s_u, cap); `first` = sqrt(w).
    """
    tau2, nu, a_d, a_da, g_d = numbers[0] ** 2, numbers[1], numbers[2], numbers[3], numbers[4]
    m_0, m_1, b_u, s_u2, cap = numbers[5], numbers[6], numbers[7], numbers[8] ** 2, numbers[9]
    u = first.copy()
    total = 0.0
    for i in range(code.size):
        op = code[i]
        if op >= 10 or op == RECALL:
            continue
        if op == 0:
            u = decays[half[i]] @ u
            if risk[i] == 1:
                gap = 2.0 * half_hours[half[i]]
                for k in range(points.size):
                    x = d[i] + points[k] - REFERENCE_DISTRESS
                    rate = _capped(e[i] + a_d * x, cap)
                    if urges:
                        rate += _capped(e2[i] + a_da * x, cap)
                    for c in range(b.size):
                        rate += _capped(b[c] + psi[c] * x, cap)
                    u[k] *= math.exp(-gap * rate)
            u = decays[half[i]] @ u
        else:
            for k in range(points.size):
                level = d[i] + points[k]
                x = level - REFERENCE_DISTRESS
                f = 1.0
                if op in (1, 9):
                    f = _rating_density(value[i], level, tau2 * (1.0 + nu * late[i]))
                elif op == 5:
                    f = _rating_density(value[i], o[i] + b_u * level, s_u2)
                elif op == 6:
                    f = _capped(b[ref[i]] + psi[ref[i]] * x, cap)
                elif op == 3:
                    f = _capped(e2[i] + a_da * x, cap)
                elif op == 7:
                    side = 1.0 if value[i] > 0.5 else -1.0
                    f = _sigmoid(side * (m_0 + m_1 * x))
                else:
                    f = _capped(e[i] + a_d * x, cap)
                    if op == 4 and value[i] > -0.5:
                        side = 1.0 if value[i] > 0.5 else -1.0
                        f *= _sigmoid(side * (l[i] + g_d * x))
                u[k] *= f
        z = float(np.dot(first, u))
        if not z > 0.0:
            return -np.inf
        total += math.log(z)
        u /= z
    return total


def spectral_log_likelihood(tape: Tape, params: Params, *, nodes: int = NODES) -> float:
    """Log-likelihood of a tape at natural parameters, without the assumed density.

    Raises:
        SpectralError: the tape has the slow background or shared recall errors.
    """
    if tape.drift or (params.get("tau_c") > 0.0 and bool(np.any(tape.code == RECALL))):
        raise SpectralError(
            "The spectral method follows one hidden number; switch off drift and recall errors."
        )
    drive = driving.forward(tape, params)
    points, vectors = _basis(nodes)
    theta = driving.LN2 / params["h_x"]
    powers = np.exp(-theta * np.outer(tape.half_hours, np.arange(nodes)))
    decays = np.einsum("nk,hn,nj->hkj", vectors, powers, vectors, optimize=True)
    numbers = np.array(
        [
            params["tau"], params.get("nu"), params.get("alpha_D"), params.get("alpha_Da"),
            params.get("gamma_D"), params.get("m_0"), params.get("m_1"), params.get("b_u"),
            params.get("s_u", 1.0), RATE_CAP_HOURS,
        ]
    )  # fmt: skip
    return float(
        _walk(
            tape.code,
            tape.value,
            tape.ref,
            tape.half,
            tape.half_hours,
            tape.risk,
            tape.late,
            drive.d,
            drive.e - LOG_DAY,
            drive.e2 - LOG_DAY,
            drive.l,
            drive.o,
            numbers,
            np.array([params.get(f"b_{c}") - LOG_DAY for c in tape.streams]),
            np.array([params.get(f"psi_{c}") for c in tape.streams]),
            params["s_x"] * points,
            np.ascontiguousarray(vectors[0]),
            np.ascontiguousarray(decays),
            tape.urges,
        )
    )


def spectral_log_density(target: Target, z: Floats, *, nodes: int = NODES) -> float:
    """The log posterior density of `target` at working vector `z`, by the spectral method."""
    value = spectral_log_likelihood(target.tape, target.layout.params(z), nodes=nodes)
    return value + float(log_prior(target.layout, z))
