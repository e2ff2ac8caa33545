"""The table in the documentation says what the code does."""

from __future__ import annotations

from pathlib import Path

from leeward.safety import conditions
from leeward.safety.facts import DRIVEN_CHOICE, DRIVEN_HAD_TO
from leeward.safety.rules import BY_ID, RULES, RULES_VERSION
from leeward.safety.table import markdown

DOC = Path(__file__).parents[3] / "docs" / "science" / "safety-rules.md"


def test_documentation_holds_the_table_of_the_code() -> None:
    """The published table is the one made from the code, version included."""
    text = DOC.read_text("utf-8")
    table = text.split("<!-- table -->\n")[1].split("<!-- /table -->")[0]
    assert table == markdown()
    assert f"Version {RULES_VERSION}." in text


def test_one_row_a_rule_and_no_broken_cell() -> None:
    """Every rule has one row with seven cells."""
    rows = markdown().strip().splitlines()[2:]
    assert [row.split(" | ")[0] for row in rows] == [f"| {rule.id}" for rule in RULES]
    assert {row.count(" | ") for row in rows} == {6}
    assert len(BY_ID) == len(RULES)


def test_conditions_in_words_carry_the_numbers_of_the_code() -> None:
    """The numbers in the words of S2 and S6 are those the conditions use."""
    s2, s6 = BY_ID[RULES[1].id].when, next(r.when for r in RULES if r.id == "S6")
    for number in (
        conditions.PEAK_DISTRESS,
        conditions.HIGH_DISTRESS,
        conditions.PHQ4_STRONG,
        conditions.WHO5_STRONG,
    ):
        assert str(number) in s2
    for number in (
        conditions.CSBD_HIGH,
        conditions.DRIVEN_SHARE_PERCENT,
        DRIVEN_HAD_TO,
        DRIVEN_CHOICE,
    ):
        assert str(number) in s6
