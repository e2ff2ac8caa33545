"""Whatever is typed, piped or set, the command line answers with a sentence, never a trace."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from leeward.cli import check_in, common
from leeward.cli.export import write_new
from leeward.cli.root import Doors, root
from leeward.core.opening import Place, default_path
from leeward.util.errors import InputError
from support.journals import PASSPHRASE, place

NOT_TEXT = os.fsdecode(b"\xff\xfe")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A journal that the command line finds."""
    made = place(tmp_path)
    made.create(PASSPHRASE).leeward.close()
    monkeypatch.setattr(common, "place", lambda: made)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", PASSPHRASE)
    return made


def said(*words: str) -> str:
    """Run a verb that goes wrong and return its last line."""
    result = CliRunner().invoke(root, list(words), obj=Doors(serve=lambda **_: None))
    assert result.exit_code in {1, 2}, result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    return result.output.strip().splitlines()[-1]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("check-in", "--note", NOT_TEXT), "not text"),
        (("check-in", "--before", "work=²"), "0 to 10"),
        (("check-in", "--before", "work=11"), "0 to 10"),
        (("check-in", "--distress", "3", "--at", "0001-01-01T00:00+14:00"), "write a time as"),
        (("check-in", "--distress", "3", "--at", "0001-01-01"), "outside 1900"),
        (("check-in", "--distress", "3", "--at", "9999-12-31"), "not come yet"),
        (("demo", "--seed", "-1"), "--seed"),
        (("import", "bytes", "--mapping", "bytes"), "not text in UTF-8"),
        (("import", "bytes", "--mapping", "nowhere"), "--list"),
        (("import", "bytes", "--mapping", ""), "--list"),
        (("vault", "passphrase", "--new", "bytes"), "not text in UTF-8"),
        (("vault", "recover", "--words", "bytes", "--new", "bytes"), "not text in UTF-8"),
        (("export", "bytes"), "Choose another name"),
        (("export", "dangling"), "Choose another name"),
        (("export", "no/such/folder.csv"), "choose another place"),
    ],
)
def test_what_is_typed_wrong_gets_one_sentence(
    here: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], says: str
) -> None:
    """Bytes that are no text, numbers that are none and places that are taken are all told."""
    monkeypatch.chdir(tmp_path)
    Path("bytes").write_bytes(b"\xff\xfe")
    Path("dangling").symlink_to("nothing")
    assert says in said(*words)
    assert not list(tmp_path.glob(".*.part"))


@pytest.mark.parametrize("number", ["²", "-1", "9" * 30, "x"])
def test_a_wrong_descriptor_is_told(
    here: Place, monkeypatch: pytest.MonkeyPatch, number: str
) -> None:
    """Only the number of an open file is taken."""
    monkeypatch.setenv("LEEWARD_PASSPHRASE_FD", number)
    assert "LEEWARD_PASSPHRASE_FD" in said("today")


def test_what_nobody_foresaw_is_told_without_its_content(
    here: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unknown error is a sentence with its kind; what it says may hold a person's words."""

    def breaks(*_: object, **__: object) -> None:
        raise RuntimeError("a secret word")

    monkeypatch.setattr(check_in, "CheckIn", breaks)
    line = said("check-in", "--distress", "3")
    assert "RuntimeError" in line
    assert "secret" not in line


def test_a_file_that_never_ends_is_not_read_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that gives bytes for ever costs bounded memory."""
    monkeypatch.setattr(common, "MAX_FILE", 1 << 16)
    with pytest.raises(InputError, match="larger than"):
        common.read_file(Path("/dev/zero"))


def test_an_export_touches_nothing_that_was_there(tmp_path: Path) -> None:
    """Neither the half-written file of another program nor a name that was taken meanwhile."""
    other = tmp_path / ".out.jsonl.part"
    other.write_text("theirs")
    write_new(tmp_path / "out.jsonl", b"mine")
    with pytest.raises(InputError, match="already"):
        write_new(tmp_path / "out.jsonl", b"again")
    assert (tmp_path / "out.jsonl").read_bytes() == b"mine"
    assert other.read_text() == "theirs"


def test_a_home_nobody_has_is_told() -> None:
    """A place under a home that is not known is a sentence."""
    with pytest.raises(InputError, match="LEEWARD_VAULT"):
        default_path({"LEEWARD_VAULT": "~nobody-of-that-name/j"})


def test_a_name_too_long_for_any_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """The system's refusal is passed on as a sentence."""
    monkeypatch.setattr(common, "place", lambda: Place(path=Path("x" * 5000)))
    assert "cannot be reached" in said("vault", "info")


def test_without_a_home_the_program_still_says_what_to_do(tmp_path: Path) -> None:
    """An environment with nothing in it makes no trace."""
    done = subprocess.run(
        [sys.executable, "-c", "from leeward.main import run; run()", "today"],
        env={"LEEWARD_VAULT": str(tmp_path / "none"), "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "leeward vault create" in done.stderr
