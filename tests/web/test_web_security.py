"""The walls: every route, in every state, against every kind of stranger."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from hashlib import sha256
from typing import TYPE_CHECKING

import pytest

from leeward.events import Settings
from leeward.web.asking import Needs
from leeward.web.assets import load_assets
from leeward.web.config import WebConfig
from leeward.web.middleware import POLICY
from leeward.web.pages import all_pages
from leeward.web.routing import UNREADABLE
from leeward.web.sessions import Sessions

if TYPE_CHECKING:
    from pathlib import Path

    from starlette.applications import Starlette

    from leeward.web.asking import Page
    from web.conftest import Visit

PART = b'--e\r\nContent-Disposition: form-data; name="_t"\r\n\r\nx\r\n--e--\r\n'
ROUTES = [(page, method) for page in all_pages() for method in page.methods]
POSTS = [page for page in all_pages() if "POST" in page.methods]
NEUTRAL_PATH = re.compile(r"/([a-z0-9]{0,8}|\{id\})(/([a-z0-9]{0,8}|\{id\}))*")
TELLING = ("sex", "porn", "urge", "cope", "coping", "partner", "leeward", "distress", "abuse")


PASSPHRASE = "lantern gravel pillow orchard seven"


def address(page: Page) -> str:
    """Fill in an id that is well formed and of nobody."""
    return page.path.replace("{id}", "0" * 32)


def name_of(value: object) -> str:
    """Name a case by its path and method."""
    return value if isinstance(value, str) else getattr(value, "path", "")


@pytest.mark.parametrize(("page", "method"), ROUTES, ids=name_of)
@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"host": "evil.example:23456"}, 421),
        ({"host": "127.0.0.1:23456"}, 421),
        ({"host": "localhost:1"}, 421),
        ({"origin": "http://localhost:1"}, 403),
        ({"origin": "https://evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
    ids=["rebinding", "address", "port", "other-port", "other-site", "cross", "same-site"],
)
def test_other_hosts_and_origins_are_refused_everywhere(
    shared_open: Visit, page: Page, method: str, headers: dict[str, str], status: int
) -> None:
    """No page answers another host or origin, even with the right cookie and token."""
    sent = {**headers}
    if method == "POST" and "origin" not in headers and "sec-fetch-site" in headers:
        sent["origin"] = "null"
    answer = (
        shared_open.send("GET", address(page), headers=sent)
        if method == "GET"
        else shared_open.post(address(page), headers=sent)
    )
    assert answer.status == status


@pytest.mark.parametrize("page", POSTS, ids=name_of)
def test_no_form_is_taken_without_the_token_of_its_session(shared_open: Visit, page: Page) -> None:
    """A right cookie without, or with another, form token changes nothing."""
    for token in ("", "x" * 43):
        assert shared_open.post(address(page), token=token).status == 403
    other = shared_open.cookies.pop("s")
    assert shared_open.post(address(page)).status == 403
    shared_open.cookies["s"] = other


@pytest.mark.parametrize(("page", "method"), ROUTES, ids=name_of)
def test_what_needs_the_journal_open_shows_nothing_while_locked(
    shared_locked: Visit, page: Page, method: str
) -> None:
    """Locked, every such page leads to the lock page, except forms whose words are sealed."""
    if page.needs is not Needs.OPEN:
        return
    answer = (
        shared_locked.get(address(page)) if method == "GET" else shared_locked.post(address(page))
    )
    if method == "POST" and page.outlives_lock:
        assert answer.status == 422
        assert 'class="entry"' not in answer.text
    else:
        assert (answer.status, answer.location) == (303, "/")


@pytest.mark.parametrize(("page", "method"), ROUTES, ids=name_of)
def test_before_there_is_a_journal_nothing_breaks(
    shared_empty: Visit, page: Page, method: str
) -> None:
    """With no journal yet, every page leads to the front door or stands by itself."""
    shared_empty.get("/h")
    answer = (
        shared_empty.get(address(page)) if method == "GET" else shared_empty.post(address(page))
    )
    assert answer.status < 500
    if page.needs is not Needs.NOTHING:
        assert (answer.status, answer.location) == (303, "/")


@pytest.mark.parametrize(("page", "method"), ROUTES, ids=name_of)
def test_every_answer_carries_the_policy_and_is_kept_nowhere(
    shared_open: Visit, page: Page, method: str
) -> None:
    """Pages, redirects and refusals all carry the policy and `no-store`, and none is a trace."""
    answer = shared_open.get(address(page)) if method == "GET" else shared_open.post(address(page))
    assert answer.status < 500
    assert answer.header("content-security-policy") == POLICY
    assert answer.header("cache-control") == "no-store"
    assert answer.header("x-content-type-options") == "nosniff"
    assert answer.header("referrer-policy") == "no-referrer"
    assert answer.header("cross-origin-opener-policy") == "same-origin"


def test_the_policy_is_the_ruled_one_and_fonts() -> None:
    """Ruling 18 word for word, with fonts of our own as the one addition (decision 0301)."""
    ruled = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    )
    assert POLICY.replace("font-src 'self'; ", "") == ruled


@pytest.mark.parametrize("page", all_pages(), ids=name_of)
def test_addresses_are_neutral(page: Page) -> None:
    """No address says what it is about, and none holds more than short words and ids."""
    assert NEUTRAL_PATH.fullmatch(page.path)
    assert not any(word in page.path for word in TELLING)


@pytest.mark.parametrize("page", [p for p in all_pages() if "GET" in p.methods], ids=name_of)
def test_titles_are_neutral(shared_open: Visit, page: Page) -> None:
    """No title says what the page is about."""
    answer = shared_open.get(address(page))
    found = re.search(r"<title>([^<]*)</title>", answer.text)
    if answer.status == 303 or not answer.header("content-type").startswith("text/html"):
        return
    assert found is not None
    assert not any(word in found.group(1).lower() for word in TELLING)


def test_no_page_holds_inline_script_or_style(shared_open: Visit) -> None:
    """The policy would block it, so nothing may count on it."""
    for page in all_pages():
        if "GET" in page.methods:
            text = shared_open.get(address(page)).text
            assert not re.search(r"<style|\sstyle=|<script(?![^>]*\ssrc=)|\son[a-z]+=", text)


def test_a_launch_token_works_once_and_in_time(app: Starlette, stranger: Visit) -> None:
    """The second use, and a late one, give an ordinary visit."""
    sessions: Sessions = app.state.house.sessions
    token = sessions.launch_token()
    first = stranger.get(f"/l?k={token}", sec_fetch_site="none")
    assert first.location == "/"
    assert next(iter(sessions.by_id.values())).launched
    assert not sessions.redeem(token)
    now = [0.0]
    timed = Sessions(WebConfig(port=1), clock=lambda: now[0])
    late = timed.launch_token()
    now[0] = 31.0
    assert not timed.redeem(late)


def test_unlocking_gives_the_session_a_new_name_and_token(locked: Visit) -> None:
    """What was known before unlocking is worth nothing after."""
    before = (locked.cookies["s"], locked.token)
    locked.unlock()
    assert locked.cookies["s"] != before[0]
    assert locked.token != before[1]


def test_the_session_cookie_is_strict_and_out_of_reach_of_scripts(locked: Visit) -> None:
    """HttpOnly and SameSite=Strict, for this host only."""
    locked.cookies.clear()
    line = locked.get("/").header("set-cookie").lower()
    assert "httponly" in line
    assert "samesite=strict" in line
    assert "domain" not in line


def test_sessions_end_by_age_and_by_silence() -> None:
    """An open session ends after the absolute time, a locked one after long silence."""
    now = [0.0]
    sessions = Sessions(WebConfig(port=1), clock=lambda: now[0])
    session = sessions.start()
    session.open = True
    now[0] = 12 * 3600 - 1
    sessions.touch(session)
    assert sessions.find(session.id) is session
    now[0] += 2
    assert sessions.find(session.id) is None
    quiet = sessions.start()
    now[0] += 24 * 3600 + 1
    assert sessions.find(quiet.id) is None


def test_sessions_are_bounded_and_open_ones_stay() -> None:
    """A flood of visits pushes out other visits, never the open one."""
    sessions = Sessions(WebConfig(port=1))
    mine = sessions.start()
    mine.open = True
    for _ in range(500):
        sessions.start()
    assert len(sessions.by_id) <= 64
    assert sessions.find(mine.id) is mine


def test_the_journal_locks_by_the_clock(opened: Visit) -> None:
    """After the person's minutes without a sign, the keys go, with or without a page open."""
    house = opened.app.state.house
    now = [house.sessions.clock()]
    house.sessions.clock = lambda: now[0]
    now[0] += 4 * 60
    assert not house.lock_if_idle()
    now[0] += 2 * 60
    assert house.lock_if_idle()
    assert house.journal is None
    assert opened.get("/t").location == "/"


