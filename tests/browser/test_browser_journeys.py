"""Whole journeys in a real Chromium: first run, check-in, leaving, keyboard, no script."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Request

    from browser.conftest import Served

pytestmark = pytest.mark.browser

PASSPHRASE = "lantern gravel pillow orchard seven"
NEEDS = ("connection", "comfort", "release", "distraction", "pleasure", "unsure")


def stone(page: Page, name: str, value: int) -> None:
    """Press one stone of a rating."""
    page.click(f'label:has(input[name="{name}"][value="{value}"])')


def test_the_first_run_takes_at_most_six_screens(outside: Page, fresh: Served) -> None:
    """Gate, shared devices, passphrase, recovery key, first check-in: five screens."""
    screens: list[str] = []
    outside.on("framenavigated", lambda frame: screens.append(frame.url))
    outside.goto(fresh.launch)
    outside.click("text=Yes, begin")
    outside.click("text=Go on")
    outside.click("text=Use these words")
    outside.wait_for_url("**/w/4")
    words = [w.inner_text() for w in outside.locator(".keywords li").all()]
    for field in ("first", "second"):
        label = outside.locator(f'label[for="{field}"]').inner_text()
        found = re.search(r"\d+", label)
        assert found is not None
        outside.fill(f"#{field}", words[int(found.group()) - 1].split()[-1])
    outside.click("button:has-text('Go on')")
    outside.wait_for_url("**/t")
    stone(outside, "distress", 5)
    outside.click('button[name="need"][value="comfort"]')
    expect(outside.locator("[role=status]").first).to_contain_text("Saved.")
    shown = [u for n, u in enumerate(screens) if n == 0 or u != screens[n - 1]]
    assert len([u for u in shown if "/l?" not in u]) <= 6


def test_a_check_in_is_four_taps_on_one_phone_screen(at_home: Page) -> None:
    """Three stones and one need save it; all four are in sight without scrolling."""
    places = [
        'label:has(input[name="distress"][value="6"])',
        'label:has(input[name="urge"][value="4"])',
        'label:has(input[name="security"][value="3"])',
        'button[name="need"][value="release"]',
    ]
    bar = at_home.locator(".nav").bounding_box()
    assert bar is not None
    for place in places:
        box = at_home.locator(place).bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= bar["y"]
        assert min(box["width"], box["height"]) >= 40
    for place in places:
        at_home.click(place)
    expect(at_home.locator("[data-toast]")).to_contain_text("Saved.")
    expect(at_home.locator(".entry").first).to_contain_text("release")


def test_the_six_needs_are_equal(at_home: Page) -> None:
    """All six answers have one size and one weight."""
    boxes = [at_home.locator(f'button[value="{need}"]').bounding_box() for need in NEEDS]
    sizes = {(round(b["width"]), round(b["height"])) for b in boxes if b is not None}
    assert len(sizes) == 1
    assert len(boxes) == 6


def test_undo_takes_the_entry_back(at_home: Page) -> None:
    """The toast's one action withdraws what was just saved."""
    before = at_home.locator(".entry").count()
    stone(at_home, "distress", 9)
    at_home.click('button[name="need"][value="unsure"]')
    at_home.click("[data-toast] button")
    at_home.wait_for_url("**/j")
    at_home.click("nav >> text=Today")
    assert at_home.locator(".entry").count() == before


def test_what_is_said_after_saving_covers_nothing_to_press(at_home: Page, served: Served) -> None:
    """Away from Today the words keep a place of their own; nothing moves when they have gone."""
    at_home.goto(f"{served.base}/e/shut")
    at_home.click("main form button")
    said = at_home.locator("[data-toast]")
    expect(said).to_contain_text("Saved.")
    crumb = at_home.locator(".crumbs a")
    place = crumb.bounding_box()
    crumb.click(trial=True, timeout=2_000)
    said.evaluate("one => one.classList.add('gone')")
    expect(said).not_to_be_visible()
    assert crumb.bounding_box() == place


def test_a_long_plan_is_whole_on_paper(at_home: Page, served: Served) -> None:
    """A field grows with its words, so that nothing is cut off where it is printed."""
    at_home.goto(f"{served.base}/r/plan")
    words = at_home.locator("main textarea").first
    words.fill("\n".join(["I stop answering messages."] * 14))
    for media in ("screen", "print"):
        at_home.emulate_media(media=media)
        assert words.evaluate("one => one.scrollHeight <= one.clientHeight")
    assert at_home.locator(".btn:visible, .crumbs:visible").count() == 0


