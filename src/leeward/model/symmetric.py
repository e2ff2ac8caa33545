"""Eigenvalues of small symmetric matrices on one thread.

A library's routine wakes its threads from 32 rows on and waits for them: 12 to 50 ms on a busy
machine with two cores, where the work takes less than one. Cyclic Jacobi rotations (Golub & Van Loan 2013,
8.5) are as exact, and give the same bits whatever library is installed.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from leeward.model._compile import compiled
from leeward.model.data import Floats

MOST_SWEEPS: Final = 40


@compiled
def _rotate(a: Floats, v: Floats) -> None:
    """Turn a (n, n) into a diagonal matrix, and the rows of v (n, n) into its eigenvectors."""
    n = a.shape[0]
    for sweep in range(MOST_SWEEPS):
        off = size = 0.0
        for p in range(n):
            size += a[p, p] * a[p, p]
            for q in range(p + 1, n):
                off += a[p, q] * a[p, q]
        if not off > 1e-30 * size:
            return
        # Early on only what matters is turned; the rest shrinks by itself.
        least = 0.2 * math.sqrt(off) / n if sweep < 3 else 0.0
        for p in range(n - 1):
            for q in range(p + 1, n):
                x = a[p, q]
                if abs(x) <= least or x == 0.0:
                    continue
                theta = 0.5 * (a[q, q] - a[p, p]) / x
                t = 1.0 / (abs(theta) + math.sqrt(theta * theta + 1.0))
                if theta < 0.0:
                    t = -t
                c = 1.0 / math.sqrt(t * t + 1.0)
                s = t * c
                app, aqq = a[p, p] - t * x, a[q, q] + t * x
                for k in range(n):
                    y, z = a[p, k], a[q, k]
                    a[p, k] = c * y - s * z
                    a[q, k] = s * y + c * z
                for k in range(n):
                    a[k, p] = a[p, k]
                    a[k, q] = a[q, k]
                a[p, p], a[q, q] = app, aqq
                a[p, q] = a[q, p] = 0.0
                for k in range(n):
                    y, z = v[p, k], v[q, k]
                    v[p, k] = c * y - s * z
                    v[q, k] = s * y + c * z


def eigen(matrix: Floats) -> tuple[Floats, Floats]:
    """Eigenvalues (n,), rising, and eigenvectors as columns (n, n) of a finite symmetric matrix."""
    a = np.array(0.5 * (matrix + matrix.T), dtype=np.float64)
    v = np.eye(a.shape[0])
    _rotate(a, v)
    values = np.diag(a).copy()
    order = np.argsort(values, kind="stable")
    return values[order], np.ascontiguousarray(v[order].T)
