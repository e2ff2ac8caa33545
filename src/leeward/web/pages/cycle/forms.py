"""Reading the what-if: four choices from lists, nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from leeward.web.forms import Form

USUAL = {"pause": 0, "other": 0, "threats": 100, "stress": 100}
ALLOWED = frozenset({0, 25, 50, 75, 100})


def read_change(form: Form) -> dict[str, int]:
    """Return the chosen shares in per cent; what was not chosen, or is odd, stays as now."""
    found = dict(USUAL)
    for key in USUAL:
        text = form.value(key)
        if text.isascii() and text.isdigit() and len(text) <= 3 and int(text) in ALLOWED:
            found[key] = int(text)
    return found
