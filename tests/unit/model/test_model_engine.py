"""A change of the model that moves its figures has a version of its own.

Kept fits and prior files are thrown away by that version alone. Where this test fails and the
change was meant: give `leeward.model.engine.ENGINE` another name, and put the figures that the
failure prints under it.
"""

from __future__ import annotations

import numpy as np
import pytest

from leeward.model.data import Data
from leeward.model.derived import first_order_gain, response
from leeward.model.engine import ENGINE
from leeward.model.evidence import drive_block, echo_block, log_bayes_factor, power
from leeward.model.fit import Fit, fit_person
from leeward.model.layout import Features, layout_for
from leeward.model.likelihood import target_for
from leeward.model.params import DEFAULT, SCEPTICAL, Params
from leeward.model.simulate import Design, simulate
from leeward.model.summary import posterior, summarise
from leeward.model.two_state import lay_out, log_posterior, two_state_layout
from leeward.model.two_state_people import simulate_pair, typical
from leeward.model.urges import urge_course
from leeward.model.what_if import loop_gain

EXACT, ROUGH = 1e-7, 2e-3
FIGURES: dict[str, dict[str, tuple[float, float]]] = {
    "3": {
        "alpha_0": (0.08115248765393361, ROUGH),
        "alpha_D": (0.12712710455734466, ROUGH),
        "alpha_D, gate": (0.8259043306487445, ROUGH),
        "density of two states": (-620.080765221898, EXACT),
        "density with urges": (-1533.1205979219822, EXACT),
        "density": (-1463.5637302172415, EXACT),
        "drive": (-0.08766094056178408, ROUGH),
        "echo": (29.960213098601724, ROUGH),
        "gain": (0.31281299250565203, EXACT),
        "loop_gain": (0.19097000760343932, ROUGH),
        "loop_gain_first_order": (0.16670620549465184, ROUGH),
        "mode": (10.61350680792354, ROUGH),
        "net_week": (16.610153013462774, ROUGH),
        "net_week, gate": (0.9498205683476121, ROUGH),
        "power": (0.961, ROUGH),
        "relief_size": (1.56920907496583, ROUGH),
        "relief_size, gate": (0.9743736129226583, ROUGH),
        "response": (0.6721475764479348, EXACT),
        "rho": (1.56920907496583, ROUGH),
        "rho, gate": (0.9743736129226583, ROUGH),
        "urge": (0.4032812170297697, EXACT),
    },
}
"""Per version: (figure, relative tolerance). Densities are exact but for the order of sums."""

TRUTH = Params.of(
    {
        "mu0": 4.0, "h_x": 4.0, "s_x": 1.5, "tau": 0.9, "rho": 2.0, "h_r": 1.5, "omega": 0.8,
        "h_b": 14.0, "beta_work": 1.2, "beta_rejection": 1.5, "h_delta": 6.0, "alpha_0": -0.4,
        "alpha_D": 0.3, "alpha_work": 0.3, "alpha_rejection": 0.3, "alpha_H": 1.0,
    }
)  # fmt: skip


def density(data: Data, features: Features) -> float:
    """The log posterior a little off the priors' centres, with every part of the model in it."""
    total = 0.0
    for priors in (DEFAULT, SCEPTICAL):
        layout = layout_for(data, features, priors)
        target = target_for(data, features, priors, layout=layout)
        total += target.log_density(0.3 * np.cos(np.arange(len(layout))))
    return total


def figures() -> dict[str, tuple[float, float]]:
    """Figures of every part: densities, mode, draws, evidence, derived quantities, two states."""
    plain = simulate(TRUTH, Design(days=40), 5).data
    urges = simulate(
        TRUTH.replaced(gamma_0=0.0, gamma_u=0.3, pi=0.5, a_u=2.0, b_u=0.5, s_u=1.5, alpha_0a=-3.0),
        Design(days=40, urges=True, pause=0.5, practices=(("walk", 0.5),)),
        6,
    ).data
    pair = simulate_pair(typical(), days=30, seed=2).data
    bond = two_state_layout(pair)
    fit: Fit = fit_person(plain, draws=256)
    post = posterior(fit, plain)
    summary = summarise(fit, plain)
    x = {name: np.array([TRUTH.get(name)]) for name in TRUTH.names}
    found = {
        "density": (density(plain, Features()), EXACT),
        "density with urges": (density(urges, Features(drift=True, tolerance=True)), EXACT),
        "density of two states": (
            log_posterior(lay_out(pair), bond, 0.3 * np.cos(np.arange(len(bond)))),
            EXACT,
        ),
        "response": (float(response(x, x["rho"], x["omega"], np.array([6.0]))[0, 0]), EXACT),
        "gain": (
            float(first_order_gain(x, x["rho"], x["omega"], np.array([-3.5]), 0.7)[0]),
            EXACT,
        ),
        "mode": (float(np.abs(fit.z).sum()), ROUGH),
        "drive": (log_bayes_factor(drive_block(fit, plain, post)), ROUGH),
        "echo": (log_bayes_factor(echo_block(plain, post)), ROUGH),
        "power": (power(echo_block(plain, post)), ROUGH),
    }
    for name in ("rho", "alpha_D", "relief_size", "net_week"):
        quantity = summary.of(name)
        assert quantity is not None
        found[name] = (quantity.median, ROUGH)
        found[f"{name}, gate"] = (quantity.contraction, ROUGH)
    for name in ("alpha_0", "loop_gain_first_order"):
        quantity = summary.of(name)
        assert quantity is not None
        found[name] = (quantity.median, ROUGH)
    loop = loop_gain(fit, plain, people=12, pairs=8, post=post)
    found["loop_gain"] = (loop.quantity.median, ROUGH)
    again = Data(
        minutes=100,
        again_hours=np.array([0.5, 1.0, 0.2]),
        again_before=np.array([8, 6, 7]),
        again_after=np.array([4, 2, 5]),
        again_pause=np.array([False, True, True]),
        usual_urge=1.0,
    )
    found["urge"] = (urge_course(again)[1][0].median, EXACT)
    return found


def test_the_version_stands_for_these_figures() -> None:
    """The figures of this version are what they were when it got its name."""
    found = figures()
    kept = FIGURES.get(ENGINE, {})
    told = "\n".join(f'        "{name}": ({v!r}, {tol}),' for name, (v, tol) in found.items())
    assert set(kept) == set(found), f"no figures for engine {ENGINE}; found:\n{told}"
    for name, (value, tolerance) in kept.items():
        assert found[name][0] == pytest.approx(value, rel=tolerance), (
            f"{name} moved without a new version of the model; found:\n{told}"
        )
