"""What the rest of the house may expect of a journal's store.

The store keeps opaque bytes in one order. It knows no kinds of entry; it knows appending,
reading and forgetting. `memory` and `sqlite` implement it and pass one conformance suite.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is appended: `id` is 32 lower-case hex digits made by the writer.

    The id makes appending safe to repeat: one that is stored already is skipped.
    `payload` is the encoded entry, at most `MAX_PAYLOAD` bytes; it never shows in a log.
    """

    id: str
    payload: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What is read: `seq` counts from 1 without gaps; `payload` is None once forgotten."""

    seq: int
    id: str
    payload: bytes | None = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A sealed entry written while locked.

    `key` names the sealed row; `record` is None if it does not open (damaged, or sealed
    for another journal): such a row can only be discarded.
    """

    key: str
    record: Record | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifyReport:
    """What a full check of the stored bytes found. `problems` are plain sentences."""

    head: int
    entries: int
    forgotten: int
    waiting: int
    problems: tuple[str, ...]

    @property
    def ok(self) -> bool:
        """True if nothing is wrong."""
        return not self.problems


class EventStore(Protocol):
    """An append-only log of one journal, safe to share among threads."""

    def append(self, records: Sequence[Record], *, expected_head: int | None = None) -> list[int]:
        """Store records in one durable commit, all or none, and return their places.

        An id that is stored already (even if forgotten since) is skipped and its place
        returned. With `expected_head`, nothing is stored unless that is still the head.

        Raises:
            HeadMovedError: someone else wrote since `expected_head`.
            ReadOnlyVaultError: this store was opened for reading only.
            VaultFullError: there is no room on the disk; nothing was stored.
        """
        ...

    def read(self, after: int = 0) -> Iterator[Stored]:
        """Give every entry behind `after`, verified, in order.

        What other processes committed before the call is included.

        Raises:
            DamagedVaultError: the stored bytes are not the ones that were written.
        """
        ...

    def head(self) -> int:
        """Return the place of the last entry this store knows of; 0 when empty."""
        ...

    def changed(self) -> bool:
        """Say cheaply whether another connection committed since this store last looked.

        Looking is `append`, `read` or any other call that writes. It may say yes without need
        (something was sealed, or only tidied up), never no wrongly.
        """
        ...

    def forget(
        self,
        target_ids: Sequence[str],
        marker: Record,
        *,
        instead: Sequence[Record] = (),
        expected_head: int | None = None,
    ) -> None:
        """Remove the content of entries for good and append `marker`, in one commit.

        `instead` is appended before the marker, in the same commit: what takes their place.
        Places and ids stay, so that nothing forgotten comes back by an import or an outbox.
        Repeating the call with the same marker does nothing. All caches are emptied. With
        `expected_head`, nothing is removed or stored unless that is still the head.

        Raises:
            HeadMovedError: someone else wrote since `expected_head`.
            UnknownEntryError: an id is not stored, or is itself the mark of a forgetting.
        """
        ...

    def verify(self) -> VerifyReport:
        """Check every stored byte again, from the first."""
        ...

    def put_cache(self, name: str, head: int, data: bytes) -> None:
        """Keep something that can be computed again, encrypted, with the head it is true for."""
        ...

    def get_cache(self, name: str) -> tuple[int, bytes] | None:
        """Return the head and bytes kept under `name`, or None (also when it does not verify)."""
        ...

    def waiting(self) -> list[Waiting]:
        """List the entries that were sealed while locked, oldest first."""
        ...

    def drain(self, keys: Sequence[str] | None = None) -> list[int]:
        """Move sealed entries into the log in one commit and return their places.

        Without `keys`, all that open. An id that the log knows is not appended again.
        """
        ...

    def discard(self, keys: Sequence[str]) -> None:
        """Drop sealed entries; their ids are kept, without content, so they stay out."""
        ...

    def settings(self) -> dict[str, str]:
        """Return the plain settings: what must be known while locked, and is not secret."""
        ...

    def set_setting(self, name: str, value: str) -> None:
        """Keep a plain setting; anyone with the file can read it."""
        ...

    def close(self) -> None:
        """Drop the keys and let go of the file; calling again does nothing."""
        ...


MAX_PAYLOAD = 1 << 20
"""Largest entry in bytes; a bound for memory, far above what a person writes."""
