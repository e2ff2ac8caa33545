"""The cycle is fitted in a process without keys, kept encrypted, and dropped on closing."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from leeward.analysis.cycle_codec import to_bytes
from leeward.analysis.cycle_jobs import Job, Reply, framed, unframed
from leeward.analysis.cycle_numbers import VERSION, Change, Kept, WhatIf
from leeward.core import cycle_process
from leeward.core.cycle import CACHE, Cycle
from leeward.core.cycle_process import CycleProcess, bare_environment
from leeward.core.leeward import Leeward
from leeward.events import CheckIn
from leeward.model.records import Range
from leeward.util.errors import LeewardError
from support.cycles import numbers
from support.journals import PASSPHRASE, Ticking, memory, place

DAY = Ticking().now.date().isoformat()


class Told(CycleProcess):
    """A process that answers at once, or waits to be stopped."""

    def __init__(self, *, hang: bool = False, failed: str = "") -> None:
        super().__init__()
        self.jobs: list[Job] = []
        self.hang, self.failed, self.stopped = hang, failed, False

    def run(self, job: Job, tell: Callable[[Reply], None]) -> Reply:
        """Answer with made-up numbers."""
        self.jobs.append(job)
        tell(Reply(stage="pairs", share=0.25))
        while self.hang and not self.stopped:
            time.sleep(0.01)
        if job.change is not None:
            still = Range(median=0.0, q05=0.0, q10=0.0, q90=0.0, q95=0.0)
            three = dict.fromkeys(("mean_distress", "hours_above_7", "episodes_per_week"), still)
            return Reply(result=WhatIf(now=three, then=three, change=three, runs=4, note=""))
        return Reply(failed=self.failed) if self.failed else Reply(numbers=numbers(), fit=b"fit")

    def stop(self) -> None:
        """Stop waiting."""
        self.stopped = True


def cycle_of(journal: Leeward, process: CycleProcess) -> Cycle:
    """The cycle of a journal with another process behind it."""
    journal.cycle = Cycle(journal._journal, process)
    return journal.cycle


def settled(cycle: Cycle) -> None:
    """Wait for the work to end."""
    if cycle._thread is not None:
        cycle._thread.join(30)


def add(journal: Leeward, distress: int) -> None:
    """Store one check-in."""
    journal._journal.add(journal._journal.make(CheckIn(distress=distress)))


def test_a_page_works_and_is_then_ready() -> None:
    """The first look starts the work; the next finds the page, and nothing is computed twice."""
    with memory() as journal:
        process = Told()
        cycle = cycle_of(journal, process)
        assert cycle.state().working
        settled(cycle)
        state = cycle.state()
        assert state.page is not None
        assert not state.working
        assert len(process.jobs) == 1


def test_a_new_entry_starts_from_the_last_fit() -> None:
    """After an entry the old page stands while a fit from the last one is made."""
    clock = Ticking()
    with memory(clock) as journal:
        process = Told()
        cycle = cycle_of(journal, process)
        cycle.wait()
        add(journal, 5)
        state = cycle.state()
        assert state.working
        assert state.page is not None
        settled(cycle)
        assert [job.start for job in process.jobs] == [None, b"fit"]
        clock.go_on(days=1)
        assert cycle.state().working


def test_closing_drops_what_is_being_computed() -> None:
    """A result that comes after closing is not kept, and the process is stopped."""
    journal = memory()
    process = Told(hang=True)
    cycle = cycle_of(journal, process)
    assert cycle.state().working
    journal.close()
    settled(cycle)
    assert process.stopped
    assert cycle._kept is None


def test_what_cannot_be_fitted_is_said() -> None:
    """An error in the process is one sentence, and is not tried again for the same notes."""
    with memory() as journal:
        process = Told(failed="ValueError")
        cycle = cycle_of(journal, process)
        cycle.state()
        settled(cycle)
        assert cycle.state().failed
        assert not cycle.state().working
        assert len(process.jobs) == 1


def test_what_if_is_worked_out_once() -> None:
    """A what-if starts from the kept fit; asking again finds the answer."""
    with memory() as journal:
        process = Told()
        cycle = cycle_of(journal, process)
        change = Change(pause=0.5)
        assert cycle.what_if(change).failed
        cycle.wait()
        assert cycle.what_if(change).working
        settled(cycle)
        answer = cycle.what_if(change).answer
        assert answer is not None
        assert answer.outcomes[0].words == "About the same"
        assert cycle.what_if_now(change) == answer


def test_fits_are_kept_encrypted(tmp_path: Path) -> None:
    """A fit is there after locking and opening again, and not readable in the file."""
    here = place(tmp_path)
    with here.create(PASSPHRASE).leeward as journal:
        cycle_of(journal, Told()).wait()
    assert b"relief_size" not in here.path.read_bytes()
    with here.open(PASSPHRASE) as journal:
        process = Told()
        assert cycle_of(journal, process).state().page is not None
        assert process.jobs == []


def test_a_fit_of_another_version_is_made_again() -> None:
    """A kept result of another version, or one that does not read, counts as none."""
    with memory() as journal:
        process = Told()
        old = Kept(version="older", day=DAY, numbers=numbers(), fit=b"")
        journal._journal.store.put_cache(CACHE, journal.head(), to_bytes(old))
        assert cycle_of(journal, process).state().page is None
        journal._journal.store.put_cache(CACHE, journal.head(), b"nonsense")
        assert cycle_of(journal, Told()).state().page is None
    assert old.version != VERSION


def test_the_process_knows_no_secret() -> None:
    """Nothing that concerns the journal is in the worker's environment."""
    bare = bare_environment({"LEEWARD_PASSPHRASE": PASSPHRASE, "LEEWARD_VAULT": "x", "PATH": "p"})
    assert bare["PATH"] == "p"
    assert not any(name.startswith("LEEWARD") for name in bare)


