"""A journal kept in German: everything is said in it, by scripts too, and longer words fit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import serving, unlock, write_diary
from browser.test_browser_axe import axe_source, entry_of, faults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from browser.conftest import Served

pytestmark = pytest.mark.browser

_LOCKED = ("/", "/u/note", "/u/key", "/p", "/h", "/h/b", "/h/f", "/h/w", "/b")
_CORE = (
    *("/t", "/p", "/h", "/g", "/j", "/i", "/week", "/m", "/m/set", "/m/care", "/e", "/e/p5"),
    *("/e/bell", "/r", "/r/signs", "/page", "/read", "/k", "/k/{id}", "/d/{id}"),
)
# Pages of every build, and those whose words were once too long for twice the size.
_OPEN_IN_MODES = (
    *("/t", "/m", "/m/care", "/m/set", "/r/five", "/c/d", "/e/p6", "/e/how", "/n/{id}"),
    *("/page", "/i/cycle/guess"),
)
_LOCKED_IN_MODES = ("/", "/p", "/u/note", "/h/y", "/h/w")
_MODES = ("dark", "forced", "narrow", "large")
_SPILLED = """() => [...document.querySelectorAll('.needbtn, .stones label, .chip, .choice, .btn')]
  .filter((one) => one.clientWidth && one.scrollWidth > one.clientWidth + 1)
  .map((one) => one.textContent.trim())"""


@pytest.fixture(scope="module")
def german(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An app over a German journal with a simulated diary of six weeks."""
    for one in serving(tmp_path_factory.mktemp("german")):
        write_diary(one.place, language="de")
        yield one


@pytest.fixture(scope="module")
def inside(browser: Browser, german: Served) -> Iterator[Page]:
    """A page with that journal open."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    unlock(page, german.base)
    yield page
    context.close()


def fits(page: Page, width: int) -> None:
    """Assert that a page is German, fits with every drawer open and keeps words in buttons."""
    page.set_viewport_size({"width": width, "height": 844})
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert page.evaluate("document.documentElement.lang") == "de"
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(_SPILLED) == []


@pytest.mark.parametrize("path", _CORE)
def test_an_open_journal_is_accessible_and_fits_a_phone(
    inside: Page, german: Served, path: str
) -> None:
    """No violation on a phone, and each page fits, at 320 px too."""
    inside.goto(german.base + path.replace("{id}", entry_of(german, "episode")))
    for width in (320, 390):
        fits(inside, width)
    inside.evaluate(axe_source())
    result = inside.evaluate("axe.run(document, {resultTypes: ['violations']})")
    assert [(v["id"], v["nodes"][0]["html"][:160]) for v in result["violations"]] == []


@pytest.mark.parametrize("path", _LOCKED)
def test_what_is_there_without_opening_fits_a_phone(
    outside: Page, german: Served, path: str
) -> None:
    """The locked journal speaks its language to a browser that asks for English."""
    outside.goto(german.base + path)
    for width in (320, 390):
        fits(outside, width)


@pytest.mark.parametrize("path", _OPEN_IN_MODES)
def test_an_open_journal_passes_in_the_other_modes(inside: Page, german: Served, path: str) -> None:
    """Dark, forced colours, 320 px and twice the size: no violation, no sideways scroll."""
    inside.goto(german.base + path.replace("{id}", entry_of(german, "check_in")))
    inside.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert faults(inside, _MODES) == []


@pytest.mark.parametrize("path", _LOCKED_IN_MODES)
def test_what_needs_no_opening_passes_in_the_other_modes(
    outside: Page, german: Served, path: str
) -> None:
    """The same for the lock page, a breath, a note and help."""
    outside.goto(german.base + path)
    outside.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    assert faults(outside, _MODES) == []


def test_the_first_run_changes_its_language_with_one_tap(outside: Page, fresh: Served) -> None:
    """English first, German by a tap, and German to the end, also where nothing is kept yet."""
    outside.goto(fresh.launch)
    outside.click("text=Deutsch")
    outside.wait_for_selector("html[lang=de]")
    begin = outside.locator("text=Ja, beginnen").bounding_box()
    assert begin is not None
    assert begin["y"] + begin["height"] <= 844
    for button, after in (("Ja, beginnen", "2"), ("Weiter", "3"), ("Diese Wörter nehmen", "4")):
        fits(outside, 320)
        outside.click(f"text={button}")
        outside.wait_for_url(f"**/w/{after}")
    fits(outside, 320)


def test_scripts_speak_german(outside: Page, german: Served) -> None:
    """The breath is told in German by the script that counts it."""
    outside.goto(german.base + "/p")
    for words in ("Einatmen 1", "und langsam aus 1"):
        expect(outside.locator(".cue .in")).to_contain_text(words, timeout=15_000)
