"""What was last seen of a journal, kept outside its file, so that an older copy is noticed.

A file cannot prove by itself that it is the newest one. The witness holds the last place and
its chain value (a keyed hash: it tells nothing), the day, and the public key for sealing. It
only moves forward, after a commit, under a lock. Losing it costs the notice, nothing else.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from platformdirs import user_state_path

from leeward.util.clock import Clock, utc_now
from leeward.util.said import date_words

if sys.platform != "win32":
    import fcntl


def state_folder() -> Path:
    """Return where witnesses are kept unless told otherwise."""
    return user_state_path("leeward", appauthor=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The last state seen: `place` in the log, `chain` there, `public` sealing key, ISO `day`."""

    place: int
    chain: bytes
    public: bytes
    day: str

    @property
    def day_words(self) -> str:
        """The day as people say it; as it stands where somebody else wrote there."""
        try:
            return date_words(date.fromisoformat(self.day))
        except ValueError:
            return self.day


def last_seen(folder: Path) -> str:
    """Return the newest ISO day a journal was used here, of all that have a witness; or nothing.

    A witness does not tell where its journal lay; destroying a journal removes it.
    """
    found = (_read(path) for path in folder.glob("*.json"))
    return max((seen.day for seen in found if seen is not None), default="")


def _read(path: Path) -> Seen | None:
    try:
        fields = json.loads(path.read_bytes())
        return Seen(
            place=int(fields["place"]),
            chain=bytes.fromhex(fields["chain"]),
            public=bytes.fromhex(fields["public"]),
            day=str(fields["day"])[:10],
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


class Witness:
    """The witness of one journal in a folder of small files."""

    def __init__(self, folder: Path, vault: bytes, clock: Clock = utc_now) -> None:
        self._path = folder / f"{vault.hex()}.json"
        self._clock = clock

    def read(self) -> Seen | None:
        """Return what was last seen, or None if nothing (readable) is there."""
        return _read(self._path)

    def advance(self, *, place: int, chain: bytes, public: bytes, force: bool = False) -> None:
        """Move forward to a state; `force` also moves back, when the person said so.

        A failure to write is not an error: the entry it follows is stored.
        """
        with suppress(OSError), self._locked():
            seen = self.read()
            if seen is not None and not force and seen.place >= place:
                return
            day = self._clock().date().isoformat()
            fields = {
                "place": place,
                "chain": chain.hex(),
                "public": public.hex(),
                "day": day,
            }
            fresh = self._path.with_suffix(".new")
            fresh.write_text(json.dumps(fields), encoding="ascii")
            fresh.chmod(0o600)
            fresh.replace(self._path)

    def remove(self) -> None:
        """Forget the journal was ever seen here."""
        for path in (self._path, self._path.with_suffix(".lock"), self._path.with_suffix(".new")):
            with suppress(OSError):
                path.unlink(missing_ok=True)

    @contextmanager
    def _locked(self) -> Iterator[None]:
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(self._path.with_suffix(".lock"), os.O_CREAT | os.O_RDWR, 0o600)
        try:
            if sys.platform != "win32":
                fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)
