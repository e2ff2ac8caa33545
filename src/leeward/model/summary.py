"""From a fit to plain numbers: parameters and derived quantities, gated, under both priors."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model import derived, habit
from leeward.model.data import DAY, MISSING, Data, Floats
from leeward.model.draws import Draws, weighted_quantile
from leeward.model.fit import Fit, under
from leeward.model.gates import TYPICAL, Sample, quantity
from leeward.model.params import (
    LOG_DAY,
    SCEPTICAL,
    Layout,
    draw_natural,
    to_natural,
)
from leeward.model.pool import POOL_BELOW, pooled, together
from leeward.model.records import Amounts, Curve, Diagnostics, Quantity, Summary
from leeward.model.urges import urge_course
from leeward.model.views import EVEN, View, averaged, chance_of_no_habit

PRIOR_DRAWS: Final = 600
# Records of a trigger that its own effect takes about: on distress, on the rate.
ENOUGH: Final = {"beta": 12, "alpha": TYPICAL["records of it"]}
LARGEST_RATING: Final = 10
MOST_AT_ENDS: Final = 0.5
WIDE_SWING: Final = 2.5
CURVE_HOURS: Final = (
    0.0, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 10.0, 12.0, 16.0, 20.0, 24.0, 30.0, 36.0,
    42.0, 48.0, 60.0, 72.0,
)  # fmt: skip
_RESTS_ON: Final = (
    ("beta_sa", "trigger records"), ("alpha_sa", "trigger records"),
    ("h_delta", "trigger records"), ("beta_", "records of it"),
    ("rho_way", "times it was used"), ("dway_", "times it was used"),
    ("h_way", "times it was used"),
    ("rho", "look-backs"), ("drho_", "look-backs"), ("tau_c", "look-backs"),
    ("b_rec", "look-backs"), ("nu", "look-backs"),
    ("omega", "episodes"), ("domega_", "episodes"), ("h_r", "episodes"), ("h_b", "episodes"),
    ("kappa_tol", "episodes"), ("alpha_0", "episodes"), ("alpha_D", "episodes"),
    ("alpha_H", "episodes"), ("a_u", "urges"), ("a_", "episodes"), ("b_u", "urges"),
    ("b_H", "urges"), ("s_u", "urges"), ("gamma_", "urges"), ("pi", "urges"),
    ("alpha_", "records of it"), ("b_", "trigger records"), ("psi_", "trigger records"),
    ("m_0", "prompts"), ("s_m", "days"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Posterior:
    """Three views of one person: fitted, fitted under the sceptical prior, and before any data.

    `trusted` says whether both fits may be believed; `share` is the share of hours at risk.
    `no_habit` is the chance that habit has no weight, `habit` the mean habit strength, 0 to 1.
    """

    now: View
    other: View
    prior: View
    other_k_hat: float
    trusted: bool
    other_trusted: bool
    share: float
    no_habit: float
    habit: float

    def open_on_habit(self) -> Posterior:
        """The same, averaged over having a habit or none (`views`), for what rests on it."""
        return dataclasses.replace(
            self,
            now=averaged(self.now, self.no_habit, self.habit),
            prior=averaged(self.prior, EVEN, self.habit),
        )


Measured = Callable[[View], Floats]


def amounts(data: Data) -> Amounts:
    """Count what the log holds."""
    both = (data.episode_before != MISSING) & (data.episode_after != MISSING)
    return Amounts(
        days=data.days,
        check_ins=int(data.rating_y.size),
        episodes=int(data.episode_t.size),
        look_backs=int(both.sum()),
        triggers=int(data.trigger_t.size),
        urges=int(data.urge_t.size),
        practices=int(data.practice_t.size),
    )


def _columns(layout: Layout, x: Floats) -> dict[str, Floats]:
    columns = {name: x[:, i] for i, name in enumerate(layout.names)}
    for name, value in layout.fixed.as_dict().items():
        columns[name] = np.full(x.shape[0], value)
    return columns


def drawn(fit: Fit) -> Draws:
    """Give the draws of a fit.

    Raises:
        ValueError: the fit was made without draws.
    """
    if fit.draws is None:
        raise ValueError("the fit was made without draws")
    return fit.draws


def _shared(x: dict[str, Floats], data: Data) -> dict[str, Floats]:
    """Add the effects of triggers that share one under their own names."""
    for name, (pool, _) in together(data).items():
        for stem in ("beta", "alpha"):
            if f"{stem}_{pool}" in x:
                x[f"{stem}_{name}"] = x[f"{stem}_{pool}"]
    return x


def _view(fit: Fit, data: Data) -> View:
    draws = drawn(fit)
    x = _shared(_columns(fit.layout, to_natural(fit.layout, draws.z)), data)
    return View(x=x, weight=draws.weight, log_rate=draws.log_rate)


def _prior_view(layout: Layout, data: Data) -> View:
    rng = np.random.Generator(np.random.PCG64(7))
    natural = np.stack([draw_natural(layout, rng) for _ in range(PRIOR_DRAWS)])
    x = _shared(_columns(layout, natural), data)
    log_rate = x["alpha_0"] - LOG_DAY + x["alpha_D"] * (x["mu0"] - 4.0)
    log_rate = log_rate + 0.5 * (x["alpha_D"] * x["s_x"]) ** 2 + 0.3 * x["alpha_H"]
    return View(x=x, weight=np.ones(PRIOR_DRAWS), log_rate=log_rate)


def less_exact(data: Data, view: View) -> bool:
    """Say whether most ratings lie at an end while distress swings widely (`Diagnostics`)."""
    y = np.concatenate([data.rating_y, data.episode_before, data.episode_after])
    y = y[y != MISSING]
    if y.size == 0:
        return False
    at_end = float(np.mean((y == 0) | (y == LARGEST_RATING)))
    swing = weighted_quantile(view.x["s_x"], view.weight, (0.5,))[0]
    return at_end > MOST_AT_ENDS and swing > WIDE_SWING


def _believed(fit: Fit) -> bool:
    return bool(fit.converged and drawn(fit).trusted)


def posterior(fit: Fit, data: Data, other: Fit | None = None) -> Posterior:
    """Collect draws under both prior sets and before any data.

    `other` is the fit under the sceptical set (`fit.under`), made here where it is not given.

    Raises:
        ValueError: the fit was made without draws.
    """
    now = _view(fit, data)
    second = other or under(fit, data, SCEPTICAL)
    total = data.minutes / 60.0
    at = fit.layout.index("alpha_H")
    days = np.arange(0.0, data.minutes + 1.0, DAY)
    return Posterior(
        now=now,
        other=_view(second, data),
        prior=_prior_view(fit.layout, data),
        other_k_hat=drawn(second).k_hat,
        trusted=_believed(fit),
        other_trusted=_believed(second),
        share=min(data.hours_at_risk / total, 1.0) if total > 0 else 1.0,
        no_habit=(
            chance_of_no_habit(now.x["alpha_H"], now.weight, fit.layout.priors[at])
            if at >= 0
            else 0.0
        ),
        habit=float(habit.habit_at(data, days).mean()),
    )


def kind_shares(data: Data) -> Floats:
    """The person's own share of each kind of episode, (kinds,); even where there is none."""
    counts = np.bincount(data.episode_kind, minlength=len(data.kinds)).astype(np.float64)
    return counts / counts.sum() if counts.sum() > 0 else np.full(counts.size, 1.0 / counts.size)


