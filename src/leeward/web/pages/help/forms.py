"""Reading direct answers. Nothing is pre-selected, everything can be skipped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.questionnaires import shipped
from leeward.core.safety import BodyAlarm, HealthWorry, NeckSign, Reply, VisitAnswers
from leeward.util.language import mark, say

if TYPE_CHECKING:
    from leeward.web.forms import Form

REPLIES = (
    ("yes", mark("Yes")),
    ("no", mark("No")),
    ("unsure", mark("I am not sure")),
    ("", mark("Skip")),
)
OWN = (
    ("went", mark("I went on without a clear yes")),
    ("thoughts", mark("I have thoughts of a child, or of going past a no, and have not acted")),
    ("acted", mark("I acted on them, or came close")),
    ("horror", mark("I have thoughts I do not want, and they horrify me")),
)
TICKS = (
    ("pain", mark("Pain")),
    ("bleeding", mark("Bleeding")),
    ("infection", mark("Worry about an infection")),
    ("unprotected", mark("Sex without protection, and I worry")),
    ("arousal", mark("Worry about arousal or an erection")),
)
ALARMS = (
    ("long_erection", mark("An erection for more than 4 hours")),
    ("testicle_pain", mark("Strong pain in a testicle")),
    ("pregnancy_pain", mark("Pain in pregnancy")),
    ("heavy_bleeding", mark("Heavy bleeding")),
    ("chest_pain", mark("Pain in the chest")),
)
NECK = (
    ("voice", mark("My voice changed")),
    ("swallowing", mark("It is hard to swallow")),
    ("blackout", mark("I blacked out")),
    ("stroke", mark("A droop, a numb side, or trouble speaking")),
)
HOURS = (
    ("24", mark("Less than a day ago")),
    ("72", mark("One to three days ago")),
    ("120", mark("Three to five days ago")),
    ("200", mark("Longer ago")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Private:
    """The private questions as answered; `hark` counts yes, None where none was answered."""

    hark: int | None
    fear: int | None
    answers: tuple[tuple[str, int | None], ...]


def yes_or_none(form: Form, name: str, value: str) -> bool | None:
    """Return True for a ticked box and None for an empty one: not ticked is not a no."""
    return True if form.has(name, value) else None


def expect(form: Form, *names: str) -> None:
    """Blame a form in which nothing was chosen at all; a chosen “skip” is an answer."""
    if not any(name in form.items for name in names):
        form.blame(
            names[0],
            say("Nothing was chosen yet. The numbers above are there without an answer, too."),
        )


def read_now(form: Form) -> VisitAnswers:
    """Read the two direct questions in their order, and the tap."""
    return VisitAnswers(
        not_safe_tapped=yes_or_none(form, "tap", "unsafe"),
        thoughts_of_killing_self=form.one("thoughts", Reply),
        about_to_act=form.one("act", Reply),
        life_not_worth_it=yes_or_none(form, "worth", "yes"),
    )


def read_own(form: Form) -> VisitAnswers:
    """Read what a person worries about in themselves; being afraid is asked first.

    Sending the page again with another box puts right a wrong tap.
    """
    return VisitAnswers(
        afraid_of_them=form.one("afraid", Reply),
        went_on_without_yes=form.has("own", "went"),
        thoughts_not_acted=form.has("own", "thoughts"),
        acted_or_close=form.has("own", "acted"),
        horrified_by_thoughts=form.has("own", "horror"),
    )


def read_body(form: Form) -> VisitAnswers:
    """Read health today."""
    hours = form.value("hours")
    worries = frozenset(form.several("worries", HealthWorry))
    if hours in dict(HOURS):
        # Who says when, says that it was without protection.
        worries |= {HealthWorry.UNPROTECTED}
    return VisitAnswers(
        worries=worries,
        hours_since_unprotected=float(hours) if hours in dict(HOURS) else None,
        body_alarms=frozenset(form.several("alarms", BodyAlarm)),
        neck_pressure=form.has("neck", "yes"),
        neck_unwanted=yes_or_none(form, "unwanted", "yes"),
        neck_signs=frozenset(form.several("signs", NeckSign)),
        short_nights=form.number("nights", low=0, high=7, default=0)
        if form.value("nights").strip()
        else None,
    )


def read_private(form: Form) -> Private:
    """Read the four private questions and the rating of fear."""
    given = {item.key: form.value(item.key) for item in shipped("hark").items}
    for key, value in given.items():
        if value not in {"", "0", "1"}:
            form.blame(key, say("Choose one of the answers shown."))
    answers = tuple((key, int(value)) for key, value in given.items() if value in {"0", "1"})
    return Private(
        hark=sum(value for _, value in answers) if answers else None,
        fear=form.rating("fear"),
        answers=answers,
    )
