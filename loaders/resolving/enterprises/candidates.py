"""Which pairs of names are compared at all: those that share something few have.

The same core with the same trade, or in the same place, or where few bear it; the same sound
but for one character, one left out, or two swapped, where one was typed by hand; a contact, an
address or a representative's name that few share; one of the rarest pairs of neighbouring
characters. One of the two, at least, has no code.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from loaders.resolving.enterprises.known import (
    SHARED_BY,
    Ints,
    Known,
    Names,
    distinct_codes,
)

MOST = 200  # [param] names of one core and trade, or place, beyond which they are not paired
RARE = 50  # [param] names of one core up to which place and trade are not asked


def candidates(known: Known) -> tuple[Ints, Ints]:
    """Return pairs of rows of `known.table`; of each the first is loose."""
    names = known.table
    found = [names.spelt, *_cores(names), *_contexts(known)]
    one = np.concatenate([np.empty(0, np.int64), *(a for a, _ in found)])
    two = np.concatenate([np.empty(0, np.int64), *(b for _, b in found)])
    other = names.entity[one] != names.entity[two]
    one, two = one[other], two[other]
    # Of two that are both loose, the pair is the same in either order.
    turned = names.loose[two] & (one > two)
    one, two = np.where(turned, two, one), np.where(turned, one, two)
    key = np.unique(one * len(names) + two)
    return key // max(len(names), 1), key % max(len(names), 1)


def _equal(codes: Ints, loose: Ints, most: int) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs (loose row, row) of one code, where at most so many rows have it."""
    size = np.bincount(codes, minlength=1)[codes]
    held = np.flatnonzero((size > 1) & (size <= most))
    asked = held[loose[held] > 0]
    order = held[np.argsort(codes[held], kind="stable")]
    low = np.searchsorted(codes[order], codes[asked], "left")
    many = size[asked]
    place = np.arange(int(many.sum())) - np.repeat(np.cumsum(many) - many, many)
    yield np.repeat(asked, many), order[place + np.repeat(low, many)]


def _cores(names: Names) -> Iterator[tuple[Ints, Ints]]:
    loose = names.loose.astype(np.int64)
    core = names.code("core")
    for columns, most in (
        ((core,), RARE),
        ((core, names.code("trade")), MOST),
        ((core, names.region // 100), MOST),
        ((names.code("whole"),), MOST),
        ((names.code("bare"),), MOST),
    ):
        yield from _equal(distinct_codes(*columns), loose, most)


def _contexts(known: Known) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs of companies that share what few have, by the first name of each."""
    names = known.table
    first = np.full(known.count, -1, np.int64)
    first[names.entity[::-1]] = np.arange(len(names))[::-1]
    for told in (known.addresses, known.contacts, known.representatives):
        held = told.drop_duplicates()
        row = first[held["entity"].to_numpy(np.int64)]
        kept = row >= 0
        codes = distinct_codes(held["value"].to_numpy(np.int64)[kept])
        loose = known.loose[held["entity"].to_numpy(np.int64)[kept]].astype(np.int64)
        for one, two in _equal(codes, loose, SHARED_BY):
            yield row[kept][one], row[kept][two]
