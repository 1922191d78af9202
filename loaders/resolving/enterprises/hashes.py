"""Names as numbers: of their sound, of what is left without a character, or with two swapped.

A name's number is a polynomial over the sounds of its characters, modulo 2**64, so that a
character can be left open, left out or swapped in every name of a city at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache

import numpy as np
import numpy.typing as npt

from graph.naming.characters import sounds

Hashes = npt.NDArray[np.uint64]
Ints = npt.NDArray[np.int64]

_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse
_INVERSE = pow(_BASE, -1, 1 << 64)
_OPEN = np.uint64(0x5DEECE66D1234567)  # stands for any character
LONGEST = 40  # [param] characters of a name that are looked at
_BITS = 22


@cache
def _powers() -> Hashes:
    return np.array([pow(_BASE, n, 1 << 64) for n in range(LONGEST + 1)], np.uint64)


@cache
def _sound_numbers() -> Hashes:
    """Return a number for each character, equal where two are read alike."""
    table = np.arange(0x110000, dtype=np.uint64) + np.uint64(1)
    known = sounds()
    codes = {sound: n for n, sound in enumerate(sorted(set(known.values())), 0x110001)}
    for letter, sound in known.items():
        table[ord(letter)] = codes[sound]
    return table


def letters(names: npt.ArrayLike) -> npt.NDArray[np.uint32]:
    """Return names as rows of code points, LONGEST wide, nought behind the last."""
    text = np.asarray(names, dtype=f"U{LONGEST}")
    return np.ascontiguousarray(text).view(np.uint32).reshape(len(text), LONGEST)


class Sounds:
    """Names of a column as numbers of their sounds."""

    def __init__(self, shown: npt.NDArray[np.uint32]) -> None:
        self.size = (shown != 0).sum(1).astype(np.int64)
        terms = _sound_numbers()[shown]
        terms[shown == 0] = 0
        self.terms: Hashes = terms
        self.parts: Hashes = terms * _powers()[:LONGEST]
        self.whole: Hashes = self.parts.sum(1, dtype=np.uint64)

    def opened(self, at: int) -> Hashes:
        """Return the names with the character at a place left open."""
        return np.asarray(
            self.whole - self.parts[:, at] + _OPEN * _powers()[at : at + 1], np.uint64
        )

    def dropped(self, at: int) -> Hashes:
        """Return the names without the character at a place."""
        head = self.parts[:, :at].sum(1, dtype=np.uint64)
        tail = self.whole - head - self.parts[:, at]
        return np.asarray(head + tail * np.uint64(_INVERSE), np.uint64)

    def swapped(self, at: int) -> Hashes:
        """Return the names with the characters at a place and behind it swapped."""
        by = self.terms[:, at + 1] - self.terms[:, at]
        return np.asarray(
            self.whole + by * (_powers()[at : at + 1] - _powers()[at + 1 : at + 2]), np.uint64
        )


def found_in(
    asked: Sounds, held: Sounds, change: Callable[[Sounds, int], Hashes] | None, reach: int = 0
) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs (row asked, row held) that are one after a change at the same place.

    Args:
        change: what is done to both; None: nothing.
        reach: characters behind the place that the change touches.
    """
    last = int(max(asked.size.max(initial=0), 1)) if change else 1
    for at in range(last):
        rows = np.flatnonzero(asked.size > at + reach)
        others = np.flatnonzero(held.size > at + reach)
        keys = change(asked, at)[rows] if change else asked.whole[rows]
        theirs = change(held, at)[others] if change else held.whole[others]
        yield from _equal(keys, theirs, rows, others)


def lengthened(asked: Sounds, held: Sounds) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs (row asked, row held) of which the asked lacks one character of the held."""
    for at in range(int(held.size.max(initial=0))):
        others = np.flatnonzero(held.size > at)
        yield from _equal(
            asked.whole, held.dropped(at)[others], np.arange(len(asked.whole)), others
        )


def _equal(keys: Hashes, theirs: Hashes, rows: Ints, others: Ints) -> Iterator[tuple[Ints, Ints]]:
    # Nearly nobody has a key that is asked for: a table of its first bits says so at once.
    seen = np.zeros(1 << _BITS, bool)
    seen[keys >> np.uint64(64 - _BITS)] = True
    maybe = np.flatnonzero(seen[theirs >> np.uint64(64 - _BITS)])
    theirs, others = theirs[maybe], others[maybe]
    order = np.argsort(keys, kind="stable")
    low = np.searchsorted(keys[order], theirs, "left")
    size = np.searchsorted(keys[order], theirs, "right") - low
    if not size.any():
        return
    hit = np.repeat(np.arange(len(theirs)), size)
    place = np.arange(len(hit)) - np.repeat(np.cumsum(size) - size, size) + low[hit]
    yield rows[order[place]], others[hit]


def framed(shown: npt.NDArray[np.uint32], rows: Ints, start: Ints, size: Ints) -> Ints:
    """Return how many names are some others but for a run of characters, those themselves too.

    Args:
        shown: names as rows of code points.
        rows, start, size: which names, and where and how long the run in each is.
    """
    length = (shown != 0).sum(1).astype(np.int64)
    found = np.zeros(len(rows), np.int64)
    order = np.argsort(length, kind="stable")
    ends = np.searchsorted(length[order], np.arange(shown.shape[1] + 2))
    powers = _powers()[: shown.shape[1]]
    for many in np.unique(length[rows]).tolist():
        others = order[ends[many] : ends[many + 1]]
        terms = shown[others].astype(np.uint64) * powers
        whole = terms.sum(1, dtype=np.uint64)
        asked = np.flatnonzero(length[rows] == many)
        place = np.searchsorted(others, rows[asked])
        for run in np.unique(start[asked] * shown.shape[1] + size[asked]).tolist():
            at, wide = run // shown.shape[1], run % shown.shape[1]
            frame = np.sort(whole - terms[:, at : at + wide].sum(1, dtype=np.uint64))
            these = (start[asked] == at) & (size[asked] == wide)
            key = whole[place[these]] - terms[place[these], at : at + wide].sum(1, dtype=np.uint64)
            found[asked[these]] = np.searchsorted(frame, key, "right") - np.searchsorted(frame, key)
    return found
