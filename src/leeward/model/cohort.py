"""Many people, one population: empirical Bayes by EM over Laplace summaries.

Each person's parameters are drawn from a population, on the scale u of the priors (natural, or
the logarithm for what is positive):

    u_ij ~ N(w_k' x_i, s_k^2),   k the prior key of parameter j (all triggers of a class share one)

with covariates x_i (attachment anxiety and avoidance, say). A sweep asks every person, where
their log is, for a summary: mode, curvature and nothing else. Near the mode their likelihood is
g (u - u^) - (u - u^)' L (u - u^) / 2, so between two sweeps EM runs on the summaries alone:

    E: A = L + S^-1,  mean = u^ + A^-1 (g - S^-1 (u^ - W x)),  V = A^-1
    M: w_k by least squares of the means on x,  s_k^2 = mean of (mean - w_k' x)^2 + V_jj

Modes are not means: with logs of half-lives the difference is a third of an SD. In the second
sweep every person adds two corrections from re-weighted draws, mean minus mode and true over
Laplace variance, which the E-step then carries along.

Parameters whose median contraction is below .4 have little to say about a population: modes and
even re-weighted moments drift for them. Their prior is held as it was, and the result says so.

Sources: Dempster, Laird & Rubin (1977) JRSS B 39, 1-38; Lindley & Smith (1972) JRSS B 34, 1-41;
Laplace summaries: Stiratelli, Laird & Ware (1984) Biometrics 40, 961-971.
"""

from __future__ import annotations

import json
import math
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any, Final, Protocol

import numpy as np

from leeward.model.beginning import starting_point
from leeward.model.data import CLASS_NAMES, Data, Floats
from leeward.model.draws import smooth_weights
from leeward.model.engine import ENGINE, PRIOR_FORMAT
from leeward.model.fit import Fit, fit_target
from leeward.model.grid import COARSE, MIDDLE
from leeward.model.layout import Features, layout_for
from leeward.model.likelihood import Target, target_for
from leeward.model.optimise import FLOOR
from leeward.model.params import DEFAULT, Layout, Prior, PriorSet
from leeward.model.pool import pooled
from leeward.util.errors import LeewardError

HELD_BELOW: Final = 0.4
LEAST_PEOPLE: Final = 10
PAIRS: Final = 48
_DEGREES: Final = 7
LEAST_SPREAD: Final = 0.1
# The starting prior counts as so many people when the SD for somebody new is made.
BASE_PEOPLE: Final = 10.0
# Steps of EM on the summaries: few people settle slowly, and cost little.
INNER_WORK: Final = 60_000
MOST_INNER: Final = 600
MOST_UNSETTLED: Final = 0.25
LEARNABLE: Final = frozenset({"normal", "log"})


class CohortError(LeewardError):
    """The cohort is too small or a prior file cannot be used."""


class Source(Protocol):
    """Where one person's log can be read; called only in that person's process."""

    def load(self) -> Data:
        """Read the log."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One person of a cohort: where the log is, and the covariates (p,), without the constant."""

    source: Source
    covariates: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """All that leaves a person's process.

    `names` and `keys` (n,) are parameters and their prior keys; `mode` (n,) is on the scale u
    (working scale for parameters that are not learned); `curvature` (n, n) is that of the
    likelihood there, `slope` (n,) its gradient. `learned` (n,) says which parameters have a
    normal prior on u. `shift` (n,) is posterior mean minus mode and `inflation` (n,) the ratio of
    true to Laplace variance, from re-weighted draws; None where no draws were asked for.
    """

    names: tuple[str, ...]
    keys: tuple[str, ...]
    mode: Floats
    curvature: Floats
    slope: Floats
    learned: tuple[bool, ...]
    converged: bool
    shift: Floats | None = None
    inflation: Floats | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One parameter of the population.

    `weights` (1 + p,): constant and covariate effects on the scale u, with standard errors
    `errors`; `spread` the population SD; `held` whether it stands at the starting prior (people say
    too little, or EM did not settle); `contraction` the median over people; `people` how many have
    it. `width` is the SD a prior for somebody new takes: few people cannot narrow it far, since an
    SD learned from a dozen is as often far too small as too large.
    """

    family: str
    unit: str
    weights: tuple[float, ...]
    errors: tuple[float, ...]
    spread: float
    width: float
    held: bool
    contraction: float
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CohortPrior:
    """What a cohort says about a person not seen yet."""

    entries: Mapping[str, Entry]
    covariates: tuple[str, ...]
    people: int
    sweeps: int
    converged: bool
    base: str
    engine: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What a person's process is asked: fit under these priors, starting there.

    `renew` asks for a fresh curvature, `pairs` for that many pairs of re-weighted draws, made
    from `seed`.
    """

    member: Member
    priors: Mapping[str, Prior]
    features: Features
    start: Floats | None = None
    curvature: Floats | None = None
    renew: bool = True
    pairs: int = 0
    seed: int = 0


