"""Help-seeking: at most one message at a time, what stays closed, and nothing hidden about why.

The rules are pure and live in `leeward.safety`; this module gives them facts from raw entries
and keeps what was shown as neutral topics. Answers about harming others are never stored: they
and their closures live in the `Visit`, which locking and leaving throw away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from leeward.core.about import all_about
from leeward.core.journal import Journal
from leeward.core.safety_facts import (
    OWN_PRIVATE,
    YEAR,
    VisitAnswers,
    facts_at,
    own_answers,
    scored,
)
from leeward.core.seen import on_what_was_seen
from leeward.events import Body, Entry, InstrumentAnswered, LookBack, SafetyShown
from leeward.events.vocabulary import Source
from leeward.safety.choice import (
    MUTE_DAYS,
    Message,
    Mute,
    Part,
    QuietOffer,
    Shown,
    ShownHistory,
    choose,
    mute,
    record,
)
from leeward.safety.conditions import VALUE_CONFLICT
from leeward.safety.facts import (
    BodyAlarm,
    EnergySign,
    HealthWorry,
    Loss,
    NeckSign,
    PracticeSign,
    Reply,
    SafetyFacts,
    SubstanceSign,
)
from leeward.safety.findings import Closure, Finding, Firing, Level, RuleId
from leeward.safety.rules import BY_ID, RULES_VERSION, closures, evaluate, order_key
from leeward.safety.texts import Choice, OfferText, Page, load_texts, offer, pages

__all__ = [
    "BodyAlarm",
    "Choice",
    "Closure",
    "EnergySign",
    "HealthWorry",
    "Loss",
    "NeckSign",
    "Notice",
    "OfferText",
    "Outcome",
    "Page",
    "PracticeSign",
    "Reply",
    "Safety",
    "SubstanceSign",
    "Visit",
    "VisitAnswers",
    "alone",
    "closed_alone",
    "offer_line",
    "own_answers",
    "quiet_page",
]

QUIET = BY_ID[RuleId.S4].topic
LATE_DAYS = 7
SAYABLE = frozenset({RuleId.S2, RuleId.S3, RuleId.S6, RuleId.S7, RuleId.S8, RuleId.S13})
UNSAID = frozenset({"pc_ptsd5"})
ON_FEAR = frozenset({"fear", "neck_unwanted"})
MUTED, LIFTED, SHOWN, OFFERED = "muted", "lifted", "shown", "offered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What lives only until the journal is locked or left: answers, and messages not stored."""

    answers: VisitAnswers = field(default_factory=VisitAnswers)
    shown: tuple[Shown, ...] = ()

    def answer(self, newer: VisitAnswers) -> Visit:
        """Return the visit with newer answers on top."""
        return replace(self, answers=self.answers.with_answers(newer))


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What to show now: either the one neutral line (`offer`) or one message in words.

    `pages` holds two only on the shared urgent page. `topics` are neutral names. `level` is
    info, gentle, prominent or urgent.
    """

    level: str
    topics: tuple[str, ...]
    pages: tuple[Page, ...] = ()
    offer: OfferText | None = None
    can_mute: bool = False
    late: bool = False
    emergency_first: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What to show, if anything, and the visit as it is now."""

    notice: Notice | None
    visit: Visit


