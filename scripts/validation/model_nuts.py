"""Re-weighted draws against Hamiltonian Monte Carlo (NumPyro's NUTS) on the same density.

NumPyro walks over the very log density and gradient that the fit uses, handed over as a callback,
so that what differs is the method alone. Per person: means and quantiles of the parameters that
pass their gate, the ratio of standard deviations, and the time of both, warm against warm. Means
and quantiles are allowed their bound and three combined Monte-Carlo errors on top; the second
table says how many quantiles lie within the bound without that allowance, and how large the
differences are in units of their own errors.

Needs the optional group `validate` (NumPyro and JAX).

    python scripts/validation/model_nuts.py --people 8 --jobs 8
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import numpy as np
from scripts.validation._many import add_jobs, each
from scripts.validation.people_without_cycle import DESIGN_TRIGGERS, person

from leeward.model.data import Data, Floats
from leeward.model.draws import weighted_quantile
from leeward.model.fit import Fit, fit_person
from leeward.model.likelihood import Target, target_for
from leeward.model.params import to_natural
from leeward.model.simulate import Design, simulate
from leeward.model.summary import summarise

LEVELS = (0.05, 0.95)
MEAN_BOUND, QUANTILE_BOUND, ERRORS = 0.10, 0.15, 3.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One person to compare, and how long the chains are."""

    seed: int
    days: float
    chains: int
    warm_up: int
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One parameter, in standard deviations of the chains.

    `error` is the difference of means and `allowed` its bound; `quantiles` are the differences at
    5 and 95 % and `noise` their combined Monte-Carlo errors.
    """

    name: str
    error: float
    allowed: float
    sd_ratio: float
    quantiles: tuple[float, ...]
    noise: tuple[float, ...]

    @property
    def wide(self) -> float:
        """Largest difference of a quantile."""
        return max(abs(q) for q in self.quantiles)

    @property
    def holds(self) -> bool:
        """Say whether every bound holds, Monte-Carlo errors allowed for."""
        return (
            abs(self.error) <= self.allowed
            and 0.9 <= self.sd_ratio <= 1.1
            and all(
                abs(q) <= QUANTILE_BOUND + ERRORS * e
                for q, e in zip(self.quantiles, self.noise, strict=True)
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both answers for one person."""

    seed: int
    rows: tuple[Row, ...]
    seconds: float
    seconds_chains: float
    effective: float
    effective_chains: float
    divergent: int


def compare_warm(task: Task) -> None:
    """Compile what the model needs."""
    data = simulate(person(task.seed, cycle=True), Design(days=10.0), task.seed).data
    summarise(fit_person(data), data)


def chains(target: Target, start: Floats, task: Task) -> tuple[Floats, Floats, float, int]:
    """Run NUTS from `start`; samples (chains, n, dim), effective sizes, seconds, divergences."""
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    jax: Any = importlib.import_module("jax")
    jax.config.update("jax_enable_x64", True)
    jnp: Any = importlib.import_module("jax.numpy")
    infer: Any = importlib.import_module("numpyro.infer")
    diagnostics: Any = importlib.import_module("numpyro.diagnostics")
    size = start.size
    shapes = (
        jax.ShapeDtypeStruct((), jnp.float64),
        jax.ShapeDtypeStruct((size,), jnp.float64),
    )

    def both(z: Any) -> tuple[Floats, Floats]:
        value, gradient = target.with_gradient(np.asarray(z, dtype=np.float64))
        return np.asarray(-value if np.isfinite(value) else 1e10), -gradient

    @jax.custom_vjp  # type: ignore[untyped-decorator]  # JAX carries no types here
    def potential(z: Any) -> Any:
        return jax.pure_callback(both, shapes, z)[0]

    def forward(z: Any) -> tuple[Any, Any]:
        value, gradient = jax.pure_callback(both, shapes, z)
        return value, gradient

    def backward(gradient: Any, slope: Any) -> tuple[Any]:
        return (slope * gradient,)

    potential.defvjp(forward, backward)
    kernel = infer.NUTS(potential_fn=potential, max_tree_depth=8)
    found, seconds, divergent = [], 0.0, 0
    for chain in range(task.chains):
        rng = np.random.default_rng([task.seed, chain])
        mcmc = infer.MCMC(
            kernel, num_warmup=task.warm_up, num_samples=task.samples, progress_bar=False
        )
        begin = jnp.asarray(start + 0.1 * rng.normal(size=size))
        key = jax.random.PRNGKey(1000 * task.seed + chain)
        if chain == 0:
            # Compiling is not counted: warm against warm.
            infer.MCMC(kernel, num_warmup=2, num_samples=2, progress_bar=False).run(
                key, init_params=begin
            )
        started = time.perf_counter()
        mcmc.run(key, init_params=begin, extra_fields=("diverging",))
        found.append(np.asarray(mcmc.get_samples()))
        seconds += time.perf_counter() - started
        divergent += int(np.asarray(mcmc.get_extra_fields()["diverging"]).sum())
    samples = np.stack(found)
    return samples, np.asarray(diagnostics.effective_sample_size(samples)), seconds, divergent


