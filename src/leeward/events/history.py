"""What a journal says now: live entries in order, and episodes joined with their look-backs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from leeward.events.entry import Entry
from leeward.events.look_back import Episode, LookBack, NextDay
from leeward.events.settings import Settings
from leeward.util.ids import EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Live entries (corrections applied, withdrawn and forgotten ones left out), by `at`."""

    entries: tuple[Entry, ...]
    settings: Settings = field(default_factory=Settings)

    def of(self, *bodies: type) -> tuple[Entry, ...]:
        """Return the entries whose body is one of these records."""
        return tuple(entry for entry in self.entries if isinstance(entry.body, bodies))


@dataclass(frozen=True, slots=True, kw_only=True)
class ThisTime:
    """One episode with what was said about it later, each with when it was written."""

    entry: Entry
    episode: Episode
    look_back: LookBack | None = None
    look_back_entry: Entry | None = None
    next_day: NextDay | None = None

    @property
    def at(self) -> datetime:
        """When the episode happened."""
        return self.entry.at

    @property
    def counts_as_coping(self) -> bool:
        """Whether it may enter a coping statistic: free, not work, not set aside."""
        if self.episode.work or self.episode.set_aside:
            return False
        return self.look_back is None or not self.look_back.unfree

    @property
    def driven(self) -> bool | None:
        """Whether a "had to" came from inside (above 3); None where it cannot be told."""
        back = self.look_back
        if back is None or back.had_to is None:
            return None
        if back.had_to <= 3:
            return False
        if back.had_to_source is None:
            return None
        return back.had_to_source.value == "inside"


def this_times(entries: Iterable[Entry]) -> tuple[ThisTime, ...]:
    """Join every episode with its latest look-back and next-day answer, by time."""
    episodes: list[Entry] = []
    backs: dict[EntryId, Entry] = {}
    next_days: dict[EntryId, NextDay] = {}
    for entry in entries:
        if isinstance(entry.body, Episode):
            episodes.append(entry)
        elif isinstance(entry.body, LookBack):
            known = backs.get(entry.body.episode)
            if known is None or entry.recorded >= known.recorded:
                backs[entry.body.episode] = entry
        elif isinstance(entry.body, NextDay):
            next_days[entry.body.episode] = entry.body
    joined = []
    for entry in episodes:
        back = backs.get(entry.id)
        look_back = back.body if back is not None and isinstance(back.body, LookBack) else None
        assert isinstance(entry.body, Episode)  # noqa: S101  narrowed above
        joined.append(
            ThisTime(
                entry=entry,
                episode=entry.body,
                look_back=look_back,
                look_back_entry=back,
                next_day=next_days.get(entry.id),
            )
        )
    return tuple(sorted(joined, key=lambda time: (time.at, time.entry.id)))


def coping_times(history: History) -> tuple[ThisTime, ...]:
    """Return the episodes that may enter coping statistics; coerced ones never do."""
    return tuple(t for t in this_times(history.entries) if t.counts_as_coping)
