"""The cycle in a real browser: it comes by itself, is read in every mode, and answers a what-if."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

from browser.test_browser_axe import faults
from leeward.analysis.cycle_jobs import Job, Reply
from leeward.analysis.cycle_numbers import WhatIf
from leeward.core.cycle_process import CycleProcess
from leeward.model.records import Range
from support.cycles import bond_of, numbers

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from browser.conftest import Served

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture
def quick(served: Served, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Fits that take a moment and compute nothing; what was kept before is forgotten."""

    def run(_process: CycleProcess, job: Job, tell: Callable[[Reply], None]) -> Reply:
        tell(Reply(stage="checks", share=0.45))
        time.sleep(0.4)
        if job.change is not None:
            less = Range(median=-0.5, q05=-2.0, q10=-1.5, q90=0.0, q95=0.1)
            three = dict.fromkeys(("mean_distress", "hours_above_7", "episodes_per_week"), less)
            return Reply(result=WhatIf(now=three, then=three, change=three, runs=384, note=""))
        return Reply(numbers=numbers(bond=bond_of()), fit=b"fit")

    monkeypatch.setattr(CycleProcess, "run", run)

    def forget() -> None:
        journal = served.app.state.house.journal
        if journal is not None:
            if journal.cycle._thread is not None:
                journal.cycle._thread.join(60)
            journal.cycle._kept, journal.cycle._failed = None, None
            journal._journal.store.put_cache("cycle", 0, b"")

    forget()
    yield
    forget()


def test_the_cycle_comes_by_itself_and_passes_in_every_mode(
    at_home: Page, served: Served, quick: None
) -> None:
    """The page waits without being asked again, and is without fault in every mode."""
    at_home.goto(f"{served.base}/i")
    at_home.click("text=Your cycle")
    at_home.wait_for_selector("text=Left alone, the loop fades.", timeout=20_000)
    assert at_home.locator(".working").count() == 0
    assert faults(at_home) == []


def test_a_what_if_is_answered_in_place(at_home: Page, served: Served, quick: None) -> None:
    """Choosing and sending shows that it works, and then the range, by keyboard alone."""
    at_home.goto(f"{served.base}/i/cycle")
    at_home.wait_for_selector("#tryit", timeout=20_000)
    at_home.focus("input[name=pause]")
    told = at_home.locator("output[for=pause]")
    assert told.inner_text() == "as now"
    for _ in range(5):
        at_home.keyboard.press("ArrowRight")
    assert told.inner_text() == "5 of 10"
    at_home.keyboard.press("Enter")
    at_home.wait_for_selector("text=Likely −1.5 to 0.0.", timeout=20_000)
    assert at_home.locator("input[name=pause]").input_value() == "5"
    assert told.inner_text() == "5 of 10"
    assert at_home.locator("#tryit >> text=If the model is right, this is what").count() == 1
