"""What every store promises; each promise is kept by all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread

import pytest

from leeward.util.errors import InputError
from leeward.vault import lifecycle, locked
from leeward.vault.errors import (
    HeadMovedError,
    OutboxFullError,
    UnknownEntryError,
    VaultClosedError,
)
from leeward.vault.frames import TooLargeError
from leeward.vault.memory import MemoryStore
from leeward.vault.outbox import MAX_SEALED_PAYLOAD, MAX_WAITING
from leeward.vault.ports import MAX_PAYLOAD, EventStore, Record
from support.vaults import KDF, PASSPHRASE, contents, ident, record


class Subject:
    """A store and the way to seal into it while it is locked."""

    def __init__(self, store: EventStore, seal: Callable[[Record], int]) -> None:
        self.store = store
        self.seal = seal


@pytest.fixture(params=["memory", "sqlite"])
def subject(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Subject]:
    """Give each implementation in turn."""
    if request.param == "memory":
        memory = MemoryStore()
        yield Subject(memory, memory.seal)
        memory.close()
        return
    path, state = tmp_path / "journal.db", tmp_path / "state"
    sqlite = lifecycle.create(path, PASSPHRASE, kdf=KDF, state=state).store
    yield Subject(sqlite, lambda r: locked.seal(path, r, state=state))
    sqlite.close()


@pytest.fixture
def store(subject: Subject) -> EventStore:
    """Give only the store."""
    return subject.store


def everything(store: EventStore) -> list[tuple[int, str, bytes | None]]:
    """Read all of it as plain tuples."""
    return contents(list(store.read()))


def test_new_store_is_empty(store: EventStore) -> None:
    """A new journal has no entries, no waiting ones, and nothing wrong with it."""
    assert store.head() == 0
    assert everything(store) == []
    assert store.waiting() == []
    assert store.verify().ok


def test_append_returns_places_in_order(store: EventStore) -> None:
    """Entries get the places 1, 2, 3 … and are read back in that order, byte for byte."""
    assert store.append([record(1), record(2)]) == [1, 2]
    assert store.append([record(3, size=0)]) == [3]
    assert everything(store) == [(n, ident(n), record(n).payload) for n in (1, 2)] + [
        (3, ident(3), b"")
    ]
    assert store.head() == 3


def test_read_after_gives_only_what_follows(store: EventStore) -> None:
    """Reading after a place starts with the next one."""
    store.append([record(n) for n in range(1, 6)])
    assert [e.seq for e in store.read(after=3)] == [4, 5]
    assert list(store.read(after=5)) == []
    assert list(store.read(after=99)) == []


def test_appending_twice_stores_once(store: EventStore) -> None:
    """An id that is stored already is skipped and its first place returned."""
    store.append([record(1), record(2)])
    again = Record(id=ident(1), payload=b"something else")
    assert store.append([again, record(3), record(3)]) == [1, 3, 3]
    assert everything(store)[0] == (1, ident(1), record(1).payload)
    assert store.head() == 3


def test_append_is_all_or_nothing(store: EventStore) -> None:
    """If one record cannot be stored, none of its batch is."""
    with pytest.raises(InputError):
        store.append([record(1), Record(id="not an id", payload=b"")])
    with pytest.raises(TooLargeError):
        store.append([record(1), Record(id=ident(2), payload=bytes(MAX_PAYLOAD + 1))])
    assert everything(store) == []
    assert store.append([record(1)]) == [1]


def test_largest_entry_fits(store: EventStore) -> None:
    """An entry of exactly the largest size is kept whole."""
    big = Record(id=ident(1), payload=bytes(MAX_PAYLOAD))
    store.append([big])
    assert everything(store) == [(1, ident(1), big.payload)]


def test_expected_head_guards_against_unseen_changes(store: EventStore) -> None:
    """With a head that is no longer the head, nothing is stored."""
    store.append([record(1)], expected_head=0)
    with pytest.raises(HeadMovedError):
        store.append([record(2)], expected_head=0)
    assert store.head() == 1
    assert store.append([record(2)], expected_head=1) == [2]


def test_appending_nothing_changes_nothing(store: EventStore) -> None:
    """An empty batch is no change."""
    assert store.append([]) == []
    assert store.head() == 0


def test_forget_removes_content_and_keeps_the_place(store: EventStore) -> None:
    """A forgotten entry keeps place and id, has no content, and its marker stands at the end."""
    store.append([record(1), record(2), record(3)])
    store.forget([ident(2)], Record(id=ident(9), payload=b"marker"))
    assert everything(store) == [
        (1, ident(1), record(1).payload),
        (2, ident(2), None),
        (3, ident(3), record(3).payload),
        (4, ident(9), b"marker"),
    ]
    report = store.verify()
    assert report.ok
    assert (report.entries, report.forgotten, report.head) == (3, 1, 4)


def test_forget_can_be_repeated(store: EventStore) -> None:
    """The same forgetting twice is one; another marker for the same entry is added."""
    store.append([record(1)])
    for _ in range(2):
        store.forget([ident(1), ident(1)], Record(id=ident(9), payload=b"marker"))
    assert store.head() == 2
    store.forget([ident(1)], Record(id=ident(10), payload=b"again"))
    assert store.head() == 3
    assert store.verify().ok


def test_forgotten_id_stays_out(store: EventStore) -> None:
    """Appending a forgotten id again stores nothing and returns its old place."""
    store.append([record(1)])
    store.forget([ident(1)], Record(id=ident(9), payload=b""))
    assert store.append([record(1)]) == [1]
    assert everything(store)[0] == (1, ident(1), None)


def test_what_takes_the_place_of_the_forgotten_comes_in_the_same_commit(store: EventStore) -> None:
    """Replacements stand before the marker, once, and are not stored where forgetting is refused."""
    store.append([record(1)])
    marker = Record(id=ident(9), payload=b"marker")
    with pytest.raises(UnknownEntryError):
        store.forget([ident(77)], marker, instead=[record(2)])
    assert store.head() == 1
    for _ in range(2):
        store.forget([ident(1)], marker, instead=[record(2), record(3)])
    assert everything(store) == [
        (1, ident(1), None),
        (2, ident(2), record(2).payload),
        (3, ident(3), record(3).payload),
        (4, ident(9), b"marker"),
    ]
    assert store.verify().ok


def test_a_forgetting_can_wait_for_what_was_last_seen(store: EventStore) -> None:
    """With an expected head, nothing is removed or put in its place once somebody wrote behind it."""
    store.append([record(1)])
    marker = Record(id=ident(9), payload=b"marker")
    store.append([record(2)])
    with pytest.raises(HeadMovedError):
        store.forget([ident(1)], marker, instead=[record(3)], expected_head=1)
    assert everything(store) == [(n, ident(n), record(n).payload) for n in (1, 2)]
    for _ in range(2):
        store.forget([ident(1)], marker, instead=[record(3)], expected_head=2)
    assert (store.head(), everything(store)[0]) == (4, (1, ident(1), None))


def test_forget_refuses_what_it_cannot_remove(store: EventStore) -> None:
    """An unknown entry, or the mark of a forgetting, is refused and nothing is half done."""
    store.append([record(1)])
    store.forget([ident(1)], Record(id=ident(9), payload=b""))
    store.append([record(2)])
    for target in (ident(77), ident(9)):
        with pytest.raises(UnknownEntryError):
            store.forget([ident(2), target], Record(id=ident(10), payload=b""))
    assert everything(store)[-1] == (3, ident(2), record(2).payload)


def test_cache_comes_back_with_its_head(store: EventStore) -> None:
    """A cached result is returned with the head it was true for; the newest one counts."""
    assert store.get_cache("fit") is None
    store.put_cache("fit", 3, b"first")
    store.put_cache("fit", 4, b"second")
    store.put_cache("other", 4, b"")
    assert store.get_cache("fit") == (4, b"second")
    assert store.get_cache("other") == (4, b"")


def test_forgetting_empties_the_caches(store: EventStore) -> None:
    """What was computed from an entry goes with it."""
    store.append([record(1)])
    store.put_cache("fit", 1, b"derived from entry 1")
    store.forget([ident(1)], Record(id=ident(9), payload=b""))
    assert store.get_cache("fit") is None


def test_waiting_entries_are_drained_once(subject: Subject) -> None:
    """Sealed entries are listed, enter the log in order, and then wait no more."""
    assert [subject.seal(record(n)) for n in (1, 2, 3)] == [1, 2, 3]
    assert [w.record for w in subject.store.waiting()] == [record(n) for n in (1, 2, 3)]
    assert subject.store.drain() == [1, 2, 3]
    assert subject.store.waiting() == []
    assert subject.store.drain() == []
    assert [e.id for e in subject.store.read()] == [ident(n) for n in (1, 2, 3)]


def test_draining_some_leaves_the_rest(subject: Subject) -> None:
    """Only the entries that were chosen enter the log."""
    for n in (1, 2, 3):
        subject.seal(record(n))
    second = subject.store.waiting()[1]
    assert subject.store.drain([second.key]) == [1]
    assert [w.record for w in subject.store.waiting()] == [record(1), record(3)]


def test_sealed_twice_enters_once(subject: Subject) -> None:
    """An entry that was sealed twice, or is in the log already, is stored once."""
    subject.store.append([record(5)])
    for _ in range(2):
        subject.seal(record(1))
        subject.seal(record(5))
    assert subject.store.drain() == [2, 1, 2, 1]
    assert subject.store.head() == 2


def test_forgotten_entry_does_not_come_back_by_the_outbox(subject: Subject) -> None:
    """Ids outlive forgetting, for sealed entries too."""
    subject.store.append([record(1)])
    subject.store.forget([ident(1)], Record(id=ident(9), payload=b""))
    subject.seal(record(1))
    subject.store.drain()
    assert everything(subject.store)[0] == (1, ident(1), None)


def test_discarded_entry_stays_out(subject: Subject) -> None:
    """A discarded entry leaves its id without content, so sealing it again brings nothing."""
    subject.seal(record(1))
    subject.seal(record(2))
    subject.store.discard([subject.store.waiting()[0].key])
    assert [w.record for w in subject.store.waiting()] == [record(2)]
    subject.seal(record(1))
    subject.store.drain()
    assert everything(subject.store) == [
        (1, ident(1), None),
        (2, ident(2), record(2).payload),
    ]
    report = subject.store.verify()
    assert report.ok
    assert (report.entries, report.forgotten) == (1, 1)


def test_discarded_entry_may_be_forgotten_too(subject: Subject) -> None:
    """Forgetting what was never let in is fine and stays verified."""
    subject.seal(record(1))
    subject.store.discard([subject.store.waiting()[0].key])
    subject.store.forget([ident(1)], Record(id=ident(9), payload=b""))
    assert subject.store.verify().ok
    assert everything(subject.store)[0] == (1, ident(1), None)


def test_outbox_is_bounded(subject: Subject) -> None:
    """Neither too many nor too large entries are kept while locked, and nothing is lost by it."""
    with pytest.raises(TooLargeError):
        subject.seal(Record(id=ident(1), payload=bytes(MAX_SEALED_PAYLOAD + 1)))
    subject.seal(Record(id=ident(1), payload=bytes(MAX_SEALED_PAYLOAD)))
    for n in range(2, MAX_WAITING + 1):
        subject.seal(record(n, size=1))
    with pytest.raises(OutboxFullError):
        subject.seal(record(MAX_WAITING + 1))
    assert len(subject.store.drain()) == MAX_WAITING


def test_threads_share_a_store(store: EventStore) -> None:
    """Writers in several threads lose and double nothing, and readers see a proper prefix."""
    seen: list[bool] = []

    def write(start: int) -> None:
        for n in range(start, start + 25):
            store.append([record(n)])

    def look() -> None:
        for _ in range(10):
            places = [e.seq for e in store.read()]
            seen.append(places == list(range(1, len(places) + 1)))

    threads = [Thread(target=write, args=(1000 * k,)) for k in range(1, 5)]
    threads.append(Thread(target=look))
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert all(seen)
    expected = {ident(n) for k in range(1, 5) for n in range(1000 * k, 1000 * k + 25)}
    assert {e.id for e in store.read()} == expected
    assert store.head() == 100
    assert store.verify().ok


def test_closed_store_says_it_is_locked(store: EventStore) -> None:
    """After closing, every call says that the journal is locked; closing again is fine."""
    store.append([record(1)])
    store.close()
    store.close()
    calls: list[Callable[[], object]] = [
        lambda: store.append([record(2)]),
        store.read,
        store.changed,
        store.verify,
        store.waiting,
        store.drain,
        lambda: store.discard([]),
        lambda: store.forget([ident(1)], record(9)),
        lambda: store.get_cache("x"),
        lambda: store.put_cache("x", 1, b""),
    ]
    for call in calls:
        with pytest.raises(VaultClosedError):
            call()


def test_own_writes_are_no_change_from_elsewhere(store: EventStore) -> None:
    """`changed` speaks of others only."""
    store.append([record(1)])
    assert not store.changed()


def test_payload_never_shows_in_a_representation(store: EventStore) -> None:
    """What a log line or a traceback would print does not hold the content."""
    store.append([Record(id=ident(1), payload=b"a private sentence")])
    (entry,) = store.read()
    assert "private" not in repr(entry)
    assert "private" not in repr(Record(id=ident(1), payload=b"a private sentence"))


def test_plain_settings_come_back(store: EventStore) -> None:
    """A setting is kept, replaced by a later one, and does not move the head."""
    store.set_setting("look", "calendar")
    store.set_setting("look", "notes")
    assert store.settings()["look"] == "notes"
    assert store.head() == 0
    assert store.verify().ok
