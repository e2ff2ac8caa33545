"""Product ideas are counted: each has its page or question, and a test that shows it at work."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

from leeward.content.ideas import all_ideas, outside_places, places

_CHECKOUT = Path(__file__).parents[3]
_EXPECTED = (
    [f"A-F{n}" for n in range(1, 8)]
    + [f"A-M{n}" for n in range(14)]
    + [f"A-Q{n}" for n in range(1, 6)]
    + [f"A-S{n}" for n in range(1, 8)]
    + [f"A-T{n}" for n in range(1, 15)]
    + [f"A-H{n}" for n in range(1, 4)]
    + ["A-R1"]
    + [f"N-C{n}" for n in range(1, 17)]
    + [f"N-R{n}" for n in range(1, 6)]
    + [f"T{n}" for n in range(1, 9)]
)


def test_the_list_is_whole() -> None:
    """Every numbered idea of the product is in the list, and the eleven linked topics."""
    listed = set(all_ideas())
    assert set(_EXPECTED) <= listed
    assert len([idea for idea in listed if idea.startswith("N-X-")]) == 11
    assert len(listed) == len(_EXPECTED) + 11


@pytest.mark.parametrize("idea", sorted(all_ideas()))
def test_every_idea_has_a_place(idea: str) -> None:
    """The idea is carried by at least one page, practice, question, card or named place."""
    assert places().get(idea)


@pytest.mark.parametrize("idea", [i for i in sorted(all_ideas()) if i.startswith(("N-X", "T"))])
def test_links_and_disagreements_have_a_page_each(idea: str) -> None:
    """Each linked topic of the note and each disagreement has a knowledge page."""
    assert any(name.startswith("page ") for name in places()[idea])


def test_no_place_names_an_unknown_idea() -> None:
    """A misspelt id in a head does not pass unseen."""
    assert set(places()) <= set(all_ideas())


@cache
def _tests(path: str) -> dict[str, str]:
    """Return the tests of a file with what each of them checks, as code."""
    body = ast.parse((_CHECKOUT / path).read_text("utf-8")).body
    return {
        node.name: ast.unparse(node)
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


@pytest.mark.parametrize(
    "place", sorted({place for named in outside_places().values() for place in named})
)
def test_a_named_place_is_a_test_that_checks_something(place: str) -> None:
    """Each named place is a test by name, in a file that is there, and it asserts."""
    path, _, name = place.partition("::")
    assert path.startswith("tests/")
    code = _tests(path).get(name, "")
    assert "assert " in code or "pytest.raises" in code


@pytest.mark.parametrize("idea", [i for i in _EXPECTED if not i.startswith("T")])
def test_every_numbered_idea_is_shown_at_work(idea: str) -> None:
    """A page that mentions an idea is not enough: a test shows what it does."""
    assert outside_places().get(idea)


def test_ids_in_test_names_are_counted() -> None:
    """A behaviour test named after ideas stands in the list under each of them."""
    path = "tests/scenarios/test_scenarios_ideas.py"
    for name in _tests(path):
        ids = re.findall(r"(?<=_)([an])_([a-z])(\d+)(?=_)", name)
        assert ids, name
        for source, group, number in ids:
            idea = f"{source}-{group}{number}".upper()
            assert f"{path}::{name}" in outside_places()[idea]
