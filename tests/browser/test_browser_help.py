"""Help, reflection, reading and questionnaires in a real browser: axe in every mode, no script."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from browser.test_browser_axe import faults
from leeward.web.pages.checkup.forms import TOPICS
from leeward.web.pages.reflect.views import TALKS
from leeward.web.reading import address, short_name

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PATHS = (
    *(f"/r/{key}" for key in sorted(TALKS)),
    *(f"/c/{key}" for key in sorted(TOPICS)),
    address("using-sex-to-cope"),
    f"/read/t/{short_name('coping')}",
    f"/q/{short_name('who-5')}",
    f"/q/{short_name('pss-4')}/words",
)


@pytest.mark.parametrize("path", PATHS)
def test_pages_with_a_name_pass_in_every_mode(at_home: Page, served: Served, path: str) -> None:
    """Pages the list of routes cannot name by itself pass as the others do."""
    at_home.goto(served.base + path)
    assert at_home.url.endswith(path)
    assert faults(at_home) == []


def test_what_follows_an_answer_passes_in_every_mode(outside: Page, served: Served) -> None:
    """The urgent page, opened by the two questions while locked, with and without a country."""
    outside.goto(f"{served.base}/h")
    outside.check("input[name=thoughts][value=yes]", force=True)
    outside.click("text=Show me what may help")
    outside.wait_for_url("**/then")
    assert faults(outside) == []
    outside.select_option("#country", "GB")
    outside.click("button:has-text('Show')")
    assert faults(outside) == []


def test_results_and_the_page_one_brings_pass_in_every_mode(at_home: Page, served: Served) -> None:
    """A result, closeness with its cards, the choice of lines and the finished sheet."""
    found = []
    at_home.goto(f"{served.base}/q/{short_name('who-5')}")
    for key in ("1", "2", "3", "4", "5"):
        at_home.check(f"input[name='{key}'][value='3']", force=True)
    at_home.click("text=See what comes out")
    found += faults(at_home)
    at_home.goto(f"{served.base}/r/bonds")
    for name in ("worry-leave", "worry-enough", "worry-silence", "worry-proof", "worry-steady"):
        at_home.check(f"input[name='{name}'][value='4']", force=True)
    at_home.click("text=Keep it")
    at_home.goto(f"{served.base}/r/bonds/now")
    found += faults(at_home)
    at_home.goto(f"{served.base}/page")
    found += faults(at_home)
    assert found == []


def test_help_works_without_a_script(browser: Browser, served: Served) -> None:
    """Questions, lines and the way back need no script and no passphrase."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.base}/h")
    page.check("input[name=act][value=yes]", force=True)
    page.click("text=Show me what may help")
    page.get_by_text("Call the emergency number now.").first.wait_for(timeout=10_000)
    page.goto(f"{served.base}/h/f")
    page.get_by_text("You are believed here.").first.wait_for(timeout=10_000)
    page.click("summary:has-text('Four private questions')")
    page.check("input[name=a][value='1']", force=True)
    page.click("text=That is what I wanted to say")
    page.get_by_text("Thank you for answering").first.wait_for(timeout=10_000)
    context.close()


@pytest.mark.parametrize("path", ["/h", "/h/f", "/r/five", "/q", "/read", "/page"])
def test_right_to_left_nothing_scrolls_sideways(at_home: Page, served: Served, path: str) -> None:
    """Mirrored and on a narrow screen, every page still fits."""
    at_home.set_viewport_size({"width": 320, "height": 800})
    at_home.goto(served.base + path)
    at_home.evaluate("document.documentElement.dir = 'rtl'")
    assert at_home.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
