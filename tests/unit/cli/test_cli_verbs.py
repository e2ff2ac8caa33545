"""The command line does the same as the pages, and says what it did."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from leeward.cli import common
from leeward.cli.root import VERBS, Doors, root
from leeward.core.opening import Place
from leeward.util.clock import utc_now
from support.journals import PASSPHRASE, place


class Shell:
    """Runs `leeward` against one journal with a cheap key derivation."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.place: Place = place(folder, clock=utc_now)
        self.served: list[dict[str, Any]] = []

    def __call__(self, *words: str, status: int = 0, typed: str | None = None) -> Result:
        """Run a verb and check its exit status."""
        doors = Doors(serve=lambda **how: self.served.append(how))
        result = CliRunner().invoke(root, list(words), obj=doors, input=typed)
        assert result.exit_code == status, result.output
        return result

    def json(self, *words: str) -> Any:
        """Run a verb with --json."""
        return json.loads(self(*words, "--json").stdout)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    """A shell with a passphrase in its environment and no journal yet."""
    made = Shell(tmp_path)
    monkeypatch.setattr(common, "place", lambda: made.place)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", PASSPHRASE)
    return made


@pytest.fixture
def journal(shell: Shell) -> Shell:
    """A shell with a journal."""
    assert len(shell("vault", "create").output.strip().splitlines()[-1].split()) == 24
    return shell


