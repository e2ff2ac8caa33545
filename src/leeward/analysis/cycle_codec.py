"""Fits and their arrays as bytes, for a pipe or for the encrypted cache. Never a pickle.

MessagePack with arrays as (kind, shape, raw bytes): what comes back is data, not code, and whatever
does not fit the records of this version does not come back at all.
"""

from __future__ import annotations

from typing import Any, TypeVar, get_args

import msgspec
import numpy as np

from leeward.util.errors import LeewardError

T = TypeVar("T")
_KINDS = {"f": np.float64, "i": np.int64, "b": np.bool_}


class OldFormError(LeewardError):
    """The bytes were written by another version; what they held is computed again."""


def to_bytes(value: object) -> bytes:
    """Encode a record of plain values and arrays."""
    return msgspec.msgpack.encode(value, enc_hook=_plain)


def of_bytes(data: bytes, kind: type[T]) -> T:
    """Decode a record of type `kind`.

    Raises:
        OldFormError: the bytes do not hold such a record.
    """
    try:
        return msgspec.msgpack.decode(data, type=kind, dec_hook=_array)
    except (msgspec.MsgspecError, ValueError, TypeError) as error:
        raise OldFormError("A kept result was of another version.") from error


def _plain(value: Any) -> Any:
    if isinstance(value, np.ndarray) and value.dtype.kind in _KINDS:
        kept: np.ndarray[Any, Any] = np.ascontiguousarray(value, dtype=_KINDS[value.dtype.kind])
        return (kept.dtype.kind, list(kept.shape), kept.tobytes())
    if isinstance(value, np.generic):
        return value.item()
    raise TypeError(f"{type(value).__name__} has no plain form")


def _array(kind: Any, value: Any) -> Any:
    wanted = get_args(get_args(kind)[1])[0] if get_args(kind) else None
    letter, shape, raw = value
    if wanted is None or _KINDS[letter] is not wanted:
        raise TypeError(f"{kind} is not an array")
    # A copy, because compiled code would be built again for arrays that cannot be written to.
    return np.frombuffer(raw, dtype=wanted).reshape([int(n) for n in shape]).copy()
