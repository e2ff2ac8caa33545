"""What the Today page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.events.settings import Settings
from leeward.util.clock import local
from leeward.util.ids import new_id
from leeward.web.lines import Line, line_of
from leeward.web.pages.day_after.views import waiting as day_after
from leeward.web.wording import clock_words, day_words, greeting

if TYPE_CHECKING:
    from datetime import datetime

    from leeward.core.leeward import Leeward
    from leeward.events.history import ThisTime


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Something that happened lately and was not looked back at."""

    id: str
    when: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """Greeting, the day so far (newest first), and the name of the next entry."""

    greeting: str
    day: str
    lines: tuple[Line, ...]
    look_backs: tuple[Waiting, ...]
    day_after: tuple[Waiting, ...]
    sealed: int
    own_triggers: tuple[tuple[str, str], ...]
    new_id: str


def today_view(journal: Leeward, now: datetime) -> TodayView:
    """Put the Today page together at a moment."""
    settings = journal.settings
    here = local(now, settings.zone)
    return TodayView(
        greeting=greeting(here),
        day=day_words(here.date()),
        lines=tuple(
            line_of(item, settings) for item in reversed(journal.timeline.today(now).items)
        ),
        look_backs=tuple(waiting(t, settings) for t in reversed(journal.look_backs.open(now))),
        day_after=tuple(waiting(t, settings) for t in day_after(journal, now)),
        sealed=len(journal.waiting()),
        own_triggers=own_triggers(settings),
        new_id=new_id(now),
    )


def waiting(time: ThisTime, settings: Settings) -> Waiting:
    """Say when something was."""
    here = local(time.at, settings.zone)
    return Waiting(id=time.entry.id, when=f"{day_words(here.date())}, {clock_words(here)}")


def own_triggers(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return the person's own triggers as chips want them."""
    return tuple((own.name, own.name) for own in settings.own_triggers)
