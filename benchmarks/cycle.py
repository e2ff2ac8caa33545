"""The cycle as the app computes it: a process of its own, cold, warm, and after one new entry.

python -m benchmarks.cycle
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime

from leeward.analysis.arrays import data_of
from leeward.analysis.cycle_fit import fit_cycle, what_if
from leeward.analysis.cycle_numbers import Change
from leeward.core.opening import demo
from leeward.events import CheckIn, Entry
from leeward.events.vocabulary import Source
from leeward.model import api

Row = tuple[str, str, str]
NOW = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)
COLD = """
import sys, time
begin, used = time.perf_counter(), time.process_time()
from leeward.analysis.cycle_codec import of_bytes
from leeward.analysis.cycle_jobs import Job
job = of_bytes(sys.stdin.buffer.read(), Job)
from leeward.model import api
fit = api.fit_person(job.data)
api.summarise(fit, job.data)
print(time.perf_counter() - begin, time.process_time() - used)
"""


def _best(work: Callable[[], object], times: int = 3) -> str:
    """Wall and processor time, best of a few runs."""
    wall, used = [], []
    for _ in range(times):
        begin, before = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - begin)
        used.append(time.process_time() - before)
    return _said(min(wall), min(used))


def _said(wall: float, used: float) -> str:
    return f"{wall:.2f} s wall, {used:.2f} s used"


def _cold(job: bytes) -> str:
    runs = [
        subprocess.run([sys.executable, "-c", COLD], input=job, check=True, capture_output=True)
        for _ in range(3)
    ]
    pairs = [tuple(float(x) for x in run.stdout.split()) for run in runs]
    return _said(min(w for w, _ in pairs), min(u for _, u in pairs))


def rows() -> list[Row]:
    """What was measured, the figure, the bound."""
    from leeward.analysis.cycle_codec import to_bytes  # noqa: PLC0415  after numpy has been paid for
    from leeward.analysis.cycle_jobs import Job  # noqa: PLC0415  after numpy has been paid for

    with demo(days=365, clock=lambda: NOW) as journal:
        data = data_of(journal.history(), NOW)
        size = f"{data.rating_t.size} check-ins, {data.episode_t.size} times"
        fit = api.fit_person(data)
        api.summarise(fit, data)
        numbers, whole = fit_cycle(data)
        new = CheckIn(distress=5)
        journal.add_all(
            [Entry(id="f" * 32, at=NOW, recorded=NOW, zone="UTC", body=new, source=Source.DEMO)]
        )
        later = data_of(journal.history(), NOW)
        arrays = _best(lambda: data_of(journal.history(), NOW))
        kept = to_bytes(numbers)
    return [
        (f"one simulated year ({size}): arrays from the journal", arrays, ""),
        (
            "cold process: imports, fit, draws, all numbers",
            _cold(to_bytes(Job(data=data))),
            "2 s",
        ),
        (
            "warm: fit, draws, all numbers",
            _best(lambda: api.summarise(api.fit_person(data), data)),
            "0.5 s",
        ),
        (
            "warm: the same after one new entry, from the last fit",
            _best(lambda: api.summarise(api.fit_person(later, start=fit), later)),
            "",
        ),
        (
            "warm: mode alone after one new entry",
            _best(lambda: api.fit_person(later, start=fit, draws=0)),
            "50 ms",
        ),
        (
            "warm: everything the page says, paired runs and checks included",
            _best(lambda: fit_cycle(data), 1),
            "in the background",
        ),
        (
            "warm: one what-if, 384 pairs of four weeks",
            _best(lambda: what_if(whole, data, Change(pause=0.5)), 2),
            "2 s",
        ),
        ("what is kept of one fit, without draws", f"{len(kept) // 1024} KiB", ""),
    ]


if __name__ == "__main__":
    for row in rows():
        print(*row, sep="  |  ")
