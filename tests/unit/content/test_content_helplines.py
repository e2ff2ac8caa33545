"""Help lines: dated, sourced, well formed, and never only for some."""

from __future__ import annotations

import calendar
import tomllib
from datetime import date, timedelta
from pathlib import Path

import pytest

from leeward.content import lint
from leeward.content.errors import ContentError
from leeward.content.helplines import (
    ANY_COUNTRY,
    CHECK_AFTER_DAYS,
    HIDE_AFTER_DAYS,
    HelpLine,
    Topic,
    age_warning,
    all_lines,
    countries,
    parse,
    route,
    stale,
)

_LINES = all_lines().lines
_CODES = [code for code, _ in countries()]
_CHECKED = min(line.verified_on for line in _LINES)
_ONE = """
[defaults]
verified_on = 2026-11-01
verified_by = "someone"
number_status = "certain"
[text]
old = "Old."
[countries]
NL = "Netherlands"
[[line]]
id = "nl-x"
country = "NL"
service = "X"
kinds = ["suicide"]
audience = ["anyone"]
call = ["0800-0113"]
valid_since = "long"
source_url = "https://x.nl"
"""


def _released() -> date:
    project = tomllib.loads((Path(__file__).parents[3] / "pyproject.toml").read_text("utf-8"))
    year, month, _ = (int(part) for part in project["project"]["version"].split("."))
    return date(year, month, calendar.monthrange(year, month)[1])


def _id(line: HelpLine) -> str:
    return line.id


@pytest.mark.parametrize("line", _LINES, ids=_id)
def test_every_entry_is_dated_sourced_and_certain(line: HelpLine) -> None:
    """Each line says when it was checked, against what, and that its number is certain."""
    assert line.number_status == "certain"
    assert line.source_url.startswith("https://")
    assert line.verified_by
    assert line.verified_on <= _released()
    assert line.ways
    assert line.audience


def test_no_entry_is_too_old_for_this_release() -> None:
    """At the release date no line is older than 180 days; the clock of the machine is no matter."""
    assert stale(_released()) == ()


def test_age_is_told_by_the_day_it_is_opened() -> None:
    """180 days are fine, 181 bring a warning sentence."""
    assert age_warning(_CHECKED + timedelta(days=CHECK_AFTER_DAYS)) == ""
    assert "emergency number" in age_warning(_CHECKED + timedelta(days=CHECK_AFTER_DAYS + 1))


@pytest.mark.parametrize("code", _CODES)
def test_very_old_lines_are_hidden_but_help_stays(code: str) -> None:
    """After a year only the emergency number and the directories are shown, and that is said."""
    late = route(Topic.CRISIS, code, today=_CHECKED + timedelta(days=HIDE_AFTER_DAYS + 1))
    assert late.lines == ()
    assert late.old
    assert late.emergency
    assert late.directories
    assert not route(Topic.CRISIS, code, today=_CHECKED).old


@pytest.mark.parametrize("code", _CODES)
@pytest.mark.parametrize("topic", [Topic.CRISIS, Topic.VIOLENCE])
def test_two_ways_and_one_without_a_call(code: str, topic: Topic) -> None:
    """Each country's route for a crisis and for violence has two ways, one not a phone call."""
    shown = route(topic, code, today=_CHECKED)
    ways = [way for line in (*shown.lines, *shown.directories) for way in line.ways]
    assert len({way.value for way in ways}) >= 2
    assert any(way.by != "call" for way in ways)
    assert shown.emergency
    assert all(line.country == code for line in shown.emergency)


@pytest.mark.parametrize("code", _CODES)
def test_never_only_a_womens_line(code: str) -> None:
    """Whoever looks for help after violence finds at least one entry that is for anyone."""
    shown = route(Topic.VIOLENCE, code, today=_CHECKED)
    assert any(line.for_anyone for line in (*shown.lines, *shown.directories))
    if any(line.for_anyone for line in shown.lines):
        assert shown.lines[0].for_anyone


@pytest.mark.parametrize("code", _CODES)
def test_crisis_route_has_a_line_of_the_country_for_anyone(code: str) -> None:
    """In each listed country someone in crisis finds a national line that is for anyone."""
    shown = route(Topic.CRISIS, code, today=_CHECKED)
    assert shown.lines[0].for_anyone
    assert shown.lines[0].region == ""


