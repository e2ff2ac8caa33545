"""The table of logging rates, the small eigensolver and the beginnings of a search."""

from __future__ import annotations

import numpy as np
import pytest

from leeward.model import streams
from leeward.model.beginning import rough_curvature, starting_point
from leeward.model.data import Floats
from leeward.model.layout import Features, layout_for
from leeward.model.likelihood import target_for
from leeward.model.optimise import climb
from leeward.model.params import Params
from leeward.model.quantile import normal_quantile, normal_quantile_at
from leeward.model.simulate import Design, simulate
from leeward.model.symmetric import eigen

B = np.array([-3.0, -4.2, -2.1])
PSI = np.array([0.2, 1.0, -0.4])


def _read(table: Floats, distress: float) -> float:
    place = (distress - streams.LOW) * streams.KNOTS_A_POINT
    at = int(place)
    return float(np.polyval(table[at, ::-1], place - at))


def test_the_table_is_the_sum_of_the_streams() -> None:
    """Anywhere between its ends the table gives the summed rate to one part in 10^11."""
    table = streams.table_of(B, PSI)
    for distress in np.random.default_rng(1).uniform(-12.0, 20.0, 300):
        assert _read(table, distress) == pytest.approx(
            streams.each(B, PSI, float(distress)), rel=1e-11
        )


def test_the_table_hands_derivatives_back() -> None:
    """What flows back through the table is the derivative stream by stream."""
    at = np.random.default_rng(2).uniform(-12.0, 20.0, 40)
    into = np.zeros((streams.PIECES, 6))
    direct_b, direct_psi = np.zeros(3), np.zeros(3)
    for distress in at:
        place = (distress - streams.LOW) * streams.KNOTS_A_POINT
        into[int(place)] += (place - int(place)) ** np.arange(6)
        streams.each_back(B, PSI, float(distress), 1.0, direct_b, direct_psi)
    by_b, by_psi = np.zeros(3), np.zeros(3)
    streams.gather(into, B, PSI, by_b, by_psi)
    assert by_b == pytest.approx(direct_b, rel=1e-9)
    assert by_psi == pytest.approx(direct_psi, rel=1e-9)


@pytest.mark.parametrize("size", [1, 2, 17, 60])
def test_rotations_find_what_a_library_finds(size: int) -> None:
    """Eigenvalues agree with LAPACK's, and the eigenvectors rebuild the matrix."""
    half = np.random.default_rng(size).normal(size=(size, size))
    matrix = half @ half.T - 0.3 * np.eye(size)
    values, vectors = eigen(matrix)
    assert values == pytest.approx(np.linalg.eigvalsh(matrix), abs=1e-11 * size)
    assert (vectors * values) @ vectors.T == pytest.approx(matrix, abs=1e-11 * size)


def test_one_quantile_is_one_of_many() -> None:
    """The quantile of a number equals that of an array, in the middle and far out."""
    p = np.array([1e-290, 1e-20, 1e-5, 0.05, 0.3, 0.5, 0.8, 0.99, 1 - 1e-9])
    assert [normal_quantile_at(float(x)) for x in p] == pytest.approx(normal_quantile(p), rel=1e-14)


def test_a_rough_curvature_spares_steps() -> None:
    """From the same start the guess saves a third of the steps at least and ends at the same top."""
    truth = Params.of(
        {
            "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.6,
            "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -1.0,
            "alpha_D": 0.25, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
        }
    )  # fmt: skip
    data = simulate(truth, Design(days=120), 3).data
    layout = layout_for(data, Features())
    target = target_for(data, layout=layout)
    start, guess = starting_point(data, layout), rough_curvature(data, layout)
    plain = climb(target.with_gradient, start)
    guided = climb(target.with_gradient, start, guess=guess)
    assert guided.evaluations < 0.67 * plain.evaluations
    assert guided.value == pytest.approx(plain.value, abs=2e-3)
