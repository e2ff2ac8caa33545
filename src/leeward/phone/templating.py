"""The template environment of both floors that draw pages: strict, escaped, with the shared parts."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.ext import Extension

from leeward.content.catalogue import translate
from leeward.phone import art, asking
from leeward.util.language import catalogue_for


class InLanguage(Extension):
    """Puts the words of another language into a template as it is loaded."""

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
        """Return the template in the language of its environment."""
        del name, filename
        lookup = catalogue_for(str(self.environment.globals["language"]))
        return source if lookup is None else translate(source, lookup)


def prepared(loader: BaseLoader, *, asset: Callable[[str], str], language: str) -> Environment:
    """Return the environment of a language: markup escaped, unknown names are errors."""
    env = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=[InLanguage],
    )
    env.globals["language"] = language
    hill, lines = art.pacer()
    env.globals.update(
        asset=asset,
        wind_art=art.wind_art,
        rating_words=asking.rating_words,
        options=asking.options,
        need_options=asking.need_options,
        pacer_hill=hill,
        pacer_lines=lines,
    )
    return env
