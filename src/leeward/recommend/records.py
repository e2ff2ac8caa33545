"""What the recommender reads and what it answers; plain records, no event types."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from leeward.events.vocabulary import Need
from leeward.util.errors import InputError
from leeward.util.language import say

PLAIN = "P7"
"""The plain pause: the reference every way is compared with."""


class Drawn(StrEnum):
    """Who chose the way offered first, and so whether it may count as chance."""

    POLICY = "policy"
    EXPERIMENT = "experiment"
    FIXED = "fixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """A moment of choice.

    `at` is hours since any fixed origin, `hour` the person's own clock (0 to 24),
    `distress` 0 to 10 or None where it was skipped.
    """

    at: float
    need: Need
    hour: float
    distress: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.hour <= 24:
            raise InputError(say("The hour runs from 0 to 24."), field="hour")
        if self.distress is not None and not 0 <= self.distress <= 10:
            raise InputError(say("Distress runs from 0 to 10."), field="distress")


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """One offer and what came of it, as the journal has it.

    `propensities` stand in the order of `eligible`: the chance each had of being offered first.
    `need_met`, `freer` and `next_day` are 0 to 10, None where not answered; `next_day_at` is
    when the last one was answered, in the hours of `context.at`. There is no place here for
    what a person did about sex, so no policy can be rewarded for it.
    """

    context: Context
    first: str
    eligible: tuple[str, ...]
    propensities: tuple[float, ...]
    drawn: Drawn
    policy: str
    need_met: int | None = None
    freer: int | None = None
    next_day: int | None = None
    next_day_at: float | None = None

    def __post_init__(self) -> None:
        if len(self.eligible) != len(self.propensities):
            raise InputError(say("Every eligible way has its own chance."), field="propensities")
        if self.first not in self.eligible:
            raise InputError(
                say("The way offered first was not among the eligible."), field="first"
            )
        if self.propensities[self.eligible.index(self.first)] <= 0:
            raise InputError(
                say("The way offered first had no chance at all."), field="propensities"
            )

    def chance(self, way: str) -> float:
        """The probability that `way` was the one offered first; 0 if it was not eligible."""
        return self.propensities[self.eligible.index(way)] if way in self.eligible else 0.0


class Because(StrEnum):
    """Why a way stands where it stands; turned into words elsewhere."""

    ONLY_WAY = "only_way"
    FIXED_ORDER = "fixed_order"
    FIRST_TIME = "first_time"
    OWN_RECORD = "own_record"
    TO_LEARN = "to_learn"
    PLAIN_PAUSE = "plain_pause"
    EXPERIMENT = "experiment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """The reason for one offered way.

    `uses` counts earlier offers with an answer, `uses_for_need` those for the same need,
    `usual` is their mean reward (0 to 10, None without any). `edge` is what the policy now
    expects over the plain pause, in points, give or take `give_or_take` (one SD): an
    expectation of the policy, never proof that the way helps. `chance` is the probability
    it had of being offered first.
    """

    way: str
    because: Because
    need: Need
    uses: int
    uses_for_need: int
    usual: float | None
    edge: float
    give_or_take: float
    chance: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What to show, first to last, and everything it takes to judge the choice later."""

    ways: tuple[str, ...]
    eligible: tuple[str, ...]
    propensities: tuple[float, ...]
    seed: int
    policy: str
    drawn: Drawn
    why: tuple[Why, ...]

    @property
    def randomised(self) -> bool:
        """Whether chance chose the first way, so that it may count in causal estimates."""
        return self.drawn is not Drawn.FIXED
