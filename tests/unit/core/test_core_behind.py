"""Entries that ask again: sealed to a second key, and gone from the journal itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leeward.core.behind import BehindClosedError, NoSecondKeyError
from leeward.core.changes import GoneError
from leeward.core.leeward import Leeward
from leeward.events import (
    CheckIn,
    Entry,
    Episode,
    KeptBehind,
    LookBack,
    PauseEnded,
    PauseStep,
    Reflection,
    SecondKeyMade,
    Settings,
    SettingsChanged,
    StepAnswered,
)
from leeward.events.codec import encode
from leeward.events.pause import PauseEnding
from leeward.events.vocabulary import Consent, Kind
from leeward.exchange.lines.read import read_lines
from leeward.exchange.lines.write import lines
from leeward.exchange.tabular.write import table
from leeward.util.errors import InputError
from leeward.vault import second_key
from leeward.vault.errors import WeakPassphraseError, WrongPassphraseError
from leeward.vault.memory import MemoryStore
from leeward.vault.testing import FastKdf
from support import entries as made
from support.journals import PASSPHRASE, START, Ticking, place

SECOND = "walnut ferry eleven quiet button"
THIRD = "maple engine thirty gentle saucer"
WORDS = "only for me and nobody else"


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Leeward]:
    """Give a journal in a file, with a second key."""
    with place(tmp_path, Ticking()).create(PASSPHRASE).leeward as leeward:
        leeward.behind.make_key(SECOND)
        yield leeward


def unfree(journal: Leeward) -> Entry:
    """Store an episode that was not free."""
    episode, _ = journal.look_backs.add(
        Episode(kind=Kind.PARTNERED, note=WORDS),
        LookBack(episode="0" * 32, consent=Consent.PRESSURED, note=WORDS),
    )
    return episode


def test_what_is_put_behind_the_key_is_nowhere_else(journal: Leeward, tmp_path: Path) -> None:
    """Timeline, search, versions, every stored entry and both exports hold nothing of it."""
    entry = journal.check_ins.add(CheckIn(distress=7, note=WORDS))
    journal.changes.correct(entry.id, CheckIn(distress=8, note=WORDS), seen=entry.id)
    journal.behind.keep(entry.id)
    assert not journal.timeline.items()
    with pytest.raises(GoneError):
        journal.changes.look_up(entry.id)
    assert not any(isinstance(e.body, CheckIn) for e in journal.entries())
    for private in (True, False):
        out = b"".join(lines(journal.entries(), private=private))
        out += table(journal.history().entries, private=private).encode()
        assert WORDS.encode() not in out
        assert (b"kept_behind" in out) is private
    journal.close()
    with place(tmp_path).open(PASSPHRASE) as again:
        assert not again.timeline.items()
        ((item,),) = (kept.items for kept in again.behind.open(SECOND).kept())
        assert item.entry.body == CheckIn(distress=8, note=WORDS)


def test_only_the_second_key_opens_it(journal: Leeward) -> None:
    """The passphrase of the journal does not, nor does anything else."""
    journal.behind.write(WORDS)
    for wrong in (PASSPHRASE, THIRD, ""):
        with pytest.raises(WrongPassphraseError, match="second key"):
            journal.behind.open(wrong)
    (kept,) = journal.behind.open(SECOND).kept()
    (item,) = kept.items
    assert isinstance(item.entry.body, Reflection)
    assert item.entry.body.answers[0].words == WORDS


def test_without_a_second_key_nothing_is_sealed(tmp_path: Path) -> None:
    """Putting behind, writing and opening say that a key comes first, and change nothing."""
    with place(tmp_path).create(PASSPHRASE).leeward as journal:
        entry = journal.check_ins.add(CheckIn(distress=7))
        with pytest.raises(NoSecondKeyError):
            journal.behind.keep(entry.id)
        with pytest.raises(NoSecondKeyError):
            journal.behind.write(WORDS)
        with pytest.raises(NoSecondKeyError):
            journal.behind.open(SECOND)
        assert [item.entry for item in journal.timeline.items()] == [entry]


def test_the_second_key_is_another_than_the_passphrase(tmp_path: Path) -> None:
    """Whoever knows one must not know the other; weak words and a second second key are refused."""
    with place(tmp_path).create(PASSPHRASE).leeward as journal:
        with pytest.raises(InputError, match="passphrase itself"):
            journal.behind.make_key(PASSPHRASE)
        with pytest.raises(WeakPassphraseError):
            journal.behind.make_key("0000")
        assert not journal.behind.has_key
        journal.behind.make_key(SECOND)
        with pytest.raises(InputError, match="already"):
            journal.behind.make_key(THIRD)


def test_an_episode_comes_back_whole(journal: Leeward) -> None:
    """Look-back, earlier versions and what was taken back return joined, under new names."""
    episode, back = journal.look_backs.add(
        Episode(kind=Kind.SOLO, note="first"), LookBack(episode="0" * 32, coping=4)
    )
    journal.changes.correct(episode.id, Episode(kind=Kind.SOLO, note="second"), seen=episode.id)
    assert isinstance(back.body, LookBack)
    journal.changes.correct(back.id, replace(back.body, coping=9), seen=back.id)
    before = journal.look_backs.all()
    journal.behind.keep(episode.id)
    assert not journal.look_backs.all()
    opened = journal.behind.open(SECOND)
    (kept,) = opened.kept()
    opened.bring_back(kept.id)
    (time,), (was,) = journal.look_backs.all(), before
    assert time.entry.id != was.entry.id
    assert (time.episode, time.at, time.entry.recorded) == (was.episode, was.at, was.entry.recorded)
    assert was.look_back is not None
    assert time.look_back == replace(was.look_back, episode=time.entry.id)
    assert time.look_back.coping == 9
    assert len(journal.changes.look_up(time.entry.id).versions) == 2
    assert not opened.kept()
    assert journal.verify().ok


def test_a_look_back_that_was_taken_back_stays_taken_back(journal: Leeward) -> None:
    """Going behind the key and back does not undo an undo."""
    episode, back = journal.look_backs.add(
        Episode(kind=Kind.SOLO), LookBack(episode="0" * 32, coping=4)
    )
    journal.changes.withdraw(back.id)
    journal.behind.keep(episode.id)
    opened = journal.behind.open(SECOND)
    opened.bring_back(opened.kept()[0].id)
    (time,) = journal.look_backs.all()
    assert time.look_back is None


def test_what_it_closes_toward_a_person_stays_closed(journal: Leeward) -> None:
    """An unfree answer behind the key goes on closing ways toward a partner, with no reason told."""
    episode = unfree(journal)
    closed = journal.safety.closed()
    assert closed
    journal.behind.keep(episode.id)
    assert journal.safety.closed() == closed
    journal.safety.lift()
    assert not journal.safety.closed()


def test_what_was_opened_again_is_not_closed_by_putting_it_away(journal: Leeward) -> None:
    """Lifted closures stay lifted; an ordinary entry closes nothing."""
    clock = journal.clock
    assert isinstance(clock, Ticking)
    episode = unfree(journal)
    clock.go_on(minutes=1)
    journal.safety.lift()
    clock.go_on(minutes=1)
    journal.behind.keep(episode.id)
    journal.behind.keep(journal.check_ins.add(CheckIn(distress=3)).id)
    assert not journal.safety.closed()


def test_a_pause_goes_with_every_step(journal: Leeward) -> None:
    """Words and feelings of the steps do not stay behind when their pause is put away or forgotten."""
    for put_away in (journal.behind.keep, journal.changes.forget):
        started = journal.pauses.start()
        journal.pauses.answer(StepAnswered(pause=started.id, step=PauseStep.NAME, own_words=WORDS))
        ended = journal.pauses.end(PauseEnded(pause=started.id, ending=PauseEnding.STOPPED))
        put_away(ended.id)
        kinds = {entry.kind for entry in journal.entries()}
        assert not kinds & {"pause_started", "step_answered", "pause_ended"}


def test_the_key_can_be_changed_and_the_old_one_opens_nothing(journal: Leeward) -> None:
    """What was sealed before opens with the new words alone, also after unlocking again."""
    journal.behind.write(WORDS)
    journal.behind.open(SECOND).change(THIRD)
    with pytest.raises(WrongPassphraseError):
        journal.behind.open(SECOND)
    assert len(journal.behind.open(THIRD).kept()) == 1
    assert sum(isinstance(e.body, SecondKeyMade) for e in journal.entries()) == 1


def test_locking_puts_the_key_away(journal: Leeward) -> None:
    """What was opened cannot be read once the journal, or the key itself, is closed."""
    journal.behind.write(WORDS)
    first, second = journal.behind.open(SECOND), journal.behind.open(SECOND)
    (kept,) = first.kept()
    first.close()
    for use in (first.kept, lambda: first.bring_back(kept.id), lambda: first.forget(kept.id)):
        with pytest.raises(BehindClosedError):
            use()
    journal.close()
    assert not second.is_open


def test_a_lost_key_can_be_let_go(journal: Leeward) -> None:
    """Everything behind it is removed for good, and a new key can be made."""
    journal.behind.write(WORDS)
    assert journal.behind.forget_all() == 1
    assert not journal.behind.has_key
    journal.behind.make_key(THIRD)
    assert not journal.behind.open(THIRD).kept()
    with pytest.raises(WrongPassphraseError):
        journal.behind.open(SECOND)


def test_forgetting_one_leaves_the_rest(journal: Leeward) -> None:
    """One kept entry is removed for good; a second time it is gone."""
    journal.behind.write("first words")
    journal.behind.write("other words")
    opened = journal.behind.open(SECOND)
    newest, oldest = opened.kept()
    opened.forget(newest.id)
    assert opened.kept() == (oldest,)
    with pytest.raises(GoneError):
        opened.forget(newest.id)


def test_a_full_export_takes_key_and_kept_entries_along(journal: Leeward, tmp_path: Path) -> None:
    """Brought into another journal, they open there with the same second key."""
    journal.behind.write(WORDS)
    out = b"".join(lines(journal.entries(), private=True))
    with place(tmp_path / "other").create(PASSPHRASE).leeward as other:
        other.add_all(read_lines(out).entries)
        (kept,) = other.behind.open(SECOND).kept()
        assert kept.items[0].entry.kind == "reflection"


def test_a_key_brought_in_later_is_not_sealed_to(journal: Leeward) -> None:
    """A file with somebody else's key cannot make the journal seal to that key."""
    theirs = second_key.make(THIRD, kdf=FastKdf())
    body = SecondKeyMade(
        public=theirs.public.hex(), params=theirs.params, wrapped=theirs.wrapped.hex()
    )
    foreign = Entry(
        id="0" * 31 + "1", at=START.replace(year=2020), recorded=START, zone="UTC", body=body
    )
    journal.add_all([foreign])
    journal.behind.write(WORDS)
    assert not journal.behind.open(THIRD).kept()
    assert len(journal.behind.open(SECOND).kept()) == 1


