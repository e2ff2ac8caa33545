"""The journal at ten years: opening, noting, looking."""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil

from leeward.analysis.diary import simulate_diary
from leeward.core.opening import Place
from leeward.core.timeline import Query
from leeward.events import CheckIn
from leeward.util.clock import utc_now
from leeward.vault.testing import FastKdf

PASSPHRASE = "umbrella seventeen lantern kept orange"
ENTRIES = 22_000
TIMES = 60


def ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def best(work: Callable[[], object], times: int = 5) -> float:
    """Least wall time of several runs, in seconds."""
    found = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return min(found)


def ninety_five(work: Callable[[], object]) -> float:
    """95th percentile of wall time, in seconds."""
    found = []
    for _ in range(TIMES):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return statistics.quantiles(found, n=20)[-1]


def help_time() -> float:
    command = [sys.executable, "-c", "from leeward.main import run; run()", "--help"]
    return best(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))


def rows() -> list[tuple[str, str, str]]:
    """Measure and return (what, measured, bound)."""
    table = [("leeward --help", ms(help_time()), "under 200 ms")]
    entries = simulate_diary(3, days=3650, zone="Europe/Berlin", end=utc_now())[:ENTRIES]
    with tempfile.TemporaryDirectory() as folder:
        place = Place(path=Path(folder) / "j", state=Path(folder) / "s", kdf=FastKdf())
        with place.create(PASSPHRASE).leeward as journal:
            journal.add_all(entries)

        def unlock() -> None:
            with place.open(PASSPHRASE) as opened:
                opened.history()

        table.append(
            (f"unlock {len(entries):,} entries, beyond the key", ms(best(unlock)), "under 1 s")
        )
        with place.open(PASSPHRASE) as journal:
            check_in = ninety_five(lambda: journal.check_ins.add(CheckIn(distress=4)))
            table.append(("check-in, durable, p95", ms(check_in), "under 30 ms"))

            def noted_then_today() -> None:
                journal.check_ins.add(CheckIn(distress=4))
                journal.timeline.today(utc_now())

            table.append(("check-in and today, p95", ms(ninety_five(noted_then_today)), ""))
            table.append(
                (
                    "timeline page, p95",
                    ms(ninety_five(journal.timeline.page)),
                    "under 60 ms",
                )
            )
            table.append(
                (
                    "search, p95",
                    ms(ninety_five(lambda: journal.timeline.page(Query(words="walk")))),
                    "",
                )
            )
            start = time.perf_counter()
            journal.insights.page()
            table.append(("insights, cold", ms(time.perf_counter() - start), "under 1.5 s"))
            cached = ninety_five(journal.insights.page)
            table.append(("insights, cached, p95", ms(cached), "under 100 ms"))
            memory = psutil.Process().memory_info().rss / 2**20
            table.append(("memory with all of it", f"{memory:.0f} MiB", "under 300 MB"))
    return table
