"""Reading and the quiet check-up as pages."""

from __future__ import annotations

import re
from dataclasses import replace
from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from leeward.content.knowledge import library, opt_in_pages
from leeward.events import InstrumentAnswered
from leeward.util.language import speaking
from leeward.web.pages.checkup.forms import TOPICS
from leeward.web.reading import address, slug_of

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Visit


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal."""
    journal: Leeward = visit.app.state.house.journal
    return journal


@pytest.mark.parametrize("slug", sorted(library().pages))
def test_every_page_reads_with_its_sources_and_its_links_lead_on(
    shared_open: Visit, slug: str
) -> None:
    """Title, what it rests on, and links to pages that are there; no wiki marks are left."""
    page = shared_open.get(address(slug))
    reading = library().pages[slug]
    assert page.status == 200
    assert reading.title in page.words
    assert "[[" not in page.words
    if reading.claims:
        assert "What this rests on" in page.words
    for name in re.findall(r'href="/read/([0-9a-f]{8})"', page.text):
        assert slug_of(name) is not None


def test_the_index_lists_finds_and_sorts_by_word(opened: Visit) -> None:
    """Search needs every word; tags lead to lists; opt-in pages are behind one quiet link."""
    page = opened.get("/read")
    hidden = opt_in_pages(closed=())
    assert hidden
    for one in hidden:
        assert one.title not in page.words
        assert one.title in opened.get("/read/apart").words
    found = opened.post("/read", {"words": "dopamine"})
    assert "Found" in found.words
    assert address("dopamine") in found.text
    assert "No page has all" in opened.post("/read", {"words": "zzzz dopamine"}).words
    tag = re.search(r'href="(/read/t/[0-9a-f]{8})"', page.text)
    assert tag is not None
    assert opened.get(tag.group(1)).status == 200
    assert opened.get("/read/t/00000000").location == "/read"


def test_pages_beside_coercion_go_after_an_unfree_answer(opened: Visit) -> None:
    """Neither list nor address shows them; lifting brings them back."""
    shut = [p for p in library().pages.values() if p.hide_with]
    assert shut
    assert opened.get(address(shut[0].slug)).status == 200
    opened.get("/k")
    opened.post("/k", {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"})
    for page in shut:
        assert opened.get(address(page.slug)).location == "/read"
        assert page.title not in opened.get("/read").words
        assert page.title not in opened.get("/read/apart").words
    opened.get("/h/f")
    opened.post("/h/f", {"do": "lift"})
    assert opened.get(address(shut[0].slug)).status == 200


def test_a_page_can_be_brought_along(opened: Visit) -> None:
    """The mark stands on the page and in the list of what is brought."""
    path = address("finding-help")
    opened.get(path)
    assert opened.post(f"{path}/bring").location == path
    assert "Do not bring this" in opened.get(path).words
    assert journal_of(opened).reflections.brought() == ("page:finding-help",)
    assert opened.post("/read/00000000/bring").location == "/read"


@pytest.mark.parametrize(
    ("topic", "data", "title"),
    [
        ("a", {"ticks": "loss_money"}, "What it costs you"),
        ("b", {"ticks": "chemsex"}, "Drugs and sex"),
        ("b", {"ticks": "blackout"}, "lost some hours"),
        (
            "c",
            {"ticks": ["more_energy", "racing", "others_noticed"], "energy_days": "5"},
            "A lot of energy, little sleep",
        ),
        ("c", {"ticks": "voices"}, "Please see a doctor today"),
        ("d", {"ticks": ["listed_other", "new_urges"]}, "New urges can come from a medicine"),
        ("d", {"ticks": "numb_on_ssri"}, "Could it be a medicine?"),
        ("e", {"weeks_since_birth": "6"}, "Around a birth"),
    ],
)
def test_each_topic_of_the_check_up_leads_where_it_should(
    opened: Visit, topic: str, data: dict[str, str | list[str]], title: str
) -> None:
    """One page follows, and nothing is stored without the tick."""
    page = opened.get(f"/c/{topic}")
    assert " checked" not in page.text
    assert opened.post(f"/c/{topic}", data).location == "/then"
    assert re.sub(r"\s+", " ", title) in opened.get("/then").words
    assert not any(isinstance(e.body, InstrumentAnswered) for e in journal_of(opened).entries())


def test_a_kept_check_up_stands_in_no_list(opened: Visit) -> None:
    """With the tick the answers count next time; Journal and search do not show them."""
    opened.get("/c/e")
    opened.post("/c/e", {"ticks": "pregnant", "keep": "yes"})
    assert journal_of(opened).safety.facts().pregnant is True
    assert journal_of(opened).timeline.items() == ()


@pytest.mark.parametrize("topic", sorted(TOPICS))
def test_an_empty_topic_goes_on_quietly(opened: Visit, topic: str) -> None:
    """Nothing ticked is an answer too."""
    opened.get(f"/c/{topic}")
    assert opened.post(f"/c/{topic}").location == "/c"
    assert opened.get("/c/z").location == "/c"


def test_the_pages_leave_without_those_that_are_closed(opened: Visit) -> None:
    """All of them at first; after an unfree answer those beside it stay behind."""

    def names() -> set[str]:
        opened.get("/read")
        return set(ZipFile(BytesIO(opened.post("/read/out").body)).namelist())

    whole = names()
    assert len(whole) == len(library().pages)
    opened.get("/k")
    opened.post("/k", {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"})
    opened.get("/read")
    assert len(whole - names()) == sum(1 for p in library().pages.values() if p.hide_with)


def test_reading_is_german_in_a_german_journal(opened: Visit) -> None:
    """Index, search, tag, page with its works and the file taken out speak German."""
    preferences = journal_of(opened).preferences
    preferences.change(replace(preferences.now(), language="de"))
    index = opened.get("/read").words
    assert "Weniger Scham" in index
    assert "Less shame" not in index
    assert "Gefühle" in index
    page = opened.get(address("shame"))
    assert 'lang="de"' in page.text
    assert "Scham sagt: Ich bin schlecht." in page.words
    assert "Ein erster Blick: eine oder wenige kleine Studien." in page.words
    assert "22 Menschen, vier Wochen lang mehrmals am Tag gefragt" in page.words
    assert address("balance") in opened.post("/read", {"words": "Bewältigung kippt"}).text
    opened.get("/read")
    names = ZipFile(BytesIO(opened.post("/read/out").body)).namelist()
    with speaking("de"):
        titles = {one.title for one in library().pages.values()}
    assert len(names) == len(titles)
    assert any(name.endswith("/Weniger Scham.md") for name in names)
