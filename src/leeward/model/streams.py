"""What all logging streams together add to silence, as one table of one variable.

The rate at which things are logged depends on distress alone: the sum over streams c of
1/(2 + e^-(b_c + psi_c (D - 4))), with the same b and psi at every step. So it is one function of D
for one parameter vector, laid down once as quintic Hermite pieces of 1/16 point (values, slopes
and curvatures exact at the knots; error below 2e-12 of the rate for psi up to 1) and read wherever
a step needs it, at a cost that does not grow with the number of streams. Derivatives flow back
through the same table. Outside -12 to 20 points every stream is computed.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from leeward.model._compile import compiled
from leeward.model.data import Floats

LOW: Final = -12.0
KNOTS_A_POINT: Final = 16.0
PIECES: Final = 512
STEP: Final = 1.0 / KNOTS_A_POINT


@compiled
def table_of(b: Floats, psi: Floats) -> Floats:
    """Coefficients (pieces, 6) of the summed rate in powers of the position within a piece."""
    value, slope, bend = np.zeros(PIECES + 1), np.zeros(PIECES + 1), np.zeros(PIECES + 1)
    for c in range(b.size):
        push = psi[c] * STEP
        for i in range(PIECES + 1):
            rate = 1.0 / (2.0 + math.exp(-(b[c] + psi[c] * (LOW - 4.0 + i * STEP))))
            first = rate * (1.0 - 2.0 * rate)
            value[i] += rate
            slope[i] += push * first
            bend[i] += push * push * first * (1.0 - 4.0 * rate)
    out = np.empty((PIECES, 6))
    for i in range(PIECES):
        rise = value[i + 1] - value[i]
        d0, d1, q0, q1 = slope[i], slope[i + 1], bend[i], bend[i + 1]
        out[i, 0] = value[i]
        out[i, 1] = d0
        out[i, 2] = 0.5 * q0
        out[i, 3] = 10.0 * rise - 6.0 * d0 - 4.0 * d1 - 1.5 * q0 + 0.5 * q1
        out[i, 4] = -15.0 * rise + 8.0 * d0 + 7.0 * d1 + 1.5 * q0 - q1
        out[i, 5] = 6.0 * rise - 3.0 * (d0 + d1) - 0.5 * q0 + 0.5 * q1
    return out


@compiled
def each(b: Floats, psi: Floats, distress: float) -> float:
    """Rate per hour of all streams together at one distress, stream by stream."""
    total = 0.0
    for c in range(b.size):
        total += 1.0 / (2.0 + math.exp(-(b[c] + psi[c] * (distress - 4.0))))
    return total


@compiled
def each_back(
    b: Floats, psi: Floats, distress: float, by_rate: float, gb: Floats, gpsi: Floats
) -> float:
    """Derivative by distress of by_rate x `each`; adds those by b and psi to gb and gpsi."""
    out = 0.0
    x = distress - 4.0
    for c in range(b.size):
        rate = 1.0 / (2.0 + math.exp(-(b[c] + psi[c] * x)))
        part = by_rate * rate * (1.0 - 2.0 * rate)
        gb[c] += part
        gpsi[c] += part * x
        out += part * psi[c]
    return out


@compiled
def gather(by_table: Floats, b: Floats, psi: Floats, gb: Floats, gpsi: Floats) -> None:
    """Turn derivatives by the table's coefficients into those by b and psi (streams,), added."""
    by_value, by_slope, by_bend = np.zeros(PIECES + 1), np.zeros(PIECES + 1), np.zeros(PIECES + 1)
    for i in range(PIECES):
        c0, c1, c2 = by_table[i, 0], by_table[i, 1], by_table[i, 2]
        c3, c4, c5 = by_table[i, 3], by_table[i, 4], by_table[i, 5]
        rise = 10.0 * c3 - 15.0 * c4 + 6.0 * c5
        by_value[i] += c0 - rise
        by_value[i + 1] += rise
        by_slope[i] += c1 - 6.0 * c3 + 8.0 * c4 - 3.0 * c5
        by_slope[i + 1] += -4.0 * c3 + 7.0 * c4 - 3.0 * c5
        by_bend[i] += 0.5 * c2 - 1.5 * c3 + 1.5 * c4 - 0.5 * c5
        by_bend[i + 1] += 0.5 * c3 - c4 + 0.5 * c5
    for c in range(b.size):
        push = psi[c] * STEP
        for i in range(PIECES + 1):
            x = LOW - 4.0 + i * STEP
            rate = 1.0 / (2.0 + math.exp(-(b[c] + psi[c] * x)))
            first = rate * (1.0 - 2.0 * rate)
            second = first * (1.0 - 4.0 * rate)
            third = second * (1.0 - 4.0 * rate) - 4.0 * first * first
            by_eta = by_value[i] * first + by_slope[i] * push * second
            by_eta += by_bend[i] * push * push * third
            gb[c] += by_eta
            gpsi[c] += by_eta * x + STEP * (by_slope[i] * first + 2.0 * push * by_bend[i] * second)
