"""The topics and how their answers are read: ticks, numbers, nothing pre-selected."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from leeward.core.safety import EnergySign, Loss, SubstanceSign, VisitAnswers
from leeward.util.language import mark, say
from leeward.web.forms import options

if TYPE_CHECKING:
    from collections.abc import Callable

    from leeward.web.forms import Form

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: why it is asked, boxes, numbers, and how the answers are read.

    `keeps` are the keys under which answers are stored where the person ticks so; a topic
    without any is for this visit only.
    """

    title: str
    why: str
    question: str
    ticks: Pairs
    numbers: Pairs
    read: Callable[[frozenset[str], dict[str, int | None]], VisitAnswers]
    keeps: tuple[str, ...] = ()
    reading: tuple[str, ...] = ()

    def said(self) -> Topic:
        """Return the topic in the language that is spoken."""
        return replace(
            self,
            title=say(self.title),
            why=say(self.why),
            question=say(self.question),
            ticks=options(self.ticks),
            numbers=options(self.numbers),
        )


def costs(ticks: frozenset[str], numbers: dict[str, int | None]) -> VisitAnswers:
    """Read what it cost."""
    return VisitAnswers(
        losses=frozenset(loss for loss in Loss if f"loss_{loss.value}" in ticks),
        changes_not_kept=numbers["changes"],
    )


def substances(ticks: frozenset[str], _numbers: dict[str, int | None]) -> VisitAnswers:
    """Read drink and drugs around it."""
    return VisitAnswers(
        substance_signs=frozenset(s for s in SubstanceSign if s.value in ticks),
        chemsex="chemsex" in ticks,
    )


def energy(ticks: frozenset[str], numbers: dict[str, int | None]) -> VisitAnswers:
    """Read a time of much energy; nothing in it is about sex."""
    return VisitAnswers(
        energy_signs=frozenset(s for s in EnergySign if s.value in ticks),
        energy_days=numbers["energy_days"],
        voices_or_beliefs="voices" in ticks,
    )


def medicines(ticks: frozenset[str], _numbers: dict[str, int | None]) -> VisitAnswers:
    """Read medicines and changes of the brain."""
    return VisitAnswers(
        listed_medicine="listed_medicine" in ticks,
        new_urges="new_urges" in ticks,
        numb_on_ssri="numb_on_ssri" in ticks,
        brain_event="brain_event" in ticks,
    )


def birth(ticks: frozenset[str], numbers: dict[str, int | None]) -> VisitAnswers:
    """Read pregnancy and birth."""
    return VisitAnswers(
        pregnant="pregnant" in ticks, weeks_since_birth=numbers["weeks_since_birth"]
    )


TOPICS: dict[str, Topic] = {
    "a": Topic(
        title=mark("What it cost lately"),
        why=mark("Costs say more than how often something happens. It gives something, too."),
        question=mark("In the last four weeks, because of it, did I lose or harm one of these?"),
        ticks=(
            ("loss_work", mark("Work or school")),
            ("loss_money", mark("Money")),
            ("loss_legal", mark("Trouble with the law")),
            ("loss_health", mark("My health")),
        ),
        numbers=(
            ("changes", mark("How many times in three months did a change I wanted not hold?")),
        ),
        read=costs,
        keeps=("loss_work", "loss_money", "loss_legal", "loss_health", "changes"),
        reading=("balance", "coping-and-need-for-help"),
    ),
    "b": Topic(
        title=mark("Drink and drugs"),
        why=mark("Asked because the body and the free yes can suffer. Nobody judges it here."),
        question=mark("In the last four weeks, around sex"),
        ticks=(
            ("needed", mark("I needed it to be able")),
            ("more_than_meant", mark("It was more than I meant")),
            ("blackout", mark("I lost some hours")),
            ("chemsex", mark("Drugs were part of it on purpose")),
        ),
        numbers=(),
        read=substances,
        keeps=("needed", "more_than_meant", "blackout", "chemsex"),
    ),
    "c": Topic(
        title=mark("Energy and sleep"),
        why=mark(
            "A time of much energy and little sleep can need a doctor. Desire is not counted."
        ),
        question=mark("Lately, much more than is usual for me"),
        ticks=(
            ("more_energy", mark("More energy")),
            ("little_sleep_untired", mark("Little sleep, and not tired")),
            ("racing", mark("Racing thoughts")),
            ("unlike_me_risks", mark("Risks that are not like me")),
            ("others_noticed", mark("Others noticed")),
            ("voices", mark("Voices, or beliefs that others do not share")),
        ),
        numbers=(("energy_days", mark("For how many days?")),),
        read=energy,
    ),
    "d": Topic(
        title=mark("Medicines and the head"),
        why=mark("Some medicines bring or take away urges. That says nothing about you."),
        question=mark("Which of these is so?"),
        ticks=(
            (
                "listed_medicine",
                mark("I take one for Parkinson’s or restless legs, or aripiprazole"),
            ),
            ("listed_other", mark("I take testosterone, or a stimulant such as for ADHD")),
            ("new_urges", mark("Urges began or grew since")),
            ("numb_on_ssri", mark("I take an SSRI and feel numb down there")),
            ("brain_event", mark("Something changed since a head injury, a stroke or a fit")),
        ),
        numbers=(),
        read=medicines,
        keeps=("listed_medicine", "new_urges", "numb_on_ssri", "brain_event"),
        reading=("body-and-medicines",),
    ),
    "e": Topic(
        title=mark("Around a birth"),
        why=mark(
            "Asked so that ways with heat or lying flat fit, and for lines that know about it."
        ),
        question=mark("Is this so?"),
        ticks=(("pregnant", mark("I am pregnant")),),
        numbers=(("weeks_since_birth", mark("If there was a birth: how many weeks ago?")),),
        read=birth,
        keeps=("pregnant", "weeks_since_birth"),
    ),
}
LISTED_OTHER = "listed_other"
HIGHEST = {"changes": 50, "energy_days": 365, "weeks_since_birth": 104}


def read_topic(form: Form, topic: Topic) -> tuple[VisitAnswers, dict[str, int | None]]:
    """Read a topic: the answers for the rules, and what would be stored if wished."""
    known = {name for name, _ in topic.ticks}
    ticks = frozenset(form.items.get("ticks", ())) & known
    if LISTED_OTHER in ticks:
        ticks |= {"listed_medicine"}
    numbers: dict[str, int | None] = {
        name: form.number(name, low=0, high=HIGHEST[name], default=0)
        if form.value(name).strip()
        else None
        for name, _ in topic.numbers
    }
    stored = {key: numbers[key] if key in numbers else int(key in ticks) for key in topic.keeps}
    return topic.read(ticks, numbers), stored
