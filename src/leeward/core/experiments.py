"""A person's own experiments: planned first, run by chance, looked at only when planned."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from leeward.core.experiment_words import question_words, result_words, rule_words
from leeward.core.journal import Journal
from leeward.core.pauses import gathered
from leeward.core.suggestions import SEED_BITS, Offered, Suggestions
from leeward.events import (
    CheckIn,
    Entry,
    ExperimentAssigned,
    ExperimentPlanned,
    ExperimentStopped,
    PauseNextDay,
    WayOffered,
)
from leeward.events.vocabulary import Need
from leeward.util.clock import day_of, local
from leeward.util.errors import InputError
from leeward.util.ids import EntryId, new_id
from leeward.util.language import ENGLISH, say, speaking

if TYPE_CHECKING:
    from datetime import date

    from leeward.recommend.experiment import Finding, Outcome, Plan, Running

EVENING = time(18)
HALF = 0.5
WEEKS = 8
SHOWN = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiment:
    """One experiment as it stands; `standing` holds no result before the plan allows one."""

    entry: Entry
    stated: ExperimentPlanned
    standing: Running | Finding
    over: bool

    @property
    def finding(self) -> Finding | None:
        """Return the result, where the plan allows one."""
        from leeward.recommend.experiment import Running  # noqa: PLC0415  loads numpy

        return None if isinstance(self.standing, Running) else self.standing

    @property
    def question(self) -> str:
        """Say what is asked."""
        return question_words(plan_of(self.stated))

    @property
    def rule(self) -> str:
        """Say when it is looked at and when it ends."""
        return rule_words(plan_of(self.stated))

    @property
    def words(self) -> str:
        """Say the result in one honest sentence; empty while there is none to see."""
        found = self.finding
        if found is None:
            return ""
        return result_words(found, arms=self.stated.arms, outcome=self.stated.outcome)


class Experiments:
    """Plan, run, look and stop; one experiment at a time."""

    def __init__(self, journal: Journal, suggestions: Suggestions) -> None:
        self._journal = journal
        self._suggestions = suggestions

    def compare(self, first: str, second: str, *, outcome: str, units: int) -> Entry:
        """State a plan that compares two ways over so many pauses.

        Raises:
            InputError: another one is running, or the plan cannot be.
        """
        from leeward.recommend import experiment as e  # noqa: PLC0415  loads numpy

        return self._state(
            e.plan(
                comparison=e.Comparison.TWO_WAYS,
                first=first,
                second=second,
                outcome=_outcome(outcome),
                units=units,
                seed=secrets.randbits(SEED_BITS),
            ),
            days=WEEKS * 7,
        )

    def prompts(self, *, days: int) -> Entry:
        """State a plan that compares days with and without a prompt, by the evening's distress.

        Raises:
            InputError: another one is running, or the plan cannot be.
        """
        from leeward.recommend import experiment as e  # noqa: PLC0415  loads numpy

        stated = e.plan(
            comparison=e.Comparison.PROMPT_OR_NONE,
            outcome=e.Outcome.EVENING_DISTRESS,
            units=days,
            seed=secrets.randbits(SEED_BITS),
        )
        return self._state(stated, days=days)

    def _state(self, stated: Plan, *, days: int) -> Entry:
        from leeward.recommend.experiment import fingerprint  # noqa: PLC0415  loads numpy

        if self.running() is not None:
            raise InputError(say("One at a time: another one is still running."), field="first")
        # The log keeps one language, whatever is spoken on the day.
        with speaking(ENGLISH):
            question, rule = question_words(stated), rule_words(stated)
        body = ExperimentPlanned(
            question=question,
            arms=(stated.first, stated.second),
            outcome=stated.outcome.value,
            starts=day_of(self._journal.clock(), self._journal.settings.zone),
            days=days,
            seed=stated.seed,
            stopping_rule=rule,
            units=stated.units,
            fingerprint=fingerprint(stated),
        )
        return self._journal.add(self._journal.make(body))[0]

    def stop(self, experiment: EntryId) -> None:
        """End an experiment before its time; what came so far is judged as cut short."""
        one = self.one(experiment)
        if not one.over:
            self._journal.add(
                self._journal.make(ExperimentStopped(experiment=experiment, early=True))
            )

    def one(self, experiment: EntryId) -> Experiment:
        """Return one experiment.

        Raises:
            InputError: there is no such experiment.
        """
        entry = self._journal.state().live(experiment)
        if entry is None or not isinstance(entry.body, ExperimentPlanned):
            raise InputError(say("That experiment is not here any more."))
        return self._standing(entry, entry.body)

    def all(self) -> tuple[Experiment, ...]:
        """Return every experiment, the newest first."""
        found = [
            self._standing(entry, entry.body)
            for entry in self._journal.history().of(ExperimentPlanned)
            if isinstance(entry.body, ExperimentPlanned)
        ]
        return tuple(reversed(found))

    def running(self) -> Experiment | None:
        """Return the experiment that is running."""
        for entry in self._journal.history().of(ExperimentPlanned):
            if isinstance(entry.body, ExperimentPlanned) and self._may_run(entry, entry.body):
                one = self._standing(entry, entry.body)
                if not one.over:
                    return one
        return None

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
        """Offer ways for a pause: as a running experiment has it, else as the policy does.

        A pause counts for an experiment when both its ways are open and nothing was tried yet.
        """
        running = None if fixed or without or pause is None else self.running()
        if running is not None and running.stated.outcome != "evening_distress":
            ways = self._suggestions.open_ways(need, distress=distress, closed=closed)
            if set(running.stated.arms) <= set(ways):
                return self._assigned(running, pause, need, distress, ways, entry_id)
        return self._suggestions.offer(
            pause,
            need,
            distress=distress,
            closed=closed,
            without=without,
            fixed=fixed,
            seed=seed,
            entry_id=entry_id,
        )

    def prompted_days(self, experiment: Experiment) -> tuple[date, ...]:
        """Return the days with a prompt, for a calendar file."""
        from leeward.recommend.experiment import PROMPT, schedule  # noqa: PLC0415  loads numpy

        first = experiment.stated.starts + timedelta(days=1)
        arms = schedule(plan_of(experiment.stated))
        return tuple(first + timedelta(days=n) for n, arm in enumerate(arms) if arm == PROMPT)

    def _may_run(self, entry: Entry, stated: ExperimentPlanned) -> bool:
        """Whether an experiment can still be running; most are told without any test."""
        today = day_of(self._journal.clock(), self._journal.settings.zone)
        if (today - stated.starts).days > stated.days or self._stopped(entry.id):
            return False
        return self._next_unit(entry.id) < stated.units

    def _stopped(self, experiment: EntryId) -> bool:
        return any(
            isinstance(e.body, ExperimentStopped) and e.body.experiment == experiment
            for e in self._journal.history().of(ExperimentStopped)
        )

    def _assigned(
        self,
        running: Experiment,
        pause: EntryId | None,
        need: Need,
        distress: int | None,
        ways: tuple[str, ...],
        entry_id: EntryId | None,
    ) -> Offered:
        from leeward.recommend.experiment import POLICY, schedule  # noqa: PLC0415  loads numpy
        from leeward.recommend.records import Because, Drawn, Offer, Why  # noqa: PLC0415  loads numpy

        arms = running.stated.arms
        unit = self._next_unit(running.entry.id)
        arm = schedule(plan_of(running.stated))[unit]
        rest = (way for way in (*arms, *ways) if way != arm)
        shown = (arm, *dict.fromkeys(rest))[:SHOWN]
        offer = Offer(
            ways=shown,
            eligible=ways,
            propensities=tuple(HALF if way in arms else 0.0 for way in ways),
            seed=unit,
            policy=POLICY,
            drawn=Drawn.EXPERIMENT,
            why=tuple(
                Why(
                    way=way,
                    because=Because.EXPERIMENT if way == arm else Because.FIXED_ORDER,
                    need=need,
                    uses=0,
                    uses_for_need=0,
                    usual=None,
                    edge=0.0,
                    give_or_take=0.0,
                    chance=HALF if way in arms else 0.0,
                )
                for way in shown
            ),
        )
        now = self._journal.clock()
        entry = Entry(
            id=entry_id or new_id(now),
            at=now,
            recorded=now,
            zone=self._journal.settings.zone,
            source=self._journal.source,
            body=WayOffered(
                pause=pause,
                ways=shown,
                eligible=ways,
                propensities=offer.propensities,
                seed=unit,
                policy=POLICY,
                randomised=True,
                need=need,
                distress=distress,
                experiment=running.entry.id,
            ),
        )
        assigned = ExperimentAssigned(experiment=running.entry.id, arm=arm, propensity=HALF)
        self._journal.add(self._journal.make(assigned), entry)
        return Offered(entry=entry, offer=offer)

    def _units(self, experiment: EntryId) -> list[tuple[int, Entry]]:
        """The offers of an experiment with the number of their unit, kept as their seed."""
        return [
            (entry.body.seed, entry)
            for entry in self._journal.history().of(WayOffered)
            if isinstance(entry.body, WayOffered) and entry.body.experiment == experiment
        ]

    def _next_unit(self, experiment: EntryId) -> int:
        return 1 + max((unit for unit, _ in self._units(experiment)), default=-1)

    def _standing(self, entry: Entry, stated: ExperimentPlanned) -> Experiment:
        from leeward.recommend.experiment import Running, look  # noqa: PLC0415  loads numpy

        plan = plan_of(stated)
        zone = self._journal.settings.zone
        today = day_of(self._journal.clock(), zone)
        stopped = self._stopped(entry.id)
        if stated.outcome == "evening_distress":
            first = stated.starts + timedelta(days=1)
            passed = min(max((today - first).days, 0), plan.units)
            answers = self._evenings(first, passed, zone)
            late = False
        else:
            passed = min(self._next_unit(entry.id), plan.units)
            answers = self._after_pauses(entry.id, stated.outcome)
            late = (today - stated.starts).days > stated.days
        answers = {unit: value for unit, value in answers.items() if unit < passed}
        standing = look(plan, answers, passed=passed, cut_short=stopped or late)
        return Experiment(
            entry=entry,
            stated=stated,
            standing=standing,
            over=not isinstance(standing, Running),
        )

    def _after_pauses(self, experiment: EntryId, outcome: str) -> dict[int, float]:
        pauses = gathered(self._journal.history().entries)
        answers: dict[int, float] = {}
        for unit, entry in self._units(experiment):
            body = entry.body
            pause = pauses.get(body.pause) if isinstance(body, WayOffered) and body.pause else None
            if pause is None:
                continue
            later = pause.next_day.body if pause.next_day else None
            told: int | None = None
            if outcome == "next_day":
                told = later.good_choice if isinstance(later, PauseNextDay) else None
            elif pause.ended is not None:
                told = getattr(pause.ended, outcome)
            if told is not None:
                answers[unit] = float(told)
        return answers

    def _evenings(self, first: date, passed: int, zone: str) -> dict[int, float]:
        answers: dict[int, float] = {}
        for entry in self._journal.history().of(CheckIn):
            body = entry.body
            wall: datetime = local(entry.at, zone)
            unit = (wall.date() - first).days
            if (
                isinstance(body, CheckIn)
                and body.distress is not None
                and 0 <= unit < passed
                and wall.time() >= EVENING
            ):
                answers[unit] = float(body.distress)
        return answers


def plan_of(stated: ExperimentPlanned) -> Plan:
    """Return the plan behind what was stored.

    Raises:
        InputError: it was made by another version, so that its results cannot be read here.
    """
    from leeward.recommend import experiment as e  # noqa: PLC0415  loads numpy

    prompts = stated.outcome == e.Outcome.EVENING_DISTRESS.value
    plan = e.plan(
        comparison=e.Comparison.PROMPT_OR_NONE if prompts else e.Comparison.TWO_WAYS,
        first=stated.arms[0],
        second=stated.arms[1],
        outcome=_outcome(stated.outcome),
        units=stated.units,
        seed=stated.seed,
    )
    if e.fingerprint(plan) != stated.fingerprint:
        raise InputError(say("This plan was made by another version of the program."))
    return plan


def _outcome(name: str) -> Outcome:
    from leeward.recommend.experiment import Outcome  # noqa: PLC0415  loads numpy

    try:
        return Outcome(name)
    except ValueError:
        raise InputError(say("Choose one of the answers shown."), field="outcome") from None
