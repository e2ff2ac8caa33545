"""Diary files nobody would design: an answer or a clear "not enough", from file to JSON."""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leeward.core.diary_fits import fit_diary
from leeward.exchange.diary.read import COLUMNS, read_diary
from leeward.util.errors import InputError

BEGIN = datetime(2026, 3, 1, 6, 0, tzinfo=UTC)
RECORDS = ("check_in", "check_in", "urge", "episode", "trigger", "practice")
TIMES: dict[str, Callable[[random.Random, int], timedelta]] = {
    "one second": lambda _rng, _i: timedelta(0),
    "two seconds": lambda _rng, i: timedelta(seconds=i % 2),
    "hundreds a day": lambda _rng, i: timedelta(minutes=4 * i),
    "out of order": lambda rng, _i: timedelta(minutes=rng.randrange(30 * 1440)),
    "months between": lambda rng, i: timedelta(days=200 * (i % 3), minutes=rng.randrange(900)),
}
RATINGS: dict[str, Callable[[random.Random], object]] = {
    "none": lambda _rng: "",
    "all 0": lambda _rng: 0,
    "all 5": lambda _rng: 5,
    "all 10": lambda _rng: 10,
    "0 or 10": lambda rng: 10 * rng.randrange(2),
    "any": lambda rng: rng.randrange(11),
    "broken": lambda rng: rng.choice(("", "11", "-1", "nan", "inf", "x", "4,5", 3)),
}


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """Rows at any times in any order, any columns but the time absent, any ratings."""
    rng = random.Random(draw(st.integers(0, 2**32 - 1)))
    times = TIMES[draw(st.sampled_from(sorted(TIMES)))]
    rating = RATINGS[draw(st.sampled_from(sorted(RATINGS)))]
    count = draw(st.sampled_from([1, 2, 9, 60, 400]))
    records = draw(st.sampled_from([RECORDS, ("check_in",), ("episode", "check_in"), ("",)]))
    absent = draw(st.sets(st.sampled_from(COLUMNS[1:]), max_size=8))
    columns = ["time", *(c for c in COLUMNS[1:] if c not in absent)]
    rng.shuffle(columns)
    names = ("work", "rejection", "a fight, again", "h", "d", "0", "ä", "few_stress")
    lines = [",".join(columns)]
    for i in range(count):
        zone = timezone(timedelta(hours=rng.choice((0, 0, 1, -11, 14))))
        record = rng.choice(records)
        cells: dict[str, object] = {
            "time": (BEGIN + times(rng, i)).astimezone(zone).isoformat(),
            "record": record,
            "kind": rng.choice(("solo", "", "own kind", "partnered")),
            "acted": rng.choice(("", "yes", "no", "perhaps")),
            "trigger": rng.choice(names) if record in {"trigger", "urge"} else "",
            "severity": rng.choice(("", "0", "0.5", "1")),
            "trigger_class": rng.choice(("", "stress", "threat", "other", "none")),
            "prompted": rng.choice(("", "yes", "no")),
        }
        cells |= {name: rating(rng) for name in ("distress", "security", "urge", "before", "after")}
        lines.append(",".join(f'"{cells[name]}"' for name in columns))
    return "\n".join(lines).encode()


def answered(data: bytes, *, checks: bool) -> dict[str, Any]:
    """Fit a file, and check that whatever is shown is a number and the rest says why not."""
    answer = fit_diary(read_diary(data).diary, checks=checks)
    # No NaN and no infinity gets through here.
    json.dumps(answer, allow_nan=False)
    for quantity in (*answer["parameters"], *answer["derived"]):
        if quantity["shown"]:
            assert answer["converged"]
            assert None not in (quantity["median"], quantity["q05"], quantity["q95"])
            assert quantity["q05"] <= quantity["median"] <= quantity["q95"]
            assert not quantity["why_not"]
        else:
            assert quantity["why_not"].endswith(".")
    return answer


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(files())
def test_any_diary_file_is_answered(data: bytes) -> None:
    """Whatever the rows: numbers that passed their gate, reasons for the others, or a sentence."""
    refused = ""
    refused = ""
    try:
        answered(data, checks=False)
    except InputError as error:
        refused = error.message
    assert not refused or refused.startswith("There is no line in this diary that can be read.")


def _rows(count: int, step: timedelta, row: Callable[[int], str]) -> bytes:
    lines = (f"{(BEGIN + step * i).isoformat()},{row(i)}" for i in range(count))
    return "\n".join(("time,record,distress,before,after", *lines)).encode()


HARD = {
    "everything in one second": _rows(
        90, timedelta(0), lambda i: ("check_in,4,,", "episode,,8,2", "urge,,,")[i % 3]
    ),
    "three hundred a day, all alike": _rows(
        900, timedelta(minutes=4.8), lambda i: "episode,,5,5" if i % 3 else "check_in,5,,"
    ),
}


@pytest.mark.parametrize("name", list(HARD))
def test_hard_files_are_answered_with_all_checks(name: str) -> None:
    """With evidence, paired runs and checks too: no claim is made from such rows."""
    assert answered(HARD[name], checks=True)["verdict"] in {"not settled", "no sign"}
