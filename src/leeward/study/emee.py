r"""Excursion effect on a yes-or-no outcome, as a log relative risk (Qian et al. 2021).

With the notation of `wcls`, solve

    U(α, β) = Σ_i Σ_t I W e^{−A f'β} [Y − e^{g'α + A f'β}] (g ; (A − p̃) f) = 0.

exp(β) is the factor by which treatment changes the chance of the outcome given f. Variance: the
sandwich with the derivative of U as bread and the leverage correction of Mancl & DeRouen, read
against t with persons − p − q degrees of freedom.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from leeward.study.wcls import Excursion, Table, excursion, weights
from leeward.util.errors import InputError

Array = NDArray[np.float64]
_STEPS = 200
_ENOUGH = 1e-10


def emee(data: Table, *, level: float = 0.95) -> Excursion:
    """Estimate the log relative risk of treatment; outcomes are 0 or 1.

    Raises:
        InputError: an outcome is neither 0 nor 1, persons are too few, columns say the same, or
            no solution is found (for instance when one arm never has the outcome).
    """
    here = data.available
    y, person = data.y[here], data.person[here]
    if not np.isin(y, (0.0, 1.0)).all():
        raise InputError("The outcome must be 0 or 1 at every available point.", field="y")
    for arm in (True, False):
        if not (y[data.treated[here] == arm] == 1).any():
            raise InputError("One of the arms never has the outcome; no ratio can be told.")
    g, f = data.controls[here], data.moderators[here]
    a = data.treated[here].astype(float)
    direction = np.column_stack([g, (a - data.numerator[here])[:, None] * f])
    w = weights(data)[here]
    p, q = g.shape[1], f.shape[1]
    labels = np.unique(person)
    df = len(labels) - p - q
    if df < 1:
        raise InputError(f"{len(labels)} persons are too few for {p + q} coefficients.")
    theta = _solve(y, a, g, f, direction, w)
    residual, slope, jacobian = _parts(theta, y, a, g, f, direction, w)
    bread = np.linalg.inv(-jacobian)
    scaled = direction * (w * np.exp(-a * (f @ theta[p:])))[:, None]
    meat = np.zeros_like(bread)
    for label in labels:
        mine = person == label
        own = scaled[mine].T @ slope[mine]
        score = np.linalg.solve(np.eye(len(own)) - own @ bread, scaled[mine].T @ residual[mine])
        meat += np.outer(score, score)
    cov = (bread @ meat @ bread.T)[p:, p:]
    return excursion(theta, cov, p=p, df=df, level=level, persons=len(labels), points=len(y))


def _parts(
    theta: Array, y: Array, a: Array, g: Array, f: Array, direction: Array, w: Array
) -> tuple[Array, Array, Array]:
    """Residual r (n,), its falling slope −∂r/∂θ (n, p + q), and ∂U/∂θ."""
    p = g.shape[1]
    treated = a * (f @ theta[p:])
    mean = np.exp(g @ theta[:p] + treated)
    residual = y - mean
    slope = mean[:, None] * np.column_stack([g, a[:, None] * f])
    unscaled = w * np.exp(-treated)
    jacobian = -direction.T @ (unscaled[:, None] * slope)
    jacobian[:, p:] -= direction.T @ ((unscaled * residual * a)[:, None] * f)
    return residual, slope, jacobian


def _score(
    theta: Array, y: Array, a: Array, g: Array, f: Array, direction: Array, w: Array
) -> Array:
    p = g.shape[1]
    treated = a * (f @ theta[p:])
    residual = y - np.exp(np.minimum(g @ theta[:p] + treated, 50.0))
    return np.asarray(direction.T @ (w * np.exp(-treated) * residual))


def _solve(y: Array, a: Array, g: Array, f: Array, direction: Array, w: Array) -> Array:
    """Newton with halving until the score falls; from the overall rate and no effect."""
    p = g.shape[1]
    theta = np.zeros(p + f.shape[1])
    theta[0] = np.log(np.average(y, weights=w))
    score = _score(theta, y, a, g, f, direction, w)
    for _ in range(_STEPS):
        if np.abs(score).max() < _ENOUGH * len(y):
            return theta
        jacobian = _parts(theta, y, a, g, f, direction, w)[2]
        if np.linalg.matrix_rank(jacobian) < len(theta):
            raise InputError("Some controls or moderators say the same thing; leave one out.")
        step = np.linalg.solve(jacobian, score)
        size = 1.0
        while size > 1e-8:
            trial = theta - size * step
            trial_score = _score(trial, y, a, g, f, direction, w)
            if np.abs(trial_score).max() < np.abs(score).max():
                theta, score = trial, trial_score
                break
            size /= 2
        else:
            break
    raise InputError("No effect could be estimated from these data; too few outcomes, perhaps.")
