"""From a journal to the record the model takes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import numpy as np
import pytest

from leeward.analysis.arrays import data_of
from leeward.analysis.diary import simulate_diary
from leeward.analysis.risk import at_risk, awake, whole_minutes
from leeward.events.check_in import CheckIn, TriggerMark, TriggerNoted, Urge
from leeward.events.entry import Body, Entry
from leeward.events.history import History
from leeward.events.look_back import Episode, LookBack
from leeward.events.pause import (
    PauseEnded,
    PauseEnding,
    PauseStarted,
    PauseStep,
    PracticeDone,
    StepAnswered,
)
from leeward.events.settings import Settings
from leeward.events.vocabulary import (
    Consent,
    Kind,
    Precision,
    Source,
    TriggerClass,
    UrgeOutcome,
)
from leeward.model import data as numbers
from leeward.util.clock import local
from leeward.util.ids import new_id

START = datetime(2026, 3, 26, 9, 0, tzinfo=UTC)
NOW = START + timedelta(days=10)
BERLIN = Settings(zone="Europe/Berlin")


def entry(body: Body, hours: float, **changes: object) -> Entry:
    """One entry so many hours after the start."""
    at = START + timedelta(hours=hours)
    made = Entry(id=new_id(at), at=at, recorded=at, zone="Europe/Berlin", body=body)
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def data(*entries: Entry, settings: Settings = BERLIN, now: datetime = NOW) -> numbers.Data:
    """The record of a journal with these entries."""
    ordered = tuple(sorted(entries, key=lambda e: (e.at, e.id)))
    return data_of(History(entries=ordered, settings=settings), now)


def mark(
    name: str, klass: TriggerClass = TriggerClass.STRESS, strength: int | None = 5
) -> TriggerMark:
    """One thing that came before."""
    return TriggerMark(name=name, trigger_class=klass, strength=strength)


def test_check_ins_in_whole_minutes() -> None:
    """Ratings stand at whole minutes since the first entry; skipped ones are not there."""
    found = data(
        entry(CheckIn(distress=4, security=7, prompted=True), 0),
        entry(CheckIn(urge=3), 1),
        entry(CheckIn(distress=0), 2.51),
    )
    assert found.rating_t.tolist() == [0, 150]
    assert found.rating_y.tolist() == [4, 0]
    assert found.rating_prompted.tolist() == [True, False]
    assert (found.security_t.tolist(), found.security_y.tolist()) == ([0], [7])
    assert found.minutes == 10 * 1440


def test_bare_dates_never_reach_the_model() -> None:
    """An entry known only to the day is left out instead of standing at midnight."""
    day = entry(Episode(kind=Kind.SOLO), 5, precision=Precision.DAY)
    found = data(
        entry(CheckIn(distress=4), 0), day, entry(CheckIn(distress=9), 6, precision=Precision.DAY)
    )
    assert found.episode_t.size == 0
    assert found.rating_t.size == 1


def test_unfree_times_leave_nothing_behind() -> None:
    """A time that was not free leaves with its urge and its look-back."""
    urge = entry(Urge(strength=8, outcome=UrgeOutcome.ACTED, triggers=(mark("cue"),)), 3)
    time_ = entry(Episode(kind=Kind.PARTNERED, urge=urge.id), 3.2)
    back = entry(LookBack(episode=time_.id, distress_before=9, consent=Consent.FORCED), 4)
    with_it = data(entry(CheckIn(distress=4), 0), urge, time_, back)
    without = data(entry(CheckIn(distress=4), 0))
    assert with_it.urge_t.size == with_it.episode_t.size == with_it.trigger_t.size == 0
    assert np.array_equal(with_it.risk_from, without.risk_from)


def test_times_with_their_urge_and_delay() -> None:
    """A time carries its kind, its ratings, the index of its urge and how late it was told."""
    first = entry(Urge(strength=5, outcome=UrgeOutcome.RODE_OUT), 1)
    second = entry(Urge(outcome=None, pause=new_id(START)), 3)
    time_ = entry(Episode(kind=Kind.PORNOGRAPHY, urge=second.id), 3.25)
    alone = entry(Episode(kind=Kind.SOLO), 30)
    back = entry(LookBack(episode=time_.id, distress_before=7, distress_after=3), 4.25)
    found = data(entry(CheckIn(distress=4), 0), first, second, time_, alone, back)
    assert found.episode_urge.tolist() == [1, numbers.MISSING]
    assert [found.kinds[k] for k in found.episode_kind] == ["pornography", "solo"]
    assert found.episode_before.tolist() == [7, numbers.MISSING]
    assert found.episode_after.tolist() == [3, numbers.MISSING]
    assert found.episode_delay.tolist() == [60, 0]
    assert found.urge_y.tolist() == [5, numbers.MISSING]
    assert found.urge_outcome.tolist() == [numbers.RODE_OUT, numbers.STILL_OPEN]
    assert found.urge_pause.tolist() == [False, True]


def test_imports_are_late_by_their_own_time() -> None:
    """A look-back imported years later counts as told when it says it was."""
    time_ = entry(Episode(kind=Kind.SOLO), 3, source=Source.IMPORT)
    back = entry(LookBack(episode=time_.id, distress_before=7), 3.5)
    back = replace(back, source=Source.IMPORT, recorded=NOW)
    assert data(entry(CheckIn(distress=4), 0), time_, back).episode_delay.tolist() == [30]


def test_things_told_again_count_once() -> None:
    """The same thing marked again within three hours is one; another class is another name."""
    found = data(
        entry(TriggerNoted(trigger=mark("work", strength=None)), 0),
        entry(CheckIn(distress=6, triggers=(mark("work"), mark("ex", TriggerClass.THREAT))), 2),
        entry(Urge(triggers=(mark("work", strength=9),)), 4),
        entry(CheckIn(distress=6, triggers=(mark("ex", TriggerClass.OTHER, 10),)), 9),
        entry(TriggerNoted(trigger=mark("work", strength=2)), 20),
    )
    told = [found.trigger_names[k] for k in found.trigger_kind]
    assert told == ["work", "ex/threat", "ex/other", "work"]
    assert found.trigger_severity.tolist() == [0.6, 0.5, 1.0, 0.2]
    by_name = dict(zip(found.trigger_names, found.trigger_class, strict=True))
    assert by_name == {
        "work": numbers.STRESS,
        "ex/threat": numbers.THREAT,
        "ex/other": numbers.OTHER,
    }


def test_a_pause_and_its_practice_are_one_way() -> None:
    """A way chosen in a pause counts once, whether or not the practice was kept too."""
    pause = entry(PauseStarted(), 1)
    other = entry(PauseStarted(), 5)
    found = data(
        pause,
        entry(PracticeDone(practice="P1", pause=pause.id), 1.1),
        entry(PauseEnded(pause=pause.id, ending=PauseEnding.FINISHED, way="P1"), 1.2),
        other,
        entry(PauseEnded(pause=other.id, ending=PauseEnding.FINISHED, way="P11"), 5.2),
    )
    assert [found.practice_names[k] for k in found.practice_kind] == ["P1", "P11"]


def test_sleep_and_silence_are_not_at_risk() -> None:
    """Nights are out on the person's own clock, and silences over 48 hours; short ones stay."""
    records = np.array([0, 60, 60 + 47 * 60, 60 + 47 * 60 + 72 * 60], dtype=np.int64)
    begin, finish = at_risk(START, NOW, records, BERLIN)
    assert np.all(begin[1:] >= finish[:-1])
    for minute in range(0, 48 * 60, 15):
        wall = local(START + timedelta(minutes=minute), "Europe/Berlin").time()
        asleep = wall >= time(23, 30) or wall < time(7, 30)
        inside = bool(np.any((begin <= minute) & (minute < finish)))
        assert inside == (not asleep), wall
    silent = 60 + 47 * 60 + 36 * 60
    assert not np.any((begin <= silent) & (silent < finish))
    last = whole_minutes(START, NOW) - 60
    assert not np.any((begin <= last) & (last < finish))


