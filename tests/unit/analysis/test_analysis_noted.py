"""A diary file becomes the model's record: minutes, local hours, sleep, links and names."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from leeward.analysis.noted import Diary, Noted
from leeward.analysis.noted_arrays import AWAKE, noted_data
from leeward.core.diary_fits import fit_diary
from leeward.model import data as numbers

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)  # a Monday


def at(hours: float, **said: object) -> Noted:
    """A record so many hours after the start."""
    return Noted(at=START + timedelta(hours=hours), **{"record": "check_in", **said})  # type: ignore[arg-type]  # fields by name


def diary(*records: Noted, sleep: tuple[int, int] | None = AWAKE) -> Diary:
    """A diary of these records."""
    return Diary(records=records, sleep=sleep)


def test_ratings_and_links() -> None:
    """Ratings keep their minute; an episode belongs to the urge of the last three hours."""
    data = noted_data(
        diary(
            at(0, distress=5, security=3),
            at(1, record="urge", urge=7, acted=True, distress=6),
            at(2, record="episode", kind="solo", before=7, after=2),
            at(9, record="urge", acted=False),
            at(10, record="episode"),
        )
    )
    assert data.minutes == 600
    assert data.rating_t.tolist() == [0, 60]
    assert data.rating_y.tolist() == [5, 6]
    assert data.security_y.tolist() == [3]
    assert data.urge_outcome.tolist() == [numbers.ACTED, numbers.RODE_OUT]
    assert data.episode_urge.tolist() == [0, numbers.MISSING]
    assert [data.kinds[k] for k in data.episode_kind] == ["solo", "other"]


def test_classes_of_what_came_before() -> None:
    """A class is said, known by name, or read out of the name; odd names get a prefix."""
    data = noted_data(
        diary(
            at(0, record="trigger", trigger="rejection", severity=0.5),
            at(1, record="trigger", trigger="bond_threat"),
            at(2, record="trigger", trigger="exam", trigger_class="stress"),
            at(3, record="trigger", trigger="h"),
        )
    )
    assert dict(zip(data.trigger_names, data.trigger_class, strict=True)) == {
        "rejection": numbers.THREAT,
        "bond_threat": numbers.THREAT,
        "exam": numbers.STRESS,
        "own_h": numbers.OTHER,
    }
    assert data.trigger_severity.tolist() == [0.5] * 4


def test_local_hours_follow_the_offset() -> None:
    """Local minutes are those of the record's own clock, also after it changes."""
    east = timezone(timedelta(hours=2))
    data = noted_data(
        diary(
            at(0),
            Noted(at=(START + timedelta(hours=30)).astimezone(east), record="check_in"),
        )
    )
    local = numbers.local_minutes(data, np.array([0, 30 * 60])) % (7 * 1440)
    assert local.tolist() == [8 * 60, 1440 + 16 * 60]


@pytest.mark.parametrize(("first", "last", "share"), [(7, 23, 2 / 3), (0, 24, 1.0)])
def test_sleep_is_learned(first: int, last: int, share: float) -> None:
    """A night without notes is taken for sleep, notes at all hours are not."""
    rng = np.random.default_rng(3)
    hours = np.sort(rng.uniform(0, 24 * 40, 120))
    of_day = (hours + START.hour) % 24
    kept = hours[(of_day >= first) & (of_day < last)]
    data = noted_data(diary(*(at(float(h), record="episode") for h in kept), sleep=None))
    assert data.hours_at_risk * 60 / data.minutes == pytest.approx(share, abs=0.06)


def test_silence_of_days_is_not_at_risk() -> None:
    """Two records a year apart leave no time at risk between them."""
    data = noted_data(diary(at(0, distress=3), at(24 * 365, distress=4)))
    assert data.hours_at_risk == 0.0


RECORD = st.builds(
    at,
    st.floats(0, 500),
    record=st.sampled_from(["check_in", "urge", "episode", "trigger", "practice"]),
    distress=st.none() | st.integers(0, 10),
    security=st.none() | st.integers(0, 10),
    urge=st.none() | st.integers(0, 10),
    kind=st.sampled_from(["", "solo", "partnered", "own"]),
    before=st.none() | st.integers(0, 10),
    after=st.none() | st.integers(0, 10),
    acted=st.none() | st.booleans(),
    trigger=st.sampled_from(["work", "rejection", "sa", "0"]),
    severity=st.none() | st.floats(0, 1),
    prompted=st.booleans(),
)


@settings(max_examples=12, deadline=None)
@given(st.lists(RECORD, min_size=1, max_size=25), st.sampled_from([None, AWAKE]))
def test_odd_diaries_get_an_answer(records: list[Noted], sleep: tuple[int, int] | None) -> None:
    """However odd the diary, each number is there with its quantiles, or says why it is not."""
    records.sort(key=lambda r: r.at)
    answer = fit_diary(diary(*records, sleep=sleep), checks=False)
    for quantity in (*answer["parameters"], *answer["derived"]):
        assert quantity["shown"] or quantity["why_not"], quantity
        if quantity["median"] is not None:
            assert quantity["q05"] <= quantity["median"] <= quantity["q95"]


@pytest.mark.parametrize(
    "records",
    [
        [at(i / 10, distress=0) for i in range(60)],
        [at(i / 10, distress=10 * (i % 2)) for i in range(60)],
        [at(0.01 * i, record="episode", before=10, after=0) for i in range(60)],
        [at(24.0 * 365 * i, distress=5) for i in range(8)],
        [at(5)],
    ],
    ids=["all 0", "0 and 10", "many a minute", "years of silence", "one line"],
)
def test_degenerate_diaries_with_all_checks(records: list[Noted]) -> None:
    """Checks and paired simulation answer too where there is nothing to see."""
    answer = fit_diary(diary(*records))
    assert answer["verdict"] == "not settled"


def test_security_and_second_ratings_are_answered() -> None:
    """A diary with felt security and rated urges gets their parameters, gates and time at once."""
    chance = Random(3)
    records = []
    for i in range(120):
        hour = 9 + 5 * (i % 3)
        calm = chance.randint(2, 6)
        records.append(at(24 * (i // 3) + hour, distress=calm, security=9 - calm, urge=1))
        if i % 4 == 0:
            records.append(at(24 * (i // 3) + hour + 1, record="urge", urge=8))
            records.append(at(24 * (i // 3) + hour + 2, urge=chance.randint(2, 4)))
        if i % 3 == 0:
            records.append(at(24 * (i // 3) + hour + 3, record="trigger", trigger="work"))
    records.sort(key=lambda r: r.at)
    answer = fit_diary(diary(*records))
    names = {q["name"]: q for q in (*answer["parameters"], *answer["derived"])}
    assert {"mu_S", "bond_D", "bond_stress", "bond_rate", "tau_u"} <= set(names)
    assert {"stress_by_bond", "stress_when_safe", "stress_when_unsafe"} <= set(names)
    assert answer["security"]["fitted"]
    assert answer["security"]["ratings"] == 120
    assert names["urge_half_life"]["amount"] == 30
    assert names["urge_half_life"]["shown"]
