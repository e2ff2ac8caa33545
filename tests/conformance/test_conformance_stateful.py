"""Long random histories: the file behaves like a list, and like the memory store."""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from leeward.vault import lifecycle, locked
from leeward.vault.errors import DamagedVaultError, HeadMovedError, OlderCopyError
from leeward.vault.memory import MemoryStore
from leeward.vault.ports import Record
from support.vaults import KDF, PASSPHRASE, Place, contents, make, quick_folder

IDS = st.integers(1, 40).map(lambda n: f"{n:032x}")
RECORDS = st.builds(lambda i, p: Record(id=i, payload=p), IDS, st.binary(max_size=200))
# Their own range, so that an entry is never both forgotten and the mark of a forgetting.
MARKERS = st.builds(
    lambda n, p: Record(id=f"{n + 1000:032x}", payload=p), st.integers(1, 10**6), st.binary()
)
HARM = (
    "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)",
    "UPDATE event SET ct = NULL WHERE seq = (SELECT max(seq) FROM event)",
    "UPDATE event SET tag = zeroblob(32) WHERE seq = (SELECT min(seq) FROM event)",
    "INSERT INTO event SELECT max(seq) + 1, epoch, tag, ct FROM event",
    "UPDATE setting SET value = value || '0'",
    "INSERT INTO epoch SELECT max(epoch) + 1, wrapped FROM epoch",
    "DELETE FROM keyslot WHERE kind = 'recovery'",
)


class Histories(RuleBasedStateMachine):
    """Two stores side by side; the file is locked, copied, turned back and tampered with."""

    copies = Bundle("copies")

    @initialize()
    def begin(self) -> None:
        """Make both."""
        self.quick = quick_folder(Path(tempfile.mkdtemp()))
        self.folder = Path(tempfile.mkdtemp(dir=self.quick.__enter__()))
        self.place = make(self.folder / "v")
        self.file = self.place.open()
        self.model = MemoryStore()

    def teardown(self) -> None:
        """Clear up."""
        self.file.close()
        shutil.rmtree(self.folder)
        self.quick.__exit__(None, None, None)

    @rule(records=st.lists(RECORDS, max_size=4))
    def append(self, records: list[Record]) -> None:
        """Both give the same places."""
        assert self.file.append(records) == self.model.append(records)

    @rule(record=RECORDS, head=st.integers(0, 10))
    def append_expecting(self, record: Record, head: int) -> None:
        """Both agree on whether the head has moved."""
        outcomes: list[object] = []
        for store in (self.file, self.model):
            try:
                outcomes.append(store.append([record], expected_head=head))
            except HeadMovedError as error:
                outcomes.append(error.message)
        assert outcomes[0] == outcomes[1]

    @rule(marker=MARKERS, data=st.data())
    def forget(self, marker: Record, data: st.DataObject) -> None:
        """Both forget the same."""
        known = sorted({e.id for e in self.model.read() if int(e.id, 16) <= 40})
        if not known:
            return
        targets = data.draw(st.lists(st.sampled_from(known), min_size=1, max_size=3))
        self.file.forget(targets, marker)
        self.model.forget(targets, marker)

    @rule(record=RECORDS)
    def seal(self, record: Record) -> None:
        """Something is written while locked."""
        locked.seal(self.place.path, record, state=self.place.state)
        self.model.seal(record)

    @rule()
    def drain(self) -> None:
        """Both take in what waits."""
        assert self.file.drain() == self.model.drain()

    @precondition(lambda self: self.model.waiting())
    @rule(data=st.data())
    def discard(self, data: st.DataObject) -> None:
        """Both drop the same waiting entry."""
        at = data.draw(st.integers(0, len(self.model.waiting()) - 1))
        self.file.discard([self.file.waiting()[at].key])
        self.model.discard([self.model.waiting()[at].key])

    @rule()
    def reopen(self) -> None:
        """Locking and unlocking changes nothing."""
        self.file.close()
        self.file = self.place.open()

    @rule(record=RECORDS)
    def another_process(self, record: Record) -> None:
        """Someone else writes meanwhile."""
        other = self.place.open()
        assert other.append([record]) == self.model.append([record])
        other.close()

    @rule()
    def new_epoch(self) -> None:
        """The passphrase is set again."""
        lifecycle.set_passphrase(self.file, PASSPHRASE, kdf=KDF)

    @rule(target=copies)
    def copy(self) -> tuple[bytes, int, int]:
        """Keep the file as it is now."""
        self.file.checkpoint()
        return self.place.path.read_bytes(), self.file.head(), len(self.file.waiting())

    @rule(old=consumes(copies))
    def turn_back(self, old: tuple[bytes, int, int]) -> None:
        """A file put back whole is an older copy, unless nothing was added since."""
        content, head, _ = old
        if head == self.file.head():
            return
        spot = self.folder / "old.db"
        spot.write_bytes(content)
        stale = Place(path=spot, state=self.place.state, words="")
        with pytest.raises(OlderCopyError):
            stale.open()

    @precondition(lambda self: self.file.head() > 0)
    @rule(harm=st.sampled_from(HARM))
    def tamper(self, harm: str) -> None:
        """No change without the key goes unnoticed."""
        self.file.checkpoint()
        harmed = self.folder / "harmed.db"
        shutil.copy(self.place.path, harmed)
        db = sqlite3.connect(harmed, isolation_level=None)
        changed = db.execute(harm).rowcount
        db.close()
        if changed and (self.file.read() is not None):
            with pytest.raises(DamagedVaultError):
                Place(path=harmed, state=self.place.state, words="").open()

    @invariant()
    def agree(self) -> None:
        """Both hold the same, and it verifies."""
        if not hasattr(self, "model"):
            return
        assert contents(list(self.file.read())) == contents(list(self.model.read()))
        assert [w.record for w in self.file.waiting()] == [w.record for w in self.model.waiting()]
        mine, theirs = self.file.verify(), self.model.verify()
        assert mine == theirs


@pytest.mark.slow
def test_random_histories() -> None:
    """Over many random histories the file and the plain list never differ."""
    run_state_machine_as_test(
        Histories,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            derandomize=True,
            suppress_health_check=list(HealthCheck),
        ),
    )
