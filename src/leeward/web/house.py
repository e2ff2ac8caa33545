"""What the running app holds: the place of the journal, and the journal while it is open."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from leeward.core.open_words import LANGUAGE
from leeward.util.errors import LeewardError
from leeward.util.language import first_known
from leeward.web.sessions import Sessions

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from leeward.core.opening import Place
    from leeward.events.settings import Settings
    from leeward.web.config import WebConfig
    from leeward.web.sessions import Session


class House:
    """Sessions, the closed place, and the open journal. Locking drops the keys at once."""

    def __init__(self, *, config: WebConfig, place: Place) -> None:
        self.config = config
        self.place = place
        self.sessions = Sessions(config)
        self.journal: Leeward | None = None
        self.demo = False
        self.misses = 0
        self._guard = threading.Lock()

    def language(self, session: Session | None, wished: str) -> str:
        """Return the language to answer in.

        The open journal's; the one kept for locked pages; before there is a journal, what was
        chosen on this visit; else the first of `wished` (an Accept-Language header) we have.
        """
        if session is not None and session.open and self.journal is not None:
            return self.journal.settings.language
        chosen = session.kept.get(LANGUAGE) if session is not None else None
        return self.kept_language() or (chosen if isinstance(chosen, str) else first_known(wished))

    def kept_language(self) -> str:
        """Return the language kept for locked pages; empty where none was, or none can be read."""
        return self.kept().get(LANGUAGE, "")

    def kept(self) -> dict[str, str]:
        """Return what may be known while locked; nothing where there is no file to read.

        Read afresh each time: what was forgotten through another door must not stay here.
        """
        try:
            return self.place.locked_settings() if self.place.exists() else {}
        except LeewardError:
            # A damaged file has its own page; help and pause must be shown all the same.
            return {}

    def settings(self) -> Settings | None:
        """Return the person's settings, or None while locked: then nothing is known."""
        return self.journal.settings if self.journal is not None else None

    def take(self, journal: Leeward, session: Session, *, demo: bool = False) -> Session:
        """Hold a freshly opened journal and open this session under a new name.

        A session that was left while the key was being worked out stays left.
        """
        if session.id not in self.sessions.by_id:
            journal.close()
            return session
        with self._guard:
            before, self.journal, self.demo = self.journal, journal, demo
            if before is not None and before is not journal:
                self.sessions.shut_all()
                before.close()
        session.open = True
        return self.sessions.renew(session)

    def lock(self) -> None:
        """Drop the keys and everything read; every session is locked from now on."""
        self.sessions.shut_all()
        with self._guard:
            journal, self.journal, self.demo = self.journal, None, False
        if journal is not None:
            journal.close()

    def lock_if_idle(self) -> bool:
        """Lock when nobody did anything for as long as the person set."""
        settings = self.settings()
        idle = self.sessions.idle()
        if settings is None:
            return False
        if idle is None or idle > settings.lock_minutes * 60:
            self.lock()
            return True
        return False
