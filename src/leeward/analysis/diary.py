"""A believable journal of a person who does not exist: for looking around, tests and benchmarks.

The numbers (when, how strong, what led to what) come from a simulated life; this module dresses
them in entries with feelings, needs, reasons and a few plain words in the language spoken. Everything is drawn from one
seed, and every entry says that it is a demonstration (`Source.DEMO`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, time, timedelta
from random import Random

import numpy as np

from leeward.analysis.life import Life, live, rounded
from leeward.analysis.persons import (
    COST_WORDS,
    FEELINGS_WITH,
    GOOD_WORDS,
    HELPED_WORDS,
    MOTIVES_FOR,
    NOTES_CALM,
    NOTES_HARD,
    NOTES_LOOK_BACK,
    PERSONAS,
    Persona,
)
from leeward.events.check_in import CheckIn, TriggerMark, TriggerNoted, Urge
from leeward.events.entry import Body, Entry
from leeward.events.look_back import CostMark, Episode, LookBack, MotiveMark, NextDay
from leeward.events.pause import (
    Choice,
    PauseEnded,
    PauseEnding,
    PauseStarted,
    PauseStep,
    PracticeDone,
    StepAnswered,
    WayOffered,
)
from leeward.events.reflection import Reflection, ReflectionAnswer
from leeward.events.settings import Settings, SettingsChanged
from leeward.events.vocabulary import (
    TRIGGER_CLASS,
    Consent,
    Consequence,
    Emotion,
    Good,
    HadToSource,
    Kind,
    Need,
    Source,
    Trigger,
    TriggerClass,
    UrgeOutcome,
)
from leeward.model import data as numbers
from leeward.util.clock import day_bounds, day_of
from leeward.util.errors import InputError
from leeward.util.ids import EntryId
from leeward.util.language import say, spoken

WAYS_FOR: dict[Need, tuple[str, ...]] = {
    Need.CONNECTION: ("P16", "P8", "P17", "P11"),
    Need.COMFORT: ("P1", "P8", "P13", "P14"),
    Need.RELEASE: ("P10", "P6", "P20", "P21"),
    Need.DISTRACTION: ("P3", "P19", "P15", "P11"),
    Need.UNSURE: ("P1", "P3", "P11", "P14"),
}
OUTCOMES = {
    numbers.ACTED: UrgeOutcome.ACTED,
    numbers.OTHER_WAY: UrgeOutcome.OTHER_WAY,
    numbers.RODE_OUT: UrgeOutcome.RODE_OUT,
    numbers.STILL_OPEN: UrgeOutcome.STILL_HERE,
}
URGE_HALF_MINUTES = 30.0
LONG_DAYS = 3652
LONG_EVENTS = 22_000


def simulate_diary(
    seed: int,
    *,
    days: int = 120,
    zone: str = "Europe/Berlin",
    end: datetime,
    person: str = "ordinary",
) -> list[Entry]:
    """Return an invented person's journal of `days` local days up to `end`, in order of time.

    `person` is one of `ordinary`, `without_cycle`, `solace`. The same arguments give the same
    journal, identifiers included.

    Raises:
        InputError: no such person, or no days.
    """
    if person not in PERSONAS:
        raise InputError(f"There is no simulated person called “{person[:40]}”.", field="person")
    if days < 1:
        raise InputError("A simulated journal lasts at least one day.", field="days")
    return diary_of(PERSONAS[person], seed, days=days, zone=zone, end=end)


def diary_of(
    persona: Persona, seed: int, *, days: int, zone: str = "Europe/Berlin", end: datetime
) -> list[Entry]:
    """Return the journal of a persona that need not be on the list; see `simulate_diary`."""
    chance = Random(seed)  # noqa: S311  invented lives need repeatable chance, not secrets
    first = day_of(end, zone) - timedelta(days=days - 1)
    start, _ = day_bounds(first, zone)
    life = live(persona, chance, start=start, days=days, zone=zone)
    entries = _Dress(persona, life, chance, start=start, zone=zone).entries()
    kept = [entry for entry in entries if entry.at <= end and entry.recorded <= end]
    return sorted(kept, key=lambda entry: (entry.at, entry.id))


def simulate_long_diary(
    seed: int, *, end: datetime, events: int = LONG_EVENTS, zone: str = "Europe/Berlin"
) -> list[Entry]:
    """Return about ten years of the ordinary person's journal: the latest `events` entries."""
    days = LONG_DAYS
    entries = simulate_diary(seed, days=days, zone=zone, end=end)
    while len(entries) < events:
        days = days * 9 // 8
        entries = simulate_diary(seed, days=days, zone=zone, end=end)
    return entries[-events:]


