"""Fits made up by hand, so that pages can be tested without computing any."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial

from leeward.analysis.cycle_numbers import CycleNumbers, Learned, Line
from leeward.model.evidence import verdict
from leeward.model.records import (
    Amounts,
    Arm,
    ArmAnswer,
    BondSummary,
    Check,
    Checks,
    Curve,
    Diagnostics,
    Evidence,
    LoopGain,
    Quantity,
    Summary,
)

NEEDED = "The log has not yet told more about this than was guessed beforehand."


def quantity(
    name: str,
    median: float = 1.0,
    half: float = 0.3,
    *,
    of: str = "episodes",
    amount: int = 40,
    more: int | None = None,
    finding: bool = True,
) -> Quantity:
    """One number; with `more` it does not pass its gate."""
    return Quantity(
        name=name,
        unit="points",
        median=median,
        q05=median - half,
        q10=median - 0.8 * half,
        q90=median + 0.8 * half,
        q95=median + half,
        contraction=0.8 if more is None else 0.2,
        amount=amount,
        amount_of=of,
        shown=more is None,
        why_not="" if more is None else NEEDED,
        more=more,
        other_prior=median,
        finding=finding and more is None,
    )


def arm(claimed: bool | None) -> Arm:  # noqa: FBT001  three answers: yes, no, open
    """One arm: claimed, clearly not, or high evidence that is not claimed."""
    answers: dict[bool | None, ArmAnswer] = {True: "sign", False: "no sign", None: "not settled"}
    return Arm(
        log_bayes_factor={True: 9.0, False: -1.0, None: 9.0}[claimed],
        gain=0.1,
        gain_error=0.05,
        power=0.9,
        effect=1.0,
        unit="points",
        answer=answers[claimed],
    )


NUMBERS = (
    quantity("alpha_D", 0.25, 0.1),
    quantity("acts_at_mean_urge", 0.4, 0.1, of="urges"),
    quantity("relief_size", 2.0, 0.4, of="look-backs"),
    quantity("rebound_size", 0.6, 0.3),
    quantity("rebound_peak_at", 6.0, 2.0),
    quantity("settling_time", 5.0, 1.0, of="check-ins"),
    quantity("helps_for", 2.5, 0.5),
    quantity("net_week", 4.0, 3.0),
    quantity("rate_ratio_distance", 2.2, 0.7, of="records of it"),
    quantity("rate_ratio_work", 1.1, 0.4, of="records of it"),
    quantity("rate_ratio_money", 1.5, 1.4, of="records of it", amount=4, more=23),
    quantity("beta_distance", 1.2, 0.4, of="records of it"),
    quantity("pi", 1.0, 0.3, of="urges"),
    quantity("pause_effect", 0.2, 0.1, of="urges"),
    quantity("urge_half_life", 0.4, 0.1, of="second ratings"),
)
RARE = (
    *(
        replace(quantity(f"rate_ratio_{name}", amount=4, more=23), together=("money", "work"))
        for name in ("money", "work")
    ),
    *(
        replace(quantity(f"rho_{name}", amount=4, more=4), together=("solo", "partnered"))
        for name in ("solo", "partnered")
    ),
)
"""Two rare things that share a number, and a common kind that a rare one cannot be told from."""
DEFAULT_GAIN = quantity("loop_gain", 0.3, 0.1)


def bond_of(
    difference: Quantity | None = None,
    *,
    fitted: bool = True,
    why_not: str = "",
    ratings: int = 300,
) -> BondSummary:
    """A two-state fit: what stress adds when the bond feels safe and shaky, and the difference."""
    stress = partial(quantity, of="stress records", amount=50)
    derived = (
        stress("stress_when_safe", 0.6, 0.5),
        stress("stress_when_unsafe", 1.8, 0.6),
        difference or stress("stress_by_bond", 1.2, 0.7),
    )
    return BondSummary(
        fitted=fitted,
        why_not=why_not,
        days=120.0,
        ratings=ratings,
        stresses=50,
        parameters=(),
        derived=derived if fitted else (),
        probability=0.98,
        converged=True,
        steepness=0.001,
        k_hat=0.4,
        k_limit=0.66,
        effective=200.0,
        other_prior_k_hat=0.4,
        fitted_parameters=40,
    )


def numbers(
    *,
    drive: bool | None = True,
    echo: bool | None = True,
    changed: tuple[Quantity, ...] = (),
    gain: Quantity | None = DEFAULT_GAIN,
    episodes: int = 40,
    converged: bool = True,
    checked: bool = True,
    bond: BondSummary | None = None,
    learned: Learned | None = None,
    kinds: tuple[tuple[str, int], ...] = (("solo", 40),),
) -> CycleNumbers:
    """A fit in which everything passes its gate unless `changed` says otherwise."""
    table = {q.name: q for q in NUMBERS} | {q.name: q for q in changed}
    hours = (0.0, 1.0, 2.0, 4.0, 8.0, 12.0, 16.0, 24.0, 48.0)
    middle = (-2.0, -1.2, -0.6, 0.3, 0.6, 0.5, 0.3, 0.2, 0.0)
    return CycleNumbers(
        engine="1",
        summary=Summary(
            parameters=(),
            derived=tuple(table.values()),
            diagnostics=Diagnostics(
                converged=converged,
                steepness=0.001,
                evaluations=100,
                log_likelihood=-1000.0,
                log_density=-1010.0,
                k_hat=0.4,
                k_limit=0.63,
                effective=300.0,
                other_prior_k_hat=0.4,
                prior="default",
                engine="1",
                parameters=60,
            ),
            amounts=Amounts(
                days=120.0,
                check_ins=400,
                episodes=episodes,
                look_backs=episodes,
                triggers=80,
                urges=60,
                practices=20,
            ),
            response=Curve(
                hours=hours,
                median=middle,
                q05=tuple(m - 0.25 for m in middle),
                q10=tuple(m - 0.2 for m in middle),
                q25=tuple(m - 0.1 for m in middle),
                q75=tuple(m + 0.1 for m in middle),
                q90=tuple(m + 0.2 for m in middle),
                q95=tuple(m + 0.25 for m in middle),
            ),
        ),
        checks=Checks(
            evidence=Evidence(
                drive=arm(drive),
                echo=arm(echo),
                verdict=verdict(arm(drive).answer, arm(echo).answer),
            ),
            checks=(
                Check(
                    name="regression_to_the_mean",
                    value=2.1,
                    expected=0.3,
                    p=math.nan,
                    passed=True,
                    said="",
                ),
                Check(name="recall", value=2.0, expected=0.0, p=0.001, passed=False, said=""),
                Check(
                    name="negative_control",
                    value=math.nan,
                    expected=math.nan,
                    p=math.nan,
                    passed=None,
                    said="",
                ),
                Check(
                    name="predictive_spread", value=1.0, expected=1.0, p=0.5, passed=True, said=""
                ),
            ),
            sensitivity=(),
            missing=(),
        )
        if checked
        else None,
        gain=None
        if gain is None
        else LoopGain(quantity=gain, first_order=0.28, monte_carlo_error=0.01, pairs=1920),
        line=Line(
            minutes=tuple(range(0, 1440 * 20, 60)),
            mean=(4.0,) * 480,
            low=(3.0,) * 480,
            high=(5.0,) * 480,
        ),
        trigger_classes=(("distance", "threat"), ("money", "stress"), ("work", "stress")),
        kinds=kinds,
        seconds=1.0,
        bond=bond,
        learned=learned,
    )
