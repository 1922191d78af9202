"""Which names of a city are spelt nearly as a loose one's, before any is taken apart.

The same sound but for one character, one left out, or two swapped, where one was typed by hand;
one of the rarest pairs of neighbouring characters; and a core, wherever it stands.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from loaders.resolving.enterprises.hashes import Sounds, found_in, framed, lengthened, letters

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Letters = npt.NDArray[np.uint32]

GRAM = 60  # [param] names with a pair of neighbours beyond which it is too common to pair by
SAMPLE = 10_000  # [param] names of the register whose cores tell what is usual in one
GRAMS = 3  # [param] of the rarest pairs of neighbours of a name that are looked for
_MIXING = np.uint64(0x9E3779B97F4A7C15)  # odd
_SHIFT = np.uint64(21)  # bits of a code point


def nearly(shown: Letters, loose: Bools, typed: Bools) -> tuple[Ints, Ints]:
    """Return pairs of rows that are spelt nearly alike; the first is loose.

    Args:
        typed: rows of loose companies of which only tables typed by hand speak.
    """
    found = [*_typed(shown, np.flatnonzero(typed)), _grams(shown, loose)]
    one = np.concatenate([a for a, _ in found])
    two = np.concatenate([b for _, b in found])
    key = np.unique(one[one != two] * len(shown) + two[one != two])
    return key // max(len(shown), 1), key % max(len(shown), 1)


def _typed(shown: Letters, rows: Ints) -> list[tuple[Ints, Ints]]:
    if not len(rows):
        return []
    asked, held = Sounds(shown[rows]), Sounds(shown)
    ways = [
        found_in(asked, held, None),
        found_in(asked, held, Sounds.opened),
        found_in(asked, held, Sounds.swapped, reach=1),
        lengthened(asked, held),
    ]
    found = [(rows[one], two) for way in ways for one, two in way]
    return found + [(rows[one], two) for two, one in lengthened(held, asked)]


def _grams(shown: Letters, loose: Bools) -> tuple[Ints, Ints]:
    """Return pairs that share one of the rarest pairs of neighbours of a loose name."""
    asked_rows = np.flatnonzero(loose)
    grams = _windows(shown[asked_rows], 2)
    wanted = np.unique(grams[grams > 0])
    row, gram = _places(shown, wanted)
    size = np.bincount(gram, minlength=len(wanted))[gram]
    told = pd.DataFrame({"row": row, "gram": gram, "size": size})
    told = told[(size > 1) & (size <= GRAM)].drop_duplicates(["row", "gram"])
    asked = told[loose[told["row"].to_numpy()]]
    asked = asked.sort_values(["row", "size", "gram"], kind="stable")
    asked = asked[(asked.groupby("row").cumcount() < GRAMS).to_numpy()]
    joined = asked[["row", "gram"]].merge(told[["row", "gram"]], on="gram")
    return joined["row_x"].to_numpy(np.int64), joined["row_y"].to_numpy(np.int64)


def _windows(shown: Letters, size: int) -> npt.NDArray[np.uint64]:
    """Return each run of so many characters as one number; 0 where the name ends before."""
    made = shown.astype(np.uint64)
    last = shown.shape[1] - size + 1
    found = made[:, :last]
    for behind in range(1, size):
        found = found << _SHIFT | made[:, behind : behind + last]
    return np.where(shown[:, size - 1 :] > 0, found, 0)


def _places(shown: Letters, wanted: npt.NDArray[np.uint64]) -> tuple[Ints, Ints]:
    """Return in which rows each wanted pair of neighbours stands: rows, and places in `wanted`."""
    rows, grams = [np.empty(0, np.int64)], [np.empty(0, np.int64)]
    for at in range(shown.shape[1] - 1):
        if not shown[:, at + 1].any():
            break
        gram = _windows(shown[:, at : at + 2], 2)[:, 0]
        place = np.searchsorted(wanted, gram)
        hit = (
            np.flatnonzero(wanted[np.minimum(place, len(wanted) - 1)] == gram)
            if len(wanted)
            else ()
        )
        rows.append(np.asarray(hit, np.int64))
        grams.append(place[rows[-1]].astype(np.int64))
    return np.concatenate(rows), np.concatenate(grams)


def some_of(shown: Letters, texts: Ints, loose: Bools) -> Ints:
    """Return some rows of companies with a code, the same in whatever order they come.

    Where nobody has a code, some of all.

    Args:
        texts: by row, its name's place in `shown`.
    """
    number = np.zeros(len(shown), np.uint64)
    for at in range(shown.shape[1]):
        number = number * _MIXING + shown[:, at]
    rows = np.flatnonzero(~loose) if not loose.all() else np.arange(len(loose))
    return rows[np.argsort(number[texts[rows]], kind="stable")[:SAMPLE]]


def letters_used(shown: Letters, loose: Bools) -> Ints:
    """Return, by code point, how many names of companies with a code have it.

    Where nobody has a code, all names count.
    """
    held = shown[~loose] if not loose.all() else shown
    count = np.zeros(0x110000, np.int64)
    for at in range(held.shape[1]):
        if not held[:, at].any():
            break
        count += np.bincount(held[:, at], minlength=len(count))
    return count


def holding(shown: Letters, cores: npt.NDArray[np.object_]) -> Bools:
    """Return which names hold one of some cores, or the first three characters of a longer one."""
    found = np.zeros(len(shown), bool)
    texts = letters(cores)
    length = (texts > 0).sum(1)
    for size in (1, 2, 3):
        held = length == size if size < 3 else length >= 3
        wanted = np.unique(_windows(texts[held][:, :size], size)[:, 0])
        for at in range(shown.shape[1] - size + 1 if len(wanted) else 0):
            if not shown[:, at + size - 1].any():
                break
            run = _windows(shown[:, at : at + size], size)[:, 0]
            place = np.minimum(np.searchsorted(wanted, run), len(wanted) - 1)
            found |= wanted[place] == run
    return found


def crowds(shown: Letters, rows: Ints, cores: npt.NDArray[np.object_]) -> Ints:
    """Return how many names differ from some in nothing but a core of the same length.

    Where many do, that another is spelt nearly alike is no wonder.

    Args:
        rows: the names asked about.
        cores: the core of each of them, as it stands in its name.
    """
    wanted = letters(cores)
    size = (wanted > 0).sum(1).astype(np.int64)
    start = np.full(len(rows), -1, np.int64)
    for at in range(shown.shape[1]):
        open_rows = np.flatnonzero((start < 0) & (size > 0) & (at + size <= shown.shape[1]))
        place = np.arange(shown.shape[1])
        inside = place < size[open_rows, None]
        aligned = shown[rows[open_rows, None], np.minimum(at + place, shown.shape[1] - 1)]
        same = ((aligned == wanted[open_rows]) | ~inside).all(1)
        start[open_rows[same]] = at
    found = np.zeros(len(rows), np.int64)
    known = np.flatnonzero(start >= 0)
    found[known] = framed(shown, rows[known], start[known], size[known])
    return found
