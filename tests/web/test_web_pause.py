"""The pause and the players, form by form, as a browser without a script sends them."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

import pytest

from leeward.content.practices import all_practices, common, practice
from leeward.events import (
    Choice,
    Contact,
    PauseEnded,
    PauseEnding,
    PauseStarted,
    PauseStep,
    PracticeDone,
    ReflectionAnswer,
    Settings,
    StepAnswered,
    WayOffered,
)
from leeward.events.vocabulary import Emotion, Need, Source
from leeward.web.pages.pause.view_models import another_kind
from web.conftest import PASSPHRASE

if TYPE_CHECKING:
    from leeward.content.practice_types import Practice
    from leeward.core.leeward import Leeward
    from leeward.core.opening import Place
    from web.conftest import Answer, Visit

Data = dict[str, str | list[str]]
AFTER: dict[str, str] = {"distress": "3", "urge": "2", "need_met": "7", "freer": "8"}
PLAYED = [one for one in all_practices() if one.way]
HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def carried(page: Answer, form: str = "") -> dict[str, str]:
    """Return the hidden fields of the form with this id, or of the last form of the page."""
    text = page.text
    start = text.index(f'id="{form}"') if form else text.rindex('action="/p"')
    part = text[start : text.index("</form>", start)]
    return {k: html.unescape(v) for k, v in HIDDEN.findall(part) if k != "_t"}


def step(visit: Visit, page: Answer, form: str = "flow", **said: str) -> Answer:
    """Send the next step with the state its page carried."""
    return visit.post("/p", {**carried(page, form), **said})


def to_choosing(visit: Visit, need: str = "comfort", **ratings: str) -> Answer:
    """Go from the first breath to choosing."""
    page = step(visit, visit.get("/p"), emotions="loneliness")
    return step(visit, page, **{"distress": "5", "urge": "6", "need": need, **ratings})


def ways(page: Answer) -> list[str]:
    """Return what can be chosen, in order."""
    return re.findall(r'name="way" value="([^"]+)"', page.text)


def journal_of(visit: Visit) -> Leeward:
    """Return the open journal behind a visit."""
    journal: Leeward = visit.app.state.house.journal
    return journal


def kinds(visit: Visit) -> list[str]:
    """Return the kinds of what is stored, settings apart."""
    return [e.kind for e in journal_of(visit).history().entries if e.kind != "settings"]


def test_a_whole_pause_is_kept_step_by_step(opened: Visit) -> None:
    """From the first breath to the four ratings after; the offer stands before its page."""
    page = to_choosing(opened)
    assert kinds(opened)[-1] == "way_offered"
    assert kinds(opened)[0] == "pause_started"
    offered = journal_of(opened).history().of(WayOffered)[0].body
    assert isinstance(offered, WayOffered)
    first = ways(page)[0]
    assert first == offered.ways[0]
    end = step(opened, step(opened, page, way=first), "play", then="done", **AFTER)
    assert (end.status, end.location) == (303, "/t")
    (pause,) = journal_of(opened).pauses.all().values()
    assert pause.answers[PauseStep.NAME].emotions == (Emotion.LONELINESS,)
    assert pause.answers[PauseStep.RATE].distress == 5
    assert pause.answers[PauseStep.NEED].need is Need.COMFORT
    assert pause.ended is not None
    assert (pause.ended.ending, pause.ended.way) == (PauseEnding.FINISHED, first)
    assert (pause.ended.distress, pause.ended.need_met, pause.ended.freer) == (3, 7, 8)
    assert journal_of(opened).suggestions.uses()[0].need_met == 7


def test_sent_twice_is_kept_once(opened: Visit) -> None:
    """A double press or a reload of any step adds nothing, and draws no second offer."""
    first = opened.get("/p")
    for _ in range(2):
        page = step(opened, first, emotions="shame")
    for _ in range(2):
        choosing = step(opened, page, distress="4", urge="4", need="release")
    shown = {tuple(ways(choosing))}
    for _ in range(2):
        playing = step(opened, choosing, way="wait")
    for _ in range(2):
        step(opened, playing, "play", then="done", **AFTER)
    assert len(shown) == 1
    assert sorted(kinds(opened)) == sorted(
        ["pause_started", "way_offered", "pause_ended"] + ["step_answered"] * 4
    )


def test_every_step_can_be_skipped(opened: Visit) -> None:
    """Skipping is stored as skipping, and an unnamed need is met like “not sure”."""
    page = step(opened, opened.get("/p"))
    page = step(opened, page)
    assert page.status == 200
    answers = [e.body for e in journal_of(opened).history().of(StepAnswered)]
    assert [a.skipped for a in answers if isinstance(a, StepAnswered)] == [True, True, True]
    offered = journal_of(opened).history().of(WayOffered)[0].body
    assert isinstance(offered, WayOffered)
    assert offered.need is Need.UNSURE


@pytest.mark.parametrize("steps", [0, 1, 2, 3])
def test_a_stop_at_any_point_is_stored_as_a_stop(opened: Visit, steps: int) -> None:
    """Stopping is an ending like the others, wherever it comes."""
    page = opened.get("/p")
    said: list[dict[str, str]] = [
        {"emotions": "anger"},
        {"distress": "6", "need": "release"},
        {"way": "wait"},
    ]
    for one in said[:steps]:
        page = step(opened, page, **one)
    answer = step(opened, page, "play" if steps == 3 else "flow", then="stop")
    assert (answer.status, answer.location) == (303, "/t")
    (pause,) = journal_of(opened).pauses.all().values()
    assert pause.ended is not None
    assert pause.ended.ending is PauseEnding.STOPPED


def test_pleasure_goes_straight_to_choosing(opened: Visit) -> None:
    """No suggestion, nothing offered or stored as offered, every choice alike."""
    page = to_choosing(opened, "pleasure")
    assert ways(page) == ["wait", "reach", "sex", "P7"]
    assert "way_offered" not in kinds(opened)


def test_something_else_brings_other_ways(opened: Visit) -> None:
    """What was shown steps back, and each offer is stored with its own eligible set."""
    page = to_choosing(opened, "release")
    before = set(ways(page)[: len(ways(page)) - 4])
    page = step(opened, page, way="other")
    first, second = (
        e.body
        for e in journal_of(opened).history().of(WayOffered)
        if isinstance(e.body, WayOffered)
    )
    assert set(first.ways) - {"P7"} <= before | {"P16", "P22"}
    assert not set(second.ways) & (set(first.ways) - {"P7"})


def test_values_stand_there_unless_they_clash(opened: Visit) -> None:
    """The person's own line is read while choosing; not while it clashes at 7 or more."""
    journal = journal_of(opened)
    journal.preferences.change(
        Settings(zone="Europe/Berlin", values_line="Be someone I can come home to.")
    )
    assert "Be someone I can come home to." in to_choosing(opened).words
    for clash, stands in ((7, False), (6, True)):
        answer = ReflectionAnswer(question="conflict", value=clash)
        journal.reflections.keep("values", (answer,))
        assert ("Be someone I can come home to." in to_choosing(opened).words) is stands


