"""The phone's site in Chromium: offline, paired, sealed, brought home once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from browser.test_browser_axe import faults
from leeward.core.opening import Place
from leeward.events import CheckIn, Episode, LookBack, PauseEnded, PauseStarted, Urge, WayOffered
from leeward.events.vocabulary import Source
from leeward.phone.pairing import Pairing
from leeward.phone.parcel import frames as frames_of
from leeward.phone.parcel import read
from leeward.phone.receiving import pairing, receive
from leeward.phone.site import SiteOptions, build, pages
from leeward.vault import crypto
from leeward.vault.testing import FastKdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, Request

pytestmark = pytest.mark.browser

PASSPHRASE = "lantern gravel pillow orchard seven"
FOLDER = "a/sub"
CONTROLLED = """() => new Promise((done) => navigator.serviceWorker.controller
  ? done() : navigator.serviceWorker.addEventListener("controllerchange", () => done()))"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class says so
        """Say nothing."""


@dataclass(frozen=True, slots=True)
class Host:
    """A plain host of static files, with the site in a folder of it."""

    base: str
    seen: list[str]


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Host]:
    """Serve a built site from a folder below the root."""
    root = tmp_path_factory.mktemp("host")
    build(root / FOLDER)
    seen: list[str] = []

    class Seen(Quiet):
        def send_head(self) -> Any:
            seen.append(self.path)
            return super().send_head()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Seen, directory=str(root)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Host(f"http://localhost:{server.server_address[1]}/{FOLDER}/", seen)
    server.shutdown()
    server.server_close()


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    """A phone that has not been here before."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, timezone_id="Europe/Berlin"
    )
    yield context
    context.close()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    """A journal on the computer, locked."""
    made = Place(path=tmp_path / "j.leeward", state=tmp_path / "state", kdf=FastKdf())
    made.create(PASSPHRASE).leeward.close()
    return made


def ready(context: BrowserContext, host: Host, path: str = "") -> Page:
    """Open the site past its first notice, and wait until it is at hand offline."""
    page = context.new_page()
    page.add_init_script("localStorage.setItem('seen', '1')")
    page.goto(host.base + path)
    # The policy forbids what `wait_for_function` does.
    page.evaluate(CONTROLLED)
    return page


def pair(page: Page, host: Host, place: Place) -> None:
    """Follow the address of the pairing code."""
    known = pairing(place)
    page.goto(known.address(host.base))
    page.click("[data-take]")
    expect(page.locator("[data-check]")).to_have_text(known.check)
    assert "#" not in page.url


def stone(page: Page, name: str, value: int) -> None:
    """Press one stone of a rating."""
    page.click(f'label:has(input[name="{name}"][value="{value}"])')


def parcel_of(page: Page, host: Host) -> bytes:
    """Save what waits as a file."""
    page.goto(host.base + "home.html")
    page.evaluate("navigator.canShare = undefined")
    with page.expect_download() as found:
        page.click("[data-file]")
    assert found.value.suggested_filename.startswith("notes-")
    return Path(found.value.path()).read_bytes()


def bodies(place: Place) -> list[Any]:
    """Unlock, and return what came from the phone, by time."""
    with place.open(PASSPHRASE) as leeward:
        return [e.body for e in leeward.history().entries if e.source is Source.PHONE]


def test_the_first_visit_says_who_may_look(phone: BrowserContext, host: Host) -> None:
    """Before anything else stands a notice, with the age and the way to a plain page."""
    page = phone.new_page()
    page.goto(host.base)
    page.wait_for_url("**/first.html")
    expect(page.locator("h1")).to_have_text("Before you put this on a phone")
    page.click("text=I am 18 or over")
    page.wait_for_url("**/index.html")
    page.goto(host.base)
    expect(page.locator("h1")).to_have_text("Notes")


def test_every_page_opens_without_a_connection(phone: BrowserContext, host: Host) -> None:
    """Cut off, every page of the list opens whole, from a folder of the host."""
    page = ready(phone, host)
    phone.set_offline(True)
    failed: list[str] = []

    def note(request: Request) -> None:
        # Going on to the next page ends what the last one still asked for.
        if request.failure != "net::ERR_ABORTED":
            failed.append(request.url)

    page.on("requestfailed", note)
    page.on("pageerror", lambda error: failed.append(str(error)))
    for path in pages(SiteOptions()):
        if path.endswith(".html"):
            page.goto(host.base + path)
            expect(page.locator("h1").first).to_be_attached()
    page.goto(host.base)
    assert failed == []


def test_the_worker_keeps_the_list_and_nothing_else(phone: BrowserContext, host: Host) -> None:
    """What is cached after use is exactly the list, and nothing the page wrote is in it."""
    page = ready(phone, host)
    page.goto(host.base + "note.html?x=1#y")
    page.evaluate("fetch('robots.txt')")
    kept = page.evaluate(
        "caches.keys().then((n) => caches.open(n[0])).then((c) => c.keys())"
        ".then((k) => k.map((r) => r.url))"
    )
    wanted = {host.base + path for path in pages(SiteOptions()) if not path.endswith("-512.png")}
    assert set(kept) == wanted


def test_what_is_written_offline_comes_home_once(
    phone: BrowserContext, host: Host, place: Place
) -> None:
    """Pair, lose the connection, write all kinds, bring the file home twice: each is there once."""
    page = ready(phone, host)
    pair(page, host, place)
    phone.set_offline(True)
    page.goto(host.base + "note.html")
    stone(page, "distress", 7)
    stone(page, "urge", 4)
    page.click("summary:has-text('Add more')")
    page.click('label:has(input[name="triggers"][value="conflict"])')
    page.fill("#note", "Grüße, “quoted” ∑")
    page.click('button[value="comfort"]')
    expect(page.locator("[data-saved]")).to_be_visible()
    page.goto(host.base + "urge.html")
    stone(page, "strength", 6)
    page.click('label:has(input[name="outcome"][value="rode_out"])')
    page.click("text=Seal it")
    expect(page.locator("[data-saved]")).to_be_visible()
    page.goto(host.base + "back.html")
    page.click('label:has(input[name="kind"][value="partnered"])')
    page.click('label:has(input[name="when"][value="hour"])')
    stone(page, "distress_before", 5)
    stone(page, "coping", 2)
    page.click("text=Seal it")
    expect(page.locator("[data-saved]")).to_be_visible()
    page.goto(host.base)
    expect(page.locator("[data-waiting] [data-count]")).to_have_text("3")
    data = parcel_of(page, host)
    assert b"comfort" not in data
    first = receive(place, data)
    expect(page.locator("[data-number]")).to_have_text(first.number)
    assert receive(place, data) == first
    assert (first.seals, first.waiting) == (4, 4)
    found = bodies(place)
    receive(place, data)
    assert bodies(place) == found
    check_in = next(b for b in found if isinstance(b, CheckIn))
    assert (check_in.distress, check_in.urge, check_in.need) == (7, 4, "comfort")
    assert (check_in.triggers[0].name, check_in.triggers[0].trigger_class) == ("conflict", "threat")
    assert check_in.note == "Grüße, “quoted” ∑"
    urge = next(b for b in found if isinstance(b, Urge))
    assert (urge.strength, urge.outcome) == (6, "rode_out")
    back = next(b for b in found if isinstance(b, LookBack))
    assert (back.distress_before, back.coping, back.distress_after) == (5, 2, None)
    assert [b.kind for b in found if isinstance(b, Episode)] == ["partnered"]
    page.click("[data-letgo]")
    expect(page.locator("[data-said]")).to_contain_text("gone from this phone")
    page.goto(host.base)
    expect(page.locator("[data-waiting]")).to_be_hidden()


def test_a_pause_is_sealed_as_it_goes(phone: BrowserContext, host: Host, place: Place) -> None:
    """Eight taps from the first page to a way; each step, the fixed offer and the end come home."""
    page = ready(phone, host)
    pair(page, host, place)
    phone.set_offline(True)
    page.goto(host.base)
    page.click("text=Take a pause")
    expect(page.locator('[data-screen="breathe"]')).to_be_visible()
    page.click('[data-screen="breathe"] [data-go]')
    page.click('label:has(input[name="emotions"][value="loneliness"])')
    page.click('[data-screen="name"] [data-go]')
    stone(page, "distress", 8)
    page.click('[data-screen="rate"] [data-go]')
    page.click('[data-need="comfort"]')
    page.click('[data-screen="choose"] [data-way="P3"]')
    place_of = page.locator('[data-screen="way"]')
    expect(place_of.locator("h1")).to_have_text("Five things I see")
    for _ in range(7):
        place_of.locator("[data-next]").click()
    stone(page, "distress_after", 5)
    page.click("[data-end=finished]")
    expect(page.locator('[data-screen="done"]')).to_be_visible()
    page.click("[data-screen=done] .btn:has-text('Done')")
    page.wait_for_url("**/index.html")
    receive(place, parcel_of(page, host))
    found = bodies(place)
    started = [b for b in found if isinstance(b, PauseStarted)]
    assert [b.locked for b in started] == [True]
    offer = next(b for b in found if isinstance(b, WayOffered))
    assert (offer.ways[0], offer.propensities[0], offer.randomised) == (
        offer.eligible[0],
        1.0,
        False,
    )
    assert not {"P16", "P17", "P22"} & set(offer.eligible)
    ended = next(b for b in found if isinstance(b, PauseEnded))
    assert (ended.way, ended.distress, ended.choice) == ("P3", 5, "practice")


def test_pleasure_is_offered_nothing(phone: BrowserContext, host: Host) -> None:
    """Pleasure goes straight to choosing, on a phone nobody paired too."""
    page = ready(phone, host, "pause.html")
    for screen in ("breathe", "name", "rate"):
        page.click(f'[data-screen="{screen}"] [data-go]')
    page.click('[data-need="pleasure"]')
    expect(page.locator("[data-offer]")).to_be_hidden()
    page.click('[data-choice="sex"]')
    page.click("[data-end=finished]")
    expect(page.locator('[data-screen="done"] [data-unpaired]')).to_be_visible()


def test_an_unpaired_phone_says_so_and_keeps_nothing(phone: BrowserContext, host: Host) -> None:
    """Nothing is kept before pairing, and a mistyped pairing text is found."""
    page = ready(phone, host, "note.html")
    stone(page, "distress", 3)
    page.click("text=Seal it")
    expect(page.locator("[data-problem]")).to_contain_text("not paired")
    page.goto(host.base + "pair.html#N1" + "A" * 84)
    page.click("[data-take]")
    expect(page.locator("[data-problem]")).to_contain_text("letter is wrong")


def test_another_key_is_not_taken_unseen(
    phone: BrowserContext, host: Host, place: Place, vectors: Path
) -> None:
    """A second pairing says what it replaces, and is refused while sealed notes wait."""
    page = ready(phone, host)
    pair(page, host, place)
    given = json.loads((vectors / "outbox.json").read_text())
    other = Pairing(vault=given["vault"], public=bytes.fromhex(given["public"]))
    page.goto(other.address(host.base))
    page.click("[data-take]")
    expect(page.locator("[data-problem]")).to_contain_text("another journal")
    page.click("[data-take]")
    expect(page.locator("[data-check]")).to_have_text(other.check)
    page.goto(host.base + "urge.html")
    stone(page, "strength", 2)
    page.click("text=Seal it")
    expect(page.locator("[data-saved]")).to_be_visible()
    page.goto(pairing(place).address(host.base))
    page.click("[data-take]")
    expect(page.locator("[data-problem]")).to_contain_text("Press Pair once more")
    page.click("[data-take]")
    expect(page.locator("[data-problem]")).to_contain_text("still wait here")


def test_nothing_readable_stays_on_the_phone(
    phone: BrowserContext, host: Host, place: Place
) -> None:
    """All storage holds seals, and neither an id nor a word; no request carries anything."""
    page = ready(phone, host)
    pair(page, host, place)
    page.goto(host.base + "note.html")
    page.click("summary:has-text('Add more')")
    page.fill("#note", "wisteria")
    host.seen.clear()
    page.click("text=Seal it")
    expect(page.locator("[data-saved]")).to_be_visible()
    kept = page.evaluate(
        """async () => {
          const [{name}] = await indexedDB.databases();
          const db = await new Promise((ok) => {
            const r = indexedDB.open(name); r.onsuccess = () => ok(r.result);
          });
          const rows = await new Promise((ok) => {
            const r = db.transaction("sealed").objectStore("sealed").getAll();
            r.onsuccess = () => ok(r.result);
          });
          return {rows: rows.map((r) => ({...r, seal: r.seal.length})),
                  local: {...localStorage}, session: {...sessionStorage}};
        }"""
    )
    assert [row["seal"] % 128 for row in kept["rows"]] == [48]
    assert kept["local"] == {"seen": "1"}
    assert kept["session"] == {}
    assert "wisteria" not in json.dumps(kept)
    assert all("?" not in path for path in host.seen)


def test_codes_on_the_screen_carry_the_same_parcel(
    phone: BrowserContext, host: Host, place: Place
) -> None:
    """Every code is drawn, one after the other, and their texts together are the parcel."""
    page = ready(phone, host)
    pair(page, host, place)
    page.goto(host.base + "note.html")
    stone(page, "distress", 3)
    page.click("text=Seal it")
    expect(page.locator("[data-saved]")).to_be_visible()
    data = parcel_of(page, host)
    texts = page.evaluate(
        """async () => {
          const [store, parcel] = await Promise.all([import("./js/store.js"), import("./js/parcel.js")]);
          const shelf = await store.open();
          const rows = await shelf.all();
          return parcel.frames(await parcel.packed(await shelf.pairing(), rows.map((r) => r.seal)));
        }"""
    )
    assert tuple(texts) == frames_of(read(data))
    assert read("\n".join(reversed(texts)).encode()) == read(data)
    page.click("[data-show]")
    expect(page.locator("[data-codes] canvas")).to_be_visible()
    expect(page.locator("[data-codes] [data-place]")).to_contain_text(f"of {len(texts)}")


def test_the_reference_seals_open_in_the_browser(
    phone: BrowserContext, host: Host, vectors: Path
) -> None:
    """The vendored library opens Python's seals, refuses the spoiled ones, and frames alike."""
    page = ready(phone, host)
    given = json.loads((vectors / "outbox.json").read_text())
    answer = page.evaluate(
        """async (given) => {
          const [s, b] = await Promise.all([import("./js/seal.js"), import("./js/bytes.js")]);
          const key = await s.suite.kem.importKey("raw", b.fromHex(given.secret), false);
          const opened = async (hex) => {
            const bytes = b.fromHex(hex);
            try {
              const recipient = await s.suite.createRecipientContext({
                recipientKey: key, enc: bytes.slice(0, 32), info: s.info(given.vault)});
              return b.toHex(new Uint8Array(await recipient.open(bytes.slice(32))));
            } catch { return null; }
          };
          return {
            info: b.toHex(s.info(given.vault)),
            opens: await Promise.all(given.opens.map((one) => opened(one.sealed))),
            framed: given.opens.map((one) => b.toHex(s.framed(one.id, b.fromHex(one.payload)))),
          };
        }""",
        given,
    )
    assert answer["info"] == given["info"]
    assert answer["opens"] == [one["plain"] for one in given["opens"]]
    assert answer["framed"] == [one["plain"] for one in given["opens"]]


