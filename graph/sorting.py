"""Sorting by several columns at once, packed into as few whole numbers as hold them.

A city's frames have millions of rows and half a dozen columns to sort by; one sort of packed
numbers takes a fraction of the time of one sort a column.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Ints = npt.NDArray[np.int64]
_BITS = 63
_MIXED_BY = np.uint64(0x9E3779B97F4A7C15)  # odd, and its bits are spread


def stable_order(*keys: npt.NDArray[np.generic]) -> Ints:
    """Return the order of rows by several columns, the first first; equal rows stay in order.

    Args:
        keys: whole numbers, floats or truth, without missing values; at least one.
    """
    (word, bits), *others = _packed(keys)
    order = _ordered(word, bits)
    if not others or len(order) < 2:
        return order
    same = _again(word[order])
    tied = np.append(same, False) | np.append([False], same)
    if tied.any():
        rows = order[tied]
        group = np.cumsum(np.append([True], ~same))[tied]
        order[tied] = rows[np.lexsort([*(other[rows] for other, _ in reversed(others)), group])]
    return order


def _again(ordered: npt.NDArray[np.generic]) -> npt.NDArray[np.bool_]:
    return np.asarray(ordered[1:] == ordered[:-1])


def _ordered(word: npt.NDArray[Any], bits: int) -> Ints:
    """Return the order of rows by one column; equal rows stay in order."""
    count = len(word)
    if bool((word[1:] >= word[:-1]).all()):
        return np.arange(count)
    places = max(count - 1, 1).bit_length()
    if bits + places > _BITS:
        return np.asarray(np.argsort(word, kind="stable"), np.int64)
    # With its place beneath it each number is the only one of its kind: any sort keeps the order.
    whole = np.asarray(word, np.int64) << places | np.arange(count)
    whole.sort()
    return whole & ((1 << places) - 1)


def _packed(
    keys: tuple[npt.NDArray[np.generic], ...],
) -> list[tuple[npt.NDArray[np.generic], int]]:
    """Return columns as few, which sort alike, each with how many bits it has."""
    words: list[tuple[npt.NDArray[np.generic], int]] = []
    for key in keys:
        if key.dtype.kind not in "iub" or not len(key):
            words.append((key, _BITS + 1))
            continue
        low, high = int(key.min()), int(key.max())
        bits = (high - low).bit_length()
        if bits > _BITS:
            words.append((key, bits))
            continue
        part = _from(key, low)
        if words and words[-1][1] + bits <= _BITS:
            before, size = words.pop()
            words.append((np.asarray(before, np.int64) << bits | part, size + bits))
        else:
            words.append((part, bits))
    return words


def _from(key: npt.NDArray[np.generic], low: int) -> Ints:
    """Return numbers counted from their least, which may be of any kind of 8 bytes."""
    if key.dtype.kind == "u":
        return np.asarray(key - np.asarray(low, key.dtype), np.int64)
    return np.asarray(key, np.int64) - low


def mixed(*keys: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.uint64]:
    """Return a number for each row of some columns, equal where they are; hardly ever else."""
    found = np.zeros(len(keys[0]), np.uint64)
    for key in keys:
        found *= _MIXED_BY
        found ^= found >> np.uint64(29)
        found += key.astype(np.int64, copy=False).view(np.uint64)
    return found


def repeated(numbers: npt.NDArray[np.integer[Any]]) -> npt.NDArray[np.bool_]:
    """Return which of some whole numbers stand there more than once: a few, of a city's many."""
    ordered = np.sort(numbers)
    met_again = ordered[1:][_again(ordered)]
    if not len(met_again):
        return np.zeros(len(numbers), bool)
    return pd.Series(numbers, copy=False).isin(met_again).to_numpy()
