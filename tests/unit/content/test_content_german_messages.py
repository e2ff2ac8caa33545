"""German answers what Python says on the web floor and below it, with the same values."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

import pytest

from leeward.content.gather import Gap, answers, compare, gather

SOURCE = Path(str(files("leeward")))
FLOORS = ("web/", "phone/", "exchange/", "instruments/", "vault/", "safety/", "util/")
CATALOGUES = ("web.po", "below.po")


@pytest.fixture(scope="module")
def gaps() -> list[Gap]:
    """What is to mend in German."""
    return compare(gather(SOURCE), answers(SOURCE / "locale" / "de"))


@pytest.mark.parametrize("floor", FLOORS)
def test_every_sentence_of_a_floor_has_german(gaps: list[Gap], floor: str) -> None:
    """No sentence made in Python, a template or a data file of these floors lacks an answer."""
    assert [(gap.place, gap.message) for gap in gaps if gap.place.startswith(floor)] == []


@pytest.mark.parametrize("name", CATALOGUES)
def test_a_catalogue_says_only_what_is_asked(gaps: list[Gap], name: str) -> None:
    """Nothing in these catalogues is stale, empty, fuzzy, said twice or without its values."""
    assert [(gap.wrong, gap.message) for gap in gaps if gap.place == name] == []


def test_many_sentences_come_from_python() -> None:
    """The floors say hundreds of sentences, so an empty gathering would be noticed."""
    found = [one for one in gather(SOURCE) if one.place.split(":")[0].endswith(".py")]
    assert len([one for one in found if one.place.startswith(FLOORS)]) > 500
