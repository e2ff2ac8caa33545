"""The records of the insights page, for the doors. Importing this costs numpy."""

from leeward.analysis.figures import (
    Chart,
    Dot,
    Figure,
    HourHistogram,
    Insight,
    InsightPage,
    LineBand,
    Pairs,
    RankedDots,
    Table,
    TwoAxes,
)
from leeward.analysis.ranges import Sure

__all__ = [
    "Chart",
    "Dot",
    "Figure",
    "HourHistogram",
    "Insight",
    "InsightPage",
    "LineBand",
    "Pairs",
    "RankedDots",
    "Sure",
    "Table",
    "TwoAxes",
]
