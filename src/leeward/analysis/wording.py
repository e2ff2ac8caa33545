"""Plain words for figures: short, at the reading age of about eleven, free of judgement."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from leeward.util.language import mark, say
from leeward.util.said import listed, number, percent, span

__all__ = [
    "Names",
    "capital",
    "clock",
    "hours",
    "in_ten",
    "listed",
    "named",
    "number",
    "percent",
    "percent_span",
    "plain_name",
    "span",
    "times",
]

Names = Callable[[str, str], str]

_NAMES: Final = MappingProxyType(
    {
        ("kind", "solo"): mark("on your own"),
        ("kind", "pornography"): mark("with a screen"),
        ("kind", "partnered"): mark("with someone"),
        ("kind", "other"): mark("something else"),
        ("emotion", "stress"): mark("stress"),
        ("emotion", "sadness"): mark("sadness"),
        ("emotion", "anger"): mark("anger"),
        ("emotion", "loneliness"): mark("loneliness"),
        ("emotion", "shame"): mark("shame"),
        ("emotion", "guilt"): mark("guilt"),
        ("emotion", "anxiety"): mark("anxiety"),
        ("emotion", "boredom"): mark("boredom"),
        ("emotion", "emptiness"): mark("emptiness"),
        ("emotion", "tiredness"): mark("tiredness"),
        ("emotion", "hurt"): mark("hurt"),
        ("emotion", "jealousy"): mark("jealousy"),
        ("emotion", "calm"): mark("calm"),
        ("emotion", "closeness"): mark("closeness"),
        ("emotion", "joy"): mark("joy"),
        ("emotion", "desire"): mark("desire"),
        ("emotion", "hope"): mark("hope"),
        ("trigger", "work"): mark("work or study"),
        ("trigger", "conflict"): mark("a fight"),
        ("trigger", "rejection"): mark("being turned down"),
        ("trigger", "distance"): mark("distance or silence"),
        ("trigger", "loneliness"): mark("being alone"),
        ("trigger", "world"): mark("the state of the world"),
        ("trigger", "body"): mark("being tired, ill or in pain"),
        ("trigger", "money"): mark("money"),
        ("trigger", "boredom"): mark("nothing to do"),
        ("trigger", "shame"): mark("feeling ashamed"),
        ("trigger", "cue"): mark("something you saw or thought of"),
        ("consequence", "sleep"): mark("sleep"),
        ("consequence", "money"): mark("money"),
        ("consequence", "work"): mark("work or study"),
        ("consequence", "relationship"): mark("people you are close to"),
        ("consequence", "health"): mark("your health"),
        ("consequence", "values"): mark("what you value"),
        ("consequence", "safety"): mark("your safety"),
        ("consequence", "mood"): mark("your mood"),
        ("good", "pleasure"): mark("it felt good"),
        ("good", "relaxed"): mark("you relaxed"),
        ("good", "close"): mark("you felt close"),
        ("good", "slept"): mark("you slept"),
        ("good", "confident"): mark("you felt sure of yourself"),
        ("good", "playful"): mark("it was playful"),
        ("good", "wanted"): mark("you felt wanted"),
        ("practice", "P1"): mark("slow breathing"),
        ("practice", "P2"): mark("the double breath"),
        ("practice", "P3"): mark("five things I see"),
        ("practice", "P4"): mark("look far, feel cool"),
        ("practice", "P5"): mark("a short walk through the body"),
        ("practice", "P6"): mark("ride the wave"),
        ("practice", "P7"): mark("the pause"),
        ("practice", "P8"): mark("a kind word to myself"),
        ("practice", "P9"): mark("the other way round"),
        ("practice", "P10"): mark("move"),
        ("practice", "P11"): mark("outside, without the phone"),
        ("practice", "P12"): mark("a warm bath or shower"),
        ("practice", "P13"): mark("a blanket and something warm"),
        ("practice", "P14"): mark("one good thing for each sense"),
        ("practice", "P15"): mark("another room"),
        ("practice", "P16"): mark("reach out"),
        ("practice", "P17"): mark("talk first"),
        ("practice", "P18"): mark("if this, then that"),
        ("practice", "P19"): mark("something for the hands"),
        ("practice", "P20"): mark("tense and let go"),
        ("practice", "P21"): mark("write it out"),
        ("practice", "P22"): mark("sex, on purpose"),
        ("way", "rode_out"): mark("let it pass"),
        ("way", "other_way"): mark("another way"),
    }
)


def plain_name(group: str, key: str) -> str:
    """Return plain words for a stored value; a person's own word stays as it is."""
    known = _NAMES.get((group, key))
    return key.replace("_", " ") if known is None else say(known)


def named(name: str) -> str:
    """Put a name into a sentence; languages whose nouns change there mark it off."""
    return say("{name}", context="in a sentence", name=name)


def percent_span(low: float, high: float) -> str:
    """Write a range of shares."""
    return say("{low} to {high}", low=percent(low), high=percent(high))


def in_ten(share: float) -> str:
    """Say a share the way people count."""
    if share < 0.05:
        return say("fewer than 1 in 20")
    if share < 0.075:
        return say("about 1 in 20")
    if share > 0.95:
        return say("nearly all")
    tenths = round(10 * share)
    return say("about half") if tenths == 5 else say("about {tenths} in 10", tenths=tenths)


def hours(value: float) -> str:
    """Say a length of time that is only roughly known."""
    if value < 1.5:
        return say("{n} minutes", context="length", n=max(10, round(value * 6) * 10))
    if value < 36:
        return say("{n} hours", context="length", n=round(value))
    return say("{n} days", context="length", n=round(value / 24))


def clock(hour: float) -> str:
    """Say a time of day to the nearest hour on a 24-hour clock."""
    return f"{round(hour) % 24:02d}:00"


def capital(text: str) -> str:
    """Start a sentence."""
    return text[:1].upper() + text[1:]


def times(ratio: float) -> str:
    """Say how many times as often."""
    return say("{number} times as often", number=number(ratio))
