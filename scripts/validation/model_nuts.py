"""Re-weighted draws against Hamiltonian Monte Carlo (NumPyro's NUTS) on the same density.

NumPyro walks over the very log density and gradient that the fit uses, handed over as a callback,
so that what differs is the method alone. Per person: means and quantiles of the parameters that
pass their gate, the ratio of standard deviations, and the time of both, warm against warm.

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


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One person to compare, and how long the chains are."""

    seed: int
    days: float
    chains: int
    warm_up: int
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Both answers for one person: rows of (name, error, allowed, SD ratio, quantile error)."""

    seed: int
    rows: tuple[tuple[str, float, float, float, float], ...]
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
    rows = tuple(row for row in _rows(fit, samples, sizes) if row[0] in shown)
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


def _rows(fit: Fit, samples: Floats, sizes: Floats) -> list[tuple[str, float, float, float, float]]:
    draws = fit.draws
    if draws is None:
        return []
    ours = to_natural(fit.layout, draws.z)
    theirs = to_natural(fit.layout, samples.reshape(-1, samples.shape[-1]))
    rows = []
    for i, name in enumerate(fit.layout.names):
        mean = float(draws.weight @ ours[:, i])
        spread = float(np.sqrt(draws.weight @ (ours[:, i] - mean) ** 2))
        sd = float(theirs[:, i].std())
        noise = np.sqrt(1.0 / max(float(sizes[i]), 1.0) + 1.0 / max(draws.effective, 1.0))
        quantiles = np.array(weighted_quantile(ours[:, i], draws.weight, LEVELS))
        wide = float(np.abs(quantiles - np.quantile(theirs[:, i], LEVELS)).max()) / sd
        rows.append(
            (name, (mean - float(theirs[:, i].mean())) / sd, 0.10 + 3.0 * noise, spread / sd, wide)
        )
    return rows


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
    for found in each(compare, tasks, jobs=args.jobs, warm=lambda: compare_warm(tasks[0])):
        table = np.array([row[1:] for row in found.rows])
        ratio = found.seconds_chains / found.seconds
        print(
            f"{found.seed:6d}  {np.abs(table[:, 0]).max():.2f} of {table[:, 1].max():.2f}"
            f" {table[:, 2].min():6.2f}-{table[:, 2].max():.2f} {table[:, 3].max():10.2f}"
            f" {found.seconds_chains:11.1f} {found.seconds:7.3f} {ratio:6.0f}"
            f" {found.effective_chains / found.seconds_chains:6.1f}; {len(found.rows)} parameters,"
            f" effective {found.effective:.0f} and {found.effective_chains:.0f},"
            f" divergent {found.divergent}"
        )
        for name, error, allowed, sd_ratio, wide in found.rows:
            if abs(error) > allowed or not 0.9 <= sd_ratio <= 1.1 or wide > 0.15:
                broken.append(f"{found.seed} {name}: {error:+.2f}, {sd_ratio:.2f}, {wide:.2f}")
        if ratio < 200.0:
            broken.append(f"{found.seed}: {ratio:.0f} times faster")
    if broken:
        raise SystemExit("; ".join(broken))


if __name__ == "__main__":
    main(tuple(sys.argv[1:]))
