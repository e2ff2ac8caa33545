"""The walls of the loopback server, as plain ASGI layers around every route."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse

from leeward.util.language import first_known, mark, say, speaking

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

    from leeward.web.config import WebConfig

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), browsing-topics=()",
    "x-frame-options": "DENY",
}
CAMERA = HEADERS["permissions-policy"].replace("camera=()", "camera=(self)")
SAFE_METHODS = frozenset({"GET", "HEAD"})
METHODS = SAFE_METHODS | {"POST"}
UPLOAD_PATHS = frozenset({"/m/in", "/m/back", "/q/in", "/m/phone/in"})
# Reading the phone's codes needs the camera, there and nowhere else.
CAMERA_PATHS = frozenset({"/m/phone", "/m/phone/in"})


class Guard:
    """Answer only this browser, on this origin, in small and timely requests.

    Host stops rebinding; `Sec-Fetch-Site` and `Origin` stop other pages, including those on
    other ports of localhost; the limits stop slow or endless bodies.
    """

    def __init__(self, app: ASGIApp, *, config: WebConfig) -> None:
        self.app = app
        self.config = config

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it here."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            # A websocket is answered with a plain close: nothing here speaks it.
            await send({"type": "websocket.close", "code": 1008})
            return
        headers = Headers(scope=scope)
        refusal = self.refusal(scope, headers)
        if refusal is not None:
            await plain(refusal, headers)(scope, receive, send)
            return
        limit = (
            self.config.upload_limit if scope["path"] in UPLOAD_PATHS else self.config.body_limit
        )
        declared = headers.get("content-length", "")
        if declared and (not declared.isdecimal() or int(declared) > limit):
            await plain(413, headers)(scope, receive, send)
            return
        await self.bounded(scope, receive, send, limit)

    def refusal(self, scope: Scope, headers: Headers) -> int | None:
        """Return the status to refuse with, or None."""
        hosts = headers.getlist("host")
        if hosts != [self.config.host]:
            return 421
        if scope["method"] not in METHODS:
            return 405
        site = headers.get("sec-fetch-site")
        if site not in {None, "same-origin", "none"}:
            return 403
        origin = headers.get("origin")
        # Under `no-referrer` browsers post forms with `Origin: null`; then only the fetch
        # metadata can say that the form was ours.
        ours = origin == self.config.origin or (origin in {None, "null"} and site == "same-origin")
        if scope["method"] not in SAFE_METHODS:
            return None if ours else 403
        return None if ours or origin is None else 403

    async def bounded(self, scope: Scope, receive: Receive, send: Send, limit: int) -> None:
        """Read the body here, whole, within its size and time, then pass it on."""
        body = b""
        try:
            async with asyncio.timeout(self.config.body_seconds):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        return
                    body += message.get("body", b"")
                    if len(body) > limit:
                        await plain(413, Headers(scope=scope))(scope, receive, send)
                        return
                    if not message.get("more_body", False):
                        break
        except TimeoutError:
            await plain(408, Headers(scope=scope))(scope, receive, send)
            return
        passed = False

        async def replay() -> Message:
            nonlocal passed
            if not passed:
                passed = True
                return {"type": "http.request", "body": body, "more_body": False}
            return await receive()

        await self.app(scope, replay, send)


class SafeHeaders:
    """Put the policy on every answer, refusals and errors included; nothing is cached."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add headers on the way out."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers[name] = value
                if scope.get("path") in CAMERA_PATHS:
                    headers["permissions-policy"] = CAMERA
                headers.setdefault("cache-control", "no-store")
            await send(message)

        await self.app(scope, receive, dressed)


WORDS = {
    403: mark("This page only answers its own window."),
    404: mark("Nothing here."),
    405: mark("That cannot be done here."),
    408: mark("That took too long. Please try again."),
    413: mark("That is too large."),
    421: mark("Nothing here."),
}


def plain(status: int, headers: Headers) -> PlainTextResponse:
    """Refuse in a few neutral words, in the browser's language: nothing else is known here."""
    with speaking(first_known(headers.get("accept-language", ""))):
        return PlainTextResponse(say(WORDS[status]), status_code=status)
