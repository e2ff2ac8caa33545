"""The documentation says what the shipped files say, and its example works."""

from __future__ import annotations

import re
from pathlib import Path

import pyphen

from leeward.content.extract import markdown_text
from leeward.content.lint import CORE_GRADE, Scope, banned_words, find_banned, reading_grade
from leeward.instruments.definition import Wording
from leeward.instruments.library import library
from leeward.instruments.listing import markdown
from leeward.instruments.plain import read_toml
from leeward.instruments.scoring import Score, make_answers, score

DOCS = Path(__file__).parents[3] / "docs"
SCIENCE = (DOCS / "science" / "instruments.md").read_text("utf-8")
GUIDE = (DOCS / "guide" / "instruments.md").read_text("utf-8")
_DICTIONARY = pyphen.Pyphen(lang="en_US", left=1, right=1)


def test_documentation_holds_the_table_of_the_files() -> None:
    """The published table is the one made from the shipped files."""
    assert SCIENCE.split("<!-- table -->\n")[1].split("<!-- /table -->")[0] == markdown()


def test_table_tells_keys_and_ranges() -> None:
    """The table shows reversed questions, factors, gates, ranges and how many answers are needed."""
    table = markdown()
    for said in (
        "wellbeing: sum of 1, 2, 3, 4, 5, times 4; 0 to 100; all answers needed",
        "avoidance: mean of 1, 2, 3, 4, 5, 6, reversed 1, 2, 3, 4; 1 to 7; 5 answers needed",
        "count: count of yes of 1, 2, 3, 4, 5, only after yes to 0; 0 to 5",
        "wellbeing ≤ 50, wellbeing ≤ 28",
        "total: sd 2.1, reliability 0.84",
        "wellbeing: 10 points",
        "`hark` (private)",
    ):
        assert said in table


def test_guide_names_every_questionnaire() -> None:
    """The guide names each shipped questionnaire, and with questions only those that have them."""
    with_words, keys = GUIDE.split("For the others")
    for definition in library():
        name = definition.title.split(":")[0].split(" well-being")[0]
        part = with_words if definition.wording is Wording.INCLUDED else keys
        assert name in part


def test_example_of_the_guide_works() -> None:
    """The small questionnaire in the guide can be read and scored."""
    example = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[0]
    definition = read_toml(example)
    result = score(definition, make_answers(definition, {"1": 2, "2": 0}))[0]
    assert isinstance(result, Score)
    assert (result.value, result.maximum) == (4, 4)


def test_guide_is_easy_and_kind() -> None:
    """The guide reads at grade six or below and holds no word that shames."""
    text = markdown_text(GUIDE)
    grade = reading_grade(text, lambda word: len(_DICTIONARY.positions(word)) + 1)
    assert grade <= CORE_GRADE
    assert find_banned(text, banned_words(), scope=Scope.EVERYWHERE) == []
