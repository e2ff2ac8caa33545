"""Reading the settings."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from leeward.events import OwnTrigger, Settings, Words
from leeward.events.vocabulary import TriggerClass
from leeward.util.clock import zone_names
from leeward.util.errors import InputError
from leeward.util.language import LANGUAGES, say
from leeward.util.text import clean
from leeward.web.forms import NAME

if TYPE_CHECKING:
    from leeward.web.forms import Form

FLAGS = ("discreet", "lock_when_hidden", "exit_small", "trauma_aware", "next_day_question")


def read_settings(form: Form, before: Settings, countries: frozenset[str]) -> Settings | None:
    """Read the whole of the settings, or None with the problems noted in the form."""
    zone = form.value("zone").strip()
    if zone not in zone_names():
        form.blame("zone", say("There is no such time zone. Choose one like Europe/Berlin."))
    words = form.one("words", Words) or before.words
    country = form.value("country")
    if country and country not in countries:
        form.blame("country", say("Choose a country from the list, or none."))
    language = form.value("language") or before.language
    if language not in {*LANGUAGES, before.language}:
        form.blame("language", say("Choose one of the answers shown."))
    lock = form.number("lock_minutes", low=1, high=120, default=before.lock_minutes)
    weekday = form.number("first_weekday", low=0, high=6, default=before.first_weekday)
    own = read_own_triggers(form)
    values = form.words("values_line", limit=300)
    flags: dict[str, Any] = {name: form.yes(name) for name in FLAGS}
    if not form.ok:
        return None
    try:
        return replace(
            before,
            zone=zone,
            words=words,
            country=country,
            language=language,
            lock_minutes=lock,
            first_weekday=weekday,
            theme=form.value("theme") or "system",
            exit_target=form.value("exit_target").strip(),
            own_triggers=own,
            values_line=values,
            **flags,
        )
    except InputError as error:
        form.catch(error)
        return None


def read_own_triggers(form: Form) -> tuple[OwnTrigger, ...]:
    """Read the person's own triggers: one a line for each class."""
    made: dict[str, OwnTrigger] = {}
    for kind in TriggerClass:
        field = f"own_{kind.value}"
        for raw in form.words(field).splitlines():
            name = clean(raw, limit=NAME + 1)
            if len(name) > NAME:
                form.blame(field, say("Keep each under {most} letters, one on a line.", most=NAME))
            elif name:
                made.setdefault(name, OwnTrigger(name=name, trigger_class=kind))
    return tuple(made.values())


def show_settings(settings: Settings) -> dict[str, str]:
    """Turn stored settings into what the form shows."""
    own = {
        f"own_{kind.value}": "\n".join(
            o.name for o in settings.own_triggers if o.trigger_class is kind
        )
        for kind in TriggerClass
    }
    return {
        "zone": settings.zone,
        "words": settings.words.value,
        "country": settings.country,
        "language": settings.language,
        "lock_minutes": str(settings.lock_minutes),
        "first_weekday": str(settings.first_weekday),
        "theme": settings.theme,
        "exit_target": settings.exit_target,
        "values_line": settings.values_line,
        **own,
        **{name: "yes" if getattr(settings, name) else "" for name in FLAGS},
    }
