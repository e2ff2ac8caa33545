"""The questionnaires that come with the program."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from leeward.instruments.definition import Definition, DefinitionError
from leeward.instruments.plain import read_toml
from leeward.util.language import say


@cache
def library() -> tuple[Definition, ...]:
    """Return every shipped definition, by id and language.

    Raises:
        DefinitionError: a shipped file is damaged.
    """
    folder = files(__package__).joinpath("data")
    found = [
        read_toml(entry.read_bytes()) for entry in folder.iterdir() if entry.name.endswith(".toml")
    ]
    return tuple(sorted(found, key=lambda d: (d.id, d.language)))


def shipped(instrument: str, language: str = "en") -> Definition:
    """Return one shipped definition.

    Raises:
        DefinitionError: there is none with that id and language.
    """
    for definition in library():
        if (definition.id, definition.language) == (instrument, language):
            return definition
    raise DefinitionError(
        say("There is no questionnaire “{name}” in that language.", name=instrument[:40])
    )
