"""Reading forms: typed values or problems beside their field, nothing mended silently."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.events import CheckIn, Episode, LookBack, Settings, Urge
from leeward.events.vocabulary import Consequence, HadToSource, Kind, Motive, TriggerClass
from leeward.web.forms import Form
from leeward.web.pages.journal.view_models import gap_words
from leeward.web.pages.look_back.forms import (
    read_episode,
    read_look_back,
    read_when,
    show_look_back,
)
from leeward.web.pages.settings.forms import read_settings, show_settings
from leeward.web.pages.today.forms import read_check_in, show_check_in
from leeward.web.pages.urge.forms import read_urge, show_urge

NOW = datetime(2026, 11, 21, 21, 40, tzinfo=UTC)


@pytest.mark.parametrize("raw", ["11", "-1", "3.5", "ten", "٣", "1e1", " 5", "999999999999"])
def test_a_rating_outside_the_stones_is_a_problem_not_a_guess(raw: str) -> None:
    """Anything but 0 to 10 or nothing is shown again with a sentence beside it."""
    form = Form.of({"distress": raw})
    assert form.rating("distress") is None
    assert form.problem("distress")


def test_nothing_filled_in_is_said_kindly() -> None:
    """An empty check-in asks for one answer and stores nothing."""
    form = Form()
    assert read_check_in(form) is None
    assert form.problem("distress") == "Nothing was filled in yet. One answer is enough."


def test_a_whole_check_in_is_read() -> None:
    """Ratings, need, feelings, own words, triggers with strength and class all arrive."""
    form = Form.of(
        {
            "distress": "6",
            "need": "comfort",
            "emotions": ["calm", "stress"],
            "own_emotions": "flat, , far away",
            "triggers": ["conflict", "work"],
            "triggers-work": "7",
            "other_trigger": "the letter",
            "note": "  two\r\nlines  ",
        }
    )
    made = read_check_in(form)
    assert form.ok
    assert made is not None
    assert [m.name for m in made.triggers] == ["conflict", "work", "the letter"]
    assert made.triggers[0].trigger_class is TriggerClass.THREAT
    assert made.triggers[1].strength == 7
    assert made.own_emotions == ("flat", "far away")
    assert made.note == "two\nlines"


def test_an_unknown_choice_is_refused() -> None:
    """Values outside the vocabulary never get in."""
    for field, value in (("need", "x"), ("emotions", "x"), ("triggers", "x")):
        form = Form.of({field: value, "distress": "3"})
        assert read_check_in(form, ()) is None
        assert form.problem(field)


def test_words_too_long_are_never_cut() -> None:
    """A note over the limit is a problem and stays whole in the form."""
    form = Form.of({"distress": "3", "note": "a" * 10_001})
    assert read_check_in(form) is None
    assert form.problem("note")
    assert len(form.value("note")) == 10_001


checks = st.builds(
    CheckIn,
    distress=st.none() | st.integers(0, 10),
    urge=st.none() | st.integers(0, 10),
    security=st.none() | st.integers(0, 10),
    note=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), max_size=30),
)


@given(checks)
def test_what_a_form_shows_reads_back_the_same(check_in: CheckIn) -> None:
    """Opening an entry to change it and saving at once changes nothing."""
    read = read_check_in(Form.of(show_check_in(check_in)))
    if check_in == CheckIn():
        assert read is None
    elif read is not None:
        assert read.distress == check_in.distress
        assert read.urge == check_in.urge
        assert read.security == check_in.security


def test_an_urge_reads_back_the_same() -> None:
    """The urge form shows what it reads."""
    urge = Urge(strength=7, way="a walk", note="after the call")
    assert read_urge(Form.of(show_urge(urge))) == urge


def test_a_look_back_reads_back_the_same() -> None:
    """The look-back form shows what it reads, motives and costs with their strength."""
    form = Form.of(
        {
            "kind": "partnered",
            "partner_context": "ex",
            "distress_before": "7",
            "distress_after": "4",
            "coping": "8",
            "had_to": "6",
            "had_to_source": "inside",
            "motives": ["relief", "keep_bond"],
            "motives-relief": "8",
            "costs": ["sleep"],
            "costs-sleep": "5",
            "good": ["close"],
            "good_words": "the quiet",
        }
    )
    episode, back = read_episode(form), read_look_back(form)
    assert form.ok
    assert isinstance(episode, Episode)
    assert isinstance(back, LookBack)
    assert episode.kind is Kind.PARTNERED
    assert [m.motive for m in back.motives] == [Motive.RELIEF, Motive.KEEP_BOND]
    assert back.costs[0].consequence is Consequence.SLEEP
    again = Form.of(show_look_back(episode, back))
    assert (read_episode(again), read_look_back(again)) == (episode, back)


@pytest.mark.parametrize(("had_to", "kept"), [("3", None), ("4", HadToSource.OTHER_PERSON)])
def test_a_had_to_of_three_or_less_keeps_no_source(had_to: str, kept: HadToSource | None) -> None:
    """Care notes 59: a weak "had to" is not asked for its source and none is stored."""
    back = read_look_back(Form.of({"had_to": had_to, "had_to_source": "other_person"}))
    assert back is not None
    assert back.had_to_source is kept


def test_last_night_is_the_evening_before_on_the_persons_clock() -> None:
    """Quick times are read in the person's zone; now is left to the clock."""
    form = Form.of({"when": "night"})
    assert read_when(form, NOW, "Europe/Berlin") == datetime(2026, 11, 20, 22, 0, tzinfo=UTC)
    assert read_when(Form.of({"when": "now"}), NOW, "UTC") is None
    hour = read_when(Form.of({"when": "hour"}), NOW, "UTC")
    assert hour == datetime(2026, 11, 21, 20, 40, tzinfo=UTC)
    odd = Form.of({"when": "someday"})
    read_when(odd, NOW, "UTC")
    assert odd.problem("when")