Mapper = Callable[[Callable[[Ask], Summary], Iterable[Ask]], Iterable[Summary]]


def prior_key(name: str, classes: Mapping[str, str], table: Mapping[str, Prior]) -> str:
    """The key under which a prior table speaks of parameter `name`."""
    if name in table:
        return name
    stem, _, trigger = name.partition("_")
    if trigger in classes and stem == "beta":
        return f"beta_{classes[trigger]}_class*"
    if trigger in classes and stem == "alpha":
        return "alpha_class*"
    for length in range(len(name), 0, -1):
        if name[:length] + "*" in table:
            return name[:length] + "*"
    raise CohortError(f"No prior speaks of the parameter {name}.")


def _scales(layout: Layout) -> tuple[Floats, Floats, tuple[bool, ...]]:
    """Centre and spread that turn the working scale into u; (0, 1) where it is left alone."""
    learned = tuple(p.family in LEARNABLE for p in layout.priors)
    centre = np.array([p.centre if k else 0.0 for p, k in zip(layout.priors, learned, strict=True)])
    spread = np.array([p.spread if k else 1.0 for p, k in zip(layout.priors, learned, strict=True)])
    return centre, spread, learned


def summarise(ask: Ask) -> Summary:
    """Fit one person and return the summary; runs where the log is."""
    data = pooled(ask.member.source.load())
    priors = PriorSet(name="cohort", table=ask.priors)
    layout = layout_for(data, ask.features, priors)
    target = target_for(data, ask.features, priors, layout=layout, resolution=MIDDLE)
    centre, spread, learned = _scales(layout)
    flags = np.array(learned, dtype=np.float64)
    start = starting_point(data, layout)
    precision = None
    if ask.start is not None and ask.curvature is not None:
        start = (ask.start - centre) / spread
        precision = ask.curvature * np.outer(spread, spread) + np.diag(flags)
    coarse = None
    if ask.start is None:
        coarse = target_for(data, ask.features, priors, layout=layout, resolution=COARSE)
    fit = fit_target(
        target,
        start=start,
        precision=None if ask.renew else precision,
        draws=0,
        coarse=coarse,
    )
    classes = {
        name: CLASS_NAMES[c] for name, c in zip(data.trigger_names, data.trigger_class, strict=True)
    }
    shift, inflation = _corrections(target, fit, ask) if ask.pairs else (None, None)
    return Summary(
        names=layout.names,
        keys=tuple(prior_key(name, classes, ask.priors) for name in layout.names),
        mode=centre + spread * fit.z,
        curvature=(fit.precision - np.diag(flags)) / np.outer(spread, spread),
        slope=flags * fit.z / spread,
        learned=learned,
        converged=fit.converged,
        shift=None if shift is None else spread * shift,
        inflation=inflation,
    )


