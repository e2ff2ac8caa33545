"""Questions and answers in the person's vocabulary, for the parts that ask."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leeward.content import labels
from leeward.events import vocabulary as v
from leeward.events.settings import Words
from leeward.util.language import say

KINDS: dict[str, type[StrEnum]] = {
    kind.__name__: kind
    for kind in (
        v.Need,
        v.Kind,
        v.PartnerContext,
        v.UrgeOutcome,
        v.Emotion,
        v.TriggerClass,
        v.Trigger,
        v.Motive,
        v.HadToSource,
        v.Consent,
        v.Consequence,
        v.Good,
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class RatingWords:
    """A rating's question and the words at both of its ends."""

    question: str
    ends: str


def rating_words(name: str, words: Words) -> RatingWords:
    """Return the wording of a rating by its field name."""
    known = labels.rating(name)
    return RatingWords(
        question=known.question.in_words(words),
        ends=say("{low} to {high}", low=known.low, high=known.high),
    )


def options(kind: str, words: Words) -> tuple[tuple[str, str], ...]:
    """Return (value, label) for every value of a vocabulary, as chips and lists want it."""
    return tuple((value.value, labels.text(value, words)) for value in KINDS[kind])


def need_options(words: Words) -> tuple[tuple[str, str, str], ...]:
    """Return (value, label, hint) for the six answers to "what do I need"."""
    return tuple(
        (need.value, labels.label(need).in_words(words), labels.label(need).hint) for need in v.Need
    )
