"""The second key against an adversary: hostile files, an open journal, and two programs at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from leeward.analysis.arrays import data_of
from leeward.analysis.frames import frame_of
from leeward.core import behind
from leeward.core.apart import PLAN
from leeward.core.behind import BehindClosedError, NoSecondKeyError, TooMuchBehindError
from leeward.core.changes import GoneError
from leeward.core.leeward import Leeward
from leeward.core.opening import Place
from leeward.core.safety import LIFTED, QUIET
from leeward.events import (
    Body,
    CheckIn,
    Corrected,
    Entry,
    Episode,
    Forgotten,
    KeptBehind,
    LookBack,
    NextDay,
    PauseEnded,
    PauseStep,
    Reflection,
    ReflectionAnswer,
    SafetyShown,
    SecondKeyMade,
    StepAnswered,
    Withdrawn,
)
from leeward.events.codec import encode
from leeward.events.pause import PauseEnding
from leeward.events.vocabulary import Consent, Kind
from leeward.exchange.lines.read import read_lines
from leeward.exchange.lines.write import lines
from leeward.util.errors import InputError, LeewardError
from leeward.vault import second_key
from leeward.vault.errors import (
    DamagedVaultError,
    HeadMovedError,
    VaultFullError,
    WrongPassphraseError,
)
from leeward.vault.memory import MemoryStore
from leeward.vault.testing import FastKdf
from support.journals import PASSPHRASE, START, Ticking, place
from support.vault_harm import FORK

MINE = "walnut ferry eleven quiet button"
OTHER = "maple engine thirty gentle saucer"
THEIRS = "copper kettle sings before dawn"
CANARY = "canary7f3a91c04be2"


@pytest.fixture
def mine(tmp_path: Path) -> Iterator[Leeward]:
    """Give a journal in a file, with a second key."""
    with place(tmp_path, Ticking()).create(PASSPHRASE).leeward as journal:
        journal.behind.make_key(MINE)
        yield journal


@pytest.fixture
def again(mine: Leeward, tmp_path: Path) -> Iterator[Leeward]:
    """Give the same journal as another program has it open."""
    with place(tmp_path, Ticking()).open(PASSPHRASE) as journal:
        yield journal


def foreign_key(words: str = THEIRS) -> SecondKeyMade:
    """Make somebody else's second key."""
    key = second_key.make(words, kdf=FastKdf())
    return SecondKeyMade(public=key.public.hex(), params=key.params, wrapped=key.wrapped.hex())


def stored(journal: Leeward, *bodies: Body) -> list[Entry]:
    """Store bodies as an import, or somebody at the open journal, could."""
    entries = [journal._journal.make(body) for body in bodies]
    journal.add_all(entries)
    return entries


def keys(journal: Leeward) -> list[SecondKeyMade]:
    """Return the keys stored in a journal."""
    return [e.body for e in journal.entries() if isinstance(e.body, SecondKeyMade)]


def plant(journal: Leeward, *entries: Entry) -> Entry:
    """Seal entries to the first key without knowing its words, as anyone with the journal can."""
    public = keys(journal)[0].public
    data = b"\n".join(encode(entry) for entry in entries)
    blob = second_key.sealed(bytes.fromhex(public), data)
    return stored(journal, KeptBehind(public=public, sealed=blob.hex()))[0]


def opens_to(journal: Leeward, words: str) -> list[str]:
    """Return what was written behind a key, oldest first."""
    with_key = journal.behind.open(words)
    try:
        bodies = [item.entry.body for kept in with_key.kept() for item in kept.items]
    finally:
        with_key.close()
    return [b.answers[0].words for b in reversed(bodies) if isinstance(b, Reflection)]


