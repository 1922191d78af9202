"""Columns of texts, cut at their fronts and ends by words that are known."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from graph.naming.places import lookup
from graph.naming.words import ZONES

Strings = Any  # pyarrow has no types
Ints = npt.NDArray[np.int64]


def whole_place(text: Strings) -> Ints:
    """Return the code of a text that is nothing but a place, as `济南` or `山东济南`."""
    told = sizes(text) > 1
    rest = text.filter(pa.array(told))
    region = np.zeros(len(rest), np.int64)
    for turn in range(3):
        word, code = front(rest, region if turn else None, alone=True)
        hit = code > 0
        rest = without_front(rest, pc.if_else(pa.array(hit), word, ""))
        region = np.where(hit, code, region)
    zone = pc.match_substring_regex(rest, f"^(?:{'|'.join(ZONES)})?$")
    found = np.zeros(len(text), np.int64)
    found[told] = np.where(zone.to_numpy(zero_copy_only=False), region, 0)
    return found


def last_bracket(text: Strings) -> Strings:
    """Return what each text ends with in brackets; "" where it does not."""
    found = pc.extract_regex(text, r"\((?P<inner>[^()]+)\)$")
    return pc.fill_null(pc.struct_field(found, "inner"), "")


def front(text: Strings, within: Ints | None, *, alone: bool = False) -> tuple[Strings, Ints]:
    """Return the longest region that each text begins with, and its code.

    Args:
        within: by text, the region taken before: only what lies in it counts.
        alone: a text is a place or none, as in brackets: words that are places besides count.
    """
    open_rows = sizes(text) > 1 if within is None else within > 0
    mask = pa.array(open_rows)
    asked = text.filter(mask)
    code = np.zeros(len(asked), np.int64)
    word = pa.array([""] * len(asked), pa.string())
    prefixes = [None] if within is None else _prefixes(within[open_rows])
    known, codes, longest = lookup(
        "inner" if within is not None else "bracketed" if alone else "first"
    )
    size_of = sizes(asked)
    for prefix in prefixes:
        for size in range(min(longest, int(size_of.max(initial=0))), 1, -1):
            head = pc.utf8_slice_codeunits(asked, 0, size)
            key = head if prefix is None else pc.binary_join_element_wise(prefix, head, "|")
            at = pc.index_in(key, known).fill_null(-1).to_numpy(zero_copy_only=False)
            hit = (at >= 0) & (code == 0) & (size_of >= size)
            if hit.any():
                code = np.where(hit, codes[at], code)
                word = pc.if_else(pa.array(hit), head, word)
    found = np.zeros(len(text), np.int64)
    found[open_rows] = code
    return pc.replace_with_mask(pa.array([""] * len(text), pa.string()), mask, word), found


def _prefixes(within: Ints) -> list[Strings]:
    """Return the digits under which regions within a region are known: its city, its province."""
    city = np.where((within % 10_000 == 0) | (within % 100 != 0), 0, within // 100)
    made = [city, np.where(within % 10_000 == 0, within // 10_000, 0)]
    return [pc.cast(pa.array(numbers), pa.string()) for numbers in made]


def ending(text: Strings, words: Strings, longest: int, least: int) -> Ints:
    """Return the place in `words` of the longest that each text ends with; -1: none.

    Args:
        least: so many characters are left before it.
    """
    found = np.full(len(text), -1, np.int64)
    size_of = sizes(text)
    for size in range(longest, 0, -1):
        tail = pc.utf8_slice_codeunits(text, -size)
        at = pc.index_in(tail, words).fill_null(-1).to_numpy(zero_copy_only=False)
        hit = (at >= 0) & (found < 0) & (size_of - size >= least) & (size_of >= size)
        found = np.where(hit, at, found)
    return found


def without(text: Strings, ending: Strings) -> Strings:
    """Return each text without what it ends with."""
    return _sliced(text, np.zeros(len(text), np.int64), sizes(text) - sizes(ending))


def without_front(text: Strings, front: Strings) -> Strings:
    """Return each text without what it begins with."""
    return _sliced(text, sizes(front), sizes(text))


def _sliced(text: Strings, start: Ints, stop: Ints) -> Strings:
    """Return each text from its start to its stop; one slice for each distinct pair."""
    out = text
    whole = (start == 0) & (stop == sizes(text))
    pairs = start * 10_000 + stop
    for pair in np.unique(pairs[~whole]).tolist():
        mask = pa.array((pairs == pair) & ~whole)
        part = pc.utf8_slice_codeunits(text.filter(mask), pair // 10_000, pair % 10_000)
        out = pc.replace_with_mask(out, mask, part)
    return out


def sizes(text: Strings) -> Ints:
    """Return how many characters each text has."""
    return np.asarray(pc.utf8_length(text).to_numpy(zero_copy_only=False), np.int64)