def test_somebody_who_keeps_writing_is_not_locked_out(opened: Visit) -> None:
    """A sign of life from an open page counts like a page that was opened."""
    house = opened.app.state.house
    now = [house.sessions.clock()]
    house.sessions.clock = lambda: now[0]
    now[0] += 4 * 60
    assert opened.post("/still").status == 204
    now[0] += 4 * 60
    assert not house.lock_if_idle()


def test_leaving_drops_keys_and_session_and_lands_on_a_plain_page(opened: Visit) -> None:
    """Without a script, Exit is a form: keys gone, cookie gone, cache dropped, calendar shown."""
    answer = opened.post("/x")
    assert (answer.status, answer.location) == (303, "/b")
    assert answer.header("clear-site-data") == '"cache"'
    assert opened.app.state.house.journal is None
    assert "s" not in opened.cookies
    page = opened.get("/b")
    assert "<title>Calendar</title>" in page.text
    assert "Leeward" not in page.words


def test_leaving_works_from_a_page_that_is_too_old(opened: Visit) -> None:
    """A stale token never stands between a person and the exit; another origin still does."""
    assert (
        opened.post("/x", token="stale", headers={"origin": "https://evil.example"}).status == 403
    )
    assert opened.app.state.house.journal is not None
    assert opened.post("/x", token="stale").status == 303
    assert opened.app.state.house.journal is None


