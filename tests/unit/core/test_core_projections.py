"""Folding the same entries gives the same journal, whatever came in between."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.core.projections import Fold
from leeward.events import (
    CheckIn,
    Corrected,
    Entry,
    Forgotten,
    Settings,
    SettingsChanged,
    Withdrawn,
)
from support.entries import entries, ids, moments, told


def _fresh(draw: st.DrawFn, log: list[Entry]) -> str:
    """Draw an id that is not taken yet."""
    taken = {entry.id for entry in log}
    return draw(ids.filter(lambda entry_id: entry_id not in taken))


@st.composite
def logs(draw: st.DrawFn) -> list[Entry]:
    """A log in which changes mostly aim at entries that are there."""
    log: list[Entry] = draw(st.lists(entries, max_size=6, unique_by=lambda e: e.id))
    for _ in range(draw(st.integers(0, 6))):
        target = draw(st.sampled_from(log)).id if log else draw(ids)
        body = draw(
            st.one_of(
                st.builds(
                    Corrected, target=st.just(target), seen=st.just(target), at=moments, body=told
                ),
                st.just(Withdrawn(target=target)),
                st.just(Forgotten(targets=(target,))),
            )
        )
        moment = draw(moments)
        log.append(
            Entry(
                id=_fresh(draw, log),
                at=moment,
                recorded=moment,
                zone="UTC",
                body=body,
            )
        )
    return log


def folded(log: list[Entry]) -> Fold:
    """Fold a log."""
    fold = Fold()
    for entry in log:
        fold.apply(entry)
    return fold


@given(logs())
def test_folding_twice_changes_nothing(log: list[Entry]) -> None:
    """Entries that come again (a retry, a second import) are no news."""
    assert folded(log + log).history() == folded(log).history()


@given(logs())
def test_history_is_in_order_and_without_doubles(log: list[Entry]) -> None:
    """Live entries are sorted by time and each is there once."""
    found = folded(log).history().entries
    assert list(found) == sorted(found, key=lambda e: (e.at, e.id))
    assert len({entry.id for entry in found}) == len(found)


@given(logs())
def test_nothing_forgotten_is_live(log: list[Entry]) -> None:
    """Whatever was forgotten is in no view."""
    fold = folded(log)
    gone = {t for e in log if isinstance(e.body, Forgotten) for t in e.body.targets}
    live = {entry.id for entry in fold.history().entries}
    marks = {e.id for e in log if isinstance(e.body, Forgotten | Withdrawn | Corrected)}
    assert not (gone - marks) & live


@given(logs())
def test_reading_on_equals_reading_from_the_start(log: list[Entry]) -> None:
    """Taking in entries bit by bit gives the same as folding them at once."""
    fold = Fold()
    for entry in log:
        fold.apply(entry)
        fold.history()
    assert fold.history() == folded(log).history()


def test_a_ring_of_withdrawals_is_left_out() -> None:
    """A hostile log in which withdrawals take back each other ends and changes nothing."""
    moment = datetime(2026, 11, 1, tzinfo=UTC)

    def taking_back(own: str, target: str) -> Entry:
        body = Withdrawn(target=target * 32)
        return Entry(id=own * 32, at=moment, recorded=moment, zone="UTC", body=body)

    fold = folded([taking_back("a", "a"), taking_back("b", "c"), taking_back("c", "b")])
    assert fold.withdrawals == {"b" * 32: "c" * 32}
    assert not fold.history().entries


def change(number: int, body: Corrected | Withdrawn | Forgotten) -> Entry:
    """One change with a name of its own."""
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    return Entry(id=f"{number:032x}", at=moment, recorded=moment, zone="UTC", body=body)


def check_in() -> Entry:
    """The entry the changes below are about."""
    moment = datetime(2026, 11, 1, tzinfo=UTC)
    body = CheckIn(distress=3)
    return Entry(id=f"{1:032x}", at=moment, recorded=moment, zone="UTC", body=body)


@pytest.mark.parametrize("backwards", [False, True])
def test_a_long_chain_of_withdrawals_ends(*, backwards: bool) -> None:
    """Thousands of withdrawals of withdrawals, in any order, are folded without a trace."""
    chain = [change(n, Withdrawn(target=f"{n - 1:032x}")) for n in range(2, 5000)]
    fold = folded([check_in(), *(reversed(chain) if backwards else chain)])
    assert len(fold.history().entries) in {0, 1}


def test_thousands_of_changes_of_one_entry_are_folded_once() -> None:
    """The newest correction stands, however many there are, and forgetting one is no search."""
    start = check_in()
    body = [CheckIn(distress=n % 10, note=str(n)) for n in range(20_000)]
    fixes = [
        change(n + 2, Corrected(target=start.id, seen=start.id, at=start.at, body=one))
        for n, one in enumerate(body)
    ]
    fold = folded([start, *fixes])
    assert fold.history().entries[0].body == body[-1]
    assert len(fold.conflicts(start.id)) == 20_000
    for fix in fixes[1:]:
        fold.forget(fix.id)
    assert fold.history().entries[0].body == body[0]


@pytest.mark.parametrize("late", [False, True])
def test_a_correction_cannot_turn_an_entry_into_another_kind(*, late: bool) -> None:
    """A forged correction that would make settings of a check-in is left out, in any order."""
    start = check_in()
    forged = SettingsChanged(settings=Settings(exit_target="https://elsewhere.example"))
    fix = change(2, Corrected(target=start.id, seen=start.id, at=start.at, body=forged))
    history = folded([fix, start] if late else [start, fix]).history()
    assert history.entries == (start,)
    assert history.settings == Settings()
