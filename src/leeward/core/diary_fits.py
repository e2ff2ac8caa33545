"""Fits of diary files, without any journal: for researchers and for checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from leeward.core.cohorts import prior_id, trusted_prior

if TYPE_CHECKING:
    from leeward.analysis.noted import Diary

Report = Callable[[str, float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenPrior:
    """A signed prior file, the public key (PEM) that must have signed it, and covariates."""

    file: bytes
    key: bytes
    covariates: tuple[float, ...] = ()


def fit_diary(
    diary: Diary,
    *,
    checks: bool = True,
    prior: GivenPrior | None = None,
    report: Report = lambda _stage, _share: None,
) -> dict[str, Any]:
    """Fit a diary in this process and return everything as JSON values.

    `prior` is one learned from a cohort, for a person like this. `report` is told each stage and the share of the time behind it.
    """
    from leeward.analysis.cycle_fit import fit_cycle  # noqa: PLC0415  numba is slow to import
    from leeward.analysis.cycle_plain import plain  # noqa: PLC0415  numba is slow to import
    from leeward.analysis.noted_arrays import noted_data  # noqa: PLC0415  numba is slow to import

    priors = None
    if prior is not None:
        priors = trusted_prior(prior.file, prior.key, prior.covariates)
    numbers, _ = fit_cycle(
        noted_data(diary),
        checks=checks,
        prior=priors,
        prior_id=prior_id(prior.file) if prior is not None else "",
        report=report,
    )
    return plain(numbers)
