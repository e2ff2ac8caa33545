"""Plain words for figures: short, at the reading age of about eleven, free of judgement."""

from __future__ import annotations

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

Names = Callable[[str, str], str]

_NAMES: Final = MappingProxyType(
    {
        ("kind", "solo"): "on your own",
        ("kind", "pornography"): "with a screen",
        ("kind", "partnered"): "with someone",
        ("kind", "other"): "something else",
        ("trigger", "work"): "work or study",
        ("trigger", "conflict"): "a fight",
        ("trigger", "rejection"): "being turned down",
        ("trigger", "distance"): "distance or silence",
        ("trigger", "loneliness"): "being alone",
        ("trigger", "world"): "the state of the world",
        ("trigger", "body"): "being tired, ill or in pain",
        ("trigger", "boredom"): "nothing to do",
        ("trigger", "shame"): "feeling ashamed",
        ("trigger", "cue"): "something you saw or thought of",
        ("consequence", "work"): "work or study",
        ("consequence", "relationship"): "people you are close to",
        ("consequence", "health"): "your health",
        ("consequence", "values"): "what you value",
        ("consequence", "safety"): "your safety",
        ("consequence", "mood"): "your mood",
        ("good", "pleasure"): "it felt good",
        ("good", "relaxed"): "you relaxed",
        ("good", "close"): "you felt close",
        ("good", "slept"): "you slept",
        ("good", "confident"): "you felt sure of yourself",
        ("good", "playful"): "it was playful",
        ("good", "wanted"): "you felt wanted",
        ("practice", "P1"): "slow breathing",
        ("practice", "P2"): "the double breath",
        ("practice", "P3"): "five things I see",
        ("practice", "P4"): "look far, feel cool",
        ("practice", "P5"): "a short walk through the body",
        ("practice", "P6"): "ride the wave",
        ("practice", "P7"): "the pause",
        ("practice", "P8"): "a kind word to myself",
        ("practice", "P9"): "the other way round",
        ("practice", "P10"): "move",
        ("practice", "P11"): "outside, without the phone",
        ("practice", "P12"): "a warm bath or shower",
        ("practice", "P13"): "a blanket and something warm",
        ("practice", "P14"): "one good thing for each sense",
        ("practice", "P15"): "another room",
        ("practice", "P16"): "reach out",
        ("practice", "P17"): "talk first",
        ("practice", "P18"): "if this, then that",
        ("practice", "P19"): "something for the hands",
        ("practice", "P20"): "tense and let go",
        ("practice", "P21"): "write it out",
        ("practice", "P22"): "sex, on purpose",
        ("way", "rode_out"): "let it pass",
        ("way", "other_way"): "another way",
    }
)


def plain_name(group: str, key: str) -> str:
    """Return plain words for a stored value; a person's own word stays as it is."""
    return _NAMES.get((group, key), key.replace("_", " "))


def number(value: float, digits: int = 1) -> str:
    """Write a number with a true minus sign and no minus zero."""
    text = f"{round(value, digits) + 0.0:.{digits}f}"
    return text.replace("-", "−")


def span(low: float, high: float, digits: int = 1) -> str:
    """Write a range."""
    return f"{number(low, digits)} to {number(high, digits)}"


def in_ten(share: float) -> str:
    """Say a share the way people count."""
    if share < 0.05:
        return "fewer than 1 in 20"
    if share < 0.075:
        return "about 1 in 20"
    if share > 0.95:
        return "nearly all"
    tenths = round(10 * share)
    return "about half" if tenths == 5 else f"about {tenths} in 10"


def percent(share: float) -> str:
    """Write a share in per cent."""
    return f"{round(100 * share)} %"


def hours(value: float) -> str:
    """Say a length of time that is only roughly known."""
    if value < 1.5:
        return f"{max(10, round(value * 6) * 10)} minutes"
    if value < 36:
        return f"{round(value)} hours"
    return f"{round(value / 24)} days"


def clock(hour: float) -> str:
    """Say a time of day to the nearest hour on a 24-hour clock."""
    return f"{round(hour) % 24:02d}:00"


def listed(words: list[str]) -> str:
    """Join words as people do."""
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + " and " + words[-1]


def capital(text: str) -> str:
    """Start a sentence."""
    return text[:1].upper() + text[1:]


def times(ratio: float) -> str:
    """Say how many times as often."""
    return f"{number(ratio)} times as often"
