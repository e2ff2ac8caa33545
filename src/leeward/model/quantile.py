"""The quantile function of the standard normal."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from leeward.model.data import Floats

_A: Final = np.array([3.3871328727963666080, 1.3314166789178437745e2, 1.9715909503065514427e3,
                      1.3731693765509461125e4, 4.5921953931549871457e4, 6.7265770927008700853e4,
                      3.3430575583588128105e4, 2.5090809287301226727e3])  # fmt: skip
_B: Final = np.array([1.0, 4.2313330701600911252e1, 6.8718700749205790830e2,
                      5.3941960214247511077e3, 2.1213794301586595867e4, 3.9307895800092710610e4,
                      2.8729085735721942674e4, 5.2264952788528545610e3])  # fmt: skip
_C: Final = np.array([1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
                      3.64784832476320460504, 1.27045825245236838258, 2.41780725177450611770e-1,
                      2.27238449892691845833e-2, 7.74545014278341407640e-4])  # fmt: skip
_D: Final = np.array([1.0, 2.05319162663775882187, 1.67638483018380384940,
                      6.89767334985100004550e-1, 1.48103976427480074590e-1,
                      1.51986665636164571966e-2, 5.47593808499534494600e-4,
                      1.05075007164441684324e-9])  # fmt: skip
_E: Final = np.array([6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
                      2.96560571828504891230e-1, 2.65321895265761230930e-2,
                      1.24266094738807843860e-3, 2.71155556874348757815e-5,
                      2.01033439929228813265e-7])  # fmt: skip
_F: Final = np.array([1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
                      1.48753612908506148525e-2, 7.86869131145613259100e-4,
                      1.84631831751005468180e-5, 1.42151175831644588870e-7,
                      2.04426310338993978564e-15])  # fmt: skip


def normal_quantile(p: Floats) -> Floats:
    """Quantile function of the standard normal, relative error below 1e-15 (Wichura 1988)."""
    q = p - 0.5
    r = 0.180625 - q * q
    centre = (
        q
        * np.polyval(_A[::-1], r)
        / np.polyval(_B[::-1], r)
    )  # fmt: skip
    tail = np.sqrt(-np.log(np.minimum(p, 1.0 - p)))
    near = np.polyval(_C[::-1], tail - 1.6) / np.polyval(_D[::-1], tail - 1.6)
    far = np.polyval(_E[::-1], tail - 5.0) / np.polyval(_F[::-1], tail - 5.0)
    outer = np.sign(q) * np.where(tail <= 5.0, near, far)
    out: Floats = np.where(np.abs(q) <= 0.425, centre, outer)
    return out


_LISTS: Final = [tuple(c[::-1].tolist()) for c in (_A, _B, _C, _D, _E, _F)]


def _horner(coefficients: tuple[float, ...], x: float) -> float:
    total = 0.0
    for c in coefficients:
        total = total * x + c
    return total


def normal_quantile_at(p: float) -> float:
    """`normal_quantile` of one number, without the cost of an array."""
    a, b, c, d, e, f = _LISTS
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _horner(a, r) / _horner(b, r)
    tail = math.sqrt(-math.log(min(p, 1.0 - p)))
    if tail <= 5.0:
        out = _horner(c, tail - 1.6) / _horner(d, tail - 1.6)
    else:
        out = _horner(e, tail - 5.0) / _horner(f, tail - 5.0)
    return math.copysign(out, q)