class Safety:
    """The rules over an open journal."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def facts(self, visit: Visit | None = None, *, now: datetime | None = None) -> SafetyFacts:
        """Return what the rules may read now."""
        moment = now or self._journal.clock()
        return facts_at(
            self._journal.history().entries,
            now=moment,
            zone=self._journal.settings.zone,
            visit=visit.answers if visit else None,
        )

    def current(self, visit: Visit | None = None, *, unfree: bool = False) -> Outcome:
        """Judge after an answer, note what will be shown, and return it.

        `unfree` says that the answer just given was about pressure, fear or force: only then
        may the quiet offer stand, once for that answer, wherever the entry lies in time.
        """
        held = visit or Visit()
        now = self._journal.clock()
        findings = evaluate(self.facts(held, now=now))
        return self._show(findings, held, now, unfree=unfree)

    def late(self) -> Outcome:
        """Judge what was written while locked, each entry at its own time, worded as past.

        A quiet offer stood when it was written; it is not repeated (care notes 14).
        """
        now = self._journal.clock()
        since = now - YEAR
        entries = [e for e in self._journal.history().entries if e.at >= since]
        zone = self._journal.settings.zone
        found: list[Finding] = []
        for entry in entries:
            if entry.source in {Source.LOCKED, Source.PHONE} and now - entry.at <= timedelta(
                days=LATE_DAYS
            ):
                known = [e for e in entries if e.at <= entry.at and e.recorded <= entry.recorded]
                found += evaluate(facts_at(known, now=entry.at, zone=zone, late=True))
        found.sort(key=order_key)
        return self._show(tuple(found), Visit(), now, unfree=False)

    def closed(self, visit: Visit | None = None) -> frozenset[str]:
        """Return what is closed now: values of `Closure`, for practices, cards, links, exports.

        What an unfree answer closed stays closed until the person lifts it (care notes 60). The
        person's own line steps aside while it clashes with what they believe (28).
        """
        facts = self.facts(visit)
        findings = evaluate(facts)
        stays = self.stands()
        if not stays:
            said = visit is not None and visit.answers.unfree
            findings = tuple(f for f in findings if f.rule is not RuleId.S4 or said)
        standing = frozenset(BY_ID[RuleId.S4].closes) if stays else frozenset()
        if (facts.value_conflict or 0) >= VALUE_CONFLICT:
            standing |= {Closure.VALUES_LINE}
        return frozenset(closure.value for closure in closures(findings, standing))

    def stands(self) -> bool:
        """Whether closures toward a person stand: something was unfree, and nothing lifted it."""
        lifted = self._lifted()
        return any(lifted is None or at > lifted for at in self._closing())

    def hold(self) -> None:
        """Keep closed what an unfree answer of this visit closed, though it was not stored."""
        self._note(QUIET, Level.PROMINENT.name.lower(), OFFERED)

    def standing_mark(self, entries: Iterable[Entry]) -> Entry | None:
        """Return the note that keeps closed what these entries close once they cannot be read.

        None where they close nothing, or what they closed was lifted since. It is not stored here.
        """
        lifted = self._lifted()
        closing = any(
            _closes(entry.body) and (lifted is None or entry.recorded > lifted) for entry in entries
        )
        return self._made(QUIET, Level.PROMINENT.name.lower(), OFFERED) if closing else None

    def lift(self) -> None:
        """Open again what an unfree answer closed; only the person does this."""
        if self.stands():
            self._note(QUIET, Level.PROMINENT.name.lower(), LIFTED)

    def grounds(self) -> tuple[str, ...]:
        """Return, in words, what in the journal makes asking for help sensible; often nothing.

        Only what a person may see on their own screen at any time: nothing on pressure or fear,
        and no answer to a private questionnaire.
        """
        texts = load_texts()
        found = [f for f in evaluate(self.facts()) if f.rule in SAYABLE]
        reasons = [reason for finding in found for reason in finding.firing.reasons]
        return tuple(texts.why(reason) for reason in reasons if reason.key not in UNSAID)

    def mute(self, topic: str) -> Mute:
        """Keep a gentle message or an information away for thirty days.

        Raises:
            InputError: there is no such message, or it is too pressing to be muted.
        """
        now = self._journal.clock()
        last = self._history(Visit()).last(topic, now)
        made = mute(topic, level=last.level if last else Level.PROMINENT, now=now)
        self._note(topic, (last.level if last else Level.GENTLE).name.lower(), MUTED)
        return made

    def keep(self, *, private: bool, values: dict[str, int | None]) -> Entry:
        """Store answers to our own quiet questions; they stand in no list and no search."""
        return self._journal.add(self._journal.make(own_answers(private, values)))[0]

    def let_go_of_private(self) -> None:
        """Remove what was kept of the private questions on fear and force, for good.

        What the answers closed toward a person stays closed.
        """

        def remove(head: int) -> None:
            state = self._journal.state()
            kept = [e for e in state.history().of(InstrumentAnswered) if _is_on_fear(e.body)]
            targets = [one.id for entry in kept for one in all_about(state, entry.id)]
            mark = self.standing_mark(kept)
            if targets:
                instead = [] if mark is None else [mark]
                self._journal.forget(targets, instead=instead, expected_head=head)

        on_what_was_seen(self._journal, remove)

    def _show(
        self, findings: tuple[Finding, ...], visit: Visit, now: datetime, *, unfree: bool
    ) -> Outcome:
        history = self._history(visit)
        if unfree:
            history = replace(history, shown=tuple(s for s in history.shown if s.topic != QUIET))
            findings = _with_offer(findings, now)
        else:
            findings = tuple(f for f in findings if BY_ID[f.rule].interrupts)
        chosen = choose(findings, history, now)
        if unfree and not isinstance(chosen, QuietOffer):
            # Something more urgent came first; what the answer closes is closed all the same.
            self.hold()
        if chosen is None:
            return Outcome(notice=None, visit=visit)
        shown = record(chosen, now)
        if isinstance(chosen, Message) and not chosen.stored:
            visit = replace(visit, shown=visit.shown + shown)
        else:
            response = OFFERED if isinstance(chosen, QuietOffer) else SHOWN
            for one in shown:
                self._note(one.topic, one.level.name.lower(), response, peak=one.peak)
        return Outcome(notice=notice_of(chosen), visit=visit)

    def _history(self, visit: Visit) -> ShownHistory:
        shown: list[Shown] = list(visit.shown)
        mutes: list[Mute] = []
        for entry in self._journal.history().of(SafetyShown):
            body = entry.body
            if not isinstance(body, SafetyShown) or body.level.upper() not in Level.__members__:
                continue
            level = Level[body.level.upper()]
            if body.response == MUTED:
                mutes.append(mute_of(body.topic, entry.at))
            elif body.response in {SHOWN, OFFERED}:
                shown.append(Shown(topic=body.topic, at=entry.at, level=level, peak=body.peak))
        return ShownHistory(shown=tuple(shown), mutes=tuple(mutes))

    def _said(self, topic: str) -> Iterable[tuple[Entry, SafetyShown]]:
        for entry in self._journal.history().of(SafetyShown):
            if isinstance(entry.body, SafetyShown) and entry.body.topic == topic:
                yield entry, entry.body

    def _closing(self) -> Iterable[datetime]:
        """Give the moments at which something unfree was said, by when it was written."""
        for entry in self._journal.history().of(LookBack, InstrumentAnswered):
            if _closes(entry.body):
                yield entry.recorded
        for entry, body in self._said(QUIET):
            if body.response == OFFERED:
                yield entry.at

    def _lifted(self) -> datetime | None:
        """Return when the person last opened again what an unfree answer closed."""
        return max((e.at for e, body in self._said(QUIET) if body.response == LIFTED), default=None)

    def _note(self, topic: str, level: str, response: str, *, peak: int | None = None) -> None:
        self._journal.add(self._made(topic, level, response, peak=peak))

    def _made(self, topic: str, level: str, response: str, *, peak: int | None = None) -> Entry:
        body = SafetyShown(
            topic=topic, level=level, response=response, rules_version=RULES_VERSION, peak=peak
        )
        return self._journal.make(body)


def _closes(body: Body) -> bool:
    """Whether an answer was about pressure, fear or force from someone else."""
    match body:
        case LookBack():
            return body.unfree
        case InstrumentAnswered():
            return _afraid(body)
        case _:
            return False


def _is_on_fear(body: Body) -> bool:
    """Whether these are kept answers to the private questions, whatever they say."""
    if not isinstance(body, InstrumentAnswered):
        return False
    own = body.instrument == OWN_PRIVATE and any(key in ON_FEAR for key, _ in body.answers)
    return own or body.instrument == "hark"


def _afraid(body: InstrumentAnswered) -> bool:
    if body.instrument == "hark":
        return (scored(body, "count") or 0) >= 1
    if body.instrument == OWN_PRIVATE:
        return any(value for key, value in body.answers if key in ON_FEAR)
    return False


def _with_offer(findings: tuple[Finding, ...], now: datetime) -> tuple[Finding, ...]:
    """Make sure that an unfree answer is met, also about something long ago."""
    if any(f.rule is RuleId.S4 for f in findings):
        return findings
    told = Firing(level=Level.PROMINENT, reasons=(), newest=now)
    offered = Finding(rule=RuleId.S4, topic=QUIET, firing=told)
    return tuple(sorted((*findings, offered), key=order_key))


def mute_of(topic: str, at: datetime) -> Mute:
    """Return a stored mute as the rules know it, also of a topic of another version."""
    return Mute(topic=topic, at=at, until=at + timedelta(days=MUTE_DAYS))


def notice_of(chosen: Message | QuietOffer) -> Notice:
    """Put what was chosen into words."""
    texts = load_texts()
    if isinstance(chosen, QuietOffer):
        return Notice(
            level=Level.PROMINENT.name.lower(),
            topics=(chosen.topic,),
            offer=offer(chosen, texts),
        )
    return Notice(
        level=chosen.level.name.lower(),
        topics=tuple(part.topic for part in chosen.parts),
        pages=pages(chosen, texts),
        can_mute=chosen.can_mute,
        late=chosen.late,
        emergency_first=chosen.emergency_first,
    )


def alone(visit: Visit, *, now: datetime, zone: str, unfree: bool = False) -> Outcome:
    """Judge the answers of a visit by themselves, with no journal: on help pages, or locked.

    What was asked directly is answered each time it is asked, and by a page of its own, not by
    the one that an earlier answer brought; nothing is stored.
    """
    findings = evaluate(facts_at((), now=now, zone=zone, visit=visit.answers))
    if not unfree:
        findings = tuple(f for f in findings if BY_ID[f.rule].interrupts)
    newest = {f.topic: f.firing.newest for f in findings}
    seen_since = tuple(s for s in visit.shown if s.at >= newest.get(s.topic, s.at))
    chosen = choose(findings, ShownHistory(shown=seen_since), now)
    if chosen is None:
        return Outcome(notice=None, visit=visit)
    seen = replace(visit, shown=visit.shown + record(chosen, now))
    return Outcome(notice=notice_of(chosen), visit=seen)


def closed_alone(visit: Visit, *, now: datetime, zone: str) -> frozenset[str]:
    """Return what the answers of a visit close while nothing of the journal can be read."""
    findings = evaluate(facts_at((), now=now, zone=zone, visit=visit.answers))
    return frozenset(closure.value for closure in closures(findings))


def offer_line() -> str:
    """Return the one neutral sentence of a quiet offer."""
    return str(load_texts().raw["offer"])


def quiet_page() -> Page:
    """Return the private page on pressure and fear in words; it is the same for everyone."""
    part = Part(topic=QUIET, level=Level.PROMINENT, notes=(), why=(), asks=None, peak=None)
    message = Message(
        parts=(part,),
        level=Level.PROMINENT,
        stored=True,
        late=False,
        can_mute=False,
        emergency_first=False,
    )
    return pages(message, load_texts())[0]
