"""From a fit to plain numbers: parameters and derived quantities, gated, under both priors."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from leeward.model import derived, habit
from leeward.model.data import MISSING, Data, Floats
from leeward.model.draws import Draws, smooth_weights, weighted_quantile
from leeward.model.fit import Fit
from leeward.model.gates import Sample, quantity
from leeward.model.layout import layout_for
from leeward.model.params import (
    LOG_DAY,
    SCEPTICAL,
    Layout,
    Prior,
    draw_prior,
    to_natural,
)
from leeward.model.records import Amounts, Curve, Diagnostics, Quantity, Summary

PRIOR_DRAWS: Final = 600
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
    """Natural values by name under posterior and prior, with weights.

    `x` maps to (draws,), `prior` to (m,); `weight` and `other` (sceptical prior) are (draws,).
    """

    x: dict[str, Floats]
    prior: dict[str, Floats]
    weight: Floats
    other: Floats
    other_k_hat: float
    log_rate: Floats
    prior_log_rate: Floats
    share: float


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


def _columns(layout: Layout, z: Floats) -> dict[str, Floats]:
    x = to_natural(layout, z)
    columns = {name: x[:, i] for i, name in enumerate(layout.names)}
    for name, value in layout.fixed.as_dict().items():
        columns[name] = np.full(z.shape[0], value)
    return columns


def _log_prior_natural(prior: Prior, x: Floats) -> Floats:
    if prior.family in {"log", "gap"}:
        x = np.log(np.maximum(x, 1e-300))
    centre = 0.0 if prior.family == "half" else prior.centre
    out: Floats = -0.5 * ((x - centre) / prior.spread) ** 2 - math.log(prior.spread)
    return out


def other_weights(
    fit: Fit, draws: Draws, data: Data, columns: dict[str, Floats]
) -> tuple[Floats, float]:
    """Weights of the same draws under the sceptical prior, with k-hat of that step."""
    other = layout_for(data, fit.features, SCEPTICAL)
    shift = np.zeros(draws.weight.size)
    for name, prior in zip(fit.layout.names, fit.layout.priors, strict=True):
        at = other.index(name)
        if at >= 0 and other.priors[at] != prior:
            shift += _log_prior_natural(other.priors[at], columns[name])
            shift -= _log_prior_natural(prior, columns[name])
    smooth, k = smooth_weights(draws.log_ratio + shift)
    weight = np.exp(smooth - smooth.max()) if math.isfinite(k) else np.ones_like(smooth)
    return weight / weight.sum(), k


def drawn(fit: Fit) -> Draws:
    """Give the draws of a fit.

    Raises:
        ValueError: the fit was made without draws.
    """
    if fit.draws is None:
        raise ValueError("the fit was made without draws")
    return fit.draws


def posterior(fit: Fit, data: Data) -> Posterior:
    """Collect draws, their weights under both priors, and prior draws to compare with."""
    draws = drawn(fit)
    columns = _columns(fit.layout, draws.z)
    rng = np.random.Generator(np.random.PCG64(7))
    prior = _columns(
        fit.layout, np.stack([draw_prior(fit.layout, rng) for _ in range(PRIOR_DRAWS)])
    )
    other, k = other_weights(fit, draws, data, columns)
    total = data.minutes / 60.0
    return Posterior(
        x=columns,
        prior=prior,
        weight=draws.weight,
        other=other,
        other_k_hat=k,
        log_rate=draws.log_rate,
        prior_log_rate=prior["alpha_0"]
        - LOG_DAY
        + prior["alpha_D"] * (prior["mu0"] - 4.0)
        + 0.5 * (prior["alpha_D"] * prior["s_x"]) ** 2
        + 0.3 * prior["alpha_H"],
        share=min(data.hours_at_risk / total, 1.0) if total > 0 else 1.0,
    )


def kind_shares(data: Data) -> Floats:
    """The person's own share of each kind of episode, (kinds,); even where there is none."""
    counts = np.bincount(data.episode_kind, minlength=len(data.kinds)).astype(np.float64)
    return counts / counts.sum() if counts.sum() > 0 else np.full(counts.size, 1.0 / counts.size)


