"""Numbers, days and lists in the shape of the language that is spoken."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from leeward.util import said
from leeward.util.language import speaking

_DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("language", "day", "year", "brief", "when"),
    [
        (
            "en",
            "Saturday 21 November",
            "Saturday 21 November 2026",
            "21 Nov 2026",
            "Saturday 21 November, 09:05",
        ),
        (
            "de",
            "Samstag, 21. November",
            "Samstag, 21. November 2026",
            "21. Nov. 2026",
            "Samstag, 21. November, 09:05",
        ),
    ],
)
def test_days_are_said_in_the_order_of_the_language(
    language: str, day: str, year: str, brief: str, when: str
) -> None:
    """German puts a comma after the weekday and a point after the day."""
    with speaking(language):
        assert said.day(_DAY) == day
        assert said.day_of_year(_DAY) == year
        assert said.short_date(_DAY) == brief
        assert said.day_and_clock(datetime(2026, 11, 21, 9, 5, tzinfo=UTC)) == when


def test_every_weekday_and_month_has_a_german_name() -> None:
    """The names a calendar needs, long and short, in order."""
    with speaking("de"):
        assert [said.short_weekday(n) for n in range(7)] == [
            "Mo",
            "Di",
            "Mi",
            "Do",
            "Fr",
            "Sa",
            "So",
        ]
        assert said.weekday(2) == "Mittwoch"
        assert [said.month(n)[:3] for n in (1, 3, 5, 10, 12)] == ["Jan", "Mär", "Mai", "Okt", "Dez"]
        assert said.short_month(5) == "Mai"
        assert said.month_and_year(_DAY) == "November 2026"
        assert said.day_and_month(_DAY) == "21. November"


def test_numbers_carry_the_marks_of_the_language() -> None:
    """A true minus sign, no minus zero, a German comma."""
    assert said.number(-2.54) == "−2.5"
    assert said.number(-0.01) == "0.0"
    with speaking("de"):
        assert said.number(-2.54) == "−2,5"
        assert [said.signed(n) for n in (2.54, -2.54, 0.04, -0.04)] == [
            "+2,5",
            "−2,5",
            "0,0",
            "0,0",
        ]
        assert said.signed(3, 0) == "+3"
        assert said.span(1, 2.25, 2) == "1,00 bis 2,25"
        assert said.percent(0.9) == "90\N{NO-BREAK SPACE}%"


def test_lists_and_quotations_are_joined_as_people_do() -> None:
    """Commas, then and; quotation marks as printed in that language."""
    assert said.listed(["a"]) == "a"
    assert said.listed(["a", "b", "c"]) == "a, b and c"
    with speaking("de"):
        assert said.listed(["a", "b", "c"]) == "a, b und c"
        assert said.quoted("Ruhe") == "„Ruhe“"
