"""A small self-exciting process, as a peer for the coping-cycle model.

    rate(t) = base + branching * decay * sum over t_i < t of exp(-decay (t - t_i))

`branching` is the mean number of direct offspring of one event. Fitted by maximum likelihood with
exact first and second derivatives in O(n). It is a comparison model of its own, not a limit of
the coping cycle, whose link is logarithmic and whose feedback runs through distress.

Sources: Hawkes (1971) Biometrika 58, 83-90; Ozaki (1979) Ann. Inst. Stat. Math. 31, 145-155
(likelihood and recursion); Ogata (1981) IEEE Trans. Information Theory 27, 23-31 (thinning).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from leeward.model._compile import compiled
from leeward.util.errors import LeewardError

Array = NDArray[np.float64]

_DECAYS = (0.1, 0.4, 1.6, 6.4, 25.0)
_MAX_STEPS = 100
# Decays beyond e^9 times the mean rate, or below e^-9 of it, cannot be told from a constant.
_RANGE = 9.0


class HawkesError(LeewardError):
    """The event times cannot be fitted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HawkesParameters:
    """base: events per unit of time; branching: offspring per event; decay: 1 / time. All > 0."""

    base: float
    branching: float
    decay: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HawkesFit:
    """A maximum-likelihood fit.

    covariance: of the logs of base, branching and decay, shape (3, 3), from the exact Hessian;
    NaN where the likelihood is flat (no sign of self-excitation).
    poisson_log_likelihood: of the constant-rate process, for comparison.
    converged: False also where the best decay runs to the edge of what data can tell.
    """

    parameters: HawkesParameters
    log_likelihood: float
    poisson_log_likelihood: float
    covariance: Array
    converged: bool


@compiled
def _evaluate(z: Array, times: Array, end: float, gradient: Array, hessian: Array) -> float:
    """Log-likelihood with both derivatives in log (base, branching, decay)."""
    base, branching, decay = np.exp(z[0]), np.exp(z[1]), np.exp(z[2])
    total = -base * end
    g = np.zeros(3)
    h = np.zeros((3, 3))
    g[0] = -end
    a, b, c = 0.0, 0.0, 0.0
    for i in range(times.size):
        if i > 0:
            gap = times[i] - times[i - 1]
            factor = np.exp(-decay * gap)
            c = factor * (c + gap * (2.0 * b + gap * (a + 1.0)))
            b = factor * (b + gap * (a + 1.0))
            a = factor * (a + 1.0)
        rate = base + branching * decay * a
        inv = 1.0 / rate
        total += np.log(rate)
        r1 = decay * a
        slope = a - decay * b
        r2 = branching * slope
        g[0] += inv
        g[1] += r1 * inv
        g[2] += r2 * inv
        square = inv * inv
        h[0, 0] -= square
        h[0, 1] -= r1 * square
        h[0, 2] -= r2 * square
        h[1, 1] -= r1 * r1 * square
        h[1, 2] += slope * inv - r1 * r2 * square
        h[2, 2] += branching * (decay * c - 2.0 * b) * inv - r2 * r2 * square
        left = end - times[i]
        tail = np.exp(-decay * left)
        total -= branching * (1.0 - tail)
        g[1] -= 1.0 - tail
        g[2] -= branching * left * tail
        h[1, 2] -= left * tail
        h[2, 2] += branching * left * left * tail
    natural = np.array([base, branching, decay])
    for j in range(3):
        gradient[j] = g[j] * natural[j]
        for k in range(3):
            second = h[j, k] if j <= k else h[k, j]
            hessian[j, k] = second * natural[j] * natural[k]
        hessian[j, j] += gradient[j]
    return float(total)


def _checked(times: Array, end: float) -> Array:
    t = np.ascontiguousarray(times, dtype=np.float64)
    ordered = t.ndim == 1 and bool(np.all(np.diff(t) >= 0.0))
    if not ordered or not (end > 0.0) or (t.size > 0 and not (t[0] >= 0.0 and t[-1] <= end)):
        raise HawkesError("Give event times in order, from 0 to the end of observation.")
    return t


