"""Which pairs of names are compared at all: those that share something few have.

The same core with the same trade, or in the same place, or where few bear it; the same sound
but for one character, one left out, or two swapped, where one was typed by hand; a contact, an
address or a representative's name that few share; one of the rarest pairs of neighbouring
characters. One of the two, at least, has no code.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from loaders.resolving.enterprises.hashes import Sounds, found_in, lengthened
from loaders.resolving.enterprises.known import (
    SHARED_BY,
    Ints,
    Known,
    Names,
    distinct_codes,
)

MOST = 200  # [param] names of one core and trade, or place, beyond which they are not paired
RARE = 50  # [param] names of one core up to which place and trade are not asked
GRAM = 60  # [param] names with a pair of neighbours beyond which it is too common to pair by
GRAMS = 3  # [param] of the rarest pairs of neighbours of a name that are looked for


def candidates(known: Known) -> tuple[Ints, Ints]:
    """Return pairs of rows of `known.table`; of each the first is loose."""
    names = known.table
    found = [pair for part in (_cores, _typed, _grams) for pair in part(names)]
    found += list(_contexts(known))
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
    ):
        yield from _equal(distinct_codes(*columns), loose, most)


def _typed(names: Names) -> Iterator[tuple[Ints, Ints]]:
    rows = np.flatnonzero(names.loose & names.by_hand)
    if not len(rows):
        return
    asked, held = Sounds(names.letters[rows]), Sounds(names.letters)
    ways = [
        found_in(asked, held, None),
        found_in(asked, held, Sounds.opened),
        found_in(asked, held, Sounds.swapped, reach=1),
        lengthened(asked, held),
    ]
    for way in ways:
        for one, two in way:
            yield rows[one], two
    for two, one in lengthened(held, asked):
        yield rows[one], two


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


def _grams(names: Names) -> Iterator[tuple[Ints, Ints]]:
    """Yield pairs that share one of the rarest pairs of neighbours of a loose name."""
    texts = names.letters
    both = texts[:, :-1].astype(np.uint64) << np.uint64(32) | texts[:, 1:].astype(np.uint64)
    row, at = np.nonzero(texts[:, 1:])
    gram = pd.factorize(both[row, at])[0].astype(np.int64)
    size = np.bincount(gram, minlength=1)[gram]
    told = pd.DataFrame({"row": row, "gram": gram, "size": size})
    told = told[(size > 1) & (size <= GRAM)].drop_duplicates(["row", "gram"])
    asked = told[names.loose[told["row"].to_numpy()]]
    asked = asked.sort_values(["row", "size", "gram"], kind="stable")
    asked = asked[(asked.groupby("row").cumcount() < GRAMS).to_numpy()]
    joined = asked[["row", "gram"]].merge(told[["row", "gram"]], on="gram")
    yield joined["row_x"].to_numpy(np.int64), joined["row_y"].to_numpy(np.int64)
