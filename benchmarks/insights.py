"""The insights page at 22,000 entries: cold, in a process of its own, and warm.

python -m benchmarks.insights
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from leeward.analysis.arrays import data_of
from leeward.analysis.diary import simulate_diary, simulate_long_diary
from leeward.analysis.insights import insights
from leeward.events import codec
from leeward.events.history import History

Row = tuple[str, str, str]
NOW = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)
COLD = """
import sys, time
from datetime import datetime
from pathlib import Path
from leeward.events import codec
from leeward.events.history import History
lines = Path(sys.argv[1]).read_bytes().splitlines()
history = History(entries=tuple(codec.decode(line) for line in lines))
begin, used = time.perf_counter(), time.process_time()
from leeward.analysis.insights import insights
insights(history, datetime.fromisoformat(sys.argv[2]))
print(time.perf_counter() - begin, time.process_time() - used)
"""


def _cold(history: History) -> tuple[float, float]:
    """Wall and processor seconds, best of three fresh processes; imports in, reading out."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "entries"
        path.write_bytes(b"\n".join(codec.encode(e) for e in history.entries))
        runs = [
            subprocess.run(
                [sys.executable, "-c", COLD, str(path), NOW.isoformat()],
                check=True,
                capture_output=True,
                text=True,
            )
            for _ in range(3)
        ]
    wall, used = zip(*((float(x) for x in run.stdout.split()) for run in runs), strict=True)
    return min(wall), min(used)


def _best(work: Callable[[], object]) -> tuple[float, float]:
    wall, used = [], []
    for _ in range(3):
        begin, before = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - begin)
        used.append(time.process_time() - before)
    return min(wall), min(used)


def _said(seconds: tuple[float, float]) -> str:
    return f"{seconds[0]:.2f} s (processor {seconds[1]:.2f} s)"


def rows() -> list[Row]:
    """What, measured, bound."""
    history = History(entries=tuple(simulate_long_diary(1, end=NOW)))
    season = _best(lambda: simulate_diary(3, end=NOW))
    return [
        ("insights at 22,000 entries, cold", _said(_cold(history)), "1.5 s"),
        (
            "insights at 22,000 entries, warm, without the page's cache",
            _said(_best(lambda: insights(history, NOW))),
            "1.5 s",
        ),
        (
            "entries to the model's arrays, ten years",
            _said(_best(lambda: data_of(history, NOW))),
            "",
        ),
        ("a simulated diary of 120 days", _said(season), ""),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
