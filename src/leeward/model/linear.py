"""Continuous-time linear-Gaussian state space: exact likelihood and maximum likelihood.

One or two latent states x(t), observed item by item at irregular times:

    dx = A x dt + dW,   cov(dW) = Q dt,   y_i(t_n) = c_i + x_i(t_n) + e_i,   e_i ~ N(0, R_i)
    x(t_1) ~ N(0, I)  or  N(0, P),  A P + P A' + Q = 0.

Over a gap D the transition is exact: x(t + D) = Phi x(t) + w, Phi = exp(A D),
cov(w) = P - Phi P Phi'. For two states Phi has a closed form: with u = trace(A) / 2,
B = A - u I and d = -det(B), Phi = e^(u D) (C I + S B), C = cosh(sqrt(d) D),
S = sinh(sqrt(d) D) / sqrt(d), continued analytically to d <= 0 (trigonometric, or a series near 0).

The likelihood is the Kalman filter's prediction-error decomposition. Every first derivative is
carried forward with it, so one pass also gives the expected information
sum over scalar innovations of dv_a dv_b / F + dF_a dF_b / (2 F^2); maximisation is damped
Fisher scoring, finished by BFGS, which needs 20 to 40 passes.

Sources: Harvey (1989) Forecasting, structural time series models and the Kalman filter, ch. 3 and 9;
Oud & Jansen (2000) Psychometrika 65, 199-215 (the exact discrete model);
Bernstein & So (1993) IEEE Trans. Automatic Control 38, 1228-1232 (2 x 2 exponentials).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from leeward.model._compile import compiled
from leeward.util.errors import LeewardError

Array = NDArray[np.float64]
First = Literal["unit", "stationary"]

_N_PAR = 11
_SCORING_STEPS = 6
# A variance that short series send to zero stops where its size no longer shows.
_LOGS = np.array([4, 6, 7, 8])
_LARGEST_LOG = 10.0
_LOG_2PI = 1.8378770664093453
_NAMES = (
    "drift_11", "drift_21", "drift_12", "drift_22",
    "log_chol_11", "chol_21", "log_chol_22",
    "log_noise_1", "log_noise_2", "intercept_1", "intercept_2",
)  # fmt: skip
_FREE_DIAGONAL = (0, 3, 4, 6, 7, 8, 9, 10)
_FREE_ONE_STATE = (0, 4, 7, 9)


class LinearError(LeewardError):
    """The series cannot be fitted: too short, not ordered, or of the wrong shape."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearParameters:
    """Parameters of k = 1 or 2 states; times in the unit of the series (hours in Leeward).

    drift: A, shape (k, k), 1 / time, all eigenvalues with negative real part.
    diffusion: Q, shape (k, k), variance / time, positive definite.
    noise: R, shape (k,), variance of each item's measurement noise.
    intercept: c, shape (k,), in the items' own unit.
    """

    drift: Array
    diffusion: Array
    noise: Array
    intercept: Array


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearFit:
    """A maximum-likelihood fit.

    minus2_log_likelihood: -2 log L at the estimate.
    free: names of the free numbers, in the order of `estimate` and `covariance`.
    estimate: unconstrained numbers (drift as it is; logs of Cholesky diagonal and of noise).
    covariance: inverse expected information of `estimate`.
    converged: whether a further step promised less than 1e-9 in log L.
    evaluations: passes over the data.
    """

    parameters: LinearParameters
    minus2_log_likelihood: float
    free: tuple[str, ...]
    estimate: Array
    covariance: Array
    converged: bool
    evaluations: int


@compiled
def lyapunov(
    a: float, b: float, c: float, e: float, q11: float, q12: float, q22: float
) -> tuple[float, float, float]:
    """Solve A P + P A' + Q = 0 for A = [[a, b], [c, e]]; returns P11, P12, P22."""
    trace = a + e
    det = a * e - b * c
    scale = -0.5 / (trace * det)
    # P = -(det Q + M Q M') / (2 trace det), M = A - trace I = [[-e, b], [c, -a]].
    p11 = scale * (det * q11 + e * e * q11 - 2.0 * e * b * q12 + b * b * q22)
    p12 = scale * (det * q12 - e * c * q11 + (e * a + b * c) * q12 - a * b * q22)
    p22 = scale * (det * q22 + c * c * q11 - 2.0 * a * c * q12 + a * a * q22)
    return p11, p12, p22


