"""German answers every word of the templates, and the templates hold in it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from leeward.content import catalogue
from leeward.content.catalogue import segments, translate
from support.said import german_catalogue

_SOURCE = Path(catalogue.__file__).parents[1]
_TEMPLATES = sorted(
    path for folder in ("web", "phone") for path in (_SOURCE / folder).rglob("*.html")
)
_SCRIPTS = sorted(
    path
    for folder in ("web", "phone")
    for path in (_SOURCE / folder / "static").rglob("*.js")
    if path.parent.name != "vendor"
)
_EXPRESSION = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_PLACES = re.compile(r"\{\d+\}|%s|#+")
_TOLD = re.compile(r'(?:textContent = |`|")[A-Z][a-z’]+(?: [\w’]+)+[.:?]')
_DATASET = re.compile(r"dataset\.(say[A-Za-z]*)|\"(say[A-Z][A-Za-z]*)\"")


def _name(path: Path) -> str:
    return str(path.relative_to(_SOURCE))


@pytest.mark.parametrize("path", _TEMPLATES, ids=_name)
def test_german_answers_every_message(path: Path) -> None:
    """No English is left on a page, and no value is lost or made up on the way."""
    german = german_catalogue()
    for segment in segments(path.read_text("utf-8")):
        said = german(segment.message)
        assert said, f"unanswered: {segment.message}"
        assert sorted(_PLACES.findall(said)) == sorted(_PLACES.findall(segment.message)), said


@pytest.mark.parametrize("path", _TEMPLATES, ids=_name)
def test_every_template_holds_in_german(path: Path) -> None:
    """It still compiles, and every expression is there, the same but for the words inside it."""
    source = path.read_text("utf-8")
    dressed = translate(source, german_catalogue())
    Environment(autoescape=True).parse(dressed)

    def bare(text: str) -> list[str]:
        # German may put values in another order within a sentence.
        return sorted(re.sub(r'"[^"]*"', '""', one) for one in _EXPRESSION.findall(text))

    assert bare(dressed) == bare(source)


@pytest.mark.parametrize("path", _SCRIPTS, ids=_name)
def test_scripts_hold_no_sentences(path: Path) -> None:
    """What a script says stands in the page, in attributes that are translated with it."""
    code = re.sub(r"//[^\n]*", "", path.read_text("utf-8"))
    assert _TOLD.findall(code) == []


def test_what_scripts_ask_for_stands_in_a_template() -> None:
    """No script reads a data-say attribute that no template carries."""
    carried = {
        re.sub(r"-(\w)", lambda m: m.group(1).upper(), name)
        for path in _TEMPLATES
        for name in re.findall(r"\sdata-(say[a-z-]*)=", path.read_text("utf-8"))
    }
    asked = {
        one or other
        for path in _SCRIPTS
        for one, other in _DATASET.findall(path.read_text("utf-8"))
    }
    assert asked
    assert asked <= carried
