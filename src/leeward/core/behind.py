"""Entries that ask again: sealed to a second key, and gone from the journal itself.

What lies behind the key is in no timeline, search, figure, model, suggestion, report or table. It
can be put there with a press; reading it, bringing it back and changing the key ask for the key.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from leeward.core.about import all_about
from leeward.core.changes import GoneError
from leeward.core.projections import Fold
from leeward.core.timeline import Item, is_shown
from leeward.events import (
    Body,
    Corrected,
    Entry,
    KeptBehind,
    Reflection,
    ReflectionAnswer,
    SecondKeyMade,
    Withdrawn,
)
from leeward.events.codec import BadEntryError, NewerEntryError, decode, encode
from leeward.events.entry import KINDS
from leeward.util.errors import InputError, LeewardError
from leeward.util.ids import EntryId, new_id
from leeward.util.language import say
from leeward.vault import second_key
from leeward.vault.errors import DamagedVaultError, WrongPassphraseError
from leeward.vault.kdf import Argon2Kdf, Kdf
from leeward.vault.second_key import SecondKey, UnlockedKey

if TYPE_CHECKING:
    from leeward.core.care import Care
    from leeward.core.journal import Journal
    from leeward.core.safety import Safety

NOTE = "note"
NEVER_INSIDE = frozenset(
    {"settings", "consent", "import_batch", "second_key", "kept_behind", "forgotten"}
)
INSIDE: tuple[type[Body], ...] = tuple(KINDS[kind] for kind in KINDS if kind not in NEVER_INSIDE)


class NoSecondKeyError(LeewardError):
    """There is no second key yet."""


class BehindClosedError(LeewardError):
    """The second key was put away meanwhile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What was put behind the key at once: when that was, and what the timeline would show."""

    id: EntryId
    at: datetime
    items: tuple[Item, ...]


class Behind:
    """Make a second key, put entries behind it, and open what lies there."""

    def __init__(
        self,
        journal: Journal,
        safety: Safety,
        *,
        care: Care | None,
        kdf: Kdf | None,
    ) -> None:
        self._journal = journal
        self._safety = safety
        self._care = care
        self._kdf = kdf or Argon2Kdf()
        self._opened: list[Opened] = []

    @property
    def has_key(self) -> bool:
        """Whether there is a second key."""
        return bool(self._keys())

    def make_key(self, chosen: str) -> None:
        """Make the second key. Nothing else opens what it seals, the recovery words included.

        Raises:
            WeakPassphraseError: it would be too easy to guess.
            InputError: there is one already, or it is the journal's own passphrase.
        """
        if self.has_key:
            raise InputError(say("There is a second key already."))
        self._journal.add(self._journal.make(self._stored(chosen)))

    def may_keep(self, target: EntryId) -> bool:
        """Whether an entry can be put behind the key: what stands on the timeline can."""
        entry = self._journal.state().live(target)
        return entry is not None and is_shown(entry)

    def keep(self, target: EntryId) -> Entry:
        """Put an entry behind the key, with its versions and what was said about it later.

        It is sealed and removed in one commit. What it closes toward a person stays closed.

        Raises:
            NoSecondKeyError: there is no key yet.
            GoneError: there is no such entry on the timeline.
        """
        if not self.may_keep(target):
            raise GoneError(say("That entry is not here any more."))
        state = self._journal.state()
        stored = all_about(state, target)
        taken_back = [
            self._journal.make(Withdrawn(target=one.id))
            for one in stored
            if state.is_withdrawn(one.id)
        ]
        kept = self._sealed([*stored, *taken_back])
        shown = [one for one in (state.live(each.id) for each in stored) if one is not None]
        mark = self._safety.standing_mark(shown)
        self._journal.forget(
            [one.id for one in stored], instead=[kept, *([mark] if mark is not None else [])]
        )
        return kept

    def write(self, words: str) -> Entry:
        """Store words of one's own behind the key at once; they never lie in the journal itself.

        Raises:
            NoSecondKeyError: there is no key yet.
            InputError: there are no words.
        """
        if not words.strip():
            raise InputError(say("Nothing was filled in yet. One line is enough."), field="words")
        body = Reflection(about=NOTE, answers=(ReflectionAnswer(question=NOTE, words=words),))
        return self._journal.add(self._sealed([self._journal.make(body)]))[0]

    def open(self, given: str) -> Opened:
        """Open what lies behind the key; close it again as soon as it was read.

        Raises:
            NoSecondKeyError: there is no key yet.
            WrongPassphraseError: it is not the second key.
        """
        keys = self._keys()
        if not keys:
            raise NoSecondKeyError(say("There is no second key yet. Make one first."))
        for entry, key in keys:
            try:
                unlocked = second_key.unlocked(key, given, kdf=self._kdf)
            except WrongPassphraseError:
                if entry is keys[-1][0]:
                    raise
                continue
            break
        opened = Opened(self._journal, entry.id, unlocked, remade=self._stored)
        self._opened = [*(one for one in self._opened if one.is_open), opened]
        return opened

    def forget_all(self) -> int:
        """Remove the key and everything behind it for good, as when the key is lost.

        Returns how many were removed.
        """
        behind = self._journal.history().of(KeptBehind, SecondKeyMade)
        if behind:
            self._journal.forget([entry.id for entry in behind])
        return sum(isinstance(entry.body, KeptBehind) for entry in behind)

    def close(self) -> None:
        """Put the second key away wherever it is open."""
        for opened in self._opened:
            opened.close()
        self._opened.clear()

    def _keys(self) -> list[tuple[Entry, SecondKey]]:
        """Return the second keys in the order of storing; the first is the one to seal to."""
        state = self._journal.state()
        return [
            (entry, _key(entry.body))
            for entry in state.originals.values()
            if isinstance(entry.body, SecondKeyMade) and not state.is_withdrawn(entry.id)
        ]

    def _stored(self, chosen: str, key: UnlockedKey | None = None) -> SecondKeyMade:
        """Return a second key, a fresh one or `key`, behind the words that were chosen."""
        if self._care is not None and self._care.is_passphrase(chosen):
            raise InputError(
                say("This is the passphrase itself. Choose other words for the second key."),
                field="new",
            )
        made = (
            second_key.make(chosen, kdf=self._kdf)
            if key is None
            else key.wrapped(chosen, kdf=self._kdf)
        )
        return SecondKeyMade(
            public=made.public.hex(), params=made.params, wrapped=made.wrapped.hex()
        )

    def _sealed(self, entries: Sequence[Entry]) -> Entry:
        keys = self._keys()
        if not keys:
            raise NoSecondKeyError(say("There is no second key yet. Make one first."))
        public = keys[0][1].public
        blob = second_key.sealed(public, b"\n".join(encode(entry) for entry in entries))
        return self._journal.make(KeptBehind(public=public.hex(), sealed=blob.hex()))


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

    def kept(self) -> tuple[Kept, ...]:
        """Return what lies behind the key, newest first; what does not open is left out.

        Raises:
            BehindClosedError: the key was put away.
        """
        found = [
            Kept(id=entry.id, at=entry.at, items=_items(inside))
            for entry in self._journal.history().of(KeptBehind)
            if (inside := self._inside(entry))
        ]
        return tuple(reversed(found))

    def bring_back(self, kept: EntryId) -> tuple[Entry, ...]:
        """Put what was kept back into the journal, with its versions, in one commit.

        A forgotten id never comes back, so each entry gets a new one.

        Raises:
            GoneError: it is not there any more.
            BehindClosedError: the key was put away.
        """
        inside = self._inside(self._entry(kept))
        now = self._journal.clock()
        data = b"\n".join(encode(entry) for entry in inside)
        for entry in inside:
            data = data.replace(entry.id.encode(), new_id(now).encode())
        again = tuple(decode(line) for line in data.splitlines())
        self._journal.forget([kept], instead=again)
        return again

    def forget(self, kept: EntryId) -> None:
        """Remove what was kept for good.

        Raises:
            GoneError: it is not there any more.
            BehindClosedError: the key was put away.
        """
        self._journal.forget([self._entry(kept).id])

    def change(self, chosen: str) -> None:
        """Put the same key behind other words; the earlier ones open nothing from now on.

        Raises:
            WeakPassphraseError: they would be too easy to guess.
            InputError: it is the journal's own passphrase.
            BehindClosedError: the key was put away.
        """
        self._require()
        made = self._journal.make(self._remade(chosen, self._key))
        self._journal.forget([self._stored], instead=[made])
        self._stored = made.id

    def close(self) -> None:
        """Overwrite the key."""
        self._key.close()

    def _require(self) -> None:
        if not self.is_open:
            raise BehindClosedError(say("The second key was put away. Type it again to go on."))

    def _entry(self, kept: EntryId) -> Entry:
        self._require()
        entry = self._journal.state().live(kept)
        if entry is None or not isinstance(entry.body, KeptBehind):
            raise GoneError(say("That entry is not here any more."))
        return entry

    def _inside(self, entry: Entry) -> tuple[Entry, ...]:
        self._require()
        if not isinstance(entry.body, KeptBehind) or entry.body.public != self._key.public.hex():
            return ()
        try:
            plain = self._key.opened(bytes.fromhex(entry.body.sealed))
            found = [decode(line) for line in plain.splitlines()]
        except (DamagedVaultError, BadEntryError, NewerEntryError):
            return ()
        # Anyone with the open journal can seal: what comes back may add, never steer.
        return tuple(one for one in found if isinstance(_said(one), INSIDE))


def _said(entry: Entry) -> Body:
    return entry.body.body if isinstance(entry.body, Corrected) else entry.body


def _items(inside: Sequence[Entry]) -> tuple[Item, ...]:
    fold = Fold()
    for entry in inside:
        fold.apply(entry)
    return tuple(
        Item(
            entry=entry,
            this_time=fold.this_time(entry),
            changed=bool(fold.corrections.get(entry.id)),
        )
        for entry in fold.history().entries
        if is_shown(entry)
    )


def _key(body: SecondKeyMade) -> SecondKey:
    return SecondKey(
        public=bytes.fromhex(body.public), params=body.params, wrapped=bytes.fromhex(body.wrapped)
    )
