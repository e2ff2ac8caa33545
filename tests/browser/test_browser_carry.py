"""The app's side of the phone: pages kept on this device, and codes read by the camera."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import segno
from playwright.sync_api import expect, sync_playwright

from browser.conftest import CHROMIUM, PASSPHRASE, Served, serving, unlock
from browser.test_browser_phone import CONTROLLED
from leeward.events import CheckIn, Entry
from leeward.events.codec import encode
from leeward.events.vocabulary import Source
from leeward.phone.parcel import Parcel, frames, key_check
from leeward.util.clock import utc_now
from leeward.util.ids import new_id
from leeward.vault import outbox
from leeward.vault.ports import Record
from leeward.web.offline import kept

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

SIDE = 480


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Served]:
    """An app over a fresh, locked journal."""
    for one in serving(tmp_path):
        one.place.create(PASSPHRASE).leeward.close()
        yield one


def keep_here(page: Page, base: str) -> None:
    """Press "Keep them" and wait until the pages are at hand."""
    page.goto(f"{base}/m/device")
    expect(page.locator("[data-drop]")).to_be_hidden()
    page.click("[data-keep]")
    expect(page.locator("[data-kept]")).to_be_visible()
    expect(page.locator("[data-keep]")).to_be_hidden()
    page.reload()
    page.evaluate(CONTROLLED)


def cached(page: Page) -> set[str]:
    """Return the path of everything the browser's caches hold."""
    found: list[str] = page.evaluate(
        "caches.keys().then((names) => Promise.all(names.map((n) => caches.open(n)"
        ".then((c) => c.keys())))).then((k) => k.flat().map((r) => new URL(r.url).pathname))"
    )
    return set(found)


def test_without_the_program_notes_are_sealed_and_go_in_later(
    browser: Browser, mine: Served
) -> None:
    """Kept by a press; cut off, the pause stands and a note is sealed; back, it goes in once."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    unlock(page, mine.base)
    assert page.evaluate("navigator.serviceWorker.getRegistrations().then((r) => r.length)") == 0
    keep_here(page, mine.base)
    context.set_offline(True)
    page.goto(f"{mine.base}/j")
    page.wait_for_url("**/o/index.html")
    expect(page.locator("text=The program is not running")).to_be_visible()
    page.click("text=Take a pause")
    expect(page.locator('[data-screen="breathe"]')).to_be_visible()
    page.goto(f"{mine.base}/o/note.html")
    page.click('label:has(input[name="distress"][value="6"])')
    page.click('button[value="comfort"]')
    expect(page.locator("[data-saved]")).to_be_visible()
    context.set_offline(False)
    page.goto(f"{mine.base}/t")
    expect(page.locator("text=is taken in")).to_be_visible()
    page.goto(f"{mine.base}/o/index.html")
    expect(page.locator("[data-waiting]")).to_be_hidden()
    journal = mine.app.state.house.journal
    found = [e.body for e in journal.history().entries if isinstance(e.body, CheckIn)]
    assert [(one.distress, one.need) for one in found] == [(6, "comfort")]
    context.close()


def test_no_page_of_the_journal_is_ever_kept(browser: Browser, mine: Served) -> None:
    """After a walk through the app the cache holds the list of pages and nothing else."""
    context = browser.new_context()
    page = context.new_page()
    unlock(page, mine.base)
    keep_here(page, mine.base)
    for path in ("/t", "/j", "/i", "/m", "/m/set", "/h", "/p"):
        page.goto(mine.base + path)
    today = page.evaluate("new Date().toISOString().slice(0, 10)")
    wanted = {f"/o/{path}" for path in kept(date.fromisoformat(today))}
    assert cached(page) == wanted
    page.goto(f"{mine.base}/m/device")
    page.click("[data-drop]")
    expect(page.locator("[data-keep]")).to_be_visible()
    assert cached(page) == set()
    context.close()


def test_looks_are_offered_before_installing(browser: Browser, mine: Served) -> None:
    """The notice stands first; a chosen look gives a manifest with a plain name and icons."""
    context = browser.new_context()
    page = context.new_page()
    unlock(page, mine.base)
    page.goto(f"{mine.base}/m/device")
    expect(page.locator("h2").first).to_contain_text("who may look")
    assert page.locator('link[rel="manifest"]').count() == 0
    page.click("text=Weather log")
    told = page.evaluate(
        "fetch(document.querySelector('link[rel=manifest]').href).then((a) => a.json())"
    )
    assert told["name"] == "Weather log"
    for icon in told["icons"]:
        assert page.evaluate("(src) => fetch(src).then((a) => a.status)", icon["src"]) == 200
    context.close()


def film(path: Path, texts: tuple[str, ...]) -> None:
    """Write the codes as a camera would see them: a grey film, each code for some pictures."""
    with path.open("wb") as out:
        out.write(f"YUV4MPEG2 W{SIDE} H{SIDE} F10:1 Ip A1:1 C420jpeg\n".encode())
        for text in texts:
            rows = [list(row) for row in segno.make(text, error="l").matrix_iter(border=4)]
            dot = SIDE // len(rows)
            edge = (SIDE - dot * len(rows)) // 2
            grey = bytearray(b"\xc8" * (SIDE * SIDE))
            for y, row in enumerate(rows):
                for x, dark in enumerate(row):
                    line = (b"\x28" if dark else b"\xe6") * dot
                    for below in range(dot):
                        start = (edge + y * dot + below) * SIDE + edge + x * dot
                        grey[start : start + dot] = line
            for _ in range(5):
                out.write(b"FRAME\n" + grey + b"\x80" * (SIDE * SIDE // 2))


def sealed_parcel(mine: Served) -> Parcel:
    """Seal a made-up check-in that takes several codes."""
    now = utc_now()
    body = CheckIn(distress=4, note="long " * 120)
    entry = Entry(id=new_id(now), at=now, recorded=now, zone="UTC", body=body, source=Source.PHONE)
    vault, public = mine.place.sealing_key()
    seal = outbox.sealed(Record(id=entry.id, payload=encode(entry)), public, bytes.fromhex(vault))
    return Parcel(vault=vault, check=key_check(public), seals=(seal,))


def through_camera(base: str, clip: Path) -> list[str]:
    """Open the page in a Chromium whose camera plays the film; return what was said."""
    said: list[str] = []

    def run() -> None:
        # Playwright allows one loop a thread, and the session's browser has this one.
        with sync_playwright() as play:
            started = play.chromium.launch(
                executable_path=CHROMIUM,
                args=[
                    "--use-fake-ui-for-media-stream",
                    "--use-fake-device-for-media-stream",
                    f"--use-file-for-fake-video-capture={clip}",
                ],
            )
            page = started.new_page()
            unlock(page, base)
            page.goto(f"{base}/m/phone")
            page.click("[data-start]")
            page.wait_for_selector("[data-toast]", timeout=20_000)
            said.append(page.locator("[data-toast]").inner_text())
            started.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return said


def test_codes_before_the_camera_are_taken_in(mine: Served, tmp_path: Path) -> None:
    """The computer reads all codes from a film of them and takes the parcel in."""
    parcel = sealed_parcel(mine)
    texts = frames(parcel)
    assert len(texts) > 2
    film(tmp_path / "codes.y4m", texts)
    said = through_camera(mine.base, tmp_path / "codes.y4m")
    assert said
    assert re.search(rf"Parcel {parcel.number} is home. 1 entry is new", said[0])
