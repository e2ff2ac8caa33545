"""Draws from a posterior: a heavy-tailed proposal at the mode, re-weighted to the true density.

The proposal is a multivariate t on scrambled Sobol points (Joe & Kuo 2008; Matousek 1998). It has
7 degrees of freedom up to 14 parameters and half their number beyond: in many dimensions the
radius of a t with 7 spreads far wider than any posterior, and most draws would be wasted. Along
each axis the two halves have widths of their own, read off the density a step and a half from the
mode (split t: Geweke 1989). Its weights are smoothed by a fitted generalised Pareto tail (Vehtari
et al. 2024) whose shape k-hat says whether they can be trusted.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

import numpy as np

from leeward.model.data import Floats, Ints
from leeward.model.quantile import normal_quantile

LEAST_DEGREES: Final = 7
MOST_ROUNDS: Final = 4
SHRINK: Final = 20.0
REFINED_FROM: Final = 2048
LOOK_AT: Final = 1.5
TINY: Final = 1e-12
NARROWEST, WIDEST = 0.5, 3.0
SEED: Final = 20_261_101
BITS: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Draws:
    """Weighted draws on the working scale: `z` (draws, n), `weight` (draws,) summing to 1.

    `k_hat` is the tail shape of the raw weights, `k_limit` what is acceptable for this many
    draws, `effective` the effective number of draws; `log_ratio` the raw log weights. `log_rate`
    is the log of the time-average uncapped rate per hour at risk of each draw.
    """

    z: Floats
    weight: Floats
    log_density: Floats
    log_ratio: Floats
    log_rate: Floats
    k_hat: float
    k_limit: float
    effective: float

    @property
    def trusted(self) -> bool:
        """Say whether the weights may be believed."""
        return self.k_hat <= self.k_limit


def k_limit(draws: int) -> float:
    """Largest acceptable k-hat for this many draws: min(1 - 1/log10 S, 0.7)."""
    return min(1.0 - 1.0 / math.log10(max(draws, 11)), 0.7)


@cache
def _directions() -> tuple[tuple[int, ...], ...]:
    """Read polynomials and initial numbers of Joe & Kuo (new-joe-kuo-6), one dimension a row."""
    text = resources.files("leeward.model").joinpath("sobol.txt").read_text(encoding="ascii")
    rows = [line for line in text.splitlines() if line and not line.startswith("#")]
    return tuple(tuple(int(x) for x in row.split()) for row in rows)


def sobol(count: int, dimensions: int, seed: int = SEED) -> Floats:
    """Scrambled Sobol points in (0, 1), shape (count, dimensions); `count` a power of two.

    Dimensions beyond the table are filled with plain random numbers.
    """
    rng = np.random.Generator(np.random.PCG64(seed))
    table = _directions()
    index = np.arange(count, dtype=np.int64)
    gray = index ^ (index >> 1)
    out = np.empty((count, dimensions))
    for j in range(dimensions):
        if j >= len(table):
            out[:, j] = rng.random(count)
            continue
        v = _scrambled(_direction_numbers(table[j]), rng)
        x = np.full(count, int(rng.integers(0, 1 << BITS)), dtype=np.int64)
        for bit in range(max(count - 1, 1).bit_length()):
            x ^= np.where((gray >> bit) & 1, v[bit], 0)
        out[:, j] = (x + 0.5) / (1 << BITS)
    return out


def _direction_numbers(row: tuple[int, ...]) -> list[int]:
    polynomial, *first = row
    degree = max(polynomial.bit_length() - 1, 1)
    if polynomial == 1:
        return [1 << (BITS - 1 - i) for i in range(BITS)]
    m = list(first)
    for i in range(degree, BITS):
        new = m[i - degree] ^ (m[i - degree] << degree)
        for k in range(1, degree):
            if (polynomial >> (degree - k)) & 1:
                new ^= m[i - k] << k
        m.append(new)
    return [m[i] << (BITS - 1 - i) for i in range(BITS)]


def _scrambled(numbers: list[int], rng: np.random.Generator) -> list[int]:
    """Multiply by a random lower-triangular bit matrix: uniformity stays, patterns go."""
    rows = [
        (1 << (BITS - 1 - r)) | (int(rng.integers(0, 1 << r)) << (BITS - r) if r else 0)
        for r in range(BITS)
    ]
    return [
        sum(((row & v).bit_count() & 1) << (BITS - 1 - r) for r, row in enumerate(rows))
        for v in numbers
    ]


@cache
def _base(count: int, dimensions: int, seed: int, degrees: int) -> tuple[Floats, Floats]:
    """Standard t draws (count, dimensions) and their log density, made once per shape."""
    normal = normal_quantile(sobol(count, dimensions, seed))
    rng = np.random.Generator(np.random.PCG64(seed + 1))
    z = normal * np.sqrt(degrees / rng.chisquare(degrees, count))[:, None]
    n = dimensions
    constant = (
        math.lgamma((degrees + n) / 2)
        - math.lgamma(degrees / 2)
        - 0.5 * n * math.log(degrees * math.pi)
    )
    return z, constant - 0.5 * (degrees + n) * np.log1p((z**2).sum(axis=1) / degrees)


def draw_posterior(
    log_densities: Callable[[Floats], tuple[Floats, Floats]],
    mode: Floats,
    values: Floats,
    vectors: Floats,
    *,
    count: int = 512,
) -> Draws:
    """Draw and re-weight.

    `log_densities` maps (draws, n) to log densities and log rates, both (draws,); the proposal has
    centre `mode` and precision with eigenvalues `values` (n,) and eigenvectors `vectors` (n, n).
    Where k-hat is too high, up to three more rounds start from the mean and covariance that the
    last one found (adaptive importance sampling, Bugallo et al. 2017). Many draws always take a
    second round, as the first tells enough of the covariance to be worth it; the best counts.
    """
    centre, root = mode, vectors / np.sqrt(values)
    above, below = _half_widths(log_densities, mode, root)
    degrees = max(LEAST_DEGREES, mode.size // 2)
    draws: Draws | None = None
    for attempt in range(MOST_ROUNDS):
        base, log_q = _base(count, mode.size, SEED + 10 * attempt, degrees)
        width = np.where(base > 0.0, above, below)
        z = centre + (base * width) @ root.T
        log_p, log_rate = log_densities(z)
        log_q = log_q - np.log(width).sum(axis=1) - float(np.linalg.slogdet(root)[1])
        latest = reweighted(z, log_p, log_p - log_q, log_rate)
        draws = latest if draws is None or _better(latest, draws) else draws
        settled = draws.trusted and (attempt > 0 or count < REFINED_FROM)
        if settled or not math.isfinite(latest.k_hat):
            break
        centre, root = _found(latest, root)
        above = below = np.ones(mode.size)
        degrees = max(LEAST_DEGREES, 3 * mode.size // 4)
    if draws is None:
        raise ValueError("at least one round of draws is needed")
    return draws


def _better(one: Draws, other: Draws) -> bool:
    """Say whether `one` is the better round: trusted, then worth more draws, else lower in k-hat."""
    if one.trusted and other.trusted:
        return one.effective > other.effective
    return one.k_hat < other.k_hat


def _found(draws: Draws, root: Floats) -> tuple[Floats, Floats]:
    """Mean (n,) and a root (n, n) of the covariance of weighted draws.

    There are n variances along the columns of the last `root`, and n (n + 1) / 2 numbers in all:
    the fewer effective draws there are for each, the less of what was found is believed.
    """
    n = draws.z.shape[1]
    centre = draws.weight @ draws.z
    away = draws.z - centre
    along = draws.weight @ np.linalg.solve(root, away.T).T ** 2
    scaled = root * np.sqrt((along * draws.effective + SHRINK) / (draws.effective + SHRINK))
    share = draws.effective / (draws.effective + n * (n + 1) / 2)
    mixed = share * (away.T @ (away * draws.weight[:, None])) + (1.0 - share) * (scaled @ scaled.T)
    spread, axes = np.linalg.eigh(mixed)
    return centre, axes * np.sqrt(np.maximum(spread, TINY * spread[-1]))


def _half_widths(
    log_densities: Callable[[Floats], tuple[Floats, Floats]],
    mode: Floats,
    root: Floats,
) -> tuple[Floats, Floats]:
    """Widths (n,) above and below the mode along each column of `root`, in lengths of it.

    A normal density falls by LOOK_AT^2/2 at LOOK_AT standard deviations; one that falls less is
    wider on that side.
    """
    step = LOOK_AT * root.T
    found, _ = log_densities(np.concatenate([mode[None, :], mode + step, mode - step]))
    fall = np.maximum(found[0] - found[1:], 1e-3)
    width = np.clip(LOOK_AT / np.sqrt(2.0 * fall), NARROWEST, WIDEST)
    width = np.where(np.isfinite(width), width, 1.0)
    return width[: mode.size], width[mode.size :]


def reweighted(z: Floats, log_density: Floats, log_ratio: Floats, log_rate: Floats) -> Draws:
    """Turn raw log weights into smoothed ones with their diagnostic."""
    smooth, k = smooth_weights(log_ratio)
    top = float(smooth.max(initial=-math.inf))
    if math.isfinite(k) and math.isfinite(top):
        weight = np.exp(smooth - top)
    else:
        weight = np.ones_like(smooth)
    weight /= weight.sum()
    return Draws(
        z=z,
        weight=weight,
        log_density=log_density,
        log_ratio=log_ratio,
        log_rate=log_rate,
        k_hat=k,
        k_limit=k_limit(z.shape[0]),
        effective=float(1.0 / np.sum(weight**2)),
    )


def smooth_weights(log_ratio: Floats) -> tuple[Floats, float]:
    """Replace the largest weights by quantiles of a fitted Pareto tail; also return k-hat.

    The tail holds min(S/5, 3 sqrt S) weights. Weights of draws outside the support are 0.
    """
    out = np.where(np.isfinite(log_ratio), log_ratio, -np.inf)
    top = float(out.max(initial=-np.inf))
    if not math.isfinite(top):
        return np.zeros_like(out), math.inf
    out = out - top
    size = out.size
    tail = int(min(size / 5.0, 3.0 * math.sqrt(size)))
    order = np.argsort(out, kind="stable")
    inner, cut = order[-tail:], out[order[-tail - 1]]
    excess = np.exp(out[inner]) - math.exp(cut)
    if tail < 5 or excess[-1] - excess[0] < 1e-12:
        return out, 0.0 if excess[-1] < 1e-12 else math.inf
    k, sigma = _pareto(excess)
    p = (np.arange(tail) + 0.5) / tail
    quantile = sigma * np.expm1(-k * np.log1p(-p)) / k if abs(k) > 1e-9 else -sigma * np.log1p(-p)
    out[inner] = np.minimum(np.log(quantile + math.exp(cut)), 0.0)
    return out, k


def _pareto(x: Floats) -> tuple[float, float]:
    """Shape and scale of a generalised Pareto tail, sorted excesses x (Zhang & Stephens 2009)."""
    x = np.maximum(x, 1e-300)
    n = x.size
    grid = 30 + int(math.sqrt(n))
    quartile = x[int(n / 4 + 0.5) - 1]
    theta = 1.0 / x[-1] + (1.0 - np.sqrt(grid / (np.arange(1, grid + 1) - 0.5))) / (3.0 * quartile)
    # A candidate of exactly zero is the exponential limit; its neighbours speak for it.
    theta = np.where(np.abs(theta) < 1e-300, 1e-300, theta)
    k = np.mean(np.log1p(-theta[:, None] * x[None, :]), axis=1)
    profile = n * (np.log(-theta / k) - k - 1.0)
    weight = np.exp(profile - profile.max())
    best = float((theta * weight).sum() / weight.sum())
    shape = float(np.mean(np.log1p(-best * x)))
    sigma = -shape / best
    # A weak prior towards 1/2 steadies short tails.
    return (shape * n + 5.0) / (n + 10.0), sigma


def weighted_quantile(x: Floats, weight: Floats, levels: tuple[float, ...]) -> tuple[float, ...]:
    """Quantiles of weighted values x (draws,), linear between mid-ranks; NaN draws are left out."""
    keep = np.isfinite(x) & (weight > 0.0)
    if not keep.any():
        return tuple(math.nan for _ in levels)
    order = np.argsort(x[keep], kind="stable")
    values, w = x[keep][order], weight[keep][order]
    rank = (np.cumsum(w) - 0.5 * w) / w.sum()
    return tuple(float(v) for v in np.interp(levels, rank, values))


def resample(draws: Draws, count: int, seed: int = SEED) -> Ints:
    """Indices of `count` equally weighted draws (systematic resampling)."""
    start = np.random.Generator(np.random.PCG64(seed)).random()
    at = (np.arange(count) + start) / count
    found: Ints = np.searchsorted(np.cumsum(draws.weight), at * draws.weight.sum()).astype(np.int64)
    return np.minimum(found, draws.weight.size - 1)
