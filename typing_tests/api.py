"""The public API as a caller sees it; only type-checked, never run."""

from __future__ import annotations

from datetime import datetime

import leeward
from leeward.events.vocabulary import Kind


def use(journal: leeward.Leeward) -> datetime:
    """Every promised name has its type."""
    entry: leeward.Entry = journal.check_ins.add(leeward.CheckIn(distress=4))
    journal.look_backs.add(leeward.Episode(kind=Kind.SOLO), at=entry.at)
    journal.timeline.page(leeward.Query(words="rain"))
    history: leeward.History = journal.history()
    return history.entries[0].at


def opening() -> None:
    """Opening and creating give what they say."""
    with leeward.open("journal.leeward", passphrase="…") as journal:
        use(journal)
    first: leeward.FirstOpening = leeward.create(passphrase="…")
    words: str = first.recovery_words
    del words
