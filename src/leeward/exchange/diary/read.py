"""Read a diary file: CSV with one record a line, any of the documented columns absent.

The file is not brought into a journal; it is read for a fit and forgotten. What cannot be taken
is left out and told, line by line; only a file with nothing to read at all is an error.
"""

from __future__ import annotations

import csv
import io
import math
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final, TypeVar

from leeward.analysis.noted import RECORDS, ClassName, Diary, Noted, RecordName
from leeward.exchange.tabular.read import Problem, text_of
from leeward.util.errors import InputError

T = TypeVar("T")

COLUMNS: Final = (
    "time",
    "record",
    "distress",
    "security",
    "urge",
    "kind",
    "before",
    "after",
    "acted",
    "trigger",
    "severity",
    "trigger_class",
    "prompted",
)
MOST_LINES: Final = 100_000
MOST_NAMES: Final = 24
SHOWN_PROBLEMS: Final = 20
LONGEST_NAME: Final = 40
_YES: Final = frozenset({"1", "1.0", "yes", "y", "true", "t", "acted"})
_NO: Final = frozenset({"0", "0.0", "no", "n", "false", "f"})
_EMPTY: Final = frozenset({"", "na", "n/a", "nan", "none", "null", "-", "."})
_RECORD_WORDS: Final[Mapping[str, RecordName]] = {
    **{name: name for name in RECORDS},
    "checkin": "check_in",
    "rating": "check_in",
    "strategy": "practice",
}
_CLASSES: Final[Mapping[str, ClassName]] = {
    "stress": "stress",
    "threat": "threat",
    "other": "other",
}
_KIND_WORDS: Final = {"porn": "pornography", "partner": "partnered"}


class CellError(Exception):
    """A cell that cannot be taken; its line goes on without it."""


class LineError(Exception):
    """A line that cannot be taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DiaryFile:
    """What a file holds: the diary, how many lines it has, and what was left out."""

    diary: Diary
    lines: int
    problems: tuple[Problem, ...]
    problem_count: int


def read_diary(data: bytes, *, sleep: tuple[int, int] | None = None) -> DiaryFile:
    """Read a diary file, times with their zone; `sleep` as in `Diary`.

    Raises:
        InputError: it is not a table, has no column `time`, or no line that can be taken.
    """
    text = text_of(data, "utf-8-sig")
    rows = _rows(text)
    problems: list[Problem] = []
    count = lines = 0
    found: list[tuple[Noted, bool]] = []
    names: set[tuple[str, str]] = set()
    for line, cells in rows:
        lines += 1
        if lines > MOST_LINES:
            raise InputError(f"This diary has more than {MOST_LINES:,} lines. Split it first.")
        try:
            noted, tenths, remarks = _noted(cells)
            _counted(names, noted)
        except LineError as error:
            count += 1
            _tell(problems, line, "", f"{error}. The line is left out.")
            continue
        found.append((noted, tenths))
        for column, remark in remarks:
            count += 1
            _tell(problems, line, column, f"{remark}. The cell is left out.")
    if not found:
        first = f" Line {problems[0].line}: {problems[0].message}" if problems else ""
        raise InputError("There is no line in this diary that can be read." + first)
    # One severity above 1 means that the whole column counts in tenths.
    if any(tenths for _, tenths in found):
        found = [(_scaled(noted), tenths) for noted, tenths in found]
    records = sorted((noted for noted, _ in found), key=lambda n: n.at)
    return DiaryFile(
        diary=Diary(records=tuple(records), sleep=sleep),
        lines=lines,
        problems=tuple(problems),
        problem_count=count,
    )


def _tell(problems: list[Problem], line: int, column: str, message: str) -> None:
    if len(problems) < SHOWN_PROBLEMS:
        problems.append(Problem(line=line, column=column, message=message))


def _rows(text: str) -> Iterator[tuple[int, dict[str, str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    header: list[str] | None = None
    try:
        for cells in reader:
            if header is None:
                header = [_name(cell) for cell in cells]
                _check(header)
                continue
            if any(cell.strip() for cell in cells):
                yield (
                    reader.line_num,
                    {
                        name: cell.strip()
                        for name, cell in zip(header, cells, strict=False)
                        if name in COLUMNS
                    },
                )
    except csv.Error as error:
        raise InputError(f"Line {reader.line_num} cannot be read as a table: {error}.") from error
    if header is None:
        raise InputError("This file is empty.")


def _delimiter(text: str) -> str:
    first = text.lstrip("\n\r").partition("\n")[0]
    return max(",;\t", key=first.count)


def _check(header: list[str]) -> None:
    if "time" not in header:
        raise InputError(
            "This is not a diary file: there is no column called “time”. "
            "docs/guide/cycle.md lists the columns."
        )
    double = sorted({name for name in header if name in COLUMNS and header.count(name) > 1})
    if double:
        raise InputError(f"The column “{double[0]}” is there twice. Keep one of them.")


def _name(cell: str) -> str:
    return re.sub(r"[\s-]+", "_", cell.strip().lower())


def _word(cell: str) -> str:
    """Read a name: letters, digits and underscores, so that it can stand in a parameter's name."""
    plain = unicodedata.normalize("NFC", cell)
    return re.sub(r"[^\w]+", "_", plain).strip("_")[:LONGEST_NAME]


