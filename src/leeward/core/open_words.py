"""What a person chose to leave readable while the journal is locked, kept in step.

The language always, so that help can be read. Of the person's own words nothing, unless they chose
it knowingly: their own line and people, and apart from these their plan for dark hours.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from leeward.core.apart import PLAN
from leeward.events import Reflection

if TYPE_CHECKING:
    from leeward.core.journal import Journal
    from leeward.events import Settings

Remember = Callable[[str, str], None]
VALUES, PEOPLE, LANGUAGE, OPEN_PLAN = "values_line", "people", "language", "plan"


class OpenWords:
    """Writes outside the lock what may stand there, and takes away what may not any more."""

    def __init__(self, journal: Journal, remember: Remember | None) -> None:
        self._journal = journal
        self._remember = remember
        self._kept: dict[str, str] = {}

    def refresh(self) -> None:
        """Bring what is readable while locked in step with settings and plan as they stand."""
        if self._remember is None:
            return
        settings = self._journal.settings
        plan = self._plan() if settings.plan_while_locked else {}
        for name, value in open_words(settings, plan).items():
            if self._kept.get(name) != value:
                self._remember(name, value)
                self._kept[name] = value

    def _plan(self) -> dict[str, str]:
        for entry in reversed(self._journal.history().of(Reflection)):
            if isinstance(entry.body, Reflection) and entry.body.about == PLAN:
                return {a.question: a.words for a in entry.body.answers if a.words}
        return {}


def open_words(settings: Settings, plan: Mapping[str, str]) -> dict[str, str]:
    """Return what stays readable while locked, by name; empty where nothing may."""
    people = (f"{one.name}: {one.how}" if one.how else one.name for one in settings.contacts)
    readable = settings.readable_while_locked
    return {
        LANGUAGE: settings.language,
        VALUES: settings.values_line if readable else "",
        PEOPLE: "\n".join(people) if readable else "",
        OPEN_PLAN: json.dumps(dict(plan), ensure_ascii=False) if plan else "",
    }


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
