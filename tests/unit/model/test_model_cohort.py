"""The population fit: EM against direct maximisation, held parameters, files, processes."""

from __future__ import annotations

import hashlib
import hmac
import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, cast

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.stats import norm

from leeward.model import cohort
from leeward.model.cohort import Ask, CohortPrior, Member, Summary
from leeward.model.data import Data, Floats
from leeward.model.layout import PLAIN
from leeward.model.params import DEFAULT, Params
from leeward.model.simulate import Design, simulate


@dataclass(frozen=True, slots=True, kw_only=True)
class Linear:
    """A stand-in person whose likelihood is exactly normal: values and their variances."""

    y: tuple[float, ...]
    variance: tuple[float, ...]

    def load(self) -> Data:
        """A stand-in has no log."""
        raise AssertionError("a stand-in is never asked for its log")


KEYS = ("mu0", "rho", "alpha_H")


def linear_summary(ask: Ask) -> Summary:
    """The exact summary of a stand-in under the prior it is asked with."""
    source = ask.member.source
    assert isinstance(source, Linear)
    y, precision = np.array(source.y), 1.0 / np.array(source.variance)
    prior = [ask.priors[k] for k in KEYS]
    centre = np.array([p.centre for p in prior])
    weight = 1.0 / np.array([p.spread for p in prior]) ** 2
    mode = (precision * y + weight * centre) / (precision + weight)
    return Summary(
        names=KEYS,
        keys=KEYS,
        mode=mode,
        curvature=np.diag(precision),
        slope=precision * (y - mode),
        learned=(True, True, True),
        converged=True,
    )


def linear_people(count: int, seed: int = 1) -> list[Member]:
    """Stand-ins: mu0 well measured, rho fairly, alpha_H hardly at all."""
    rng = np.random.default_rng(seed)
    out = []
    for _ in range(count):
        x = float(rng.standard_normal())
        u = np.array([4.5 + 0.4 * x, 1.2, 1.0]) + np.array([0.9, 0.7, 0.3]) * rng.normal(size=3)
        variance = np.array([0.1, 0.4, 4.0]) * rng.uniform(0.5, 1.5, 3)
        y = u + np.sqrt(variance) * rng.normal(size=3)
        source = Linear(y=tuple(float(v) for v in y), variance=tuple(float(v) for v in variance))
        out.append(Member(source=source, covariates=(x,)))
    return out


def direct(members: list[Member], j: int) -> Floats:
    """Constant, effect and log SD by maximising the marginal likelihood."""
    sources = [m.source for m in members if isinstance(m.source, Linear)]
    y = np.array([s.y[j] for s in sources])
    v = np.array([s.variance[j] for s in sources])
    x = np.array([m.covariates[0] for m in members])

    def minus(p: Floats) -> float:
        spread = np.sqrt(np.exp(2.0 * p[2]) + v)
        return -float(np.sum(norm.logpdf(y, p[0] + p[1] * x, spread)))

    return np.asarray(minimize(minus, np.array([y.mean(), 0.0, 0.0]), tol=1e-10).x)


@pytest.fixture(scope="module")
def fitted() -> tuple[list[Member], CohortPrior]:
    """Two hundred stand-ins and their population."""
    members = linear_people(200)
    found = cohort.fit_cohort(members, names=("anxiety",), ask=linear_summary, sweeps=12)
    return members, found


@pytest.mark.parametrize(("key", "j"), [("mu0", 0), ("rho", 1)])
def test_em_reaches_the_marginal_maximum(
    fitted: tuple[list[Member], CohortPrior], key: str, j: int
) -> None:
    """On exactly normal people EM ends where direct maximisation of the marginal ends."""
    members, found = fitted
    entry, best = found.entries[key], direct(members, j)
    np.testing.assert_allclose(entry.weights, best[:2], atol=0.01)
    assert entry.spread == pytest.approx(float(np.exp(best[2])), rel=0.02)
    assert not entry.held


