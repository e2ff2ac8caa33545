"""Made-up weeks for the help-seeking rules: how often each level comes up.

Run: make validate, or python scripts/validation/safety_weeks.py [weeks]. Any urgent message
breaks the bound.
"""

from __future__ import annotations

import sys
from collections import Counter
from random import Random

from leeward.safety.findings import Level
from leeward.safety.rehearsal import Week, made_up_week
from leeward.safety.rules import RULES_VERSION, evaluate

DEFAULT_WEEKS = 50_000


def tally(kind: Week, weeks: int, *, seed: int) -> Counter[Level]:
    """Count the highest level of each week."""
    random = Random(seed)  # noqa: S311 - made-up weeks, nothing secret
    return Counter(
        max((f.level for f in evaluate(made_up_week(random, kind))), default=Level.QUIET)
        for _ in range(weeks)
    )


def main(weeks: int = DEFAULT_WEEKS) -> None:
    """Print the table; raise SystemExit when an urgent message came up."""
    print(f"Rules {RULES_VERSION}, {weeks} weeks of each kind, highest level per week")
    urgent = 0
    for number, kind in enumerate(Week):
        counts = tally(kind, weeks, seed=number)
        urgent += counts[Level.URGENT]
        shares = ", ".join(
            f"{level.name.lower()} {100 * counts[level] / weeks:.2f} %" for level in Level
        )
        print(f"{kind:9} {shares}")
    if urgent:
        raise SystemExit(f"{urgent} urgent messages without an answer on suicide")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_WEEKS)
