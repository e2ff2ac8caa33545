"""The way into the model: numbers in, frozen records out.

`fit_person` -> `summarise`, `distress_line`, `loop_gain`, `what_if`, `check`. Everything is
deterministic, and odd logs give an answer or a clear "not enough", never an exception.
"""

from __future__ import annotations

from leeward.model.checks import check
from leeward.model.fit import Fit, fit_person
from leeward.model.smoother import distress_line
from leeward.model.summary import summarise
from leeward.model.what_if import Scenario, loop_gain, what_if

__all__ = [
    "Fit",
    "Scenario",
    "check",
    "distress_line",
    "fit_person",
    "loop_gain",
    "summarise",
    "what_if",
]
