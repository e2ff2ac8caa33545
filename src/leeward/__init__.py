"""Leeward: a private companion for noticing, pausing and understanding.

The Python API. Names are imported when they are first used, so that importing a submodule
does not pay for all of it.

    with leeward.open(passphrase="…") as journal:
        journal.check_ins.add(leeward.CheckIn(distress=4))
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from leeward.core.leeward import Leeward
    from leeward.core.opening import FirstOpening, Place
    from leeward.core.timeline import Query
    from leeward.events import (
        CheckIn,
        Entry,
        Episode,
        LookBack,
        MotiveMark,
        Settings,
        TriggerMark,
        Urge,
    )
    from leeward.events.history import History
    from leeward.util.errors import LeewardError

__version__ = "2026.11.0"

__all__ = [
    "CheckIn",
    "Entry",
    "Episode",
    "FirstOpening",
    "History",
    "Leeward",
    "LeewardError",
    "LookBack",
    "MotiveMark",
    "Place",
    "Query",
    "Settings",
    "TriggerMark",
    "Urge",
    "create",
    "demo",
    "open",
]

_HOME = {
    "Leeward": "core.leeward",
    "FirstOpening": "core.opening",
    "Place": "core.opening",
    "Query": "core.timeline",
    "History": "events.history",
    "LeewardError": "util.errors",
} | dict.fromkeys(
    (
        *("CheckIn", "Entry", "Episode", "LookBack"),
        *("MotiveMark", "Settings", "TriggerMark", "Urge"),
    ),
    "events",
)


def __getattr__(name: str) -> Any:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module 'leeward' has no attribute {name!r}")
    return getattr(import_module(f"leeward.{_HOME[name]}"), name)


def _place(path: str | Path | None) -> Place:
    from leeward.core.opening import Place, default_path  # noqa: PLC0415  importing leeward stays cheap

    return Place(path=Path(path) if path is not None else default_path())


def open(  # noqa: A001  the word people expect
    path: str | Path | None = None, *, passphrase: str, read_only: bool = False
) -> Leeward:
    """Open a journal; without `path` the one of LEEWARD_VAULT or the platform's data folder.

    Raises:
        LeewardError: a subclass for a wrong passphrase, a damaged file, an older copy,
            a newer format or no journal at all.
    """
    from leeward.events.vocabulary import Source  # noqa: PLC0415  importing leeward stays cheap

    return _place(path).open(passphrase, source=Source.PYTHON, read_only=read_only)


def create(path: str | Path | None = None, *, passphrase: str) -> FirstOpening:
    """Make a new journal and return it open, with its recovery words.

    Raises:
        LeewardError: the passphrase is weak, or there is something at `path` already.
    """
    from leeward.events.vocabulary import Source  # noqa: PLC0415  importing leeward stays cheap

    return _place(path).create(passphrase, source=Source.PYTHON)


def demo(*, seed: int = 7, days: int = 120, zone: str = "UTC") -> Leeward:
    """Return the journal of a simulated person; nothing is kept."""
    from leeward.core.opening import demo as simulated  # noqa: PLC0415  importing leeward stays cheap

    return simulated(seed=seed, days=days, zone=zone)