def test_sex_on_purpose_is_a_full_choice(opened: Visit) -> None:
    """It has a card like the others, its own short path, and a look-back for later."""
    page = to_choosing(opened, "pleasure")
    card = re.findall(r'<button class="([^"]+)" type="submit" name="way"', page.text)
    assert set(card[: len(ways(page))]) <= {"choice", "btn bare"}
    playing = step(opened, page, way="sex")
    assert "Do I want this?" in playing.words
    end = step(opened, playing, "play", then="done", **{"pick-later": "Yes, a short one"})
    assert "look back whenever you like" in opened.get(end.location).words
    ended = journal_of(opened).history().of(PauseEnded)[0].body
    assert isinstance(ended, PauseEnded)
    assert ended.choice is Choice.SEX


def test_locked_everything_is_sealed_and_only_safe_ways_come(locked: Visit) -> None:
    """No journal is opened; what was sealed reads, once open, as a pause that was locked."""
    page = to_choosing(locked, "connection", distress="9")
    offered = [w for w in ways(page) if w.startswith("P") and w != "P7"]
    assert set(offered) <= set(common().locked_order)
    assert not {"reach", "sex", "P16", "P17", "P22"} & set(ways(page))
    end = step(locked, step(locked, page, way=offered[0]), "play", then="done", **AFTER)
    assert (end.status, end.location) == (303, "/")
    assert "Read it after unlocking" in locked.get("/").words
    locked.unlock()
    (pause,) = journal_of(locked).pauses.all().values()
    assert isinstance(pause.started.body, PauseStarted)
    assert pause.started.body.locked
    assert pause.started.source is Source.LOCKED
    assert pause.offers[0].randomised is False
    assert pause.ended is not None
    assert pause.ended.distress == 3
    assert len(pause.practices) == 1


@pytest.mark.parametrize("way", ["P16", "P17", "P22", "sex", "reach", "P6", "P21"])
def test_locked_no_form_can_ask_for_what_is_not_safe_for_everyone(locked: Visit, way: str) -> None:
    """A form made by hand, or begun before the lock, gets the choice again."""
    page = to_choosing(locked)
    answer = step(locked, page, way=way)
    assert "What would I like to do?" in answer.words


