"""The records of the page "Your cycle", for the doors. Importing this costs numpy."""

from leeward.analysis.cycle_records import (
    Before,
    CyclePage,
    Leg,
    LegState,
    Lever,
    Response,
    Told,
    Verdict,
    WhatIfPage,
)

__all__ = [
    "Before",
    "CyclePage",
    "Leg",
    "LegState",
    "Lever",
    "Response",
    "Told",
    "Verdict",
    "WhatIfPage",
]