@pytest.mark.parametrize("how", ["button", "shift"])
def test_leaving_covers_first_drops_keys_and_back_shows_only_the_lock_page(
    at_home: Page, served: Served, how: str
) -> None:
    """After Exit the plain page stands there; going back, however often, shows nothing."""
    at_home.goto(f"{served.base}/j")
    asked: list[str] = []
    at_home.on("request", lambda request: note(request, asked))
    if how == "button":
        at_home.click(".exit")
    else:
        for _ in range(3):
            at_home.keyboard.press("Shift")
    at_home.wait_for_url("**/b")
    assert asked[0] == "POST /x"
    assert served.app.state.house.journal is None
    assert at_home.title() == "Calendar"
    for _ in range(3):
        at_home.go_back()
        at_home.wait_for_load_state()
        words = at_home.locator("body").inner_text()
        if at_home.url.startswith(served.base):
            assert "Journal" not in words
            assert "Today" not in words


def note(request: Request, asked: list[str]) -> None:
    """Keep what was asked for, static files apart."""
    path = "/" + request.url.split("/", 3)[3]
    if not path.startswith("/a/"):
        asked.append(f"{request.method} {path}")


def test_typing_capitals_never_leaves(at_home: Page, served: Served) -> None:
    """Shift with a letter is writing, not leaving."""
    at_home.click("text=Add more")
    at_home.click("#note")
    for letter in "ABCDE":
        at_home.keyboard.press(f"Shift+{letter}")
    at_home.wait_for_timeout(300)
    assert at_home.url == f"{served.base}/t"


def test_a_double_tap_in_the_corner_leaves_on_touch(browser: Browser, served: Served) -> None:
    """Phones have no Shift: two quick taps in the top left corner do the same."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = context.new_page()
    page.goto(f"{served.base}/h")
    page.touchscreen.tap(30, 30)
    page.wait_for_timeout(60)
    page.touchscreen.tap(30, 30)
    page.wait_for_url("**/b")
    context.close()


def test_a_hidden_window_is_blurred(at_home: Page) -> None:
    """What is hidden is unreadable in the switcher of the system."""
    at_home.evaluate(
        "Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true});"
        "document.dispatchEvent(new Event('visibilitychange'))"
    )
    assert "blur" in at_home.evaluate("getComputedStyle(document.body).filter")


def test_the_browser_keeps_nothing(at_home: Page, served: Served) -> None:
    """No storage of the browser holds anything, and the cookie is out of reach."""
    at_home.goto(f"{served.base}/j")
    kept = at_home.evaluate(
        "async () => [localStorage.length, sessionStorage.length, document.cookie,"
        " (await caches.keys()).length, (await indexedDB.databases()).length]"
    )
    assert kept == [0, 0, "", 0, 0]


def test_the_policy_holds_in_the_browser(at_home: Page, served: Served) -> None:
    """Going through the pages breaks no rule of the policy and asks nobody else."""
    heard: list[str] = []
    others: list[str] = []
    at_home.on("console", lambda m: heard.append(m.text) if m.type == "error" else None)
    at_home.on("request", lambda r: None if r.url.startswith(served.base) else others.append(r.url))
    for path in ("/t", "/k", "/g", "/j", "/i", "/week", "/m/set", "/m/pass", "/p", "/h"):
        at_home.goto(served.base + path)
    assert heard == []
    assert others == []


def test_searching_while_typing(at_home: Page, served: Served) -> None:
    """The list follows the words, the address stays as it was, the field keeps the focus."""
    at_home.goto(f"{served.base}/j")
    at_home.locator("#words").press_sequentially("nothing has this word")
    expect(at_home.locator("#found")).to_contain_text("Nothing matches")
    assert at_home.url == f"{served.base}/j"
    assert at_home.evaluate("document.activeElement.id") == "words"
    at_home.fill("#words", "")
    expect(at_home.locator("#found .entry").first).to_be_visible()


def test_without_a_script_check_in_help_and_exit_work(browser: Browser, served: Served) -> None:
    """Unlock, check in, change words, find help and leave: plain forms are enough."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.base}/h")
    expect(page.locator("body")).to_contain_text("112")
    page.select_option("#country", "GB")
    page.click("text=Show")
    expect(page.locator("body")).to_contain_text("Samaritans")
    page.goto(f"{served.base}/")
    page.fill("#passphrase", PASSPHRASE)
    page.click("text=Open >> nth=0")
    page.wait_for_url("**/t")
    stone(page, "distress", 4)
    page.click('button[name="need"][value="connection"]')
    expect(page.locator("[role=status]").first).to_contain_text("Saved.")
    page.click(".exit")
    page.wait_for_url("**/b")
    assert served.app.state.house.journal is None
    context.close()


