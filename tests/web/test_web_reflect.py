"""Conversations with oneself, people, and finding help, as pages without a script."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from leeward.analysis.cycle_codec import to_bytes
from leeward.analysis.cycle_numbers import VERSION, Kept
from leeward.core.apart import PLAN
from leeward.core.cycle import CACHE
from leeward.events import Reflection
from leeward.web.pages.reflect.views import TALKS
from support.cycles import bond_of, numbers

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Visit


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal."""
    journal: Leeward = visit.app.state.house.journal
    return journal


def hidden(text: str) -> dict[str, str]:
    """Return the hidden fields of the page's own form."""
    form = text[text.index('<form class="flow lb"') :]
    return dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_a_conversation_goes_one_question_at_a_time_and_keeps_the_words(opened: Visit) -> None:
    """Answers travel in the form, every question can be skipped, and nothing is added up."""
    page = opened.get("/r/five")
    assert "Step 1 of 5" in page.words
    assert " checked" not in page.text
    fields = hidden(page.text)
    page = opened.post("/r/five", {**fields, "for-relief": "7", "for-what": "both", "go": "next"})
    assert "Step 2 of 5" in page.words
    fields = hidden(page.text)
    assert fields["for-relief"] == "7"
    page = opened.post("/r/five", {**fields, "go": "back"})
    assert "Step 1 of 5" in page.words
    assert 'value="7" checked' in page.text
    fields = hidden(page.text)
    answer = opened.post("/r/five", {**fields, "for-relief": "7", "for-what": "both", "go": "keep"})
    assert answer.location == "/r/five/now"
    told = journal_of(opened).reflections.latest("self-questions")
    assert told is not None
    assert (dict(told.values), dict(told.words)) == ({"for-relief": 7}, {"for-what": "both"})
    shown = opened.get("/r/five/now").words
    assert "both" in shown
    assert "score" in shown
    assert "total" not in shown.lower()


def test_a_conversation_sent_twice_is_stored_once(opened: Visit) -> None:
    """A double press keeps one."""
    fields = hidden(opened.get("/r/signs").text)
    for _ in range(2):
        opened.post("/r/signs", {**fields, "sign-choice": "3", "go": "keep"})
    assert len(journal_of(opened).reflections.times("signs")) == 1


def test_repeated_answers_show_as_a_quiet_trend(opened: Visit) -> None:
    """From the second time on, each question shows how it went, with words and no verdict."""
    for value in ("3", "6"):
        fields = hidden(opened.get("/r/signs").text)
        opened.post("/r/signs", {**fields, "sign-choice": value, "go": "keep"})
    page = opened.get("/r/signs/now")
    assert "Over time" in page.words
    assert re.search(r"20\d\d: 3 · .* 20\d\d: 6", re.sub(r"\s+", " ", page.words))


