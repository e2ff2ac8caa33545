"""Everything in order, with search, filter and pages; and the view of one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leeward.core.journal import Journal
from leeward.events import (
    CheckIn,
    Entry,
    Episode,
    PauseEnded,
    PracticeDone,
    Reflection,
    TriggerNoted,
    Urge,
)
from leeward.events.history import ThisTime, this_times
from leeward.util.clock import day_bounds, day_of
from leeward.util.ids import EntryId
from leeward.util.text import normalised

SHOWN = (CheckIn, Urge, TriggerNoted, Episode, PauseEnded, PracticeDone, Reflection)
PAGE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of the timeline; an episode comes with its look-back."""

    entry: Entry
    this_time: ThisTime | None
    changed: bool

    @property
    def private(self) -> bool:
        """Whether details open only on asking again (care notes 55)."""
        time = self.this_time
        return time is not None and time.look_back is not None and time.look_back.unfree


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What to look for. Days are the person's own; kinds are stored words like `check_in`."""

    words: str = ""
    kinds: frozenset[str] = frozenset()
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Some items, newest first, how many there are in all, and where to go on."""

    items: tuple[Item, ...]
    total: int
    page: int
    pages: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """One local day and what is in it, in order."""

    day: date
    items: tuple[Item, ...]


class Timeline:
    """Read the journal in order."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._words: dict[EntryId, tuple[Entry, str]] = {}
        self._items: tuple[int, tuple[Item, ...]] = (-1, ())

    def page(self, query: Query | None = None, *, page: int = 1) -> Page:
        """Return one page of what matches, newest first."""
        wanted = query or Query()
        zone = self._journal.settings.zone
        found = [item for item in reversed(self.items()) if self._matches(item, wanted, zone)]
        pages = max(1, -(-len(found) // PAGE))
        place = min(max(page, 1), pages)
        return Page(
            items=tuple(found[(place - 1) * PAGE : place * PAGE]),
            total=len(found),
            page=place,
            pages=pages,
        )

    def day(self, day: date) -> Day:
        """Return one local day."""
        start, end = day_bounds(day, self._journal.settings.zone)
        return Day(day=day, items=tuple(i for i in self.items() if start <= i.entry.at < end))

    def today(self, now: datetime) -> Day:
        """Return the person's present day."""
        return self.day(day_of(now, self._journal.settings.zone))

    def week(self, day: date) -> tuple[Day, ...]:
        """Return the seven days of the person's week that holds `day`."""
        back = (day.weekday() - self._journal.settings.first_weekday) % 7
        start = day - timedelta(days=back)
        return tuple(self.day(start + timedelta(days=n)) for n in range(7))

    def item(self, entry_id: EntryId) -> Item | None:
        """Return one item by the id of its entry."""
        return next((item for item in self.items() if item.entry.id == entry_id), None)

    def items(self) -> tuple[Item, ...]:
        """Return all items by time; kept until something new is stored."""
        head = self._journal.head()
        if self._items[0] != head:
            state = self._journal.state()
            history = state.history()
            times = {t.entry.id: t for t in this_times(history.entries)}
            listed = tuple(
                Item(
                    entry=entry,
                    this_time=times.get(entry.id),
                    changed=bool(state.corrections.get(entry.id)),
                )
                for entry in history.entries
                if isinstance(entry.body, SHOWN)
            )
            self._items = (head, listed)
        return self._items[1]

    def _matches(self, item: Item, query: Query, zone: str) -> bool:
        if query.kinds and item.entry.kind not in query.kinds:
            return False
        if query.first or query.last:
            day = day_of(item.entry.at, zone)
            if (query.first and day < query.first) or (query.last and day > query.last):
                return False
        wanted = normalised(query.words)
        return not wanted or all(word in self._text(item) for word in wanted.split())

    def _text(self, item: Item) -> str:
        known = self._words.get(item.entry.id)
        if known is None or known[0] is not item.entry:
            text = normalised(" ".join(words_of(item)))
            self._words[item.entry.id] = (item.entry, text)
            return text
        return known[1]


def words_of(item: Item) -> Iterable[str]:
    """Give the searchable words of an item; what is private is never searched."""
    body = item.entry.body
    yield item.entry.kind.replace("_", " ")
    match body:
        case CheckIn():
            yield body.note
            yield from body.emotions
            yield from body.own_emotions
            yield from (mark.name for mark in body.triggers)
            yield str(body.need or "")
        case Urge():
            yield from (body.note, body.way, str(body.need or ""))
            yield from (mark.name for mark in body.triggers)
        case TriggerNoted():
            yield from (body.note, body.trigger.name)
        case Episode():
            yield body.note
            back = item.this_time.look_back if item.this_time else None
            if back is not None and not item.private:
                yield str(body.kind)
                yield from (back.note, back.good_words, back.cost_words)
                yield from (str(mark.motive) for mark in back.motives)
        case PracticeDone():
            yield from (body.practice, body.words, body.reason)
        case PauseEnded():
            yield from (body.way, str(body.choice or ""))
        case Reflection():
            yield body.about
            yield from (answer.words for answer in body.answers)
        case _:
            return
