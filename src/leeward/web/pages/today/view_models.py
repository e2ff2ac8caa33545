"""What the Today page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.events.settings import Settings
from leeward.util.clock import local
from leeward.util.ids import new_id
from leeward.util.language import say, whole
from leeward.util.said import day_and_clock, number
from leeward.web.lines import Line, line_of
from leeward.web.pages.day_after.views import waiting as day_after
from leeward.web.pages.pause.view_models import title_of
from leeward.web.wording import day_words, greeting

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
class OneThing:
    """One sentence from the notes, with its range and how many times it rests on."""

    lead: str
    main: str
    likely: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TodayView:
    """Greeting, the day so far (newest first), and the name of the next entry."""

    greeting: str
    day: str
    lines: tuple[Line, ...]
    look_backs: tuple[Waiting, ...]
    day_after: tuple[Waiting, ...]
    one_thing: OneThing | None
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
        one_thing=one_thing(journal, now),
        sealed=len(journal.waiting()),
        own_triggers=own_triggers(settings),
        new_id=new_id(now),
    )


def one_thing(journal: Leeward, now: datetime) -> OneThing | None:
    """Say what the notes show about the practice done most, where there is enough to say it."""
    found = journal.insights.usual_way(now)
    if found is None:
        return None
    words = journal.settings.words
    fall = found.fall
    title = title_of(found.practice, words) if found.practice else ""
    if fall.low > 0 or fall.high < 0:
        main = size_words(fall.value)
        low, high = (number(end) for end in sorted((abs(fall.low), abs(fall.high))))
    else:
        main = say("much the same")
        low, high = points(-fall.low), points(-fall.high)
    return OneThing(
        lead=say("After “{title}” it felt", title=title)
        if title
        else say("After a practice it felt"),
        main=main,
        likely=say(
            "Likely {low} to {high}, from {n} times. {caveat}",
            low=low,
            high=high,
            n=whole(fall.n),
            caveat=fall.caveat,
        ),
    )


def size_words(fall: float) -> str:
    """Say a fall, or a rise, in points."""
    size = number(abs(fall))
    if size == number(1.0):
        return say("{size} point lighter" if fall > 0 else "{size} point heavier", size=size)
    return say("{size} points lighter" if fall > 0 else "{size} points heavier", size=size)


def points(change: float) -> str:
    """Say a change with its direction."""
    size = number(abs(change))
    return say("{size} heavier", size=size) if change > 0 else say("{size} lighter", size=size)


def waiting(time: ThisTime, settings: Settings) -> Waiting:
    """Say when something was."""
    here = local(time.at, settings.zone)
    return Waiting(id=time.entry.id, when=day_and_clock(here))


def own_triggers(settings: Settings) -> tuple[tuple[str, str], ...]:
    """Return the person's own triggers as chips want them."""
    return tuple((own.name, own.name) for own in settings.own_triggers)
