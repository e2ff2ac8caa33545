"""The language of a context: what is said, counted, and left as it is."""

from __future__ import annotations

import pytest

from leeward.util.language import (
    PSEUDO,
    catalogue_for,
    decimal,
    first_known,
    pseudo,
    say,
    say_count,
    speaking,
    spoken,
    whole,
)


def test_the_pseudo_language_is_longer_and_accented() -> None:
    """Two fifths longer, so that a tight place shows; values stay as they are."""
    said = pseudo("Help numbers for {0}")
    assert "{0}" in said
    assert "é" in said
    assert len(said) >= 1.4 * len("Help numbers for {0}")


def test_english_and_unknown_languages_need_no_catalogue() -> None:
    """Nothing is looked up, and a made-up name reaches no file."""
    assert catalogue_for("en") is None
    assert catalogue_for("xx") is None
    assert catalogue_for("../../etc") is None


def test_a_language_holds_inside_its_block_only() -> None:
    """The words change inside and come back after, also when the block fails."""
    assert say("Hello {name}", name="you") == "Hello you"
    with speaking(PSEUDO):
        assert spoken() == PSEUDO
        assert say("Hello {name}", name="you").startswith("Hélló you")
    with pytest.raises(KeyError, match="name"), speaking(PSEUDO):
        say("Hello {name}", other="you")
    assert say("Hello") == "Hello"


def test_counting_takes_one_and_many() -> None:
    """One thing and several things are said with different words, also in the pseudo-language."""
    assert say_count("{n} note", "{n} notes", 1) == "1 note"
    assert say_count("{n} note", "{n} notes", 1200) == "1,200 notes"
    with speaking(PSEUDO):
        assert say_count("{n} note", "{n} notes", 2).startswith("2 ñótés")


def test_numbers_follow_the_language() -> None:
    """German writes a comma before decimals and a point between thousands."""
    with speaking("de"):
        assert (whole(22000), decimal("2.5")) == ("22.000", "2,5")
    assert (whole(22000), decimal("2.5")) == ("22,000", "2.5")


def test_a_browser_is_answered_in_the_first_language_we_have() -> None:
    """Regions and weights are read over; an unknown language gives English."""
    assert first_known("fr-FR,de-AT;q=0.8,en;q=0.5") == "de"
    assert first_known("fr") == "en"
    assert first_known("") == "en"
