"""A fast stand-in for the slow key derivation, for tests only.

A journal made with it says so in its key slot, and is refused wherever this class is not
handed over explicitly, so none can be opened, or made, by the program itself.
"""

from __future__ import annotations

import json
import secrets
from hashlib import sha256

from leeward.vault.errors import DamagedVaultError
from leeward.vault.kdf import canonical


class FastKdf:
    """One SHA-256; never for a person's journal."""

    kind = "test-only"

    def fresh(self) -> str:
        """Return a salt."""
        return canonical({"kind": self.kind, "salt": secrets.token_hex(16)})

    def key(self, secret: bytes | bytearray, params: str) -> bytearray:
        """Derive without any cost."""
        try:
            fields = json.loads(params)
            salt = bytes.fromhex(fields["salt"])
            kind = fields["kind"]
        except (ValueError, KeyError, TypeError):
            raise DamagedVaultError("the key slot cannot be read") from None
        if kind != self.kind:
            raise DamagedVaultError("the key slot names no method this version uses")
        return bytearray(sha256(salt + secret).digest())
