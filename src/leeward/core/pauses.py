"""The pause: started, answered step by step, a way offered, ended however it ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from leeward.core.journal import Journal
from leeward.events import (
    Entry,
    PauseEnded,
    PauseNextDay,
    PauseStarted,
    PauseStep,
    PracticeDone,
    StepAnswered,
    WayOffered,
)
from leeward.util.errors import LeewardError
from leeward.util.ids import EntryId


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
            raise NoPauseError("That pause is not here any more. You can start a new one.")
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
        pause = getattr(body, "pause", None)
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
