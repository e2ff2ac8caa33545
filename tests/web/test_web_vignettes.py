"""People nobody had in mind, at the pages themselves: what each of them meets, and what is left."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING
from zipfile import ZipFile

import pytest

from leeward.core.questionnaires import shipped
from leeward.events import CheckIn, SafetyShown, SettingsChanged
from leeward.web.reading import short_name
from web.conftest import PASSPHRASE

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Visit

QUIET_LINE = "There is a page that may help."
UNFREE = {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"}


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal."""
    journal: Leeward = visit.app.state.house.journal
    return journal


def send(visit: Visit, path: str, **fields: str | list[str]) -> str:
    """Open a page, send its form and read the page that follows."""
    visit.get(path)
    return visit.get(visit.post(path, dict(fields)).location).words


@pytest.mark.parametrize("state", ["locked", "opened"])
def test_after_a_yes_the_next_question_gets_its_own_page(
    state: str, request: pytest.FixtureRequest
) -> None:
    """Thoughts of death at nine, the morning-after pill at ten past: both are met, open or locked."""
    visit: Visit = request.getfixturevalue(state)
    assert "You are not alone with this" in send(visit, "/h", thoughts="yes")
    words = send(visit, "/h/b", hours="24")
    assert "within 72 hours" in words
    assert "You are not alone with this" not in words
    assert "You are not alone with this" in send(visit, "/h", thoughts="yes")


def test_after_a_yes_the_check_up_does_not_say_it_again(opened: Visit) -> None:
    """Costs, energy, a note, the week: none of them brings the urgent page back in this visit."""
    send(opened, "/h", thoughts="unsure")
    opened.post("/then", {"asked": "about_to_act", "reply": "no"})
    assert "You are not alone with this" in opened.get("/then").words
    opened.post("/then", {"do": "on"})
    for path, fields in (
        ("/c/c", {"energy_days": "2"}),
        ("/c/a", {"changes": "1"}),
        ("/t", {"distress": "4"}),
        ("/week", {"confidence": "3"}),
    ):
        assert "You are not alone with this" not in send(opened, path, **fields)
    topics = [e.body for e in journal_of(opened).history().of(SafetyShown)]
    assert topics == []


def test_a_wrong_box_about_oneself_is_put_right_by_sending_it_again(locked: Visit) -> None:
    """“Acted” ticked in place of “thoughts”: the second answer has the second page."""
    assert "Stop now and move away" in send(locked, "/h/o", own="acted")
    words = send(locked, "/h/o", own="thoughts")
    assert "Thoughts you do not want to act on" in words
    assert "Stop now" not in words


def test_the_own_wording_of_a_safety_check_leads_to_the_page_it_promises(opened: Visit) -> None:
    """Any yes opens the page on staying safe, a yes to the fifth puts the number first; no mark is left."""
    asq = f"/q/{short_name('asq')}"
    opened.get(f"{asq}/words")
    words: dict[str, str | list[str]] = {
        f"w-{item.key}": f"own words {item.key}" for item in shipped("asq").items
    }
    opened.post(f"{asq}/words", words)
    none = dict.fromkeys("12345", "0")
    assert "You are not alone with this" not in send(opened, asq, **none)
    said = send(opened, asq, **{**none, "2": "1"})
    assert "You are not alone with this" in said
    assert "Call the emergency number now." not in said
    opened.post("/then", {"do": "on"})
    assert "Call the emergency number now." in send(opened, asq, **{**none, "5": "1"})
    assert journal_of(opened).history().of(SafetyShown) == ()


def test_dark_answers_while_locked_leave_nothing_to_find_after_opening(locked: Visit) -> None:
    """Hurt oneself, said on the lock page: numbers at once; after opening no word and no entry of it."""
    assert "Call the emergency number now." in send(locked, "/h", thoughts="yes", act="yes")
    locked.get("/u/note")
    locked.post("/u/note", {"distress": "10"})
    locked.get("/")
    assert locked.unlock().location == "/t"
    assert "You are not alone" not in locked.get("/t").words
    kinds = {type(entry.body) for entry in journal_of(locked).history().entries}
    assert kinds == {SettingsChanged, CheckIn}


def test_both_kinds_of_file_come_out_after_pressure_and_say_nothing(opened: Visit) -> None:
    """Someone stands beside: lines and table both work and hold no word of it; asked for, they do."""
    send(opened, "/k", **UNFREE)
    send(opened, "/h/f", do="answer", a="1", fear="7", keep="yes")
    for form in ("lines", "table"):
        opened.get("/m/out")
        answer = opened.post("/m/out", {"format": form, "passphrase": PASSPHRASE})
        assert answer.status == 200
        assert "partnered" in answer.text
        for word in ("other_person", "hark", "quiet_page", "own-private", "fear"):
            assert word not in answer.text
        opened.get("/m/out")
        told: dict[str, str | list[str]] = {
            "format": form,
            "passphrase": PASSPHRASE,
            "private": "yes",
        }
        assert "other_person" in opened.post("/m/out", told).text


def test_wanted_after_all_does_not_stir_up_an_older_answer(opened: Visit) -> None:
    """Lost hours that were wanted bring no quiet line, also where last week something was not free."""
    assert QUIET_LINE in send(opened, "/k", **UNFREE)
    assert "lost some hours" in send(opened, "/c/b", ticks="blackout")
    opened.post("/then", {"asked": "consent", "reply": "yes"})
    assert QUIET_LINE not in opened.get("/then").words
    send(opened, "/c/b", ticks="blackout")
    opened.post("/then", {"asked": "consent", "reply": "unsure"})
    assert QUIET_LINE in opened.get("/then").words


def test_lifted_then_pressured_again_then_reading_taken_out(opened: Visit) -> None:
    """The pages beside pressure come back with the lift and go with the next answer, also as files."""

    def pages() -> int:
        opened.get("/read")
        return len(ZipFile(BytesIO(opened.post("/read/out").body)).namelist())

    whole = pages()
    send(opened, "/k", **UNFREE)
    fewer = pages()
    assert fewer < whole
    opened.get("/h/f")
    opened.post("/h/f", {"do": "lift"})
    assert pages() == whole
    assert QUIET_LINE in send(opened, "/k", **UNFREE)
    assert pages() == fewer


def test_a_young_person_finds_lines_before_any_question(stranger: Visit) -> None:
    """No age, no journal, no reproach: numbers for young people, and nothing to write."""
    page = stranger.get("/h/y")
    assert page.status == 200
    assert "Good that you looked" in page.words
    assert "textarea" not in page.text
    stranger.post("/h/y", {"country": "DE"})
    assert "116 111" in stranger.get("/h/y").words


def test_a_new_parent_with_voices_is_sent_to_care_today(opened: Visit) -> None:
    """Three weeks after a birth, untired and hearing voices: care today, and how old the baby is."""
    send(opened, "/c/e", weeks_since_birth="3")
    words = send(opened, "/c/c", ticks=["voices", "little_sleep_untired"])
    assert "Please see a doctor today" in words
    assert "how old the baby is" in words
    opened.post("/then", {"do": "on"})
    assert "Please see a doctor today" not in send(opened, "/t", distress="5")


def test_one_low_evening_brings_a_person_nothing_but_their_day(opened: Visit) -> None:
    """A nine once, an urge acted on and shame: the day goes on with no page in between."""
    opened.get("/t")
    assert opened.post("/t", {"distress": "9", "urge": "9"}).location == "/t"
    opened.get("/k")
    answer = opened.post("/k", {"kind": "pornography", "shame": "9", "had_to": "3"})
    assert answer.location != "/then"
