"""Typed and refused rows in parts, of which those in files are held in memory one at a time."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import overload

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from loaders.reading.grid import TEXT

Mask = npt.NDArray[np.bool_]

_MOST_WORDS = 1 << 16  # of a column in several parts, that are kept once each


class _Beside:
    """A file that is removed once nobody asks for it any more."""

    def __init__(self, path: Path) -> None:
        self.path = path
        weakref.finalize(self, path.unlink, missing_ok=True)

    def read(self) -> pa.Table:
        """Return what it holds, mapped into memory for as long as somebody has it."""
        return pa.ipc.open_file(pa.memory_map(str(self.path))).read_all()


@dataclass(frozen=True)
class _Part:
    size: int
    schema: pa.Schema
    here: pa.Table | _Beside
    kept: Mask | None = None

    def table(self, names: Sequence[str]) -> pa.Table:
        whole = self.here.read() if isinstance(self.here, _Beside) else self.here
        there = set(self.schema.names)
        some = whole.select([name for name in names if name in there])
        return some if self.kept is None else some.filter(pa.array(self.kept))


@dataclass(frozen=True)
class Parts:
    """Rows of one table, in their order."""

    parts: tuple[_Part, ...] = field(default=())

    @classmethod
    def of(cls, rows: pa.Table) -> Parts:
        """Return rows that are in memory."""
        return cls((_Part(len(rows), rows.schema, rows),))

    @classmethod
    def stored(cls, path: Path) -> Parts:
        """Return rows that stand in a file of Arrow, which is removed once they are let go."""
        beside = _Beside(path)
        rows = beside.read()
        return cls((_Part(len(rows), rows.schema, beside),))

    def __len__(self) -> int:
        return sum(part.size for part in self.parts)

    def __add__(self, other: Parts) -> Parts:
        return Parts(self.parts + other.parts)

    @property
    def schema(self) -> pa.Schema:
        """The columns of all parts; a part that has not one of them is null there."""
        first, *others = [part.schema for part in self.parts]
        if all(other.equals(first) for other in others):
            return first
        return pa.unify_schemas([first, *others], promote_options="default")

    def tables(self, names: Sequence[str] | None = None) -> Iterator[pa.Table]:
        """Yield the rows part by part, all with the same columns, or with those named."""
        if not self.parts:
            return
        schema = self.schema
        if names is not None:
            schema = pa.schema([schema.field(name) for name in names])
        for part in self.parts:
            table = part.table(schema.names)
            if not table.schema.equals(schema):
                table = pa.concat_tables([schema.empty_table(), table], promote_options="default")
            yield table

    def numbers(self, names: Sequence[str]) -> dict[str, npt.NDArray[np.uint64]]:
        """Return columns of numbers of all rows, in memory."""
        found = {name: np.empty(len(self), np.uint64) for name in names}
        begin = 0
        for table in self.tables(names):
            for name, values in found.items():
                values[begin : begin + len(table)] = table[name].to_numpy()
            begin += len(table)
        return found

    def without(self, left: Mask) -> Parts:
        """Return the rows but for some of them."""
        made, begin = [], 0
        for part in self.parts:
            out = left[begin : begin + part.size]
            begin += part.size
            if out.any():
                kept = ~out
                if part.kept is not None:
                    kept, inner = part.kept.copy(), kept
                    kept[np.flatnonzero(part.kept)] = inner
                part = replace(part, size=int(part.size - out.sum()), kept=kept)
            made.append(part)
        return Parts(tuple(made))


def write_table(path: Path, rows: pa.Table) -> None:
    """Write rows into a file of Arrow, to be `Parts.stored`."""
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_file(sink, rows.schema) as writer:
        writer.write_table(rows)


class Refused(Sequence[pd.DataFrame]):
    """Refused rows, frame by frame; those set aside in files are read when asked for."""

    def __init__(self, frames: Sequence[pd.DataFrame | _Beside] = ()) -> None:
        self._frames = tuple(frames)

    def __add__(self, other: Refused) -> Refused:
        return Refused(self._frames + other._frames)

    def __len__(self) -> int:
        return len(self._frames)

    @overload
    def __getitem__(self, place: int) -> pd.DataFrame: ...
    @overload
    def __getitem__(self, place: slice) -> Refused: ...
    def __getitem__(self, place: int | slice) -> pd.DataFrame | Refused:
        if isinstance(place, slice):
            return Refused(self._frames[place])
        found = self._frames[place]
        return found if isinstance(found, pd.DataFrame) else _frame(found.read())


def set_aside(path: Path, frames: Sequence[pd.DataFrame]) -> None:
    """Write refused rows into one file, to be `taken_up`."""
    rows = pd.concat(frames, ignore_index=True)
    text = {
        name: pa.array(rows[name].fillna("").astype("str"), pa.large_string())
        for name in rows
        if name != "_line"
    }
    write_table(path, pa.table({**text, "_line": pa.array(rows["_line"].to_numpy(np.int64))}))


def taken_up(path: Path) -> Refused:
    """Return refused rows that were set aside."""
    return Refused([_Beside(path)])


def _frame(table: pa.Table) -> pd.DataFrame:
    frame: pd.DataFrame = table.to_pandas(
        types_mapper=lambda kind: TEXT if pa.types.is_large_string(kind) else None
    )
    return frame


def words_once(rows: Parts) -> dict[str, pa.Array]:
    """Return the distinct words of the source's own columns, where they are to be kept once each.

    In several parts that is where they are few: else finding them costs more than they take.
    """
    names = [name for name in rows.schema.names if name.startswith("src:")]
    if len(rows.parts) == 1:
        [table] = rows.tables(names)
        return {name: _unique(table[name]) for name in names}
    found = {name: _distinct(rows, name) for name in names}
    return {name: words for name, words in found.items() if words is not None}


def worded(rows: pa.Table, words: Mapping[str, pa.Array]) -> pa.Table:
    """Return rows of which columns name their words by number."""
    columns = {}
    for name, column in zip(rows.schema.names, rows.columns, strict=True):
        known = words.get(name)
        if known is not None:
            places = [_places(chunk, known) for chunk in column.chunks]
            made = [pa.DictionaryArray.from_arrays(place, known) for place in places]
            column = pa.chunked_array(made, pa.dictionary(pa.int32(), known.type))
        elif pa.types.is_dictionary(column.type):
            column = column.cast(column.type.value_type)
        columns[name] = column
    return pa.table(columns)


def _places(column: pa.Array, words: pa.Array) -> pa.Array:
    """Return of each value its place among words."""
    if not pa.types.is_dictionary(column.type):
        return pc.index_in(column, value_set=words)
    return unmasked(pc.index_in(column.dictionary, value_set=words).take(column.indices))


def unmasked(column: pa.Array) -> pa.Array:
    """Return an array without the mask that says that none of its values is null."""
    if column.null_count:
        return column
    if pa.types.is_dictionary(column.type):
        return pa.DictionaryArray.from_arrays(unmasked(column.indices), column.dictionary)
    buffers = [None, *column.buffers()[1:]]
    return pa.Array.from_buffers(column.type, len(column), buffers, 0, column.offset)


def _distinct(rows: Parts, name: str) -> pa.Array | None:
    words: list[pa.Array] = []
    for table in rows.tables([name]):
        new = _unique(table[name])
        if len(new) > _MOST_WORDS:
            return None
        words.append(new)
        if len(words) % 16 == 0:
            words = [pc.unique(pa.concat_arrays(words))]
    every = pc.unique(pa.concat_arrays(words))
    return every if len(every) <= _MOST_WORDS else None


def _unique(column: pa.ChunkedArray) -> pa.Array:
    """Return the distinct words of a column, as they appear."""
    if not pa.types.is_dictionary(column.type):
        return pc.unique(column.cast(pa.large_string())).drop_null()
    seen = [(chunk.dictionary, pc.unique(chunk.indices).drop_null()) for chunk in column.chunks]
    words = [dictionary.take(numbers) for dictionary, numbers in seen]
    return pc.unique(pa.chunked_array(words, column.type.value_type))
