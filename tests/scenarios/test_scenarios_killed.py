"""The app is killed while a person writes, over and over; nothing it acknowledged is lost."""

from __future__ import annotations

import multiprocessing
import os
import random
import secrets
import signal
import socket
import threading
import time
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path
from unittest.mock import patch

import pytest

from leeward.core.opening import Place
from leeward.events import CheckIn
from leeward.util.clock import utc_now
from leeward.web import serve as serving
from leeward.web.pages.today.view_models import today_view
from leeward.web.render import environment
from support.journals import PASSPHRASE, memory, place
from support.vaults import quick_folder
from support.web_process import Browser

FORK = multiprocessing.get_context("fork")
ROUNDS = 100
LONG_AGO = "2024-02-03 10:00"
"""When the entries happened, so that the page of today stays short."""
SHOWN = {"door", "today", "layout", "parts"}


def run(here: Place) -> None:
    """Be the app, with a key derivation that costs nothing."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    with patch.object(serving, "Place", return_value=here):
        serving.serve(browser=False, path=here.path)


def warm() -> None:
    """Read templates and content once, so that no child has to."""
    today_view(memory(), utc_now())
    shelf = environment("en")
    for name in shelf.list_templates(filter_func=lambda n: n.split("/")[0] in SHOWN):
        shelf.get_template(name)


def wait_for(port: int) -> None:
    """Wait until somebody answers at a port."""
    for _ in range(2000):
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.005)
    raise TimeoutError("the app did not start")


def write_until_killed(port: int, process: int, delay: float, *, unlocked: bool) -> set[str]:
    """Send check-ins as fast as they are taken; return those that were answered as stored."""
    acknowledged: set[str] = set()
    killer = threading.Timer(delay, os.kill, args=(process, signal.SIGKILL))
    browser = Browser(port)
    try:
        browser.get("/")
        if unlocked:
            assert browser.post("/u", passphrase=PASSPHRASE).location == "/t"
        path = "/t" if unlocked else "/u/note"
        assert browser.get(path).status == 200
        killer.start()
        while True:
            note = secrets.token_hex(8)
            n = secrets.token_hex(16)
            answer = browser.post(path, distress="4", note=note, n=n, at=LONG_AGO)
            assert (answer.status, answer.location) == (303, "/t" if unlocked else "/")
            acknowledged.add(note)
    except (OSError, HTTPException):
        return acknowledged
    finally:
        killer.join()
        browser.close()


@pytest.mark.slow
def test_an_app_killed_while_writing_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """After 100 kills at random moments, open and locked, every answered entry is there, once."""
    chance = random.Random(11)
    acknowledged: set[str] = set()
    rounds_with_entries = 0
    with quick_folder(tmp_path) as folder:
        here = place(folder, clock=utc_now)
        here.create(PASSPHRASE).leeward.close()
        port = serving.kept_port(here)
        assert port is not None
        warm()
        for number in range(ROUNDS):
            process = FORK.Process(target=run, args=(here,))
            process.start()
            assert process.pid is not None
            wait_for(port)
            delay = chance.uniform(0.002, 0.08)
            told = write_until_killed(port, process.pid, delay, unlocked=number % 4 != 3)
            process.join()
            rounds_with_entries += bool(told)
            acknowledged |= told
        with here.open(PASSPHRASE) as journal:
            notes = [
                entry.body.note
                for entry in journal.history().entries
                if isinstance(entry.body, CheckIn)
            ]
            assert journal.verify().ok
    assert acknowledged <= set(notes)
    assert len(notes) == len(set(notes))
    assert len(notes) <= len(acknowledged) + ROUNDS
    assert rounds_with_entries > ROUNDS // 2
