"""What is said around the questions of a shipped questionnaire, in the language that is spoken.

Titles, time windows and explanations are ours and are said in the person's language. Questions,
answers and what introduces them are the makers' and stand as they were tested. So do the words of
a definition that somebody brought in.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib.resources import files

from leeward.instruments.definition import Definition, Scale
from leeward.instruments.library import library
from leeward.util.language import ENGLISH, say, spoken
from leeward.util.worded import Path, Places

_OURS = frozenset({"title", "window", "note", "says", "group", "country"})


def _is_word(path: Path) -> bool:
    return path[-1] in _OURS or path == ("licence", "name")


PLACES = Places(is_word=_is_word)
"""Where our own words stand in a file under `instruments/data`."""


def data_places() -> dict[str, Places]:
    """Return the places of words by data file, for gathering; paths start at the package."""
    folder = files(__package__).joinpath("data")
    names = sorted(one.name for one in folder.iterdir() if one.name.endswith(".toml"))
    return {f"instruments/data/{name}": PLACES for name in names}


def told(definition: Definition) -> Definition:
    """Return a definition with our own words in it said; all else stays as it is."""
    if spoken() == ENGLISH:
        return definition
    licence = definition.licence
    return replace(
        definition,
        title=_told(definition.title),
        window=_told(definition.window),
        note=_told(definition.note),
        licence=replace(licence, name=_told(licence.name), note=_told(licence.note)),
        scales=tuple(map(_scale, definition.scales)),
    )


def _scale(scale: Scale) -> Scale:
    return replace(
        scale,
        title=_told(scale.title),
        marks=tuple(replace(one, says=_told(one.says)) for one in scale.marks),
        norms=tuple(
            replace(one, group=_told(one.group), country=_told(one.country)) for one in scale.norms
        ),
    )


def _told(words: str) -> str:
    return say(words) if words in _ours() else words


@cache
def _ours() -> frozenset[str]:
    return frozenset(words for one in library() for words in _words_of(one) if words)


def _words_of(one: Definition) -> tuple[str, ...]:
    said = (mark.says for scale in one.scales for mark in scale.marks)
    norms = [norm for scale in one.scales for norm in scale.norms]
    groups = (words for norm in norms for words in (norm.group, norm.country))
    titles = (scale.title for scale in one.scales)
    around = (one.title, one.window, one.note, one.licence.name, one.licence.note)
    return (*around, *titles, *said, *groups)
