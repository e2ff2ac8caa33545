"""The person's settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from leeward.core.journal import Journal
from leeward.events import Entry, Settings, SettingsChanged

TICK = timedelta(microseconds=1)
VALUES, PEOPLE, LANGUAGE = "values_line", "people", "language"


class Preferences:
    """Read and change settings; each change is an entry like any other."""

    def __init__(
        self, journal: Journal, *, remember: Callable[[str, str], None] | None = None
    ) -> None:
        self._journal = journal
        self._remember = remember

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
        stored = self._journal.add(replace(made, at=at))[0]
        words = open_words(settings)
        if self._remember is not None and words != open_words(before):
            for name, value in words.items():
                self._remember(name, value)
        return stored


def open_words(settings: Settings) -> dict[str, str]:
    """Return what stays readable while locked: the language, so that help can be read.

    Of the person's own words nothing, unless they chose it knowingly.
    """
    if not settings.readable_while_locked:
        return {LANGUAGE: settings.language, VALUES: "", PEOPLE: ""}
    people = (f"{one.name}: {one.how}" if one.how else one.name for one in settings.contacts)
    return {
        LANGUAGE: settings.language,
        VALUES: settings.values_line,
        PEOPLE: "\n".join(people),
    }