@compiled
def _hyperbolic(d: float, gap: float) -> tuple[float, float, float]:
    """C = cosh(sqrt(d) gap), S = sinh(sqrt(d) gap) / sqrt(d) and dS/dd, for any sign of d."""
    z = d * gap * gap
    if abs(z) < 1e-2:
        c = 1.0 + z * (0.5 + z * (1.0 / 24.0 + z * (1.0 / 720.0 + z / 40320.0)))
        s = gap * (1.0 + z * (1.0 / 6.0 + z * (1.0 / 120.0 + z * (1.0 / 5040.0 + z / 362880.0))))
        ds = gap**3 * (
            1.0 / 6.0 + z * (1.0 / 60.0 + z * (1.0 / 1680.0 + z * (1.0 / 90720.0 + z / 7983360.0)))
        )
        return c, s, ds
    if d > 0.0:
        root = np.sqrt(d)
        c = np.cosh(root * gap)
        s = np.sinh(root * gap) / root
    else:
        root = np.sqrt(-d)
        c = np.cos(root * gap)
        s = np.sin(root * gap) / root
    return c, s, (gap * c - s) / (2.0 * d)


@compiled
def transition(a: float, b: float, c: float, e: float, gap: float, phi: Array, dphi: Array) -> None:
    """Fill Phi = exp(A gap) (4: 11, 12, 21, 22) and its derivatives by A11, A21, A12, A22."""
    u = 0.5 * (a + e)
    h = 0.5 * (a - e)
    d = h * h + b * c
    if d > 0.0 and d * gap * gap > 1.0:
        # cosh and the falling e^(u gap) would overflow and underflow apart: join them first.
        root = np.sqrt(d)
        plus = np.exp((u + root) * gap)
        minus = np.exp((u - root) * gap)
        co = 0.5 * (plus + minus)
        si = 0.5 * (plus - minus) / root
        ds = (gap * co - si) / (2.0 * d)
    else:
        g = np.exp(u * gap)
        co, si, ds = _hyperbolic(d, gap)
        co *= g
        si *= g
        ds *= g
    phi[0] = co + si * h
    phi[1] = si * b
    phi[2] = si * c
    phi[3] = co - si * h
    dc = 0.5 * gap * si
    # d u, d h, d d by each entry of A; B = [[h, b], [c, -h]].
    for j in range(4):
        du = 0.5 if j in (0, 3) else 0.0
        dh = 0.5 if j == 0 else (-0.5 if j == 3 else 0.0)
        db = 1.0 if j == 2 else 0.0
        dl = 1.0 if j == 1 else 0.0
        dd = 2.0 * h * dh + db * c + b * dl
        tc = gap * du * co + dc * dd
        ts = gap * du * si + ds * dd
        dphi[j, 0] = tc + ts * h + si * dh
        dphi[j, 1] = ts * b + si * db
        dphi[j, 2] = ts * c + si * dl
        dphi[j, 3] = tc - ts * h - si * dh


