"""One Chromium for the whole session, and a page that shows every part once."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from starlette.applications import Starlette

from leeward.core.opening import Place, demo
from leeward.events import Settings
from leeward.vault.testing import FastKdf
from leeward.web.app import create_app
from leeward.web.assets import load_assets
from leeward.web.charts.bars import bar, ranked_ratios
from leeward.web.charts.curve import Band, DayPoint, curve, weeks
from leeward.web.charts.plane import hours, plane
from leeward.web.config import WebConfig
from leeward.web.forms import Form
from leeward.web.render import environment, furniture
from leeward.web.serve import listen_anywhere

CHROMIUM = os.environ.get("LEEWARD_CHROMIUM") or shutil.which("chromium")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip loudly where no Chromium is, unless the run insists on one."""
    if CHROMIUM or os.environ.get("LEEWARD_REQUIRE_BROWSER") == "1":
        return
    mark = pytest.mark.skip(reason="NO CHROMIUM HERE: apt-get install chromium libatomic1")
    for item in items:
        if "browser" in item.keywords:
            item.add_marker(mark)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Chromium once."""
    if not CHROMIUM:
        pytest.fail("LEEWARD_REQUIRE_BROWSER=1, but there is no chromium on the path.")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=CHROMIUM, headless=True)
        yield started
        started.close()


def parts_html() -> str:
    """Render every part once, with made-up values."""
    form = Form.of(
        {
            "seven": "7",
            "feel": ["stress", "calm"],
            "came": ["stress"],
            "came-stress": "6",
            "way": "walk",
            "when": "2026-11-21 23:50",
        }
    )
    form.blame("when", "The time is later than now. Choose an earlier one.")
    form.blame("wrong", "Choose a number from 0 to 10, or skip.")
    form.blame("", "Line 14 of the file has no date. Nothing was stored yet.")
    bands = [
        Band(
            x=h,
            value=-2.0 * 0.8**h + 0.4 * h / 12,
            low=-2.6 * 0.8**h - 0.4,
            high=-1.4 * 0.8**h + 0.5,
            inner_low=-2.2 * 0.8**h,
            inner_high=-1.8 * 0.8**h + 0.3,
        )
        for h in range(25)
    ]
    days = [
        DayPoint(
            day=date(2026, 10, 24) + timedelta(days=n),
            value=None if n in {9, 10, 11, 20, 22} else 4 + 2 * ((n * 7) % 5) / 5,
            low=3.0,
            high=6.6,
        )
        for n in range(29)
    ]
    page = replace(
        furniture(title="Parts", section="/m", session=None, settings=None, beginning=True),
        flash={"text": "Saved.", "undo": "/n/1/undo", "undo_label": "Undo"},
    )
    source = (Path(__file__).parent / "parts.html").read_text("utf-8")
    options = [
        ("stress", "Strain"),
        ("calm", "Calm"),
        ("close", "Closeness"),
        ("long", "Something I saw or thought of"),
    ]
    ratios = [(2.2, 1.5, 3.1), (1.6, 1.1, 2.3), (1.0, 0.6, 1.4)]
    return (
        environment()
        .from_string(source)
        .render(
            page=page,
            form=form,
            need_options=[
                (n, n.title(), "")
                for n in ("connection", "comfort", "release", "distraction", "pleasure", "unsure")
            ],
            feel_options=options,
            way_options=[
                ("walk", "A walk", "some air"),
                ("call", "A call", "someone near"),
                ("rest", "Rest", "under a blanket"),
                ("sex", "Sex, on purpose", "slowly"),
            ],
            way_pairs=[("0", "Monday"), ("6", "Sunday")],
            est=SimpleNamespace(
                label="Within the hour after",
                words="about 2 points lighter",
                bar=bar(-2.0, -2.6, -1.4, ends=(-4, 1), ref=0.0),
                likely="likely 1.4 to 2.6",
                basis="from 31 look-backs",
            ),
            table=SimpleNamespace(heads=("Hours", "Change"), rows=(("1", "−2.0"), ("6", "−0.4"))),
            curve_chart=curve(
                bands,
                raw=[(1, -2), (1, -3), (6, 0.2)],
                x_words=[(0, "then"), (12, "12 h"), (24, "24 h")],
                y_words=[(1, "+1"), (-1, "−1"), (-2, "−2")],
            ),
            weeks_chart=weeks(days, marks=[date(2026, 10, 30), date(2026, 11, 8)]),
            weeks_wide=weeks(days, marks=[date(2026, 10, 30)], width=860, height=260),
            ranked=ranked_ratios(ratios),
            rank_rows=[
                SimpleNamespace(name=name, words=f"{value} times", likely=f"{low} to {high}")
                for name, (value, low, high) in zip(
                    ("Distance, silence", "An argument", "Work"), ratios, strict=True
                )
            ],
            plane_chart=plane(
                [
                    (7, 2, "circle"),
                    (7, 2, "circle"),
                    (3, 4, "circle"),
                    (8, 1, "square"),
                    (9, 3, "square"),
                    (6, 9, "triangle"),
                    (8, 8, "triangle"),
                    (5, 5, "ring"),
                ]
            ),
            hours_chart=hours(
                [
                    ("0", 3, 1, 5),
                    ("4", 0.5, 0, 1.5),
                    ("8", 1, 0.3, 2),
                    ("12", 1.5, 0.6, 2.6),
                    ("16", 2, 1, 3.3),
                    ("20", 4, 2.8, 5.4),
                ]
            ),
        )
    )


@pytest.fixture(scope="session")
def parts_page(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Write the page of parts and its static files to a folder; return its address."""
    folder = tmp_path_factory.mktemp("parts")
    assets = load_assets()
    for name, body in assets.bodies.items():
        place = folder / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(body)
    (folder / "index.html").write_text(
        parts_html().replace(f"/a/{assets.version}/", ""), encoding="utf-8"
    )
    return (folder / "index.html").as_uri()


