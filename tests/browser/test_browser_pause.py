"""The pause and the players in a real Chromium: taps, clocks, waves, no script, no motion."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from browser.conftest import unlock
from browser.test_browser_axe import faults
from leeward.content.practices import all_practices
from leeward.events import PauseEnded, PauseEnding, PracticeDone
from leeward.events.vocabulary import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Browser, Page

    from browser.conftest import Served
    from leeward.core.leeward import Leeward

pytestmark = pytest.mark.browser

PLAYED = [one.id for one in all_practices() if one.way]
SHOWN_KINDS = ("P1", "P3", "P5", "P6", "P10", "P16", "P17", "P18", "P21", "P22")
MOST_TAPS = 8
MOST_STEPS = 20


def journal_of(served: Served) -> Leeward:
    """Return the open journal behind the app."""
    journal: Leeward = served.app.state.house.journal
    return journal


def last_practice(served: Served) -> PracticeDone:
    """Return the practice stored last."""
    body = journal_of(served).history().of(PracticeDone)[-1].body
    assert isinstance(body, PracticeDone)
    return body


def counting(page: Page) -> Callable[[], int]:
    """Count taps from here on, on the page itself."""
    count = [0]
    page.expose_function("tapped", lambda: count.__setitem__(0, count[0] + 1))
    page.evaluate("document.addEventListener('pointerdown', () => tapped(), true)")
    page.add_init_script("document.addEventListener('pointerdown', () => window.tapped(), true)")
    return lambda: count[0]


def stone(page: Page, name: str, value: int) -> None:
    """Press one stone of a rating."""
    page.click(f'label:has(input[name="{name}"][value="{value}"])')


def test_a_whole_pause_takes_at_most_eight_taps(at_home: Page, served: Served) -> None:
    """Open, feeling, two ratings, need, way, done, done: the rest can be skipped."""
    before = len(journal_of(served).history().of(PauseEnded))
    taps = counting(at_home)
    at_home.click("nav >> text=Pause")
    expect(at_home.locator(".cue")).to_contain_text("Breathe in")
    assert taps() == 1
    at_home.click('button[name="emotions"] >> nth=0')
    stone(at_home, "distress", 6)
    stone(at_home, "urge", 7)
    at_home.click('button[name="need"][value="distraction"]')
    at_home.click('button[name="way"]:not([value="P7"]) >> nth=0')
    at_home.click("[data-done]:visible")
    at_home.click('button[name="then"][value="done"]')
    at_home.wait_for_url("**/t")
    assert taps() <= MOST_TAPS
    ended = [e.body for e in journal_of(served).history().of(PauseEnded)]
    assert len(ended) == before + 1
    assert isinstance(ended[-1], PauseEnded)
    assert ended[-1].ending is PauseEnding.FINISHED


def test_ratings_and_needs_stand_on_one_phone_screen(at_home: Page, served: Served) -> None:
    """Both ratings and six cards of one size are in sight without scrolling."""
    at_home.goto(f"{served.base}/p")
    at_home.click('button[name="emotions"] >> nth=0')
    cards = at_home.locator('button[name="need"]')
    expect(cards).to_have_count(6)
    boxes = [box for n in range(6) if (box := cards.nth(n).bounding_box())]
    assert len({(round(b["width"]), round(b["height"])) for b in boxes}) == 1
    assert max(b["y"] + b["height"] for b in boxes) <= 844


@pytest.mark.slow
@pytest.mark.parametrize("way", PLAYED)
def test_every_player_goes_from_start_to_stop(at_home: Page, served: Served, way: str) -> None:
    """Step after step to the end, with the stop rule in sight, and stored when done."""
    faulty: list[str] = []
    at_home.on("pageerror", lambda error: faulty.append(str(error)))
    at_home.goto(f"{served.base}/e/{way.lower()}")
    expect(at_home.locator(".live .stepcard.now")).to_have_count(1)
    stone(at_home, "before", 6)
    for _ in range(MOST_STEPS):
        expect(at_home.locator(".foot .stop")).to_be_in_viewport()
        if at_home.locator("[data-after].now").count():
            break
        at_home.click("[data-next]")
    stone(at_home, "distress", 4)
    at_home.click('button[name="then"][value="done"]')
    at_home.wait_for_url("**/e")
    done = last_practice(served)
    assert (done.practice, done.distress_before, done.distress_after) == (way, 6, 4)
    assert faulty == []


def test_the_wave_is_drawn_from_the_persons_own_ratings(at_home: Page, served: Served) -> None:
    """Each rating adds a point to the picture, and the course is stored with its seconds."""
    at_home.goto(f"{served.base}/e/p6")
    at_home.click("[data-next]")
    stone(at_home, "wave-0", 5)
    for _ in range(3):
        at_home.click("[data-next]")
    stone(at_home, "wave-1", 8)
    expect(at_home.locator("[data-wave] .dot")).to_have_count(2)
    expect(at_home.locator("[data-wave]")).to_have_attribute(
        "aria-label", "Your ratings so far: 5, 8"
    )
    at_home.click("[data-done]")
    at_home.click('button[name="then"][value="done"]')
    at_home.wait_for_url("**/e")
    assert [value for _, value in last_practice(served).urge_course] == [5, 8]


def test_a_timer_is_right_after_the_page_was_away(at_home: Page, served: Served) -> None:
    """The clock goes by the wall, not by the page; Hold stops it."""
    at_home.clock.install()
    at_home.goto(f"{served.base}/e/p15")
    at_home.click("[data-next]")
    at_home.click("[data-next]")
    face = at_home.locator(".stepcard.now [data-clock]")
    at_home.click('label[for="hold"]')
    held = face.inner_text()
    at_home.clock.fast_forward("02:00")
    assert face.inner_text() == held
    at_home.click('label[for="hold"]')
    at_home.clock.fast_forward("20:00")
    expect(face).to_have_text("Time is round")


def test_without_motion_the_words_carry_the_count(at_home: Page, served: Served) -> None:
    """Reduced motion: nothing moves, and the cue still counts."""
    at_home.emulate_media(reduced_motion="reduce")
    at_home.goto(f"{served.base}/p")
    expect(at_home.locator(".cue .in")).to_contain_text("Breathe in")
    expect(at_home.locator(".cue .in")).to_contain_text("3")
    moving = "document.querySelector('.pacer').getAnimations({subtree: true}).length"
    assert at_home.evaluate(moving) == 0
    at_home.emulate_media(reduced_motion="no-preference")
    at_home.goto(f"{served.base}/p")
    expect(at_home.locator(".driven")).to_have_count(1)
    assert at_home.evaluate(moving) > 0


def test_words_to_be_deleted_never_leave_the_page(at_home: Page, served: Served) -> None:
    """What was written and is not kept is not even sent."""
    sent: list[str] = []
    at_home.on("request", lambda r: sent.append(r.post_data or "") if r.method == "POST" else None)
    at_home.goto(f"{served.base}/e/p21")
    at_home.click("[data-next]")
    at_home.fill(".stepcard.now textarea", "unsendable words")
    at_home.click("[data-done]")
    at_home.click('button[name="then"][value="done"]')
    at_home.wait_for_url("**/e")
    assert sent
    assert not [body for body in sent if "unsendable" in body]
    assert last_practice(served).words == ""


def test_worse_brings_another_kind(at_home: Page, served: Served) -> None:
    """One press in the foot, at any step, leads to something of another kind."""
    at_home.goto(f"{served.base}/e/p20")
    at_home.click("text=This makes it worse")
    expect(at_home.locator("h1")).to_have_text("That went the wrong way")
    assert last_practice(served).reason == "worse"
    at_home.click('button[name="way"]:not([value="P7"]) >> nth=0')
    expect(at_home.locator(".live .stepcard.now")).to_have_count(1)


def test_locked_and_without_a_script_the_pause_is_sealed(
    browser: Browser, served: Served, at_home: Page
) -> None:
    """Plain forms from the lock page to the end, with nothing opened."""
    assert at_home.url.startswith(served.base)
    served.app.state.house.lock()
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served.base}/")
    page.click("text=Take a pause")
    expect(page.locator(".cue")).to_contain_text("Breathe in")
    page.click('button[name="emotions"][value="shame"]')
    stone(page, "distress", 8)
    page.click('button[name="need"][value="connection"]')
    offered = [b.get_attribute("value") for b in page.locator('button[name="way"]').all()]
    assert not {"P16", "P17", "P22", "reach", "sex"} & set(offered)
    page.click('button[name="way"]:not([value="P7"]) >> nth=0')
    assert page.locator(".stepcard").first.is_visible()
    page.click("text=I’m done")
    stone(page, "distress", 5)
    page.click('button[name="then"][value="done"]')
    expect(page.locator(".sealed")).to_contain_text("Read it after unlocking")
    assert served.app.state.house.journal is None
    context.close()
    unlock(at_home, served.base)
    assert journal_of(served).history().of(PauseEnded)[-1].source is Source.LOCKED


def test_a_player_outlives_the_lock(at_home: Page, served: Served) -> None:
    """The lock takes the keys and leaves the practice: its form is sealed."""
    at_home.goto(f"{served.base}/e/p13")
    served.app.state.house.lock()
    at_home.click("[data-next]")
    at_home.click("[data-done]")
    at_home.click('button[name="then"][value="done"]')
    expect(at_home.locator(".sealed")).to_contain_text("Read it after unlocking")
    unlock(at_home, served.base)
    assert last_practice(served).practice == "P13"


def test_only_the_pause_stays_when_the_journal_locks(at_home: Page, served: Served) -> None:
    """After stopping, the page shown next is one that the lock replaces again."""
    at_home.goto(f"{served.base}/p")
    stays = "'stay' in document.documentElement.dataset"
    assert at_home.evaluate(stays)
    at_home.click('button[name="emotions"] >> nth=0')
    at_home.wait_for_selector('button[name="need"]')
    assert at_home.evaluate(stays)
    at_home.click("text=Stop here")
    at_home.wait_for_selector("h1:has-text('Good')")
    # The mark falls once the new page has settled, a moment after its words are there.
    expect(at_home.locator("html:not([data-stay])")).to_be_attached()


@pytest.mark.slow
@pytest.mark.parametrize("way", SHOWN_KINDS)
def test_players_pass_in_every_mode(at_home: Page, served: Served, way: str) -> None:
    """No violation and no sideways scroll in any kind of player, at a step and at the end."""
    at_home.goto(f"{served.base}/e/{way.lower()}")
    at_home.click("[data-next]")
    at_home.click("[data-next]")
    assert faults(at_home) == []


@pytest.mark.slow
def test_the_steps_of_the_flow_pass_in_every_mode(at_home: Page, served: Served) -> None:
    """The same for ratings and need, for choosing, and for the look at how it is after."""
    at_home.goto(f"{served.base}/p")
    at_home.click('button[name="emotions"] >> nth=2')
    at_home.wait_for_selector('button[name="need"]')
    found = faults(at_home)
    at_home.click('button[name="need"][value="comfort"]')
    at_home.wait_for_selector('button[name="way"]')
    found += faults(at_home)
    at_home.click('button[name="way"][value="wait"]')
    at_home.click("[data-done]:visible")
    found += faults(at_home)
    assert found == []