def test_a_look_back_by_keyboard_alone(at_home: Page, served: Served) -> None:
    """Tab, arrows and Enter go through the essentials; the focus is always seen."""
    at_home.goto(f"{served.base}/k")
    at_home.keyboard.press("Tab")
    assert at_home.evaluate("document.activeElement.className") == "skip"
    at_home.keyboard.press("Enter")
    for _ in range(40):
        at_home.keyboard.press("Tab")
        name = at_home.evaluate("document.activeElement.name || ''")
        outline = at_home.evaluate(
            "(e => getComputedStyle(e).outlineStyle + getComputedStyle(e.closest('label') || e)"
            ".outlineStyle)(document.activeElement)"
        )
        assert outline != "nonenone"
        if name in {"kind", "when", "distress_before", "distress_after", "coping"}:
            at_home.keyboard.press("Space")
        if name == "coping":
            break
    at_home.keyboard.press("Tab")
    assert at_home.evaluate("document.activeElement.textContent") == "Save"
    at_home.keyboard.press("Enter")
    at_home.wait_for_url("**/t")
    expect(at_home.locator("[data-toast]")).to_contain_text("Saved.")


def test_no_focus_hides_under_a_bar(at_home: Page) -> None:
    """Whatever has the focus lies clear of the top and the bottom bar."""
    top = at_home.locator(".top").bounding_box()
    bar = at_home.locator(".nav").bounding_box()
    assert top is not None
    assert bar is not None
    at_home.locator("#main").focus()
    for _ in range(14):
        at_home.keyboard.press("Tab")
        low, high = at_home.evaluate(
            "(r => [r.top, r.bottom])((document.activeElement.closest('label') ||"
            " document.activeElement).getBoundingClientRect())"
        )
        assert high > top["y"] + top["height"] - 1
        assert low < bar["y"] + 1


def test_reduced_motion_stands_still(outside: Page, served: Served) -> None:
    """Under reduced motion the pacer does not move and the words carry the count."""
    outside.emulate_media(reduced_motion="reduce")
    outside.goto(f"{served.base}/p")
    assert (
        outside.evaluate("getComputedStyle(document.querySelector('.swell')).animationName")
        == "none"
    )
    assert outside.evaluate("getComputedStyle(document.querySelector('.cue .out')).opacity") == "1"
    outside.emulate_media(reduced_motion="no-preference")
    outside.reload()
    assert moves(outside)
    outside.click('label[for="hold"]')
    outside.wait_for_timeout(100)
    assert not moves(outside)


def moves(page: Page) -> bool:
    """Whether the hill of the pacer changes its shape within half a second."""
    shape = "getComputedStyle(document.querySelector('.swell')).transform"
    before = page.evaluate(shape)
    page.wait_for_timeout(500)
    return bool(page.evaluate(shape) != before)


def test_targets_are_large_enough(at_home: Page, served: Served) -> None:
    """Every button and field is at least 24 px on its shorter side, at 320 px too."""
    at_home.set_viewport_size({"width": 320, "height": 800})
    for path in ("/t", "/k", "/j", "/m/set"):
        at_home.goto(served.base + path)
        small = at_home.evaluate(
            "[...document.querySelectorAll('button, select, summary, .chip, .stones label')]"
            ".filter(e => e.offsetParent && Math.min(e.offsetWidth, e.offsetHeight) < 24)"
            ".map(e => e.outerHTML.slice(0, 120))"
        )
        assert small == []
    at_home.set_viewport_size({"width": 390, "height": 844})
