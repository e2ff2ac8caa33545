"""German is complete: every message of the program is answered, and nothing else is."""

from __future__ import annotations

from pathlib import Path

from leeward.content import gather as gathering
from leeward.content.gather import answers, compare, gather

_SOURCE = Path(gathering.__file__).parents[1]


def test_german_answers_every_message() -> None:
    """Nothing is missing, stale, fuzzy, said twice in two ways, or filled with other values.

    `scripts/catalogue.py --check de` prints the same list, `--lacking de` one to fill in.
    """
    messages = gather(_SOURCE)
    assert len(messages) > 2500
    gaps = compare(messages, answers(_SOURCE / "locale" / "de"))
    assert [(gap.wrong, gap.place, gap.context, gap.message) for gap in gaps] == []
