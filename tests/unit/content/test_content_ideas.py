"""Product ideas are counted: each has a page, a practice, a question or a named place."""

from __future__ import annotations

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


def test_named_places_exist() -> None:
    """A place in another part of the house is a file that is there."""
    missing = [
        path
        for paths in outside_places().values()
        for path in paths
        if not (_CHECKOUT / path.partition("::")[0]).is_file()
    ]
    assert missing == []
