"""Questionnaires as pages: filled in, read with their error, private ones kept only if wished."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from leeward.core.questionnaires import shipped
from leeward.events import InstrumentAnswered
from leeward.instruments.fhir import answers_from_fhir, from_fhir, to_fhir
from leeward.instruments.plain import read_toml, write_toml
from leeward.web.reading import short_name
from web.conftest import PASSPHRASE

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Visit

PHQ = f"/q/{short_name('phq-4')}"
TRAUMA = f"/q/{short_name('pc-ptsd-5')}"


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal."""
    journal: Leeward = visit.app.state.house.journal
    return journal


def test_a_score_comes_with_its_error_and_where_it_is_from(opened: Visit) -> None:
    """The number, where it would mostly come out again, the published range and the licence."""
    page = opened.get(PHQ)
    assert "Over the last 2 weeks" in page.words
    assert " checked" not in page.text
    answer = opened.post(PHQ, {"1": "1", "2": "1", "3": "0", "4": "1"})
    assert answer.location == f"{PHQ}/seen"
    words = opened.get(f"{PHQ}/seen").words
    assert "3 of 12" in words
    assert "mostly between" in words
    assert "second of 4 published ranges" in words
    assert "Licence:" in words
    for label in ("mild", "moderate", "severe", "normal"):
        assert label not in words.lower()


def test_change_is_told_from_noise(opened: Visit) -> None:
    """A small step says that chance could bring it, a large one that it is more than chance."""
    for answers, said in (
        ("0000", "Asked again in a month"),
        ("1000", "Since last time: 1 point up. Chance alone could bring that."),
        ("2222", "Since last time: 7 points up. That is more than chance alone would bring."),
    ):
        opened.get(PHQ)
        opened.post(PHQ, dict(zip("1234", answers, strict=True)))
        assert said in opened.get(f"{PHQ}/seen").words


def test_a_strong_result_leads_on_to_the_page_that_may_help(opened: Visit) -> None:
    """After the result stands the one message, at its level."""
    opened.get(PHQ)
    opened.post(PHQ, dict.fromkeys(("1", "2", "3", "4"), "3"))
    assert 'href="/then"' in opened.get(f"{PHQ}/seen").text
    assert "This looks like a lot" in opened.get("/then").words


def test_too_few_answers_give_no_score(opened: Visit) -> None:
    """A missing answer is not filled in; nothing answered at all is said so."""
    opened.get(PHQ)
    opened.post(PHQ, {"1": "3"})
    assert "not worked out" in opened.get(f"{PHQ}/seen").words
    assert opened.post(PHQ, {}).status == 422
    assert opened.post(PHQ, {"1": "7"}).status == 422


@pytest.mark.parametrize("kept", [True, False])
def test_private_answers_are_stored_only_with_a_tick(opened: Visit, *, kept: bool) -> None:
    """The result shows either way; the message follows either way; storing is a choice."""
    opened.get(TRAUMA)
    keys = [item.key for item in shipped("pc-ptsd-5").items]
    data: dict[str, str | list[str]] = dict.fromkeys(keys, "1")
    if kept:
        data["keep"] = "yes"
    assert opened.post(TRAUMA, data).location == f"{TRAUMA}/seen"
    assert "5 of 5" in opened.get(f"{TRAUMA}/seen").words
    assert "When old hurt shows up" in opened.get("/then").words
    bodies = [
        e.body
        for e in journal_of(opened).history().of(InstrumentAnswered)
        if isinstance(e.body, InstrumentAnswered)
    ]
    assert ("pc-ptsd-5" in [b.instrument for b in bodies]) is kept


def test_the_private_four_have_their_own_page(opened: Visit) -> None:
    """They are asked where help stands, and never give a number."""
    assert opened.get(f"/q/{short_name('hark')}").location == "/h/f"


def test_own_wording_makes_a_key_usable(opened: Visit) -> None:
    """With a copy of its questions a scoring key can be filled in; a gap is named."""
    name = f"/q/{short_name('pss-4')}"
    assert opened.get(name).location == "/q"
    opened.get(f"{name}/words")
    items = [item.key for item in shipped("pss-4").items]
    assert opened.post(f"{name}/words", {f"w-{items[0]}": "only one"}).status == 422
    answer = opened.post(f"{name}/words", {f"w-{key}": f"My question {key}" for key in items})
    assert answer.location == name
    assert "My question 1" in opened.get(name).words
    assert "My question 1" not in opened.get("/j").words


@pytest.mark.parametrize("form", ["toml", "json"])
def test_a_file_brings_in_a_questionnaire(opened: Visit, form: str) -> None:
    """Both documented forms are read; a broken file is told and changes nothing."""
    text = write_toml(shipped("who-5"))
    if form == "json":
        text = json.dumps(to_fhir(shipped("who-5")))
    opened.get("/q/in")
    head = journal_of(opened).head()
    broken = opened.upload("/q/in", {}, "x.toml", text[: len(text) // 2].encode())
    assert broken.status == 422
    assert journal_of(opened).head() == head
    answer = opened.upload("/q/in", {}, f"x.{form}", text.encode())
    assert answer.location == f"/q/{short_name('who-5')}"
    assert opened.get(answer.location).status == 200


@pytest.mark.parametrize(
    ("yes", "sensitive", "found"), [(3, False, False), (3, True, True), (4, False, True)]
)
def test_the_opening_question_is_not_counted_and_the_careful_mark_is_a_choice(
    opened: Visit,
    *,
    yes: int,
    sensitive: bool,
    found: bool,
) -> None:
    """Three yes after the opening one bring a page only with the careful mark; four always."""
    opened.get(TRAUMA)
    data: dict[str, str | list[str]] = {"0": "1"}
    data |= {str(n): "1" if n <= yes else "0" for n in range(1, 6)}
    if sensitive:
        data["sensitive"] = "yes"
    opened.post(TRAUMA, data)
    assert f"{yes} of 5" in opened.get(f"{TRAUMA}/seen").words
    assert (opened.get("/then").status == 200) is found


def test_definitions_and_answers_leave_as_files(opened: Visit) -> None:
    """A key leaves in both forms and comes back; answers leave only with the passphrase."""
    opened.get(f"/q/{short_name('pss-4')}/words")
    key = opened.post(f"/q/{short_name('pss-4')}/out", {"as": "toml"})
    assert read_toml(key.body).id == "pss-4"
    fhir = opened.post(f"{PHQ}/out", {"as": "fhir"})
    assert from_fhir(fhir.body).definition.id == "phq-4"
    assert opened.post(f"{PHQ}/out", {"as": "answers"}).location == PHQ
    opened.get(PHQ)
    opened.post(PHQ, dict.fromkeys(("1", "2", "3", "4"), "1"))
    refused = opened.post(f"{PHQ}/out", {"as": "answers", "passphrase": "no"})
    assert refused.location == f"{PHQ}/seen"
    opened.get(f"{PHQ}/seen")
    answers = opened.post(f"{PHQ}/out", {"as": "answers", "passphrase": PASSPHRASE})
    assert answers_from_fhir(answers.body, shipped("phq-4")).values[0] == ("1", 1)
