"""The pages as a person without a script meets them, from the first run to the end."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from leeward.core.opening import Place
from leeward.events import CheckIn, Episode, LookBack

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from web.conftest import Answer, Visit

PASSPHRASE = "lantern gravel pillow orchard seven"


def journal_of(visit: Visit) -> Leeward:
    """The open journal behind a visit."""
    journal: Leeward = visit.app.state.house.journal
    assert journal is not None
    return journal


def only_id(visit: Visit) -> str:
    """The id of the one entry in the journal."""
    items = journal_of(visit).timeline.items()
    assert len(items) == 1
    return items[0].entry.id


def check_in(visit: Visit, **fields: str) -> Answer:
    """Send a check-in from the Today page."""
    page = visit.get("/t")
    name = re.search(r'name="n" value="([0-9a-f]+)"', page.text)
    assert name is not None
    return visit.post("/t", {"n": name.group(1), **fields})


def test_first_run_from_the_gate_to_the_first_check_in(newcomer: Visit, place: Place) -> None:
    """Five screens; help before the gate; nothing is made before the note on shared devices."""
    gate = newcomer.get("/w")
    assert gate.words.index("If I need help now") < gate.words.index("18 or older")
    assert newcomer.get("/w/3").location == "/w"
    assert newcomer.post("/w", {"age": "adult"}).location == "/w/2"
    assert "Does someone else use this device" in newcomer.get("/w/2").words
    assert not place.exists()
    newcomer.get("/w/3")
    weak = newcomer.post("/w/3", {"passphrase": "password", "again": "password"})
    assert weak.status == 422
    assert not place.exists()
    made = newcomer.post(
        "/w/3", {"passphrase": PASSPHRASE, "again": PASSPHRASE, "zone": "Europe/Berlin"}
    )
    assert made.location == "/w/4"
    key = newcomer.get("/w/4")
    words = re.findall(r"<li>([a-z]+)</li>", key.text)
    assert len(words) == 24
    asked = [int(n) for n in re.findall(r'<label for="(?:first|second)">Word (\d+)', key.text)]
    assert f"Type word {asked[0]}, or skip this." in newcomer.post("/w/4", {}).words
    wrong = newcomer.post("/w/4", {"first": "zzz", "second": words[asked[1] - 1]})
    assert f"Word {asked[0]} is another one" in wrong.words
    right = {"first": words[asked[0] - 1].upper(), "second": f" {words[asked[1] - 1]} "}
    assert newcomer.post("/w/4", right).location == "/t"
    assert newcomer.get("/w/4").location == "/t"
    assert check_in(newcomer, distress="6", need="comfort").location == "/t"
    assert journal_of(newcomer).settings.zone == "Europe/Berlin"
    assert place.locked_settings()["port"] == "23456"


def test_offered_words_open_the_journal_later(newcomer: Visit) -> None:
    """Taking the offered words makes them the passphrase."""
    newcomer.get("/w")
    newcomer.post("/w", {"age": "adult"})
    page = newcomer.get("/w/3")
    found = re.search(r'<p class="lede">([a-z ]+)</p>', page.text)
    assert found is not None
    assert newcomer.post("/w/3", {"use": "offered"}).location == "/w/4"
    newcomer.post("/w/4", {"skip": "yes"})
    newcomer.post("/lock")
    assert newcomer.unlock(found.group(1)).location == "/t"


def test_nobody_begins_without_the_program_that_was_started(stranger: Visit, place: Place) -> None:
    """A browser that was not opened by the program cannot make a journal."""
    assert "Nothing is set up here yet" in stranger.get("/w").words
    stranger.get("/h")
    answer = stranger.post("/w", {"age": "adult"})
    assert "Nothing is set up here yet" in answer.words
    assert not place.exists()


def test_under_18_gets_lines_without_reproach(newcomer: Visit) -> None:
    """The youth page gives lines and keeps nothing."""
    page = newcomer.get("/h/y")
    assert "Good that you looked" in page.words
    assert "112" in page.words


def test_looking_around_is_marked_as_made_up(newcomer: Visit, place: Place) -> None:
    """The simulated journal says so on every page and leaves nothing behind."""
    newcomer.get("/w")
    assert newcomer.post("/w", {"age": "adult", "then": "look"}).location == "/t"
    for path in ("/t", "/j", "/i", "/m"):
        assert "A made-up person’s notes." in newcomer.get(path).words
    assert "gone when you leave" in newcomer.get("/m/care").words
    newcomer.post("/lock")
    assert not place.exists()


def test_a_wrong_passphrase_says_what_helps(locked: Visit) -> None:
    """Wrong is told apart from damaged, and nothing opens."""
    answer = locked.post("/u", {"passphrase": "wrong words entirely"})
    assert answer.status == 422
    assert "That passphrase does not open this. Nothing is lost" in answer.words
    assert "data-focus" in answer.text.split("passphrase-p")[1].split(">")[0]
    assert locked.get("/t").location == "/"


def test_the_lock_page_gives_nothing_away(locked: Visit) -> None:
    """A clock, a field, and three neutral ways; no name of the program, no subject."""
    page = locked.get("/")
    for word in ("leeward", "sex", "urge", "pull", "journal"):
        assert word not in page.words.lower()
    for way in ("Take a pause", "Add a note to read later", "Help numbers"):
        assert way in page.words


def test_a_check_in_takes_and_shows_and_undoes(opened: Visit) -> None:
    """Saved, shown under today, taken back by undo, brought back again."""
    assert check_in(opened, distress="6", urge="4", security="3", need="comfort").location == "/t"
    page = opened.get("/t")
    assert "Saved." in page.words
    entry = only_id(opened)
    assert f'action="/n/{entry}/off"' in page.text
    opened.post(f"/n/{entry}/off")
    assert journal_of(opened).timeline.items() == ()
    assert "Taken back." in opened.get("/j").words
    opened.post(f"/n/{entry}/on")
    assert only_id(opened) == entry


def test_sending_a_form_twice_stores_it_once(opened: Visit) -> None:
    """A double press or a reload adds nothing."""
    page = opened.get("/t")
    name = re.search(r'name="n" value="([0-9a-f]+)"', page.text)
    assert name is not None
    for _ in range(2):
        opened.post("/t", {"n": name.group(1), "distress": "5"})
    assert len(journal_of(opened).timeline.items()) == 1


def test_a_problem_stands_beside_its_field_and_nothing_typed_is_lost(opened: Visit) -> None:
    """The list links to the field, the field repeats it, the words are still there."""
    answer = opened.post("/t", {"distress": "6", "note": "my words", "at": "2999-01-01T10:00"})
    assert answer.status == 422
    assert '<a href="#at">' in answer.text
    assert 'id="at-p"' in answer.text
    assert "my words" in answer.text
    assert re.search(r'name="distress" value="6" checked', answer.text)
    assert journal_of(opened).timeline.items() == ()


def test_changing_an_entry_keeps_the_earlier_version(opened: Visit) -> None:
    """A change is a new version; the page shows both."""
    check_in(opened, distress="6", note="first words")
    entry = only_id(opened)
    form = opened.get(f"/n/{entry}/edit")
    seen = re.search(r'name="seen" value="([0-9a-f]+)"', form.text)
    assert seen is not None
    opened.post(
        f"/n/{entry}/edit", {"seen": seen.group(1), "distress": "2", "note": "second words"}
    )
    page = opened.get(f"/n/{entry}")
    assert "second words" in page.words
    assert "first words" in page.words
    body = journal_of(opened).timeline.items()[0].entry.body
    assert isinstance(body, CheckIn)
    assert body.distress == 2


def test_forgetting_asks_for_a_word_and_then_is_final(opened: Visit) -> None:
    """Without the typed word nothing happens; with it nothing is left."""
    check_in(opened, note="a thing to forget")
    entry = only_id(opened)
    assert opened.post(f"/n/{entry}/forget", {"word": "no"}).status == 422
    assert only_id(opened) == entry
    assert opened.post(f"/n/{entry}/forget", {"word": " Forget "}).location == "/j"
    assert "a thing to forget" not in opened.get("/j").words
    assert opened.get(f"/n/{entry}").location == "/j"


def test_a_look_back_with_only_the_essentials(opened: Visit) -> None:
    """Kind, when, before, after and how much to cope make a look-back."""
    fields: dict[str, str | list[str]] = {
        "kind": "solo",
        "when": "hour",
        "distress_before": "7",
        "distress_after": "4",
        "coping": "8",
    }
    opened.get("/k")
    assert opened.post("/k", fields).location == "/t"
    time = journal_of(opened).look_backs.all()[0]
    assert time.look_back is not None
    assert (time.look_back.distress_before, time.look_back.coping) == (7, 8)
    page = opened.get("/j")
    assert "<details>" in page.text
    assert "heavy 7 to 4" in re.sub(r"\s+", " ", page.words)


def test_no_answer_is_chosen_beforehand(opened: Visit) -> None:
    """Nothing on the asking pages is pre-selected."""
    for path in ("/t", "/k", "/g"):
        assert " checked" not in opened.get(path).text


def test_consent_is_asked_on_its_own_and_answers_quietly(opened: Visit) -> None:
    """After an unfree answer: one neutral line with open now, later, no; then nothing anywhere."""
    opened.get("/k")
    first = opened.post("/k", {"kind": "partnered", "distress_after": "8", "then": "apart"})
    entry = only_id(opened)
    assert first.location == f"/k/{entry}/apart"
    assert 'name="consent"' not in opened.get("/k").text
    opened.get(f"/k/{entry}/apart")
    assert opened.post(f"/k/{entry}/apart", {"consent": "pressured"}).location == "/then"
    page = opened.get("/then")
    assert "There is a page that may help." in page.words
    for choice in ("Open now", "Later", "No"):
        assert choice in page.words
    assert opened.get("/then").location == "/t"
    for path in ("/t", "/j", f"/n/{entry}"):
        words = opened.get(path).words
        assert "pressured" not in words
        assert "may help" not in words
        assert "heavy after" not in words
    assert "The answer stays covered" in opened.get(f"/k/{entry}/apart").words
    refused = opened.post(f"/k/{entry}/apart", {"show": "yes", "passphrase": "not this"})
    assert refused.status == 422
    assert "checked" not in refused.text
    shown = opened.post(f"/k/{entry}/apart", {"show": "yes", "passphrase": PASSPHRASE})
    assert 'value="pressured" checked' in shown.text


def test_had_to_because_of_someone_takes_the_same_quiet_way(opened: Visit) -> None:
    """A strong "had to" from the other person is never treated as a habit."""
    opened.get("/k")
    answer = opened.post(
        "/k", {"kind": "partnered", "had_to": "8", "had_to_source": "other_person"}
    )
    assert answer.location == "/then"


def test_changing_a_look_back_keeps_the_answer_kept_apart(opened: Visit) -> None:
    """The consent answer survives a change of the rest."""
    opened.get("/k")
    opened.post("/k", {"kind": "partnered", "relief": "3", "then": "apart"})
    entry = only_id(opened)
    opened.get(f"/k/{entry}/apart")
    opened.post(f"/k/{entry}/apart", {"consent": "free"})
    opened.get(f"/k/{entry}")
    opened.post(f"/k/{entry}", {"kind": "partnered", "relief": "5"})
    back = journal_of(opened).look_backs.all()[0].look_back
    assert back is not None
    assert (back.relief, str(back.consent)) == (5, "free")


def test_searching_leaves_nothing_in_the_address(opened: Visit) -> None:
    """What is looked for is kept with the visit, found, and thrown away by locking."""
    check_in(opened, note="the light on the water")
    check_in(opened, note="a long meeting")
    answer = opened.post("/j/find", {"words": "WATER"})
    assert answer.location == "/j"
    page = opened.get("/j")
    assert "1 entry found" in page.words
    assert "a long meeting" not in page.words
    opened.post("/lock")
    opened.unlock()
    assert "a long meeting" in opened.get("/j").words


def test_a_live_search_answers_with_only_what_was_found(opened: Visit) -> None:
    """With the script, the page's part is answered alone."""
    check_in(opened, note="the light on the water")
    opened.get("/j")
    answer = opened.post("/j/find", {"words": "light"}, headers={"hx-request": "true"})
    assert answer.text.lstrip().startswith("<div")
    assert "<html" not in answer.text


