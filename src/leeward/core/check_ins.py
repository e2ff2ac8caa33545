"""Noticing: check-ins, urges and what came before."""

from __future__ import annotations

from datetime import datetime

from leeward.core.journal import Journal
from leeward.events import CheckIn, Entry, TriggerMark, TriggerNoted, Urge
from leeward.events.vocabulary import TRIGGER_CLASS, Trigger, TriggerClass
from leeward.util.errors import InputError
from leeward.util.ids import EntryId
from leeward.util.language import say


class CheckIns:
    """Add check-ins, urges and triggers."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def add(
        self,
        check_in: CheckIn,
        *,
        at: datetime | None = None,
        entry_id: EntryId | None = None,
    ) -> Entry:
        """Store a check-in; at least one thing must be said.

        Raises:
            InputError: nothing at all was filled in, or the time lies in the future.
        """
        if check_in == CheckIn():
            raise InputError(say("Nothing was filled in yet. One answer is enough."))
        return self._journal.add(self._journal.make(check_in, at=at, entry_id=entry_id))[0]

    def add_urge(
        self, urge: Urge, *, at: datetime | None = None, entry_id: EntryId | None = None
    ) -> Entry:
        """Store an urge and, neutrally, what happened then."""
        return self._journal.add(self._journal.make(urge, at=at, entry_id=entry_id))[0]

    def add_trigger(
        self, trigger: TriggerNoted, *, at: datetime | None = None, entry_id: EntryId | None = None
    ) -> Entry:
        """Store something that pressed on the person."""
        return self._journal.add(self._journal.make(trigger, at=at, entry_id=entry_id))[0]

    def mark(self, name: str, strength: int | None = None) -> TriggerMark:
        """Return a trigger mark with the class its name has for this person."""
        return TriggerMark(
            name=name, trigger_class=trigger_class(name, self._journal), strength=strength
        )


def trigger_class(name: str, journal: Journal) -> TriggerClass:
    """Return the class of a trigger: the default list's, the person's own, or other."""
    if name in {str(trigger) for trigger in Trigger}:
        return TRIGGER_CLASS[Trigger(name)]
    for own in journal.settings.own_triggers:
        if own.name == name:
            return own.trigger_class
    return TriggerClass.OTHER
