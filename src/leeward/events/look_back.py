"""Episodes and looking back at them. An episode is called "this time" on the pages."""

from __future__ import annotations

from dataclasses import dataclass

from leeward.events import checks
from leeward.events.vocabulary import (
    UNFREE_CONSENT,
    Consent,
    Consequence,
    Good,
    HadToSource,
    Kind,
    Motive,
    PartnerContext,
)
from leeward.util.ids import EntryId


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """Sexual activity the person chose to note.

    `urge` links the urge it answered. `set_aside` leaves it out of the picture, for reasons
    that are never stored (care notes 56); `work` marks sex work, outside coping statistics.
    """

    kind: Kind
    partner_context: PartnerContext | None = None
    urge: EntryId | None = None
    work: bool = False
    set_aside: bool = False
    note: str = ""

    def __post_init__(self) -> None:
        checks.note(self.note)


@dataclass(frozen=True, slots=True, kw_only=True)
class MotiveMark:
    """One reason with its strength (0 to 10) where given."""

    motive: Motive
    strength: int | None = None

    def __post_init__(self) -> None:
        checks.rating(self.strength, "motives")


@dataclass(frozen=True, slots=True, kw_only=True)
class CostMark:
    """One cost with how much it bothers (0 to 10) where given."""

    consequence: Consequence
    bother: int | None = None

    def __post_init__(self) -> None:
        checks.rating(self.bother, "costs")


@dataclass(frozen=True, slots=True, kw_only=True)
class LookBack:
    """What one episode was like, before, during and after. All ratings are 0 to 10.

    Relief and pleasure, wanting and enjoying are separate answers. `consent` is asked on its
    own; an unfree answer keeps the whole episode out of every coping statistic.
    """

    episode: EntryId
    distress_before: int | None = None
    distress_after: int | None = None
    security_before: int | None = None
    security_after: int | None = None
    coping: int | None = None
    motives: tuple[MotiveMark, ...] = ()
    wanting: int | None = None
    enjoying: int | None = None
    relief: int | None = None
    pleasure: int | None = None
    closeness: int | None = None
    connected_self: int | None = None
    grounded: int | None = None
    empty: int | None = None
    shame: int | None = None
    turning_away: int | None = None
    automatic: int | None = None
    could_say_no: int | None = None
    had_to: int | None = None
    had_to_source: HadToSource | None = None
    consent: Consent | None = None
    good: tuple[Good, ...] = ()
    costs: tuple[CostMark, ...] = ()
    good_words: str = ""
    cost_words: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        checks.ratings(
            self,
            *("distress_before", "distress_after", "security_before", "security_after"),
            *("coping", "wanting", "enjoying", "relief", "pleasure", "closeness"),
            *("connected_self", "grounded", "empty", "shame", "turning_away"),
            *("automatic", "could_say_no", "had_to"),
        )
        for field in ("motives", "good", "costs"):
            checks.several(getattr(self, field), field)
        for field in ("good_words", "cost_words", "note"):
            checks.note(getattr(self, field), field)

    @property
    def unfree(self) -> bool:
        """Whether consent was missing, or the "had to" came from the other person.

        A source that was named without a rating counts; with a rating of 3 or less it was not asked.
        """
        asked = self.had_to is None or self.had_to > 3
        pressed = self.had_to_source is HadToSource.OTHER_PERSON and asked
        return self.consent in UNFREE_CONSENT or pressed


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDay:
    """The opted-in question 18 to 24 hours later: what was good, what it cost, if anything."""

    episode: EntryId
    distress: int | None = None
    freer: int | None = None
    good_words: str = ""
    cost_words: str = ""
    costs: tuple[CostMark, ...] = ()

    def __post_init__(self) -> None:
        checks.ratings(self, "distress", "freer")
        checks.note(self.good_words, "good_words")
        checks.note(self.cost_words, "cost_words")
        checks.several(self.costs, "costs")
