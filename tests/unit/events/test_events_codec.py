"""Entries survive being stored."""

from __future__ import annotations

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.events import Entry
from leeward.events.codec import BadEntryError, decode, encode, from_plain, to_plain
from leeward.events.versions import NewerEntryError, upcast
from leeward.util.errors import LeewardError
from support.entries import entries


@given(entries)
def test_every_entry_is_the_same_after_encoding_and_decoding(entry: Entry) -> None:
    """Encoding and decoding gives the same entry, byte for byte when repeated."""
    data = encode(entry)
    assert decode(data) == entry
    assert encode(decode(data)) == data


@given(entries)
def test_the_plain_record_is_json_and_reads_back(entry: Entry) -> None:
    """The documented record goes through any JSON library unharmed."""
    assert from_plain(json.loads(json.dumps(to_plain(entry)))) == entry


@given(st.binary(max_size=200))
def test_any_bytes_give_an_entry_or_a_clear_error(data: bytes) -> None:
    """Bytes that are no entry raise our own error and nothing else."""
    with pytest.raises(LeewardError):
        decode(data)


@given(entries, st.data())
def test_a_damaged_record_is_refused_or_still_an_entry(entry: Entry, data: st.DataObject) -> None:
    """Cutting bytes out of a record never raises anything but our own errors."""
    raw = encode(entry)
    start = data.draw(st.integers(0, len(raw) - 1))
    length = data.draw(st.integers(1, 8))
    with suppress(LeewardError):
        assert isinstance(decode(raw[:start] + raw[start + length :]), Entry)


def test_a_rating_outside_the_scale_is_refused() -> None:
    """A stored 11 is no rating, wherever it comes from."""
    with pytest.raises(BadEntryError):
        from_plain(_plain(distress=11))


def test_a_newer_kind_is_told_apart_from_damage() -> None:
    """An entry of a newer version raises NewerEntryError, so that it can be kept as it is."""
    plain = _plain(distress=3)
    with pytest.raises(NewerEntryError):
        from_plain({**plain, "v": 99})
    with pytest.raises(NewerEntryError):
        from_plain({**plain, "kind": "dream"})


def test_upcasters_run_one_version_at_a_time() -> None:
    """A body two versions old passes both upcasters in order."""

    def first(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "steps": [1]}

    def second(body: dict[str, Any]) -> dict[str, Any]:
        return {**body, "steps": [*body["steps"], 2]}

    found = upcast(
        "check_in",
        1,
        {},
        upcasters={("check_in", 1): first, ("check_in", 2): second},
        current={"check_in": 3},
    )
    assert found == {"steps": [1, 2]}


def _plain(**body: object) -> dict[str, Any]:
    return {
        "id": "0" * 32,
        "kind": "check_in",
        "v": 1,
        "at": "2026-11-01T10:00:00Z",
        "recorded": "2026-11-01T10:00:00Z",
        "zone": "UTC",
        "body": body,
    }


def corrected(**body: Any) -> dict[str, Any]:
    """A correction as a plain record."""
    inner = {"kind": "check_in", "v": 1, "body": {"distress": 4}}
    stamp = "2026-11-01T12:00:00Z"
    plain = {"target": "1" * 32, "seen": "1" * 32, "at": stamp, "body": inner}
    return {**_plain(), "kind": "corrected", "body": plain | body}


def test_a_correction_reads_back() -> None:
    """The record the hostile ones below are made from is itself fine."""
    assert from_plain(corrected()).kind == "corrected"


@pytest.mark.parametrize(
    "hostile",
    [
        corrected(at="0001-01-01T00:00:00Z"),
        corrected(at="9999-12-31T23:59:59Z"),
        corrected(at="2026-11-01T12:00:00"),
        corrected(target="x"),
        corrected(seen="../../etc"),
        corrected(body={"kind": "forgotten", "v": 1, "body": {"targets": ["1" * 32]}}),
        corrected(body={"kind": "corrected", "v": 1, "body": corrected()["body"]}),
        {**_plain(), "kind": "withdrawn", "body": {"target": "x"}},
        {**_plain(), "kind": "forgotten", "body": {"targets": ["1" * 32, ""]}},
    ],
)
def test_a_change_that_could_not_be_folded_is_no_entry(hostile: dict[str, Any]) -> None:
    """Whatever would stop the journal from opening is refused before it is stored."""
    with pytest.raises(BadEntryError):
        from_plain(hostile)


@pytest.mark.parametrize("body", [b'{"note":' + b"[" * 50_000, b"[" * 50_000])
def test_a_deeply_nested_line_is_no_entry(body: bytes) -> None:
    """Nesting without end is damage like any other."""
    whole = encode(from_plain(_plain(distress=3)))
    with pytest.raises(BadEntryError):
        decode(whole.replace(b'{"distress":3', body + b'{"distress":3'))
