"""Where the words stand in this floor's data files, for those who load and who translate them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from importlib.resources import files
from types import MappingProxyType

from leeward.util.worded import Path, Places, words_in

_PROMPT_KEYS = frozenset(
    {"title", "lead", "closing", "ask", "why", "hint", "words", "low", "high", "options", "lines"}
    | {"says", "caution"}
)
_COMMON_NUMBERS = frozenset({"severe_first", "locked_order", "order"})
_LINE_KEYS = frozenset({"described", "region", "hours", "may_pass_on", "note"})

LABELS = Places(is_word=lambda _path: True, apart=frozenset({"none"}))
REFLECT = Places(is_word=lambda path: path[-1] in _PROMPT_KEYS)
COMMON = Places(is_word=lambda path: path[0] not in _COMMON_NUMBERS)


def _help_word(path: Path) -> bool:
    table, *rest = path
    return table in {"text", "countries"} or (table == "line" and rest[-1] in _LINE_KEYS)


HELP_LINES = Places(is_word=_help_word)
"""The name of a service is never among them, nor any number or address."""

PLACES: Mapping[str, Places] = MappingProxyType(
    {
        "labels.toml": LABELS,
        "helplines.toml": HELP_LINES,
        "practices/common.toml": COMMON,
        **{
            f"reflect/{entry.name}": REFLECT
            for entry in sorted(
                files(__package__).joinpath("reflect").iterdir(), key=lambda one: one.name
            )
            if entry.name.endswith(".toml")
        },
    }
)


def words() -> Iterator[tuple[str, str, str]]:
    """Give (context, English words, place) of every word in the data files of this floor."""
    folder = files(__package__)
    for name, places in PLACES.items():
        raw = tomllib.loads(folder.joinpath(*name.split("/")).read_text("utf-8"))
        for context, message, path in words_in(raw, places):
            yield context, message, f"content/{name}: {'.'.join(path)}"
