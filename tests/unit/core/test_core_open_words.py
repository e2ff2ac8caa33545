"""What stays readable while locked follows the journal through every door, in the file's bytes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner

from leeward.cli import common
from leeward.cli.root import Doors, root
from leeward.core.leeward import Leeward
from leeward.core.open_words import OPEN_PLAN, PEOPLE, VALUES, open_plan
from leeward.core.opening import Place
from leeward.events import (
    Body,
    Contact,
    Corrected,
    Entry,
    Forgotten,
    Reflection,
    ReflectionAnswer,
    Settings,
    SettingsChanged,
    Withdrawn,
)
from leeward.exchange.bring import bring_lines, store
from leeward.exchange.lines.write import lines
from leeward.vault.errors import VaultFullError
from support.journals import PASSPHRASE, Ticking, place

PLAN, OTHER, LINE, NAME = "zebra dog waits", "heron sister", "otter shore", "Ibis at six"
OPEN = Settings(
    readable_while_locked=True,
    plan_while_locked=True,
    values_line=LINE,
    contacts=(Contact(name=NAME),),
)


class Desk:
    """A journal open on one side, and what anybody can read of its files on the other."""

    def __init__(self, folder: Path) -> None:
        self.clock = Ticking()
        self.folder = folder
        self.place: Place = place(folder, self.clock)
        self.journal: Leeward = self.place.create(PASSPHRASE, settings=OPEN).leeward
        self.plan = self.write(PLAN)

    def write(self, words: str) -> Entry:
        """Write the plan anew."""
        self.clock.go_on(minutes=1)
        return self.journal.reflections.keep("safety-plan", answers(words))

    def unlock(self) -> None:
        """Lock and unlock."""
        self.journal.close()
        self.journal = self.place.open(PASSPHRASE)

    def readable(self) -> set[str]:
        """Return which of the words are told while locked; no other one lies in any file."""
        known = self.place.locked_settings()
        plan = open_plan(known.get(OPEN_PLAN, ""))
        told = " ".join((known.get(VALUES, ""), known.get(PEOPLE, ""), *plan.values()))
        raw = b"".join(one.read_bytes() for one in self.folder.iterdir() if one.is_file())
        found = {words for words in (PLAN, OTHER, LINE, NAME) if words in told}
        assert {words for words in (PLAN, OTHER, LINE, NAME) if words.encode() in raw} == found
        return found


def answers(words: str) -> tuple[ReflectionAnswer, ...]:
    """Return a plan of one answer."""
    return (ReflectionAnswer(question="worth", words=words),)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Give a journal whose plan, line and people may be read while locked."""
    made = Desk(tmp_path)
    assert made.readable() == {PLAN, LINE, NAME}
    yield made
    made.journal.close()


def test_a_forgotten_plan_is_gone_from_every_byte(desk: Desk) -> None:
    """Forgetting takes the words out of the file at once, while the journal is still open."""
    desk.journal.changes.forget(desk.plan.id)
    assert desk.readable() == {LINE, NAME}


def test_a_plan_taken_back_goes_and_comes_with_it(desk: Desk) -> None:
    """Undo hides the words, bringing back shows them, and the plan before it stands meanwhile."""
    newer = desk.write(OTHER)
    assert desk.readable() == {OTHER, LINE, NAME}
    desk.journal.changes.withdraw(newer.id)
    assert desk.readable() == {PLAN, LINE, NAME}
    desk.journal.changes.restore(newer.id)
    assert desk.readable() == {OTHER, LINE, NAME}


def test_a_corrected_plan_leaves_no_earlier_words(desk: Desk) -> None:
    """A correction replaces what is readable, though the version before stays in the journal."""
    body = Reflection(about="safety-plan", answers=answers(OTHER))
    desk.journal.changes.correct(desk.plan.id, body, seen=desk.plan.id)
    assert desk.readable() == {OTHER, LINE, NAME}


def test_settings_taken_back_close_what_they_opened(desk: Desk) -> None:
    """Taking back or forgetting the entry that opened the words closes them, and changing it too."""
    chosen = desk.journal.history().of(SettingsChanged)[0]
    desk.journal.changes.withdraw(chosen.id)
    assert desk.readable() == set()
    desk.journal.changes.restore(chosen.id)
    assert desk.readable() == {PLAN, LINE, NAME}
    desk.journal.preferences.change(replace(OPEN, contacts=(), plan_while_locked=False))
    assert desk.readable() == {LINE}
    for entry in desk.journal.history().of(SettingsChanged):
        desk.journal.changes.forget(entry.id)
    assert desk.readable() == set()


def test_the_line_steps_aside_while_it_clashes(desk: Desk) -> None:
    """A clash of 7 or more takes the line away and not the people; a lower answer brings it back."""
    for conflict, readable in ((7, {PLAN, NAME}), (6, {PLAN, LINE, NAME})):
        desk.clock.go_on(minutes=1)
        clash = ReflectionAnswer(question="conflict", value=conflict)
        desk.journal.reflections.keep("values", (clash,))
        assert desk.readable() == readable


