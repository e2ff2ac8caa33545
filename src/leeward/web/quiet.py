"""Sentences of the analysis in the person's vocabulary: quiet words unless plain ones are chosen.

The analysis writes “distress” and “urge”; on a screen others may see they read “strain” and
“pull”, as everywhere else in the app. In German, „Belastung“ is quiet enough; „Drang“ reads „Sog“,
a noun of the same gender.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from leeward.events.settings import Words
from leeward.util.language import spoken

if TYPE_CHECKING:
    from collections.abc import Callable

SPOKEN: Final = re.compile(r"\b(?:an (?=urge))?(distress|urge)(?=s?\b)", re.IGNORECASE)
QUIET: Final = {"distress": "strain", "urge": "pull"}
SPOKEN_GERMAN: Final = re.compile(r"\bDrang(?=[a-zäöüß]*\b)")


def in_words(words: Words) -> Callable[[str], str]:
    """Return what turns a sentence into the chosen vocabulary."""
    return quieted if words is Words.QUIET else str


def quieted(text: str) -> str:
    """Say a sentence in quiet words, capitals and articles kept."""
    if spoken() == "de":
        return SPOKEN_GERMAN.sub("Sog", text)
    return SPOKEN.sub(_quiet, text)


def _quiet(found: re.Match[str]) -> str:
    whole, word = found.group(0), found.group(1)
    said = QUIET[word.casefold()]
    said = said.capitalize() if word[0].isupper() else said
    return f"{whole[0]} {said}" if whole != word else said
