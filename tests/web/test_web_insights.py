"""The insights page: folded sentences, the person's words, tables to take, honest gaps."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from leeward.core.opening import demo
from leeward.events import CheckIn, PracticeDone
from leeward.events.settings import Words
from leeward.web.pages.insights.view_models import insights_view
from leeward.web.quiet import quieted

if TYPE_CHECKING:
    from leeward.web.pages.insights.view_models import InsightsView, InsightView
    from web.conftest import Visit

TODAY = date(2026, 11, 21)


@pytest.fixture(scope="module")
def page_of_a_diary() -> dict[Words, InsightsView]:
    """A simulated diary of nine weeks, in both vocabularies."""
    found = {}
    with demo(days=63) as journal:
        for words in Words:
            journal.preferences.change(replace(journal.settings, words=words))
            found[words] = insights_view(journal.insights.page(), journal.settings, TODAY)
    return found


def every(view: InsightsView) -> list[InsightView]:
    """All insights of a page, said or too early."""
    return [*(i for group in view.groups for i in group.insights), *view.early]


def words_of(view: InsightsView) -> str:
    """All that is read on a page; the names of its places are not."""
    return repr([replace(item, id="") for item in every(view)]).lower()


def test_every_insight_has_its_place(page_of_a_diary: dict[Words, InsightsView]) -> None:
    """No insight is lost between the groups, and none stands twice."""
    with demo(days=63) as journal:
        known = {i.id.replace("_", "-") for i in journal.insights.page().insights}
    shown = [i.id for i in every(page_of_a_diary[Words.QUIET])]
    assert sorted(shown) == sorted(known)


def test_quiet_words_hold_on_the_whole_page(page_of_a_diary: dict[Words, InsightsView]) -> None:
    """In quiet words nothing says distress, urge or pornography; plain words say them."""
    quiet, plain = (
        set(re.findall(r"distress|urge|pornography", words_of(page_of_a_diary[words])))
        for words in (Words.QUIET, Words.PLAIN)
    )
    assert quiet == set()
    assert plain == {"distress", "urge", "pornography"}


@pytest.mark.parametrize(
    ("said", "quiet"),
    [
        ("An urge that passed", "A pull that passed"),
        ("after an urge, Urges came", "after a pull, Pulls came"),
        ("Usual distress; an urgent call", "Usual strain; an urgent call"),
    ],
)
def test_quiet_words_keep_articles_and_capitals(said: str, quiet: str) -> None:
    """A sentence stays a sentence when its words change, and other words stay as they are."""
    assert quieted(said) == quiet


def test_what_is_too_early_is_never_folded_among_what_is_said(
    page_of_a_diary: dict[Words, InsightsView],
) -> None:
    """Whatever has nothing to rest on stands in one list at the end, with what would do."""
    view = page_of_a_diary[Words.QUIET]
    assert all(item.yet and not any(s.basis for s in item.smalls) for item in view.early)
    assert all(not item.yet.startswith("Not enough yet") for item in every(view))


def look_around(newcomer: Visit) -> None:
    """Open the simulated journal."""
    newcomer.get("/w")
    newcomer.post("/w", {"age": "adult", "then": "look"})


def test_sentences_stand_folded_and_open_all_at_once_without_a_script(newcomer: Visit) -> None:
    """One insight stands open; one link opens every one, by the server alone."""
    look_around(newcomer)
    folded = newcomer.get("/i").text
    opened = newcomer.get("/i?all=1").text
    count = folded.count('<details class="drawer insight"')
    assert len(re.findall(r'<details class="drawer insight"[^>]* open>', folded)) == 1
    assert len(re.findall(r'<details class="drawer insight"[^>]* open>', opened)) == count > 5


def test_the_table_under_a_picture_can_be_taken(newcomer: Visit) -> None:
    """The file holds the rows of the table, under a neutral name; an unknown one is no error."""
    look_around(newcomer)
    newcomer.get("/i")
    taken = newcomer.post("/i/table", {"of": "time-of-day"})
    assert taken.header("content-type").startswith("text/csv")
    assert re.search(r'filename="notes-\d{4}-\d{2}-table.csv"', taken.header("content-disposition"))
    lines = taken.text.splitlines()
    assert lines[0] == "Hours,Share,Likely range,Noted"
    assert len(lines) == 9
    assert newcomer.post("/i/table", {"of": "nothing"}).location == "/i"


def practised(visit: Visit, name: str, before: int, afters: list[int]) -> None:
    """Store some practices with ratings, a day and a half apart."""
    journal = visit.app.state.house.journal
    for n, after in enumerate(afters, start=len(list(journal.entries()))):
        journal.pauses.keep(
            PracticeDone(practice=name, distress_before=before, distress_after=after),
            at=journal.clock() - timedelta(hours=36 * n),
        )


def test_today_shows_one_thing_only_when_there_is_one(opened: Visit) -> None:
    """Seven practices say nothing; eight say it with range, amount and caveat."""
    practised(opened, "P1", 6, [4, 5, 4, 5, 4, 5, 4])
    assert "One thing from your notes" not in opened.get("/t").words
    practised(opened, "P1", 6, [5])
    words = " ".join(opened.get("/t").words.split())
    said = r"it felt 1\.\d points lighter . Likely \d\.\d to \d\.\d, from 8 times\."
    assert re.search(said, words)
    assert "Hard moments ease by themselves too." in words


@pytest.mark.parametrize("name", ["P16", "P17", "P22"])
def test_the_one_thing_names_neither_sex_nor_another_person(opened: Visit, name: str) -> None:
    """What stands on the first page gives nothing away."""
    practised(opened, name, 6, [4] * 9)
    assert "One thing from your notes" not in opened.get("/t").words


def test_no_difference_is_said_as_it_is(opened: Visit) -> None:
    """Where the range holds zero, it felt much the same."""
    practised(opened, "P1", 5, [4, 6, 5, 4, 6, 5, 4, 6, 5])
    words = " ".join(opened.get("/t").words.split())
    assert "it felt much the same . Likely 0." in words
    assert "heavier to" in words or "lighter to" in words


def test_an_old_diary_has_its_own_year(opened: Visit) -> None:
    """Notes older than a year are one link away, say until when they go, and lead back."""
    journal = opened.app.state.house.journal
    start = datetime(2020, 3, 1, 9, tzinfo=UTC)
    for n in range(120):
        journal.check_ins.add(CheckIn(distress=3 + n % 4), at=start + timedelta(hours=12 * n))
    journal.check_ins.add(CheckIn(distress=5))
    page = opened.get("/i")
    assert "Earlier notes: 1 March 2020 to 29 April 2020" in page.words
    assert "It is too early to say anything" in page.words
    older = opened.get("/i?y=2020-04-29")
    assert "Up to 29 April 2020." in older.words
    assert "Your strain is usually about" in older.words
    assert "Up to today" in older.words
    assert "Earlier notes" not in older.words
    taken = opened.post("/i/table", {"of": "usual-distress", "y": "2020-04-29"})
    assert "26 Apr 2020" in taken.text


@pytest.mark.parametrize("asked", ["tomorrow", "9999-12-31", "0001-01-01", "2020-13-01", ""])
def test_odd_years_in_the_address_do_no_harm(opened: Visit, asked: str) -> None:
    """What is no day, or none that was, gives an ordinary page."""
    opened.app.state.house.journal.check_ins.add(CheckIn(distress=5))
    assert opened.get(f"/i?y={asked}").status == 200
