"""What happened too seldom for a number of its own is put together with its like.

A trigger with fewer than `POOL_BELOW` records cannot pass any gate by itself, yet each costs two
parameters; eleven classes of trigger and fourteen ways made ninety. Rare triggers of one class
(stress, threat to the bond, other) share one effect instead, and rare kinds of episode and rare
ways the effect over all: partial pooling taken to its end where the log is silent. Everything that
is fitted sees the pooled log; `together` says what was put together.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from leeward.model.data import CLASS_NAMES, Data, Ints

POOL_BELOW: Final = 8
FEW: Final = "few"


def _rare(data: Data) -> dict[int, tuple[int, ...]]:
    """Per class, indices of the triggers that share one effect: two rare ones at least."""
    counts = np.bincount(data.trigger_kind, minlength=len(data.trigger_names))
    out = {}
    for c in range(len(CLASS_NAMES)):
        found = tuple(
            k
            for k, klass in enumerate(data.trigger_class)
            if klass == c and 0 < counts[k] < POOL_BELOW
        )
        if len(found) > 1:
            out[c] = found
    return out


def _pool_name(data: Data, klass: int) -> str:
    name = f"{FEW}_{CLASS_NAMES[klass]}"
    while name in data.trigger_names:
        name += "_"
    return name


def together(data: Data) -> dict[str, tuple[str, tuple[str, ...]]]:
    """Per pooled trigger, the name of the shared effect and everything that shares it."""
    out = {}
    for klass, members in _rare(data).items():
        names = tuple(data.trigger_names[k] for k in members)
        for name in names:
            out[name] = (_pool_name(data, klass), names)
    return out


def pooled(data: Data) -> Data:
    """The log with rare triggers of one class under one name; pooling twice changes nothing."""
    rare = _rare(data)
    if not rare:
        return data
    gone = {k for members in rare.values() for k in members}
    kept = [k for k in range(len(data.trigger_names)) if k not in gone]
    place: Ints = np.zeros(len(data.trigger_names), dtype=np.int64)
    place[kept] = np.arange(len(kept))
    for i, members in enumerate(rare.values()):
        place[list(members)] = len(kept) + i
    return replace(
        data,
        trigger_kind=place[data.trigger_kind],
        trigger_names=(
            *(data.trigger_names[k] for k in kept),
            *(_pool_name(data, klass) for klass in rare),
        ),
        trigger_class=(*(data.trigger_class[k] for k in kept), *rare),
    )


def own_parts(which: Ints, parts: int) -> tuple[int, ...]:
    """Indices of the kinds (or ways) that keep a deviation of their own; `which` (n,) are records.

    None where only one group is left to deviate from nothing.
    """
    counts = np.bincount(which, minlength=parts)
    own = tuple(int(k) for k in np.flatnonzero(counts >= POOL_BELOW))
    rest = int(counts[counts < POOL_BELOW].sum())
    return own if len(own) + (rest >= POOL_BELOW) > 1 else ()