def test_closeness_shows_two_dials_and_cards_that_go_when_something_was_not_free(
    opened: Visit,
) -> None:
    """Dials are means of answers; cards carry their strength; none stands after such an answer."""
    answers = {f"worry-{n}": "8" for n in ("leave", "enough", "silence", "proof")}
    opened.get("/r/bonds")
    answer = opened.post("/r/bonds", {"relationship": "M", **answers, "worry-steady": "2"})
    assert answer.location == "/r/bonds/now"
    page = opened.get("/r/bonds/now")
    assert "Worry about the bond" in page.words
    assert "8.0" in page.words
    assert "Keeping some distance" not in page.words
    assert "These lines are about groups" in page.words
    assert "Fairly supported" in page.words
    opened.get("/k")
    opened.post("/k", {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"})
    page = opened.get("/r/bonds/now")
    assert "These lines are about groups" not in page.words
    assert opened.get("/two").location == "/r"


def test_closeness_shows_stress_and_the_bond_when_it_is_there(opened: Visit) -> None:
    """The picture comes from the kept fit; without one the page says where it is worked out."""
    opened.get("/r/bonds")
    opened.post("/r/bonds", {"worry-leave": "8"})
    assert "is worked out on the page of" in opened.get("/r/bonds/now").words
    journal = journal_of(opened)
    kept = Kept(version=VERSION, day="2000-01-01", numbers=numbers(bond=bond_of()), fit=b"")
    journal._journal.store.put_cache(CACHE, journal.head(), to_bytes(kept))
    page = opened.get("/r/bonds/now")
    assert "Stress weighs more when your bond feels shaky" in page.words
    assert "When it feels shaky" in page.words
    opened.get("/k")
    opened.post("/k", {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"})
    assert "Stress weighs more" not in opened.get("/r/bonds/now").words


def test_the_plan_keeps_its_latest_words_and_stands_in_no_list(opened: Visit) -> None:
    """It is opened with what was written last, and neither Journal nor search shows it."""
    opened.get("/r/plan")
    opened.post("/r/plan", {"warning": "grey mornings", "worth": "the dog"})
    page = opened.get("/r/plan")
    assert "grey mornings" in page.text
    assert "the dog" in page.text
    assert "grey mornings" not in opened.get("/j").text
    opened.get("/j")
    assert "grey mornings" not in opened.post("/j/find", {"words": "grey"}).text.split("found")[-1]
    assert len(journal_of(opened).reflections.times(PLAN)) == 1


def test_the_own_line_stays_out_of_the_pause_while_it_clashes(opened: Visit) -> None:
    """A clash of 7 or more with what one believes takes the line out; below it stands."""
    opened.get("/r/values")
    opened.post("/r/values", {"line": "someone I can come home to", "conflict": "3"})
    assert journal_of(opened).settings.values_line == "someone I can come home to"
    opened.post("/r/values", {"line": "someone I can come home to", "conflict": "7"})
    assert journal_of(opened).settings.values_line == ""


@pytest.mark.parametrize("key", sorted(TALKS))
def test_every_conversation_opens_and_refuses_emptiness_kindly(opened: Visit, key: str) -> None:
    """An empty form says that one line is enough, beside a field that is there."""
    page = opened.get(f"/r/{key}")
    assert page.status == 200
    fields = {k: v for k, v in hidden(page.text).items() if k != "_t"}
    answer = opened.post(f"/r/{key}", {**fields, "go": "keep"})
    assert answer.status == 422
    assert "One line is enough" in answer.words
    target = re.search(r'href="#([^"]+)">Nothing', answer.text)
    assert target is not None
    assert f'id="{target.group(1)}"' in answer.text


def test_the_log_stands_beside_a_question_with_its_range(opened: Visit) -> None:
    """With look-backs in the journal, the free question shows what they say, or that it is early."""
    opened.get("/k")
    opened.post("/k", {"kind": "solo", "could_say_no": "8", "pleasure": "6"})
    page = opened.get("/r/five")
    assert "What my notes show" in page.words
    assert "not enough yet" in page.words


def test_people_are_kept_as_written(opened: Visit) -> None:
    """A name and a way; a way without a name is asked about, not dropped."""
    opened.get("/people")
    assert opened.post("/people", {"name1": "Sam", "how1": "by text"}).location == "/people"
    assert [(c.name, c.how) for c in journal_of(opened).settings.contacts] == [("Sam", "by text")]
    answer = opened.post("/people", {"name1": "Sam", "how2": "call"})
    assert answer.status == 422
    assert "Give this one a name" in answer.words


def test_an_empty_list_of_people_is_not_said_to_be_kept(opened: Visit) -> None:
    """Keeping nobody where nobody was asks for a name; taking the last one off is done."""
    opened.get("/people")
    answer = opened.post("/people", {"name1": "", "how1": ""})
    assert answer.status == 422
    assert "Give this one a name" in answer.words
    opened.post("/people", {"name1": "Sam", "how1": ""})
    assert opened.post("/people", {"name1": "", "how1": ""}).location == "/people"
    assert journal_of(opened).settings.contacts == ()


def test_the_list_of_people_shows_room_for_one_more_and_no_wall_of_fields(opened: Visit) -> None:
    """At first one pair of fields; each kept person is one closed line; emptied, they are gone."""
    assert opened.get("/people").text.count('name="name') == 1
    opened.post("/people", {"name1": "Sam", "how1": "by text"})
    page = opened.get("/people")
    assert page.text.count('name="name') == 2
    assert page.text.count("<details") == 1
    opened.post("/people", {"name1": "Sam", "how1": "by text", "name2": "Kim", "how2": ""})
    assert opened.get("/people").text.count("<details") == 2
    opened.post("/people", {"name1": "", "how1": "", "name2": "Kim", "how2": ""})
    assert [c.name for c in journal_of(opened).settings.contacts] == ["Kim"]


def test_finding_help_speaks_from_the_own_notes_and_works_locked(opened: Visit) -> None:
    """It names what in the notes makes help sensible, warns of harm, and stands without opening."""
    assert "Nothing in your notes points to it" in opened.get("/find").words
    for value in ("9", "9"):
        opened.get("/t")
        opened.post("/t", {"distress": value})
    page = opened.get("/find")
    assert "You rated distress 9 or more" in page.words
    assert "Anyone who promises to change who you love" in page.words
    opened.post("/lock")
    locked = opened.get("/find")
    assert locked.status == 200
    assert "You rated" not in locked.words
    assert "Sex-positive" in locked.words


def test_reflections_are_stored_as_events_of_their_own(opened: Visit) -> None:
    """Each keeping is one entry, with the question's id beside each answer."""
    opened.get("/r/night")
    opened.post("/r/night", {"helped": "tea"})
    bodies = [e.body for e in journal_of(opened).history().of(Reflection)]
    assert [b.about for b in bodies if isinstance(b, Reflection)] == ["hard-nights"]


def test_a_line_from_the_settings_stays_until_one_is_written_here(opened: Visit) -> None:
    """Saving other answers on what matters does not take out a line written elsewhere."""
    preferences = journal_of(opened).preferences
    preferences.change(replace(preferences.now(), values_line="home before dark"))
    opened.get("/r/values")
    opened.post("/r/values", {"home": "someone kind"})
    assert journal_of(opened).settings.values_line == "home before dark"
