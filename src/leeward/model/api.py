"""The way into the model: numbers in, frozen records out.

`fit_person` -> `summarise`, `distress_line`, `loop_gain`, `what_if`, `check`; `bond_summary` fits
distress and felt security together. Everything is deterministic. `under_sceptical_prior` makes the second fit once for those who call both `summarise`
and `check`. Odd logs give an answer or a clear "not enough", never an exception.
"""

from __future__ import annotations

from leeward.model.checks import check
from leeward.model.fit import Fit, fit_person
from leeward.model.smoother import distress_line
from leeward.model.summary import summarise, under_sceptical_prior
from leeward.model.two_state_summary import bond_summary
from leeward.model.what_if import Scenario, loop_gain, what_if

__all__ = [
    "Fit",
    "Scenario",
    "bond_summary",
    "check",
    "distress_line",
    "fit_person",
    "loop_gain",
    "summarise",
    "under_sceptical_prior",
    "what_if",
]