def test_nights_keep_the_clock_when_it_changes() -> None:
    """The night of the change of clocks is an hour shorter in elapsed time."""
    begin, finish = awake(START, START + timedelta(days=5), BERLIN)
    nights = begin[1:] - finish[:-1]
    assert sorted(set(nights.tolist())) == [7 * 60, 8 * 60]


def test_day_sleepers_and_unknown_sleep() -> None:
    """Sleep may lie within a day, and equal times mean that nothing is known of it."""
    day = replace(BERLIN, sleep_from=time(9), sleep_to=time(17))
    begin, finish = awake(START, START + timedelta(days=3), day)
    walls = [local(START + timedelta(minutes=int(m)), "Europe/Berlin") for m in begin[1:]]
    assert {w.time().hour for w in walls} == {17}
    assert (finish[1:-1] - begin[1:-1]).max() == 16 * 60
    never = replace(BERLIN, sleep_from=time(0), sleep_to=time(0))
    begin, finish = awake(START, NOW, never)
    assert (begin.tolist(), finish.tolist()) == ([0], [14_400])


def test_local_minutes_follow_the_clock() -> None:
    """Local minutes count from a Monday 00:00 and jump by an hour with the clocks."""
    found = data(entry(CheckIn(distress=1), 0))
    for hours in (0, 40, 70, 100, 230):
        wall = local(START + timedelta(hours=hours), "Europe/Berlin")
        ours = float(numbers.local_minutes(found, np.array([hours * 60]))[0])
        assert ours % 10_080 == wall.weekday() * 1440 + wall.hour * 60 + wall.minute
    assert found.zone_from.size == 2