def test_export_asks_again_and_comes_back_whole(opened: Visit, place: Place) -> None:
    """Without the passphrase nothing leaves; the file has a neutral name and restores equal."""
    check_in(opened, distress="6", note="kept words")
    opened.get("/m/out")
    refused = opened.post("/m/out", {"format": "lines", "passphrase": "no"})
    assert refused.status == 422
    assert "kept words" not in refused.words
    opened.get("/m/out")
    taken = opened.post("/m/out", {"format": "lines", "passphrase": PASSPHRASE})
    assert taken.status == 200
    assert re.fullmatch(
        r'attachment; filename="notes-\d{4}-\d\d\.jsonl"', taken.header("content-disposition")
    )
    assert taken.body.count(b"\n") == sum(1 for _ in journal_of(opened).entries())
    opened.get("/m/in")
    plan = opened.upload("/m/in", {"mapping": "leeward"}, "notes.jsonl", taken.body)
    assert "Nothing new in it" in plan.words


def test_the_kept_apart_answers_leave_only_when_asked_for(opened: Visit) -> None:
    """Consent is in the file only with the box ticked."""
    opened.get("/k")
    opened.post("/k", {"kind": "partnered", "relief": "2", "then": "apart"})
    entry = only_id(opened)
    opened.get(f"/k/{entry}/apart")
    opened.post(f"/k/{entry}/apart", {"consent": "afraid"})
    for data, there in (({}, False), ({"private": "yes"}, True)):
        opened.get("/m/out")
        taken = opened.post("/m/out", {"format": "lines", "passphrase": PASSPHRASE, **data})
        assert (b"afraid" in taken.body) is there


