"""The docs name what exists, and their examples run."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from leeward.cli.behind import command as behind
from leeward.cli.root import VERBS
from leeward.cli.vault import command as vault
from leeward.events.entry import KINDS
from leeward.exchange.tabular.mapping import read_mapping

ROOT = Path(__file__).resolve().parents[3]
DOCS = ROOT / "docs"


def examples(page: Path, language: str) -> list[str]:
    """Return the code blocks of a page in one language."""
    return re.findall(rf"```{language}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)


def test_every_kind_of_event_is_documented() -> None:
    """Each stored kind and each of its fields is in docs/house/events.md."""
    text = (DOCS / "house/events.md").read_text(encoding="utf-8")
    for kind, record in KINDS.items():
        line = next((ln for ln in text.splitlines() if ln.startswith(f"| `{kind}`")), "")
        for field in record.__dataclass_fields__:
            assert f"`{field}" in line, f"{kind}.{field}"


@pytest.mark.parametrize("verb", sorted(VERBS))
def test_every_verb_is_documented(verb: str) -> None:
    """Each verb stands in the guide to the command line."""
    assert f"`leeward {verb}`" in (DOCS / "guide/command-line.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("verb", sorted(behind.commands))
def test_every_verb_of_the_second_key_is_documented(verb: str) -> None:
    """Each way to use the second key stands in its guide."""
    assert f"`leeward behind {verb}" in (DOCS / "guide/second-key.md").read_text("utf-8")


@pytest.mark.parametrize("verb", sorted(vault.commands))
def test_every_vault_verb_is_documented(verb: str) -> None:
    """Each way to look after the journal stands in the guide."""
    assert f"`leeward vault {verb}" in (DOCS / "guide/looking-after.md").read_text("utf-8")


def test_every_dependency_has_a_reason() -> None:
    """Each dependency of the project has its line."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    text = (DOCS / "house/dependencies.md").read_text(encoding="utf-8")
    for requirement in project["project"]["dependencies"]:
        name = re.split(r"[>=<\[]", requirement)[0]
        assert f"| {name} |" in text, name


@pytest.mark.parametrize(
    "page", [ROOT / "README.md", DOCS / "guide/python.md", DOCS / "guide/second-key.md"]
)
def test_python_examples_run(page: Path) -> None:
    """Every Python example of a page runs as it stands."""
    found = examples(page, "python")
    assert found
    for code in found:
        exec(compile(code, str(page), "exec"), {})  # noqa: S102  our own docs


def test_the_example_mapping_reads() -> None:
    """The mapping shown in the guide is a valid one."""
    main, wide = examples(DOCS / "guide/import.md", "toml")
    assert read_mapping(main).id == "my-diary"
    assert "wide" in tomllib.loads(wide)


@pytest.mark.parametrize("page", [*sorted(DOCS.rglob("*.md")), ROOT / "README.md"])
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    """Every relative link in the docs points to a file or folder that exists."""
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), target
