"""The second key from the command line, and where its words may not show."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leeward.cli import common
from leeward.cli.behind import MAX_WORDS
from leeward.cli.behind import command as behind
from leeward.cli.root import Doors, root
from leeward.core.opening import Place
from leeward.events import Forgotten, SecondKeyMade
from leeward.util.clock import utc_now
from leeward.vault import second_key
from leeward.vault.testing import FastKdf
from support.journals import PASSPHRASE, place

LEEWARD = [sys.executable, "-c", "from leeward.main import run; run()"]
SECOND = "walnut ferry eleven quiet button"
THIRD = "maple engine thirty gentle saucer"


class Shell:
    """Runs `leeward behind` on one journal and keeps everything it wrote."""

    def __init__(self, here: Place) -> None:
        self.here = here

    def __call__(self, *words: str, status: int = 0, typed: str | bytes | None = None) -> Result:
        """Run a verb and check its exit status."""
        result = CliRunner().invoke(
            root, list(words), obj=Doors(serve=lambda **_: None), input=typed
        )
        assert result.exit_code == status, result.output
        assert "Traceback" not in result.output
        return result

    def shown(self) -> Any:
        """Return what lies behind the key."""
        return json.loads(self("behind", "show", "--json").stdout)

    def note(self, words: str) -> str:
        """Write a check-in and return its name."""
        self("check-in", "--distress", "7", "--note", words)
        return str(json.loads(self("timeline", "--json").stdout)["entries"][0]["id"])


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell with a journal and both passphrases in its environment."""
    here = place(tmp_path, clock=utc_now)
    here.create(PASSPHRASE).leeward.close()
    monkeypatch.setattr(common, "place", lambda: here)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", PASSPHRASE)
    monkeypatch.setenv("LEEWARD_SECOND_KEY", SECOND)
    return Shell(here)


@pytest.fixture
def keyed(shell: Shell) -> Shell:
    """The same, with a second key."""
    shell("behind", "make")
    return shell


def test_making_says_first_that_nobody_recovers_it(shell: Shell) -> None:
    """The warning stands before anything is asked or made; a second one is not made."""
    said = shell("behind", "make").output
    assert said.index("Nobody can recover it") < said.index("is made")
    assert "let-go" in shell("behind", "make", status=1).output


