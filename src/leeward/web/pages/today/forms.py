"""Reading the check-in: four taps are enough, everything else is extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from leeward.events import CheckIn, TriggerMark
from leeward.events.vocabulary import TRIGGER_CLASS, Emotion, Need, Trigger, TriggerClass
from leeward.util.errors import InputError
from leeward.util.language import say
from leeward.util.text import clean
from leeward.web.forms import NAME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from leeward.events import OwnTrigger
    from leeward.web.forms import Form

FIELDS = {"note": "note", "own_emotions": "own_emotions", "triggers": "triggers", "at": "at"}


def read_triggers(form: Form, own: Sequence[OwnTrigger] | None) -> tuple[TriggerMark, ...]:
    """Read what came before: listed, the person's own, and one in other words.

    `own` is None while locked: then the person's own list cannot be read, and what an open
    page offered before is taken as it is.
    """
    known = {str(t): TRIGGER_CLASS[t] for t in Trigger}
    known |= {o.name: o.trigger_class for o in own or ()}
    if own is None:
        asked = [n for n in form.items.get("triggers", []) if 0 < len(n.strip()) <= NAME]
        known = dict.fromkeys(asked, TriggerClass.OTHER) | known
    marks = []
    for name in form.items.get("triggers", []):
        if name not in known:
            form.blame(
                "triggers", say("Choose from the list, or write it in your own words below.")
            )
            continue
        marks.append(
            TriggerMark(
                name=name,
                trigger_class=known[name],
                strength=form.rating(f"triggers-{name}"),
            )
        )
    other = form.words("other_trigger", limit=NAME)
    if other:
        marks.append(TriggerMark(name=other, trigger_class=known.get(other, TriggerClass.OTHER)))
    return tuple(marks)


def read_check_in(form: Form, own: Sequence[OwnTrigger] | None = None) -> CheckIn | None:
    """Read a check-in, or None with the problems noted in the form."""
    feelings = [clean(w, limit=NAME + 1) for w in form.words("own_emotions").split(",")]
    if any(len(w) > NAME for w in feelings):
        form.blame(
            "own_emotions", say("Keep each word under {most} letters; commas part them.", most=NAME)
        )
    fields: dict[str, Any] = {
        "distress": form.rating("distress"),
        "urge": form.rating("urge"),
        "security": form.rating("security"),
    }
    need = form.one("need", Need)
    emotions = form.several("emotions", Emotion)
    triggers = read_triggers(form, own)
    note = form.words("note")
    if not form.ok:
        return None
    try:
        made = CheckIn(
            **fields,
            need=need,
            emotions=emotions,
            own_emotions=tuple(w for w in feelings if w),
            triggers=triggers,
            note=note,
        )
    except InputError as error:
        form.catch(error)
        return None
    if made == CheckIn():
        form.blame("distress", say("Nothing was filled in yet. One answer is enough."))
        return None
    return made


def show_check_in(body: CheckIn) -> dict[str, str | list[str]]:
    """Turn a stored check-in into what its form shows."""
    return {
        **{
            name: "" if (value := getattr(body, name)) is None else str(value)
            for name in ("distress", "urge", "security")
        },
        "need": body.need.value if body.need else "",
        "emotions": [e.value for e in body.emotions],
        "own_emotions": ", ".join(body.own_emotions),
        "note": body.note,
        **show_triggers(body.triggers),
    }


def show_triggers(triggers: Sequence[TriggerMark]) -> dict[str, str | list[str]]:
    """Turn stored triggers into what their boxes show."""
    strengths = {f"triggers-{m.name}": str(m.strength) for m in triggers if m.strength is not None}
    return {"triggers": [m.name for m in triggers], **strengths}
