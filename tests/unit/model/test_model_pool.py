"""Rare triggers, kinds and ways share an effect, and each is still answered for."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from leeward.model.api import check, fit_person, summarise, under_sceptical_prior, what_if
from leeward.model.data import Data
from leeward.model.layout import Features, layout_for
from leeward.model.likelihood import target_for
from leeward.model.params import Params, draw_prior
from leeward.model.pool import POOL_BELOW, pooled, together
from leeward.model.records import Summary
from leeward.model.simulate import Design, TriggerDesign, simulate
from leeward.model.what_if import Scenario

NAMES = ("work", "rejection", "boredom", "money", "health", "noise", "quarrel")
CLASSES = (0, 1, 2, 0, 0, 0, 1)
# So many records of the first name are said to be of the second.
RENAMED = (("work", "money", 6), ("work", "health", 5), ("work", "noise", 3),
           ("rejection", "quarrel", 4))  # fmt: skip
TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.6,
        "h_b": 14.0, "h_delta": 6.0, "alpha_0": -1.0, "alpha_D": 0.25, "alpha_H": 1.0,
        "rho_way": 0.8,
        **{f"beta_{name}": 1.2 for name in NAMES},
    }
)  # fmt: skip


@pytest.fixture(scope="module")
def person() -> Data:
    """A log of 100 days in which three stresses are rare."""
    design = Design(
        days=100,
        triggers=tuple(
            TriggerDesign(name=n, klass=k, per_day=0.4)
            for n, k in zip(NAMES[:3], CLASSES[:3], strict=True)
        ),
        kind_shares=(0.6, 0.36, 0.04, 0.0),
        practices=(("breath", 0.3), ("walk", 0.04), ("bath", 0.03)),
    )
    data = simulate(TRUTH, design, 5).data
    kind = data.trigger_kind.copy()
    for old, new, count in RENAMED:
        kind[np.flatnonzero(kind == NAMES.index(old))[:count]] = NAMES.index(new)
    return dataclasses.replace(data, trigger_kind=kind, trigger_names=NAMES, trigger_class=CLASSES)


@pytest.fixture(scope="module")
def found(person: Data) -> Summary:
    """What the page would say."""
    return summarise(fit_person(person), person)


def test_two_rare_ones_of_a_class_make_a_pool(person: Data) -> None:
    """Rare stresses go together; a rare threat that stands alone keeps its name."""
    shares = together(person)
    assert set(shares) == {"money", "health", "noise"}
    assert shares["money"] == ("few_stress", ("money", "health", "noise"))
    seen = pooled(person)
    assert set(seen.trigger_names) == {"work", "rejection", "quarrel", "boredom", "few_stress"}
    old = np.array(person.trigger_class)[person.trigger_kind]
    assert np.array_equal(np.array(seen.trigger_class)[seen.trigger_kind], old)
    again = pooled(seen)
    assert again.trigger_names == seen.trigger_names
    assert np.array_equal(again.trigger_kind, seen.trigger_kind)


def test_a_pool_never_takes_a_name_that_is_there(person: Data) -> None:
    """A trigger that the person called like the pool stays apart from it."""
    names = tuple("few_stress" if n == "work" else n for n in person.trigger_names)
    seen = pooled(dataclasses.replace(person, trigger_names=names))
    assert len(set(seen.trigger_names)) == len(seen.trigger_names) == 5


def test_rare_parts_cost_no_parameters(person: Data) -> None:
    """Pooled triggers share two parameters; rare kinds and ways have no deviation."""
    names = layout_for(person, Features()).names
    assert "beta_few_stress" in names
    assert not {"beta_money", "alpha_noise", "drho_partnered", "dway_walk"} & set(names)
    assert "drho_solo" in names


def test_the_gradient_of_a_pooled_log_is_exact(person: Data) -> None:
    """Shared effects have the derivative of their sum, one by one and abreast."""
    target = target_for(person)
    z = 0.5 * draw_prior(target.layout, np.random.default_rng(1))
    value, gradient = target.with_gradient(z)
    assert target.log_densities(z[None, :])[0][0] == pytest.approx(value, abs=1e-8)
    for name in ("beta_few_stress", "alpha_few_stress", "rho_way"):
        step = 1e-5 * np.eye(z.size)[target.layout.index(name)]
        slope = (target.log_density(z + step) - target.log_density(z - step)) / 2e-5
        assert gradient[target.layout.index(name)] == pytest.approx(slope, abs=1e-4)


def test_every_trigger_is_answered_for(person: Data, found: Summary) -> None:
    """Each trigger keeps its names; pooled ones share a value, are not shown, and say how many."""
    shared = found.of("beta_few_stress")
    assert shared is not None
    for name in {person.trigger_names[k] for k in person.trigger_kind}:
        for stem in ("beta", "alpha", "rate_ratio", "extra_episodes"):
            quantity = found.of(f"{stem}_{name}")
            assert quantity is not None
            assert math.isfinite(quantity.median)
            assert bool(quantity.together) == (name in together(person))
            if quantity.together:
                assert not quantity.shown
                assert "put together" in quantity.why_not
                assert quantity.more is not None
                assert quantity.amount + quantity.more >= POOL_BELOW
    money = found.of("beta_money")
    assert money is not None
    assert money.median == shared.median


def test_rare_kinds_and_ways_report_what_holds_for_all(found: Summary) -> None:
    """A kind or way too rare for itself is listed with the shared value, not shown."""
    for name in ("rho_partnered", "omega_partnered", "rho_way_walk", "rho_way_bath"):
        quantity = found.of(name)
        assert quantity is not None
        assert quantity.together
        assert not quantity.shown
    solo = found.of("rho_solo")
    assert solo is not None
    assert not solo.together


def test_a_common_kind_beside_rare_ones_is_not_called_rare(person: Data) -> None:
    """Where one kind alone is common, neither can be told apart, and only the rare one is short."""
    few = np.zeros_like(person.episode_kind)
    few[: POOL_BELOW // 2] = 1
    fit = fit_person(dataclasses.replace(person, episode_kind=few))
    found = summarise(fit, dataclasses.replace(person, episode_kind=few))
    common, rare = (found.of(f"rho_{person.kinds[k]}") for k in (0, 1))
    assert common is not None
    assert rare is not None
    assert common.together == rare.together == person.kinds[:2]
    assert not common.shown
    assert (common.more, rare.more is None) == (None, False)
    assert "The others are too rare" in common.why_not
    assert common.median == rare.median


def test_checks_and_scenarios_take_a_pooled_log(person: Data) -> None:
    """The other ways into the model see the same pool."""
    fit = fit_person(person, draws=256)
    other = under_sceptical_prior(fit, person)
    assert math.isfinite(check(fit, person, other=other).evidence.drive.log_bayes_factor)
    less = what_if(fit, person, Scenario(stress=0.5, days=7.0), people=4, runs=2)
    assert math.isfinite(less.change["mean_distress"].median)
