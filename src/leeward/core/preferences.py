"""The person's settings."""

from __future__ import annotations

from leeward.core.journal import Journal
from leeward.events import Entry, Settings, SettingsChanged


class Preferences:
    """Read and change settings; each change is an entry like any other."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def now(self) -> Settings:
        """Return the settings as they stand."""
        return self._journal.settings

    def change(self, settings: Settings) -> Entry | None:
        """Store new settings; None if nothing is different."""
        if settings == self.now():
            return None
        return self._journal.add(self._journal.make(SettingsChanged(settings=settings)))[0]