def overall(x: dict[str, Floats], data: Data, stem: str) -> Floats:
    """Rho or omega over all kinds, weighted by the person's own counts, (draws,)."""
    total = x[stem].copy()
    for share, kind in zip(kind_shares(data), data.kinds, strict=True):
        total = total + share * x.get(f"d{stem}_{kind}", np.zeros_like(total))
    return total


def _rests_on(name: str, data: Data, held: Amounts) -> tuple[int, str]:
    of = "check-ins"
    for start, words in _RESTS_ON:
        if name == start or (start.endswith("_") and name.startswith(start)):
            of = words
            break
    if of == "records of it":
        trigger = name.partition("_")[2]
        seen = data if trigger in data.trigger_names else pooled(data)
        at = seen.trigger_names.index(trigger) if trigger in seen.trigger_names else -1
        return int((seen.trigger_kind == at).sum()), of
    if of == "look-backs" and name.startswith("drho_"):
        kind = data.kinds.index(name.removeprefix("drho_"))
        both = (data.episode_before != MISSING) & (data.episode_after != MISSING)
        return int((both & (data.episode_kind == kind)).sum()), of
    counts = {
        "check-ins": held.check_ins,
        "look-backs": held.look_backs,
        "episodes": held.episodes,
        "trigger records": held.triggers,
        "urges": held.urges,
        "times it was used": held.practices,
        "prompts": held.check_ins,
        "days": int(held.days),
    }
    return counts[of], of


