"""A browser's side of the conversation, without a browser: cookies, origin, form tokens."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest
from starlette.applications import Starlette
from starlette.types import Message

from leeward.core.opening import Place
from leeward.events import Settings
from leeward.vault.testing import FastKdf
from leeward.web.app import create_app
from leeward.web.config import WebConfig

PORT = 23_456
PASSPHRASE = "lantern gravel pillow orchard seven"
TOKEN = re.compile(r'name="_t" value="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, list[str]]
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8")

    @property
    def words(self) -> str:
        """The body as a person reads it: no tags, no entities."""
        return html.unescape(re.sub(r"<[^>]+>", " ", self.text))

    def header(self, name: str) -> str:
        """One header, or nothing."""
        return next(iter(self.headers.get(name, [])), "")

    @property
    def location(self) -> str:
        """Where a redirect goes."""
        return self.header("location")

    @property
    def token(self) -> str:
        """The form token of the page."""
        found = TOKEN.search(self.text)
        return found.group(1) if found else ""


@dataclass(slots=True)
class Visit:
    """One browser at the app."""

    app: Starlette
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def send(
        self,
        method: str,
        path: str,
        *,
        headers: dict[str, str] | None = None,
        body: bytes = b"",
        chunks: list[bytes] | None = None,
    ) -> Answer:
        """Send one request as a same-origin browser does, unless `headers` say otherwise."""
        sent = {"host": f"localhost:{PORT}", "sec-fetch-site": "same-origin"}
        if method == "POST":
            sent["origin"] = f"http://localhost:{PORT}"
        if self.cookies:
            sent["cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items())
        sent |= headers or {}
        raw_path, _, query = path.partition("?")
        scope = {
            "type": "http",
            "asgi": {"version": "3.0"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": raw_path,
            "raw_path": raw_path.encode(),
            "query_string": query.encode(),
            "root_path": "",
            "headers": [(k.encode(), v.encode()) for k, v in sent.items() if v],
            "client": ("127.0.0.1", 5),
            "server": ("127.0.0.1", PORT),
        }
        parts = [body] if chunks is None else chunks
        waiting: list[Message] = [
            {"type": "http.request", "body": part, "more_body": n + 1 < len(parts)}
            for n, part in enumerate(parts)
        ]
        came: list[Message] = []

        async def receive() -> Message:
            return waiting.pop(0) if waiting else {"type": "http.disconnect"}

        async def keep(message: Message) -> None:
            came.append(message)

        asyncio.run(self.app(scope, receive, keep))
        answer_headers: dict[str, list[str]] = {}
        for name, value in came[0]["headers"]:
            answer_headers.setdefault(name.decode().lower(), []).append(value.decode())
        answer = Answer(
            came[0]["status"], answer_headers, b"".join(m.get("body", b"") for m in came[1:])
        )
        self._remember(answer)
        return answer

    def _remember(self, answer: Answer) -> None:
        for line in answer.headers.get("set-cookie", []):
            name, _, value = line.split(";")[0].partition("=")
            if value and value != '""':
                self.cookies[name] = value
            else:
                self.cookies.pop(name, None)
        if answer.header("content-type").startswith("text/html") and answer.token:
            self.token = answer.token

    def get(self, path: str, **headers: str) -> Answer:
        """Open a page."""
        return self.send("GET", path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def post(
        self,
        path: str,
        data: dict[str, str | list[str]] | None = None,
        *,
        token: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        """Send a form with the token of the page seen last."""
        fields = {"_t": self.token if token is None else token, **(data or {})}
        return self.send(
            "POST",
            path,
            headers={"content-type": "application/x-www-form-urlencoded", **(headers or {})},
            body=urlencode(fields, doseq=True).encode(),
        )

    def upload(
        self,
        path: str,
        data: dict[str, str],
        name: str,
        content: bytes,
        more: dict[str, bytes] | None = None,
    ) -> Answer:
        """Send a form with a file, and with `more` of them by field."""
        edge = "edge0edge"
        parts = [
            f'--{edge}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n'.encode()
            for k, v in {"_t": self.token, **data}.items()
        ]
        parts += [
            f'--{edge}\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n".encode()
            + found
            + b"\r\n"
            for field, found in {"file": content, **(more or {})}.items()
        ]
        parts.append(f"--{edge}--\r\n".encode())
        return self.send(
            "POST",
            path,
            headers={"content-type": f"multipart/form-data; boundary={edge}"},
            body=b"".join(parts),
        )

    def unlock(self, passphrase: str = PASSPHRASE) -> Answer:
        """Open the journal on the lock page."""
        self.get("/")
        answer = self.post("/u", {"passphrase": passphrase})
        self.get("/t")
        return answer


def place_in(folder: Path) -> Place:
    """Return a place with a quick key derivation."""
    return Place(path=folder / "journal.leeward", state=folder / "state", kdf=FastKdf())


def with_journal(place: Place) -> Place:
    """Make an empty journal there and lock it."""
    place.create(PASSPHRASE, settings=Settings(zone="Europe/Berlin")).leeward.close()
    return place


def app_over(place: Place) -> Iterator[Starlette]:
    """Give the app over a place and stop it afterwards."""
    made = create_app(config=WebConfig(port=PORT), place=place)
    yield made
    made.state.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A place with no journal yet."""
    return place_in(tmp_path)


@pytest.fixture
def app(place: Place) -> Iterator[Starlette]:
    """The app over that place."""
    yield from app_over(place)


@pytest.fixture
def journal_there(place: Place) -> Place:
    """A place with a locked, empty journal."""
    return with_journal(place)


@pytest.fixture
def stranger(app: Starlette) -> Visit:
    """A browser nobody launched, before there is a journal."""
    return Visit(app)


@pytest.fixture
def newcomer(app: Starlette) -> Visit:
    """A browser the program opened, before there is a journal."""
    visit = Visit(app)
    visit.get(f"/l?k={app.state.house.sessions.launch_token()}", sec_fetch_site="none")
    return visit


@pytest.fixture
def locked(journal_there: Place, app: Starlette) -> Visit:
    """A browser in front of the lock page."""
    visit = Visit(app)
    visit.get("/")
    return visit


@pytest.fixture
def opened(locked: Visit) -> Visit:
    """A browser with the journal open."""
    locked.unlock()
    return locked


@pytest.fixture(scope="module")
def shared_empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """For tests that change nothing: a browser before there is a journal."""
    for made in app_over(place_in(tmp_path_factory.mktemp("empty"))):
        yield Visit(made)


@pytest.fixture(scope="module")
def shared_locked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """For tests that change nothing: a browser in front of the lock page."""
    for made in app_over(with_journal(place_in(tmp_path_factory.mktemp("locked")))):
        visit = Visit(made)
        visit.get("/")
        yield visit


@pytest.fixture(scope="module")
def shared_open(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Visit]:
    """For tests that change nothing: a browser with the journal open."""
    for made in app_over(with_journal(place_in(tmp_path_factory.mktemp("open")))):
        visit = Visit(made)
        visit.unlock()
        yield visit
