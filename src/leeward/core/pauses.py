"""The pause: started, answered step by step, a way offered, ended however it ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from leeward.core.journal import Journal
from leeward.events import (
    Entry,
    PauseEnded,
    PauseEnding,
    PauseNextDay,
    PauseStarted,
    PauseStep,
    PracticeDone,
    StepAnswered,
    WayOffered,
)
from leeward.util.errors import LeewardError
from leeward.util.ids import EntryId
from leeward.util.language import say

PauseBody = PauseStarted | StepAnswered | WayOffered | PauseEnded | PracticeDone
WORSE_BY = 2


class NoPauseError(LeewardError):
    """There is no such pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseSoFar:
    """One pause with what was answered in it; later answers to a step replace earlier ones."""

    started: Entry
    answers: dict[PauseStep, StepAnswered] = field(default_factory=dict)
    offers: tuple[WayOffered, ...] = ()
    practices: tuple[PracticeDone, ...] = ()
    ended: PauseEnded | None = None
    next_day: Entry | None = None


class Pauses:
    """Start, answer and end pauses. Each step is stored as it is taken."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def start(self, *, prompted: bool = False) -> Entry:
        """Store that a pause was opened."""
        return self._journal.add(self._journal.make(PauseStarted(prompted=prompted)))[0]

    def answer(self, answer: StepAnswered) -> Entry:
        """Store one step, answered or skipped."""
        self.so_far(answer.pause)
        return self._journal.add(self._journal.make(answer))[0]

    def end(self, ended: PauseEnded) -> Entry:
        """Store how a pause ended. A stop at any point is stored as what it was."""
        self.so_far(ended.pause)
        return self._journal.add(self._journal.make(ended))[0]

    def practice(self, done: PracticeDone) -> Entry:
        """Store a practice that was done or stopped early."""
        return self._journal.add(self._journal.make(done))[0]

    def keep(
        self, body: PauseBody, *, at: datetime | None = None, entry_id: EntryId | None = None
    ) -> Entry:
        """Store something that came with a form; the same form twice is stored once."""
        known = self._journal.state().live(entry_id) if entry_id else None
        return known or self._journal.add(self._journal.make(body, at=at, entry_id=entry_id))[0]

    def offer_called(self, entry_id: EntryId) -> WayOffered | None:
        """Return an offer that was stored under this name, as when a form comes twice."""
        known = self._journal.state().live(entry_id)
        return known.body if known and isinstance(known.body, WayOffered) else None

    def close_left(self, *, before: datetime) -> int:
        """End every pause that was left before this moment, as left; return how many."""
        entries = self._journal.history().entries
        last: dict[EntryId, datetime] = {}
        for entry in entries:
            pause = entry.id if isinstance(entry.body, PauseStarted) else _pause_of(entry)
            if pause is not None:
                last[pause] = entry.at
        left = [
            self._journal.make(_left(one), at=last[pause])
            for pause, one in gathered(entries).items()
            if one.ended is None and last[pause] < before
        ]
        self._journal.add(*left)
        return len(left)

    def next_day(self, answer: PauseNextDay) -> Entry:
        """Store how a pause looks the day after."""
        self.so_far(answer.pause)
        return self._journal.add(self._journal.make(answer))[0]

    def so_far(self, pause: EntryId) -> PauseSoFar:
        """Return one pause with what was answered in it.

        Raises:
            NoPauseError: there is no such pause.
        """
        started = self._journal.state().live(pause)
        if started is None or not isinstance(started.body, PauseStarted):
            raise NoPauseError(say("That pause is not here any more. You can start a new one."))
        return self.all(since=started)[pause]

    def all(self, *, since: Entry | None = None) -> dict[EntryId, PauseSoFar]:
        """Return every pause, by its id, in the order of starting."""
        entries = self._journal.history().entries
        if since is not None:
            entries = tuple(e for e in entries if e.at >= since.at)
        return gathered(entries)


@dataclass(slots=True)
class _Gathering:
    started: Entry
    answers: dict[PauseStep, StepAnswered] = field(default_factory=dict)
    offers: list[WayOffered] = field(default_factory=list)
    practices: list[PracticeDone] = field(default_factory=list)
    ended: PauseEnded | None = None
    next_day: Entry | None = None


def gathered(entries: Sequence[Entry]) -> dict[EntryId, PauseSoFar]:
    """Join the entries of each pause."""
    found: dict[EntryId, _Gathering] = {
        entry.id: _Gathering(entry) for entry in entries if isinstance(entry.body, PauseStarted)
    }
    for entry in entries:
        body = entry.body
        pause = _pause_of(entry)
        if pause is None or pause not in found:
            continue
        one = found[pause]
        match body:
            case StepAnswered():
                one.answers[body.step] = body
            case WayOffered():
                one.offers.append(body)
            case PracticeDone():
                one.practices.append(body)
            case PauseEnded():
                one.ended = body
            case PauseNextDay():
                one.next_day = entry
            case _:
                continue
    return {
        pause: PauseSoFar(
            started=one.started,
            answers=one.answers,
            offers=tuple(one.offers),
            practices=tuple(one.practices),
            ended=one.ended,
            next_day=one.next_day,
        )
        for pause, one in found.items()
    }


def went_wrong(entries: Iterable[Entry]) -> frozenset[str]:
    """Return the practices whose latest use left distress two points higher, or more.

    They do not come back by themselves; a person may still choose them, and a better time
    brings them back.
    """
    wrong: dict[str, bool] = {}
    for entry in entries:
        body = entry.body
        if isinstance(body, PracticeDone):
            rise = risen(body.distress_before, body.distress_after)
            if rise is not None:
                wrong[body.practice] = rise
    return frozenset(name for name, rise in wrong.items() if rise)


def risen(before: int | None, after: int | None) -> bool | None:
    """Whether distress rose so far that something of another kind is due; None if unknown."""
    return None if before is None or after is None else after - before >= WORSE_BY


def _pause_of(entry: Entry) -> EntryId | None:
    pause: EntryId | None = getattr(entry.body, "pause", None)
    return pause


def _left(one: PauseSoFar) -> PauseEnded:
    chosen = one.answers.get(PauseStep.CHOOSE)
    return PauseEnded(
        pause=one.started.id,
        ending=PauseEnding.LEFT,
        choice=chosen.choice if chosen else None,
        way=chosen.way if chosen else "",
    )