class _Maker:
    """Makes gated quantities of one posterior."""

    def __init__(self, data: Data, post: Posterior) -> None:
        self.data, self.post = data, post
        self.held = amounts(data)

    def __call__(
        self,
        name: str,
        unit: str,
        measured: Measured,
        *,
        like: str | None = None,
        logarithmic: bool = False,
        signed: bool = False,
        doubt: str = "",
        shares: tuple[str, ...] = (),
        enough: int = 0,
        rare: bool = True,
    ) -> Quantity:
        """Measure all three views; `like` names the parameter whose records it rests on.

        With `shares`, the number belongs to all of these: a `rare` one waits for `enough` records
        of its own, another one for the rest to become less rare.
        """
        amount, of = _rests_on(like or name, self.data, self.held)
        if amount == 0 and not doubt:
            doubt = "There is nothing in the log yet that speaks to this."
        post = self.post
        sample = Sample(
            name=name,
            unit=unit,
            values=measured(post.now),
            weight=post.now.weight,
            other=measured(post.other),
            other_weight=post.other.weight,
            prior=measured(post.prior),
            amount=amount,
            amount_of=of,
            logarithmic=logarithmic,
            signed=signed,
        )
        found = quantity(sample, trusted=post.trusted, doubt=doubt)
        if shares:
            found = _put_together(found, shares, max(enough - amount, 1) if rare else None)
        return found if post.other_trusted else dataclasses.replace(found, finding=False)


def _put_together(found: Quantity, shares: tuple[str, ...], more: int | None) -> Quantity:
    """Hold a shared number back and say with whom it is shared; no `more`: the others are rare."""
    why = "The others are too rare to tell it apart from them, so it was put together with them."
    if more is not None:
        why = (
            "There is too little of it yet for a number of its own, so it was put together with "
            f"the other rare ones. About {more} more {found.amount_of} would do."
        )
    return dataclasses.replace(
        found,
        shown=False,
        finding=False,
        more=more,
        together=shares,
        why_not=why,
    )


def _named(name: str) -> Measured:
    return lambda v: v.x[name]


def _sum(one: str, two: str) -> Measured:
    return lambda v: v.x[one] + v.x[two]


def _parameters(make: _Maker, either: _Maker, fit: Fit, data: Data) -> list[Quantity]:
    out = []
    for name, prior in zip(fit.layout.names, fit.layout.priors, strict=True):
        if name.startswith(("drho_", "domega_", "dway_")):
            continue
        measured = _named(name)
        if name == "rho":
            measured = _relief(data)
        elif name == "omega":
            measured = _rebound(data)
        # The level without habit is what is left when habit's share is taken off: a guess too.
        maker = either if name == "alpha_0" else make
        out.append(
            maker(
                name,
                prior.unit,
                measured,
                logarithmic=prior.family in {"log", "gap"},
                signed=prior.family == "normal",
            )
        )
    for stem, parts, which in (
        ("rho", data.kinds, data.episode_kind),
        ("omega", data.kinds, data.episode_kind),
        ("rho_way", data.practice_names, data.practice_kind),
    ):
        counts = np.bincount(which, minlength=len(parts)).tolist()
        held = {part: n for part, n in zip(parts, counts, strict=True) if n}
        out += _by_part(make, fit, stem, held)
    return out + _rare_triggers(make, data)


