"""Everything in order, with search, filter and pages; and the view of one day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from leeward.core.apart import is_apart
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
from leeward.events.history import ThisTime
from leeward.util.clock import day_bounds, day_of
from leeward.util.ids import EntryId
from leeward.util.text import normalised

SHOWN = (CheckIn, Urge, TriggerNoted, Episode, PauseEnded, PracticeDone, Reflection)
PAGE = 40


def is_shown(entry: Entry) -> bool:
    """Whether an entry stands on the timeline."""
    return isinstance(entry.body, SHOWN) and not is_apart(entry.body)


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
        self._shown: tuple[int, tuple[Entry, ...]] = (-1, ())
        self._words: dict[EntryId, tuple[int, str]] = {}

    def page(self, query: Query | None = None, *, page: int = 1) -> Page:
        """Return one page of what matches, newest first."""
        wanted = query or Query()
        found = self.entries()
        if wanted != Query():
            zone = self._journal.settings.zone
            matches = _Matcher(self, wanted, zone)
            found = tuple(entry for entry in found if matches(entry))
        pages = max(1, -(-len(found) // PAGE))
        place = min(max(page, 1), pages)
        end = len(found) - (place - 1) * PAGE
        return Page(
            items=tuple(self._item(entry) for entry in reversed(found[max(0, end - PAGE) : end])),
            total=len(found),
            page=place,
            pages=pages,
        )

    def day(self, day: date) -> Day:
        """Return one local day."""
        start, end = day_bounds(day, self._journal.settings.zone)
        entries = self._journal.state().between(start, end)
        return Day(day=day, items=tuple(self._item(e) for e in entries if is_shown(e)))

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
        entry = self._journal.state().live(entry_id)
        return self._item(entry) if entry and is_shown(entry) else None

    def items(self) -> tuple[Item, ...]:
        """Return all items by time."""
        return tuple(self._item(entry) for entry in self.entries())

    def entries(self) -> tuple[Entry, ...]:
        """Return the entries a timeline shows, by time; kept until something new is stored."""
        head = self._journal.head()
        if self._shown[0] != head:
            entries = self._journal.history().entries
            self._shown = (head, tuple(e for e in entries if is_shown(e)))
        return self._shown[1]

    def text(self, entry: Entry) -> str:
        """Return the searchable words of an entry, kept until something is said about it."""
        state = self._journal.state()
        later = [state.live(entry_id) for entry_id in state.told_later.get(entry.id, ())]
        stamp = hash((id(entry), *(id(told) for told in later)))
        known = self._words.get(entry.id)
        if known is None or known[0] != stamp:
            known = (stamp, normalised(" ".join(words_of(self._item(entry)))))
            self._words[entry.id] = known
        return known[1]

    def _item(self, entry: Entry) -> Item:
        state = self._journal.state()
        is_episode = isinstance(entry.body, Episode)
        return Item(
            entry=entry,
            this_time=state.this_time(entry) if is_episode else None,
            changed=bool(state.corrections.get(entry.id)),
        )


class _Matcher:
    """Says whether an entry matches a query."""

    def __init__(self, timeline: Timeline, query: Query, zone: str) -> None:
        self._timeline = timeline
        self._query = query
        self._words = normalised(query.words).split()
        self._start = day_bounds(query.first, zone)[0] if query.first else None
        self._end = day_bounds(query.last, zone)[1] if query.last else None

    def __call__(self, entry: Entry) -> bool:
        if self._query.kinds and entry.kind not in self._query.kinds:
            return False
        if self._start is not None and entry.at < self._start:
            return False
        if self._end is not None and entry.at >= self._end:
            return False
        if not self._words:
            return True
        text = self._timeline.text(entry)
        return all(word in text for word in self._words)


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
            if item.private:
                return
            yield body.note
            back = item.this_time.look_back if item.this_time else None
            if back is not None:
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


def note_words(item: Item) -> str:
    """Return the person's own words of an item; what is private gives none."""
    body = item.entry.body
    if item.private:
        return ""
    match body:
        case CheckIn() | Urge() | TriggerNoted():
            return body.note
        case Episode():
            back = item.this_time.look_back if item.this_time else None
            said = (
                (body.note, back.good_words, back.cost_words, back.note) if back else (body.note,)
            )
            return "\n".join(dict.fromkeys(part for part in said if part))
        case PracticeDone():
            return body.words
        case Reflection():
            return "\n".join(answer.words for answer in body.answers if answer.words)
        case _:
            return ""
