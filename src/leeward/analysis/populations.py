"""A cohort of diaries as one population; only summaries leave a person's process."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any

from leeward.model.cohort import (
    CohortPrior,
    Member,
    Source,
    fit_cohort,
    from_bytes,
    priors_for,
    processes,
    to_bytes,
)
from leeward.model.params import PriorSet

__all__ = ["CohortPrior", "PriorSet", "Source", "fit_people", "plain", "prior_file", "prior_for"]


def fit_people(
    sources: Sequence[Source],
    covariates: Sequence[tuple[float, ...]],
    names: tuple[str, ...],
    *,
    workers: int,
    tick: Callable[[int, int], None],
) -> CohortPrior:
    """Fit the population of these people on `workers` processes of this machine.

    Raises:
        CohortError: fewer than ten people, or covariates that do not line up.
    """
    members = [
        Member(source=source, covariates=values)
        for source, values in zip(sources, covariates, strict=True)
    ]
    if workers == 1:
        return fit_cohort(members, names=names, tick=tick)
    with processes(workers) as mapper:
        return fit_cohort(members, names=names, mapper=mapper, tick=tick)


def plain(cohort: CohortPrior) -> dict[str, Any]:
    """Return a population as JSON values: `entries` by prior, weights as constant and covariates."""
    found = asdict(cohort)
    for entry in found["entries"].values():
        for key in ("weights", "errors"):
            entry[key] = [v if math.isfinite(v) else None for v in entry[key]]
        for key in ("spread", "contraction"):
            entry[key] = entry[key] if math.isfinite(entry[key]) else None
    return found


def prior_file(cohort: CohortPrior, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the signed prior file of a population."""
    return to_bytes(cohort, sign)


def prior_for(
    blob: bytes, verify: Callable[[bytes, bytes], bool], covariates: Sequence[float]
) -> PriorSet:
    """Return the priors that a signed file gives a person with these covariates.

    Raises:
        CohortError: not such a file, a signature that does not fit, or the wrong covariates.
    """
    return priors_for(from_bytes(blob, verify), covariates)