class Meanwhile:
    """Lets another program act once, just as the first one has sealed and is about to store."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._real = second_key.sealed
        self.act: Callable[[], object] | None = None
        monkeypatch.setattr(second_key, "sealed", self._sealed)

    def _sealed(self, public: bytes, plain: bytes) -> bytes:
        act, self.act = self.act, None
        blob = self._real(public, plain)
        if act is not None:
            act()
        return blob


@pytest.fixture
def meanwhile(monkeypatch: pytest.MonkeyPatch) -> Meanwhile:
    """Give a way to act in between."""
    return Meanwhile(monkeypatch)


# Somebody else's key


def test_changing_the_key_does_not_put_a_foreign_one_first(mine: Leeward) -> None:
    """A key brought in earlier receives nothing, also after the person's own was made anew."""
    stored(mine, foreign_key())
    mine.behind.open(MINE).change(OTHER)
    mine.behind.write("after the change")
    assert opens_to(mine, OTHER) == ["after the change"]
    assert opens_to(mine, THEIRS) == []
    assert len(keys(mine)) == 2


def test_the_second_of_two_keys_can_be_changed_and_stays_second(mine: Leeward) -> None:
    """Somebody who joined two journals changes either key and finds everything with its own."""
    stored(mine, foreign_key())
    mine.behind.open(THEIRS).change(OTHER)
    mine.behind.write("still mine")
    assert opens_to(mine, MINE) == ["still mine"]
    assert opens_to(mine, OTHER) == []
    with pytest.raises(WrongPassphraseError):
        mine.behind.open(THEIRS)


def test_no_key_sleeps_until_the_person_has_made_theirs(tmp_path: Path) -> None:
    """A key taken back still counts: nobody plants one before, to wake it as the first one later."""
    with place(tmp_path, Ticking()).create(PASSPHRASE).leeward as journal:
        (planted,) = stored(journal, foreign_key())
        stored(journal, Withdrawn(target=planted.id))
        with pytest.raises(InputError, match="already"):
            journal.behind.make_key(MINE)
        assert journal.behind.forget_all() == 0
        journal.behind.make_key(MINE)
        stored(journal, foreign_key(OTHER))
        journal.behind.write("mine alone")
        assert opens_to(journal, MINE) == ["mine alone"]


def test_taking_back_or_correcting_hides_neither_key_nor_entries(mine: Leeward) -> None:
    """Whoever has the open journal cannot switch the key off, swap it, or hide what lies there."""
    kept = mine.behind.write("still here")
    (key,) = (e for e in mine.entries() if isinstance(e.body, SecondKeyMade))
    for target in (kept.id, key.id):
        mine.changes.withdraw(target)
    mine.changes.correct(key.id, foreign_key(), seen=key.id)
    mine.changes.correct(kept.id, KeptBehind(public="00" * 32, sealed="00"), seen=kept.id)
    mine.behind.write("and this")
    assert opens_to(mine, MINE) == ["still here", "and this"]
    with pytest.raises(WrongPassphraseError):
        mine.behind.open(THEIRS)
    assert mine.behind.forget_all() == 2
    assert not any(isinstance(e.body, Corrected) for e in mine.entries())


def test_a_swapped_key_shows_when_the_person_opens_theirs(mine: Leeward) -> None:
    """Where another key came to stand first, opening says so, and counts what does not open."""
    opened = mine.behind.open(MINE)
    assert opened.takes_more
    (own,) = (e for e in mine.entries() if isinstance(e.body, SecondKeyMade))
    stored(mine, foreign_key(), Forgotten(targets=(own.id,)), replace(own.body))
    mine.behind.write("went elsewhere")
    opened = mine.behind.open(MINE)
    assert not opened.takes_more
    assert (opened.kept(), opened.unread()) == ((), 1)


def test_an_earlier_wrapping_brought_in_again_ends_with_the_next_change(mine: Leeward) -> None:
    """Old words that came back with an old file are removed with every wrapping of the same pair."""
    (old,) = keys(mine)
    mine.behind.open(MINE).change(OTHER)
    stored(mine, old)
    mine.behind.open(OTHER).change(THEIRS)
    for words in (MINE, OTHER):
        with pytest.raises(WrongPassphraseError):
            mine.behind.open(words)
    assert len(keys(mine)) == 1


