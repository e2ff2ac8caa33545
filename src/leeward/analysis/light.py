"""A light event generator: a persona's weeks as the model's record of numbers.

Distress is a mean-reverting wander with a daily wave, pushed by what happens and by the relief
and rebound of episodes; urges come at a rate that grows with it (model.md 3.1 and 3.3).
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

import numpy as np

from leeward.analysis.persons import Persona
from leeward.events.vocabulary import TRIGGER_CLASS, Kind, TriggerClass
from leeward.model import data as numbers
from leeward.util.clock import local

TICK = 15
KINDS = tuple(Kind)
CLASSES = {
    TriggerClass.STRESS: numbers.STRESS,
    TriggerClass.THREAT: numbers.THREAT,
    TriggerClass.OTHER: numbers.OTHER,
}


@dataclass(slots=True)
class _State:
    """Everything that decays, at minute `t`."""

    persona: Persona
    chance: Random
    t: int = 0
    background: float = 0.0
    slow: float = 0.0
    bond: float = 0.0
    relief: float = 0.0
    rebound: float = 0.0
    pressed: float = 0.0
    threat: float = 0.0
    eased: float = 0.0

    def move(self, to: int) -> None:
        hours = (to - self.t) / 60
        self.t = to
        if hours <= 0:
            return
        p = self.persona
        self.background = self._wander(self.background, hours, p.half_life, p.spread)
        self.slow = self._wander(self.slow, hours, 21 * 24.0, 0.6)
        self.bond = self._wander(self.bond, hours, 30.0, 1.2)
        for name, half_life in _DECAYS:
            setattr(self, name, getattr(self, name) * 0.5 ** (hours / half_life))

    def _wander(self, x: float, hours: float, half_life: float, spread: float) -> float:
        keep = math.exp(-math.log(2) * hours / half_life)
        return x * keep + spread * math.sqrt(1 - keep * keep) * self.chance.gauss(0, 1)

    def distress(self, hour: float) -> float:
        wave = 0.5 * math.cos((hour - 18) * math.pi / 12)
        events = self.pressed - self.relief + self.rebound - self.eased
        return self.persona.level + wave + self.background + self.slow + events

    def security(self) -> float:
        return self.persona.security + self.bond - 1.3 * self.threat - 0.15 * self.background


_DECAYS = (
    ("relief", 1.5),
    ("rebound", 12.0),
    ("pressed", 6.0),
    ("threat", 9.0),
    ("eased", 1.5),
)


@dataclass(slots=True)
class _Log:
    """Lists that become the record."""

    ratings: list[tuple[int, int]] = field(default_factory=list)
    security: list[tuple[int, int]] = field(default_factory=list)
    triggers: list[tuple[int, int, float]] = field(default_factory=list)
    urges: list[list[int]] = field(default_factory=list)
    episodes: list[list[int]] = field(default_factory=list)
    practices: list[tuple[int, int]] = field(default_factory=list)


def rounded(value: float) -> int:
    """Return a 0 to 10 rating."""
    return min(10, max(0, round(value)))


def live(
    persona: Persona, chance: Random, *, start: datetime, days: int, zone: str
) -> numbers.Data:
    """Return `days` of a persona's life from `start` (local midnight) as the model's record."""
    return _Life(persona, chance, start, days, zone).run()


class _Life:
    def __init__(
        self, persona: Persona, chance: Random, start: datetime, days: int, zone: str
    ) -> None:
        self.persona = persona
        self.chance = chance
        self.state = _State(persona, chance)
        self.log = _Log()
        self.days = days
        self.shift = _shifts(start, days, zone)
        self.silent = self._silences()
        self.queue: list[tuple[int, int, str, int]] = []
        self.order = 0
        self.names = tuple(persona.triggers)
        self.last_episode = -10_000

    def run(self) -> numbers.Data:
        for day in range(self.days):
            if day not in self.silent:
                self._day(day)
        while self.queue:
            minute, _, what, index = heapq.heappop(self.queue)
            if minute >= self.days * 1440:
                break
            self.state.move(minute)
            getattr(self, f"_{what}")(minute, index)
        return self._record()

    def _silences(self) -> set[int]:
        """Days on which nothing is written: about one gap of 3 to 6 days in ten weeks."""
        silent: set[int] = set()
        day = self.chance.randint(20, 60)
        while day < self.days - 14:
            silent.update(range(day, day + self.chance.randint(3, 6)))
            day += self.chance.randint(45, 100)
        return silent

    def _put(self, minute: int, what: str, index: int = -1) -> None:
        self.order += 1
        heapq.heappush(self.queue, (minute, self.order, what, index))

    def _local(self, minute: int) -> tuple[float, int]:
        """Return the local hour of day and weekday of an elapsed minute."""
        at = minute + self.shift[min(minute // 1440, self.days - 1)]
        return at % 1440 / 60, at // 1440 % 7

    def _day(self, day: int) -> None:
        base = day * 1440
        for tick in range(base, base + 1440, TICK):
            hour, _ = self._local(tick)
            if 7.5 <= hour < 23.5:
                self._put(tick, "tick")
        wanted = self.persona.check_ins_a_day
        count = int(wanted) + (self.chance.random() < wanted % 1) + (self.chance.random() < 0.3)
        for slot in range(count):
            if self.chance.random() < 0.88:
                width = 14.5 / count
                hour = 8 + slot * width + self.chance.random() * width
                self._put(base + int(60 * hour), "rating")
        for index, rate in enumerate(self.persona.triggers.values()):
            if self.chance.random() < rate:
                self._put(base + int(60 * self._trigger_hour(index, base)), "trigger", index)

    def _trigger_hour(self, index: int, base: int) -> float:
        name = self.names[index]
        _, weekday = self._local(base + 720)
        if TRIGGER_CLASS[name] is TriggerClass.STRESS and weekday < 5:
            return self.chance.uniform(9, 18)
        if TRIGGER_CLASS[name] is TriggerClass.THREAT or name.value == "loneliness":
            return self.chance.uniform(16, 23)
        return self.chance.uniform(9, 23)

    def _tick(self, minute: int, _index: int) -> None:
        hour, weekday = self._local(minute)
        p, s = self.persona, self.state
        d = s.distress(hour)
        eta = p.pull * (min(d, 9) - 4) + p.threat_pull * s.threat
        eta += 0.5 * math.cos((hour - 22) * math.pi / 12) + (0.2 if weekday >= 5 else 0)
        eta -= 1.5 * 0.5 ** ((minute - self.last_episode) / 360)
        for rate, what in ((p.urges_a_day, "urge"), (p.unnoticed_a_day, "unnoticed")):
            hazard = rate * math.exp(eta) / 16
            if self.chance.random() < hazard / (1 + hazard) * TICK / 60:
                self._put(minute + self.chance.randrange(TICK), what)

    def _rating(self, minute: int, _index: int) -> None:
        hour, _ = self._local(minute)
        y = rounded(self.state.distress(hour) + self.chance.gauss(0, 0.7))
        self.log.ratings.append((minute, y))
        if self.chance.random() < 0.9:
            self.log.security.append(
                (minute, rounded(self.state.security() + self.chance.gauss(0, 0.7)))
            )

    def _trigger(self, minute: int, index: int) -> None:
        severity = min(1.0, max(0.2, self.chance.betavariate(3, 2)))
        threat = TRIGGER_CLASS[self.names[index]] is TriggerClass.THREAT
        self.state.pressed += severity * (2.2 if threat else 1.8)
        self.state.threat += severity if threat else 0
        self.log.triggers.append((minute, index, round(severity, 1)))

    def _urge(self, minute: int, _index: int) -> None:
        hour, _ = self._local(minute)
        d = self.state.distress(hour)
        strength = rounded(4.8 + 0.35 * (d - 4) + self.state.threat + self.chance.gauss(0, 1.4))
        paused = self.chance.random() < self.persona.pauses
        weight = 0.1 + 0.35 * (strength - 5) - (0.9 if paused else 0)
        acted = self.chance.random() < 1 / (1 + math.exp(-weight))
        if acted:
            outcome = numbers.ACTED
        else:
            other = self.chance.random() < (0.65 if paused else 0.4)
            outcome = numbers.OTHER_WAY if other else numbers.RODE_OUT
        self.log.urges.append([minute, strength, outcome, int(paused)])
        wait = 6 if paused else 2
        if acted:
            self._put(
                minute + wait + self.chance.randint(1, 20), "episode", len(self.log.urges) - 1
            )
        elif outcome == numbers.OTHER_WAY:
            self._put(minute + wait + self.chance.randint(0, 8), "practice")

    def _unnoticed(self, minute: int, _index: int) -> None:
        self._episode(minute, numbers.MISSING)

    def _practice(self, minute: int, _index: int) -> None:
        self.state.eased += 0.9
        self.log.practices.append((minute, 0))

    def _episode(self, minute: int, urge: int) -> None:
        p, s = self.persona, self.state
        hour, _ = self._local(minute)
        weights = list(p.kinds.values())
        if urge == numbers.MISSING:
            weights = [w * (0.4 if k is Kind.PARTNERED else 1) for k, w in p.kinds.items()]
        kind = self.chance.choices(list(p.kinds), weights)[0]
        before = rounded(s.distress(hour) + self.chance.gauss(0, 0.7))
        s.relief += p.relief * (1.15 if kind is Kind.PARTNERED else 0.9)
        s.rebound += p.rebound * (0.4 if kind is Kind.PARTNERED else 1.2)
        s.threat *= 0.6 if kind is Kind.PARTNERED else 1
        after = rounded(s.distress(hour) + self.chance.gauss(0, 0.7))
        self.last_episode = minute
        answered = self.chance.random() < 0.86
        self.log.episodes.append(
            [
                minute,
                KINDS.index(kind),
                before if answered else numbers.MISSING,
                after if answered else numbers.MISSING,
                self.chance.randint(8, 90),
                urge,
            ]
        )

    def _record(self) -> numbers.Data:
        log = self.log
        episodes = np.array(sorted(log.episodes), dtype=np.int64).reshape(-1, 6)
        urges = np.array(log.urges, dtype=np.int64).reshape(-1, 4)
        ratings = np.array(log.ratings, dtype=np.int64).reshape(-1, 2)
        security = np.array(log.security, dtype=np.int64).reshape(-1, 2)
        return numbers.Data(
            minutes=self.days * 1440,
            rating_t=ratings[:, 0],
            rating_y=ratings[:, 1],
            rating_prompted=np.ones(len(ratings), dtype=np.bool_),
            security_t=security[:, 0],
            security_y=security[:, 1],
            episode_t=episodes[:, 0],
            episode_kind=episodes[:, 1],
            episode_before=episodes[:, 2],
            episode_after=episodes[:, 3],
            episode_delay=episodes[:, 4],
            episode_urge=episodes[:, 5],
            kinds=tuple(k.value for k in KINDS),
            trigger_t=np.array([t for t, _, _ in log.triggers], dtype=np.int64),
            trigger_kind=np.array([k for _, k, _ in log.triggers], dtype=np.int64),
            trigger_severity=np.array([v for _, _, v in log.triggers], dtype=np.float64),
            trigger_names=tuple(n.value for n in self.names),
            trigger_class=tuple(CLASSES[TRIGGER_CLASS[n]] for n in self.names),
            practice_t=np.array([t for t, _ in log.practices], dtype=np.int64),
            practice_kind=np.array([k for _, k in log.practices], dtype=np.int64),
            practice_names=("other way",),
            urge_t=urges[:, 0],
            urge_y=urges[:, 1],
            urge_outcome=urges[:, 2],
            urge_pause=urges[:, 3].astype(np.bool_),
            zone_from=np.arange(self.days, dtype=np.int64) * 1440,
            zone_shift=np.array(self.shift, dtype=np.int64),
        )


def _shifts(start: datetime, days: int, zone: str) -> list[int]:
    """For each elapsed day: minutes to add to get local minutes since a Monday 00:00."""
    out = []
    for day in range(days):
        wall = local(start + timedelta(days=day, hours=12), zone)
        since_monday = wall.weekday() * 1440 + wall.hour * 60 + wall.minute
        out.append((since_monday - (day * 1440 + 720)) % 10_080)
    return out
