"""Reading a look-back: five essentials, everything else folded and skippable."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from leeward.events import CostMark, Episode, LookBack, MotiveMark
from leeward.events.vocabulary import (
    Consequence,
    Good,
    HadToSource,
    Kind,
    Motive,
    PartnerContext,
)
from leeward.util.clock import from_local, local
from leeward.util.errors import InputError
from leeward.util.language import mark, say

if TYPE_CHECKING:
    from collections.abc import Mapping

    from leeward.web.forms import Form

RATINGS = (
    *("distress_before", "distress_after", "coping", "wanting", "enjoying", "relief"),
    *("pleasure", "closeness", "connected_self", "grounded", "empty", "shame"),
    *("turning_away", "automatic", "could_say_no", "had_to"),
    *("security_before", "security_after"),
)
WORDS = ("good_words", "cost_words")
NOT_YET = "0" * 32
HOURS_AGO: Mapping[str, float] = {"now": 0, "hour": 1, "three": 3}
WHEN = (
    ("now", mark("Just now")),
    ("hour", mark("An hour ago")),
    ("three", mark("Some hours ago")),
    ("night", mark("Last night")),
    ("pick", mark("Pick a time")),
)
SOURCE_ASKED_ABOVE = 3


def read_when(form: Form, now: datetime, zone: str) -> datetime | None:
    """Read when it was; None means now. "Last night" is 23:00 of the evening before."""
    chosen = form.value("when")
    if chosen in {"", "pick"} or form.value("at"):
        return form.moment("at", zone)
    if chosen == "night":
        here = local(now, zone)
        evening = here.replace(hour=23, minute=0, second=0, microsecond=0, tzinfo=None)
        return from_local(evening - timedelta(days=1), zone)
    if chosen in HOURS_AGO:
        return now - timedelta(hours=HOURS_AGO[chosen]) if HOURS_AGO[chosen] else None
    form.blame("when", say("Choose one of the answers shown."))
    return None


def read_episode(form: Form) -> Episode | None:
    """Read what kind of moment it was."""
    kind = form.one("kind", Kind)
    context = form.one("partner_context", PartnerContext)
    if kind is None:
        if not form.problem("kind"):
            form.blame("kind", say("Choose what kind of moment it was; “something else” is fine."))
        return None
    return Episode(
        kind=kind,
        partner_context=context if kind is Kind.PARTNERED else None,
        work=form.yes("work"),
        set_aside=form.yes("set_aside"),
    )


def read_look_back(form: Form, episode: str = NOT_YET) -> LookBack | None:
    """Read everything else; skipped answers stay empty. Consent is asked elsewhere."""
    ratings: dict[str, Any] = {name: form.rating(name) for name in RATINGS}
    source = form.one("had_to_source", HadToSource)
    if (ratings["had_to"] or 0) <= SOURCE_ASKED_ABOVE:
        source = None
    motives = tuple(
        MotiveMark(motive=motive, strength=form.rating(f"motives-{motive.value}"))
        for motive in form.several("motives", Motive)
    )
    costs = tuple(
        CostMark(consequence=cost, bother=form.rating(f"costs-{cost.value}"))
        for cost in form.several("costs", Consequence)
    )
    good = form.several("good", Good)
    said: dict[str, Any] = {name: form.words(name) for name in (*WORDS, "note")}
    if not form.ok:
        return None
    try:
        return LookBack(
            episode=episode,
            **ratings,
            **said,
            had_to_source=source,
            motives=motives,
            costs=costs,
            good=good,
        )
    except InputError as error:
        form.catch(error)
        return None


def show_look_back(episode: Episode, back: LookBack | None) -> dict[str, str | list[str]]:
    """Turn a stored episode and look-back into what the form shows."""
    shown: dict[str, str | list[str]] = {
        "kind": episode.kind.value,
        "partner_context": episode.partner_context.value if episode.partner_context else "",
        "work": "yes" if episode.work else "",
        "set_aside": "yes" if episode.set_aside else "",
        "when": "pick",
    }
    # What was not free reads like a time that nobody looked back at. It opens only on asking
    # again, on the page kept for it (care notes 55).
    if back is None or back.unfree:
        return shown
    for name in RATINGS:
        value = getattr(back, name)
        shown[name] = "" if value is None else str(value)
    for name in (*WORDS, "note"):
        shown[name] = getattr(back, name)
    shown["had_to_source"] = back.had_to_source.value if back.had_to_source else ""
    shown["motives"] = [m.motive.value for m in back.motives]
    shown["good"] = [g.value for g in back.good]
    shown["costs"] = [c.consequence.value for c in back.costs]
    for motive in back.motives:
        if motive.strength is not None:
            shown[f"motives-{motive.motive.value}"] = str(motive.strength)
    for cost in back.costs:
        if cost.bother is not None:
            shown[f"costs-{cost.consequence.value}"] = str(cost.bother)
    return shown
