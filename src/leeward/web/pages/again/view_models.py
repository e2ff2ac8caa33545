"""What the page of notes that ask again shows once the second key was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.util.clock import local
from leeward.web.lines import Fact, facts_of, note_of, title_of
from leeward.web.pages.entry.view_models import details_of
from leeward.web.wording import clock_words, day_words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from leeward.core.behind import Kept
    from leeward.core.timeline import Item
    from leeward.events.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptView:
    """One thing behind the key: its name, its day and time, and all it says.

    An episode has `details`, anything else `facts`.
    """

    id: str
    title: str
    when: str
    details: tuple[Fact, ...]
    facts: tuple[Fact, ...]
    note: str


def kept_views(kept: Iterable[Kept], settings: Settings) -> tuple[KeptView, ...]:
    """Say what lies behind the key in the person's words."""
    return tuple(kept_view(one.id, item, settings) for one in kept for item in one.items)


def kept_view(name: str, item: Item, settings: Settings) -> KeptView:
    """Say one entry whole: here it was asked for again, so nothing is covered."""
    here = local(item.entry.at, settings.zone)
    details = details_of(item, settings.words, asked=True)
    return KeptView(
        id=name,
        title=title_of(item, settings.words),
        when=f"{day_words(here.date())}, {clock_words(here)}",
        details=details,
        facts=() if details else tuple(facts_of(item, settings.words)),
        note=note_of(item, asked=True),
    )