def test_a_form_that_outlives_the_lock_is_sealed(opened: Visit) -> None:
    """A player left open past the lock loses nothing: its practice waits, and belongs."""
    page = step(opened, to_choosing(opened, "release"), way="P10")
    opened.app.state.house.lock()
    end = step(opened, page, "play", then="done", **AFTER)
    assert end.location == "/"
    opened.unlock()
    (pause,) = journal_of(opened).pauses.all().values()
    assert [done.practice for done in pause.practices] == ["P10"]
    assert pause.ended is not None


def test_a_full_outbox_never_stands_in_the_way(
    locked: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When nothing more can be kept, the page says so and the pause goes on."""
    monkeypatch.setattr("leeward.vault.outbox.MAX_WAITING", 0)
    page = step(locked, locked.get("/p"), emotions="stress")
    assert "Nothing more can be kept" in page.words
    assert step(locked, page, need="comfort").status == 200


def test_without_a_journal_the_pause_works_and_keeps_nothing(stranger: Visit, place: Place) -> None:
    """Before there is any journal the breath and the ways are there all the same."""
    page = to_choosing(stranger)
    end = step(stranger, step(stranger, page, way=ways(page)[0]), "play", then="done", **AFTER)
    assert end.location == "/"
    assert not place.exists()


@pytest.mark.parametrize("one", PLAYED, ids=lambda p: p.id)
def test_every_practice_goes_from_start_to_stop(opened: Visit, one: Practice) -> None:
    """Each shows its steps, dose, grade, stop rule and for whom not, and is stored when done."""
    page = opened.get(f"/e/{one.id.lower()}")
    words = " ".join(page.words.split())
    assert page.status == 200
    for text in (common().stop_rule, one.dose.words, one.evidence.says, *one.not_for):
        assert " ".join(text.split()) in words
    shown = [s.text for s in one.steps if s.text != "What shall become of it?"]
    assert all(text in words for text in shown if "How heavy is it now?" not in text)
    assert f"Grade {one.evidence.grade}" in words
    end = step(opened, page, "play", before="6", then="done", **AFTER)
    assert (end.status, end.location) == (303, "/e")
    done = journal_of(opened).history().of(PracticeDone)[0].body
    assert isinstance(done, PracticeDone)
    assert (done.practice, done.distress_before, done.distress_after) == (one.id, 6, 3)
    assert done.stopped_early is False


@pytest.mark.parametrize("one", PLAYED, ids=lambda p: p.id)
def test_worse_by_two_brings_another_kind_that_rests_outside(opened: Visit, one: Practice) -> None:
    """Two points up: kind words and something of another kind, which is open and not the same."""
    page = opened.get(f"/e/{one.id.lower()}")
    answer = step(opened, page, "play", before="4", distress="6", then="another")
    assert common().worse_title in answer.words
    (card,) = ways(answer)
    other = next(p for p in PLAYED if p.id == card)
    assert other.interaction is not one.interaction
    assert other.anchor.value == "outside"
    assert one.id not in journal_of(opened).suggestions.open_ways(one.needs[0], distress=4)


@pytest.mark.parametrize("one", PLAYED, ids=lambda p: p.id)
def test_the_gentler_way_leaves_out_what_it_says(opened: Visit, one: Practice) -> None:
    """In trauma-aware mode the says of the variant stand first and its steps are gone."""
    journal_of(opened).preferences.change(Settings(zone="Europe/Berlin", trauma_aware=True))
    words = " ".join(opened.get(f"/e/{one.id.lower()}").words.split())
    assert one.trauma.says in words
    for gone in set(one.steps) - set(one.trauma_steps()):
        assert gone.text not in words


def test_words_are_kept_only_when_asked(opened: Visit) -> None:
    """Writing is deleted unless the person says keep."""
    for keep, left in (("", ""), ("drop", ""), ("keep", "all of it\n\na kind line")):
        page = opened.get("/e/p21")
        data: Data = {**carried(page, "play"), "words": ["all of it", "a kind line"]}
        opened.post("/p", {**data, "keep": keep, "then": "done"})
        done = journal_of(opened).history().of(PracticeDone)[-1].body
        assert isinstance(done, PracticeDone)
        assert done.words == left


def test_a_plan_becomes_one_sentence(opened: Visit) -> None:
    """The if and the then are joined, chosen or in own words."""
    page = opened.get("/e/p18")
    step(
        opened,
        page,
        "play",
        plan_if="If I lie awake",
        plan_then_pick="… put the kettle on",
        keep="keep",
        then="done",
    )
    done = journal_of(opened).history().of(PracticeDone)[0].body
    assert isinstance(done, PracticeDone)
    assert "If I lie awake" in done.words
    assert "put the kettle on" in done.words


def test_the_wave_is_the_persons_own_without_a_script(opened: Visit) -> None:
    """Ratings by the minute make a course, and the wave is drawn from it."""
    page = opened.get("/e/p6")
    drawn = step(
        opened, page, "play", then="done", **{"wave-0": "6", "wave-3": "8", "wave-10": "3"}
    )
    assert "This was your wave" in drawn.words
    assert "6, 8, 3" in drawn.words
    done = journal_of(opened).history().of(PracticeDone)[0].body
    assert isinstance(done, PracticeDone)
    assert done.urge_course == ((0, 6), (180, 8), (600, 3))


def test_leaving_and_coming_back_finds_the_practice(opened: Visit) -> None:
    """The pause page leads back to what was begun; locking forgets it."""
    step(opened, to_choosing(opened, "distraction"), way="P11")
    back = opened.get("/p")
    assert "You were at" in back.words
    text = back.text
    data = {k: html.unescape(v) for k, v in HIDDEN.findall(text[: text.index('id="flow"')])}
    data.pop("_t")
    assert practice("P11").title in opened.post("/p", {**data}).words
    opened.app.state.house.lock()
    assert "You were at" not in opened.get("/p").words


def test_own_practices_are_added_done_and_taken_away(opened: Visit) -> None:
    """A name is enough; it is offered, played and can go again."""
    opened.get("/e/own")
    assert opened.post("/e/own", {"name": ""}).status == 422
    opened.post("/e/own", {"name": "Play the guitar"})
    assert "Play the guitar" in opened.get("/e").words
    page = opened.get("/e/o0")
    step(opened, page, "play", then="done")
    done = journal_of(opened).history().of(PracticeDone)[0].body
    assert isinstance(done, PracticeDone)
    assert done.practice == "own:Play the guitar"
    opened.get("/e/own")
    opened.post("/e/own", {"gone": "Play the guitar"})
    assert "Play the guitar" not in opened.get("/e").words


def test_state_never_stands_in_an_address(opened: Visit) -> None:
    """Every form of the pause posts to one bare path."""
    page = to_choosing(opened)
    assert set(re.findall(r'action="(/p[^"]*)"', page.text)) == {"/p"}


@pytest.mark.parametrize("raw", ["", "9", "0" * 12, "-5", "99999999999999", "٣"])
def test_a_broken_state_never_breaks_a_pause(opened: Visit, raw: str) -> None:
    """Whatever stands in the hidden fields, a page comes back."""
    page = to_choosing(opened)
    data = carried(page, "flow") | dict.fromkeys(("p", "b", "w", "fd", "tried", "n", "fway"), raw)
    for act in ("feel", "now", "choose", "done", "finish", "resume", "else"):
        assert opened.post("/p", {**data, "act": act, "way": raw}).status < 500


def test_another_kind_is_never_what_is_closed() -> None:
    """The way out after a bad turn respects what safety closed and what is locked."""
    card = another_kind("P3", locked=True, closed=frozenset({"body_focus"}), settings=None)
    assert card.value in common().locked_order


def test_the_pause_opens_with_the_passphrase_unknown(locked: Visit) -> None:
    """One tap from the lock page, nothing asked."""
    assert 'href="/p"' in locked.get("/").text
    assert "Breathe in" in locked.get("/p").words
    assert PASSPHRASE not in locked.get("/p").text


def test_own_words_are_readable_while_locked_only_by_choice(opened: Visit) -> None:
    """Off by default; on, the line and the people stand in a locked pause; off again, gone."""
    journal_of(opened).preferences.change(
        Settings(
            zone="Europe/Berlin",
            values_line="Someone to come home to.",
            contacts=(Contact(name="Sam", how="after six"),),
        )
    )
    for chosen in ("", "yes", ""):
        page = opened.get("/e/shut")
        assert "Anyone who has this device can read them" in page.words
        assert "anyone who has a copy of the journal" in page.words
        opened.post("/e/shut", {"readable": chosen})
        opened.app.state.house.lock()
        words = to_choosing(opened).words
        assert ("Someone to come home to." in words) is bool(chosen)
        assert ("Sam: after six" in words) is bool(chosen)
        opened.unlock()


def test_a_journal_open_for_reading_only_still_has_its_pause(locked: Visit) -> None:
    """Nothing can be stored, the page says so, and the way from breath to end is there."""
    place: Place = locked.app.state.house.place
    session = next(iter(locked.app.state.house.sessions.by_id.values()))
    taken = locked.app.state.house.take(place.open(PASSPHRASE, read_only=True), session)
    locked.cookies["s"] = taken.id
    page = to_choosing(locked)
    assert "Nothing more can be kept" in page.words
    end = step(locked, step(locked, page, way=ways(page)[0]), "play", then="done", **AFTER)
    assert (end.status, end.location) == (303, "/t")
    assert kinds(locked) == []
