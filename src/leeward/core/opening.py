"""Where a journal lies and how it is opened. The only place that opens a concrete store."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path

from platformdirs import user_data_path

from leeward.core.care import Care, Receipt
from leeward.core.leeward import Leeward
from leeward.events import Body, Entry, Settings, SettingsChanged
from leeward.events.codec import encode
from leeward.events.vocabulary import Source
from leeward.util.clock import Clock, utc_now
from leeward.util.errors import InputError
from leeward.util.ids import EntryId, new_id
from leeward.util.language import ENGLISH, say, speaking
from leeward.vault import copies, kdf, lifecycle, locked, passphrase, witness
from leeward.vault.errors import (
    DamagedVaultError,
    ForeignFileError,
    KeySwappedError,
    NewerVaultError,
    OlderCopyError,
    OutboxFullError,
    ReadOnlyVaultError,
    VaultBusyError,
    VaultError,
    VaultExistsError,
    VaultFullError,
    VaultMissingError,
    WeakPassphraseError,
    WrongPassphraseError,
    WrongRecoveryKeyError,
)
from leeward.vault.hygiene import no_core_dumps
from leeward.vault.kdf import Kdf
from leeward.vault.locked import VaultInfo
from leeward.vault.memory import MemoryStore
from leeward.vault.passphrase import Strength
from leeward.vault.ports import Record
from leeward.vault.sqlite import SqliteStore

__all__ = [
    "DamagedVaultError",
    "FirstOpening",
    "ForeignFileError",
    "KeySwappedError",
    "NewerVaultError",
    "OlderCopyError",
    "OutboxFullError",
    "Place",
    "ReadOnlyVaultError",
    "Receipt",
    "Strength",
    "VaultBusyError",
    "VaultError",
    "VaultExistsError",
    "VaultFullError",
    "VaultInfo",
    "VaultMissingError",
    "WeakPassphraseError",
    "WrongPassphraseError",
    "WrongRecoveryKeyError",
    "default_path",
    "demo",
    "generated_passphrase",
    "guess_cost",
    "judge_passphrase",
    "keep_secrets_in",
    "over_memory",
]

FILE = "journal.leeward"


def default_path(environment: Mapping[str, str] = os.environ) -> Path:
    """Return where the journal lies: LEEWARD_VAULT, or the platform's data folder."""
    named = environment.get("LEEWARD_VAULT", "").strip()
    if named:
        try:
            return Path(named).expanduser()
        except RuntimeError as error:
            raise InputError(
                f"LEEWARD_VAULT names a home folder that is not known here: {named[:200]}"
            ) from error
    return user_data_path("leeward", appauthor=False) / FILE


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstOpening:
    """A new journal, open; the recovery words are shown once and kept nowhere."""

    leeward: Leeward
    recovery_words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one journal lies, locked or not.

    `state` is the folder of the witness and `kdf` the key derivation; both have good defaults
    and are given by tests only.
    """

    path: Path = field(default_factory=default_path)
    state: Path | None = None
    kdf: Kdf | None = None
    clock: Clock = utc_now

    def exists(self) -> bool:
        """Whether there is something at this place; what it is, opening tells."""
        try:
            self.path.lstat()
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError:
            # A folder that cannot be entered is no reason to begin a new journal.
            return True
        return True

    def last_seen(self) -> date | None:
        """Return the day a journal was last used on this computer, wherever it lay; else None."""
        try:
            return date.fromisoformat(witness.last_seen(self.state or witness.state_folder()))
        except ValueError:
            return None

    def create(
        self, chosen: str, *, settings: Settings | None = None, source: Source = Source.APP
    ) -> FirstOpening:
        """Make a journal here and open it.

        Raises:
            WeakPassphraseError: the passphrase would be too easy to guess.
            VaultExistsError: there is something here already.
        """
        made = lifecycle.create(self.path, chosen, kdf=self.kdf, state=self.state, clock=self.clock)
        leeward = self._facade(made.store, source)
        if settings is not None:
            leeward.preferences.change(settings)
        return FirstOpening(leeward=leeward, recovery_words=made.recovery_words)

    def open(
        self,
        given: str,
        *,
        source: Source = Source.APP,
        read_only: bool = False,
        accept_older: bool = False,
        salvage: bool = False,
    ) -> Leeward:
        """Open the journal with its passphrase and take in what was written while locked.

        Raises:
            VaultError: one subclass for each thing a person can do about it.
        """
        store = lifecycle.unlock(
            self.path,
            given,
            kdf=self.kdf,
            state=self.state,
            read_only=read_only,
            accept_older=accept_older,
            salvage=salvage,
            clock=self.clock,
        )
        return self._opened(store, source)

    def recover(self, words: str, *, new: str, source: Source = Source.APP) -> Leeward:
        """Open the journal with its recovery words and give it a new passphrase.

        Raises:
            WrongRecoveryKeyError: mistyped, or of another journal.
            WeakPassphraseError: the new passphrase would be too easy to guess.
        """
        passphrase.require(new)
        store = lifecycle.unlock_with_recovery(self.path, words, state=self.state, clock=self.clock)
        lifecycle.set_passphrase(store, new, kdf=self.kdf)
        return self._opened(store, source)

    def seal(
        self,
        body: Body,
        *,
        zone: str,
        at: datetime | None = None,
        source: Source = Source.LOCKED,
        entry_id: EntryId | None = None,
    ) -> int:
        """Write an entry without unlocking and return how many wait. It cannot be read back.

        Only what is written while locked (`journal.FROM_OUTSIDE`) comes in at the next unlock.

        Raises:
            OutboxFullError: too many wait already; unlocking makes room.
            InputError: the time lies in the future.
        """
        now = self.clock()
        if at is not None and at > now:
            raise InputError(say("That time has not come yet. Choose now or earlier."), field="at")
        entry = Entry(
            id=entry_id or new_id(now),
            at=at or now,
            recorded=now,
            zone=zone,
            body=body,
            source=source,
        )
        record = Record(id=entry.id, payload=encode(entry))
        return locked.seal(self.path, record, state=self.state)

    def take_sealed(self, blob: bytes) -> int:
        """Keep an entry that a paired phone sealed until the next unlock."""
        return locked.take_sealed(self.path, blob)

    def sealing_key(self) -> tuple[str, bytes]:
        """Return the journal's id and the public key a phone seals to."""
        return locked.sealing_key(self.path, state=self.state)

    def info(self) -> VaultInfo:
        """Tell what the locked file tells anyone."""
        return locked.info(self.path)

    def locked_settings(self) -> dict[str, str]:
        """Return what may be known while locked: port, language, and what was left readable."""
        return locked.locked_settings(self.path)

    def drill(self, copy: Path, given: str) -> Receipt:
        """Prove that a copy can be gone back to, without changing anything."""
        return copies.drill(copy, given, kdf=self.kdf, clock=self.clock)

    def restore(self, copy: Path, given: str, *, replace: bool = False) -> Receipt:
        """Go back to a copy once it is proven; what was here is kept beside it."""
        return copies.restore(
            copy,
            self.path,
            given,
            replace=replace,
            kdf=self.kdf,
            state=self.state,
            clock=self.clock,
        )

    def destroy(self) -> None:
        """Make the journal unreadable for ever, keys first; copies elsewhere stay."""
        copies.destroy(self.path, state=self.state)

    def _opened(self, store: SqliteStore, source: Source) -> Leeward:
        leeward = self._facade(store, source)
        if not store.read_only:
            leeward.take_in()
            # Another version, a copy or a cut of power may have left other words there; a full
            # disk must not keep anybody from reading.
            with suppress(VaultError):
                leeward.open_words.refresh()
        return leeward

    def _facade(self, store: SqliteStore, source: Source) -> Leeward:
        care = Care(store, kdf=self.kdf, clock=self.clock)
        return Leeward(
            store, clock=self.clock, source=source, place=self.path, care=care, kdf=self.kdf
        )


