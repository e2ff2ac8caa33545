"""Numbers of the log in words, for the doors: what they rest on, their unit and range."""

from leeward.analysis.amounts import (
    basis,
    basis_of,
    is_not_yet,
    likely,
    measured,
    rest_of,
    with_unit,
)

__all__ = ["basis", "basis_of", "is_not_yet", "likely", "measured", "rest_of", "with_unit"]
