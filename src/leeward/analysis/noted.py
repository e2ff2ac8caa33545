"""One record of a diary file, as plain values: what a table of lines can say to the model.

Nothing numerical is imported here, so that a reader of files costs nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

RecordName = Literal["check_in", "urge", "episode", "trigger", "practice"]
RECORDS: Final[tuple[RecordName, ...]] = ("check_in", "urge", "episode", "trigger", "practice")
ClassName = Literal["stress", "threat", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """One line of a diary: what was noted and when.

    `at` is aware; its offset tells the local clock. Ratings are 0 to 10, `severity` 0 to 1, None
    where nothing was said. `kind` is the kind of an episode or the name of a practice, `acted`
    what came of an urge, `trigger_class` empty where the name decides. `prompted` is False for a
    check-in at a moment that the person chose.
    """

    at: datetime
    record: RecordName
    distress: int | None = None
    security: int | None = None
    urge: int | None = None
    kind: str = ""
    before: int | None = None
    after: int | None = None
    acted: bool | None = None
    trigger: str = ""
    trigger_class: ClassName | None = None
    severity: float | None = None
    prompted: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Diary:
    """A diary by time. `sleep` is (from, to) in local minutes of the day, None to learn it.

    Equal ends mean that something could be noted at any hour.
    """

    records: tuple[Noted, ...]
    sleep: tuple[int, int] | None = None
