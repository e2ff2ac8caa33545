"""What a conversation shows beside its questions, and how answers went over the months."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.content.reflections import STRENGTH_WORDS
from leeward.core.amounts import basis_of, measured, with_unit
from leeward.util.clock import local
from leeward.util.intervals import NotEnough
from leeward.util.language import decimal, mark, say
from leeward.util.said import short_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from leeward.content.reflections import RelationCard, Section
    from leeward.core.beside import Beside
    from leeward.core.reflections import Told

SHOWN_TIMES = 6
DIALS = {
    "anxiety": (mark("Worry about the bond"), mark("hardly any to a lot")),
    "avoidance": (mark("Keeping some distance"), mark("hardly any to a lot")),
    "haven": (mark("The one I turn to also hurts me"), mark("not like me to very much like me")),
    "confidence": (mark("Trust that I can settle myself"), mark("not much to a lot")),
}
OWN = {
    "at-ease": ("pleasure", "closeness"),
    "worry-and-sex": ("pleasure", "empty"),
    "sex-as-proof": ("relief",),
    "distance-and-sex": ("closeness", "pleasure"),
    "can-change": ("closeness",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class BesideView:
    """One thing from the log: label, number, range and amount; or one sentence."""

    label: str
    words: str
    likely: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendView:
    """How one rating went, oldest first, as (when, value, place on a rail of 100)."""

    label: str
    ends: str
    points: tuple[tuple[str, str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CardView:
    """What groups tend to show, how sure that is, and the person's own log beside it."""

    says: str
    strength: str
    caution: str
    sources: str
    own: tuple[BesideView, ...]


def day_of_year(moment: datetime, zone: str) -> str:
    """Say a day briefly."""
    here = local(moment, zone)
    return short_date(here.date())


def number(value: float, unit: str) -> str:
    """Write a number of the log in words a person reads."""
    if unit == "share":
        return say("{share} of 100 times", share=f"{100 * value:.0f}")
    return measured(value, unit) if unit == "points" else with_unit(value, unit)


def beside_view(one: Beside) -> BesideView:
    """Say one thing from the log."""
    answer = one.answer
    if answer is None:
        return BesideView(label=one.label, words=one.sentence, likely="")
    if isinstance(answer, NotEnough):
        return BesideView(label=one.label, words=say("not enough yet"), likely=answer.why)
    high = number(answer.high, answer.unit)
    low = f"{100 * answer.low:.0f}" if answer.unit == "share" else number(answer.low, answer.unit)
    words = number(answer.value, answer.unit)
    return BesideView(
        label=one.label,
        words=say("{value} of 10", value=words) if answer.unit == "points" else words,
        likely=f"{say('likely {low} to {high}', low=low, high=high)}, {basis_of(answer)}",
    )


def trends(section: Section, times: Sequence[Told], zone: str) -> tuple[TrendView, ...]:
    """Return how each rating went over the last times; no sum, no better or worse."""
    found = []
    for prompt in section.prompts:
        for item in prompt.items:
            told = [t for t in times if item.id in t.values][-SHOWN_TIMES:]
            if len(told) > 1:
                found.append(
                    TrendView(
                        label=item.ask,
                        ends=say("{low} to {high}", low=item.low, high=item.high),
                        points=tuple(
                            (
                                day_of_year(t.at, zone),
                                str(t.values[item.id]),
                                2 + 9.6 * t.values[item.id],
                            )
                            for t in told
                        ),
                    )
                )
    return tuple(found)


def dial_trends(
    times: Sequence[Told], dials: Iterable[Mapping[str, float | None]], zone: str
) -> tuple[TrendView, ...]:
    """Return how each dial of closeness stood over the last times."""
    rows = list(zip(times, dials, strict=True))[-SHOWN_TIMES:]
    found = []
    for name, (label, ends) in DIALS.items():
        points = tuple(
            (day_of_year(told.at, zone), decimal(f"{value:.1f}"), 2 + 9.6 * value)
            for told, dial in rows
            if (value := dial.get(name)) is not None
        )
        if points:
            found.append(TrendView(label=say(label), ends=say(ends), points=points))
    return tuple(found)


def card_view(card: RelationCard, own: Iterable[Beside]) -> CardView:
    """Say one relation card."""
    return CardView(
        says=card.says,
        strength=say(STRENGTH_WORDS[card.strength]),
        caution=card.caution,
        sources="; ".join(f"{work.cite} ({work.what})" for work in card.sources),
        own=tuple(beside_view(one) for one in own),
    )
