"""What the model takes: one person's record as plain numbers.

Times are whole minutes since the start of observation, counted in elapsed (UTC) minutes, so a
change of the clocks never stretches or squeezes an interval. Local hours, needed for the daily
rhythm and for sleep, come from a table of shifts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

MISSING: Final = -1
STRESS: Final = 0
THREAT: Final = 1
OTHER: Final = 2
CLASS_NAMES: Final = ("stress", "threat", "other")
ACTED: Final = 0
OTHER_WAY: Final = 1
RODE_OUT: Final = 2
STILL_OPEN: Final = 3
DAY: Final = 1440


def _ints() -> Ints:
    return np.zeros(0, dtype=np.int64)


def _floats() -> Floats:
    return np.zeros(0, dtype=np.float64)


def _flags() -> Flags:
    return np.zeros(0, dtype=np.bool_)


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """One person's log as arrays; every group is sorted by time, empty where nothing was logged.

    Shapes: each group's arrays have equal length. Ratings are whole numbers 0 to 10, or `MISSING`.

    - `minutes`: length of observation; every time lies in `0 .. minutes`.
    - `rating_t`, `rating_y`, `rating_prompted`: check-ins of distress; prompted ones came at a
      time the person did not choose.
    - `missed_t`: prompts that stayed unanswered.
    - `episode_t`, `episode_kind` (index into `kinds`), `episode_before`, `episode_after`
      (distress just before and just after, or `MISSING`), `episode_delay` (minutes between the
      episode and the answers), `episode_urge` (index of the urge it belongs to, or `MISSING`).
    - `trigger_t`, `trigger_kind` (index into `trigger_names`), `trigger_severity` (0 to 1);
      `trigger_class` holds `STRESS`, `THREAT` or `OTHER` per name.
    - `practice_t`, `practice_kind` (index into `practice_names`): other ways used.
    - `urge_t`, `urge_y` (strength or `MISSING`), `urge_outcome` (`ACTED`, `OTHER_WAY`,
      `RODE_OUT`, `STILL_OPEN`), `urge_pause` (a pause was used).
    - `again_hours`, `again_before`, `again_after`, `again_pause`: two ratings of one urge, the
      hours between them, and whether a pause or another way came between; `usual_urge`: its level
      at moments away from any noted urge.
    - `security_t`, `security_y`: felt security of the bond.
    - `risk_from`, `risk_until`: disjoint sorted intervals in which something could have been
      logged; outside them silence says nothing. Whoever makes the record builds them.
    - `zone_from`, `zone_shift`: from minute `zone_from[j]` on, `t + zone_shift[j]` counts local
      minutes since a Monday 00:00.
    """

    minutes: int
    rating_t: Ints = field(default_factory=_ints)
    rating_y: Ints = field(default_factory=_ints)
    rating_prompted: Flags = field(default_factory=_flags)
    missed_t: Ints = field(default_factory=_ints)
    episode_t: Ints = field(default_factory=_ints)
    episode_kind: Ints = field(default_factory=_ints)
    episode_before: Ints = field(default_factory=_ints)
    episode_after: Ints = field(default_factory=_ints)
    episode_delay: Ints = field(default_factory=_ints)
    episode_urge: Ints = field(default_factory=_ints)
    kinds: tuple[str, ...] = ("solo", "pornography", "partnered", "other")
    trigger_t: Ints = field(default_factory=_ints)
    trigger_kind: Ints = field(default_factory=_ints)
    trigger_severity: Floats = field(default_factory=_floats)
    trigger_names: tuple[str, ...] = ()
    trigger_class: tuple[int, ...] = ()
    practice_t: Ints = field(default_factory=_ints)
    practice_kind: Ints = field(default_factory=_ints)
    practice_names: tuple[str, ...] = ()
    urge_t: Ints = field(default_factory=_ints)
    urge_y: Ints = field(default_factory=_ints)
    urge_outcome: Ints = field(default_factory=_ints)
    urge_pause: Flags = field(default_factory=_flags)
    again_hours: Floats = field(default_factory=_floats)
    again_before: Ints = field(default_factory=_ints)
    again_after: Ints = field(default_factory=_ints)
    again_pause: Flags = field(default_factory=_flags)
    usual_urge: float = 0.0
    security_t: Ints = field(default_factory=_ints)
    security_y: Ints = field(default_factory=_ints)
    risk_from: Ints = field(default_factory=_ints)
    risk_until: Ints = field(default_factory=_ints)
    zone_from: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))
    zone_shift: Ints = field(default_factory=lambda: np.zeros(1, dtype=np.int64))

    @property
    def days(self) -> float:
        """Length of observation in days."""
        return self.minutes / DAY

    @property
    def hours_at_risk(self) -> float:
        """Hours in which something could have been logged."""
        return float((self.risk_until - self.risk_from).sum()) / 60.0


def local_minutes(data: Data, t: Floats | Ints) -> Floats:
    """Local minutes since a Monday 00:00 at elapsed minutes `t` (any shape)."""
    at = np.asarray(t, dtype=np.float64)
    index = np.clip(np.searchsorted(data.zone_from, at, side="right") - 1, 0, None)
    return at + data.zone_shift[index].astype(np.float64)
