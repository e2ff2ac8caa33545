"""The person's settings, stored as whole records so that each state can be read by itself."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import time
from enum import StrEnum

from leeward.events import checks
from leeward.events.vocabulary import TriggerClass
from leeward.util.clock import zone
from leeward.util.errors import InputError
from leeward.util.language import say


class Words(StrEnum):
    """The two vocabularies of the pages."""

    QUIET = "quiet"
    PLAIN = "plain"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnTrigger:
    """A trigger in the person's own words, with its class."""

    name: str
    trigger_class: TriggerClass = TriggerClass.OTHER

    def __post_init__(self) -> None:
        checks.name(self.name, "own_triggers")


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Someone the person feels safe with; how to reach them in their own words."""

    name: str
    how: str = ""

    def __post_init__(self) -> None:
        checks.name(self.name, "contacts")
        checks.note(self.how, "contacts")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """A gentle prompt: at `at`, or at one random minute between `at` and `until`.

    Times are on the person's own clock; `days` counts from Monday as 0. `seed` makes the random
    minutes the same in the app and in every calendar file.
    """

    name: str
    at: time
    until: time | None = None
    days: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    text: str = "A moment"
    seed: int = 0

    def __post_init__(self) -> None:
        checks.name(self.name, "reminders")
        checks.name(self.text, "reminders")
        if self.until is not None and self.until <= self.at:
            raise InputError(say("A window starts before it ends, on the same day."), field="until")
        if not self.days or not set(self.days) <= set(range(7)):
            raise InputError(say("Choose at least one day of the week."), field="days")


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything a person can set. Times are on the person's own clock.

    `exit_target` empty means the app's own neutral page. `lock_minutes` counts idle minutes.
    """

    zone: str = "UTC"
    language: str = "en"
    country: str = ""
    first_weekday: int = 0
    theme: str = "system"
    words: Words = Words.QUIET
    discreet: bool = False
    lock_minutes: int = 5
    lock_when_hidden: bool = False
    exit_target: str = ""
    exit_small: bool = False
    trauma_aware: bool = False
    next_day_question: bool = False
    sleep_from: time = time(23, 30)
    sleep_to: time = time(7, 30)
    own_triggers: tuple[OwnTrigger, ...] = ()
    own_practices: tuple[str, ...] = ()
    values_line: str = ""
    contacts: tuple[Contact, ...] = ()
    readable_while_locked: bool = False
    plan_while_locked: bool = False
    reminders: tuple[Reminder, ...] = ()

    def __post_init__(self) -> None:
        zone(self.zone)
        if not 1 <= self.lock_minutes <= 120:
            raise InputError(
                say("The lock can wait between 1 and 120 minutes."), field="lock_minutes"
            )
        if not 0 <= self.first_weekday <= 6:
            raise InputError(say("A week starts on one of its seven days."), field="first_weekday")
        if self.theme not in {"system", "light", "dark"}:
            raise InputError(say("The look is light, dark or as the device has it."), field="theme")
        if self.exit_target and not self.exit_target.startswith("https://"):
            raise InputError(
                say("The exit page starts with https:// or is left empty."), field="exit_target"
            )
        checks.several(self.own_triggers, "own_triggers")
        checks.several(self.own_practices, "own_practices")
        checks.several(self.contacts, "contacts")
        checks.several(self.reminders, "reminders")
        checks.note(self.values_line, "values_line")


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """The whole of the settings after a change."""

    settings: Settings = field(default_factory=Settings)