def test_nothing_sealed_can_steer_the_journal(journal: Leeward) -> None:
    """Settings sealed by someone else do not come back with an entry; rubbish is left out."""
    (key,) = (e.body for e in journal.entries() if isinstance(e.body, SecondKeyMade))
    assert isinstance(key, SecondKeyMade)
    public = bytes.fromhex(key.public)
    sly = journal._journal.make(SettingsChanged(settings=Settings(zone="UTC", values_line="sly")))
    plain = journal._journal.make(CheckIn(distress=4))
    for data in (encode(sly) + b"\n" + encode(plain), b"\xff rubbish", b""):
        blob = second_key.sealed(public, data)
        journal.add_all([journal._journal.make(KeptBehind(public=key.public, sealed=blob.hex()))])
    journal.add_all([journal._journal.make(KeptBehind(public=key.public, sealed="00ff"))])
    opened = journal.behind.open(SECOND)
    (kept,) = opened.kept()
    opened.bring_back(kept.id)
    assert [item.entry.body for item in journal.timeline.items()] == [CheckIn(distress=4)]
    assert journal.settings.values_line == ""


@given(st.lists(st.one_of(made.check_ins, made.urges), min_size=1, max_size=4))
def test_anything_put_behind_comes_back_as_it_was(bodies: list[CheckIn]) -> None:
    """Bodies, times and zones of entries survive the way behind the key and back."""
    journal = Leeward(MemoryStore(), clock=Ticking(), kdf=FastKdf())
    journal.behind.make_key(SECOND)
    stored = [journal._journal.make(body) for body in bodies]
    journal.add_all(stored)
    for entry in stored:
        journal.behind.keep(entry.id)
    assert not journal.timeline.items()
    opened = journal.behind.open(SECOND)
    for kept in opened.kept():
        opened.bring_back(kept.id)
    back = [(i.entry.body, i.entry.at, i.entry.zone) for i in journal.timeline.items()]
    assert sorted(map(repr, back)) == sorted(repr((e.body, e.at, e.zone)) for e in stored)
