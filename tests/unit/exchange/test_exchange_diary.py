"""A diary file is read whatever its state: records, remarks by line, or one clear sentence."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.exchange.diary.read import COLUMNS, read_diary
from leeward.util.errors import InputError, LeewardError

HEAD = ",".join(COLUMNS[:11])


def file(*lines: str, head: str = HEAD) -> bytes:
    """A diary file of these lines."""
    return "\n".join([head, *lines]).encode()


def test_every_column_is_read() -> None:
    """Each documented column ends in its field, sorted by time."""
    found = read_diary(
        file(
            "2026-03-02T10:00:00+01:00,urge,,,7,,,,yes,,",
            "2026-03-01T09:30:00+01:00,check_in,6,4,,,,,,,",
            "2026-03-02T10:05:00+01:00,episode,,,,solo,8,3,,,",
            "2026-03-01T12:00:00Z,trigger,,,,,,,,Work Stress,0.8",
            "2026-03-03T12:00:00Z,practice,,,,walk,,,,,",
        )
    )
    first, second, third, fourth, fifth = found.diary.records
    assert (first.distress, first.security, first.prompted) == (6, 4, True)
    assert (second.trigger, second.severity) == ("work_stress", 0.8)
    assert (third.urge, third.acted) == (7, True)
    assert (fourth.kind, fourth.before, fourth.after) == ("solo", 8, 3)
    assert fifth.kind == "walk"
    assert found.problem_count == 0


def test_any_column_may_be_absent() -> None:
    """Two columns are enough, in any order and with another separator."""
    found = read_diary(b"distress;time\n4;2026-03-01T09:30:00Z\n")
    assert found.diary.records[0].distress == 4
    assert found.diary.records[0].record == "check_in"


def test_what_cannot_be_taken_is_told_by_line() -> None:
    """A bad cell loses the cell, a bad line the line, and both are told with their number."""
    found = read_diary(
        file(
            "2026-03-01T09:30:00Z,check_in,11,,,,,,,,",
            "yesterday,check_in,4,,,,,,,,",
            "2026-03-01,check_in,4,,,,,,,,",
            "2026-03-01T10:00:00Z,dream,4,,,,,,,,",
            "2026-03-01T11:00:00Z,check_in,5,,,,,,,,",
        )
    )
    assert [p.line for p in found.problems] == [2, 3, 4, 5]
    assert [r.distress for r in found.diary.records] == [None, 5]
    assert "coarse" in found.problems[2].message


def test_severity_in_tenths_is_seen() -> None:
    """One severity above 1 means that the column runs to 10."""
    found = read_diary(
        file(
            "2026-03-01T09:30:00Z,trigger,,,,,,,,work,8",
            "2026-03-01T10:30:00Z,trigger,,,,,,,,work,1",
        )
    )
    assert [r.severity for r in found.diary.records] == [0.8, 0.1]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"when,distress\n1,2\n", "time"),
        (b"time,time\n", "twice"),
        (file("nothing,check_in,4"), "Line 2"),
        (b"\xff\xfe\x00", "text"),
        (file(), "no line"),
    ],
)
def test_a_file_with_nothing_to_read_is_one_sentence(data: bytes, said: str) -> None:
    """Where nothing can be read, the error says what is missing."""
    with pytest.raises(InputError) as caught:
        read_diary(data)
    assert said in caught.value.message


def test_too_many_names_are_left_out() -> None:
    """Each name is a parameter or two; beyond two dozen the line is left out, and told."""
    start = datetime(2026, 3, 1, tzinfo=UTC)
    found = read_diary(
        file(
            *(
                f"{(start + timedelta(hours=i)).isoformat()},trigger,,,,,,,,t{i},1"
                for i in range(30)
            )
        )
    )
    assert len(found.diary.records) == 24
    assert found.problem_count == 6


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", HEAD.encode() + b"\n"]))
def test_no_bytes_make_a_trace(body: bytes, head: bytes) -> None:
    """Whatever the bytes, there is a diary or a sentence for the person."""
    data = head + body
    with contextlib.suppress(LeewardError):
        assert read_diary(data).diary.records
