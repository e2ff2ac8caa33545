"""What leaves the journal comes back the same."""

from __future__ import annotations

import csv
import io

from hypothesis import given
from hypothesis import strategies as st

from leeward.events import Corrected, Entry, LookBack
from leeward.events.history import this_times
from leeward.exchange.lines.read import read_lines
from leeward.exchange.lines.write import lines
from leeward.exchange.tabular.write import FORMULA, read_table, table
from support.entries import entries

several = st.lists(entries, min_size=1, max_size=5)


@given(several)
def test_json_lines_round_trip(listed: list[Entry]) -> None:
    """Every entry, changes included, is equal after export and import."""
    data = b"".join(lines(listed, private=True))
    assert list(read_lines(data).entries) == listed
    assert not read_lines(data).problems


@given(several)
def test_table_round_trip(listed: list[Entry]) -> None:
    """The CSV table holds every field, so that it reads back equal."""
    assert list(read_table(table(listed, private=True))) == listed


@given(several)
def test_no_cell_of_the_table_is_a_formula(listed: list[Entry]) -> None:
    """A spreadsheet never sees words that start like a formula."""
    for row in csv.reader(io.StringIO(table(listed, private=True), newline="")):
        for cell in row:
            assert not cell.startswith(FORMULA) or cell.startswith("'") or _is_number(cell)


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True


@given(several)
def test_private_answers_are_left_out_by_default(listed: list[Entry]) -> None:
    """No look-back of a default export says anything about consent or its source."""
    data = b"".join(lines(listed, private=False))
    for entry in read_lines(data).entries:
        body = entry.body.body if isinstance(entry.body, Corrected) else entry.body
        if isinstance(body, LookBack):
            assert body.consent is None
            assert body.had_to_source is None


@given(several)
def test_what_did_not_count_as_coping_does_not_after_export(listed: list[Entry]) -> None:
    """A coerced episode stays outside coping statistics wherever a default export is read."""
    before = {t.entry.id for t in this_times(listed) if not t.counts_as_coping}
    again = read_lines(b"".join(lines(listed, private=False))).entries
    after = {t.entry.id for t in this_times(again) if not t.counts_as_coping}
    assert before <= after