def test_a_simulated_life_comes_back() -> None:
    """The record of a simulated journal has all its ratings, urges and times, in order."""
    end = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)
    entries = tuple(simulate_diary(4, end=end))
    found = data_of(History(entries=entries, settings=BERLIN), end)
    assert found.rating_t.size == sum(
        isinstance(e.body, CheckIn) and e.body.distress is not None for e in entries
    )
    for times in (found.rating_t, found.urge_t, found.episode_t, found.trigger_t, found.practice_t):
        assert np.all(np.diff(times) >= 0)
        assert times.size == 0 or (times[0] >= 0 and times[-1] <= found.minutes)
    linked = found.episode_urge[found.episode_urge != numbers.MISSING]
    assert np.all(found.urge_outcome[linked] == numbers.ACTED)
    assert 0.4 < found.hours_at_risk / (24 * found.days) < 0.72


def test_nothing_exact_is_an_empty_record() -> None:
    """A journal without exact entries gives an empty record."""
    assert data().minutes == 0
    assert data(entry(CheckIn(distress=3), 1, precision=Precision.DAY)).minutes == 0


@pytest.mark.parametrize("hours", [-1.0, 1.0])
def test_the_future_is_not_read(hours: float) -> None:
    """Entries after now are left out."""
    found = data(entry(CheckIn(distress=3), 0), entry(CheckIn(distress=3), 240 + hours))
    assert found.rating_t.size == (2 if hours < 0 else 1)


def test_second_ratings_of_one_urge() -> None:
    """A pause, a way on its own and the next check-in each rate an urge again."""
    pause = entry(PauseStarted(), 3)
    rated = entry(StepAnswered(pause=pause.id, step=PauseStep.RATE, urge=8), 3.02)
    ended = entry(PauseEnded(pause=pause.id, ending=PauseEnding.FINISHED, urge=5), 3.12)
    alone = entry(PracticeDone(practice="walk", seconds=1800, urge_before=6, urge_after=3), 20)
    told = entry(PracticeDone(practice="walk", pause=pause.id, urge_before=8, urge_after=5), 3.05)
    found = data(
        entry(Urge(strength=7), 0),
        entry(CheckIn(urge=4), 1.5),
        pause,
        rated,
        told,
        ended,
        alone,
    )
    pairs = sorted(zip(found.again_hours, found.again_before, found.again_after, strict=True))
    assert [(round(h, 2), b, a) for h, b, a in pairs] == [(0.1, 8, 5), (0.5, 6, 3), (1.5, 7, 4)]
    assert sorted(found.again_pause.tolist()) == [False, True, True]


def test_the_usual_urge_is_that_of_other_moments() -> None:
    """Check-ins within three hours of an urge do not count; below five there is no usual."""
    away = [entry(CheckIn(urge=2), 10 + 5 * i) for i in range(5)]
    near = (entry(Urge(strength=8), 50), entry(CheckIn(urge=7), 51))
    assert data(*away, *near).usual_urge == 2.0
    assert data(*away[:4], *near).usual_urge == 0.0


def test_a_rating_after_something_else_is_no_second_one() -> None:
    """After such a time, another urge or three hours, a rating says nothing about the urge."""
    nothing = (
        (entry(Urge(strength=7), 0), entry(CheckIn(urge=4), 3.5)),
        (entry(Urge(strength=7), 0), entry(Episode(kind=Kind.SOLO), 1), entry(CheckIn(urge=1), 2)),
        (
            entry(Urge(strength=7, outcome=UrgeOutcome.RODE_OUT), 0),
            entry(Urge(strength=None), 1),
            entry(CheckIn(urge=1), 2),
        ),
    )
    for entries in nothing:
        assert data(*entries).again_hours.size == 0
    still = data(
        entry(Urge(strength=7, outcome=UrgeOutcome.STILL_HERE), 0), entry(Urge(strength=5), 1)
    )
    assert (still.again_before.tolist(), still.again_after.tolist()) == ([7], [5])