def test_seals_of_the_browser_open_in_python(
    phone: BrowserContext, host: Host, vectors: Path
) -> None:
    """A seal made in Chromium opens with Python's HPKE; two seals of one entry differ."""
    page = ready(phone, host)
    given = json.loads((vectors / "outbox.json").read_text())
    made = page.evaluate(
        """async (given) => {
          const [s, b] = await Promise.all([import("./js/seal.js"), import("./js/bytes.js")]);
          const pairing = {vault: given.vault, public: b.fromHex(given.public)};
          const id = s.newId();
          const seal = async (n) =>
            b.toHex(await s.seal(pairing, id, Uint8Array.from({length: n}, (_, i) => i)));
          return {id, seals: [await seal(0), await seal(5), await seal(110), await seal(111), await seal(111)]};
        }""",
        given,
    )
    secret, vault = bytearray.fromhex(given["secret"]), bytes.fromhex(given["vault"])
    for text, size in zip(made["seals"], (0, 5, 110, 111, 111), strict=True):
        plain = crypto.unpad(crypto.outbox_open(secret, bytes.fromhex(text), vault))
        assert plain == b"\0" + bytes.fromhex(made["id"]) + bytes(range(size))
    assert made["seals"][3] != made["seals"][4]
    age = datetime.now(UTC).timestamp() - int(made["id"][:12], 16) / 1000
    assert -60 < age < 600