TABLE = b"full_date,date,weekday,time,mood,activities,note_title,note\n2026-03-01,March 1,Sunday,9:10 PM,good,,,a walk\nnot a date,,,,good,,,\n"


def test_import_shows_first_and_stores_once(opened: Visit) -> None:
    """A dry run with problems by line; storing; the same file again adds nothing."""
    opened.get("/m/in")
    plan = opened.upload("/m/in", {"mapping": "daylio"}, "mood.csv", TABLE)
    assert "1 new entry" in plan.words
    assert "Line 3" in plan.words
    assert "Sunday 1 March 2026, 21:10" in plan.words
    assert "a walk" in plan.words
    assert journal_of(opened).timeline.items() == ()
    assert opened.post("/m/in/go").location == "/j"
    assert "a walk" in opened.get("/j").words
    opened.get("/m/in")
    again = opened.upload("/m/in", {"mapping": "daylio"}, "mood.csv", TABLE)
    assert "Nothing new in it" in again.words
    assert "1 entry is here already" in again.words


def test_a_table_taken_for_a_leeward_file_is_told(opened: Visit) -> None:
    """Who forgets to choose the kind reads which choice is missing."""
    opened.get("/m/in")
    answer = opened.upload("/m/in", {"mapping": "leeward"}, "mood.csv", TABLE)
    assert answer.status == 422
    assert "Choose which kind of table it is." in answer.words


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", b"\xff\xfe\x00", b"a,b\n1,2\n"])
def test_import_refuses_what_it_cannot_read(opened: Visit, content: bytes) -> None:
    """Odd files get a sentence beside the field; nothing is stored."""
    opened.get("/m/in")
    answer = opened.upload("/m/in", {"mapping": "daylio"}, "x.csv", content)
    assert answer.status == 422
    assert 'id="file-p"' in answer.text
    assert journal_of(opened).timeline.items() == ()


