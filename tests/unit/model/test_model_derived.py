"""Derived quantities against plain numerical integration, and their gates."""

from __future__ import annotations

import math

import numpy as np
import pytest

from leeward.model import derived
from leeward.model.data import Floats
from leeward.model.drive import rebound_constant
from leeward.model.gates import Sample, quantity


def _one(**changes: float) -> dict[str, Floats]:
    x = {
        "h_r": 1.5, "h_b": 14.0, "rho": 2.0, "omega": 0.8, "alpha_D": 0.3, "alpha_H": 1.0,
        "h_delta": 6.0,
    }  # fmt: skip
    return {k: np.array([v]) for k, v in {**x, **changes}.items()}


def _g(x: dict[str, Floats], s: Floats) -> Floats:
    curve: Floats = derived.response(x, x["rho"], x["omega"], s)[0]
    return curve


def test_the_rebound_peaks_at_omega() -> None:
    """Without relief the response has its largest value omega at the stated hour."""
    x = _one(rho=0.0)
    s = np.linspace(0.0, 60.0, 60001)
    g = _g(x, s)
    assert g.max() == pytest.approx(0.8, abs=1e-6)
    assert s[g.argmax()] == pytest.approx(derived.kernel(x)[3][0], abs=2e-3)


def test_the_rebound_constant_has_exact_derivatives() -> None:
    """The envelope theorem agrees with differences."""
    c, by_l, by_k = rebound_constant(0.4, 0.05)
    e = 1e-6
    assert by_l == pytest.approx((rebound_constant(0.4 + e, 0.05)[0] - c) / e, rel=1e-4)
    assert by_k == pytest.approx((rebound_constant(0.4, 0.05 + e)[0] - c) / e, rel=1e-4)


def test_the_net_effect_is_the_area_under_the_response() -> None:
    """The formula for a week, and for its parts, equals a fine sum."""
    x = _one()
    s = np.linspace(0.0, 168.0, 400001)
    g = _g(x, s)
    whole = float(np.trapezoid(g, s))
    assert derived.area(x, x["rho"], x["omega"], 0.0, 168.0)[0] == pytest.approx(whole, rel=1e-6)
    parts = [(0.0, 2.0), (2.0, 24.0), (24.0, 168.0)]
    total = sum(float(derived.area(x, x["rho"], x["omega"], a, b)[0]) for a, b in parts)
    assert total == pytest.approx(whole, rel=1e-6)


@pytest.mark.parametrize(("rho", "omega"), [(2.0, 0.8), (2.0, 0.0), (2.0, -0.8), (0.3, 1.0)])
def test_how_long_it_helps_has_one_definition_for_every_sign(rho: float, omega: float) -> None:
    """It is the last hour below minus half a point, on a fine grid too."""
    x = _one(rho=rho, omega=omega)
    s = np.linspace(0.0, 200.0, 200001)
    below = np.flatnonzero(_g(x, s) < -0.5)
    expected = s[below[-1]] if below.size else 0.0
    assert derived.helps_for(x, x["rho"], x["omega"])[0] == pytest.approx(expected, abs=2e-3)


def test_break_even_is_where_the_response_crosses_zero() -> None:
    """At that hour relief and rebound cancel; without both there is none."""
    x = _one()
    hour = derived.break_even(x, x["rho"], x["omega"])
    assert _g(x, hour)[0] == pytest.approx(0.0, abs=1e-9)
    assert math.isnan(derived.break_even(x, x["rho"], -x["omega"])[0])


def test_extra_episodes_and_quick_gain_vanish_without_effect() -> None:
    """No effect on the rate, no episode more."""
    x = _one(alpha_D=0.0, alpha_H=0.0)
    rate, zero = np.array([-4.0]), np.array([0.0])
    assert derived.extra_episodes(x, np.array([1.5]), zero, rate, 0.7)[0] == pytest.approx(0.0)
    assert derived.first_order_gain(x, x["rho"], x["omega"], rate, 0.7)[0] == pytest.approx(0.0)


def test_extra_episodes_match_a_fine_sum() -> None:
    """The quadrature of a trigger's extra episodes is right to a per cent."""
    x = _one()
    s = np.linspace(0.0, 240.0, 240001)
    push = (0.3 * 1.5 + 0.4) * np.exp(-math.log(2) / 6.0 * s)
    rate = 1.0 / (2.0 + np.exp(4.0 - push))
    expected = 0.7 * float(np.trapezoid(rate - 1.0 / (2.0 + math.exp(4.0)), s))
    found = derived.extra_episodes(x, np.array([1.5]), np.array([0.4]), np.array([-4.0]), 0.7)
    assert found[0] == pytest.approx(expected, rel=0.01)


def _sample(values: Floats, prior: Floats, amount: int = 20) -> Sample:
    weight = np.full(values.size, 1.0 / values.size)
    return Sample(
        name="rho", unit="points", values=values, weight=weight, other=values, other_weight=weight,
        prior=prior, amount=amount, amount_of="look-backs", signed=True,
    )  # fmt: skip


def test_a_number_is_shown_only_when_the_log_has_told_enough() -> None:
    """Half the prior variance gone and a narrow interval pass; otherwise a reason and a count."""
    rng = np.random.default_rng(0)
    prior = rng.normal(1.8, 1.2, 4000)
    good = quantity(_sample(rng.normal(2.0, 0.3, 2000), prior), trusted=True)
    assert good.shown
    assert good.contraction == pytest.approx(1 - (0.3 / 1.2) ** 2, abs=0.03)
    assert good.finding
    vague = quantity(_sample(rng.normal(2.0, 1.0, 2000), prior), trusted=True)
    assert not vague.shown
    assert vague.more is not None
    assert vague.more > 5
    assert str(vague.more) in vague.why_not
    doubtful = quantity(_sample(rng.normal(2.0, 0.3, 2000), prior), trusted=False)
    assert not doubtful.shown
    assert doubtful.more is None


def test_more_records_asked_for_would_do() -> None:
    """With SD falling as the root of the count, the asked number brings contraction to a half."""
    rng = np.random.default_rng(1)
    prior = rng.normal(0.0, 1.2, 4000)
    # 10 look-backs with SD 2.4 each and a prior SD of 1.2: posterior SD from the sum of precisions.
    sd = (1 / 1.2**2 + 10 / 6.0**2) ** -0.5
    found = quantity(_sample(rng.normal(0.0, sd, 4000), prior, amount=10), trusted=True)
    assert found.more is not None
    after = (1 / 1.2**2 + (10 + found.more) / 6.0**2) ** -0.5
    assert 2 * 1.2816 * after == pytest.approx(2.0, rel=0.15)


def test_nothing_known_is_said_plainly() -> None:
    """All NaN gives no number and a sentence."""
    nothing = quantity(_sample(np.full(50, math.nan), np.full(50, math.nan)), trusted=True)
    assert not nothing.shown
    assert "nothing in the log" in nothing.why_not
