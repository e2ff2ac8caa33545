"""JSON Lines back into entries, with a list of problems by line."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.events import Entry
from leeward.events.codec import decode
from leeward.util.errors import InputError, LeewardError
from leeward.util.language import say, whole

BOM = b"\xef\xbb\xbf"
MAX_BYTES = 256 * 1024 * 1024
MAX_LINE = 1 << 20
SHOWN_PROBLEMS = 200
MAX_PROBLEMS = 100_000
CLOCKS_APART = timedelta(days=1)
"""How far in the future a time may lie: two machines never agree wholly."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProblem:
    """One line that is no entry: its number and what is wrong."""

    line: int
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines:
    """What a file holds. Entries keep their order and ids; the same file adds nothing twice.

    `problems` holds the first of the problems, `problem_count` counts all.
    """

    entries: tuple[Entry, ...]
    problems: tuple[LineProblem, ...]
    problem_count: int


def read_lines(data: bytes, *, now: datetime | None = None) -> Lines:
    """Read an export; with `now`, entries of the future are left out.

    Raises:
        InputError: the file is too large, or none of its lines is an entry.
    """
    if len(data) > MAX_BYTES:
        raise InputError(say("This file is larger than {mb} MB.", mb=MAX_BYTES // 2**20))
    entries: list[Entry] = []
    problems: list[LineProblem] = []
    count = 0
    for number, raw in enumerate(io.BytesIO(data.removeprefix(BOM)), start=1):
        line = raw.strip()
        if not line:
            continue
        try:
            entries.append(_entry(line, now))
        except LeewardError as error:
            count += 1
            if count > MAX_PROBLEMS:
                raise InputError(
                    say(
                        "More than {most} lines of this file are no entries, so it is something else. Nothing was stored.",
                        most=whole(MAX_PROBLEMS),
                    )
                ) from error
            if len(problems) < SHOWN_PROBLEMS:
                problems.append(LineProblem(line=number, message=error.message))
    if not entries:
        nothing = say("Nothing in this file can be taken in, so nothing was stored.")
        if not problems:
            raise InputError(nothing)
        first, what = problems[0].line, problems[0].message
        where = say("Line {line}: {message}", line=whole(first), message=what)
        raise InputError(f"{nothing} {where}")
    return Lines(entries=tuple(entries), problems=tuple(problems), problem_count=count)


def _entry(line: bytes, now: datetime | None) -> Entry:
    if len(line) > MAX_LINE:
        raise InputError(say("This line is far too long. It is left out."))
    entry = decode(line)
    if now is not None and max(entry.at, entry.recorded) > now + CLOCKS_APART:
        raise InputError(say("This time lies in the future. The line is left out."))
    return entry
