"""Time: aware UTC inside, the person's zone at the edge."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo, available_timezones

from leeward.util.errors import InputError
from leeward.util.language import say

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """Return this moment, aware, in UTC."""
    return datetime.now(UTC)


@cache
def zone_names() -> frozenset[str]:
    """Every IANA zone name this system knows."""
    return frozenset(available_timezones())


@cache
def zone(name: str) -> ZoneInfo:
    """Return the zone called `name`.

    Raises:
        InputError: the name is not an IANA zone.
    """
    if name not in zone_names():
        raise InputError(
            say(
                "There is no time zone called “{name}”. Try one like Europe/Berlin.", name=name[:60]
            )
        )
    return ZoneInfo(name)


def local(moment: datetime, zone_name: str) -> datetime:
    """Show a UTC moment on the person's own clock."""
    return moment.astimezone(zone(zone_name))


def from_local(wall: datetime, zone_name: str) -> datetime:
    """Read a naive wall-clock time in the person's zone as UTC.

    A time that happens twice (clocks set back) is read as its first occurrence. A time that
    never happens (clocks set forward) moves forward by the gap, as wall clocks do.
    """
    if wall.tzinfo is not None:
        raise InputError("A local time was expected, without a zone of its own.")
    return wall.replace(tzinfo=zone(zone_name), fold=0).astimezone(UTC)


def day_of(moment: datetime, zone_name: str) -> date:
    """Return the person's calendar day at a moment."""
    return local(moment, zone_name).date()


def day_bounds(day: date, zone_name: str) -> tuple[datetime, datetime]:
    """Return the UTC start and end of a local day; it may last 23 or 25 hours."""
    start = from_local(datetime.combine(day, time.min), zone_name)
    end = from_local(datetime.combine(day + timedelta(days=1), time.min), zone_name)
    return start, end


def days_touched(start: datetime, end: datetime, zone_name: str) -> int:
    """Count the person's calendar days between two moments, both ends included; 0 for no stretch.

    A stretch that ends at midnight ends with the day before.
    """
    if start >= end:
        return 0
    last = day_of(end - timedelta(microseconds=1), zone_name)
    return (last - day_of(start, zone_name)).days + 1


def hours_between(earlier: datetime, later: datetime) -> float:
    """Elapsed hours between two aware moments."""
    return (later - earlier).total_seconds() / 3600


def system_zone(environment: Mapping[str, str] = os.environ) -> str:
    """Return the zone this machine is set to, or UTC where that cannot be told."""
    named = environment.get("TZ", "").lstrip(":")
    if named in zone_names():
        return named
    target = str(Path("/etc/localtime").resolve())
    _, found, name = target.partition("/zoneinfo/")
    return name if found and name in zone_names() else "UTC"
