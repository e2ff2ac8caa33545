"""Eight processes at once on one journal."""

from __future__ import annotations

import random
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from leeward.vault import lifecycle, locked
from leeward.vault.errors import HeadMovedError
from support.vault_harm import FORK, note
from support.vaults import KDF, Place, ident, make, record

OTHER = "a copper kettle sings before dawn"
ROUNDS = 40


def work(place: Place, who: int, pipe: Connection) -> None:
    """Write, correct with an expected head, forget and seal; report what was acknowledged."""
    chance = random.Random(who)
    store = place.open()
    pipe.send("ready")
    pipe.recv()
    stored: list[int] = []
    forgotten: list[int] = []
    corrected = 0
    for turn in range(ROUNDS):
        number = who * 1000 + turn
        store.append([record(number)])
        stored.append(number)
        if turn % 8 == 3:
            while True:
                try:
                    list(store.read(after=store.head()))
                    store.append([record(number + 500)], expected_head=store.head())
                except HeadMovedError:
                    continue
                corrected += 1
                stored.append(number + 500)
                break
        if turn % 10 == 5:
            gone = chance.choice([n for n in stored if n not in forgotten])
            store.forget([ident(gone)], note(900_000 + number))
            forgotten.append(gone)
        if turn % 10 == 7:
            locked.seal(place.path, record(number + 800_000), state=place.state)
            store.drain()
        if who == 1 and turn == ROUNDS // 2:
            lifecycle.set_passphrase(store, OTHER, kdf=KDF)
    store.close()
    pipe.send((stored, forgotten, corrected))


@pytest.mark.slow
def test_eight_processes_lose_and_double_nothing(tmp_path: Path) -> None:
    """Interleaved writes, corrections, forgets, drains and a passphrase change all hold."""
    place = make(tmp_path, 2)
    pipes, processes = [], []
    for who in range(8):
        mine, theirs = FORK.Pipe()
        process = FORK.Process(target=work, args=(place, who + 1, theirs), daemon=True)
        process.start()
        theirs.close()
        pipes.append(mine)
        processes.append(process)
    for pipe in pipes:
        assert pipe.recv() == "ready"
    for pipe in pipes:
        pipe.send("go")
    reports = [pipe.recv() for pipe in pipes]
    for process in processes:
        process.join()
    store = place.open(OTHER)
    found = {e.id: e.payload for e in store.read()}
    places = [e.seq for e in store.read()]
    assert places == list(range(1, len(places) + 1))
    assert len(found) == len(places)
    for stored, forgotten, corrected in reports:
        assert corrected == 5
        for number in stored:
            expected = None if number in forgotten else record(number).payload
            assert found[ident(number)] == expected
    sealed = [n for n in found if 800_000 <= int(n, 16) < 900_000]
    assert len(sealed) == 8 * 4
    report = store.verify()
    assert report.ok
    assert (report.forgotten, report.waiting) == (8 * 4, 0)
    store.close()
    lifecycle.unlock_with_recovery(place.path, place.words, state=place.state).close()
