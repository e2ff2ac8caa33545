"""Which ways to offer now, why, and what the journal says about offering them.

Every offer is committed before it is shown, with all it takes to judge it later.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from leeward.content.practice_types import Practice
from leeward.content.practices import for_need, own_practice
from leeward.core.journal import Journal
from leeward.core.pauses import PauseSoFar, gathered, went_wrong
from leeward.events import Entry, PauseNextDay, PracticeDone, WayOffered
from leeward.events.vocabulary import Need
from leeward.recommend.records import PLAIN, Context, Drawn, Offer, Use
from leeward.util.clock import hours_between, local
from leeward.util.ids import EntryId

if TYPE_CHECKING:
    from leeward.recommend.evaluate import WayEffect

__all__ = ["PLAIN", "Offered", "Suggestions"]

ORIGIN = datetime(2020, 1, 1, tzinfo=UTC)
SEED_BITS = 53


@dataclass(frozen=True, slots=True, kw_only=True)
class Offered:
    """An offer that is stored: its entry, and the policy's answer with its reasons."""

    entry: Entry
    offer: Offer


class Suggestions:
    """Offer ways for a need, and tell what offering them did."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def eligible(
        self, need: Need, *, distress: int | None, closed: Collection[str] = ()
    ) -> tuple[Practice, ...]:
        """Return the ways that may be offered now, best guess first."""
        settings = self._journal.settings
        return for_need(
            need,
            distress=distress,
            trauma_aware=settings.trauma_aware,
            closed=closed,
            own=tuple(
                own_practice(name=name, needs=tuple(Need)) for name in settings.own_practices
            ),
        )

    def offer(
        self,
        pause: EntryId | None,
        need: Need,
        *,
        distress: int | None = None,
        closed: Collection[str] = (),
        without: Collection[str] = (),
        fixed: bool = False,
        seed: int | None = None,
        entry_id: EntryId | None = None,
    ) -> Offered:
        """Choose two or three ways, store the offer, and only then return it.

        `closed` are the safety closures in force and `without` the ways just tried. `fixed`
        asks for the default order with nothing tried out (safety, or the person's wish).
        """
        from leeward.recommend.policy import decide, fixed_offer  # noqa: PLC0415  loads numpy

        now = self._journal.clock()
        ways = self.open_ways(need, distress=distress, closed=closed, without=without)
        context = Context(
            at=hours_between(ORIGIN, now),
            need=need,
            hour=_hour(now, self._journal.settings.zone),
            distress=distress,
        )
        drawn_seed = secrets.randbits(SEED_BITS) if seed is None else seed
        if fixed:
            offer = fixed_offer(context=context, ways=ways or (PLAIN,), seed=drawn_seed)
        else:
            offer = decide(history=self.uses(), context=context, eligible=ways, seed=drawn_seed)
        entry = self._journal.make(
            WayOffered(
                pause=pause,
                ways=offer.ways,
                eligible=offer.eligible,
                propensities=offer.propensities,
                seed=offer.seed,
                policy=offer.policy,
                randomised=offer.randomised,
                need=need,
                distress=distress,
            ),
            at=now,
            entry_id=entry_id,
        )
        return Offered(entry=self._journal.add(entry)[0], offer=offer)

    def open_ways(
        self,
        need: Need,
        *,
        distress: int | None,
        closed: Collection[str] = (),
        without: Collection[str] = (),
    ) -> tuple[str, ...]:
        """Return the eligible ways less those just tried and those that went wrong last time."""
        aside = {*without, *went_wrong(self._journal.history().of(PracticeDone))}
        ways = self.eligible(need, distress=distress, closed=closed)
        return tuple(way.id for way in ways if way.id not in aside)

    def uses(self) -> tuple[Use, ...]:
        """Return every offer with what came of it, by time; locked pauses count as fixed."""
        history = self._journal.history()
        pauses = gathered(history.entries)
        found = []
        for entry in history.of(WayOffered):
            body = entry.body
            if isinstance(body, WayOffered) and body.ways and body.need is not None:
                pause = pauses.get(body.pause) if body.pause else None
                found.append(_use(entry, body, body.need, pause))
        return tuple(found)

    def what_helps(self, *, seed: int = 0) -> tuple[WayEffect, ...]:
        """Return the effect of offering each way over a plain pause, with its verdict."""
        from leeward.recommend.evaluate import what_helps  # noqa: PLC0415  loads numpy

        return what_helps(self.uses(), seed=seed)


def _hour(moment: datetime, zone: str) -> float:
    wall = local(moment, zone)
    return wall.hour + wall.minute / 60


def _use(entry: Entry, offered: WayOffered, need: Need, pause: PauseSoFar | None) -> Use:
    ended = pause.ended if pause else None
    last = pause.offers[-1] if pause and pause.offers else None
    # Answers at the end of a pause belong to its last offer; earlier ones stay unanswered.
    answered = ended if last is offered or last == offered else None
    later = pause.next_day if pause and answered else None
    return Use(
        context=Context(
            at=hours_between(ORIGIN, entry.at),
            need=need,
            hour=_hour(entry.at, entry.zone),
            distress=offered.distress,
        ),
        first=offered.ways[0],
        eligible=offered.eligible,
        propensities=offered.propensities,
        drawn=_drawn(offered),
        policy=offered.policy,
        need_met=answered.need_met if answered else None,
        freer=answered.freer if answered else None,
        next_day=later.body.good_choice if later and isinstance(later.body, PauseNextDay) else None,
        next_day_at=hours_between(ORIGIN, later.at) if later else None,
    )


def _drawn(offered: WayOffered) -> Drawn:
    if offered.experiment is not None:
        return Drawn.EXPERIMENT
    return Drawn.POLICY if offered.randomised else Drawn.FIXED
