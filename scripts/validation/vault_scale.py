"""The journal at ten times its usual size: 220,000 entries, a hundred years of writing daily.

python scripts/validation/vault_scale.py
"""

from __future__ import annotations

import resource
import secrets
import tempfile
import time
from pathlib import Path

from leeward.vault import lifecycle
from leeward.vault.ports import Record
from leeward.vault.testing import FastKdf

ENTRIES = 220_000
OPEN_SECONDS, APPEND_SECONDS, MEMORY_MIB = 4.0, 0.025, 600
PASSPHRASE = "seven lanterns over the quiet harbour"  # noqa: S105  # of a journal made here


def main() -> None:
    """Measure opening, reading, appending and memory against their bounds."""
    with tempfile.TemporaryDirectory() as folder:
        path, state = Path(folder) / "j.db", Path(folder) / "state"
        store = lifecycle.create(path, PASSPHRASE, kdf=FastKdf(), state=state).store
        for _ in range(ENTRIES // 20_000):
            store.append(
                [
                    Record(id=secrets.token_hex(16), payload=secrets.token_bytes(198))
                    for _ in range(20_000)
                ]
            )
        store.close()
        start = time.process_time()  # all of it is computing, and other work must not count
        store = lifecycle.unlock(path, PASSPHRASE, kdf=FastKdf(), state=state)
        count = sum(1 for _ in store.read())
        opened = time.process_time() - start
        times = []
        for _ in range(200):
            start = time.perf_counter()
            store.append([Record(id=secrets.token_hex(16), payload=bytes(198))])
            times.append(time.perf_counter() - start)
        store.close()
    p95 = sorted(times)[190]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"unlock and read {count:,} entries   {opened:.2f} s (bound {OPEN_SECONDS} s)")
    print(f"append p95                     {p95 * 1e3:.1f} ms (bound {APPEND_SECONDS * 1e3:.0f})")
    print(f"most memory held               {memory:.0f} MiB (bound {MEMORY_MIB})")
    if opened > OPEN_SECONDS or p95 > APPEND_SECONDS or memory > MEMORY_MIB:
        raise SystemExit("the journal is too slow or too large at 220,000 entries")


if __name__ == "__main__":
    main()
