"""What the model answers with: frozen records that a page, a file or another language can take."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from leeward.model.data import Floats, Ints

UNTRUSTED: Final = "The calculation did not settle well enough to trust this number."
"""Why a number is not shown where the fit or its draws cannot be believed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """One number about a person with what it takes to read it honestly.

    `median` and the quantiles are in `unit`; NaN where nothing can be said. `contraction` is the
    share of prior variance that the log removed (0 to 1, below 0 if it grew). `amount` of
    `amount_of` is what the number rests on. `shown` says whether it passes its gate (contraction
    of at least a half and an 80 % interval narrow enough to decide by); otherwise `why_not` is one
    plain sentence and `more` about how many more of `amount_of` would do, None where unknown.
    `other_prior` is the median under the sceptical prior set; `finding` says that gate and sign
    survive it. Where a trigger, a kind or a way is too rare for a number of its own, the value is that
    of all that `together` names (for kinds and ways, of all kinds and ways), and it is not shown. A
    common kind or way that stands beside rare ones alone shares with them too, with no `more`.
    """

    name: str
    unit: str
    median: float
    q05: float
    q10: float
    q90: float
    q95: float
    contraction: float
    amount: int
    amount_of: str
    shown: bool
    why_not: str
    more: int | None
    other_prior: float
    finding: bool
    together: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing a careful reader would ask, and the answer.

    `value` is what was found, `expected` what the model implies, `p` a two-sided p value (NaN where
    none applies). `passed` is None where the log is too short to say; `said` is one sentence.
    """

    name: str
    value: float
    expected: float
    p: float
    passed: bool | None
    said: str


ArmAnswer = Literal["sign", "no sign", "not settled"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arm:
    """Evidence for one half of the cycle.

    `log_bayes_factor` is the natural log against "no such effect", under the sceptical prior;
    `gain` the one-step log score gained a day on days not used for fitting, with its standard
    error over days (NaN where the log is too short). `power` is the chance that a log like this
    shows an effect of `effect` (in `unit`) if there is one. `answer` is "sign" for a log Bayes
    factor above 2 without contradiction from the second witness, "no sign" for one below 1 where
    such an effect would have been seen (power of at least .8), else "not settled"; so too where
    the calculation cannot be trusted.
    """

    log_bayes_factor: float
    gain: float
    gain_error: float
    power: float
    effect: float
    unit: str
    answer: ArmAnswer

    @property
    def claimed(self) -> bool:
        """Whether the answer is "sign"."""
        return self.answer == "sign"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """Whether there is a cycle: `drive` (distress moves the rate), `echo` (episodes move distress).

    `verdict` is "cycle" (both), "drive only" or "echo only" (the other half answers "no sign"),
    "drive, echo not settled", "echo, drive not settled", "no sign" (no half shown, and one of them
    would have been) or "not settled".
    """

    drive: Arm
    echo: Arm
    verdict: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """How the mean of one parameter moves, in posterior SD, when prior or data weigh otherwise.

    Between powers 0.8 and 1.25 of the prior and of the likelihood. `prior_bound` marks a number
    that the prior moves by more than 0.2 SD and the data hardly.
    """

    name: str
    by_prior: float
    by_data: float
    prior_bound: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Missing:
    """Modes if the log odds of answering a prompt change by `slope` per point of distress."""

    slope: float
    mu0: float
    s_x: float
    rho: float
    alpha_D: float  # noqa: N815 - the parameter's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """Everything `check` found."""

    evidence: Evidence
    checks: tuple[Check, ...]
    sensitivity: tuple[Sensitivity, ...]
    missing: tuple[Missing, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LoopGain:
    """How much one episode feeds the next: paired simulation against its first-order value.

    `quantity` is G = E/(1 + E), E the extra episodes within 35 days after one episode more.
    `first_order` is the quick value's median, valid below 0.4; `monte_carlo_error` the simulation
    error of the median and `pairs` the number of paired runs.
    """

    quantity: Quantity
    first_order: float
    monte_carlo_error: float
    pairs: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnostics:
    """Whether the fit can be believed.

    `k_hat` must not exceed `k_limit`; `effective` is the effective number of draws. `less_exact`
    warns that most ratings are 0 or 10 and distress swings widely: there the filter's error is no
    longer the same for all parameters (its SD over the posterior reaches .33; the bound is .15).
    """

    converged: bool
    steepness: float
    evaluations: int
    log_likelihood: float
    log_density: float
    k_hat: float
    k_limit: float
    effective: float
    other_prior_k_hat: float
    prior: str
    engine: str
    parameters: int
    less_exact: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Amounts:
    """How much of everything a log holds."""

    days: float
    check_ins: int
    episodes: int
    look_backs: int
    triggers: int
    urges: int
    practices: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """Average response of distress to one episode, in points: hours, median and three bands."""

    hours: tuple[float, ...]
    median: tuple[float, ...]
    q05: tuple[float, ...]
    q10: tuple[float, ...]
    q25: tuple[float, ...]
    q75: tuple[float, ...]
    q90: tuple[float, ...]
    q95: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """Everything the pages and the command line say about one person's fit."""

    parameters: tuple[Quantity, ...]
    derived: tuple[Quantity, ...]
    diagnostics: Diagnostics
    amounts: Amounts
    response: Curve

    def of(self, name: str) -> Quantity | None:
        """The quantity called `name`, parameter or derived; None where there is none."""
        for quantity in (*self.parameters, *self.derived):
            if quantity.name == name:
                return quantity
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class BondSummary:
    """Distress and felt security fitted together: does stress weigh more when the bond is shaky?

    `parameters` are those of the bond, `derived` what one full stress adds to distress at one
    standard deviation of felt security above (`stress_when_safe`) and below (`stress_when_unsafe`)
    the person's usual, their difference (`stress_by_bond`) and its factor on the rate of episodes;
    empty where no stress was logged. `probability` is that of a positive difference. Where nothing
    was fitted, or the fit cannot be believed, `why_not` is one sentence. `days` is the stretch that
    was looked at, `ratings` and `stresses` what it held.
    """

    fitted: bool
    why_not: str
    days: float
    ratings: int
    stresses: int
    parameters: tuple[Quantity, ...]
    derived: tuple[Quantity, ...]
    probability: float
    converged: bool
    steepness: float
    k_hat: float
    k_limit: float
    effective: float
    other_prior_k_hat: float
    fitted_parameters: int

    def of(self, name: str) -> Quantity | None:
        """The quantity called `name`; None where there is none."""
        return next((q for q in (*self.parameters, *self.derived) if q.name == name), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class DistressLine:
    """The smoothed course of distress: `t` minutes, mean and 10 to 90 % band in points, (k,).

    Values may leave 0..10: distress itself is not bounded, ratings are.
    """

    t: Ints
    mean: Floats
    q10: Floats
    q90: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Range:
    """A simulated outcome: median with 80 and 90 % ranges over parameters and chance."""

    median: float
    q05: float
    q10: float
    q90: float
    q95: float


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIf:
    """As things are against a scenario, if the model is right; `change` = scenario - now.

    Outcomes: mean distress (points), hours a week above 7, episodes a week.
    """

    now: dict[str, Range]
    then: dict[str, Range]
    change: dict[str, Range]
    runs: int
    note: str
