"""The page a person brings: chosen, changed, previewed, never holding what was kept apart."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from web.conftest import PASSPHRASE

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Visit


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal."""
    journal: Leeward = visit.app.state.house.journal
    return journal


def filled(visit: Visit) -> None:
    """Write a goal, a picture and a marked entry."""
    visit.get("/r/goal")
    visit.post("/r/goal", {"goal": "more evenings that feel like mine"})
    visit.get("/r/picture")
    visit.post("/r/picture", {"protects": "the choir", "likely": "what happened at home"})
    visit.get("/t")
    visit.post("/t", {"distress": "4", "note": "rain all day"})
    entry = journal_of(visit).timeline.items()[0].entry.id
    visit.get(f"/n/{entry}")
    visit.post(f"/n/{entry}/bring")


def boxes(text: str) -> dict[str, str]:
    """Return the number of each box by its title."""
    found = re.findall(r'name="keep" value="(\d+)"[^>]*><span>([^<]*)', text)
    return {title: number for number, title in found}


def test_the_page_holds_what_was_ticked_in_the_words_left_by_the_person(opened: Visit) -> None:
    """One line is left out, another changed; the journal keeps the first words."""
    filled(opened)
    page = opened.get("/page")
    assert "checked" not in page.text
    known = boxes(page.text)
    chosen = [known["What would I like more of?"], known["What made it likely"]]
    answer = opened.post(
        "/page",
        {
            "keep": chosen,
            f"text{chosen[0]}": "more evenings that feel like mine",
            f"text{chosen[1]}": "things at home",
            "passphrase": PASSPHRASE,
        },
    )
    assert answer.location == "/page/done"
    sheet = opened.get("/page/done").words
    assert "things at home" in sheet
    assert "what happened at home" not in sheet
    assert "the choir" not in sheet
    assert "How to read this" in sheet
    told = journal_of(opened).reflections.latest("formulation")
    assert told is not None
    assert told.words["likely"] == "what happened at home"


def test_it_asks_for_the_passphrase_again(opened: Visit) -> None:
    """Without it no page is made, and what was changed stands there again."""
    filled(opened)
    known = boxes(opened.get("/page").text)
    number = known["What would I like more of?"]
    answer = opened.post(
        "/page", {"keep": number, f"text{number}": "changed words", "passphrase": "wrong"}
    )
    assert answer.status == 422
    assert "changed words" in answer.text
    assert opened.get("/page/done").location == "/page"


def test_the_file_is_an_accessible_pdf_under_a_neutral_name(opened: Visit) -> None:
    """The PDF is tagged as PDF/UA and its name says nothing; it goes with the lock."""
    filled(opened)
    known = boxes(opened.get("/page").text)
    number = known["What would I like more of?"]
    words = "#strong[not markup] $x$ \\ more\nsecond line"
    opened.post("/page", {"keep": number, f"text{number}": words, "passphrase": PASSPHRASE})
    opened.get("/page/done")
    answer = opened.post("/page/pdf")
    assert answer.body.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.body
    assert re.search(r'filename="summary-\d{4}-\d{2}\.pdf"', answer.header("content-disposition"))
    opened.post("/lock")
    opened.get("/")
    opened.unlock()
    assert opened.get("/page/done").location == "/page"


def test_nothing_on_pressure_fear_or_force_can_be_chosen(opened: Visit) -> None:
    """A marked unfree entry, the private questions and a quiet page leave no line to tick."""
    opened.get("/k")
    opened.post(
        "/k",
        {
            "kind": "partnered",
            "had_to": "9",
            "had_to_source": "other_person",
            "note": "he would not stop",
        },
    )
    entry = journal_of(opened).timeline.items()[0].entry.id
    opened.get("/t")
    opened.post(f"/n/{entry}/bring")
    opened.get("/h/f")
    opened.post("/h/f", {"do": "answer", "a": "1", "r": "1", "fear": "9", "keep": "yes"})
    page = opened.get("/page")
    assert "he would not stop" not in page.text
    ids = [field.id for field in journal_of(opened).reports.fields(None)]
    assert ids == []


def test_brought_along_turns_round(opened: Visit) -> None:
    """The same button marks and unmarks."""
    filled(opened)
    entry = journal_of(opened).timeline.items()[0].entry.id
    assert "Do not bring this" in opened.get(f"/n/{entry}").words
    opened.post(f"/n/{entry}/bring")
    assert journal_of(opened).reflections.brought() == ()
    assert opened.post(f"/n/{'0' * 32}/bring").location == "/j"
