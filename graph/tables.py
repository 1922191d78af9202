"""Frames as Arrow tables, in the same bytes for the same content.

Rows in a total order, zeros under nulls, words in the order of the alphabet, no library's metadata.
"""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from graph import days
from graph.arrow import whole
from graph.errors import EditionError
from graph.schema import Column, Layout
from graph.sorting import stable_order

ARROW_TYPES = {
    "text": pa.string(),
    "word": pa.dictionary(pa.int32(), pa.string()),
    "int": pa.int32(),
    "float": pa.float64(),
    "flag": pa.bool_(),
    "day": pa.date32(),
}


def arrow_column(values: pd.Series, column: Column) -> pa.Array:
    """Return a column as Arrow, with nulls where a value is missing and nothing beneath them."""
    if column.type == "day":
        plain, absent = _whole(values, 0)
        absent = absent | (plain == days.EARLIEST) | (plain == days.LATEST)
        plain = np.where(absent, 0, plain).astype(np.int32)
        return pa.array(plain, pa.int32(), mask=absent).cast(pa.date32())
    if column.type == "int":
        return pa.array(_whole(values, -1)[0].astype(np.int32, copy=False), pa.int32())
    if column.type == "float":
        plain = pd.to_numeric(values, errors="raise").to_numpy(np.float64, na_value=np.nan)
        missing = np.isnan(plain)
        return pa.array(np.where(missing, 0.0, plain), pa.float64(), mask=missing)
    if column.type == "flag":
        return pa.array(values.astype("boolean").fillna(False).to_numpy(bool), pa.bool_())
    if isinstance(values.dtype, pd.CategoricalDtype) and column.type == "word":
        return _in_order(values.cat.codes.to_numpy(), values.cat.categories.to_numpy(object))
    text = texts(values)
    return text if column.type == "text" else sorted_dictionary(text)


def _whole(values: pd.Series, missing: int) -> tuple[npt.NDArray[Any], npt.NDArray[np.bool_]]:
    """Return whole numbers, and which are missing."""
    if values.dtype.kind in "iu" and isinstance(values.dtype, np.dtype):
        return values.to_numpy(), np.zeros(len(values), bool)
    numbers = pd.to_numeric(values, errors="raise")
    return numbers.fillna(missing).to_numpy(np.int64), numbers.isna().to_numpy(bool)


def texts(values: pd.Series) -> pa.Array:
    """Return words as Arrow's, whatever they are held as."""
    if values.dtype == object:  # texts already, nearly always
        with contextlib.suppress(pa.ArrowException):
            return pa.array(values.to_numpy(), pa.string(), from_pandas=True)
    text = whole(pa.array(values.astype("str"), pa.string(), from_pandas=True))
    # A part of a longer column would be written with what pads it there.
    return text if _is_by_itself(text) else pa.concat_arrays([text, text[:0]])


def _is_by_itself(text: pa.Array) -> bool:
    """Return whether words have their buffers to themselves."""
    _, places, letters = text.buffers()
    if text.offset or text.null_count or places is None or places.size != 4 * (len(text) + 1):
        return False
    first, last = np.frombuffer(places, np.int32)[[0, -1]]
    return bool(first == 0 and last == (letters.size if letters is not None else 0))


def sorted_dictionary(text: pa.Array) -> pa.DictionaryArray:
    """Return text as a dictionary whose words are in order, so that bytes do not tell history."""
    encoded = text.dictionary_encode()
    words = encoded.dictionary.to_numpy(zero_copy_only=False)
    return _in_order(np.asarray(encoded.indices.fill_null(-1)), words)


