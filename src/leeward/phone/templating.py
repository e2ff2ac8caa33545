"""The template environment of both floors that draw pages: strict, escaped, with the shared parts."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from jinja2 import BaseLoader, Environment, StrictUndefined
from jinja2.ext import Extension

from leeward.phone import art, asking


def prepared(
    loader: BaseLoader,
    *,
    asset: Callable[[str], str],
    extensions: Sequence[type[Extension]] = (),
) -> Environment:
    """Return an environment: markup escaped, unknown names are errors."""
    env = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
        extensions=list(extensions),
    )
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
