"""Entries that ask again: sealed to a second key, and gone from the journal itself.

What lies behind the key is in no timeline, search, figure, model, suggestion, report or table. It
can be put there with a press; reading it, bringing it back and changing the key ask for the key.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from leeward.core.about import all_about
from leeward.core.behind_inside import packed
from leeward.core.behind_keys import kept_of, keys_of, records_of
from leeward.core.behind_open import BehindClosedError, Kept, Opened
from leeward.core.changes import GoneError
from leeward.core.seen import on_what_was_seen
from leeward.core.timeline import is_shown
from leeward.events import Entry, KeptBehind, Reflection, ReflectionAnswer, SecondKeyMade, Withdrawn
from leeward.events.codec import encode
from leeward.util.errors import InputError, LeewardError
from leeward.util.ids import EntryId
from leeward.util.language import say
from leeward.vault import second_key
from leeward.vault.errors import DamagedVaultError, VaultUnavailableError, WrongPassphraseError
from leeward.vault.kdf import Argon2Kdf, Kdf
from leeward.vault.ports import MAX_PAYLOAD
from leeward.vault.second_key import UnlockedKey

if TYPE_CHECKING:
    from leeward.core.care import Care
    from leeward.core.journal import Journal
    from leeward.core.safety import Safety

__all__ = [
    "Behind",
    "BehindClosedError",
    "Kept",
    "NoSecondKeyError",
    "Opened",
    "TooMuchBehindError",
]

NOTE = "note"
MOST_KEYS = 16
"""Keys that one passphrase is tried on; a file brought in could hold thousands."""


class NoSecondKeyError(LeewardError):
    """There is no second key yet."""


class TooMuchBehindError(LeewardError):
    """An entry with its versions is too long to be sealed at once."""


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
        return bool(keys_of(self._journal.state()))

    def make_key(self, chosen: str) -> None:
        """Make the second key. Nothing else opens what it seals, the recovery words included.

        Raises:
            WeakPassphraseError: it would be too easy to guess.
            InputError: there is one already, or it is the journal's own passphrase.
        """
        self._refuse_another()
        body = self._stored(chosen)

        def put(head: int) -> None:
            self._refuse_another()
            self._journal.add_all([self._journal.make(body)], expected_head=head)

        on_what_was_seen(self._journal, put)

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
            TooMuchBehindError: it is too long; nothing was changed.
        """
        return on_what_was_seen(self._journal, lambda head: self._keep(target, head))

    def write(self, words: str) -> Entry:
        """Store words of one's own behind the key at once; they never lie in the journal itself.

        Raises:
            NoSecondKeyError: there is no key yet.
            InputError: there are no words, or too many.
        """
        if not words.strip():
            raise InputError(say("Nothing was filled in yet. One line is enough."), field="words")
        body = Reflection(about=NOTE, answers=(ReflectionAnswer(question=NOTE, words=words),))

        def put(head: int) -> Entry:
            kept = self._sealed([self._journal.make(body)])
            self._journal.add_all([kept], expected_head=head)
            return kept

        return on_what_was_seen(self._journal, put)

    def open(self, given: str) -> Opened:
        """Open what lies behind the key; close it again as soon as it was read.

        Raises:
            NoSecondKeyError: there is no key yet.
            WrongPassphraseError: it is not the second key.
            DamagedVaultError: no stored key can be read.
            VaultUnavailableError: there is not enough memory to check it.
        """
        keys = keys_of(self._journal.state())
        if not keys:
            raise NoSecondKeyError(say("There is no second key yet. Make one first."))
        told: list[LeewardError] = []
        for entry, key in keys[:MOST_KEYS]:
            try:
                unlocked = second_key.unlocked(key, given, kdf=self._kdf)
            except (WrongPassphraseError, DamagedVaultError, VaultUnavailableError) as error:
                told.append(error)
                continue
            opened = Opened(self._journal, entry.id, unlocked, remade=self._stored)
            self._opened = [*(one for one in self._opened if one.is_open), opened]
            return opened
        # The first key is the person's own: what it said is what they need to know.
        raise told[0]

    def forget_all(self) -> int:
        """Remove the key and everything behind it for good, as when the key is lost.

        Returns how many were removed.
        """

        def remove(head: int) -> int:
            state = self._journal.state()
            removed = len(kept_of(state))
            targets = records_of(state)
            if targets:
                self._journal.forget(targets, expected_head=head)
            return removed

        self.close()
        return on_what_was_seen(self._journal, remove)

    def close(self) -> None:
        """Put the second key away wherever it is open."""
        for opened in self._opened:
            opened.close()
        self._opened.clear()

    def _refuse_another(self) -> None:
        if self.has_key:
            raise InputError(say("There is a second key already."))

    def _keep(self, target: EntryId, head: int) -> Entry:
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
            [one.id for one in stored],
            instead=[kept, *([mark] if mark is not None else [])],
            expected_head=head,
        )
        return kept

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
        keys = keys_of(self._journal.state())
        if not keys:
            raise NoSecondKeyError(say("There is no second key yet. Make one first."))
        public = keys[0][1].public
        plain = packed(entries)
        blob = second_key.sealed(public, plain)
        kept = self._journal.make(KeptBehind(public=public.hex(), sealed=blob.hex()))
        if len(encode(kept)) > MAX_PAYLOAD:
            raise TooMuchBehindError(
                say(
                    "This entry with all its versions is too long to put away at once ({size} KiB; about {most} fit). Nothing was changed.",
                    size=len(plain) >> 10,
                    most=MAX_PAYLOAD // 2 >> 10,
                )
            )
        return kept
