"""A program of its own that derives one key and ends, so that its memory goes back at once.

Reads one line of numbers (memory in KiB, passes, lanes, salt in hex) and then the secret from
standard input; writes the 32-byte key. Nothing secret is ever in its arguments or environment.
"""

from __future__ import annotations

import contextlib
import sys

from argon2.low_level import Type, hash_secret_raw


def main() -> None:
    """Derive and write."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource  # noqa: PLC0415  # not on every system

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory, passes, lanes, salt = sys.stdin.buffer.readline().split()
    key = hash_secret_raw(
        secret=sys.stdin.buffer.read(),
        salt=bytes.fromhex(salt.decode()),
        time_cost=int(passes),
        memory_cost=int(memory),
        parallelism=int(lanes),
        hash_len=32,
        type=Type.ID,
    )
    sys.stdout.buffer.write(key)


if __name__ == "__main__":
    main()
