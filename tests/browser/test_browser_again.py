"""Notes that ask again, in a real browser: by keyboard alone, and without a fault in any mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.conftest import PASSPHRASE, write_diary
from browser.test_browser_axe import entry_of, faults

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

SECOND = "walnut ferry eleven quiet button"
WORDS = "only for me and nobody else"


def tab_to(page: Page, words: str) -> None:
    """Go on with the Tab key until the focus is on something with these words."""
    for _ in range(80):
        page.keyboard.press("Tab")
        found = page.evaluate(
            "() => { const e = document.activeElement;"
            " return (e.labels && e.labels[0] ? e.labels[0] : e).innerText || ''; }"
        )
        if found.strip().startswith(words):
            return
    raise AssertionError(f"the keyboard does not reach: {words}")


def test_a_note_is_put_away_and_read_again_by_keyboard(outside: Page, fresh: Served) -> None:
    """Make the key, put a note behind it, read it and bring it back; every state passes the checker."""
    write_diary(fresh.place)
    page = outside
    page.goto(f"{fresh.base}/")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    page.wait_for_url("**/t")
    found = []
    page.goto(f"{fresh.base}/m/again")
    tab_to(page, "Make a second key")
    page.keyboard.press("Enter")
    page.wait_for_url("**/m/again/new")
    found += faults(page)
    for label, words in (
        ("The second key", SECOND),
        ("The same once more", SECOND),
        ("The passphrase of the journal", PASSPHRASE),
    ):
        tab_to(page, label)
        page.keyboard.type(words)
    page.keyboard.press("Enter")
    page.wait_for_url("**/m/again")
    entry = entry_of(fresh, "check_in")
    page.goto(f"{fresh.base}/n/{entry}")
    tab_to(page, "Ask again for this")
    page.keyboard.press("Enter")
    page.wait_for_url("**/again")
    found += faults(page)
    tab_to(page, "Put it behind the key")
    page.keyboard.press("Enter")
    page.wait_for_url("**/j")
    page.goto(f"{fresh.base}/n/{entry}")
    assert page.url.endswith("/j")
    page.goto(f"{fresh.base}/m/again")
    tab_to(page, "Write something that goes there")
    page.keyboard.press("Enter")
    tab_to(page, "In my own words")
    page.keyboard.type(WORDS)
    found += faults(page)
    tab_to(page, "Put it away")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Put away.")
    tab_to(page, "The second key")
    page.keyboard.type(SECOND)
    page.keyboard.press("Enter")
    page.wait_for_selector("text=Put the key away")
    tab_to(page, "Reflection")
    page.keyboard.press("Enter")
    assert page.locator(f"text={WORDS}").is_visible()
    found += faults(page)
    tab_to(page, "Back into the journal")
    page.keyboard.press("Enter")
    page.wait_for_selector("text=It is in the journal again.")
    page.goto(f"{fresh.base}/j")
    assert page.locator(f"text={WORDS}").first.is_visible()
    page.goto(f"{fresh.base}/m/again")
    assert page.locator("#key").is_visible()
    assert found == []