def test_an_own_mapping_that_is_wrong_is_named(opened: Visit) -> None:
    """A broken mapping is a problem beside its field."""
    opened.get("/m/in")
    answer = opened.upload("/m/in", {"mapping": "own", "own": "id = "}, "x.csv", TABLE)
    assert answer.status == 422
    assert 'id="own-p"' in answer.text


def test_settings_change_the_words_and_the_look(opened: Visit) -> None:
    """Plain words, a dark look and the discreet name take effect on the next page."""
    page = opened.get("/m/set")
    assert "How heavy is it?" in opened.get("/t").words
    assert "Leeward" in page.words
    opened.get("/m/set")
    sent = {
        "zone": "Asia/Tokyo",
        "words": "plain",
        "theme": "dark",
        "lock_minutes": "15",
        "first_weekday": "6",
        "discreet": "yes",
        "own_stress": "the letter\nthe neighbours",
    }
    assert opened.post("/m/set", {**sent}).location == "/m/set"
    today = opened.get("/t")
    assert "How strong is my distress?" in today.words
    assert 'data-theme="dark"' in today.text
    assert 'data-lock="900"' in today.text
    assert "Leeward" not in today.words
    assert "the neighbours" in today.words


def test_the_week_can_be_kept_and_skipped(opened: Visit) -> None:
    """One line is plenty, none is fine, and it is never asked for elsewhere."""
    page = opened.get("/week")
    assert "None is fine." in page.words
    assert opened.post("/week", {}).status == 422
    opened.get("/week")
    assert opened.post("/week", {"good": "the lake", "interference": "2"}).location == "/week"
    assert "the lake" in opened.get("/j").words