def _corrections(target: Target, fit: Fit, ask: Ask) -> tuple[Floats, Floats]:
    """Mean minus mode, and variance over Laplace variance, from antithetic re-weighted draws.

    Every person has a seed of their own: with common points the errors would not average out.
    """
    rng = np.random.default_rng([20_261_122, ask.seed])
    n = fit.z.size
    base = rng.standard_normal((ask.pairs, n))
    base *= np.sqrt(_DEGREES / rng.chisquare(_DEGREES, ask.pairs))[:, None]
    base = np.concatenate([base, -base])
    log_q = -0.5 * (_DEGREES + n) * np.log1p((base**2).sum(axis=1) / _DEGREES)
    z = (base / np.sqrt(fit.values)) @ fit.vectors.T
    log_p, _ = target.log_densities(fit.z + z)
    smooth, shape = smooth_weights(log_p - log_q)
    if not math.isfinite(shape):
        return np.zeros(n), np.ones(n)
    weight = np.exp(smooth - smooth.max())
    weight /= weight.sum()
    mean = weight @ z
    variance = weight @ (z - mean) ** 2 / (1.0 - float(weight @ weight))
    return mean, variance / np.diag(fit.covariance)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stack:
    """People who share one layout, as arrays: mode (m, n), curvature (m, n, n), slope (m, n)."""

    people: tuple[int, ...]
    keys: tuple[str, ...]
    learned: Floats
    mode: Floats
    curvature: Floats
    slope: Floats
    shift: Floats
    inflation: Floats


def _stacks(summaries: Sequence[Summary]) -> list[_Stack]:
    groups: dict[tuple[tuple[str, ...], tuple[bool, ...]], list[int]] = {}
    for i, summary in enumerate(summaries):
        # Where no mode was found, mode and curvature mean nothing: such a person says nothing.
        if not summary.converged:
            continue
        groups.setdefault((summary.keys, summary.learned), []).append(i)
    return [
        _Stack(
            people=tuple(index),
            keys=keys,
            learned=np.array(learned, dtype=np.float64),
            mode=np.stack([summaries[i].mode for i in index]),
            curvature=np.stack([summaries[i].curvature for i in index]),
            slope=np.stack([summaries[i].slope for i in index]),
            shift=np.stack([_or(summaries[i].shift, 0.0, len(keys)) for i in index]),
            # Single ratios are noisy; their average over people is not.
            inflation=np.mean([_or(summaries[i].inflation, 1.0, len(keys)) for i in index], axis=0),
        )
        for (keys, learned), index in groups.items()
    ]


def _or(found: Floats | None, other: float, size: int) -> Floats:
    return np.full(size, other) if found is None else found