def test_locking_keeps_the_session_so_that_an_open_form_is_sealed(opened: Visit) -> None:
    """A check-in sent after the lock is sealed and waits, and nothing of it can be read."""
    token = opened.token
    opened.post("/lock")
    answer = opened.post("/t", {"distress": "6", "note": "quiet words here"}, token=token)
    assert (answer.status, answer.location) == (303, "/")
    page = opened.get("/")
    assert "Added. Read it after unlocking." in page.words
    assert "1 note waits" in page.words
    assert "quiet words" not in page.text
    opened.unlock()
    assert "quiet words here" in opened.get("/j").words


def test_a_look_back_that_outlives_the_lock_is_sealed_whole(opened: Visit) -> None:
    """Episode and look-back both come out after unlocking, at the person's own time."""
    house = opened.app.state.house
    house.journal.preferences.change(Settings(zone="Asia/Tokyo"))
    page = opened.get("/k")
    assert 'name="_z" value="Asia/Tokyo"' in page.text
    opened.post("/lock")
    sent = {"kind": "solo", "relief": "7", "when": "pick", "at": "2026-03-01T10:00"}
    again = opened.post("/k", {"relief": "7", "_z": "Asia/Tokyo"})
    assert again.status == 422
    assert 'name="relief" value="7" checked' in again.text
    assert opened.post("/k", {**sent, "_z": "Asia/Tokyo"}).location == "/"
    opened.unlock()
    time = house.journal.look_backs.all()[0]
    assert time.look_back.relief == 7
    assert time.at.isoformat() == "2026-03-01T01:00:00+00:00"


