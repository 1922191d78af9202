"""What a cut edition hands out: rows as arrays, and how columns of an edition become them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from graph.edition import Edition, as_array
from queries.holdings import ranges

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]
Rows = slice | npt.NDArray[np.integer[Any]]


@dataclass(frozen=True, eq=False)
class Events:
    """Events in which companies took part: one entry a company, event and role, no order.

    Args:
        at: place of the party among the nodes asked.
        event: number of the event.
        kind, role, state: codes; `CutEdition.says` compares them with words.
        until: first day on which its effect no longer holds; LATEST: open.
        record: row of `records`.
    """

    at: Ints
    event: Ints
    kind: Ints
    role: Ints
    day: Ints
    until: Ints
    amount: Floats
    state: Ints
    record: Ints

    def only(self, keep: npt.NDArray[Any]) -> Events:
        """Return some of the entries."""
        return Events(*(getattr(self, name)[keep] for name in self.__dataclass_fields__))


@dataclass(frozen=True, eq=False)
class Months:
    """One entry a company and month, sorted by both; `value` in the measure's unit."""

    at: Ints
    month: Ints
    value: Floats
    record: Ints


@dataclass(frozen=True, eq=False)
class Values:
    """What a dated property says at the moment: one entry a company that has one, by place."""

    at: Ints
    value: npt.NDArray[np.object_]
    start: Ints
    record: Ints


@dataclass(frozen=True, eq=False)
class Links:
    """Edges at the moment: `at` is a place among the nodes asked, `other` a node's number."""

    at: Ints
    other: Ints
    row: Ints


AFTER_AT = tuple(n for n in Events.__dataclass_fields__ if n != "at")


def places(nodes: Ints, numbers: npt.NDArray[Any]) -> tuple[Ints, Flags]:
    """Return each number's place among rising nodes, and whether it is one of them."""
    if not len(nodes):
        return np.zeros(len(numbers), np.int64), np.zeros(len(numbers), bool)
    if nodes[-1] - nodes[0] == len(nodes) - 1:  # without a gap, as all companies are
        place = np.clip(numbers - nodes[0], 0, len(nodes) - 1).astype(np.int64)
        return place, nodes[place] == numbers
    place = np.searchsorted(nodes, numbers)
    place = np.minimum(place, len(nodes) - 1).astype(np.int64)
    return place, nodes[place] == numbers


def one_a_month(found: Months) -> Months:
    """Return months with one value each: of several believed at once, the last row's.

    Rows come in the order of `series`: by company and month, then by when they were known.
    """
    at, month = found.at, found.month
    last = np.r_[(at[1:] != at[:-1]) | (month[1:] != month[:-1]), True][: len(at)]
    return Months(*(getattr(found, n)[last] for n in Months.__dataclass_fields__))


def rows_of(column: npt.NDArray[Any], nodes: Ints) -> tuple[Ints, Ints]:
    """Return the rows of rising nodes in a rising column: (place of the node, row), in order."""
    wanted = nodes.astype(column.dtype)  # else the whole column would be copied to their type
    return ranges(*(np.searchsorted(column, wanted, side=s) for s in ("left", "right")))


def plain(edition: Edition, name: str, column: str, rows: Rows) -> npt.NDArray[Any]:
    """Return part of a column as an array; words as codes, -1 where there is none."""
    whole = edition.table(name).column(column)
    if isinstance(rows, slice):
        start, stop, _ = rows.indices(len(whole))
        part = whole if stop - start == len(whole) else whole.slice(start, stop - start)
    else:
        part = whole.take(pa.array(rows))
    if pa.types.is_dictionary(part.type):
        codes = [np.asarray(c.indices.fill_null(-1)) for c in part.chunks]
        return np.concatenate([*codes, np.empty(0, np.int32)]).astype(np.int32)
    return as_array(part, column)


def words_of(edition: Edition, name: str, column: str) -> list[str]:
    """Return the words of a column of words, by code."""
    chunks = edition.table(name).column(column).chunks
    return [str(w) for w in chunks[0].dictionary.to_pylist()] if chunks else []
