"""Draw the PNG icons of the phone's looks from their SVG, in Chromium."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

from leeward.phone.looks import LOOKS, SIZES

FOLDER = Path(__file__).parents[1] / "src/leeward/phone/looks"


def main() -> None:
    """Write every picture in every size."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=shutil.which("chromium"))
        page = browser.new_page()
        for look in LOOKS:
            for size in SIZES:
                page.set_viewport_size({"width": size, "height": size})
                page.set_content(
                    f"<style>body{{margin:0}}svg{{display:block;width:{size}px}}</style>"
                    + look.svg().decode()
                )
                page.screenshot(path=FOLDER / f"{look.key}-{size}.png")
        browser.close()


if __name__ == "__main__":
    main()
