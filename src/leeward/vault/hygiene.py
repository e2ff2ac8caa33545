"""Keeping a process that holds keys from leaving them lying about. Best effort, and said so."""

from __future__ import annotations

import contextlib
import ctypes
import sys

_PR_SET_DUMPABLE = 4


def no_core_dumps() -> bool:
    """Stop this process from writing its memory to disk when it crashes.

    On Linux this also keeps other programs of the same user from attaching to it.
    Returns whether the system agreed.
    """
    if sys.platform == "win32":
        return False
    import resource  # noqa: PLC0415  # not on every system

    done = False
    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        done = True
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            libc = ctypes.CDLL(None, use_errno=True)
            done = libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0) == 0 and done
    return done


def keep_in_memory(key: bytearray) -> bool:
    """Ask that a key is never written to swap; returns whether the system agreed."""
    if sys.platform == "win32" or not key:
        return False
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        place = (ctypes.c_char * len(key)).from_buffer(key)
        return bool(libc.mlock(ctypes.addressof(place), ctypes.c_size_t(len(key))) == 0)
    return False
