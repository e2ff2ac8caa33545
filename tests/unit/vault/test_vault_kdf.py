"""The slow key derivation: right, bounded, and in a process of its own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from leeward.vault import kdf
from leeward.vault.errors import DamagedVaultError, VaultUnavailableError
from leeward.vault.kdf import Argon2Kdf, Argon2Params, calibrated, read_params
from leeward.vault.testing import FastKdf

FLOOR = Argon2Params(memory=64 << 10, passes=3, lanes=4, salt=bytes(range(16)))


def test_key_is_that_of_a_second_implementation() -> None:
    """Our child process and another Argon2id agree on the floor parameters."""
    other = Argon2id(salt=FLOOR.salt, length=32, iterations=3, lanes=4, memory_cost=64 << 10)
    assert Argon2Kdf().key(b"a passphrase\nof two lines", FLOOR.to_json()) == other.derive(
        b"a passphrase\nof two lines"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"memory": (64 << 10) - 1},
        {"memory": (2048 << 10) + 1},
        {"memory": 2**40},
        {"passes": 2},
        {"passes": 11},
        {"passes": 10**9},
        {"lanes": 0},
        {"lanes": 17},
        {"lanes": True},
        {"salt": "00"},
        {"salt": "zz"},
        {"kind": "scrypt"},
        {"kind": "test-only"},
        {"memory": "much"},
        {"memory": None},
        {"memory": 65536.0},
        {"memory": 1024 << 10, "passes": 0},
    ],
)
def test_settings_outside_the_safe_range_are_refused(
    change: dict[str, object], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A weaker, heavier or foreign key slot is refused before anything is computed."""
    monkeypatch.setattr(kdf, "_CHILD", Path("/nonexistent"))
    fields = json.loads(FLOOR.to_json()) | change
    with pytest.raises(DamagedVaultError):
        Argon2Kdf().key(b"x", json.dumps(fields))


@pytest.mark.parametrize("text", ["", "[]", "{}", "null", "{", '{"kind": 1}'])
def test_malformed_settings_are_refused(text: str) -> None:
    """Bytes that are no settings count as damage, for both methods."""
    with pytest.raises(DamagedVaultError):
        read_params(text)
    with pytest.raises(DamagedVaultError):
        FastKdf().key(b"x", text)


def test_one_pass_is_enough_with_a_gibibyte() -> None:
    """RFC 9106 allows fewer passes with very much memory, and so do we."""
    heavy = Argon2Params(memory=1024 << 10, passes=1, lanes=4, salt=bytes(16))
    assert read_params(heavy.to_json()) == heavy


@pytest.mark.parametrize(
    ("one_pass", "memory", "passes"),
    [(0.05, 128, 10), (0.1, 128, 5), (0.15, 128, 3), (0.2, 64, 5), (2.0, 64, 3), (0.0, 128, 3)],
)
def test_calibration_stays_between_floor_and_ceiling(
    one_pass: float, memory: int, passes: int
) -> None:
    """About a second where the machine allows it, never below the floor on a slow one."""
    found = calibrated(one_pass, bytes(16))
    assert (found.memory >> 10, found.passes) == (memory, passes)
    assert read_params(found.to_json()) == found


def test_fresh_settings_are_taken_again_and_never_the_same() -> None:
    """What calibration writes is what opening accepts, with a new salt each time."""
    first, second = (read_params(Argon2Kdf().fresh()) for _ in range(2))
    assert first.salt != second.salt


def test_cost_of_a_guess_is_said_in_words() -> None:
    """A person can read what protects the journal from guessing."""
    assert kdf.guess_cost(FLOOR.to_json()) == (
        "Each guess takes 64 MiB of memory, gone over 3 times."
    )


def test_failing_child_is_told_as_want_of_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the child cannot finish, the person learns how much memory is needed for a moment."""
    child = tmp_path / "child.py"
    child.write_text("raise MemoryError")
    monkeypatch.setattr(kdf, "_CHILD", child)
    with pytest.raises(VaultUnavailableError, match="64 MiB"):
        Argon2Kdf().key(b"x", FLOOR.to_json())


def test_the_test_method_is_refused_by_the_real_one() -> None:
    """A journal made for tests never opens in the program."""
    with pytest.raises(DamagedVaultError):
        Argon2Kdf().key(b"x", FastKdf().fresh())
