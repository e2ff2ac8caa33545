"""Journals for tests: in memory, or in a file with a cheap key derivation."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from leeward.core.leeward import Leeward
from leeward.core.opening import Place, over_memory
from leeward.util.clock import Clock
from leeward.vault.testing import FastKdf

PASSPHRASE = "umbrella seventeen lantern kept orange"
START = datetime(2026, 11, 1, 12, tzinfo=UTC)


class Ticking:
    """A clock that stands still unless moved."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        """Return the present moment."""
        return self.now

    def go_on(self, **amount: float) -> None:
        """Move forward."""
        self.now += timedelta(**amount)


def memory(clock: Clock | None = None) -> Leeward:
    """Return an empty journal in memory."""
    return over_memory(clock=clock or Ticking())


def place(folder: Path, clock: Clock | None = None) -> Place:
    """Return a place for a journal file with a key derivation that costs nothing."""
    return Place(
        path=folder / "journal.leeward",
        state=folder / "state",
        kdf=FastKdf(),
        clock=clock or Ticking(),
    )