def _by_part(make: _Maker, fit: Fit, stem: str, parts: dict[str, int]) -> list[Quantity]:
    """The effect of each kind or way that occurs (with how often); rare ones report that of all.

    One that is common but stands beside rare ones alone cannot be told from them either.
    """
    if len(parts) < 2 or fit.layout.index(stem) < 0:
        return []
    deviation = "dway" if stem == "rho_way" else f"d{stem}"
    alike = tuple(p for p in parts if fit.layout.index(f"{deviation}_{p}") < 0)
    return [
        make(
            f"{stem}_{part}",
            "points",
            _named(stem) if part in alike else _sum(stem, f"{deviation}_{part}"),
            like=f"{deviation}_{part}",
            signed=True,
            shares=alike if part in alike else (),
            enough=TYPICAL["look-backs"] if deviation == "drho" else TYPICAL["times it was used"],
            rare=count < POOL_BELOW,
        )
        for part, count in parts.items()
    ]


def _rare_triggers(make: _Maker, data: Data) -> list[Quantity]:
    """What triggers too rare for a number of their own share."""
    return [
        make(
            f"{stem}_{name}",
            unit,
            _named(f"{stem}_{name}"),
            signed=True,
            shares=shares,
            enough=ENOUGH[stem],
        )
        for name, (_, shares) in together(data).items()
        for stem, unit in (("beta", "points"), ("alpha", "log rate"))
        if f"{stem}_{name}" in make.post.now.x
    ]


def _relief(data: Data) -> Measured:
    return lambda v: overall(v.x, data, "rho")


def _rebound(data: Data) -> Measured:
    return lambda v: overall(v.x, data, "omega")


def _area(data: Data, start: float, stop: float) -> Measured:
    relief, rebound = _relief(data), _rebound(data)
    return lambda v: derived.area(v.x, relief(v), rebound(v), start, stop)


def _derived(make: _Maker, either: _Maker, data: Data) -> list[Quantity]:
    relief, rebound, post = _relief(data), _rebound(data), make.post
    three = np.array([3.0])
    both = float(post.now.weight[(relief(post.now) > 0.0) & (rebound(post.now) > 0.0)].sum())
    out = [
        make("relief_size", "points", relief, like="rho", signed=True),
        make("relief_half_life", "hours", _named("h_r"), like="h_r", logarithmic=True),
        make(
            "helps_for",
            "hours",
            lambda v: derived.helps_for(v.x, relief(v), rebound(v)),
            like="h_r",
        ),
        make(
            "break_even",
            "hours",
            lambda v: derived.break_even(v.x, relief(v), rebound(v)),
            like="omega",
            doubt="" if both > 0.9 else "It is not clear that there is both relief and rebound.",
        ),
        make("rebound_size", "points", rebound, like="omega", signed=True),
        make(
            "rebound_peak_at",
            "hours",
            lambda v: derived.kernel(v.x)[3],
            like="h_b",
            logarithmic=True,
        ),
        make("settling_time", "hours", _named("h_x"), like="h_x", logarithmic=True),
        make(
            "net_at_3_hours",
            "points",
            lambda v: derived.response(v.x, relief(v), rebound(v), three)[:, 0],
            like="omega",
            signed=True,
        ),
    ]
    for name, start, stop in (
        ("net_week", 0.0, derived.WEEK),
        ("net_first_2_hours", 0.0, 2.0),
        ("net_2_to_24_hours", 2.0, 24.0),
        ("net_1_to_7_days", 24.0, derived.WEEK),
    ):
        out.append(make(name, "point-hours", _area(data, start, stop), like="omega", signed=True))
    alike = together(data)
    for trigger in data.trigger_names:
        if f"beta_{trigger}" in post.now.x:
            out += _by_trigger(make, trigger, alike.get(trigger, ("", ()))[1])
    gain, now = gain_measure(data, post.share), either.post.now
    strong = weighted_quantile(gain(now), now.weight, (0.5,))[0] > 0.4
    out.append(
        either(
            "loop_gain_first_order",
            "episodes per episode",
            gain,
            like="alpha_D",
            signed=True,
            doubt="The quick value does not hold for a strong loop." if strong else "",
        )
    )
    return out + (_choice(make, data) if "gamma_0" in post.now.x else [])


def gain_measure(data: Data, share: float) -> Measured:
    """Give the function that reads the first-order loop gain off a view."""
    relief, rebound = _relief(data), _rebound(data)
    return lambda v: derived.first_order_gain(v.x, relief(v), rebound(v), v.log_rate, share)


