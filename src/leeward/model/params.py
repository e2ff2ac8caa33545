"""Named parameters, their priors as data, and the one map between the two scales.

The natural scale carries units (points, hours, log events a day). The working scale `z` is
prior-whitened: every parameter has about mean 0 and standard deviation 1 before any data, which
makes one step size right for all of them.

Families (`x` natural, `z` working):

- ``normal``  x = centre + spread z
- ``log``     x = exp(centre + spread z), centre = ln median
- ``half``    x = spread q(z), q mapping a normal to a half-normal: prior of scale `spread` on x > 0
- ``gap``     x = 1.25 h_r + exp(c + s z): the rebound half-life, kept above 1.25 relief
  half-lives; log-normal prior on x, read jointly with h_r
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from leeward.model.data import Floats
from leeward.model.quantile import normal_quantile, normal_quantile_at

_erfc = np.frompyfunc(math.erfc, 1, 1)

Family = Literal["normal", "log", "half", "gap"]

HALF_LEAST: Final = 1e-7
GAP_RATIO: Final = 1.25
GAP_CENTRE: Final = math.log(14.0 - GAP_RATIO * 1.5)
GAP_SPREAD: Final = 0.45
RATE_CAP_HOURS: Final = 2.0
LOG_DAY: Final = math.log(24.0)
REFERENCE_DISTRESS: Final = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Prior:
    """What is believed about one parameter before any data.

    `centre` and `spread` follow the family (see the module); `unit` is for people.
    """

    family: Family
    centre: float
    spread: float
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PriorSet:
    """A named table of priors; a key ending in ``*`` serves every name that starts so."""

    name: str
    table: Mapping[str, Prior]

    def of(self, name: str) -> Prior:
        """Return the prior of `name`: its own entry, or that of its longest pattern.

        Raises:
            KeyError: nothing in the table fits.
        """
        found = self.table.get(name)
        if found is not None:
            return found
        for length in range(len(name), 0, -1):
            found = self.table.get(name[:length] + "*")
            if found is not None:
                return found
        raise KeyError(name)

    def changed(self, name: str, **priors: Prior) -> PriorSet:
        """Return a copy called `name` with some entries replaced."""
        return PriorSet(name=name, table={**self.table, **priors})


def _normal(centre: float, spread: float, unit: str) -> Prior:
    return Prior(family="normal", centre=centre, spread=spread, unit=unit)


def _log(median: float, spread: float, unit: str) -> Prior:
    return Prior(family="log", centre=math.log(median), spread=spread, unit=unit)


def _half(scale: float, unit: str) -> Prior:
    return Prior(family="half", centre=0.0, spread=scale, unit=unit)


POINTS: Final = "points"
HOURS: Final = "hours"
LOG_RATE: Final = "log rate"
PER_POINT: Final = "log rate per point"

DEFAULT: Final = PriorSet(
    name="default",
    table={
        # distress
        "mu0": _normal(4.0, 1.2, POINTS),
        "h_x": _log(4.0, 0.5, HOURS),
        "s_x": _log(1.5, 0.3, POINTS),
        "tau": _log(0.9, 0.25, POINTS),
        "s_m": _half(0.7, POINTS),
        "c_cos": _normal(0.0, 0.7, POINTS),
        "c_sin": _normal(0.0, 0.7, POINTS),
        "c_weekend": _normal(0.0, 0.5, POINTS),
        # relief and rebound
        "rho": _normal(1.8, 1.2, POINTS),
        "drho_*": _normal(0.0, 0.6, POINTS),
        "h_r": _log(1.5, 0.5, HOURS),
        "omega": _normal(0.6, 0.8, POINTS),
        "domega_*": _normal(0.0, 0.4, POINTS),
        "h_b": Prior(family="gap", centre=math.log(14.0), spread=0.4, unit=HOURS),
        "kappa_tol": _normal(0.0, 0.1, "log size per recent episode"),
        # what came before
        "beta_stress_class*": _normal(1.2, 0.8, POINTS),
        "beta_threat_class*": _normal(1.5, 0.8, POINTS),
        "beta_other_class*": _normal(1.2, 0.8, POINTS),
        "beta_sa": _normal(0.0, 1.0, POINTS),
        "h_delta": _log(6.0, 0.4, HOURS),
        # other ways
        "rho_way": _normal(0.8, 0.7, POINTS),
        "dway_*": _normal(0.0, 0.5, POINTS),
        "h_way": _log(1.0, 0.6, HOURS),
        # rate of episodes (of urges where urges are logged)
        "alpha_0": _normal(math.log(0.35), 0.8, "log events a day"),
        "alpha_D": _normal(0.1, 0.25, PER_POINT),
        "alpha_class*": _normal(0.3, 0.6, LOG_RATE),
        "alpha_sa": _normal(0.0, 0.4, LOG_RATE),
        "alpha_H": _normal(1.0, 0.5, LOG_RATE),
        "a_cos1": _normal(0.0, 0.5, LOG_RATE),
        "a_sin1": _normal(0.0, 0.5, LOG_RATE),
        "a_cos2": _normal(0.0, 0.5, LOG_RATE),
        "a_sin2": _normal(0.0, 0.5, LOG_RATE),
        "a_weekend": _normal(0.0, 0.3, LOG_RATE),
        # logging of triggers and of unprompted check-ins
        "b_*": _normal(0.0, 1.2, "log records a day"),
        "psi_*": _normal(0.0, 0.3, PER_POINT),
        "m_0": _normal(1.5, 1.0, "logit"),
        # looking back
        "tau_c": _half(0.7, POINTS),
        "b_rec": _normal(0.0, 0.5, POINTS),
        "nu": _half(0.2, "per hour late"),
        # urges, choice, episodes without a logged urge
        "a_u": _normal(2.0, 1.5, POINTS),
        "b_u": _normal(0.5, 0.4, "points per point"),
        "b_H": _normal(1.0, 1.0, POINTS),
        "s_u": _log(1.5, 0.3, POINTS),
        "gamma_0": _normal(0.0, 1.0, "logit"),
        "gamma_D": _normal(0.2, 0.25, "logit per point"),
        "gamma_H": _normal(0.5, 0.5, "logit"),
        "gamma_u": _normal(0.3, 0.2, "logit per point"),
        "pi": _normal(0.5, 0.75, "logit"),
        "alpha_0a": _normal(math.log(0.05), 1.0, "log events a day"),
        "alpha_Da": _normal(0.1, 0.25, PER_POINT),
        "alpha_Ha": _normal(0.5, 0.5, LOG_RATE),
    },
)

# No theory about signs, wider where the default leans on experience: what is called a finding
# has to survive it.
SCEPTICAL: Final = DEFAULT.changed(
    "sceptical",
    rho=_normal(0.0, 1.8, POINTS),
    omega=_normal(0.0, 0.8, POINTS),
    alpha_D=_normal(0.0, 0.25, PER_POINT),
    alpha_H=_normal(0.0, 0.7, LOG_RATE),
    h_x=_log(4.0, 0.7, HOURS),
    h_delta=_log(6.0, 0.6, HOURS),
    rho_way=_normal(0.0, 0.8, POINTS),
    gamma_D=_normal(0.0, 0.3, "logit per point"),
    gamma_u=_normal(0.0, 0.3, "logit per point"),
    pi=_normal(0.0, 0.9, "logit"),
    **{
        "beta_stress_class*": _normal(0.0, 1.5, POINTS),
        "beta_threat_class*": _normal(0.0, 1.5, POINTS),
        "beta_other_class*": _normal(0.0, 1.5, POINTS),
        "alpha_class*": _normal(0.0, 0.6, LOG_RATE),
    },
)

PRIOR_SETS: Final = {DEFAULT.name: DEFAULT, SCEPTICAL.name: SCEPTICAL}


@dataclass(frozen=True, slots=True, kw_only=True)
class Params:
    """One value per named parameter, on the natural scale."""

    names: tuple[str, ...]
    values: tuple[float, ...]
    _table: dict[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_table", dict(zip(self.names, self.values, strict=True)))

    def __getitem__(self, name: str) -> float:
        return self._table[name]

    def get(self, name: str, default: float = 0.0) -> float:
        """Return the value of `name`, or `default` where the record has none."""
        return self._table.get(name, default)

    def replaced(self, **values: float) -> Params:
        """Return a copy with some values changed or added."""
        table = {**self.as_dict(), **values}
        return Params(names=tuple(table), values=tuple(table.values()))

    def as_dict(self) -> dict[str, float]:
        """Return the record as an ordinary dictionary."""
        return dict(self._table)

    @staticmethod
    def of(values: Mapping[str, float]) -> Params:
        """Make a record from a dictionary."""
        return Params(names=tuple(values), values=tuple(float(v) for v in values.values()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """Which parameters are free, in which order, under which priors, and which stand fixed.

    `priors[i]` belongs to `names[i]`; `fixed` holds the rest on the natural scale.
    """

    names: tuple[str, ...]
    priors: tuple[Prior, ...]
    fixed: Params = field(default_factory=lambda: Params(names=(), values=()))

    def __len__(self) -> int:
        return len(self.names)

    def index(self, name: str) -> int:
        """Position of `name` among the free parameters, or -1."""
        return self.names.index(name) if name in self.names else -1

    def held(self, **values: float) -> Layout:
        """Return a layout in which the named parameters stand fixed at natural values."""
        keep = [i for i, name in enumerate(self.names) if name not in values]
        return replace(
            self,
            names=tuple(self.names[i] for i in keep),
            priors=tuple(self.priors[i] for i in keep),
            fixed=self.fixed.replaced(**values),
        )

    def with_priors(self, priors: Mapping[str, Prior]) -> Layout:
        """Return the same layout with the priors of some names replaced."""
        return replace(
            self,
            priors=tuple(priors.get(n, p) for n, p in zip(self.names, self.priors, strict=True)),
        )

    def params(self, z: Floats) -> Params:
        """Return the full natural record (free and fixed) at working vector `z`, shape (n,)."""
        return self.record(to_natural(self, z))

    def column(self, x: Floats, name: str, default: float = 0.0) -> Floats:
        """Values of `name`, free, fixed or `default`, in natural values x (draws, n): (draws,)."""
        at = self.index(name)
        if at >= 0:
            return x[:, at]
        return np.full(x.shape[0], self.fixed.get(name, default))

    def record(self, x: Floats) -> Params:
        """Return the full record of natural values `x`, shape (n,), of the free parameters."""
        return Params(
            names=self.names + self.fixed.names,
            values=(*x.tolist(), *self.fixed.values),
        )


def layout_of(
    names: Iterable[str],
    priors: PriorSet,
    *,
    trigger_class: Mapping[str, str] | None = None,
    fixed: Mapping[str, float] | None = None,
) -> Layout:
    """Make a layout of free `names`.

    `trigger_class` maps trigger names to ``stress``, ``threat`` or ``other``, which decides the
    prior of ``beta_<trigger>`` and ``alpha_<trigger>``.
    """
    classes = trigger_class or {}
    free = tuple(names)
    return Layout(
        names=free,
        priors=tuple(_prior_for(name, priors, classes) for name in free),
        fixed=Params.of(fixed or {}),
    )


def _prior_for(name: str, priors: PriorSet, classes: Mapping[str, str]) -> Prior:
    if name in priors.table:
        return priors.table[name]
    stem, _, trigger = name.partition("_")
    if trigger in classes and stem == "beta":
        return priors.of(f"beta_{classes[trigger]}_class")
    if trigger in classes and stem == "alpha":
        return priors.of("alpha_class")
    return priors.of(name)


def _half_normal(z: Floats) -> Floats:
    """Half-normal quantile of a standard normal z: q with P(|N| > q) = P(N > z)."""
    tail = np.asarray(_erfc(z / math.sqrt(2.0)), dtype=np.float64) / 4.0
    return np.asarray(np.maximum(-normal_quantile(np.maximum(tail, 1e-300)), HALF_LEAST))


def _half_normal_at(z: float) -> float:
    """`_half_normal` of one number."""
    tail = max(math.erfc(z / math.sqrt(2.0)) / 4.0, 1e-300)
    return max(-normal_quantile_at(tail), HALF_LEAST)


def _half_normal_slope(z: float, q: float) -> float:
    """dq/dz = phi(z) / (2 phi(q))."""
    return 0.5 * math.exp(0.5 * (q * q - z * z)) if q > HALF_LEAST else 0.0


def _from_half_normal(q: float) -> float:
    """The z with P(N > z) = P(|N| > q)."""
    upper = math.erfc(max(q, HALF_LEAST) / math.sqrt(2.0))
    return float(-normal_quantile(np.array(max(upper, 1e-300))))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Plan:
    """Priors as arrays (n,), with the positions of each family."""

    centre: Floats
    spread: Floats
    log: NDArray[np.bool_]
    half: tuple[int, ...]
    gap: int


_PLANS: dict[int, tuple[tuple[Prior, ...], _Plan]] = {}
_MOST_PLANS: Final = 64


def _plan(priors: tuple[Prior, ...]) -> _Plan:
    """Find or make the plan of these priors.

    Known by their identity (kept alive here): comparing fifty priors by value, several times a
    gradient, would cost a tenth of it.
    """
    found = _PLANS.get(id(priors))
    if found is None:
        while len(_PLANS) >= _MOST_PLANS:
            del _PLANS[next(iter(_PLANS))]
        found = _PLANS[id(priors)] = (priors, _planned(priors))
    return found[1]


def _planned(priors: tuple[Prior, ...]) -> _Plan:
    family = [p.family for p in priors]
    return _Plan(
        centre=np.array([p.centre for p in priors]),
        spread=np.array([p.spread for p in priors]),
        log=np.array([f == "log" for f in family], dtype=np.bool_),
        half=tuple(i for i, f in enumerate(family) if f == "half"),
        gap=family.index("gap") if "gap" in family else -1,
    )


def to_natural(layout: Layout, z: Floats) -> Floats:
    """Map working vector(s) `z`, shape (..., n), to natural values of the same shape."""
    plan = _plan(layout.priors)
    x: Floats = plan.centre + plan.spread * z
    x[..., plan.log] = np.exp(x[..., plan.log])
    if plan.half and z.ndim == 1:
        for i in plan.half:
            x[i] = plan.spread[i] * _half_normal_at(float(z[i]))
    elif plan.half:
        at = list(plan.half)
        x[..., at] = plan.spread[at] * _half_normal(z[..., at])
    if plan.gap >= 0:
        relief = layout.index("h_r")
        h_r = x[..., relief] if relief >= 0 else layout.fixed["h_r"]
        x[..., plan.gap] = GAP_RATIO * h_r + np.exp(GAP_CENTRE + GAP_SPREAD * z[..., plan.gap])
    return x


def to_working(layout: Layout, x: Floats) -> Floats:
    """Map natural values, shape (n,), back to the working scale.

    A rebound half-life at or below its bound is moved just above it.
    """
    z = np.empty_like(x)
    relief = layout.index("h_r")
    for i, prior in enumerate(layout.priors):
        if prior.family == "normal":
            z[i] = (x[i] - prior.centre) / prior.spread
        elif prior.family == "log":
            z[i] = (math.log(x[i]) - prior.centre) / prior.spread
        elif prior.family == "half":
            z[i] = _from_half_normal(float(x[i]) / prior.spread)
        else:
            h_r = x[relief] if relief >= 0 else layout.fixed["h_r"]
            gap = max(float(x[i] - GAP_RATIO * h_r), 1e-6)
            z[i] = (math.log(gap) - GAP_CENTRE) / GAP_SPREAD
    return z


def log_prior(layout: Layout, z: Floats, *, x: Floats | None = None) -> Floats:
    """Log prior density of working vector(s), shape (..., n) -> (...).

    Normalised, save for the mass that the bound on the rebound half-life cuts off. `x`, here and
    below, are the natural values where they are known already.
    """
    gap = _plan(layout.priors).gap
    total: Floats = -0.5 * np.sum(z**2, axis=-1) - 0.5 * z.shape[-1] * math.log(2 * math.pi)
    if gap >= 0:
        prior, zi = layout.priors[gap], z[..., gap]
        natural = to_natural(layout, z) if x is None else x
        log_x = np.log(natural[..., gap])
        total = total + 0.5 * zi**2 - 0.5 * ((log_x - prior.centre) / prior.spread) ** 2
        total = total - log_x + GAP_CENTRE + GAP_SPREAD * zi + math.log(GAP_SPREAD / prior.spread)
    return total


def log_prior_gradient(layout: Layout, z: Floats, *, x: Floats | None = None) -> Floats:
    """Gradient of `log_prior` in `z`, shape (n,)."""
    g: Floats = -z
    gap = _plan(layout.priors).gap
    if gap >= 0:
        x = to_natural(layout, z) if x is None else x
        prior, relief = layout.priors[gap], layout.index("h_r")
        slope = -((math.log(x[gap]) - prior.centre) / prior.spread**2 + 1.0) / x[gap]
        g[gap] = slope * math.exp(GAP_CENTRE + GAP_SPREAD * z[gap]) * GAP_SPREAD + GAP_SPREAD
        if relief >= 0:
            g[relief] += slope * GAP_RATIO * x[relief] * layout.priors[relief].spread
    return g


def natural_to_working_gradient(
    layout: Layout, z: Floats, g: Floats, *, x: Floats | None = None
) -> Floats:
    """Turn a gradient in natural values into one in `z` (both shape (n,))."""
    plan = _plan(layout.priors)
    x = to_natural(layout, z) if x is None else x
    out: Floats = g * plan.spread
    out[plan.log] *= x[plan.log]
    for i in plan.half:
        out[i] *= _half_normal_slope(float(z[i]), float(x[i] / plan.spread[i]))
    if plan.gap >= 0:
        i, relief = plan.gap, layout.index("h_r")
        out[i] = g[i] * math.exp(GAP_CENTRE + GAP_SPREAD * z[i]) * GAP_SPREAD
        if relief >= 0:
            out[relief] += g[i] * GAP_RATIO * x[relief] * layout.priors[relief].spread
    return out


def draw_natural(layout: Layout, rng: np.random.Generator) -> Floats:
    """Draw the free parameters from the prior, natural scale, shape (n,).

    The rebound half-life is drawn again until it respects its bound, which is the joint
    truncation that `log_prior` describes.
    """
    gap, relief = layout.index("h_b"), layout.index("h_r")
    while True:
        x = np.empty(len(layout))
        for i, prior in enumerate(layout.priors):
            if prior.family == "normal":
                x[i] = rng.normal(prior.centre, prior.spread)
            elif prior.family == "half":
                x[i] = abs(rng.normal(0.0, prior.spread))
            else:
                x[i] = math.exp(rng.normal(prior.centre, prior.spread))
        if gap < 0:
            return x
        h_r = x[relief] if relief >= 0 else layout.fixed["h_r"]
        if x[gap] > GAP_RATIO * h_r:
            return x


def draw_prior(layout: Layout, rng: np.random.Generator) -> Floats:
    """Draw one working vector, shape (n,), from the prior."""
    return to_working(layout, draw_natural(layout, rng))