@compiled
def _filter(
    z: Array,
    gaps: Array,
    y: Array,
    unit: bool,  # noqa: FBT001  compiled code takes no keywords
    gradient: Array,
    information: Array,
) -> float:
    """Log-likelihood of (n, 2) ratings (NaN = not answered); fills the gradient
    (11,) and the expected information (11, 11).

    z is ordered as `_NAMES`. Returns -inf where the drift is not stable.
    """
    a, c, b, e = z[0], z[1], z[2], z[3]
    gradient[:] = 0.0
    information[:] = 0.0
    if not (a + e < 0.0 and a * e - b * c > 0.0):
        return -np.inf
    l11, l21, l22 = np.exp(z[4]), z[5], np.exp(z[6])
    q11, q12, q22 = l11 * l11, l11 * l21, l21 * l21 + l22 * l22
    p11, p12, p22 = lyapunov(a, b, c, e, q11, q12, q22)
    # Derivatives of the stationary covariance: A dP + dP A' + (dA P + P dA' + dQ) = 0.
    dp = np.zeros((_N_PAR, 3))
    for j in range(7):
        r11, r12, r22 = 0.0, 0.0, 0.0
        if j == 0:
            r11, r12 = 2.0 * p11, p12
        elif j == 1:
            r12, r22 = p11, 2.0 * p12
        elif j == 2:
            r11, r12 = 2.0 * p12, p22
        elif j == 3:
            r12, r22 = p12, 2.0 * p22
        elif j == 4:
            r11, r12 = 2.0 * q11, q12
        elif j == 5:
            r12, r22 = l11, 2.0 * l21
        else:
            r22 = 2.0 * l22 * l22
        dp[j, 0], dp[j, 1], dp[j, 2] = lyapunov(a, b, c, e, r11, r12, r22)

    dm = np.zeros((_N_PAR, 2))
    dv = np.zeros((_N_PAR, 3))
    phi = np.zeros(4)
    dphi = np.zeros((4, 4))
    inno = np.zeros(_N_PAR)
    dfs = np.zeros(_N_PAR)
    m1, m2 = 0.0, 0.0
    if unit:
        v11, v12, v22 = 1.0, 0.0, 1.0
    else:
        v11, v12, v22 = p11, p12, p22
        dv[:] = dp
    total = 0.0
    last_gap = -1.0
    for n in range(y.shape[0]):
        if n > 0:
            gap = gaps[n - 1]
            if gap != last_gap:
                transition(a, b, c, e, gap, phi, dphi)
                last_gap = gap
            f0, f1, f2, f3 = phi[0], phi[1], phi[2], phi[3]
            # V <- P + Phi (V - P) Phi': the gap's noise enters through the stationary P.
            x11, x12, x22 = v11 - p11, v12 - p12, v22 - p22
            t11, t12 = f0 * x11 + f1 * x12, f0 * x12 + f1 * x22
            t21, t22 = f2 * x11 + f3 * x12, f2 * x12 + f3 * x22
            for j in range(7):
                s11, s12, s22 = dv[j, 0] - dp[j, 0], dv[j, 1] - dp[j, 1], dv[j, 2] - dp[j, 2]
                w11, w12 = f0 * s11 + f1 * s12, f0 * s12 + f1 * s22
                w21, w22 = f2 * s11 + f3 * s12, f2 * s12 + f3 * s22
                n11 = dp[j, 0] + w11 * f0 + w12 * f1
                n12 = dp[j, 1] + w11 * f2 + w12 * f3
                n22 = dp[j, 2] + w21 * f2 + w22 * f3
                g1 = f0 * dm[j, 0] + f1 * dm[j, 1]
                g2 = f2 * dm[j, 0] + f3 * dm[j, 1]
                if j < 4:
                    d0, d1, d2, d3 = dphi[j, 0], dphi[j, 1], dphi[j, 2], dphi[j, 3]
                    n11 += 2.0 * (t11 * d0 + t12 * d1)
                    n12 += t11 * d2 + t12 * d3 + d0 * t21 + d1 * t22
                    n22 += 2.0 * (t21 * d2 + t22 * d3)
                    g1 += d0 * m1 + d1 * m2
                    g2 += d2 * m1 + d3 * m2
                dv[j, 0], dv[j, 1], dv[j, 2] = n11, n12, n22
                dm[j, 0], dm[j, 1] = g1, g2
            for j in range(7, _N_PAR):
                s11, s12, s22 = dv[j, 0], dv[j, 1], dv[j, 2]
                w11, w12 = f0 * s11 + f1 * s12, f0 * s12 + f1 * s22
                w21, w22 = f2 * s11 + f3 * s12, f2 * s12 + f3 * s22
                dv[j, 0] = w11 * f0 + w12 * f1
                dv[j, 1] = w11 * f2 + w12 * f3
                dv[j, 2] = w21 * f2 + w22 * f3
                g1 = f0 * dm[j, 0] + f1 * dm[j, 1]
                dm[j, 1] = f2 * dm[j, 0] + f3 * dm[j, 1]
                dm[j, 0] = g1
            v11 = p11 + t11 * f0 + t12 * f1
            v12 = p12 + t11 * f2 + t12 * f3
            v22 = p22 + t21 * f2 + t22 * f3
            k1 = f0 * m1 + f1 * m2
            m2 = f2 * m1 + f3 * m2
            m1 = k1
        for i in range(2):
            rating = y[n, i]
            if np.isnan(rating):
                continue
            noise = np.exp(z[7 + i])
            if i == 0:
                mean, var, ga, gb = m1, v11, v11, v12
            else:
                mean, var, ga, gb = m2, v22, v12, v22
            f = var + noise
            if not f > 0.0:
                return -np.inf
            v = rating - z[9 + i] - mean
            inv = 1.0 / f
            total -= 0.5 * (_LOG_2PI + np.log(f) + v * v * inv)
            ka, kb = ga * inv, gb * inv
            for j in range(_N_PAR):
                dvar = dv[j, 0] if i == 0 else dv[j, 2]
                da = dv[j, 0] if i == 0 else dv[j, 1]
                db = dv[j, 1] if i == 0 else dv[j, 2]
                dmean = dm[j, 0] if i == 0 else dm[j, 1]
                df = dvar + (noise if j == 7 + i else 0.0)
                di = -dmean - (1.0 if j == 9 + i else 0.0)
                inno[j] = di
                dfs[j] = df
                gradient[j] += 0.5 * df * inv * (v * v * inv - 1.0) - v * di * inv
                dka = (da - ka * df) * inv
                dkb = (db - kb * df) * inv
                dm[j, 0] += dka * v + ka * di
                dm[j, 1] += dkb * v + kb * di
                dv[j, 0] -= 2.0 * ka * da - ka * ka * df
                dv[j, 1] -= da * kb + ka * db - ka * kb * df
                dv[j, 2] -= 2.0 * kb * db - kb * kb * df
            for j in range(_N_PAR):
                x = inno[j] * inv
                w = 0.5 * dfs[j] * inv * inv
                for k in range(j + 1):
                    information[j, k] += x * inno[k] + w * dfs[k]
            m1 += ka * v
            m2 += kb * v
            v11 -= ka * ga
            v12 -= ka * gb
            v22 -= kb * gb
    for j in range(_N_PAR):
        for k in range(j):
            information[k, j] = information[j, k]
    return total


