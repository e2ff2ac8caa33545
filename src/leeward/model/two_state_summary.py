"""What the two-state fit says about one person: stress and bond, gated, under both priors.

The bond's own numbers come from the re-weighted draws of `two_state`. The second prior set takes
the theory out of them and of the drive (`SCEPTICAL_BOND`); it is reached by weighing the same draws
anew, and where those weights cannot be believed no number is called a finding.
"""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from leeward.model.data import DAY, STRESS, THREAT, Data, Floats
from leeward.model.draws import Draws, reweighted
from leeward.model.evidence import second_part
from leeward.model.gates import Sample, quantity
from leeward.model.params import SCEPTICAL, Prior, PriorSet, draw_natural, to_natural
from leeward.model.records import BondSummary, Quantity
from leeward.model.two_state import (
    LEAST_SECURITY,
    PRIORS,
    TwoStateFit,
    drawn_again,
    fit_two_state,
    stress_effects,
    two_state_layout,
)

MOST_DAYS: Final = 365
DRAWS: Final = (1024, 2048)
PRIOR_DRAWS: Final = 600
UNTRUSTED: Final = "The calculation did not settle well enough to trust this number."

SCEPTICAL_BOND: Final = PriorSet(
    name="two-state sceptical",
    table={
        **PRIORS.table,
        "alpha_D": SCEPTICAL.of("alpha_D"),
        "bond_D": Prior(family="normal", centre=0.0, spread=0.4, unit="points per point"),
        "bond_stress": Prior(family="normal", centre=0.0, spread=0.25, unit="points per point"),
        "jump_threat": Prior(family="normal", centre=0.0, spread=1.2, unit="points"),
        "jump_partnered": Prior(family="normal", centre=0.0, spread=0.8, unit="points"),
    },
)
_LINEAR: Final = frozenset({"normal", "log"})

RATED: Final = "ratings of security"
_RESTS_ON: Final = {
    "mu_S": RATED,
    "h_S": RATED,
    "s_S": RATED,
    "tau_S": RATED,
    "w_DS": RATED,
    "bond_D": RATED,
    "k_DS": RATED,
    "k_SD": RATED,
    "bond_stress": "stress records",
    "bond_rate": "episodes",
    "jump_threat": "threat records",
    "jump_partnered": "episodes",
    "jump_rest": "episodes",
    "h_bond": "episodes",
}
_SIGNED: Final = frozenset(
    {"bond_D", "bond_stress", "bond_rate", "k_DS", "k_SD", "jump_threat", "jump_partnered"}
)
_LOGARITHMIC: Final = frozenset({"h_S", "s_S", "tau_S", "h_bond"})


def latest_year(data: Data) -> Data:
    """The log's last 365 days; the two-state model has no slow wave for more."""
    return data if data.days <= MOST_DAYS else second_part(data, data.minutes - MOST_DAYS * DAY)


def bond_summary(data: Data) -> BondSummary:
    """Fit distress and felt security together and say what that tells; never raises.

    Nothing is fitted below ten ratings of each: `why_not` then says what is missing.
    """
    recent = latest_year(data)
    rated = min(recent.security_t.size, recent.rating_t.size)
    if rated < LEAST_SECURITY:
        return _without(
            recent,
            f"There are too few ratings of felt security beside distress yet: {rated} of "
            f"{LEAST_SECURITY}.",
        )
    with np.errstate(all="ignore"):
        try:
            fit = fit_two_state(recent, draws=DRAWS[0])
            for draws in DRAWS[1:]:
                if fit.converged and not fit.draws.trusted:
                    fit = drawn_again(fit, recent, draws)
            return summarise_bond(fit, recent)
        except (ArithmeticError, ValueError, np.linalg.LinAlgError):
            return _without(recent, UNTRUSTED)


