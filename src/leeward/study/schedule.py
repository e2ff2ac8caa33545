"""Prompts at random moments inside windows a person or a protocol sets.

Pure and seeded: the same plan and seed give the same moments, so a schedule can be handed out as
a calendar file once and still be checked later.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from leeward.util.clock import from_local
from leeward.util.errors import InputError


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`prompts` moments between two local times of one day, at least `apart` minutes apart."""

    start: time
    end: time
    prompts: int = 1
    apart: int = 30

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise InputError("A window starts before it ends, on the same day.", field="start")
        if self.prompts < 1:
            raise InputError("A window holds at least one prompt.", field="prompts")
        if self.apart < 0 or (self.prompts - 1) * self.apart > self.length:
            raise InputError(
                f"{self.prompts} prompts {self.apart} minutes apart do not fit between "
                f"{self.start:%H:%M} and {self.end:%H:%M}.",
                field="apart",
            )

    @property
    def length(self) -> int:
        """Minutes from start to end."""
        return _minutes(self.end) - _minutes(self.start)


def prompts(
    *, windows: Sequence[Window], first: date, days: int, zone_name: str, seed: int
) -> tuple[datetime, ...]:
    """Return the UTC moments of `days` days from `first`, in order.

    In each window the moments are uniform over all placements that keep the distance, to the
    minute of the wall clock. Every day and window has its own stream, so changing one window
    leaves the others as they were. A wall-clock minute that a clock change skips moves forward.
    """
    if days < 1:
        raise InputError("A schedule lasts at least one day.", field="days")
    moments = []
    for offset in range(days):
        day = first + timedelta(days=offset)
        for window in windows:
            midnight = datetime.combine(day, time.min)
            for minute in _placed(window, _Stream(seed, day, window)):
                wall = midnight + timedelta(minutes=_minutes(window.start) + minute)
                moments.append(from_local(wall, zone_name))
    return tuple(sorted(set(moments)))


class _Stream:
    """Whole numbers from hashes of seed, day and window; never another stream by a release."""

    def __init__(self, seed: int, day: date, window: Window) -> None:
        self._name = (
            f"{seed}:{day.isoformat()}:{window.start}:{window.end}:{window.prompts}:{window.apart}"
        )
        self._count = 0

    def below(self, limit: int) -> int:
        """The next number, 0 to limit − 1, as good as uniform for limits far below 2^64."""
        digest = hashlib.blake2b(f"{self._name}:{self._count}".encode(), digest_size=8).digest()
        self._count += 1
        return int.from_bytes(digest, "big") * limit >> 64


def _placed(window: Window, stream: _Stream) -> list[int]:
    """Uniform over placements at least `apart` minutes apart: spread out the spare minutes."""
    spare = window.length - (window.prompts - 1) * window.apart
    # Sorted picks without repeats of (spare + prompts) places are multisets of spare + 1 values.
    places = list(range(spare + window.prompts))
    picks = sorted(places.pop(stream.below(len(places))) for _ in range(window.prompts))
    return [pick - k + k * window.apart for k, pick in enumerate(picks)]


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