def test_empty_days_of_a_week_are_one_quiet_line(opened: Visit) -> None:
    """No row of empty days: a stretch without notes is one sentence, a day with notes a line."""
    assert (
        "Monday to Sunday: nothing written. That’s fine." in opened.get("/week?d=2026-02-28").words
    )
    house = opened.app.state.house
    when = datetime(2026, 2, 25, 11, tzinfo=UTC)
    house.journal.check_ins.add(CheckIn(distress=4), at=when)
    words = " ".join(opened.get("/week?d=2026-02-28").words.split())
    assert "Monday to Tuesday: nothing written" in words
    assert "Wednesday 1 note, heavy 4" in words
    assert "Thursday to Sunday: nothing written" in words


def test_the_passphrase_can_be_changed(opened: Visit) -> None:
    """The old one opens nothing from then on."""
    new = "marble thunder velvet anchor willow"
    opened.get("/m/pass")
    wrong = opened.post("/m/pass", {"passphrase": "no", "new": new, "again": new})
    assert 'id="passphrase-p"' in wrong.text
    opened.get("/m/pass")
    fields: dict[str, str | list[str]] = {"passphrase": PASSPHRASE, "new": new, "again": new}
    assert opened.post("/m/pass", fields).location == "/m/care"
    opened.post("/lock")
    opened.get("/")
    assert opened.post("/u", {"passphrase": PASSPHRASE}).status == 422
    assert opened.unlock(new).location == "/t"


def test_the_recovery_key_opens_and_sets_a_new_passphrase(opened: Visit) -> None:
    """New words are shown once; they open the journal with a new passphrase."""
    opened.get("/m/key")
    shown = opened.post("/m/key", {"passphrase": PASSPHRASE})
    words = " ".join(re.findall(r"<li>([a-z]+)</li>", shown.text))
    opened.post("/lock")
    new = "marble thunder velvet anchor willow"
    opened.get("/u/key")
    empty = opened.post("/u/key", {"words": "", "new": "", "again": ""})
    assert empty.status == 422
    assert "Type your 24 words first." in empty.words
    opened.get("/u/key")
    wrong = opened.post("/u/key", {"words": "abandon " * 24, "new": new, "again": new})
    assert wrong.status == 422
    opened.get("/u/key")
    assert opened.post("/u/key", {"words": words, "new": new, "again": new}).location == "/t"


def test_a_copy_can_be_made_tested_and_gone_back_to(opened: Visit) -> None:
    """The copy proves itself; the drill changes nothing; going back asks for typed words."""
    check_in(opened, note="before the copy")
    opened.get("/m/copy")
    copy = opened.post("/m/copy")
    assert copy.header("content-disposition").endswith('.leeward"')
    check_in(opened, note="after the copy")
    opened.get("/m/back")
    drilled = opened.upload("/m/back", {"passphrase": PASSPHRASE}, "c", copy.body)
    assert "This copy opens and is whole" in drilled.words
    broken = opened.upload(
        "/m/back", {"passphrase": PASSPHRASE}, "c", copy.body[:5000] + b"x" * 4000
    )
    assert broken.status == 422
    opened.get("/m/back")
    unsaid = opened.upload("/m/back", {"passphrase": PASSPHRASE, "then": "restore"}, "c", copy.body)
    assert unsaid.status == 422
    gone = opened.upload(
        "/m/back",
        {"passphrase": PASSPHRASE, "then": "restore", "word": "go back"},
        "c",
        copy.body,
    )
    assert gone.location == "/"
    opened.unlock()
    words = opened.get("/j").words
    assert "before the copy" in words
    assert "after the copy" not in words


