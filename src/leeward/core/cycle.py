"""Your cycle: fitted in a process of its own, kept encrypted until something new is stored.

The fit is keyed by the head of the journal, the local day and the version of the model. A new
entry starts the next fit from the last one. Closing the journal kills the process and drops
whatever it was about to say.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from leeward.core.cycle_process import CycleProcess, StoppedError
from leeward.core.guesses import Guesses
from leeward.core.journal import Journal
from leeward.util.clock import day_of
from leeward.util.errors import LeewardError
from leeward.util.language import mark, say
from leeward.vault.errors import VaultError

if TYPE_CHECKING:
    from leeward.analysis.cycle_jobs import Reply
    from leeward.analysis.cycle_numbers import Change, CycleNumbers, Kept, WhatIf
    from leeward.analysis.cycle_records import BondPage, CyclePage, WhatIfPage

CACHE = "cycle"
MOST_CHANGES = 64


def change_of(*, pause: int = 0, other: int = 0, threats: int = 100, stress: int = 100) -> Change:
    """Return a change from shares in per cent, 0 to 100."""
    from leeward.analysis.cycle_numbers import Change  # noqa: PLC0415  numpy is slow to import

    return Change(
        pause=pause / 100,
        alternative_first=other / 100,
        threats=threats / 100,
        stress=stress / 100,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleState:
    """What can be shown now. `page` may be that of an earlier fit while `working`.

    `stage` and `share` say how far the work is; `failed` holds a sentence where it went wrong.
    """

    page: CyclePage | None
    working: bool
    stage: str = ""
    share: float = 0.0
    failed: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhatIfState:
    """The answer to a what-if, or that it is being worked out."""

    answer: WhatIfPage | None
    working: bool
    failed: str = ""


class Cycle:
    """The fitted cycle of one open journal."""

    def __init__(self, journal: Journal, process: CycleProcess | None = None) -> None:
        self._journal = journal
        self._process = process or CycleProcess()
        self._lock = threading.RLock()
        self._closed = False
        self._head: int | None = None
        self._kept: Kept | None = None
        self._thread: threading.Thread | None = None
        self._stage, self._share = "", 0.0
        self._failed: tuple[tuple[int, date], str] | None = None
        self._changed: dict[tuple[int, Change], WhatIf | str] = {}

    def state(self, now: datetime | None = None) -> CycleState:
        """Return what is known and, where something new was stored, start working on it."""
        moment = now or self._journal.clock()
        head, day = self._key(moment)
        kept, fresh = self._find(head, day)
        with self._lock:
            failed = self._failed[1] if self._failed and self._failed[0] == (head, day) else ""
            working = not fresh and not failed and self._start_fit(head, day, moment, kept)
            return CycleState(
                page=self._page(kept, moment) if kept is not None else None,
                working=working,
                stage=self._stage,
                share=self._share,
                # The thread that noted it speaks nobody’s language.
                failed=say(failed) if failed else "",
            )

    def wait(
        self, report: Callable[[str, float], None] = lambda _stage, _share: None
    ) -> CycleNumbers:
        """Return the numbers of the journal as it is now, working in the calling thread.

        Raises:
            LeewardError: the calculation was stopped or could not be done.
        """
        moment = self._journal.clock()
        head, day = self._key(moment)
        kept, fresh = self._find(head, day)
        if kept is not None and fresh:
            return kept.numbers

        def tell(reply: Reply) -> None:
            report(reply.stage, reply.share)

        return self._fit(head, day, moment, kept, tell).numbers

    def page(self, numbers: CycleNumbers) -> CyclePage:
        """Return the page for numbers of this journal."""
        from leeward.analysis.cycle import cycle_page  # noqa: PLC0415  numpy is slow to import

        return cycle_page(numbers, self._journal.history(), self._journal.clock())

    def plain(self, numbers: CycleNumbers) -> dict[str, Any]:
        """Return numbers as JSON values."""
        from leeward.analysis.cycle_plain import plain  # noqa: PLC0415  numpy is slow to import

        return plain(numbers)

    def what_if(self, change: Change) -> WhatIfState:
        """Return what a change would bring, or start working on it."""
        moment = self._journal.clock()
        head, day = self._key(moment)
        kept, _ = self._find(head, day)
        if kept is None:
            return WhatIfState(answer=None, working=False, failed=say("There is no fit yet."))
        with self._lock:
            found = self._changed.get((head, change))
            if isinstance(found, str):
                return WhatIfState(answer=None, working=False, failed=say(found))
            if found is None:
                self._start(lambda: self._change(head, moment, kept, change))
                return WhatIfState(answer=None, working=True)
        return WhatIfState(answer=self._said(found, change, kept), working=False)

    def what_if_now(self, change: Change) -> WhatIfPage:
        """Return what a change would bring, working in the calling thread.

        Raises:
            LeewardError: the calculation was stopped or could not be done.
        """
        self.wait()
        moment = self._journal.clock()
        head, day = self._key(moment)
        kept, _ = self._find(head, day)
        if kept is None:
            raise StoppedError(say("There is no fit to start from."))
        result = self._simulate(moment, kept, change)
        with self._lock:
            self._changed[head, change] = result
        return self._said(result, change, kept)

    def bond(self) -> BondPage | None:
        """Return what the kept fit says of stress and the bond; None where there is no fit.

        It starts no work: other pages show what is there.
        """
        moment = self._journal.clock()
        kept, _ = self._find(*self._key(moment))
        if kept is None:
            return None
        from leeward.analysis.cycle_bond import bond_page  # noqa: PLC0415  numpy is slow to import

        return bond_page(kept.numbers)

    def close(self) -> None:
        """Kill the work and forget everything."""
        with self._lock:
            self._closed = True
            self._kept = None
            self._changed.clear()
        self._process.stop()

    def _key(self, moment: datetime) -> tuple[int, date]:
        return self._journal.head(), day_of(moment, self._journal.settings.zone)

    def _find(self, head: int, day: date) -> tuple[Kept | None, bool]:
        """Return the latest fit there is, and whether it is of this head and day."""
        from leeward.analysis.cycle_codec import OldFormError, of_bytes  # noqa: PLC0415  numpy is slow to import
        from leeward.analysis.cycle_numbers import VERSION, Kept  # noqa: PLC0415  numpy is slow to import

        with self._lock:
            if self._kept is None:
                stored = self._journal.store.get_cache(CACHE)
                with contextlib.suppress(OldFormError):
                    if stored is not None:
                        kept = of_bytes(stored[1], Kept)
                        if kept.version == VERSION:
                            self._head, self._kept = stored[0], kept
            kept_now = self._kept
            return kept_now, (
                kept_now is not None and self._head == head and kept_now.day == day.isoformat()
            )

    def _page(self, kept: Kept, moment: datetime) -> CyclePage:
        from leeward.analysis.cycle import cycle_page  # noqa: PLC0415  numpy is slow to import

        return cycle_page(kept.numbers, self._journal.history(), moment)

    def _start_fit(self, head: int, day: date, moment: datetime, kept: Kept | None) -> bool:
        def work() -> None:
            try:
                self._fit(head, day, moment, kept, self._told)
            except LeewardError as error:
                with self._lock:
                    self._failed = ((head, day), error.message)

        return self._start(work)

    def _start(self, work: Callable[[], None]) -> bool:
        with self._lock:
            if self._closed:
                return False
            if self._thread is None or not self._thread.is_alive():
                self._stage, self._share = "", 0.0
                self._thread = threading.Thread(target=work, name="cycle", daemon=True)
                self._thread.start()
            return True

    def _told(self, reply: Reply) -> None:
        with self._lock:
            self._stage, self._share = reply.stage, reply.share

    def _fit(
        self,
        head: int,
        day: date,
        moment: datetime,
        kept: Kept | None,
        tell: Callable[[Reply], None],
    ) -> Kept:
        from leeward.analysis.arrays import data_of  # noqa: PLC0415  numpy is slow to import
        from leeward.analysis.cycle_codec import to_bytes  # noqa: PLC0415  numpy is slow to import
        from leeward.analysis.cycle_jobs import Job  # noqa: PLC0415  numpy is slow to import
        from leeward.analysis.cycle_numbers import VERSION, Kept  # noqa: PLC0415  numpy is slow to import

        data = data_of(self._journal.history(), moment)
        job = Job(data=data, start=kept.fit if kept is not None else None)
        guess = Guesses(self._journal).now()
        if guess is not None and guess.about.usable:
            job = replace(job, prior=guess.file, prior_id=guess.id, covariates=guess.traits)
        reply = self._process.run(job, tell)
        if reply.numbers is None or reply.fit is None:
            raise LeewardError(mark("The calculation could not be done on these notes."))
        made = Kept(version=VERSION, day=day.isoformat(), numbers=reply.numbers, fit=reply.fit)
        with self._lock:
            if self._closed:
                raise StoppedError(mark("The calculation was stopped."))
            self._head, self._kept = head, made
            self._changed.clear()
            # A journal that is only read keeps nothing; the numbers are there all the same.
            with contextlib.suppress(VaultError):
                self._journal.store.put_cache(CACHE, head, to_bytes(made))
        return made

    def _change(self, head: int, moment: datetime, kept: Kept, change: Change) -> None:
        try:
            result: WhatIf | str = self._simulate(moment, kept, change)
        except LeewardError as error:
            result = error.message
        with self._lock:
            if not self._closed:
                while len(self._changed) >= MOST_CHANGES:
                    self._changed.pop(next(iter(self._changed)))
                self._changed[head, change] = result

    def _simulate(self, moment: datetime, kept: Kept, change: Change) -> WhatIf:
        from leeward.analysis.arrays import data_of  # noqa: PLC0415  numpy is slow to import
        from leeward.analysis.cycle_jobs import Job  # noqa: PLC0415  numpy is slow to import

        data = data_of(self._journal.history(), moment)
        reply = self._process.run(
            Job(data=data, start=kept.fit, change=change), lambda _reply: None
        )
        if reply.result is None:
            raise LeewardError(mark("This could not be worked out on these notes."))
        return reply.result

    def _said(self, result: WhatIf, change: Change, kept: Kept) -> WhatIfPage:
        from leeward.analysis.cycle_what_if import (  # noqa: PLC0415  numpy is slow to import
            what_if_page,
        )

        return what_if_page(result, change, kept.numbers)