def test_many_or_broken_keys_of_a_file_neither_block_nor_exhaust(
    mine: Leeward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings nobody would write are passed over, and wrong words cost a bounded number of tries."""
    bad = replace(foreign_key(), params='{"kind":"argon2id","memory":2}')
    stored(mine, *[bad] * 40)
    tried: list[str] = []
    real = FastKdf.key

    def counted(self: FastKdf, secret: bytes | bytearray, params: str) -> bytearray:
        tried.append(params)
        return real(self, secret, params)

    monkeypatch.setattr(FastKdf, "key", counted)
    assert mine.behind.open(MINE).is_open
    assert len(tried) == 1
    with pytest.raises(WrongPassphraseError):
        mine.behind.open(OTHER)
    assert len(tried) == 1 + behind.MOST_KEYS


def test_a_key_nothing_can_be_sealed_to_loses_nothing(tmp_path: Path) -> None:
    """A public half of small order is refused as damage, and the entry stays where it was."""
    with place(tmp_path, Ticking()).create(PASSPHRASE).leeward as journal:
        stored(journal, replace(foreign_key(), public="00" * 32))
        entry = journal.check_ins.add(CheckIn(distress=7))
        with pytest.raises(DamagedVaultError, match="second key"):
            journal.behind.keep(entry.id)
        assert [item.entry for item in journal.timeline.items()] == [entry]


# What somebody else sealed


def test_what_was_planted_changes_nothing_outside(mine: Leeward) -> None:
    """Sealed by anyone, it takes back, corrects, answers, opens or plans nothing of the journal."""
    note = mine.check_ins.add(CheckIn(distress=3, note="as it was"))
    episode, back = mine.look_backs.add(
        Episode(kind=Kind.PARTNERED), LookBack(episode="0" * 32, consent=Consent.PRESSURED)
    )
    pause = mine.pauses.start()
    mine.pauses.answer(StepAnswered(pause=pause.id, step=PauseStep.NAME, own_words="mine"))
    closed, make = mine.safety.closed(), mine._journal.make
    assert closed
    carrier = make(Episode(kind=Kind.SOLO))
    told = make(LookBack(episode=carrier.id, coping=1))
    away = LookBack(episode=episode.id, consent=Consent.FREE)
    sly = [
        make(Withdrawn(target=note.id)),
        make(Corrected(target=note.id, seen=note.id, at=note.at, body=CheckIn(distress=9))),
        make(away),
        make(Corrected(target=told.id, seen=told.id, at=told.at, body=away)),
        make(StepAnswered(pause=pause.id, step=PauseStep.NAME, own_words="theirs")),
        make(PauseEnded(pause=pause.id, ending=PauseEnding.STOPPED)),
        make(SafetyShown(topic=QUIET, level="prominent", response=LIFTED, rules_version="1")),
        make(Reflection(about=PLAN, answers=(ReflectionAnswer(question="who", words="them"),))),
        make(Forgotten(targets=(note.id,))),
        make(foreign_key()),
    ]
    kept = plant(mine, carrier, told, *sly)
    before = (mine.look_backs.all(), mine.pauses.so_far(pause.id), len(keys(mine)))
    opened = mine.behind.open(MINE)
    brought = opened.bring_back(kept.id)
    assert [entry.kind for entry in brought] == ["episode", "look_back"]
    assert mine.changes.look_up(note.id).entry == note
    assert mine.changes.look_up(back.id).entry == back
    times = tuple(t for t in mine.look_backs.all() if t.entry.id != brought[0].id)
    assert (times, mine.pauses.so_far(pause.id), len(keys(mine))) == before
    assert mine.safety.closed() == closed
    assert not mine.history().of(Reflection)


def test_ids_of_the_journal_inside_a_seal_reach_nothing(mine: Leeward) -> None:
    """An entry sealed under a name that is taken comes back as another one."""
    note = mine.check_ins.add(CheckIn(distress=3))
    kept = plant(
        mine,
        replace(note, body=CheckIn(distress=9)),
        mine._journal.make(Withdrawn(target=note.id)),
    )
    mine.behind.open(MINE).bring_back(kept.id)
    assert mine.changes.look_up(note.id).entry == note


def test_what_lies_in_the_future_waits_and_is_not_lost(mine: Leeward) -> None:
    """A clock that went wrong, or somebody who pretends, brings no later days into the journal."""
    assert isinstance(mine.clock, Ticking)
    made = mine._journal.make(CheckIn(distress=4))
    later = replace(made, at=made.at + timedelta(days=3))
    kept = plant(mine, made, later)
    opened = mine.behind.open(MINE)
    assert (opened.kept(), opened.unread()) == ((), 1)
    with pytest.raises(GoneError):
        opened.bring_back(kept.id)
    mine.clock.go_on(days=3)
    assert len(opened.bring_back(kept.id)) == 2


def test_nothing_sealed_while_locked_brings_a_key_or_hides_one(tmp_path: Path) -> None:
    """Whoever holds the locked device, or its phone, plants neither key nor sealed entry."""
    here = place(tmp_path, Ticking())
    here.create(PASSPHRASE).leeward.close()
    for body in (foreign_key(), KeptBehind(public="11" * 32, sealed="00")):
        here.seal(body, zone="UTC")
    with here.open(PASSPHRASE) as journal:
        assert not journal.behind.has_key
        assert not journal.history().entries


# Two programs at once


def test_two_programs_put_the_same_entry_away_once(
    mine: Leeward, again: Leeward, meanwhile: Meanwhile
) -> None:
    """The later of two finds it gone, and it lies behind the key a single time."""
    entry = mine.check_ins.add(CheckIn(distress=7))
    meanwhile.act = lambda: again.behind.keep(entry.id)
    with pytest.raises(GoneError):
        mine.behind.keep(entry.id)
    assert len(mine.behind.open(MINE).kept()) == 1


def test_a_change_stored_in_between_goes_along(
    mine: Leeward, again: Leeward, meanwhile: Meanwhile
) -> None:
    """What another program added to an entry while it was sealed does not stay in the journal."""
    entry = mine.check_ins.add(CheckIn(distress=7))
    meanwhile.act = lambda: again.changes.correct(
        entry.id, CheckIn(distress=8, note=CANARY), seen=entry.id
    )
    mine.behind.keep(entry.id)
    assert CANARY.encode() not in b"".join(lines(mine.entries(), private=True))
    (kept,) = mine.behind.open(MINE).kept()
    assert kept.items[0].entry.body == CheckIn(distress=8, note=CANARY)


@pytest.mark.parametrize("how", ["correct", "complete", "next day"])
@pytest.mark.parametrize("away", ["keep", "forget"])
def test_nothing_is_said_about_what_is_gone(
    mine: Leeward, again: Leeward, monkeypatch: pytest.MonkeyPatch, how: str, away: str
) -> None:
    """A version or look-back that comes as its entry goes is refused, not left in the journal."""
    (episode,) = mine.look_backs.add(Episode(kind=Kind.SOLO))
    put_away = {"keep": again.behind.keep, "forget": again.changes.forget}[away]
    ways: dict[str, Callable[[], object]] = {
        "correct": lambda: mine.changes.correct(
            episode.id, Episode(kind=Kind.SOLO, note=CANARY), seen=episode.id
        ),
        "complete": lambda: mine.look_backs.complete(LookBack(episode=episode.id, note=CANARY)),
        "next day": lambda: mine.look_backs.next_day(
            NextDay(episode=episode.id, good_words=CANARY)
        ),
    }
    make = mine._journal.make

    def meanwhile(body: Body, **how: Any) -> Entry:
        monkeypatch.setattr(mine._journal, "make", make)
        put_away(episode.id)
        return make(body, **how)

    monkeypatch.setattr(mine._journal, "make", meanwhile)
    with pytest.raises((GoneError, InputError), match="not here any more"):
        ways[how]()
    assert CANARY.encode() not in b"".join(lines(mine.entries(), private=True))


def test_forgetting_takes_what_came_in_between(
    mine: Leeward, again: Leeward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A version that another program stores while an entry is forgotten goes with it."""
    entry = mine.check_ins.add(CheckIn(distress=7))
    forget = mine._journal.forget

    def meanwhile(*given: Any, **how: Any) -> Entry:
        monkeypatch.setattr(mine._journal, "forget", forget)
        again.changes.correct(entry.id, CheckIn(distress=8, note=CANARY), seen=entry.id)
        return forget(*given, **how)

    monkeypatch.setattr(mine._journal, "forget", meanwhile)
    assert mine.changes.forget(entry.id) == 2
    assert CANARY.encode() not in b"".join(lines(mine.entries(), private=True))


@pytest.mark.parametrize("how", ["keep", "write"])
def test_nothing_is_sealed_to_a_key_that_was_let_go_meanwhile(
    mine: Leeward, again: Leeward, meanwhile: Meanwhile, how: str
) -> None:
    """Where the key goes while an entry is sealed, the entry stays and it is said."""
    entry = mine.check_ins.add(CheckIn(distress=7))
    meanwhile.act = again.behind.forget_all
    with pytest.raises(NoSecondKeyError):
        mine.behind.keep(entry.id) if how == "keep" else mine.behind.write("words")
    assert [item.entry for item in mine.timeline.items()] == [entry]
    assert not mine.history().of(KeptBehind)


def test_a_key_changed_while_the_other_seals_opens_both(
    mine: Leeward, again: Leeward, meanwhile: Meanwhile
) -> None:
    """Changing wraps the same pair anew, so nothing sealed in between is lost."""
    meanwhile.act = lambda: again.behind.open(MINE).change(OTHER)
    mine.behind.write("in between")
    assert opens_to(mine, OTHER) == ["in between"]


def test_two_changes_at_once_leave_one_key(mine: Leeward, again: Leeward) -> None:
    """The later is told to type the key again; never do two sets of words open."""
    first, second = mine.behind.open(MINE), again.behind.open(MINE)
    first.change(OTHER)
    with pytest.raises(BehindClosedError):
        second.change(THEIRS)
    assert len(keys(mine)) == 1
    assert again.behind.open(OTHER).is_open


def test_a_key_let_go_elsewhere_is_not_made_again_by_a_change(
    mine: Leeward, again: Leeward
) -> None:
    """Letting go is for good, also for a program that still has the key open."""
    opened = mine.behind.open(MINE)
    again.behind.forget_all()
    with pytest.raises(BehindClosedError):
        opened.change(OTHER)
    assert not mine.behind.has_key


def test_two_programs_make_one_key(
    mine: Leeward, again: Leeward, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The later of two is told that there is one, rather than making one that receives nothing."""
    mine.behind.forget_all()
    real = second_key.make

    def slow(chosen: str, *, kdf: FastKdf) -> second_key.SecondKey:
        monkeypatch.setattr(second_key, "make", real)
        again.behind.make_key(OTHER)
        return real(chosen, kdf=kdf)

    monkeypatch.setattr(second_key, "make", slow)
    with pytest.raises(InputError, match="already"):
        mine.behind.make_key(MINE)
    assert len(keys(mine)) == 1


def test_two_programs_bring_an_entry_back_once(mine: Leeward, again: Leeward) -> None:
    """What came back already is gone for the later one, and stands in the journal a single time."""
    kept = mine.behind.write("once")
    first, second = mine.behind.open(MINE), again.behind.open(MINE)
    first.bring_back(kept.id)
    with pytest.raises(GoneError):
        second.bring_back(kept.id)
    assert len(mine.timeline.items()) == 1


def test_where_others_never_stop_writing_nothing_is_changed(mine: Leeward, again: Leeward) -> None:
    """Sealing gives up with a sentence rather than waiting for ever."""
    entry = mine.check_ins.add(CheckIn(distress=7))
    head = mine._journal.head

    def late() -> int:
        found = head()
        again.check_ins.add(CheckIn(distress=1))
        return found

    mine._journal.head = late  # type: ignore[method-assign]  # somebody writes after every look
    with pytest.raises(HeadMovedError, match="meanwhile"):
        mine.behind.keep(entry.id)
    assert mine.changes.look_up(entry.id).entry == entry
    assert not mine.history().of(KeptBehind)


def put_all_away(here: Place, pipe: Connection) -> None:
    """Put every entry away that is still there, and report which ones it was."""
    with here.open(PASSPHRASE) as journal:
        names = [item.entry.id for item in journal.timeline.items()]
        pipe.send("ready")
        pipe.recv()
        done = []
        for name in names:
            with suppress(GoneError):
                journal.behind.keep(name)
                done.append(name)
        pipe.send(done)


def test_processes_that_put_all_away_do_each_once(tmp_path: Path) -> None:
    """Of three real processes at the same entries, one gets each, and nothing is lost or doubled."""
    here = place(tmp_path, Ticking())
    with here.create(PASSPHRASE).leeward as journal:
        journal.behind.make_key(MINE)
        names = {e.id for e in stored(journal, *(CheckIn(distress=n % 11) for n in range(24)))}
    pipes, processes = [], []
    for _ in range(3):
        near, far = FORK.Pipe()
        process = FORK.Process(target=put_all_away, args=(here, far), daemon=True)
        process.start()
        far.close()
        pipes.append(near)
        processes.append(process)
    for pipe in pipes:
        assert pipe.recv() == "ready"
    for pipe in pipes:
        pipe.send("go")
    done = [name for pipe in pipes for name in pipe.recv()]
    for process in processes:
        process.join()
    assert len(done) == len(names)
    assert set(done) == names
    with here.open(PASSPHRASE) as journal:
        assert not journal.timeline.items()
        opened = journal.behind.open(MINE)
        assert len(opened.kept()) == len(names)
        assert opened.unread() == 0
        assert journal.verify().ok


# Size, traces, older copies


def test_a_full_disk_leaves_the_entry_where_it_is(mine: Leeward) -> None:
    """Where there is no room for the seal, nothing is removed, and room heals it."""
    entry = mine.check_ins.add(CheckIn(distress=7, note="w" * 9_000))
    db = mine._journal.store._db  # type: ignore[attr-defined]  # the file, to leave it no room
    (pages,) = db.execute("PRAGMA page_count").fetchone()
    db.execute(f"PRAGMA max_page_count={pages}").fetchall()
    with pytest.raises(VaultFullError):
        mine.behind.keep(entry.id)
    assert [item.entry for item in mine.timeline.items()] == [entry]
    assert not mine.history().of(KeptBehind)
    db.execute("PRAGMA max_page_count=100000").fetchall()
    mine.behind.keep(entry.id)
    assert len(mine.behind.open(MINE).kept()) == 1
    assert mine.verify().ok


def test_what_is_too_long_to_seal_stays_as_it_was(mine: Leeward) -> None:
    """An entry that fits the journal but not behind the key is refused kindly and is all there."""
    answer = ReflectionAnswer(question="q", words="w" * 10_000)
    body = Reflection(about="signs", answers=(answer,) * 60)
    (entry,) = stored(mine, body)
    head = mine.head()
    with pytest.raises(TooMuchBehindError, match="Nothing was changed"):
        mine.behind.keep(entry.id)
    assert mine.head() == head
    assert [item.entry for item in mine.timeline.items()] == [entry]
    (fits,) = stored(mine, replace(body, answers=(answer,) * 50))
    mine.behind.keep(fits.id)
    opened = mine.behind.open(MINE)
    opened.bring_back(opened.kept()[0].id)
    assert len(mine.timeline.items()) == 2


def test_a_full_export_of_the_longest_seal_reads_back(mine: Leeward, tmp_path: Path) -> None:
    """What the journal takes behind the key, an export brings elsewhere whole."""
    answer = ReflectionAnswer(question="q", words="w" * 10_000)
    (entry,) = stored(mine, Reflection(about="signs", answers=(answer,) * 52))
    mine.behind.keep(entry.id)
    found = read_lines(b"".join(lines(mine.entries(), private=True)))
    assert found.problem_count == 0
    with place(tmp_path / "other").create(PASSPHRASE).leeward as other:
        other.add_all(found.entries)
        assert len(other.behind.open(MINE).kept()) == 1


def test_no_byte_of_an_entry_stays_in_any_file(tmp_path: Path) -> None:
    """Neither its words nor its earlier ciphertext is left in journal, log, index, copy or state."""
    here = place(tmp_path, Ticking())
    with here.create(PASSPHRASE).leeward as journal:
        journal.behind.make_key(MINE)
        entry = journal.check_ins.add(CheckIn(distress=7, note=CANARY))
        journal.changes.correct(entry.id, CheckIn(distress=8, note=CANARY * 40), seen=entry.id)
        store = journal._journal.store
        store.put_cache("figures", journal.head(), CANARY.encode())
        db = store._db  # type: ignore[attr-defined]  # the file itself, to know what must be gone
        before = [row[0] for row in db.execute("SELECT ct FROM event WHERE seq > 1")]
        before += [row[0] for row in db.execute("SELECT ct FROM cache")]
        assert len(before) == 3
        journal.behind.keep(entry.id)
        assert journal.care is not None
        journal.care.backup(tmp_path / "copy")
        for path in tmp_path.rglob("*"):
            if path.is_file():
                data = path.read_bytes()
                assert CANARY.encode() not in data, path
                assert not any(ct[n : n + 32] in data for ct in before for n in (0, 32, 96)), path
        assert store.get_cache("figures") is None
    locked = here.path.read_bytes()
    assert not any(word in locked for word in (b"second", b"kept_behind", CANARY.encode()))


def test_an_export_made_before_does_not_bring_it_back(mine: Leeward) -> None:
    """The names of what was put away stay taken, so the same file adds nothing."""
    entry = mine.check_ins.add(CheckIn(distress=7))
    out = b"".join(lines(mine.entries(), private=True))
    mine.behind.keep(entry.id)
    assert mine.add_all(read_lines(out).entries) == 0
    assert not mine.timeline.items()


def test_new_keys_and_a_restored_copy_keep_what_lies_behind(tmp_path: Path) -> None:
    """Renewing the journal's keys and going back to a copy leave the second key as it was then."""
    here = place(tmp_path, Ticking())
    with here.create(PASSPHRASE).leeward as journal:
        journal.behind.make_key(MINE)
        journal.behind.write("then")
        assert journal.care is not None
        journal.care.renew_keys(PASSPHRASE, THEIRS)
        assert opens_to(journal, MINE) == ["then"]
        journal.care.backup(tmp_path / "copy")
        journal.behind.open(MINE).change(OTHER)
        journal.behind.write("later")
    here.restore(tmp_path / "copy", THEIRS, replace=True)
    with here.open(THEIRS, accept_older=True) as journal:
        assert opens_to(journal, MINE) == ["then"]


def test_a_journal_in_memory_keeps_the_same_promises() -> None:
    """Looking around first, letting go removes key and entries, and errors are the same."""
    journal = Leeward(MemoryStore(), clock=Ticking(START), kdf=FastKdf())
    journal.behind.make_key(MINE)
    opened = journal.behind.open(MINE)
    journal.behind.write("words")
    assert journal.behind.forget_all() == 1
    assert not opened.is_open
    with pytest.raises(LeewardError, match="no second key"):
        journal.behind.open(MINE)


def test_what_lies_behind_the_key_counts_nowhere() -> None:
    """Figures, time at risk and days with notes are those of a journal that never held it.

    The same holds for a private check that was kept.
    """
    clock = Ticking()
    pages = []
    for put_away in (True, False):
        clock.now = START
        journal = Leeward(MemoryStore(), clock=clock, kdf=FastKdf())
        for day in range(20):
            clock.now = START + timedelta(days=day)
            journal.check_ins.add(CheckIn(distress=day % 11))
            journal.look_backs.add(Episode(kind=Kind.SOLO), LookBack(episode="0" * 32, coping=6))
        if put_away:
            note = journal.check_ins.add(CheckIn(distress=10, note=CANARY), at=START)
            (unfree, _) = journal.look_backs.add(
                Episode(kind=Kind.SOLO),
                LookBack(episode="0" * 32, consent=Consent.FORCED),
                at=START,
            )
            clock.go_on(days=3, hours=2)
            journal.behind.make_key(MINE)
            journal.behind.keep(note.id)
            clock.go_on(days=1, hours=2)
            journal.behind.keep(unfree.id)
            journal.behind.write("words")
            journal.safety.keep(private=True, values={"fear": 4})
        clock.now = START + timedelta(days=30)
        history = journal.history()
        pages.append((frame_of(history, clock.now), data_of(history, clock.now), journal))
    (frame, data, one), (bare, plain, two) = pages
    assert frame.days_with_notes == bare.days_with_notes == 20
    assert np.array_equal(frame.at_risk, bare.at_risk)
    assert repr(data) == repr(plain)
    assert one.insights.page() == two.insights.page()
