"""The facade: one open journal and everything that can be done with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

from leeward.core.behind import Behind
from leeward.core.care import Care
from leeward.core.changes import Changes
from leeward.core.check_ins import CheckIns
from leeward.core.cycle import Cycle
from leeward.core.experiments import Experiments
from leeward.core.guesses import Guesses
from leeward.core.insights import Insights
from leeward.core.journal import Journal
from leeward.core.look_backs import LookBacks
from leeward.core.open_words import OpenWords
from leeward.core.pauses import Pauses
from leeward.core.preferences import Preferences
from leeward.core.questionnaires import Questionnaires
from leeward.core.reflections import Reflections
from leeward.core.reminders import Reminders
from leeward.core.reports import Reports
from leeward.core.safety import Safety
from leeward.core.suggestions import Suggestions
from leeward.core.timeline import Timeline
from leeward.core.what_helps import WhatHelps
from leeward.events import Entry, Settings
from leeward.events.history import History
from leeward.events.vocabulary import Source
from leeward.util.clock import Clock, utc_now
from leeward.vault.kdf import Kdf
from leeward.vault.ports import EventStore, VerifyReport


class Leeward:
    """One person's open journal.

    Use it as a context manager, or call `close`; closing drops the keys. Every method sees
    what other processes stored before the call. `care` is None for a journal in memory.
    """

    def __init__(
        self,
        store: EventStore,
        *,
        clock: Clock = utc_now,
        source: Source = Source.PYTHON,
        place: Path | None = None,
        simulated: bool = False,
        care: Care | None = None,
        kdf: Kdf | None = None,
    ) -> None:
        self._journal = Journal(store, clock, source)
        self.place = place
        self.simulated = simulated
        self.care = care
        self.check_ins = CheckIns(self._journal)
        self.look_backs = LookBacks(self._journal)
        self.timeline = Timeline(self._journal)
        self.preferences = Preferences(self._journal)
        self.insights = Insights(self._journal)
        self.cycle = Cycle(self._journal)
        self.guesses = Guesses(self._journal)
        self.safety = Safety(self._journal)
        self.changes = Changes(self._journal, self.safety)
        self.open_words = OpenWords(self._journal, self.safety, care)
        self._journal.after_change = self.open_words.refresh
        self.behind = Behind(self._journal, self.safety, care=care, kdf=kdf)
        self.reflections = Reflections(self._journal)
        self.questionnaires = Questionnaires(self._journal)
        self.reports = Reports(self._journal)
        self.pauses = Pauses(self._journal)
        self.suggestions = Suggestions(self._journal)
        self.experiments = Experiments(self._journal, self.suggestions)
        self.reminders = Reminders(self._journal)
        self.what_helps = WhatHelps(self._journal, self.suggestions)

    @property
    def settings(self) -> Settings:
        """The settings as they stand."""
        return self._journal.settings

    @property
    def clock(self) -> Clock:
        """The clock this journal goes by."""
        return self._journal.clock

    @property
    def unreadable(self) -> int:
        """How many stored entries a newer Leeward wrote, which this one leaves as they are."""
        return self._journal.unreadable

    def history(self) -> History:
        """Return the live entries by time."""
        return self._journal.history()

    def entries(self) -> Iterator[Entry]:
        """Give every stored entry in the order of storing, changes included."""
        return self._journal.raw()

    def head(self) -> int:
        """The place of the last entry; it grows with every change."""
        return self._journal.head()

    def add_all(self, entries: Sequence[Entry]) -> int:
        """Store ready-made entries (imports, demo); return how many were new."""
        return self._journal.add_all(entries)

    def known(self, entry_id: str) -> bool:
        """Whether an entry with this id was ever stored here, even if forgotten since."""
        state = self._journal.state()
        return entry_id in state.known or entry_id in state.forgotten

    def waiting(self) -> tuple[Entry | None, ...]:
        """Return what was written while locked and waits to be taken in; None: unreadable."""
        return self._journal.waiting()

    def take_in(self) -> int:
        """Take in what was written while locked; return how many entries came in."""
        return self._journal.drain()

    def verify(self) -> VerifyReport:
        """Check every stored byte of the journal."""
        return self._journal.verify()

    def close(self) -> None:
        """Lock the journal: drop keys, everything that was read, and what is being computed."""
        self.cycle.close()
        self.behind.close()
        self._journal.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