def test_a_weak_second_key_or_the_passphrase_is_not_taken(
    shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Weak words are refused with advice, and the key is never the passphrase itself."""
    monkeypatch.setenv("LEEWARD_SECOND_KEY", "1234")
    assert "15 characters" in shell("behind", "make", status=1).output
    monkeypatch.setenv("LEEWARD_SECOND_KEY", PASSPHRASE)
    assert "passphrase itself" in shell("behind", "make", status=1).output
    assert "no second key yet" in shell("behind", "show", status=1).output


def test_an_entry_goes_behind_and_comes_back(keyed: Shell) -> None:
    """Put away it is in no list and no export; brought back it says what it said."""
    entry = keyed.note("harbour wall")
    said = keyed("behind", "keep", entry).output
    assert "still hold it" in said
    assert "harbour wall" not in keyed("timeline").output + keyed("export", "-").output
    (kept,) = keyed.shown()["behind"]
    assert kept["entries"][0]["body"]["note"] == "harbour wall"
    assert "harbour wall" in keyed("behind", "show").output
    assert "1 stored record." in keyed("behind", "back", kept["id"]).output
    assert "harbour wall" in keyed("timeline").output
    assert "Nothing lies behind" in keyed("behind", "show").output
    assert "not here any more" in keyed("behind", "back", kept["id"], status=1).output


def test_words_come_from_a_pipe_or_a_file(keyed: Shell, tmp_path: Path) -> None:
    """Both are stored whole, line breaks kept; show gives them back."""
    keyed("behind", "write", typed="first line\nsecond ü line\n")
    (tmp_path / "words").write_text("from a file\n")
    keyed("behind", "write", "--words-file", str(tmp_path / "words"))
    told = [one["entries"][0]["body"]["answers"][0]["words"] for one in keyed.shown()["behind"]]
    assert told == ["from a file", "first line\nsecond ü line"]
    assert "        second ü line" in keyed("behind", "show").output


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        (b"", "Nothing was filled in"),
        (b"\n \n", "Nothing was filled in"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"w" * 10_001, "too long"),
        (b"w" * (MAX_WORDS + 1), "too long"),
    ],
)
def test_words_that_cannot_be_kept_are_told(keyed: Shell, typed: bytes, says: str) -> None:
    """Nothing, no text and far too much each get a sentence, and nothing is stored."""
    assert says in keyed("behind", "write", typed=typed, status=1).output
    assert keyed.shown()["behind"] == []


def test_words_are_never_an_argument(keyed: Shell) -> None:
    """What is written, and either key, cannot be given where process lists show it."""
    assert "unexpected" in keyed("behind", "write", "some words", status=2).output
    for verb in behind.commands.values():
        names = {name for param in verb.params for name in (*param.opts, param.name or "")}
        assert not names & {"--words", "--key", "--second-key", "--passphrase", "words"}


def test_changing_the_key(keyed: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The new one opens what lay there; the old one nothing."""
    keyed("behind", "write", typed="kept")
    (tmp_path / "new").write_text(THIRD + "\n")
    assert "old one" in keyed("behind", "change", "--new", str(tmp_path / "new")).output
    assert "not the second key" in keyed("behind", "show", status=1).output
    monkeypatch.setenv("LEEWARD_SECOND_KEY", THIRD)
    assert len(keyed.shown()["behind"]) == 1


def test_forgetting_one_asks_first(keyed: Shell) -> None:
    """Without a yes it stays; with one it is gone for good."""
    keyed("behind", "write", typed="kept")
    (kept,) = keyed.shown()["behind"]
    keyed("behind", "forget", kept["id"], typed="n\n", status=1)
    assert keyed.shown()["behind"]
    keyed("behind", "forget", kept["id"], typed="y\n")
    assert keyed.shown()["behind"] == []


def test_letting_go_asks_for_words_and_needs_no_key(
    keyed: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who lost the key removes it and all behind it after typing two words, and can begin anew."""
    keyed("behind", "write", typed="kept")
    monkeypatch.setenv("LEEWARD_SECOND_KEY", THIRD)
    assert "Nothing was removed" in keyed("behind", "let-go", typed="yes\n", status=1).output
    assert "1 behind it" in keyed("behind", "let-go", typed="let go\n").output
    keyed("behind", "make")
    assert keyed.shown() == {"behind": [], "unread": 0, "takes_more": True}
    assert "0 behind it" in keyed("behind", "let-go", "--yes").output
    assert "no second key yet" in keyed("behind", "let-go", "--yes", status=1).output


@pytest.mark.parametrize("verb", ["show", "back", "forget", "change"])
def test_only_the_second_key_opens(
    keyed: Shell, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    """The passphrase of the journal, or nobody there to type, reads and removes nothing."""
    keyed("behind", "write", typed="kept words")
    (kept,) = keyed.shown()["behind"]
    words = [kept["id"]] if verb in {"back", "forget"} else []
    monkeypatch.setenv("LEEWARD_SECOND_KEY", PASSPHRASE)
    said = keyed("behind", verb, *words, status=1).output
    assert "not the second key" in said
    monkeypatch.delenv("LEEWARD_SECOND_KEY")
    said += keyed("behind", verb, *words, status=1).output
    assert "LEEWARD_SECOND_KEY_FD" in said
    assert "kept words" not in said


def test_the_second_key_can_come_from_a_file_descriptor(
    keyed: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """LEEWARD_SECOND_KEY_FD names an open file; anything but a number is told."""
    (tmp_path / "secret").write_text(SECOND + "\n")
    monkeypatch.delenv("LEEWARD_SECOND_KEY")
    with (tmp_path / "secret").open("rb") as stream:
        monkeypatch.setenv("LEEWARD_SECOND_KEY_FD", str(stream.fileno()))
        assert "Nothing lies" in keyed("behind", "show").output
    monkeypatch.setenv("LEEWARD_SECOND_KEY_FD", "²")
    assert "LEEWARD_SECOND_KEY_FD is the number" in keyed("behind", "show", status=1).output


def test_no_words_give_the_terminal_orders(keyed: Shell) -> None:
    """Escape signs in what somebody wrote neither name the window nor reach it in JSON."""
    title = "\x1b]0;what I wrote\x07 \x9b2J\x7f after"
    keyed("behind", "write", typed=title)
    for said in (keyed("behind", "show").output, keyed("behind", "show", "--json").output):
        assert not any(ord(sign) < 32 and sign != "\n" for sign in said)
        assert not any(0x7F <= ord(sign) < 0xA0 for sign in said)
        assert "after" in said
    assert keyed.shown()["behind"][0]["entries"][0]["body"]["answers"][0]["words"] == title


def test_a_key_that_came_to_stand_first_is_told(keyed: Shell) -> None:
    """Show says that what is put away goes behind another key, and how many do not open."""
    theirs = second_key.make(THIRD, kdf=FastKdf())
    with keyed.here.open(PASSPHRASE) as journal:
        (mine,) = (e for e in journal.entries() if isinstance(e.body, SecondKeyMade))
        foreign = SecondKeyMade(
            public=theirs.public.hex(), params=theirs.params, wrapped=theirs.wrapped.hex()
        )
        make = journal._journal.make
        journal.add_all([make(b) for b in (foreign, Forgotten(targets=(mine.id,)), mine.body)])
    keyed("behind", "write", typed="went elsewhere")
    said = keyed("behind", "show").output
    assert "Another second key stands before this one" in said
    assert "1 more do not open" in said


@pytest.mark.slow
def test_nothing_behind_the_key_is_found_anywhere(tmp_path: Path) -> None:
    """With the real program, words and keys are in no file, no argument and no error output."""
    word = f"canary{secrets.token_hex(6)}"
    folders = {name: tmp_path / name for name in ("HOME", "TMPDIR", "XDG_STATE_HOME")}
    for folder in folders.values():
        folder.mkdir()
    env = {name: str(folder) for name, folder in folders.items()} | {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join(sys.path),
        "PYTHONDONTWRITEBYTECODE": "1",
        "LEEWARD_VAULT": str(tmp_path / "journal.leeward"),
        "LEEWARD_PASSPHRASE": PASSPHRASE,
        "LEEWARD_SECOND_KEY": SECOND,
    }

    def run(*words: str, typed: str = "") -> str:
        done = subprocess.run(
            [*LEEWARD, *words], env=env, input=typed, capture_output=True, text=True, check=True
        )
        assert word not in done.stderr
        for path in tmp_path.rglob("*"):
            assert word not in str(path)
            if path.is_file():
                data = path.read_bytes()
                assert not any(w.encode() in data for w in (word, SECOND, PASSPHRASE)), path
        return done.stdout

    run("vault", "create")
    run("behind", "make")
    assert word not in run("behind", "write", typed=word)
    run("check-in", "--distress", "4", "--note", word)
    (entry,) = json.loads(run("timeline", "--json"))["entries"]
    assert word not in run("behind", "keep", entry["id"])
    assert run("behind", "show").count(word) == 2
