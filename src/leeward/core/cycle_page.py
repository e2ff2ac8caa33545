"""The records of the page "Your cycle", for the doors. Importing this costs numpy."""

from leeward.analysis.cycle_records import (
    Before,
    BondPage,
    CyclePage,
    LearnedPage,
    Leg,
    LegState,
    Lever,
    Response,
    Told,
    Verdict,
    WhatIfPage,
)
from leeward.analysis.cycle_words import MODEL_CAVEAT

__all__ = [
    "MODEL_CAVEAT",
    "Before",
    "BondPage",
    "CyclePage",
    "LearnedPage",
    "Leg",
    "LegState",
    "Lever",
    "Response",
    "Told",
    "Verdict",
    "WhatIfPage",
]