def test_checking_every_byte(opened: Visit) -> None:
    """The check says that the journal is whole."""
    opened.get("/m/check")
    assert "Whole." in opened.post("/m/check").words


def test_destroying_asks_twice_and_leaves_nothing(opened: Visit, place: Place) -> None:
    """Typed words and the passphrase; then there is no journal."""
    opened.get("/m/end")
    assert opened.post("/m/end", {"word": "destroy everything", "passphrase": "no"}).status == 422
    assert place.exists()
    opened.get("/m/end")
    fields: dict[str, str | list[str]] = {"word": "destroy everything", "passphrase": PASSPHRASE}
    assert opened.post("/m/end", fields).location == "/b"
    assert not place.exists()


def test_what_was_written_while_locked_waits_sealed(locked: Visit) -> None:
    """A note from the lock page is counted, unreadable, and there after unlocking."""
    locked.get("/u/note")
    assert locked.post("/u/note", {"distress": "7", "note": "sealed words"}).location == "/"
    page = locked.get("/")
    assert "Added. Read it after unlocking." in page.words
    locked.unlock()
    items = journal_of(locked).timeline.items()
    assert [i.entry.source.value for i in items] == ["locked"]


def test_help_needs_no_unlocking_and_asks_the_country(locked: Visit) -> None:
    """Numbers stand there at once; the country is asked, and every route has more than a call."""
    page = locked.get("/h")
    assert "112" in page.words
    assert locked.post("/h", {"country": "GB"}).location == "/h"
    there = locked.get("/h").text
    assert 'href="tel:' in there
    assert 'href="sms:' in there or 'href="https://' in there


def test_help_stands_on_every_page(opened: Visit) -> None:
    """Every page of the app links to help and has an exit."""
    for path in ("/t", "/k", "/g", "/j", "/i", "/week", "/m", "/m/set", "/m/in", "/m/out", "/p"):
        text = opened.get(path).text
        assert '<a class="helpnow" href="/h">' in text
        assert 'action="/x"' in text


def test_two_windows_share_one_open_journal(opened: Visit, place: Place) -> None:
    """Unlocking in a second browser leaves the first one open."""
    other = type(opened)(opened.app)
    assert other.unlock().location == "/t"
    assert opened.get("/t").status == 200


def test_nothing_of_a_failed_page_is_written_down(
    opened: Visit, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An unexpected error gives a page without a trace and a log without content."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret words of a person")

    monkeypatch.setattr("leeward.web.pages.today.views.today_view", broken)
    answer = opened.get("/t")
    assert answer.status == 500
    assert "secret words" not in answer.text
    assert "secret words" not in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_private_details_stay_out_of_search(opened: Visit) -> None:
    """The words of a look-back that was not free are not found by searching."""
    opened.get("/k")
    opened.post("/k", {"kind": "partnered", "note": "hidden lantern", "then": "apart"})
    entry = only_id(opened)
    opened.get(f"/k/{entry}/apart")
    opened.post(f"/k/{entry}/apart", {"consent": "forced"})
    opened.post("/j/find", {"words": "lantern"})
    assert "0 entries found" in opened.get("/j").words
    body = journal_of(opened).timeline.items()[0].entry.body
    assert isinstance(body, Episode)


def test_the_insights_say_not_enough_before_they_say_anything(opened: Visit) -> None:
    """With one note, the page shows honest gaps, no invented figures."""
    check_in(opened, distress="5")
    words = opened.get("/i").words
    assert "Not enough yet" in words
    assert LookBack.__name__ not in words
