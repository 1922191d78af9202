"""How a long computation of a whole city asks the system for memory."""

from __future__ import annotations

import contextlib
import ctypes

import pyarrow as pa

_TRIM_THRESHOLD, _TOP_PAD, _MMAP_THRESHOLD, _ARENA_MAX = -1, -2, -3, -8  # names of mallopt(3)
LARGE = 2**26  # [param] bytes of an array that is returned at once


def keep_freed_memory() -> None:
    """Keep what was freed for the next frame, instead of giving it back page by page.

    A build makes and drops thousands of arrays; returning each to the system cost a quarter of
    its time. The largest, of a million firms, are returned all the same: the gaps that they leave
    would hold as much again as is used. What one thread frees is there for the others: a heap of
    its own for each would hold a third more. Where the C library has no such setting, nothing
    changes.
    """
    with contextlib.suppress(OSError, AttributeError):
        library = ctypes.CDLL(None)
        library.mallopt(_TRIM_THRESHOLD, 2**31 - 1)
        library.mallopt(_MMAP_THRESHOLD, LARGE)
        library.mallopt(_TOP_PAD, 2**27)
        library.mallopt(_ARENA_MAX, 1)
    pa.set_memory_pool(pa.system_memory_pool())


def give_back_memory() -> None:
    """Give back what was freed, once a long computation needs it no more."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
