"""The facade: what goes in is what is there, however it is changed later."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from leeward.core.changes import GoneError
from leeward.core.journal import FROM_OUTSIDE
from leeward.core.opening import WrongPassphraseError, WrongRecoveryKeyError
from leeward.core.timeline import Query
from leeward.events import (
    Body,
    CheckIn,
    ConsentGiven,
    Episode,
    Forgotten,
    InstrumentAnswered,
    LookBack,
    OwnTrigger,
    Reflection,
    ReflectionAnswer,
    SafetyShown,
    Settings,
    SettingsChanged,
    Urge,
)
from leeward.events.entry import KIND_OF
from leeward.events.vocabulary import Consent, HadToSource, Kind, Source, TriggerClass, UrgeOutcome
from leeward.exchange.bring import bring_lines, store
from leeward.phone import view
from leeward.util.errors import InputError
from leeward.vault import locked
from leeward.vault.ports import Record
from support.journals import PASSPHRASE, START, Ticking, memory, place


def test_an_empty_check_in_is_refused_kindly() -> None:
    """Nothing at all is no entry, and nothing is stored."""
    journal = memory()
    with pytest.raises(InputError, match="One answer is enough"):
        journal.check_ins.add(CheckIn())
    assert journal.head() == 0


def test_a_time_in_the_future_is_refused() -> None:
    """What has not happened cannot be noted."""
    journal = memory()
    with pytest.raises(InputError, match="not come yet"):
        journal.check_ins.add(CheckIn(distress=3), at=START + timedelta(hours=1))


def test_a_correction_replaces_and_the_old_version_stays_readable() -> None:
    """The corrected entry is shown, at its new time, with both versions in its history."""
    journal = memory()
    entry = journal.check_ins.add(CheckIn(distress=3))
    earlier = START - timedelta(hours=2)
    journal.changes.correct(entry.id, CheckIn(distress=5), seen=entry.id, at=earlier)
    known = journal.changes.look_up(entry.id)
    assert known.entry is not None
    assert (known.entry.body, known.entry.at) == (CheckIn(distress=5), earlier)
    assert [version.entry.body for version in known.versions] == [
        CheckIn(distress=3),
        CheckIn(distress=5),
    ]
    assert not known.conflicts


def test_two_corrections_of_the_same_version_are_both_shown() -> None:
    """Versions written beside each other are told to the person, not settled silently."""
    journal = memory()
    entry = journal.check_ins.add(CheckIn(distress=3))
    journal.changes.correct(entry.id, CheckIn(distress=5), seen=entry.id)
    journal.changes.correct(entry.id, CheckIn(distress=7), seen=entry.id)
    conflicts = journal.changes.look_up(entry.id).conflicts
    assert [version.entry.body for version in conflicts] == [
        CheckIn(distress=5),
        CheckIn(distress=7),
    ]


def test_an_entry_keeps_its_kind() -> None:
    """A check-in cannot be corrected into an urge."""
    journal = memory()
    entry = journal.check_ins.add(CheckIn(distress=3))
    with pytest.raises(InputError):
        journal.changes.correct(entry.id, Urge(strength=3), seen=entry.id)


def test_undo_and_undo_of_undo() -> None:
    """A withdrawn entry is gone from view, and comes back when the withdrawal is taken back."""
    journal = memory()
    entry = journal.check_ins.add(CheckIn(distress=3))
    for _ in range(2):
        journal.changes.withdraw(entry.id)
        assert not journal.history().entries
        journal.changes.restore(entry.id)
        assert [e.id for e in journal.history().entries] == [entry.id]


def test_forgetting_takes_versions_and_look_backs_along(tmp_path: Path) -> None:
    """Nothing that was said about a forgotten episode is left in the file."""
    here = place(tmp_path)
    journal = here.create(PASSPHRASE).leeward
    episode, back = journal.look_backs.add(
        Episode(kind=Kind.SOLO, note="kept apart"), LookBack(episode="0" * 32, coping=7)
    )
    assert isinstance(episode.body, Episode)
    journal.changes.correct(episode.id, replace(episode.body, note="other"), seen=episode.id)
    assert journal.changes.forget(episode.id) == 3
    with pytest.raises(GoneError):
        journal.changes.look_up(episode.id)
    journal.close()
    with here.open(PASSPHRASE) as again:
        assert [entry.kind for entry in again.entries()] == ["forgotten"]
        assert again.known(back.id)


def test_an_episode_and_its_look_back_are_one_commit_and_joined() -> None:
    """The look-back names its episode, and both read as one time."""
    journal = memory()
    journal.look_backs.add(
        Episode(kind=Kind.PARTNERED), LookBack(episode="0" * 32, distress_before=7)
    )
    (time,) = journal.look_backs.all()
    assert time.look_back is not None
    assert (time.look_back.distress_before, time.counts_as_coping) == (7, True)


@pytest.mark.parametrize(
    ("back", "counts"),
    [
        (LookBack(episode="0" * 32, consent=Consent.FREE), True),
        (LookBack(episode="0" * 32, consent=Consent.AGREED_PLAY), True),
        (LookBack(episode="0" * 32, consent=Consent.PRESSURED), False),
        (LookBack(episode="0" * 32, consent=Consent.UNABLE), False),
        (LookBack(episode="0" * 32, had_to=8, had_to_source=HadToSource.OTHER_PERSON), False),
        (LookBack(episode="0" * 32, had_to=3, had_to_source=HadToSource.OTHER_PERSON), True),
        (LookBack(episode="0" * 32, had_to=8, had_to_source=HadToSource.INSIDE), True),
    ],
)
def test_what_was_not_free_never_counts_as_coping(back: LookBack, *, counts: bool) -> None:
    """Coerced episodes stay on the timeline and out of every coping statistic."""
    journal = memory()
    journal.look_backs.add(Episode(kind=Kind.PARTNERED), back)
    (time,) = journal.look_backs.all()
    assert time.counts_as_coping is counts
    assert len(journal.timeline.items()) == 1


def test_private_answers_are_not_found_by_searching() -> None:
    """Words said about an episode that was not free are never a search result."""
    journal = memory()
    journal.look_backs.add(
        Episode(kind=Kind.PARTNERED),
        LookBack(episode="0" * 32, consent=Consent.FORCED, note="harbour"),
    )
    assert journal.timeline.page(Query(words="harbour")).total == 0
    assert journal.timeline.page().total == 1


def test_search_finds_words_in_any_spelling() -> None:
    """Case and accents do not matter, and all words must be there."""
    journal = memory()
    journal.check_ins.add(CheckIn(distress=3, note="Müde nach der Arbeit"))
    journal.check_ins.add(CheckIn(distress=3, note="nothing"))
    assert journal.timeline.page(Query(words="mude arbeit")).total == 1
    assert journal.timeline.page(Query(words="mude regen")).total == 0


def test_days_are_the_persons_own() -> None:
    """An entry at half past eleven at night in UTC belongs to the next day in Berlin."""
    clock = Ticking()
    journal = memory(clock)
    journal.preferences.change(Settings(zone="Europe/Berlin"))
    journal.check_ins.add(
        CheckIn(distress=3), at=START.replace(hour=23, minute=30, day=1) - timedelta(days=1)
    )
    assert len(journal.timeline.day(date(2026, 11, 1)).items) == 1
    assert not journal.timeline.day(date(2026, 10, 31)).items


def test_pages_come_newest_first_and_stay_in_range() -> None:
    """A page number beyond the last one gives the last page."""
    clock = Ticking()
    journal = memory(clock)
    for n in range(90):
        clock.go_on(minutes=1)
        journal.check_ins.add(CheckIn(distress=n % 11))
    first, last = journal.timeline.page(), journal.timeline.page(page=99)
    assert (first.pages, last.page, len(first.items), len(last.items)) == (3, 3, 40, 10)
    assert first.items[0].entry.at > first.items[-1].entry.at > last.items[0].entry.at


def test_own_triggers_carry_the_class_the_person_gave_them() -> None:
    """A trigger in own words gets its class from the settings, unknown ones are other."""
    journal = memory()
    own = OwnTrigger(name="in-laws", trigger_class=TriggerClass.THREAT)
    journal.preferences.change(Settings(own_triggers=(own,)))
    assert journal.check_ins.mark("in-laws").trigger_class is TriggerClass.THREAT
    assert journal.check_ins.mark("work").trigger_class is TriggerClass.STRESS
    assert journal.check_ins.mark("fog").trigger_class is TriggerClass.OTHER


def test_settings_that_do_not_change_store_nothing() -> None:
    """Saving the same settings again adds no entry."""
    journal = memory()
    assert journal.preferences.change(Settings(lock_minutes=9)) is not None
    assert journal.preferences.change(Settings(lock_minutes=9)) is None
    assert journal.head() == 1


def test_what_is_written_while_locked_is_there_after_unlocking(tmp_path: Path) -> None:
    """A sealed entry cannot be read while locked and is taken in exactly once."""
    here = place(tmp_path)
    here.create(PASSPHRASE).leeward.close()
    assert here.seal(CheckIn(distress=9), zone="Europe/Berlin") == 1
    assert b'"distress":9' not in here.path.read_bytes()
    for _ in range(2):
        with here.open(PASSPHRASE) as journal:
            (entry,) = journal.history().entries
            assert (entry.body, entry.source) == (CheckIn(distress=9), Source.LOCKED)
            assert not journal.waiting()


def test_wrong_passphrase_and_recovery_have_their_own_errors(tmp_path: Path) -> None:
    """What went wrong is told apart, and the recovery words give a new passphrase."""
    here = place(tmp_path)
    first = here.create(PASSPHRASE)
    first.leeward.check_ins.add_urge(Urge(strength=4, outcome=UrgeOutcome.RODE_OUT))
    first.leeward.close()
    with pytest.raises(WrongPassphraseError):
        here.open("not this one at all, no")
    with pytest.raises(WrongRecoveryKeyError):
        here.recover("word " * 24, new="another five words entirely new")
    new = "quiet paper harbour window seven"
    with here.recover(first.recovery_words, new=new) as journal:
        assert len(journal.history().entries) == 1
    with pytest.raises(WrongPassphraseError):
        here.open(PASSPHRASE)
    here.open(new).close()


def test_two_open_journals_see_each_others_entries(tmp_path: Path) -> None:
    """Every call sees what another process stored before it."""
    here = place(tmp_path)
    one = here.create(PASSPHRASE).leeward
    two = here.open(PASSPHRASE)
    one.check_ins.add(CheckIn(distress=1))
    two.check_ins.add(CheckIn(distress=2))
    assert len(one.history().entries) == len(two.history().entries) == 2
    one.close()
    two.close()


def test_a_look_at_the_file_for_something_else_hides_no_entry(tmp_path: Path) -> None:
    """What another process stored is seen though a setting, a copy or a check looked in between."""
    here = place(tmp_path)
    with here.create(PASSPHRASE).leeward as first, here.open(PASSPHRASE) as second:
        care = first.care
        assert care is not None
        looks: list[Callable[[], object]] = [
            care.remembered,
            lambda: care.remember_openly("look", "plain"),
            lambda: care.backup(tmp_path / "copy"),
        ]
        for stored, look in enumerate(looks, start=1):
            second.check_ins.add(CheckIn(distress=4))
            look()
            assert len(first.timeline.items()) == stored
            assert first.head() == second.head()


def test_a_copy_can_be_proven_and_gone_back_to(tmp_path: Path) -> None:
    """The restored journal says what it said when it was copied."""
    here = place(tmp_path)
    journal = here.create(PASSPHRASE).leeward
    journal.check_ins.add(CheckIn(distress=1))
    assert journal.care is not None
    journal.care.backup(tmp_path / "copy")
    journal.check_ins.add(CheckIn(distress=2))
    journal.close()
    assert here.drill(tmp_path / "copy", PASSPHRASE).entries == 1
    here.restore(tmp_path / "copy", PASSPHRASE, replace=True)
    with here.open(PASSPHRASE) as again:
        assert [entry.body for entry in again.history().entries] == [CheckIn(distress=1)]


def test_destroying_leaves_nothing_to_open(tmp_path: Path) -> None:
    """After destroying there is no journal here."""
    here = place(tmp_path)
    here.create(PASSPHRASE).leeward.close()
    here.destroy()
    assert not here.exists()


def test_a_corrected_look_back_is_found_by_its_new_words() -> None:
    """Search follows corrections of what was told later."""
    journal = memory()
    _, back = journal.look_backs.add(
        Episode(kind=Kind.SOLO), LookBack(episode="0" * 32, note="river")
    )
    assert journal.timeline.page(Query(words="river")).total == 1
    assert isinstance(back.body, LookBack)
    journal.changes.correct(back.id, replace(back.body, note="meadow"), seen=back.id)
    assert journal.timeline.page(Query(words="river")).total == 0
    assert journal.timeline.page(Query(words="meadow")).total == 1


def test_a_hostile_import_cannot_keep_the_journal_from_opening(tmp_path: Path) -> None:
    """A line that could not be folded is left out, and the journal opens as before."""
    here = place(tmp_path)
    stamp = "2026-11-01T11:00:00Z"
    envelope = {"v": 1, "at": stamp, "recorded": stamp, "zone": "UTC"}
    good = {**envelope, "id": "1" * 32, "kind": "check_in", "body": {"distress": 3}}
    inner = {"kind": "check_in", "v": 1, "body": {"distress": 4}}
    aim = {"target": "1" * 32, "seen": "1" * 32, "at": "0001-01-01T00:00:00Z", "body": inner}
    bad = {**envelope, "id": "2" * 32, "kind": "corrected", "body": aim}
    data = b"".join(json.dumps(line).encode() + b"\n" for line in (good, bad))
    with here.create(PASSPHRASE).leeward as journal:
        brought = bring_lines(journal, data, name="file")
        assert (brought.new, brought.problem_count) == (1, 1)
        store(journal, brought)
    with here.open(PASSPHRASE) as journal:
        assert [entry.body for entry in journal.history().entries] == [CheckIn(distress=3)]


def test_what_is_sealed_by_anyone_can_add_but_not_change(tmp_path: Path) -> None:
    """Settings, removals and nonsense sealed at the device are let go; a check-in comes in."""
    clock = Ticking()
    here = place(tmp_path, clock)
    with here.create(PASSPHRASE).leeward as journal:
        kept = journal.check_ins.add(CheckIn(distress=3))
    clock.go_on(minutes=1)
    here.seal(CheckIn(distress=6), zone="UTC")
    here.seal(SettingsChanged(settings=Settings(exit_target="https://e.example")), zone="UTC")
    here.seal(Forgotten(targets=(kept.id,)), zone="UTC")
    locked.seal(here.path, Record(id="f" * 32, payload=b"[" * 9_000), state=here.state)
    with here.open(PASSPHRASE) as journal:
        found = [e.body for e in journal.history().entries if isinstance(e.body, CheckIn)]
        assert found == [CheckIn(distress=3), CheckIn(distress=6)]
        assert journal.settings.exit_target == ""
        assert journal.waiting() == ()
        assert journal.verify().ok


PLANTED: tuple[Body, ...] = (
    Reflection(about="safety-plan", answers=(ReflectionAnswer(question="worth", words="x"),)),
    Reflection(about="starting-guess", answers=(ReflectionAnswer(question="key", words="x"),)),
    SafetyShown(topic="quiet_page", level="prominent", response="lifted", rules_version="1"),
    InstrumentAnswered(instrument="own-private", version="1", language="en", answers=()),
    ConsentGiven(scope="study", granted=True, words="Yes."),
)


@pytest.mark.parametrize("body", PLANTED, ids=lambda body: type(body).__name__)
def test_nothing_that_steers_comes_in_from_outside(tmp_path: Path, body: Body) -> None:
    """A plan, a guess, a lifted closure, an answer or a consent that somebody sealed is let go."""
    clock = Ticking()
    here = place(tmp_path, clock)
    here.create(PASSPHRASE).leeward.close()
    clock.go_on(minutes=1)
    here.seal(body, zone="UTC")
    with here.open(PASSPHRASE) as journal:
        assert journal.history().entries == ()
        assert journal.waiting() == ()


def test_all_that_a_phone_writes_comes_in() -> None:
    """The kinds that are let in are those of the phone's pages, and a noted trigger."""
    assert {KIND_OF[kind] for kind in FROM_OUTSIDE} == {*view.KINDS, "trigger"}


def test_settings_hold_after_the_clock_went_back() -> None:
    """A clock that was a year ahead and is put right does not freeze the settings."""
    clock = Ticking(START + timedelta(days=365))
    journal = memory(clock)
    journal.preferences.change(Settings(lock_minutes=9))
    clock.now = START
    for minutes in (3, 4):
        journal.preferences.change(Settings(lock_minutes=minutes))
        assert journal.settings.lock_minutes == minutes
