"""The phone from the command line: build, pair, receive."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from leeward.cli import common
from leeward.cli.root import Doors, root
from leeward.core.opening import Place
from leeward.phone.pairing import read_pairing
from leeward.phone.parcel import Parcel, frames, key_check, write_file
from leeward.util.clock import utc_now
from leeward.vault import outbox
from leeward.vault.ports import Record
from support.journals import PASSPHRASE, place


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    """A locked journal that the command line finds."""
    made = place(tmp_path, clock=utc_now)
    made.create(PASSPHRASE).leeward.close()
    monkeypatch.setattr(common, "place", lambda: made)
    return made


def run(*words: str, status: int = 0, typed: bytes | None = None) -> str:
    """Run a verb of the phone and return what it said."""
    result = CliRunner().invoke(
        root, ["phone", *words], obj=Doors(serve=lambda **_: None), input=typed
    )
    assert result.exit_code == status, result.output
    return result.output


def test_the_site_is_built_with_a_look(tmp_path: Path, here: Place) -> None:
    """The folder holds the site under the chosen name."""
    said = run("build", str(tmp_path / "out"), "--look", "weather")
    assert "Weather log" in said
    assert json.loads((tmp_path / "out/app.webmanifest").read_text())["name"] == "Weather log"


def test_the_site_speaks_as_the_journal_does(tmp_path: Path, here: Place) -> None:
    """Without a choice it takes the language known of the locked journal; a choice outranks it."""
    with closing(here.open(PASSPHRASE)) as journal:
        journal.preferences.change(replace(journal.settings, language="de"))
    run("build", str(tmp_path / "own"))
    run("build", str(tmp_path / "other"), "--language", "en")
    assert '<html lang="de"' in (tmp_path / "own/index.html").read_text("utf-8")
    assert '<html lang="en"' in (tmp_path / "other/index.html").read_text("utf-8")


def test_pairing_hands_over_id_and_public_key(here: Place) -> None:
    """The text, drawn or not, and the address read back as the journal's key."""
    told = json.loads(run("pair", "--json", "--site", "https://host.example/x"))
    known = read_pairing(told["text"])
    assert (known.vault, known.public) == here.sealing_key()
    assert known.check == told["check"]
    assert "█" in run("pair")
    assert "█" not in run("pair", "--text-only")
    assert "https://" in run("pair", "--site", "http://host.example", status=1)


def test_notes_come_home_by_file_and_by_scanner(tmp_path: Path, here: Place) -> None:
    """A file and lines of a scanner bring the same parcel, once; damage is told."""
    vault, public = here.sealing_key()
    seal = outbox.sealed(Record(id="0" * 31 + "1", payload=b"{}"), public, bytes.fromhex(vault))
    parcel = Parcel(vault=vault, check=key_check(public), seals=(seal,))
    file = tmp_path / "notes.txt"
    file.write_text(write_file(parcel))
    assert f"Parcel {parcel.number} is home" in run("receive", str(file))
    lines = "\n".join(frames(parcel)).encode()
    told = json.loads(run("receive", "-", "--json", typed=lines))
    assert told == {"parcel": parcel.number, "sealed": 1, "waiting": 1}
    file.write_text(write_file(parcel)[:-20])
    assert "not a whole file" in run("receive", str(file), status=1)
    assert "cannot be read" in run("receive", str(tmp_path / "none"), status=1)
