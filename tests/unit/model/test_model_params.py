"""Named parameters, priors and the map between scales."""

from __future__ import annotations

import numpy as np
import pytest

from leeward.model.data import Floats
from leeward.model.params import (
    DEFAULT,
    PRIOR_SETS,
    SCEPTICAL,
    Layout,
    Params,
    draw_prior,
    layout_of,
    log_prior,
    log_prior_gradient,
    natural_to_working_gradient,
    to_natural,
    to_working,
)

NAMES = (
    "mu0", "h_x", "s_m", "rho", "h_r", "h_b", "beta_work", "alpha_work", "b_stress", "drho_solo",
    "tau_c",
)  # fmt: skip


def _layout() -> Layout:
    return layout_of(NAMES, DEFAULT, trigger_class={"work": "stress"})


@pytest.mark.parametrize("seed", range(5))
def test_the_map_between_scales_goes_there_and_back(seed: int) -> None:
    """Natural to working and back is the identity."""
    layout = _layout()
    z = draw_prior(layout, np.random.default_rng(seed))
    assert to_working(layout, to_natural(layout, z)) == pytest.approx(z, abs=1e-8)


@pytest.mark.parametrize("seed", range(3))
def test_gradients_of_prior_and_map_are_exact(seed: int) -> None:
    """Both agree with central differences."""
    layout = _layout()
    z = draw_prior(layout, np.random.default_rng(seed))
    weight = np.arange(1.0, len(layout) + 1)
    e = 1e-6 * np.eye(len(layout))

    def mapped(v: Floats) -> float:
        return float(to_natural(layout, v) @ weight)

    by_prior = [
        (float(log_prior(layout, z + r)) - float(log_prior(layout, z - r))) / 2e-6 for r in e
    ]
    by_map = [(mapped(z + r) - mapped(z - r)) / 2e-6 for r in e]
    assert log_prior_gradient(layout, z) == pytest.approx(by_prior, abs=1e-6)
    assert natural_to_working_gradient(layout, z, weight) == pytest.approx(
        by_map, rel=1e-5, abs=1e-6
    )


def test_prior_draws_have_the_stated_centre_and_spread() -> None:
    """On the natural scale draws follow the table, the rebound half-life keeping its bound."""
    layout = _layout()
    rng = np.random.default_rng(1)
    x = np.array([to_natural(layout, draw_prior(layout, rng)) for _ in range(4000)])
    column = {name: x[:, i] for i, name in enumerate(NAMES)}
    assert column["mu0"].mean() == pytest.approx(4.0, abs=0.08)
    assert np.median(column["h_x"]) == pytest.approx(4.0, rel=0.05)
    assert np.sqrt(np.mean(column["s_m"] ** 2)) == pytest.approx(0.7, rel=0.05)
    assert (column["h_b"] > 1.25 * column["h_r"]).all()


def test_every_name_has_a_prior_in_both_sets() -> None:
    """The two sets serve the same names, and the sceptical one has no theory about signs."""
    for priors in PRIOR_SETS.values():
        assert priors.of("drho_anything").family == "normal"
        assert priors.of("b_threat").spread > 0.0
    for name in ("rho", "omega", "alpha_D", "alpha_H"):
        assert SCEPTICAL.of(name).centre == 0.0
    with pytest.raises(KeyError):
        DEFAULT.of("no_such_name")


def test_a_trigger_takes_the_prior_of_its_class() -> None:
    """A threat to the bond has its own prior; direct effects share one."""
    layout = layout_of(
        ("beta_row", "beta_work", "alpha_row"),
        DEFAULT,
        trigger_class={"row": "threat", "work": "stress"},
    )
    assert [p.centre for p in layout.priors] == [1.5, 1.2, 0.3]


def test_held_parameters_leave_the_vector_and_keep_their_value() -> None:
    """Holding a parameter shortens the vector and fixes the record."""
    layout = _layout().held(rho=0.0)
    assert "rho" not in layout.names
    assert layout.params(np.zeros(len(layout)))["rho"] == 0.0


def test_records_are_read_by_name() -> None:
    """A record gives values by name and makes changed copies."""
    record = Params.of({"rho": 1.0, "omega": 0.5})
    assert record["rho"] == 1.0
    assert record.get("absent", 7.0) == 7.0
    assert record.replaced(rho=2.0)["rho"] == 2.0
    assert record["rho"] == 1.0
