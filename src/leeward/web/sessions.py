"""Server-side sessions and launch tokens.

The cookie names a session and authorises nothing by itself: browsers send cookies to every
port of a host, so each unsafe request must also carry the session's form token, which only
pages of this origin can read.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from hmac import compare_digest
from time import monotonic
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from leeward.web.config import WebConfig

COOKIE = "s"
FORM_FIELD = "_t"
ZONE_FIELD = "_z"
SESSION_CAP = 64
LAUNCH_CAP = 16


@dataclass(slots=True, kw_only=True)
class Session:
    """One browser's visit. `open` is true only between unlocking and locking."""

    id: str
    token: str
    born: float
    seen: float
    launched: bool = False
    open: bool = False
    flash: dict[str, str] = field(default_factory=dict)
    kept: dict[str, object] = field(default_factory=dict)

    def owns(self, token: str) -> bool:
        """Whether a form came from a page of this session."""
        return compare_digest(self.token.encode(), token.encode("utf-8", "replace"))

    def keep(self, key: str, value: object) -> None:
        """Hold something between two pages; locking and leaving throw it away."""
        self.kept[key] = value

    def take_flash(self) -> dict[str, str]:
        """Return what the next page should say, once."""
        flash, self.flash = self.flash, {}
        return flash


class Sessions:
    """All sessions of this process, bounded in number and time."""

    def __init__(self, config: WebConfig, *, clock: Callable[[], float] = monotonic) -> None:
        self.config = config
        self.clock = clock
        self.by_id: dict[str, Session] = {}
        self.launches: dict[str, float] = {}

    def start(self) -> Session:
        """Begin a session for a browser that has none."""
        self.sweep()
        if len(self.by_id) >= SESSION_CAP:
            quietest = min(self.by_id.values(), key=lambda s: (s.open, s.launched, s.seen))
            del self.by_id[quietest.id]
        now = self.clock()
        session = Session(
            id=secrets.token_urlsafe(32), token=secrets.token_urlsafe(32), born=now, seen=now
        )
        self.by_id[session.id] = session
        return session

    def find(self, cookie: str | None) -> Session | None:
        """Return the living session a cookie names."""
        self.sweep()
        return self.by_id.get(cookie) if cookie else None

    def touch(self, session: Session) -> None:
        """Note that the person did something."""
        session.seen = self.clock()

    def renew(self, session: Session) -> Session:
        """Give a session a new name and token, as at every change of rank."""
        self.by_id.pop(session.id, None)
        fresh = self.start()
        fresh.launched, fresh.open = session.launched, session.open
        fresh.flash, fresh.kept = session.flash, session.kept
        return fresh

    def end(self, session: Session) -> None:
        """Forget a session wholly."""
        session.open = False
        session.kept.clear()
        session.flash.clear()
        self.by_id.pop(session.id, None)

    def shut_all(self) -> None:
        """Mark every session as locked; forms keep their token so that nothing typed is lost."""
        for session in self.by_id.values():
            session.open = False
            session.kept.clear()
            session.flash.clear()

    def idle(self) -> float | None:
        """Seconds since anyone did something in an open session; None where none is open."""
        seen = [s.seen for s in self.by_id.values() if s.open]
        return self.clock() - max(seen) if seen else None

    def sweep(self) -> None:
        """Drop sessions past their time: open ones by age, locked ones by silence."""
        now = self.clock()
        for session in list(self.by_id.values()):
            if (session.open and now - session.born > self.config.absolute_seconds) or (
                not session.open and now - session.seen > self.config.locked_session_seconds
            ):
                self.end(session)

    def launch_token(self) -> str:
        """Make the single-use token that the starting program hands to the browser."""
        now = self.clock()
        self.launches = {t: until for t, until in self.launches.items() if until > now}
        while len(self.launches) >= LAUNCH_CAP:
            self.launches.pop(next(iter(self.launches)))
        token = secrets.token_urlsafe(32)
        self.launches[token] = now + self.config.launch_seconds
        return token

    def redeem(self, token: str) -> bool:
        """Use up a launch token; true only once and only in time."""
        found = next((t for t in self.launches if compare_digest(t, token)), None)
        if found is None:
            return False
        return self.launches.pop(found) > self.clock()
