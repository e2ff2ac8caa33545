"""Who the simulated diaries are of: a few invented ways of living, as numbers.

Nobody here is a real person. Units: points of a 0 to 10 rating, hours, events a day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from leeward.events.vocabulary import Emotion, Kind, Motive, PartnerContext, Trigger
from leeward.util.language import mark


@dataclass(frozen=True, slots=True, kw_only=True)
class Persona:
    """One way of living with stress, closeness and sex.

    `level`, `spread`, `half_life` describe distress; `pull` is how much each point of distress
    raises the log-rate of urges and `threat_pull` how much a shaken bond does; `relief` and
    `rebound` are points after an episode. `solace` (0 to 1) is how often closeness is what an
    episode is for. `check_ins` are asked for a day, of which the share `missed` stays open; `drift`
    is the spread of a slow wave over weeks. Shares of `kinds` sum to one; `triggers` are times a day.
    """

    name: str
    level: float = 3.5
    spread: float = 1.6
    half_life: float = 5.0
    security: float = 6.0
    pull: float = 0.22
    threat_pull: float = 0.3
    relief: float = 2.4
    rebound: float = 0.9
    urges_a_day: float = 0.7
    unnoticed_a_day: float = 0.12
    check_ins: int = 4
    missed: float = 0.22
    drift: float = 0.5
    solace: float = 0.2
    pauses: float = 0.45
    kinds: Mapping[Kind, float] = field(
        default_factory=lambda: MappingProxyType(
            {Kind.SOLO: 0.42, Kind.PORNOGRAPHY: 0.28, Kind.PARTNERED: 0.27, Kind.OTHER: 0.03}
        )
    )
    contexts: tuple[PartnerContext, ...] = (PartnerContext.PARTNER,)
    triggers: Mapping[Trigger, float] = field(
        default_factory=lambda: MappingProxyType(
            {
                Trigger.WORK: 0.30,
                Trigger.BODY: 0.12,
                Trigger.WORLD: 0.06,
                Trigger.MONEY: 0.04,
                Trigger.CONFLICT: 0.08,
                Trigger.DISTANCE: 0.09,
                Trigger.REJECTION: 0.05,
                Trigger.LONELINESS: 0.10,
                Trigger.BOREDOM: 0.07,
                Trigger.CUE: 0.06,
            }
        )
    )


ORDINARY: Final = Persona(name="ordinary")
WITHOUT_CYCLE: Final = Persona(
    name="without_cycle",
    level=3.4,
    spread=1.4,
    pull=0.0,
    threat_pull=0.0,
    relief=0.6,
    rebound=0.0,
    urges_a_day=0.55,
    unnoticed_a_day=0.05,
    solace=0.1,
    pauses=0.2,
    kinds=MappingProxyType(
        {Kind.SOLO: 0.38, Kind.PORNOGRAPHY: 0.10, Kind.PARTNERED: 0.48, Kind.OTHER: 0.04}
    ),
)
SOLACE: Final = Persona(
    name="solace",
    level=3.6,
    security=4.6,
    pull=0.1,
    threat_pull=1.0,
    relief=2.0,
    rebound=1.1,
    solace=0.75,
    kinds=MappingProxyType(
        {Kind.SOLO: 0.20, Kind.PORNOGRAPHY: 0.10, Kind.PARTNERED: 0.67, Kind.OTHER: 0.03}
    ),
    contexts=(
        PartnerContext.PARTNER,
        PartnerContext.EX,
        PartnerContext.EX,
        PartnerContext.NEW,
        PartnerContext.CASUAL,
    ),
    triggers=MappingProxyType(
        {
            Trigger.WORK: 0.14,
            Trigger.BODY: 0.08,
            Trigger.CONFLICT: 0.18,
            Trigger.DISTANCE: 0.25,
            Trigger.REJECTION: 0.16,
            Trigger.LONELINESS: 0.14,
            Trigger.CUE: 0.05,
        }
    ),
)

PERSONAS: Final[Mapping[str, Persona]] = MappingProxyType(
    {p.name: p for p in (ORDINARY, WITHOUT_CYCLE, SOLACE)}
)

FEELINGS_WITH: Final[Mapping[Trigger, tuple[Emotion, ...]]] = MappingProxyType(
    {
        Trigger.WORK: (Emotion.STRESS, Emotion.TIREDNESS),
        Trigger.BODY: (Emotion.TIREDNESS,),
        Trigger.WORLD: (Emotion.ANXIETY,),
        Trigger.MONEY: (Emotion.STRESS, Emotion.ANXIETY),
        Trigger.CONFLICT: (Emotion.ANGER, Emotion.HURT),
        Trigger.DISTANCE: (Emotion.LONELINESS, Emotion.SADNESS),
        Trigger.REJECTION: (Emotion.HURT, Emotion.SHAME),
        Trigger.LONELINESS: (Emotion.LONELINESS, Emotion.EMPTINESS),
        Trigger.BOREDOM: (Emotion.BOREDOM,),
        Trigger.SHAME: (Emotion.SHAME,),
        Trigger.CUE: (Emotion.DESIRE,),
    }
)

MOTIVES_FOR: Final[Mapping[str, tuple[Motive, ...]]] = MappingProxyType(
    {
        "solace": (Motive.KEEP_BOND, Motive.FEEL_WANTED, Motive.CLOSENESS),
        "escape": (Motive.RELIEF, Motive.ESCAPE, Motive.HABIT),
        "pleasure": (Motive.PLEASURE, Motive.CURIOSITY, Motive.CLOSENESS),
        "rest": (Motive.SLEEP, Motive.BOREDOM, Motive.PLEASURE),
    }
)

# Plain words of nobody in particular, so that the timeline looks lived in.
NOTES_HARD: Final = (
    mark("Long day, two calls back to back."),
    mark("Slept badly and it shows."),
    mark("Wanted to be left alone and did not want to be alone."),
    mark("The message never came."),
    mark("Head is full, nothing gets done."),
    mark("We talked past each other again."),
)
NOTES_CALM: Final = (
    mark("Went for a walk after lunch. The air helped."),
    mark("Quiet evening, tea and a book."),
    mark("A good talk on the phone tonight."),
    mark("Cooked something new. It was fine."),
    mark("Nothing special. That is all right."),
    mark("Slept well for once."),
)
NOTES_LOOK_BACK: Final = (
    mark("It was nice, and then it was quiet."),
    mark("I think I was mostly tired."),
    mark("Felt close for a while."),
    mark("Would have liked to talk first."),
    mark("Good to take it slowly."),
)
GOOD_WORDS: Final = (
    mark("A calm hour."),
    mark("Felt close."),
    mark("Fell asleep easily."),
    "",
)
COST_WORDS: Final = (mark("Went to bed too late."), mark("A bit flat in the morning."), "", "")
HELPED_WORDS: Final = (
    mark("Walking without the phone."),
    mark("Saying it out loud to a friend."),
    mark("Going to bed on time twice."),
    mark("The long shower on Thursday."),
)