PASSPHRASE = "lantern gravel pillow orchard seven"


@dataclass(frozen=True, slots=True)
class Served:
    """A running app with its address and its place."""

    app: Starlette
    base: str
    place: Place

    @property
    def launch(self) -> str:
        """An address that is good once, as the starting program opens it."""
        return f"{self.base}/l?k={self.app.state.house.sessions.launch_token()}"


def serving(folder: Path) -> Iterator[Served]:
    """Serve an app over a folder on a free port until the tests are done."""
    sockets = listen_anywhere()
    port = sockets[0].getsockname()[1]
    place = Place(path=folder / "journal.leeward", state=folder / "state", kdf=FastKdf())
    app = create_app(config=WebConfig(port=port), place=place)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", ws="none", lifespan="on"))
    thread = threading.Thread(target=server.run, kwargs={"sockets": sockets})
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield Served(app, f"http://localhost:{port}", place)
    server.should_exit = True
    thread.join()
    for one in sockets:
        one.close()


def write_diary(place: Place, language: str = "en") -> None:
    """Make a journal and put a simulated person's diary of six weeks into it."""
    settings = Settings(zone="Europe/Berlin", next_day_question=True, language=language)
    with (
        place.create(PASSPHRASE, settings=settings).leeward as journal,
        demo(days=42, language=language) as made,
    ):
        journal.add_all([e for e in made.entries() if e.kind != "settings"])


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """An app over a journal with a simulated diary."""
    for one in serving(tmp_path_factory.mktemp("served")):
        write_diary(one.place)
        yield one


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Served]:
    """An app with no journal yet."""
    yield from serving(tmp_path)


def unlock(page: Page, base: str) -> None:
    """Open the journal on the lock page."""
    page.goto(f"{base}/")
    page.fill("#passphrase", PASSPHRASE)
    page.press("#passphrase", "Enter")
    page.wait_for_url("**/t")


@pytest.fixture(scope="session")
def inside(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A context in which the journal is open; tests that lock it open it again."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context
    context.close()


@pytest.fixture
def at_home(inside: BrowserContext, served: Served) -> Iterator[Page]:
    """A page with the journal open."""
    page = inside.new_page()
    page.goto(f"{served.base}/t")
    if not page.url.endswith("/t"):
        unlock(page, served.base)
    yield page
    page.close()


@pytest.fixture
def outside(browser: Browser) -> Iterator[Page]:
    """A page of a browser that knows nothing yet."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    yield context.new_page()
    context.close()