def compare(task: Task) -> Compared:
    """Fit one person both ways."""
    data = simulate(
        person(task.seed, cycle=True), Design(days=task.days, triggers=DESIGN_TRIGGERS), task.seed
    ).data
    fit = fit_person(data, draws=4096)
    if fit.draws is None:
        raise SystemExit("the fit has no draws to compare")
    seconds = warm_seconds(data)
    target = target_for(data, fit.features, layout=fit.layout)
    samples, sizes, seconds_chains, divergent = chains(target, fit.z, task)
    shown = {q.name for q in summarise(fit, data).parameters if q.shown}
    rows = tuple(row for row in _rows(fit, samples, sizes) if row.name in shown)
    return Compared(
        seed=task.seed,
        rows=rows,
        seconds=seconds,
        seconds_chains=seconds_chains,
        effective=fit.draws.effective,
        effective_chains=float(sizes.min()),
        divergent=divergent,
    )


def warm_seconds(data: Data) -> float:
    """Least time of three fits with the draws a person gets, in this process."""
    times = []
    for _ in range(3):
        started = time.perf_counter()
        fit_person(data)
        times.append(time.perf_counter() - started)
    return min(times)


def slope_at(x: Floats, weight: Floats, level: float) -> float:
    """How fast the quantile of weighted x (draws,) rises with its level there."""
    low, high = weighted_quantile(x, weight, (level - 0.02, level + 0.02))
    return (high - low) / 0.04


def quantile_noise(x: Floats, weight: Floats, level: float) -> float:
    """Monte-Carlo error of a quantile of weighted draws x (draws,): that of the share below it."""
    (at,) = weighted_quantile(x, weight, (level,))
    share = float(np.sqrt(np.sum((weight * ((x <= at) - level)) ** 2)))
    return share * slope_at(x, weight, level)


def chain_quantile_noise(samples: Floats, level: float) -> float:
    """Monte-Carlo error of a quantile of chains (chains, n): by the effective size below it."""
    diagnostics: Any = importlib.import_module("numpyro.diagnostics")
    flat = samples.reshape(-1)
    below = (samples <= np.quantile(flat, level)).astype(np.float64)
    size = max(float(diagnostics.effective_sample_size(below)), 1.0)
    even = np.full(flat.size, 1.0 / flat.size)
    return float(np.sqrt(level * (1.0 - level) / size)) * slope_at(flat, even, level)


