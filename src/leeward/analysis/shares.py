"""Shares and counts: Beta and Dirichlet intervals worth what autocorrelated moments are worth.

n yes-or-no moments that resemble their neighbours say less than n coin throws. The fit of
`series` tells the number n* of throws that would be as informative, and the interval is the one of Beta(n* p + ½, n*(1-p) + ½) (Jeffreys; an
effective sample size in an exact interval as in Korn and Graubard 1998).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from leeward.analysis.ranges import Range
from leeward.analysis.series import fit_many, fit_series

Floats = NDArray[np.float64]
TAILS: Final = np.array([0.025, 0.975])
DRAWS: Final = 200


def effective_sizes(hours: ArrayLike, flags: ArrayLike) -> Floats:
    """Return how many independent moments each column of flags (n, m) is worth, from 1 to n."""
    y = np.asarray(flags, dtype=np.float64)
    n = y.shape[0]
    p = y.mean(axis=0)
    out = np.full(p.size, float(n))
    mixed = (p > 0) & (p < 1)
    if n < 5 or not mixed.any():
        return out
    out[mixed] = np.clip([fit.worth for fit in fit_many(hours, y[:, mixed])], 1.0, n)
    return out


def beta_range(yes: float, n: float, *, counted: int, reference: float | None = None) -> Range:
    """Return the Jeffreys interval of a share from `yes` of `n` (both may be effective sizes)."""
    from scipy.special import betainc, betaincinv  # noqa: PLC0415  SciPy is slow to load

    a, b = yes + 0.5, n - yes + 0.5
    low, high = betaincinv(a, b, TAILS)
    if yes <= 0:
        low = 0.0
    if yes >= n:
        high = 1.0
    tail = None
    if reference is not None:
        below = float(betainc(a, b, reference))
        tail = 2 * min(below, 1 - below)
    value = yes / n if n > 0 else 0.5
    return Range(value=value, low=float(low), high=float(high), n=counted, effective=n, tail=tail)


def share_of(hours: ArrayLike, flags: ArrayLike, reference: float | None = None) -> Range:
    """Return the share of moments with the flag set; `hours` sorted, both (n,), n ≥ 1."""
    y = np.asarray(flags, dtype=np.float64)[:, None]
    return _shares(hours, y, reference)[0]


def several_shares(hours: ArrayLike, flags: ArrayLike) -> tuple[Range, ...]:
    """Return the share of each column of flags (n, m), n ≥ 1; columns may overlap."""
    return _shares(hours, np.asarray(flags, dtype=np.float64), None)


def shares_of(hours: ArrayLike, which: ArrayLike, count: int) -> tuple[Range, ...]:
    """Return the share of each of `count` exclusive answers; `which` (n,) holds 0..count-1.

    Each margin of the Dirichlet(½) posterior, with its own effective size.
    """
    return several_shares(hours, np.asarray(which)[:, None] == np.arange(count))


def _shares(hours: ArrayLike, y: Floats, reference: float | None) -> tuple[Range, ...]:
    return tuple(
        beta_range(float(p) * size, float(size), counted=y.shape[0], reference=reference)
        for p, size in zip(y.mean(axis=0), effective_sizes(hours, y), strict=True)
    )


def difference_of_shares(first: Range, second: Range) -> Range:
    """Return first - second for two shares read from separate moments.

    Limits by the method of variance estimates recovery from the two Beta intervals (Newcombe
    1998; Zou and Donner 2008); the tail by a normal with the same reach.
    """
    value = first.value - second.value
    low = value - float(np.hypot(first.value - first.low, second.high - second.value))
    high = value + float(np.hypot(first.high - first.value, second.value - second.low))
    return Range(
        value=value,
        low=max(-1.0, low),
        high=min(1.0, high),
        n=first.n + second.n,
        effective=first.effective + second.effective,
        tail=normal_tail(value, low if value > 0 else high, 0.0),
    )


def normal_tail(value: float, near: float, reference: float) -> float:
    """Return the two-sided tail at `reference` given the 95 % limit on its side of `value`."""
    from scipy.special import ndtr  # noqa: PLC0415  SciPy is slow to load

    deviation = abs(value - near) / 1.959964
    if deviation == 0:
        return 1.0
    return float(2 * ndtr(-abs(value - reference) / deviation))


def correlation_of(hours: ArrayLike, x: ArrayLike, y: ArrayLike) -> Range:
    """Return the correlation of two ratings given at the same moments (Fisher's z).

    The effective size is that of the product of the two standardised ratings. Needs n ≥ 8 and
    some spread in both.
    """
    a, b = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
    za, zb = (a - a.mean()) / a.std(), (b - b.mean()) / b.std()
    r = float(np.clip((za * zb).mean(), -0.999, 0.999))
    influence = za * zb - r * (za**2 + zb**2) / 2
    deviation = max(fit_series(hours, influence).deviation, 1e-9)
    size = float(np.clip((1 - r * r) ** 2 / deviation**2 + 3, 4.5, a.size))
    half = 1.96 / np.sqrt(size - 3)
    z = np.arctanh(r)
    low, high = np.tanh(z - half), np.tanh(z + half)
    return Range(
        value=r,
        low=float(low),
        high=float(high),
        n=a.size,
        effective=size,
        tail=normal_tail(float(z), float(z - half if z > 0 else z + half), 0.0),
    )


def hill_number(counts: ArrayLike, *, worth: float = 1.0, seed: int = 1) -> Range:
    """Return the Hill number ¹D = exp(entropy) of ways used, from their counts.

    "As if this many ways were used equally often." The entropy estimate is that of Chao, Wang and
    Jost (2013), which allows for ways not seen yet. Its standard error comes from resampling an
    assemblage that holds the seen ways, shrunk to their estimated coverage, and the likely
    number of unseen ones (Chao and Jost 2015); it is divided by √`worth`, the share of
    independent moments (0 < worth ≤ 1), and used as a t interval on the log scale.
    """
    from scipy.special import stdtrit  # noqa: PLC0415  SciPy is slow to load

    seen = np.asarray(counts, dtype=np.int64)
    seen = seen[seen > 0]
    n = int(seen.sum())
    centre = _entropy(seen)
    rng = np.random.default_rng(seed)
    again = rng.multinomial(n, _assemblage(seen), size=DRAWS)
    deviation = float(np.std([_entropy(row[row > 0]) for row in again])) / np.sqrt(worth)
    half = float(stdtrit(max(n * worth - 1, 1), 0.975)) * deviation
    return Range(
        value=float(np.exp(centre)),
        low=float(np.exp(max(0.0, centre - half))),
        high=float(np.exp(centre + half)),
        n=n,
        effective=n * worth,
    )


def _assemblage(seen: NDArray[np.int64]) -> Floats:
    """Return probabilities of the seen ways and of equally rare unseen ones."""
    n = int(seen.sum())
    ones, twos = int(np.sum(seen == 1)), int(np.sum(seen == 2))
    if ones == 0 or n < 2:
        return seen / n
    if twos > 0:
        rare = (n - 1) * ones / ((n - 1) * ones + 2 * twos)
        unseen = (n - 1) / n * ones**2 / (2 * twos)
    else:
        rare = (n - 1) * (ones - 1) / ((n - 1) * (ones - 1) + 2)
        unseen = (n - 1) / n * ones * (ones - 1) / 2
    missing = ones / n * rare
    if missing <= 0 or unseen <= 0:
        return seen / n
    p = seen / n
    shrink = missing / float(np.sum(p * (1 - p) ** n))
    known = p * (1 - np.minimum(1.0, shrink * (1 - p) ** n))
    count = int(np.ceil(unseen))
    whole = np.append(known, np.full(count, missing / count))
    out: Floats = whole / whole.sum()
    return out


def _entropy(seen: NDArray[np.int64]) -> float:
    """Entropy in nats from counts (n,), bias-corrected (Chao, Wang and Jost 2013, eq. 6)."""
    n = int(seen.sum())
    if n < 2 or seen.size < 2:
        return 0.0
    harmonic = np.concatenate([[0.0], np.cumsum(1 / np.arange(1, n))])
    total = float(np.sum(seen / n * (harmonic[n - 1] - harmonic[seen - 1])))
    ones, twos = int(np.sum(seen == 1)), int(np.sum(seen == 2))
    a = 2 * twos / ((n - 1) * ones + 2 * twos) if twos else 2 / ((n - 1) * (ones - 1) + 2)
    if ones == 0 or a >= 1:
        return total
    powers = np.arange(1, n)
    tail = -np.log(a) - float(np.sum((1 - a) ** powers / powers))
    if tail <= 0:
        return total
    # (1 - a)^(1 - n) is huge where the tail is tiny; their product is what is wanted.
    return total + ones / n * float(np.exp((1 - n) * np.log1p(-a) + np.log(tail)))
