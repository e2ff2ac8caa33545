"""One decorator for compiled functions, so that caching works wherever the program is installed."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

import numba

_F = TypeVar("_F", bound=Callable[..., Any])


def _writable(folder: Path) -> bool:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return os.access(folder, os.W_OK)


def _cacheable() -> bool:
    """Say whether numba will find a place for machine code.

    A place that others may write to is never used: machine code read from there would run with
    this person's rights. Where neither the package nor the home is writable, compile each time.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return True
    beside = Path(__file__).parent / "__pycache__"
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return _writable(beside) or _writable(home)


_CACHE = _cacheable()


def compiled(function: _F) -> _F:
    """Compile `function` with numba: IEEE rules kept, division by zero gives inf, cached."""
    return cast("_F", numba.njit(cache=_CACHE, error_model="numpy")(function))


def fused(function: _F) -> _F:
    """Compile as `compiled` does, a product and the sum after it in one rounding where it can."""
    made = numba.njit(cache=_CACHE, error_model="numpy", fastmath={"contract"})
    return cast("_F", made(function))


def inlined(function: _F) -> _F:
    """Compile `function` into each of its callers, so that a loop around it can run abreast."""
    return cast("_F", numba.njit(inline="always", error_model="numpy")(function))
