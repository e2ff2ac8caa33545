"""What offering each way did, worked out beside the pages and kept until something new comes.

The test behind it runs the policy again many times, which takes seconds on a long history. A
thread does that with bare numbers: it holds no key and nothing a person wrote, and locking
drops what it finds.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from leeward.core.journal import Journal
from leeward.core.suggestions import Suggestions
from leeward.util.language import speaking, spoken

if TYPE_CHECKING:
    from leeward.recommend.evaluate import WayEffect
    from leeward.recommend.records import Use
    from leeward.util.intervals import Answer

PATIENCE = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine:
    """One way: its effect over a plain pause, and what may be said about it.

    `helps` alone allows the word; `less` says the opposite with the same care.
    """

    way: str
    answer: Answer
    helps: bool
    less: bool


@dataclass(slots=True)
class _Work:
    head: int
    language: str
    done: threading.Event
    lines: tuple[HelpLine, ...] = ()


class WhatHelps:
    """The lines of “what helps me”, or None while they are being worked out."""

    def __init__(self, journal: Journal, suggestions: Suggestions) -> None:
        self._journal = journal
        self._suggestions = suggestions
        self._lock = threading.Lock()
        self._work: _Work | None = None

    def lines(self, *, patience: float = PATIENCE) -> tuple[HelpLine, ...] | None:
        """Return what is known for the journal as it stands; wait `patience` seconds at most."""
        head = self._journal.head()
        with self._lock:
            work = self._work
            if work is None or (work.head, work.language) != (head, spoken()):
                work = self._work = _Work(head=head, language=spoken(), done=threading.Event())
                uses = self._suggestions.uses()
                if not uses:
                    work.done.set()
                    return ()
                threading.Thread(
                    target=_work_out, args=(work, uses), name="what-helps", daemon=True
                ).start()
        return work.lines if work.done.wait(patience) else None


def _work_out(work: _Work, uses: tuple[Use, ...]) -> None:
    from leeward.recommend.evaluate import what_helps  # noqa: PLC0415  loads numpy

    try:
        # A thread begins without the language of whoever asked.
        with speaking(work.language):
            work.lines = tuple(_line(effect) for effect in what_helps(uses))
    finally:
        work.done.set()


def _line(effect: WayEffect) -> HelpLine:
    from leeward.recommend.evaluate import Verdict, helps_may_be_said  # noqa: PLC0415  loads numpy

    return HelpLine(
        way=effect.way,
        answer=effect.answer,
        helps=helps_may_be_said(effect),
        less=effect.verdict is Verdict.LESS_THAN_PLAIN,
    )
