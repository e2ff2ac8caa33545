"""Acting on what was seen: look, decide, commit on that head alone, or look again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from leeward.vault.errors import HeadMovedError

if TYPE_CHECKING:
    from leeward.core.journal import Journal

T = TypeVar("T")
TRIES = 50


def on_what_was_seen(journal: Journal, act: Callable[[int], T]) -> T:
    """Run `act` with the head of the journal as it stands; anew if somebody wrote meanwhile.

    `act` looks at the journal after the head was read and commits on that head alone, so that
    what another program stored in between is neither missed nor added to what is gone.

    Raises:
        HeadMovedError: others wrote so often that it never came to it; nothing was changed.
    """
    for _ in range(TRIES - 1):
        try:
            return act(journal.head())
        except HeadMovedError:
            continue
    return act(journal.head())
