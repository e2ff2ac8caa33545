"""What a process with keys does not leave lying about."""

from __future__ import annotations

import resource
from multiprocessing.connection import Connection

import pytest

from leeward.vault import hygiene
from support.vault_harm import FORK


def _harden(pipe: Connection) -> None:
    done = hygiene.no_core_dumps()
    pipe.send((done, resource.getrlimit(resource.RLIMIT_CORE)))


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_CORE"), reason="no core dumps here")
def test_core_dumps_are_off() -> None:
    """After hardening, a crash of the process writes nothing of its memory."""
    mine, theirs = FORK.Pipe()
    process = FORK.Process(target=_harden, args=(theirs,))
    process.start()
    assert mine.recv() == (True, (0, 0))
    process.join()


def test_keeping_a_key_out_of_swap_never_fails_loudly() -> None:
    """Locking memory is asked for; whether it was granted is said, and the key is untouched."""
    key = bytearray(b"k" * 32)
    assert hygiene.keep_in_memory(key) in (True, False)
    assert key == b"k" * 32
    assert hygiene.keep_in_memory(bytearray()) is False
