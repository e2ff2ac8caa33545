"""The phone's site: bytes on the way, and from opening to the first breath on a slow phone."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, sync_playwright

from leeward.phone.site import HPKE, SiteOptions, build, compressed, site_files

RUNS = 15
SLOWER = 4
SHELL = (
    *("index.html", "pause.html", "phone.css", "icons.svg", "icon.svg", "sw.js", "js/site.js"),
    *(f"js/{name}.js" for name in ("bytes", "keep", "pause", "seal", "shell", "steps", "store")),
    HPKE,
)
CONTROLLED = """() => new Promise((done) => navigator.serviceWorker.controller
  ? done() : navigator.serviceWorker.addEventListener("controllerchange", () => done()))"""
PAINT = """() => new Promise((done) => new PerformanceObserver((list) =>
  done(list.getEntries()[0].startTime)).observe({type: "paint", buffered: true}))"""


class Quiet(SimpleHTTPRequestHandler):
    """Serves a folder without a word."""

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class says so
        """Say nothing."""


def sizes() -> list[tuple[str, str, str]]:
    """Weigh the site as a host sends it."""
    made = site_files(SiteOptions())
    shell = compressed({path: made[path] for path in SHELL})
    return [
        ("shell and pause, gzip", f"{shell / 1000:.1f} kB", "150 kB"),
        (f"whole site, {len(made)} files, gzip", f"{compressed(made) / 1000:.1f} kB", "150 kB"),
        ("sealing library, gzip", f"{compressed({'': made[HPKE]}) / 1000:.1f} kB", ""),
    ]


def slow_page(context: BrowserContext) -> Page:
    """Open a page on a processor four times slower."""
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page


def painted(page: Page, address: str) -> float:
    """Go somewhere and return the milliseconds until something stood there."""
    page.goto(address, wait_until="commit")
    found: float = page.evaluate(PAINT)
    return found


def breaths(base: str) -> tuple[list[float], list[float]]:
    """Return milliseconds to the first page, and from there by one tap to the first breath."""
    opened, tapped = [], []
    with sync_playwright() as play:
        chromium = os.environ.get("LEEWARD_CHROMIUM") or shutil.which("chromium")
        browser = play.chromium.launch(executable_path=chromium)
        context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
        context.add_init_script("localStorage.setItem('seen', '1')")
        page = context.new_page()
        page.goto(base)
        page.evaluate(CONTROLLED)
        page.close()
        context.set_offline(True)
        for _ in range(RUNS):
            page = slow_page(context)
            opened.append(painted(page, base))
            page.evaluate("addEventListener('click', () => sessionStorage.t = Date.now(), true)")
            page.tap("text=Take a pause")
            page.wait_for_selector('main[data-at="breathe"]')
            tapped.append(
                page.evaluate(PAINT)
                + page.evaluate("performance.timeOrigin - Number(sessionStorage.t)")
            )
            page.close()
        browser.close()
    return opened, tapped


def rows() -> list[tuple[str, str, str]]:
    """Return what was measured, with the bound it is held to."""
    with tempfile.TemporaryDirectory() as folder:
        build(Path(folder) / "site")
        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder))
        threading.Thread(target=server.serve_forever, daemon=True).start()
        opened, tapped = breaths(f"http://localhost:{server.server_address[1]}/site/")
        server.shutdown()
        server.server_close()
    whole = [a + b for a, b in zip(opened, tapped, strict=True)]

    def said(values: list[float]) -> str:
        return f"{statistics.median(values):.0f} ms, {max(values):.0f} ms"

    what = f"offline, {SLOWER}x slower, {RUNS} runs: median, worst"
    return [
        *sizes(),
        (f"open to first page ({what})", said(opened), ""),
        ("tap to first breath", said(tapped), "1000 ms"),
        ("open and tap to first breath", said(whole), "1000 ms"),
    ]


if __name__ == "__main__":
    for row in rows():
        print(" | ".join(row))
