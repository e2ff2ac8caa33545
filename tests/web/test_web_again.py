"""Notes that ask again: out of the open journal, and readable for a moment with the second key."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from leeward.events import Body, CheckIn, Entry, Episode, KeptBehind, LookBack, SecondKeyMade
from leeward.events.vocabulary import Consent, Kind
from leeward.util.ids import new_id
from leeward.vault import second_key
from leeward.vault.testing import FastKdf
from leeward.web.second_key import SECONDS
from web.conftest import PASSPHRASE, Visit

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward

SECOND = "walnut ferry eleven quiet button"
THIRD = "maple engine thirty gentle saucer"
LET_GO = "let it all go"
WORDS = "only for me and nobody else"


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal."""
    journal: Leeward = visit.app.state.house.journal
    return journal


@pytest.fixture
def keyed(opened: Visit) -> Visit:
    """A browser with the journal open and a second key made on the page."""
    opened.get("/m/again/new")
    made = opened.post("/m/again/new", {"new": SECOND, "again": SECOND, "passphrase": PASSPHRASE})
    assert made.location == "/m/again"
    return opened


def put_away(visit: Visit) -> str:
    """Write a note, put it behind the key on its page, and return its earlier id."""
    entry = journal_of(visit).check_ins.add(CheckIn(distress=7, note=WORDS))
    page = visit.get(f"/n/{entry.id}")
    assert f"/n/{entry.id}/again" in page.text
    visit.get(f"/n/{entry.id}/again")
    assert visit.post(f"/n/{entry.id}/again").location == "/j"
    return entry.id


def open_with(visit: Visit, key: str) -> str:
    """Type the key and return what the page says then."""
    visit.get("/m/again")
    answer = visit.post("/m/again", {"key": key})
    return (visit.get("/m/again") if answer.status == 303 else answer).words


def test_a_note_behind_the_key_is_on_no_page_of_the_open_journal(keyed: Visit) -> None:
    """Journal, search, today and the note's own address hold nothing; the key shows it."""
    gone = put_away(keyed)
    for path in ("/t", "/j", f"/n/{gone}", "/m/again", "/week", "/i"):
        assert WORDS not in keyed.get(path).text
    keyed.get("/j")
    assert WORDS not in keyed.post("/j/find", {"words": "nobody"}).text
    said = open_with(keyed, SECOND)
    assert WORDS in said
    assert "Check-in" in said


def test_the_passphrase_does_not_open_what_asks_again(keyed: Visit) -> None:
    """Whoever knows the passphrase reads no more than before; the page says what is wrong."""
    put_away(keyed)
    for wrong in (PASSPHRASE, "", THIRD):
        said = open_with(keyed, wrong)
        assert "That is not the second key" in said
        assert WORDS not in said


def test_the_key_is_put_away_on_the_way_to_another_page(keyed: Visit) -> None:
    """Leaving, the button, five minutes and locking each close it again."""
    put_away(keyed)
    house = keyed.app.state.house
    open_with(keyed, SECOND)
    keyed.get("/t")
    assert WORDS not in keyed.get("/m/again").text
    open_with(keyed, SECOND)
    keyed.post("/m/again/off")
    assert WORDS not in keyed.get("/m/again").text
    open_with(keyed, SECOND)
    now = house.sessions.clock()
    house.sessions.clock = lambda: now + SECONDS + 1
    assert WORDS not in keyed.get("/m/again").text
    open_with(keyed, SECOND)
    house.lock()
    keyed.unlock()
    assert WORDS not in keyed.get("/m/again").text


def test_a_part_of_the_page_does_not_put_the_key_away(keyed: Visit) -> None:
    """Judging a new key while it is typed leaves the old one at hand."""
    put_away(keyed)
    open_with(keyed, SECOND)
    keyed.get("/m/again/key")
    judged = {"content-type": "application/x-www-form-urlencoded", "hx-request": "true"}
    keyed.post("/w/strength", {"new": "some words"}, headers=judged)
    keyed.get("/m/again/key")
    changed = keyed.post("/m/again/key", {"new": THIRD, "again": THIRD})
    assert changed.location == "/m/again"
    assert WORDS in keyed.get("/m/again").text
    keyed.get("/t")
    assert "not the second key" in open_with(keyed, SECOND)
    assert WORDS in open_with(keyed, THIRD)


def test_a_note_comes_back_or_is_forgotten(keyed: Visit) -> None:
    """One goes back into the journal, the other is gone for good; both need the key at hand."""
    put_away(keyed)
    keyed.get("/m/again")
    assert keyed.post("/m/again/words", {"words": "let this go"}).location == "/m/again"
    with_key = journal_of(keyed).behind.open(SECOND)
    newest, oldest = with_key.kept()
    keyed.get("/m/again")
    for step in ("back", "forget"):
        keyed.post(f"/m/again/{oldest.id}/{step}")
    assert len(with_key.kept()) == 2
    open_with(keyed, SECOND)
    keyed.post(f"/m/again/{oldest.id}/back")
    keyed.get("/m/again")
    keyed.post(f"/m/again/{newest.id}/forget")
    assert "Nothing lies here yet" in keyed.get("/m/again").words
    assert WORDS in keyed.get("/j").words
    assert not any(entry.kind == "reflection" for entry in journal_of(keyed).entries())