def test_two_doors_at_once_keep_one_truth(desk: Desk) -> None:
    """Each door looks at what is there, not at what it wrote last."""
    desk.journal.changes.withdraw(desk.plan.id)
    with desk.place.open(PASSPHRASE) as beside:
        beside.changes.restore(desk.plan.id)
        assert desk.readable() == {PLAN, LINE, NAME}
        desk.journal.changes.withdraw(desk.plan.id)
        assert desk.readable() == {LINE, NAME}


def test_the_command_line_takes_the_words_away_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`leeward vault forget` leaves nothing readable, with the app open beside it."""
    monkeypatch.setattr(common, "place", lambda: desk.place)
    monkeypatch.setenv("LEEWARD_PASSPHRASE", PASSPHRASE)
    doors = Doors(serve=lambda **_: None)
    done = CliRunner().invoke(root, ["vault", "forget", "--yes", desk.plan.id], obj=doors)
    assert done.exit_code == 0, done.output
    assert desk.readable() == {LINE, NAME}


@pytest.mark.parametrize("kind", ["withdrawn", "forgotten", "corrected", "settings"])
def test_an_import_takes_words_away_in_the_same_step(desk: Desk, kind: str) -> None:
    """Lines of an earlier export that take back, remove, change or close do so outside as well."""
    plan = desk.plan.id
    new_plan = Reflection(about="safety-plan", answers=answers(OTHER))
    bodies: dict[str, Body] = {
        "withdrawn": Withdrawn(target=plan),
        "forgotten": Forgotten(targets=(plan,)),
        "corrected": Corrected(target=plan, seen=plan, at=desk.plan.at, body=new_plan),
        "settings": SettingsChanged(settings=Settings()),
    }
    desk.clock.go_on(minutes=1)
    sent = b"".join(lines([desk.journal._journal.make(bodies[kind])], private=True))
    assert store(desk.journal, bring_lines(desk.journal, sent, name="notes")) == 1
    left = {"corrected": {OTHER, LINE, NAME}, "settings": set()}.get(kind, {LINE, NAME})
    assert desk.readable() == left


def test_what_was_sealed_while_locked_is_in_step_after_unlocking(desk: Desk) -> None:
    """A plan or settings that somebody sealed become nobody's and open nothing."""
    desk.journal.preferences.change(replace(OPEN, plan_while_locked=False))
    desk.journal.close()
    desk.clock.go_on(minutes=1)
    desk.place.seal(SettingsChanged(settings=OPEN), zone="UTC")
    desk.place.seal(Reflection(about="safety-plan", answers=answers(OTHER)), zone="UTC")
    desk.journal = desk.place.open(PASSPHRASE)
    assert desk.readable() == {LINE, NAME}
    desk.journal.preferences.change(OPEN)
    assert desk.readable() == {PLAN, LINE, NAME}


def test_a_copy_gone_back_to_shows_what_it_says_itself(desk: Desk, tmp_path: Path) -> None:
    """After going back, what is readable is what the copy's journal says, and nothing since."""
    copies = tmp_path / "copies"
    copies.mkdir()
    assert desk.journal.care is not None
    desk.journal.care.backup(copies / "copy")
    desk.journal.changes.forget(desk.plan.id)
    desk.write(OTHER)
    desk.journal.close()
    desk.place.restore(copies / "copy", PASSPHRASE, replace=True)
    desk.place.path.with_name(f"{desk.place.path.name}.before-restore").unlink()
    desk.journal = desk.place.open(PASSPHRASE)
    assert desk.readable() == {PLAN, LINE, NAME}


def test_unlocking_mends_what_was_left_there(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Words left behind by a cut of power or another version go at the next unlock."""
    with monkeypatch.context() as cut:
        cut.setattr(desk.journal._journal, "after_change", lambda: None)
        desk.journal.changes.forget(desk.plan.id)
    assert desk.readable() == {PLAN, LINE, NAME}
    desk.unlock()
    assert desk.readable() == {LINE, NAME}


def test_reading_only_writes_nothing_and_a_full_disk_keeps_nobody_out(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Unlocking for reading leaves the file as it is; with no room left it opens all the same."""
    assert desk.journal.care is not None
    desk.journal.care.remember_openly(PEOPLE, "")
    desk.journal.close()
    before = desk.place.path.read_bytes()
    with desk.place.open(PASSPHRASE, read_only=True) as reading:
        assert reading.settings.contacts == OPEN.contacts
    assert desk.place.path.read_bytes() == before

    def full(*_: object) -> None:
        raise VaultFullError("no room")

    with monkeypatch.context() as short:
        short.setattr("leeward.core.care.Care.remember_openly", full)
        desk.journal = desk.place.open(PASSPHRASE)
    assert desk.journal.settings == OPEN
    desk.unlock()
    assert desk.readable() == {PLAN, LINE, NAME}
