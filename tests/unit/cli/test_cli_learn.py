"""The reading pages leave as files whose links hold together."""

from __future__ import annotations

import re
from pathlib import Path

from click.testing import CliRunner, Result

from leeward.cli.root import root
from leeward.content.knowledge import library


def run(*words: str) -> Result:
    """Run a verb."""
    return CliRunner().invoke(root, list(words))


def test_the_obsidian_vault_holds_every_page_and_no_broken_link(tmp_path: Path) -> None:
    """Each page is one note, and each [[link]] names a note that is there."""
    assert run("learn", "export", str(tmp_path / "out")).exit_code == 0
    notes = {p.stem: p.read_text("utf-8") for p in (tmp_path / "out").rglob("*.md")}
    assert len(notes) == len(library().pages)
    for text in notes.values():
        for target in re.findall(r"\[\[([^\]|]+)", text):
            assert target in notes


def test_the_site_links_only_to_its_own_files(tmp_path: Path) -> None:
    """Every address in the site is a file of it; nothing is fetched from elsewhere."""
    folder = tmp_path / "site"
    assert run("learn", "export", str(folder), "--as", "site").exit_code == 0
    names = {p.name for p in folder.iterdir()}
    for page in folder.glob("*.html"):
        for target in re.findall(r'(?:href|src)="([^"]+)"', page.read_text("utf-8")):
            assert target in names


def test_nothing_is_written_over(tmp_path: Path) -> None:
    """A folder with something in it is refused in one sentence."""
    (tmp_path / "mine.txt").write_text("mine")
    answer = run("learn", "export", str(tmp_path))
    assert answer.exit_code == 1
    assert "already" in answer.output
    assert [p.name for p in tmp_path.iterdir()] == ["mine.txt"]


def test_the_pages_leave_in_german(tmp_path: Path) -> None:
    """With the language named, every page is a German note, and its links lead to German notes."""
    out = tmp_path / "out"
    assert run("learn", "export", str(out), "--language", "de").exit_code == 0
    notes = {p.stem: p.read_text("utf-8") for p in out.rglob("*.md")}
    assert len(notes) == len(library().pages)
    assert "Weniger Scham" in notes
    for text in notes.values():
        assert set(re.findall(r"\[\[([^\]|]+)", text)) <= set(notes)
    assert run("learn", "export", str(tmp_path / "fr"), "--language", "fr").exit_code == 2