@pytest.mark.parametrize(
    "raw", ["yesterday", "2026-13-01T10:00", "1066-10-14T09:00", "2026-11-21T10:00+02:00"]
)
def test_odd_times_are_problems(raw: str) -> None:
    """A time that cannot be read is shown again, not guessed."""
    form = Form.of({"at": raw})
    assert form.moment("at", "UTC") is None
    assert form.problem("at")


def test_settings_read_back_the_same() -> None:
    """The settings form shows what it reads."""
    settings = Settings(zone="Europe/Berlin", lock_minutes=9, discreet=True, values_line="kind")
    assert read_settings(Form.of(show_settings(settings)), settings, frozenset()) == settings


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("zone", "Mars/Olympus"),
        ("lock_minutes", "0"),
        ("lock_minutes", "500"),
        ("exit_target", "http://plain.example"),
        ("exit_target", "javascript:alert(1)"),
        ("country", "ZZ"),
        ("theme", "loud"),
    ],
)
def test_wrong_settings_stand_beside_their_field(field: str, value: str) -> None:
    """Each wrong setting is named, and nothing is stored."""
    form = Form.of({**show_settings(Settings()), field: value})
    assert read_settings(form, Settings(), frozenset({"DE"})) is None
    assert form.problem(field)


@pytest.mark.parametrize(
    ("newer", "older", "said"),
    [
        (date(2026, 11, 20), date(2026, 11, 19), ""),
        (date(2026, 11, 20), date(2026, 11, 18), "Thursday: nothing written. That’s fine."),
        (
            date(2026, 11, 20),
            date(2026, 11, 16),
            "Tuesday to Thursday: nothing written. That’s fine.",
        ),
    ],
)
def test_gaps_are_said_kindly(newer: date, older: date, said: str) -> None:
    """A gap is one neutral line, and touching days have none."""
    assert gap_words(newer, older) == said
