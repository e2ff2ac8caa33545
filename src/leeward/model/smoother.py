"""The smoothed course of distress: what the whole log says about each moment.

A Rauch-Tung-Striebel pass backwards over the states that the filter kept. A step is two half
decays with a tilt between them, so the pass goes back through both halves; every other operation
leaves the hidden background where it is.
"""

from __future__ import annotations

import math

import numpy as np

from leeward.model import drive as driving
from leeward.model import filter as filtering
from leeward.model._compile import compiled
from leeward.model.data import Data, Floats, Ints
from leeward.model.draws import resample
from leeward.model.drive import LN2
from leeward.model.filter import SLOW_HALF_LIFE_HOURS, WEIGHT, moments
from leeward.model.fit import Fit
from leeward.model.grid import STEP
from leeward.model.likelihood import Target, target_for
from leeward.model.params import Params
from leeward.model.records import DistressLine

PATHS = 16
HOUR = 60


@compiled
def _half_back(
    m1: float, m2: float, v11: float, v12: float, v22: float,
    s1: float, s2: float, w11: float, w12: float, w22: float,
    f1: float, f2: float, q1: float, q2: float,
) -> tuple[float, float, float, float, float]:  # fmt: skip
    """Smooth through one decay: filtered (m, V) before it, smoothed (s, W) after it.

    f are the decay factors, q the stationary variances.
    """
    p11 = q1 + (v11 - q1) * f1 * f1
    p12 = v12 * f1 * f2
    p22 = q2 + (v22 - q2) * f2 * f2
    c11, c12, c21, c22 = v11 * f1, v12 * f2, v12 * f1, v22 * f2
    if p22 > 1e-14:
        det = p11 * p22 - p12 * p12
        g11, g12 = (c11 * p22 - c12 * p12) / det, (c12 * p11 - c11 * p12) / det
        g21, g22 = (c21 * p22 - c22 * p12) / det, (c22 * p11 - c21 * p12) / det
    else:
        g11, g12, g21, g22 = c11 / p11, 0.0, 0.0, 0.0
    d1, d2 = s1 - f1 * m1, s2 - f2 * m2
    e11, e12, e22 = w11 - p11, w12 - p12, w22 - p22
    n11 = v11 + g11 * g11 * e11 + 2 * g11 * g12 * e12 + g12 * g12 * e22
    n12 = v12 + g11 * g21 * e11 + (g11 * g22 + g12 * g21) * e12 + g12 * g22 * e22
    n22 = v22 + g21 * g21 * e11 + 2 * g21 * g22 * e12 + g22 * g22 * e22
    return m1 + g11 * d1 + g12 * d2, m2 + g21 * d1 + g22 * d2, n11, n12, n22


@compiled
def _smooth(
    code: Ints, half: Ints, risk: Ints, fast: Floats, slow: Floats, states: Floats, nodes: Floats,
    q1: float, q2: float, mean: Floats, var: Floats,
) -> None:  # fmt: skip
    """Fill smoothed mean and variance of u = x1 + x2 per row: at a record before it acts.

    The last row of the tape is taken as it was filtered; a step's row holds its middle.
    """
    f = np.empty(5)
    i = code.size - 1
    s1, s2 = states[i, 0], states[i, 1]
    w11, w12, w22 = states[i, 3], states[i, 4], states[i, 5]
    mean[i], var[i] = s1 + s2, w11 + 2 * w12 + w22
    for i in range(code.size - 2, -1, -1):
        if code[i] == 0:
            j = half[i]
            f1, f2 = fast[j], slow[j]
            m1, m2 = states[i, 0], states[i, 1]
            v11, v12, v22 = states[i, 3], states[i, 4], states[i, 5]
            a1, a2 = f1 * m1, f2 * m2
            b11 = q1 + (v11 - q1) * f1 * f1
            b12 = v12 * f1 * f2
            b22 = q2 + (v22 - q2) * f2 * f2
            if risk[i] == 1:
                c1, c2 = b11 + b12, b12 + b22
                vu = c1 + c2
                for k in range(5):
                    f[k] = nodes[i, k] / WEIGHT[k]
                _, _, _, delta, rho = moments(f, math.sqrt(vu))
                g1, g2 = c1 / vu, c2 / vu
                a1 += g1 * delta
                a2 += g2 * delta
                b11 += g1 * g1 * rho
                b12 += g1 * g2 * rho
                b22 += g2 * g2 * rho
            s1, s2, w11, w12, w22 = _half_back(
                a1, a2, b11, b12, b22, s1, s2, w11, w12, w22, f1, f2, q1, q2
            )
            mean[i], var[i] = s1 + s2, w11 + 2 * w12 + w22
            s1, s2, w11, w12, w22 = _half_back(
                m1, m2, v11, v12, v22, s1, s2, w11, w12, w22, f1, f2, q1, q2
            )
        else:
            mean[i], var[i] = s1 + s2, w11 + 2 * w12 + w22


def smoothed(target: Target, params: Params) -> tuple[Floats, Floats, driving.Drive]:
    """Smoothed mean and variance of the background per row of the tape, with the offsets."""
    tape = target.tape
    offsets = driving.forward(tape, params)
    filtering.run(tape, params, offsets, target.scratch)
    half = tape.half_hours
    mean, var = np.zeros(tape.code.size), np.ones(tape.code.size)
    if tape.code.size:
        _smooth(
            tape.code,
            tape.half,
            tape.risk,
            np.exp(-LN2 / params["h_x"] * half),
            np.exp(-LN2 / SLOW_HALF_LIFE_HOURS * half),
            target.scratch.states,
            target.scratch.nodes,
            params["s_x"] ** 2,
            params.get("s_m") ** 2 if tape.drift else 0.0,
            mean,
            var,
        )
    return mean, np.maximum(var, 0.0), offsets


def distress_line(fit: Fit, data: Data) -> DistressLine:
    """Smoothed distress about every hour and at every record, parameters' doubt included.

    The band adds the variance of the smoother to that between posterior draws; without draws the
    mode stands alone.
    """
    target = target_for(data, fit.features, layout=fit.layout, resolution=fit.resolution)
    tape = target.tape
    drawn = fit.draws
    many = [fit.z] if drawn is None else [drawn.z[i] for i in resample(drawn, PATHS)]
    keep = _rows(tape.code, tape.t)
    means, variances = [], []
    for z in many:
        mean, var, offsets = smoothed(target, target.layout.params(z))
        means.append((mean + offsets.d)[keep])
        variances.append(var[keep])
    centre = np.mean(means, axis=0) if keep.size else np.zeros(0)
    spread = np.sqrt(np.mean(variances, axis=0) + np.var(means, axis=0)) if keep.size else centre
    # A fit that ended nowhere can leave the representable: then only the usual level is left.
    known = np.isfinite(centre) & np.isfinite(spread)
    centre = np.where(known, centre, fit.mode["mu0"])
    spread = np.where(known, spread, fit.mode["s_x"])
    return DistressLine(
        t=tape.t[keep].astype(np.int64),
        mean=centre,
        q10=centre - 1.2816 * spread,
        q90=centre + 1.2816 * spread,
    )


def _rows(code: Ints, t: Floats) -> Ints:
    """Rows of the tape to show: one per hour, and one at the minute of every kernel start."""
    step = code == STEP
    hour = np.floor(t / HOUR)
    first = np.concatenate([[True], np.diff(hour) > 0]) if t.size else np.zeros(0, dtype=np.bool_)
    jump = np.isin(code, (10, 11, 12))
    rows: Ints = np.flatnonzero((step & first) | jump).astype(np.int64)
    return rows
