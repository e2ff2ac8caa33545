"""A calendar file with one alarm for each prompt, in plain words and UTC times."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from icalendar import Alarm, Calendar, Event

from leeward.core.reminders import Moment
from leeward.util.language import say

LASTS = timedelta(minutes=5)


def calendar(moments: Sequence[Moment], *, now: datetime) -> bytes:
    """Return an .ics file; nothing in it names this program or its subject.

    The identifier of an event is a hash of its time and words, so that a newer file replaces
    the events of an older one instead of doubling them.
    """
    made = Calendar()
    made.add("prodid", "-//notes//notes//EN")
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    for one in moments:
        at = one.at.astimezone(UTC)
        name = blake2b(f"{at.isoformat()}{one.text}".encode(), digest_size=12).hexdigest()
        event = Event()
        event.add("uid", name)
        event.add("dtstamp", now.astimezone(UTC))
        event.add("dtstart", at)
        event.add("dtend", at + LASTS)
        event.add("summary", say(one.text))
        event.add("transp", "TRANSPARENT")
        event.add("class", "PRIVATE")
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("description", say(one.text))
        alarm.add("trigger", timedelta(0))
        event.add_component(alarm)
        made.add_component(event)
    body: bytes = made.to_ical()
    return body
