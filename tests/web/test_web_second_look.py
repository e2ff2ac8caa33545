"""A second look at the pages: someone who may look along, and what they could find."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from leeward.events import Episode, InstrumentAnswered, LookBack, SettingsChanged
from leeward.events.vocabulary import Consent, HadToSource, Kind
from web.conftest import PASSPHRASE

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Visit

SECOND = "walnut ferry eleven quiet button"
WORDS = "the blue door"
MAIN = (
    "/t",
    "/j",
    "/i",
    "/week",
    "/m",
    "/r",
    "/page",
    "/find",
    "/e",
    "/e/p16",
    "/h",
    "/h/f",
    "/m/out",
)


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal."""
    journal: Leeward = visit.app.state.house.journal
    return journal


def unfree(visit: Visit, **said: Any) -> str:
    """Store a time that was not free, with words; return its id."""
    usual: dict[str, Any] = {"consent": Consent.AFRAID, "had_to": 9, "could_say_no": 0}
    told = usual | {"note": WORDS} | said
    back = LookBack(episode="0" * 32, distress_before=2, distress_after=9, **told)
    return journal_of(visit).look_backs.add(Episode(kind=Kind.PARTNERED), back)[0].id


def stored(visit: Visit) -> LookBack:
    """Return the only look-back."""
    back = journal_of(visit).look_backs.all()[0].look_back
    assert back is not None
    return back


def plain(text: str) -> str:
    """Take away what differs between any two entries: names, tokens, the clock."""
    return re.sub(r"[0-9a-f]{32}|value=\"[^\"]{20,}\"|\d\d:\d\d", "", text)


@pytest.fixture
def keyed(opened: Visit) -> Visit:
    """A browser with the journal open and a second key."""
    journal_of(opened).behind.make_key(SECOND)
    return opened


def test_what_was_not_free_reads_like_a_time_nobody_looked_back_at(opened: Visit) -> None:
    """List, page and form are those of an entry without a look-back, word for word."""
    bare = journal_of(opened).look_backs.add(Episode(kind=Kind.PARTNERED))[0].id
    covered = unfree(opened)
    for path in ("/n/{}", "/k/{}", "/n/{}/again", "/n/{}/forget"):
        pages = [plain(opened.get(path.format(name)).text) for name in (bare, covered)]
        assert pages[0] == pages[1]


def test_change_opens_no_word_and_an_empty_form_takes_nothing_back(opened: Visit) -> None:
    """One tap on “Change” shows nothing of it; saved empty it stays whole, a new answer is added."""
    name = unfree(opened, had_to_source=HadToSource.OTHER_PERSON)
    before = stored(opened)
    page = opened.get(f"/k/{name}")
    assert WORDS not in page.text
    assert page.text.count(" checked") == 1
    opened.post(f"/k/{name}", {"kind": "partnered"})
    assert stored(opened) == before
    opened.get(f"/k/{name}")
    opened.post(f"/k/{name}", {"kind": "partnered", "relief": "0", "note": "more"})
    now = stored(opened)
    assert (now.relief, now.note, now.distress_after, now.consent) == (0, "more", 9, Consent.AFRAID)
    opened.get(f"/k/{name}")
    opened.post(f"/k/{name}", {"kind": "partnered", "had_to": "1"})
    assert (stored(opened).had_to, stored(opened).had_to_source) == (1, None)


@pytest.mark.parametrize("said", [{}, {"consent": None, "had_to_source": HadToSource.OTHER_PERSON}])
def test_asking_again_opens_the_whole_of_it(said: dict[str, Any], opened: Visit) -> None:
    """The passphrase once more shows the answer and the own words; a wrong one shows nothing."""
    name = unfree(opened, **said)
    page = opened.get(f"/k/{name}/apart")
    assert "The answer stays covered" in page.words
    wrong = opened.post(f"/k/{name}/apart", {"show": "yes", "passphrase": "not this one"})
    assert (wrong.status, WORDS in wrong.text) == (422, False)
    right = opened.post(f"/k/{name}/apart", {"show": "yes", "passphrase": PASSPHRASE})
    assert WORDS in right.words
    assert "2 to 9" in right.words


