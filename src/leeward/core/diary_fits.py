"""Fits of diary files, without any journal: for researchers and for checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leeward.analysis.noted import Diary

Report = Callable[[str, float], None]


def fit_diary(
    diary: Diary,
    *,
    checks: bool = True,
    report: Report = lambda _stage, _share: None,
) -> dict[str, Any]:
    """Fit a diary in this process and return everything as JSON values.

    `report` is told each stage and the share of the time behind it.
    """
    from leeward.analysis.cycle_fit import fit_cycle  # noqa: PLC0415  numba is slow to import
    from leeward.analysis.cycle_plain import plain  # noqa: PLC0415
    from leeward.analysis.noted_arrays import noted_data  # noqa: PLC0415

    numbers, _ = fit_cycle(noted_data(diary), checks=checks, report=report)
    return plain(numbers)
