"""Excursion effects, continuous and yes-or-no."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy.stats import t as student

from leeward.study.emee import emee
from leeward.study.wcls import Table, table, wcls
from leeward.util.errors import InputError

Array = NDArray[np.float64]


def columns(path: Path) -> dict[str, Array]:
    """The numeric columns of a CSV file."""
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return {name: np.array([float(row[name]) for row in rows]) for name in rows[0]}


def fixture(vectors: Path, outcome: str) -> Table:
    """The committed simulated study with chances that change and times without availability."""
    c = columns(vectors / "study_mrt.csv")
    return table(
        person=c["person"],
        y=c[outcome],
        treated=c["treated"] == 1,
        chance=c["chance"],
        controls=c["before"],
        moderators=c["evening"],
        available=c["available"] == 1,
        numerator=0.5,
    )


def by_the_book(data: Table) -> tuple[Array, Array, Array]:
    """α and β, their SE and p by whole n × n matrices, straight from the published formulae."""
    k = len(data.y)
    tilde, a = data.numerator, data.treated.astype(float)
    w = data.available * (tilde / data.chance) ** a * ((1 - tilde) / (1 - data.chance)) ** (1 - a)
    x = np.hstack([data.controls, ((a - tilde) * data.moderators.T).T])
    theta = np.linalg.lstsq(np.sqrt(w)[:, None] * x, np.sqrt(w) * data.y, rcond=None)[0]
    bread = np.linalg.inv(sum(w[i] * np.outer(x[i], x[i]) for i in range(k)))
    meat = np.zeros_like(bread)
    for who in np.unique(data.person[data.available]):
        rows = np.flatnonzero(data.person == who)
        xi, wi = x[rows], np.diag(w[rows])
        hat = xi @ bread @ xi.T @ wi
        mended = np.linalg.inv(np.eye(len(rows)) - hat) @ (data.y[rows] - xi @ theta)
        half = xi.T @ wi @ mended
        meat += np.outer(half, half)
    se = np.sqrt(np.diag(bread @ meat @ bread))
    people = len(np.unique(data.person[data.available]))
    p = 2 * student.sf(np.abs(theta / se), people - x.shape[1])
    return theta, se, p


def test_agrees_with_the_book_on_the_committed_study(vectors: Path) -> None:
    """Effects, standard errors and p-values equal a slow second computation to 1e-9."""
    data = fixture(vectors, "score")
    ours = wcls(data)
    theta, se, p = by_the_book(data)
    assert np.concatenate([ours.alpha, ours.beta]) == pytest.approx(theta, abs=1e-9)
    assert ours.se == pytest.approx(se[2:], abs=1e-9)
    assert ours.p == pytest.approx(p[2:], abs=1e-9)


def test_log_ratio_agrees_with_the_book(vectors: Path) -> None:
    """The solution zeroes the published equations; SEs equal whole matrices with a numeric slope."""
    data = fixture(vectors, "met")
    ours = emee(data)
    theta = np.concatenate([ours.alpha, ours.beta])
    keep = data.available
    y, person, g, f = data.y[keep], data.person[keep], data.controls[keep], data.moderators[keep]
    a, tilde, chance = data.treated[keep].astype(float), 0.5, data.chance[keep]
    w = np.where(a == 1, tilde / chance, (1 - tilde) / (1 - chance))

    def score(at: Array) -> Array:
        effect = a * (f @ at[2:])
        residual = np.exp(-effect) * y - np.exp(g @ at[:2])
        return np.asarray(np.hstack([g, ((a - tilde) * f.T).T]).T @ (w * residual))

    assert score(theta) == pytest.approx(np.zeros(4), abs=1e-6)
    step = 1e-6 * np.eye(4)
    slope = np.column_stack([(score(theta + s) - score(theta - s)) / 2e-6 for s in step])
    bread = np.linalg.inv(-slope)
    meat = np.zeros((4, 4))
    for who in np.unique(person):
        rows = person == who
        gi, fi, ai = g[rows], f[rows], a[rows]
        mean = np.exp(gi @ theta[:2] + ai * (fi @ theta[2:]))
        scaled = (
            np.hstack([gi, ((ai - tilde) * fi.T).T]).T * (w[rows] * np.exp(-ai * (fi @ theta[2:])))
        ).T
        hat = (mean * np.hstack([gi, (ai * fi.T).T]).T).T @ bread @ scaled.T
        half = scaled.T @ np.linalg.inv(np.eye(len(mean)) - hat) @ (y[rows] - mean)
        meat += np.outer(half, half)
    se = np.sqrt(np.diag(bread @ meat @ bread.T))
    assert ours.se == pytest.approx(se[2:], abs=1e-6)


def test_committed_answers_stay(vectors: Path) -> None:
    """The committed answers of both estimators for the committed study are met to 1e-9."""
    answers = json.loads((vectors / "study_mrt.json").read_text(encoding="utf-8"))
    for found, stored in (
        (wcls(fixture(vectors, "score")), answers["wcls"]),
        (emee(fixture(vectors, "met")), answers["emee"]),
    ):
        assert list(found.beta) == pytest.approx(stored["beta"], abs=1e-9)
        assert list(found.se) == pytest.approx(stored["se"], abs=1e-9)
        assert list(found.p) == pytest.approx(stored["p"], abs=1e-9)
        assert found.df == stored["df"]


@pytest.mark.data
def test_equals_the_public_reference(shared_data: Callable[[str], Path]) -> None:
    """HeartSteps-like data: effect .15745, SE .06222, .0310 to .2839, p .0162, 34 df."""
    c = columns(shared_data("mrt-mimicheartsteps/data_mimicHeartSteps.csv"))
    found = wcls(
        table(
            person=c["userid"],
            y=c["logstep_30min"],
            treated=c["intervention"] == 1,
            chance=c["rand_prob"],
            controls=c["logstep_pre30min"],
            available=c["avail"] == 1,
        )
    )
    assert found.beta[0] == pytest.approx(0.15745, abs=1e-5)
    assert found.se[0] == pytest.approx(0.06222, abs=1e-5)
    assert [round(float(v), 4) for v in (found.low[0], found.high[0])] == [0.0310, 0.2839]
    assert round(float(found.p[0]), 4) == 0.0162
    assert found.df == 34


def simulated(people: int, points: int, seed: int, *, binary: bool = False) -> tuple[Table, float]:
    """A study whose mean model is wrong on purpose; the true marginal effect comes with it."""
    rng = np.random.default_rng(seed)
    n = people * points
    person = np.repeat(np.arange(people), points)
    x = rng.normal(0, 1, n) + np.repeat(rng.normal(0, 0.7, people), points)
    chance = 0.2 + 0.5 / (1 + np.exp(-x))
    treated = rng.random(n) < chance
    own = np.repeat(rng.normal(0, 0.5, people), points)
    if binary:
        base = 0.15 + 0.1 * (x > 0)
        y = (rng.random(n) < base * np.where(treated, 1.5, 1.0)).astype(float)
        effect = float(np.log(1.5))
    else:
        y = np.sin(2 * x) + x**2 + own + 0.4 * treated + rng.normal(0, 1, n)
        effect = 0.4
    return table(person=person, y=y, treated=treated, chance=chance, controls=x), effect


def test_intervals_cover_though_the_mean_is_wrong() -> None:
    """300 studies of 25 persons with chances that follow the control: .91 to .98 cover."""
    hits = []
    for seed in range(300):
        data, effect = simulated(25, 20, seed)
        found = wcls(data)
        hits.append(bool(found.low[0] <= effect <= found.high[0]))
    assert 0.91 <= np.mean(hits) <= 0.98


def test_log_ratio_is_recovered() -> None:
    """200 yes-or-no studies: mean estimate within 3 SE of the truth, coverage .90 to .99."""
    found = [emee(simulated(30, 30, seed, binary=True)[0]) for seed in range(200)]
    truth = float(np.log(1.5))
    betas = np.array([one.beta[0] for one in found])
    assert abs(betas.mean() - truth) < 3 * betas.std() / np.sqrt(200)
    assert 0.90 <= np.mean([one.low[0] <= truth <= one.high[0] for one in found]) <= 0.99


def test_without_columns_the_ratio_is_that_of_the_arms() -> None:
    """At one constant chance and no covariates exp(β) is the ratio of the two rates, exactly."""
    rng = np.random.default_rng(4)
    treated = rng.random(400) < 0.4
    y = (rng.random(400) < np.where(treated, 0.5, 0.3)).astype(float)
    found = emee(table(person=np.arange(400) // 10, y=y, treated=treated, chance=np.full(400, 0.4)))
    assert np.exp(found.beta[0]) == pytest.approx(y[treated].mean() / y[~treated].mean(), abs=1e-8)


def test_without_columns_the_effect_is_the_difference_of_the_arms() -> None:
    """At one constant chance and no covariates β is the difference of the two means, exactly."""
    rng = np.random.default_rng(6)
    treated = rng.random(300) < 0.5
    y = rng.normal(0, 1, 300) + treated
    found = wcls(table(person=np.arange(300) // 10, y=y, treated=treated, chance=np.full(300, 0.5)))
    assert found.beta[0] == pytest.approx(y[treated].mean() - y[~treated].mean(), abs=1e-10)


def test_what_is_not_available_is_not_looked_at() -> None:
    """Rows without availability may hold anything, even nothing."""
    data, _ = simulated(12, 10, 3)
    available = np.arange(len(data.y)) % 4 > 0
    spoilt = np.where(available, data.y, np.nan)
    results = [
        wcls(
            table(
                person=data.person,
                y=y,
                treated=data.treated,
                chance=data.chance,
                controls=data.controls[:, 1],
                available=available,
            )
        ).beta[0]
        for y in (data.y, spoilt)
    ]
    assert results[0] == results[1]


def test_bad_tables_are_refused_in_words() -> None:
    """Lengths, chances, gaps, twins, too few persons and empty arms each have their message."""
    data, _ = simulated(6, 8, 1, binary=True)
    given: dict[str, Any] = {
        "person": data.person,
        "y": data.y,
        "treated": data.treated,
        "chance": data.chance,
    }
    with pytest.raises(InputError, match="differ in length"):
        table(**{**given, "y": data.y[:-1]})
    with pytest.raises(InputError, match="chance must lie"):
        table(**{**given, "chance": np.ones(len(data.y))})
    with pytest.raises(InputError, match="missing at an available"):
        table(**{**given, "y": np.full(len(data.y), np.nan)})
    with pytest.raises(InputError, match="No decision point"):
        table(**given, available=np.zeros(len(data.y), dtype=bool))
    twins = np.column_stack([data.controls[:, 1], data.controls[:, 1]])
    for method in (wcls, emee):
        with pytest.raises(InputError, match="same thing"):
            method(table(**given, controls=twins))
        with pytest.raises(InputError, match="too few"):
            method(table(**{**given, "person": np.ones(len(data.y))}))
    with pytest.raises(InputError, match="0 or 1"):
        emee(table(**{**given, "y": data.y + 0.5}))
    with pytest.raises(InputError, match="never has the outcome"):
        emee(table(**{**given, "y": np.where(data.treated, 0.0, data.y)}))
