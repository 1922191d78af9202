"""Pairs of rows that are alike in something, made from arrays of codes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from graph.sorting import stable_order
from loaders.keeping.versions import again

Ints = npt.NDArray[np.int64]
_MOST = 2**62  # of a number for several codes


def both_codes(one: Ints, two: Ints) -> Ints:
    """Return one number for two codes, row by row; codes are not negative."""
    return one * (int(two.max(initial=0)) + 1) + two


def pairs_within(codes: Ints, most: int) -> tuple[Ints, Ints]:
    """Return every pair of rows of one code, as places in `codes`.

    Groups of more than `most` rows are left out: what so many share tells nothing.
    """
    order = np.argsort(codes, kind="stable")
    begin = np.flatnonzero(np.r_[True, np.diff(codes[order]) != 0]) if len(codes) else order
    size = np.diff(np.r_[begin, len(codes)])
    kept = (size > 1) & (size <= most)
    begin, size = begin[kept], size[kept]
    # Each row is paired with those behind it in its group.
    row = _runs(begin, size)
    behind = np.repeat(size, size) - 1 - (row - np.repeat(begin, size))
    one = np.repeat(row, behind)
    two = _runs(row + 1, behind)
    return order[one], order[two]


def _runs(begin: Ints, size: Ints) -> Ints:
    """Return begin, begin + 1 ... of each size, one run after another."""
    ends = np.cumsum(size)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total) - np.repeat(ends - size, size) + np.repeat(begin, size)


def sizes(codes: Ints) -> Ints:
    """Return how many rows have the code of each row."""
    return np.asarray(np.bincount(codes, minlength=1)[codes], np.int64)


def distinct(*columns: Ints) -> tuple[Ints, ...]:
    """Return the distinct rows of some columns of codes, in rising order."""
    key = columns[0]
    for column in columns[1:]:
        if int(key.max(initial=0)) >= _MOST // (int(column.max(initial=0)) + 1):
            key = numbered(key)[1]
        key = both_codes(key, column)
    order = stable_order(key)
    first = order[~again(key[order])]
    return tuple(column[first] for column in columns)


def numbered(codes: Ints) -> tuple[Ints, Ints]:
    """Return where each distinct code stands first, in their rising order, and each row's number.

    It is what `numpy.unique` gives, in half of the time: codes are sorted with their places.
    """
    order = stable_order(codes)
    begins = ~again(codes[order])
    number = np.empty(len(codes), np.int64)
    number[order] = np.cumsum(begins) - 1
    return order[begins], number
