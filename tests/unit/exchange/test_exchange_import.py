"""Rows of other programs become entries, or a clear list of problems, and never half of either."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.events import CheckIn, Episode, LookBack, PracticeDone, TriggerNoted
from leeward.events.vocabulary import Emotion, Precision
from leeward.exchange.tabular.mapping import Mapping, MappingError, read_mapping, shipped
from leeward.exchange.tabular.read import Plan, plan
from leeward.util.errors import InputError, LeewardError

NOW = datetime(2026, 11, 1, 12, tzinfo=UTC)
SIMPLE = """
id = "simple"
title = "Simple"
[time]
columns = ["when"]
formats = ["%Y-%m-%d %H:%M"]
day_formats = ["%Y-%m-%d"]
[[entries]]
kind = "check_in"
[entries.ratings.distress]
columns = ["mood"]
low = 1
high = 5
reverse = true
words = {great = 5, awful = 1}
[entries.note]
columns = ["note"]
"""


def simple(rows: str, *, zone: str = "Europe/Berlin") -> Plan:
    """Read rows under the header when,mood,note."""
    return plan(f"when,mood,note\n{rows}".encode(), read_mapping(SIMPLE), zone=zone, now=NOW)


def test_a_rating_is_moved_to_the_scale_of_0_to_10() -> None:
    """A 1 to 5 scale that runs the other way comes in as 0 to 10 distress, words included."""
    found = simple("2026-01-01 10:00,5,\n2026-01-01 11:00,3,\n2026-01-01 12:00,awful,\n")
    assert [e.body.distress for e in found.entries if isinstance(e.body, CheckIn)] == [0, 5, 10]


def test_times_are_read_on_the_persons_clock() -> None:
    """Ten in the morning in Berlin is nine in winter and eight in summer, in UTC."""
    found = simple("2026-01-01 10:00,3,\n2026-07-01 10:00,3,\n")
    assert [entry.at.hour for entry in found.entries] == [9, 8]


def test_a_bare_date_keeps_the_precision_of_a_day() -> None:
    """A date without a time is noon of that day and is marked as known to the day only."""
    entry = simple("2026-01-01,3,\n").entries[0]
    assert entry.precision is Precision.DAY
    assert entry.at == datetime(2026, 1, 1, 11, tzinfo=UTC)


@pytest.mark.parametrize(
    ("row", "line", "says"),
    [
        ("yesterday,3,", 2, "not written as the mapping says"),
        (",3,", 2, "no date"),
        ("2027-01-01 10:00,3,", 2, "future"),
        ("2026-01-01 10:00,9,", 2, "outside 1 to 5"),
        ("2026-01-01 10:00,fine,", 2, "not a number"),
        ("2026-01-01 10:00,3,a,b,c", 2, "more cells"),
        ("0001-01-01 00:00,3,", 2, "out of range"),
    ],
)
def test_a_problem_names_its_line_and_what_is_wrong(row: str, line: int, says: str) -> None:
    """Each kind of bad cell gives one problem with its line and a plain reason."""
    found = simple(f"{row}\n")
    assert [(p.line, says in p.message) for p in found.problems] == [(line, True)]


def test_the_same_file_names_the_same_entries() -> None:
    """Reading a file twice gives the same ids, equal rows included, so nothing is added twice."""
    rows = "2026-01-01 10:00,3,a\n" * 3 + "2026-01-02 10:00,3,b\n"
    first, second = simple(rows), simple(rows)
    ids = [entry.id for entry in first.entries]
    assert ids == [entry.id for entry in second.entries]
    assert len(set(ids)) == 4


def test_known_entries_are_not_new() -> None:
    """The plan counts what is not in the journal yet."""
    rows = "2026-01-01 10:00,3,a\n2026-01-02 10:00,3,b\n"
    known = simple(rows).entries[0].id
    found = plan(
        f"when,mood,note\n{rows}".encode(),
        read_mapping(SIMPLE),
        zone="UTC",
        now=NOW,
        known=lambda entry_id: entry_id == known,
    )
    assert found.new == 1


def test_an_episode_with_ratings_brings_its_look_back() -> None:
    """Ratings of an episode come in as a look-back linked to it."""
    mapping = read_mapping(
        SIMPLE.replace("check_in", "episode").replace("ratings.distress", "ratings.distress_before")
    )
    found = plan(b"when,mood,note\n2026-01-01 10:00,1,\n", mapping, zone="UTC", now=NOW)
    episode, back = found.entries
    assert isinstance(episode.body, Episode)
    assert isinstance(back.body, LookBack)
    assert (back.body.episode, back.body.distress_before) == (episode.id, 10)


def test_triggers_by_name_get_their_class() -> None:
    """A column of names becomes triggers, with the class of the default list where known."""
    mapping = read_mapping(
        'id="t"\ntitle="T"\n[time]\ncolumns=["d"]\nday_formats=["%Y-%m-%d"]\n'
        '[[entries]]\nkind="trigger"\nname_column="what"\n'
    )
    found = plan(b"d,what\n2026-01-01,conflict\n2026-01-01,rain\n", mapping, zone="UTC", now=NOW)
    classes = [
        e.body.trigger.trigger_class for e in found.entries if isinstance(e.body, TriggerNoted)
    ]
    assert [str(c) for c in classes] == ["threat", "other"]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"when,mood\n",
        b"a,b,c\n1,2,3\n",
        b"when,mood,note\n\xc3(\n",
        b"when,mood,note\n" + b"x" * 30_000 + b",1,1\n",
        b"when,mood,note\n\0,1,1\n",
    ],
)
def test_a_file_that_does_not_fit_is_refused_whole(data: bytes) -> None:
    """A wrong, empty or broken file gives one clear error, not half an import."""
    if data == b"when,mood\n":
        data = b"when\n"
    with pytest.raises(InputError) as caught:
        plan(data, read_mapping(SIMPLE), zone="UTC", now=NOW)
    assert len(caught.value.message) < 300


@settings(max_examples=200)
@given(st.binary(max_size=400))
def test_any_bytes_give_a_plan_or_a_clear_error(data: bytes) -> None:
    """No file makes the reader raise anything but our own errors."""
    for body in (data, b"when,mood,note\n" + data):
        try:
            found = plan(body, read_mapping(SIMPLE), zone="UTC", now=NOW)
        except LeewardError:
            continue
        assert all(entry.at <= NOW for entry in found.entries)


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_mapping_text_is_a_mapping_or_a_clear_error(text: str) -> None:
    """No mapping file makes the reader raise anything but our own errors."""
    for body in (text, SIMPLE + text):
        with suppress(MappingError):
            assert isinstance(read_mapping(body), Mapping)


@pytest.mark.parametrize(
    "change",
    [
        ('kind = "check_in"', 'kind = "dream"'),
        ("ratings.distress", "ratings.joy"),
        ("high = 5", "high = 1"),
        ('columns = ["mood"]', "columns = []"),
        ('columns = ["when"]', "columns = []"),
        ("%Y-%m-%d %H:%M", ""),
    ],
)
def test_a_wrong_rule_is_named(change: tuple[str, str]) -> None:
    """A mapping with a wrong rule says which one before any file is read."""
    broken = SIMPLE.replace(*change)
    if change[1] == "":
        found = read_mapping(broken)
        assert plan(b"when,mood,note\nx,1,1\n", found, zone="UTC", now=NOW).problem_count == 1
        return
    with pytest.raises(MappingError):
        read_mapping(broken)


@pytest.mark.parametrize("name", sorted(shipped()))
def test_every_shipped_mapping_reads(name: str) -> None:
    """Each mapping that ships is valid and carries its own file name as id."""
    assert read_mapping(shipped()[name]).id == name


@pytest.mark.data
def test_the_real_diary_comes_in_whole(shared_data: Callable[[str], Path]) -> None:
    """All 1,476 prompts of the real diary come in with exact times and no problem."""
    data = shared_data("ema-kossakowski2017/symptom_data.csv").read_bytes()
    mapping = read_mapping(shipped()["kossakowski-2017"])
    found = plan(data, mapping, zone="UTC", now=NOW)
    assert (len(found.entries), found.problem_count) == (1476, 0)
    times = [entry.at for entry in found.entries]
    assert min(times) == datetime(2012, 8, 13, 6, 58, 56, tzinfo=UTC)
    assert timedelta(238) < max(times) - min(times) < timedelta(239)


@pytest.mark.data
@pytest.mark.parametrize("name", ["ok", "ok_scales", "escaped_characters"])
def test_real_mood_exports_come_in(name: str, shared_data: Callable[[str], Path]) -> None:
    """Real exports in both layouts come in with their notes, markup taken out."""
    data = shared_data(f"mood-exports/daylio/daylio_export_{name}.csv").read_bytes()
    found = plan(data, read_mapping(shipped()["daylio"]), zone="UTC", now=NOW)
    bodies = [entry.body for entry in found.entries]
    assert bodies
    assert all(isinstance(body, CheckIn) and "<b>" not in body.note for body in bodies)


@pytest.mark.data
def test_a_real_habit_table_comes_in(shared_data: Callable[[str], Path]) -> None:
    """Only marks made by hand come in, as ways used that day."""
    data = shared_data("mood-exports/loop/csv_export/Checkmarks.csv").read_bytes()
    found = plan(data, read_mapping(shipped()["loop-checkmarks"]), zone="UTC", now=NOW)
    assert len(found.entries) == data.count(b"YES_MANUAL")
    assert all(isinstance(entry.body, PracticeDone) for entry in found.entries)
    assert all(entry.precision is Precision.DAY for entry in found.entries)


def test_lists_split_into_known_feelings_and_own_words() -> None:
    """Words that are feelings are ticked; all others are kept as the person's own."""
    mapping = read_mapping(
        'id="l"\ntitle="L"\n[time]\ncolumns=["d"]\nday_formats=["%Y-%m-%d"]\n[[entries]]\n'
        '[[entries.lists]]\ncolumn="tags"\ntarget="emotions"\nsplit="|"\nrename={mad="anger"}\n'
    )
    entry = plan(b"d,tags\n2026-01-01,mad | calm | rain\n", mapping, zone="UTC", now=NOW).entries[0]
    assert isinstance(entry.body, CheckIn)
    assert entry.body.emotions == (Emotion.ANGER, Emotion.CALM)
    assert entry.body.own_emotions == ("rain",)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("%Y-%m-%d %H:%M", "%d %d"), "twice"),
        (("low = 1", "low = -inf"), "plain numbers"),
        (("high = 5", "high = nan"), "plain numbers"),
        (("high = 5", "high = " + "9" * 5000), "not a TOML file"),
        (('id = "simple"', 'id = "simple"\nencoding = "punycode"'), "no encoding"),
        (('id = "simple"', 'id = "simple"\nencoding = "undefined"'), "no encoding"),
        (('id = "simple"', 'id = "simple"\ndelimiter = "\\n"'), "one character"),
        (("[time]", ".".join("a" * 90_000) + " = 1\n[time]"), "too many dots"),
        (("[time]", "a = " + "[" * 90_000 + "\n[time]"), "nested too deeply"),
    ],
)
def test_a_hostile_mapping_is_refused_at_once(change: tuple[str, str], says: str) -> None:
    """What Python's own readers would choke on is told before any file is opened."""
    with pytest.raises(MappingError, match=says):
        read_mapping(SIMPLE.replace(*change))


def test_an_encoding_nobody_knows_is_told() -> None:
    """Not even a zero byte in its name makes a trace."""
    mapping = read_mapping(SIMPLE.replace("[time]", 'encoding = "a\\u0000b"\n[time]', 1))
    with pytest.raises(InputError, match="not known here"):
        plan(b"when,mood,note\n", mapping, zone="UTC", now=NOW)


def test_two_columns_of_one_name_are_refused() -> None:
    """Which of the two is meant cannot be known, so nothing is guessed."""
    with pytest.raises(InputError, match="Two columns are called “mood”"):
        plan(b"when,mood,mood,note\n", read_mapping(SIMPLE), zone="UTC", now=NOW)


def test_a_number_with_an_underscore_is_no_number() -> None:
    """Python would read 1_0 as ten."""
    found = simple("2026-10-01 10:00,1_0,\n2026-10-01 11:00,4,\n")
    assert (len(found.entries), found.problem_count) == (1, 1)


def test_a_quotation_mark_that_never_closes_is_explained() -> None:
    """The message names the line and the likely cause."""
    with pytest.raises(InputError, match="quotation mark"):
        simple('"2026-10-01 10:00,4,\n' + "2026-10-01 10:00,4,\n" * 3000)