def hawkes_log_likelihood(parameters: HawkesParameters, times: Array, end: float) -> float:
    """Log-likelihood of events at `times`, shape (n,), observed over 0 .. `end`.

    Raises:
        HawkesError: times unordered or outside the observation.
    """
    t = _checked(times, end)
    z = np.log([parameters.base, parameters.branching, parameters.decay])
    return float(_evaluate(z, t, float(end), np.empty(3), np.empty((3, 3))))


def fit_hawkes(times: Array, end: float) -> HawkesFit:
    """Maximum likelihood by damped Newton from the best of five decays; deterministic.

    times: shape (n,), ordered, in 0 .. `end`; any unit of time.

    Raises:
        HawkesError: fewer than ten events, unordered times, or times outside the observation.
    """
    t = _checked(times, end)
    n = t.size
    if n < 10:
        raise HawkesError(f"{n} events are too few for a self-exciting fit; ten are the least.")
    rate = n / end
    starts = [np.log([0.6 * rate, 0.4, d * rate]) for d in _DECAYS]
    gradient, hessian = np.empty(3), np.empty((3, 3))
    values = [_evaluate(z, t, float(end), gradient, hessian) for z in starts]
    z = starts[int(np.argmax(values))]
    value = _evaluate(z, t, float(end), gradient, hessian)
    converged = False
    for _ in range(_MAX_STEPS):
        curve, axes = np.linalg.eigh(-hessian)
        step = axes @ ((axes.T @ gradient) / np.maximum(np.abs(curve), 1e-3))
        if float(gradient @ step) < 1e-9:
            converged = True
            break
        step *= min(1.0, 2.0 / float(np.max(np.abs(step))))
        step[2] = np.clip(z[2] + step[2], np.log(rate) - _RANGE, np.log(rate) + _RANGE) - z[2]
        for _ in range(40):
            g_next, h_next = np.empty(3), np.empty((3, 3))
            next_value = _evaluate(z + step, t, float(end), g_next, h_next)
            if next_value > value:
                break
            step *= 0.3
        else:
            break
        z, value, gradient, hessian = z + step, next_value, g_next, h_next
    return HawkesFit(
        parameters=HawkesParameters(
            base=float(np.exp(z[0])), branching=float(np.exp(z[1])), decay=float(np.exp(z[2]))
        ),
        log_likelihood=float(value),
        poisson_log_likelihood=float(n * np.log(rate) - n),
        covariance=_covariance(hessian),
        converged=converged,
    )


def _covariance(hessian: Array) -> Array:
    if np.linalg.eigvalsh(-hessian)[0] < 1e-6:
        return np.full((3, 3), np.nan)
    return np.asarray(np.linalg.inv(-hessian), dtype=np.float64)


def simulate_hawkes(
    parameters: HawkesParameters, end: float, rng: np.random.Generator, *, most: int = 1_000_000
) -> Array:
    """Event times over 0 .. `end` by thinning, exact because the rate only falls between events.

    Raises:
        HawkesError: more than `most` events (a branching of one or more runs away).
    """
    now, excess, out = 0.0, 0.0, list[float]()
    while True:
        bound = parameters.base + excess
        wait = rng.exponential(1.0 / bound)
        now += wait
        if now > end:
            return np.array(out)
        excess *= float(np.exp(-parameters.decay * wait))
        if rng.uniform() * bound < parameters.base + excess:
            out.append(now)
            excess += parameters.branching * parameters.decay
            if len(out) > most:
                raise HawkesError(f"More than {most} events: the process runs away.")


def hawkes_residuals(parameters: HawkesParameters, times: Array) -> Array:
    """Time-rescaled waiting times, shape (n,): standard exponential if the model is right."""
    out, excess, last = np.empty(times.size), 0.0, 0.0
    for i, t in enumerate(times):
        gap = float(t) - last
        kept = float(np.exp(-parameters.decay * gap))
        out[i] = parameters.base * gap + excess * (1.0 - kept)
        excess = excess * kept + parameters.branching
        last = float(t)
    return out