@compiled
def _ahead(z: Array, gaps: Array, y: Array, unit: bool, out: Array) -> None:  # noqa: FBT001  compiled code takes no keywords
    """Fill out (n, 4): mean and variance of both ratings before their row is seen."""
    a, c, b, e = z[0], z[1], z[2], z[3]
    l11, l21, l22 = np.exp(z[4]), z[5], np.exp(z[6])
    p11, p12, p22 = lyapunov(a, b, c, e, l11 * l11, l11 * l21, l21 * l21 + l22 * l22)
    m = np.zeros(2)
    stationary = np.array([[p11, p12], [p12, p22]])
    v = np.eye(2) if unit else stationary.copy()
    flat = np.zeros(4)
    unused = np.zeros((4, 4))
    for n in range(y.shape[0]):
        if n > 0:
            transition(a, b, c, e, gaps[n - 1], flat, unused)
            phi = flat.reshape((2, 2))
            m = phi @ m
            v = stationary + phi @ (v - stationary) @ phi.T
        for i in range(2):
            out[n, 2 * i] = z[9 + i] + m[i]
            out[n, 2 * i + 1] = v[i, i] + np.exp(z[7 + i])
        for i in range(2):
            if np.isnan(y[n, i]):
                continue
            f = v[i, i] + np.exp(z[7 + i])
            gain = v[:, i] / f
            m = m + gain * (y[n, i] - z[9 + i] - m[i])
            v = v - np.outer(gain, v[i])


def _two_columns(times: Array, ratings: Array) -> tuple[Array, Array]:
    """Gaps and an (n, 2) table of ratings, after checks; a single item gets an unanswered second."""
    t = np.ascontiguousarray(times, dtype=np.float64)
    y = np.asarray(ratings, dtype=np.float64)
    y = y[:, None] if y.ndim == 1 else y
    if t.ndim != 1 or y.ndim != 2 or y.shape[0] != t.size or y.shape[1] not in {1, 2}:
        raise LinearError(
            f"Times of shape {t.shape} and ratings of shape {y.shape} do not fit together; "
            "give n times and n rows of one or two ratings."
        )
    gaps = np.diff(t)
    if t.size < 3 or not np.all(np.isfinite(t)) or np.any(gaps <= 0.0):
        raise LinearError("Give at least three times in rising order, without repeats.")
    if y.shape[1] == 1:
        y = np.column_stack([y[:, 0], np.full(t.size, np.nan)])
    return gaps, np.ascontiguousarray(y)


