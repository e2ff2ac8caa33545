"""Numeric logs made by hand, and what every fit of one must keep to."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from leeward.model.api import Fit, distress_line, fit_person, summarise, under_sceptical_prior
from leeward.model.data import DAY, MISSING, Data, Ints
from leeward.model.records import Quantity


def whole(t: object) -> Ints:
    """Whole numbers as an array."""
    return np.array(t, dtype=np.int64)


def log(
    days: int, ratings: object, rating_t: object, episodes: object = (), **more: object
) -> Data:
    """A log of so many days, at risk throughout, its episodes without look-backs."""
    t, e = whole(rating_t), whole(episodes)
    missing = np.full(e.size, MISSING, dtype=np.int64)
    fields: dict[str, object] = {
        "minutes": days * DAY,
        "rating_t": t,
        "rating_y": whole(ratings),
        "rating_prompted": np.ones(t.size, dtype=np.bool_),
        "episode_t": e,
        "episode_kind": np.zeros(e.size, dtype=np.int64),
        "episode_before": missing,
        "episode_after": missing,
        "episode_delay": np.zeros(e.size, dtype=np.int64),
        "episode_urge": missing,
        "risk_from": whole([0]),
        "risk_until": whole([days * DAY]),
    }
    return Data(**{**fields, **more})  # type: ignore[arg-type]  # fields by name


def keep_to_gates(fit: Fit, quantities: Iterable[Quantity]) -> None:
    """Whatever is shown comes from a fit that settled and is finite; the rest says why not."""
    for quantity in quantities:
        if quantity.shown:
            assert fit.converged
            assert all(math.isfinite(v) for v in (quantity.median, quantity.q05, quantity.q95))
        else:
            assert quantity.why_not


def answered(data: Data) -> tuple[Fit, Fit]:
    """Fit a log under both prior sets, and check that everything said of it can be said."""
    fit = fit_person(data, draws=64)
    assert math.isfinite(fit.log_density)
    assert np.isfinite(fit.z).all()
    other = under_sceptical_prior(fit, data)
    summary = summarise(fit, data, other=other)
    keep_to_gates(fit, (*summary.parameters, *summary.derived))
    line = distress_line(fit, data)
    assert np.isfinite([line.mean, line.q10, line.q90]).all()
    return fit, other