def test_from_the_line_after_an_unfree_answer_two_taps_put_it_away(keyed: Visit) -> None:
    """Saved, “Ask again for this”, “Put it behind the key”: then it is on no page and still closes."""
    keyed.get("/k")
    form: dict[str, str | list[str]] = {
        "kind": "partnered",
        "had_to": "8",
        "had_to_source": "other_person",
        "note": WORDS,
    }
    assert keyed.post("/k", form).location == "/then"
    offer = keyed.get("/then")
    found = re.search(r'href="(/n/[0-9a-f]{32}/again)"', offer.text)
    assert found is not None
    assert "Put it behind the key" in keyed.get(found[1]).words
    assert keyed.post(found[1]).location == "/j"
    for path in MAIN:
        assert WORDS not in keyed.get(path).text
    assert journal_of(keyed).look_backs.all() == ()
    assert journal_of(keyed).safety.stands()


def test_the_line_names_only_the_entry_it_stands_for(keyed: Visit) -> None:
    """An answer that is stored nowhere brings the line alone, with no entry to put away."""
    unfree(keyed)
    keyed.get("/h/o")
    keyed.post("/h/o", {"own": "went", "afraid": "yes"})
    assert "/again" not in keyed.get("/then").text


def test_locked_the_line_offers_nothing_to_put_away(locked: Visit) -> None:
    """What is sealed cannot be put behind the key yet; the line stands as before."""
    locked.get("/k")
    locked.post("/k", {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"})
    page = locked.get("/then")
    assert "There is a page that may help." in page.words
    assert "/again" not in page.text


@pytest.mark.parametrize("away", [False, True], ids=["in the journal", "behind the key"])
def test_whoever_looks_along_finds_no_telling_word(keyed: Visit, *, away: bool) -> None:
    """Five minutes on the open journal: no page but Help speaks of pressure, and Help does to all."""
    before = {path: keyed.get(path).words for path in MAIN}
    name = unfree(keyed)
    journal_of(keyed).safety.current(unfree=True)
    if away:
        journal_of(keyed).behind.keep(name)
    telling = re.compile(
        r"press|afraid|fear|forc|not free|violen|was not what|closed now", re.IGNORECASE
    )
    for path in MAIN:
        words = keyed.get(path).words
        new = {line.strip() for line in words.split("\n")} - {
            line.strip() for line in before[path].split("\n")
        }
        assert not [line for line in new if telling.search(line)], path
        assert WORDS not in words
    assert keyed.get("/h/f").words == before["/h/f"]


def test_kept_private_answers_can_be_let_go_and_the_page_looks_the_same(opened: Visit) -> None:
    """One press removes them, with or without something to remove, and says the same thing."""
    opened.get("/h/f")
    first = opened.post("/h/f", {"do": "forget"}).words
    assert "No answer to these questions is in your journal now." in first
    opened.get("/h/f")
    opened.post("/h/f", {"do": "answer", "a": "1", "fear": "6", "keep": "yes"})
    opened.get("/h/f")
    assert opened.post("/h/f", {"do": "forget"}).words == first
    assert journal_of(opened).history().of(InstrumentAnswered) == ()
    assert journal_of(opened).safety.stands()


def test_from_the_lock_page_a_voice_is_two_taps_away(opened: Visit) -> None:
    """With a country in the settings: help numbers, then call; without one nothing is guessed."""
    opened.post("/lock")
    assert "tel:116123" not in opened.get("/h").text
    opened.unlock()
    preferences = journal_of(opened).preferences
    preferences.change(replace(preferences.now(), country="DE"))
    opened.post("/lock")
    assert 'href="/h"' in opened.get("/").text
    assert "tel:116123" in opened.get("/h").text
    opened.unlock()
    preferences = journal_of(opened).preferences
    preferences.change(replace(preferences.now(), country=""))
    opened.post("/lock")
    assert "tel:116123" not in opened.get("/h").text


def test_a_country_from_outside_is_taken_only_if_it_is_known(opened: Visit) -> None:
    """Someone writes into the readable part of the file: the numbers for everywhere stand."""
    opened.app.state.house.journal.care.remember_openly("country", "../XX")
    opened.post("/lock")
    page = opened.get("/h")
    assert page.status == 200
    assert "XX" not in page.words


@pytest.mark.parametrize("said", [{"thoughts": "yes"}, {"thoughts": "unsure"}, {"worth": "yes"}])
def test_voices_stand_before_questions_and_longer_words(
    said: dict[str, str | list[str]], locked: Visit
) -> None:
    """After two sentences come the lines to call; the next question and the rest wait below."""
    locked.get("/h")
    locked.post("/h", {"country": "DE"})
    locked.post("/h", said)
    text = locked.get("/then").text
    assert text.count("tel:116123") == 1
    assert text.index("tel:116123") < text.index('name="asked"')


def test_about_to_act_the_emergency_number_and_what_to_say_come_first(locked: Visit) -> None:
    """The number, what to say there and moving away stand above every other line."""
    locked.get("/h")
    locked.post("/h", {"country": "DE"})
    locked.post("/h", {"thoughts": "yes", "act": "yes"})
    text = locked.get("/then").text
    places = [text.index(word) for word in ("tel:112", "Move away from anything", "tel:116123")]
    assert places == sorted(places)


# ------------------------------------------------------------------ vignettes, at the pages


def test_someone_who_answers_no_to_everything_is_not_sent_away(locked: Visit) -> None:
    """No and no at two in the morning: thanked, no further question, the numbers one tap away."""
    locked.get("/h")
    locked.post("/h", {"thoughts": "no", "act": "no"})
    page = locked.get("/then")
    assert "any hard hour" in page.words
    assert 'class="btn calm" href="/h"' in page.text


def test_two_women_and_a_wife_who_frightens(opened: Visit) -> None:
    """Lines for anyone stand first or beside; the page takes nobody for a man or for a woman."""
    opened.get("/h/f")
    opened.post("/h/f", {"country": "DE"})
    words = opened.get("/h/f").words
    assert "For anyone hurt by a crime." in words
    assert "lines for people of any gender" in words
    assert not re.search(r"\b(husband|wife|boyfriend|girlfriend|he|she|him|her)\b", words)


def test_sixteen_at_the_gate_meets_numbers_and_no_reproach(newcomer: Visit) -> None:
    """Under eighteen: the lines for young people, no journal made, no word on being too young."""
    page = newcomer.get("/w")
    assert 'href="/h' in page.text
    page = newcomer.get(newcomer.post("/w", {"age": "under"}).location)
    assert "Good that you looked" in page.words
    assert not re.search(r"too young|not allowed|must be|sorry", page.words, re.IGNORECASE)
    assert not newcomer.app.state.house.place.exists()


def test_a_widower_at_the_phone_size_help_page_is_met_in_german(stranger: Visit) -> None:
    """“Life does not feel worth it”, in German, with nothing installed yet: calm words and lines."""
    wish = {"accept_language": "de"}
    stranger.get("/h", **wish)
    stranger.post("/h", {"country": "DE"}, headers={"accept-language": "de"})
    stranger.get("/h", **wish)
    stranger.post("/h", {"worth": "yes"}, headers={"accept-language": "de"})
    page = stranger.get("/then", **wish)
    assert "fühlt sich gerade nicht lebenswert an" in page.words
    assert "tel:116123" in page.text


def test_hurt_and_no_plan_said_locked_is_kept_nowhere_after_opening(locked: Visit) -> None:
    """Hurt oneself, no wish to die: the number first; opening the journal shows none of it."""
    locked.get("/h")
    locked.post("/h", {"thoughts": "no", "act": "yes"})
    assert "Call the emergency number now." in locked.get("/then").words
    locked.unlock()
    for path in MAIN:
        assert "emergency number now" not in locked.get(path).words
    bodies = {type(entry.body) for entry in journal_of(locked).history().entries}
    assert bodies == {SettingsChanged}


def test_a_month_of_quiet_notes_meets_no_page_between(opened: Visit) -> None:
    """Notes, a look-back, a week, a pull: each leads straight on, and Find names no ground."""
    for path, fields in (
        ("/t", {"distress": "3", "security": "8", "urge": "7", "need": "pleasure"}),
        ("/k", {"kind": "solo", "coping": "2", "had_to": "1", "could_say_no": "9"}),
        ("/week", {"interference": "0", "confidence": "8"}),
    ):
        opened.get(path)
        form: dict[str, str | list[str]] = dict(fields)
        assert opened.post(path, form).location != "/then"
    assert "You rated" not in opened.get("/find").words