def test_what_was_not_free_is_told_whole_only_there(keyed: Visit) -> None:
    """The covered answer shows where it was asked for again, and nowhere before."""
    journal = journal_of(keyed)
    episode, _ = journal.look_backs.add(
        Episode(kind=Kind.PARTNERED),
        LookBack(episode="0" * 32, consent=Consent.PRESSURED, note=WORDS),
    )
    assert "pressure" not in keyed.get(f"/n/{episode.id}").words.casefold()
    closed = journal.safety.closed()
    keyed.get(f"/n/{episode.id}/again")
    keyed.post(f"/n/{episode.id}/again")
    said = open_with(keyed, SECOND)
    assert "Was it free?" in said
    assert WORDS in said
    assert journal.safety.closed() == closed


def test_making_the_key_asks_for_the_passphrase(opened: Visit) -> None:
    """Nobody else makes it on an open journal; two different tries and weak words are told."""
    tries: tuple[tuple[dict[str, str | list[str]], str], ...] = (
        ({"new": SECOND, "again": SECOND, "passphrase": THIRD}, "That is not the passphrase"),
        ({"new": SECOND, "again": THIRD, "passphrase": PASSPHRASE}, "do not match"),
        ({"new": "0000", "again": "0000", "passphrase": PASSPHRASE}, "easy to guess"),
        (
            {"new": PASSPHRASE, "again": PASSPHRASE, "passphrase": PASSPHRASE},
            "the passphrase itself",
        ),
    )
    for form, said in tries:
        opened.get("/m/again/new")
        answer = opened.post("/m/again/new", form)
        assert (answer.status, said in answer.words) == (422, True)
    assert not journal_of(opened).behind.has_key


def test_without_a_key_a_note_stays_where_it_is(opened: Visit) -> None:
    """The page says that a key comes first; sending the form changes nothing."""
    entry = journal_of(opened).check_ins.add(CheckIn(distress=7, note=WORDS))
    assert "You have none yet" in opened.get(f"/n/{entry.id}/again").words
    opened.post(f"/n/{entry.id}/again")
    assert WORDS in opened.get(f"/n/{entry.id}").words


def test_a_lost_key_is_let_go_after_typed_words(keyed: Visit) -> None:
    """The words and the passphrase guard it; then a new key can be made."""
    put_away(keyed)
    keyed.get("/m/again/end")
    assert keyed.post("/m/again/end", {"word": "yes", "passphrase": PASSPHRASE}).status == 422
    assert keyed.post("/m/again/end", {"word": LET_GO, "passphrase": THIRD}).status == 422
    assert journal_of(keyed).behind.has_key
    assert keyed.post("/m/again/end", {"word": LET_GO, "passphrase": PASSPHRASE}).status == 303
    assert "Make a second key" in keyed.get("/m/again").words


def test_empty_words_are_told_and_nothing_is_put_away(keyed: Visit) -> None:
    """Nothing typed is said beside the field, also while the key is at hand."""
    keyed.get("/m/again")
    assert keyed.post("/m/again/words", {"words": "  "}).status == 422
    open_with(keyed, SECOND)
    assert keyed.post("/m/again/words", {"words": "x" * 10_001}).status == 422
    assert not journal_of(keyed).behind.open(SECOND).kept()


def test_a_key_of_someone_else_is_told(keyed: Visit) -> None:
    """Once the person's own key is at hand, what it does not open and what it does not take is said."""
    put_away(keyed)
    journal = journal_of(keyed)
    theirs = second_key.make(THIRD, kdf=FastKdf())
    blob = second_key.sealed(theirs.public, b"not for this key")
    foreign = KeptBehind(public=theirs.public.hex(), sealed=blob.hex())
    journal.add_all([entry_of(journal, foreign)])
    said = open_with(keyed, SECOND)
    assert "1 more does not open with this key" in said
    assert "Another second key" not in said
    journal.behind.forget_all()
    first = SecondKeyMade(
        public=theirs.public.hex(), params=theirs.params, wrapped=theirs.wrapped.hex()
    )
    own = second_key.make(SECOND, kdf=FastKdf())
    second = SecondKeyMade(public=own.public.hex(), params=own.params, wrapped=own.wrapped.hex())
    journal.add_all([entry_of(journal, first), entry_of(journal, second)])
    assert "Another second key stands before this one" in open_with(keyed, SECOND)


def entry_of(journal: Leeward, body: Body) -> Entry:
    """Put an envelope around something that came from outside."""
    now = journal.clock()
    return Entry(id=new_id(now), at=now, recorded=now, zone="UTC", body=body)
