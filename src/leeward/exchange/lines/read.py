"""JSON Lines back into entries, with a list of problems by line."""

from __future__ import annotations

from dataclasses import dataclass

from leeward.events import Entry
from leeward.events.codec import BadEntryError, NewerEntryError, decode
from leeward.util.errors import InputError

MAX_BYTES = 256 * 1024 * 1024
MAX_LINE = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProblem:
    """One line that is no entry: its number and what is wrong."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What a file holds. Entries keep their order and ids; the same file adds nothing twice."""

    entries: tuple[Entry, ...]
    problems: tuple[LineProblem, ...]


def read_lines(data: bytes) -> Lines:
    """Read an export.

    Raises:
        InputError: the file is too large, or none of its lines is an entry.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"This file is larger than {MAX_BYTES // 2**20} MB.")
    entries: list[Entry] = []
    problems: list[LineProblem] = []
    for number, raw in enumerate(data.split(b"\n"), start=1):
        line = raw.strip()
        if not line:
            continue
        if len(line) > MAX_LINE:
            problems.append(LineProblem(line=number, message="This line is far too long."))
            continue
        try:
            entries.append(decode(line))
        except (BadEntryError, NewerEntryError) as error:
            problems.append(LineProblem(line=number, message=error.message))
    if not entries:
        raise InputError("No line of this file is an entry of Leeward. Nothing was stored.")
    return Lines(entries=tuple(entries), problems=tuple(problems))