def pack(parameters: LinearParameters) -> Array:
    """The eleven unconstrained numbers, shape (11,); a single state gets an idle second one."""
    k = parameters.noise.size
    drift, q = -np.eye(2), np.eye(2)
    drift[:k, :k] = parameters.drift
    q[:k, :k] = parameters.diffusion
    noise, intercept = np.ones(2), np.zeros(2)
    noise[:k], intercept[:k] = parameters.noise, parameters.intercept
    chol = np.linalg.cholesky(q)
    return np.array([
        *drift.T.ravel(), np.log(chol[0, 0]), chol[1, 0], np.log(chol[1, 1]),
        *np.log(noise), *intercept,
    ])  # fmt: skip


def unpack(z: Array, states: int) -> LinearParameters:
    """The named parameters of the eleven numbers of `pack`."""
    chol = np.array([[np.exp(z[4]), 0.0], [z[5], np.exp(z[6])]])
    k = states
    return LinearParameters(
        drift=z[:4].reshape(2, 2).T[:k, :k].copy(),
        diffusion=(chol @ chol.T)[:k, :k],
        noise=np.exp(z[7 : 7 + k]),
        intercept=z[9 : 9 + k].copy(),
    )


def log_likelihood(
    parameters: LinearParameters, times: Array, ratings: Array, *, first: First = "unit"
) -> float:
    """Exact log-likelihood of ratings, shape (n,) or (n, k), at rising times, shape (n,).

    NaN marks an unanswered item. `first` says how the first state is distributed. The answer is
    -inf where the drift is not stable.

    Raises:
        LinearError: times or ratings of the wrong shape or order.
    """
    gaps, y = _two_columns(times, ratings)
    return float(
        _filter(
            pack(parameters),
            gaps,
            y,
            first == "unit",
            np.empty(_N_PAR),
            np.empty((_N_PAR, _N_PAR)),
        )
    )


def gradient(
    parameters: LinearParameters, times: Array, ratings: Array, *, first: First = "unit"
) -> Array:
    """Derivatives of the log-likelihood by the eleven numbers of `pack`, shape (11,)."""
    gaps, y = _two_columns(times, ratings)
    out = np.empty(_N_PAR)
    _filter(pack(parameters), gaps, y, first == "unit", out, np.empty((_N_PAR, _N_PAR)))
    return out


def one_step_ahead(
    parameters: LinearParameters, times: Array, ratings: Array, *, first: First = "unit"
) -> tuple[Array, Array]:
    """Mean and variance of every rating given all rows before it, each of shape (n, k).

    Raises:
        LinearError: times or ratings of the wrong shape or order.
    """
    gaps, y = _two_columns(times, ratings)
    out = np.empty((y.shape[0], 4))
    _ahead(pack(parameters), gaps, y, first == "unit", out)
    k = parameters.noise.size
    return out[:, 0 : 2 * k : 2], out[:, 1 : 2 * k : 2]


def _start(gaps: Array, y: Array, states: int) -> Array:
    """Moment start: half of each item's variance is noise, the rest decays over six median gaps."""
    rate = 1.0 / (6.0 * float(np.median(gaps)))
    z = np.zeros(_N_PAR)
    z[0] = z[3] = -rate
    for i in range(states):
        item = y[:, i][np.isfinite(y[:, i])]
        if item.size < 3:
            raise LinearError(f"Item {i + 1} has fewer than three answers.")
        var = max(float(np.var(item)), 1e-6)
        z[4 + 2 * i] = 0.5 * np.log(rate * var)
        z[7 + i] = np.log(0.5 * var)
        z[9 + i] = float(np.mean(item))
    return z