def _by_trigger(make: _Maker, trigger: str, shares: tuple[str, ...]) -> list[Quantity]:
    beta, alpha, share = f"beta_{trigger}", f"alpha_{trigger}", make.post.share
    return [
        make(
            f"rate_ratio_{trigger}",
            "times",
            lambda v: np.exp(v.x["alpha_D"] * v.x[beta] + v.x[alpha]),
            like=alpha,
            logarithmic=True,
            shares=shares,
            enough=ENOUGH["alpha"],
        ),
        make(
            f"extra_episodes_{trigger}",
            "episodes",
            lambda v: derived.extra_episodes(v.x, v.x[beta], v.x[alpha], v.log_rate, share),
            like=alpha,
            signed=True,
            shares=shares,
            enough=ENOUGH["alpha"],
        ),
    ]


def _chance(logit: Floats) -> Floats:
    out: Floats = 1.0 / (1.0 + np.exp(-np.clip(logit, -60.0, 60.0)))
    return out


def _choice(make: _Maker, data: Data) -> list[Quantity]:
    """Chance of an episode at the person's mean urge, and what a pause goes with."""
    told = data.urge_y != MISSING
    strength = float(data.urge_y[told].mean()) if told.any() else 0.0
    level = float(habit.habit_at(data, np.array([float(data.minutes)]))[0])

    def logit(v: View) -> Floats:
        x = v.x
        out: Floats = x["gamma_0"] + x["gamma_D"] * (x["mu0"] - 4.0) + x["gamma_H"] * level
        return out + x["gamma_u"] * strength if "gamma_u" in x else out

    out = [make("acts_at_mean_urge", "share", lambda v: _chance(logit(v)), like="gamma_0")]
    if "pi" in make.post.now.x:
        out.append(
            make(
                "pause_effect",
                "share",
                lambda v: _chance(logit(v)) - _chance(logit(v) - v.x["pi"]),
                like="pi",
                signed=True,
            )
        )
    return out


def _curve(view: View, data: Data) -> Curve:
    g = derived.response(
        view.x, overall(view.x, data, "rho"), overall(view.x, data, "omega"), np.array(CURVE_HOURS)
    )
    levels = (0.5, 0.05, 0.1, 0.25, 0.75, 0.9, 0.95)
    found = [weighted_quantile(g[:, j], view.weight, levels) for j in range(g.shape[1])]
    median, q05, q10, q25, q75, q90, q95 = zip(*found, strict=True)
    return Curve(
        hours=CURVE_HOURS,
        median=median,
        q05=q05,
        q10=q10,
        q25=q25,
        q75=q75,
        q90=q90,
        q95=q95,
    )


def summarise(fit: Fit, data: Data, *, other: Fit | None = None) -> Summary:
    """Summarise a fit with draws: every parameter and derived quantity with its gate.

    `other` is the fit under the sceptical prior set (`api.under_sceptical_prior`); it is made here
    where it is not given.

    Raises:
        ValueError: the fit was made without draws (the Laplace picture alone is never shown).
    """
    draws = drawn(fit)
    post = posterior(fit, data, other)
    make, either = _Maker(data, post), _Maker(data, post.open_on_habit())
    urge_parameters, urge_derived = urge_course(data)
    return Summary(
        parameters=(*_parameters(make, either, fit, data), *urge_parameters),
        derived=(*_derived(make, either, data), *urge_derived),
        diagnostics=Diagnostics(
            converged=fit.converged,
            steepness=fit.steepness,
            evaluations=fit.evaluations,
            log_likelihood=fit.log_likelihood,
            log_density=fit.log_density,
            k_hat=draws.k_hat,
            k_limit=draws.k_limit,
            effective=draws.effective,
            other_prior_k_hat=post.other_k_hat,
            prior=fit.prior,
            engine=fit.engine,
            parameters=len(fit.layout),
            less_exact=less_exact(data, post.now),
        ),
        amounts=make.held,
        response=_curve(post.now, data),
    )


def under_sceptical_prior(fit: Fit, data: Data) -> Fit:
    """Fit once more under the sceptical prior set, to hand to `summarise` and `check`."""
    return under(fit, data, SCEPTICAL)
