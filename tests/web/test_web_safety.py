"""Safety as a person meets it: after an answer, on the help pages, locked and open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leeward.content.practices import practice
from leeward.events import InstrumentAnswered, SafetyShown

if TYPE_CHECKING:
    from web.conftest import Visit

QUIET_LINE = "There is a page that may help."


def stored(visit: Visit) -> list[object]:
    """Return the bodies the journal holds."""
    return [entry.body for entry in visit.app.state.house.journal.history().entries]


def heavy(visit: Visit) -> str:
    """Check in twice with a heavy rating; return where the second leads."""
    visit.get("/t")
    visit.post("/t", {"distress": "9"})
    visit.get("/t")
    return visit.post("/t", {"distress": "10"}).location


def test_one_message_after_a_check_in_with_its_reason_and_then_none(opened: Visit) -> None:
    """Two heavy ratings lead to one page that says why; the next check-in goes straight on."""
    assert heavy(opened) == "/then"
    page = opened.get("/then")
    assert "These days look heavy" in page.words
    assert "Why am I seeing this?" in page.words
    assert "Are you safe right now?" in page.words
    assert "S2" not in page.text
    assert opened.post("/then", {"do": "on"}).location == "/t"
    assert opened.get("/then").location == "/t"
    assert opened.post("/t", {"distress": "9"}).location == "/t"


def test_a_gentle_message_can_be_muted_there(opened: Visit) -> None:
    """Thirty days of quiet are one button, stored under a neutral topic."""
    heavy(opened)
    opened.get("/then")
    assert opened.post("/then", {"do": "quiet", "topic": "heavy_days"}).location == "/t"
    muted = [b for b in stored(opened) if isinstance(b, SafetyShown) and b.response == "muted"]
    assert [b.topic for b in muted] == ["heavy_days"]


def test_not_safe_there_leads_to_the_urgent_page(opened: Visit) -> None:
    """“No” to “are you safe” shows the crisis page at once, and nothing of it is stored."""
    heavy(opened)
    opened.get("/then")
    before = len(stored(opened))
    opened.post("/then", {"asked": "are_you_safe", "reply": "no"})
    page = opened.get("/then")
    assert "You are not alone with this" in page.words
    assert "about to act on these thoughts" in page.words
    assert len(stored(opened)) == before
    opened.post("/then", {"asked": "about_to_act", "reply": "yes"})
    assert "Call the emergency number now." in opened.get("/then").words


@pytest.mark.parametrize("state", ["locked", "opened", "stranger"])
def test_the_two_direct_questions_work_locked_open_and_before_anything(
    state: str, request: pytest.FixtureRequest
) -> None:
    """A yes leads to lines for the chosen country and the emergency number, in every state."""
    visit: Visit = request.getfixturevalue(state)
    visit.get("/h")
    assert visit.post("/h", {"country": "DE"}).location == "/h"
    page = visit.get("/h")
    assert page.text.index("thoughts of killing yourself") < page.text.index("about to act on them")
    assert "112" in page.words
    assert visit.post("/h", {"thoughts": "yes"}).location == "/then"
    page = visit.get("/then")
    assert "You are not alone with this" in page.words
    assert "112" in page.words
    assert "<script" not in page.text.split("</head>")[1]
    visit.get("/h")
    visit.post("/h", {"thoughts": "no", "act": "no"})
    assert "Thank you for answering" in visit.get("/then").words


@pytest.mark.parametrize("path", ["/h", "/h/b", "/h/o"])
def test_nothing_chosen_is_not_thanked_for(locked: Visit, path: str) -> None:
    """An empty page says so and points to the numbers; “skip” is an answer and leads on."""
    locked.get(path)
    answer = locked.post(path, {"nights": ""})
    assert answer.status == 422
    assert "The numbers above are there without an answer" in answer.words
    assert "112" in answer.words
    assert locked.post("/h", {"thoughts": ""}).location == "/then"


def test_the_tap_is_enough(locked: Visit) -> None:
    """“I am not safe” needs no other answer, and no passphrase."""
    locked.get("/h")
    assert locked.post("/h", {"tap": "unsafe"}).location == "/then"
    assert "You are not alone with this" in locked.get("/then").words


def unfree(visit: Visit) -> str:
    """Look back on something that was not free; return where that leads."""
    visit.get("/k")
    answer = visit.post("/k", {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"})
    return answer.location


def test_after_an_unfree_answer_one_neutral_line_and_nothing_anywhere_else(opened: Visit) -> None:
    """The line stands once on its own page; Today, Journal and search say nothing."""
    assert unfree(opened) == "/then"
    page = opened.get("/then")
    assert QUIET_LINE in page.words
    for word in ("pressure", "fear", "force", "not free"):
        assert word not in page.words.lower()
    assert opened.get("/then").location == "/t"
    for path in ("/t", "/j", "/i", "/m"):
        text = opened.get(path).words
        assert QUIET_LINE not in text
    opened.post("/lock")
    opened.get("/")
    opened.unlock()
    assert QUIET_LINE not in opened.get("/t").words
    assert opened.get("/then").location == "/t"


def test_an_unfree_answer_sent_after_the_lock_is_met_at_once(opened: Visit) -> None:
    """The form outlived the lock: it is sealed, and the neutral line stands without unlocking."""
    opened.get("/k")
    token = opened.token
    opened.post("/lock")
    answer = opened.post(
        "/k",
        {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"},
        token=token,
    )
    assert answer.location == "/then"
    assert QUIET_LINE in opened.get("/then").words


def test_what_was_written_while_locked_is_told_as_past_after_opening(locked: Visit) -> None:
    """Two heavy notes from the lock page lead to one page after unlocking, worded as past."""
    for value in ("9", "10"):
        locked.get("/u/note")
        locked.post("/u/note", {"distress": value})
    locked.get("/")
    answer = locked.unlock()
    assert answer.location == "/then"
    page = locked.get("/then")
    assert "while the app was locked" in page.words


def test_the_private_questions_are_kept_only_when_ticked(opened: Visit) -> None:
    """Without a tick nothing but a neutral mark is stored; with it the answers are."""
    opened.get("/h/f")
    page = opened.post("/h/f", {"do": "answer", "a": "1", "fear": "3"})
    assert "Thank you for answering" in page.words
    assert "You said yes" not in page.words
    assert not any(isinstance(b, InstrumentAnswered) for b in stored(opened))
    assert opened.app.state.house.journal.safety.stands()
    opened.post("/h/f", {"do": "answer", "a": "1", "keep": "yes"})
    assert any(isinstance(b, InstrumentAnswered) for b in stored(opened))


def test_what_is_closed_opens_only_by_the_person(opened: Visit) -> None:
    """The way back stands on the private page and nowhere else, and says that it was taken."""
    safety = opened.app.state.house.journal.safety
    unfree(opened)
    assert safety.stands()
    assert "Open them again" in opened.get("/h/f").words
    said = opened.post("/h/f", {"do": "lift"}).words
    assert "Nothing is kept away now." in said
    assert not safety.stands()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ("seven days", "does not need the police", "HIV for 72", "up to 120", "your neck")),
        ("de", ("sieben Tage", "ohne Polizei", "HIV 72", "bis zu 120", "auf den Hals")),
    ],
)
def test_care_after_force_stands_on_the_private_page_for_everyone(
    language: str, told: tuple[str, ...], stranger: Visit
) -> None:
    """Hours, proof, the neck and no police needed: told without any answer, in both languages."""
    words = stranger.get("/h/f", accept_language=language).words
    assert [needed for needed in told if needed not in words] == []


def test_the_private_page_does_not_tell_whether_something_was_answered(opened: Visit) -> None:
    """Whoever opens it finds the same words before an unfree answer, after it, and after the lift."""
    before = opened.get("/h/f").words
    unfree(opened)
    while opened.get("/then").status == 200:
        pass
    assert opened.get("/h/f").words == before
    opened.post("/h/f", {"do": "lift"})
    assert opened.get("/h/f").words == before


def test_reaching_out_stays_but_not_toward_that_person(opened: Visit) -> None:
    """After an unfree answer the way says so first; once opened again it reads as before."""
    careful = practice("P16").careful
    assert careful not in opened.get("/e/p16").words
    unfree(opened)
    assert careful in opened.get("/e/p16").words
    opened.get("/h/f")
    opened.post("/h/f", {"do": "lift"})
    assert careful not in opened.get("/e/p16").words


def test_the_private_page_works_locked(locked: Visit) -> None:
    """It believes, leaves the choice, gives lines, and offers no keeping while locked."""
    page = locked.get("/h/f")
    assert "You are believed here." in page.words
    assert "You do not have to leave" in page.words
    assert "Keep these answers" not in page.words
    assert locked.post("/h/f", {"do": "answer", "h": "1"}).status == 200


@pytest.mark.parametrize("state", ["locked", "opened"])
@pytest.mark.parametrize(
    ("ticks", "title"),
    [
        ({"own": "went", "afraid": "no"}, "When the yes was not clear"),
        ({"own": "thoughts"}, "Thoughts you do not want to act on"),
        ({"own": "acted"}, "Stop now and move away"),
        ({"own": "horror"}, "Thoughts that scare you"),
        ({"own": "went", "afraid": "yes"}, QUIET_LINE),
    ],
)
def test_worries_about_oneself_are_met_and_stored_nowhere(
    state: str, ticks: dict[str, str], title: str, request: pytest.FixtureRequest
) -> None:
    """Each of the four has its page; being afraid leads elsewhere; the journal stays empty."""
    visit: Visit = request.getfixturevalue(state)
    visit.get("/h/o")
    assert visit.post("/h/o", dict(ticks)).location == "/then"
    assert title in visit.get("/then").words
    if state == "opened":
        assert not any(isinstance(b, SafetyShown) for b in stored(visit))


def test_health_today_says_where_to_go(locked: Visit) -> None:
    """Hours count for some help; signs after pressure on the neck lead to the ambulance."""
    locked.get("/h/b")
    locked.post("/h/b", {"worries": "unprotected", "hours": "24"})
    assert "within 72 hours" in locked.get("/then").words
    locked.get("/h/b")
    locked.post("/h/b", {"neck": "yes", "signs": "voice", "unwanted": "yes"})
    page = locked.get("/then")
    assert "Call the emergency number now. Say that there was pressure on your neck." in page.words
    assert QUIET_LINE in page.words


def test_country_is_asked_and_holds_for_the_visit(locked: Visit) -> None:
    """Nothing is guessed: first the general numbers, then those of the chosen country."""
    first = locked.get("/h/l").words
    assert "Choose a country" in first
    locked.post("/h/l", {"country": "GB"})
    assert 'value="GB" selected' in locked.get("/h").text


def test_locking_forgets_what_was_said_in_the_visit(opened: Visit) -> None:
    """After the lock no page tells what was answered before."""
    opened.get("/h")
    opened.post("/h", {"thoughts": "yes"})
    opened.post("/lock")
    assert opened.get("/then").location == "/"


def test_the_source_of_an_unfree_had_to_is_covered_and_survives_a_change(opened: Visit) -> None:
    """Opening the entry to change it does not show the answer, and saving does not lose it."""
    unfree(opened)
    journal = opened.app.state.house.journal
    entry = journal.timeline.items()[0].entry.id
    page = opened.get(f"/k/{entry}")
    assert 'value="other_person" checked' not in page.text
    opened.post(f"/k/{entry}", {"kind": "partnered", "had_to": "8", "relief": "1"})
    back = journal.look_backs.all()[0].look_back
    assert (str(back.had_to_source), back.relief) == ("other_person", 1)


def test_after_a_practice_that_made_it_worse_one_tap_changes_the_ways(opened: Visit) -> None:
    """A memory that came back closes practices turned to the body, and says where help is."""
    opened.get("/t")
    assert opened.post("/c/sign", {"sign": "flashback"}).location == "/then"
    assert "When old hurt shows up" in opened.get("/then").words
    assert "body_focus" in opened.app.state.house.journal.safety.closed()
    assert opened.post("/c/sign", {}).location == "/t"


def test_the_week_asks_kindly_about_changes_that_did_not_hold(opened: Visit) -> None:
    """Three weeks with that tick bring one gentle page; one does not."""
    for n in range(3):
        opened.get("/week")
        answer = opened.post("/week", {"tried-less": "yes", "confidence": "4"})
        assert answer.location == ("/then" if n == 2 else "/week")
    assert "What it costs you" in opened.get("/then").words


def test_figures_wait_while_other_things_matter_more(opened: Visit) -> None:
    """After a yes no figure stands on any page of this visit; after the lock they are back."""
    opened.get("/t")
    opened.post("/t", {"distress": "4"})
    assert "Figures can wait" not in opened.get("/i").words
    opened.get("/h")
    opened.post("/h", {"thoughts": "yes"})
    assert "Figures can wait" in opened.get("/i").words
    assert "What my notes show" not in opened.get("/page").words
    opened.post("/lock")
    opened.get("/")
    opened.unlock()
    assert "Figures can wait" not in opened.get("/i").words


def test_the_own_people_stand_on_the_urgent_page_while_open(opened: Visit) -> None:
    """Whom the person feels safe with is there at once, and only while the journal is open."""
    opened.get("/people")
    opened.post("/people", {"name1": "Robin", "how1": "the blue number"})
    opened.get("/h")
    opened.post("/h", {"thoughts": "yes"})
    assert "the blue number" in opened.get("/then").words
    opened.post("/lock")
    opened.get("/h")
    opened.post("/h", {"thoughts": "yes"})
    assert "Robin" not in opened.get("/then").words


def test_saying_when_is_enough(locked: Visit) -> None:
    """Hours without the tick above them still bring the windows."""
    locked.get("/h/b")
    locked.post("/h/b", {"hours": "72"})
    assert "120 hours" in locked.get("/then").words


def test_the_plan_is_readable_while_locked_only_by_choice(opened: Visit) -> None:
    """Off by default; on, it stands on the help page in the person's words; forgotten, gone."""
    opened.get("/r/plan")
    assert opened.post("/r/plan", {"worth": "The dog waits for me."}).location == "/r/plan"
    house = opened.app.state.house
    for chosen in ("", "yes"):
        opened.post("/e/shut", {"plan": chosen})
        assert "The dog waits for me." in opened.get("/h/p").words
        house.lock()
        assert ('href="/h/p"' in opened.get("/h").text) is bool(chosen)
        assert ("The dog waits for me." in opened.get("/h/p").words) is bool(chosen)
        opened.unlock()
    opened.get("/r/plan")
    opened.post("/r/plan", {"worth": "My sister."})
    house.lock()
    assert "My sister." in opened.get("/h/p").words
    opened.unlock()
    plan = house.journal.reflections.latest("safety-plan")
    house.journal.changes.forget(plan.entry.id)
    house.lock()
    assert "My sister." not in opened.get("/h/p").words


def test_a_plan_that_somebody_else_wrote_outside_the_lock_harms_nothing(locked: Visit) -> None:
    """Whatever stands there that is no plan is left out, and the help page is as always."""
    locked.unlock()
    for odd in ("no", "[1]", '{"worth": 3, "<b>": "x"}', '{"worth": "<script>"}'):
        locked.app.state.house.journal.care.remember_openly("plan", odd)
        locked.app.state.house.lock()
        assert locked.get("/h").status == 200
        assert "<script>" not in locked.get("/h/p").text.partition("<main")[2]
        locked.unlock()
