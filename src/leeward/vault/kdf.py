"""From a passphrase to a key, slowly: Argon2id (RFC 9106) behind a port.

The file says how slow. A hostile file could say "not at all" or "with all your memory", so
the numbers are checked against `FLOOR` and `CEILING` before anything is computed.
"""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from leeward.util.language import say
from leeward.vault.errors import DamagedVaultError, VaultUnavailableError

MIB = 1 << 10  # Argon2 counts memory in KiB
FLOOR_MEMORY, CEILING_MEMORY = 64 * MIB, 2048 * MIB
DEFAULT_CEILING = 128 * MIB
MAX_PASSES, MAX_LANES = 10, 16
TARGET_SECONDS = 1.0
_CHILD = Path(__file__).with_name("argon2_child.py")


class Kdf(Protocol):
    """Something that turns a passphrase into 32 bytes; `kind` is written into the file."""

    @property
    def kind(self) -> str:
        """Name of the method in the file."""
        ...

    def fresh(self) -> str:
        """Return new parameters, salt included, as canonical JSON."""
        ...

    def key(self, secret: bytes | bytearray, params: str) -> bytearray:
        """Derive the key.

        Raises:
            DamagedVaultError: the parameters are not ones this program would have written.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Argon2Params:
    """`memory` in KiB, number of passes, number of lanes, 16-byte salt."""

    memory: int
    passes: int
    lanes: int
    salt: bytes

    def to_json(self) -> str:
        """Return the canonical form that is stored and authenticated."""
        fields = {
            "kind": "argon2id",
            "lanes": self.lanes,
            "memory": self.memory,
            "passes": self.passes,
            "salt": self.salt.hex(),
        }
        return canonical(fields)


def canonical(fields: dict[str, object]) -> str:
    """Return JSON in the one spelling that is used for authentication."""
    return json.dumps(fields, sort_keys=True, separators=(",", ":"))


def read_params(text: str) -> Argon2Params:
    """Read and judge stored parameters before any memory is taken.

    Raises:
        DamagedVaultError: malformed, weaker than the floor or heavier than the ceiling.
    """
    try:
        fields = json.loads(text)
        kind, salt = fields["kind"], bytes.fromhex(fields["salt"])
        memory, passes, lanes = fields["memory"], fields["passes"], fields["lanes"]
    except (ValueError, KeyError, TypeError):
        raise DamagedVaultError(say("the key slot cannot be read")) from None
    if kind != "argon2id" or any(type(n) is not int for n in (memory, passes, lanes)):
        raise DamagedVaultError(say("the key slot names no method this version uses"))
    least = 1 if memory >= 1024 * MIB else 3
    if not (
        FLOOR_MEMORY <= memory <= CEILING_MEMORY
        and least <= passes <= MAX_PASSES
        and 1 <= lanes <= MAX_LANES
        and len(salt) == 16
    ):
        raise DamagedVaultError(say("the key slot asks for settings outside the safe range"))
    return Argon2Params(memory=memory, passes=passes, lanes=lanes, salt=salt)


def guess_cost(params: str) -> str:
    """Say what one guess at the passphrase costs whoever has the file."""
    p = read_params(params)
    return say(
        "Each guess takes {mb} MiB of memory, gone over {passes} times.",
        mb=p.memory // MIB,
        passes=p.passes,
    )


class Argon2Kdf:
    """The real method, calibrated to about a second on the machine that creates the journal."""

    kind = "argon2id"

    def fresh(self) -> str:
        """Measure this machine once and return parameters for about `TARGET_SECONDS`.

        Memory first (up to 128 MiB, so that other devices can still open it), passes second.
        """
        floor = Argon2Params(memory=FLOOR_MEMORY, passes=3, lanes=4, salt=secrets.token_bytes(16))
        start = time.perf_counter()
        self._run(b"calibration", floor)
        one_pass = (time.perf_counter() - start) / 3
        return calibrated(one_pass, secrets.token_bytes(16)).to_json()

    def key(self, secret: bytes | bytearray, params: str) -> bytearray:
        """Derive the key in a child process that ends at once."""
        return self._run(secret, read_params(params))

    @staticmethod
    def _run(secret: bytes | bytearray, p: Argon2Params) -> bytearray:
        line = f"{p.memory} {p.passes} {p.lanes} {p.salt.hex()}\n".encode()
        done = subprocess.run(  # noqa: S603  # our own file, nothing from outside in arguments
            [sys.executable, "-I", str(_CHILD)],
            input=line + secret,
            capture_output=True,
            check=False,
        )
        if done.returncode or len(done.stdout) != 32:
            raise VaultUnavailableError(
                say(
                    "There was not enough free memory to check the passphrase ({mb} MiB are needed for a moment). Close something and try again.",
                    mb=p.memory // MIB,
                )
            )
        return bytearray(done.stdout)


def calibrated(one_pass: float, salt: bytes) -> Argon2Params:
    """Choose parameters from the seconds that one pass over 64 MiB takes here."""
    roomy = one_pass * 3 * (DEFAULT_CEILING / FLOOR_MEMORY) <= TARGET_SECONDS
    memory = DEFAULT_CEILING if roomy else FLOOR_MEMORY
    passes = round(TARGET_SECONDS / (one_pass * memory / FLOOR_MEMORY)) if one_pass > 0 else 3
    return Argon2Params(memory=memory, passes=max(3, min(MAX_PASSES, passes)), lanes=4, salt=salt)
