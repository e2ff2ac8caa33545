"""The journal as it stands as a CSV table: one row an entry, every field a column.

Cells that a spreadsheet could take for a formula start with an apostrophe; reading takes it
away again, so that writing and reading give the same entries.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from typing import Any

from leeward.events import Entry
from leeward.events.codec import BadEntryError, from_plain, to_plain
from leeward.exchange.private import without_private
from leeward.util.clock import local
from leeward.util.errors import InputError
from leeward.util.language import say

ENVELOPE = ("id", "kind", "v", "at", "recorded", "zone", "source", "precision")
COLUMNS = tuple(f"entry_{name}" for name in ENVELOPE)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "'")


def table(entries: Iterable[Entry], *, private: bool) -> str:
    """Return the table. Without `private`, answers about consent and pressure are left out."""
    kept = list(entries) if private else list(without_private(entries))
    plains = [to_plain(entry) for entry in kept]
    fields = sorted({name for plain in plains for name in plain["body"]})
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow([*COLUMNS, "local_time", *fields])
    for entry, plain in zip(kept, plains, strict=True):
        writer.writerow(
            [
                *(_cell(plain[name]) for name in ENVELOPE),
                local(entry.at, entry.zone).isoformat(timespec="minutes"),
                *(_cell(plain["body"].get(name)) for name in fields),
            ]
        )
    return out.getvalue()


def plain_table(heads: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    """Return a table of finished texts, such as a chart's; formulas are guarded the same way."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(
        [f"'{cell}" if cell.startswith(FORMULA) else cell for cell in row] for row in (heads, *rows)
    )
    return out.getvalue()


def read_table(text: str) -> tuple[Entry, ...]:
    """Read a table written by `table`.

    Raises:
        InputError: it is another kind of table, or a line is no entry; the line is named.
    """
    reader = csv.DictReader(io.StringIO(text, newline=""))
    if not set(COLUMNS) <= set(reader.fieldnames or ()):
        raise InputError(say("This is not a table that Leeward wrote."))
    try:
        return tuple(_entry(row, reader.line_num) for row in reader)
    except csv.Error as error:
        raise InputError(
            say("Line {line} cannot be read: {error}.", line=reader.line_num, error=error)
        ) from error


def _entry(row: dict[str, str], line: int) -> Entry:
    plain: dict[str, Any] = {name: _value(row[f"entry_{name}"] or "") for name in ENVELOPE}
    plain["body"] = {
        name: _value(cell)
        for name, cell in row.items()
        if name not in COLUMNS and name != "local_time" and cell
    }
    try:
        return from_plain(plain)
    except BadEntryError as error:
        raise InputError(say("Line {line} is not an entry Leeward can read.", line=line)) from error


def _cell(value: Any) -> str:
    if value is None or value in ("", []):
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    looks_like_json = value[0] in '[{"' or value in {"true", "false", "null"} or _is_number(value)
    text = json.dumps(value, ensure_ascii=False) if looks_like_json else value
    return f"'{text}" if text.startswith(FORMULA) else text


def _is_number(text: str) -> bool:
    try:
        json.loads(text)
    except ValueError:
        return False
    return True


def _value(cell: str) -> Any:
    text = cell.removeprefix("'") if cell.startswith("'") else cell
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
