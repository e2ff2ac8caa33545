"""The application: walls, static files, pages, and the clock that locks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from leeward.web.assets import load_assets
from leeward.web.house import House
from leeward.web.middleware import Guard, SafeHeaders, plain
from leeward.web.offline import Offline
from leeward.web.pages import all_pages
from leeward.web.routing import Desk, named
from leeward.web.sessions import COOKIE

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from leeward.core.opening import Place
    from leeward.web.config import WebConfig

TICK_SECONDS = 5.0


def create_app(*, config: WebConfig, place: Place) -> Starlette:
    """Build the app around one place for a journal.

    `app.state.house` gives the launcher what it needs: `house.sessions.launch_token()`;
    `app.state.close` stops the desk and locks, as the end of the lifespan does.
    """
    house = House(config=config, place=place)
    desk = Desk(house)
    leaving = Leave(house)
    offline = Offline(house)

    @asynccontextmanager
    async def lifespan(_app: Starlette) -> AsyncIterator[None]:
        clock = asyncio.create_task(watch(house))
        try:
            yield
        finally:
            clock.cancel()
            with suppress(asyncio.CancelledError):
                await clock
            desk.close()

    app = Starlette(
        routes=[
            Route("/a/{version}/{name:path}", asset, methods=["GET"]),
            Route("/sw.js", offline.worker, methods=["GET"]),
            Route("/o/key", offline.key, methods=["GET"]),
            Route("/o/{name:path}", offline.page, methods=["GET"]),
            Route("/l", Launch(house).answer, methods=["GET"]),
            Route("/x", leaving.leave, methods=["POST"]),
            Route("/lock", leaving.lock, methods=["POST"]),
            *desk.routes(all_pages()),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(Guard, config=config)],
        lifespan=lifespan,
        exception_handlers={404: nothing_here, 405: nothing_here},
    )
    app.state.house = house
    app.state.close = desk.close
    return app


async def watch(house: House) -> None:
    """Lock by the clock, with or without a page open."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        house.lock_if_idle()


async def asset(request: Request) -> Response:
    """Answer with a static file."""
    return load_assets().answer(request.path_params["version"], request.path_params["name"])


async def nothing_here(request: Request, _error: Exception) -> Response:
    """Answer an unknown address in two neutral words."""
    return plain(404, request.headers)


class Launch:
    """Exchange the launch token for a session, by a redirect that leaves no token behind."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def answer(self, request: Request) -> Response:
        """Redeem once; a used or old token gives an ordinary visit."""
        sessions = self.house.sessions
        session = sessions.find(request.cookies.get(COOKIE)) or sessions.start()
        if sessions.redeem(request.query_params.get("k", "")):
            session.launched = True
            session = sessions.renew(session)
            if self.house.config.demo and self.house.journal is None:
                return named(RedirectResponse("/w/look", status_code=303), session)
        return named(RedirectResponse("/", status_code=303), session)


class Leave:
    """Leaving and locking: keys go before anything is answered.

    Both run on the event loop, beside the desk, so that no long computation can hold them up;
    a page that is being worked out meanwhile finds its session closed and is thrown away.
    They ask for no form token: a page left open since another unlock must be able to lock,
    and all that a forged request could do is lock. Other origins are refused all the same.
    """

    def __init__(self, house: House) -> None:
        self.house = house

    async def leave(self, request: Request) -> Response:
        """Quick exit: the session ends, the journal locks, a plain page stands there."""
        session = self.house.sessions.find(request.cookies.get(COOKIE))
        if session is not None:
            self.house.sessions.end(session)
        self.house.lock()
        answer = RedirectResponse("/b", status_code=303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        return emptied(answer)

    async def lock(self, _request: Request) -> Response:
        """Lock now; the session stays, so that a form on an open page is sealed, not lost."""
        self.house.lock()
        return emptied(RedirectResponse("/", status_code=303))


def emptied(answer: Response) -> Response:
    """Have the browser drop what it cached, and only that.

    Clearing cookies or storage would reach other programs on localhost and the sealed notes
    that wait in this browser.
    """
    answer.headers["clear-site-data"] = '"cache"'
    return answer
