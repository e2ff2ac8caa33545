"""The second key at hand: reading what lies behind it, bringing it back, changing the key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from leeward.core.behind_inside import items, renamed, unpacked
from leeward.core.behind_keys import kept_of, keys_of
from leeward.core.changes import GoneError
from leeward.core.seen import on_what_was_seen
from leeward.events import Entry, KeptBehind, SecondKeyMade
from leeward.util.errors import LeewardError
from leeward.util.ids import EntryId, new_id
from leeward.util.language import say
from leeward.vault.errors import DamagedVaultError

if TYPE_CHECKING:
    from leeward.core.journal import Journal
    from leeward.core.timeline import Item
    from leeward.vault.second_key import UnlockedKey


class BehindClosedError(LeewardError):
    """The second key was put away meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was put behind the key at once: when that was, and what the timeline would show."""

    id: EntryId
    at: datetime
    items: tuple[Item, ...]


class Opened:
    """What lies behind the second key, readable until it is closed."""

    def __init__(
        self,
        journal: Journal,
        stored: EntryId,
        key: UnlockedKey,
        *,
        remade: Callable[[str, UnlockedKey], SecondKeyMade],
    ) -> None:
        self._journal = journal
        self._stored = stored
        self._key = key
        self._remade = remade

    @property
    def is_open(self) -> bool:
        """Whether the key is still at hand."""
        return self._key.is_open

    @property
    def takes_more(self) -> bool:
        """Whether what is put away from now on goes behind this key, not behind another."""
        keys = keys_of(self._journal.state())
        return bool(keys) and keys[0][1].public == self._key.public

    def kept(self) -> tuple[Kept, ...]:
        """Return what lies behind the key, newest first; what does not open is left out.

        Raises:
            BehindClosedError: the key was put away.
        """
        found = [
            Kept(id=entry.id, at=entry.at, items=items(inside))
            for entry, body in kept_of(self._journal.state())
            if (inside := self._inside(body))
        ]
        return tuple(reversed(found))

    def unread(self) -> int:
        """Return how many of what lies behind a second key do not open with this one.

        They are sealed to another key, damaged, or written by a newer Leeward.

        Raises:
            BehindClosedError: the key was put away.
        """
        return sum(not self._inside(body) for _, body in kept_of(self._journal.state()))

    def bring_back(self, kept: EntryId) -> tuple[Entry, ...]:
        """Put what was kept back into the journal, with its versions, in one commit.

        A forgotten id never comes back, so each entry gets a new one.

        Raises:
            GoneError: it is not there any more, or does not open with this key.
            BehindClosedError: the key was put away.
        """

        def back(head: int) -> tuple[Entry, ...]:
            inside = self._inside(self._one(kept))
            if not inside:
                raise GoneError(say("That entry is not here any more."))
            again = renamed(inside, now=self._journal.clock())
            self._journal.forget([kept], instead=again, expected_head=head)
            return again

        return on_what_was_seen(self._journal, back)

    def forget(self, kept: EntryId) -> None:
        """Remove what was kept for good.

        Raises:
            GoneError: it is not there any more.
            BehindClosedError: the key was put away.
        """
        self._one(kept)
        self._journal.forget([kept])

    def change(self, chosen: str) -> None:
        """Put the same key behind other words; the earlier ones open nothing from now on.

        Keys stored later stay behind this one, so that what is put away goes where it went before.

        Raises:
            WeakPassphraseError: they would be too easy to guess.
            InputError: it is the journal's own passphrase.
            BehindClosedError: the key was put away, or changed or let go elsewhere meanwhile.
        """
        self._require()
        body = self._remade(chosen, self._key)

        def put(head: int) -> EntryId:
            keys = keys_of(self._journal.state())
            if self._stored not in {entry.id for entry, _ in keys}:
                raise BehindClosedError(_put_away())
            mine = self._key.public
            first = next(n for n, (_, key) in enumerate(keys) if key.public == mine)
            made = self._journal.make(body)
            later = [
                replace(entry, id=new_id(made.recorded))
                for entry, key in keys[first:]
                if key.public != mine
            ]
            self._journal.forget(
                [entry.id for entry, _ in keys[first:]],
                instead=[made, *later],
                expected_head=head,
            )
            return made.id

        self._stored = on_what_was_seen(self._journal, put)

    def close(self) -> None:
        """Overwrite the key."""
        self._key.close()

    def _require(self) -> None:
        if not self.is_open:
            raise BehindClosedError(_put_away())

    def _one(self, kept: EntryId) -> KeptBehind:
        self._require()
        found = [body for entry, body in kept_of(self._journal.state()) if entry.id == kept]
        if not found:
            raise GoneError(say("That entry is not here any more."))
        return found[0]

    def _inside(self, body: KeptBehind) -> tuple[Entry, ...]:
        self._require()
        if body.public != self._key.public.hex():
            return ()
        try:
            plain = self._key.opened(bytes.fromhex(body.sealed))
        except DamagedVaultError:
            return ()
        here = self._journal.state().originals
        return unpacked(plain, here=here, now=self._journal.clock())


def _put_away() -> str:
    return say("The second key was put away. Type it again to go on.")
