"""Your cycle: worked out beside the page, shown from what is kept, one change at a time."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from leeward.analysis.cycle_jobs import Job, Reply
from leeward.analysis.cycle_numbers import CycleNumbers, Learned, Moved, WhatIf
from leeward.core.cohorts import signed
from leeward.core.cycle_process import CycleProcess
from leeward.events import CheckIn
from leeward.model.records import Range
from leeward.web.charts.loop import loop
from leeward.web.forms import Form
from leeward.web.pages.cycle.forms import USUAL, read_change
from support.cohorts import COHORT, PEM, PUBLIC
from support.cycles import RARE, bond_of, numbers, quantity
from web.conftest import Visit


class Bench:
    """What stands in for the process: answers when it may, with numbers of the test's choice."""

    def __init__(self) -> None:
        self.found: CycleNumbers = numbers()
        self.held = False
        self.failed = ""
        self.jobs: list[Job] = []

    def run(self, job: Job, tell: Callable[[Reply], None]) -> Reply:
        """Answer one job."""
        self.jobs.append(job)
        tell(Reply(stage="pairs", share=0.25))
        while self.held:
            time.sleep(0.01)
        if job.change is not None:
            less = Range(median=-0.5, q05=-2.0, q10=-1.5, q90=0.0, q95=0.1)
            three = dict.fromkeys(("mean_distress", "hours_above_7", "episodes_per_week"), less)
            return Reply(result=WhatIf(now=three, then=three, change=three, runs=384, note=""))
        return Reply(failed=self.failed) if self.failed else Reply(numbers=self.found, fit=b"fit")


