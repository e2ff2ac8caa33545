"""Schema versions of stored bodies, and the upcasters from older ones.

A stored body keeps the version it was written with. Reading applies the upcasters of its kind
one version at a time; nothing stored is ever rewritten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from leeward.events.entry import KINDS
from leeward.util.errors import LeewardError
from leeward.util.language import say

Upcaster = Callable[[dict[str, Any]], dict[str, Any]]

CURRENT: dict[str, int] = dict.fromkeys(KINDS, 1)
UPCASTERS: dict[tuple[str, int], Upcaster] = {}


class NewerEntryError(LeewardError):
    """An entry was written by a newer Leeward than this one."""


def upcast(
    kind: str,
    version: int,
    body: dict[str, Any],
    *,
    upcasters: dict[tuple[str, int], Upcaster] = UPCASTERS,
    current: dict[str, int] = CURRENT,
) -> dict[str, Any]:
    """Bring a stored body up to the version this code reads.

    Raises:
        NewerEntryError: the kind or its version is unknown here.
    """
    latest = current.get(kind)
    if latest is None or version > latest:
        raise NewerEntryError(
            say(
                "An entry was written by a newer Leeward. Open it there, or update this one; "
                "nothing is lost."
            )
        )
    while version < latest:
        body = upcasters[kind, version](body)
        version += 1
    return body
