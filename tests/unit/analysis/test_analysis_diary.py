"""The believable journal of a person who does not exist."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise
from statistics import mean

import pytest

from leeward.analysis.diary import simulate_diary, simulate_long_diary
from leeward.events import codec
from leeward.events.check_in import CheckIn, Urge
from leeward.events.entry import Entry
from leeward.events.history import this_times
from leeward.events.look_back import Episode, LookBack, NextDay
from leeward.events.pause import PauseEnded, PauseStarted, PracticeDone, StepAnswered, WayOffered
from leeward.events.reflection import Reflection
from leeward.events.settings import SettingsChanged
from leeward.events.vocabulary import SOLACE_MOTIVES, Source
from leeward.util.clock import local
from leeward.util.errors import InputError

END = datetime(2026, 8, 1, 18, 0, tzinfo=UTC)


def test_same_seed_same_journal() -> None:
    """The same seed gives the same journal, identifiers included; another seed another one."""
    assert simulate_diary(3, end=END) == simulate_diary(3, end=END)
    assert simulate_diary(3, end=END) != simulate_diary(4, end=END)


@pytest.mark.parametrize("person", ["ordinary", "without_cycle", "solace"])
def test_everything_a_person_does_is_there(person: str) -> None:
    """A season holds every kind of thing, in order, marked as a demonstration, before its end."""
    entries = simulate_diary(11, end=END, person=person)
    kinds = {type(entry.body) for entry in entries}
    assert kinds >= {CheckIn, Urge, Episode, LookBack, NextDay, PauseStarted, StepAnswered}
    assert kinds >= {WayOffered, PauseEnded, PracticeDone, Reflection, SettingsChanged}
    assert all(entry.source is Source.DEMO for entry in entries)
    assert [entry.at for entry in entries] == sorted(entry.at for entry in entries)
    assert all(entry.at <= entry.recorded <= END for entry in entries)
    assert len({entry.id for entry in entries}) == len(entries)


def test_entries_survive_storing() -> None:
    """Every invented entry can be stored and read back unchanged."""
    for entry in simulate_diary(5, days=40, end=END):
        assert codec.decode(codec.encode(entry)) == entry


def test_links_lead_somewhere() -> None:
    """Look-backs, pauses and urges point at entries that exist."""
    entries = simulate_diary(8, end=END)
    known: dict[str, Entry] = {entry.id: entry for entry in entries}
    for entry in entries:
        body = entry.body
        if isinstance(body, LookBack | NextDay):
            assert isinstance(known[body.episode].body, Episode)
            assert known[body.episode].at < entry.at
        if isinstance(body, Episode) and body.urge:
            assert isinstance(known[body.urge].body, Urge)
        if isinstance(body, StepAnswered | PauseEnded):
            assert isinstance(known[body.pause].body, PauseStarted)


def test_life_has_nights_and_gaps() -> None:
    """Nobody checks in at four in the morning, and some days are left out."""
    entries = [e for e in simulate_diary(2, days=200, end=END) if isinstance(e.body, CheckIn)]
    hours = [local(entry.at, entry.zone).hour for entry in entries]
    assert min(hours) >= 6
    gaps = [(b.at - a.at).days for a, b in pairwise(entries)]
    assert max(gaps) >= 3


def test_people_differ_where_they_should() -> None:
    """Solace is a motive of one person more than of another, and relief is larger with a cycle."""

    def looks(person: str) -> list[LookBack]:
        entries = [e for s in range(6) for e in simulate_diary(s, end=END, person=person)]
        return [t.look_back for t in this_times(entries) if t.look_back is not None]

    def solace(backs: list[LookBack]) -> float:
        return mean(any(m.motive in SOLACE_MOTIVES for m in back.motives) for back in backs)

    def relief(backs: list[LookBack]) -> float:
        return mean((b.distress_before or 0) - (b.distress_after or 0) for b in backs)

    assert solace(looks("solace")) > solace(looks("ordinary")) + 0.2
    assert relief(looks("ordinary")) > relief(looks("without_cycle")) + 0.3


@pytest.mark.slow
def test_ten_years() -> None:
    """The long journal has as many entries as asked for, over about ten years."""
    entries = simulate_long_diary(1, end=END, events=22_000)
    assert len(entries) == 22_000
    assert 7 < (entries[-1].at - entries[0].at).days / 365 < 13


def test_unknown_person_is_refused() -> None:
    """A name that is no simulated person, or no days, is refused in plain words."""
    with pytest.raises(InputError, match="no simulated person"):
        simulate_diary(1, end=END, person="nobody")
    with pytest.raises(InputError, match="at least one day"):
        simulate_diary(1, days=0, end=END)
