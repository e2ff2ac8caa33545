"""Charts: places on a drawing that say what the numbers say."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.phone.art import wind_art
from leeward.web.charts.bars import bar, change, ranked, ranked_ratios
from leeward.web.charts.curve import Band, DayPoint, curve, weeks
from leeward.web.charts.frame import share
from leeward.web.charts.plane import hours, plane

DAY = date(2026, 11, 1)
numbers = st.floats(-1e6, 1e6, allow_nan=False)


@given(numbers, numbers, numbers)
def test_a_share_stays_inside_the_bar(value: float, low: float, high: float) -> None:
    """Whatever comes, a place is between 0 and 100 per cent."""
    assert 0 <= share(value, low, high) <= 100


def test_a_range_that_holds_no_difference_is_open() -> None:
    """Open where "as usual" lies inside, filled where the range is clear of it."""
    assert bar(1.2, 0.8, 1.9, ends=(0.25, 8), ref=1.0, ratio=True).faint
    assert not bar(2.2, 1.5, 3.1, ends=(0.25, 8), ref=1.0, ratio=True).faint
    assert not bar(0.4, 0.0, 0.9, ends=(0, 1)).faint


def test_ratios_lie_on_a_log_scale() -> None:
    """Half and twice are equally far from "as usual"."""
    drawn = ranked_ratios([(0.5, 0.4, 0.6), (1.0, 0.9, 1.1), (2.0, 1.8, 2.2)], ends=(0.25, 4.0))
    low, mid, high = (b.mid for b in drawn.bars)
    assert mid - low == pytest.approx(high - mid, abs=0.2)
    assert [t.text for t in drawn.ticks] == ["half", "as usual", "twice", "4 times"]


def test_axis_words_stay_inside() -> None:
    """Words at the ends are anchored inwards."""
    ticks = ranked([], ends=(-5, 5), ref=0, words=((-5, "−5"), (0, "alike"), (5, "5"))).ticks
    assert [t.anchor for t in ticks] == ["start", "middle", "end"]


def test_before_and_after_share_one_axis() -> None:
    """The same number lies in the same place in both bars."""
    drawn = change((4, 3, 5), (4, 3, 5))
    assert drawn.before == drawn.after


def test_a_gap_is_dotted_and_never_bridged_by_a_solid_line() -> None:
    """Days without notes part the line; the bridge is a path of its own."""
    days = [
        DayPoint(day=DAY + timedelta(days=n), value=None if n in {3, 4} else 5.0, low=4, high=6)
        for n in range(8)
    ]
    drawn = weeks(days, today=DAY + timedelta(days=7))
    assert len(drawn.runs) == 2
    assert len(drawn.bridges) == 1
    assert len(drawn.bands) == 2
    assert drawn.lamp is not None
    assert drawn.x_ticks[-1].text == "today"


def test_a_single_day_is_a_dot_and_an_old_journal_has_no_lamp() -> None:
    """One day alone is no line; the lamp stands only on today."""
    days = [DayPoint(day=DAY, value=3.0), DayPoint(day=DAY + timedelta(days=4), value=None)]
    drawn = weeks(days, today=DAY + timedelta(days=30))
    assert drawn.runs == ()
    assert len(drawn.dots) == 1
    assert drawn.lamp is None


def test_the_scale_of_ratings_always_starts_at_zero() -> None:
    """No axis hides zero on a scale from 0 to 10."""
    drawn = weeks([DayPoint(day=DAY, value=8.0), DayPoint(day=DAY + timedelta(days=1), value=9.0)])
    assert drawn.frame.y(0) == drawn.frame.y_end
    assert [t.text for t in drawn.y_ticks] == ["0", "5", "10"]


def test_a_curve_shows_zero_and_keeps_its_bands_around_the_line() -> None:
    """The zero line is on the chart even where all values are below it."""
    bands = [
        Band(x=h, value=-2, low=-3, high=-1, inner_low=-2.5, inner_high=-1.5) for h in range(4)
    ]
    drawn = curve(bands, raw=[(1, -2), (99, 0)], x_words=[(0, "then")], y_words=[(-2, "−2")])
    assert drawn.zero is not None
    assert drawn.frame.top <= drawn.zero <= drawn.frame.y_end
    assert len(drawn.raw) == 1
    assert drawn.inner
    assert drawn.outer


def test_marks_on_one_place_move_apart_the_same_way_every_time() -> None:
    """Equal answers stay countable, and the picture is the same on each visit."""
    points = [(7.0, 2.0, "circle")] * 5
    first, again = plane(points), plane(points)
    assert first == again
    assert len({spot.at for spot in first.spots}) == 5


def test_hour_bars_stand_on_zero_with_their_ranges() -> None:
    """Bars start at zero; a range reaches above and below its bar."""
    drawn = hours([("0", 0.0, 0.0, 0.1), ("6", 0.4, 0.2, 0.6)])
    assert all(b.y + b.height == pytest.approx(drawn.frame.y_end, abs=0.2) for b in drawn.bars)
    assert drawn.bars[1].high < drawn.bars[1].y < drawn.bars[1].low


def test_wind_lines_pass_above_the_hill_and_keep_apart() -> None:
    """The picture depends on its size only, and its lines never cross over the words."""
    art = wind_art(2000, 118, hill_at=0.94)
    starts = [float(line.split(",")[1].split("C")[0]) for line in art.winds]
    assert starts == sorted(starts, reverse=True)
    assert all(0 < y < 118 * 0.3 for y in starts)
    assert wind_art(2000, 118, hill_at=0.94) is art