def _noted(cells: Mapping[str, str]) -> tuple[Noted, bool, list[tuple[str, str]]]:
    """Return a record, whether its severity counts in tenths, and remarks by column."""
    said = {k: ("" if v.lower() in _EMPTY else v) for k, v in cells.items()}
    taken = _Cells(said)
    severity = taken.read("severity", _severity)
    noted = Noted(
        at=_time(said.get("time", "")),
        record=_record(said),
        distress=taken.read("distress", _rating),
        security=taken.read("security", _rating),
        urge=taken.read("urge", _rating),
        kind=_kind(said),
        before=taken.read("before", _rating),
        after=taken.read("after", _rating),
        acted=taken.read("acted", _yes_or_no),
        trigger=_word(said.get("trigger", "")).lower(),
        trigger_class=taken.read("trigger_class", _class),
        severity=severity,
        prompted=taken.read("prompted", _yes_or_no) is not False,
    )
    if noted.record == "trigger" and not noted.trigger:
        raise LineError("A record of what came before needs its name in the column “trigger”")
    return noted, severity is not None and severity > 1.0, taken.remarks


class _Cells:
    """The cells of one line; one that cannot be taken leaves a remark."""

    def __init__(self, cells: Mapping[str, str]) -> None:
        self.cells = cells
        self.remarks: list[tuple[str, str]] = []

    def read(self, name: str, how: Callable[[str], T]) -> T | None:
        """Read a cell, or None where it is empty or cannot be taken."""
        text = self.cells.get(name, "")
        if not text:
            return None
        try:
            return how(text)
        except CellError as error:
            self.remarks.append((name, str(error)))
            return None


def _kind(cells: Mapping[str, str]) -> str:
    word = _word(cells.get("kind", "")).lower()
    return _KIND_WORDS.get(word, word)


def _record(cells: Mapping[str, str]) -> RecordName:
    """Read the record's name; without one, the filled columns tell."""
    word = _name(cells.get("record", ""))
    if word:
        if word not in _RECORD_WORDS:
            raise LineError(f"“{word[:LONGEST_NAME]}” is no kind of record")
        return _RECORD_WORDS[word]
    if cells.get("before") or cells.get("after"):
        return "episode"
    if cells.get("urge"):
        return "urge"
    if cells.get("trigger"):
        return "trigger"
    if cells.get("distress") or cells.get("security"):
        return "check_in"
    raise LineError("It does not say what it is a record of")


def _time(text: str) -> datetime:
    if not text:
        raise LineError("There is no time")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise LineError("The time is not written as ISO 8601") from None
    if len(text) <= 10:
        raise LineError("A date without a time of day is too coarse")
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    if not 1950 <= moment.year <= 2150:
        raise LineError(f"The year {moment.year} is out of range")
    return moment


def _number(text: str) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        raise CellError(f"“{text[:20]}” is no number") from None
    if not math.isfinite(value):
        raise CellError("This is no number")
    return value


def _rating(text: str) -> int:
    value = _number(text)
    if not 0.0 <= value <= 10.0:
        raise CellError("A rating lies between 0 and 10")
    return math.floor(value + 0.5)


def _severity(text: str) -> float:
    value = _number(text)
    if not 0.0 <= value <= 10.0:
        raise CellError("A severity lies between 0 and 1, or between 0 and 10")
    return value


def _yes_or_no(text: str) -> bool:
    word = text.lower()
    if word in _YES or word in _NO:
        return word in _YES
    raise CellError(f"“{text[:20]}” is neither yes nor no")


def _class(text: str) -> ClassName:
    found = _CLASSES.get(text.lower())
    if found is None:
        raise CellError("A class is stress, threat or other")
    return found


def _counted(names: set[tuple[str, str]], noted: Noted) -> None:
    """Keep the number of different names in bounds: each one is a parameter or two."""
    new = {("trigger", noted.trigger)} if noted.trigger else set()
    if noted.record in {"episode", "practice"} and noted.kind:
        new.add((noted.record, noted.kind))
    for group, name in new - names:
        if sum(g == group for g, _ in names) >= MOST_NAMES:
            raise LineError(f"More than {MOST_NAMES} different names are too many to tell apart")
        names.add((group, name))


def _scaled(noted: Noted) -> Noted:
    return noted if noted.severity is None else replace(noted, severity=noted.severity / 10.0)
