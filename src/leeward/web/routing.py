"""From a `Page` to a Starlette route: session, form token, lock state, form, view, answer."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from leeward.util.errors import LeewardError
from leeward.util.language import mark, say, speaking
from leeward.web.asking import Ask, Needs
from leeward.web.forms import FIELD_CAP, Form, Upload
from leeward.web.handing import hand_over, taken
from leeward.web.second_key import on_the_way
from leeward.web.sessions import COOKIE, FORM_FIELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from starlette.datastructures import UploadFile
    from starlette.requests import Request

    from leeward.web.asking import Page
    from leeward.web.house import House
    from leeward.web.sessions import Session

log = logging.getLogger("leeward.web")
UNREADABLE = mark(
    "That form could not be read, so nothing was stored. Go back and send it once more."
)
STALE = mark("This page is too old to be sent. Go back, load it again, and send it once more.")


class Desk:
    """Runs views one after the other, away from the loop that must always answer Exit."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="desk")

    def routes(self, pages: Sequence[Page]) -> list[Route]:
        """Turn pages into routes."""
        return [
            Route(page.path, Endpoint(self, page).answer, methods=list(page.methods))
            for page in pages
        ]

    def close(self) -> None:
        """Stop taking work and lock."""
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.house.lock()


class Endpoint:
    """One page as a callable endpoint."""

    def __init__(self, desk: Desk, page: Page) -> None:
        self.desk = desk
        self.page = page

    async def answer(self, request: Request) -> Response:
        """Answer one request."""
        house = self.desk.house
        cookie = request.cookies.get(COOKIE)
        session = house.sessions.find(cookie)
        wished = request.headers.get("accept-language", "")
        try:
            form = await read_form(request) if request.method == "POST" else Form()
        except (MultiPartException, HTTPException, LookupError, ValueError):
            # No browser sends such a form; what its reader says would be no help to a person.
            return refused(UNREADABLE, 400, house.language(session, wished))
        if request.method == "POST" and not (session and session.owns(form.value(FORM_FIELD))):
            return refused(STALE, 403, house.language(session, wished))
        ask = Ask(
            method=request.method,
            path=request.url.path,
            params={k: str(v) for k, v in request.path_params.items()},
            house=house,
            session=session or house.sessions.start(),
            form=form,
            query=dict(request.query_params),
            fragment=request.headers.get("hx-request") == "true",
            wished=wished,
        )
        answer = self.shut(ask) or await self.worked_out(ask)
        # Only a new name is told: a late answer to an old page must not undo a fresh one.
        return answer if ask.session.id == cookie else named(answer, ask.session)

    async def worked_out(self, ask: Ask) -> Response:
        """Run the view at the desk; what was left or locked meanwhile shows nothing."""
        ask.house.sessions.touch(ask.session)
        if ask.posted:
            taken(ask.session, ask.path)
        on_the_way(ask)
        was_open = ask.is_open
        loop = asyncio.get_running_loop()
        answer = await loop.run_in_executor(self.desk.pool, self.guarded, ask)
        if was_open and not ask.is_open and self.page.needs is Needs.OPEN and answer.body:
            return RedirectResponse("/", status_code=303)
        return answer

    def shut(self, ask: Ask) -> Response | None:
        """Return where to go instead when a page needs what is not there."""
        if self.page.needs is Needs.NOTHING or ask.is_open:
            return None
        if self.page.needs is Needs.OPEN and not (self.page.outlives_lock and ask.posted):
            if self.page.hands_back and ask.posted and ask.house.place.exists():
                hand_over(ask.session, ask.path, ask.form)
            return RedirectResponse("/", status_code=303)
        if not ask.house.place.exists():
            return RedirectResponse("/", status_code=303)
        return None

    def guarded(self, ask: Ask) -> Response:
        """Run the view in the reader's language; tell errors plainly, log no content."""
        with speaking(ask.language):
            return self.told(ask)

    def told(self, ask: Ask) -> Response:
        """Run the view; say what can be said about errors."""
        try:
            return self.page.view(ask)
        except LeewardError as error:
            return ask.page(
                "layout/problem.html",
                title=say("Something to look at"),
                status=409,
                text=error.message,
            )
        except Exception as error:  # noqa: BLE001 the last line: a page, never a trace
            # Only the kind of error is written down: messages may hold what a person wrote.
            log.error("a page failed: %s in %s", type(error).__name__, self.page.path)  # noqa: TRY400  a trace could hold what was written
            return ask.page(
                "layout/problem.html",
                title=say("Something went wrong"),
                status=500,
                text=say(
                    "Something went wrong on this page. What was saved before is still there."
                ),
            )


def refused(words: str, status: int, language: str) -> Response:
    """Refuse a form in plain words."""
    with speaking(language):
        return PlainTextResponse(say(words), status_code=status)


def named(answer: Response, session: Session) -> Response:
    """Tell the browser the name of its session."""
    answer.set_cookie(COOKIE, session.id, httponly=True, samesite="strict", path="/")
    return answer


async def read_form(request: Request) -> Form:
    """Read a posted form, bounded in fields; the size was bounded before."""
    raw = await request.form(max_files=2, max_fields=FIELD_CAP)
    form = Form()
    for name, value in raw.multi_items():
        if isinstance(value, str):
            form.items.setdefault(name, []).append(value)
        else:
            form.uploads[name] = await read_upload(value)
    await raw.close()
    return form


async def read_upload(value: UploadFile) -> Upload:
    """Read an uploaded file into memory; it is never written to a folder."""
    return Upload(name=(value.filename or "")[:120], data=await value.read())