@pytest.mark.parametrize("country", [None, "XX", ""])
def test_no_country_gives_the_general_numbers(country: str | None) -> None:
    """Without a country, or one not listed, 112, 911 and the directories stand."""
    shown = route(Topic.CRISIS, country, today=_CHECKED)
    assert {way.value for line in shown.emergency for way in line.ways} == {"112", "911"}
    assert shown.lines == ()
    assert len(shown.directories) == 2


@pytest.mark.parametrize("code", _CODES)
def test_nobody_is_left_with_a_web_address_only(code: str) -> None:
    """Women, men and anyone else find a line on violence, or a listening line, to reach."""
    shown = route(Topic.VIOLENCE, code, today=_CHECKED)
    audiences = {audience for line in shown.lines for audience in line.audience}
    assert "anyone" in audiences or {"women", "men", "trans"} <= audiences


def test_prevention_lines_say_what_they_pass_on() -> None:
    """Every line about one's own thoughts carries its limit of silence in words."""
    lines = [line for line in _LINES if "own_thoughts" in line.kinds]
    assert len(lines) >= 10
    assert all(line.may_pass_on for line in lines)


def test_links_are_ready_to_use() -> None:
    """Calls and texts have links beside the number; a hash in a number is escaped."""
    by_id = {line.id: line for line in _LINES}
    call, text, chat = by_id["us-988"].ways
    assert (call.link, text.link, text.word) == ("tel:988", "sms:988", "")
    assert chat.link == "https://988lifeline.org"
    assert by_id["jp-one-stop"].ways[0].link == "tel:%238891"
    assert by_id["gb-samaritans"].ways[1].by == "email"
    assert by_id["es-016"].ways[1].by == "whatsapp"
    assert by_id["us-crisis-text-line"].ways[0].word == "HOME"


@pytest.mark.parametrize(
    "number",
    [
        *("0800 376 5000 000 000 00", "call 112", "1", "0800/0113"),
        *("08O0 0113", "+", "112;110"),
    ],
)
def test_a_number_that_is_not_one_is_refused(number: str) -> None:
    """Numbers are digits with spaces or dashes, 2 to 15 of them, and nothing else."""
    with pytest.raises(ContentError, match="a number that is not one"):
        parse(_ONE.replace("0800-0113", number))


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('kinds = ["suicide"]', 'kinds = ["sucide"]', "unknown kinds: sucide"),
        ('call = ["0800-0113"]\n', "", "no way to reach it"),
        ('audience = ["anyone"]', 'audience = ["cats"]', "unknown people: cats"),
        ('service = "X"\n', "", "has no 'service'"),
        ('country = "NL"', 'country = "BE"', "without a name"),
        ('call = ["0800-0113"]', 'chat_url = "http://x.nl"', "without https"),
    ],
)
def test_broken_entries_are_named(old: str, new: str, complaint: str) -> None:
    """A mistake in the file is reported with its entry instead of being shown to someone."""
    assert parse(_ONE).lines[0].id == "nl-x"
    with pytest.raises(ContentError, match=complaint):
        parse(_ONE.replace(old, new))


def test_whom_a_line_is_for_is_said() -> None:
    """A line for some says so, once; a line for anyone says nothing."""
    by_id = {line.id: line for line in _LINES}
    assert by_id["gb-ndah"].for_whom == "For women."
    assert by_id["us-988"].for_whom == ""
    assert by_id["us-strongheart"].for_whom == ""
    assert all(x.for_anyone or x.for_whom or x.note.startswith("For ") for x in _LINES)


def test_ids_are_unique() -> None:
    """Two entries never share an id."""
    twice = _ONE + _ONE[_ONE.index("[[line]]") :]
    with pytest.raises(ContentError, match="share an id"):
        parse(twice)


def test_known_wrong_numbers_are_absent() -> None:
    """Lines the list warns about, or could not confirm, are not in the file."""
    numbers = {way.value.replace(" ", "").replace("-", "") for x in _LINES for way in x.ways}
    for wrong in ("08000116016", "18005990019", "0800428428", "64673", "028", "142142"):
        assert wrong not in numbers
    assert all(x.country == ANY_COUNTRY or x.country in _CODES for x in _LINES)


def test_notes_are_kind_and_short() -> None:
    """What stands beside a number is plain."""
    text = "\n".join([*all_lines().text.values(), *(x.note for x in _LINES if x.note)])
    assert lint.find_banned(text, lint.banned_words(), scope=lint.Scope.EVERYWHERE) == []
    assert lint.long_sentences(text) == []