def said(words: str) -> str:
    """Return somebody's few words in the language spoken; nothing stays nothing."""
    return say(words) if words else ""


def _links(body: Body) -> set[EntryId]:
    """Return the entries a record points at."""
    found = {getattr(body, name, None) for name in ("episode", "pause", "urge")}
    return {link for link in found if isinstance(link, str)}


class _Dress:
    """Turns one simulated life into entries."""

    def __init__(
        self, persona: Persona, life: Life, chance: Random, *, start: datetime, zone: str
    ) -> None:
        self.persona = persona
        self.life = life.data
        self.security = [rounded(s + chance.gauss(0, 0.7)) for s in life.security]
        self.outcome = life.outcome
        self.silent = life.silent
        self.chance = chance
        self.start = start
        self.zone = zone
        self.made: list[Entry] = []
        self.urge_ids: list[EntryId] = []

    def entries(self) -> list[Entry]:
        self._add(0, SettingsChanged(settings=self._settings()))
        self._check_ins()
        self._triggers()
        self._urges()
        self._episodes()
        self._weeks()
        return self._written()

    def _written(self) -> list[Entry]:
        """Leave out the silent days, and whatever hangs on something left out."""
        silent = {
            e.id
            for e in self.made
            if int((e.at - self.start).total_seconds() // 86_400) in self.silent
        }
        kept = [e for e in self.made if e.id not in silent]
        return [e for e in kept if not (_links(e.body) & silent)]

    def _settings(self) -> Settings:
        return Settings(
            zone=self.zone,
            language=spoken(),
            next_day_question=True,
            sleep_from=time(23, 30),
            sleep_to=time(7, 30),
            values_line=say("To be kind, and to be here."),
        )

    def _add(self, minute: int, body: Body, *, late: int = 0) -> EntryId:
        at = self.start + timedelta(minutes=minute)
        name = self._id(at)
        self.made.append(
            Entry(
                id=name,
                at=at,
                recorded=at + timedelta(minutes=late),
                zone=self.zone,
                body=body,
                source=Source.DEMO,
            )
        )
        return name

    def _id(self, at: datetime) -> EntryId:
        millis = int(at.astimezone(UTC).timestamp() * 1000) & ((1 << 48) - 1)
        # A running number where UUID version 7 has its first chance bits keeps entries of one
        # minute in the order they were written.
        order = len(self.made) & 0xFFF
        value = (millis << 80) | (0x7 << 76) | (order << 64) | (0b10 << 62)
        return f"{value | self.chance.getrandbits(62):032x}"

    # what was around at a minute

    def _near(self, times: numbers.Ints, minute: int, back: int) -> range:
        low = int(np.searchsorted(times, minute - back, side="left"))
        return range(low, int(np.searchsorted(times, minute, side="right")))

    def _marks(self, minute: int, back: int = 300) -> tuple[TriggerMark, ...]:
        found: dict[str, TriggerMark] = {}
        for i in self._near(self.life.trigger_t, minute, back):
            mark = self._mark(i)
            found[mark.name] = mark
        return tuple(found.values())

    def _mark(self, i: int) -> TriggerMark:
        name = Trigger(self.life.trigger_names[int(self.life.trigger_kind[i])])
        return TriggerMark(
            name=name.value,
            trigger_class=TRIGGER_CLASS[name],
            strength=round(10 * float(self.life.trigger_severity[i])),
        )

    def _distress(self, minute: int) -> int:
        """Return the latest rating at or before a minute, within six hours; else the level."""
        near = self._near(self.life.rating_t, minute, 360)
        return int(self.life.rating_y[near[-1]]) if near else rounded(self.persona.level)

    def _security(self, minute: int) -> int:
        near = self._near(self.life.rating_t, minute, 720)
        return self.security[near[-1]] if near else rounded(self.persona.security)

    def _wiggle(self, value: float, spread: float = 0.9) -> int:
        return rounded(value + self.chance.gauss(0, spread))

    def _maybe(self, share: float, value: Callable[[], int]) -> int | None:
        return value() if self.chance.random() < share else None

    def _pick(self, words: tuple[str, ...], share: float) -> str:
        return said(self.chance.choice(words)) if self.chance.random() < share else ""

    # noticing

    def _emotions(self, distress: int, marks: tuple[TriggerMark, ...]) -> tuple[Emotion, ...]:
        chosen: list[Emotion] = []
        for mark in marks:
            chosen += [e for e in FEELINGS_WITH[Trigger(mark.name)] if self.chance.random() < 0.6]
        if distress >= 6 and self.chance.random() < 0.6:
            chosen.append(self.chance.choice((Emotion.STRESS, Emotion.ANXIETY, Emotion.SADNESS)))
        if distress <= 3 and self.chance.random() < 0.6:
            chosen.append(self.chance.choice((Emotion.CALM, Emotion.JOY, Emotion.CLOSENESS)))
        return tuple(dict.fromkeys(chosen))

    def _need(self, distress: int, marks: tuple[TriggerMark, ...]) -> Need:
        threat = any(m.trigger_class is TriggerClass.THREAT for m in marks)
        weights = {
            Need.CONNECTION: 1 + 3 * threat,
            Need.COMFORT: 1 + 0.2 * distress,
            Need.RELEASE: 0.4 + 0.25 * distress,
            Need.DISTRACTION: 0.8,
            Need.PLEASURE: 1.2 if distress < 5 else 0.3,
            Need.UNSURE: 0.7,
        }
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def _check_ins(self) -> None:
        times = self.life.rating_t.tolist()
        for i, minute in enumerate(times):
            distress = int(self.life.rating_y[i])
            marks = self._marks(minute, 180) if self.chance.random() < 0.5 else ()
            self._add(
                minute,
                CheckIn(
                    distress=distress,
                    urge=self._maybe(
                        0.9,
                        lambda d=distress, m=minute: self._wiggle(  # type: ignore[misc]  # defaults bind the loop variables
                            self._urge_now(m, 1.2 + self.persona.pull * 1.5 * (d - 3)), 1.3
                        ),
                    ),
                    security=self.security[i] if self.chance.random() < 0.9 else None,
                    need=self._need(distress, marks) if self.chance.random() < 0.85 else None,
                    emotions=self._emotions(distress, marks),
                    triggers=marks,
                    prompted=self.chance.random() < 0.8,
                    note=self._pick(NOTES_HARD if distress >= 6 else NOTES_CALM, 0.07),
                ),
            )

    def _urge_now(self, minute: int, usual: float) -> float:
        """An urge noted before has faded to half every half hour, towards what is usual then."""
        near = self._near(self.life.urge_t, minute, 180)
        if not near:
            return usual
        last = near[-1]
        left = 0.5 ** ((minute - int(self.life.urge_t[last])) / URGE_HALF_MINUTES)
        return float(usual + max(float(self.life.urge_y[last]) - usual, 0.0) * left)

    def _triggers(self) -> None:
        for i, minute in enumerate(self.life.trigger_t.tolist()):
            if self.chance.random() < 0.6:
                self._add(
                    minute, TriggerNoted(trigger=self._mark(i)), late=self.chance.randint(0, 20)
                )

    # urges and pauses

    def _urges(self) -> None:
        life = self.life
        for i, minute in enumerate(life.urge_t.tolist()):
            marks = self._marks(minute)
            distress = self._distress(minute)
            need = self._need(distress, marks)
            outcome = OUTCOMES[int(self.outcome[i])]
            pause, way = None, ""
            if life.urge_pause[i]:
                pause, way = self._pause(minute, i, need, distress, outcome)
            elif outcome is UrgeOutcome.OTHER_WAY:
                way = self._other_way(minute + 2, need, distress)
            self.urge_ids.append(
                self._add(
                    minute,
                    Urge(
                        strength=int(life.urge_y[i]),
                        outcome=outcome,
                        way=way,
                        need=need,
                        triggers=marks,
                        pause=pause,
                    ),
                    late=7 if pause else 1,
                )
            )

    def _ways(self, need: Need) -> tuple[str, ...]:
        return WAYS_FOR.get(need, WAYS_FOR[Need.UNSURE])

    def _other_way(
        self, minute: int, need: Need, distress: int, *, pause: EntryId | None = None, way: str = ""
    ) -> str:
        way = way or self.chance.choice(self._ways(need))
        seconds = self.chance.randint(90, 1200)
        after = self._wiggle(distress - 0.9)
        self._add(
            minute,
            PracticeDone(
                practice=way,
                pause=pause,
                need=need,
                seconds=seconds,
                distress_before=distress,
                distress_after=after,
                need_met=self._wiggle(5.5, 1.8),
                freer=self._wiggle(6.0, 1.8),
                stopped_early=seconds < 180,
            ),
        )
        return way

    def _pause(
        self, minute: int, i: int, need: Need, distress: int, outcome: UrgeOutcome
    ) -> tuple[EntryId, str]:
        strength = int(self.life.urge_y[i])
        pause = self._add(minute + 1, PauseStarted())
        feelings = self._emotions(distress, self._marks(minute))
        self._add(minute + 1, StepAnswered(pause=pause, step=PauseStep.NAME, emotions=feelings))
        self._add(
            minute + 2,
            StepAnswered(pause=pause, step=PauseStep.RATE, distress=distress, urge=strength),
        )
        self._add(minute + 2, StepAnswered(pause=pause, step=PauseStep.NEED, need=need))
        way = ""
        if need is not Need.PLEASURE:
            eligible = self._ways(need)
            offered = self.chance.sample(eligible, 3)
            self._add(
                minute + 2,
                WayOffered(
                    pause=pause,
                    ways=tuple(offered),
                    eligible=eligible,
                    propensities=(1 / len(eligible),) * len(eligible),
                    seed=self.chance.getrandbits(31),
                    policy="uniform",
                    randomised=True,
                    need=need,
                    distress=distress,
                ),
            )
            way = offered[0]
        if outcome is UrgeOutcome.ACTED:
            choice, way = Choice.SEX, ""
        elif outcome is UrgeOutcome.OTHER_WAY:
            choice = Choice.PRACTICE
            way = self._other_way(minute + 3, need, distress, pause=pause, way=way)
        else:
            choice, way = self.chance.choice((Choice.WAIT, Choice.NOTHING, Choice.REACH_OUT)), ""
        self._add(
            minute + 6,
            PauseEnded(
                pause=pause,
                ending=PauseEnding.FINISHED if self.chance.random() < 0.85 else PauseEnding.STOPPED,
                choice=choice,
                way=way,
                distress=self._wiggle(distress - 0.4, 0.7),
                urge=self._wiggle(strength - 1.0, 1.0),
                need_met=self._wiggle(5, 2),
                freer=self._wiggle(6, 1.8),
                seconds=self.chance.randint(45, 280),
            ),
        )
        return pause, way

    # episodes

    def _episodes(self) -> None:
        life = self.life
        for i, at in enumerate(life.episode_t.tolist()):
            minute = at
            kind = Kind(life.kinds[int(life.episode_kind[i])])
            urge = int(life.episode_urge[i])
            if urge != numbers.MISSING:
                minute += (8 if life.urge_pause[urge] else 2) + self.chance.randint(0, 15)
            partnered = kind is Kind.PARTNERED
            episode = self._add(
                minute,
                Episode(
                    kind=kind,
                    partner_context=self.chance.choice(self.persona.contexts)
                    if partnered
                    else None,
                    urge=self.urge_ids[urge] if urge != numbers.MISSING else None,
                    set_aside=self.chance.random() < 0.01,
                ),
                late=5 + int(life.episode_delay[i]),
            )
            if life.episode_before[i] != numbers.MISSING:
                written = minute + 5 + int(life.episode_delay[i])
                back = self._look_back(i, minute, kind, episode)
                self._add(written, back)
                if self.chance.random() < 0.5:
                    self._next_day(minute, episode, back)

    def _look_back(self, i: int, minute: int, kind: Kind, episode: EntryId) -> LookBack:
        life, chance = self.life, self.chance
        before, after = int(life.episode_before[i]), int(life.episode_after[i])
        unnoticed = int(life.episode_urge[i]) == numbers.MISSING
        partnered = kind is Kind.PARTNERED
        threat = any(m.trigger_class is TriggerClass.THREAT for m in self._marks(minute, 720))
        share = self.persona.solace * (1.5 if partnered else 0.4) * (1.4 if threat else 0.7)
        solace = chance.random() < min(0.9, share)
        coping = self._wiggle(1.2 + 0.75 * before + solace, 1.4)
        aim = (
            "solace"
            if solace
            else ("escape" if coping >= 6 else chance.choice(("pleasure", "rest")))
        )
        security = self._security(minute)
        gain = 1.6 if solace else (0.8 if partnered else 0.0)
        pleasure = self._wiggle(6.2 - 0.9 * solace - 0.18 * (before - 4) + 0.5 * partnered, 1.5)
        close = self._wiggle((6.0 if partnered else 1.8) + 0.8 * solace, 1.6)
        had_to = self._wiggle(0.8 + 0.35 * coping + unnoticed, 1.6)
        motives = chance.sample(MOTIVES_FOR[aim], chance.randint(1, 2))
        empty = self._wiggle(1.0 + 0.45 * after - 0.4 * partnered, 1.3)
        return LookBack(
            episode=episode,
            distress_before=before,
            distress_after=after,
            security_before=security,
            security_after=self._wiggle(security + gain, 0.9),
            coping=coping,
            motives=tuple(MotiveMark(motive=m, strength=self._wiggle(7, 1.4)) for m in motives),
            wanting=self._wiggle(6.4 + 0.25 * (before - 4) + solace, 1.3),
            enjoying=pleasure,
            relief=self._wiggle(4 + 0.8 * (before - after), 1.3),
            pleasure=self._wiggle(pleasure, 0.8),
            closeness=close,
            connected_self=self._maybe(0.7, lambda: self._wiggle(5.5, 1.6)),
            grounded=self._maybe(
                0.8, lambda: self._wiggle(6.2 - 0.4 * after + 0.5 * partnered, 1.5)
            ),
            empty=empty,
            shame=self._maybe(0.5, lambda: self._wiggle(0.5 + 0.4 * empty, 1.2)),
            turning_away=self._maybe(0.7, lambda: self._wiggle(1 + 0.7 * coping, 1.5)),
            automatic=self._wiggle(2.2 + 0.35 * coping + 2.2 * unnoticed, 1.7),
            could_say_no=self._wiggle(8.6 - 0.35 * coping - unnoticed, 1.5),
            had_to=had_to,
            had_to_source=self._source(had_to, partnered=partnered),
            consent=Consent.FREE if partnered and chance.random() < 0.8 else None,
            good=self._good(pleasure, close),
            costs=self._costs(after, empty),
            note=self._pick(NOTES_LOOK_BACK, 0.06),
        )

    def _source(self, had_to: int, *, partnered: bool) -> HadToSource | None:
        if had_to <= 3 or self.chance.random() < 0.12:
            return None
        if partnered and self.chance.random() < 0.1:
            return HadToSource.DUTY
        return HadToSource.INSIDE

    def _good(self, pleasure: int, close: int) -> tuple[Good, ...]:
        likely = {
            Good.PLEASURE: pleasure / 12,
            Good.RELAXED: 0.5,
            Good.CLOSE: close / 14,
            Good.SLEPT: 0.2,
            Good.PLAYFUL: 0.15,
            Good.WANTED: 0.1 + 0.2 * (close > 5),
        }
        return tuple(g for g, share in likely.items() if self.chance.random() < share)

    def _costs(self, after: int, empty: int) -> tuple[CostMark, ...]:
        likely = {
            Consequence.SLEEP: 0.18,
            Consequence.WORK: 0.08,
            Consequence.MOOD: 0.05 * empty,
            Consequence.RELATIONSHIP: 0.02 * after,
            Consequence.VALUES: 0.05,
        }
        return tuple(
            CostMark(consequence=c, bother=self._wiggle(4, 1.8))
            for c, share in likely.items()
            if self.chance.random() < share
        )

    def _next_day(self, minute: int, episode: EntryId, back: LookBack) -> None:
        later = minute + self.chance.randint(18 * 60, 24 * 60)
        self._add(
            later,
            NextDay(
                episode=episode,
                distress=self._distress(later),
                freer=self._wiggle(6, 1.7),
                good_words=self._pick(GOOD_WORDS, 0.3),
                cost_words=self._pick(COST_WORDS, 0.2),
                costs=self._costs(4, back.empty or 0)[:1],
            ),
        )

    # weeks

    def _weeks(self) -> None:
        """A short look at the week on most Sunday evenings."""
        for minute in self._sundays():
            if self.chance.random() < 0.25:
                continue
            near = self._near(self.life.rating_t, minute, 7 * 1440)
            mean = float(np.mean(self.life.rating_y[near.start : near.stop])) if near else 4.0
            self._add(
                minute,
                Reflection(
                    about="week",
                    answers=(
                        ReflectionAnswer(
                            question="interference", value=self._wiggle(mean - 1.5, 1)
                        ),
                        ReflectionAnswer(question="freer", value=self._wiggle(6, 1.3)),
                        ReflectionAnswer(
                            question="helped", words=said(self.chance.choice(HELPED_WORDS))
                        ),
                    ),
                ),
            )

    def _sundays(self) -> Iterator[int]:
        shift = int(self.life.zone_shift[0])
        first = (6 * 1440 + 19 * 60 - shift) % 10_080
        for base in range(first, self.life.minutes, 10_080):
            minute = base + self.chance.randint(0, 120)
            if self._near(self.life.rating_t, minute, 2 * 1440):
                yield minute