def test_a_check_in_needs_no_passphrase(journal: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """Entries are sealed without a passphrase and are there after unlocking."""
    monkeypatch.delenv("LEEWARD_PASSPHRASE")
    assert "Read it after unlocking" in journal("check-in", "--distress", "4").output
    assert journal.json("urge", "--strength", "5", "--outcome", "rode-out")["waiting"] == 2
    journal("look-back", "--kind", "solo", "--before", "7", "--after", "3", "--motive", "relief=8")
    monkeypatch.setenv("LEEWARD_PASSPHRASE", PASSPHRASE)
    told = journal.json("today")["entries"]
    assert [entry["kind"] for entry in told] == ["check_in", "urge", "episode"]
    assert told[2]["look_back"]["distress_before"] == 7


def test_without_a_journal_the_next_step_is_said(shell: Shell) -> None:
    """No journal: one sentence with the verb that makes one."""
    assert "leeward vault create" in shell("check-in", "--distress", "4", status=1).output


def test_a_journal_that_was_here_is_looked_for_first(journal: Shell) -> None:
    """A file that is gone is not taken for a journal that never was."""
    journal.place.path.rename(journal.folder / "elsewhere")
    said = journal("check-in", "--distress", "4", status=1).output
    assert f"last used on this computer on {journal.place.last_seen()}" in said
    assert "leeward vault restore" in said


def test_nothing_filled_in_is_refused(journal: Shell) -> None:
    """An empty check-in is no entry."""
    assert "One answer is enough" in journal("check-in", status=1).output


@pytest.mark.parametrize(
    "words",
    [
        ("check-in", "--distress", "11"),
        ("check-in", "--need", "money"),
        ("check-in", "--distress", "4", "--at", "soon"),
        ("urge", "--outcome", "lost"),
        ("look-back",),
        ("timeline", "--from", "x"),
    ],
)
def test_wrong_words_are_refused_before_anything_is_stored(
    journal: Shell, words: tuple[str, ...]
) -> None:
    """A wrong option ends with status 2 and stores nothing."""
    journal(*words, status=2)
    assert journal.json("vault", "info")["waiting"] == 0


def test_a_wrong_passphrase_says_so(journal: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    """A wrong passphrase gives its own sentence and status 1, without a trace."""
    monkeypatch.setenv("LEEWARD_PASSPHRASE", "something else entirely here")
    result = journal("today", status=1)
    assert "does not open this journal" in result.output
    assert "Traceback" not in result.output


def test_the_passphrase_can_come_from_a_file_descriptor(
    journal: Shell, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """LEEWARD_PASSPHRASE_FD names an open file with the passphrase."""
    secret = tmp_path / "secret"
    secret.write_text(PASSPHRASE + "\n")
    with secret.open("rb") as stream:
        monkeypatch.setenv("LEEWARD_PASSPHRASE_FD", str(stream.fileno()))
        monkeypatch.delenv("LEEWARD_PASSPHRASE")
        assert "nothing missing" in journal("today").output


def test_export_and_import_give_the_same_journal(journal: Shell, tmp_path: Path) -> None:
    """What was exported and imported elsewhere is exported the same again."""
    journal("check-in", "--distress", "4", "--note", "=1+1")
    journal("look-back", "--kind", "partnered", "--before", "5")
    first, again = tmp_path / "first.jsonl", tmp_path / "again.jsonl"
    journal("export", str(first))
    journal.place.destroy()
    journal("vault", "create")
    assert journal.json("import", str(first))["added"] == 4
    assert journal.json("import", str(first))["added"] == 0
    journal("export", str(again))
    assert set(first.read_bytes().splitlines()) <= set(again.read_bytes().splitlines())
    assert (first.stat().st_mode & 0o777) == 0o600
    assert "something at" in journal("export", str(first), status=1).output


def test_a_dry_run_stores_nothing(journal: Shell, tmp_path: Path) -> None:
    """A dry run tells entries and problems by line, and the journal stays as it was."""
    table = tmp_path / "moods.csv"
    table.write_text(
        "full_date,time,mood,activities,note_title,note\n"
        "2026-01-02,10:00,bad,,,\n2026-01-03,25:00,bad,,,\n2026-01-04,10:00,odd,,,\n"
    )
    told = journal.json("import", "--mapping", "daylio", "--dry-run", str(table))
    assert (told["entries"], told["new"], told["added"]) == (2, 2, 0)
    assert [problem["line"] for problem in told["problems"]] == [3, 4]
    assert journal.json("timeline")["total"] == 0
    assert "2 entries were added" in journal("import", "--mapping", "daylio", str(table)).output


def test_looking_after_the_journal(journal: Shell, tmp_path: Path) -> None:
    """Copy, drill, verify, change, forget, restore and destroy work from the command line."""
    journal("check-in", "--distress", "4")
    entry = journal.json("today")["entries"][0]["id"]
    journal("vault", "backup", str(tmp_path / "copy"))
    journal("vault", "restore", "--drill", str(tmp_path / "copy"))
    assert journal.json("vault", "verify")["ok"] is True
    journal("vault", "forget", "--yes", entry)
    assert journal.json("timeline")["total"] == 0
    journal("vault", "restore", "--replace", str(tmp_path / "copy"))
    assert journal.json("timeline")["total"] == 1
    journal("vault", "destroy", "--yes-destroy")
    assert not journal.place.exists()


def test_a_forgotten_passphrase_is_replaced_with_the_recovery_words(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The 24 words give a new passphrase, and the old one does not open any more."""
    words = shell("vault", "create").output.strip().splitlines()[-1]
    (tmp_path / "words").write_text(words)
    (tmp_path / "new").write_text("quiet paper harbour window seven")
    shell("vault", "recover", "--words", str(tmp_path / "words"), "--new", str(tmp_path / "new"))
    shell("today", status=1)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", "quiet paper harbour window seven")
    shell("today")
    (tmp_path / "newer").write_text("lantern tomorrow gravel six teapots")
    shell("vault", "passphrase", "--new", str(tmp_path / "newer"))
    shell("today", status=1)


def test_new_keys_after_a_leak(
    journal: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Renewing replaces passphrase and words; the entries stay."""
    journal("check-in", "--distress", "4")
    new = "quiet paper harbour window seven"
    (tmp_path / "new").write_text(new)
    told = journal("vault", "renew", "--new", str(tmp_path / "new")).output
    assert len(told.strip().splitlines()[-1].split()) == 24
    journal("today", status=1)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", new)
    assert len(journal.json("today")["entries"]) == 1


def test_demo_is_simulated_and_says_so(shell: Shell, tmp_path: Path) -> None:
    """Each simulated entry carries its source, and the same seed gives the same journal."""
    one, two = tmp_path / "one.jsonl", tmp_path / "two.jsonl"
    shell("demo", "--days", "20", "--out", str(one))
    sources = {json.loads(line)["source"] for line in one.read_text().splitlines()}
    assert sources == {"demo"}
    assert "simulated" in shell("demo", "--days", "20", "--out", str(two)).output


def test_insights_are_told_with_their_range(shell: Shell, journal: Shell, tmp_path: Path) -> None:
    """Every insight has its sentence, amount and caveat; a number its range, no number its why."""
    shell("demo", "--days", "90", "--out", str(tmp_path / "demo.jsonl"))
    journal("import", str(tmp_path / "demo.jsonl"))
    blocks = [block.splitlines() for block in journal("insights").output.split("\n\n")]
    text = {lines[0]: "\n".join(lines[1:]) for lines in blocks if len(lines) > 1}
    told = {insight["title"]: insight for insight in journal.json("insights")["insights"]}
    assert set(text) == set(told)
    numbers = 0
    for title, insight in told.items():
        assert insight["sentence"] in text[title]
        assert insight["amount"][1:] in text[title]
        assert insight["caveat"] in text[title]
        if "why" in insight["answer"]:
            assert insight["answer"]["why"] in text[title]
        elif any(sign.isdigit() for sign in insight["sentence"]):
            numbers += 1
            assert "likely" in text[title]
    assert numbers > 5


def test_insights_of_an_older_diary_are_one_option_away(journal: Shell) -> None:
    """The latest year says that there are earlier notes, and how to see them."""
    for day in range(1, 29):
        journal("check-in", "--distress", str(day % 7), "--at", f"2020-02-{day:02d} 12:00")
    journal("check-in", "--distress", "5")
    told = journal("insights").output
    assert "Earlier notes, 2020-02-01 to 2020-02-28: leeward insights --until 2020-02-28" in told
    assert "Your distress is usually about" in journal("insights", "--until", "2020-02-28").output


def test_start_hands_over_to_the_web(shell: Shell) -> None:
    """`start` and `demo --open` call what was handed in from above."""
    shell("start", "--no-browser")
    shell("demo", "--open")
    assert shell.served == [{"browser": False}, {"demo": True}]


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_has_help(shell: Shell, verb: str) -> None:
    """Each verb explains itself."""
    assert "Usage:" in shell(verb, "--help").output


def test_help_imports_nothing_slow() -> None:
    """The list of verbs appears without numpy, SQLite, cryptography or the web."""
    code = (
        "import sys\nfrom leeward.main import root\n"
        "try:\n root(['--help'], standalone_mode=False)\nexcept SystemExit: pass\n"
        "slow = {'numpy', 'scipy', 'numba', 'sqlite3', 'cryptography', 'starlette', 'msgspec'}\n"
        "print(sorted(slow & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        env=dict(os.environ),
    )
    assert done.stdout.strip().splitlines()[-1] == "[]"
