"""A persona's weeks as numbers: the model's simulator, and what is built around it.

The simulator knows distress, urges, episodes and what came before. Around it stand felt security
of the bond (a slow wander that a shaken bond pulls down), the other way taken at some urges that
passed, and days on which nobody writes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Final

import numpy as np
from numpy.typing import NDArray

from leeward.analysis.persons import Persona
from leeward.events.vocabulary import TRIGGER_CLASS, TriggerClass
from leeward.model import data as numbers
from leeward.model.params import Params
from leeward.model.simulate import Design, TriggerDesign, simulate
from leeward.util.clock import local

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

CLASSES: Final = {
    TriggerClass.STRESS: numbers.STRESS,
    TriggerClass.THREAT: numbers.THREAT,
    TriggerClass.OTHER: numbers.OTHER,
}
BETA: Final = {TriggerClass.STRESS: 1.8, TriggerClass.THREAT: 2.2, TriggerClass.OTHER: 1.0}
EVENING: Final = 22.0
BOND_HALF_LIFE: Final = 30.0
BOND_SPREAD: Final = 1.2
THREAT_HALF_LIFE: Final = 9.0
THREAT_ON_BOND: Final = 1.4
OTHER_WAY: Final = 0.45
OTHER_WAY_PAUSED: Final = 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One simulated life: the record, security per check-in, outcome per urge, silent days.

    `security` (n check-ins,) in points, not rounded; `outcome` (n urges,) as in `model.data`;
    `silent` holds the days, counted from the start, on which nothing is written.
    """

    data: numbers.Data
    security: Floats
    outcome: numbers.Ints
    silent: frozenset[int]


def rounded(value: float) -> int:
    """Return a 0 to 10 rating."""
    return min(10, max(0, round(value)))


def params_of(persona: Persona) -> Params:
    """Return the model's parameters for a persona."""
    angle = EVENING * math.pi / 12
    table = {
        "mu0": persona.level,
        "h_x": persona.half_life,
        "s_x": persona.spread,
        "tau": 0.7,
        "s_m": persona.drift,
        "c_cos": 0.4 * math.cos(18 * math.pi / 12),
        "c_sin": 0.4 * math.sin(18 * math.pi / 12),
        "rho": persona.relief,
        "omega": persona.rebound,
        "drho_partnered": 0.25 * persona.relief,
        "domega_partnered": -0.7 * persona.rebound,
        "h_r": 1.5,
        "h_b": 13.0,
        "h_delta": 6.0,
        "alpha_0": math.log(persona.urges_a_day),
        "alpha_D": persona.pull,
        "alpha_H": 0.4,
        "a_cos1": 0.5 * math.cos(angle),
        "a_sin1": 0.5 * math.sin(angle),
        "a_weekend": 0.2,
        "a_u": 4.8,
        "b_u": 0.35,
        "s_u": 1.4,
        "gamma_0": -2.5,
        "gamma_D": 0.05,
        "gamma_u": 0.4,
        "pi": 0.9,
        "alpha_0a": math.log(persona.unnoticed_a_day),
        "alpha_Da": persona.pull,
    }
    for name in persona.triggers:
        klass = TRIGGER_CLASS[name]
        table[f"beta_{name.value}"] = BETA[klass]
        if klass is TriggerClass.THREAT:
            table[f"alpha_{name.value}"] = persona.threat_pull
    return Params(names=tuple(table), values=tuple(table.values()))


def design_of(persona: Persona, *, days: int, local_start: int) -> Design:
    """Return how a persona is observed."""
    return Design(
        days=float(days),
        check_ins_per_day=persona.check_ins,
        missed=persona.missed,
        waking=(8.0, 22.5),
        triggers=tuple(
            TriggerDesign(name=name.value, klass=CLASSES[TRIGGER_CLASS[name]], per_day=rate * 1.5)
            for name, rate in persona.triggers.items()
        ),
        kinds=tuple(kind.value for kind in persona.kinds),
        kind_shares=tuple(persona.kinds.values()),
        look_back=0.86,
        delay_minutes=35.0,
        urges=True,
        pause=persona.pauses,
        local_start=local_start,
    )


def live(persona: Persona, chance: Random, *, start: datetime, days: int, zone: str) -> Life:
    """Return `days` of a persona's life from `start` (a local midnight)."""
    wall = local(start, zone)
    local_start = wall.weekday() * 1440 + wall.hour * 60 + wall.minute
    design = design_of(persona, days=days, local_start=local_start)
    data = simulate(params_of(persona), design, chance.getrandbits(32)).data
    return Life(
        data=data,
        security=_security(persona, data, chance),
        outcome=_outcomes(data, chance),
        silent=_silences(days, chance),
    )


def _outcomes(data: numbers.Data, chance: Random) -> numbers.Ints:
    """Let some urges that passed have passed by another way."""
    outcome = data.urge_outcome.copy()
    for i in np.flatnonzero(outcome == numbers.RODE_OUT):
        share = OTHER_WAY_PAUSED if data.urge_pause[i] else OTHER_WAY
        if chance.random() < share:
            outcome[i] = numbers.OTHER_WAY
    return outcome


def _security(persona: Persona, data: numbers.Data, chance: Random) -> Floats:
    """Felt security at every check-in: a wander, lowered for hours after the bond was shaken."""
    klass = np.array(data.trigger_class, dtype=np.int64)
    threat = klass[data.trigger_kind] == numbers.THREAT
    times, severity = data.trigger_t[threat], data.trigger_severity[threat]
    bond, previous, shaken, done = chance.gauss(0, BOND_SPREAD), 0.0, 0.0, 0
    out = []
    for t in data.rating_t.tolist():
        hours = (t - previous) / 60
        keep = 0.5 ** (hours / BOND_HALF_LIFE)
        bond = keep * bond + BOND_SPREAD * math.sqrt(1 - keep * keep) * chance.gauss(0, 1)
        shaken *= 0.5 ** (hours / THREAT_HALF_LIFE)
        while done < times.size and times[done] <= t:
            since = (t - int(times[done])) / 60
            shaken += float(severity[done]) * 0.5 ** (since / THREAT_HALF_LIFE)
            done += 1
        previous = t
        out.append(persona.security + bond - THREAT_ON_BOND * shaken)
    return np.array(out)


def _silences(days: int, chance: Random) -> frozenset[int]:
    """Days on which nothing is written: about one gap of 3 to 6 days in ten weeks."""
    silent: set[int] = set()
    day = chance.randint(20, 60)
    while day < days - 14:
        silent.update(range(day, day + chance.randint(3, 6)))
        day += chance.randint(45, 100)
    return frozenset(silent)
