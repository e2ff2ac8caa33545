"""Reading the what-if: four sliders of 0 to 10, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leeward.web.forms import Form

USUAL = {"pause": 0, "other": 0, "threats": 100, "stress": 100}
MOST = 10


def read_change(form: Form) -> dict[str, int]:
    """Return the chosen shares in per cent; what was not chosen, or is odd, stays as now."""
    found = dict(USUAL)
    for key in USUAL:
        text = form.value(key)
        if text.isascii() and text.isdigit() and len(text) <= 2 and int(text) <= MOST:
            found[key] = 10 * int(text)
    return found
