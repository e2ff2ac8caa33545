"""What can go wrong with a journal file, one class for each thing a person can do about it."""

from __future__ import annotations

from leeward.util.errors import InputError, LeewardError
from leeward.util.language import say


class VaultError(LeewardError):
    """The journal could not do what was asked."""


class VaultMissingError(VaultError):
    """There is no journal at that place."""


class VaultExistsError(VaultError):
    """There is something at that place already, and it is not overwritten."""


class WrongPassphraseError(VaultError):
    """The passphrase does not open this journal; the file itself is sound."""


class WrongRecoveryKeyError(VaultError):
    """The recovery key is mistyped or belongs to another journal."""


class DamagedVaultError(VaultError):
    """The stored bytes are not the ones that were written."""

    def __init__(self, where: str) -> None:
        super().__init__(
            say(
                "This journal file is damaged ({where}). Nothing was changed. Restore a backup, or open it for reading only to keep what can still be read.",
                where=where,
            )
        )
        self.where = where


class ForeignFileError(VaultError):
    """The file belongs to another program, and was left as it is."""


class OlderCopyError(VaultError):
    """This file is behind what was last seen here, or took another path since."""


class NewerVaultError(VaultError):
    """A newer version of the program made this file, and this one cannot read it."""


class ReadOnlyVaultError(VaultError):
    """The journal is open for reading only."""


class VaultBusyError(VaultError):
    """Another program holds the file."""


class VaultFullError(VaultError):
    """There is no room left on the disk."""


class VaultUnavailableError(VaultError):
    """The file cannot be reached or written."""


class VaultClosedError(VaultError):
    """The journal is locked."""


class HeadMovedError(VaultError):
    """Something was written meanwhile."""


class UnknownEntryError(VaultError):
    """No such entry is stored."""


class OutboxFullError(VaultError):
    """Too many entries wait for the next unlock."""


class KeySwappedError(VaultError):
    """The key for sealing is not the one that was last seen here."""


class WeakPassphraseError(InputError):
    """The passphrase would be too easy to guess."""
