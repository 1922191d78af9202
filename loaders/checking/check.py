"""Rows of text against their declaration: typed rows, and the rows that break it, whole."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from loaders import cells
from loaders.checking.columns import Typed
from loaders.checking.guarding import Guard
from loaders.checking.header_names import matched
from loaders.checking.rejects import reject_rows
from loaders.checking.rows_read import read_columns
from loaders.reading import HeadedGrid
from loaders.reading.grid import TEXT
from loaders.table import ColumnType, Date, Hour, Money, Month, Number, Share, Table

Mask = npt.NDArray[np.bool_]
Places = npt.NDArray[np.int64]
Hashes = npt.NDArray[np.uint64]

_NO_WORDS = np.iinfo(np.uint64).max  # what pandas hashes a null text to


@dataclass(frozen=True)
class Checked:
    """The rows of one file (or sheet) that belong to a table.

    Attributes:
        rows: typed rows, with `_file`, `_line`, `_known`, `src:` columns, and numbers for
            content and key (`_content`, `_key`).
        kept: which of the rows looked at they are.
        rejects: the rows refused, as they stood, with where and why.
        odd_at: field -> rows looked at of which the cell was read, but is worth a look (warnings,
            masked ones).
        reasons: field and reason -> rows, the most frequent first.
        doubted: names of columns of which numbers are left out, since nobody says their unit.
    """

    rows: pa.Table
    kept: Mask
    rejects: pd.DataFrame
    odd_at: dict[str, Places]
    reasons: dict[tuple[str, str], int]
    doubted: tuple[str, ...] = ()

    @property
    def odd(self) -> dict[str, int]:
        """Field -> how many cells are worth a look."""
        return {name: len(at) for name, at in self.odd_at.items()}


@dataclass(frozen=True)
class Stood:
    """Where each row of a grid stood first, which is elsewhere when it comes back mended.

    `file` is what the file is called in its delivery (its sheet after `#`); `delivery` is empty
    but for mended rows. All three are aligned with the rows.
    """

    file: npt.NDArray[np.object_]
    line: npt.NDArray[np.int32]
    delivery: npt.NDArray[np.object_]

    @classmethod
    def here(cls, headed: HeadedGrid, file: str) -> Stood:
        """Return the places of rows that came for the first time."""
        size = len(headed.frame)
        return cls(np.full(size, file, object), headed.lines, np.full(size, "", object))


def check(
    headed: HeadedGrid,
    table: Table,
    stood: Stood,
    received: int,
    guard: Guard,
    sure: Container[str] = (),
) -> Checked:
    """Return what a grid's rows are, by a table's declaration.

    Args:
        stood: where its rows stood first.
        received: the day on which they came.
        sure: names of columns of which it is known that their numbers are in the unit declared.
    """
    frame = headed.frame
    there = matched(table, frame.columns)
    columns = read_columns(table, frame, there, guard, sure=sure)
    bad = np.zeros(len(frame), bool)
    for column in columns.values():
        bad[column.refused] = True
    kept = np.flatnonzero(~bad)
    rows = _arrow(table, columns, frame, there, guard, kept)
    hashes = {h: n for t in columns.values() for h, n in _hashes(t, rows, kept)}
    place = {
        "_file": pa.array(stood.file[kept], pa.large_string()),
        "_line": pa.array(stood.line[kept].astype(np.int32)),
        "_known": pa.array(_known(table, rows, received)),
        "_content": pa.array(combined([hashes[n] for n in rows if n in hashes], len(kept))),
        "_key": pa.array(_keys(rows, hashes, table, len(kept))),
    }
    fields = {name: values for name, values in rows.items() if not name.startswith("src:")}
    shown = {name: values for name, values in rows.items() if name.startswith("src:")}
    read = {there.get(h, h): t for h, t in columns.items()}
    rejects = reject_rows(headed, bad, read, stood.file, stood.line, stood.delivery)
    return Checked(
        pa.table({**fields, **place, **shown}),
        ~bad,
        rejects,
        {table.columns[h].field: at for h, t in columns.items() if len(at := t.odd_at(kept))},
        tally(rejects),
        tuple(name for name, column in read.items() if column.read.doubted),
    )


def _hashes(column: Typed, rows: dict[str, pa.Array], kept: Places) -> Iterator[tuple[str, Hashes]]:
    """Yield each field of a column and one number for what it says, row by row.

    They are those of pandas' own hashing of the fields as columns, of whole numbers as floats: a
    number counts by its value, whatever else its column holds.
    """
    for field, values in column.read.fields.items():
        if field.startswith("("):
            continue
        if values.dtype == TEXT:
            plain = values.fillna("").to_numpy(object)
            found = pd.util.hash_array(plain, categorize=False)
            found[values.isna().to_numpy(bool)] = _NO_WORDS
        else:
            found = pd.util.hash_array(values.to_numpy(np.float64, na_value=np.nan))
        yield field, found[column.places[kept]]


def combined(hashes: Sequence[Hashes], size: int) -> Hashes:
    """Return one number a row for several, in their order, as pandas makes it of a frame."""
    found, factor = np.full(size, 0x345678, np.uint64), 1000003
    for left, one in zip(range(len(hashes), 0, -1), hashes, strict=True):
        found ^= one
        found *= np.uint64(factor)
        factor += 82520 + 2 * left
    found += np.uint64(97531)
    return found


def _keys(rows: dict[str, pa.Array], hashes: dict[str, Hashes], table: Table, size: int) -> Hashes:
    """Return one number for the key of each row, 0 where nothing of it is said."""
    if not table.key:
        return np.zeros(size, np.uint64)
    said = np.zeros(size, bool)
    for name in table.key:
        said |= np.asarray(rows[name].is_valid())
    number = combined([hashes[name] for name in table.key], size)
    return np.where(said, number | np.uint64(1), np.uint64(0))


def _arrow(
    table: Table,
    columns: dict[str, Typed],
    frame: pd.DataFrame,
    there: dict[str, str],
    guard: Guard,
    kept: Places,
) -> dict[str, pa.Array]:
    """Return the typed fields of the rows kept, then what stood in every column, by number."""
    made: dict[str, pa.Array] = {}
    for header, column in table.columns.items():
        places = columns[header].places[kept]
        for field, values in columns[header].read.fields.items():
            if not field.startswith("("):
                made[field] = _array(column, field, values.array.take(places))
    declared = {there[h]: columns[h] for h in there}
    for name in frame.columns:
        if name in declared:
            shown, places = declared[name].read.shown, declared[name].places
        else:
            words, places = cells.each_once(frame[name])
            shown = guard.scrubbed(words)
        made[f"src:{name}"] = _numbered(shown, places[kept])
    return made


def _numbered(words: pd.Series, places: Places) -> pa.DictionaryArray:
    """Return words at places as numbers of words, which need not differ."""
    null = words.isna().to_numpy(bool)
    hidden = null[places] if null.any() else None
    numbers = pa.array(places.astype(np.int32), mask=hidden)
    return pa.DictionaryArray.from_arrays(numbers, pa.array(words.fillna(""), pa.large_string()))


def _array(column: ColumnType, field: str, values: Any) -> pa.Array:
    if field == column.field and isinstance(column, Date | Hour | Month):
        return pa.array(values, pa.int32(), from_pandas=True)
    if field == column.field and isinstance(column, Money | Number | Share):
        return pa.array(np.asarray(values, np.float64), pa.float64(), from_pandas=True)
    return pa.array(values, pa.large_string(), from_pandas=True)


def _known(table: Table, rows: dict[str, pa.Array], received: int) -> npt.NDArray[np.int32]:
    """Return the day each row became known: its publication where that is a day, not later."""
    if table.published is None:
        size = len(next(iter(rows.values()))) if rows else 0
        return np.full(size, received, np.int32)
    day = rows[table.published].to_pandas().fillna(received).to_numpy(np.int64)
    exact = (rows[f"{table.published}_precision"].to_pandas() == "day").to_numpy(bool)
    return np.where(exact & (day <= received), day, received).astype(np.int32)


def tally(rejects: pd.DataFrame) -> dict[tuple[str, str], int]:
    """Return how many rows were refused by field and reason, the most frequent first."""
    if not len(rejects):
        return {}
    counts = rejects.groupby(["_field", "_reason"], sort=True).size().sort_values(ascending=False)
    (fields, reasons), numbers = zip(*counts.index, strict=True), counts.tolist()
    return dict(zip(zip(map(str, fields), map(str, reasons), strict=True), numbers, strict=True))
