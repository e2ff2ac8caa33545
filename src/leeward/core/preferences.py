"""The person's settings."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from leeward.core.journal import Journal
from leeward.events import Entry, Settings, SettingsChanged

TICK = timedelta(microseconds=1)


class Preferences:
    """Read and change settings; each change is an entry like any other."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def now(self) -> Settings:
        """Return the settings as they stand."""
        return self._journal.settings

    def change(self, settings: Settings) -> Entry | None:
        """Store new settings; None if nothing is different."""
        before = self.now()
        if settings == before:
            return None
        made = self._journal.make(SettingsChanged(settings=settings))
        # The settings of the latest moment stand. Where the clock went back since the last
        # change, this one would otherwise be stored and never be seen.
        earlier = [entry.at for entry in self._journal.history().of(SettingsChanged)]
        at = max([made.at, *(last + TICK for last in earlier)])
        return self._journal.add(replace(made, at=at))[0]
