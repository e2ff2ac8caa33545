"""What follows an answer: at most one page, or one neutral line, or nothing.

Answers that are never stored live in the session's `Visit`; locking and leaving drop it. The
same rules run over the form in hand while the journal is locked.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from leeward.core.safety import Notice, Visit, VisitAnswers, alone, closed_alone
from leeward.util.clock import system_zone

if TYPE_CHECKING:
    from starlette.responses import Response

    from leeward.web.asking import Ask

VISIT, NOTICE, OFFER, HEARD, ABOUT = "visit", "notice", "offer", "heard", "about"
THEN = "/then"


def moment(ask: Ask) -> datetime:
    """Return this moment by the clock the rules go by."""
    return ask.journal.clock() if ask.is_open else datetime.now(UTC)


def here(ask: Ask) -> str:
    """Return the person's zone, or this machine's while nothing can be read."""
    return ask.journal.settings.zone if ask.is_open else system_zone()


def visit_of(ask: Ask) -> Visit:
    """Return what this visit holds."""
    kept = ask.session.kept.get(VISIT)
    return kept if isinstance(kept, Visit) else Visit()


def hear(ask: Ask, answers: VisitAnswers) -> Visit:
    """Put answers on top of this visit's; they are stored nowhere."""
    visit = visit_of(ask).answer(replace(answers, at=moment(ask)))
    ask.session.keep(VISIT, visit)
    return visit


def closed(ask: Ask) -> frozenset[str]:
    """Return what is closed now, for practices, cards, links and reports."""
    visit = visit_of(ask)
    if ask.is_open:
        return ask.journal.safety.closed(visit)
    return closed_alone(visit, now=moment(ask), zone=here(ask))


def keep_notice(ask: Ask, notice: Notice | None) -> bool:
    """Hold what the next page shows; return whether there is something."""
    ask.session.kept.pop(ABOUT, None)
    if notice is None:
        ask.session.kept.pop(NOTICE, None)
        return False
    ask.session.keep(NOTICE, notice)
    return True


def after_answer(ask: Ask, *, unfree: bool = False) -> bool:
    """Judge after something was stored, or sealed; return whether a page follows."""
    visit = visit_of(ask)
    if ask.is_open:
        outcome = ask.journal.safety.current(visit, unfree=unfree)
    elif unfree:
        visit = hear(ask, VisitAnswers(unable=True))
        outcome = alone(visit, now=moment(ask), zone=here(ask), unfree=True)
    else:
        return False
    ask.session.keep(VISIT, outcome.visit)
    return keep_notice(ask, outcome.notice)


def after_words(ask: Ask, *, unfree: bool = False) -> bool:
    """Judge the direct answers of this visit by themselves; return whether a page follows."""
    outcome = alone(visit_of(ask), now=moment(ask), zone=here(ask), unfree=unfree)
    ask.session.keep(VISIT, outcome.visit)
    return keep_notice(ask, outcome.notice)


def go_on(
    ask: Ask,
    path: str,
    *,
    say: str = "",
    undo: str = "",
    undo_label: str = "",
    unfree: bool = False,
    about: str = "",
) -> Response:
    """Answer a stored form: with the page that may help first, or with where it leads.

    `about` names the entry, so that it can be put behind the second key from there.
    """
    if after_answer(ask, unfree=unfree):
        ask.session.keep(ABOUT, about)
        return ask.go(THEN)
    return ask.go(path, say=say, undo=undo, undo_label=undo_label)


def late(ask: Ask) -> bool:
    """Judge what was written while locked, right after opening; return whether a page follows."""
    care = ask.journal.care
    if care is not None and care.read_only:
        return False
    return keep_notice(ask, ask.journal.safety.late().notice)