def keep_secrets_in() -> None:
    """Keep this process from writing its memory to disk when it crashes; best effort."""
    no_core_dumps()


def guess_cost(slot: str) -> str:
    """Say what one guess at the passphrase costs whoever has the file."""
    return kdf.guess_cost(slot)


def judge_passphrase(text: str) -> Strength:
    """Say in words how hard a passphrase is to guess."""
    return passphrase.judge(text)


def generated_passphrase() -> str:
    """Return random words for a passphrase."""
    return passphrase.generate()


def over_memory(
    entries: tuple[Entry, ...] | list[Entry] = (),
    *,
    clock: Clock = utc_now,
    source: Source = Source.PYTHON,
    simulated: bool = False,
) -> Leeward:
    """Return a journal that lives and ends with this process."""
    leeward = Leeward(MemoryStore(), clock=clock, source=source, simulated=simulated)
    if entries:
        leeward.add_all(list(entries))
    return leeward


def demo(
    *,
    seed: int = 7,
    days: int = 120,
    zone: str = "UTC",
    language: str = ENGLISH,
    clock: Clock = utc_now,
) -> Leeward:
    """Return the journal of a simulated person, to look around in; nothing is kept."""
    from leeward.analysis.diary import simulate_diary  # noqa: PLC0415  numpy is slow to import

    now = clock()
    leeward = over_memory(clock=clock, source=Source.DEMO, simulated=True)
    settings = Entry(
        id=f"{seed:032x}",
        at=now - timedelta(days=days + 1),
        recorded=now,
        zone=zone,
        body=SettingsChanged(settings=Settings(zone=zone, language=language)),
        source=Source.DEMO,
    )
    with speaking(language):
        lived = simulate_diary(seed, days=days, zone=zone, end=now)
    leeward.add_all([settings, *lived])
    return leeward