def test_standard_errors_are_those_of_the_marginal(
    fitted: tuple[list[Member], CohortPrior],
) -> None:
    """Errors of the weights equal those of weighted least squares at the fitted SD."""
    members, found = fitted
    entry = found.entries["rho"]
    v = np.array([m.source.variance[1] for m in members if isinstance(m.source, Linear)])
    x = np.array([[1.0, *m.covariates] for m in members])
    information = (x.T / (entry.spread**2 + v)) @ x
    expected = np.sqrt(np.diag(np.linalg.inv(information)))
    np.testing.assert_allclose(entry.errors, expected, rtol=0.02)


def test_what_people_cannot_tell_is_held(fitted: tuple[list[Member], CohortPrior]) -> None:
    """A parameter with little contraction keeps its prior exactly, and the result says so."""
    _, found = fitted
    entry = found.entries["alpha_H"]
    assert entry.held
    assert entry.contraction < 0.4
    assert entry.weights == (DEFAULT.table["alpha_H"].centre, 0.0)
    assert entry.spread == DEFAULT.table["alpha_H"].spread
    for_person = cohort.priors_for(found, (0.5,))
    assert for_person.table["alpha_H"] == DEFAULT.table["alpha_H"]
    mu0 = found.entries["mu0"].weights
    assert for_person.table["mu0"].centre == pytest.approx(mu0[0] + 0.5 * mu0[1])


def test_any_map_will_do(fitted: tuple[list[Member], CohortPrior]) -> None:
    """An executor's map gives the same numbers to the last bit."""
    members, found = fitted
    with ThreadPoolExecutor(2) as pool:
        again = cohort.fit_cohort(
            members, names=("anxiety",), ask=linear_summary, sweeps=12, mapper=pool.map
        )
    assert again == found