def _overall(x: dict[str, Floats], data: Data, stem: str) -> Floats:
    """Rho or omega over all kinds, weighted by the person's own counts."""
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
        at = data.trigger_names.index(trigger) if trigger in data.trigger_names else -1
        return int((data.trigger_kind == at).sum()), of
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

    def __init__(self, fit: Fit, data: Data, post: Posterior) -> None:
        self.fit, self.data, self.post = fit, data, post
        self.held = amounts(data)
        draws = fit.draws
        self.trusted = bool(fit.converged and draws is not None and draws.trusted)

    def __call__(
        self,
        name: str,
        unit: str,
        values: Floats,
        prior: Floats,
        *,
        like: str | None = None,
        logarithmic: bool = False,
        signed: bool = False,
        doubt: str = "",
    ) -> Quantity:
        amount, of = _rests_on(like or name, self.data, self.held)
        if amount == 0 and not doubt:
            doubt = "There is nothing in the log yet that speaks to this."
        sample = Sample(
            name=name,
            unit=unit,
            values=values,
            weight=self.post.weight,
            other_weight=self.post.other,
            prior=prior,
            amount=amount,
            amount_of=of,
            logarithmic=logarithmic,
            signed=signed,
        )
        return quantity(sample, trusted=self.trusted, doubt=doubt)


def _parameters(make: _Maker, fit: Fit, data: Data, post: Posterior) -> list[Quantity]:
    out = []
    for name, prior in zip(fit.layout.names, fit.layout.priors, strict=True):
        if name.startswith(("drho_", "domega_", "dway_")):
            continue
        values, before = post.x[name], post.prior[name]
        if name in {"rho", "omega"}:
            values, before = _overall(post.x, data, name), _overall(post.prior, data, name)
        out.append(
            make(
                name,
                prior.unit,
                values,
                before,
                logarithmic=prior.family in {"log", "gap"},
                signed=prior.family == "normal",
            )
        )
    for stem, unit in (("rho", "points"), ("omega", "points")):
        for kind in data.kinds:
            by_kind = f"d{stem}_{kind}"
            if by_kind in post.x:
                out.append(
                    make(
                        f"{stem}_{kind}",
                        unit,
                        post.x[stem] + post.x[by_kind],
                        post.prior[stem] + post.prior[by_kind],
                        like=by_kind,
                        signed=True,
                    )
                )
    out.extend(
        make(
            f"rho_way_{way}",
            "points",
            post.x["rho_way"] + post.x[f"dway_{way}"],
            post.prior["rho_way"] + post.prior[f"dway_{way}"],
            like="rho_way",
            signed=True,
        )
        for way in data.practice_names
        if f"dway_{way}" in post.x
    )
    return out


def _derived(make: _Maker, data: Data, post: Posterior) -> list[Quantity]:
    x, p = post.x, post.prior
    rho, omega = _overall(x, data, "rho"), _overall(x, data, "omega")
    rho_p, omega_p = _overall(p, data, "rho"), _overall(p, data, "omega")
    out = [
        make("relief_size", "points", rho, rho_p, like="rho", signed=True),
        make("relief_half_life", "hours", x["h_r"], p["h_r"], like="h_r", logarithmic=True),
        make(
            "helps_for",
            "hours",
            derived.helps_for(x, rho, omega),
            derived.helps_for(p, rho_p, omega_p),
            like="h_r",
        ),
        make(
            "break_even",
            "hours",
            derived.break_even(x, rho, omega),
            derived.break_even(p, rho_p, omega_p),
            like="omega",
            doubt=_needs_both(rho, omega, post.weight),
        ),
        make("rebound_size", "points", omega, omega_p, like="omega", signed=True),
        make(
            "rebound_peak_at",
            "hours",
            derived.kernel(x)[3],
            derived.kernel(p)[3],
            like="h_b",
            logarithmic=True,
        ),
        make("settling_time", "hours", x["h_x"], p["h_x"], like="h_x", logarithmic=True),
    ]
    for name, start, stop in (
        ("net_week", 0.0, derived.WEEK),
        ("net_first_2_hours", 0.0, 2.0),
        ("net_2_to_24_hours", 2.0, 24.0),
        ("net_1_to_7_days", 24.0, derived.WEEK),
    ):
        out.append(
            make(
                name,
                "point-hours",
                derived.area(x, rho, omega, start, stop),
                derived.area(p, rho_p, omega_p, start, stop),
                like="omega",
                signed=True,
            )
        )
    out.append(
        make(
            "net_at_3_hours",
            "points",
            derived.response(x, rho, omega, np.array([3.0]))[:, 0],
            derived.response(p, rho_p, omega_p, np.array([3.0]))[:, 0],
            like="omega",
            signed=True,
        )
    )
    out += _by_trigger(make, data, post)
    gain = derived.first_order_gain(x, rho, omega, post.log_rate, post.share)
    gain_p = derived.first_order_gain(p, rho_p, omega_p, post.prior_log_rate, post.share)
    strong = weighted_quantile(gain, post.weight, (0.5,))[0] > 0.4
    out.append(
        make(
            "loop_gain_first_order",
            "episodes per episode",
            gain,
            gain_p,
            like="alpha_D",
            signed=True,
            doubt="The quick value does not hold for a strong loop." if strong else "",
        )
    )
    if "gamma_0" in x:
        out += _choice(make, data, post)
    return out


