"""The application: walls, static files, pages, and the clock that locks."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from leeward.web.assets import load_assets
from leeward.web.house import House
from leeward.web.middleware import Guard, SafeHeaders
from leeward.web.pages import all_pages
from leeward.web.routing import Desk, named
from leeward.web.sessions import COOKIE, FORM_FIELD

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from starlette.requests import Request

    from leeward.core.opening import Place
    from leeward.web.config import WebConfig

TICK_SECONDS = 5.0


def create_app(*, config: WebConfig, place: Place) -> Starlette:
    """Build the app around one place for a journal.

    `app.state.house` gives the launcher what it needs: `house.sessions.launch_token()`.
    """
    house = House(config=config, place=place)
    desk = Desk(house)

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
            Route("/l", Launch(house), methods=["GET"]),
            Route("/x", Leave(house), methods=["POST"]),
            *desk.routes(all_pages()),
        ],
        middleware=[Middleware(SafeHeaders), Middleware(Guard, config=config)],
        lifespan=lifespan,
        exception_handlers={404: nothing_here, 405: nothing_here},
    )
    app.state.house = house
    return app


async def watch(house: House) -> None:
    """Lock by the clock, with or without a page open."""
    while True:
        await asyncio.sleep(TICK_SECONDS)
        house.lock_if_idle()


async def asset(request: Request) -> Response:
    """Answer with a static file."""
    return load_assets().answer(request.path_params["version"], request.path_params["name"])


async def nothing_here(_request: Request, _error: Exception) -> Response:
    """Answer an unknown address in two neutral words."""
    return PlainTextResponse("Nothing here.", status_code=404)


class Launch:
    """Exchange the launch token for a session, by a redirect that leaves no token behind."""

    def __init__(self, house: House) -> None:
        self.house = house

    async def __call__(self, request: Request) -> Response:
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
    """Quick exit: the session ends and the keys go before anything is answered.

    It runs on the event loop, beside the desk, so that no long computation can hold it up.
    A page that is being worked out meanwhile finds its session closed and is thrown away.
    """

    def __init__(self, house: House) -> None:
        self.house = house

    async def __call__(self, request: Request) -> Response:
        """Leave. Also for a session that is gone already; never for another origin's form."""
        sessions = self.house.sessions
        session = sessions.find(request.cookies.get(COOKIE))
        form = await request.form(max_files=0, max_fields=4)
        token = form.get(FORM_FIELD)
        if session is not None:
            if not isinstance(token, str) or not session.owns(token):
                return PlainTextResponse("This page is too old to be sent.", status_code=403)
            sessions.end(session)
            self.house.lock()
        answer = RedirectResponse("/b", status_code=303)
        answer.delete_cookie(COOKIE, path="/", httponly=True, samesite="strict")
        # Only the cache: clearing cookies or storage would reach other programs on localhost
        # and the sealed notes that wait in this browser.
        answer.headers["clear-site-data"] = '"cache"'
        return answer
