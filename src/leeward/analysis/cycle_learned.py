"""What a learned starting guess changed, in words."""

from __future__ import annotations

from typing import Final

from leeward.analysis import wording
from leeward.analysis.cycle_numbers import CycleNumbers, Moved
from leeward.analysis.cycle_records import LearnedPage
from leeward.util.language import mark, say, say_count

CLEARLY: Final = 1.0
NAMES: Final = {
    "relief_size": mark("Ease"),
    "rebound_size": mark("Return"),
    "alpha_D": mark("Distress to urge"),
    "settling_time": mark("How fast a change settles"),
    "helps_for": mark("How long the ease stays"),
    "net_week": mark("Ease and return over a week"),
    "pause_effect": mark("What a pause goes with"),
    "acts_at_mean_urge": mark("From urge to this time"),
}


def learned_page(
    numbers: CycleNumbers, names: wording.Names = wording.plain_name
) -> LearnedPage | None:
    """Say which of the page's numbers stand elsewhere than with the usual guess."""
    if numbers.learned is None:
        return None
    said = []
    others = 0
    for one in numbers.learned.moved:
        label = _label(one, names)
        if label:
            said.append(_moved(label, one))
        else:
            others += 1
    if others:
        said.append(
            say_count("And {n} number behind them.", "And {n} numbers behind them.", others)
        )
    first = say("The starting guess comes from a study of other people.")
    if not said:
        return LearnedPage(sentence=f"{first} {say('It moves no number here by much.')}", moved=())
    then = say("Your notes decide, but these numbers would stand elsewhere without it:")
    return LearnedPage(sentence=f"{first} {then}", moved=tuple(said))


def _label(one: Moved, names: wording.Names) -> str:
    if one.name in NAMES:
        return say(NAMES[one.name])
    if one.name.startswith("rate_ratio_"):
        return wording.capital(names("trigger", one.name.removeprefix("rate_ratio_")))
    return ""


def _moved(label: str, one: Moved) -> str:
    if one.shown and not one.shown_before:
        return say("{name}: shown only because of it.", name=label)
    if one.shown_before and not one.shown:
        return say("{name}: not shown because of it.", name=label)
    higher, much = one.by > 0.0, abs(one.by) > CLEARLY
    if much:
        text = say("{name}: clearly higher.", name=label)
        return text if higher else say("{name}: clearly lower.", name=label)
    text = say("{name}: a little higher.", name=label)
    return text if higher else say("{name}: a little lower.", name=label)