def test_without_scripts_the_pause_and_the_numbers_stand(browser: Browser, host: Host) -> None:
    """The breath, the ways and the help numbers need no script."""
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host.base + "pause.html")
    expect(page.locator(".pacer")).to_be_visible()
    page.goto(host.base + "p-grounding.html")
    expect(page.locator("text=Find five things you can see")).to_be_visible()
    page.goto(host.base + "help.html")
    page.click("summary:has-text('Ireland')")
    expect(page.locator(".country[open] .helpline").first).to_be_visible()
    context.close()


def test_leaving_shows_a_calendar_and_no_way_back(phone: BrowserContext, host: Host) -> None:
    """Exit replaces the page by this month."""
    page = ready(phone, host, "note.html")
    page.click("[data-exit]")
    page.wait_for_url("**/b.html")
    expect(page.locator("td.now")).to_have_count(1)
    assert page.title() == "Calendar"


ALIKE = "p-"
PATHS = [p for p in pages(SiteOptions()) if p.endswith(".html") and not p.startswith(ALIKE)]


@pytest.mark.slow
@pytest.mark.parametrize("path", [*PATHS, "p-paced-breathing.html"])
def test_pages_pass_in_every_mode(phone: BrowserContext, host: Host, path: str) -> None:
    """No violation and no sideways scroll on any page of the phone."""
    page = phone.new_page()
    page.add_init_script("localStorage.setItem('seen', '1')")
    page.goto(host.base + path)
    page.wait_for_load_state("networkidle")
    assert faults(page) == []