def _in_order(codes: npt.NDArray[Any], words: npt.NDArray[np.object_]) -> pa.DictionaryArray:
    """Return a dictionary of the words that are used, in their order; -1 is a null."""
    used = np.flatnonzero(np.bincount(codes + 1, minlength=len(words) + 1)[1:])
    order = used[np.argsort(words[used].astype("str"), kind="stable")]
    place = np.zeros(len(words) + 1, np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    indices = pa.array(place[codes], mask=codes < 0)
    return pa.DictionaryArray.from_arrays(indices, pa.array(words[order], pa.string()))


def arrow_table(frame: pd.DataFrame, layout: Layout) -> pa.Table:
    """Return a frame in its layout's columns and total order.

    Raises:
        EditionError: the frame lacks a column.
    """
    missing = [c.name for c in layout.columns if c.name not in frame.columns]
    if missing:
        raise EditionError(f"The draft's {layout.name} has no column {', '.join(missing)}.")
    arrays = [arrow_column(frame[c.name], c) for c in layout.columns]
    schema = pa.schema([(c.name, ARROW_TYPES[c.type]) for c in layout.columns])
    order = total_order(pa.Table.from_arrays(arrays, schema=schema), layout)
    if order is not None:
        places = pa.array(order)
        for at, column in enumerate(arrays):  # each is let go of before the next: a city's are long
            arrays[at] = column.take(places)
            del column
    return pa.Table.from_arrays(arrays, schema=schema)


def total_order(table: pa.Table, layout: Layout) -> npt.NDArray[np.int64] | None:
    """Return the rows' order, or None where they stand in it already.

    Rows go by the layout's `order`; only those that agree on it are told apart by all the rest.
    """
    first = [_sortable(table.column(name)) for name in layout.order]
    order = stable_order(*first)
    if len(order) > 1:
        alike = np.ones(len(order) - 1, bool)
        for codes in first:
            moved = codes[order]
            alike &= moved[1:] == moved[:-1]
        tied = np.append(alike, False) | np.append([False], alike)
        if tied.any():
            rows = order[tied]
            part = table.take(pa.array(rows))
            rest = [c.name for c in layout.columns if c.name not in layout.order]
            group = np.cumsum(np.append([True], ~alike))[tied]
            order[tied] = rows[stable_order(group, *(_sortable(part.column(n)) for n in rest))]
    return None if np.array_equal(order, np.arange(len(order))) else order


def _sortable(column: pa.ChunkedArray) -> npt.NDArray[np.generic]:
    """Return numbers that sort as a column does, nulls apart from all values."""
    plain = column.combine_chunks()
    if pa.types.is_dictionary(plain.type):
        return np.asarray(plain.indices.fill_null(-1))
    if pa.types.is_string(plain.type):
        return alphabetical(plain)
    if pa.types.is_date32(plain.type):
        return np.asarray(plain.cast(pa.int32()).fill_null(days.EARLIEST))
    if pa.types.is_boolean(plain.type):
        return np.asarray(plain.cast(pa.int8()).fill_null(-1))
    if pa.types.is_floating(plain.type):
        return np.asarray(plain.fill_null(-np.inf))
    return np.asarray(plain.fill_null(-1))


def alphabetical(text: pa.Array) -> npt.NDArray[np.int64]:
    """Return the place of each text among the distinct ones; -1 for nulls."""
    if len(text) > 1 and not text.null_count and pc.all(pc.less_equal(text[:-1], text[1:])).as_py():
        moved = np.asarray(pc.not_equal(text[:-1], text[1:]))
        return np.cumsum(np.append([False], moved))
    encoded = text.dictionary_encode()
    place = np.empty(len(encoded.dictionary) + 1, np.int64)
    place[np.asarray(pc.sort_indices(encoded.dictionary), np.int64)] = np.arange(len(place) - 1)
    place[-1] = -1
    return np.asarray(place[np.asarray(encoded.indices.fill_null(-1))])


def write_table(table: pa.Table, path: Path) -> pa.Table:
    """Write one Arrow IPC file; return it mapped into memory."""
    path.parent.mkdir(parents=True, exist_ok=True)
    plain = table.replace_schema_metadata(None).combine_chunks()
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, plain.schema) as writer:
        writer.write_table(plain, max_chunksize=max(plain.num_rows, 1))
    return pa.ipc.open_file(pa.memory_map(str(path))).read_all()
