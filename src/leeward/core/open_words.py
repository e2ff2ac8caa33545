"""What a person chose to leave readable while the journal is locked, kept in step.

The language and the country of the help numbers always, so that help can be read and called. Of the person's own words nothing, unless they chose
it knowingly: their own line and people, and apart from these their plan for dark hours.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from leeward.core.apart import PLAN
from leeward.core.safety import Closure
from leeward.events import Reflection

if TYPE_CHECKING:
    from leeward.core.care import Care
    from leeward.core.journal import Journal
    from leeward.core.safety import Safety
    from leeward.events import Settings

VALUES, PEOPLE, LANGUAGE, OPEN_PLAN = "values_line", "people", "language", "plan"
COUNTRY = "country"


class OpenWords:
    """Writes outside the lock what may stand there, and takes away what may not any more."""

    def __init__(self, journal: Journal, safety: Safety, care: Care | None) -> None:
        self._journal = journal
        self._safety = safety
        self._care = care

    def refresh(self) -> None:
        """Bring what is readable while locked in step with the journal as it stands."""
        if self._care is None or self._care.read_only:
            return
        known = self._care.remembered()
        for name, words in self._wanted().items():
            if known.get(name, "") != words:
                self._care.remember_openly(name, words)

    def _wanted(self) -> dict[str, str]:
        """Return what may be readable while locked, by name; empty where nothing may."""
        settings = self._journal.settings
        line, people = self._own(settings) if settings.readable_while_locked else ("", "")
        plan = self._plan() if settings.plan_while_locked else {}
        return {
            LANGUAGE: settings.language,
            COUNTRY: settings.country,
            VALUES: line,
            PEOPLE: people,
            OPEN_PLAN: json.dumps(plan, ensure_ascii=False) if plan else "",
        }

    def _own(self, settings: Settings) -> tuple[str, str]:
        """Return the person's line, unless it clashes with what they answered, and their people."""
        line = settings.values_line
        if line and Closure.VALUES_LINE in self._safety.closed():
            line = ""
        people = (f"{one.name}: {one.how}" if one.how else one.name for one in settings.contacts)
        return line, "\n".join(people)

    def _plan(self) -> Mapping[str, str]:
        for entry in reversed(self._journal.history().of(Reflection)):
            if isinstance(entry.body, Reflection) and entry.body.about == PLAN:
                return {a.question: a.words for a in entry.body.answers if a.words}
        return {}


def open_plan(words: str) -> dict[str, str]:
    """Read a plan kept outside the lock: words by question; empty where there is none.

    Anyone may have written there, so whatever is not words by question is left out.
    """
    try:
        found = json.loads(words) if words else {}
    except ValueError:
        return {}
    if not isinstance(found, dict):
        return {}
    return {str(name): text for name, text in found.items() if isinstance(text, str)}
