"""From findings to at most one message: mutes, waits and the quiet offer.

Pure: what was shown before is passed in, and the caller stores what it shows. Entries about
rules that are not stored (S5) live in the history of the visit only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from leeward.safety.findings import Finding, Level, Reason, RuleId
from leeward.safety.rules import BY_ID, BY_TOPIC, Rule
from leeward.util.errors import InputError
from leeward.util.language import say

MUTE_DAYS = 30
OFFER_OPTIONS = ("open_now", "later", "no")
_SHARED = frozenset({RuleId.S1, RuleId.S9U})


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A message or offer that was shown: neutral topic, moment, level, highest rating then."""

    topic: str
    at: datetime
    level: Level
    peak: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """The person asked not to see a topic for a while."""

    topic: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownHistory:
    """What the journal, and for unstored topics the visit, remembers of messages."""

    shown: tuple[Shown, ...] = ()
    mutes: tuple[Mute, ...] = ()

    def last(self, topic: str, now: datetime) -> Shown | None:
        """Return the latest showing of a topic up to `now`."""
        past = [s for s in self.shown if s.topic == topic and s.at <= now]
        return max(past, key=lambda s: s.at, default=None)

    def mute(self, topic: str, now: datetime) -> Mute | None:
        """Return the mute of a topic that holds at `now`."""
        held = [m for m in self.mutes if m.topic == topic and m.at <= now < m.until]
        return max(held, key=lambda m: m.at, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one finding puts on the page."""

    topic: str
    level: Level
    notes: tuple[str, ...]
    why: tuple[Reason, ...]
    asks: str | None
    peak: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """The one message to show. `parts` holds two only on the shared urgent page.

    `stored` False: nothing of it may reach the journal. `late`: word it as past.
    `can_mute`: offer thirty days of quiet. `emergency_first`: the emergency number leads.
    """

    parts: tuple[Part, ...]
    level: Level
    stored: bool
    late: bool
    can_mute: bool
    emergency_first: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietOffer:
    """One neutral line after an answer: “There is a page that may help.”

    It stands on the page in hand only: not on Today, the timeline, in search, in a
    notification, a report or a count, and it is not repeated for the same answer.
    """

    topic: str
    options: tuple[str, ...] = OFFER_OPTIONS


Chosen = Message | QuietOffer | None


def mute(topic: str, *, level: Level, now: datetime) -> Mute:
    """Return a mute of thirty days for a topic last shown at `level`.

    Raises:
        InputError: there is no such topic, or its message is too pressing to be muted.
    """
    rule = BY_TOPIC.get(topic)
    if rule is None:
        raise InputError(say("There is no such message."), field="topic")
    if not _can_mute(rule, level):
        raise InputError(say("This page stays, so that help is always in reach."), field="topic")
    return Mute(topic=topic, at=now, until=now + timedelta(days=MUTE_DAYS))


def _can_mute(rule: Rule, level: Level) -> bool:
    return rule.interrupts and rule.stored and level in {Level.INFO, Level.GENTLE}


def _muted(finding: Finding, history: ShownHistory, now: datetime) -> bool:
    held = history.mute(finding.topic, now)
    if held is None:
        return False
    firing = finding.firing
    if finding.level >= Level.PROMINENT:
        # A prominent result that was already there when the person asked for quiet stays quiet.
        return firing.result_at is not None and firing.result_at <= held.at
    return not (firing.time_limited and firing.newest > held.at)


def _waits(finding: Finding, history: ShownHistory, now: datetime) -> bool:
    last = history.last(finding.topic, now)
    if last is None:
        return False
    firing = finding.firing
    if finding.level > last.level:
        return False
    # The same answers never bring the same message twice, however long they count.
    if firing.newest <= last.at:
        return True
    again = BY_ID[finding.rule].again_days
    if again is None or firing.time_limited:
        return False
    if finding.rule is RuleId.S2:
        higher = firing.peak is not None and firing.peak > (last.peak or 0)
        new_result = firing.result_at is not None and firing.result_at > last.at
        if higher or new_result:
            return False
    return now - last.at < timedelta(days=again)


def _covered(finding: Finding, findings: tuple[Finding, ...], history: ShownHistory) -> bool:
    """Whether a stronger message says it, now or since the answers were given."""
    rules = BY_ID[finding.rule].covered_by
    topics = {BY_ID[rule].topic for rule in rules}
    return any(other.rule in rules and other.level > finding.level for other in findings) or any(
        shown.topic in topics and shown.level > finding.level and shown.at >= finding.firing.newest
        for shown in history.shown
    )


def _part(finding: Finding) -> Part:
    firing = finding.firing
    return Part(
        topic=finding.topic,
        level=finding.level,
        notes=firing.notes,
        why=firing.reasons,
        asks=firing.asks,
        peak=firing.peak,
    )


def _message(findings: tuple[Finding, ...]) -> Message:
    first = findings[0]
    rule = BY_ID[first.rule]
    return Message(
        parts=tuple(_part(finding) for finding in findings),
        level=first.level,
        stored=all(BY_ID[finding.rule].stored for finding in findings),
        late=first.late,
        can_mute=_can_mute(rule, first.level),
        emergency_first=first.firing.ambulance,
    )


def choose(findings: tuple[Finding, ...], history: ShownHistory, now: datetime) -> Chosen:
    """Return the one thing to show now, or None.

    `findings` come from `evaluate`, already ordered. Urgent findings of S1 and S9U stand on
    one page, whichever needs an ambulance first.
    """
    for finding in findings:
        if finding.level is Level.QUIET or _covered(finding, findings, history):
            continue
        if _muted(finding, history, now) or _waits(finding, history, now):
            continue
        if not BY_ID[finding.rule].interrupts:
            return QuietOffer(topic=finding.topic)
        if finding.level is Level.URGENT and finding.rule in _SHARED:
            shared = tuple(
                other for other in findings if other.rule in _SHARED and other.level is Level.URGENT
            )
            return _message(shared)
        return _message((finding,))
    return None


def record(chosen: Message | QuietOffer, now: datetime) -> tuple[Shown, ...]:
    """Return the history entries of what was shown.

    For a message with `stored` False they stay in the visit and are never written.
    """
    if isinstance(chosen, QuietOffer):
        return (Shown(topic=chosen.topic, at=now, level=Level.PROMINENT),)
    return tuple(
        Shown(topic=part.topic, at=now, level=part.level, peak=part.peak) for part in chosen.parts
    )
