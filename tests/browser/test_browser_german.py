"""A reader who asks for German gets it everywhere, scripts included, and the longer words fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from browser.conftest import Served

pytestmark = pytest.mark.browser

_BEFORE_OPENING = ("/", "/u/note", "/u/key", "/p", "/h", "/h/b", "/h/f", "/h/w", "/b")
_SPILLED = """() => [...document.querySelectorAll('.needbtn, .stones label, .chip, .choice, .btn')]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim())"""


@pytest.fixture
def german(browser: Browser) -> Iterator[Page]:
    """A page of a browser that asks for German."""
    context = browser.new_context(locale="de-DE", viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("width", [320, 390])
def test_german_words_fit_a_phone(german: Page, served: Served, width: int) -> None:
    """No page before opening scrolls sideways, and no word leaves its button."""
    german.set_viewport_size({"width": width, "height": 844})
    for path in _BEFORE_OPENING:
        german.goto(served.base + path)
        assert german.evaluate("document.documentElement.lang") == "de", path
        assert german.evaluate("document.documentElement.scrollWidth") <= width, path
        assert german.evaluate(_SPILLED) == [], path


def test_scripts_speak_german(german: Page, served: Served) -> None:
    """The breath is told in German by the script that counts it."""
    german.goto(served.base + "/p")
    expect(german.locator(".cue .in")).to_contain_text("Einatmen")
    expect(german.locator(".cue .in")).to_contain_text("1")
    expect(german.locator(".cue .in")).to_contain_text("und langsam aus")
