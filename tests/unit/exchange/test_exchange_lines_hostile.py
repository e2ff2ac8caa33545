"""A hostile JSON Lines file costs bounded memory and stores nothing it should not."""

from __future__ import annotations

import json
import tracemalloc
from datetime import UTC, datetime
from typing import Any

import pytest

from leeward.exchange.lines.read import MAX_PROBLEMS, SHOWN_PROBLEMS, read_lines
from leeward.util.errors import InputError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)


def line(**changed: Any) -> bytes:
    """One entry as a line."""
    stamp = "2026-10-01T10:00:00Z"
    plain = {"id": "1" * 32, "kind": "check_in", "v": 1, "at": stamp, "recorded": stamp}
    plain |= {"zone": "UTC", "body": {"distress": 3}}
    return json.dumps(plain | changed).encode() + b"\n"


def test_millions_of_short_lines_cost_little_memory() -> None:
    """Problems are counted, and only the first of them are kept."""
    data = line() + b"x\n" * MAX_PROBLEMS
    tracemalloc.start()
    try:
        found = read_lines(data)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert (len(found.problems), found.problem_count) == (SHOWN_PROBLEMS, MAX_PROBLEMS)
    assert peak < 4 * len(data)
    with pytest.raises(InputError, match="something else"):
        read_lines(data + b"x\n")


def test_a_mark_at_the_start_and_other_line_ends_are_read() -> None:
    """A file that went through a Windows editor reads like before."""
    data = b"\xef\xbb\xbf" + (line() + line(id="2" * 32)).replace(b"\n", b"\r\n")
    assert len(read_lines(data).entries) == 2


def test_entries_of_the_future_are_left_out() -> None:
    """A time that has not come yet is told by its line, not stored."""
    data = line() + line(id="2" * 32, at="2199-01-01T10:00:00Z")
    found = read_lines(data, now=NOW)
    assert [entry.id for entry in found.entries] == ["1" * 32]
    assert (found.problems[0].line, "future" in found.problems[0].message) == (2, True)


@pytest.mark.parametrize(
    "data",
    [
        b'{"id":"' + b"1" * 32 + b'","body":' + b"[" * 400_000,
        b"{" * 2_000_000,
        "{}".encode("utf-16"),
        b"\0" * 100_000,
        b"{}",
    ],
)
def test_a_file_without_an_entry_is_one_sentence(data: bytes) -> None:
    """Whatever it is, the answer says that nothing was stored and where to look."""
    with pytest.raises(InputError, match="nothing was stored") as caught:
        read_lines(data)
    assert "Line 1" in caught.value.message