def _rows(fit: Fit, samples: Floats, sizes: Floats) -> list[Row]:
    draws = fit.draws
    if draws is None:
        return []
    ours = to_natural(fit.layout, draws.z)
    theirs = to_natural(fit.layout, samples.reshape(-1, samples.shape[-1]))
    rows = []
    for i, name in enumerate(fit.layout.names):
        x, y = ours[:, i], theirs[:, i]
        mean = float(draws.weight @ x)
        spread = float(np.sqrt(draws.weight @ (x - mean) ** 2))
        sd = float(y.std())
        noise = np.sqrt(1.0 / max(float(sizes[i]), 1.0) + 1.0 / max(draws.effective, 1.0))
        found = weighted_quantile(x, draws.weight, LEVELS)
        errors = [
            np.hypot(
                quantile_noise(x, draws.weight, level),
                chain_quantile_noise(y.reshape(samples.shape[:2]), level),
            )
            for level in LEVELS
        ]
        rows.append(
            Row(
                name=name,
                error=(mean - float(y.mean())) / sd,
                allowed=MEAN_BOUND + ERRORS * noise,
                sd_ratio=spread / sd,
                quantiles=tuple(
                    (q - float(np.quantile(y, level))) / sd
                    for q, level in zip(found, LEVELS, strict=True)
                ),
                noise=tuple(float(e) / sd for e in errors),
            )
        )
    return rows


def quantile_table(found: list[Compared]) -> list[str]:
    """How many quantiles lie within the bound, and how they compare with their own errors."""
    rows = [row for one in found for row in one.rows]
    off = np.abs([q for row in rows for q in row.quantiles])
    noise = np.array([e for row in rows for e in row.noise])
    return [
        (
            f"{len(rows)} parameters; both quantiles within {QUANTILE_BOUND} SD in "
            f"{sum(row.wide <= QUANTILE_BOUND for row in rows)}"
        ),
        (
            f"Monte-Carlo error of a difference: {np.median(noise):.3f} SD in the middle, "
            f"{noise.max():.3f} at most"
        ),
        (
            f"differences in errors: root mean square {np.sqrt(np.mean((off / noise) ** 2)):.2f}, "
            f"{np.mean(off > 2.0 * noise):.3f} beyond 2, largest {np.max(off / noise):.1f}"
        ),
    ]


def main(arguments: tuple[str, ...] = ()) -> None:
    """Print every person's largest differences; complain where a bound is broken."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--days", type=float, default=125.0)
    parser.add_argument("--chains", type=int, default=4)
    parser.add_argument("--warm-up", type=int, default=600)
    parser.add_argument("--samples", type=int, default=1500)
    add_jobs(parser)
    args = parser.parse_args(arguments)
    if importlib.util.find_spec("numpyro") is None:
        print("not run: NumPyro is not installed (uv sync --group validate)")
        return
    tasks = [
        Task(
            seed=700 + s,
            days=args.days,
            chains=args.chains,
            warm_up=args.warm_up,
            samples=args.samples,
        )
        for s in range(args.people)
    ]
    broken: list[str] = []
    print("person  mean, SD     SD ratio     quantile, SD   NUTS s  ours s  times  effective/s")
    # JAX must not be there before processes part, so the model alone is compiled first.
    everybody: list[Compared] = []
    for found in each(compare, tasks, jobs=args.jobs, warm=lambda: compare_warm(tasks[0])):
        everybody.append(found)
        ratio = found.seconds_chains / found.seconds
        print(
            f"{found.seed:6d}  {max(abs(r.error) for r in found.rows):.2f} of "
            f"{max(r.allowed for r in found.rows):.2f} {min(r.sd_ratio for r in found.rows):6.2f}-"
            f"{max(r.sd_ratio for r in found.rows):.2f} {max(r.wide for r in found.rows):10.2f}"
            f" {found.seconds_chains:11.1f} {found.seconds:7.3f} {ratio:6.0f}"
            f" {found.effective_chains / found.seconds_chains:6.1f}; {len(found.rows)} parameters,"
            f" effective {found.effective:.0f} and {found.effective_chains:.0f},"
            f" divergent {found.divergent}",
            flush=True,
        )
        broken += [
            f"{found.seed} {r.name}: {r.error:+.2f}, {r.sd_ratio:.2f}, {r.wide:.2f}"
            for r in found.rows
            if not r.holds
        ]
        if ratio < 200.0:
            broken.append(f"{found.seed}: {ratio:.0f} times faster")
    print("\n".join(quantile_table(everybody)))
    if broken:
        raise SystemExit("; ".join(broken))


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
