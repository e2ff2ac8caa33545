"""The catalogue finds what a person reads, and nothing else, and puts words back in place."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from jinja2 import Environment

from leeward.content import catalogue
from leeward.content.catalogue import segments, translate
from leeward.util.language import pseudo

_SOURCE = Path(catalogue.__file__).parents[1]
_TEMPLATES = sorted(
    path for folder in ("web", "phone") for path in (_SOURCE / folder).rglob("*.html")
)
_EXPRESSION = re.compile(r"\{[{%].*?[%}]\}", re.DOTALL)
_SAMPLE = """{# Note #}{%- extends "layout/app.html" -%}
<h1 class="Big Words" title="Leave at once">Help, {{ name }}!</h1>
{{ field(form, "name", "My name", hint="Any word.") }}{{ chips(options("Emotion", page.words)) }}
{% if a == "yes" %}<a href="/h/f?x=Some Words">Go on</a>{% endif %}"""


def _name(path: Path) -> str:
    return str(path.relative_to(_SOURCE))


def test_it_finds_words_and_leaves_names_alone() -> None:
    """Text, read-aloud attributes and sentences given to macros; no class, address or id."""
    found = [segment.message for segment in segments(_SAMPLE)]
    assert found == ["Leave at once", "Help, {0}!", "My name", "Any word.", "Go on"]


def test_words_go_back_in_their_place_with_their_values() -> None:
    """Another order of words and values works, and a quotation mark cannot break a macro."""
    said = {"Help, {0}!": "{0}, hilf!", "My name": 'Mein "Name"'}
    text = translate(_SAMPLE, lambda message: said.get(message, ""))
    assert '<h1 class="Big Words" title="Leave at once">{{ name }}, hilf!</h1>' in text
    assert '"Mein ”Name”", hint="Any word."' in text


@pytest.mark.parametrize("path", _TEMPLATES, ids=_name)
def test_every_template_holds_in_the_pseudo_language(path: Path) -> None:
    """It still compiles, and every expression is the same but for the words inside it."""
    source = path.read_text("utf-8")
    dressed = translate(source, pseudo)
    Environment(autoescape=True).parse(dressed)

    def bare(text: str) -> list[str]:
        return [re.sub(r'"[^"]*"', '""', one) for one in _EXPRESSION.findall(text)]

    assert bare(dressed) == bare(source)
