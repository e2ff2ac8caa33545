"""Every page, in every mode, without an accessibility violation or sideways scroll."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from browser.conftest import PASSPHRASE
from leeward.web.asking import Needs
from leeward.web.pages import all_pages

if TYPE_CHECKING:
    from collections.abc import Iterable

    from playwright.sync_api import Browser, Page

    from browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]

COLOUR_RULES = ["color-contrast", "link-in-text-block"]
MODES: dict[str, dict[str, Any]] = {
    "light": {"width": 1280},
    "dark": {"width": 1280, "color_scheme": "dark", "rules": COLOUR_RULES},
    "forced": {"width": 390, "forced_colors": "active", "rules": COLOUR_RULES},
    "narrow": {"width": 320},
    "large": {"width": 390, "text": "200%"},
}
GETS = [page for page in all_pages() if "GET" in page.methods]
FIRST_RUN = frozenset({"/w", "/w/2", "/w/3", "/w/4", "/w/look"})
INSIDE = [p.path for p in GETS if p.needs is Needs.OPEN and p.path not in FIRST_RUN]
OUTSIDE = [p.path for p in GETS if p.needs is not Needs.OPEN and p.path not in FIRST_RUN]


@cache
def axe_source() -> str:
    """The checker itself, as it ships inside its Python package."""
    text: str = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
    return text


def faults(page: Page, modes: Iterable[str] = MODES) -> list[str]:
    """Run the checker in some modes and say what it found, and what scrolls sideways."""
    page.evaluate(axe_source())
    found = []
    for name in modes:
        mode = MODES[name]
        page.emulate_media(
            color_scheme=mode.get("color_scheme", "light"),
            forced_colors=mode.get("forced_colors", "none"),
            reduced_motion="reduce",
        )
        page.set_viewport_size({"width": mode["width"], "height": 900})
        page.evaluate(f"document.documentElement.style.fontSize = '{mode.get('text', '')}'")
        # Sticky bars cover what lies under them at some scroll position: show the whole page.
        tall = page.evaluate("document.documentElement.scrollHeight")
        page.set_viewport_size({"width": mode["width"], "height": min(int(tall), 12_000)})
        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        if wide > 0:
            found.append(f"{name}: scrolls sideways by {wide} px")
        options: dict[str, Any] = {"resultTypes": ["violations"]}
        if "rules" in mode:
            # Colours change what is seen, not what is there: only their rules run again.
            options["runOnly"] = {"type": "rule", "values": mode["rules"]}
        result = page.evaluate("options => axe.run(document, options)", options)
        found += [
            f"{name}: {v['id']}: {node['target']} {node['html'][:160]}"
            for v in result["violations"]
            for node in v["nodes"][:3]
        ]
    return found


def entry_of(served: Served, kind: str) -> str:
    """Return the id of an entry of some kind in the simulated diary."""
    journal = served.app.state.house.journal
    found: str = next(i.entry.id for i in journal.timeline.items() if i.entry.kind == kind)
    return found


@pytest.mark.parametrize("path", INSIDE)
def test_pages_inside_pass_in_every_mode(at_home: Page, served: Served, path: str) -> None:
    """No violation and no sideways scroll on any page of an open journal."""
    kind = "episode" if path.startswith("/k/") else "check_in"
    at_home.goto(served.base + path.replace("{id}", entry_of(served, kind)))
    assert faults(at_home) == []


@pytest.mark.parametrize("path", OUTSIDE)
def test_pages_outside_pass_in_every_mode(outside: Page, served: Served, path: str) -> None:
    """The same for the lock page, help, the pause and the plain page."""
    outside.goto(served.base + path)
    assert faults(outside) == []


def test_a_journal_that_is_not_in_its_place_passes_in_every_mode(
    browser: Browser, fresh: Served
) -> None:
    """The same where the file of a journal is gone, with its long path, in both languages."""
    fresh.place.create(PASSPHRASE).leeward.close()
    fresh.place.path.rename(fresh.place.path.with_name("elsewhere"))
    for language, words in (("en", "Look for the file"), ("de", "Nach der Datei suchen")):
        context = browser.new_context(locale=language)
        page = context.new_page()
        page.goto(fresh.launch)
        expect(page.get_by_role("heading", name=words)).to_be_visible()
        assert faults(page) == []
        context.close()


def test_the_first_run_passes_in_every_mode(outside: Page, fresh: Served) -> None:
    """The same for every screen of the first run."""
    outside.goto(fresh.launch)
    found = faults(outside)
    outside.click("text=Yes, begin")
    found += faults(outside)
    outside.click("text=Go on")
    found += faults(outside)
    outside.click("text=Use these words")
    outside.wait_for_url("**/w/4")
    found += faults(outside)
    assert found == []


def test_problems_pass_in_every_mode(at_home: Page, served: Served) -> None:
    """A page with problems passes too, and the focus is on the list of them."""
    at_home.goto(f"{served.base}/m/set")
    at_home.fill("#zone", "Mars")
    at_home.click("button:has-text('Save')")
    assert at_home.evaluate("document.activeElement.className") == "problems"
    assert faults(at_home) == []


def test_all_parts_pass_in_every_mode(outside: Page, parts_page: str) -> None:
    """Every part in the state that is easiest to get wrong."""
    outside.goto(parts_page)
    assert faults(outside) == []