def fit_linear(
    times: Array,
    ratings: Array,
    *,
    coupled: bool = False,
    first: First = "unit",
    start: LinearParameters | None = None,
    max_passes: int = 200,
) -> LinearFit:
    """Maximum likelihood of the continuous-time model; unpenalised, deterministic.

    times: shape (n,), rising. ratings: shape (n,) or (n, 1) for one state, (n, 2) for two; NaN
    where unanswered. `coupled` frees the full drift and the diffusion's correlation (11 numbers);
    otherwise both are diagonal (8 numbers, or 4 with one state). A coupled fit starts from the
    diagonal optimum. Non-convergence is reported in the result, never hidden.

    Raises:
        LinearError: fewer than three rows, unordered times, a shape that does not fit, or
            `coupled` with a single item.
    """
    gaps, y = _two_columns(times, ratings)
    shape = np.asarray(ratings).shape
    states = 1 if len(shape) == 1 or shape[1] == 1 else 2
    if coupled and states == 1:
        raise LinearError("A coupled drift needs two items; give two columns of ratings.")
    unit = first == "unit"
    z = _start(gaps, y, states) if start is None else pack(start)
    diagonal = np.array(_FREE_DIAGONAL if states == 2 else _FREE_ONE_STATE)
    if not coupled:
        z[[1, 2, 5]] = 0.0
    passes = 0
    if coupled and start is None:
        z, _, passes, _ = _score(z, diagonal, gaps, y, unit=unit, max_passes=max_passes)
    free = np.arange(_N_PAR) if coupled else diagonal
    z, covariance, more, converged = _score(z, free, gaps, y, unit=unit, max_passes=max_passes)
    value = _filter(z, gaps, y, unit, np.empty(_N_PAR), np.empty((_N_PAR, _N_PAR)))
    return LinearFit(
        parameters=unpack(z, states),
        minus2_log_likelihood=float(-2.0 * value),
        free=tuple(_NAMES[i] for i in free),
        estimate=z[free].copy(),
        covariance=covariance,
        converged=converged,
        evaluations=passes + more + 1,
    )


def _score(
    z: Array, free: NDArray[np.intp], gaps: Array, y: Array, *, unit: bool, max_passes: int
) -> tuple[Array, Array, int, bool]:
    """Climb over z[free]; returns z, covariance, passes, converged.

    Levenberg-damped scoring first; then the curvature is improved by BFGS pairs, because expected
    and observed information differ in short series and scoring alone would converge linearly.
    """
    z = z.copy()
    grad, info = np.empty(_N_PAR), np.empty((_N_PAR, _N_PAR))
    value = _filter(z, gaps, y, unit, grad, info)
    curvature = info[np.ix_(free, free)]
    damping, converged, passes, accepted = 1e-3, False, 1, 0
    while passes < max_passes and np.isfinite(value):
        g = grad[free]
        scale = np.diag(np.maximum(np.diag(curvature), 1e-12))
        step = _solve(curvature + damping * scale, g)
        if float(g @ step) < 1e-9:
            converged = True
            break
        trial = z.copy()
        trial[free] += step
        trial[_LOGS] = np.clip(trial[_LOGS], -_LARGEST_LOG, _LARGEST_LOG)
        t_grad, t_info = np.empty(_N_PAR), np.empty((_N_PAR, _N_PAR))
        t_value = _filter(trial, gaps, y, unit, t_grad, t_info)
        passes += 1
        if np.isfinite(t_value) and t_value > value:
            accepted += 1
            if accepted <= _SCORING_STEPS:
                curvature = t_info[np.ix_(free, free)]
            else:
                curvature = _bfgs(curvature, step, g - t_grad[free])
            z, value, grad, info = trial, t_value, t_grad, t_info
            damping = max(damping * 0.1, 1e-9)
        else:
            damping = max(damping * 10.0, 1e-6)
            if damping > 1e9:
                break
    return z, _solve(info[np.ix_(free, free)], np.eye(free.size)), passes, converged


def _solve(matrix: Array, right: Array) -> Array:
    """Least-squares solution, so that a flat direction gets no step instead of a crash."""
    return np.asarray(np.linalg.lstsq(matrix, right, rcond=None)[0], dtype=np.float64)


def _bfgs(curvature: Array, step: Array, change: Array) -> Array:
    """One BFGS update of the curvature; skipped where the pair is not convex."""
    along = float(step @ change)
    bent = curvature @ step
    if along <= 1e-10 * float(step @ bent):
        return curvature
    out: Array = (
        curvature + np.outer(change, change) / along - np.outer(bent, bent) / float(step @ bent)
    )
    return out