@pytest.fixture
def bench(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    """A process that computes nothing."""
    made = Bench()
    monkeypatch.setattr(CycleProcess, "run", lambda _process, *given: made.run(*given))
    yield made
    made.held = False


@pytest.fixture
def noted(opened: Visit) -> Visit:
    """A visit to an open journal with three weeks of check-ins."""
    journal = opened.app.state.house.journal
    now = journal.clock()
    for day in range(20, 0, -1):
        journal._journal.add(
            journal._journal.make(CheckIn(distress=4), at=now - timedelta(days=day))
        )
    return opened


def settled(visit: Visit) -> None:
    """Wait for the work beside the page."""
    thread = visit.app.state.house.journal.cycle._thread
    if thread is not None:
        thread.join(30)


def test_without_notes_nothing_is_missing(opened: Visit, bench: Bench) -> None:
    """An empty journal starts no work and says so kindly."""
    assert "nothing missing" in opened.get("/i/cycle").words
    assert bench.jobs == []


def test_the_work_is_shown_and_then_the_page(noted: Visit, bench: Bench) -> None:
    """While it works there is a link to look again, and htmx looks by itself; then the page."""
    bench.held = True
    first = noted.get("/i/cycle")
    assert "Look again" in first.words
    assert 'hx-get="/i/cycle"' in first.text
    assert "http-equiv" not in first.text
    bench.held = False
    settled(noted)
    page = noted.get("/i/cycle")
    assert "hx-get" not in page.text
    assert "Left alone, the loop fades." in page.words
    assert page.text.count('class="road back"') > 1
    assert "From 400 check-ins" in page.words
    assert "Distance or silence stands out" in page.words
    assert "About 0.3 would have gone by itself" in page.words
    assert len(bench.jobs) == 1


def test_numbers_carry_what_is_to_be_known_of_them(noted: Visit, bench: Bench) -> None:
    """A caveat of one number stands beside it, that of all numbers once below them."""
    leaning = quantity("settling_time", 5.0, 1.0, of="check-ins", finding=False)
    bench.found = numbers(changed=(leaning,))
    noted.get("/i/cycle")
    settled(noted)
    words = noted.get("/i/cycle").words
    assert words.count("You chose the pauses, so this is not proof.") == 1
    assert words.count("This one still leans on the starting guess.") == 1
    assert words.count("Other things may play a part.") == 1


def test_what_is_rare_is_told_as_put_together(noted: Visit, bench: Bench) -> None:
    """Rare things that share a number are named under the ranking, rare kinds beside the ease."""
    bench.found = numbers(changed=RARE, kinds=(("solo", 40), ("partnered", 3)))
    noted.get("/i/cycle")
    settled(noted)
    words = noted.get("/i/cycle").words
    assert "Still rare in your notes, so counted as one: money and work or study." in words
    assert "ease and return are those of all times: with someone." in words


def test_several_rare_groups_are_one_sentence(noted: Visit, bench: Bench) -> None:
    """Each group is named once, with the reason said once."""
    alone = quantity("rate_ratio_distance", amount=4, more=23)
    bench.found = numbers(changed=(*RARE, replace(alone, together=("distance", "silence"))))
    noted.get("/i/cycle")
    settled(noted)
    words = noted.get("/i/cycle").words
    said = "each of these groups is counted as one: distance or silence and silence; money and"
    assert words.count("Still rare in your notes, so each") == 1
    assert said in words, words[words.index("Still rare") :][:200]


def test_quiet_words_hold(noted: Visit, bench: Bench) -> None:
    """Where others may see, the page says strain and pull."""
    noted.get("/i/cycle")
    settled(noted)
    words = noted.get("/i/cycle").words.lower()
    assert "strain" in words
    assert "distress" not in words
    assert "urge" not in words
    for word in ("episode", "trigger"):
        assert word not in words


def test_no_sign_is_an_answer(noted: Visit, bench: Bench) -> None:
    """No cycle is said plainly, without a what-if and without drawn links."""
    bench.found = numbers(drive=False, echo=False)
    noted.get("/i/cycle")
    settled(noted)
    page = noted.get("/i/cycle")
    assert "No sign of a cycle in your notes" in page.words
    assert "What if?" not in page.words
    assert page.text.count('class="road maybe"') == 4


def test_stress_and_the_bond_are_shown(noted: Visit, bench: Bench) -> None:
    """The page holds the sentence, both rows of the picture and its table."""
    bench.found = numbers(bond=bond_of())
    noted.get("/i/cycle")
    settled(noted)
    page = noted.get("/i/cycle")
    assert "Stress weighs more when your bond feels shaky" in page.words
    assert "When it feels shaky" in page.words
    assert "likely 1.2 to 2.4" in page.words
    bench.found = numbers()


def test_a_change_is_tried(noted: Visit, bench: Bench) -> None:
    """Sliders and a button are enough: the answer is a range, kept for this visit."""
    noted.get("/i/cycle")
    settled(noted)
    noted.get("/i/cycle")
    answer = noted.post("/i/cycle/change", {"pause": "5", "threats": "10", "stress": "12"})
    assert answer.location == "/i/cycle#try"
    assert "Making up weeks" in noted.get("/i/cycle").words
    settled(noted)
    page = noted.get("/i/cycle")
    assert "About 0.5 fewer" in page.words
    assert "Likely −1.5 to 0.0." in page.words
    assert re.search('type="range" id="pause" name="pause"[^>]* value="5"', page.text)
    assert "5 of 10" in page.words
    assert bench.jobs[-1].change is not None
    assert bench.jobs[-1].change.stress == 1.0


def test_a_guess_from_a_study_is_taken_and_removed(noted: Visit, bench: Bench) -> None:
    """Two files are taken, what they are is said, traits are kept, and it can go again."""
    assert "The usual guess stands" in noted.get("/i/cycle/guess").words
    wrong = noted.upload("/i/cycle/guess", {}, "guess.json", b"{}", {"key": PUBLIC})
    assert wrong.status == 422
    assert "signature does not fit" in wrong.words
    nothing = noted.post("/i/cycle/guess", {})
    assert "Choose the file first" in nothing.words
    file = signed(COHORT, PEM)
    taken = noted.upload("/i/cycle/guess", {}, "guess.json", file, {"key": PUBLIC})
    assert taken.location == "/i/cycle/guess"
    page = noted.get("/i/cycle/guess")
    assert "learned from 20 people" in page.words
    assert "anxiety" in page.words
    noted.post("/i/cycle/guess/for", {"trait-0": "1.5"})
    assert 'value="1.5"' in noted.get("/i/cycle/guess").text
    noted.post("/i/cycle/guess/for", {"trait-0": "much"})
    guesses = noted.app.state.house.journal.guesses
    assert guesses.now().traits == (1.5,)
    noted.post("/i/cycle/guess/none", {})
    assert guesses.now() is None


def test_what_a_guess_changed_is_said(noted: Visit, bench: Bench) -> None:
    """The page names each number that stands elsewhere because of a learned guess."""
    moved = (
        Moved(name="relief_size", by=0.7, shown=True, shown_before=True),
        Moved(name="alpha_D", by=-1.4, shown=True, shown_before=True),
        Moved(name="rate_ratio_work", by=0.1, shown=True, shown_before=False),
        Moved(name="c_sin", by=0.9, shown=True, shown_before=True),
    )
    bench.found = numbers(learned=Learned(id="abc", moved=moved))
    noted.get("/i/cycle")
    settled(noted)
    words = noted.get("/i/cycle").words
    assert "Ease: a little higher." in words
    assert "clearly lower." in words
    assert "Work or study: shown only because of it." in words
    assert "And 1 number behind them." in words


def test_something_new_keeps_the_old_page(noted: Visit, bench: Bench) -> None:
    """After a new note the page of before stands, and says so."""
    noted.get("/i/cycle")
    settled(noted)
    journal = noted.app.state.house.journal
    journal._journal.add(journal._journal.make(CheckIn(distress=6)))
    bench.held = True
    page = noted.get("/i/cycle")
    assert "this is from before" in page.words
    assert "Left alone, the loop fades." in page.words


def test_a_failure_is_said(noted: Visit, bench: Bench) -> None:
    """What could not be worked out is one sentence; nothing goes on looking."""
    bench.failed = "ValueError"
    noted.get("/i/cycle")
    settled(noted)
    page = noted.get("/i/cycle")
    assert "This did not work out" in page.words
    assert "hx-get" not in page.text


def test_locking_throws_the_work_away(noted: Visit, bench: Bench) -> None:
    """Locking while it works leaves nothing to show and nothing computed."""
    bench.held = True
    noted.get("/i/cycle")
    cycle = noted.app.state.house.journal.cycle
    noted.post("/lock", {})
    bench.held = False
    assert cycle._thread is not None
    cycle._thread.join(30)
    assert cycle._kept is None
    assert noted.get("/i/cycle").location == "/"


@pytest.mark.parametrize("text", ["", "33", "-1", "５", "1e2", "100000", "11"])
def test_odd_choices_stay_as_now(text: str) -> None:
    """Only the offered shares are taken."""
    assert read_change(Form.of({"pause": text})) == USUAL


def test_more_lines_are_a_stronger_link() -> None:
    """A leg has as many lines as it is given, and at least one."""
    drawn = loop(
        ["a", "b", "c", "d", "e"],
        [(3, ""), (0, "maybe"), (1, ""), (5, "back"), (1, "")],
        word="fades",
        words=["a", "b"],
    )
    assert [len(road.lines) for road in drawn.roads] == [3, 1, 1, 5, 1]
    assert len(drawn.stops) == 5
