"""Looking after an open journal: passphrase, recovery key, copies."""

from __future__ import annotations

from pathlib import Path

from leeward.util.clock import Clock
from leeward.vault import copies, lifecycle, renewal
from leeward.vault.copies import Receipt
from leeward.vault.errors import WrongPassphraseError
from leeward.vault.kdf import Kdf
from leeward.vault.sqlite import SqliteStore

__all__ = ["Care", "Receipt"]


class Care:
    """What can be done with the file of an open journal."""

    def __init__(self, store: SqliteStore, *, kdf: Kdf | None, clock: Clock) -> None:
        self._store = store
        self._kdf = kdf
        self._clock = clock

    @property
    def read_only(self) -> str:
        """Why the journal can only be read, as a sentence; empty if it can be written."""
        return self._store.read_only

    def check_passphrase(self, given: str) -> None:
        """Ask again before something that matters; raises WrongPassphraseError."""
        lifecycle.check_passphrase(self._store, given, kdf=self._kdf)

    def is_passphrase(self, given: str) -> bool:
        """Whether these words open the journal."""
        try:
            self.check_passphrase(given)
        except WrongPassphraseError:
            return False
        return True

    def change_passphrase(self, old: str, new: str) -> None:
        """Change the passphrase; the old one fails at once, the recovery key stays.

        Raises:
            WrongPassphraseError: `old` is not the passphrase.
            WeakPassphraseError: the new one would be too easy to guess.
        """
        self.check_passphrase(old)
        lifecycle.set_passphrase(self._store, new, kdf=self._kdf)

    def new_recovery_words(self) -> str:
        """Replace the recovery key; the words are shown once and kept nowhere."""
        return lifecycle.new_recovery_key(self._store)

    def renew_keys(self, given: str, new: str) -> str:
        """Give the journal new keys throughout after a suspected leak; return the new words.

        What waits sealed on a phone cannot be opened afterwards, so take it in first.

        Raises:
            WrongPassphraseError: `given` is not the passphrase.
            WeakPassphraseError: the new one would be too easy to guess.
        """
        self.check_passphrase(given)
        return renewal.renew_keys(self._store, new, kdf=self._kdf)

    @property
    def problems(self) -> tuple[str, ...]:
        """What could not be read of a damaged journal opened all the same, as sentences."""
        return tuple(str(problem) for problem in self._store.problems)

    def backup(self, target: Path) -> Receipt:
        """Write a copy and prove it by opening it."""
        return copies.backup(self._store, target, clock=self._clock)

    def remembered(self) -> dict[str, str]:
        """Return what is known while locked."""
        return self._store.settings()

    def remember_openly(self, name: str, value: str) -> None:
        """Keep something readable while locked, in plain text."""
        self._store.set_setting(name, value)