def test_progress_is_told() -> None:
    """The tick counts people within each sweep."""
    seen: list[tuple[int, int]] = []
    cohort.fit_cohort(
        linear_people(12), names=("anxiety",), ask=linear_summary, sweeps=2,
        tick=lambda sweep, person: seen.append((sweep, person)),
    )  # fmt: skip
    assert seen == [(s, p) for s in range(2) for p in range(1, 13)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulated:
    """A person simulated inside the process that asks."""

    seed: int
    anxiety: float

    def load(self) -> Data:
        """Simulate forty days."""
        rng = np.random.default_rng([self.seed, 3])
        truth = Params.of(
            {
                "mu0": 4.5 + 0.8 * self.anxiety + 0.6 * float(rng.standard_normal()),
                "h_x": 4.0, "s_x": 1.4, "tau": 0.9, "h_r": 1.5, "omega": 0.5, "h_b": 14.0,
                "rho": 1.0 + 0.4 * float(rng.standard_normal()), "h_delta": 6.0,
                "beta_work": 1.2, "beta_rejection": 1.4, "alpha_0": -0.9, "alpha_D": 0.1,
                "alpha_H": 1.0,
            }
        )  # fmt: skip
        return simulate(truth, Design(days=40.0), self.seed).data


@pytest.mark.slow
def test_a_simulated_population_is_recovered() -> None:
    """With the real fit, means, the covariate's effect and SDs of 40 people are near the truth."""
    rng = np.random.default_rng(5)
    members = []
    for seed in range(40):
        x = float(rng.standard_normal())
        members.append(Member(source=Simulated(seed=seed, anxiety=x), covariates=(x,)))
    found = cohort.fit_cohort(members, names=("anxiety",), features=PLAIN, sweeps=3)
    level, relief = found.entries["mu0"], found.entries["rho"]
    for entry, weights in ((level, (4.5, 0.8)), (relief, (1.0, 0.0))):
        z = (np.array(entry.weights) - weights) / np.array(entry.errors)
        assert np.all(np.abs(z) < 3.0)
    assert level.spread == pytest.approx(0.6, rel=0.35)
    assert relief.spread == pytest.approx(0.4, rel=0.5)
    assert found.entries["alpha_H"].held


def test_a_summary_holds_no_log() -> None:
    """What leaves a person's process has no array as long as the log."""
    member = Member(source=Simulated(seed=1, anxiety=0.0))
    summary = cohort.summarise(Ask(member=member, priors=DEFAULT.table, features=PLAIN))
    n = len(summary.names)
    assert n < member.source.load().rating_t.size
    sizes = {np.size(v) for v in (summary.mode, summary.slope, summary.keys, summary.learned)}
    assert sizes == {n}
    assert summary.curvature.shape == (n, n)


def signer(key: bytes) -> tuple[Callable[[bytes], bytes], Callable[[bytes, bytes], bool]]:
    """A signature stand-in for tests."""

    def sign(body: bytes) -> bytes:
        return hmac.digest(key, body, hashlib.sha256)

    return sign, lambda body, signature: hmac.compare_digest(sign(body), signature)


def test_prior_file_round_trip(fitted: tuple[list[Member], CohortPrior]) -> None:
    """A written file reads back equal; one changed byte or another key is refused."""
    _, found = fitted
    sign, verify = signer(b"one")
    blob = cohort.to_bytes(found, sign)
    assert cohort.from_bytes(blob, verify) == found
    at = blob.index(b"people")
    for bad in (blob[:at] + b"P" + blob[at + 1 :], b"{}", b"", b"[1]", b'{"body": 1}'):
        with pytest.raises(cohort.CohortError):
            cohort.from_bytes(bad, verify)
    with pytest.raises(cohort.CohortError):
        cohort.from_bytes(blob, signer(b"two")[1])


def test_files_of_another_engine_are_refused(fitted: tuple[list[Member], CohortPrior]) -> None:
    """A prior learned by another engine version is not used silently."""
    sign, verify = signer(b"one")
    other = cohort.to_bytes(replace(fitted[1], engine="0"), sign)
    with pytest.raises(cohort.CohortError):
        cohort.from_bytes(other, verify)


def test_misuse_gets_a_message(fitted: tuple[list[Member], CohortPrior]) -> None:
    """Too few people, covariates that do not line up, another base: refused with a reason."""
    members, found = fitted
    with pytest.raises(cohort.CohortError):
        cohort.fit_cohort(members[:5], names=("anxiety",), ask=linear_summary)
    with pytest.raises(cohort.CohortError):
        cohort.fit_cohort(members, names=(), ask=linear_summary)
    uneven = [*members, replace(members[0], covariates=())]
    with pytest.raises(cohort.CohortError):
        cohort.fit_cohort(uneven, names=("anxiety",), ask=linear_summary)
    with pytest.raises(cohort.CohortError):
        cohort.priors_for(found, ())
    with pytest.raises(cohort.CohortError):
        cohort.priors_for(found, (0.0,), DEFAULT.changed("another"))


def test_trigger_classes_share_a_key() -> None:
    """Every trigger of a class speaks for the class; unknown names are refused."""
    classes = {"work": "stress", "row": "threat"}
    assert cohort.prior_key("beta_work", classes, DEFAULT.table) == "beta_stress_class*"
    assert cohort.prior_key("beta_row", classes, DEFAULT.table) == "beta_threat_class*"
    assert cohort.prior_key("alpha_row", classes, DEFAULT.table) == "alpha_class*"
    assert cohort.prior_key("drho_solo", classes, DEFAULT.table) == "drho_*"
    assert cohort.prior_key("mu0", classes, DEFAULT.table) == "mu0"
    with pytest.raises(cohort.CohortError):
        cohort.prior_key("xyz", classes, DEFAULT.table)


def test_processes_map_in_order_and_leave_no_trace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fresh processes answer in order; the environment is as before."""
    monkeypatch.setenv("OPENBLAS_NUM_THREADS", "7")
    with cohort.processes(2) as mapper:
        assert os.environ["OPENBLAS_NUM_THREADS"] == "1"
        assert list(cast("Any", mapper)(abs, [-3, 2, -1])) == [3, 2, 1]
    assert os.environ["OPENBLAS_NUM_THREADS"] == "7"


def test_a_dozen_people_do_not_make_a_narrow_prior() -> None:
    """Priors from twelve people cover people not seen, and none is narrower than two thirds."""
    covered, seen = 0, 0
    for seed in range(40):
        found = cohort.fit_cohort(
            linear_people(12, seed), names=("anxiety",), ask=linear_summary, sweeps=12
        )
        rng = np.random.default_rng([seed, 1])
        x = float(rng.standard_normal())
        truth = np.array([4.5 + 0.4 * x, 1.2]) + np.array([0.9, 0.7]) * rng.normal(size=2)
        table = cohort.priors_for(found, (x,)).table
        for key, u in zip(KEYS, truth, strict=False):
            assert table[key].spread > 0.66 * DEFAULT.table[key].spread
            covered += abs(u - table[key].centre) < 1.645 * table[key].spread
            seen += 1
    assert 0.85 < covered / seen <= 1.0


def test_many_people_make_a_prior_as_wide_as_they_differ() -> None:
    """With hundreds of people the prior for somebody new has the population's SD."""
    found = cohort.fit_cohort(linear_people(600), names=("anxiety",), ask=linear_summary, sweeps=12)
    for key in ("mu0", "rho"):
        entry = found.entries[key]
        assert entry.width == pytest.approx(entry.spread, rel=0.04)
        assert cohort.priors_for(found, (0.0,)).table[key].spread >= entry.width


def test_what_has_not_settled_stays_at_the_starting_prior() -> None:
    """Stopped before it settled, a cohort says so and narrows nothing."""
    found = cohort.fit_cohort(linear_people(12), names=("anxiety",), ask=linear_summary, sweeps=1)
    assert not found.converged
    assert all(entry.held for entry in found.entries.values())
    assert cohort.priors_for(found, (1.0,)).table == DEFAULT.table


def _lost(ask: Ask, share: float) -> Summary:
    """A summary that found no mode, and says nonsense, for a share of the people."""
    summary = linear_summary(ask)
    if ask.seed % 20 >= 20 * share:
        return summary
    return replace(summary, converged=False, mode=summary.mode + 100.0)


def test_a_fit_without_a_mode_teaches_nothing() -> None:
    """A tenth of the people without a mode are left out; a half is refused."""
    members = linear_people(200)
    whole = cohort.fit_cohort(members, names=("anxiety",), ask=linear_summary, sweeps=8)
    found = cohort.fit_cohort(members, names=("anxiety",), ask=lambda a: _lost(a, 0.1), sweeps=8)
    assert found.entries["mu0"].people == 180
    assert found.entries["mu0"].weights[0] == pytest.approx(
        whole.entries["mu0"].weights[0], abs=0.1
    )
    with pytest.raises(cohort.CohortError, match="did not settle"):
        cohort.fit_cohort(members, names=("anxiety",), ask=lambda a: _lost(a, 0.5), sweeps=8)


def test_inverses_count_no_eigenvalue_below_the_floor() -> None:
    """Ordinary matrices are inverted as they are; in bent ones small eigenvalues count as .2."""
    rng = np.random.default_rng(3)
    half = rng.normal(size=(6, 5, 5))
    many = half @ np.swapaxes(half, 1, 2) + 0.5 * np.eye(5)
    many[2] -= 2.0 * np.eye(5)
    found = cohort._inverses(many)
    values, vectors = np.linalg.eigh(many)
    expected = (vectors / np.maximum(values, 0.2)[:, None, :]) @ np.swapaxes(vectors, 1, 2)
    np.testing.assert_allclose(found, expected, atol=1e-9)
    np.testing.assert_allclose(cohort._inverses(many[:2]), np.linalg.inv(many[:2]), atol=1e-12)