def test_a_real_process_fits_simulates_and_is_killed() -> None:
    """The worker answers a fit and a what-if over its pipe; stopping ends it at once."""
    clock = Ticking()
    with memory(clock) as journal:
        for i in range(40):
            clock.go_on(hours=5)
            add(journal, (i * 3) % 8)
        stages: list[str] = []
        found = journal.cycle.wait(lambda stage, _share: stages.append(stage))
        assert found.summary.amounts.check_ins == 40
        assert "checks" in stages
        assert journal.cycle.what_if_now(Change(pause=0.5)).outcomes
        process = journal.cycle._process
        assert process.running
        worker = process._process
        assert worker is not None
    assert worker.poll() is not None
    with pytest.raises(LeewardError):
        journal.cycle.wait()


def test_the_process_goes_when_nothing_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker without work gives its memory back."""
    monkeypatch.setattr(cycle_process, "IDLE_SECONDS", 0.05)
    with memory() as journal:
        add(journal, 4)
        journal.cycle.wait()
        end = time.monotonic() + 20
        while journal.cycle._process.running and time.monotonic() < end:
            time.sleep(0.02)
        assert not journal.cycle._process.running


def test_messages_keep_their_bounds() -> None:
    """A cut message, or one that claims too much, reads as the end."""

    class Stream:
        def __init__(self, data: bytes) -> None:
            self.data = data

        def read(self, size: int) -> bytes:
            found, self.data = self.data[:size], self.data[size:]
            return found

    assert unframed(Stream(framed(b"abc"))) == b"abc"
    assert unframed(Stream(framed(b"abc")[:-1])) is None
    assert unframed(Stream(b"\xff\xff\xff\xff")) is None
    assert unframed(Stream(b"")) is None


def test_showing_a_kept_page_loads_no_engine(tmp_path: Path) -> None:
    """Opening a journal and showing its kept cycle imports neither numba nor the filter."""
    here = place(tmp_path)
    with here.create(PASSPHRASE).leeward as journal:
        cycle_of(journal, Told()).wait()
    code = (
        "import sys\n"
        "from datetime import datetime\n"
        "from pathlib import Path\n"
        "from leeward.core.opening import Place\n"
        "from leeward.vault.testing import FastKdf\n"
        "here = Place(path=Path(sys.argv[1]), state=Path(sys.argv[2]), kdf=FastKdf(),\n"
        "             clock=lambda: datetime.fromisoformat(sys.argv[3]))\n"
        "with here.open(sys.argv[4]) as journal:\n"
        "    state = journal.cycle.state()\n"
        "    assert state.page is not None and not state.working\n"
        "print(sorted({'numba', 'llvmlite', 'leeward.model.filter'} & set(sys.modules)))\n"
    )
    now = (Ticking().now + timedelta(minutes=1)).isoformat()
    done = subprocess.run(
        [sys.executable, "-c", code, str(here.path), str(tmp_path / "state"), now, PASSPHRASE],
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == "[]"
