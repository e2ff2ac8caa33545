"""Words planted through every door are in no file, no argument and no environment afterwards."""

from __future__ import annotations

import os
import re
import secrets
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from support.web_process import Browser

LEEWARD = [sys.executable, "-c", "from leeward.main import run; run()"]
PASSPHRASE = "lantern gravel pillow orchard seven"


class Planted:
    """Makes words that stand nowhere else and remembers them."""

    def __init__(self) -> None:
        self.words: list[str] = [PASSPHRASE]

    def word(self) -> str:
        """Return one more."""
        made = f"canary{secrets.token_hex(6)}"
        self.words.append(made)
        return made

    def found_in(self, data: bytes) -> list[str]:
        """Return the planted words that stand in some bytes, as UTF-8 or UTF-16."""
        forms = {word: (word.encode(), word.encode("utf-16-le")) for word in self.words}
        return [word for word, shapes in forms.items() if any(shape in data for shape in shapes)]


def surroundings(folder: Path) -> dict[str, str]:
    """Return an environment in which every place a program writes to lies in one folder."""
    places = ("HOME", "TMPDIR", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")
    made = {name: str(folder / name.lower()) for name in places}
    for path in made.values():
        Path(path).mkdir()
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    search = {"PYTHONPATH": os.pathsep.join(sys.path), "PYTHONDONTWRITEBYTECODE": "1"}
    return made | kept | search | {"LEEWARD_VAULT": str(folder / "journal.leeward")}


@contextmanager
def running(folder: Path, env: dict[str, str]) -> Iterator[tuple[Browser, int]]:
    """Start the app, launch a browser on it, and kill it in the end."""
    with (folder / "log").open("ab") as log:
        app = subprocess.Popen(
            [*LEEWARD, "start", "--no-browser"],
            env=env,
            stdout=subprocess.PIPE,
            stderr=log,
            cwd=folder,
            text=True,
        )
    try:
        assert app.stdout is not None
        told = re.search(r"localhost:(\d+)(/l\?k=\S+)", app.stdout.readline())
        assert told is not None
        browser = Browser(int(told.group(1)))
        browser.get(told.group(2), site="none")
        yield browser, app.pid
        browser.close()
    finally:
        app.send_signal(signal.SIGKILL)
        app.communicate()


def begin(browser: Browser) -> None:
    """Go through the first run."""
    browser.get("/w")
    browser.post("/w", age="adult")
    browser.get("/w/3")
    made = browser.post("/w/3", passphrase=PASSPHRASE, again=PASSPHRASE, zone="UTC")
    assert made.location == "/w/4"
    browser.get("/w/4")
    browser.post("/w/4", skip="1")
    browser.get("/t")


def plant_open(browser: Browser, planted: Planted) -> None:
    """Write everywhere a person can write."""
    word = planted.word
    stored = browser.post(
        "/t", distress="4", note=word(), own_emotions=word(), other_trigger=word()
    )
    assert stored.location == "/t"
    refused = browser.post("/t", distress="44", note=word())
    assert refused.status == 422
    browser.get("/g")
    browser.post("/g", strength="4", note=word(), way=word())
    browser.get("/j")
    browser.post("/j/find", q=word())
    browser.get("/j")
    browser.get(f"/j?q={word()}")
    browser.get("/m/in")
    rows = f"date,mood,note\n2026-01-01,{word()},{word()}\n".encode()
    browser.upload("/m/in", rows, mapping="own", own=f'id = "{word()}"')
    browser.get("/m/out")
    assert word() not in browser.post("/m/out", format="lines", passphrase=word()).text
    assert browser.post("/m/out", format="lines", passphrase=PASSPHRASE).status == 200
    browser.get("/m/copy")
    assert browser.post("/m/copy").status == 200
    browser.get(f"/n/{word()}")
    browser.get(f"/{word()}")


def plant_locked(browser: Browser, planted: Planted) -> None:
    """Lock, guess, and write without opening."""
    browser.post("/lock")
    browser.get("/")
    assert browser.post("/u", passphrase=planted.word()).status == 422
    browser.get("/u/note")
    assert browser.post("/u/note", distress="5", note=planted.word()).location == "/"
    browser.get("/u/key")
    new = planted.word()
    assert browser.post("/u/key", words=planted.word(), new=new, again=new).status == 422


def told_by_processes(root: int) -> bytes:
    """Return arguments and environment of a program and everything it started."""
    found = b""
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, IndexError, ValueError):
            parent = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
            if root in {int(entry.name), parent}:
                found += (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
    return found


@pytest.mark.slow
@pytest.mark.skipif(
    not Path("/proc/self/environ").exists(),
    reason="only Linux shows a process its environment in /proc",
)
def test_nothing_planted_is_found_anywhere(tmp_path: Path) -> None:
    """While open, while locked, after a kill and after unlocking, every file is silent."""
    planted, env = Planted(), surroundings(tmp_path)

    def look(when: str) -> None:
        files = [path for path in tmp_path.rglob("*") if path.is_file()]
        assert any(path.name == "journal.leeward" for path in files)
        for path in files:
            assert planted.found_in(path.read_bytes()) == [], (when, path)
            assert planted.found_in(str(path).encode()) == [], when

    with running(tmp_path, env) as (browser, process):
        begin(browser)
        plant_open(browser, planted)
        assert planted.found_in(told_by_processes(process)) == []
        look("open")
        plant_locked(browser, planted)
        look("locked")
    look("killed")
    with running(tmp_path, env) as (browser, process):
        browser.get("/")
        assert browser.post("/u", passphrase=PASSPHRASE).location == "/t"
        journal = browser.get("/j").text
        assert sum(word in journal for word in planted.words) >= 3
        look("opened again")
    said = subprocess.run(
        [*LEEWARD, "check-in", "--distress", "3", "--note", planted.word()],
        env=env,
        capture_output=True,
        check=True,
    )
    assert planted.found_in(said.stdout + said.stderr) == []
    look("from the command line")
    log = (tmp_path / "log").read_text()
    assert "Traceback" not in log
