"""Derived quantities as exact functions of posterior draws.

Every function takes natural values by name, each an array over draws (draws,), and returns
(draws,). With l_r = ln2/h_r, k = ln2/h_b, c* as in `drive.rebound_constant`, the average response
of distress to one episode s hours ago is

    g(s) = -rho e^(-l_r s) + omega (e^(-k s) - e^(-l_r s)) / c*.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final

import numpy as np

from leeward.model import habit
from leeward.model.data import Floats
from leeward.model.params import RATE_CAP_HOURS

LN2: Final = math.log(2.0)
WEEK: Final = 168.0
FELT: Final = 0.5
ECHO_HOURS: Final = 35.0 * 24.0

Values = Mapping[str, Floats]


def kernel(x: Values) -> tuple[Floats, Floats, Floats, Floats]:
    """l_r, k, c* and the hour s* of the rebound's peak."""
    l_r, k = LN2 / x["h_r"], LN2 / x["h_b"]
    peak = np.log(l_r / k) / (l_r - k)
    return l_r, k, np.exp(-k * peak) - np.exp(-l_r * peak), peak


def response(x: Values, rho: Floats, omega: Floats, hours: Floats) -> Floats:
    """g(s) in points at `hours` (m,), shape (draws, m)."""
    l_r, k, c, _ = kernel(x)
    fast = np.exp(-l_r[:, None] * hours)
    slow = np.exp(-k[:, None] * hours)
    out: Floats = -rho[:, None] * fast + (omega / c)[:, None] * (slow - fast)
    return out


def area(x: Values, rho: Floats, omega: Floats, start: float, stop: float) -> Floats:
    """Integral of g from `start` to `stop` hours, in point-hours; negative is net help."""
    l_r, k, c, _ = kernel(x)
    fast = (np.exp(-l_r * start) - np.exp(-l_r * stop)) / l_r
    slow = (np.exp(-k * start) - np.exp(-k * stop)) / k
    out: Floats = -rho * fast + omega / c * (slow - fast)
    return out


def helps_for(x: Values, rho: Floats, omega: Floats) -> Floats:
    """Last hour at which g is below -0.5 points; 0 where it never is.

    One definition for every sign of the rebound, found on a grid and refined by bisection.
    """
    hours = np.concatenate([[0.0], np.geomspace(0.02, 2000.0, 400)])
    below = response(x, rho, omega, hours) < -FELT
    last = np.where(below.any(axis=1), below.shape[1] - 1 - below[:, ::-1].argmax(axis=1), -1)
    low = hours[np.maximum(last, 0)]
    high = hours[np.minimum(np.maximum(last, 0) + 1, hours.size - 1)]
    l_r, k, c, _ = kernel(x)
    for _ in range(30):
        middle = 0.5 * (low + high)
        fast, slow = np.exp(-l_r * middle), np.exp(-k * middle)
        still = -rho * fast + omega / c * (slow - fast) < -FELT
        low, high = np.where(still, middle, low), np.where(still, high, middle)
    out: Floats = np.where(last >= 0, low, 0.0)
    return out


def break_even(x: Values, rho: Floats, omega: Floats) -> Floats:
    """Hour at which relief and rebound balance; NaN unless both are positive."""
    l_r, k, c, _ = kernel(x)
    with np.errstate(divide="ignore", invalid="ignore"):
        out: Floats = np.where(
            (rho > 0.0) & (omega > 0.0), np.log1p(rho * c / omega) / (l_r - k), np.nan
        )
    return out


def capped(eta: Floats) -> Floats:
    """Rate per hour at uncapped log rate `eta`: e^eta / (1 + 2 e^eta)."""
    out: Floats = 1.0 / (RATE_CAP_HOURS + np.exp(-np.clip(eta, -60.0, 60.0)))
    return out


def _nodes(top: float) -> tuple[Floats, Floats]:
    """Hours and trapezoid weights on a geometric grid from 0 to `top`."""
    s = np.concatenate([[0.0], np.geomspace(0.05, top, 90)])
    gap = np.diff(s)
    weight = np.zeros_like(s)
    weight[:-1] += 0.5 * gap
    weight[1:] += 0.5 * gap
    return s, weight


def extra_episodes(
    x: Values, beta: Floats, alpha: Floats, log_rate: Floats, share: float
) -> Floats:
    """Episodes that one full-severity trigger adds, at the person's typical rate.

    Integral over s of lambda(eta + (alpha_D beta + alpha) e^(-delta s)) - lambda(eta), times the
    share of hours at risk; `log_rate` is ln of the time-average uncapped rate per hour.
    """
    s, weight = _nodes(240.0)
    push = (x["alpha_D"] * beta + alpha)[:, None] * np.exp(-(LN2 / x["h_delta"])[:, None] * s)
    base = capped(log_rate)[:, None]
    out: Floats = share * ((capped(log_rate[:, None] + push) - base) @ weight)
    return out


def first_order_gain(
    x: Values, rho: Floats, omega: Floats, log_rate: Floats, share: float
) -> Floats:
    """Quick loop gain G1: episodes in 35 days that one episode brings directly.

    Integral of lambda(eta + alpha_D g(s) + alpha_H h(s)) - lambda, with the habit trace
    h(s) = eps (1 - H) e^(-(zeta + eps lambda) s) at the habit H that the typical rate sustains.
    """
    s, weight = _nodes(ECHO_HOURS)
    rate = capped(log_rate)
    relief = np.clip(rho / 5.0, 0.0, 1.0)
    gain = habit.GAIN * relief
    decay = habit.DECAY_PER_DAY / 24.0
    level = gain * rate * share / (gain * rate * share + decay)
    trace = (gain * (1.0 - level))[:, None] * np.exp(-(decay + gain * rate * share)[:, None] * s)
    push = x["alpha_D"][:, None] * response(x, rho, omega, s) + x["alpha_H"][:, None] * trace
    out: Floats = share * ((capped(log_rate[:, None] + push) - rate[:, None]) @ weight)
    return out
