"""Scores against published keys, formulas and tables."""

from __future__ import annotations

import math
from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.instruments.definition import (
    Definition,
    DefinitionError,
    Direction,
    Method,
    Precision,
    Scale,
)
from leeward.instruments.library import library, shipped
from leeward.instruments.scoring import (
    Change,
    NotScored,
    ScaleResult,
    Score,
    compare,
    make_answers,
    needed,
    percentile,
    score,
)


def _score(definition: Definition, values: dict[str, int | None]) -> dict[str, ScaleResult]:
    return {r.scale: r for r in score(definition, make_answers(definition, values))}


def _value(definition: Definition, values: dict[str, int | None], scale: str) -> float:
    result = _score(definition, values)[scale]
    assert isinstance(result, Score)
    return result.value


def _all(definition: Definition, value: int) -> dict[str, int | None]:
    return {item.key: value for item in definition.items}


@pytest.mark.parametrize("raw", range(26))
def test_who5_is_the_sum_times_four(raw: int) -> None:
    """WHO-5 is the sum times 4, from 0 to 100, not (sum - 5) times 4."""
    values = dict.fromkeys("12345", raw // 5)
    for key in "12345"[: raw % 5]:
        values[key] += 1
    assert _value(shipped("who-5"), dict(values), "wellbeing") == 4 * raw


def test_who5_marks_at_50_and_28() -> None:
    """A raw 12 reaches the first mark and 13 does not; a raw 7 reaches both and 8 does not."""
    who5 = shipped("who-5")
    reached = {}
    for raw in (7, 8, 12, 13):
        values = dict.fromkeys("12345", raw // 5)
        for key in "12345"[: raw % 5]:
            values[key] += 1
        result = _score(who5, dict(values))["wellbeing"]
        assert isinstance(result, Score)
        reached[raw] = [mark.at for mark in result.marks]
    assert reached == {7: [50, 28], 8: [50], 12: [50], 13: []}


def test_phq4_parts() -> None:
    """Worry is the first two questions, mood the last two, and the bands are those published."""
    phq4 = shipped("phq-4")
    for a, b, c, d in product(range(4), repeat=4):
        results = _score(phq4, {"1": a, "2": b, "3": c, "4": d})
        total, worry, mood = (results[name] for name in ("total", "worry", "mood"))
        assert isinstance(total, Score)
        assert isinstance(worry, Score)
        assert isinstance(mood, Score)
        assert (total.value, worry.value, mood.value) == (a + b + c + d, a + b, c + d)
        assert total.band_place == 1 + (total.value >= 3) + (total.value >= 6) + (total.value >= 9)
        assert bool(worry.marks) == (a + b >= 3)
        assert bool(mood.marks) == (c + d >= 3)


def test_phq4_asks_nervous_worry_down_interest() -> None:
    """The words stand with the parts they are scored in."""
    phq4 = shipped("phq-4")
    worry = " ".join(phq4.item(key).text for key in phq4.scale("worry").items)
    mood = " ".join(phq4.item(key).text for key in phq4.scale("mood").items)
    assert "nervous" in worry
    assert "worrying" in worry
    assert "depressed" in mood
    assert "interest" in mood


def test_hark_accuracy_from_its_table() -> None:
    """The published accuracy follows from one table of 232 women, and agrees with the file."""
    hit, missed, false_alarm, rest = 43, 10, 9, 170
    assert hit + missed + false_alarm + rest == 232
    sensitivity, specificity = hit / (hit + missed), rest / (rest + false_alarm)
    mark = shipped("hark").scale("count").marks[0]
    assert mark.sensitivity == round(sensitivity, 2) == 0.81
    assert mark.specificity == round(specificity, 2) == 0.95
    assert round(hit / (hit + false_alarm), 2) == 0.83
    assert round(rest / (rest + missed), 2) == 0.94
    assert round(sensitivity / (1 - specificity)) == 16
    assert round(hit / false_alarm) == 5
    assert round(100 * (hit + missed) / 232) == 23


def test_hark_is_private_and_never_a_number() -> None:
    """HARK is shown in words only, stays private, and one yes reaches its mark."""
    hark = shipped("hark")
    assert (hark.display, hark.private) == ("reflection", True)
    for answers in product((0, 1), repeat=4):
        result = _score(hark, dict(zip("hark", answers, strict=True)))["count"]
        assert isinstance(result, Score)
        assert result.value == sum(answers)
        assert bool(result.marks) == any(answers)


def test_pc_ptsd_gate() -> None:
    """No to the first question is 0; yes counts the rest; a skipped one scores nothing."""
    ptsd = shipped("pc-ptsd-5")
    assert _value(ptsd, {"0": 0}, "count") == 0
    assert _value(ptsd, {"0": 0, "1": 1}, "count") == 0
    assert _value(ptsd, {"0": 1, **dict.fromkeys("12345", 1)}, "count") == 5
    assert isinstance(_score(ptsd, {"0": 1, "1": 1})["count"], NotScored)
    assert isinstance(_score(ptsd, dict.fromkeys("12345", 1))["count"], NotScored)
    three = _score(ptsd, {"0": 1, "1": 1, "2": 1, "3": 1, "4": 0, "5": 0})["count"]
    assert isinstance(three, Score)
    assert [mark.at for mark in three.marks] == [3]
    assert not three.estimated


def test_ecr_r_reverse_keys() -> None:
    """Exactly the published questions are reversed, and each part is a mean of eighteen."""
    ecr = shipped("ecr-r")
    reverse = {int(item.key) for item in ecr.items if item.reverse}
    assert reverse == {9, 11, 20, 22, *range(26, 32), *range(33, 37)}
    assert _value(ecr, _all(ecr, 7), "anxiety") == pytest.approx((16 * 7 + 2 * 1) / 18)
    assert _value(ecr, _all(ecr, 7), "avoidance") == pytest.approx((6 * 7 + 12 * 1) / 18)
    assert _value(ecr, _all(ecr, 4), "anxiety") == 4


def test_ecr_rs_reverse_keys() -> None:
    """Distance is the mean of 1 to 6 with 1 to 4 reversed, fear the mean of 7 to 9."""
    ecr = shipped("ecr-rs")
    values: dict[str, int | None] = dict(zip("123456789", (1, 2, 3, 4, 5, 6, 2, 4, 6), strict=True))
    assert _value(ecr, values, "avoidance") == pytest.approx((7 + 6 + 5 + 4 + 5 + 6) / 6)
    assert _value(ecr, values, "anxiety") == 4


def test_pss_reverse_keys() -> None:
    """PSS-10 reverses 4, 5, 7 and 8; PSS-4 reverses 2 and 3."""
    ten, four = shipped("pss-10"), shipped("pss-4")
    assert {item.key for item in ten.items if item.reverse} == {"4", "5", "7", "8"}
    assert {item.key for item in four.items if item.reverse} == {"2", "3"}
    assert _value(ten, _all(ten, 4), "strain") == 24
    assert _value(four, {"1": 4, "2": 0, "3": 0, "4": 4}, "strain") == 16


@pytest.mark.parametrize(
    ("instrument", "low", "high"),
    [
        ("csbd-19", 19, 76),
        ("csbd-7", 7, 28),
        ("ders-16", 16, 80),
        ("bps", 0, 10),
        ("ppcs-6", 6, 42),
        ("ucla-3", 3, 9),
        ("hbi-19", 19, 95),
        ("pss-10", 0, 40),
        ("pss-4", 0, 16),
        ("who-5", 0, 100),
        ("phq-4", 0, 12),
    ],
)
def test_published_ranges(instrument: str, low: float, high: float) -> None:
    """The lowest and highest possible scores are the published ones."""
    definition = shipped(instrument)
    scale = definition.scales[0]
    assert definition.bounds(scale) == (low, high)


def test_no_filling_in_where_it_is_not_allowed() -> None:
    """One skipped answer leaves these without a score."""
    for instrument in ("phq-4", "who-5", "hark", "pc-ptsd-5", "asq", "csbd-19", "csbd-7"):
        definition = shipped(instrument)
        for scale in definition.scales:
            assert scale.prorate is None
            values = _all(definition, max(o.value for o in definition.options))
            values[scale.items[-1]] = None
            result = _score(definition, values)[scale.id]
            assert isinstance(result, NotScored)
            assert (result.answered, result.needed) == (len(scale.items) - 1, len(scale.items))


@pytest.mark.parametrize(
    ("instrument", "scale", "items", "enough"),
    [
        ("ders-16", "total", 16, 13),
        ("pss-10", "strain", 10, 8),
        ("ecr-r", "anxiety", 18, 15),
        ("ecr-rs", "avoidance", 6, 5),
        ("ecr-rs", "anxiety", 3, 3),
        ("bps", "total", 5, 4),
    ],
)
def test_filling_in_starts_at_four_fifths(
    instrument: str, scale: str, items: int, enough: int
) -> None:
    """A score needs four fifths of the answers, and one fewer gives none."""
    definition = shipped(instrument)
    part = definition.scale(scale)
    assert (len(part.items), needed(part)) == (items, enough)
    for answered in (enough - 1, enough):
        values: dict[str, int | None] = dict.fromkeys(
            part.items[:answered], definition.options[0].value
        )
        result = _score(definition, values)[scale]
        assert isinstance(result, Score) is (answered == enough)
        if isinstance(result, Score):
            assert result.estimated is (enough < items)


def test_missing_answers_count_as_the_mean_of_the_others() -> None:
    """Eight answers of 3 and 1 by turns on ten questions give the mean times ten."""
    pss = shipped("pss-10")
    values: dict[str, int | None] = {"1": 3, "2": 1, "3": 3, "4": 1, "5": 3, "6": 1, "7": 1, "8": 3}
    points = [3, 1, 3, 4 - 1, 4 - 3, 1, 4 - 1, 4 - 3]
    assert _value(pss, values, "strain") == pytest.approx(sum(points) / 8 * 10)


def test_interval_is_the_error_of_measurement() -> None:
    """The interval is the score plus and minus 1.96 times sd times root of 1 - reliability."""
    result = _score(shipped("phq-4"), {"1": 2, "2": 1, "3": 2, "4": 1})["total"]
    assert isinstance(result, Score)
    error = 1.96 * 2.1 * math.sqrt(1 - 0.84)
    assert result.low == pytest.approx(6 - error)
    assert result.high == pytest.approx(6 + error)
    lowest = _score(shipped("phq-4"), _all(shipped("phq-4"), 0))["total"]
    assert isinstance(lowest, Score)
    assert lowest.low == 0


def test_no_interval_without_a_published_error() -> None:
    """Where spread or reliability is unknown there is no interval."""
    for instrument, scale in (("who-5", "wellbeing"), ("ecr-rs", "anxiety"), ("bps", "total")):
        definition = shipped(instrument)
        result = _score(definition, _all(definition, definition.options[0].value))[scale]
        assert isinstance(result, Score)
        assert (result.low, result.high) == (None, None)


def _phq4(total: int) -> dict[str, int | None]:
    values: dict[str, int | None] = {}
    for key in "1234":
        values[key] = min(total, 3)
        total -= min(total, 3)
    return values


@pytest.mark.parametrize(("before", "after"), [(0, 2), (0, 3), (2, 4), (2, 5), (9, 6), (9, 7)])
def test_reliable_change_index(before: int, after: int) -> None:
    """Change is the difference over sd root 2 root (1 - r), and counts beyond 1.96."""
    phq4 = shipped("phq-4")
    change = compare(
        phq4,
        "total",
        earlier=make_answers(phq4, _phq4(before)),
        later=make_answers(phq4, _phq4(after)),
    )
    assert isinstance(change, Change)
    rci = (after - before) / (2.1 * math.sqrt(2) * math.sqrt(1 - 0.84))
    assert change.rci == pytest.approx(rci)
    assert change.beyond_noise is (abs(after - before) >= 3)
    assert change.worth_showing is change.beyond_noise
    assert change.matters is None


@pytest.mark.parametrize(("points", "matters"), [(2, False), (3, True), (-2, False), (-3, True)])
def test_who5_change_of_ten_points(points: int, *, matters: bool) -> None:
    """WHO-5 change is spoken of from ten points on: eight is not, twelve is."""
    who5 = shipped("who-5")
    middle: dict[str, int | None] = dict.fromkeys("12345", 3)
    moved = {key: 3 + (1 if points > 0 else -1) * (int(key) <= abs(points)) for key in "12345"}
    change = compare(
        who5, "wellbeing", earlier=make_answers(who5, middle), later=make_answers(who5, dict(moved))
    )
    assert isinstance(change, Change)
    assert change.difference == 4 * points
    assert (change.matters, change.worth_showing, change.rci) == (matters, matters, None)


def test_change_needs_both_scores_one_version_and_one_language() -> None:
    """No change is computed from an unscored time, another version or another language."""
    phq4 = shipped("phq-4")
    full, part = make_answers(phq4, _phq4(5)), make_answers(phq4, {"1": 1})
    assert isinstance(compare(phq4, "total", earlier=part, later=full), NotScored)
    assert isinstance(compare(phq4, "total", earlier=full, later=part), NotScored)
    with pytest.raises(DefinitionError, match="two languages"):
        compare(phq4, "total", earlier=replace(full, language="de"), later=full)
    with pytest.raises(DefinitionError, match="another questionnaire or version"):
        compare(phq4, "total", earlier=replace(full, version="2020"), later=full)
    with pytest.raises(DefinitionError, match="no score"):
        compare(phq4, "nonsense", earlier=full, later=full)


def test_percentiles_between_published_points() -> None:
    """A score on a published point has its rank, one between two has both, others the ends."""
    norm = shipped("phq-4").scale("mood").norms[0]
    assert percentile(norm, 3) == (93.4, 93.4)
    assert percentile(norm, 4) == (93.4, 99.0)
    assert percentile(norm, 6) == (99.0, 100.0)
    assert percentile(norm, 0) == (0.0, 93.4)
    assert percentile(shipped("phq-4").scale("total").norms[0], 3) is None


def test_answers_must_be_among_those_offered() -> None:
    """Unknown questions, values off the scale and true for 1 are refused with the place."""
    phq4 = shipped("phq-4")
    for values in ({"9": 1}, {"1": 4}, {"1": -1}, {"1": True}):
        with pytest.raises(DefinitionError) as raised:
            make_answers(phq4, values)
        assert raised.value.field == next(iter(values))


def test_answers_carry_version_and_language() -> None:
    """Answers are kept with what they answered; skipped questions stay skipped."""
    answers = make_answers(shipped("phq-4"), {"2": 1})
    assert (answers.instrument, answers.version, answers.language) == ("phq-4", "2009", "en")
    assert answers.values == (("1", None), ("2", 1), ("3", None), ("4", None))


@given(data=st.data())
def test_every_score_lies_in_its_range(data: st.DataObject) -> None:
    """Whatever is answered, each score and its interval lie within the possible range."""
    definition = data.draw(st.sampled_from(library()))
    values = {
        item.key: data.draw(
            st.none() | st.sampled_from([o.value for o in definition.options_of(item)])
        )
        for item in definition.items
    }
    for result in score(definition, make_answers(definition, values)):
        if isinstance(result, Score):
            slack = 1e-9
            assert result.minimum - slack <= result.value <= result.maximum + slack
            if result.low is not None and result.high is not None:
                assert result.minimum <= result.low <= result.value <= result.high
        else:
            assert result.answered < result.needed


def test_reversed_count_is_counted_from_the_other_end() -> None:
    """A reversed question in a count is met by its lowest answer."""
    hark = shipped("hark")
    items = tuple(replace(item, reverse=item.key == "h") for item in hark.items)
    flipped = replace(hark, items=items)
    assert _value(flipped, {"h": 0, "a": 0, "r": 0, "k": 0}, "count") == 1


def test_low_marks_and_factor_on_own_scales() -> None:
    """A scale of one's own with a factor and a low mark scores as written."""
    base = shipped("pss-4")
    scale = Scale(
        id="own",
        title="Own",
        items=("1", "4"),
        method=Method.SUM,
        factor=2.5,
        prorate=0.5,
        precision=Precision(source="own", sd=2, reliability=0.75),
        marks=(
            replace(shipped("who-5").scales[0].marks[0], at=5, direction=Direction.AT_OR_BELOW),
        ),
    )
    own = replace(base, scales=(scale,))
    result = _score(own, {"1": 1})["own"]
    assert isinstance(result, Score)
    assert (result.value, result.estimated, len(result.marks)) == (5, True, 1)
    assert result.high == pytest.approx(5 + 1.96)