def _needs_both(rho: Floats, omega: Floats, weight: Floats) -> str:
    both = float(weight[(rho > 0.0) & (omega > 0.0)].sum())
    return "" if both > 0.9 else "It is not clear that there is both relief and rebound."


def _by_trigger(make: _Maker, data: Data, post: Posterior) -> list[Quantity]:
    out = []
    x, p = post.x, post.prior
    for trigger in data.trigger_names:
        beta, alpha = f"beta_{trigger}", f"alpha_{trigger}"
        if beta not in x:
            continue
        out.append(
            make(
                f"rate_ratio_{trigger}",
                "times",
                np.exp(x["alpha_D"] * x[beta] + x[alpha]),
                np.exp(p["alpha_D"] * p[beta] + p[alpha]),
                like=alpha,
                logarithmic=True,
            )
        )
        out.append(
            make(
                f"extra_episodes_{trigger}",
                "episodes",
                derived.extra_episodes(x, x[beta], x[alpha], post.log_rate, post.share),
                derived.extra_episodes(p, p[beta], p[alpha], post.prior_log_rate, post.share),
                like=alpha,
                signed=True,
            )
        )
    return out


def _choice(make: _Maker, data: Data, post: Posterior) -> list[Quantity]:
    """Chance of an episode at the person's mean urge, and what a pause goes with."""
    told = data.urge_y != MISSING
    strength = float(data.urge_y[told].mean()) if told.any() else 0.0
    level = float(habit.habit_at(data, np.array([float(data.minutes)]))[0])

    def logit(x: dict[str, Floats]) -> Floats:
        zero = np.zeros_like(x["gamma_0"])
        distress = x["mu0"] - 4.0
        out: Floats = x["gamma_0"] + x["gamma_D"] * distress + x["gamma_H"] * level
        return out + x.get("gamma_u", zero) * strength

    def chance(v: Floats) -> Floats:
        out: Floats = 1.0 / (1.0 + np.exp(-np.clip(v, -60, 60)))
        return out

    x, p = logit(post.x), logit(post.prior)
    out = [make("acts_at_mean_urge", "share", chance(x), chance(p), like="gamma_0")]
    if "pi" in post.x:
        out.append(
            make(
                "pause_effect",
                "share",
                chance(x) - chance(x - post.x["pi"]),
                chance(p) - chance(p - post.prior["pi"]),
                like="pi",
                signed=True,
            )
        )
    return out


def _curve(post: Posterior, data: Data) -> Curve:
    g = derived.response(
        post.x, _overall(post.x, data, "rho"), _overall(post.x, data, "omega"),
        np.array(CURVE_HOURS),
    )  # fmt: skip
    bands = [weighted_quantile(g[:, j], post.weight, (0.5, 0.1, 0.9)) for j in range(g.shape[1])]
    return Curve(
        hours=CURVE_HOURS,
        median=tuple(b[0] for b in bands),
        q10=tuple(b[1] for b in bands),
        q90=tuple(b[2] for b in bands),
    )


def summarise(fit: Fit, data: Data) -> Summary:
    """Summarise a fit with draws: every parameter and derived quantity with its gate.

    Raises:
        ValueError: the fit was made without draws (the Laplace picture alone is never shown).
    """
    draws = drawn(fit)
    post = posterior(fit, data)
    make = _Maker(fit, data, post)
    return Summary(
        parameters=tuple(_parameters(make, fit, data, post)),
        derived=tuple(_derived(make, data, post)),
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
        ),
        amounts=make.held,
        response=_curve(post, data),
    )
