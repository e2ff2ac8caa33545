"""Rows through a mapping into entries. Nothing is stored here; problems are a list, by line."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time

from leeward.events import Entry, LookBack
from leeward.events.vocabulary import Precision, Source
from leeward.exchange.tabular.mapping import Mapping, MappingError, TimeRule
from leeward.exchange.tabular.rows import Row, RowError, Time, bodies
from leeward.util.clock import from_local
from leeward.util.errors import InputError
from leeward.util.language import say, whole
from leeward.util.said import quoted

MAX_BYTES = 64 * 1024 * 1024
MAX_ROWS = 500_000
MAX_CELL = 20_000
MAX_COLUMNS = 2_000
SHOWN_PROBLEMS = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing that could not be taken as it is: where, what, and what happens with it."""

    line: int
    column: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What an import would store. `new` of the entries are not in the journal yet."""

    mapping: Mapping
    entries: tuple[Entry, ...]
    new: int
    lines: int
    problems: tuple[Problem, ...]
    problem_count: int
    skipped: int


def text_of(data: bytes, encoding: str) -> str:
    """Decode a file.

    Raises:
        InputError: it is too large, not text in that encoding, or holds zero bytes.
    """
    if len(data) > MAX_BYTES:
        raise InputError(
            say("This file is larger than {mb} MB. Split it first.", mb=MAX_BYTES // 2**20)
        )
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        said = encoding.upper().removesuffix("-SIG")
        raise InputError(
            say(
                "Line {line} is not {encoding} text. Save the file as UTF-8, or name its encoding in the mapping. Nothing was stored.",
                line=line,
                encoding=said,
            )
        ) from error
    except (UnicodeError, LookupError, ValueError) as error:
        raise MappingError(
            say(
                "The encoding {encoding} of the mapping is not known here. Try utf-8.",
                encoding=f"{encoding[:40]!a}",
            )
        ) from error
    if "\0" in text:
        raise InputError(say("This does not look like a text file. Nothing was stored."))
    return text


def plan(
    data: bytes,
    mapping: Mapping,
    *,
    zone: str,
    now: datetime,
    known: Callable[[str], bool] = lambda _: False,
) -> Plan:
    """Read a file and say what would be stored; the same file twice gives the same ids.

    `zone` is the person's, used where the mapping names none. `known` tells whether an id is
    in the journal already.

    Raises:
        InputError: the file as a whole cannot be read (size, encoding, no such columns).
    """
    found: list[Entry] = []
    remarks = _Remarks()
    seen: Counter[bytes] = Counter()
    lines = skipped = 0
    for row in _rows(text_of(data, mapping.encoding), mapping):
        lines = max(lines, row.line)
        try:
            made = _entries(row, mapping, zone, now, seen, remarks)
        except RowError as error:
            remarks.add(row.line, error, say("The line is left out."))
            continue
        skipped += not made
        found += made
    return Plan(
        mapping=mapping,
        entries=tuple(found),
        new=sum(not known(entry.id) for entry in found),
        lines=lines,
        problems=tuple(remarks.shown),
        problem_count=remarks.count,
        skipped=skipped,
    )


@dataclass(slots=True)
class _Remarks:
    """Problems in the order of lines; the same remark on a column is shown once."""

    shown: list[Problem] = field(default_factory=list)
    count: int = 0
    _said: set[tuple[str, str]] = field(default_factory=set)

    def add(self, line: int, error: RowError, then: str, *, once: bool = False) -> None:
        self.count += 1
        said = (error.column, error.message)
        if len(self.shown) >= SHOWN_PROBLEMS or (once and said in self._said):
            return
        self._said.add(said)
        message = f"{error.message[:1].upper()}{error.message[1:]}. {then}"
        self.shown.append(Problem(line=line, column=error.column, message=message))


def _entries(
    row: Row,
    mapping: Mapping,
    zone: str,
    now: datetime,
    seen: Counter[bytes],
    remarks: _Remarks,
) -> list[Entry]:
    when = read_time(row, mapping.time, zone)
    if when.at > now:
        raise RowError(mapping.time.columns[0], say("this time lies in the future"))
    made: list[Entry] = []
    for group, left_out in bodies(row, mapping):
        for body in group:
            linked = replace(body, episode=made[-1].id) if isinstance(body, LookBack) else body
            made.append(
                Entry(
                    id=_row_id(mapping, row, type(body).__name__, seen),
                    at=when.at,
                    recorded=when.at,
                    zone=mapping.time.zone or zone,
                    body=linked,
                    source=Source.IMPORT,
                    precision=when.precision,
                )
            )
        for remark in left_out:
            remarks.add(row.line, remark, say("The rest of the line is kept."), once=True)
    return made


def _rows(text: str, mapping: Mapping) -> Iterator[Row]:
    csv.field_size_limit(MAX_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mapping.delimiter)
    try:
        header = next(reader, None)
    except csv.Error as error:
        raise _no_table(1, error) from error
    if header is None:
        raise InputError(say("This file is empty. Nothing was stored."))
    if len(header) > MAX_COLUMNS:
        raise InputError(say("This table has more than {most} columns.", most=whole(MAX_COLUMNS)))
    header = [name.strip() for name in header]
    _needs(header, mapping)
    for number, cells in enumerate(_safely(reader), start=1):
        if number > MAX_ROWS:
            raise InputError(
                say("This table has more than {most} lines. Split it first.", most=whole(MAX_ROWS))
            )
        if not any(cell.strip() for cell in cells):
            continue
        row = Row(
            line=reader.line_num,
            cells=dict(zip(header, (cell.strip() for cell in cells), strict=False)),
            ragged=len(cells) > len(header) and any(cell.strip() for cell in cells[len(header) :]),
        )
        yield from _lengthen(row, mapping)


def _safely(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error as error:
        raise _no_table(getattr(reader, "line_num", 0), error) from error


def _no_table(line: int, error: csv.Error) -> InputError:
    if "field limit" in str(error):
        return InputError(
            say(
                "Line {line} has a cell of more than {most} letters. A quotation mark that never closes does that too. Nothing was stored.",
                line=line,
                most=whole(MAX_CELL),
            )
        )
    return InputError(
        say(
            "Line {line} cannot be read as a table: {error}. Nothing was stored.",
            line=line,
            error=error,
        )
    )


def _lengthen(row: Row, mapping: Mapping) -> Iterator[Row]:
    wide = mapping.wide
    if wide is None:
        yield row
        return
    kept = {name: row.cells[name] for name in wide.keep if name in row.cells}
    for name, value in row.cells.items():
        if name and name not in wide.keep:
            cells = {**kept, wide.name_as: name, wide.value_as: value}
            yield Row(line=row.line, cells=cells, ragged=row.ragged)


def _needs(header: Sequence[str], mapping: Mapping) -> None:
    present = set(header)
    if mapping.wide is not None:
        needed = set(mapping.wide.keep)
    else:
        needed = set(mapping.time.columns)
        for rule in mapping.entries:
            for rating in rule.ratings.values():
                needed.update(rating.columns)
            if rule.when:
                needed.add(rule.when)
    twice = sorted(name for name, times in Counter(header).items() if times > 1 and name in needed)
    if twice:
        raise InputError(
            say(
                "Two columns are called “{name}”, so it is not clear which one is meant. Rename one of them. Nothing was stored.",
                name=twice[0][:60],
            )
        )
    missing = sorted(needed - present)
    if missing:
        raise MappingError(
            say(
                "This file does not fit the mapping: there is no column called {names}. Choose "
                "another mapping, or change this one. Nothing was stored.",
                names=", ".join(quoted(name[:60]) for name in missing[:5]),
            )
        )


def read_time(row: Row, rule: TimeRule, default_zone: str) -> Time:
    """Read the time of a row; a bare date becomes noon of that day, with day precision."""
    for column in rule.columns:
        if column not in row.cells:
            raise RowError(column, say("there is no such cell in this line"))
    text = rule.join.join(row.cells[column] for column in rule.columns).strip()
    if not text:
        raise RowError(rule.columns[0], say("there is no date here"))
    zone_name = rule.zone or default_zone
    for form in rule.formats:
        wall = _strptime(text, form)
        if wall is not None:
            if wall.tzinfo is not None:
                return Time(at=_in_utc(wall, rule), precision=Precision.MINUTE)
            return Time(at=_from_wall(wall, zone_name, rule), precision=Precision.MINUTE)
    for form in rule.day_formats:
        wall = _strptime(text, form)
        if wall is not None:
            noon = datetime.combine(wall.date(), time(12))
            return Time(at=_from_wall(noon, zone_name, rule), precision=Precision.DAY)
    raise RowError(rule.columns[0], say("this time is not written as the mapping says"))


def _strptime(text: str, form: str) -> datetime | None:
    if len(text) > 100:
        return None
    try:
        return datetime.strptime(text, form)  # noqa: DTZ007  the zone is added by the caller
    except ValueError:
        return None


def _from_wall(wall: datetime, zone_name: str, rule: TimeRule) -> datetime:
    try:
        moment = from_local(wall, zone_name)
    except OverflowError as error:
        raise RowError(rule.columns[0], say("this year is out of range")) from error
    return _in_range(moment, rule)


def _in_utc(wall: datetime, rule: TimeRule) -> datetime:
    try:
        return _in_range(wall.astimezone(UTC), rule)
    except OverflowError as error:
        raise RowError(rule.columns[0], say("this year is out of range")) from error


def _in_range(moment: datetime, rule: TimeRule) -> datetime:
    if not 1950 <= moment.year <= 2150:
        raise RowError(rule.columns[0], say("the year {year} is out of range", year=moment.year))
    return moment


def _row_id(mapping: Mapping, row: Row, kind: str, seen: Counter[bytes]) -> str:
    """Name an entry by what its row says, so that the same row is the same entry again."""
    parts = [mapping.id, kind, *(f"{k}\x1f{v}" for k, v in sorted(row.cells.items()))]
    digest = hashlib.blake2b("\x1e".join(parts).encode(), digest_size=16).digest()
    seen[digest] += 1
    if seen[digest] > 1:
        again = f"{digest.hex()}:{seen[digest]}".encode()
        digest = hashlib.blake2b(again, digest_size=16).digest()
    return digest.hex()
