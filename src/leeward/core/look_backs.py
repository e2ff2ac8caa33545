"""Looking back at an episode, at once or later."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from leeward.core.journal import Journal
from leeward.core.seen import on_what_was_seen
from leeward.events import Entry, Episode, LookBack, NextDay
from leeward.events.history import ThisTime, this_times
from leeward.util.errors import InputError
from leeward.util.ids import EntryId
from leeward.util.language import say


class LookBacks:
    """Add episodes and look-backs, and find the ones that wait for one."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def add(
        self,
        episode: Episode,
        look_back: LookBack | None = None,
        *,
        at: datetime | None = None,
        entry_id: EntryId | None = None,
    ) -> tuple[Entry, ...]:
        """Store an episode, together with its look-back where there is one.

        The look-back's `episode` is filled in here; both are stored in one commit.
        """
        first = self._journal.make(episode, at=at, entry_id=entry_id)
        if look_back is None or look_back == LookBack(episode=look_back.episode):
            return self._journal.add(first)
        linked = replace(look_back, episode=first.id)
        return self._journal.add(first, self._journal.make(linked, at=first.at))

    def complete(self, look_back: LookBack) -> Entry:
        """Store a look-back at an episode that is there already.

        Raises:
            InputError: there is no such episode.
        """

        def put(head: int) -> Entry:
            made = self._journal.make(look_back, at=self._episode(look_back.episode).at)
            # On what was seen, so that nothing is told about an episode forgotten in between.
            self._journal.add_all([made], expected_head=head)
            return made

        return on_what_was_seen(self._journal, put)

    def next_day(self, answer: NextDay) -> Entry:
        """Store the opted-in answer of the next day.

        Raises:
            InputError: there is no such episode.
        """

        def put(head: int) -> Entry:
            self._episode(answer.episode)
            made = self._journal.make(answer)
            self._journal.add_all([made], expected_head=head)
            return made

        return on_what_was_seen(self._journal, put)

    def find(self, episode_id: EntryId) -> ThisTime | None:
        """Return one episode with its look-back, or None."""
        return next((t for t in self.all() if t.entry.id == episode_id), None)

    def all(self) -> tuple[ThisTime, ...]:
        """Return every episode with its look-back, by time."""
        return this_times(self._journal.history().entries)

    def open(self, now: datetime, *, within_hours: float = 48) -> tuple[ThisTime, ...]:
        """Return recent episodes without a look-back."""
        return tuple(
            t
            for t in self.all()
            if t.look_back is None and 0 <= (now - t.at).total_seconds() <= within_hours * 3600
        )

    def _episode(self, episode: EntryId) -> Entry:
        found = self._journal.state().live(episode)
        if found is None or not isinstance(found.body, Episode):
            raise InputError(say("That entry is not here any more, so nothing was added to it."))
        return found