def summarise_bond(fit: TwoStateFit, data: Data) -> BondSummary:
    """Turn a fit of `data` into gated numbers: the bond's parameters and what follows from them."""
    other = sceptical_draws(fit, data)
    believed = other.k_hat <= other.k_limit
    rng = np.random.Generator(np.random.PCG64(7))
    before = np.stack([draw_natural(fit.layout, rng) for _ in range(PRIOR_DRAWS)])
    now = to_natural(fit.layout, fit.draws.z)
    held = _amounts(data)
    trusted = fit.converged and fit.draws.trusted

    def make(
        name: str,
        unit: str,
        values: Floats,
        prior: Floats,
        of: str,
        *,
        logarithmic: bool = False,
        signed: bool = False,
        doubt: str = "",
    ) -> Quantity:
        return quantity(
            Sample(
                name=name,
                unit=unit,
                values=values,
                weight=fit.draws.weight,
                other=values if believed else np.full_like(values, math.nan),
                other_weight=other.weight,
                prior=prior,
                amount=held[of],
                amount_of=of,
                logarithmic=logarithmic,
                signed=signed,
            ),
            trusted=trusted,
            doubt=doubt,
        )

    parameters = [
        make(
            name,
            fit.layout.priors[at].unit,
            now[:, at],
            before[:, at],
            _RESTS_ON[name],
            logarithmic=name in _LOGARITHMIC,
            signed=name in _SIGNED,
        )
        for at, name in enumerate(fit.layout.names)
        if name in _RESTS_ON
    ]
    derived: list[Quantity] = []
    probability = math.nan
    if fit.layout.index("bond_stress") >= 0:
        found, guessed = stress_effects(fit, data, now), stress_effects(fit, data, before)
        derived = [
            make(name, "points", found[name], guessed[name], "stress records", signed=True)
            for name in ("stress_when_safe", "stress_when_unsafe", "stress_by_bond")
        ]
        # A product of two guesses around nothing looks narrow before anything is known.
        ratio = "stress_by_bond_rate_ratio"
        doubt = "" if derived[-1].shown else "It is told once the difference in points is."
        derived.append(
            make(
                ratio,
                "times",
                found[ratio],
                guessed[ratio],
                "stress records",
                logarithmic=True,
                doubt=doubt,
            )
        )
        probability = float(fit.draws.weight @ (found["stress_by_bond"] > 0.0))
    return BondSummary(
        fitted=True,
        why_not="" if trusted else UNTRUSTED,
        days=data.days,
        ratings=held[RATED],
        stresses=held["stress records"],
        parameters=tuple(parameters),
        derived=tuple(derived),
        probability=probability,
        converged=fit.converged,
        steepness=fit.steepness,
        k_hat=fit.draws.k_hat,
        k_limit=fit.draws.k_limit,
        effective=fit.draws.effective,
        other_prior_k_hat=other.k_hat,
        fitted_parameters=len(fit.layout),
    )


def sceptical_draws(fit: TwoStateFit, data: Data) -> Draws:
    """The same draws, weighed as if `SCEPTICAL_BOND` had been the prior."""
    draws = fit.draws
    others = two_state_layout(data, priors=SCEPTICAL_BOND).priors
    change = np.zeros(draws.z.shape[0])
    for at, (prior, other) in enumerate(zip(fit.layout.priors, others, strict=True)):
        if other == prior or {prior.family, other.family} - _LINEAR:
            continue
        z = draws.z[:, at]
        again = (prior.centre + prior.spread * z - other.centre) / other.spread
        change += 0.5 * (z**2 - again**2) + math.log(prior.spread / other.spread)
    return reweighted(draws.z, draws.log_density + change, draws.log_ratio + change, draws.log_rate)


def _amounts(data: Data) -> dict[str, int]:
    classes = np.array(data.trigger_class, dtype=np.int64)[data.trigger_kind]
    return {
        RATED: int(data.security_t.size),
        "stress records": int((classes == STRESS).sum()),
        "threat records": int((classes == THREAT).sum()),
        "episodes": int(data.episode_t.size),
    }


def _without(data: Data, why: str) -> BondSummary:
    held = _amounts(data)
    return BondSummary(
        fitted=False,
        why_not=why,
        days=data.days,
        ratings=held[RATED],
        stresses=held["stress records"],
        parameters=(),
        derived=(),
        probability=math.nan,
        converged=False,
        steepness=math.nan,
        k_hat=math.nan,
        k_limit=math.nan,
        effective=math.nan,
        other_prior_k_hat=math.nan,
        fitted_parameters=0,
    )
