r"""Weighted and centred least squares for micro-randomised studies (Boruvka et al. 2018).

Person i, decision point t: availability I, treatment A ∈ {0, 1} given with known chance p,
proximal outcome Y, controls g (rows with 1 first), moderators f (rows with 1 first), and a
numerator chance p̃. Solve

    Σ_i Σ_t I W [Y − g'α − (A − p̃) f'β] (g ; (A − p̃) f) = 0,
    W = (p̃/p)^A ((1 − p̃)/(1 − p))^{1−A}.

β is the causal excursion effect given f; it stays consistent if g'α is wrong. The variance is a
sandwich over persons with the leverage correction of Mancl & DeRouen (2001), read against t with
persons − p − q degrees of freedom.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from leeward.util.errors import InputError

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Excursion:
    """Estimates β with standard errors, intervals and p-values, one a moderator, (q,) each.

    `alpha` (p,) are the control coefficients, `cov` (q, q) the corrected variance of β,
    `df` = persons − p − q.
    """

    beta: Array
    se: Array
    low: Array
    high: Array
    p: Array
    df: int
    level: float
    alpha: Array
    cov: Array
    persons: int
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Decision points of a cohort, one row each; n rows.

    `person` (n,) any labels; `y`, `chance` (n,); `treated`, `available` (n,) booleans;
    `controls` (n, p) and `moderators` (n, q) with their column of ones; `numerator` (n,) or
    one number. Without availability every row counts; without moderators β is the mean effect.
    """

    person: NDArray[np.generic]
    y: Array
    treated: NDArray[np.bool_]
    chance: Array
    controls: Array
    moderators: Array
    available: NDArray[np.bool_]
    numerator: Array


def table(
    *,
    person: NDArray[np.generic],
    y: Array,
    treated: NDArray[np.bool_],
    chance: Array,
    controls: Array | None = None,
    moderators: Array | None = None,
    available: NDArray[np.bool_] | None = None,
    numerator: Array | float | None = None,
) -> Table:
    """Check and complete the columns; `controls` and `moderators` come without their ones.

    The numerator chance may depend on the moderators only. Without one it is the chance itself
    where that is the same at every available point, else the share treated there (a constant).

    Raises:
        InputError: lengths differ, a chance is not between 0 and 1, or an available row has
            no number where one is needed.
    """
    n = len(y)
    here = np.ones(n, dtype=bool) if available is None else np.asarray(available, dtype=bool)
    ones = np.ones((n, 1))
    given: Array | float
    g = ones if controls is None else np.column_stack([ones, controls])
    f = ones if moderators is None else np.column_stack([ones, moderators])
    lengths = {len(person), n, len(treated), len(chance), len(g), len(f), len(here)}
    if lengths != {n}:
        raise InputError("The columns of the study table differ in length.")
    if not here.any():
        raise InputError("No decision point was available.", field="available")
    if numerator is not None:
        given = numerator
    elif np.ptp(chance[here]) == 0:
        given = float(chance[here][0])
    else:
        given = float(np.mean(treated[here]))
    tilde = np.broadcast_to(np.asarray(given, dtype=float), (n,))
    for name, column in (("chance", chance), ("numerator", tilde)):
        if not ((column[here] > 0) & (column[here] < 1)).all():
            raise InputError(
                f"Every {name} must lie between 0 and 1, both excluded, at available points.",
                field=name,
            )
    for name, values in (("y", y), ("controls", g), ("moderators", f)):
        if not np.isfinite(values[here]).all():
            raise InputError(f"A value of {name} is missing at an available point.", field=name)
    return Table(
        person=np.asarray(person),
        y=np.asarray(y, dtype=float),
        treated=np.asarray(treated, dtype=bool),
        chance=np.asarray(chance, dtype=float),
        controls=g,
        moderators=f,
        available=here,
        numerator=np.asarray(tilde, dtype=float),
    )


def weights(data: Table) -> Array:
    """I · W, (n,): 0 where not available."""
    on, off = data.numerator / data.chance, (1 - data.numerator) / (1 - data.chance)
    ratio = np.where(data.treated, on, off)
    return np.where(data.available, ratio, 0.0)


def wcls(data: Table, *, level: float = 0.95) -> Excursion:
    """Estimate the excursion effect of treatment on a continuous outcome.

    Raises:
        InputError: too few persons for the degrees of freedom, or columns that say the same.
    """
    here = data.available
    w = weights(data)[here]
    centred = (data.treated - data.numerator)[here, None] * data.moderators[here]
    x = np.column_stack([data.controls[here], centred])
    y, person = data.y[here], data.person[here]
    labels = np.unique(person)
    p, q = data.controls.shape[1], data.moderators.shape[1]
    df = len(labels) - p - q
    if df < 1:
        raise InputError(f"{len(labels)} persons are too few for {p + q} coefficients.")
    information = x.T @ (x * w[:, None])
    if np.linalg.matrix_rank(information) < p + q:
        raise InputError("Some controls or moderators say the same thing; leave one out.")
    bread: Array = np.asarray(np.linalg.inv(information), dtype=np.float64)
    theta = bread @ (x.T @ (w * y))
    residual = y - x @ theta
    meat = np.zeros_like(bread)
    for label in labels:
        mine = person == label
        xi, wi = x[mine], w[mine]
        score = leverage_free_score(xi, wi, residual[mine], bread)
        meat += np.outer(score, score)
    cov = (bread @ meat @ bread.T)[p:, p:]
    return excursion(theta, cov, p=p, df=df, level=level, persons=len(labels), points=len(y))


def leverage_free_score(x: Array, w: Array, residual: Array, bread: Array) -> Array:
    """X'W (I − H)⁻¹ r of one person, H = X bread X'W, (p + q,).

    By the push-through identity X'W (I − X B X'W)⁻¹ = (I − X'W X B)⁻¹ X'W, so that the solve is
    as small as the number of coefficients.
    """
    own = x.T @ (x * w[:, None])
    return np.asarray(np.linalg.solve(np.eye(len(own)) - own @ bread, x.T @ (w * residual)))


def excursion(
    theta: Array, cov: Array, *, p: int, df: int, level: float, persons: int, points: int
) -> Excursion:
    """Put coefficients and variance into the t-based answer."""
    beta, se = theta[p:], np.sqrt(np.diag(cov))
    half = stdtrit(df, (1 + level) / 2) * se
    return Excursion(
        beta=beta,
        se=se,
        low=beta - half,
        high=beta + half,
        p=np.asarray(2 * stdtr(df, -np.abs(beta / se))),
        df=df,
        level=level,
        alpha=theta[:p],
        cov=cov,
        persons=persons,
        points=points,
    )
