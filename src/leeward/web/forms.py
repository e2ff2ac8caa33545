"""Reading forms: typed values, or problems that stand beside their field.

Nothing is pre-filled for a person, nothing is cut or mended silently, and what was typed is
shown again when something has to be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, TypeVar

from leeward.util.clock import from_local
from leeward.util.errors import InputError, LeewardError
from leeward.util.language import say, whole
from leeward.util.text import clean

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Choice = TypeVar("Choice", bound=StrEnum)

NOTE = 10_000
NAME = 80
FIELD_CAP = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where, and how to mend it; `field` may be empty."""

    field: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Upload:
    """A file that came with a form; its name is for showing only."""

    name: str
    data: bytes


def options(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Say the words of stored choices: pairs of a value and a marked sentence."""
    return tuple((value, say(words)) for value, words in pairs)


@dataclass(slots=True)
class Form:
    """What came in, what is wrong with it, and what to show again."""

    items: dict[str, list[str]] = field(default_factory=dict)
    uploads: dict[str, Upload] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @classmethod
    def of(cls, values: Mapping[str, str | Iterable[str]]) -> Form:
        """Make a form that shows given values, as on a page opened to change something."""
        return cls(items={k: [v] if isinstance(v, str) else list(v) for k, v in values.items()})

    # What templates ask for.

    def value(self, name: str) -> str:
        """Return what was typed or chosen, or nothing."""
        return next(iter(self.items.get(name, [])), "")

    def has(self, name: str, value: str) -> bool:
        """Whether a box or stone was chosen."""
        return value in self.items.get(name, [])

    def problem(self, name: str) -> str:
        """Return what is wrong with a field, or nothing."""
        return next((p.message for p in self.problems if p.field == name), "")

    @property
    def ok(self) -> bool:
        """Whether nothing has to be looked at."""
        return not self.problems

    # What views ask for.

    def blame(self, name: str, message: str) -> None:
        """Note something that has to be looked at."""
        self.problems.append(Problem(field=name, message=message))

    def catch(self, error: LeewardError, **names: str) -> None:
        """Note an error of the floors below beside its field; `names` maps theirs to ours."""
        place = error.field or "" if isinstance(error, InputError) else ""
        self.blame(names.get(place, place), error.message)

    def rating(self, name: str) -> int | None:
        """Read a rating; skipped is None."""
        raw = self.value(name)
        if not raw:
            return None
        if raw.isascii() and raw.isdecimal() and len(raw) <= 2 and int(raw) <= 10:
            return int(raw)
        self.blame(name, say("Choose a number from 0 to 10, or skip."))
        return None

    def number(self, name: str, *, low: int, high: int, default: int) -> int:
        """Read a whole number inside its bounds."""
        raw = self.value(name).strip()
        if raw.isascii() and raw.isdecimal() and len(raw) < 9 and low <= int(raw) <= high:
            return int(raw)
        self.blame(name, say("Give a whole number from {low} to {high}.", low=low, high=high))
        return default

    def one(self, name: str, kind: type[Choice]) -> Choice | None:
        """Read one choice out of a list; skipped is None."""
        raw = self.value(name)
        if not raw:
            return None
        try:
            return kind(raw)
        except ValueError:
            self.blame(name, say("Choose one of the answers shown."))
            return None

    def several(self, name: str, kind: type[Choice]) -> tuple[Choice, ...]:
        """Read several choices, each once, in the order of the list."""
        raw = set(self.items.get(name, []))
        known = tuple(value for value in kind if value.value in raw)
        if len(known) != len(raw):
            self.blame(name, say("Choose from the answers shown."))
        return known

    def typed(self, name: str, words: str) -> bool:
        """Whether the words that guard a step stand there, in the page's language or in English."""
        return self.value(name).strip().casefold() in {words, say(words).casefold()}

    def words(self, name: str, *, limit: int = NOTE) -> str:
        """Read free words; too long is a problem, never a cut."""
        text = clean(self.value(name).replace("\r\n", "\n"), limit=limit + 1)
        if len(text) > limit:
            self.blame(
                name,
                say("That is longer than the {limit} letters that fit here.", limit=whole(limit)),
            )
            return ""
        return text

    def yes(self, name: str) -> bool:
        """Read a box."""
        return self.has(name, "yes")

    def moment(self, name: str, zone_name: str) -> datetime | None:
        """Read a wall-clock time in the person's zone; empty is None.

        The result is aware, in UTC.
        """
        raw = self.value(name).strip()
        if not raw:
            return None
        try:
            wall = datetime.fromisoformat(raw)
        except ValueError:
            wall = None
        if wall is None or wall.tzinfo is not None or not 1900 <= wall.year <= 2200:
            self.blame(name, say("Give the day and the time, like 2026-11-21 18:30."))
            return None
        return from_local(wall, zone_name)