def test_own_triggers_are_sealed_too(opened: Visit) -> None:
    """What an open page offered is taken after the lock, as the person's own word."""
    opened.post("/lock")
    answer = opened.post("/t", {"distress": "4", "triggers": ["work", "the letter"]})
    assert answer.location == "/"
    opened.unlock()
    body = opened.app.state.house.journal.timeline.items()[0].entry.body
    assert [m.name for m in body.triggers] == ["work", "the letter"]


def test_large_bodies_are_refused_declared_or_not(shared_open: Visit) -> None:
    """Neither a declared nor a creeping body gets past its limit."""
    assert shared_open.send("POST", "/t", headers={"content-length": "99999999"}).status == 413
    assert shared_open.send("POST", "/t", headers={"content-length": "-1"}).status == 413
    assert shared_open.send("POST", "/t", chunks=[b"x" * 20_000] * 5).status == 413


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"])
def test_other_methods_are_refused(shared_open: Visit, method: str) -> None:
    """Only reading and sending forms exist."""
    assert shared_open.send(method, "/t").status == 405


@pytest.mark.parametrize(
    "name", ["../config.py", "..%2fconfig.py", "fonts/../../app.py", "/etc/passwd", "nothing.css"]
)
def test_static_names_are_looked_up_never_joined(shared_open: Visit, name: str) -> None:
    """A path cannot climb out of the static files."""
    assert shared_open.get(f"/a/{load_assets().version}/{name}").status == 404


def test_many_fields_are_refused(shared_open: Visit) -> None:
    """A form with thousands of fields is not read."""
    data: dict[str, str | list[str]] = {f"f{n}": "1" for n in range(900)}
    assert shared_open.post("/t", data).status in {400, 413}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=e; charset=undefined", PART),
        ("multipart/form-data", PART),
        ("multipart/form-data; boundary=e", b"nothing of the kind"),
        ("multipart/form-data; boundary=e", PART.replace(b'; name="_t"', b"")),
        ("multipart/form-data; boundary=e", PART.replace(b"x\r\n--e--", b"x" * 2_000_000)),
    ],
)
def test_a_form_no_browser_sends_is_refused_in_our_words(
    shared_open: Visit, kind: str, body: bytes
) -> None:
    """A broken form is neither a trace in a log nor the sentence of a library."""
    answer = shared_open.send("POST", "/m/in", headers={"content-type": kind}, body=body)
    assert (answer.status, answer.text) == (400, UNREADABLE)


def test_vendored_scripts_are_the_pinned_ones() -> None:
    """Htmx is byte for byte the release named in its file, with its licence beside it."""
    assets = load_assets()
    digest = sha256(assets.bodies["vendor/htmx-2.0.11.min.js"]).hexdigest()
    assert digest == "d6fdc75f204e6bdefa99b69bf1e6d4ac69b8a364f77929f45c13476b4000f717"
    for licence in ("vendor/LICENSE-htmx.txt", "vendor/LICENSE-lucide.txt"):
        assert b"Permission" in assets.bodies[licence]


def test_static_files_name_no_other_host() -> None:
    """Nothing is fetched from anywhere else."""
    for name, body in load_assets().bodies.items():
        if name.endswith((".css", ".js")) and "vendor" not in name:
            assert b"http" not in body.replace(b"http://www.w3.org", b""), name


def test_a_copy_that_is_none_is_told_without_our_own_paths(opened: Visit, tmp_path: Path) -> None:
    """Another program's database, chosen by mistake, is refused in words about the file."""
    other = tmp_path / "photos.db"
    with closing(sqlite3.connect(other)) as db:
        db.execute("CREATE TABLE photo (name)")
    opened.get("/m/back")
    for data in (other.read_bytes(), b"nothing of the kind"):
        answer = opened.upload("/m/back", {"passphrase": PASSPHRASE}, "copy", data)
        assert answer.status == 422
        assert "no whole copy of a journal" in answer.words
        assert str(tmp_path) not in answer.words
