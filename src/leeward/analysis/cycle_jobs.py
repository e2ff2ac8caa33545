"""What goes to the process that computes fits, and what comes back: records over a pipe.

A fit itself stays bytes here, so that whoever only keeps it never loads the engine.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from typing import Final, Protocol

from leeward.analysis.cycle_numbers import Change, CycleNumbers
from leeward.model.data import Data
from leeward.model.records import WhatIf

LARGEST: Final = 256 << 20
_LENGTH: Final = struct.Struct(">I")


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A record to fit, or with `change` to simulate; `start` is an earlier fit, `to_bytes`'d.

    For a change, `start` is the fit to simulate from. `prior` is a prior file whose signature
    has been checked, with the person's `covariates`; None for the usual one.
    """

    data: Data
    start: bytes | None = None
    change: Change | None = None
    prior: bytes | None = None
    prior_id: str = ""
    covariates: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """Progress (`stage`, `share` of the time behind it), or in the last reply the results.

    `failed` names the kind of error where there is no result.
    """

    stage: str = ""
    share: float = 0.0
    numbers: CycleNumbers | None = None
    fit: bytes | None = None
    result: WhatIf | None = None
    failed: str = ""

    @property
    def last(self) -> bool:
        """Whether nothing follows."""
        return bool(self.failed) or self.numbers is not None or self.result is not None


class Reader(Protocol):
    """Anything that is read from like a file of bytes."""

    def read(self, size: int, /) -> bytes:
        """Read up to so many bytes."""
        ...


def framed(data: bytes) -> bytes:
    """Put a length before a message."""
    return _LENGTH.pack(len(data)) + data


def unframed(stream: Reader) -> bytes | None:
    """Read one message, or None at the end of the stream or of sense."""
    head = _exactly(stream, _LENGTH.size)
    if head is None:
        return None
    (length,) = _LENGTH.unpack(head)
    return _exactly(stream, length) if length <= LARGEST else None


def _exactly(stream: Reader, size: int) -> bytes | None:
    parts = bytearray()
    while len(parts) < size:
        found = stream.read(size - len(parts))
        if not found:
            return None
        parts += found
    return bytes(parts)
