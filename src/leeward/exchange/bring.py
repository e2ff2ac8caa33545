"""Bringing a file in: what it holds, what is new, and storing it exactly once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leeward.events import Entry, ImportBatch
from leeward.events.vocabulary import Source
from leeward.exchange.lines.read import BOM, read_lines
from leeward.exchange.tabular.mapping import Mapping
from leeward.exchange.tabular.read import Problem, plan
from leeward.util.ids import new_id

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward

NAME_LIMIT = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a file would add. Nothing is stored until `store`."""

    name: str
    mapping: str
    entries: tuple[Entry, ...]
    new: int
    lines: int
    problems: tuple[Problem, ...]
    problem_count: int

    @property
    def first(self) -> datetime | None:
        """Time of the earliest entry."""
        return min((entry.at for entry in self.entries), default=None)

    @property
    def last(self) -> datetime | None:
        """Time of the latest entry."""
        return max((entry.at for entry in self.entries), default=None)


def looks_like_lines(data: bytes) -> bool:
    """Whether a file looks like JSON Lines."""
    return data.removeprefix(BOM).lstrip()[:1] == b"{"


def bring_table(leeward: Leeward, data: bytes, mapping: Mapping, *, name: str) -> Brought:
    """Read a table through a mapping; raises InputError where the file does not fit."""
    found = plan(
        data,
        mapping,
        zone=leeward.settings.zone,
        now=leeward.clock(),
        known=leeward.known,
    )
    return Brought(
        name=name[:NAME_LIMIT],
        mapping=mapping.id,
        entries=found.entries,
        new=found.new,
        lines=found.lines,
        problems=found.problems,
        problem_count=found.problem_count,
    )


def bring_lines(leeward: Leeward, data: bytes, *, name: str) -> Brought:
    """Read an export of Leeward; raises InputError where no line is an entry."""
    found = read_lines(data, now=leeward.clock())
    problems = tuple(Problem(line=p.line, column="", message=p.message) for p in found.problems)
    return Brought(
        name=name[:NAME_LIMIT],
        mapping="",
        entries=found.entries,
        new=sum(not leeward.known(entry.id) for entry in found.entries),
        lines=len(found.entries) + found.problem_count,
        problems=problems,
        problem_count=found.problem_count,
    )


def store(leeward: Leeward, brought: Brought) -> int:
    """Store what is new, in one commit with a note of the import; return how many were added.

    An export of Leeward is put back as it was, without a note of its own, so that a restored
    journal equals the one it came from.
    """
    if not brought.new:
        return 0
    entries = list(brought.entries)
    if brought.mapping:
        now = leeward.clock()
        batch = ImportBatch(
            name=brought.name,
            mapping=brought.mapping,
            lines=brought.lines,
            added=brought.new,
            problems=brought.problem_count,
        )
        entries.append(
            Entry(
                id=new_id(now),
                at=now,
                recorded=now,
                zone=leeward.settings.zone,
                body=batch,
                source=Source.IMPORT,
            )
        )
    leeward.add_all(entries)
    return brought.new
