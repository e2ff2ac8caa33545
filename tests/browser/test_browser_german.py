"""A journal kept in German: everything is said in it, by scripts too, and longer words fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import PASSPHRASE, serving
from leeward.events import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from browser.conftest import Served

pytestmark = pytest.mark.browser

_LOCKED = ("/", "/u/note", "/u/key", "/p", "/h", "/h/b", "/h/f", "/h/w", "/b")
_OPEN = ("/t", "/k", "/g", "/j", "/m", "/m/set", "/m/care", "/week", "/e", "/e/bell", "/r")
_SPILLED = """() => [...document.querySelectorAll('.needbtn, .stones label, .chip, .choice, .btn')]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim())"""


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An app over an empty journal whose language is German."""
    for one in serving(tmp_path_factory.mktemp("german")):
        settings = Settings(zone="Europe/Berlin", language="de")
        one.place.create(PASSPHRASE, settings=settings).leeward.close()
        yield one


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A page the size of a phone."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


def fits(page: Page, served: Served, paths: tuple[str, ...], width: int) -> None:
    """Assert that these pages are German, do not scroll sideways and keep words in buttons."""
    for path in paths:
        page.goto(served.base + path)
        assert page.evaluate("document.documentElement.lang") == "de", path
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert page.evaluate(_SPILLED) == [], path


@pytest.mark.parametrize("width", [320, 390])
def test_german_words_fit_a_phone(phone: Page, german: Served, width: int) -> None:
    """Locked or open, no page scrolls sideways, and no word leaves its button."""
    phone.set_viewport_size({"width": width, "height": 844})
    fits(phone, german, _LOCKED, width)
    phone.goto(german.base + "/")
    phone.fill("#passphrase", PASSPHRASE)
    phone.click("text=Öffnen >> nth=0")
    phone.wait_for_url("**/t")
    fits(phone, german, _OPEN, width)


def test_scripts_speak_german(phone: Page, german: Served) -> None:
    """The breath is told in German by the script that counts it."""
    phone.goto(german.base + "/p")
    for words in ("Einatmen 1", "und langsam aus 1"):
        expect(phone.locator(".cue .in")).to_contain_text(words, timeout=15_000)