def _design(members: Sequence[Member]) -> Floats:
    rows = [(1.0, *member.covariates) for member in members]
    if len({len(row) for row in rows}) > 1:
        raise CohortError("Every person needs the same number of covariates.")
    return np.array(rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Moments:
    """Posterior moments gathered by key: person, mean, variance, contraction."""

    person: dict[str, list[int]]
    mean: dict[str, list[float]]
    variance: dict[str, list[float]]


def _inverses(many: Floats) -> Floats:
    """Inverses of symmetric matrices (m, n, n), no eigenvalue counted below the floor."""
    lowered = many - FLOOR * np.eye(many.shape[1])
    try:
        np.linalg.cholesky(lowered)
        steady = np.ones(len(many), dtype=np.bool_)
    except np.linalg.LinAlgError:
        steady = np.array([_positive(one) for one in lowered])
    out = np.empty_like(many)
    # Eigenvalues cost several times an inverse, and hardly anybody needs them.
    out[steady] = np.linalg.inv(many[steady])
    values, vectors = np.linalg.eigh(many[~steady])
    out[~steady] = np.einsum("mij,mj,mkj->mik", vectors, 1.0 / np.maximum(values, FLOOR), vectors)
    return out


def _positive(one: Floats) -> bool:
    try:
        np.linalg.cholesky(one)
    except np.linalg.LinAlgError:
        return False
    return True


def _expect(
    stacks: Sequence[_Stack],
    design: Floats,
    weights: Mapping[str, Floats],
    spread: Mapping[str, float],
) -> tuple[_Moments, list[Floats]]:
    """E-step: moments by key, and the posterior modes per stack, shape (m, n)."""
    moments = _Moments(person={}, mean={}, variance={})
    means = []
    for stack in stacks:
        at = design[list(stack.people)]
        centre = np.stack([at @ weights[k] for k in stack.keys], axis=1)
        inverse = stack.learned / np.array([spread[k] for k in stack.keys]) ** 2
        # Scaled by the prior SD, so that the floor on eigenvalues means a share of the prior.
        scale = np.where(stack.learned > 0, 1.0 / np.sqrt(np.maximum(inverse, 1e-300)), 1.0)
        a = (stack.curvature + np.eye(inverse.size) * inverse) * scale[:, None] * scale
        inside = _inverses(0.5 * (a + np.swapaxes(a, 1, 2)))
        pull = (stack.slope - inverse * (stack.mode - centre)) * scale
        mean = stack.mode + scale * np.einsum("mij,mj->mi", inside, pull)
        variance = scale**2 * np.einsum("mii->mi", inside)
        means.append(mean)
        for j, key in enumerate(stack.keys):
            if stack.learned[j] > 0:
                moments.person.setdefault(key, []).extend(stack.people)
                moments.mean.setdefault(key, []).extend(mean[:, j] + stack.shift[:, j])
                moments.variance.setdefault(key, []).extend(variance[:, j] * stack.inflation[j])
    return moments, means


def _maximise(moments: _Moments, design: Floats, key: str, least: float) -> tuple[Floats, float]:
    """M-step for one key: least squares and the population SD, not below `least`."""
    x = design[moments.person[key]]
    mean, variance = np.array(moments.mean[key]), np.array(moments.variance[key])
    w = np.asarray(np.linalg.lstsq(x, mean, rcond=None)[0], dtype=np.float64)
    square = float(np.mean((mean - x @ w) ** 2 + variance))
    return w, max(math.sqrt(square), least)


def _errors(moments: _Moments, design: Floats, key: str, spread: float) -> Floats:
    """Standard errors of the weights: each person counts with spread^2 + own variance.

    The person's own variance is what the posterior's exceeds the prior's precision by.
    """
    x = design[moments.person[key]]
    own = 1.0 / np.maximum(1.0 / np.array(moments.variance[key]) - 1.0 / spread**2, 1e-9)
    information = (x.T / (spread**2 + own)) @ x
    return np.sqrt(np.diag(np.linalg.pinv(information)))


def fit_cohort(
    members: Sequence[Member],
    *,
    names: tuple[str, ...] = (),
    base: PriorSet = DEFAULT,
    features: Features | None = None,
    mapper: Mapper = map,
    ask: Callable[[Ask], Summary] = summarise,
    sweeps: int = 5,
    tolerance: float = 0.1,
    tick: Callable[[int, int], None] | None = None,
) -> CohortPrior:
    """EM for the population that `members` come from.

    Args:
        members: the people, each with a source that only their own process reads.
        names: names of the covariates, in the order of `Member.covariates`.
        base: the prior to start from and to hold on to where people say little.
        features: switches of the model; fixed for all, so that layouts agree.
        mapper: anything like `map`: built in, of an executor of processes, of Dask.
        ask: what runs in a person's process; the default fits the coping-cycle model.
        sweeps: most sweeps over the people.
        tolerance: a sweep that moves no weight by more than this many standard errors ends it.
        tick: called with (sweep, people seen) for a progress line.

    Raises:
        CohortError: fewer than ten people, covariates that do not line up, or a quarter of the
            fits without a mode.
    """
    if len(members) < LEAST_PEOPLE:
        raise CohortError(
            f"{len(members)} people are too few for a population; {LEAST_PEOPLE} are the least."
        )
    design = _design(members)
    if design.shape[1] != len(names) + 1:
        raise CohortError(f"{len(names)} names for {design.shape[1] - 1} covariates.")
    chosen = features or Features()
    table = dict(base.table)
    weights = {k: np.array([p.centre, *([0.0] * len(names))]) for k, p in table.items()}
    spread = {k: p.spread for k, p in table.items()}
    held: dict[str, bool] = {}
    contraction: dict[str, float] = {}
    summaries: list[Summary] = []
    means: list[Floats | None] = [None] * len(members)
    converged, sweep = False, 0
    moments = _Moments(person={}, mean={}, variance={})
    while sweep < sweeps and not converged:
        asks = _asks(members, design, table, weights, spread, chosen, summaries, means, sweep)
        earlier, summaries = summaries, []
        for i, summary in enumerate(mapper(ask, asks)):
            kept = summary.shift is None and bool(earlier)
            summaries.append(_with_shift(summary, earlier[i]) if kept else summary)
            if tick is not None:
                tick(sweep, i + 1)
        sweep += 1
        _refuse_unsettled(summaries)
        stacks = _stacks(summaries)
        if not held:
            moments, _ = _expect(stacks, design, weights, spread)
            for key, values in moments.variance.items():
                contraction[key] = 1.0 - float(np.median(values)) / spread[key] ** 2
                held[key] = contraction[key] < HELD_BELOW
        before = {k: w.copy() for k, w in weights.items()}
        moments, posterior = _inner(stacks, design, weights, spread, held, table)
        for stack, mean in zip(stacks, posterior, strict=True):
            for row, person in enumerate(stack.people):
                means[person] = mean[row]
        moved = {
            k: float(
                np.max(np.abs(weights[k] - before[k]) / _errors(moments, design, k, spread[k]))
            )
            for k, stays in held.items()
            if not stays and k in moments.person
        }
        # The second sweep brings the corrections, so two are the least.
        converged = sweep > 1 and max(moved.values(), default=0.0) < tolerance
    for key, by in moved.items():
        if sweep < 2 or not by < tolerance:
            held[key] = True
            weights[key] = np.array([table[key].centre, *([0.0] * len(names))])
            spread[key] = table[key].spread
    entries = {
        key: Entry(
            family=table[key].family,
            unit=table[key].unit,
            weights=tuple(float(v) for v in weights[key]),
            errors=tuple(float(v) for v in _errors(moments, design, key, spread[key]))
            if not stays
            else (0.0,) * design.shape[1],
            spread=float(spread[key]),
            width=_width(moments, key, float(spread[key]), table[key].spread, held=stays),
            held=stays,
            contraction=contraction[key],
            people=len(set(moments.person.get(key, ()))),
        )
        for key, stays in held.items()
    }
    return CohortPrior(
        entries=entries,
        covariates=names,
        people=len(members),
        sweeps=sweep,
        converged=converged,
        base=base.name,
        engine=ENGINE,
    )


def _refuse_unsettled(summaries: Sequence[Summary]) -> None:
    """Raise where so many fits found no mode that the rest would be a selection."""
    lost = sum(not s.converged for s in summaries)
    if lost > MOST_UNSETTLED * len(summaries) or len(summaries) - lost < LEAST_PEOPLE:
        raise CohortError(
            f"{lost} of {len(summaries)} fits did not settle. The others would not stand for all, "
            "so nothing was learned; look at their diaries first."
        )


def _width(moments: _Moments, key: str, spread: float, base: float, *, held: bool) -> float:
    """SD for somebody new: the population's, pulled to the starting prior where people are few.

    Each person counts by how well the log tells them from the others.
    """
    if held:
        return base
    own = 1.0 / np.maximum(1.0 / np.array(moments.variance[key]) - 1.0 / spread**2, 1e-9)
    count = float(np.sum(spread**2 / (spread**2 + own)))
    return math.sqrt((count * spread**2 + BASE_PEOPLE * base**2) / (count + BASE_PEOPLE))


def _with_shift(summary: Summary, earlier: Summary) -> Summary:
    return replace(summary, shift=earlier.shift, inflation=earlier.inflation)


def _asks(
    members: Sequence[Member],
    design: Floats,
    table: Mapping[str, Prior],
    weights: Mapping[str, Floats],
    spread: Mapping[str, float],
    features: Features,
    summaries: Sequence[Summary],
    means: Sequence[Floats | None],
    sweep: int,
) -> Iterator[Ask]:
    """One question per person, under the prior that the population gives them."""
    for i, member in enumerate(members):
        priors = {
            key: replace(prior, centre=float(design[i] @ weights[key]), spread=spread[key])
            if prior.family in LEARNABLE
            else prior
            for key, prior in table.items()
        }
        warm = bool(summaries) and summaries[i].converged
        yield Ask(
            member=member,
            priors=priors,
            features=features,
            start=means[i] if warm else None,
            curvature=summaries[i].curvature if warm else None,
            # One fresh curvature near the final prior; then only the modes move.
            renew=sweep <= 1 or not warm,
            pairs=PAIRS if sweep == 1 else 0,
            seed=i,
        )


def _inner(
    stacks: Sequence[_Stack],
    design: Floats,
    weights: dict[str, Floats],
    spread: dict[str, float],
    held: Mapping[str, bool],
    table: Mapping[str, Prior],
) -> tuple[_Moments, list[Floats]]:
    """EM on the summaries alone, changing `weights` and `spread` in place."""
    moments, means = _expect(stacks, design, weights, spread)
    for _ in range(min(INNER_WORK // design.shape[0], MOST_INNER)):
        change = 0.0
        for key, stays in held.items():
            if stays or key not in moments.person:
                continue
            w, s = _maximise(moments, design, key, LEAST_SPREAD * table[key].spread)
            change = max(change, float(np.max(np.abs(w - weights[key]))) / spread[key])
            change = max(change, abs(math.log(s / spread[key])))
            weights[key], spread[key] = w, s
        moments, means = _expect(stacks, design, weights, spread)
        if change < 1e-3:
            break
    return moments, means


def priors_for(
    cohort: CohortPrior, covariates: Sequence[float], base: PriorSet = DEFAULT
) -> PriorSet:
    """The prior set for a person with these covariates; held and unseen parameters keep `base`.

    Raises:
        CohortError: the wrong number of covariates, or another base than the cohort's.
    """
    if len(covariates) != len(cohort.covariates):
        raise CohortError(
            f"This cohort knows {len(cohort.covariates)} covariates: {', '.join(cohort.covariates)}."
        )
    if base.name != cohort.base:
        raise CohortError(f"This cohort builds on the prior set {cohort.base}, not {base.name}.")
    x = np.array([1.0, *covariates])
    learned = {
        key: replace(
            base.table[key],
            centre=float(x @ np.array(entry.weights)),
            # What is not known of the centre is as good as spread.
            spread=math.hypot(entry.width, *(x * np.array(entry.errors)).tolist()),
        )
        for key, entry in cohort.entries.items()
        if not entry.held
    }
    return PriorSet(name="cohort", table={**base.table, **learned})


def to_bytes(cohort: CohortPrior, sign: Callable[[bytes], bytes]) -> bytes:
    """The prior file: canonical JSON and a signature over exactly those bytes.

    `sign` takes the body and returns the signature; keys stay with the caller.
    """
    body = json.dumps(
        {"format": PRIOR_FORMAT, **asdict(cohort)},
        sort_keys=True,
        separators=(",", ":"),
        allow_nan=False,
    )
    envelope = {"body": body, "signature": sign(body.encode()).hex()}
    return (json.dumps(envelope, sort_keys=True) + "\n").encode()


def from_bytes(blob: bytes, verify: Callable[[bytes, bytes], bool]) -> CohortPrior:
    """Read a prior file; `verify` takes body and signature and says whether they belong together.

    Raises:
        CohortError: not such a file, another format or engine, or a signature that does not fit.
    """
    try:
        envelope = json.loads(blob)
        body, signature = envelope["body"].encode(), bytes.fromhex(envelope["signature"])
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CohortError("This is not a cohort prior file.") from error
    if not verify(body, signature):
        raise CohortError("The signature of this prior file does not fit; it was not loaded.")
    return _parsed(json.loads(body))


def _parsed(found: dict[str, Any]) -> CohortPrior:
    if found.pop("format", None) != PRIOR_FORMAT or found.get("engine") != ENGINE:
        raise CohortError("This prior file was made by another version and cannot be used here.")
    entries = {
        key: Entry(**{**e, "weights": tuple(e["weights"]), "errors": tuple(e["errors"])})
        for key, e in found.pop("entries").items()
    }
    return CohortPrior(**{**found, "entries": entries, "covariates": tuple(found["covariates"])})


_THREADS: Final = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")


@contextmanager
def processes(workers: int) -> Iterator[Mapper]:
    """A mapper over fresh processes of this machine, one thread each.

    Threads of linear algebra inside every process would only wait for each other.
    """
    before = {name: os.environ.get(name) for name in _THREADS}
    os.environ.update(dict.fromkeys(_THREADS, "1"))
    try:
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(max_workers=workers, mp_context=context) as pool:
            yield partial(pool.map, chunksize=4)
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
