"""Every idea of the sources, and where the product carries it."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from leeward.content.knowledge import library
from leeward.content.practices import all_practices
from leeward.content.reflections import all_sections, relation_cards


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files(__package__).joinpath("ideas.toml").read_text("utf-8"))


def all_ideas() -> Mapping[str, str]:
    """Return each idea's id with its line."""
    return MappingProxyType(_raw()["ideas"])


def outside_places() -> Mapping[str, tuple[str, ...]]:
    """Return the tests that show each idea at work, as path::name, by idea."""
    return MappingProxyType({key: tuple(paths) for key, paths in _raw()["places"].items()})


def places() -> Mapping[str, tuple[str, ...]]:
    """Return, for each idea that is used anywhere, the names of the places that carry it."""
    found: dict[str, list[str]] = {}
    for page in library().pages.values():
        _note(found, page.ideas, f"page {page.slug}")
    for practice in all_practices():
        _note(found, practice.ideas, f"practice {practice.slug}")
    for section in all_sections().values():
        _note(found, section.ideas, f"section {section.id}")
        for prompt in section.prompts:
            _note(found, prompt.ideas, f"question {prompt.id}")
    for card in relation_cards(closed=()):
        _note(found, card.ideas, f"card {card.id}")
    for idea, paths in outside_places().items():
        for path in paths:
            _note(found, (idea,), path)
    return MappingProxyType({idea: tuple(names) for idea, names in found.items()})


def _note(found: dict[str, list[str]], ideas: tuple[str, ...], name: str) -> None:
    for idea in ideas:
        found.setdefault(idea, []).append(name)
